"""When a criterion is met, and where its sufficiency descriptors stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from markpack.model.marks import CriterionMark, format_mark
from markpack.model.outcome import Outcome, OutcomeWords
from markpack.model.scheme import HALF, ILM_MARKS, Judgement, Scheme
from markpack.model.unit import Criterion


@dataclass(frozen=True)
class CriterionResult:
    """One criterion of an attempt, as recorded or carried over, and whether it is met.

    `met` is None where it is not judged yet, or where its scheme has no least mark for a single criterion; `judged`
    tells the two apart.
    """

    criterion: Criterion
    recorded: CriterionMark
    met: bool | None
    carried_from: int | None = None
    judged: bool = False


def minimum_mark(marks: int, *, half_marks: bool, met_at: Fraction = HALF) -> Fraction:
    """Return the least mark that is a part of a criterion's marks (half of them), in the centre's steps of marking.

    Rule: criterion assessment asks for at least half of each criterion's marks; 15 marks need 8, or 7.5 in half marks.
    """
    least = marks * met_at
    return Fraction(math.ceil(least * 2), 2) if half_marks else Fraction(math.ceil(least))


def least_mark(criterion: Criterion, scheme: Scheme, *, half_marks: bool) -> Fraction | None:
    """Return the least mark that a criterion needs by itself; None where it needs none, or has no marks."""
    part = scheme.met_at or scheme.minimum_each
    if criterion.marks is None or not scheme.numbered or part is None:
        return None
    return minimum_mark(criterion.marks, half_marks=half_marks, met_at=part)


def is_met(criterion: Criterion, recorded: CriterionMark, scheme: Scheme = ILM_MARKS) -> bool | None:
    """Say whether a criterion is met by its scheme; None if it is not judged, or is neither met nor not by itself.

    With marks, a mark decides where there is one (0 is a mark): by the part of the marks that the scheme asks for, for
    ILM half. What was not attempted is not met, where a criterion is met by itself. Where criteria are not marked with
    numbers, numbers count for nothing.
    """
    if recorded.not_attempted:
        return False if scheme.has_criteria_to_meet else None
    if scheme.judgement is Judgement.LEVELS:
        return scheme.reaches(recorded.level, scheme.met_level) if recorded.level else None
    if scheme.numbered and recorded.mark is not None:
        part = scheme.met_at or scheme.minimum_each
        return None if part is None or criterion.marks is None else recorded.mark >= criterion.marks * part
    if recorded.decision is not None:
        return recorded.decision is Outcome.PASS
    return None


def is_judged(recorded: CriterionMark, scheme: Scheme = ILM_MARKS) -> bool:
    """Say whether what is recorded is a judgement by a scheme: a mark, a decision or a level."""
    if recorded.not_attempted:
        return True
    if scheme.judgement is Judgement.LEVELS:
        return bool(recorded.level)
    if scheme.numbered and recorded.mark is not None:
        return True
    return recorded.decision is not None and (not scheme.numbered or scheme.met_at is not None)


def band_marks(criterion: Criterion, scheme: Scheme, *, half_marks: bool) -> dict[str, Fraction]:
    """Return the marks at which a criterion's descriptors stand, by band, from the lowest; none without marks.

    The band at the part that meets the criterion stands at the least mark that does; the others are approximate: below
    it they are rounded to the nearest mark, halves down, and above it halves up, at least one mark above it where one
    is left. Of 3 marks ILM's three stand at 1, 2 and 3; of 1 mark at 0, 1 and 1.
    """
    marks, met_at = criterion.marks, scheme.met_at or HALF
    if marks is None or not scheme.numbered:
        return {}
    needed = minimum_mark(marks, half_marks=half_marks, met_at=met_at)
    at: dict[str, Fraction] = {}
    for band, part in scheme.bands:
        if part == met_at:
            at[band] = needed
        elif part < met_at:
            at[band] = Fraction(math.ceil(marks * part - HALF))
        else:
            at[band] = Fraction(max(math.floor(marks * part + HALF), min(math.floor(needed) + 1, marks)))
    return at


def award_text(recorded: CriterionMark, words: OutcomeWords, *, numbered: bool) -> str:
    """Return what stands in a criterion's box for its mark, decision or level; nothing if it is not judged."""
    if recorded.not_attempted:
        return words.not_attempted
    if recorded.level:
        return dict(words.levels)[recorded.level]
    if numbered and recorded.mark is not None:
        return format_mark(recorded.mark)
    if recorded.decision is None:
        return ""
    met, not_met = words.decisions
    return met if recorded.decision is Outcome.PASS else not_met
