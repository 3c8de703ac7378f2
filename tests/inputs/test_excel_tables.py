"""Excel workbooks as rows of cells, opened only if they can do no harm."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from markpack.errors import Place
from markpack.inputs.files import excel_tables, workbook_notes
from markpack.inputs.files.csv_tables import Cell, CellKind
from markpack.inputs.files.excel_tables import Workbook, read_workbook
from markpack.inputs.files.zip_safety import LARGEST_UNPACKED
from markpack.inputs.problems import Problems
from tests.workspaces import workbook

SHEET_PART = "xl/worksheets/sheet1.xml"


def read(tmp_path: Path, data: bytes) -> tuple[Workbook | None, list[str]]:
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    findings = Problems()
    book = read_workbook(path, "book.xlsx", findings)
    return book, [found.message for found in findings.problems]


def cells(tmp_path: Path, data: bytes) -> list[Cell]:
    book, problems = read(tmp_path, data)
    assert problems == []
    assert book is not None
    return [cell for row in book.sheets[0].rows for cell in row]


def test_numbers_are_written_exactly_and_marked(tmp_path: Path) -> None:
    found = cells(tmp_path, workbook([["0012", 12, 12.0, 12.5, 0.1, 12345678901, 1e-7]]))
    assert [cell.text for cell in found] == ["0012", "12", "12", "12.5", "0.1", "12345678901", "0.0000001"]
    assert found[0].kind is CellKind.TEXT
    assert {cell.kind for cell in found[1:]} == {CellKind.NUMBER}
    assert found[3].place == Place("book.xlsx", sheet="Sheet1", cell="D1")


def test_a_number_format_of_zeros_gives_the_zeros_that_excel_shows(tmp_path: Path) -> None:
    (found,) = cells(tmp_path, workbook([[12345]], formats={"A1": "0000000"}))
    assert (found.text, found.kind) == ("0012345", CellKind.TEXT)


def test_a_number_that_shows_as_another_is_told_from_what_it_shows(tmp_path: Path) -> None:
    found = cells(tmp_path, workbook([[5.5, 7, 5.5]], formats={"A1": "0", "B1": ";;;", "C1": "# ?/?"}))
    assert [(cell.text, cell.kind, cell.shown) for cell in found] == [
        ("5.5", CellKind.MASKED, "6"),
        ("7", CellKind.MASKED, ""),
        ("5.5", CellKind.MASKED, None),
    ]


def test_control_characters_that_a_workbook_holds_escaped_are_none(tmp_path: Path) -> None:
    book = io.BytesIO(workbook([["@"], ["a_x0041_"]]))
    escaped = _edited(book, "xl/sharedStrings.xml", b"@", b"One._x000D_\nTwo._x0007_ Three._x000D_")
    assert [cell.text for cell in cells(tmp_path, escaped)] == ["One.\nTwo. Three.", "a_x0041_"]


def test_dates_are_written_year_first(tmp_path: Path) -> None:
    serial = (datetime.date(2026, 9, 14) - datetime.date(1899, 12, 30)).days
    (found,) = cells(tmp_path, workbook([[serial]], formats={"A1": "dd/mm/yyyy"}))
    assert (found.text, found.kind) == ("2026-09-14", CellKind.DATE)


def test_a_formula_without_a_result_is_not_an_empty_cell(tmp_path: Path) -> None:
    found = cells(tmp_path, workbook([["a", "=6+6"]]))
    assert found[1].kind is CellKind.UNCALCULATED
    assert found[1]


def test_empty_text_is_a_result_of_a_formula(tmp_path: Path) -> None:
    data = _edited(io.BytesIO(workbook([["a", "=6+6"]])), SHEET_PART, b'<c r="B1">', b'<c r="B1" t="str">')
    assert [(cell.text, cell.kind) for cell in cells(tmp_path, data)] == [("a", CellKind.TEXT), ("", CellKind.TEXT)]


def test_a_nought_is_no_result_in_a_workbook_that_is_still_to_be_calculated(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write_formula(0, 0, "=6+6")
    assert [cell.kind for cell in cells(tmp_path, stream.getvalue())] == [CellKind.UNCALCULATED]
    data = _edited(stream, "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")
    assert [(cell.text, cell.kind) for cell in cells(tmp_path, data)] == [("0", CellKind.NUMBER)]


def test_elements_may_have_prefixes_and_cells_no_references(tmp_path: Path) -> None:
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row hidden="true"><x:c t="inlineStr"><x:is><x:r><x:t xml:space="preserve">Al </x:t></x:r>'
        b"<x:r><x:t>Rashid</x:t></x:r></x:is></x:c><x:c><x:v>7</x:v></x:c><x:c><x:f>1+1</x:f><x:v/></x:c></x:row>"
        b"</x:sheetData></x:worksheet>"
    )
    original = zipfile.ZipFile(io.BytesIO(workbook([["x"]]))).read(SHEET_PART)
    book, problems = read(tmp_path, _edited(io.BytesIO(workbook([["x"]])), SHEET_PART, original, sheet))
    assert book is not None
    assert problems == []
    (row,) = book.sheets[0].rows
    assert [(cell.text, cell.kind) for cell in row] == [
        ("Al Rashid", CellKind.TEXT),
        ("7", CellKind.NUMBER),
        ("", CellKind.UNCALCULATED),
    ]
    assert book.sheets[0].hidden_rows == {1}


def test_strict_open_xml_is_read_with_its_properties_and_dates(tmp_path: Path) -> None:
    data = workbook([["x", 46279]], properties={"markpack.unit": "8604-308"}, formats={"B1": "dd/mm/yyyy"})
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            for common, strict in (
                (b"custom-properties", b"customProperties"),
                (
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/",
                ),
                (
                    b"http://schemas.openxmlformats.org/officeDocument/2006/",
                    b"http://purl.oclc.org/ooxml/officeDocument/",
                ),
            ):
                content = content.replace(common, strict) if name != "[Content_Types].xml" else content
            target.writestr(name, content)
    book, problems = read(tmp_path, stream.getvalue())
    assert problems == []
    assert book is not None
    assert [cell.text for cell in book.sheets[0].rows[0]] == ["x", "2026-09-14"]
    assert book.properties == {"markpack.unit": "8604-308"}


def test_dates_may_be_counted_from_1904(tmp_path: Path) -> None:
    data = workbook([[46279 - 1462]], formats={"A1": "dd/mm/yyyy"})
    (found,) = cells(
        tmp_path, _edited(io.BytesIO(data), "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"')
    )
    assert found.text == "2026-09-14"


def test_hidden_sheets_and_rows_are_known(tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("Shown").write_string(0, 0, "x")
    hidden = book.add_worksheet("Lists")
    hidden.hide()
    hidden.write_string(2, 0, "x")
    hidden.set_row(2, options={"hidden": True})
    book.close()
    found, _ = read(tmp_path, stream.getvalue())
    assert found is not None
    assert [(sheet.hidden, sheet.hidden_rows) for sheet in found.sheets] == [(False, frozenset()), (True, {3})]


@pytest.mark.parametrize("number", [b"999999999999999", b"1e15"])
def test_rows_far_away_without_cells_are_passed_over(tmp_path: Path, number: bytes) -> None:
    far = b'<row r="' + number + b'"/></sheetData>'
    data = _edited(io.BytesIO(workbook([["x"]])), SHEET_PART, b"</sheetData>", far)
    assert [cell.text for cell in cells(tmp_path, data)] == ["x"]


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    book = io.BytesIO(workbook([["x"]]))
    (found,) = cells(tmp_path, _edited(book, "xl/sharedStrings.xml", b"<t>x</t>", b"<t>=HYPERLINK(1)</t>"))
    assert (found.text, found.kind) == ("=HYPERLINK(1)", CellKind.TEXT)


def test_custom_properties_and_sheets_are_found_by_name(tmp_path: Path) -> None:
    book, _ = read(tmp_path, workbook([["x"]], sheet="Marks", properties={"markpack.unit": "8604-308"}))
    assert book is not None
    assert book.properties == {"markpack.unit": "8604-308"}
    assert book.sheet("marks") is book.sheets[0]
    assert book.sheet("Other") is None


def test_a_wrong_dimension_does_not_hide_cells(tmp_path: Path) -> None:
    data = _edited(io.BytesIO(workbook([["a"], ["b"]])), SHEET_PART, b'ref="A1:A2"', b'ref="A1"')
    assert [cell.text for cell in cells(tmp_path, data)] == ["a", "b"]


def test_a_zip_bomb_is_refused_by_its_declared_sizes(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package, package.open("xl/sheet.xml", "w") as part:
        for _ in range(LARGEST_UNPACKED // 1_000_000 + 1):
            part.write(bytes(1_000_000))
    book, problems = read(tmp_path, stream.getvalue())
    assert book is None
    assert problems == ["The workbook would unpack to 101 MB; at most 100 MB are opened."]


def test_a_part_that_unpacks_to_many_times_its_size_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sheet.xml", bytes(20_000_000))
    _, problems = read(tmp_path, stream.getvalue())
    assert problems[0].endswith("times its size.")


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    data = _edited(io.BytesIO(workbook([["x"]])), "xl/sharedStrings.xml", b"<sst", bomb + b"<sst")
    _, problems = read(tmp_path, data)
    assert problems == ["The workbook declares entities, which no office program writes."]


def test_a_cell_far_away_is_refused_where_the_rows_are_too_many(tmp_path: Path) -> None:
    data = _edited(
        io.BytesIO(workbook([["x"]])), SHEET_PART, b"</sheetData>",
        b'<row r="900000"><c r="A900000"><v>1</v></c></row></sheetData>',
    )  # fmt: skip
    _, problems = read(tmp_path, data)
    assert problems == ["The sheet has more than 100000 rows, or the workbook 1000000 cells."]


def test_no_more_rows_are_passed_over_than_a_workbook_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_tables, "MOST_ROWS_PASSED", 1000)
    far = b'<row r="1001"><c><v>1</v></c></row></sheetData>'
    book, problems = read(tmp_path, _edited(io.BytesIO(workbook([["x"]])), SHEET_PART, b"</sheetData>", far))
    assert book is None
    assert problems == ["The sheet has more than 100000 rows, or the workbook 1000000 cells."]


def test_a_formatted_row_at_the_end_of_the_sheet_is_passed_over(tmp_path: Path) -> None:
    data = _edited(
        io.BytesIO(workbook([["x"]])), SHEET_PART, b"</sheetData>",
        b'<row r="1048576" ht="12"/></sheetData>',
    )  # fmt: skip
    assert [cell.text for cell in cells(tmp_path, data)] == ["x"]


def test_the_cells_of_all_sheets_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for _ in range(3):
            book.add_worksheet().write_row(0, 0, ["a", "b"])
    monkeypatch.setattr(excel_tables, "MOST_CELLS", 6)
    assert read(tmp_path, stream.getvalue())[1] == []
    monkeypatch.setattr(excel_tables, "MOST_CELLS", 5)
    assert read(tmp_path, stream.getvalue())[1] == ["The sheet has more than 100000 rows, or the workbook 5 cells."]


def test_cells_that_were_merged_count_as_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges that lie over each other, as no program makes them, would be gone through again and again."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(9, 0, ["a", "b"])
        sheet.merge_range(0, 0, 999_999, 1, "c")  # of which the sheet has ten rows
    cells = 2 + 2 + 20
    monkeypatch.setattr(excel_tables, "MOST_CELLS", 10 * cells)
    assert read(tmp_path, stream.getvalue())[1] == []
    monkeypatch.setattr(excel_tables, "MOST_CELLS", cells - 5)
    assert "The sheet has more than 100000 rows, or the workbook" in read(tmp_path, stream.getvalue())[1][0]


def test_more_notes_than_are_read_are_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Marks")
        for row in range(3):
            sheet.write_comment(row, 0, f"Note {row}.")
    monkeypatch.setattr(workbook_notes, "MOST_NOTES", 3)
    found, _ = read(tmp_path, stream.getvalue())
    assert found is not None
    assert [note.text for note in found.notes] == ["Note 0.", "Note 1.", "Note 2."]
    monkeypatch.setattr(workbook_notes, "MOST_NOTES", 2)
    assert read(tmp_path, stream.getvalue()) == (
        None,
        ["The worksheet has more than 2 notes, text boxes and pictures."],
    )


@pytest.mark.parametrize(("limit", "noun"), [("MOST_SHEETS", "sheets"), ("MOST_NAMES", "names")])
def test_a_workbook_with_too_many_sheets_or_names_is_refused(
    tmp_path: Path, limit: str, noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for number in range(2):
            book.add_worksheet()
            book.define_name(f"name{number}", "=Sheet1!$A$1")
    monkeypatch.setattr(excel_tables, limit, 2)
    assert read(tmp_path, stream.getvalue())[1] == []
    monkeypatch.setattr(excel_tables, limit, 1)
    assert read(tmp_path, stream.getvalue())[1] == [f"The workbook has 2 {noun}; at most 1 are read."]


@pytest.mark.parametrize("pattern", [b"<f>1</f>%s<v>1</v>", b"<f>1</f>%s<v/>%sx", b"<f>1</f><v>%s1</v>", b"<f %s"])
def test_long_runs_of_spaces_beside_formulas_are_passed_once(tmp_path: Path, pattern: bytes) -> None:
    # A quadratic search would take hours over these, where a linear one takes a moment.
    cell = b'<c r="A1">' + pattern.replace(b"%s", b" " * 500_000) + b"</c>"
    data = _edited(io.BytesIO(workbook([["x"]])), SHEET_PART, b"</sheetData>", cell + b"</sheetData>")
    read(tmp_path, data)


def test_damaged_and_protected_files_have_a_remedy(tmp_path: Path) -> None:
    good = workbook([["x"]])
    for data, words in [
        (b"", "The file holds nothing (0 bytes)"),
        (b"PK\x03\x04 not really", "not a readable Excel workbook"),
        (good[: len(good) // 2], "not a readable Excel workbook"),
        (_edited(io.BytesIO(good), "xl/workbook.xml", b"<sheets>", b"<shoots>"), "not a readable Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected by a password, or in the old .xls format"),
    ]:
        book, problems = read(tmp_path, data)
        assert book is None
        assert words in problems[0]


def _edited(book: io.BytesIO, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with bytes of one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(name, content)
    return stream.getvalue()


def test_cells_are_known_by_their_names_and_formulas_among_them(tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("Rhys's sheet")
    page.write_string(1, 2, "twelve")
    page.write_formula(4, 0, "=C9+6", None, 12)
    page.write_formula(5, 0, "=6+6", None, 12)
    for name, cell in (("first", "$C$2"), ("second", "$A$5"), ("far", "$ZZ$900"), ("range", "$A$1:$B$2")):
        book.define_name(name, f"='Rhys''s sheet'!{cell}")
    book.close()
    found, problems = read(tmp_path, stream.getvalue())
    assert problems == []
    assert found is not None
    named = {name: entry.text for name, place in found.names.items() if (entry := found.cell(place)) is not None}
    assert named == {"first": "twelve", "second": "12", "far": ""}
    assert found.sheets[0].formulas == {"A5"}  # a sum that somebody typed is an entry like any other
    assert "range" not in found.names
