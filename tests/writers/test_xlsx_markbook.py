from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import AttemptResult
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.form_parts_view import CriterionRow, FieldKind
from markpack.documents.mark_sheet.tally import CriterionStatus, Tally
from markpack.documents.mark_sheet.tally_builder import build_tally
from markpack.documents.results.markbook_view import Markbook, MarkbookCriterion, MarkbookRow
from markpack.documents.shared.spelling import percentage
from markpack.model.centre import Policies
from markpack.model.marks import CriterionMark, MarkedAttempt, format_mark
from markpack.model.outcome import Outcome
from markpack.model.scheme import ILM_MARKS, ILM_PASS_REFER
from markpack.writers.xlsx.markbook.workbook import SPARE_ROWS, write_markbook

from .xlsx_reading import calculated, opened, rules_of, saved, texts
from .xlsx_samples import (
    BRANDING,
    CRITERIA,
    DECIDED,
    NOTICE,
    UNIT,
    criterion,
    criterion_mark,
    form,
    name,
    properties,
    unit_of,
)

FIRST = 5  # the first learner's row, from 1


def markbook(
    rows: Sequence[MarkbookRow], criteria: Sequence[CriterionRow] = CRITERIA, *, half_marks: bool = False,
    carry_over: bool = True,
) -> Markbook:  # fmt: skip
    one = form(criteria, half_marks=half_marks)
    return Markbook(
        unit=UNIT, unit_title=one.unit_title, scheme=one.scheme, half_marks=half_marks, words=one.words,
        branding=BRANDING, notice=NOTICE,
        criteria=tuple(MarkbookCriterion(r.id, r.text, r.marks, r.minimum, r.award, r.comment) for r in criteria),
        trailing=(one.overall_comment, one.assessor, one.assessed_on, one.iqa_decision, one.iqa, one.iqa_on),
        rows=tuple(rows), assessors=("Gareth Pugh", "Priya Raman"), iqas=("Helen Marsh",),
        properties=properties(Kind.MARKBOOK, unit=UNIT, criteria="c" * 64), carry_over=carry_over,
    )  # fmt: skip


def assessed(
    registration: str, attempts: Sequence[Mapping[str, str]], criteria: Sequence[CriterionRow] = CRITERIA, *,
    carry_over: bool = True,
) -> tuple[AttemptResult, ...]:  # fmt: skip
    """What the rules make of one learner's attempts, each of awards by criterion."""
    scheme = ILM_MARKS if criteria[0].award.kind is FieldKind.MARK else ILM_PASS_REFER
    marked = [
        MarkedAttempt(registration, UNIT, number, {ac: criterion_mark(text) for ac, text in awards.items()})
        for number, awards in enumerate(attempts, start=1)
    ]
    return assess_attempts(unit_of(criteria).under(scheme), marked, Policies(carry_over=carry_over))


def rows_for(results: Sequence[AttemptResult], criteria: Sequence[CriterionRow] = CRITERIA) -> list[MarkbookRow]:
    """The rows of one learner's attempts."""
    rows = []
    awards = {row.id: row.award.name for row in criteria}
    for result in results:
        own = {awards[r.criterion.id]: written(r.recorded) for r in result.criteria if not r.carried_from}
        kept = {awards[r.criterion.id]: written(r.recorded) for r in result.criteria if r.carried_from}
        values = {field: value for field, value in own.items() if value}
        reached = build_tally(result, awards)
        if not values:
            reached = replace(reached, outcome=None, total="", percentage="")
        registration = result.marked.learner
        rows.append(MarkbookRow(registration, '=HYPERLINK("x")', "O’Brien", result.attempt, values, kept, reached))
    return rows


def learner(registration: str, *attempts: Mapping[str, str]) -> MarkbookRow:
    """The row of a learner's last attempt, or of one in which nothing is marked yet."""
    return rows_for(assessed(registration, attempts or [{}]))[-1]


ALL = {"1.1": "18", "1.2": "12", "2.1": "20", "2.2": "12"}


@cache
def usual() -> Any:
    """A learner's markbook as it is opened, to look at and not to change."""
    return opened(write_markbook(markbook([learner("0012345")])))


