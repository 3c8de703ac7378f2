"""Content controls: criteria that can't be edited, and forms that can be filled in and read back."""

from __future__ import annotations

import pytest

from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.builder import build_blank_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.writers.formats import write as write_view
from markpack.writers.html_layouts import Layouts
from tests.samples import learner, setting
from tests.writers.docx_samples import W, body, every, one, parts, text, tree, values, write


def test_a_criterion_in_a_line_is_locked() -> None:
    found = body("<p>AC 1.1: <span data-criterion='1.1'><strong>Evaluate</strong> factors</span>, 24 marks</p>")
    control = one(found, "w:p/w:sdt")
    assert text(control) == "Evaluate factors"
    assert values(control, "w:sdtPr/w:lock/@w:val") == ["sdtContentLocked"]
    assert values(control, "w:sdtPr/w:tag/@w:val") == ["criterion_1_1"]
    assert values(control, "w:sdtPr/w:alias/@w:val") == ["Criterion 1.1"]
    assert text(one(found, "w:p")) == "AC 1.1: Evaluate factors, 24 marks"


def test_a_tag_given_is_used() -> None:
    found = body("<p><span data-criterion='1.10' data-tag='u8604_308__criterion__1_10'>Plan</span></p>")
    assert values(found, "//w:tag/@w:val") == ["u8604_308__criterion__1_10"]


@pytest.mark.parametrize(
    "html",
    [
        "<p data-criterion='1.1'>Text</p>",
        "<h4 data-criterion='1.1'>Text</h4>",
        "<div data-criterion='1.1'><p>Te</p><p>xt</p></div>",
        "<ul><li data-criterion='1.1'>Text</li></ul>",
        "<table><tr><td data-criterion='1.1'>Text</td></tr></table>",
        "<table><tr data-criterion='1.1'><td>Te</td><td>xt</td></tr></table>",
        "<table data-criterion='1.1'><tr><td>Te</td><td>xt</td></tr></table>",
    ],
)
def test_a_criterion_in_a_block_is_locked_whole(html: str) -> None:
    found = body(html)
    assert "".join(text(control) for control in every(found, "//w:sdt")) == "Text" == text(found)
    assert set(values(found, "//w:sdt/w:sdtPr/w:lock/@w:val")) == {"sdtContentLocked"}
    assert set(values(found, "//w:sdt/w:sdtPr/w:tag/@w:val")) == {"criterion_1_1"}


def test_other_text_can_be_locked_too_and_the_rest_is_free() -> None:
    document = write("<p data-locked>Instructions</p><p>Guidance</p><p><em data-locked></em>x</p>")
    found = tree(document)
    assert [text(control) for control in every(found, "//w:sdt")] == ["Instructions"]
    assert values(found, "//w:sdt//w:alias/@w:val") == ["Fixed text"]
    assert not every(found, "//w:sdt//w:tag")
    assert not every(tree(document, "word/settings.xml"), "//w:documentProtection")


def test_a_text_field_is_a_control_in_a_bookmark_of_its_name() -> None:
    found = body("<p><input type='text' name='u8604_308__assessor' title='Assessor'></p>")
    start, control, end = one(found, "w:p")
    assert (start.tag, end.tag) == (f"{W}bookmarkStart", f"{W}bookmarkEnd")
    assert start.get(f"{W}name") == "u8604_308__assessor"
    assert start.get(f"{W}id") == end.get(f"{W}id")
    assert values(control, "w:sdtPr/w:tag/@w:val") == ["u8604_308__assessor"]
    assert values(control, "w:sdtPr/w:alias/@w:val") == ["Assessor"]
    assert values(control, "w:sdtPr/w:lock/@w:val") == ["sdtLocked"]
    assert not values(one(control, "w:sdtPr/w:text"), "@w:multiLine")
    assert every(control, "w:sdtPr/w:showingPlcHdr")
    assert text(control) == "Click to enter text"
    assert values(control, "w:sdtContent/w:r/w:rPr/w:rStyle/@w:val") == ["PlaceholderText"]


def test_a_field_with_a_value_shows_it() -> None:
    found = body(
        "<p><input type='text' name='u1__a' value='R &amp; J'></p><p><textarea name='u1__b'>\na\nb</textarea></p>"
    )
    controls = every(found, "//w:sdt")
    assert [text(control) for control in controls] == ["R & J", "a\nb"]
    assert not every(found, "//w:showingPlcHdr")
    assert [len(every(control, "w:sdtPr/w:text")) for control in controls] == [1, 0]
    assert len(every(controls[1], "w:sdtContent/w:r")) == 1


@pytest.mark.parametrize("hint", ["class='mark'", "inputmode='decimal'", "placeholder='__'"])
def test_a_mark_has_a_short_placeholder(hint: str) -> None:
    assert text(body(f"<p><input name='u1__mark__1_1' {hint}> / 24</p>")) == "__ / 24"


