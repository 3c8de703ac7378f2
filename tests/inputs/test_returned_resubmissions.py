"""A resubmission's sheet has fields for what is open alone: it is read in full, and what is missing on it is told."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import problems_of
from tests.inputs.returned import (
    FIRST_ATTEMPT,
    REGISTER,
    Values,
    attempts,
    blank,
    edit_pdf,
    field,
    fill_cells,
    fill_pdf,
    fill_word,
    returned,
)
from tests.workspaces import write_workspace

FILL: dict[str, Callable[[bytes, Values], bytes]] = {"xlsx": fill_cells, "docx": fill_word, "pdf": fill_pdf}
VALUES = {field("mark", "1.10"): "20", field("comment", "1.10"): "Much better.", field("outcome"): "Pass"}


def second(fmt: str) -> bytes:
    return FILL[fmt](blank(fmt, attempt=2), VALUES)


@pytest.mark.parametrize("fmt", list(FILL))
def test_what_is_filled_in_on_a_resubmissions_sheet_is_read_without_a_problem(fmt: str, tmp_path: Path) -> None:
    root = returned(tmp_path, {f"a.{fmt}": second(fmt)}, marks=FIRST_ATTEMPT)
    marked = attempts(root)["0012345", 2]
    assert list(marked.criteria) == ["1.10"]
    assert (marked.criteria["1.10"].mark, marked.criteria["1.10"].comment) == (Fraction(20), "Much better.")


@pytest.mark.parametrize("fmt", list(FILL))
def test_a_criterion_that_is_printed_as_met_but_is_not_any_more_is_a_warning(fmt: str, tmp_path: Path) -> None:
    marks = FIRST_ATTEMPT.replace("1.2,9,,", "1.2,2,,Show more.")
    files = {f"a.{fmt}": FILL[fmt](blank(fmt, attempt=2), {field("mark", "1.10"): "20"})}
    found, *others = problems_of(returned(tmp_path, files, marks=marks))
    assert not any("typed" in other.hint for other in others)  # nobody typed over what the sheet prints
    assert found.severity is Severity.WARNING
    assert found.message.startswith("AC 1.2 cannot be marked on this mark sheet, where it is printed as met before")
    assert "newly built mark sheet or markbook" in found.hint


TWO_OPEN = FIRST_ATTEMPT.replace("1.2,9,,", "1.2,2,,Show more.")


@cache
def sheets_of_two_open() -> Mapping[str, bytes]:
    """The sheet of attempt 2 of a learner who has not met 1.2 and 1.10, in each format."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_workspace(Path(folder), register=REGISTER, marks=TWO_OPEN)
        build(Workspace(root), Options(kinds=("blank",), jobs=1))
        return {path.suffix[1:]: path.read_bytes() for path in root.glob("output/acme/8604-308/blank/*(2)*")}


@pytest.mark.parametrize("fmt", list(FILL))
def test_a_criterion_that_a_correction_has_met_since_is_a_warning(fmt: str, tmp_path: Path) -> None:
    values = {field("mark", "1.2"): "10", field("mark", "1.10"): "20"}
    files = {f"a.{fmt}": FILL[fmt](sheets_of_two_open()[fmt], values)}
    assert not any("met by now" in entry.message for entry in problems_of(returned(tmp_path, files, marks=TWO_OPEN)))
    inputs, problems = read_inputs(returned(tmp_path, files, marks=FIRST_ATTEMPT))  # in which 1.2 has 9, and is met
    (found,) = (entry for entry in problems if "met by now" in entry.message)
    assert found.severity is Severity.WARNING
    assert found.message == (
        "AC 1.2 is marked on this mark sheet of attempt 2, but is met by now in attempt 1 "
        "(learner 0012345, unit 8604-308)."
    )
    assert found.hint == "What is on the sheet counts. Clear it there to keep what was met."
    assert found.place.file.endswith(f"a.{fmt}")
    assert [entry.criteria["1.2"].mark for entry in inputs.employers[0].marked] == [9, 10]


def test_a_list_that_marks_again_what_is_met_is_no_warning(tmp_path: Path) -> None:
    again = "0012345,8604-308,2,1.2,10,,,Dana Whitfield\n0012345,8604-308,2,1.10,20,,\n"
    found = problems_of(returned(tmp_path, {}, marks=FIRST_ATTEMPT + again))
    assert not any("met by now" in entry.message for entry in found)


def test_what_is_typed_over_met_in_an_earlier_attempt_is_quoted(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(second("xlsx")))
    (cell,) = (cell for row in book["Mark sheet"].iter_rows() for cell in row if cell.value == "Met in attempt 1." and
               book["Mark sheet"].cell(cell.row, 1).value == "1.2")  # fmt: skip
    cell.value = "On second thoughts 4 marks."
    target = io.BytesIO()
    book.save(target)
    (found,) = problems_of(returned(tmp_path, {"a.xlsx": target.getvalue()}, marks=FIRST_ATTEMPT))
    assert "comment of criterion 1.2 (“On second thoughts 4 marks.”)" in found.message
    assert found.severity is Severity.ERROR


def test_only_what_is_open_has_fields() -> None:
    with pikepdf.open(io.BytesIO(blank("pdf", attempt=2))) as pdf:
        names = {str(entry.T) for entry in pdf.Root.AcroForm.Fields}
    cells = set(openpyxl.load_workbook(io.BytesIO(blank("xlsx", attempt=2))).defined_names)
    for present in (names, cells):
        assert {field("mark", "1.10"), field("comment", "1.10")} <= present
        assert present.isdisjoint(field(name, part) for name in ("mark", "comment") for part in ("1.1", "1.2"))


def test_a_lost_field_of_an_open_criterion_is_still_told(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        gone = fields[field("mark", "1.10")].objgen
        for page in pdf.pages:
            page.Annots = pikepdf.Array([entry for entry in page.get("/Annots", []) if entry.objgen != gone])
        pdf.Root.AcroForm.Fields = pikepdf.Array([entry for entry in pdf.Root.AcroForm.Fields if entry.objgen != gone])

    root = returned(tmp_path, {"a.pdf": edit_pdf(second("pdf"), edit)}, marks=FIRST_ATTEMPT)
    assert any("nothing is read for: mark of criterion 1.10" in entry.message for entry in problems_of(root))
