"""What a result is in sentences, in the words of its scheme: the headline, the total, and how the grade comes about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from markpack.assessment.attempt_rules import rule_of
from markpack.assessment.criteria import CriterionResult
from markpack.assessment.next_grade import GradeNeeds, grade_needs, shortfalls
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import split_by_unit
from markpack.documents.brief.view import Fact
from markpack.documents.shared.attempt_texts import attempt_names
from markpack.documents.shared.common_facts import share_text
from markpack.documents.shared.spelling import all_of, number, part_of, plural, sentence, series
from markpack.model.centre import Policies
from markpack.model.instrument import Method
from markpack.model.joint_unit import labels
from markpack.model.outcome import ILM_WORDS, MARKED, Outcome
from markpack.model.scheme import ILM_PASS_REFER, GradeRule, Judgement, Scheme
from markpack.model.unit import Unit


def result_word(result: AttemptResult) -> str:
    """Return the word for what an attempt comes to; of units under several schemes, that of one which is referred."""
    if result.outcome is Outcome.REFERRAL and not result.grade:
        return result_word(next(part for part in result.parts if part.outcome is Outcome.REFERRAL))
    return result.scheme.words.result(result.outcome, result.grade)


IsFinal: TypeAlias = Callable[[AttemptResult], bool]
"""Says whether what an attempt, or its part in one of several units, comes to is final."""


def headline(
    result: AttemptResult, policies: Policies, is_final: IsFinal, *, may_advise: bool, method: Method = Method.WRITTEN
) -> str:
    """Say in a sentence or two what an attempt by a method comes to, and why; where it is not final, in each of them.

    Without `may_advise`, it says only what is not met, and not what is needed.
    """
    if result.outcome is Outcome.INCOMPLETE:
        missing = series(criterion.id for criterion in result.not_marked)
        return f"Interim feedback: AC {missing} still to be marked, so there is no outcome yet."
    parts = split_by_unit(result)
    if all(part.scheme.rule is GradeRule.ALL_MET for part in parts):
        return (
            _all_met(result, may_advise=may_advise)
            if is_final(result)
            else _provisionally(result, may_advise=may_advise)
        )
    if len(parts) > 1:
        words = (f"{'' if is_final(part) else 'provisionally '}{result_word(part)}" for part in parts)
        text = series(f"{word} in {part.unit.reference}" for word, part in zip(words, parts, strict=True))
        return f"{text[:1].upper()}{text[1:]}."
    final = is_final(result)
    begin = "" if final else "Provisionally "
    about = f"{begin}{result_word(result)} in {result.unit.title}: {_basis(result, policies)}"
    return " ".join((about, *_cap(result, policies, final=final, method=method)))


def _provisionally(result: AttemptResult, *, may_advise: bool) -> str:
    """Say what an attempt comes to that is not final, where every criterion has to be met."""
    words, count = result.scheme.words, len(result.criteria)
    word = words.named(result.grade) if result.grade else f"“{result_word(result)}”"
    if result.outcome is Outcome.PASS:
        found = all_of(count, "assessment criterion", "assessment criteria")
        return f"Provisionally {word} in {_named(result.unit)}: the assessor finds {found} met."
    text = f"Provisionally {word}: the assessor finds that {_not_met(result, may_advise=may_advise)}."
    return f"{text} {_no_fail(result)}" if _is_no_fail(result) else text


def part_headline(part: AttemptResult, policies: Policies, *, final: bool, method: Method = Method.WRITTEN) -> str:
    """Say why an attempt comes to what it does in one of several units, of which the result's word stands before it."""
    text = _part_headline(part, policies, final=final, method=method)
    if final or part.outcome is Outcome.INCOMPLETE:
        return text
    return f"Provisionally, {text if text.startswith('AC ') else f'{text[:1].lower()}{text[1:]}'}"


def _part_headline(part: AttemptResult, policies: Policies, *, final: bool, method: Method) -> str:
    words, reached = part.scheme.words, f" {total(part)}." if total(part) else ""
    if part.outcome is Outcome.INCOMPLETE:
        return f"AC {series(criterion.id for criterion in part.not_marked)} of this unit still to be marked."
    if part.scheme.rule is not GradeRule.ALL_MET:
        basis = _basis(part, policies)
        return " ".join((sentence(basis), *_cap(part, policies, final=final, method=method)))
    if part.outcome is Outcome.PASS:
        of_unit = all_of(len(part.criteria), "criterion of this unit", "criteria of this unit")
        return f"{sentence(of_unit)} {_verb(part.criteria)} met.{reached}"
    criteria = series(criterion.id for criterion in part.not_met)
    return f"AC {criteria} of this unit {_verb(part.not_met)} {words.stated(words.not_met)}.{reached}"


