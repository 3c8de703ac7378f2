"""Headings, paragraphs, lists and what stands in a line, in Word's own terms."""

from __future__ import annotations

import re
from importlib.resources import files
from io import BytesIO

import docx
import pytest

from markpack.writers.docx.styles import CELL_SHADES
from tests.writers.docx_samples import body, every, lines, one, text, tree, values, write


def test_headings_and_paragraphs_have_the_styles_of_word() -> None:
    found = lines(
        body(
            "<header><h1>Brief</h1><p class=lead>For the crew</p></header><section><h2>Part</h2><div><p>Text</p></div>"
            "<h3>Sub</h3><h4>Subsub</h4><p class='small'>Print</p><blockquote>Said <em>once</em></blockquote></section>"
        )
    )
    assert found == [
        ("Heading1", "Brief"),
        ("Lead", "For the crew"),
        ("Heading2", "Part"),
        ("Normal", "Text"),
        ("Heading3", "Sub"),
        ("Heading4", "Subsub"),
        ("SmallPrint", "Print"),
        ("Quote", "Said once"),
    ]


def test_headings_keep_with_what_follows() -> None:
    styles = tree(write("<p>x</p>"), "word/styles.xml")
    for number in range(1, 5):
        assert every(styles, f"//w:style[@w:styleId='Heading{number}']/w:pPr/w:keepNext")


@pytest.mark.parametrize(
    ("classes", "style"),
    [
        ("notice", "Notice"),
        ("callout", "Notice"),
        ("outcome", "Outcome"),
        ("outcome outcome-pass", "OutcomePass"),
        ("outcome outcome-referral", "OutcomeReferral"),
        ("outcome outcome-incomplete", "OutcomeIncomplete"),
        ("draft", "Draft"),
        ("statement", "Statement"),
        ("comment", "Comment"),
    ],
)
def test_a_box_gives_its_style_to_each_paragraph(classes: str, style: str) -> None:
    found = body(f"<div class='{classes}'><p>One</p><p>Two</p></div><p class='{classes}'>Three</p><p>Four</p>")
    assert lines(found) == [(style, "One"), (style, "Two"), (style, "Three"), ("Normal", "Four")]


def test_a_heading_in_a_box_stays_a_heading_and_stands_in_the_box() -> None:
    found = body("<div class='notice'><h3>Read this</h3><ul><li>First</li></ul></div>")
    assert lines(found) == [("Heading3", "Read this"), ("Notice", "First")]
    heading, entry = every(found, "w:p")
    assert one(heading, "w:pPr/w:shd").get(f"{{{heading.nsmap['w']}}}fill") == "FFF8E1"
    assert len(every(entry, "w:pPr/w:numPr")) == 1


def test_boxes_of_one_kind_below_each_other_do_not_become_one() -> None:
    found = body("".join(f"<div class='comment'><h3>AC 1.{n}</h3><p>a</p></div>" for n in range(1, 4)) + "<p>b</p>")
    first, second, third = (every(found, "w:p")[start : start + 2] for start in (0, 2, 4))
    assert [values(entry, "w:pPr/w:ind/@w:right") for entry in (*first, *third)] == [[]] * 4
    assert [values(entry, "w:pPr/w:ind/@w:right") for entry in second] == [["1"]] * 2


def test_the_word_of_an_outcome_is_large_in_its_box() -> None:
    found = body("<div class='outcome outcome-pass'><p class='word'><strong>Pass</strong></p><p>All is met.</p></div>")
    assert lines(found) == [("OutcomePassWord", "Pass"), ("OutcomePass", "All is met.")]


def test_the_kind_of_document_is_light_in_the_heading() -> None:
    heading = one(body("<h1><span class='kind'>Brief: </span>Leading</h1>"), "w:p")
    assert values(heading, "w:r[w:rPr/w:b/@w:val='0']/w:t/text()") == ["Brief: "]
    assert values(heading, "w:r[not(w:rPr)]/w:t/text()") == ["Leading"]


