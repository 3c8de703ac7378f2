from __future__ import annotations

from pathlib import Path

from markpack.documents.shared.markdown_merge import merged
from markpack.documents.shared.prose import rich_merged
from markpack.inputs.template_folders import read_unit

ROOT = Path(__file__).parents[2]
NAMES = {"vocabulary": {"team": "crew"}}


def test_what_two_texts_say_stands_there_once() -> None:
    one = "Read it. Then check that\n\n- all is there\n- people are not named\n- it is your own."
    two = "Read it. Then check that\n\n- all is there\n- each appendix\n  has a title\n- it is your own."
    assert merged([one, two]) == (
        "Read it. Then check that\n\n- all is there\n- people are not named\n- each appendix\n  has a title\n"
        "- it is your own."
    )
    assert merged([one, one]) == one


def test_what_differs_stays_as_it_is() -> None:
    one, two = "Use a club.\n\nAsk there.", "Use a club.\n\n- once\n- twice\n\n1. first"
    assert merged([one, two]) == "Use a club.\n\nAsk there.\n\n- once\n- twice\n\n1. first"


def test_texts_are_compared_as_they_are_read() -> None:
    texts = [("Lead your {{ vocabulary.team }}.", NAMES), ("Lead your\ncrew.", {})]
    together = rich_merged(texts)
    assert together is not None
    assert together.html == "<p>Lead your crew.</p>\n"
    assert rich_merged([]) is None


def test_what_the_units_that_ship_have_in_common_is_told_once() -> None:
    units = [read_unit(ROOT, reference) for reference in ("8604-308", "8604-401")]
    submission = merged([unit.assignment.submission for unit in units])
    for line in ("Then check that", "- every task is there", "artificial intelligence", "your own work."):
        assert submission.count(line) == 1, line
    assert submission.endswith("your own work.")
    assert merged([unit.assignment.not_in_work for unit in units]).count("Use an organisation that you know well") == 1