def rows_of(book: Any) -> list[dict[str, Any]]:
    """Return the learners' rows by key, and the computed columns by heading."""
    sheet = book["Marks"]
    keys = [key.value or heading.value for key, heading in zip(sheet[1], sheet[4], strict=True)]
    return [dict(zip(keys, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=FIRST)]


def cell_of(book: Any, key: str, row: int = FIRST) -> Any:
    sheet = book["Marks"]
    return next(sheet.cell(row, found.column) for found in sheet[1] if found.value == key)


def test_the_hidden_first_row_says_what_each_column_holds() -> None:
    sheet = usual()["Marks"]
    keys = [cell.value for cell in sheet[1]]
    assert keys[:4] == ["registration", "first_name", "last_name", "attempt"]
    assert [key for key in keys[4:] if key] == [
        *(part for row in CRITERIA for part in (row.award.name, row.comment.name)),
        name("overall_comment"), name("assessor"), name("assessed_on"), name("iqa_decision"), name("iqa"),
        name("iqa_on"),
        *(f"carried:{row.award.name}" for row in CRITERIA),
    ]  # fmt: skip
    assert sheet.row_dimensions[1].hidden
    assert sheet["A4"].value == "Learner registration no"


def test_identifiers_and_names_are_text_and_marks_are_numbers() -> None:
    book = opened(write_markbook(markbook([learner("0012345", ALL)])), values=True)
    (row,) = rows_of(book)[:1]
    assert (row["registration"], row["first_name"], row["attempt"]) == ("0012345", '=HYPERLINK("x")', 1)
    assert [row[name("mark", ac)] for ac in ALL] == [18, 12, 20, 12]


def test_values_are_there_without_calculation() -> None:
    rows = [
        learner("1", ALL),
        learner("2", {**ALL, "1.2": "11", "2.2": "0"}),
        learner("3", {"1.1": "18"}),
        learner("4"),
        learner("5", {**ALL, "1.2": "3"}, {"1.2": "12"}),
    ]
    found = rows_of(opened(write_markbook(markbook(rows)), values=True))[: len(rows)]
    assert [row["Outcome"] for row in found] == ["Pass", "Referral", "Incomplete", "Not marked yet", "Pass"]
    assert [row["Total\nout of 100"] for row in found] == [62, 49, 18, None, 62]
    assert [row["AC not met"] for row in found] == [None, "1.2, 2.2", None, None, None]


def test_carried_marks_count_but_leave_the_entry_free() -> None:
    rows = rows_for(assessed("5", [{**ALL, "1.2": "3"}, {}]))
    _, row = rows_of(opened(write_markbook(markbook(rows)), values=True))[:2]
    assert row[name("mark", "1.1")] is None
    assert row[f"carried:{name('mark', '1.1')}"] == 18
    assert row[f"carried:{name('mark', '1.2')}"] is None


def test_a_further_attempt_without_entries_is_not_marked_yet() -> None:
    rows = rows_for(assessed("5", [{**ALL, "1.2": "3"}, {}]))
    _, row = rows_of(opened(write_markbook(markbook(rows)), values=True))[:2]
    assert (row["Outcome"], row["Total\nout of 100"], row["Percentage"]) == ("Not marked yet", None, None)


def test_what_is_carried_over_is_in_sight_and_the_columns_behind_it_are_not() -> None:
    sheet = usual()["Marks"]
    hidden = {}
    for cell in sheet[4]:
        found = [d for d in sheet.column_dimensions.values() if d.min <= cell.column <= d.max]
        hidden[cell.value] = found[0].hidden
    assert {heading for heading, is_hidden in hidden.items() if is_hidden} == {
        "Attempt as a number", *(f"AC {row.id}\nRow of the earlier entry" for row in CRITERIA),
    }  # fmt: skip


def test_where_nothing_is_carried_over_there_are_no_columns_for_it() -> None:
    book = opened(write_markbook(markbook([learner("0012345")], carry_over=False)))
    assert not [cell.value for cell in book["Marks"][1] if str(cell.value).startswith("carried:")]
    assert "Carried over" not in texts(book["Legend"])
    assert any("none is carried over" in text for text in texts(book["Legend"]))


def test_entries_are_open_and_identity_carried_marks_and_formulas_are_locked() -> None:
    book = usual()
    for key in (name("mark", "1.1"), name("comment", "2.2"), name("assessed_on"), name("iqa")):
        assert not cell_of(book, key).protection.locked
    for key in ("registration", "first_name", "last_name", "attempt", f"carried:{name('mark', '1.1')}"):
        assert cell_of(book, key).protection.locked
    sheet = book["Marks"]
    assert sheet["E5"].protection.locked
    assert str(sheet["E5"].value).startswith("=IF(")
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter  # False: filters may be used
    assert not sheet.protection.sort


def test_spare_rows_take_a_further_attempt() -> None:
    book = usual()
    sheet = book["Marks"]
    assert sheet.max_row == FIRST + SPARE_ROWS
    registration, attempt = cell_of(book, "registration", FIRST + 1), cell_of(book, "attempt", FIRST + 1)
    assert not registration.protection.locked
    assert registration.number_format == "@"
    assert rules_of(attempt)[0].type == "whole"
    assert not rules_of(cell_of(book, "attempt"))


def test_each_column_is_validated_and_lists_name_the_staff() -> None:
    book = usual()
    mark = rules_of(cell_of(book, name("mark", "2.1"), FIRST + SPARE_ROWS))[0]
    assert (mark.formula1, mark.formula2, mark.error) == (
        "0", "28", "AC 2.1: a mark from 0 to 28; leave blank if not marked.",
    )  # fmt: skip
    assert CRITERIA[2].text in mark.prompt
    assert rules_of(cell_of(book, name("assessor")))[0].formula1 == '"Gareth Pugh,Priya Raman"'
    assert rules_of(cell_of(book, name("iqa")))[0].formula1 == '"Helen Marsh"'
    assert rules_of(cell_of(book, name("assessed_on")))[0].type == "date"


def test_dates_are_dates() -> None:
    row = replace(learner("1", ALL), values={name("assessed_on"): "2026-10-14", name("iqa_on"): "20 October 2026"})
    (found,) = rows_of(opened(write_markbook(markbook([row])), values=True))[:1]
    assert [str(found[name(part)])[:10] for part in ("assessed_on", "iqa_on")] == ["2026-10-14", "2026-10-20"]


def test_a_long_list_of_criteria_that_are_not_met_is_seen_whole() -> None:
    first = CRITERIA[0]
    criteria = [
        replace(
            first,
            id=f"{aim}.P{number}",
            award=replace(first.award, name=f"award_{aim}_{number}"),
            comment=replace(first.comment, name=f"comment_{aim}_{number}"),
        )
        for aim in "ABCDE"
        for number in range(1, 6)
    ]
    failed = {entry.award.name: CriterionStatus.NOT_MET for entry in criteria}
    row = MarkbookRow("0012345", "Jo", "Ng", 1, {}, {}, Tally(Outcome.REFERRAL, failed))
    sheet = opened(write_markbook(markbook([row], criteria)), values=True)["Marks"]
    (listed,) = (cell for cell in sheet[FIRST] if str(cell.value).startswith("A.P1, "))
    letters = sheet.column_dimensions[listed.column_letter].width
    lines = sheet.row_dimensions[FIRST].height // 13
    assert lines * letters >= len(listed.value)


def test_names_and_header_stay_in_sight_with_filters_on_every_column() -> None:
    sheet = usual()["Marks"]
    assert sheet.freeze_panes == "F5"
    assert sheet.auto_filter.ref.startswith("A4:")
    assert sheet.print_title_rows == "$2:$4"
    assert sheet.print_title_cols == "$A:$D"
    assert "A2:D2" in map(str, sheet.merged_cells.ranges), "a wider title would be cut off on the pages at the right"


def test_missing_marks_and_marks_below_the_minimum_are_marked() -> None:
    sheet = opened(write_markbook(markbook([learner("1", ALL)])))["Marks"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == name("mark", "1.2"))
    tests = [
        rule.formula[0] for area in sheet.conditional_formatting if f"{column}{FIRST}" in area for rule in area.rules
    ]
    assert any("Not met yet" in test for test in tests)
    assert any("Not marked yet" in test and "AND(" in test for test in tests)


def test_the_legend_explains_columns_colours_and_criteria() -> None:
    legend = opened(write_markbook(markbook([learner("1")])))["Legend"]
    found = texts(legend)
    assert {row.text for row in CRITERIA} <= set(found)
    assert {"Below the minimum", "Missing", "Carried over", NOTICE} <= set(found)
    assert [row[3].value for row in legend.iter_rows() if row[0].value == "2.1"] == [14]


def test_decisions_take_the_place_of_marks() -> None:
    (row,) = rows_for(assessed("1", [dict.fromkeys(("1.1", "1.2", "2.1"), "Pass")], DECIDED), DECIDED)
    book = opened(write_markbook(markbook([row], DECIDED)), values=True)
    (found,) = rows_of(book)[:1]
    assert found["Outcome"] == "Pass"
    assert not any(key.startswith("Total") for key in found)
    assert rules_of(cell_of(book, name("decision", "1.1")))[0].formula1 == '"Pass,Referral"'


@pytest.mark.slow
def test_two_hundred_learners_have_room() -> None:
    one = CRITERIA[:1]
    people = [rows_for(assessed(f"{number:07}", [{"1.1": "18"}], one), one)[-1] for number in range(200)]
    data = write_markbook(markbook(people, one))
    sheet = opened(data)["Marks"]
    assert sheet.max_row == FIRST + 199 + SPARE_ROWS
    assert max(found.height for row, found in sheet.row_dimensions.items() if row >= FIRST) < 100


# Formulas and rules say the same

ODD = tuple(criterion(f"1.{number}", marks, "") for number, marks in enumerate((24, 15, 7, 1, 9, 8, 8, 8, 10, 10), 1))


def random_mark(chance: random.Random, maximum: int, *, numbered: bool, half_marks: bool) -> CriterionMark:
    roll = chance.random()
    if roll < 0.04:
        return CriterionMark()
    if not numbered or roll < 0.08:
        return CriterionMark(decision=Outcome.REFERRAL if chance.random() < 0.1 else Outcome.PASS)
    step = 2 if half_marks else 1
    least = 0 if chance.random() < 0.1 else -(-maximum * step // 2)
    return CriterionMark(mark=Fraction(chance.randint(least, maximum * step), step))


def written(recorded: CriterionMark) -> str:
    if recorded.mark is not None:
        return format_mark(recorded.mark)
    return recorded.decision.value.capitalize() if recorded.decision else ""


def random_cohort(
    seed: int, learners: int, *, numbered: bool, half_marks: bool, carry_over: bool = True
) -> tuple[Markbook, list[AttemptResult]]:
    """Return a markbook of so many learners, many with further attempts, and what the rules make of each row."""
    chance = random.Random(seed)
    criteria = ODD if numbered else DECIDED
    rows: list[MarkbookRow] = []
    results: list[AttemptResult] = []
    for number in range(learners):
        attempts = []
        for attempt in range(1, chance.choice((2, 3, 3, 4))):
            marks = {
                row.id: random_mark(chance, row.marks, numbered=numbered, half_marks=half_marks)
                for row in criteria
                if attempt == 1 or chance.random() < 0.4
            }
            attempts.append({ac: written(mark) for ac, mark in marks.items()})
        found = assessed(f"{number:04}", attempts, criteria, carry_over=carry_over)
        rows += rows_for(found, criteria)
        results += found
    return markbook(rows, criteria, half_marks=half_marks, carry_over=carry_over), results


CASES: dict[str, dict[str, bool]] = {
    "whole marks": {"numbered": True, "half_marks": False},
    "half marks": {"numbered": True, "half_marks": True},
    "decisions": {"numbered": False, "half_marks": False},
    "nothing carried over": {"numbered": True, "half_marks": False, "carry_over": False},
}
WORDS = {Outcome.PASS: "Pass", Outcome.REFERRAL: "Referral", Outcome.INCOMPLETE: "Incomplete"}


def agrees(book: Any, results: Sequence[AttemptResult], criteria: Sequence[CriterionRow], spare: int) -> None:
    """Hold every row of a markbook against the rules of assessment; the rows after them are empty."""
    rows = rows_of(book)
    assert len(rows) == len(results) + spare
    maximum = sum(found.marks for found in criteria)
    for row, result in zip(rows, results, strict=False):  # the lengths are held against each other above
        where = (row["registration"], row["attempt"])
        begun = any(entry.met is not None and not entry.carried_from for entry in result.criteria)
        assert row["Outcome"] == (WORDS[result.outcome] if begun else "Not marked yet"), where
        assert (row["AC not met"] or "") == ", ".join(found.id for found in result.not_met), where
        for entry, criterion_row in zip(result.criteria, criteria, strict=True):
            kept = row.get(f"carried:{criterion_row.award.name}")
            assert ("" if kept is None else str(kept)) == (written(entry.recorded) if entry.carried_from else ""), where
        if result.total is not None and begun:
            assert row[f"Total\nout of {maximum}"] == float(result.total), where
            assert result.percentage is not None
            assert round(row["Percentage"] * 100, 9) == int(percentage(result.percentage)), where
    for empty in rows[len(results) :]:
        assert not any(empty.values())


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_values_in_a_markbook_are_those_of_the_rules(case: str) -> None:
    model, results = random_cohort(5, 12, **CASES[case])
    assert {result.outcome for result in results} == set(Outcome)
    agrees(opened(write_markbook(model), values=True), results, criteria_of(case), SPARE_ROWS)


def criteria_of(case: str) -> Sequence[CriterionRow]:
    return ODD if CASES[case]["numbered"] else DECIDED


@pytest.mark.slow
def test_libreoffice_calculates_what_the_rules_say(tmp_path: Path) -> None:
    cohorts = {case: random_cohort(11, 30, **options) for case, options in CASES.items()}
    written_books = {case: write_markbook(model) for case, (model, _) in cohorts.items()}
    books = calculated(tmp_path, {case: saved(opened(data)) for case, data in written_books.items()})
    for case, (_, results) in cohorts.items():
        agrees(books[case], results, criteria_of(case), SPARE_ROWS)
        before = opened(written_books[case], values=True)["Marks"]
        for row in before.iter_rows(min_row=FIRST):
            for cell in row:
                found = books[case]["Marks"][cell.coordinate].value
                same = found == (pytest.approx(cell.value) if isinstance(cell.value, float) else cell.value)
                assert same or (found in (None, "") and cell.value in (None, "")), (case, cell.coordinate)


FIRST_ATTEMPT = {**ALL, "1.1": "3", "1.2": "20"}
FURTHER: dict[
    str, list[tuple[int, str, dict[str, str]]]
] = {  # attempts after the first, as they are typed into spare rows: attempt, registration, awards
    "the second attempt": [(2, "0012345", {"1.1": "14"})],
    "the second attempt, still referred": [(2, "0012345", {"1.1": "5"})],
    "a mark worse than the one that met it": [(2, "0012345", {"1.1": "14", "1.2": "1"})],
    "nothing but another attempt": [(2, "0012345", {})],
    "two attempts, out of order": [(3, "0012345", {"2.1": "25"}), (2, "0012345", {"1.1": "14", "2.1": "2"})],
    "three attempts": [(2, "0012345", {"1.1": "5"}), (3, "0012345", {}), (4, "0012345", {"1.1": "12"})],
    "the number with a stray space": [(2, " 0012345 ", {"1.1": "14"})],
    "a word for a mark": [(2, "0012345", {"1.1": "Pass"}), (3, "0012345", {"2.2": "0"})],
}


@pytest.mark.slow
def test_libreoffice_counts_further_attempts_typed_into_spare_rows_as_the_rules_do(tmp_path: Path) -> None:
    files, expected = {}, {}
    for (case, typed), carry_over in product(FURTHER.items(), (True, False)):
        book = opened(write_markbook(markbook([learner("0012345"), learner("12345", ALL)], carry_over=carry_over)))
        for ac, mark in FIRST_ATTEMPT.items():
            cell_of(book, name("mark", ac)).value = int(mark)
        for row, (attempt, registration, awards) in enumerate(typed, start=FIRST + 2):
            cell_of(book, "registration", row).value = registration
            cell_of(book, "attempt", row).value = attempt
            for ac, mark in awards.items():
                cell_of(book, name("mark", ac), row).value = int(mark) if mark.isdecimal() else mark
        label = f"{case}{'' if carry_over else ', nothing carried over'}"
        files[label] = saved(book)
        attempts = [FIRST_ATTEMPT, *(awards for _, _, awards in sorted(typed, key=lambda one: one[0]))]
        first, *others = assessed("0012345", attempts, carry_over=carry_over)
        as_typed = [others[attempt - 2] for attempt, _, _ in typed]
        expected[label] = [first, *assessed("12345", [ALL]), *as_typed], SPARE_ROWS - len(typed)
    books = calculated(tmp_path, files)
    for label, (results, spare) in expected.items():
        agrees(books[label], results, CRITERIA, spare)
