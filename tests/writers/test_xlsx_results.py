from __future__ import annotations

import datetime
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from markpack.documents.brief.view import Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.results.programme_view import LearnerRecord, Programme, StaffRecord, SupportLine, UnitLine
from markpack.documents.results.view import LearnerResult, ResultAssignment, Results, ResultUnit, UnitStatus
from markpack.model.outcome import Outcome
from markpack.writers.xlsx.results import write_results
from tests.assessment.test_schemes_at_random import SCHEMES

from .xlsx_reading import calculated, opened, saved
from .xlsx_samples import BRANDING, properties

NONE = UnitStatus("8604-401", result="Not marked yet")
PASSED = UnitStatus(
    "8604-308", 1, Outcome.PASS, "71.5", "100", "72", 2, "", "", "14 October 2026", "Gareth Pugh", "Helen Marsh", "",
    result="Pass",
)  # fmt: skip
REFERRED = replace(
    PASSED,
    outcome=Outcome.REFERRAL,
    result="Referral",
    credits=0,
    not_met="1.9, 1.10",
    detail="AC 1.9 and 1.10 not met",
)
ALSO = replace(PASSED, unit="8604-401", credits=4)


def learner(registration: str, *units: UnitStatus, qualification: str) -> LearnerResult:
    earned = sum(unit.credits for unit in units)
    return LearnerResult(
        registration, "=1+1", "O’Brien", "1 September 2026", "31 August 2029", units, earned,
        qualification == "Achieved", qualification,
    )  # fmt: skip


PROGRAMME = Programme(
    facts=(Fact("Level and credits", "Level 4, 6 credits"),),
    units=(UnitLine("8604-308", "Understanding Leadership", "Group 1", "3", "2", "6", is_this=True),),
    rules=(Fact("Rule of combination", "=all of it"),),
    learners=(
        LearnerRecord(
            "0012345", "=1+1", "O’Brien", "4120735183", "Train Crew Leader", "Sandra Whitfield", "Yes",
            "1 September 2026", "31 August 2029", "4 September 2026",
            SupportLine("1", "1", "Enough: 1 of 1 hour"), SupportLine("3.5", "4", "Not enough yet: 3.5 of 4 hours"),
        ),
    ),
    staff=(
        StaffRecord("Gareth Pugh", "Assessor", ("8604-308", "8604-401"), "Award", "22 June 2026", "30 June 2028"),
        StaffRecord("Helen Marsh", "Tutor", ("8604-308",), "", "", ""),
    ),
)  # fmt: skip

RESULTS = Results(
    employer="Northline", qualification="ILM Level 4 Award", credits_needed=6, branding=BRANDING,
    assignments=(),
    units=(ResultUnit("8604-308", "Understanding Leadership", 2), ResultUnit("8604-401", "Leading an Activity", 4)),
    learners=(
        learner("0012345", PASSED, ALSO, qualification="Achieved"),
        learner("0012346", REFERRED, NONE, qualification="Needs 6 credits of Group 1"),
        learner("0012347", PASSED, NONE, qualification="Needs 4 credits of Group 1"),
    ),
    summary=(Fact("Learners", "3"),), properties=properties(Kind.RESULTS), programme=PROGRAMME,
)  # fmt: skip


def rows(sheet: Any, start: str = "00") -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows() if str(row[0].value or "").startswith(start)]


def test_each_learner_has_a_row_with_every_unit_and_the_qualification() -> None:
    first, second, _ = rows(opened(write_results(RESULTS), values=True)["Results"])
    assert first[:3] == ["0012345", "=1+1", "O’Brien"]
    assert first[3] == datetime.datetime(2026, 9, 1)
    assert first[5:11] == [1, "Pass", 71.5, 0.72, 2, None]
    assert second[5:11] == [1, "Referral", 71.5, 0.72, 0, "1.9, 1.10"]
    assert second[11:16] == [None, "Not marked yet", None, None, 0]
    assert (first[-2:], second[-2:]) == ([6, "Achieved"], [0, "Needs 6 credits of Group 1"])


def test_credits_are_added_up_by_a_formula() -> None:
    first = rows(opened(write_results(RESULTS))["Results"])[0]
    assert first[-2] == "=SUM(J5,P5)"


def test_the_summary_counts_by_formulas() -> None:
    formulas = rows(opened(write_results(RESULTS))["Summary"], "8604")[0]
    assert formulas[2] == '=COUNTIF(Results!$G$5:$G$7,"Pass")'
    found = rows(opened(write_results(RESULTS), values=True)["Summary"], "8604")
    assert [row[2:] for row in found] == [[2, 1, 0, 0], [1, 0, 0, 2]]


