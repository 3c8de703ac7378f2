"""The package of Word documents: properties, header and footer, colours, the base document, and the same bytes."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import os
import posixpath
import subprocess
import sys
import zipfile
from io import BytesIO

import docx
import pytest
from docx.shared import Mm, Pt
from lxml import etree

from markpack.documents.catalogue.kinds import Kind
from markpack.errors import InputError
from markpack.model.forms.identity import FileIdentity
from markpack.writers.docx import base_document
from markpack.writers.docx.styles import STYLES
from tests.writers.docx_samples import (
    BRANDING,
    LANDSCAPE,
    PROPERTIES,
    W,
    every,
    lines,
    one,
    parts,
    sample,
    text,
    tree,
    values,
    write,
)

SAMPLES = ("brief", "feedback", "mark_sheet")
_DIGEST = (
    "import hashlib; from tests.writers.docx_samples import sample, write; "
    f"print(hashlib.sha256(b''.join(write(sample(name)) for name in {SAMPLES!r})).hexdigest())"
)


def test_properties_say_what_the_document_is() -> None:
    core = docx.Document(BytesIO(write("<p>x</p>"))).core_properties
    assert (core.title, core.subject, core.author, core.language) == (
        "Mark sheet",
        "8604-308 Understanding Leadership",
        "Calder Valley Training",
        "en-GB",
    )
    midnight = datetime.datetime(2026, 9, 14, tzinfo=datetime.UTC)
    assert {core.created, core.modified} == {midnight}


def test_identity_travels_as_custom_properties() -> None:
    document = write("<p>x</p>")
    custom = tree(document, "docProps/custom.xml")
    assert {entry.get("name"): entry[0].text for entry in custom}.items() >= PROPERTIES.identity.properties().items()
    assert [entry.get("pid") for entry in custom] == [str(number) for number in range(2, 2 + len(custom))]
    assert b'PartName="/docProps/custom.xml"' in parts(document)["[Content_Types].xml"]
    assert b"custom-properties" in parts(document)["_rels/.rels"]


def test_properties_are_text_whatever_they_hold() -> None:
    hostile = "<b>R&D</b> \x0b{{ 7*7 }}"
    identity = FileIdentity(Kind.BRIEF.folder, learner=hostile)
    properties = dataclasses.replace(PROPERTIES, title=hostile, identity=identity)
    document = write("<p>x</p>", properties=properties)
    assert docx.Document(BytesIO(document)).core_properties.title == "<b>R&D</b> {{ 7*7 }}"
    assert values(tree(document, "docProps/custom.xml"), "//text()") == ["brief", "<b>R&D</b> {{ 7*7 }}"]


def test_header_and_footer_stand_on_every_page_with_page_numbers_as_fields() -> None:
    document = write("<p>x</p>")
    assert text(tree(document, "word/header1.xml")) == "8604-308 Understanding Leadership\tR Jones"
    footer = tree(document, "word/footer1.xml")
    assert text(footer) == "Calder Valley Training\tPage 1 of 1"
    assert [field.strip() for field in values(footer, "//w:instrText/text()")] == ["PAGE", "NUMPAGES"]
    assert values(footer, "//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"] * 2
    assert values(tree(document), "//w:sectPr/w:headerReference/@w:type") == ["default"]


def test_a_draft_bears_its_mark_at_the_head_of_every_page_and_in_a_box_at_its_beginning() -> None:
    draft = dataclasses.replace(PROPERTIES, draft="No approval is on record.")
    document = write("<p class='draft'>Draft</p>", properties=draft)
    (mark, _), (_, head) = lines(tree(document, "word/header1.xml"))
    assert (mark, head) == ("DraftMark", "8604-308 Understanding Leadership\tR Jones")
    assert text(tree(document, "word/header1.xml")).startswith("DRAFT – NOT APPROVED FOR USE")
    assert values(tree(document), "//w:pStyle/@w:val") == ["Draft"]
    styles = tree(document, "word/styles.xml")
    assert values(styles, "//w:style[@w:styleId='Draft']//w:pBdr/*/@w:val") == ["dashed"] * 4
    assert int(values(styles, "//w:style[@w:styleId='DraftMark']/w:rPr/w:sz/@w:val")[0]) == 24  # 12 points
    assert text(tree(write("<p>x</p>"), "word/header1.xml")) == "8604-308 Understanding Leadership\tR Jones"


def test_a_long_title_and_a_long_name_do_not_run_into_each_other_at_the_head() -> None:
    title, name = "9999-101 Leading a watch", "Maximiliana Featherstonehaugh-Cholmondeley de la Fontaine · 0012345"
    for left, right, shown in (
        (title * 2, "R Jones", [f"{title * 2}\tR Jones"]),
        (title * 2, name, [title * 2, f"\t{name}"]),
    ):
        page = dataclasses.replace(LANDSCAPE, landscape=False, head_left=left, head_right=right)
        header = tree(write("<p>x</p>", page), "word/header1.xml")
        assert [text(line) for line in header] == shown


@pytest.mark.parametrize("landscape", [False, True])
def test_the_paper_is_a4_and_the_header_reaches_the_margin(landscape: bool) -> None:
    document = write("<p>x</p>", dataclasses.replace(LANDSCAPE, landscape=landscape))
    size = one(tree(document), "//w:sectPr/w:pgSz")
    width, height = int(size.get(f"{W}w", "0")), int(size.get(f"{W}h", "0"))
    assert (width, height) == ((16838, 11906) if landscape else (11906, 16838))
    assert size.get(f"{W}orient") == ("landscape" if landscape else None)
    margins = one(tree(document), "//w:sectPr/w:pgMar")
    text_width = width - int(margins.get(f"{W}left", "0")) - int(margins.get(f"{W}right", "0"))
    for part in ("word/header1.xml", "word/footer1.xml"):
        assert values(tree(document, part), "//w:tab[@w:val='right']/@w:pos") == [str(text_width)]


def test_the_language_is_british_english_throughout() -> None:
    document = write("<p>x</p>")
    assert values(tree(document, "word/styles.xml"), "//w:docDefaults//w:lang/@w:val") == ["en-GB"]
    assert values(tree(document, "word/settings.xml"), "//w:themeFontLang/@w:val") == ["en-GB"]


def test_the_employers_colours_are_the_themes() -> None:
    document = write("<p>x</p>")
    ink, tint = BRANDING.ink[1:].upper(), BRANDING.tint[1:].upper()
    theme = tree(document, "word/theme/theme1.xml")
    assert values(theme, "//a:accent1/a:srgbClr/@val") == [ink]
    assert values(theme, "//a:accent2/a:srgbClr/@val") == [tint]
    styles = tree(document, "word/styles.xml")
    for number in (1, 2):
        colour = one(styles, f"//w:style[@w:styleId='Heading{number}']/w:rPr/w:color")
        assert (colour.get(f"{W}val"), colour.get(f"{W}themeColor")) == (ink, "accent1")
    header = one(styles, "//w:style[@w:styleId='MarkpackGrid']//w:tblStylePr[@w:type='firstRow']//w:shd")
    assert (header.get(f"{W}fill"), header.get(f"{W}themeFill")) == (ink, "accent1")
    # White letters on it, which stay white on coloured paper.
    letters = one(styles, "//w:style[@w:styleId='TableHead']/w:rPr/w:color")
    assert (letters.get(f"{W}val"), letters.get(f"{W}themeColor")) == ("FFFFFF", "background1")


def test_bullets_of_a_centres_base_document_have_the_employers_colour_without_themes_too() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(base_document())) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/numbering.xml":
                data = data.replace(b"</w:rPr>", b'<w:color w:val="1F4E79" w:themeColor="accent1"/></w:rPr>')
            target.writestr(name, data)
    ink = BRANDING.ink[1:].upper()
    for html in ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"):
        document = write(html, base=stream.getvalue())
        assert set(values(tree(document, "word/numbering.xml"), "//w:color/@w:val")) == {ink}
        assert not values(tree(write(html), "word/numbering.xml"), "//w:color/@w:val")  # ours are black, as in the PDF


def test_a_base_document_of_an_earlier_release_keeps_its_pale_heads_and_their_dark_letters() -> None:
    base = docx.Document(BytesIO(base_document()))
    for name in ("Table Head", "Table Label"):
        base.styles[name].delete()
    stream = BytesIO()
    base.save(stream)
    document = write(
        "<table class='grid'><thead><tr><th>AC</th></tr></thead></table>"
        "<table class='plain'><tr><th>a</th></tr></table>",
        base=stream.getvalue(),
    )
    assert set(values(tree(document), "//w:pStyle/@w:val")) == {"TableHeading", "Spacer"}
    assert not values(tree(document, "word/styles.xml"), "//w:style/w:name[@w:val='Table Head']/@w:val")


def test_fonts_are_words_own_with_one_of_the_same_widths_to_fall_back_on() -> None:
    document = write("<p>x</p>")
    assert values(tree(document, "word/fontTable.xml"), "//w:font[@w:name='Calibri']/w:altName/@w:val") == ["Carlito"]
    assert set(values(tree(document, "word/theme/theme1.xml"), "//a:latin/@typeface")) == {"Calibri"}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_page_gives_the_same_bytes(name: str) -> None:
    document = write(sample(name), LANDSCAPE)
    assert write(sample(name), LANDSCAPE) == document
    with zipfile.ZipFile(BytesIO(document)) as archive:
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[0] == "[Content_Types].xml"
    assert names[1:-4] == sorted(set(names[1:-4]))
    assert names[-4:] == ["docProps/core.xml", "docProps/custom.xml", "word/document.xml", "word/header1.xml"]


@pytest.mark.slow
def test_another_process_gives_the_same_bytes() -> None:
    here = hashlib.sha256(b"".join(write(sample(name)) for name in SAMPLES)).hexdigest()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == here


@pytest.mark.parametrize("name", SAMPLES)
def test_every_part_is_referred_to_and_every_reference_is_there(name: str) -> None:
    document = write(sample(name))
    relations = {entry.get("Id"): entry for entry in tree(document, "word/_rels/document.xml.rels")}
    used = values(tree(document), "//@r:id | //@r:embed")
    assert set(used) <= relations.keys()
    stored = parts(document)
    targets = {
        posixpath.join(folder.removesuffix("_rels/"), entry.get("Target") or "").removeprefix("/")
        for folder, _, file in (name.rpartition("_rels/") for name in stored if name.endswith(".rels"))
        for entry in tree(document, f"{folder}_rels/{file}")
        if entry.get("TargetMode") != "External"
    }
    assert targets == {part for part in stored if not part.endswith(".rels") and part != "[Content_Types].xml"}


@pytest.mark.parametrize("name", SAMPLES)
def test_python_docx_opens_what_was_written_and_knows_every_style(name: str) -> None:
    document = write(sample(name))
    opened = docx.Document(BytesIO(document))
    ids = {style.style_id for style in opened.styles}
    used = values(tree(document), "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val")
    assert set(used) <= ids
    assert opened.paragraphs[0].text or opened.inline_shapes


def test_the_packaged_base_document_has_every_style() -> None:
    names = {style.name for style in docx.Document(BytesIO(base_document())).styles}
    # python-docx gives these the names of Word's English user interface
    shown = {"heading 1": "Heading 1", "heading 2": "Heading 2", "heading 3": "Heading 3", "heading 4": "Heading 4"}
    shown |= {"caption": "Caption", "header": "Header", "footer": "Footer"}
    assert {shown.get(name, name) for name in STYLES} <= names


def _restyled() -> bytes:
    base = docx.Document(BytesIO(base_document()))
    base.styles["Heading 1"].font.size = Pt(33)
    base.styles["Notice"].delete()
    base.sections[0].left_margin = Mm(30)
    stream = BytesIO()
    base.save(stream)
    return stream.getvalue()


def test_a_centres_base_document_decides_looks_and_margins() -> None:
    document = write("<h1>a</h1><p class='notice'>b</p><table><tr><td>c</td></tr></table>", base=_restyled())
    styles = tree(document, "word/styles.xml")
    assert values(styles, "//w:style[w:name/@w:val='heading 1']/w:rPr/w:sz/@w:val") == ["66"]
    assert values(tree(document), "//w:pgMar/@w:left") == ["1701"]
    assert sum(int(width) for width in values(tree(document), "//w:gridCol/@w:w")) == 11906 - 1701 - 1020
    # A style that the centre has deleted is ours again.
    assert len(every(styles, "//w:style[w:name/@w:val='Notice']")) == 1


def test_any_word_document_can_be_the_base() -> None:
    stream = BytesIO()
    docx.Document().save(stream)
    document = write(sample("brief"), base=stream.getvalue())
    styles = tree(document, "word/styles.xml")
    for name in STYLES:
        found = values(styles, "//w:style/w:name/@w:val")
        assert [entry.lower() for entry in found].count(name.lower()) == 1
    numbering = tree(document, "word/numbering.xml")
    kinds = {text(entry): _number_format(numbering, entry) for entry in every(tree(document), "//w:p[w:pPr/w:numPr]")}
    assert kinds["Choose two situations from the last six months."] == "bullet"
    assert kinds["the duty manager."] == "bullet"
    assert kinds["A report of about 1,200 words."] == "decimal"


def _number_format(numbering: etree._Element, paragraph: etree._Element) -> str:
    [level] = values(paragraph, "w:pPr/w:numPr/w:ilvl/@w:val")
    [number] = values(paragraph, "w:pPr/w:numPr/w:numId/@w:val")
    [abstract] = values(numbering, f"w:num[@w:numId='{number}']/w:abstractNumId/@w:val")
    [kind] = values(numbering, f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl[@w:ilvl='{level}']/w:numFmt/@w:val")
    return kind


def test_styles_are_found_by_name_where_their_ids_are_in_another_language() -> None:
    stored = parts(base_document())
    stored["word/styles.xml"] = stored["word/styles.xml"].replace(b'"Heading1"', b'"berschrift1"')
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in stored.items():
            archive.writestr(name, data)
    assert lines(tree(write("<h1>a</h1>", base=stream.getvalue()))) == [("berschrift1", "a")]


def test_a_base_that_is_no_word_document_is_the_users_problem() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    for data in (b"not a zip", stream.getvalue()):
        with pytest.raises(InputError, match=r"base\.docx.*not a Word document"):
            write("<p>x</p>", base=data)
