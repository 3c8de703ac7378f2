"""How a feedback report comes about: a marked attempt, told to the learner."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from markpack.assessment.combination import QualificationResult
from markpack.assessment.criteria import CriterionResult, least_mark
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.quality import is_confirmed
from markpack.assessment.sheets import split_by_unit
from markpack.documents.brief.view import Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.feedback.marks_chart import marks_picture
from markpack.documents.feedback.view import Action, ActionPlan, FeedbackCriterion, FeedbackReport, FeedbackSection
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import (
    award_text,
    properties,
    qualification_title,
    what_is_missing,
    wording_notice,
)
from markpack.documents.shared.document import Page, Properties, Rich
from markpack.documents.shared.prose import literal
from markpack.documents.shared.spelling import day, number, percentage, plural, series
from markpack.model.centre import FeedbackRelease
from markpack.model.forms.labels import LABELS
from markpack.model.joint_unit import JointUnit
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome, OutcomeWords
from markpack.model.unit import Unit


def build_feedback_report(
    setting: AssignmentContext, learner: Learner, result: AttemptResult, progress: QualificationResult | None
) -> FeedbackReport:
    """Return a learner's feedback on an attempt; `progress` is where it leaves them, if known."""
    unit = setting.unit
    dates = _resubmission_dates(setting, result)
    referred = result.outcome is Outcome.REFERRAL
    assignment = setting.assignment
    support = assignment.tutor or assignment.assessor
    provisional = _provisional(setting, result)
    return FeedbackReport(
        unit=unit.reference,
        unit_title=unit.title,
        qualification=qualification_title(setting.qualification),
        branding=setting.branding,
        notice=wording_notice(unit, setting.qualification),
        outcome=result.outcome,
        words=setting.words,
        headline=_headline(setting, result),
        learner_name=learner.name,
        registration=learner.registration,
        attempt=result.attempt,
        facts=_facts(setting, learner, result),
        total=_total(result),
        sections=_sections(setting, result),
        overall_comment=result.marked.overall_comment,
        actions=_actions(setting, result, dates) if referred else (),
        resubmit_by=_in_words(dates),
        support=support if referred else "",
        authorised_by=setting.centre.policies.resubmission_authorised_by if dates else "",
        next_steps=_next_steps(setting, result, progress, dates),
        page=Page(
            head_left=f"{unit.reference} {unit.title}",
            head_right=f"{learner.name} · {learner.registration}",
            foot_left=f"{setting.branding.centre} · Feedback report · Confidential to the learner"
            + (" · Provisional" if provisional else ""),
        ),
        properties=_properties(setting, learner, result, "Feedback report"),
        provisional=provisional,
    )


def _resubmission_dates(setting: AssignmentContext, result: AttemptResult) -> dict[str, datetime.date]:
    """Return by when each unit is resubmitted, by its reference, if the whole is referred; none without another try."""
    if result.outcome is not Outcome.REFERRAL:
        return {}
    dates = {part.unit.reference: setting.resubmission_date(part) for part in result.parts or (result,)}
    return {reference: date for reference, date in dates.items() if date}


def _in_words(dates: Mapping[str, datetime.date]) -> str:
    """Return by when to resubmit: one day, or each unit's own."""
    if len(set(dates.values())) < 2:
        return next(map(day, dates.values()), "")
    return series(f"{day(date)} ({reference})" for reference, date in dates.items())


def _unit_by_unit(texts: Mapping[str, str]) -> str:
    """Return texts by unit as one: with the unit's reference before each, unless all say the same."""
    filled = {reference: text for reference, text in texts.items() if text}
    if len(filled) == len(texts) and len(set(filled.values())) == 1:
        return next(iter(filled.values()))
    return "; ".join(f"{reference}: {text}" for reference, text in filled.items())


def _sections(setting: AssignmentContext, result: AttemptResult) -> tuple[FeedbackSection, ...]:
    """Return a section for each unit, or the only one."""
    unit = setting.unit
    criteria = [_criterion(setting, entry) for entry in result.criteria]
    comments = {
        outcome.id: Fact(f"Learning outcome {outcome.id}: {outcome.title}", text)
        for outcome in unit.outcomes
        if (text := result.marked.section_comments.get(outcome.id))
    }

    def section(criteria: Sequence[FeedbackCriterion], comments: Iterable[Fact]) -> FeedbackSection:
        picture = marks_picture(criteria, setting.branding) if setting.numbered else None
        return FeedbackSection(tuple(criteria), picture, tuple(comments))

    if not isinstance(unit, JointUnit):
        return (section(criteria, comments.values()),)
    return tuple(
        replace(
            section(
                [entry for entry in criteria if unit.key(entry.id).unit == part.unit.reference],
                [text for id_, text in comments.items() if unit.key(id_).unit == part.unit.reference],
            ),
            unit=part.unit.reference,
            title=part.unit.title,
            outcome=part.outcome,
            result=_result_in_words(part, setting.words),
        )
        for part in split_by_unit(result)
    )


