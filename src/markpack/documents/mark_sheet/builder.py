"""How a mark sheet comes about: a form filled in with a learner's details, or with a marked attempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markpack.assessment.attempt_rules import rule_in_force
from markpack.assessment.criteria import CriterionResult, award_text
from markpack.assessment.open_criteria import kept_criteria
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.receipt import Receipt
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import AttemptStanding
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.attempt_form import attempt_form
from markpack.documents.mark_sheet.json_record import marks_record
from markpack.documents.mark_sheet.state_texts import earlier_text, open_sentence, outcome_sentence
from markpack.documents.mark_sheet.tally import NOTHING_MARKED, Tally
from markpack.documents.mark_sheet.tally_builder import before_marking, build_tally, tallies_of_units
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm, Stage
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties, share_text
from markpack.documents.shared.document import Page
from markpack.documents.shared.page_heads import unit_page
from markpack.documents.shared.receipt_texts import receipt_sentence
from markpack.documents.shared.revision_texts import revision_sentence
from markpack.documents.shared.spelling import day, number
from markpack.model.forms.labels import MET_IN_ATTEMPT, NOT_OPEN
from markpack.model.forms.method_record import RECORDS
from markpack.model.forms.signatures import ASSESSOR, IQA, NOT_KNOWN, SIGNED_ELSEWHERE, SIGNED_ON_SHEET
from markpack.model.learner import Learner
from markpack.model.marks import CriterionMark
from markpack.model.standing import Marking, Quality


def build_blank_sheet(
    form: MarkSheetForm, setting: AssignmentContext, learner: Learner | None, previous: AttemptResult | None = None
) -> MarkSheet:
    """Return a sheet to be filled in: for a learner, with their details, or for nobody in particular.

    After a `previous` attempt it is the next one's: what that leaves as it was stands in a short table, and only the
    other criteria can be filled in, beside what was decided before.
    """
    attempt = previous.attempt + 1 if previous else 1
    values: dict[str, str] = {}
    state = ""
    reached = NOTHING_MARKED
    of_units: Mapping[str, Tally] = {}
    if previous is not None:
        policies = setting.centre.policies
        rule = rule_in_force(previous.scheme, policies, attempt)
        kept = kept_criteria(previous, rule)
        carried = {entry.criterion.id for entry in kept}
        form = attempt_form(form, setting, carried, has_earlier=not rule.new_task)
        values |= _carried_values(form, kept, previous.attempt) | _earlier_values(form, previous)
        untouched = before_marking(previous, policies)
        is_open = form.awards.keys() - carried
        reached, of_units = build_tally(untouched, form.awards), tallies_of_units(untouched, is_open)
        state = open_sentence(previous, rule, attempt, setting.assignment.method)
    if learner is not None:
        values |= {
            form.learner_name.name: learner.name,
            form.registration.name: learner.registration,
            form.attempt.name: str(attempt),
        }
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


def _carried_values(form: MarkSheetForm, kept: Iterable[CriterionResult], attempt: int) -> dict[str, str]:
    """Return what stands beside criteria that are carried over: where all are, in the rows of the whole form.

    `attempt` is the one before.
    """
    rows = {row.id: row for row in form.carried_rows or form.rows}
    values = {}
    for entry in kept:
        if row := rows.get(entry.criterion.id):
            values[row.award.name] = award_text(entry.recorded, form.words, numbered=form.numbered)
            decided_in = entry.carried_from or attempt
            values[row.comment.name] = f"{MET_IN_ATTEMPT if entry.met else NOT_OPEN}{decided_in}."
            if not form.carried_rows:  # the record of what is kept stands on the sheet of its own attempt
                values |= {record.field.name: f"See attempt {decided_in}." for record in row.records}
    return values


def _earlier_values(form: MarkSheetForm, previous: AttemptResult) -> dict[str, str]:
    entries = {entry.criterion.id: entry for entry in previous.criteria}
    return {row.earlier.name: earlier_text(entries[row.id], previous) for row in form.rows if row.earlier}


def build_completed_sheet(
    form: MarkSheetForm,
    setting: AssignmentContext,
    learner: Learner,
    result: AttemptResult,
    standing: AttemptStanding,
    receipt: Receipt | None = None,
    previous: AttemptResult | None = None,
) -> MarkSheet:
    """Return the sheet of a marked attempt, made from the same form as the blank one.

    `standing` is that of the attempt by itself: whether its outcome is final; `receipt` says when the work came, and
    `previous` is the attempt before.
    """
    marked = result.marked
    rule = rule_in_force(result.scheme, setting.centre.policies, result.attempt)
    carried = _carried_alone(form, result)
    form = attempt_form(
        form, setting, {entry.criterion.id for entry in carried}, has_earlier=bool(previous) and not rule.new_task
    )
    rows = {row.id: row for row in form.rows}
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
        values[form.total_in_words.name] = _total_in_words(result)
    tally = build_tally(result, form.awards)
    for entry in result.criteria:
        if entry.criterion.id not in rows:
            continue
        row = rows[entry.criterion.id]
        values[row.status.name] = tally.status(row.award.name).word(form.words)
        values[row.award.name] = award_text(entry.recorded, form.words, numbered=form.numbered)
        source = f"Carried over from attempt {entry.carried_from}." if entry.carried_from else ""
        values[row.comment.name] = "\n".join(text for text in (source, entry.recorded.comment) if text)
        recorded = zip(RECORDS[setting.assignment.method].criterion_fields, row.records, strict=True)
        values |= {record.field.name: entry.recorded.record.get(name, "") for name, record in recorded}
    values |= _carried_values(form, carried, result.attempt)
    if previous is not None:
        values |= _earlier_values(form, previous)
    for name, record in zip(RECORDS[setting.assignment.method].fields, form.records, strict=True):
        values[record.field.name] = marked.record.get(name, "")
    for unit, part in zip(form.units, split_by_unit(result), strict=False):
        values[unit.outcome.name] = form.words.result(part.outcome, part.grade)
        values[unit.total.name] = number(part.total) if part.total is not None else ""
        values[unit.total_in_words.name] = _total_in_words(part)
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
        keeps_room=standing.quality in (Quality.AWAITING, Quality.SAMPLED),
        state=" ".join(filter(None, sentences)),
        record=marks_record(setting, learner, result, standing, receipt),
        tally=tally,
        unit_tallies=tallies_of_units(result),
        assessor_signature=SIGNED_ON_SHEET if ASSESSOR in marked.signers else "",
        iqa_signature=SIGNED_ON_SHEET if IQA in marked.signers else "",
        other_signature=SIGNED_ELSEWHERE if NOT_KNOWN in marked.signers else "",
    )


def _carried_alone(form: MarkSheetForm, result: AttemptResult) -> tuple[CriterionResult, ...]:
    """Return the criteria that are carried over and of which nothing is said in the attempt.

    Where there is a comment on a section in this attempt, something is said of all of its criteria.
    """
    marked = result.marked
    said = {id_ for id_, recorded in marked.criteria.items() if recorded != CriterionMark()}
    for section in form.sections:
        if marked.section_comments.get(section.id) or marked.verification.get(section.id):
            said |= {row.id for row in section.rows}
    return tuple(entry for entry in result.criteria if entry.carried_from and entry.criterion.id not in said)


def _total_in_words(result: AttemptResult) -> str:
    """Return a total as a sheet says it: 61 / 100 (61%); empty without marks."""
    if result.total is None:
        return ""
    share = share_text(result)
    return f"{number(result.total)} / {result.maximum}" + (f" ({share}%)" if share else "")


def _page(setting: AssignmentContext, learner: Learner | None) -> Page:
    return unit_page(setting.unit, "Mark sheet", f"{setting.branding.centre} · Mark sheet", learner)
