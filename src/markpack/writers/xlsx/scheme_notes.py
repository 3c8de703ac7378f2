"""What workbooks say of a scheme's rules, in its words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from markpack.documents.shared.spelling import series
from markpack.model.scheme import AttemptRule, GradeRule, Judgement, Scheme
from markpack.writers.xlsx.status_formulas import least_total

_AWARD = {Judgement.MARKS: "Mark", Judgement.LEVELS: "Level"}
_MISSING = {
    Judgement.MARKS: "A missing mark leaves it {incomplete}; 0 is a mark.",
    Judgement.MET: "A missing decision leaves it {incomplete}.",
    Judgement.LEVELS: "A missing level leaves it {incomplete}.",
}


def award_heading(scheme: Scheme) -> str:
    """Return what a criterion's award is called: Mark, Level, or the words for a decision."""
    return _AWARD.get(scheme.judgement, scheme.words.either)


def share_label(scheme: Scheme) -> str:
    """Return the label of the total as a percentage."""
    return "As a percentage" if scheme.rule is GradeRule.BOUNDARIES else "As a percentage (it decides nothing)"


def rule_note(scheme: Scheme, maximum: int, attempts: tuple[AttemptRule, ...]) -> str:
    """Return how the outcome follows from the criteria; `maximum` are the marks of the sheet, 0 without any."""
    return " ".join(filter(None, _sentences(scheme, maximum, attempts)))


def _sentences(scheme: Scheme, maximum: int, attempts: tuple[AttemptRule, ...]) -> Iterator[str]:
    words = scheme.words
    if scheme.rule is GradeRule.ALL_MET:
        total = ", whatever the total" if scheme.numbered else ""
        every = "Every criterion has to be met: one that is not makes the outcome {article}{referral}"
        yield f"{words.fill(every)}{total}."
    elif scheme.rule is GradeRule.LADDER:
        yield _ladder(scheme)
    else:
        yield from _boundaries(scheme, maximum)
    yield words.fill(_MISSING[scheme.judgement])
    if scheme.not_attempted:
        yield f"“{words.not_attempted}” is a judgement, and earns nothing."
    for rule in attempts:
        if rule.cap and rule.cap != scheme.codes[-1]:
            yield f"Attempt {rule.number} earns {words.grade(rule.cap)} at most."


def _ladder(scheme: Scheme) -> str:
    floor, *grades = (word for _, word in scheme.words.grades)
    if len(grades) == 1:
        rests_on = "every criterion reaches it" if scheme.judgement is Judgement.LEVELS else "all its criteria are met"
        return f"The outcome is {grades[0]} where {rests_on}, else {floor}."
    if scheme.judgement is Judgement.LEVELS:
        return f"The outcome is the highest of {series(grades)} that every criterion reaches, else {floor}."
    return (
        f"The outcome is the highest of {series(grades)} of which all criteria are met, and all of those of the grades "
        f"below it; else {floor}."
    )


def _boundaries(scheme: Scheme, maximum: int) -> Iterator[str]:
    words = scheme.words
    steps = series(
        f"{words.grade(code)} from {_part(step)} of the marks" + (f" ({least_total(step, maximum)})" if maximum else "")
        for code, step in zip(scheme.codes, scheme.steps, strict=True)
    )
    yield f"The outcome follows the total: {steps}; below that, {words.referral}."
    if scheme.minimum_of_section:
        yield f"Each {words.section_within} needs at least {_part(scheme.minimum_of_section)} of its marks."
    if scheme.minimum_each:
        yield f"Each criterion needs at least {_part(scheme.minimum_each)} of its marks."


def _part(part: Fraction) -> str:
    return f"{float(part * 100):g}%"
