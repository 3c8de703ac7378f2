"""What programs leave in cells and fields, mended or refused."""

from __future__ import annotations

import pytest

from markpack.errors import Place, Severity
from markpack.inputs.files.columns import unusable
from markpack.inputs.files.csv_tables import Cell, plain
from markpack.inputs.files.entered_text import Holds, mend
from markpack.inputs.problems import Problems


def mended(holds: Holds, *texts: str) -> tuple[list[str], list[str], list[Severity]]:
    """The texts as they are read, and what is said of them."""
    findings = Problems()
    cells = [Cell(plain(text), Place("a.csv", line)) for line, text in enumerate(texts, 2)]
    read = [cell.text for cell in mend(cells, holds, findings)]
    return read, [found.message for found in findings.problems], [found.severity for found in findings.problems]


@pytest.mark.parametrize("text", ["\u200b0012345", "\u202d0012345\u202c", "0012345\ufeff", "00\xad12345"])
@pytest.mark.parametrize("holds", [Holds.VALUE, Holds.NAME])
def test_invisible_characters_are_taken_out_with_a_warning(text: str, holds: Holds) -> None:
    assert mended(holds, text, "0012346", text) == (
        ["0012345", "0012346", "0012345"],
        ["“0012345” is read without the invisible characters in it (and 1 more in the column)."],
        [Severity.WARNING],
    )


def test_characters_that_join_letters_stay_in_names_of_scripts_that_have_them() -> None:
    assert mended(Holds.NAME, "می\u200cخواهم") == (["می\u200cخواهم"], [], [])
    assert mended(Holds.NAME, "👩\u200d🏫") == (["👩\u200d🏫"], [], [])
    assert mended(Holds.NAME, "Ann\u200dLee")[0] == ["AnnLee"]


def test_no_break_spaces_are_read_as_spaces() -> None:
    read, messages, _ = mended(Holds.NAME, "Al\xa0Rashid\u202f")
    assert read == ["Al Rashid"]
    assert messages == ["“Al Rashid” is read with ordinary spaces for no-break and other ones."]


@pytest.mark.parametrize("text", ["００１２３４５", "٠٠١٢٣٤٥"])
def test_digits_of_other_keyboards_are_read_as_ordinary_ones(text: str) -> None:
    read, (message,), _ = mended(Holds.VALUE, text)
    assert read == ["0012345"]
    assert message == f"“{text}” is read as “0012345”, in ordinary letters and digits."


@pytest.mark.parametrize("hyphen", "‐‑–−")
def test_a_hyphen_of_a_word_processor_is_one(hyphen: str) -> None:
    assert mended(Holds.VALUE, f"8604{hyphen}308", "–", "a – b")[0] == ["8604-308", "–", "a – b"]
    assert mended(Holds.NAME, f"Ann{hyphen}Lee")[0] == [f"Ann{hyphen}Lee"]


@pytest.mark.parametrize("holds", [Holds.VALUE, Holds.NAME, Holds.LINE])
def test_ligatures_of_printed_pages_are_read_as_letters(holds: Holds) -> None:
    read, (message,), _ = mended(holds, "Gri\ufb03n", "½")
    assert read == ["Griffin", "½"]
    assert message == "“Gri\ufb03n” is read as “Griffin”, in ordinary letters and digits."


@pytest.mark.parametrize(
    ("text", "name"),
    [("O&#39;Neill", "O'Neill"), ("Jos&eacute;", "José"), ("B &amp;amp; C", "B & C"), ("M&#xfc;ller", "Müller")],
)
def test_letters_of_html_in_a_name_are_decoded(text: str, name: str) -> None:
    read, (message,), _ = mended(Holds.NAME, text)
    assert read == [name]
    assert message == f"“{text}” is read as “{name}”, because it has letters written as in HTML."


@pytest.mark.parametrize("holds", [Holds.VALUE, Holds.NAME, Holds.PROSE])
def test_letters_that_stand_as_codes_are_read(holds: Holds) -> None:
    text = r"M\u00fcller \ud83d\ude00"
    read, (message,), _ = mended(holds, text, r"C:\users", "C:\\u12")
    assert read == ["Müller 😀", r"C:\users", "C:\\u12"]
    assert message == f"“{text}” is read as “Müller 😀”, because it has letters written as codes."


