"""Mark sheets that went through LibreOffice: filled in before, re-saved blank, or filled in there."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from markpack.errors import Severity
from markpack.model.marks import CriterionMark
from tests.inputs.problems import only
from tests.inputs.returned import Values, attempts, blank, field, fill_cells, fill_word, returned
from tests.programs import converted

pytestmark = pytest.mark.slow

COMMENT = "Łódź – Nguyễn 𝒜\nSecond line.\n\nFourth line."
VALUES: Values = {
    field("mark", "1.1"): "18",
    field("comment", "1.1"): COMMENT,
    field("mark", "1.2"): "9",
    field("mark", "1.10"): "20",
    field("section_comment", "1"): "Well argued.",
    field("verification", "2"): "Agreed.",
    field("overall_comment"): "Go on.",
    field("assessor"): "Tom Adeyemi",
    field("assessed_on"): "20 October 2026",
    field("iqa_decision"): "Pass",
}


def saved_by_libreoffice(data: bytes, fmt: str, folder: Path, *, source: str = "") -> bytes:
    """What LibreOffice saves in a format after opening a file of that format, or of `source`."""
    folder.mkdir(parents=True, exist_ok=True)
    given = folder / f"given.{source or fmt}"
    given.write_bytes(data)
    return converted(folder, fmt, given)[0].read_bytes()


@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
def test_a_sheet_that_libreoffice_saved_again_is_read_alike(fmt: str, tmp_path: Path) -> None:
    fill = fill_word if fmt == "docx" else fill_cells
    refused = True if fmt == "docx" else "Yes"
    once = fill(blank(fmt), {**VALUES, field("standardisation_refused"): refused})
    again = saved_by_libreoffice(once, fmt, tmp_path / "again")
    ((key, found),) = attempts(returned(tmp_path / "again", {f"a.{fmt}": again})).items()
    assert key == ("0012345", 1)
    assert ((key, found),) == tuple(attempts(returned(tmp_path / "once", {f"a.{fmt}": once})).items())
    assert found.criteria["1.1"] == CriterionMark(Fraction(18), None, COMMENT)
    assert found.assessed_on == datetime.date(2026, 10, 20)
    assert found.standardisation_refused is True


@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
def test_a_blank_that_libreoffice_saved_again_is_still_blank_and_can_be_filled_in(fmt: str, tmp_path: Path) -> None:
    again = saved_by_libreoffice(blank(fmt), fmt, tmp_path)
    found = only(returned(tmp_path / "blank", {f"a.{fmt}": again}), Severity.WARNING)
    assert found.message == "Nothing is filled in on this mark sheet."
    if fmt == "xlsx":
        filled = fill_cells(again, VALUES)
        assert attempts(returned(tmp_path / "filled", {"a.xlsx": filled}))["0012345", 1].criteria["1.2"].mark == 9


def typed_in_writer(data: bytes, texts: list[tuple[str, str]]) -> bytes:
    """A Writer document in which each of these hints, in order, was replaced by what somebody typed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as package:
        for entry in source.infolist():
            content = source.read(entry).decode() if entry.filename == "content.xml" else source.read(entry)
            if isinstance(content, str):
                for name, text in texts:
                    # The bookmark of a field starts right before or inside the control.
                    start = content.index(f'text:name="{name}"')
                    hint = re.compile("(?<=>)(Click to enter text|Choose a date|Choose|__)(?=<)")
                    found = hint.search(content, start)
                    assert found is not None
                    assert found.start() - start < 1500
                    # Writer takes the flag away as soon as somebody types; what is typed keeps the hint's lettering.
                    flag = ' loext:showing-place-holder="true"'
                    between = content[start : found.start()].replace(flag, "")
                    lines = text.replace("\n", "<text:line-break/>")
                    content = content[:start] + between + lines + content[found.end() :]
            package.writestr(entry, content)
    return target.getvalue()


def test_a_document_filled_in_with_writer_is_read(tmp_path: Path) -> None:
    writer = saved_by_libreoffice(blank("docx"), "odt", tmp_path, source="docx")
    typed = typed_in_writer(writer, [(name, str(value)) for name, value in VALUES.items()])
    document = saved_by_libreoffice(typed, "docx", tmp_path, source="odt")
    ((key, found),) = attempts(returned(tmp_path, {"a.docx": document})).items()
    assert key == ("0012345", 1)
    assert found.criteria == {
        "1.1": CriterionMark(Fraction(18), None, COMMENT),
        "1.2": CriterionMark(Fraction(9)),
        "1.10": CriterionMark(Fraction(20)),
    }
    assert (found.assessor, found.iqa_decision) == ("Tom Adeyemi", "Pass")
    assert found.assessed_on == datetime.date(2026, 10, 20)
    assert found.standardisation_refused is False
