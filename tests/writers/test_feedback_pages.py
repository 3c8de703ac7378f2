"""Pages of feedback reports: what is read first, what is said once, and on how many pages."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import yaml

from markpack.assessment.outcome import assess
from markpack.documents.catalogue.kinds import Format
from markpack.documents.feedback.builder import build_feedback_report
from markpack.documents.feedback.view import FeedbackReport
from markpack.model.unit import Unit
from markpack.writers.formats import write
from tests.samples import alone, learner, marked, setting
from tests.writers.docx_samples import every, text, tree, values
from tests.writers.test_pdf import LAYOUTS, pages_of

TEMPLATE = Path(__file__).parents[2] / "templates/units/8604-401.yaml"
SIXTY = (
    "You describe what your team did on the night of the change and who took part in it. The criterion asks for more: "
    "say how you judged the risks, which of them mattered most, what you decided and why, and how you could tell later "
    "that your plan had worked for the people whom it was meant to help, on both of the shifts."
)
"""A comment of 60 words, near enough."""
UNMET = "AC 3.2 needs the reasons for which each person was chosen."


def nine_criteria() -> Unit:
    """A unit that comes with markpack, without its last criterion."""
    unit = Unit.model_validate(yaml.safe_load(TEMPLATE.read_text(encoding="utf-8")))
    *others, last = unit.outcomes
    return unit.model_copy(update={"outcomes": (*others, last.model_copy(update={"criteria": last.criteria[:-1]}))})


UNIT = nine_criteria()


def report(low: Mapping[str, int | None], comments: Mapping[str, str], overall: str = "") -> FeedbackReport:
    """The feedback where all criteria have full marks but those given."""
    marks = {entry.id: low.get(entry.id, entry.marks) for entry in UNIT.criteria}
    place = setting(UNIT)
    result = assess(place.unit, marked(marks, unit=UNIT.reference, comments=comments, overall=overall))
    return build_feedback_report(place, learner(), result, None, partial(alone, place))


REFERRED = report({"3.2": 2}, {"1.1": "AC 1.1 is told well.", "3.2": UNMET}, "You are nearly there.")


def test_page_1_says_what_to_do_before_anything_else() -> None:
    first = " ".join(pages_of(write(REFERRED, Format.PDF, LAYOUTS))[0].split())
    (criterion,) = (entry for entry in UNIT.criteria if entry.id == "3.2")
    order = (
        "Referral", "Your work is referred", "Resubmit by 25 November 2026.", "What to do now", "Who helps",
        "Cy Ray", "Who authorises it", f"3.2 {criterion.text}", UNMET, criterion.descriptors["pass"],
        "You are nearly there.", "Marks and feedback", "1.1", "AC 1.1 is told well.",
    )  # fmt: skip
    places = [first.index(said) for said in order]
    assert places == sorted(places)


def test_a_comment_is_said_once() -> None:
    in_pdf = " ".join(" ".join(pages_of(write(REFERRED, Format.PDF, LAYOUTS))).split())
    in_word = text(tree(write(REFERRED, Format.DOCX, LAYOUTS)))
    for said in (UNMET, "AC 1.1 is told well.", "Resubmit by", "Cy Ray"):
        assert (in_pdf.count(said), in_word.count(said)) == (1, 1), said


def test_a_report_on_four_criteria_ends_on_its_first_page() -> None:
    few = report({}, {}, SIXTY)
    criteria = [
        replace(entry, comment=" ".join(SIXTY.split()[:30]), carried_from="attempt 1") for entry in few.criteria[:4]
    ]
    told = replace(few, sections=(replace(few.sections[0], criteria=tuple(criteria)),))
    (page,) = pages_of(write(told, Format.PDF, LAYOUTS))
    assert [page.count(said) for said in (", at least 4\n", ", at least 6\n", "Met in attempt 1")] == [2, 2, 4]


def test_long_comments_take_two_pages() -> None:
    chance = random.Random(12)
    for number in range(8):
        comments = {entry.id: " ".join(SIXTY.split()[: chance.randint(1, 60)]) for entry in UNIT.criteria}
        unmet = chance.sample([entry.id for entry in UNIT.criteria], 1 + number % 3)
        low: dict[str, int | None] = dict.fromkeys(unmet, None if number % 4 == 3 else 1) if number % 2 else {}
        told = report(low, comments, SIXTY)
        assert len(pages_of(write(told, Format.PDF, LAYOUTS))) <= 2, (number, told.word)


def test_bars_in_word_are_drawn_to_scale_and_passed_over_by_screen_readers() -> None:
    document = tree(write(REFERRED, Format.DOCX, LAYOUTS))
    bars = every(document, "//wp:inline[.//*[local-name()='wgp']]")
    assert len(bars) == len(UNIT.criteria)
    assert len(values(document, "//wp:inline[.//*[local-name()='wgp']]//*[local-name()='decorative']/@val")) == len(
        bars
    )
    (low,) = (bar for bar in bars if "9A4A00" in values(bar, ".//a:srgbClr/@val"))
    whole, filled, edges, line = (int(width) for width in values(low, ".//*[local-name()='wsp']//a:ext/@cx"))
    assert abs(filled / whole - 2 / 12) < 0.001
    assert line < edges
    lefts = [int(left) for left in values(low, ".//*[local-name()='wsp']//a:off/@x")]
    assert abs((lefts[3] + line / 2) / whole - 1 / 2) < 0.001
