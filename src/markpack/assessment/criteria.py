"""When a criterion is met, and where its sufficiency descriptors stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import CriterionMark
from markpack.model.outcome import Outcome
from markpack.model.unit import Criterion

HALF = Fraction(1, 2)


def minimum_mark(marks: int, *, half_marks: bool) -> Fraction:
    """Return the least mark that meets a criterion: half its marks, in the steps in which the centre marks.

    Rule: criterion assessment asks for at least half of each criterion's marks; 15 marks need 8, or 7.5 in half marks.
    """
    half = Fraction(marks, 2)
    return half if half_marks else Fraction(math.ceil(half))


def is_met(marks: int, recorded: CriterionMark, mode: MarkingMode = MarkingMode.MARKS) -> bool | None:
    """Say whether a criterion is met: at least half of its marks, or a decision of pass; None if not marked yet.

    A mark decides where there is one (0 is a mark), unless the unit is marked by pass or referral, where numbers
    count for nothing. Rule: criterion assessment.
    """
    if recorded.mark is not None and mode.numbered:
        return recorded.mark >= marks * HALF
    if recorded.decision is not None:
        return recorded.decision is Outcome.PASS
    return None


@dataclass(frozen=True)
class DescriptorMarks:
    """The marks at which a criterion's descriptors stand; referral and good pass are approximate."""

    referral: int
    pass_: Fraction
    good_pass: int


def descriptor_marks(criterion: Criterion, *, half_marks: bool) -> DescriptorMarks:
    """Return where the descriptors stand: about a quarter, at least half, about three quarters of the marks.

    Quarters are rounded to the nearest mark, away from the pass mark where they fall halfway. A good pass stands above
    the pass mark wherever a mark is left above it: of 3 marks the three stand at 1, 2 and 3; of 1 mark at 0, 1 and 1.
    """
    quarter, three_quarters = Fraction(criterion.marks, 4), Fraction(criterion.marks * 3, 4)
    pass_mark = minimum_mark(criterion.marks, half_marks=half_marks)
    return DescriptorMarks(
        referral=math.ceil(quarter - HALF),
        pass_=pass_mark,
        good_pass=max(math.floor(three_quarters + HALF), min(math.floor(pass_mark) + 1, criterion.marks)),
    )
