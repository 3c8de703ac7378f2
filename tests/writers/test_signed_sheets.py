"""Completed mark sheets of sheets that came back signed: the box that was signed says so, in every format."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import docx
import openpyxl
import pymupdf
import pytest

from markpack.assessment.outcome import assess
from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.builder import build_completed_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.model.forms.signatures import ASSESSOR, IQA, NOT_KNOWN, SIGNED_ELSEWHERE, SIGNED_ON_SHEET
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters import masters
from tests.samples import alone, learner, marked, setting, unit

MARKS: dict[str, int | str | None] = {"1.2": 20, "2.1": 20}


def sheet(*signers: str) -> MarkSheet:
    place = setting(unit({"1.2": 24, "2.1": 28}))
    result = assess(place.unit, replace(marked(MARKS), signers=signers))
    return build_completed_sheet(build_form(place), place, learner(), result, alone(place, result))


def row_of_pdf(data: bytes) -> list[str]:
    """What stands to the right of each label for a signature, from left to right."""
    with pymupdf.open(stream=data) as pdf:
        page = pdf[len(pdf) - 1]
        labels = sorted(page.search_for("Signature"), key=lambda area: area.x0)
        ends = [area.x0 - 3 for area in labels[1:]] + [page.rect.x1]
        boxes = [
            pymupdf.Rect(label.x1, label.y0 - 3, end, label.y1 + 20) for label, end in zip(labels, ends, strict=True)
        ]
        return [" ".join(page.get_text("text", clip=box).split()) for box in boxes]


def row_of_word(data: bytes) -> list[str]:
    (cells,) = (
        [cell.text for cell in row.cells]
        for table in docx.Document(io.BytesIO(data)).tables
        for row in table.rows
        if row.cells[0].text == "Signature"
    )
    return [cells[1], cells[3]]


def row_of_workbook(data: bytes) -> list[str]:
    grid = openpyxl.load_workbook(io.BytesIO(data))["Mark sheet"]
    (row,) = (list(row) for row in grid.iter_rows(values_only=True) if row[0] == "Signature")
    values = [value for value in row if value is not None]
    after = [values[at + 1] if at + 1 < len(values) else "" for at, value in enumerate(values) if value == "Signature"]
    return [str(value) if value != "Signature" else "" for value in after]


READ = {Format.PDF: row_of_pdf, Format.DOCX: row_of_word, Format.XLSX: row_of_workbook}


@pytest.mark.parametrize("fmt", READ)
@pytest.mark.parametrize(
    ("signers", "row"),
    [
        ((ASSESSOR,), [SIGNED_ON_SHEET, ""]),
        pytest.param((IQA,), ["", SIGNED_ON_SHEET], marks=pytest.mark.slow),
        pytest.param((), ["", ""], marks=pytest.mark.slow),
    ],
)
def test_each_format_says_in_which_box_the_sheet_was_signed(
    fmt: Format, signers: tuple[str, ...], row: list[str]
) -> None:
    data = write(sheet(*signers), fmt, Layouts())
    assert READ[fmt](data) == row


@pytest.mark.slow
@pytest.mark.parametrize("fmt", READ)
def test_signed_and_unsigned_sheets_of_one_form_are_not_mixed_up(fmt: Format) -> None:
    for signers in ((ASSESSOR, IQA), (), (IQA,)):
        made = masters.write(sheet(*signers), fmt, Layouts())
        assert READ[fmt](made.data) == [SIGNED_ON_SHEET if name in signers else "" for name in (ASSESSOR, IQA)]


def test_a_signature_in_no_box_is_told_below_them() -> None:
    made = sheet(NOT_KNOWN)
    assert (made.assessor_signature, made.iqa_signature, made.other_signature) == ("", "", SIGNED_ELSEWHERE)
    book = openpyxl.load_workbook(io.BytesIO(write(made, Format.XLSX, Layouts())))
    assert SIGNED_ELSEWHERE in [cell for row in book["Mark sheet"].iter_rows(values_only=True) for cell in row]


@pytest.mark.parametrize(
    ("signers", "said"),
    [((), {}), ((ASSESSOR, IQA), {"signed_on_sheet": True, "signed_by": ["assessor", "iqa"]}),
     ((NOT_KNOWN,), {"signed_on_sheet": True, "signed_by": []})],
)  # fmt: skip
def test_the_record_says_who_signed(signers: tuple[str, ...], said: dict[str, object]) -> None:
    made = sheet(*signers)
    assert made.record is not None
    record = json.loads(made.record.data)
    assert {name: value for name, value in record.items() if name.startswith("signed")} == said
