"""What holds for every workbook: its properties, its bytes, and that no formula depends on the day."""

from __future__ import annotations

import datetime
import hashlib
import html
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.shared.document import Page, Picture
from markpack.writers.xlsx.mark_sheet.workbook import write_mark_sheet
from markpack.writers.xlsx.markbook.workbook import write_markbook
from markpack.writers.xlsx.planner import write_planner
from markpack.writers.xlsx.results import write_results

from .test_xlsx_markbook import ALL, learner, markbook
from .test_xlsx_planner_and_action_plan import PASSED, PLANNER, REFERRED, plan
from .test_xlsx_results import RESULTS
from .xlsx_reading import named, opened
from .xlsx_samples import BRANDING, blank, completed, form, name, properties

WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "blank": lambda: write_mark_sheet(blank()),
    "completed": lambda: write_mark_sheet(completed(form(), {name("mark", "1.1"): "18"})),
    "planner": lambda: write_planner(PLANNER),
    "referral": lambda: plan(REFERRED),
    "pass": lambda: plan(PASSED),
    "markbook": lambda: write_markbook(markbook([learner("0012345", ALL)])),
    "results": lambda: write_results(RESULTS),
}
ACS = {"1.1", "1.2", "2.1", "2.2"}
each = pytest.mark.parametrize("kind", WORKBOOKS)


@cache
def made(kind: str) -> bytes:
    return WORKBOOKS[kind]()


def digests() -> dict[str, str]:
    return {kind: hashlib.sha256(write()).hexdigest() for kind, write in WORKBOOKS.items()}


def test_the_identity_travels_in_custom_properties() -> None:
    found = opened(write_mark_sheet(blank())).custom_doc_props
    printed = "markpack.printed."  # the texts of the form, which another test is about
    assert {item.name: item.value for item in found.props if not item.name.startswith(printed)} == {
        "markpack.kind": "blank", "markpack.unit": "8604-308", "markpack.learner": "0012345", "markpack.attempt": "1",
        "markpack.criteria": "c" * 64, "markpack.template": "t" * 64,
    }  # fmt: skip


@each
def test_title_author_language_and_date_are_the_documents_own(kind: str) -> None:
    expected = properties(Kind.BLANK)
    found = opened(made(kind)).properties
    assert (found.title, found.subject, found.creator, found.language) == (
        expected.title, expected.subject, expected.author, "en-GB",
    )  # fmt: skip
    assert found.created == found.modified == datetime.datetime(2026, 9, 14)


@pytest.mark.slow
def test_the_same_document_has_the_same_bytes_in_any_process() -> None:
    code = "from writers.test_xlsx_files import digests; print(digests())"
    other = subprocess.run(  # the order of sets is another one there
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(Path(__file__).parents[1])},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert other.stdout.strip() == str(digests())


@each
def test_no_formula_depends_on_the_day_or_on_other_files(kind: str) -> None:
    with zipfile.ZipFile(BytesIO(made(kind))) as package:
        sheets = [package.read(part).decode() for part in package.namelist() if part.startswith("xl/worksheets/sheet")]
        assert not [part for part in package.namelist() if "externalLink" in part]
    formulas = re.findall(r"<f>([^<]*)</f>", "".join(sheets))
    assert formulas or kind in ("referral", "pass")
    assert not [formula for formula in formulas if re.search(r"TODAY|NOW|RAND|OFFSET|INDIRECT|\[|_xlfn", formula)]


def least_print(sheet: Worksheet) -> float:
    """Return the size in points at which text of 11 points is printed, in columns as wide as LibreOffice has them."""
    columns = [sheet.column_dimensions[get_column_letter(number)] for number in range(1, sheet.max_column + 1)]
    if not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        return 11 * int(sheet.page_setup.scale or 100) / 100
    width = sum(column.width * 5.58 for column in columns if not column.hidden)
    paper = 842 if sheet.page_setup.orientation == "landscape" else 595
    margins = 72 * (sheet.page_margins.left + sheet.page_margins.right)
    return min(11.0, 11 * (paper - margins) / width)


@each
def test_every_sheet_is_set_up_for_print_and_protected(kind: str) -> None:
    for sheet in opened(made(kind)):
        assert sheet.protection.sheet
        assert sheet.page_setup.paperSize == 9
        assert least_print(sheet) >= 8
        assert sheet.print_title_rows
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert not sheet.sheet_view.showGridLines