def _result_in_words(part: AttemptResult, words: OutcomeWords) -> str:
    """Say what an attempt comes to in one of several units."""
    total = f" {_total(part)}." if _total(part) else ""
    match part.outcome:
        case Outcome.PASS:
            return f"All {plural(len(part.criteria), 'criterion', 'criteria')} of this unit are met.{total}"
        case Outcome.REFERRAL:
            verb = "is" if len(part.not_met) == 1 else "are"
            criteria = series(criterion.id for criterion in part.not_met)
            return f"AC {criteria} of this unit {verb} {words.not_met.lower()}.{total}"
    return f"AC {series(criterion.id for criterion in part.not_marked)} of this unit still to be marked."


def build_action_plan(
    setting: AssignmentContext, learner: Learner, result: AttemptResult, report: FeedbackReport
) -> ActionPlan:
    """Return the workbook in which the learner plans what to do with a report."""
    return ActionPlan(report, _properties(setting, learner, result, "Action plan"))


def _headline(setting: AssignmentContext, result: AttemptResult) -> str:
    count, words = len(result.criteria), setting.words
    if result.outcome is Outcome.PASS:
        return f"You have {words.passed} {setting.unit.title}. All {count} assessment criteria are met."
    if result.outcome is Outcome.REFERRAL:
        missing = len(result.not_met)
        need = "needs" if missing == 1 else "need"
        return (
            f"Your work is {words.referred}: {plural(missing, 'assessment criterion', 'assessment criteria')} of "
            f"{count} {need} more evidence (AC {series(c.id for c in result.not_met)}). "
            f"{words.phrase(result.grade).capitalize()} is not a fail."
        )
    missing_ids = series(criterion.id for criterion in result.not_marked)
    return f"Interim feedback: AC {missing_ids} still to be marked, so there is no outcome yet."


def _provisional(setting: AssignmentContext, result: AttemptResult) -> str:
    """Say why a report is not final yet, by the centre's policy; nothing if it is."""
    if setting.centre.policies.feedback is FeedbackRelease.AT_ONCE or is_confirmed(result):
        return ""
    return (
        "Provisional: internal quality assurance has not confirmed this outcome yet. It may change, and no credits are "
        "claimed before."
    )


def _total(result: AttemptResult) -> str:
    if result.total is None or result.outcome is Outcome.INCOMPLETE:
        return ""
    return f"{number(result.total)} of {result.maximum} marks ({percentage(result.percentage)}%)"


def _facts(setting: AssignmentContext, learner: Learner, result: AttemptResult) -> tuple[Fact, ...]:
    parts = {part.unit.reference: part.marked for part in result.parts or (result,)}

    def of_each(*texts: Callable[[MarkedAttempt], str]) -> str:
        texts_by_unit = {name: [text(marked) for text in texts] for name, marked in parts.items()}
        return _unit_by_unit({name: ", ".join(filter(None, words)) for name, words in texts_by_unit.items()})

    entries = (
        ("Learner", learner.name),
        (LABELS["registration"], learner.registration),
        ("Unit", f"{setting.unit.reference} {setting.unit.title}"),
        ("Qualification", qualification_title(setting.qualification)),
        ("Employer", setting.context.employer.name),
        ("Centre", f"{setting.centre.name} ({setting.centre.number})"),
        ("Attempt", of_each(lambda marked: str(marked.attempt))),
        ("Total", _total(result)),
        ("Assessor", of_each(lambda marked: marked.assessor, lambda marked: day(marked.assessed_on))),
        (
            "Quality assurance",
            of_each(
                lambda marked: marked.iqa, lambda marked: marked.iqa_decision.lower(), lambda marked: day(marked.iqa_on)
            ),
        ),
    )
    return tuple(Fact(label, value) for label, value in entries if value)


def _criterion(setting: AssignmentContext, entry: CriterionResult) -> FeedbackCriterion:
    criterion, numbered = entry.criterion, setting.numbered
    least = least_mark(criterion, setting.unit.scheme, half_marks=setting.half_marks)
    return FeedbackCriterion(
        id=criterion.id,
        verb=criterion.verb,
        text=criterion.text,
        mark=award_text(entry.recorded, setting.words, numbered=numbered),
        maximum=str(criterion.marks) if numbered else "",
        minimum=number(least) if least is not None else "",
        met=entry.met,
        status=setting.words.status(entry.met),
        comment=entry.recorded.comment,
        share=entry.recorded.mark / criterion.full_marks if numbered and entry.recorded.mark is not None else None,
        carried_over=f"carried over from attempt {entry.carried_from}" if entry.carried_from else "",
    )


