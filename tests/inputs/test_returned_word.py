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
from tests.inputs.problems import only, problems_of
from tests.inputs.returned import (
    FIRST_ATTEMPT,
    W,
    attempts,
    blank,
    control,
    edit_word,
    field,
    fill_word,
    returned,
    runs,
    type_into,
    with_part,
)

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


@pytest.mark.parametrize("styled", [True, False])
def test_a_text_that_stands_as_a_hint_is_neither_read_nor_silently_ignored(styled: bool, tmp_path: Path) -> None:
    data = edit_word(fill_word(blank("docx"), {MARK: "18"}), lambda body: _emptied(body, "Good.", styled=styled))
    found = only(returned(tmp_path, {"a.docx": data}), Severity.WARNING)
    assert found.place.field == "AC 1.1: assessor feedback"
    assert found.message.startswith("“Good.” stands here as a hint")


def test_a_hint_in_another_language_is_known_by_the_documents_own_texts_for_hints(tmp_path: Path) -> None:
    hint = "Klicken oder tippen Sie hier, um Text einzugeben."
    data = edit_word(fill_word(blank("docx"), {MARK: "18"}), lambda body: _emptied(body, hint))
    part = f'<w:glossaryDocument xmlns:w="{W[1:-1]}"><w:docParts><w:docPart><w:docPartBody>' + (
        f"<w:p><w:r><w:t>{hint}</w:t></w:r></w:p></w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>"
    )
    ((_, found),) = attempts(returned(tmp_path, {"a.docx": with_part(data, "glossaryDocument", part)})).items()
    assert found.criteria["1.1"].comment == ""


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
    assert found.message.startswith("The document declares entities, which no office program writes.")


def _run(text: str) -> Element:
    return runs(f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")[0]


def _cell(entry: Element) -> Element:
    return next(entry.iterancestors(f"{W}tc"))


def _remove(body: Element, name: str, instead: str = "") -> None:
    """Take a control and its bookmark away, as somebody does who deletes the cell's content and types anew."""
    entry = control(body, name)
    parent = entry.getparent()
    assert parent is not None
    start = next(mark for mark in body.iter(f"{W}bookmarkStart") if mark.get(f"{W}name") == name)
    number = start.get(f"{W}id")
    if instead:
        entry.addprevious(_run(instead))
    for gone in (entry, *(mark for mark in (*parent.iter(f"{W}bookmarkStart"), *parent.iter(f"{W}bookmarkEnd"))
                          if mark.get(f"{W}id") == number)):  # fmt: skip
        parent.remove(gone)


def _edited(edit: Callable[[Element], None], tmp_path: Path, attempt: int = 1) -> Path:
    data = edit_word(fill_word(blank("docx", attempt=attempt), {field("mark", "1.10"): "20"}), edit)
    return returned(tmp_path, {"a.docx": data}, marks=FIRST_ATTEMPT if attempt == 2 else None)


def test_a_digit_beside_a_mark_is_a_problem(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        entry = control(body, MARK)
        type_into(entry, _run("1"))
        entry.addnext(_run("5"))

    found = only(_edited(edit, tmp_path))
    assert found.place.field == "AC 1.1 mark"
    assert found.message == "Beside the field stands “5”, which is not part of the form; the field itself says “1”."


@pytest.mark.parametrize("tagless", [False, True])
def test_marks_beside_empty_controls_are_problems_and_not_nothing(tmp_path: Path, tagless: bool) -> None:
    def edit(body: Element) -> None:
        for part, mark in (("1.1", "18"), ("1.2", "9"), ("1.10", "20")):
            type_into(control(body, field("mark", part)), _run("__"))
            control(body, field("mark", part)).addnext(_run(mark))
        if tagless:
            _untag(body)

    messages = [problem.message for problem in problems_of(_edited(edit, tmp_path))]
    assert messages == [
        f"Beside the field stands “{mark}”, which is not part of the form; the field itself is empty."
        for mark in ("18", "20", "9")
    ]


def test_a_paragraph_below_a_comment_is_a_problem(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        _cell(control(body, COMMENT)).extend(runs("<w:p><w:r><w:t>More to say.</w:t></w:r></w:p>"))

    found = only(_edited(edit, tmp_path))
    assert found.place.field == "AC 1.1 comment"
    assert "Beside the field stands “More to say.”" in found.message


def test_text_that_a_layout_of_a_centre_prints_beside_every_mark_is_fine(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        for part, most in (("1.1", "24"), ("1.2", "15"), ("1.10", "28")):
            control(body, field("mark", part)).addnext(_run(f" of at most {most} marks"))

    assert problems_of(_edited(edit, tmp_path)) == ()


def test_what_stands_in_the_place_of_a_field_that_is_gone_is_a_problem(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        _remove(body, MARK, "15")
        _remove(body, field("section_comment", "2"), "Fair.")
        _remove(body, field("overall_comment"))

    problems = problems_of(_edited(edit, tmp_path))
    assert [(problem.severity, problem.message) for problem in problems] == [
        (
            Severity.WARNING,
            "A field is gone from this mark sheet, so nothing is read for: overall comment.",
        ),
        (
            Severity.ERROR,
            "Fields are gone from this mark sheet, and what stands in their place cannot be read: mark of criterion "
            "1.1 (“15”) and section comment of outcome 2 (“Fair.”).",
        ),
    ]


def test_a_sheet_on_which_every_mark_took_the_place_of_its_field_is_not_called_empty(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        for part, mark in (("1.1", "18"), ("1.2", "9"), ("1.10", "20")):
            _remove(body, field("mark", part), mark)

    found = only(_edited(edit, tmp_path))
    assert "criterion 1.1 (“18”), mark of criterion 1.2 (“9”) and mark of criterion 1.10 (“20”)" in found.message


def test_what_is_printed_on_a_second_sheet_is_not_gone_but_the_open_field_is(tmp_path: Path) -> None:
    found = only(_edited(lambda body: _remove(body, field("mark", "1.10"), "21"), tmp_path, attempt=2))
    assert found.message.endswith("cannot be read: mark of criterion 1.10 (“21”).")


def test_an_edited_criterion_is_a_problem_that_shows_the_difference(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        for text in body.iter(f"{W}t"):
            if text.text:
                text.text = text.text.replace("shape a choice", "govern a choice")

    found = only(_edited(edit, tmp_path))
    assert found.place.field == "Criterion 1.1"
    assert found.message == (
        "AC 1.1 is not worded as in unit 8604-308: 1.1 Describe the factors that [-shape-] {+govern+} a choice of "
        "style."
    )


def test_a_comment_that_quotes_a_criterion_in_other_words_is_no_edited_one(tmp_path: Path) -> None:
    quoted = "1.1 Describe the factors that form a choice of style."
    found = read(lambda body: type_into(control(body, COMMENT), _run(quoted)), tmp_path)
    assert found.criteria["1.1"].comment == quoted


@pytest.mark.parametrize("shown", ["3 November", "2 December", "2/11/2025", "November 3"])
def test_a_date_that_gainsays_the_one_behind_it_names_both(shown: str, tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        entry = control(body, field("assessed_on"))
        type_into(entry, _run(shown))
        next(entry.iter(f"{W}date")).set(f"{W}fullDate", "2026-11-02T00:00:00Z")

    problems = problems_of(_edited(edit, tmp_path))
    if shown == "2/11/2025":  # written in full, so it is what counts
        assert "2 November 2025 as date of assessment is before" in problems[0].message
        return
    assert [problem.message for problem in problems] == [
        f"“{shown}” is shown here, but the date that is stored behind it is 2 November 2026."
    ]