def test_an_ampersand_in_a_name_stays() -> None:
    assert mended(Holds.NAME, "Smith & Co; AT&T;", "R&D") == (["Smith & Co; AT&T;", "R&D"], [], [])


def test_a_name_on_several_lines_of_a_cell_is_read_on_one() -> None:
    read, (message,), _ = mended(Holds.NAME, "Aoife \n\n Mary")
    assert read == ["Aoife Mary"]
    assert message == "“Aoife Mary” is read on one line; in its cell it has several."
    assert mended(Holds.PROSE, "One.\nTwo.", "a <b>\n<p>") == (["One.\nTwo.", "a <b>\n<p>"], [], [])


@pytest.mark.parametrize("text", ["'0012345", "’0012345", "'0012345'", "“0012345”", "„0012345“", "0012345’"])
def test_apostrophes_and_quotation_marks_around_a_value_are_taken_off(text: str) -> None:
    read, (message,), _ = mended(Holds.VALUE, text)
    assert read == ["0012345"]
    assert message == f"“{text}” is read as “0012345”, without the marks around it."


def test_apostrophes_of_names_stay() -> None:
    names = ["O'Brien", "O’Brien", "'t Hooft", "’t Hooft", "Ng'ang'a"]
    assert mended(Holds.NAME, *names) == (names, [], [])
    assert mended(Holds.NAME, "'Smith", "“Smith”", "‘O’Brien’")[0] == ["Smith", "Smith", "O’Brien"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("JosÃ©", "José"), ("JosÃƒÂ©", "José"), ("Ã\x81lvaro", "Álvaro"), ("O’Brien-MÃ¼ller".replace("’", "â€™"), None),
        ("Nguyá»…n", "Nguyễn"), ("ÐŸÐµÑ‚Ñ€", "Петр"), ("Oâ\x80\x99Brien", "O’Brien"), ("SÃ\xadle", "Síle"),
    ],
)  # fmt: skip
def test_letters_that_were_encoded_twice_are_read_as_they_were(text: str, name: str | None) -> None:
    name = name or "O’Brien-Müller"
    assert mended(Holds.NAME, text) == (
        [name],
        [f"“{text}” is read as “{name}”, because its letters were encoded twice."],
        [Severity.WARNING],
    )


@pytest.mark.parametrize("text", ["JosÃ© Ωm", "José JosÃ©", "NicolÃ\xa0"])
def test_letters_encoded_twice_that_cannot_be_told_are_refused(text: str) -> None:
    findings = Problems()
    (cell,) = mend([Cell(plain(text), Place("a.csv", 2))], Holds.NAME, findings)
    assert findings.problems == ()
    assert unusable(cell, findings)
    (found,) = findings.errors
    assert found.message.endswith("has letters that were encoded twice, and nobody can tell which were meant.")
    assert mended(Holds.PROSE, text)[2] == [Severity.WARNING]


@pytest.mark.parametrize(
    "text",
    ["SÃO JOÃO", "Ångström", "Ñíguez", "山田\u3000太郎", "café…» x", "x “CAFÉ”", "5 < 6 & 7 > 3", "a <b> <p>", "R&D"],
)
def test_what_people_write_stays(text: str) -> None:
    for holds in Holds:
        assert mended(holds, text) == ([text], [], [])


def test_html_becomes_its_text() -> None:
    text = '<p dir="ltr">Good&nbsp;work, R&amp;D.<br>More:</p><ul><li>one</li><li>two</li></ul><style>p {}</style>'
    assert mended(Holds.PROSE, text) == (
        ["Good work, R&D.\nMore:\n- one\n- two"],
        ["The HTML here is read as its text, “Good work, R&D. More: - one - two”."],
        [Severity.WARNING],
    )
    assert mended(Holds.PROSE, "Tom &amp; Ann")[0] == ["Tom & Ann"]
    assert mended(Holds.NAME, "<b>Ann</b>")[0] == ["<b>Ann</b>"]
