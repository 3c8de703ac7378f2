"""How a mark sheet comes about: a form filled in with a learner's details, or with a marked attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markpack.assessment.attempt_rules import attempt_rules, rule_of
from markpack.assessment.criteria import CriterionResult, award_text
from markpack.assessment.open_criteria import kept_criteria
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.receipt import Receipt
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import AttemptStanding
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.json_record import marks_record
from markpack.documents.mark_sheet.state_texts import open_sentence, outcome_sentence
from markpack.documents.mark_sheet.tally import NOTHING_MARKED, Tally
from markpack.documents.mark_sheet.tally_builder import before_marking, build_tally, tallies_of_units
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm, Stage
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties
from markpack.documents.shared.document import Page
from markpack.documents.shared.receipt_texts import receipt_sentence
from markpack.documents.shared.revision_texts import revision_sentence
from markpack.documents.shared.spelling import day, number
from markpack.model.forms.labels import MET_IN_ATTEMPT, NOT_OPEN
from markpack.model.forms.method_record import RECORDS
from markpack.model.forms.signatures import ASSESSOR, IQA, NOT_KNOWN, SIGNED_ELSEWHERE, SIGNED_ON_SHEET
from markpack.model.learner import Learner
from markpack.model.standing import Marking


def build_blank_sheet(
    form: MarkSheetForm, setting: AssignmentContext, learner: Learner | None, previous: AttemptResult | None = None
) -> MarkSheet:
    """Return a sheet to be filled in: for a learner, with their details, or for nobody in particular.

    After a `previous` attempt it is the next one's: the criteria that it leaves as they were are printed, and only the
    others can be filled in.
    """
    attempt = previous.attempt + 1 if previous else 1
    values: dict[str, str] = {}
    state = ""
    reached = NOTHING_MARKED
    of_units: Mapping[str, Tally] = {}
    if learner is not None:
        values = {
            form.learner_name.name: learner.name,
            form.registration.name: learner.registration,
            form.attempt.name: str(attempt),
        }
    if previous is not None:
        policies = setting.centre.policies
        rule = rule_of(previous.scheme, policies, attempt) or attempt_rules(previous.scheme, policies)[-1]
        kept = kept_criteria(previous, rule)
        values |= _kept_values(form, previous, kept)
        untouched = before_marking(previous, policies)
        is_open = form.awards.keys() - {entry.criterion.id for entry in kept}
        reached, of_units = build_tally(untouched, form.awards), tallies_of_units(untouched, is_open)
        state = open_sentence(previous, rule, attempt, setting.assignment.method)
    return MarkSheet(
        form=form,
        values=values,
        stage=Stage.BLANK,
        page=_page(setting, learner),
        properties=properties(setting, Kind.BLANK, "Mark sheet", learner=learner, attempt=attempt if learner else None),
        state=state,
        tally=reached,
        unit_tallies=of_units,
    )


def _kept_values(form: MarkSheetForm, previous: AttemptResult, kept: Sequence[CriterionResult]) -> dict[str, str]:
    rows = {row.id: row for section in form.sections for row in section.rows}
    values = {}
    for entry in kept:
        row = rows[entry.criterion.id]
        values[row.award.name] = award_text(entry.recorded, form.words, numbered=form.numbered)
        judged_in = entry.carried_from or previous.attempt
        values[row.comment.name] = f"{MET_IN_ATTEMPT if entry.met else NOT_OPEN}{judged_in}."
        # What is printed cannot be filled in: the record of what is kept stands on the sheet of its own attempt.
        values |= {record.field.name: f"See attempt {judged_in}." for record in row.records}
    return values


def build_completed_sheet(
    form: MarkSheetForm,
    setting: AssignmentContext,
    learner: Learner,
    result: AttemptResult,
    standing: AttemptStanding,
    receipt: Receipt | None = None,
) -> MarkSheet:
    """Return the sheet of a marked attempt, made from the same form as the blank one.

    `standing` is that of the attempt by itself: whether its outcome is final; `receipt` says when the work came.
    """
    marked = result.marked
    rows = {row.id: row for section in form.sections for row in section.rows}
    values = {
        form.learner_name.name: learner.name,
        form.registration.name: learner.registration,
        form.attempt.name: str(marked.attempt),
        form.outcome.name: form.words.result(result.outcome, result.grade),
        form.overall_comment.name: marked.overall_comment,
        form.assessor.name: marked.assessor,
        form.assessed_on.name: day(marked.assessed_on),
        form.iqa_decision.name: marked.iqa_decision,
        form.iqa.name: marked.iqa,
        form.iqa_on.name: day(marked.iqa_on),
        form.iqa_comment.name: marked.iqa_comment,
    }
    if form.revision and marked.revision > 1:
        values[form.revision.number.name] = str(marked.revision)
        values[form.revision.revised_on.name] = day(marked.revised_on)
        values[form.revision.reason.name] = marked.revision_reason
    if marked.standardisation_refused:
        values[form.standardisation_refused.name] = "yes"
    if result.total is not None:
        values[form.total.name] = number(result.total)
    for entry in result.criteria:
        row = rows[entry.criterion.id]
        values[row.award.name] = award_text(entry.recorded, form.words, numbered=form.numbered)
        carried = f"Carried over from attempt {entry.carried_from}." if entry.carried_from else ""
        values[row.comment.name] = "\n".join(text for text in (carried, entry.recorded.comment) if text)
        recorded = zip(RECORDS[setting.assignment.method].criterion_fields, row.records, strict=True)
        values |= {record.field.name: entry.recorded.record.get(name, "") for name, record in recorded}
    for name, record in zip(RECORDS[setting.assignment.method].fields, form.records, strict=True):
        values[record.field.name] = marked.record.get(name, "")
    for unit, part in zip(form.units, split_by_unit(result), strict=False):
        values[unit.outcome.name] = form.words.result(part.outcome, part.grade)
        values[unit.total.name] = number(part.total) if part.total is not None else ""
    for section in form.sections:
        values[section.comment.name] = marked.section_comments.get(section.id, "")
        values[section.verification.name] = marked.verification.get(section.id, "")
    sentences = (receipt_sentence(receipt), revision_sentence(result), outcome_sentence(result, standing))
    return MarkSheet(
        form=form,
        values={name: value for name, value in values.items() if value},
        stage=Stage.COMPLETED,
        page=_page(setting, learner),
        properties=properties(
            setting, Kind.COMPLETED, "Mark sheet", learner=learner, attempt=marked.attempt, date=marked.assessed_on
        ),
        is_final=standing.is_confirmed or standing.marking is not Marking.COMPLETE,
        state=" ".join(filter(None, sentences)),
        record=marks_record(setting, learner, result, standing, receipt),
        tally=build_tally(result, form.awards),
        unit_tallies=tallies_of_units(result),
        assessor_signature=SIGNED_ON_SHEET if ASSESSOR in marked.signers else "",
        iqa_signature=SIGNED_ON_SHEET if IQA in marked.signers else "",
        other_signature=SIGNED_ELSEWHERE if NOT_KNOWN in marked.signers else "",
    )


def _page(setting: AssignmentContext, learner: Learner | None) -> Page:
    unit = setting.unit
    return Page(
        head_left=f"{unit.reference} {unit.title}",
        head_right=f"{learner.name} · {learner.registration}" if learner else "Mark sheet",
        foot_left=f"{setting.branding.centre} · Mark sheet",
    )