def test_the_head_of_a_document_is_ruled_off() -> None:
    found = body("<header class='masthead'><h1>Brief</h1><p class='lead'>Unit</p></header><p class='lead'>More</p>")
    assert lines(found) == [("Heading1", "Brief"), ("Masthead", "Unit"), ("Lead", "More")]


def test_boxes_and_shades_have_the_colours_of_the_pdf() -> None:
    css = (files("markpack") / "layouts" / "print.css").read_text()
    in_pdf = dict(re.findall(r"^\.([\w-]+) \{[^}]*background: (#[0-9a-f]{6})", css, re.MULTILINE))
    styles = tree(write("<p>x</p>"), "word/styles.xml")
    for name in ("notice", "draft", "outcome-pass", "outcome-referral", "outcome-incomplete"):
        style = name.title().replace("-", "")
        assert values(styles, f"//w:style[@w:styleId='{style}']/w:pPr/w:shd/@w:fill") == [in_pdf[name][1:].upper()]
    cells = body(f"<table><tr>{''.join(f'<td class={name}>a</td>' for name in CELL_SHADES)}</tr></table>")
    assert values(cells, "//w:shd/@w:fill") == [in_pdf[name][1:].upper() for name in CELL_SHADES]


def test_letterings_and_spaces_are_those_of_html() -> None:
    found = body("<p>\n  A <strong>bold\n and <em>slanted</em></strong>  word , H<sub>2</sub>O\n</p>")
    paragraph = one(found, "w:p")
    assert text(paragraph) == "A bold and slanted word , H2O"
    assert values(paragraph, "w:r[w:rPr/w:b]/w:t/text()") == ["bold and ", "slanted"]
    assert values(paragraph, "w:r[w:rPr/w:i]/w:t/text()") == ["slanted"]
    assert values(paragraph, "w:r[w:rPr/w:vertAlign/@w:val='subscript']/w:t/text()") == ["2"]


def test_line_breaks_are_breaks_and_values_of_fields_keep_their_lines() -> None:
    found = body("<p>One<br> two</p><p>So: <span data-field='f'>first \r\nsecond\n\nlast</span></p><p>a\nb</p>")
    assert [text(paragraph) for paragraph in every(found, "w:p")] == [
        "One\ntwo",
        "So: first\nsecond\n\nlast",
        "a b",
    ]


def test_links_are_links_and_only_to_addresses_of_the_web_and_mail() -> None:
    document = write(
        "<p><a href='https://example.org/a?b=1&amp;c=2'>web</a>, <a href='mailto:a@example.org'>mail</a>, "
        "<a href='javascript:alert(1)'>script</a>, <a href='file:///etc/passwd'>file</a></p>"
    )
    relations = tree(document, "word/_rels/document.xml.rels")
    external = {entry.get("Id"): entry.get("Target") for entry in relations if entry.get("TargetMode") == "External"}
    links = {text(link): external["".join(values(link, "@r:id"))] for link in every(tree(document), "//w:hyperlink")}
    assert links == {"web": "https://example.org/a?b=1&c=2", "mail": "mailto:a@example.org"}
    assert text(one(tree(document), "//w:p")) == "web, mail, script, file"


def test_each_numbered_list_counts_from_its_start_and_bullets_nest() -> None:
    html = "<ol><li>a</li><li>b<ul><li>c<ul><li>d</li></ul></li></ul></li></ol><p>x</p><ol start=3><li>e</li></ol>"
    document = write(html)
    entries = [
        (text(paragraph), *values(paragraph, "w:pPr/w:numPr/w:ilvl/@w:val | w:pPr/w:numPr/w:numId/@w:val"))
        for paragraph in every(tree(document), "//w:p[w:pPr/w:numPr]")
    ]
    assert [entry[:2] for entry in entries] == [("a", "0"), ("b", "0"), ("c", "1"), ("d", "2"), ("e", "0")]
    first, bullets, second = entries[0][2], entries[2][2], entries[4][2]
    assert entries[1][2] == first
    assert entries[3][2] == bullets
    assert len({first, bullets, second}) == 3
    numbering = tree(document, "word/numbering.xml")
    starts = {
        number: values(numbering, f"w:num[@w:numId='{number}']/w:lvlOverride[@w:ilvl='0']/w:startOverride/@w:val")
        for number in (first, second)
    }
    assert starts == {first: ["1"], second: ["3"]}
    styles = {entry: style for style, entry in lines(tree(document))}
    assert styles == {
        "a": "ListNumber",
        "b": "ListNumber",
        "c": "ListBullet",
        "d": "ListBullet",
        "x": "Normal",
        "e": "ListNumber",
    }


