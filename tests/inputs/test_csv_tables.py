"""CSV files as rows of cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.errors import Place, Severity
from markpack.inputs.files import csv_tables
from markpack.inputs.files.csv_tables import MOST_ROWS, Table, parse_csv, plain, read_csv
from markpack.inputs.problems import Problems


def texts(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [[cell.text for cell in row] for row in table.rows]


def test_cells_have_line_and_column_also_after_a_cell_of_several_lines() -> None:
    findings = Problems()
    table = parse_csv('learner,comment,mark\r\n001,"Good, but\r\nshort ""so""",12\r\n002,,\r\n', "m.csv", findings)
    assert texts(table) == [["learner", "comment", "mark"], ["001", 'Good, but\nshort "so"', "12"], ["002", "", ""]]
    assert table is not None
    assert table.rows[1][2].place == Place("m.csv", 3, 15)
    assert table.rows[2][0].place == Place("m.csv", 4, 1)
    assert findings.problems == ()


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_are_read_without_a_word(delimiter: str) -> None:
    findings = Problems()
    table = parse_csv(f"\nreg{delimiter}name\n1{delimiter}Lee, Ann\n", "x.csv", findings)
    assert texts(table)[1:] == [["reg", "name"], ["1", "Lee, Ann"]]
    assert findings.problems == ()


@pytest.mark.parametrize("text", ['"a,b,c"\n"1,2,3"\n', '"""a"";""b"";""c"""\n\n1\n'])
def test_lines_between_quotation_marks_are_refused(text: str) -> None:
    findings = Problems()
    assert parse_csv(text, "x.csv", findings) is None
    (found,) = findings.errors
    assert found.message == "Each line as a whole is between quotation marks, so its cells are read as one."


