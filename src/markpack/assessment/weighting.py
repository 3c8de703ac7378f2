"""Marks for several units on one sheet of 100: each unit's share follows its credits, each criterion's its marks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markpack.model.joint import CriterionKey
from markpack.model.unit import Unit

TOTAL = 100
STEP = 2
"""Marks are shared out in steps of two, so that half of a criterion's marks is a whole number."""


@dataclass(frozen=True)
class Share:
    """One criterion's part of the sheet: its own marks, its exact share of 100, and that share rounded."""

    criterion: CriterionKey
    own_marks: int
    exact: Fraction
    marks: int

    @property
    def minimum(self) -> int:
        """The mark that meets the criterion: half."""
        return self.marks // 2


@dataclass(frozen=True)
class UnitShare:
    """One unit's part of the sheet: its weight, its exact share of 100, and its criteria."""

    unit: str
    weight: int
    exact: Fraction
    criteria: tuple[Share, ...]

    @property
    def marks(self) -> int:
        """The marks of its criteria, added up."""
        return sum(share.marks for share in self.criteria)


def credit_weighting(units: Sequence[Unit], weights: Mapping[str, int] | None = None) -> tuple[UnitShare, ...]:
    """Return how 100 marks are shared out over the units' criteria, in the order of the units.

    A unit's exact share is its credits (or its weight, by reference; 1 where it has neither) over those of all; a
    criterion's exact share of that is proportional to its marks. All are rounded down to steps of 2, at least one step
    each, and the steps left go to the largest remainders; where these are equal, to the first by reference and id, so
    that the order of units makes no difference. Raises ValueError for more criteria than there are steps, and for units
    without marks.
    """
    if not all(unit.marks for unit in units):
        raise ValueError("not every unit has marks")
    weight_of = {unit.reference: (weights or {}).get(unit.reference, unit.credits or 1) for unit in units}
    total = sum(weight_of.values())
    exact = {
        CriterionKey(unit.reference, criterion.id): Fraction(
            TOTAL * weight_of[unit.reference] * criterion.full_marks, total * unit.marks
        )
        for unit in units
        for criterion in unit.criteria
    }
    marks = _apportion(exact)
    return tuple(
        UnitShare(
            unit=unit.reference,
            weight=weight_of[unit.reference],
            exact=Fraction(TOTAL * weight_of[unit.reference], total),
            criteria=tuple(
                Share(key, criterion.full_marks, exact[key], marks[key])
                for criterion in unit.criteria
                for key in (CriterionKey(unit.reference, criterion.id),)
            ),
        )
        for unit in units
    )


def _apportion(exact: Mapping[CriterionKey, Fraction]) -> Mapping[CriterionKey, int]:
    """Return whole marks for exact shares of 100, by largest remainder in steps of 2, at least one step each."""
    steps = TOTAL // STEP
    if len(exact) > steps:
        raise ValueError(f"{len(exact)} criteria cannot share {TOTAL} marks in steps of {STEP}; at most {steps} can")
    steps_of: dict[CriterionKey, int] = {}
    pool = dict(exact)
    while True:
        # A criterion worth less than a step gets a whole one; the others share the rest.
        steps_left, total = steps - len(steps_of), sum(pool.values())
        quotas = {key: share * steps_left / total for key, share in pool.items()}
        small = [key for key, quota in quotas.items() if quota < 1]
        if not small:
            break
        steps_of |= dict.fromkeys(small, 1)
        pool = {key: share for key, share in pool.items() if key not in steps_of}
    steps_of |= {key: math.floor(quota) for key, quota in quotas.items()}
    largest_first = sorted(quotas, key=lambda key: (math.floor(quotas[key]) - quotas[key], key))
    for key in largest_first[: steps - sum(steps_of.values())]:
        steps_of[key] += 1
    return {key: steps_of[key] * STEP for key in exact}
