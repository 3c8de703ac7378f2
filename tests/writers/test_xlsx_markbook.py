from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import AttemptResult, Outcome
from markpack.documents.document import Kind
from markpack.documents.mark_sheet import CriterionRow
from markpack.documents.markbook import Markbook, MarkbookCriterion, MarkbookRow
from markpack.model.context import MarkingMode
from markpack.model.marks import CriterionMark, Decision, MarkedAttempt, format_mark
from markpack.model.unit import Unit
from markpack.writers.xlsx.markbook import SPARE_ROWS, write_markbook

from .xlsx_reading import calculated, opened, rules_of, saved, texts
from .xlsx_samples import BRANDING, CRITERIA, DECIDED, NOTICE, UNIT, criterion, form, name, properties

FIRST = 5  # the first learner's row, from 1


def markbook(
    rows: Sequence[MarkbookRow], criteria: Sequence[CriterionRow] = CRITERIA, *, half_marks: bool = False
) -> Markbook:
    one = form(criteria, half_marks=half_marks)
    return Markbook(
        unit=UNIT, unit_title=one.unit_title, mode=one.mode, half_marks=half_marks, branding=BRANDING, notice=NOTICE,
        criteria=tuple(MarkbookCriterion(r.id, r.text, r.marks, r.minimum, r.award, r.comment) for r in criteria),
        trailing=(one.overall_comment, one.assessor, one.assessed_on, one.iqa_decision, one.iqa, one.iqa_on),
        rows=tuple(rows), assessors=("Gareth Pugh", "Priya Raman"), iqas=("Helen Marsh",),
        properties=properties(Kind.MARKBOOK, unit=UNIT, criteria="c" * 64),
    )  # fmt: skip


def learner(
    registration: str, values: Mapping[str, str] | None = None, *, attempt: int = 1,
    carried: Mapping[str, str] | None = None,
) -> MarkbookRow:  # fmt: skip
    by_name = {name("mark", ac): mark for ac, mark in (values or {}).items()}
    kept = {name("mark", ac): mark for ac, mark in (carried or {}).items()}
    return MarkbookRow(registration, '=HYPERLINK("x")', "O’Brien", attempt, by_name, kept)


ALL = {"1.1": "18", "1.2": "12", "2.1": "20", "2.2": "12"}


def rows_of(book: Any) -> list[dict[str, Any]]:
    """Return the learners' rows by key, and the computed columns by heading."""
    sheet = book["Marks"]
    keys = [key.value or heading.value for key, heading in zip(sheet[1], sheet[4], strict=True)]
    return [dict(zip(keys, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=FIRST)]


def cell_of(book: Any, key: str, row: int = FIRST) -> Any:
    sheet = book["Marks"]
    return next(sheet.cell(row, found.column) for found in sheet[1] if found.value == key)


def test_the_hidden_first_row_says_what_each_column_holds() -> None:
    sheet = opened(write_markbook(markbook([learner("0012345")])))["Marks"]
    keys = [cell.value for cell in sheet[1]]
    assert keys[:4] == ["registration", "first_name", "last_name", "attempt"]
    assert [key for key in keys[4:] if key] == [
        *(part for row in CRITERIA for part in (row.award.name, row.comment.name)),
        name("overall_comment"), name("assessor"), name("assessed_on"), name("iqa_decision"), name("iqa"),
        name("iqa_on"),
        *(f"carried:{row.award.name}" for row in CRITERIA),
    ]  # fmt: skip
    assert sheet.row_dimensions[1].hidden
    assert sheet["A4"].value == "Registration number"


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
        learner("5", {"1.2": "12"}, attempt=2, carried={"1.1": "18", "2.1": "20", "2.2": "12"}),
    ]
    found = rows_of(opened(write_markbook(markbook(rows)), values=True))[: len(rows)]
    assert [row["Outcome"] for row in found] == ["Pass", "Referral", "Incomplete", "Not marked yet", "Pass"]
    assert [row["Total\nout of 100"] for row in found] == [62, 49, 18, None, 62]
    assert [row["AC not met"] for row in found] == [None, "1.2, 2.2", None, None, None]


