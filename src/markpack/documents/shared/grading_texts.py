"""A scheme's rules in sentences, in its words: for who marks by them, and for who is judged by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from markpack.assessment.criteria import minimum_mark
from markpack.documents.shared.prose import emphasised
from markpack.documents.shared.spelling import number, series
from markpack.model.forms.labels import TOTAL_NOTE, TOTAL_SHOWS
from markpack.model.marking_mode import MarkingMode
from markpack.model.scheme import HALF, Advice, AttemptRule, GradeRule, Judgement, Scheme
from markpack.model.unit import Unit

LEAVE_EMPTY = "Leave the {field} empty until the AC has been judged."
BLANK_IS_NO_NOUGHT = (
    "A blank is not a nought: leave the mark empty until the AC has been marked, and enter 0 where it earns nothing."
)
ADVICE = {
    Advice.NOT_ON_FINAL: "Feedback on a final submission says what was shown and why that earns its grade, and not "
    "what would have earned a higher one.",
    Advice.NEVER: "Feedback says what was shown and why that earns its grade, and not what would earn a higher one.",
}
AFTER_IQA = "Feedback goes to the learner only once internal quality assurance has agreed with the decision."


def instructions_of(unit: Unit, *, half_marks: bool, event: str = "") -> tuple[str, ...]:
    """Return what an assessor does by the unit's scheme, a paragraph of Markdown each.

    `event` is what is judged where no work is handed in, such as a discussion.
    """
    return tuple(_instructions(unit, half_marks=half_marks, event=event))


def outcome_note(unit: Unit, attempts: Iterable[AttemptRule], *, half_marks: bool) -> str:
    """Return how the outcome follows from the criteria, as a workbook says it beside the formulas that do so."""
    return " ".join(_outcome_follows(unit, attempts, half_marks=half_marks))


_MISSING = {
    Judgement.MARKS: "A missing mark leaves it {incomplete}; 0 is a mark.",
    Judgement.MET: "A missing decision leaves it {incomplete}.",
    Judgement.LEVELS: "A missing level leaves it {incomplete}.",
}


def _outcome_follows(unit: Unit, attempts: Iterable[AttemptRule], *, half_marks: bool) -> Iterator[str]:
    scheme, words = unit.scheme, unit.scheme.words
    if scheme.rule is GradeRule.ALL_MET:
        total = ", whatever the total" if scheme.numbered else ""
        every = "Every criterion has to be met: one that is not makes the outcome {article}{referral}"
        yield f"{words.fill(every)}{total}."
    else:
        yield from (emphasised(line).plain for line in _grade(unit, half_marks=half_marks))
    yield words.fill(_MISSING[scheme.judgement])
    if scheme.not_attempted:
        yield f"“{words.not_attempted}” is a judgement, and earns nothing."
    for rule in attempts:
        if rule.cap not in ("", scheme.codes[-1]):
            yield f"Attempt {rule.number} earns {words.grade(rule.cap)} at most."


def feedback_instructions(scheme: Scheme) -> tuple[str, ...]:
    """Return what a scheme says of feedback, for who writes it."""
    return tuple(filter(None, (ADVICE.get(scheme.advice), AFTER_IQA if scheme.feedback_after_iqa else "")))


def _instructions(unit: Unit, *, half_marks: bool, event: str) -> Iterator[str]:
    scheme, words = unit.scheme, unit.scheme.words
    left_out = f", or **{words.not_attempted}** where the learner left it out" if words.not_attempted else ""
    if scheme.rule is GradeRule.ALL_MET:
        yield _all_met(scheme, left_out, event)
    else:
        yield _judging(scheme, left_out)
        yield from _grade(unit, half_marks=half_marks)
    if scheme.numbered:
        yield BLANK_IS_NO_NOUGHT
    else:
        yield LEAVE_EMPTY.format(field="level" if scheme.judgement is Judgement.LEVELS else "decision")


def _all_met(scheme: Scheme, left_out: str, event: str) -> str:
    words = scheme.words
    floor = f"the whole {event or 'submission'} {words.article}**{words.within(words.referral)}**"
    result = f"makes {floor}" if words.article else f"makes the outcome **{words.referral}**"
    if scheme.numbered:
        return (
            f"Give each AC a mark{left_out}. An AC is met with at least {_part(scheme.met_at)} of its marks; any AC "
            f"below that {result}, whatever the total."
        )
    if scheme.judgement is Judgement.LEVELS:
        least = dict(words.levels)[scheme.met_level]
        return f"{_judging(scheme, left_out)} An AC is met from **{least}** on; one AC below that {result}."
    return f"{_judging(scheme, left_out)} One AC {words.referred} {result}."


def _judging(scheme: Scheme, left_out: str) -> str:
    words = scheme.words
    if scheme.judgement is Judgement.MARKS:
        least = f" It is met with at least {_part(scheme.met_at)} of its marks." if scheme.met_at else ""
        return f"Give each AC a mark{left_out}.{least}"
    if scheme.judgement is Judgement.LEVELS:
        return f"Choose the level of each AC: {series((f'**{word}**' for _, word in words.levels), 'or')}{left_out}."
    met, not_met = words.decisions
    return f"Decide **{met}** or **{not_met}** for each AC{left_out}."


def _grade(unit: Unit, *, half_marks: bool) -> Iterator[str]:
    """Yield how the unit's grade follows, where not every criterion has to be met."""
    scheme, floor = unit.scheme, unit.scheme.words.grade(unit.scheme.floor)
    if scheme.rule is GradeRule.BOUNDARIES:
        steps = zip(scheme.codes, scheme.steps, strict=True)
        if unit.is_joint:
            grades = series(f"**{scheme.words.grade(code)}** from {percent(step)} of its marks" for code, step in steps)
            yield f"The total of each unit decides its grade: {grades}; below that it is **{floor}**."
        else:
            grades = series(
                f"**{scheme.words.grade(code)}** from {percent(step)} ({number(least)} marks)"
                for code, step in steps
                for least in [minimum_mark(unit.marks, half_marks=half_marks, met_at=step)]
            )
            yield f"The total of {unit.marks} marks decides the grade: {grades}; below that it is **{floor}**."
        for least in _minimums(scheme):
            yield f"{least[:1].upper()}{least[1:]}; with less, the grade is **{floor}**, whatever the total."
    elif scheme.judgement is Judgement.LEVELS:
        lowest = scheme.words.grade(scheme.codes[0])
        yield f"The grade is the highest that every AC reaches; with an AC below **{lowest}** it is **{floor}**."
    else:
        asked = series(f"**{grade}** needs {needs}" for grade, needs in ladder(unit, "AC"))
        lowest = scheme.words.grade(scheme.codes[0])
        yield f"The grade follows from the ACs: {asked}. Where one of the {lowest} ACs is not met, it is **{floor}**."