def test_the_summary_says_once_how_many_have_achieved_the_qualification() -> None:
    facts = (
        Fact("Learners", "3"),
        Fact("Qualification achieved", "1"),
        Fact("8604-308 Understanding Leadership", "2 passed"),
    )
    sheet = opened(write_results(replace(RESULTS, summary=facts)), values=True)["Summary"]
    first = [row[0] for row in sheet.values]
    assert first.count("Qualification achieved") == 1
    assert "8604-308 Understanding Leadership" not in first, "the table counts its outcomes"
    assert first.count("Learners") == 1


def test_the_chart_of_outcomes_is_drawn_from_the_cells_and_described() -> None:
    data = write_results(RESULTS)
    table = next(row[0].row for row in opened(data)["Summary"].iter_rows() if row[0].value == "8604-308")
    with zipfile.ZipFile(BytesIO(data)) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
        drawings = "".join(package.read(name).decode() for name in package.namelist() if "drawings/drawing" in name)
    assert re.findall("<c:val><c:numRef><c:f>([^<]*)", chart) == [
        f"Summary!${letter}${table}:${letter}${table + 1}" for letter in "CDF"
    ], "no bar for incomplete, which nobody is"
    assert f"<c:cat><c:strRef><c:f>Summary!$A${table}:$A${table + 1}</c:f>" in chart
    said = "8604-308: 2 Pass, 1 Referral; 8604-401: 1 Pass, 2 Not marked yet."
    assert f'descr="Bar chart of learners’ outcomes by unit. {said}"' in drawings


def test_the_chart_is_printed_with_the_table() -> None:
    sheet = opened(write_results(RESULTS))["Summary"]
    (chart,) = sheet._charts
    assert int(sheet.print_area.rpartition("$")[2]) > chart.anchor._from.row


def test_there_is_no_chart_of_nobody() -> None:
    with zipfile.ZipFile(BytesIO(write_results(replace(RESULTS, learners=())))) as package:
        assert not any("charts" in name for name in package.namelist())


def test_details_have_the_iqas_decision_its_day_and_notes_apart_from_what_is_open() -> None:
    checked = replace(REFERRED, iqa_decision="Referral", iqa_on="19 November 2026", notes="received on 12 October 2026")
    results = replace(RESULTS, learners=(learner("0012345", checked, NONE, qualification="Needs 6 credits"),))
    sheet = opened(write_results(results), values=True)["Detail"]
    heads = next(row for row in sheet.values if "IQA’s decision" in row)
    first = dict(zip(heads, rows(sheet)[0], strict=True))
    assert first["IQA’s decision"] == "Referral"
    assert first["Date of check"] == datetime.datetime(2026, 11, 19)
    assert (first["What is open"], first["Notes"]) == ("AC 1.9 and 1.10 not met", "Received on 12 October 2026")
    letter = get_column_letter(heads.index("Notes") + 1)
    assert not sheet.column_dimensions[letter].hidden
    assert opened(write_results(RESULTS))["Detail"].column_dimensions[letter].hidden, "nobody has notes"


@pytest.mark.slow
def test_libreoffice_counts_the_same(tmp_path: Path) -> None:
    data = write_results(RESULTS)
    (after,) = calculated(tmp_path, {"results": saved(opened(data))}).values()
    before = opened(data, values=True)
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                expected = pytest.approx(cell.value) if isinstance(cell.value, float) else cell.value
                assert after[sheet.title][cell.coordinate].value == expected, (sheet.title, cell.coordinate)


def test_details_have_a_row_for_each_learner_and_unit() -> None:
    found = rows(opened(write_results(RESULTS), values=True)["Detail"])
    assert [(row[0], row[3], row[5]) for row in found] == [
        ("0012345", "8604-308", "Pass"), ("0012345", "8604-401", "Pass"), ("0012346", "8604-308", "Referral"),
        ("0012346", "8604-401", "Not marked yet"), ("0012347", "8604-308", "Pass"),
        ("0012347", "8604-401", "Not marked yet"),
    ]  # fmt: skip
    assert found[2][10] == "AC 1.9 and 1.10 not met"