def test_carried_marks_count_but_leave_the_entry_free() -> None:
    rows = [learner("5", attempt=2, carried={"1.1": "18"})]
    (row,) = rows_of(opened(write_markbook(markbook(rows)), values=True))[:1]
    assert row[name("mark", "1.1")] is None
    assert row[f"carried:{name('mark', '1.1')}"] == 18


def test_entries_are_open_and_identity_carried_marks_and_formulas_are_locked() -> None:
    book = opened(write_markbook(markbook([learner("0012345")])))
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
    book = opened(write_markbook(markbook([learner("0012345")])))
    sheet = book["Marks"]
    assert sheet.max_row == FIRST + SPARE_ROWS
    registration, attempt = cell_of(book, "registration", FIRST + 1), cell_of(book, "attempt", FIRST + 1)
    assert not registration.protection.locked
    assert registration.number_format == "@"
    assert rules_of(attempt)[0].type == "whole"
    assert not rules_of(cell_of(book, "attempt"))


def test_each_column_is_validated_and_lists_name_the_staff() -> None:
    book = opened(write_markbook(markbook([learner("0012345")])))
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


def test_names_and_header_stay_in_sight_with_filters_on_every_column() -> None:
    sheet = opened(write_markbook(markbook([learner("0012345")])))["Marks"]
    assert sheet.freeze_panes == "F5"
    assert sheet.auto_filter.ref.startswith("A4:")
    assert sheet.print_title_rows == "$2:$4"


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
    row = MarkbookRow("1", "A", "B", 1, {row.award.name: "Pass" for row in DECIDED}, {})
    book = opened(write_markbook(markbook([row], DECIDED)), values=True)
    (found,) = rows_of(book)[:1]
    assert found["Outcome"] == "Pass"
    assert not any(key.startswith("Total") for key in found)
    assert rules_of(cell_of(book, name("decision", "1.1")))[0].formula1 == '"Pass,Referral"'


def test_two_hundred_learners_have_room() -> None:
    data = write_markbook(markbook([learner(f"{number:07}", ALL) for number in range(200)]))
    sheet = opened(data)["Marks"]
    assert sheet.max_row == FIRST + 199 + SPARE_ROWS
    assert max(found.height for row, found in sheet.row_dimensions.items() if row >= FIRST) < 100


# Formulas and rules say the same

ODD = tuple(criterion(f"1.{number}", marks, "") for number, marks in enumerate((24, 15, 7, 1, 9, 8, 8, 8, 10, 10), 1))


def unit_of(criteria: Sequence[CriterionRow]) -> Unit:
    descriptors = {"referral": "Little", "pass": "Enough", "good_pass": "Plenty"}
    parts = [
        {"id": row.id, "verb": row.verb, "text": row.text, "marks": row.marks, "descriptors": descriptors}
        for row in criteria
    ]
    task = {"id": "a", "title": "All", "guidance": "Do", "criteria": [row.id for row in criteria]}
    assignment = {
        "title": "Show it", "purpose": "To show it", "employer_note": "Agree it", "not_in_work": "Choose one",
        "submission": "Check it", "hours": 12, "words": {"nominal": 3, "minimum": 2, "maximum": 4}, "tasks": [task],
    }  # fmt: skip
    return Unit.model_validate(
        {
            "reference": UNIT, "title": "Leading", "level": 3, "credits": 2, "guided_learning_hours": 6,
            "wording": "paraphrase", "about": "About it", "assignment": assignment,
            "outcomes": [{"id": "1", "title": "Understand", "criteria": parts}],
        }
    )  # fmt: skip


