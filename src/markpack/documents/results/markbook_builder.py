"""How the markbook of an assignment comes about: what is recorded so far, and a row for each attempt that is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from markpack.assessment.attempt_rules import next_attempt
from markpack.assessment.criteria import award_text
from markpack.assessment.outcome import AttemptResult
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.tally import NOTHING_MARKED, Tally
from markpack.documents.mark_sheet.tally_builder import before_marking, build_tally
from markpack.documents.mark_sheet.view import MarkSheetForm
from markpack.documents.results.markbook_view import Markbook, MarkbookCriterion, MarkbookRow
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties, wording_notice
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.competence import StaffRole
from markpack.model.forms.method_record import RECORDS, MethodRecord
from markpack.model.learner import Learner
from markpack.model.marks import CriterionMark

Attempts = Mapping[str, Sequence[AttemptResult]]
"""A unit's results by learner's registration: every attempt, in order."""


def build_markbook(
    setting: AssignmentContext,
    form: MarkSheetForm,
    learners: Sequence[Learner],
    attempts: Attempts,
    cohort: PackInputs | None = None,
) -> Markbook:
    """Return the markbook of an assignment with what is recorded so far.

    A learner has a row for each attempt; where another may follow the last, one more that is still empty. Learners
    who are not active have rows for the attempts that are recorded alone.
    """
    unit, centre = setting.unit, setting.centre
    has_record = centre.format > 1 and bool(form.record_heading)
    recorded = RECORDS[setting.assignment.method] if has_record else MethodRecord()
    references = {member.reference for member in unit.members}
    rows: list[MarkbookRow] = []
    for learner in learners:
        results = attempts.get(learner.registration, ())
        here = (result for result in results if cohort is None or cohort.is_here(result))
        rows += [_recorded_row(form, recorded, learner, result) for result in here]
        if not learner.is_active or (results and _continues_elsewhere(cohort, learner, references)):
            continue
        if not results:
            rows.append(_open_row(learner, 1, {}, NOTHING_MARKED))
        elif next_attempt(centre.policies, results[-1]):
            untouched = before_marking(results[-1], centre.policies)
            carried = {
                form.awards[entry.criterion.id]: award_text(entry.recorded, form.words, numbered=form.numbered)
                for entry in untouched.criteria
                if entry.carried_from
            }
            rows.append(_open_row(learner, untouched.attempt, carried, build_tally(untouched, form.awards)))
    return Markbook(
        unit=unit.reference,
        unit_title=unit.title,
        scheme=form.scheme,
        half_marks=form.half_marks,
        words=form.words,
        branding=setting.branding,
        notice=wording_notice(unit, setting.qualification),
        criteria=tuple(
            MarkbookCriterion(
                row.id,
                row.text,
                row.marks,
                row.minimum,
                row.award,
                row.comment,
                section.id,
                section.unit,
                row.tier,
                row.records if has_record else (),
            )
            for section in form.sections
            for row in section.rows
        ),
        trailing=(
            *(entry.field for entry in form.records if has_record),
            *(section.comment for section in form.sections),
            form.overall_comment,
            form.assessor,
            form.assessed_on,
            form.iqa_decision,
            form.iqa,
            form.iqa_on,
            form.iqa_comment,
            *((form.received_on,) if form.received_on else ()),
            *(form.revision.fields if form.revision else ()),
        ),
        rows=tuple(rows),
        assessors=tuple(person.name for person in centre.staff if references <= person.units_as(StaffRole.ASSESSOR)),
        iqas=tuple(person.name for person in centre.staff if references <= person.units_as(StaffRole.IQA)),
        properties=properties(setting, Kind.MARKBOOK, "Markbook"),
        carry_over=form.attempts[-1].carries_over and form.scheme.has_criteria_to_meet,
        attempts=form.attempts,
        rule_note=form.rule_note,
        record_heading=form.record_heading if has_record else "",
    )


def _continues_elsewhere(cohort: PackInputs | None, learner: Learner, references: Iterable[str]) -> bool:
    return cohort is not None and cohort.continues_in(learner.registration, references) is not cohort


def _open_row(learner: Learner, attempt: int, carried: Mapping[str, str], reached: Tally) -> MarkbookRow:
    return MarkbookRow(
        learner.registration,
        learner.first_name,
        learner.last_name,
        attempt,
        {},
        carried,
        _not_begun(reached),
        learner.arrangements,
    )


def _not_begun(reached: Tally) -> Tally:
    return replace(reached, outcome=None, grade="", total="", percentage="")


def _recorded_row(form: MarkSheetForm, recorded: MethodRecord, learner: Learner, result: AttemptResult) -> MarkbookRow:
    marked = result.marked
    rows = {row.id: row for section in form.sections for row in section.rows}
    values = {
        form.overall_comment.name: marked.overall_comment,
        form.assessor.name: marked.assessor,
        form.assessed_on.name: marked.assessed_on.isoformat() if marked.assessed_on else "",
        form.iqa_decision.name: marked.iqa_decision,
        form.iqa.name: marked.iqa,
        form.iqa_on.name: marked.iqa_on.isoformat() if marked.iqa_on else "",
        form.iqa_comment.name: marked.iqa_comment,
    }
    if form.received_on and marked.received_on:
        values[form.received_on.name] = marked.received_on.isoformat()
    if form.revision and marked.revision > 1:
        values[form.revision.number.name] = str(marked.revision)
        values[form.revision.revised_on.name] = marked.revised_on.isoformat() if marked.revised_on else ""
        values[form.revision.reason.name] = marked.revision_reason
    for name, whole in zip(recorded.fields, form.records, strict=False):
        values[whole.field.name] = marked.record.get(name, "")
    for section in form.sections:
        values[section.comment.name] = marked.section_comments.get(section.id, "")
    carried = {}
    for entry in result.criteria:
        row = rows[entry.criterion.id]
        award = award_text(entry.recorded, form.words, numbered=form.numbered)
        own = marked.criteria.get(entry.criterion.id, CriterionMark())
        values[row.comment.name] = own.comment
        for name, record in zip(recorded.criterion_fields, row.records, strict=False):
            values[record.field.name] = own.record.get(name, "")
        if entry.carried_from:
            carried[row.award.name] = award
        else:
            values[row.award.name] = award
    reached = build_tally(result, form.awards)
    begun = any(values.get(name) for name in form.awards.values())
    return MarkbookRow(
        learner.registration,
        learner.first_name,
        learner.last_name,
        marked.attempt,
        {name: value for name, value in values.items() if value},
        carried,
        reached if begun else _not_begun(reached),
        learner.arrangements,
    )
