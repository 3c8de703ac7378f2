"""Attempts count over all packs of an employer: what learners who are in several did in the others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from markpack.assessment.cohort import AttemptElsewhere, assess_cohort
from markpack.errors import Scope
from markpack.inputs.employer_inputs import EmployerFiles, EmployerInputs
from markpack.inputs.holds import concerned
from markpack.inputs.problems import listing
from markpack.inputs.shared_learners import Numbers
from markpack.model.centre import Policies
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.hold import Hold, HoldReason
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.pack_folders import inputs_folder


def reading_order(files: EmployerFiles) -> tuple[str, datetime.date, str]:
    """Return the place of a pack among all: employers by name, and in each the packs by the day of their first task."""
    assignments = files.context.record.assignments if files.context else ()
    begins = min((entry.set_on for entry in assignments), default=datetime.date.max)
    return files.employer_folder.name, begins, files.name


Shared = Sequence[tuple[EmployerInputs, Numbers]]
"""Other packs, and the numbers here of the learners whom each shares with this one, by their numbers there."""


def attempts_elsewhere(others: Shared, policies: Policies) -> tuple[AttemptElsewhere, ...]:
    """Return the attempts of a pack's learners that were marked in other packs.

    One that is not decided counts for nothing elsewhere once its learner has left that pack: it begins anew.
    """
    return tuple(entry for other, numbers in others for entry in _marked_in(other, numbers, policies))


def _marked_in(other: EmployerInputs, numbers: Numbers, policies: Policies) -> Iterator[AttemptElsewhere]:
    active = {learner.registration for learner in other.learners if learner.is_active}
    marked = [entry for entry in other.marked if entry.learner in numbers]
    elsewhere = [entry for entry in other.elsewhere if entry.marked.learner in numbers]
    assignments = (*other.context.assignments, *other.judged)
    results = assess_cohort(assignments, other.units, marked, policies, other.versions, elsewhere)
    for by_learner in results.values():
        for learner, attempts in by_learner.items():
            for result in attempts:
                if result.marked.pack:
                    continue
                if result.outcome is Outcome.INCOMPLETE and learner not in active:
                    break
                for revision in (result, *result.others):
                    tagged = replace(revision.marked, learner=numbers[learner], pack=other.folder)
                    yield AttemptElsewhere(tagged, revision.unit)


def with_others(
    inputs: EmployerInputs,
    files: EmployerFiles,
    others: Shared,
    stopped: Iterable[tuple[EmployerFiles, Numbers]],
    policies: Policies,
) -> EmployerInputs:
    """Return a pack's inputs with all that its learners did in the employer's other packs.

    A learner is held here where marks of theirs are in doubt there, or where nothing is known of that pack. What was
    begun here and left undecided stays as it is, beside the attempt of the same number with which it began anew.
    """
    marked_here = set(map(_key, inputs.marked))
    found = attempts_elsewhere(others, policies)
    begun_anew = {_key(entry.marked)[:2] for entry in found if _key(entry.marked) in marked_here}
    elsewhere = tuple(entry for entry in found if _key(entry.marked)[:2] not in begun_anew)
    holds = [hold for other, numbers in others for hold in _holds_in(other, inputs, numbers)]
    holds += (hold for other, numbers in stopped for hold in _holds_of_stopped(other, inputs, files, numbers))
    given = {**_versions_elsewhere(inputs, elsewhere), **inputs.given}
    sharing = {other.folder: {here: there for there, here in numbers.items()} for other, numbers in others}
    return replace(inputs, elsewhere=elsewhere, sharing=sharing, holds=(*inputs.holds, *holds), given=given)


def note_begun_twice(
    here: EmployerFiles, there: EmployerFiles, numbers: Numbers, marked: Iterable[EmployerInputs]
) -> None:
    """Warn of learners who are active in two packs that set a unit of which nothing is marked: both hand it out."""
    units = here.units & there.units
    begun = {
        (entry.learner.casefold(), unit)
        for inputs in marked
        for entry in (*inputs.marked, *(other.marked for other in inputs.elsewhere))
        for unit in entry.unit.split(SEPARATOR)
    }
    for other_number, number in numbers.items():
        learner, other = here.register.learner(number), there.register.learner(other_number)
        of_both = {(entry.casefold(), unit) for entry in (number, other_number) for unit in units}
        open_ = sorted(units - {unit for _, unit in of_both & begun})
        if learner and other and other.is_active and learner.is_active and open_:
            here.problems.within(Scope.LEARNER, learners=[learner.registration]).warn(
                here.register.places[learner.registration],
                f"{learner.name} is active here and in {inputs_folder(there.name)}, and both set {listing(open_)}, of "
                "which nothing is marked: both hand out the first attempt.",
                "In the register of the one that the learner has left, write so under Status, such as transferred.",
            )


def note_extensions_elsewhere(
    earlier: EmployerFiles, later: EmployerFiles, numbers: Numbers, inputs: EmployerInputs | None
) -> None:
    """Warn of extensions in an earlier pack for attempts that a later one hands out, where they have to stand.

    `numbers` are those in the earlier pack by those in the later one, `inputs` the earlier pack's.
    """
    marked = set(map(_key, inputs.marked)) if inputs else set()
    there = {here: there for there, here in numbers.items()}
    for placed in earlier.register.extensions:
        extension = placed.extension
        known = later.register.learner(there.get(extension.registration, ""))
        is_here = (extension.registration, extension.unit, extension.attempt) in marked
        units = set(extension.unit.split(SEPARATOR))
        if extension.attempt > 1 and known and known.is_active and not is_here and not units.isdisjoint(later.units):
            placed.problems.warn(
                placed.new_date,
                f"Attempt {extension.attempt} of {known.name} at {extension.unit} is handed out in "
                f"{inputs_folder(later.name)}, so nobody gets this date.",
                "Write the extension into the register there.",
            )


def _key(marked: MarkedAttempt) -> tuple[str, str, int]:
    return marked.learner, marked.unit, marked.attempt


def _holds_in(other: EmployerInputs, inputs: EmployerInputs, numbers: Numbers) -> Iterator[Hold]:
    for hold in other.holds:
        if learner := numbers.get(hold.learner):
            here = concerned(hold.assignment, inputs.context.assignments)
            for name in [entry.name for entry in here] or [hold.assignment]:
                yield replace(hold, learner=learner, assignment=name, everything=False)


def _holds_of_stopped(
    other: EmployerFiles, inputs: EmployerInputs, files: EmployerFiles, numbers: Numbers
) -> Iterator[Hold]:
    names = [entry.name for entry in other.context.record.assignments] if other.context else []
    here = [
        entry for entry in inputs.context.assignments if not names or any(concerned(name, [entry]) for name in names)
    ]
    for learner in sorted(numbers.values()):
        if known := files.register.learner(learner):
            for entry in here:
                yield Hold(learner, entry.name, HoldReason.NOT_READ, (inputs_folder(other.name),), name=known.name)


def _versions_elsewhere(inputs: EmployerInputs, elsewhere: Sequence[AttemptElsewhere]) -> dict[str, dict[str, str]]:
    """Return the versions of units that learners began with in another pack, where they are not those in force here."""
    first = {(entry.learner, entry.unit): entry.attempt for entry in reversed(inputs.marked)}
    versions: dict[str, dict[str, str]] = {}
    for entry in sorted(elsewhere, key=lambda entry: entry.marked.attempt):
        marked = entry.marked
        if first.setdefault((marked.learner, marked.unit), marked.attempt) != marked.attempt:
            continue
        for unit in entry.unit.members:
            present = inputs.units.get(unit.reference)
            is_known = unit.version_name in inputs.versions.get(unit.reference, {})
            if present and is_known and present.version_name != unit.version_name:
                versions.setdefault(marked.learner, {})[unit.reference] = unit.version_name
    return versions
