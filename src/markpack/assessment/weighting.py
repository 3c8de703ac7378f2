"""Marks for several units on one sheet: each unit's share of 100 follows its credits, each criterion's its marks."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress, product

from markpack.model.context import Assignment
from markpack.model.joint import CriterionKey
from markpack.model.marking_mode import LARGEST_REMAINDERS, NEAREST
from markpack.model.unit import Criterion, Unit

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


def shares_of(assignment: Assignment, units: Sequence[Unit], *, rule: int | None = None) -> tuple[UnitShare, ...]:
    """Return how an assignment shares marks out over its units, by its own rule of weighting or by another one.

    `units` are those of its templates. Raises what `credit_weighting` does.
    """
    return credit_weighting(units, assignment.weights, rule or assignment.weighting or NEAREST)


def shares_digest(unit: Unit) -> str:
    """Return a digest of the marks of all criteria on a sheet, which tells how they were shared out."""
    marks = ((unit.reference, entry) for unit in unit.members for entry in unit.criteria)
    lines = [f"{reference} {entry.id} {entry.full_marks}" for reference, entry in marks]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def differing_marks(there: Unit, here: Unit) -> tuple[Criterion, Criterion] | None:
    """Return the first criterion that has other marks on a sheet than on another with the same criteria; else None."""
    pairs = zip(there.criteria, here.criteria, strict=True)
    return next((pair for pair in pairs if pair[0].full_marks != pair[1].full_marks), None)


def credit_weighting(
    units: Sequence[Unit], weights: Mapping[str, int] | None = None, rule: int = NEAREST
) -> tuple[UnitShare, ...]:
    """Return how marks are shared out over the units' criteria, in the order of the units.

    A unit's exact share of 100 is its credits (or its weight, by reference; 1 where it has neither) over those of all;
    a criterion's exact share of that is proportional to its marks. The rule rounds shares to even marks, 2 at least:
    NEAREST gives equal shares equal marks, whatever they add up to; LARGEST_REMAINDERS makes them add up to 100, though
    equal shares may differ by 2. The order of units makes no difference. Raises ValueError for more criteria than there
    are steps of 2, and for units without marks.
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
    if len(exact) > TOTAL // STEP:
        most = TOTAL // STEP
        raise ValueError(f"{len(exact)} criteria cannot share {TOTAL} marks in steps of {STEP}; at most {most} can")
    marks = {NEAREST: _nearest, LARGEST_REMAINDERS: _largest_remainders}[rule](exact)
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


def _nearest(exact: Mapping[CriterionKey, Fraction]) -> Mapping[CriterionKey, int]:
    """Return for each exact share the nearest even marks, at least 2.

    Shares midway between two go up or down so that all marks come nearest to 100, equal ones alike; where several ways
    come as near, larger ones go up.
    """
    midway = sorted({share for share in exact.values() if is_midway(share)}, reverse=True)

    def rounded(up: Collection[Fraction]) -> dict[CriterionKey, int]:
        steps = {
            key: math.floor(share / STEP) + (share in up if is_midway(share) else round(share / STEP % 1))
            for key, share in exact.items()
        }
        return {key: max(count, 1) * STEP for key, count in steps.items()}

    ways = (rounded(set(compress(midway, ups))) for ups in product((True, False), repeat=len(midway)))
    return min(ways, key=lambda marks: abs(sum(marks.values()) - TOTAL))


def is_midway(share: Fraction) -> bool:
    """Say whether a share is midway between two even numbers, and more than the least marks that there are."""
    return share > STEP and share % STEP == Fraction(STEP, 2)


def _largest_remainders(exact: Mapping[CriterionKey, Fraction]) -> Mapping[CriterionKey, int]:
    """Return marks that add up to 100 for exact shares: rounded down to steps of 2, at least one step each.

    The steps left go to the largest remainders; where these are equal, to the first by reference and id.
    """
    steps = TOTAL // STEP
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
