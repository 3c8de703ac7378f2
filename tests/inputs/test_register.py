"""The register, from CSV and XLSX."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pytest

from markpack.errors import Place, Scope, Severity
from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.problems import inputs_of, lines_of, only, problems_of
from tests.workspaces import MARKS_FILE, REGISTER, REGISTER_FILE, changed, workbook, write_workspace

XLSX_FILE = "contexts/acme/learners.xlsx"
HEADINGS = ["Registration no", "Forename", "Surname", "ULN", "Registration date", "In work"]


def with_workbook(root: Path, rows: list[list[object]], formats: dict[str, str] | None = None) -> Path:
    data = workbook([HEADINGS, *rows], formats=formats)
    return write_workspace(root, {REGISTER_FILE: None, XLSX_FILE: data, "contexts/acme/marks/marks.csv": None})


def test_learners_are_read_as_they_are_written(tmp_path: Path) -> None:
    learners = inputs_of(write_workspace(tmp_path)).employers[0].learners
    assert [learner.registration for learner in learners] == ["0012345", "0012346", "0012347"]
    assert [learner.name for learner in learners] == ["Rhys Jones", "Minh Nguyễn Thị", "Siobhán O'Brien"]
    assert learners[0].registered_on == datetime.date(2026, 9, 1)
    assert learners[0].in_work


def test_a_workbook_is_read_like_a_list(tmp_path: Path) -> None:
    serial = (datetime.date(2026, 9, 1) - datetime.date(1899, 12, 30)).days
    rows: list[list[object]] = [
        ["0012345", "Rhys", "Jones", "2956017380", serial, "No"],
        [None, None, None],
        ["0012346", "Minh", "<b>R&D</b> {{ 7*7 }}", None, "1 September 2026", True],
    ]
    learners = inputs_of(with_workbook(tmp_path, rows, {"E2": "dd/mm/yyyy"})).employers[0].learners
    assert [learner.uln for learner in learners] == ["2956017380", ""]
    assert [learner.in_work for learner in learners] == [False, True]
    assert {learner.registered_on for learner in learners} == {datetime.date(2026, 9, 1)}
    assert learners[1].last_name == "<b>R&D</b> {{ 7*7 }}"


def test_numbers_in_the_registration_column_may_have_lost_zeros(tmp_path: Path) -> None:
    found = only(with_workbook(tmp_path, [[12345, "Rhys", "Jones"], [12346, "Minh", "Ng"]]), Severity.WARNING)
    assert found.place == Place(XLSX_FILE, sheet="Sheet1", cell="A2")
    assert found.message == (
        "The registration number “12345” is stored as a number, so it may have lost leading zeros "
        "(and 1 more in the column)."
    )
    assert "as Text" in found.hint


def test_short_numbers_in_a_list_may_have_lost_zeros(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, register=REGISTER + "12348,Ann,Lee,,\n")
    found = only(root, Severity.WARNING)
    assert "“12348” is shorter than the others’ 7 digits" in found.message


def test_a_date_made_of_a_registration_number_is_noticed(tmp_path: Path) -> None:
    root = with_workbook(tmp_path, [[46000, "Rhys", "Jones"]], {"A2": "dd/mm/yyyy"})
    assert "is stored as a date" in only(root).message


@pytest.mark.parametrize("ending", [".ods", ".XLS", ".numbers"])
def test_a_register_in_another_format_has_a_remedy(tmp_path: Path, ending: str) -> None:
    files: dict[str, str | bytes | None] = {REGISTER_FILE: None, f"contexts/acme/Learners{ending}": b"x"}
    found = only(write_workspace(tmp_path, files))
    assert str(found) == (
        f"contexts/acme/Learners{ending}: A register that ends in “{ending}” is not read. "
        "Save it as an Excel workbook (.xlsx)."
    )


def test_formulas_without_results_are_not_one_number_twice(tmp_path: Path) -> None:
    found = problems_of(with_workbook(tmp_path, [["=A9", "Rhys", "Jones"], ["=A9", "Minh", "Ng"]]))
    assert [problem.place.cell for problem in found if problem.severity is Severity.ERROR] == ["A2", "A3"]


def test_a_register_saved_by_excel_with_semicolons_in_windows_1252(tmp_path: Path) -> None:
    text = "Enrolment number;First name;Family name\r\n0012345;Siân;O’Connor-Müller\r\n"
    root = write_workspace(tmp_path, {REGISTER_FILE: text.encode("cp1252"), "contexts/acme/marks/marks.csv": None})
    found = only(root, Severity.WARNING)
    assert found.place == Place(REGISTER_FILE, 2, 9)
    assert "here that gives “Siân”" in found.message


def test_letters_that_were_lost_when_a_register_was_saved_are_noticed(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path / "lost", register=changed(REGISTER, ("Nguyễn", "Nguy\ufffdn"))))
    assert found.message == (
        "“Nguy\ufffdn Thị” has letters that were lost when the file was saved, and nobody can tell which were meant."
    )
    found = only(write_workspace(tmp_path, register=changed(REGISTER, ("Nguyễn", "Nguy?n"))), Severity.WARNING)
    assert found.place == Place(REGISTER_FILE, 3, 14)
    assert found.message.startswith("“Nguy?n Thị” has a question mark in it; letters were probably lost")


@pytest.mark.parametrize("name", ["Learners.CSV", "LEARNERS.XLSX"])
def test_capitals_in_a_registers_name_do_not_matter(tmp_path: Path, name: str) -> None:
    rows: list[list[object]] = [[*HEADINGS], ["0012345", "Rhys", "Jones"]]
    files: dict[str, str | bytes | None] = {
        REGISTER_FILE: None,
        "contexts/acme/marks/marks.csv": None,
        f"contexts/acme/{name}": REGISTER if name.endswith("CSV") else workbook(rows),
    }
    assert inputs_of(write_workspace(tmp_path, files)).employers[0].learners[0].registration == "0012345"


def test_a_registration_number_that_stands_twice_names_both_places(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, register=REGISTER + "0012345,Ann,Lee,,\n"))
    assert str(found) == (
        "contexts/acme/learners.csv, line 5, column 1: The registration number “0012345” appears a second time; "
        "the first is at line 2. Give each learner their own number, or delete the row that is not needed."
    )


def test_two_learners_may_have_the_same_name(tmp_path: Path) -> None:
    inputs = inputs_of(write_workspace(tmp_path, register=REGISTER + "0012348,Rhys,Jones,,\n"))
    assert len(inputs.employers[0].learners) == 4


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("0012346,Minh", ",Minh", "line 3, column 1: The learner in this row has no registration. Fill it in"),
        ("Minh,Nguyễn Thị", ",", "line 3, column 9: The learner has no name. Fill in the first name, the last name"),
        (
            "Minh,Nguyễn Thị",
            "-,.",
            "line 3, column 9: The learner has no name. Fill in the first name, the last name or",
        ),
        (
            "0012346,Minh,Nguyễn Thị,,01/09/2026",
            "Page 1 of 2,,,,",
            "line 3, column 1: “Page 1 of 2” stands alone in its row",
        ),
        ("0012346,Minh", "#N/A,Minh", "line 3, column 1: The cell shows the error #N/A."),
        ("Minh,", "########,", "line 3, column 9: The cell shows the error ########."),
        (
            "Jones,,",
            "Jones,4120 735 183,",
            "line 2, column 20: “4120 735 183” is not a ULN. Write its ten digits and nothing",
        ),
        ("0012346,Minh", '"12,346",Minh', "line 3, column 1: The registration number “12,346” has been rewritten as a"),
        ("0012346,Minh", "00 12346,Minh", "line 3, column 1: “00 12346” is not a registration number. Write up to 24"),
        ("Jones,,", "Jones,2956017381,", "line 2, column 20: “2956017381” is not a ULN. Its last digit does not agree"),
        ("Jones,,01/09/2026", "Jones,,01/09/9998", "line 2, column 21: “01/09/9998” is not in the years from 2000 to"),
        ("Jones,,01/09/2026", "Jones,,1/13/2026", "line 2, column 21: “1/13/2026” has the month before the day."),
    ],
)
def test_a_problem_stands_at_its_cell(tmp_path: Path, old: str, new: str, line: str) -> None:
    root = write_workspace(tmp_path, register=changed(REGISTER, (old, new)), marks="learner,unit,criterion,mark\n")
    assert any(line in shown for shown in lines_of(root)), lines_of(root)


@pytest.mark.parametrize(("alone", "learners"), [("Total: 2 learners", ()), ("0012348", ("0012348",))])
def test_a_note_below_the_table_holds_nobody(tmp_path: Path, alone: str, learners: tuple[str, ...]) -> None:
    found = only(write_workspace(tmp_path, register=f"{REGISTER}{alone},,,,\n"))
    assert (found.scope, found.reach.learners) == (Scope.LEARNER, learners)


@pytest.mark.parametrize("row", ["0012348,,Suharto,,", "0012348,Suharto,,,"])
def test_a_learner_may_have_one_name(tmp_path: Path, row: str) -> None:
    found = inputs_of(write_workspace(tmp_path, register=f"{REGISTER}{row}\n")).employers[0].learners[-1]
    assert (found.name, found.name_in_lists, found.initials) == ("Suharto", "Suharto", "S")


@pytest.mark.parametrize(
    ("row", "column", "rest"),
    [
        ("0012348,-,Suharto,,", 9, "a last name only"),
        ("0012348,Suharto,.,,", 17, "a first name only"),
        ("0012348,--,Suharto,,", 9, "a last name only"),
    ],
)
def test_a_dot_or_dash_is_no_name(tmp_path: Path, row: str, column: int, rest: str) -> None:
    inputs, (found,) = read_inputs(write_workspace(tmp_path, register=f"{REGISTER}{row}\n"))
    assert inputs.employers[0].learners[-1].name == "Suharto"
    assert (found.place, found.severity) == (Place(REGISTER_FILE, 5, column), Severity.WARNING)
    assert found.message.endswith(f"is not a name, so the learner has {rest}.")


def test_marks_with_the_dot_of_an_earlier_register_still_belong_to_their_learner(tmp_path: Path) -> None:
    marks = "learner,unit,criterion,mark,first name,last name\n0012348,8604-308,1.1,20,.,Suharto\n"
    inputs = inputs_of(write_workspace(tmp_path, register=f"{REGISTER}0012348,,Suharto,,\n", marks=marks))
    assert [attempt.learner for attempt in inputs.employers[0].marked] == ["0012348"]


@pytest.mark.parametrize("nothing", ["NULL", "nan", "N/A", "(blank)", "0"])
def test_what_programs_write_for_an_empty_cell_is_none(tmp_path: Path, nothing: str) -> None:
    register = f"{REGISTER}0012348,{nothing},Suharto,{nothing},\n"
    inputs, found = read_inputs(write_workspace(tmp_path, register=register))
    learner = inputs.employers[0].learners[-1]
    assert (learner.name, learner.uln) == ("Suharto", "")
    assert [(entry.place.column, entry.message) for entry in found] == [
        (column, f"“{nothing}” stands for an empty cell, and is not read.") for column in (9, len(nothing) + 18)
    ]


def test_a_learner_with_and_without_zeros_is_one(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=REGISTER + "12345,Rhys,JONES,,\n12346,Ann,Lee,,\n")
    found, short = problems_of(root)
    assert (short.place.line, short.severity) == (6, Severity.WARNING)
    assert (found.place.line, found.scope, found.severity) == (5, Scope.LEARNER, Severity.ERROR)
    assert found.message == (
        "Rhys JONES is listed here as “12345” and at line 2 as “0012345”; leading zeros are probably lost here."
    )


def test_null_and_nan_are_names_too(tmp_path: Path) -> None:
    inputs = inputs_of(write_workspace(tmp_path, register=f"{REGISTER}0012348,Nan,Null,,\n"))
    assert inputs.employers[0].learners[-1].name == "Nan Null"


def test_two_tables_side_by_side_are_told_from_a_second_column(tmp_path: Path) -> None:
    head = "Registration,First name,Last name"
    found = problems_of(write_workspace(tmp_path, register=f"{head},,{head}\n1,A,B,,2,C,D\n", marks="learner,unit\n"))
    hints = {entry.hint for entry in found if "is a second column" in entry.message}
    assert hints == {"There are two tables side by side. Move the rows of the second one below those of the first."}


def test_nines_stand_for_a_uln_that_is_not_there_yet(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, register=changed(REGISTER, ("Jones,,", "Jones,9999999999,")))
    inputs, (found,) = read_inputs(root)
    assert inputs.employers[0].learners[0].uln == ""
    assert (found.place, found.severity) == (Place(REGISTER_FILE, 2, 20), Severity.WARNING)
    assert found.message == "“9999999999” stands for a ULN that is not there yet, so none is used."


def test_an_unknown_column_is_passed_over_with_a_suggestion(tmp_path: Path) -> None:
    found = only(
        write_workspace(tmp_path, register=changed(REGISTER, ("ULN", "Unique learner numbr"))), Severity.WARNING
    )
    assert found.message == "“Unique learner numbr” is not a column that is read."
    assert found.hint.startswith("Did you mean “Unique learner number”?")


def test_a_missing_column_and_an_empty_register_are_said_once(tmp_path: Path) -> None:
    found = problems_of(write_workspace(tmp_path / "a", register=changed(REGISTER, ("Last name", "Nom"))))
    errors = [problem.message for problem in found if problem.severity is Severity.ERROR]
    assert errors == ["There is no column “Last name”."]
    assert only(write_workspace(tmp_path / "b", register="\n")).message == "The table is empty."


def test_two_registers_or_none_are_a_problem_with_a_remedy(tmp_path: Path) -> None:
    both = only(write_workspace(tmp_path / "a", {XLSX_FILE: workbook([HEADINGS])}))
    assert both.message == "There are two registers, learners.csv and learners.xlsx."
    none = only(write_workspace(tmp_path / "b", {REGISTER_FILE: None}))
    assert str(none) == (
        "contexts/acme: There is no register of learners. "
        "Add learners.xlsx or learners.csv with the columns Registration, First name and Last name."
    )


def test_error_values_and_formulas_without_results_are_not_read_as_names(tmp_path: Path) -> None:
    found = only(with_workbook(tmp_path, [["0012345", "=A1", "Jones"]]))
    assert found.place.cell == "B2"
    assert found.message == "The cell holds a formula whose result is not stored."


def two_sheets(root: Path, second: list[list[object]]) -> Path:
    """A workspace whose register has a second sheet with the same headings."""
    book = openpyxl.Workbook()
    for sheet, rows in ((book.worksheets[0], [["0012345", "Rhys", "Jones"]]), (book.create_sheet("Group B"), second)):
        for row in (HEADINGS[:3], *rows):
            sheet.append(row)
    book.worksheets[0].title = "Learners"
    target = io.BytesIO()
    book.save(target)
    return write_workspace(root, {REGISTER_FILE: None, XLSX_FILE: target.getvalue(), MARKS_FILE: None})


def test_further_sheets_that_are_registers_are_read_too(tmp_path: Path) -> None:
    root = two_sheets(tmp_path, [["0012346", "Minh", "Nguyễn"], ["0012345", "Rhys", "Jones"]])
    inputs, warnings = read_inputs(root)
    assert [learner.registration for learner in inputs.employers[0].learners] == ["0012345", "0012346"]
    assert [(warning.place.sheet, warning.message) for warning in warnings] == [
        ("Group B", "This sheet is a register too, and its learners are read after those on “Learners”."),
    ]


def test_a_number_that_is_somebody_elses_on_another_sheet_is_a_problem(tmp_path: Path) -> None:
    messages = [problem.message for problem in problems_of(two_sheets(tmp_path, [["0012345", "Minh", "Nguyễn"]]))]
    assert (
        "The registration number “0012345” appears a second time; the first is at contexts/acme/learners.xlsx, "
        "sheet “Learners”, cell A2." in messages
    )


def test_a_table_of_another_name_may_be_the_register(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"contexts/acme/Learner export.xlsx": b"x", REGISTER_FILE: None})
    assert only(root).hint.endswith("If it is “Learner export.xlsx”, give it that name.")
