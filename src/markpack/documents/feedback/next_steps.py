"""What a learner does after a result: which attempt may follow it, for what, where it goes and who helps."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from markpack.assessment.attempt_rules import attempt_rules, next_attempt
from markpack.assessment.next_grade import next_grade, shortfalls
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.resubmission import is_within_days
from markpack.assessment.sheets import split_by_unit
from markpack.documents.brief.view import Fact
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.attempt_texts import attempt_names, limits_of, time_for
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.outcome_texts import IsFinal, part_name, result_word
from markpack.documents.shared.spelling import day, number, sentence, series
from markpack.model.instrument import Method
from markpack.model.outcome import Outcome
from markpack.model.scheme import Advice, AttemptKind, AttemptRule, GradeRule


def may_advise(setting: AssignmentContext, result: AttemptResult) -> bool:
    """Say whether feedback may say what would earn a higher grade, by the scheme.

    A submission is final where no other attempt at the same task may follow it.
    """
    advice = result.scheme.advice
    if advice is not Advice.NOT_ON_FINAL:
        return advice is Advice.ALWAYS
    following = following_attempts(setting, result).values()
    return any(not rule.new_task for rule in following)


def following_attempts(setting: AssignmentContext, result: AttemptResult) -> dict[str, AttemptRule]:
    """Return the rule of the attempt that may follow in each unit with a sheet of its own, by its reference."""
    policies = setting.centre.policies
    rules = {part.unit.reference: next_attempt(policies, part) for part in result.parts or (result,)}
    return {reference: rule for reference, rule in rules.items() if rule}


def next_steps(
    setting: AssignmentContext,
    result: AttemptResult,
    dates: Mapping[str, datetime.date],
    is_final: IsFinal,
) -> list[str]:
    """Return what a learner does next, or may do, beside what `FeedbackReport.what_now` says.

    `dates` are by when a referred learner shows it again, by unit.
    """
    match result.outcome:
        case Outcome.PASS:
            return list(_after_a_grade(setting, result, is_final))
        case Outcome.REFERRAL:
            return _after_a_referral(setting, result, dates, is_final)
        case Outcome.INCOMPLETE:
            return [
                *(_about_unit(setting, part, is_final) for part in result.parts if part.outcome is not Outcome.PASS),
                *_while_it_is_marked(setting),
            ]


def what_now(setting: AssignmentContext, result: AttemptResult) -> tuple[Fact, ...]:
    """Return what holds for all that a referred learner shows again: where it goes, who helps, who authorises it.

    Where a scheme says on what conditions it is authorised, the steps say so.
    """
    rules = following_attempts(setting, result).values()
    if result.outcome is not Outcome.REFERRAL or not rules:
        return ()
    place = "Where it takes place" if setting.assignment.method.is_held else "Where it goes"
    facts = (
        Fact(place, sentence(setting.goes_on_in.handing_in.where)),
        Fact("Who helps", f"{setting.support}: ask early, and bring this report."),
        Fact("Who authorises it", _authorised_by_policy(result, rules)),
    )
    return tuple(fact for fact in facts if fact.value)


def _authorised_by_policy(result: AttemptResult, rules: Iterable[AttemptRule]) -> str:
    if has_own_attempts(result):
        return ""
    return sentence(series(dict.fromkeys(rule.authorised_by for rule in rules)))


def window(setting: AssignmentContext, result: AttemptResult) -> str:
    """Return within what time a referred learner shows a single sheet's work again, where the scheme says so."""
    rule, date = next_attempt(setting.centre.policies, result), setting.resubmission_date(result)
    if result.parts or result.outcome is not Outcome.REFERRAL or rule is None or date is None:
        return ""
    return _within(setting, result, rule, date)


def _within(setting: AssignmentContext, part: AttemptResult, rule: AttemptRule, date: datetime.date) -> str:
    in_time = part.scheme.attempts and is_within_days(setting.assignment, part, rule, date)
    return f"{time_for(rule)} of the decision" if in_time else ""


def has_own_attempts(result: AttemptResult) -> bool:
    """Say whether a scheme, and not the centre's policy alone, says which attempts may follow."""
    return any(part.scheme.attempts for part in result.parts or (result,))


def in_words(dates: Mapping[str, datetime.date]) -> str:
    """Return by when to show it again: one day, or each unit's own."""
    if len(set(dates.values())) < 2:
        return next(map(day, dates.values()), "")
    return series(f"{day(date)} ({reference})" for reference, date in dates.items())


