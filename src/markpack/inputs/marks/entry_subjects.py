"""Whose attempt at which unit an entry is about, as register, templates and centre know them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markpack.assessment.attempt_rules import rule_of
from markpack.errors import Problem, Severity
from markpack.inputs.files.columns import AS_TEXT
from markpack.inputs.files.csv_tables import Cell, CellKind
from markpack.inputs.marks.learner_name import is_name_of
from markpack.inputs.marks.mark_entries import MarkEntry, without_noughts
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.register import suggest_learner
from markpack.model.forms.field_names import CRITERION_FIELDS, CRITERION_RECORD_FIELDS, SEPARATOR

MOST_SUGGESTIONS = 100

_ATTEMPT = re.compile("0{0,4}[1-9][0-9]{0,2}")


@dataclass(frozen=True)
class Subject:
    """What an entry is about: registration number, unit or units, and attempt.

    `has_criterion` says whether the unit has the criterion that the entry names, if it names one.
    """

    learner: str
    unit: str
    attempt: int
    has_criterion: bool


class EntrySubjects:
    """Finds what entries are about; what many entries of a file have wrong is noted once."""

    def __init__(self, cohort: MarkingContext, problems: Problems) -> None:
        self._cohort, self._problems = cohort, problems
        self._zeros_noted: set[str] = set()
        self._repeated: dict[tuple[str, str], tuple[Problem, Problems, list[str]]] = {}
        """What is wrong with values that a file may repeat, by file and message, and all learners concerned."""

    def subject(self, entry: MarkEntry, problems: Problems) -> Subject | None:
        """Return what an entry is about; None, with the problem noted, where that cannot be told."""
        learner, unit = self._learner(entry.learner, problems), self._unit(entry.unit, problems)
        attempt = self._attempt(entry.attempt, unit, problems)
        has_criterion = self._has_criterion(entry, unit, problems) if unit else False
        if learner is None or unit is None or attempt is None or not self._is_name_of(entry, learner, problems):
            return None
        return Subject(learner, unit, attempt, has_criterion)

    def note_repeated(self) -> None:
        """Note what is wrong with values that files repeat, once for each file, for all learners concerned."""
        for problem, problems, learners in self._repeated.values():
            problems.within(learners=learners).include([problem])

    def _keep(
        self,
        cell: Cell,
        message: str,
        hint: str,
        problems: Problems,
        *,
        suggest: Callable[[], str] = str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Keep what is wrong with a value, to be noted once for its file; what it may stand for comes before the hint.

        Suggestions are dear: the first MOST_SUGGESTIONS faults get one.
        """
        key = (cell.place.file, message)
        if key not in self._repeated:
            suggestion = suggest() if len(self._repeated) < MOST_SUGGESTIONS else ""
            self._repeated[key] = Problem(cell.place, message, sentences(suggestion, hint), severity), problems, []
        self._repeated[key][-1].extend(problems.reach.learners)

    def _learner(self, cell: Cell, problems: Problems) -> str | None:
        if not cell:
            problems.error(
                cell.place, "There are marks in a row without a registration number.", "Fill it in, or clear the row."
            )
            return None
        register = self._cohort.register
        if register.mentioned is None:
            return cell.text
        if known := register.registration_of(cell.text):
            if known.casefold() != register.of_today(cell.text).casefold():
                self._note_lost_zeros(cell, known)
            return known
        self._keep(
            cell,
            f"{quote(cell.text)} is not on the register.",
            "Correct the number, or add the learner to the register.",
            problems,
            suggest=lambda: suggest_learner(cell.text, register),
        )
        return None

    def _is_name_of(self, entry: MarkEntry, registration: str, problems: Problems) -> bool:
        """Say whether the name beside a number may be that learner's, and note it if not."""
        name = entry.name
        return name is None or is_name_of(name.text, registration, self._cohort.register, name.place, problems)

    def _note_lost_zeros(self, cell: Cell, meant: str) -> None:
        """Warn, once for each learner, at the number that is shorter: on the register or in the marks.

        Where the register's number is already known to be short, it is not named again.
        """
        if meant in self._zeros_noted:
            return
        self._zeros_noted.add(meant)
        if meant.lstrip("0") != cell.text.lstrip("0"):
            person = self._cohort.register.person(meant)
            message = f"{quote(cell.text)} was taken for a former number of {person}; leading zeros are missing here."
            self._problems.warn(cell.place, message, AS_TEXT)
            return
        numbers = ((meant, self._cohort.register.places[meant]), (cell.text, cell.place))
        (short, place), (full, other) = sorted(numbers, key=lambda number: len(number[0]))
        if short == meant and short in self._cohort.register.may_lack_zeros:
            return
        self._problems.warn(
            place, f"{quote(short)} was taken for {quote(full)} in {other}; leading zeros are missing here.", AS_TEXT
        )

    def _unit(self, cell: Cell, problems: Problems) -> str | None:
        cohort = self._cohort
        references = (*cohort.units, *cohort.unreadable_units)
        known = {name.casefold(): name for name in (*references, *cohort.unreadable_sheets, *cohort.sheets)}
        reference = known.get(cell.text.casefold())
        if not cell:
            problems.error(cell.place, "There are marks in a row without a unit.", "Write its whole reference.")
            return None
        if reference is None:
            self._keep(
                cell,
                f"{quote(cell.text)} is not the reference of a unit.",
                f"Units are {listing(sorted(references))}.",
                problems,
                suggest=lambda: did_you_mean(cell.text, references),
            )
            return None
        set_units = cohort.set_units()
        if set_units is not None and not set(reference.split(SEPARATOR)) <= set(set_units):
            self._keep(
                cell,
                f"The unit {reference} is not set for this employer’s learners.",
                f"Add it to the assignments in {cohort.assignments_file}, which has {listing(set_units)}.",
                problems,
            )
            return None
        return reference if reference in cohort.units or reference in cohort.sheets else None

    def _attempt(self, cell: Cell, unit: str | None, problems: Problems) -> int | None:
        if not cell:
            return 1
        text = without_noughts(cell.text)
        if not _ATTEMPT.fullmatch(text):
            problems.error(cell.place, f"{quote(cell.text)} is not the number of an attempt.", "Write 1, 2 and so on.")
            return None
        number, policies = int(text), self._cohort.policies
        if unit is None:
            return number
        scheme = self._cohort.sheet_of(unit).scheme
        if rule_of(scheme, policies, number):
            return number
        if scheme.attempts:
            who = f"there are {len(scheme.attempts)} by the rules of {scheme.title}"
            hint = f"Correct the number. Its attempts are listed in templates/schemes/{scheme.id}.yaml."
        else:
            who = f"the centre allows {policies.attempts_allowed}"
            hint = "Correct the number, or change attempts_allowed in contexts/centre.yaml."
        problems.error(cell.place, f"This is attempt {number}; {who}.", hint)
        return None

    def _has_criterion(self, entry: MarkEntry, unit: str, problems: Problems) -> bool:
        """Say whether a unit has an entry's criterion, or the entry names none, and note it."""
        cell = entry.criterion
        template = self._cohort.units[unit].record if unit in self._cohort.units else self._cohort.sheets[unit]
        ids = [criterion.id for criterion in template.criteria]
        if cell is None or cell.text in ids:
            if cell and cell.kind is CellKind.NUMBER and f"{cell.text}0" in ids:
                self._keep(
                    cell,
                    f"{quote(cell.text)} is stored as a number, and {cell.text}0 would look the same; it was taken for "
                    f"criterion {cell.text}.",
                    "Check it, and format the column as Text before typing criteria.",
                    problems,
                    severity=Severity.WARNING,
                )
            return True
        if not self._cohort.ids_are_valid(template):
            return False
        about_criterion = any(value.field in (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS) for value in entry.values)
        if not about_criterion and not cell:
            return True
        if about_criterion and not cell:
            problems.error(cell.place, "There are marks in a row without a criterion.", f"Write one of {listing(ids)}.")
        elif about_criterion:
            self._keep(
                cell,
                f"{quote(cell.text)} is not a criterion of unit {unit}.",
                f"Its criteria are {listing(ids, limit=40)}.",
                problems,
                suggest=lambda: did_you_mean(cell.text, ids, likeness=0.75),
            )
        return False
