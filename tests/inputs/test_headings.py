"""The headings of a table: below titles, repeated, on another sheet, with hidden rows below them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from markpack.errors import Place, Problem, Scope, Severity
from markpack.inputs.problems import Problems
from markpack.inputs.records.register import Register, begin_register

HEAD = "Registration,First name,Last name\n"
ROWS: list[Sequence[str]] = [["Registration", "First name", "Last name"], ["0012345", "Aoife", "Lund"]]


def register_of(folder: Path, content: str | bytes) -> tuple[Register, tuple[Problem, ...]]:
    findings = Problems()
    name = "learners.csv" if isinstance(content, str) else "learners.xlsx"
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return begin_register(folder, "contexts/acme", findings)(), findings.problems


def book(
    sheets: dict[str, Sequence[Sequence[str]]], hidden: Sequence[str] = (), hidden_rows: Sequence[int] = ()
) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
                if number + 1 in hidden_rows:
                    page.set_row(number, options={"hidden": True})
            if name in hidden:
                page.hide()
            else:
                page.activate()
    return stream.getvalue()


def numbers(register: Register) -> list[str]:
    return [learner.registration for learner in register.learners]


def test_headings_are_found_below_titles(tmp_path: Path) -> None:
    register, (found,) = register_of(tmp_path, "Learners,,\n,,\nAutumn,,\n" + HEAD + "0012345,Aoife,Lund\n")
    assert numbers(register) == ["0012345"]
    assert (found.place.line, found.severity) == (4, Severity.WARNING)
    assert found.message == "The headings were found in this row; what stands above it is not read: “Learners”."


def test_the_row_with_the_most_headings_is_named_where_one_is_missing(tmp_path: Path) -> None:
    register, (found, _) = register_of(tmp_path, "Learners,,\nRegistration,First name,Nom\n0012345,Aoife,Lund\n")
    assert register.mentioned is None
    assert (found.place.line, found.message) == (2, "There is no column “Last name”.")
    assert found.hint == "Add it to the headings; those found are “Registration”, “First name” and “Nom”."


def test_repeated_headings_are_passed_over(tmp_path: Path) -> None:
    again = "registration no,FIRST NAME,Surname\n"
    register, (found,) = register_of(tmp_path, HEAD + "0012345,Aoife,Lund\n" + again + "0012346,Ann,Lee\n" + HEAD)
    assert numbers(register) == ["0012345", "0012346"]
    assert (found.place.line, found.severity) == (3, Severity.WARNING)
    assert found.message == "The headings are repeated here, and the row is not read (and 1 more further down)."


def test_headings_in_another_order_are_refused(tmp_path: Path) -> None:
    again = "Last name,First name,Registration\nLee,Ann,0012346\n"
    _, found = register_of(tmp_path, HEAD + "0012345,Aoife,Lund\n" + again)
    assert found[0].severity is Severity.ERROR
    assert found[0].place == Place("contexts/acme/learners.csv", 3, 1)
    assert "in another order" in found[0].message


def test_a_register_may_stand_behind_a_summary_or_a_hidden_sheet(tmp_path: Path) -> None:
    register, (found,) = register_of(tmp_path, book({"Export Summary": [["Exported"]], "Learners - Table 1": ROWS}))
    assert numbers(register) == ["0012345"]
    assert (found.place.sheet, found.severity) == ("Learners - Table 1", Severity.WARNING)
    assert found.message == "The register was found on this sheet, and not on the first one, “Export Summary”."
    old = [["Registration", "First name", "Last name"], ["0000001", "Old", "Learner"]]
    register, (found,) = register_of(tmp_path, book({"Lists": old, "Now": ROWS}, hidden=["Lists"]))
    assert numbers(register) == ["0012345"]
    assert (found.place.sheet, found.message) == (
        "Lists", "This sheet is a register too, but it is hidden and is not read.",
    )  # fmt: skip


def test_a_second_register_in_a_workbook_is_read_and_named(tmp_path: Path) -> None:
    register, (found,) = register_of(tmp_path, book({"Learners": ROWS, "Old": [*ROWS, ["0012346", "Ann", "Lee"]]}))
    assert numbers(register) == ["0012345", "0012346"]
    assert (found.place.sheet, found.message) == (
        "Old", "This sheet is a register too, and its learners are read after those on “Learners”.",
    )  # fmt: skip


def test_a_register_on_a_hidden_sheet_alone_is_read_with_a_warning(tmp_path: Path) -> None:
    register, (found,) = register_of(tmp_path, book({"Notes": [["x"]], "Learners": ROWS}, hidden=["Learners"]))
    assert numbers(register) == ["0012345"]
    assert found.message == "The register was found on a hidden sheet."


def test_hidden_rows_are_read_with_a_warning(tmp_path: Path) -> None:
    rows = [*ROWS, ["0012346", "Ann", "Lee"], ["0012347", "Lee", "Ann"]]
    register, (found,) = register_of(tmp_path, book({"Learners": rows}, hidden_rows=[2, 4]))
    assert numbers(register) == ["0012345", "0012346", "0012347"]
    assert found.place.cell == "A2"
    assert found.message == "Rows 2 and 4 are hidden, by a filter or by hand, and read all the same."


def test_rows_of_noughts_are_no_learners(tmp_path: Path) -> None:
    register, (found,) = register_of(tmp_path, HEAD + "0012345,Aoife,Lund\n0,0,0\n0000000,0,0\n0,Ann,Lee\n")
    assert numbers(register) == ["0012345", "0"]
    assert (found.place.line, found.severity) == (3, Severity.WARNING)
    assert found.message == (
        "This row holds noughts, as formulas leave for empty cells, and is not read (and 1 more further down)."
    )


def test_identifiers_that_a_program_rewrote_are_refused(tmp_path: Path) -> None:
    assert numbers(register_of(tmp_path, HEAD + "7E001,Aoife,Lund\n")[0]) == ["7E001"]
    for written in ("12345.0", "2.02601E+11", "2E+05"):
        register, (found,) = register_of(tmp_path, HEAD + f"{written},Aoife,Lund\n{written}0,Ann,Lee\n")
        assert found.severity is Severity.ERROR
        assert found.message.startswith(f"The registration number “{written}” has been rewritten as a number")
        assert not found.scope.holds, "of nobody is it known who they are"
        assert register.learners == ()


def test_a_rewritten_number_holds_nobody_else(tmp_path: Path) -> None:
    rows = "0012345,Aoife,Lund\n2.02601E+11,Ann,Lee\n2.02601E+11,Lee,Ann\n"
    register, (found,) = register_of(tmp_path, HEAD + rows)
    assert numbers(register) == ["0012345"]
    assert register.unsure == {"2.02601E+11"}
    assert (found.scope, found.reach.learners, found.place.line) == (Scope.LEARNER, ("2.02601E+11",), 3)
    assert found.message.endswith("has been rewritten as a number by a program (and 1 more in the column).")
