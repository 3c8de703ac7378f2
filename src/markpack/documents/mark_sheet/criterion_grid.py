"""The grid of a mark sheet's criteria: a criterion beside its descriptors, and below them feedback beside the mark."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

_LEAST_COLUMN = 1.5
"""Per cent of the page: where two edges would be closer to each other, they are one."""


@dataclass(frozen=True)
class CriterionGrid:
    """The columns of a table in which two rows of each criterion have other edges.

    `widths` are those of the columns in per cent, the criterion's first; `descriptors` says how many columns each
    descriptor spans, `feedback` and `award` how many the feedback and the judgement below them do.
    """

    widths: tuple[str, ...]
    descriptors: tuple[int, ...]
    feedback: int
    award: int

    @property
    def beside(self) -> int:
        """How many columns there are beside the criterion's."""
        return len(self.widths) - 1


def criterion_grid(criterion: float, descriptors: int, award: float) -> CriterionGrid:
    """Return the grid for columns of such widths in per cent; the descriptors share what the criterion leaves."""
    each = (100 - criterion) / max(descriptors, 1)
    edges = [criterion + each * number for number in range(max(descriptors, 1) + 1)]
    before_award = 100 - award
    nearest = min(edges[1:-1], key=lambda edge: abs(edge - before_award), default=criterion)
    if abs(nearest - before_award) < _LEAST_COLUMN:
        before_award = nearest
    columns = sorted({0.0, *edges, before_award})
    widths = tuple(f"{end - start:.5g}" for start, end in pairwise(columns))

    def spanned(start: float, end: float) -> int:
        return sum(start <= column < end for column in columns)

    return CriterionGrid(
        widths,
        tuple(spanned(start, end) for start, end in pairwise(edges)) if descriptors else (),
        spanned(criterion, before_award),
        spanned(before_award, 100),
    )