@each
def test_the_title_band_is_in_the_employers_colours(kind: str) -> None:
    for sheet in opened(made(kind)):
        title = next(row[0] for row in sheet.iter_rows() if row[0].font.sz in (14, 18))
        assert title.fill.fgColor.rgb == "FF" + BRANDING.ink.removeprefix("#").upper()
        assert title.font.color.rgb == "FF" + BRANDING.on_ink.removeprefix("#").upper()
        assert title.font.name == "Calibri"


def test_a_logo_says_what_it_shows() -> None:
    with zipfile.ZipFile(BytesIO(write_mark_sheet(blank()))) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        assert 'descr="The word Northline on a green plate"' in drawing
        assert package.read("xl/media/image1.png").startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "proportion"),
    [
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="3">',
            3,
        ),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">', 3),
        ('<svg xmlns="http://www.w3.org/2000/svg">', 2),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="0">', 2),
    ],
    ids=["ISO-8859-1", "a viewBox alone", "no size", "a size that says nothing"],
)
def test_a_drawing_is_placed_whatever_it_says_of_letters_and_size(start: str, proportion: int) -> None:
    encoding = "iso-8859-1" if "ISO" in start else "utf-8"
    logo = Picture("image/svg+xml", f"{start}<text y='20'>Café</text></svg>".encode(encoding), "Café")
    sheet = replace(blank(), form=replace(form(), branding=replace(BRANDING, logo=logo)))
    image = opened(write_mark_sheet(sheet))["Mark sheet"]._images[0]
    assert image.width / image.height == pytest.approx(proportion, rel=0.02)


def test_heads_and_feet_stay_within_excels_limit() -> None:
    page = Page(head_left="&" * 300, head_right="&1" * 300, foot_left="x" * 300)
    sheet = opened(write_mark_sheet(replace(blank(), page=page)))["Mark sheet"]
    assert sheet.oddHeader.left.text.endswith("&&…")
    assert sheet.oddHeader.right.text.endswith("…")
    with zipfile.ZipFile(BytesIO(write_mark_sheet(replace(blank(), page=page)))) as package:
        written = html.unescape(package.read("xl/worksheets/sheet1.xml").decode())
    (head,) = re.findall("<oddHeader>(.*)</oddHeader>", written)
    assert len(head) <= 255


def test_a_long_name_at_a_head_leaves_the_learners_number_and_what_stands_at_the_left() -> None:
    name = "Maximiliana Theodora Alexandrina Featherstonehaugh-Cholmondeley de la Fontaine"
    page = Page(head_left="9999-101 Leading a watch " * 6, head_right=f"{name} · 0012345", foot_left="x")
    for sheet in opened(write_mark_sheet(replace(blank(), page=page))):
        left, right = sheet.oddHeader.left.text, sheet.oddHeader.right.text
        assert right.startswith("Maximiliana Theodora")
        assert right.endswith("… · 0012345")
        of_paper = 140 if sheet.page_setup.orientation == "landscape" else 100
        assert len(left) + len(right) <= of_paper, "letters of 11 point, side by side"


def test_numbers_that_are_meant_as_text_are_not_complained_about() -> None:
    with zipfile.ZipFile(BytesIO(write_mark_sheet(blank()))) as package:
        written = package.read("xl/worksheets/sheet1.xml").decode()
    (cells,) = re.findall('<ignoredError sqref="([^"]*)" numberStoredAsText="1"', written)
    ids = {row[0].coordinate for row in opened(write_mark_sheet(blank()))["Mark sheet"] if row[0].value in ACS}
    assert len(ids) == len(ACS)
    assert ids < set(cells.split())


def test_a_text_or_name_that_looks_like_a_code_stays_what_it_is() -> None:
    told = "<r>not mark-up</r>"
    page = Page(head_left="R&G", head_right="A&G &[Picture]", foot_left="😀" * 100)
    values = {name("comment", "1.1"): told, name("overall_comment"): "_x0041_"}
    book = opened(write_mark_sheet(replace(completed(form(), values), page=page)))
    assert named(book, name("comment", "1.1")).value == told
    sheet = book["Mark sheet"]
    assert (sheet.oddHeader.left.text, sheet.oddHeader.right.text) == ("R&&G", "A&&G &&[Picture]")
    assert sheet.oddFooter.left.text == "😀" * 59 + "…"