@pytest.mark.parametrize(
    ("units", "in_results", "in_detail"),
    [
        ([("cmi", 0)], {"AC not met"}, set()),
        ([("boundaries", 2)], {"Total", "Percentage", "Credits"}, {"Total", "Out of", "Percentage", "Credits"}),
        (
            [("cmi", 0), ("boundaries", 2)],
            {"Total", "Percentage", "Credits", "AC not met"},
            {"Total", "Out of", "Percentage", "Credits"},
        ),
    ],
)
def test_columns_that_say_nothing_of_any_unit_are_hidden(
    units: list[tuple[str, int]], in_results: set[str], in_detail: set[str]
) -> None:
    listed = tuple(ResultUnit(f"9-{name}", name, credits, scheme=SCHEMES[name]) for name, credits in units)
    held = learner("0012345", *(replace(PASSED, unit=unit.reference) for unit in listed), qualification="Achieved")
    results = replace(RESULTS, units=listed, learners=(replace(held, complete_by=""),))
    book = opened(write_results(results))
    may_be_hidden = {"Total", "Out of", "Percentage", "Credits", "AC not met", "Complete by"}
    total = {"of 6"}  # the credits of all units
    assert visible_headings(book["Results"]) & may_be_hidden == in_results
    assert visible_headings(book["Detail"]) & may_be_hidden == in_detail
    assert (total <= visible_headings(book["Results"])) is any(credits for _, credits in units)


def visible_headings(sheet: Any) -> set[str]:
    """The last lines of the headings that are not in hidden columns."""
    (row,) = (row for row in sheet.iter_rows() if row[0].value == "Learner registration no")
    hidden = {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min, dimension.max + 1)
    }
    return {str(cell.value).splitlines()[-1] for cell in row if cell.column not in hidden}


def test_the_head_of_a_page_does_not_say_the_employer_twice() -> None:
    titled = replace(RESULTS.properties, title=f"Results: {BRANDING.employer}")
    sheet = opened(write_results(replace(RESULTS, properties=titled)))["Results"]
    assert sheet.oddHeader.left.text == f"Results: {BRANDING.employer}"
    assert not sheet.oddHeader.right.text


def test_rows_can_be_filtered_and_names_stay_in_sight() -> None:
    book = opened(write_results(RESULTS))
    assert (book["Results"].freeze_panes, book["Results"].auto_filter.ref) == ("D5", "A4:S7")
    assert book["Detail"].auto_filter.ref == "A3:R9"
    assert all(sheet.protection.sheet and not sheet.protection.autoFilter for sheet in book)


def test_outcomes_are_coloured_by_their_words() -> None:
    sheet = opened(write_results(RESULTS))["Results"]
    tests = [rule.formula[0] for area in sheet.conditional_formatting if "G5" in area for rule in area.rules]
    assert tests == [f'$G5="{word}"' for word in ("Pass", "Referral", "Incomplete", "Not marked yet")]


def test_an_employer_without_learners_has_empty_results() -> None:
    book = opened(write_results(replace(RESULTS, learners=())), values=True)
    assert rows(book["Results"]) == []
    assert rows(book["Summary"], "8604")[0][2:] == [0, 0, 0, 0]


def test_the_learners_sheet_has_identifiers_as_text_dates_as_dates_and_hours_as_numbers() -> None:
    (row,) = rows(opened(write_results(RESULTS), values=True)["Learners"])
    assert row == [
        "0012345", "=1+1", "O’Brien", "4120735183", "Train Crew Leader", "Sandra Whitfield", "Yes",
        datetime.datetime(2026, 9, 1), datetime.datetime(2029, 8, 31), datetime.datetime(2026, 9, 4),
        1, "Enough: 1 of 1 hour", 3.5, "Not enough yet: 3.5 of 4 hours",
    ]  # fmt: skip


def test_the_programme_and_its_staff_have_sheets() -> None:
    book = opened(write_results(RESULTS), values=True)
    assert book.sheetnames == ["Results", "Summary", "Detail", "Learners", "Programme", "Staff"]
    said = {row[0].value: row[1].value for row in book["Programme"].iter_rows()}
    assert said["Level and credits"] == "Level 4, 6 credits"
    assert said["Rule of combination"] == "=all of it"
    assert rows(book["Programme"], "8604") == [["8604-308", "Understanding Leadership", "Group 1", 3, 2, 6]]
    reviewed, review = datetime.datetime(2026, 6, 22), datetime.datetime(2028, 6, 30)
    assert rows(book["Staff"], "Gareth") == [
        ["Gareth Pugh", "Assessor", unit, "Award", reviewed, review] for unit in ("8604-308", "8604-401")
    ]
    assert rows(book["Staff"], "Helen Marsh") == [["Helen Marsh", "Tutor", "8604-308", "None on record", None, None]]


def test_every_sheet_names_assignments_that_are_not_approved_for_use() -> None:
    approved = ResultAssignment("8604-308", "Understanding Leadership", ("8604-308",))
    draft = ResultAssignment("8604-401", "Leading an Activity", ("8604-401",), "No approval is on record.")
    for assignments, ending in (((approved,), ""), ((approved, draft), " · Draft – not approved for use: 8604-401")):
        book = opened(write_results(replace(RESULTS, assignments=assignments)))
        assert len(book.sheetnames) == 6
        assert {sheet["A2"].value for sheet in book} == {f"ILM Level 4 Award{ending}"}
