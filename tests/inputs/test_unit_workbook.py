"""Units as workbooks: nothing of a unit is lost, and what is wrong is named by sheet and cell."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl.comments import Comment
from openpyxl.styles import Font

from markpack.documents.unit_workbook.builder import build_unit_workbook
from markpack.errors import Severity
from markpack.inputs.problems import Problems
from markpack.inputs.records.record_reader import read_record
from markpack.inputs.records.unit_workbook import read_unit_workbook
from markpack.inputs.template_folders import read_unit
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.record import Record
from markpack.model.unit import Unit
from markpack.model.unit_columns import columns_of
from markpack.writers.xlsx.unit_workbook import write_unit_workbook
from tests.inputs.problems import inputs_of, lines_of, only, problems_of
from tests.inputs.unit_strategies import units
from tests.programs import converted
from tests.workspaces import MARKS_FILE, UNIT, UNIT_FILE, workbook, write_workspace

ROOT = Path(__file__).parents[2]
FILE = "templates/units/8604-308.xlsx"


def written(unit: Unit) -> bytes:
    data = unit.model_dump(mode="json", by_alias=True)
    return write_unit_workbook(
        build_unit_workbook(data, unit.scheme, schemes=("ilm-marks",), dated=datetime.date(2026, 9, 1))
    )


def read(path: Path, problems: Problems) -> Unit:
    document = read_unit_workbook(path, FILE, problems)
    assert document is not None, problems.problems
    reading = read_record(document, Unit, problems)
    assert reading is not None, problems.problems
    return reading.record


def read_again(unit: Unit, folder: Path) -> Unit:
    path = folder / "unit.xlsx"
    path.write_bytes(written(unit))
    problems = Problems()
    again = read(path, problems)
    doubted = ("No length is read", "No number is read")  # what looks like one stays as it is
    assert [problem for problem in problems.problems if not problem.message.startswith(doubted)] == []
    return again


@pytest.mark.parametrize("reference", ["8604-308", "8604-401"])
def test_a_unit_that_comes_with_markpack_is_the_same_as_a_workbook(reference: str, tmp_path: Path) -> None:
    unit = read_unit(ROOT, reference)
    again = read_again(unit, tmp_path)
    assert again == unit
    assert (again.template_digest, again.criteria_digest) == (unit.template_digest, unit.criteria_digest)


@pytest.mark.slow
@given(units())
@settings(max_examples=20, deadline=None, suppress_health_check=[*HealthCheck], phases=[Phase.explicit, Phase.generate])
def test_any_unit_is_the_same_as_a_workbook(tmp_path_factory: pytest.TempPathFactory, unit: Unit) -> None:
    again = read_again(unit, tmp_path_factory.mktemp("unit"))
    assert again == unit
    assert (again.template_digest, again.criteria_digest) == (unit.template_digest, unit.criteria_digest)


def test_a_field_that_no_cell_can_hold_is_not_left_out_in_silence() -> None:
    class Odd(Record):
        pairs: tuple[tuple[str, str], ...] = ()

    with pytest.raises(TypeError, match=r"Odd\.pairs"):
        list(columns_of(Odd))


@pytest.fixture(scope="module")
def unit() -> Unit:
    return Unit.model_validate(yaml.load(UNIT, Loader=yaml.BaseLoader))


def changed_workbook(unit: Unit, change: Callable[[Any], None]) -> bytes:
    """A unit's workbook, changed as somebody would in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(written(unit)))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workspace_with(folder: Path, workbook: bytes | None, **files: str) -> Path:
    return write_workspace(folder, {UNIT_FILE: None, FILE: workbook, **files})


def cell_of(book: Any, sheet: str, heading: str, below: str = "") -> Any:
    """The cell in the row that begins with `below`, in the column of a heading; without it, the heading."""
    cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == heading]
    head = cells[0]
    if not below:
        return head
    return next(
        row[head.column - 1]
        for row in book[sheet].iter_rows(min_row=head.row + 1)
        if below in [cell.value for cell in row[: head.column]]
    )


def test_a_workbook_takes_the_place_of_the_yaml_file(unit: Unit, tmp_path: Path) -> None:
    assert inputs_of(workspace_with(tmp_path, written(unit))).units == {"8604-308": unit}


