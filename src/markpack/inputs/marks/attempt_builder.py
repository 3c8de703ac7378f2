"""One marked attempt from its cells: marks, decisions, dates and people, each checked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from markpack.inputs.checks.mark_checks import Cells, Key
from markpack.inputs.checks.staff import canonical_name, check_different, check_person
from markpack.inputs.marks.judgement_cells import JudgementCells
from markpack.inputs.marks.mark_entries import field_in_words, field_label
from markpack.inputs.problems import LONGEST_QUOTED, Problems, message_and_hint, others_too, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.competence import StaffRole
from markpack.model.context import Assignment
from markpack.model.dates import day, parse_date
from markpack.model.forms.field_names import AWARD_FIELDS, CRITERION_RECORD_FIELDS, RECORD_FIELDS, REVISION_FIELDS
from markpack.model.forms.method_record import RECORDS
from markpack.model.marks import CriterionMark, MarkedAttempt, parse_iqa_decision, parse_revision
from markpack.model.outcome import OutcomeWords
from markpack.model.unit import Criterion, Unit

_T = TypeVar("_T")


def build_attempt(key: Key, cells: Cells, cohort: MarkingContext, problems: Problems) -> MarkedAttempt:
    """Return the attempt that its filled cells make up; what breaks a rule is noted and left out."""
    return _Builder(key, cells, cohort, problems).attempt()


def _a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def parse_refusal(text: str) -> bool:
    """Return whether the learner refuses standardisation, written as Yes or No (or Y, N, x); else raise ValueError."""
    word = text.strip().casefold()
    if word in ("yes", "y", "x", "true"):
        return True
    if word in ("no", "n", "false"):
        return False
    raise ValueError(f"“{text.strip()}” is neither yes nor no; write Yes or No")


@dataclass(frozen=True)
class _Builder:
    key: Key
    cells: Cells
    cohort: MarkingContext
    problems: Problems

    @property
    def unit(self) -> Unit:
        return self.cohort.sheets[self.key[1]]

    @property
    def words(self) -> OutcomeWords:
        return self.unit.scheme.words

    @property
    def assignment(self) -> Assignment | None:
        return self.cohort.assignment(self.key[1])

    def attempt(self) -> MarkedAttempt:
        learner, unit, attempt, revision = self.key
        criteria = {criterion.id: self._criterion(criterion) for criterion in self.unit.criteria}
        assessed_on, iqa_on, held_on = (
            self._parsed(field, parse_date) for field in ("assessed_on", "iqa_on", "held_on")
        )
        self._check_dates(assessed_on, iqa_on, held_on)
        self._check_revision(revision, assessed_on)
        assessor, iqa = self._people()
        record = dict(self._record(RECORD_FIELDS)) | ({"held_on": day(held_on)} if held_on else {})
        self._check_record()
        return MarkedAttempt(
            learner=learner,
            unit=unit,
            attempt=attempt,
            criteria=MappingProxyType({id_: mark for id_, mark in criteria.items() if mark != CriterionMark()}),
            section_comments=self._by_outcome("section_comment"),
            verification=self._by_outcome("verification"),
            record=MappingProxyType(record),
            standardisation_refused=self._refuses(),
            overall_comment=self._text("overall_comment"),
            assessor=assessor,
            assessed_on=assessed_on,
            iqa=iqa,
            iqa_decision=self._iqa_decision(),
            iqa_comment=self._text("iqa_comment"),
            iqa_on=iqa_on,
            revision=revision,
            revised_on=self._parsed("revised_on", parse_date),
            revision_reason=self._text("revision_reason"),
            received_on=self._received_on(assessed_on),
        )

    def _refuses(self) -> bool:
        """Say whether the learner refuses the use for standardisation, here or on the register."""
        own = self.cohort.register.learner(self.key[0])
        on_sheet = self._parsed("standardisation_refused", parse_refusal) or False
        return on_sheet or (own is not None and not own.anonymised_use)

    def _received_on(self, assessed_on: datetime.date | None) -> datetime.date | None:
        """Return when the work was received. Rule: not after it was assessed, nor before it was set."""
        received_on = self._parsed("received_on", parse_date)
        if received_on and assessed_on and assessed_on < received_on:
            self.problems.error(
                self.cells["received_on", ""].place,
                f"{day(received_on)} as day of receipt is after {day(assessed_on)}, the date of assessment.",
                "Correct one of the two dates.",
            )
        if received_on and self.assignment and received_on < self.assignment.set_on:
            self.problems.error(
                self.cells["received_on", ""].place,
                f"{day(received_on)} as day of receipt is before {day(self.assignment.set_on)}, when the unit was set.",
                f"Correct the date here, or set_on in {self.cohort.assignments_file}.",
            )
        return received_on

    def _check_revision(self, revision: int, assessed_on: datetime.date | None) -> None:
        """Rule: what replaces a decision has a number from 2, a date and a reason; a first decision has neither."""
        cells = {field: self.cells.get((field, "")) for field in REVISION_FIELDS}
        if cells["revision"] and self._parsed("revision", parse_revision) is None:
            return
        filled = {field: cell for field, cell in cells.items() if cell}
        if revision == 1:
            if others := [cell for field, cell in filled.items() if field != "revision"]:
                self.problems.error(
                    others[0].place,
                    "A revision is dated or explained here, but it has no number of its own, so it would be the first "
                    "decision.",
                    "Write 2 as revision, or the next number; clear date and reason if nothing is revised.",
                )
            return
        missing = [field_label(field) for field in REVISION_FIELDS if field not in filled]
        if missing:
            self.problems.error(
                filled["revision"].place,
                f"Revision {revision} has no {' and no '.join(missing)}.",
                "Say when the decision was revised, and why: it replaces one that people may have been told.",
            )
        revised_on = self._parsed("revised_on", parse_date)
        if revised_on and assessed_on and revised_on < assessed_on:
            self.problems.error(
                filled["revised_on"].place,
                f"{day(revised_on)} as date of the revision is before {day(assessed_on)}, the date of assessment.",
                "Correct one of the two dates.",
            )

    def _iqa_decision(self) -> str:
        """Return the word for the grade that the IQA decided; whether they agree, as they wrote it."""
        decided = self._parsed("iqa_decision", partial(parse_iqa_decision, words=self.words))
        if decided is None:
            return ""
        return self.words.grade(decided) if isinstance(decided, str) else self._text("iqa_decision")

    def _text(self, field: str, part: str = "") -> str:
        cell = self.cells.get((field, part))
        return cell.text if cell else ""

    def _parsed(self, field: str, parse: Callable[[str], _T], part: str = "") -> _T | None:
        """Return what a cell's text means; None where it is blank, or means nothing, which is noted."""
        cell = self.cells.get((field, part))
        if cell:
            try:
                return parse(cell.text)
            except ValueError as error:
                self.problems.error(cell.place, *message_and_hint(error))
        return None

    def _by_outcome(self, field: str) -> Mapping[str, str]:
        return MappingProxyType({part: cell.text for (name, part), cell in self.cells.items() if name == field})

    def _record(self, fields: Sequence[str], part: str = "") -> Mapping[str, str]:
        """Return what is recorded of a discussion, presentation and so on."""
        return MappingProxyType({field: text for field in fields if (text := self._text(field, part))})

    def _check_record(self) -> None:
        """Warn of what is recorded in fields that the record of the assignment's method does not have."""
        if self.assignment is None:
            return
        method = self.assignment.method
        own = {*RECORDS[method].fields, *RECORDS[method].criterion_fields}
        others = [
            (field_in_words(field, part), cell)
            for (field, part), cell in self.cells.items()
            if field in (*RECORD_FIELDS, *CRITERION_RECORD_FIELDS) and field not in own
        ]
        if others:
            name, cell = others[0]
            has = "has no field for it" if own else "has no record"
            self.problems.warn(
                cell.place,
                f"{quote(cell.text, longest=LONGEST_QUOTED)} stands as {name}, but this is {_a(method.value)}, "
                f"which {has}{others_too(len(others) - 1, ' of this attempt')}. No document shows it.",
                "Write it where it belongs: into another field of the record, or into a comment.",
            )

    def _criterion(self, criterion: Criterion) -> CriterionMark:
        cells = JudgementCells(
            criterion,
            self.unit,
            {field: cell for field in AWARD_FIELDS if (cell := self.cells.get((field, criterion.id)))},
            half_marks=self.cohort.policies.half_marks,
            maximum_is_known=self.cohort.marks_are_valid(self.unit, criterion.id),
            problems=self.problems,
        )
        record = self._record(CRITERION_RECORD_FIELDS, criterion.id)
        return replace(cells.judgement(), comment=self._text("comment", criterion.id), record=record)

    def _check_dates(
        self, assessed_on: datetime.date | None, iqa_on: datetime.date | None, held_on: datetime.date | None
    ) -> None:
        if assessed_on is None:
            return
        if self.assignment and assessed_on < self.assignment.set_on:
            self.problems.error(
                self.cells["assessed_on", ""].place,
                f"{day(assessed_on)} as date of assessment is before {day(self.assignment.set_on)}, when the unit was "
                "set.",
                f"Correct the date here, or set_on in {self.cohort.assignments_file}.",
            )
        if held_on and assessed_on < held_on:
            self.problems.error(
                self.cells["held_on", ""].place,
                f"{day(held_on)} as the day on which it took place is after {day(assessed_on)}, the date of "
                "assessment.",
                "Correct one of the two dates.",
            )
        if iqa_on and iqa_on < assessed_on:
            self.problems.error(
                self.cells["iqa_on", ""].place,
                f"{day(iqa_on)} as IQA date is before {day(assessed_on)}, the date of assessment.",
                "Correct one of the two dates.",
            )

    def _people(self) -> tuple[str, str]:
        """Return assessor and IQA: as written, else the assignment's (the IQA only where the IQA has acted)."""
        centre = self.cohort.centre if self.cohort.centre and self.cohort.centre.is_valid_at("staff") else None
        assessor_cell, iqa_cell = self.cells.get(("assessor", "")), self.cells.get(("iqa", ""))
        units = [member.reference for member in self.unit.members]
        for role, cell in ((StaffRole.ASSESSOR, assessor_cell), (StaffRole.IQA, iqa_cell)):
            if centre and cell:
                check_person(centre, role, cell.text, units, cell.place, self.problems)
        assessor, iqa = self._text("assessor"), self._text("iqa")
        if self.assignment:
            own = self.cohort.register.learner(self.key[0])
            assessor = assessor or (own.assessor if own else "") or self.assignment.assessor
            if not iqa and any((field, "") in self.cells for field in ("iqa_on", "iqa_decision", "iqa_comment")):
                iqa = self.assignment.iqa
        written = iqa_cell or assessor_cell
        if iqa and written:
            check_different(assessor, iqa, written.place, self.problems)
        return canonical_name(assessor, centre), canonical_name(iqa, centre)