def test_further_paragraphs_of_a_list_entry_have_no_bullet() -> None:
    found = body("<ul><li><p>One</p><p>More</p></li><li>Two</li></ul>")
    assert lines(found) == [("ListBullet", "One"), ("ListContinue", "More"), ("ListBullet", "Two")]
    assert len(every(found, "w:p[w:pPr/w:numPr]")) == 2


def test_what_is_hidden_is_left_out() -> None:
    found = body("<p>a<span hidden>b</span>c</p><p hidden>d</p><div class='no-print'><p>e</p></div><p>f</p>")
    assert lines(found) == [("Normal", "ac"), ("Normal", "f")]


def test_an_element_can_start_a_page() -> None:
    found = body("<p>a</p><section class='page-break'><h2>b</h2></section><div class='page-break'></div><p>c</p>")
    assert values(found, "w:p[w:pPr/w:pageBreakBefore]//w:t/text()") == ["b"]
    breaks = every(found, "w:p[w:pPr/w:pageBreakBefore]")
    assert [text(paragraph) for paragraph in breaks] == ["b", ""]


def test_a_table_can_start_a_page() -> None:
    found = body("<p>a</p><table class='grid page-break'><tr><td>b</td></tr></table>")
    assert one(found, "w:p[w:pPr/w:pageBreakBefore]").getnext() is one(found, "w:tbl")


def test_keep_holds_a_paragraph_to_the_next() -> None:
    found = body("<p class='keep'>a</p><div class='keep'><p>b</p><p>c</p></div><p>d</p>")
    assert values(found, "w:p[w:pPr/w:keepNext]//w:t/text()") == ["a", "b"]


def test_hostile_text_is_text() -> None:
    name = "&lt;b&gt;R&amp;D&lt;/b&gt; {{ 7*7 }} \x0b\x00\x1b&#11;&#xFFFE;\ud800=HYPERLINK(&quot;x&quot;)"
    document = write(f"<p title='{name}'>{name}</p><p><input name='u1__a' title='{name}' value='{name}'></p>")
    expected = '<b>R&D</b> {{ 7*7 }} =HYPERLINK("x")'
    found = tree(document)
    assert [text(paragraph) for paragraph in every(found, "//w:p")] == [expected, expected]
    assert values(found, "//w:alias/@w:val") == [expected]
    assert docx.Document(BytesIO(document)).paragraphs[0].text == expected


def test_criteria_keep_every_character() -> None:
    criterion = "Evaluate  “what’s” needed – n’est-ce pas? Nguyễn 𝟙 €5\u00a0000 <5 & >3"
    escaped = criterion.replace("&", "&amp;").replace("<", "&lt;").replace("  ", " ")
    assert text(body(f"<p data-criterion='1.1'>{escaped}</p>")) == criterion.replace("  ", " ")


@pytest.mark.parametrize("html", ["<dl><dt>a</dt></dl>", "<p>a<video></video></p>", "<ul><p>a</p></ul>", "<li>a</li>"])
def test_elements_outside_the_contract_are_refused(html: str) -> None:
    with pytest.raises(ValueError, match="<"):
        write(html)


def test_every_paragraph_property_stands_in_the_order_that_word_wants() -> None:
    order = ["pStyle", "keepNext", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc"]
    found = body(
        "<table><tr><td>x</td></tr></table><div class='notice keep page-break'><h3 class='keep'>a</h3>"
        "<ul><li style='text-align: right'>b</li></ul><p class='num keep'>c</p></div>"
    )
    for properties in every(found, "//w:pPr"):
        names = [str(child.tag).rpartition("}")[2] for child in properties]
        assert names == sorted(names, key=order.index)
