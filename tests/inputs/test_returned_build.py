"""The round trip: a blank of a build is filled in, dropped into marks/, and the next build has the marks."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest

from markpack.app.full_build import build
from markpack.app.input_check import check
from markpack.app.workspace import Workspace
from markpack.model.outcome import Outcome
from markpack.report import Options
from tests.inputs.problems import only
from tests.inputs.returned import FOLDER, REGISTER, Values, attempts, field, fill_cells, fill_pdf, fill_word
from tests.workspaces import CONTEXT, MARKS_FILE, changed, write_workspace

FILL: dict[str, Callable[[bytes, Values], bytes]] = {"xlsx": fill_cells, "docx": fill_word, "pdf": fill_pdf}
FIRST = {
    field("mark", "1.1"): "18", field("comment", "1.1"): "Clear & well argued.", field("mark", "1.2"): "9",
    field("mark", "1.10"): "3", field("comment", "1.10"): "Little is said.",
    field("assessor"): "Dana Whitfield", field("assessed_on"): "20 October 2026",
}  # fmt: skip
SECOND = {field("mark", "1.10"): "20", field("outcome"): "Pass", field("total"): "47"}


@pytest.mark.parametrize("fmt", list(FILL))
def test_a_blank_goes_out_and_its_marks_come_back(fmt: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=REGISTER)
    output = root / "output/acme/8604-308"

    def make(*kinds: str, format: str) -> None:
        chosen = Options(kinds=kinds, formats=(format,), learners=("0012345",), jobs=1)
        assert build(Workspace(root), chosen).failed == ()

    def send_back(attempt: int, values: Values) -> None:
        make("blank", format=fmt)
        (path,) = (output / "blank").glob(f"*({attempt}) *.{fmt}")
        target = root / FOLDER / f"Copy of {attempt}.{fmt}"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(FILL[fmt](path.read_bytes(), values))

    send_back(1, FIRST)
    send_back(2, SECOND)
    assert check(Workspace(root)) == ()
    make("completed", format="xlsx")
    (path,) = (output / "completed").glob("*(2) *.xlsx")
    book = openpyxl.load_workbook(path, data_only=True)

    def value(name: str) -> object:
        ((sheet, cell),) = book.defined_names[name].destinations
        return book[sheet][cell.replace("$", "")].value

    assert [value(field("mark", part)) for part in ("1.1", "1.2", "1.10")] == [18, 9, 20]
    assert value(field("comment", "1.1")) == "Met in attempt 1."
    assert str(value(field("earlier", "1.10"))).startswith("Attempt 1: ")
    assert value(field("outcome")) == "Pass"


@pytest.mark.slow
def test_completed_sheets_and_results_show_what_came_back(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=REGISTER)
    build(Workspace(root), Options(kinds=("blank",), formats=("docx",), learners=("0012345",), jobs=1))
    (path,) = (root / "output/acme/8604-308/blank").glob("*0012345*")
    (root / FOLDER).mkdir()
    (root / FOLDER / "a.docx").write_bytes(fill_word(path.read_bytes(), {**FIRST, field("mark", "1.10"): "20"}))
    build(Workspace(root), Options(kinds=("completed", "results"), formats=("pdf", "xlsx"), jobs=1))
    (made,) = (root / "output/acme/8604-308/completed").glob("*.pdf")
    with pypdfium2.PdfDocument(made) as pdf:
        shown = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    assert "Clear & well argued." in shown
    assert "Pass: every criterion is met." in shown
    with pikepdf.open(made) as document:
        record = json.loads(next(iter(document.attachments.values())).get_file().read_bytes())
    assert "0012345" in json.dumps(record)
    results = openpyxl.load_workbook(io.BytesIO((root / "output/acme/results.xlsx").read_bytes()), data_only=True)
    cells = {
        str(cell.value) for sheet in results for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    assert any("Pass" in text for text in cells)
    assert any("Jones" in text for text in cells)


@pytest.mark.slow
@pytest.mark.parametrize("fmt", list(FILL))
def test_decisions_come_back_where_a_unit_is_marked_by_them(fmt: str, tmp_path: Path) -> None:
    context = changed(CONTEXT, ("    set_on:", "    marking: pass or refer\n    set_on:"))
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=REGISTER, context=context)
    build(Workspace(root), Options(kinds=("blank",), formats=(fmt,), learners=("0012345",), jobs=1))
    (path,) = (root / "output/acme/8604-308/blank").glob("*0012345*")
    values = {field("decision", part): "Pass" for part in ("1.1", "1.2")} | {field("decision", "1.10"): "Referral"}
    values |= {field("comment", "1.10"): "Show more."}
    (root / FOLDER).mkdir()
    (root / FOLDER / f"a.{fmt}").write_bytes(FILL[fmt](path.read_bytes(), {**values, field("outcome"): "Referral"}))
    ((_, found),) = attempts(root).items()
    decisions = {part: recorded.decision for part, recorded in found.criteria.items()}
    assert decisions == {"1.1": Outcome.PASS, "1.2": Outcome.PASS, "1.10": Outcome.REFERRAL}
    (root / FOLDER / f"a.{fmt}").write_bytes(FILL[fmt](path.read_bytes(), {**values, field("outcome"): "Pass"}))
    assert "AC 1.10 is not met" in only(root).message
