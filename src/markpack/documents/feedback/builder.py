"""How a feedback report comes about: a marked attempt, told to the learner."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from markpack.assessment.attempt_rules import rule_of
from markpack.assessment.combination import QualificationResult
from markpack.assessment.criteria import CriterionResult, award_text, least_mark
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import AttemptStanding
from markpack.documents.brief.view import Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.feedback.achievement import earned, what_follows
from markpack.documents.feedback.next_steps import (
    following_attempts,
    has_own_attempts,
    in_words,
    may_advise,
    next_steps,
    what_now,
    window,
)
from markpack.documents.feedback.open_criteria import open_criteria
from markpack.documents.feedback.view import ActionPlan, FeedbackCriterion, FeedbackReport, FeedbackSection
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.attempt_texts import attempt_names
from markpack.documents.shared.common_facts import properties, qualification_title, wording_notice
from markpack.documents.shared.document import Properties
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.outcome_texts import (
    grading,
    headline,
    part_headline,
    result_word,
    standing,
    total,
)
from markpack.documents.shared.page_heads import unit_page
from markpack.documents.shared.prose import literal
from markpack.documents.shared.revision_texts import revision_sentence
from markpack.documents.shared.spelling import day, number
from markpack.documents.shared.standing_texts import standing_word, why_not_final
from markpack.model.forms.labels import LABELS
from markpack.model.joint_unit import JointUnit
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.scheme import AttemptKind, AttemptRule, Scheme


def build_feedback_report(
    setting: AssignmentContext,
    learner: Learner,
    result: AttemptResult,
    progress: QualificationResult | None,
    standing_of: Callable[[AttemptResult], AttemptStanding],
) -> FeedbackReport:
    """Return a learner's feedback on an attempt; `progress` is where it leaves them, if known.

    `standing_of` gives the standing of the attempt, or of its part in a unit, by itself: whether what is said is final.
    """

    def is_final(part: AttemptResult) -> bool:
        return not why_not_final(standing_of(part))

    unit = setting.unit
    dates = _resubmission_dates(setting, result)
    following = tuple(following_attempts(setting, result).values())
    standings = [standing_of(part) for part in (result, *split_by_unit(result))]
    provisional = _provisional(setting, standings)
    advised = may_advise(setting, result)
    actions = open_criteria(setting, result, dates) if advised else ()
    told_first = {action.criterion for action in actions if action.comment or action.required}
    steps = [*next_steps(setting, result, dates, is_final), *what_follows(setting, result, progress, standings)]
    return FeedbackReport(
        unit=unit.reference,
        unit_title=unit.title,
        qualification=qualification_title(setting.qualification),
        branding=setting.branding,
        notice=wording_notice(unit, setting.qualification),
        outcome=result.outcome,
        words=setting.words,
        word=_word(result, standing_of),
        headline=headline(
            result, setting.centre.policies, is_final, may_advise=advised, method=setting.assignment.method
        ),
        learner_name=learner.name,
        registration=learner.registration,
        attempt=result.attempt,
        facts=_facts(setting, learner, result),
        total=total(result),
        sections=_sections(setting, result, standing_of, told_first),
        overall_comment=result.marked.overall_comment,
        actions=actions,
        resubmit_by=in_words(dates) if result.outcome is Outcome.REFERRAL else "",
        hour=setting.goes_on_in.handing_in.hour,
        window=window(setting, result),
        what_now=what_now(setting, result),
        earned=tuple(literal(step) for step in earned(setting, result, progress, is_final)),
        next_steps=tuple(literal(step) for step in steps),
        page=unit_page(
            unit,
            "Feedback report",
            f"{setting.branding.centre} · Feedback report · Confidential to the learner"
            + (" · Provisional" if provisional else ""),
            learner,
        ),
        properties=_properties(setting, learner, result, "Feedback report"),
        provisional=provisional,
        next_attempt=_next_name(following, attempt_names(setting.assignment.method)),
        again=TERMS[setting.assignment.method].again,
        is_held=setting.assignment.method.is_held,
        if_authorised=has_own_attempts(result),
        assessed_on=day(result.marked.assessed_on),
    )


def _word(result: AttemptResult, standing_of: Callable[[AttemptResult], AttemptStanding]) -> str:
    return standing_word(standing_of(result), result.scheme.words, result_word(result))


def _next_name(following: Sequence[AttemptRule], names: Mapping[AttemptKind, str]) -> str:
    """Return what the attempt that may follow is called; empty where there is none."""
    kinds = {rule.kind for rule in following}
    if AttemptKind.RESUBMISSION in kinds:
        return names[AttemptKind.RESUBMISSION]
    return names[AttemptKind.RETAKE] if kinds else ""


def _resubmission_dates(setting: AssignmentContext, result: AttemptResult) -> dict[str, datetime.date]:
    """Return by when each unit is shown again, by its reference; none without a date."""
    dates = {part.unit.reference: setting.resubmission_date(part) for part in result.parts or (result,)}
    return {reference: date for reference, date in dates.items() if date}


def _unit_by_unit(texts: Mapping[str, str]) -> str:
    """Return texts by unit as one: with the unit's reference before each, unless all say the same."""
    filled = {reference: text for reference, text in texts.items() if text}
    if len(filled) == len(texts) and len(set(filled.values())) == 1:
        return next(iter(filled.values()))
    return "; ".join(f"{reference}: {text}" for reference, text in filled.items())


