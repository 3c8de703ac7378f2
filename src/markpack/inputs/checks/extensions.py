"""Extensions, held against the assignments for which they were agreed."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.extensions import PlacedExtension
from markpack.model.context import Assignment
from markpack.model.dates import day
from markpack.model.extension import Extension, Extensions
from markpack.model.forms.field_names import SEPARATOR


def check_extensions(placed: Sequence[PlacedExtension], assignments: Sequence[Assignment]) -> Extensions:
    """Return the extensions for these assignments; of several for an attempt, the one that was agreed last counts.

    Noted are units that are not set, several extensions of which none is the last, and new dates that give no more
    time.
    """
    by_name = {name.casefold(): entry for entry in assignments for name in (entry.name, *entry.references)}
    found: dict[tuple[str, str, int], PlacedExtension] = {}
    for entry in placed:
        extension = entry.extension
        assignment = by_name.get(extension.unit.casefold())
        if assignment is None:
            entry.problems.error(
                entry.unit,
                f"The unit {quote(extension.unit)} is not set for this employer’s learners.",
                sentences(did_you_mean(extension.unit, by_name), f"Units that are set are {listing(sorted(by_name))}."),
            )
            continue
        if extension.attempt == 1 and extension.new_date <= assignment.due_on:
            entry.problems.warn(
                entry.new_date,
                f"{day(extension.new_date)} gives no more time: {assignment.name} is due on {day(assignment.due_on)}.",
                "Correct the date, or delete the row.",
            )
        key = extension.registration, assignment.name, extension.attempt
        found[key] = _later(found[key], entry) if key in found else entry
    return Extensions(
        {
            (learner, unit, attempt): entry.extension
            for (learner, name, attempt), entry in found.items()
            for unit in name.split(SEPARATOR)
        }
    )


def _later(one: PlacedExtension, other: PlacedExtension) -> PlacedExtension:
    """Return the extension that was agreed last; the first, with the problem noted, where that cannot be told."""
    first, second = one.extension, other.extension
    if _says(first) == _says(second):
        return one
    if first.agreed_on is None or second.agreed_on is None or first.agreed_on == second.agreed_on:
        other.problems.error(
            other.new_date,
            f"There are two extensions for attempt {second.attempt} of learner {second.registration} at {second.unit}, "
            "and nobody can tell which was agreed last.",
            "Write into Agreed on when each was agreed, or delete the one that is not valid.",
        )
        return one
    return other if second.agreed_on > first.agreed_on else one


def _says(extension: Extension) -> tuple[object, ...]:
    return extension.new_date, extension.agreed_by, extension.agreed_on