def random_mark(chance: random.Random, maximum: int, *, numbered: bool, half_marks: bool) -> CriterionMark:
    roll = chance.random()
    if roll < 0.04:
        return CriterionMark()
    if not numbered or roll < 0.08:
        return CriterionMark(decision=Decision.REFERRAL if chance.random() < 0.1 else Decision.PASS)
    step = 2 if half_marks else 1
    least = 0 if chance.random() < 0.1 else -(-maximum * step // 2)
    return CriterionMark(mark=Fraction(chance.randint(least, maximum * step), step))


def written(recorded: CriterionMark) -> str:
    if recorded.mark is not None:
        return format_mark(recorded.mark)
    return recorded.decision.value.capitalize() if recorded.decision else ""


def random_cohort(seed: int, *, numbered: bool, half_marks: bool) -> tuple[Markbook, list[AttemptResult]]:
    """Return a markbook of thirty learners, many with a second attempt, and what the rules make of each row."""
    chance = random.Random(seed)
    criteria = ODD if numbered else DECIDED
    unit = unit_of(criteria)
    mode = MarkingMode.MARKS if numbered else MarkingMode.PASS_OR_REFER
    rows, results = [], []
    for number in range(30):
        attempts = []
        for attempt in (1, 2) if chance.random() < 0.6 else (1,):
            marks = {
                row.id: random_mark(chance, row.marks, numbered=numbered, half_marks=half_marks)
                for row in criteria
                if attempt == 1 or chance.random() < 0.4
            }
            attempts.append(MarkedAttempt(str(number), UNIT, attempt, marks))
        for result in assess_attempts(unit, attempts, mode=mode):
            awards = {row.id: row.award.name for row in criteria}
            own = {awards[r.criterion.id]: written(r.recorded) for r in result.criteria if not r.carried_from}
            kept = {awards[r.criterion.id]: written(r.recorded) for r in result.criteria if r.carried_from}
            filled = {field: value for field, value in own.items() if value}
            rows.append(MarkbookRow(f"{number:04}", "A", "B", result.attempt, filled, kept))
            results.append(result)
    return markbook(rows, criteria, half_marks=half_marks), results


CASES = {
    "whole marks": {"numbered": True, "half_marks": False},
    "half marks": {"numbered": True, "half_marks": True},
    "decisions": {"numbered": False, "half_marks": False},
}
WORDS = {Outcome.PASS: "Pass", Outcome.REFERRAL: "Referral", Outcome.INCOMPLETE: "Incomplete"}


def agrees(book: Any, model: Markbook, results: Sequence[AttemptResult]) -> None:
    """Hold every row of a calculated markbook against the rules of assessment."""
    rows = rows_of(book)
    maximum = sum(found.marks for found in model.criteria)
    for row, result in zip(rows, results, strict=False):
        where = (row["registration"], row["attempt"])
        assert row["Outcome"] == WORDS[result.outcome], where
        assert (row["AC not met"] or "") == ", ".join(found.id for found in result.not_met), where
        if result.total is not None:
            assert row[f"Total\nout of {maximum}"] == float(result.total), where
            assert row["Percentage"] == pytest.approx(float(result.total) / maximum), where
    for spare in rows[len(results) :]:
        assert not any(spare.values())


@pytest.mark.parametrize("case", CASES)
def test_the_values_in_a_markbook_are_those_of_the_rules(case: str) -> None:
    model, results = random_cohort(5, **CASES[case])
    assert {result.outcome for result in results} == set(Outcome)
    agrees(opened(write_markbook(model), values=True), model, results)


@pytest.mark.slow
def test_libreoffice_calculates_what_the_rules_say(tmp_path: Path) -> None:
    cohorts = {case: random_cohort(11, **options) for case, options in CASES.items()}
    files = {case: saved(opened(write_markbook(model))) for case, (model, _) in cohorts.items()}
    books = calculated(tmp_path, files)
    for case, (model, results) in cohorts.items():
        agrees(books[case], model, results)


@pytest.mark.slow
def test_libreoffice_counts_a_further_attempt_typed_into_a_spare_row(tmp_path: Path) -> None:
    book = opened(write_markbook(markbook([learner("0012345", {**ALL, "1.1": "3"})])))
    cell_of(book, "registration", FIRST + 1).value = "0012345"
    cell_of(book, "attempt", FIRST + 1).value = 2
    cell_of(book, name("mark", "1.1"), FIRST + 1).value = 14
    (after,) = calculated(tmp_path, {"book": saved(book)}).values()
    first, second = rows_of(after)[:2]
    assert (first["Outcome"], first["AC not met"]) == ("Referral", "1.1")
    assert (second["Outcome"], second["Total\nout of 100"]) == ("Incomplete", 14)