def _sections(
    setting: AssignmentContext,
    result: AttemptResult,
    standing_of: Callable[[AttemptResult], AttemptStanding],
    told_first: Collection[str],
) -> tuple[FeedbackSection, ...]:
    """Return a section for each unit, or the only one; `told_first` are the criteria that the first page tells of."""
    unit, policies, parts = setting.unit, setting.centre.policies, split_by_unit(result)

    def own(id_: str, part: AttemptResult) -> bool:
        return not isinstance(unit, JointUnit) or unit.key(id_).unit == part.unit.reference

    def section(part: AttemptResult) -> FeedbackSection:
        scheme, final = part.scheme, not why_not_final(standing_of(part))
        criteria = tuple(
            replace(_criterion(setting, entry, scheme, final=final), is_told_first=entry.criterion.id in told_first)
            for entry in result.criteria
            if own(entry.criterion.id, part)
        )
        comments = tuple(
            Fact(f"{scheme.words.section} {outcome.id}: {outcome.title}", text)
            for outcome in unit.outcomes
            if own(outcome.id, part) and (text := result.marked.section_comments.get(outcome.id))
        )
        return FeedbackSection(
            criteria=criteria,
            comments=comments,
            grading=grading(part, policies),
            has_levels=bool(scheme.levels),
        )

    if not isinstance(unit, JointUnit):
        return (section(parts[0]),)
    return tuple(
        replace(
            section(part),
            unit=part.unit.reference,
            title=part.unit.title,
            outcome=part.outcome,
            word=_word(part, standing_of),
            result=part_headline(
                part, policies, final=not why_not_final(standing_of(part)), method=setting.assignment.method
            ),
            is_final=not why_not_final(standing_of(part)),
        )
        for part in parts
    )


def build_action_plan(
    setting: AssignmentContext, learner: Learner, result: AttemptResult, report: FeedbackReport
) -> ActionPlan:
    """Return the workbook in which the learner plans what to do with a report."""
    return ActionPlan(report, _properties(setting, learner, result, "Action plan"))


def _provisional(setting: AssignmentContext, standings: Iterable[AttemptStanding]) -> str:
    """Say why a report is not final yet, of the whole or a part of it; nothing if it is."""
    why = next(filter(None, map(why_not_final, standings)), "")
    claimed = "No credits are" if setting.unit.credits else "Nothing is"
    return f"Provisional: {why}. It may change. {claimed} claimed until it is final." if why else ""


def _facts(setting: AssignmentContext, learner: Learner, result: AttemptResult) -> tuple[Fact, ...]:
    parts = {part.unit.reference: part.marked for part in result.parts or (result,)}

    def of_each(*texts: Callable[[MarkedAttempt], str]) -> str:
        texts_by_unit = {name: [text(marked) for text in texts] for name, marked in parts.items()}
        return _unit_by_unit({name: ", ".join(filter(None, words)) for name, words in texts_by_unit.items()})

    revisions = {part.unit.reference: revision_sentence(part) for part in result.parts or (result,)}
    entries = (
        (LABELS["registration"], learner.registration),
        ("Known as", learner.known_as),
        ("Qualification", qualification_title(setting.qualification)),
        ("Employer", setting.context.employer.name),
        ("Centre", f"{setting.centre.name} ({setting.centre.number})"),
        ("Attempt", _attempts(setting, result)),
        ("Revision", _unit_by_unit(revisions)),
        ("Total", total(result)),
        ("Assessor", of_each(lambda marked: marked.assessor, lambda marked: day(marked.assessed_on))),
        (
            "Quality assurance",
            of_each(
                lambda marked: marked.iqa, lambda marked: _decision(setting, marked), lambda marked: day(marked.iqa_on)
            ),
        ),
    )
    return tuple(Fact(label, value) for label, value in entries if value)


def _decision(setting: AssignmentContext, marked: MarkedAttempt) -> str:
    """Return what the IQA decided within a sentence: a grade, or whether they agree."""
    written, words = marked.iqa_decision, setting.words
    return words.within(written) if written in words.grade_choices else written.lower()


def _attempts(setting: AssignmentContext, result: AttemptResult) -> str:
    """Return the attempt's number, and its kind where the scheme has any; each unit's, where they differ."""
    texts, names = {}, attempt_names(setting.assignment.method)
    for part in result.parts or (result,):
        rule = rule_of(part.scheme, setting.centre.policies, part.attempt)
        kind = f", {names[rule.kind]}" if rule and part.scheme.attempts else ""
        texts[part.unit.reference] = f"{part.attempt}{kind}"
    return _unit_by_unit(texts)


def _criterion(setting: AssignmentContext, entry: CriterionResult, scheme: Scheme, *, final: bool) -> FeedbackCriterion:
    criterion, numbered = entry.criterion, scheme.numbered
    least = least_mark(criterion, scheme, half_marks=setting.half_marks)
    tiers = dict(zip(scheme.tiers, scheme.codes, strict=True)) if scheme.laddered else {}
    return FeedbackCriterion(
        id=criterion.id,
        verb=criterion.verb,
        text=criterion.text,
        mark=award_text(entry.recorded, scheme.words, numbered=numbered),
        maximum=str(criterion.marks) if numbered else "",
        minimum=number(least) if least is not None else "",
        met=entry.met,
        status=standing(entry, scheme),
        state=scheme.words.within(standing(entry, scheme)),
        comment=entry.recorded.comment,
        share=entry.recorded.mark / criterion.full_marks if numbered and entry.recorded.mark is not None else None,
        least_share=least / criterion.full_marks if least is not None else None,
        carried_from=f"attempt {entry.carried_from}" if entry.carried_from else "",
        tier=scheme.words.grade(tiers[criterion.tier]) if criterion.tier in tiers else "",
        is_final=final,
    )


def _properties(setting: AssignmentContext, learner: Learner, result: AttemptResult, title: str) -> Properties:
    date = result.marked.assessed_on
    return properties(setting, Kind.FEEDBACK, title, learner=learner, attempt=result.attempt, date=date)
