from __future__ import annotations

import pytest

from markpack.documents.mark_sheet.criterion_grid import criterion_grid


@pytest.mark.parametrize("descriptors", range(6))
@pytest.mark.parametrize("award", [12.5, 19.3, 24.0])
def test_descriptors_fill_the_row_and_the_award_stands_below_at_its_end(descriptors: int, award: float) -> None:
    grid = criterion_grid(20, descriptors, award)
    widths = list(map(float, grid.widths))
    assert sum(widths) == pytest.approx(100, abs=0.1)
    assert grid.feedback + grid.award == grid.beside
    assert sum(grid.descriptors) == (grid.beside if descriptors else 0)
    assert sum(widths[-grid.award :]) == pytest.approx(award, abs=1.5)
    starts = [1 + sum(grid.descriptors[:number]) for number in range(descriptors)]
    each = [sum(widths[start : start + span]) for start, span in zip(starts, grid.descriptors, strict=True)]
    assert all(width == pytest.approx(80 / descriptors, abs=0.1) for width in each)


def test_edges_that_nearly_meet_are_one() -> None:
    assert criterion_grid(20, 5, 16.5).widths == ("20", "16", "16", "16", "16", "16")