def _all_met(result: AttemptResult, *, may_advise: bool) -> str:
    words, count = result.scheme.words, len(result.criteria)
    if result.outcome is Outcome.PASS:
        every = sentence(all_of(count, "assessment criterion", "assessment criteria"))
        return f"You have {words.passed} {_named(result.unit)}. {every} {_verb(result.criteria)} met."
    text = f"Your work is {words.referred}: {_not_met(result, may_advise=may_advise)}."
    return f"{text} {_no_fail(result)}" if _is_no_fail(result) else text


def _named(unit: Unit) -> str:
    """Return what a unit is called within a sentence; of several, each with the end of its reference."""
    if not unit.is_joint:
        return unit.title
    ends = labels([member.reference for member in unit.members])
    return series(f"{end} {member.title}" for end, member in zip(ends, unit.members, strict=True))


def _no_fail(result: AttemptResult) -> str:
    phrase = result.scheme.words.phrase(result.grade)
    return f"{sentence(phrase)} is not a fail."


def _is_no_fail(result: AttemptResult) -> bool:
    """Say whether a referral is told to be no fail: it is ILM that says so; of another word it might not be true."""
    words = result.scheme.words
    return words.phrase(result.grade) == ILM_WORDS.phrase(ILM_PASS_REFER.floor)


def _not_met(result: AttemptResult, *, may_advise: bool) -> str:
    missing, words = result.not_met, result.scheme.words
    need = "needs" if len(missing) == 1 else "need"
    state = f"{need} more evidence" if may_advise else f"{_verb(missing)} {words.stated(words.not_met)}"
    criteria = plural(len(missing), "assessment criterion", "assessment criteria")
    return f"{criteria} of {len(result.criteria)} {state} (AC {series(criterion.id for criterion in missing)})"


def _basis(result: AttemptResult, policies: Policies) -> str:
    """Return what a grade rests on, where not every criterion has to be met, as it follows a colon."""
    scheme = result.scheme
    needs = grade_needs(result, half_marks=policies.half_marks)
    if scheme.rule is GradeRule.BOUNDARIES:
        return _by_boundaries(result, needs, policies)
    if result.outcome is Outcome.PASS:
        reached = [entry for entry in needs if scheme.rank(entry.grade) <= scheme.rank(result.grade)]
        if scheme.judgement is Judgement.LEVELS:
            return f"every criterion reaches {result_word(result)}."
        return f"all {series(scheme.words.grade(entry.grade) for entry in reached)} criteria are met."
    lowest = needs[0]
    ids = series(entry.criterion.id for entry in lowest.missing)
    of_all = f"{len(lowest.missing)} of {len(lowest.asked)}"
    if scheme.judgement is Judgement.LEVELS:
        verb = _verb(lowest.missing)
        return f"{of_all} criteria {verb} below {scheme.words.grade(lowest.grade)} (AC {ids})."
    noun = "criterion is" if len(lowest.asked) == 1 else f"criteria {_verb(lowest.missing)}"
    return f"{of_all} {scheme.words.grade(lowest.grade)} {noun} {scheme.words.stated(scheme.words.not_met)} (AC {ids})."


def _by_boundaries(result: AttemptResult, needs: Sequence[GradeNeeds], policies: Policies) -> str:
    scheme, marks = result.scheme, f"{number(result.total or Fraction(0))} of {result.maximum} marks"
    if low := shortfalls(result, half_marks=policies.half_marks):
        parts = series(
            f"{part_name(result, entry.id)} has {number(entry.earned)} of {entry.marks} marks and needs "
            f"{number(entry.least)}"
            for entry in low
        )
        return f"{marks}, but {parts}, whatever the total."
    reached = [entry for entry in needs if scheme.rank(entry.grade) <= scheme.rank(result.grade)]
    deciding = reached[-1] if reached else needs[0]
    return f"{marks}. {scheme.words.grade(deciding.grade)} begins at {number(deciding.least_total or Fraction(0))}."


def part_name(result: AttemptResult, id_: str) -> str:
    """Return what a section or a criterion is called in a sentence: learning outcome 2, AC 2.1."""
    is_section = any(section.id == id_ for section in result.unit.outcomes)
    return f"{result.scheme.words.section_within} {id_}" if is_section else f"AC {id_}"


def _cap(
    result: AttemptResult, policies: Policies, *, final: bool = True, method: Method = Method.WRITTEN
) -> Iterator[str]:
    """Yield why a grade is not the one that the criteria come to."""
    rule = rule_of(result.scheme, policies, result.shown_in)
    if result.capped_from and rule:
        words = result.scheme.words
        begin = "It" if final else "Provisionally, it"
        why = "this is" if result.shown_in == result.attempt else "it was last shown in"
        name = attempt_names(method)[rule.kind]
        yield (
            f"{begin} is capped at {words.grade(result.grade)}, because {why} a {name}; what is shown "
            f"comes to {words.grade(result.capped_from)}."
        )


