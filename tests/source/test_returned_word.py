"""Word documents as Word itself and other programs leave them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml.etree import _Element as Element

from markpack.errors import Severity
from markpack.model.marks import MarkedAttempt
from tests.source.problems import only
from tests.source.returned import W, attempts, blank, control, edit_word, field, fill_word, returned, runs, type_into

COMMENT, MARK = field("comment", "1.1"), field("mark", "1.1")


def written(xml: str, tmp_path: Path) -> str:
    """The comment that is read where the control holds this."""
    return read(lambda body: type_into(control(body, COMMENT), *runs(xml)), tmp_path).criteria["1.1"].comment


def read(edit: Callable[[Element], None], tmp_path: Path) -> MarkedAttempt:
    data = edit_word(fill_word(blank("docx"), {MARK: "18"}), edit)
    (found,) = attempts(returned(tmp_path, {"a.docx": data})).values()
    return found


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:r><w:t>Go</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>od.</w:t></w:r>", "Good."),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r><w:r><w:cr/><w:t>c</w:t></w:r>", "a\nb\nc"),
        ("<w:p><w:r><w:t>a</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>b</w:t></w:r></w:p>", "a\n\nb"),
        ("<w:r><w:t>a\nb</w:t></w:r>", "a\nb"),
        ("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t><w:noBreakHyphen/><w:t>3</w:t><w:softHyphen/></w:r>", "1\t2\u20113"),
        (
            "<w:smartTag w:element='place'><w:r><w:t>York</w:t></w:r></w:smartTag><w:r><w:t xml:space='preserve'> is"
            "</w:t></w:r><w:hyperlink><w:r><w:t> far</w:t></w:r></w:hyperlink>",
            "York is far",
        ),
        (
            "<w:ins w:id='1'><w:r><w:t>New</w:t></w:r></w:ins><w:del w:id='2'><w:r><w:delText>Old</w:delText></w:r>"
            "</w:del><w:moveFrom><w:r><w:t>away</w:t></w:r></w:moveFrom>"
            "<w:moveTo><w:r><w:t> here</w:t></w:r></w:moveTo>",
            "New here",
        ),
        (
            "<w:p><w:pPr><w:rPr><w:del w:id='3'/></w:rPr></w:pPr><w:r><w:t>one </w:t></w:r></w:p>"
            "<w:p><w:r><w:t>line</w:t></w:r></w:p>",
            "one line",
        ),
        (
            "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>inner</w:t></w:r></w:sdtContent></w:sdt>",
            "inner",
        ),
        ("<w:r><w:fldChar/><w:instrText>DATE</w:instrText><w:t>today</w:t></w:r>", "today"),
        ("<w:r><w:t>Click to enter text</w:t></w:r><w:r><w:t>Good.</w:t></w:r>", "Good."),
        ("<w:r><w:t>Choose your words.</w:t></w:r>", "Choose your words."),
    ],
)
def test_a_comment_is_read_as_people_see_it(xml: str, text: str, tmp_path: Path) -> None:
    assert written(xml, tmp_path) == text


@pytest.mark.parametrize("hint", ["Click to enter text", "Click or tap here to enter text."])
def test_a_hint_is_not_a_comment_even_where_its_flag_is_lost(hint: str, tmp_path: Path) -> None:
    assert written(f"<w:r><w:t>{hint}</w:t></w:r>", tmp_path) == ""


def _emptied(body: Element, text: str, *, styled: bool = True) -> None:
    """A control with Word's flag for a hint, and this text."""
    style = "<w:rPr><w:rStyle w:val='PlaceholderText'/></w:rPr>" if styled else ""
    entry = control(body, COMMENT)
    type_into(entry, *runs(f"<w:r>{style}<w:t>{text}</w:t></w:r>"))
    properties = entry.find(f"{W}sdtPr")
    assert properties is not None
    properties.extend(runs("<w:placeholder><w:docPart w:val='x'/></w:placeholder><w:showingPlcHdr/>"))


def test_an_emptied_control_is_empty(tmp_path: Path) -> None:
    assert read(lambda body: _emptied(body, "Click or tap here to enter text."), tmp_path).criteria["1.1"].comment == ""