def ladder(unit: Unit, noun: str) -> tuple[tuple[str, str], ...]:
    """Return the word of each grade above the floor that the unit can earn, and which criteria it needs, in words."""
    scheme = unit.scheme
    asked = {criterion.tier for criterion in unit.criteria}
    grades = [scheme.words.grade(code) for tier, code in zip(scheme.tiers, scheme.codes, strict=True) if tier in asked]
    needs = [f"every {series(grades[: position + 1])} {noun}" for position in range(len(grades) - 1)]
    return tuple(zip(grades, [*needs, f"every {noun}"], strict=True))


def _minimums(scheme: Scheme) -> Iterator[str]:
    """Yield the least part of the marks that each section and each criterion needs whatever the total."""
    if scheme.minimum_of_section is not None:
        yield f"each {scheme.words.section_within} needs at least {percent(scheme.minimum_of_section)} of its marks"
    if scheme.minimum_each is not None:
        yield f"each criterion needs at least {percent(scheme.minimum_each)} of its marks"


def learner_note(unit: Unit, *, once: bool, event: str = "") -> str:
    """Return how the unit is judged, told to the learner; `once` where no attempt follows the first.

    Of an `event`, such as a discussion, no work comes back.
    """
    scheme, words = unit.scheme, unit.scheme.words
    floor = words.grade(scheme.floor)
    if scheme.rule is GradeRule.BOUNDARIES:
        steps = series(
            f"{words.grade(code)} from {percent(step)}" for code, step in zip(scheme.codes, scheme.steps, strict=True)
        )
        least = "".join(f" Besides, {text}." for text in _minimums(scheme))
        total = (
            "The total of your marks in each unit decides its"
            if unit.is_joint
            else "The total of your marks decides the"
        )
        return f"{total} grade: {steps}; below that it is {floor}.{least}"
    if scheme.rule is GradeRule.LADDER and scheme.judgement is Judgement.LEVELS:
        levels = series((word for _, word in words.levels), "or")
        return (
            f"Each assessment criterion is judged by its level: {levels}. The grade is the highest that you reach in "
            f"every criterion; with one below {words.grade(scheme.codes[0])} it is {floor}."
        )
    if scheme.rule is GradeRule.LADDER:
        asked = series(f"{grade} needs {needs}" for grade, needs in ladder(unit, "criterion"))
        return (
            f"{_each(scheme)} The grade follows from the criteria that you meet: {asked}. Where one of the "
            f"{words.grade(scheme.codes[0])} criteria is not met, it is {floor}."
        )
    back = words.named(scheme.floor)
    result = f"the outcome is {back}"
    comes_back = result if event else f"the work comes back to you as {back}"
    if scheme.numbered:
        least = f"Each assessment criterion needs at least {_part(scheme.met_at)} of its marks."
        if once:
            return f"{least} If one has fewer, {result}, whatever the total."
        return f"{least} If one has fewer, {comes_back}, whatever the total, and you show that criterion again."
    if scheme.judgement is Judgement.LEVELS:
        least = dict(words.levels)[scheme.met_level]
        again = result if once else f"{comes_back} and you show that criterion again"
        return f"Each assessment criterion needs at least the level {least}. If one is below that, {again}."
    comes_back = result if event else "the work comes back to you"
    again = result if once else f"{comes_back} and you show that criterion again"
    return f"{_each(scheme)} If one is {words.referred}, {again}."


