"""What is written about speed: every ratio follows from what was measured, and the README quotes no other."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.page import BEGIN, END, in_short, in_words, milliseconds, performance_page, quoted, times
from bench.results import BuildResult, Findings, KindResult, ReportResult, SheetResult
from bench.timing import Refusal, Timing, attempt, in_turn, mean, median, refused_by_none
from bench.tools import BY_KEY, FULL, MASTERS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every row of every table."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def speed_section() -> str:
    return README.split("### Speed\n")[1].split("\n### ")[0]


# The page and the README as they stand


def test_every_ratio_that_the_readme_quotes_stands_on_the_page() -> None:
    quotes = speed_section().split(BEGIN)[1].split(END)[0]
    measured = list(rows(PAGE))
    ratios = [row for row in rows(quotes) if re.search(r"\d", row[-1])]
    assert len(ratios) >= 5
    assert [row for row in ratios if row not in measured] == []


def test_the_readme_has_no_figure_of_speed_beside_those() -> None:
    written_by_hand = re.sub(f"{BEGIN}.*{END}", "", speed_section(), flags=re.DOTALL)
    assert re.findall(r"\d", written_by_hand) == []


def test_every_ratio_on_the_page_follows_from_the_milliseconds_beside_it() -> None:
    sheets = PAGE.split("## A completed mark sheet")[1].split("## Whole builds")[0]
    ours, seen = 0.0, {}
    for name, each, _, ratio, *_ in rows(sheets):
        if name == MASTERS:
            ours = float(each.replace(",", "")) if each != "–" else 0.0
        elif ratio.endswith("times"):
            seen[name] = ratio
            expected = float(each.replace(",", "")) / ours
            assert float(ratio.removesuffix(" times").replace(",", "")) == pytest.approx(expected, rel=0.06)
    assert seen
    for what, ratio in rows(PAGE.split("## In short")[1].split("## A completed")[0]):
        if match := re.fullmatch(r"a mark sheet in \w+ by (.+)", what):
            assert ratio.startswith(f"{seen[match[1]]} as long")


def test_the_page_tells_nothing_of_whose_machine_it_was() -> None:
    assert socket.gethostname() not in PAGE
    assert re.findall(r"(?:^|\s)/\w+", PAGE) == []


# What is made of a run


def result(key: str, warm: float, **more: object) -> SheetResult:
    return replace(SheetResult(BY_KEY[key], Timing(warm, 6), 0.8, 90_000_000), **more)  # type: ignore[arg-type]


FOUND = Findings(
    command="make bench",
    machine="2 cores",
    versions="markpack 0.1.0",
    sheets="9 criteria",
    learners=11,
    warm_up=2,
    leading=4,
    measured=7,
    rounds=3,
    results=(
        result(f"{MASTERS} (PDF)", 0.002, laid_out=1),
        result(f"{FULL} (PDF)", 0.3),
        result("a plain WeasyPrint call (PDF)", 0.301),
        result("Typst (PDF)", 0.0234, refused=1, reason="no such letter"),
        SheetResult(BY_KEY[f"{MASTERS} (DOCX)"], missing="docxplate is not there"),
        result("docxtpl (DOCX)", 0.04),
    ),
    builds=(
        BuildResult(30, 180, 2.0, 0.4, 0.6, 3, memory=200_000_000),
        BuildResult(300, missing="it would take too long"),
    ),
    reports=(ReportResult("a feedback report", Timing(0.2, 6), Timing(0.08, 120), "in a build, on 2 processes"),),
    kinds=(KindResult("brief", "PDF", Timing(0.5, 1)),),
)


def test_ratios_are_against_the_plates_of_the_same_format_and_only_those() -> None:
    assert list(rows(in_short(FOUND)))[1:] == [
        ["a mark sheet in PDF by a plain WeasyPrint call", "150 times as long"],
        ["a mark sheet in PDF by Typst", "12 times as long"],
        [
            "a feedback report in PDF by a plain WeasyPrint call, ours in a build, on 2 processes",
            "2.5 times as long",
        ],
    ]


def test_what_was_not_measured_is_said_with_the_reason() -> None:
    page = performance_page(FOUND)
    assert f"Not measured: {MASTERS} (DOCX), because docxplate is not there." in page
    assert "| 300 | not measured: it would take too long |" in page


def test_how_many_sheets_did_not_fit_a_plate_is_said() -> None:
    assert "counted above: 1 of 6 in PDF." in performance_page(FOUND)


def test_sheets_that_a_tool_could_not_make_are_said_to_be_left_out_for_all() -> None:
    said = "1 of 7 sheets could not be made by Typst (PDF) and are left out for all: no such letter."
    assert said in performance_page(FOUND)


def test_a_build_says_what_each_of_its_three_runs_took() -> None:
    assert "| 30 | 180 | 2.0 s | 11.1 | 0.4 s | 0.6 s | 3 | 200 MB |" in performance_page(FOUND)


def test_the_readme_gets_the_ratios_between_its_marks_and_keeps_the_rest() -> None:
    readme = quoted(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n", FOUND)
    assert readme == f"Before.\n{BEGIN}\n\n{in_short(FOUND)}\n\n{END}\nAfter.\n"


@pytest.mark.parametrize("readme", ["", BEGIN, f"no beginning {END}"])
def test_a_readme_without_the_marks_is_left_alone(readme: str) -> None:
    with pytest.raises(ValueError, match="between which the ratios stand"):
        quoted(readme, FOUND)


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(0.94, "0.94 times"), (0.96, "1.0 times"), (9.94, "9.9 times"), (9.96, "10 times"), (1234.0, "1,234 times")],
)
def test_ratios_are_rounded_to_what_was_measured(ratio: float, said: str) -> None:
    assert times(ratio) == said


@pytest.mark.parametrize(("seconds", "said"), [(0.000456, "0.46"), (0.0234, "23.4"), (2.34567, "2,346")])
def test_milliseconds_have_three_digits(seconds: float, said: str) -> None:
    assert milliseconds(seconds) == said


def test_a_ratio_below_one_says_who_is_quicker() -> None:
    assert in_words(0.451) == "0.45 times as long: quicker than markpack"
    assert in_words(0.96) == "1.0 times as long"


def test_the_page_says_how_sheets_were_measured() -> None:
    page = performance_page(FOUND)
    assert "one for each of 7 learners" in page
    assert "makes the sheets of 2 other learners, which are not measured" in page
    assert "rounds, 3 in all: in each, every tool in turn makes the next 3 sheets" in page
    assert "a tool that is not slow makes 4 more before" in page
    assert "LibreOffice converts the 3 sheets of a round in one run" in page


# Timing


def test_the_median_is_of_the_documents_that_were_made() -> None:
    assert median([1.0, Refusal("no such letter"), 20.0, None, 3.0]) == Timing(3.0, 3)


def test_the_mean_is_of_the_documents_that_were_made() -> None:
    assert mean([1.0, Refusal("no such letter"), 20.0, None, 3.0]) == Timing(8.0, 3)


def test_jobs_take_turns_each_with_all_items_and_none_twice() -> None:
    log: list[str] = []

    def job(name: str, items: Sequence[int]) -> list[int]:
        log.append(f"{name}{[*items]}")
        return [10 * item for item in items]

    jobs = {"a": lambda items: job("a", items), "b": lambda items: job("b", items)}
    assert in_turn(jobs, range(5), 3) == {"a": [0, 10, 20, 30, 40], "b": [0, 10, 20, 30, 40]}
    assert log == ["a[0, 1]", "b[0, 1]", "a[2, 3]", "b[2, 3]", "a[4]", "b[4]"]


def test_where_there_are_fewer_items_than_rounds_there_are_fewer_rounds() -> None:
    assert in_turn({"a": lambda items: [len(items)]}, [7], 3) == {"a": [1]}
    assert in_turn({"a": lambda items: [len(items)]}, [], 3) == {"a": []}


def test_a_refusal_is_told_by_the_last_line_of_what_was_said() -> None:
    def refuse() -> None:
        raise ValueError("In line 3:\nno such letter")

    assert attempt(refuse, ValueError) == Refusal("ValueError: no such letter")
    with pytest.raises(ValueError, match="no such letter"):
        attempt(refuse, KeyError)


def test_documents_that_one_tool_refused_count_for_none() -> None:
    assert refused_by_none([[1.0, Refusal("no"), 3.0, 4.0], [1.0, 2.0, Refusal("no"), None]]) == [0, 3]