def _after_a_referral(
    setting: AssignmentContext, result: AttemptResult, dates: Mapping[str, datetime.date], is_final: IsFinal
) -> list[str]:
    policies, terms = setting.centre.policies, TERMS[setting.assignment.method]
    if has_own_attempts(result):
        parts = [
            part
            for part in result.parts or (result,)
            if part.outcome is Outcome.REFERRAL or next_attempt(policies, part)
        ]
        several = len(result.parts) > 1
        return [step for part in parts for step in _by_scheme(setting, part, is_final, several=several, dated=several)]
    if dates:
        again = [part for part in result.parts or (result,) if part.unit.reference in dates]
        stays = policies.carry_over and not any(map(_marked_as_a_whole, again))
        of_units = _of_units(again) if len(again) < len(result.parts) else ""
        whole = "Show everything" if terms.event else "Hand in the whole work"
        rule = _STAY_MET if stays else f"{whole}{of_units} again."
        if not is_final(result):
            rule = "" if stays else f"{_IF_CONFIRMED}, {rule[:1].lower()}{rule[1:]}"
        return [*filter(None, (rule,)), *_needs_of_referred(setting, result)]
    return [
        f"This was {_last_of(policies.attempts_allowed)} that the centre’s policy allows. "
        f"Talk to {setting.support} about what is possible now, before you do more work."
    ]


_STAY_MET = "Criteria that you have met stay met."
_IF_CONFIRMED = "If this result is confirmed"


def _last_of(attempts: int) -> str:
    return f"the last of {attempts} attempts" if attempts > 1 else "the only attempt"


def _after_a_grade(setting: AssignmentContext, result: AttemptResult, is_final: IsFinal) -> Iterator[str]:
    """Yield, for each unit that is not at its highest grade, whether another attempt can raise it."""
    for part in result.parts or (result,):
        if part.grade and part.scheme.rank(part.grade) < part.scheme.rank(part.scheme.codes[-1]):
            yield from _by_scheme(setting, part, is_final, several=len(result.parts) > 1)


def _by_scheme(
    setting: AssignmentContext, part: AttemptResult, is_final: IsFinal, *, several: bool, dated: bool = True
) -> Iterator[str]:
    """Yield which attempt may follow a result by its scheme, when (if `dated`) and for what; or that there is none."""
    rule = next_attempt(setting.centre.policies, part)
    if rule is None:
        yield from _no_more(setting, part, final=is_final(part), several=several)
        return
    method = setting.assignment.method
    name, where = (
        attempt_names(method)[rule.kind],
        f" of unit {part.unit.reference}" if several else _open_units(setting, part, rule),
    )
    raising = " to raise the grade" if part.outcome is Outcome.PASS else ""
    conditions = f" if: {'; '.join(rule.conditions)}" if rule.conditions else ""
    begin = "A" if is_final(part) else f"{_IF_CONFIRMED}, a"
    yield f"{begin} {name}{where}{raising} may be authorised by {rule.authorised_by}{conditions}."
    if dated and (date := setting.resubmission_date(part)):
        within = _within(setting, part, rule, date)
        by_when = ", ".join(filter(None, (setting.goes_on_in.handing_in.by(date), within)))
        yield f"{'It takes place' if TERMS[method].event else 'Hand it in'} by {by_when}."
    if limits := _limits(rule, part, method, final=is_final(part)):
        yield limits
    if may_advise(setting, part):
        yield from _needs_of(setting, part, rule, several=several)


def _open_units(setting: AssignmentContext, part: AttemptResult, rule: AttemptRule) -> str:
    """Return, of several units on one sheet, those in which an attempt can earn more, where that is not all."""
    units = split_by_unit(part)
    can_rise = [
        unit
        for unit in units
        if next_grade(unit, half_marks=setting.half_marks, cap=rule.cap) and unit.scheme.can_gain(rule, unit.grade)
    ]
    return "" if len(can_rise) in (0, len(units)) else _of_units(can_rise)


def _of_units(parts: Sequence[AttemptResult]) -> str:
    return f" of unit{'s' if len(parts) > 1 else ''} {series(part.unit.reference for part in parts)}"


def _no_more(setting: AssignmentContext, part: AttemptResult, *, final: bool, several: bool) -> Iterator[str]:
    unit = f"unit {part.unit.reference}"
    scheme, attempts = part.scheme, attempt_rules(part.scheme, setting.centre.policies)
    if part.outcome is Outcome.PASS:
        begin = "" if final else "Once it is confirmed, "
        begin += f"the grade of {unit} is final: no" if several else "this grade is final: no"
        begin = f"{begin[:1].upper()}{begin[1:]}"
        yield f"{begin} other attempt can raise it under the rules of {scheme.title}."
    elif part.attempt >= len(attempts):
        place = f" at {unit}" if several else ""
        yield (
            f"This was {_last_of(len(attempts))}{place} that the rules of {scheme.title} allow. "
            f"Talk to {setting.support} about what is possible now, before you do more work."
        )