def _each(scheme: Scheme) -> str:
    if scheme.numbered:
        return f"Each assessment criterion is met with at least {_part(scheme.met_at)} of its marks."
    return f"Each assessment criterion is judged as {scheme.words.either_within}."


def criteria_note(scheme: Scheme) -> str:
    """Say in a sentence which criteria have to be met."""
    if scheme.rule is GradeRule.ALL_MET:
        return "Every criterion has to be met."
    if scheme.rule is GradeRule.BOUNDARIES:
        return "Every criterion counts towards the total."
    return "The grade follows from the criteria that are met."


def total_note(unit: Unit) -> str:
    """Say what a total of marks decides."""
    scheme = unit.scheme
    if scheme.rule is GradeRule.BOUNDARIES:
        least = "".join(f" {text[:1].upper()}{text[1:]}." for text in _minimums(scheme))
        steps = (
            f"{scheme.words.grade(code)} from {percent(step)}"
            for code, step in zip(scheme.codes, scheme.steps, strict=True)
        )
        total = "The total of each unit decides its" if unit.is_joint else "The total decides the"
        return f"{total} grade: {series(steps)}.{least}"
    if scheme.rule is GradeRule.ALL_MET and scheme.met_at == HALF:
        return TOTAL_NOTE
    return f"{TOTAL_SHOWS}an AC is met with at least {_part(scheme.met_at)} of its own marks."


def marking_text(unit: Unit, marking: MarkingMode) -> str:
    """Say how criteria are judged, for a table of facts."""
    scheme, words, chosen = unit.scheme, unit.scheme.words, marking.value
    if scheme.judgement is Judgement.LEVELS:
        return f"Levels: {series((word for _, word in words.levels), 'or')}"
    if not scheme.numbered and marking in (MarkingMode.MARKS, MarkingMode.PASS_OR_REFER):
        return words.either
    return f"{chosen[:1].upper()}{chosen[1:]}"


def percent(part: Fraction) -> str:
    """Write a part of a whole in per cent: 40%, 66.5%."""
    return f"{float(part * 100):g}%"


def _part(part: Fraction | None) -> str:
    return "half" if part in (HALF, None) else percent(part or HALF)
