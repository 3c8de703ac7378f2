from __future__ import annotations

import pytest

from markpack.writers.xlsx.paper import Pages, Paper, characters, fit_widths, points

A4 = Paper.a4(landscape=True)


def test_what_fits_in_8_points_is_one_page_and_never_enlarged() -> None:
    assert A4.pages([points(20)] * 3, 1) == Pages(100)
    assert A4.pages([points(30)] * 5, 1).starts == ()
    assert A4.pages([points(30)] * 5, 1).scale >= 73


def test_wider_sheets_are_several_pages_with_what_belongs_together_on_one_of_them() -> None:
    widths = [points(15)] * 3 + [points(20)] * 12
    pages = A4.pages(widths, 3, groups=(3, 7, 11))
    assert pages.starts == (7, 11)
    assert pages.scale >= 73
    most = max(sum(widths[:3]) + sum(widths[start : start + 4]) for start in (3, 7, 11))
    assert most * pages.scale / 100 <= A4.width


def test_a_group_that_is_wider_than_a_page_is_parted() -> None:
    pages = A4.pages([points(15)] * 3 + [points(60)] * 6, 3, groups=(3,))
    assert len(pages.starts) == 2
    assert pages.scale >= 73


def test_hidden_columns_take_no_room() -> None:
    assert A4.pages([points(30)] * 5 + [0.0] * 20, 1).starts == ()


def test_without_repeated_columns_all_is_one_page() -> None:
    assert A4.pages([points(60)] * 9, 0).starts == ()


def test_columns_give_way_to_what_they_need_as_far_as_a_page_asks_for_it() -> None:
    assert fit_widths((20, 30), (10, 10)) == (20, 30)
    narrow = fit_widths((9, 100, 200), (9, 50, 50))
    assert narrow[0] == 9
    assert sum(narrow) == pytest.approx(characters(3), abs=0.3)
    assert sum(fit_widths((200, 200), (150, 150))) == 300


def test_no_heading_is_left_at_the_foot_of_a_page() -> None:
    heights = {row: 40.0 for row in range(40)}
    # The page holds 12 rows; rows 0 and 1 are repeated, row 11 is a heading.
    assert list(A4.breaks(heights, 39, (0, 1), {11}, 100)) == [11]
    assert list(A4.breaks(heights, 39, (0, 1), {10}, 100)) == []
    assert list(A4.breaks(heights, 39, (0, 1), {10, 11}, 100)) == [10], "two headings, one below the other"
    # After the break the page holds the repeated rows and 10 others: 11 to 20.
    assert list(A4.breaks(heights, 39, (0, 1), {11, 20}, 100)) == [11, 20]


def test_what_is_taller_than_a_page_is_not_kept_together() -> None:
    heights = {row: 40.0 for row in range(40)}
    assert list(A4.breaks(heights, 39, (0, 1), set(range(3, 30)), 100)) == []