def open_text(result: AttemptResult, policies: Policies) -> str:
    """Say in a few words what is open in a unit, or why its grade is capped; nothing where neither is so."""
    words = result.scheme.words
    if result.outcome is Outcome.INCOMPLETE:
        not_marked = words.stated(words.not_marked).removesuffix(" yet")
        return f"AC {series(criterion.id for criterion in result.not_marked)} {not_marked}"
    if result.outcome is Outcome.PASS:
        return " ".join(_cap(result, policies))
    if result.scheme.rule is GradeRule.BOUNDARIES:
        return _by_boundaries(result, grade_needs(result, half_marks=policies.half_marks), policies).removesuffix(".")
    # A list says it shortly: not met.
    not_met = words.stated(words.not_met).removesuffix(" yet")
    state = f"below {words.grade(result.scheme.codes[0])}" if words.levels else not_met
    return f"AC {series(criterion.id for criterion in result.not_met)} {state}"


def total(result: AttemptResult) -> str:
    """Return the marks of an attempt in words; nothing where there are none, or they are not complete."""
    if result.total is None or result.outcome is Outcome.INCOMPLETE:
        return ""
    return f"{number(result.total)} of {result.maximum} marks ({share_text(result)}%)"


def grading(result: AttemptResult, policies: Policies) -> tuple[Fact, ...]:
    """Return what each grade asks for, and how a unit's result stands against it; none where all has to be met."""
    scheme, words = result.scheme, result.scheme.words
    if result.outcome is Outcome.INCOMPLETE or scheme.rule is GradeRule.ALL_MET or result.unit.is_joint:
        return ()
    needs = grade_needs(result, half_marks=policies.half_marks)
    if scheme.rule is not GradeRule.BOUNDARIES:
        facts = [Fact(words.grade(entry.grade), _asked(entry, scheme)) for entry in needs]
    else:
        facts = [Fact("Total", total(result))]
        reached = result.total or Fraction(0)
        for entry in needs:
            least = entry.least_total or Fraction(0)
            state = "reached" if reached >= least else "not reached"
            facts.append(Fact(words.grade(entry.grade), f"from {number(least)} marks: {state}"))
        facts += _minimums(result, policies)
    return tuple(facts)


def _asked(needs: GradeNeeds, scheme: Scheme) -> str:
    count, met = len(needs.asked), len(needs.asked) - len(needs.missing)
    if scheme.judgement is Judgement.LEVELS:
        ids = series(entry.criterion.id for entry in needs.missing)
        return f"{met} of {plural(count, 'criterion', 'criteria')} reach it" + (f"; not AC {ids}" if ids else "")
    states: dict[str, list[str]] = {}
    for entry in needs.missing:
        states.setdefault(scheme.words.within(standing(entry, scheme)), []).append(entry.criterion.id)
    open_ = "".join(f"; {state}: AC {series(ids)}" for state, ids in states.items())
    return f"{scheme.words.met}: {met} of {plural(count, 'criterion', 'criteria')}{open_}"


def _minimums(result: AttemptResult, policies: Policies) -> Iterator[Fact]:
    """Yield what is below a least mark of its own, or that nothing is, where there are such."""
    scheme, sections = result.scheme, {section.id for section in result.unit.outcomes}
    low = shortfalls(result, half_marks=policies.half_marks)
    below_section = [entry for entry in low if entry.id in sections]
    below_criterion = [entry for entry in low if entry.id not in sections]
    for part, name, own in (
        (scheme.minimum_of_section, scheme.words.section_within, below_section),
        (scheme.minimum_each, "assessment criterion", below_criterion),
    ):
        if part is not None:
            missed = series(
                f"{part_name(result, entry.id)} has {number(entry.earned)} of {entry.marks} and needs "
                f"{number(entry.least)}"
                for entry in own
            )
            yield Fact(f"Each {name}", f"at least {part_of(part)} of its marks: {missed or 'reached'}")


def standing(entry: CriterionResult, scheme: Scheme) -> str:
    """Return how a criterion stands, in a word."""
    words = scheme.words
    if entry.recorded.not_attempted:
        return words.not_attempted
    if entry.recorded.level:
        return dict(words.levels)[entry.recorded.level]
    return MARKED if entry.judged and entry.met is None else words.status(entry.met)


def _verb(items: Iterable[object]) -> str:
    return "is" if len(list(items)) == 1 else "are"