def test_a_text_that_stands_as_a_hint_is_neither_read_nor_silently_ignored(tmp_path: Path) -> None:
    data = edit_word(fill_word(blank("docx"), {MARK: "18"}), lambda body: _emptied(body, "Good."))
    found = only(returned(tmp_path, {"a.docx": data}), Severity.WARNING)
    assert found.place.field == "AC 1.1: assessor feedback"
    assert found.message.startswith("“Good.” stands here as a hint")


def test_a_flag_that_a_program_forgot_does_not_hide_what_was_typed(tmp_path: Path) -> None:
    found = read(lambda body: _emptied(body, "Good.", styled=False), tmp_path)
    assert found.criteria["1.1"].comment == "Good."


@pytest.mark.parametrize(
    ("stored", "shown", "date"),
    [
        ("2026-10-20T00:00:00Z", "20 October 2026", "2026-10-20"),
        ("2026-10-20T00:00:00Z", "Dydd Mawrth", "2026-10-20"),
        ("", "20/10/2026", "2026-10-20"),
        ("2026-10-20T00:00:00Z", "21 October 2026", "2026-10-21"),
    ],
)
def test_a_date_is_what_the_picker_stores_or_else_what_people_see(
    stored: str, shown: str, date: str, tmp_path: Path
) -> None:
    def edit(body: Element) -> None:
        entry = control(body, field("assessed_on"))
        type_into(entry, *runs(f"<w:r><w:t>{shown}</w:t></w:r>"))
        if stored:
            next(entry.iter(f"{W}date")).set(f"{W}fullDate", stored)

    assert str(read(edit, tmp_path).assessed_on) == date


def _untag(body: Element) -> None:
    for tag in list(body.iter(f"{W}tag")):
        parent = tag.getparent()
        assert parent is not None
        parent.remove(tag)


def _unwrap(body: Element) -> None:
    """What programs do that know no content controls: the text stays, between its bookmarks."""
    for entry in list(body.iter(f"{W}sdt")):
        parent, content = entry.getparent(), entry.find(f"{W}sdtContent")
        assert parent is not None
        assert content is not None
        for child in list(content):
            entry.addprevious(child)
        parent.remove(entry)


@pytest.mark.parametrize("edit", [_untag, _unwrap])
def test_fields_are_known_by_their_bookmarks_where_tags_are_lost(
    edit: Callable[[Element], None], tmp_path: Path
) -> None:
    values = {
        COMMENT: "Good.\nVery.", MARK: "18", field("mark", "1.2"): "9", field("mark", "1.10"): "20",
        field("outcome"): "Pass", field("assessed_on"): "20 October 2026", field("standardisation_refused"): True,
    }  # fmt: skip
    data = edit_word(fill_word(blank("docx"), values), edit)
    ((_, found),) = attempts(returned(tmp_path, {"a.docx": data})).items()
    assert {part: str(entry.mark) for part, entry in found.criteria.items()} == {"1.1": "18", "1.2": "9", "1.10": "20"}
    assert found.criteria["1.1"].comment == "Good.\nVery."
    assert str(found.assessed_on) == "2026-10-20"
    assert found.standardisation_refused is True
    assert found.overall_comment == ""


def test_one_field_twice_in_a_document_is_a_conflict(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        tag = control(body, field("mark", "1.2")).find(f"{W}sdtPr/{W}tag")
        assert tag is not None
        tag.set(f"{W}val", MARK)

    data = edit_word(fill_word(blank("docx"), {MARK: "18", field("mark", "1.2"): "9"}), edit)
    found = only(returned(tmp_path, {"a.docx": data}))
    assert found.message.startswith("The mark of criterion 1.1 is “9” here and “18” in field “AC 1.1 mark”")


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blank("docx"))) as source, zipfile.ZipFile(target, "w") as package:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "word/document.xml":
                content = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + content.split(b"?>", 1)[1]
            package.writestr(entry, content)
    found = only(returned(tmp_path, {"a.docx": target.getvalue()}))
    assert found.message == "The document declares entities, which no office program writes."
