"""Heads of pages stand on one line: names of units and people give way where they are long."""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont

import markpack
from markpack.documents.catalogue.adjustments import adjusted
from markpack.documents.mark_sheet.builder import build_blank_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.shared.common_facts import full_name, sizes
from markpack.documents.shared.document import Page
from markpack.documents.shared.page_heads import unit_page
from markpack.model.adjustments import Adjustments
from markpack.model.joint_unit import joint_unit
from markpack.model.learner import Learner
from markpack.model.unit import Unit
from tests.samples import learner, setting, unit

FONTS = Path(markpack.__file__).parent / "layouts/fonts"
LONG_NAME = learner("ABC-1234567", "Anastasia-Wilhelmina Maria", "Papadimitropoulou-Konstantinidis-Montgomery")


def width(text: str, weight: str, size: float) -> float:
    """The width of a text in millimetres."""
    font = TTFont(FONTS / f"SourceSans3-{weight}.ttf")
    advances, letters = font["hmtx"], font.getBestCmap()
    units: float = sum(advances[letters[ord(letter)]][0] for letter in text)
    return float(units / font["head"].unitsPerEm * size * 25.4 / 72)


def titled(title: str, reference: str = "9999-101") -> Unit:
    return unit().model_copy(update={"title": title, "reference": reference})


def together(*titles: str) -> Unit:
    return joint_unit([titled(title, f"9999-{number}") for number, title in enumerate(titles, start=101)])


LEADERSHIP = together("Understanding Leadership", "Planning and Leading a Complex Team Activity")
UNITS = (titled("Lead"), titled("Planning and Leading a Complex Team Activity"), titled("Work " * 30), LEADERSHIP)
PEOPLE = (None, learner(), LONG_NAME, learner("0012345", "", "Wwwwwwwwww" * 6))


def heads() -> list[Page]:
    return [unit_page(one, "Feedback report", "Foot", person) for one in UNITS for person in PEOPLE]


def test_both_ends_of_a_head_fit_on_a_line() -> None:
    for page in heads():
        assert width(page.head_left, "Bold", 8.5) < 87, page
        assert len(page.head_right) <= 52, page
        assert "0012345" in page.head_right or "ABC-1234567" in page.head_right or "Feedback" in repr(page)
    assert max(width(page.head_right, "Regular", 8.5) for page in heads() if "Www" not in page.head_right) < 87


def test_several_units_are_named_by_the_ends_of_their_references() -> None:
    assert LEADERSHIP.title == "101 Understanding Leadership + 102 Planning and Leading a Complex Team Activity"
    assert together("Lead", "Plan").title == "101 Lead + 102 Plan"
    assert full_name(LEADERSHIP).startswith("9999-101 Understanding Leadership + 9999-102 Planning")
    page = unit_page(LEADERSHIP, "Mark sheet", "Foot", learner())
    assert (page.head_left, page.head_right) == ("101 + 102 · Mark sheet", "Åsa Öberg · 0012345")
    page = unit_page(LEADERSHIP, "Mark sheet", "Foot")
    assert (page.head_left, page.head_right) == ("101 + 102 · Mark sheet", "")
    page = unit_page(together("Lead", "Plan"), "Mark sheet", "Foot")
    assert (page.head_left, page.head_right) == ("101 Lead + 102 Plan", "Mark sheet")


def test_level_and_credits_stand_with_each_unit() -> None:
    one, other = titled("Lead"), titled("Plan", "9999-102").model_copy(update={"level": 5, "credits": 7})
    assert sizes(other) == "Level 5, 7 credits"
    assert sizes(joint_unit([one, other])) == f"101: {sizes(one)} · 102: Level 5, 7 credits"


def test_a_head_in_large_print_fits_on_a_line() -> None:
    for one in UNITS[:3]:
        for person in (learner(), LONG_NAME):
            page = in_large_print(person, one)
            assert width(page.head_left, "Bold", 18) < 111
            assert width(page.head_left, "Bold", 18) + width(page.head_right, "Regular", 18) < 170, page
            assert page.head_right == person.registration or len(page.head_right) <= 22


def in_large_print(person: Learner, one: Unit) -> Page:
    large = person.model_copy(update={"adjustments": Adjustments(large_print=True)})
    place = setting(one)
    return adjusted(build_blank_sheet(build_form(place), place, large), large).page


def test_the_head_of_a_document_that_goes_with_another_says_what_it_is() -> None:
    page = unit_page(LEADERSHIP, "Assignment brief", "Foot")
    assert page.of("Assignment planner").head_left == "101 + 102 · Assignment planner"
    page = unit_page(titled("Lead"), "Assignment brief", "Foot")
    assert (page.of("Assignment planner").head_left, page.of("Assignment planner").head_right) == (
        "9999-101 Lead", "Assignment planner",
    )  # fmt: skip