def test_what_is_asked_for_and_handed_in_is_a_line_each(unit: Unit, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        asks = "effects : at least 3 effects\nreasons: a reason for each\nstyles: 2–4 styles"
        cell_of(book, "Criteria", "Asks", "1.2").value = asks
        cell_of(book, "Tasks", "Guidance", "styles").value = "Say how two styles have three effects."
        cell_of(book, "Tasks", "Hand in", "styles").value = "1,150 words: A comparison\nNotes"

    again = inputs_of(workspace_with(tmp_path, changed_workbook(unit, change))).units["8604-308"]
    asks = next(criterion.asks for criterion in again.criteria if criterion.id == "1.2")
    assert [(ask.id, ask.least, ask.most, ask.what) for ask in asks] == [
        ("effects", 3, None, "effects"), ("reasons", 1, None, "a reason for each"), ("styles", 2, 4, "styles"),
    ]  # fmt: skip
    assert [product.line for product in again.assignment.tasks[0].hand_in] == [
        "A comparison, about 1,150 words",
        "Notes",
    ]


@pytest.mark.parametrize(
    ("sheet", "heading", "row", "line", "found"),
    [
        ("Tasks", "Hand in", "styles", "about 450 words: A comparison", "No length is read from this line: “about"),
        ("Tasks", "Hand in", "styles", "450: A comparison", "No length is read from this line: “450: A comparison”"),
        ("Criteria", "Asks", "1.2", "effects: three effects", "No number is read from this line: “effects: three"),
        ("Criteria", "Asks", "1.2", "effects: 3 - 5 effects", "No number is read from this line: “effects: 3 - 5"),
    ],
)
def test_a_number_that_cannot_be_read_is_named(
    sheet: str, heading: str, row: str, line: str, found: str, unit: Unit, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        cell_of(book, sheet, heading, row).value = line

    problems = problems_of(workspace_with(tmp_path, changed_workbook(unit, change)))
    assert any(problem.message.startswith(found) and problem.place.sheet == sheet for problem in problems)


def test_nothing_is_locked_and_text_is_text(unit: Unit) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(unit)))
    assert book.sheetnames == ["Unit", "Criteria", "Tasks", "Methods"]
    assert not any(sheet.protection.sheet for sheet in book)
    cell = cell_of(book, "Criteria", "Criterion id", "1.10")
    assert (cell.value, cell.data_type, cell.number_format) == ("1.10", "s", "@")
    assert cell_of(book, "Criteria", "Criterion id", "1.10").offset(20).number_format == "@"
    choices = {
        (sheet.title, str(rule.formula1)) for sheet in book for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }  # fmt: skip
    assert ("Unit", '"paraphrase,official"') in choices
    assert any(sheet == "Tasks" and "professional discussion" in words for sheet, words in choices)


WRONG_ENTRIES = (
    (
        ("Unit", "Entry", "Credits", "two", "“Credits” is “two”, which is not a whole number."),
        ("Unit", "Entry", "Title", None, "“Title” is missing from the workbook. Fill in the cell."),
        ("Unit", "Entry", "Wording", "ours", "“Wording” is “ours”, which is not one of its choices."),
        ("Unit", "Entry", "Version", 1.1, "“1.1” is stored as a number, so it may have lost a nought"),
        ("Criteria", "Marks", "1.2", "many", "“Marks” is “many”, which is not a whole number."),
        ("Criteria", "Verb", "1.2", datetime.date(2026, 10, 1), "The cell holds a date, 2026-10-01, where “Verb”"),
        ("Criteria", "Text", "1.10", None, "“Text” is missing from this row."),
        ("Criteria", "Text", "1.2", "=A1+1", "The cell holds a formula whose result is not stored."),
        ("Tasks", "Prompts", "styles", "Ask about styles", "It is not said which criterion this line is about"),
        (
            "Criteria",
            "Asks",
            "1.2",
            "five risks",
            "This line does not say what is asked for: “five risks”. Write an",
        ),
        ("Tasks", "Words", "styles", "some", "“Words” is “some”, which is not a whole number."),
        ("Methods", "written assignment", "Hours", "1.5", "“Hours” is “1.5”, which is not a whole number."),
    ),
    (
        ("Criteria", "Criterion id", "1.10", 1.1, "“1.1” is stored as a number, so it may have lost a nought"),
        (
            "Criteria",
            "Criterion id",
            "1.10",
            1.1,
            "There is a second criterion “1.1” here; the first is in",
        ),
        ("Tasks", "Criteria", "styles", "1.1, 9.9", "Task styles names the criterion “9.9”, which the unit"),
        ("Methods", "written assignment", "Purpose", "{{ emplyer.name }}", "emplyer"),
    ),
    (("Tasks", "Method", "written assignment", "written exam", "“written exam” is “written exam”, which is not one"),),
)


