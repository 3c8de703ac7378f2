"""One marked attempt from its facts: marks, decisions, dates and people, each checked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from markpack.assessment.criteria import is_met
from markpack.errors import Place
from markpack.inputs.checks.staff import canonical_name, check_different, check_person
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, message_and_hint
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.competence import StaffRole
from markpack.model.context import Assignment
from markpack.model.dates import day, parse_date
from markpack.model.forms.field_names import CRITERION_RECORD_FIELDS, RECORD_FIELDS
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import (
    CriterionMark,
    MarkedAttempt,
    format_mark,
    parse_iqa_decision,
    parse_mark,
)
from markpack.model.outcome import Outcome, OutcomeWords

Facts: TypeAlias = dict[tuple[str, str], Cell]
"""Filled cells by field and by criterion or outcome."""


@dataclass(frozen=True)
class Sheet:
    """Whose attempt, and the place that stands for it as a whole."""

    learner: str
    unit: str
    attempt: int
    place: Place


def marked_attempt(
    sheet: Sheet, facts: Mapping[tuple[str, str], Cell], cohort: MarkingContext, findings: Problems
) -> MarkedAttempt:
    """Return the attempt that the facts make up; what breaks a rule is noted and left out."""
    assignment = cohort.assignment(sheet.unit)
    criteria = {}
    for criterion in cohort.sheets[sheet.unit].criteria:
        recorded = _criterion(sheet, criterion.id, criterion.marks, facts, cohort, findings)
        if recorded != CriterionMark():
            criteria[criterion.id] = recorded
    assessed_on, iqa_on = _dates(facts, assignment, findings)
    assessor, iqa = _people(sheet, facts, assignment, cohort, findings)
    refused = _refusal(facts, findings)
    return MarkedAttempt(
        learner=sheet.learner,
        unit=sheet.unit,
        attempt=sheet.attempt,
        criteria=MappingProxyType(criteria),
        section_comments=_by_outcome(facts, "section_comment"),
        verification=_by_outcome(facts, "verification"),
        record=_record(facts, "", RECORD_FIELDS),
        standardisation_refused=refused,
        overall_comment=_text(facts, "overall_comment"),
        assessor=assessor,
        assessed_on=assessed_on,
        iqa=iqa,
        iqa_decision=_iqa_decision(facts, cohort, findings),
        iqa_comment=_text(facts, "iqa_comment"),
        iqa_on=iqa_on,
    )


def _text(facts: Mapping[tuple[str, str], Cell], field: str, part: str = "") -> str:
    cell = facts.get((field, part))
    return cell.text if cell else ""


def _by_outcome(facts: Mapping[tuple[str, str], Cell], wanted: str) -> Mapping[str, str]:
    return MappingProxyType({part: cell.text for (field, part), cell in facts.items() if field == wanted})


def parse_refusal(text: str) -> bool:
    """Return whether the learner refuses standardisation, written as Yes or No (or Y, N, x); else raise ValueError."""
    word = text.strip().casefold()
    if word in ("yes", "y", "x", "true"):
        return True
    if word in ("no", "n", "false"):
        return False
    raise ValueError(f"“{text.strip()}” is neither yes nor no; write Yes or No")


def _refusal(facts: Mapping[tuple[str, str], Cell], findings: Problems) -> bool:
    if cell := facts.get(("standardisation_refused", "")):
        try:
            return parse_refusal(cell.text)
        except ValueError as error:
            findings.error(cell.place, *message_and_hint(error))
    return False


def _iqa_decision(facts: Mapping[tuple[str, str], Cell], cohort: MarkingContext, findings: Problems) -> str:
    """Return the IQA's decision as written."""
    if cell := facts.get(("iqa_decision", "")):
        try:
            parse_iqa_decision(cell.text, cohort.words)
        except ValueError as error:
            findings.error(cell.place, *message_and_hint(error))
            return ""
        return cell.text
    return ""


def _criterion(
    sheet: Sheet,
    id_: str,
    maximum: int,
    facts: Mapping[tuple[str, str], Cell],
    cohort: MarkingContext,
    findings: Problems,
) -> CriterionMark:
    mark_cell, decision_cell = facts.get(("mark", id_)), facts.get(("decision", id_))
    mark = decision = None
    words = cohort.words
    mode, sound = cohort.marking(sheet.unit), cohort.marks_are_valid(cohort.sheets[sheet.unit], id_)
    of = f"criterion {id_}"
    if mark_cell:
        try:
            mark = parse_mark(mark_cell.text, half_marks=cohort.policies.half_marks)
        except ValueError as error:
            findings.error(mark_cell.place, *message_and_hint(error))
        if mark is not None and mark > maximum and sound:
            findings.error(
                mark_cell.place,
                f"The mark {format_mark(mark)} for {of} is above its maximum of {maximum}.",
                f"Write a mark from 0 to {maximum}.",
            )
            mark = None
    if decision_cell:
        try:
            decision = words.decision(decision_cell.text)
        except ValueError as error:
            findings.error(decision_cell.place, *message_and_hint(error))
    if mark_cell and not decision_cell and mode is MarkingMode.PASS_OR_REFER:
        findings.error(
            mark_cell.place,
            f"There is a mark for {of}, but unit {sheet.unit} is marked by {words.either.lower()}.",
            f"Write {' or '.join(words.choices)} as the decision, or change marking in context.yaml.",
        )
    if mark is not None and decision is not None and decision_cell and sound:
        _check_agreement(CriterionMark(mark, decision), maximum, of, words, decision_cell.place, findings)
    elif mode and mode.numbered and decision is not None and decision_cell and not mark_cell:
        findings.warn(
            decision_cell.place,
            f"There is a decision for {of} but no mark, so the total is too low.",
            f"Give the mark as well, or set marking to “{MarkingMode.PASS_OR_REFER.value}” in context.yaml.",
        )
    record = _record(facts, id_, CRITERION_RECORD_FIELDS)
    return CriterionMark(mark, decision, _text(facts, "comment", id_), record)