def _actions(
    setting: AssignmentContext, result: AttemptResult, dates: Mapping[str, datetime.date]
) -> tuple[Action, ...]:
    """Return what is to be shown again, each with the date of the sheet on which it is."""

    def action(entry: CriterionResult) -> Action:
        criterion, unit = entry.criterion, setting.unit
        reference = unit.key(criterion.id).unit if isinstance(unit, JointUnit) and result.parts else unit.reference
        texts = (
            criterion.verb,
            criterion.text,
            criterion.descriptors.get(setting.unit.scheme.met_band, ""),
            entry.recorded.comment,
        )
        return Action(criterion.id, *texts, resubmit_by=dates.get(reference))

    return tuple(action(entry) for entry in result.criteria if entry.met is False)


def _next_steps(
    setting: AssignmentContext,
    result: AttemptResult,
    progress: QualificationResult | None,
    dates: Mapping[str, datetime.date],
) -> tuple[Rich, ...]:
    policies = setting.centre.policies
    tutor = setting.assignment.tutor or setting.assignment.assessor
    match result.outcome:
        case Outcome.PASS:
            steps = _what_a_pass_earns(setting, setting.unit.members, progress)
        case Outcome.REFERRAL if dates:
            rule = " Criteria that you have met stay met." if policies.carry_over else " Hand in the whole work again."
            steps = [
                f"Resubmit by {_in_words(dates)}.{rule}",
                f"{tutor} supports you until then: ask early, and bring this report.",
                f"The resubmission is authorised by {policies.resubmission_authorised_by}.",
            ]
        case Outcome.REFERRAL:
            steps = [
                f"This was the last of {plural(policies.attempts_allowed, 'attempt')} that the centre’s policy allows. "
                f"Talk to {tutor} about what is possible now, before you do more work."
            ]
        case Outcome.INCOMPLETE:
            steps = [
                *(_about_unit(setting, part) for part in result.parts if part.outcome is not Outcome.PASS),
                f"{setting.assignment.assessor} completes the marking; a final report replaces this one.",
            ]
    passed = [part.unit for part in split_by_unit(result) if part.outcome is Outcome.PASS]
    if passed and result.outcome is not Outcome.PASS:
        steps = [*_what_a_pass_earns(setting, passed, progress)[: len(passed)], *steps]
    return tuple(literal(step) for step in steps)


def _about_unit(setting: AssignmentContext, part: AttemptResult) -> str:
    """Say what comes next in a unit with a sheet of its own, while others of its assignment are open."""
    reference, policies = part.unit.reference, setting.centre.policies
    if by_when := setting.resubmission_date(part):
        return f"Resubmit unit {reference} by {day(by_when)}."
    if part.outcome is Outcome.REFERRAL:
        return f"In unit {reference}, this was the last of {plural(policies.attempts_allowed, 'attempt')}."
    if part.attempt > 1 and not part.marked.criteria:
        return (
            f"Your resubmission of unit {reference} is {setting.words.not_marked.lower()}. If you have not handed it "
            "in, do so by the date in your earlier report."
        )
    return f"Unit {reference} is still being marked."


def _what_a_pass_earns(
    setting: AssignmentContext, passed: Sequence[Unit], progress: QualificationResult | None
) -> list[str]:
    """Return what each unit that is passed earns, and then where that leaves the learner."""
    title = qualification_title(setting.qualification)
    steps = []
    for unit in passed:
        if unit.reference in setting.qualification.units:
            steps.append(
                f"{plural(unit.credits or 0, 'credit')} of {unit.reference} {unit.title} "
                f"{'counts' if unit.credits == 1 else 'count'} towards the {title}."
            )
        else:
            steps.append(
                f"{unit.reference} {unit.title} is not one of the units that earn credits towards the {title}."
            )
    if progress is None or not any(unit.reference in setting.qualification.units for unit in passed):
        return steps
    if progress.achieved:
        return [
            *steps,
            f"You have earned all the credits that the qualification needs ({setting.qualification.credits}).",
        ]
    needs = what_is_missing(progress)
    return [
        *steps,
        f"You now have {progress.earned} of the {setting.qualification.credits} credits that it needs. "
        f"Still missing: {needs}.",
    ]


def _properties(setting: AssignmentContext, learner: Learner, result: AttemptResult, title: str) -> Properties:
    date = result.marked.assessed_on
    return properties(setting, Kind.FEEDBACK, title, learner=learner, attempt=result.attempt, date=date)