def test_a_title_between_quotation_marks_is_a_title() -> None:
    assert len(texts(parse_csv('"Lee, Ray, Day"\na,b\n1,2\n', "x.csv", Problems()))) == 3


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("mac_roman", "José"), ("mac_roman", "Müller"), ("mac_roman", "Siân"), ("cp850", "Renée"), ("cp850", "Müller"),
        ("cp437", "Señor"), ("iso-8859-2", "Dąbrowski"), ("cp1250", "Dąbrowski"), ("iso-8859-2", "Žižka"),
    ],
)  # fmt: skip
def test_letters_of_an_encoding_that_is_not_known_are_refused(encoding: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(f"Registration,Surname\r\n0011,Lee\r\n0012,{name}\r\n".encode(encoding))
    findings = Problems()
    assert read_csv(tmp_path / "l.csv", "l.csv", findings) is None
    (found,) = findings.errors
    assert found.place == Place("l.csv", 3, 6)
    assert found.message.startswith("The file is neither in UTF-8 nor in Windows-1252, which gives “")


@pytest.mark.parametrize(
    "text", ["5–6 m³, l’Été – naïve", "“Ça va”, œuvre…bien", "100 % £5 Žižka ŠÁRKA", "5 µm, col·lecció"]
)
def test_letters_of_windows_1252_are_not_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(f"a;b\r\n{text};2\r\n".encode("cp1252"))
    assert texts(read_csv(tmp_path / "l.csv", "l.csv", Problems()))[1][0] == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes("a,b\nŽižka,2\n".encode(encoding))
    findings = Problems()
    assert texts(read_csv(tmp_path / "l.csv", "l.csv", findings)) == [["a", "b"], ["Žižka", "2"]]
    assert findings.problems == ()


def test_windows_1252_is_read_and_the_first_cell_to_check_is_named(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes("Registration;Surname\r\n0011;Lee\r\n0012;Müller, Jörg\r\n".encode("cp1252"))
    findings = Problems()
    table = read_csv(tmp_path / "l.csv", "l.csv", findings)
    assert table is not None
    assert texts(table)[2] == ["0012", "Müller, Jörg"]
    (found,) = findings.problems
    assert found.severity is Severity.WARNING
    assert found.place == Place("l.csv", 3, 6)
    assert found.message == "The file is not in UTF-8, so it was read as Windows-1252; here that gives “Müller”."


def test_excels_declared_separator_is_followed_without_a_word() -> None:
    findings = Problems()
    table = parse_csv("sep=;\r\na;b\r\n1;2\r\n", "x.csv", findings)
    assert texts(table) == [["a", "b"], ["1", "2"]]
    assert table is not None
    assert table.rows[0][1].place == Place("x.csv", 2, 3)
    assert findings.problems == ()


def test_numbers_that_were_kept_as_text_by_a_formula_are_text() -> None:
    table = parse_csv('reg,name\n="0012",x\n"=""0013""",=HYPERLINK("x")\n', "x.csv", Problems())
    assert texts(table)[1:] == [["0012", "x"], ["0013", '=HYPERLINK("x")']]


def test_a_quotation_mark_that_is_not_closed_has_its_place() -> None:
    findings = Problems()
    parse_csv('a,b\n1,"two\n3,4\n', "x.csv", findings)
    (found,) = findings.problems
    assert found.place == Place("x.csv", 2, 3)
    assert found.message == "The quotation mark that opens here is not closed."


@pytest.mark.parametrize(
    "row",
    [
        r'1,"He said \"good, clear\" and left",6', r'1,"\"Good\", he said",6', r'1,"a \", b",6', r'1,Good\, clear,6',
        r'1,\"Good, clear\",6', r'1,"said \"","x",6',
    ],
)  # fmt: skip
def test_backslashes_as_escapes_are_refused(row: str) -> None:
    findings = Problems()
    assert parse_csv(f"a,b,c,d\n{row}\n", "x.csv", findings) is None
    (found,) = findings.problems
    assert (found.place.line, found.place.column) == (2, 3)
    assert found.message.startswith(("This cell has a backslash before", "There is more text after"))


def test_text_behind_a_closing_mark_is_refused() -> None:
    findings = Problems()
    assert parse_csv('a,b,c\n1,"He said "good, clear" work",6\n', "x.csv", findings) is None
    assert [found.message for found in findings.problems] == [
        "There is more text after the closing quotation mark, with “good”."
    ]


@pytest.mark.parametrize(
    "text", ["“Good, clear.”", "„Gut, klar.“", "«Bon, clair.»", "‘Good, clear.’", "'Good, clear.'"]
)
def test_typographic_marks_do_not_keep_a_text_together(text: str) -> None:
    findings = Problems()
    assert parse_csv(f"a,b,c\n1,{text}\n", "x.csv", findings) is None
    (found,) = findings.problems
    assert found.place == Place("x.csv", 2, 3)
    assert found.message.startswith(f"This text begins with {text[0]} and has no mark that closes it")


@pytest.mark.parametrize(
    "text",
    ["“Good” work", "“Good.”", "’t Hooft", "'Twas good", '"“Good, clear.”"', '"“Good"', r'"C:\"', '5" nail', "“A” „B“"],
)
def test_marks_within_a_cell_are_text(text: str) -> None:
    findings = Problems()
    (_, row) = texts(parse_csv(f"a,b,c\n1,{text},6\n", "x.csv", findings))
    assert row == ["1", text.removeprefix('"').removesuffix('"') if text[0] == '"' else text, "6"]
    assert findings.problems == ()


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_the_delimiter_is_told_below_titles(delimiter: str) -> None:
    lines = ["Learners, autumn", "reg|name|surname".replace("|", delimiter), "1|Ann|Lee".replace("|", delimiter)]
    assert texts(parse_csv("\n".join(lines), "x.csv", Problems()))[2] == ["1", "Ann", "Lee"]


def test_unicode_text_of_excel_is_read(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes("Registration\tSurname\r\n0012\tMüller\r\n".encode("utf-16"))
    findings = Problems()
    assert texts(read_csv(tmp_path / "l.csv", "l.csv", findings))[1] == ["0012", "Müller"]
    assert findings.problems == ()


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8).map(str.strip)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_pythons_writer_writes_comes_back(rows: list[list[str]], delimiter: str) -> None:
    rows = [["heading", "heading", *row] for row in rows]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    text = stream.getvalue()
    if '="' in text.replace('""', '"'):  # read as Excel's way of keeping text
        return
    assert texts(parse_csv(text, "x.csv", Problems())) == rows


@pytest.mark.parametrize("text", ["", "\n\n", ",\n"])
def test_tables_may_be_empty(text: str) -> None:
    table = parse_csv(text, "x.csv", Problems())
    assert table is not None
    assert list(table.filled_rows()) == []


def test_what_came_in_by_copying_is_taken_out() -> None:
    table = parse_csv('name,comment\nA\x07nn\x9f,"one\u2028two\x0bthree\r\nfour\x00\ufffe"\n', "x.csv", Problems())
    assert texts(table)[1] == ["Ann", "one\ntwo\nthree\nfour"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "line"),
    [
        (",\n" * (MOST_ROWS + 1), MOST_ROWS + 1),
        ("a,b\n" + "," * 6_000_000, 2),
    ],
)
def test_a_table_that_is_too_large_to_be_one_is_refused_while_it_is_read(text: str, line: int) -> None:
    findings = Problems()
    assert parse_csv(text, "x.csv", findings) is None
    (found,) = findings.problems
    assert found.place.line == line
    assert found.message == "The file has more than 100000 rows, 2000 columns or 1000000 cells."


def test_a_table_of_too_many_cells_is_refused_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_tables, "MOST_CELLS", 10_000)
    findings = Problems()
    assert parse_csv(("," * 499 + "\n") * 1000, "x.csv", findings) is None
    (found,) = findings.problems
    assert found.place.line == 21
    assert found.message == "The file has more than 100000 rows, 2000 columns or 10000 cells."


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        (b"a,b\r\n1,\xa0", ""),
        (b"a,b\r\n\xa0", ""),
        (b"a,b\r\n\xa0\xe9t\xe9,1", ""),
        (b"a,b\r\n1,\xe9t\xe9", "; here that gives “été”"),
    ],
)
def test_a_no_break_space_of_windows_is_named_as_any_letter_is(tmp_path: Path, text: bytes, gives: str) -> None:
    path, problems = tmp_path / "a.csv", Problems()
    path.write_bytes(text)
    assert read_csv(path, "a.csv", problems) is not None
    (found,) = problems.problems
    assert found.message.startswith(f"The file is not in UTF-8, so it was read as Windows-1252{gives}")
    assert found.place.line == 2


def test_halves_of_characters_are_no_text() -> None:
    assert plain("a\ud800b\udfff") == "ab"