@pytest.mark.parametrize("wrong", WRONG_ENTRIES)
def test_what_is_wrong_is_named_by_sheet_and_cell(
    wrong: Sequence[tuple[str, str, str, object, str]], unit: Unit, tmp_path: Path
) -> None:
    expected = []

    def change(book: Any) -> None:
        cells = [cell_of(book, sheet, heading, below) for sheet, heading, below, _, _ in wrong]
        for cell, (sheet, _, _, entry, message) in zip(cells, wrong, strict=True):
            cell.value = entry
            expected.append((f"{FILE}, sheet “{sheet}”, cell {cell.coordinate}: ", message))

    lines = lines_of(workspace_with(tmp_path, changed_workbook(unit, change)))
    for where, message in expected:
        assert [line for line in lines if line.startswith(where) and message in line], (where, message, lines)


@pytest.mark.parametrize(
    ("sheet", "heading", "below", "entry"),
    [
        ("Unit", "Entry", "Title", "=A1"),
        ("Criteria", "Verb", "1.2", datetime.date(2026, 10, 1)),
        ("Criteria", "Marks", "1.2", datetime.date(2026, 10, 1)),
    ],
)
def test_what_cannot_be_used_is_not_called_missing(
    sheet: str, heading: str, below: str, entry: object, unit: Unit, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        cell_of(book, sheet, heading, below).value = entry

    (problem,) = problems_of(workspace_with(tmp_path, changed_workbook(unit, change)))
    assert problem.message.startswith("The cell holds a ")


WRONG_HEADINGS = (
    (
        ("Unit", "Title", "Tile", "“Tile” is not known on this sheet, so “Understanding Leadership” is not read. Did"),
        ("Criteria", "Verb", "Verbs", "“Verbs” is not known on this sheet, so “Describe” is not read. Did you mean"),
        ("Tasks", "Guidance", None, "stands below no heading, and is not read."),
        ("Methods", "Purpose", "Purpse", "“Purpse” is not known on this sheet"),
        ("Methods", "written assignment", None, "This column has no method."),
    ),
    (
        ("Unit", "What", "Which", "No row here begins with “What”."),
        ("Methods", "Method", "Kind", "No row here begins with “Method”."),
    ),
)


@pytest.mark.parametrize("wrong", WRONG_HEADINGS)
def test_nothing_is_passed_over_in_silence(
    wrong: Sequence[tuple[str, str, str | None, str]], unit: Unit, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        for sheet, heading, name, _ in wrong:
            cell_of(book, sheet, heading).value = name

    lines = lines_of(workspace_with(tmp_path, changed_workbook(unit, change)))
    for sheet, _, _, message in wrong:
        assert [line for line in lines if f"sheet “{sheet}”" in line and message in line], (message, lines)


def test_what_stands_beside_the_fields_of_a_unit_is_named(unit: Unit, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        title = cell_of(book, "Unit", "Title")
        title.offset(0, 5).value = "aside"
        title.offset(20).value, title.offset(20, 1).value = "Colour", "blue"
        title.offset(21, 2).value = "more"

    lines = lines_of(workspace_with(tmp_path, changed_workbook(unit, change)))
    assert [re.sub(r".*cell (\w)\d+: ([^.]*).*", r"\1 \2", line) for line in lines] == [
        "F “aside” stands below no heading, and is not read",
        "A “Colour” is not known on this sheet, so “blue” is not read",
        "C “more” stands beside no name of a field, and is not read",
    ]


def test_sheets_and_comments_that_are_not_read_are_named(unit: Unit, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.create_sheet("More criteria")["A1"] = "3.1"
        book.create_sheet("Notes")["A1"] = "To do"
        book["Criteria"]["E7"].comment = Comment("Is this the official text?", "Ann")

    lines = lines_of(workspace_with(tmp_path, changed_workbook(unit, change)))
    assert [line.partition(": ")[0] for line in lines] == [
        f"{FILE}, sheet “Criteria”, cell E7",
        f"{FILE}, sheet “More criteria”",
    ]


def test_what_people_may_not_see_or_mean_is_named(unit: Unit, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        text = cell_of(book, "Criteria", "Text", "1.2")
        text.font = Font(strike=True)
        book["Criteria"].column_dimensions[cell_of(book, "Criteria", "Verb").column_letter].hidden = True
        evidence = cell_of(book, "Tasks", "Evidence", "styles")
        evidence.value = "A note"
        book["Tasks"].merge_cells(f"{evidence.coordinate}:{evidence.offset(1).coordinate}")
        book["Methods"].sheet_state = "hidden"
        title = cell_of(book, "Criteria", "Outcome title", "1")
        book["Criteria"].merge_cells(f"{title.coordinate}:{title.offset(1).coordinate}")

    lines = lines_of(workspace_with(tmp_path, changed_workbook(unit, change)))
    assert [re.sub(r".*cell (\w)\d+: (.{40}).*", r"\1 \2", line) for line in lines] == [
        "D Column D is hidden, and read all the sam",
        "E “Explain why styles have different effec",
        f"{FILE}, sheet “Methods”: The sheet is hidden, and read all the same. Show the sheet to see what is read.",
        "I This cell is merged with others, so it i",
    ]


def test_a_cell_with_control_characters_is_named(unit: Unit, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        verb = cell_of(book, "Criteria", "Verb", "1.10")
        verb.value = f"{verb.value[:2]}@@{verb.value[2:]}"

    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(changed_workbook(unit, change))) as book, zipfile.ZipFile(data, "w") as other:
        for name in book.namelist():
            other.writestr(name, book.read(name).replace(b"@@", b"_x0007_"))
    inputs, found = read_inputs(write_workspace(tmp_path, {UNIT_FILE: None, FILE: data.getvalue(), MARKS_FILE: None}))
    assert [problem.message for problem in found] == [
        "The cell holds control characters, which nothing prints, and is read without them."
    ]
    assert inputs.units == {"8604-308": unit}


@pytest.mark.slow
def test_a_workbook_that_libreoffice_saved_again_is_the_same(tmp_path: Path) -> None:
    unit = read_unit(ROOT, "8604-401")
    path = tmp_path / "unit.xlsx"
    path.write_bytes(written(unit))
    (again,) = converted(tmp_path, "xlsx:Calc MS Excel 2007 XML", path)
    problems = Problems()
    assert read(again, problems).template_digest == unit.template_digest
    assert problems.problems == ()


def test_an_outcome_is_told_by_its_id_wherever_its_rows_stand(unit: Unit, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        id_ = cell_of(book, "Criteria", "Outcome id", "1")
        assert id_.offset(1).value == "1"
        id_.offset(1).value = None  # as in a table whose outcome stands in its first row alone

    root = workspace_with(tmp_path, changed_workbook(unit, change))
    assert inputs_of(root).units == {"8604-308": unit}

    def contradict(book: Any) -> None:
        cell_of(book, "Criteria", "Outcome title").offset(2).value = "Another title"

    root = workspace_with(tmp_path, changed_workbook(unit, contradict))
    assert "“Outcome title” is “Another title” here, and “Know styles of leadership” at cell" in lines_of(root)[0]


def test_a_unit_in_both_formats_at_once_is_a_problem(unit: Unit, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {FILE: written(unit)})
    assert only(root).message == f"The reference “8604-308” is that of {FILE} already."


def test_a_workbook_of_something_else_and_another_format_are_named(tmp_path: Path) -> None:
    register = workbook([["Registration", "First name"], ["1", "Ann"]], sheet="Learners")
    root = write_workspace(tmp_path, {"templates/units/register.xlsx": register, "templates/units/old.ods": b"PK"})
    lines = lines_of(root)
    assert "old.ods: A unit that ends in “.ods” is not read. Save it as an Excel workbook (.xlsx)." in lines[0]
    assert "register.xlsx: The workbook has no sheet “Unit”, “Criteria”, “Tasks” or “Methods”." in lines[1]
    assert {problem.severity for problem in problems_of(root)} == {Severity.WARNING}


def test_a_workbook_with_more_values_than_a_unit_has_is_refused(
    unit: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("markpack.inputs.records.unit_workbook.MOST_VALUES", 20)
    lines = lines_of(workspace_with(tmp_path, written(unit)))
    assert [line for line in lines if "The workbook holds more than 20 values." in line and ", cell " in line]