def test_a_choice_is_a_list_of_its_options() -> None:
    select = (
        "<select name='u1__{0}'><option value=''>Pass or referral</option><option{1}>Pass</option>"
        "<option value='R'>Referral</option></select>"
    )
    found = body(f"<p>{select.format('a', '')}</p><p>{select.format('b', ' selected')}</p>")
    open_choice, made_choice = every(found, "//w:sdt")
    assert values(open_choice, ".//w:dropDownList/w:listItem/@w:displayText") == ["Pass", "Referral"]
    assert values(open_choice, ".//w:dropDownList/w:listItem/@w:value") == ["Pass", "R"]
    assert (text(open_choice), text(made_choice)) == ("Pass or referral", "Pass")
    assert [len(every(control, "w:sdtPr/w:showingPlcHdr")) for control in (open_choice, made_choice)] == [1, 0]


def test_a_check_box_is_one() -> None:
    found = body("<p><input type='checkbox' name='u1__a'> no <input type='checkbox' name='u1__b' checked> yes</p>")
    assert values(found, "//w14:checkbox/w14:checked/@w14:val") == ["0", "1"]
    assert text(found) == "☐ no ☒ yes"


def test_a_date_is_picked_in_british_form() -> None:
    found = body(
        "<p><input type='date' name='u1__a'></p><p><input type='date' name='u1__b' value='2026-10-04'></p>"
        "<p><input type='date' name='u1__c' value='4 October'></p>"
    )
    assert [text(control) for control in every(found, "//w:sdt")] == ["Choose a date", "04 October 2026", "4 October"]
    assert values(found, "//w:date/@w:fullDate") == ["2026-10-04T00:00:00Z"]
    assert values(found, "//w:date/w:dateFormat/@w:val") == ["dd MMMM yyyy"] * 3
    assert values(found, "//w:date/w:lid/@w:val") == ["en-GB"] * 3


def test_numbers_and_names_are_unique() -> None:
    found = body(
        "<p data-criterion='1.1'>x</p><p data-criterion='1.1'>y</p>"
        + "".join(f"<p><input name='u1__{letter}'></p>" for letter in "abc")
    )
    for path in ("//w:sdtPr/w:id/@w:val", "//w:bookmarkStart/@w:id", "//w:bookmarkStart/@w:name"):
        numbers = values(found, path)
        assert len(numbers) >= 3
        assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    "html",
    [
        "<p><input name='u1__a'><input name='u1__a'></p>",
        "<p><input></p>",
        f"<p><input name='u{'x' * 40}'></p>",
        "<p><input name='1__a'></p>",
        "<p><input type='radio' name='u1__a'></p>",
        f"<p data-criterion='1.1' data-tag='{'x' * 65}'>x</p>",
    ],
)
def test_fields_that_word_would_not_keep_are_refused(html: str) -> None:
    with pytest.raises(ValueError, match=r"name|control"):
        write(html)


def test_an_emptied_control_shows_its_own_hint_whatever_language_word_speaks() -> None:
    document = write(
        "<p><input type='text' name='a'><input class='mark' name='b'><input type='date' name='c' value='2026-09-14'>"
        "<textarea name='d'>Good</textarea>"
        "<select name='e'><option value=''>Pick</option><option>x</option></select></p>"
    )
    hints = ["Click to enter text", "__", "Choose a date", "Click to enter text", "Pick"]
    glossary = tree(document, "word/glossary/document.xml")
    blocks = {values(block, ".//w:name/@w:val")[0]: block for block in every(glossary, "//w:docPart")}
    assert len(blocks) == len(set(hints))
    named = values(tree(document), "//w:sdtPr/w:placeholder/w:docPart/@w:val")
    assert [text(blocks[name]) for name in named] == hints
    styles = set(values(glossary, "//w:rStyle/@w:val"))
    assert styles <= set(values(tree(document, "word/glossary/styles.xml"), "//w:style/@w:styleId"))
    assert b'glossaryDocument" Target="glossary/document.xml"' in parts(document)["word/_rels/document.xml.rels"]
    assert parts(document)["[Content_Types].xml"].count(b"/word/glossary/") == 2


def test_a_document_without_fields_has_no_hints() -> None:
    document = parts(write("<p data-criterion='1.1'>Text</p><p><input type='checkbox' name='a'></p>"))
    assert not [name for name in document if "glossary" in name]
    assert b"glossary" not in document["[Content_Types].xml"] + document["word/_rels/document.xml.rels"]


def test_every_control_of_a_blank_sheet_has_a_title() -> None:
    view = build_blank_sheet(build_form(setting()), setting(), learner())
    controls = every(tree(write_view(view, Format.DOCX, Layouts())), "//w:sdtPr")
    titles = ["".join(values(control, "w:alias/@w:val")) for control in controls]
    assert len(titles) > 30
    assert "" not in titles
    assert {"Instructions for assessment", "AC 1.1: Pass", "Criterion 1.1"} <= set(titles)
    assert "Fixed text" not in titles