def _record(facts: Mapping[tuple[str, str], Cell], part: str, fields: Sequence[str]) -> Mapping[str, str]:
    """Return what is recorded of a discussion, presentation and so on: texts, and the day as people write it."""
    found = {field: cell.text for field in fields if (cell := facts.get((field, part)))}
    if "held_on" in found:
        with suppress(ValueError):  # noted with the other dates
            found["held_on"] = day(parse_date(found["held_on"]))
    return MappingProxyType(found)


def _check_agreement(
    recorded: CriterionMark, maximum: int, of: str, words: OutcomeWords, place: Place, findings: Problems
) -> None:
    by_mark = is_met(maximum, CriterionMark(recorded.mark), MarkingMode.MARKS)
    if recorded.mark is not None and by_mark is not (recorded.decision is Outcome.PASS):
        means = words.phrase(Outcome.PASS if by_mark else Outcome.REFERRAL)
        findings.error(
            place,
            f"The decision for {of} contradicts its mark: {format_mark(recorded.mark)} of {maximum} is {means}.",
            "Correct the mark or the decision, or leave the decision out.",
        )


def _dates(
    facts: Mapping[tuple[str, str], Cell], assignment: Assignment | None, findings: Problems
) -> tuple[datetime.date | None, datetime.date | None]:
    dates: dict[str, datetime.date] = {}
    for field in ("assessed_on", "iqa_on", "held_on"):
        if cell := facts.get((field, "")):
            try:
                dates[field] = parse_date(cell.text)
            except ValueError as error:
                findings.error(cell.place, *message_and_hint(error))
    assessed_on, iqa_on = dates.get("assessed_on"), dates.get("iqa_on")
    if assessed_on and assignment and assessed_on < assignment.set_on:
        findings.error(
            facts["assessed_on", ""].place,
            f"{day(assessed_on)} as date of assessment is before {day(assignment.set_on)}, when the unit was set.",
            "Correct the date here, or set_on in context.yaml.",
        )
    held_on = dates.get("held_on")
    if assessed_on and held_on and assessed_on < held_on:
        findings.error(
            facts["held_on", ""].place,
            f"{day(held_on)} as the day on which it took place is after {day(assessed_on)}, the date of assessment.",
            "Correct one of the two dates.",
        )
    if assessed_on and iqa_on and iqa_on < assessed_on:
        findings.error(
            facts["iqa_on", ""].place,
            f"{day(iqa_on)} as IQA date is before {day(assessed_on)}, the date of assessment.",
            "Correct one of the two dates.",
        )
    return assessed_on, iqa_on


def _people(
    sheet: Sheet,
    facts: Mapping[tuple[str, str], Cell],
    assignment: Assignment | None,
    cohort: MarkingContext,
    findings: Problems,
) -> tuple[str, str]:
    """Return assessor and IQA: as written, else the assignment's (the IQA only where the IQA has acted)."""
    centre = cohort.centre if cohort.centre and cohort.centre.is_valid_at("staff") else None
    assessor_cell, iqa_cell = facts.get(("assessor", "")), facts.get(("iqa", ""))
    assessor, iqa = _text(facts, "assessor"), _text(facts, "iqa")
    units = [member.reference for member in cohort.sheets[sheet.unit].members]
    for role, cell in ((StaffRole.ASSESSOR, assessor_cell), (StaffRole.IQA, iqa_cell)):
        if centre and cell:
            check_person(centre, role, cell.text, units, cell.place)
    if assignment:
        assessor = assessor or assignment.assessor
        if not iqa and any((field, "") in facts for field in ("iqa_on", "iqa_decision", "iqa_comment")):
            iqa = assignment.iqa
    if iqa and (assessor_cell or iqa_cell):
        written = iqa_cell or assessor_cell
        check_different(assessor, iqa, written.place if written else sheet.place, findings)
    return canonical_name(assessor, centre), canonical_name(iqa, centre)