def _limits(rule: AttemptRule, part: AttemptResult, method: Method, *, final: bool) -> str:
    """Say on what an attempt is, what it covers and the highest grade that it can earn."""
    task, stays = "", ""
    if rule.new_task:
        task = f"The {attempt_names(method)[rule.kind]} is new work on a new task."
    elif not rule.tiers and rule.carries_over:
        if _marked_as_a_whole(part):
            task = "The whole work is marked again."
        elif final and any(entry.met for entry in part.criteria):
            stays = _STAY_MET
    return " ".join(filter(None, (task, limits_of(rule, part.scheme), stays)))


def _marked_as_a_whole(part: AttemptResult) -> bool:
    """Say whether no single criterion is met or not, so that none stays as it is in another attempt."""
    return part.scheme.rule is GradeRule.BOUNDARIES and part.scheme.minimum_each is None and part.scheme.met_at is None


def _needs_of_referred(setting: AssignmentContext, result: AttemptResult) -> Iterator[str]:
    """Yield what the lowest grade still needs, where it is not that every criterion is met."""
    for part in result.parts or (result,):
        rule = next_attempt(setting.centre.policies, part)
        if rule and part.scheme.rule is not GradeRule.ALL_MET and may_advise(setting, part):
            yield from _needs_of(setting, part, rule, several=len(result.parts) > 1)


def _needs_of(setting: AssignmentContext, part: AttemptResult, rule: AttemptRule, *, several: bool) -> Iterator[str]:
    """Yield what the next grade still needs that the following attempt can earn; with `several` units, in which."""
    half_marks = setting.half_marks
    units = split_by_unit(part)
    for unit in units:
        needs = next_grade(unit, half_marks=half_marks, cap=rule.cap)
        if needs is None or not unit.scheme.can_gain(rule, unit.grade):
            continue
        grade = unit.scheme.words.grade(needs.grade)
        place = f" in {unit.unit.reference}" if several or len(units) > 1 else ""
        if unit.scheme.rule is not GradeRule.BOUNDARIES:
            ids = series(entry.criterion.id for entry in needs.missing)
            yield f"For {grade}{place}, AC {ids} {'is' if len(needs.missing) == 1 else 'are'} still to be shown."
            continue
        least, total = needs.least_total or Fraction(0), unit.total or Fraction(0)
        if total < least:
            more = "mark is" if least - total <= 1 else "marks are"
            yield f"For {grade}{place}, {number(least - total)} more {more} needed: {number(least)} in all."
        if low := shortfalls(unit, half_marks=half_marks):
            parts = series(
                f"{part_name(unit, entry.id)} needs {number(entry.least)} of its {entry.marks} marks" for entry in low
            )
            yield f"For {grade}{place}, {parts}."


def _while_it_is_marked(setting: AssignmentContext) -> Iterator[str]:
    """Yield who completes the marking, and whom to ask until then."""
    yield f"{setting.assignment.assessor} completes the marking; a final report replaces this one."
    if setting.support != setting.assignment.assessor:
        yield f"Until then, your tutor {setting.support} answers your questions."


def _about_unit(setting: AssignmentContext, part: AttemptResult, is_final: IsFinal) -> str:
    """Say what comes next in a unit with a sheet of its own, while others of its assignment are open."""
    reference, policies = part.unit.reference, setting.centre.policies
    terms, names = TERMS[setting.assignment.method], attempt_names(setting.assignment.method)
    if by_when := setting.resubmission_date(part):
        if part.scheme.attempts:
            return " ".join(_by_scheme(setting, part, is_final, several=True))
        last = setting.goes_on_in.handing_in.by(by_when)
        step = f"{terms.again}{' for' if terms.event else ''} unit {reference} by {last}."
        return f"{step[:1].upper()}{step[1:]}" if is_final(part) else f"{_IF_CONFIRMED}, {step}"
    if part.outcome is Outcome.REFERRAL:
        if part.scheme.attempts:
            provisional = "" if is_final(part) else ", provisional"
            following = " ".join(_by_scheme(setting, part, is_final, several=True))
            return f"Unit {reference}: {result_word(part)}{provisional}. {following}"
        return f"In unit {reference}, this was {_last_of(policies.attempts_allowed)}."
    if part.attempt > 1 and not part.marked.criteria:
        words = part.scheme.words
        not_in = "it has not taken place yet, arrange it for" if terms.event else "you have not handed it in, do so by"
        return (
            f"Your {names[AttemptKind.RESUBMISSION]} of unit {reference} is {words.stated(words.not_marked)}. If "
            f"{not_in} the date in your earlier report."
        )
    return f"Unit {reference} is still being marked."
