"""Every kind of annotation that PDF has, and what else programs add: each text is quoted, each file named."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from markpack.inputs.marks.forms.form import Note, ReturnedForm
from markpack.inputs.marks.forms.pdf_form import read_pdf_form
from markpack.inputs.problems import Problems
from markpack.model.forms.signatures import ASSESSOR, IQA
from tests.inputs.returned import blank, edit_pdf, field

Fields = dict[str, pikepdf.Object]
LEARNER = "0012346"
"""Whose first attempt has not been marked."""


def form_of(data: bytes, folder: Path) -> ReturnedForm:
    path, problems = folder / "a.pdf", Problems()
    path.write_bytes(data)
    form = read_pdf_form(path, "a.pdf", problems)
    assert form is not None
    assert problems.problems == ()
    return form


def said(data: bytes, folder: Path) -> list[tuple[str, str]]:
    return [(note.what, note.text) for note in form_of(data, folder).notes]


def with_annotation(
    kind: str, edit: Callable[[pikepdf.Pdf, Dictionary], None] | None = None, **entries: object
) -> bytes:
    """A blank sheet with an annotation on its first page."""

    def add(pdf: pikepdf.Pdf, _fields: Fields) -> None:
        known = {"/Type": Name.Annot, "/Subtype": Name(f"/{kind}"), "/Rect": Array([100, 300, 200, 340])}
        note = Dictionary({**known, **{f"/{name}": value for name, value in entries.items()}})
        if edit:
            edit(pdf, note)
        entry = pdf.make_indirect(note)
        pdf.pages[0].obj.Annots.append(entry)
        if kind == "Widget":
            pdf.Root.AcroForm.Fields.append(entry)

    return edit_pdf(blank("pdf", LEARNER), add)


def drawn(pdf: pikepdf.Pdf, words: str, *, deep: bool = False) -> pikepdf.Object:
    """An appearance that shows words, in one that is drawn within another where that is asked for."""
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    area = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 300, 40])}
    shown = pdf.make_stream(
        f"BT /F 12 Tf 5 5 Td ({words}) Tj ET".encode(),
        Dictionary({**area, "/Resources": Dictionary(Font=Dictionary(F=font))}),
    )
    if not deep:
        return shown
    within = Dictionary(XObject=Dictionary(Inner=shown))
    return pdf.make_stream(b"q /Inner Do Q", Dictionary({**area, "/Resources": within}))


def showing(words: str, *, deep: bool = False) -> Callable[[pikepdf.Pdf, Dictionary], None]:
    def edit(pdf: pikepdf.Pdf, note: Dictionary) -> None:
        note["/AP"] = Dictionary(N=drawn(pdf, words, deep=deep))

    return edit


def with_window(pdf: pikepdf.Pdf, note: Dictionary) -> None:
    """The window of a note, which no page lists, with a text of its own."""
    window = Dictionary(Type=Name.Annot, Subtype=Name.Popup, Contents=String("Albatross"), Rect=Array([0, 0, 9, 9]))
    note["/Popup"] = pdf.make_indirect(window)


def with_file(_pdf: pikepdf.Pdf, note: Dictionary) -> None:
    note["/FS"] = Dictionary(Type=Name.Filespec, F=String("feedback.docx"), Desc=String("Albatross"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (lambda: with_annotation("Text", Subj=String("Albatross")), ("the subject of a note on page 1", "Albatross")),
        (lambda: with_annotation("Redact", OverlayText=String("Albatross")),
         ("text laid over a redaction on page 1", "Albatross")),
        (lambda: with_annotation("Link", Contents=String("Albatross")), ("a link on page 1", "Albatross")),
        (lambda: with_annotation("Link", A=Dictionary(S=Name.URI, URI=String("https://a.test"))),
         ("a link on page 1", "https://a.test")),
        (lambda: with_annotation("Text", with_window), ("a note on page 1", "Albatross")),
        (lambda: with_annotation("Stamp", showing("Albatross")), ("a stamp on page 1", "Albatross")),
        (lambda: with_annotation("Stamp", showing("Albatross", deep=True)), ("a stamp on page 1", "Albatross")),
        (lambda: with_annotation("FreeText", showing("Albatross")), ("text typed on page 1", "Albatross")),
        (lambda: with_annotation("Watermark", showing("Albatross")), ("a watermark on page 1", "Albatross")),
        (lambda: with_annotation("Line", showing("Albatross")), ("a note on page 1", "Albatross")),
        (lambda: with_annotation("Stamp", Name=Name.NotApproved), ("a stamp on page 1", "Not Approved")),
        (lambda: with_annotation("FileAttachment", with_file),
         ("the attached file feedback.docx on page 1", "Albatross")),
        (lambda: with_annotation("StrikeOut"), ("text struck out on page 1", "")),
        (lambda: with_annotation("Redact"), ("a redaction on page 1", "")),
        (lambda: with_annotation("Sound"), ("a recording on page 1", "")),
        (lambda: with_annotation("RichMedia"), ("a film or recording on page 1", "")),
        (lambda: with_annotation("Caret", Contents=String("Albatross")), ("a note on page 1", "Albatross")),
        (lambda: with_annotation("Projection", Contents=String("Albatross")), ("a note on page 1", "Albatross")),
        (lambda: with_annotation("OfAnotherProgram", Contents=String("Albatross")), ("a note on page 1", "Albatross")),
        (lambda: with_annotation("Widget", T=String("Button"), FT=Name.Btn, MK=Dictionary(CA=String("Albatross"))),
         ("a button that was added on page 1", "Albatross")),
    ],
)  # fmt: skip
def test_every_kind_of_annotation_says_what_it_holds(
    data: Callable[[], bytes], expected: tuple[str, str], tmp_path: Path
) -> None:
    assert said(data(), tmp_path) == [expected]


@pytest.mark.parametrize(
    ("contents", "texts"),
    [
        ("Albatross", ["Albatross"]),
        ("Albat\nross", ["Albat\nross"]),
        ("Heron", ["Heron", "Albatross"]),
        ("", ["Albatross"]),
    ],
)
def test_what_is_written_and_shown_is_quoted_once_where_it_is_the_same(
    contents: str, texts: list[str], tmp_path: Path
) -> None:
    data = with_annotation("FreeText", showing("Albatross"), Contents=String(contents))
    assert [text for _, text in said(data, tmp_path)] == texts


@pytest.mark.parametrize("subject", ["Sticky Note", "Comment on Text", "Cross-Out", "Highlight"])
def test_the_subject_that_a_program_gives_is_not_quoted(subject: str, tmp_path: Path) -> None:
    assert said(with_annotation("Highlight", Subj=String(subject)), tmp_path) == []


def test_words_drawn_in_a_field_without_a_value_are_quoted(tmp_path: Path) -> None:
    """What a program leaves that only paints what was typed: people see a mark that no program reads."""

    def edit(pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[field("comment", "1.1")]["/AP"] = Dictionary(N=drawn(pdf, "Albatross"))

    (note,) = form_of(edit_pdf(blank("pdf", LEARNER), edit), tmp_path).notes
    assert (note.what, note.text) == ("what is drawn in the field AC 1.1: assessor feedback on page 1", "Albatross")
    assert note.is_entry


def test_bookmarks_attached_files_and_xfa_entries_are_named(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[field("comment", "1.1")]["/V"] = String("Clear.")
        xml = '<xdp:xdp xmlns:xdp="x"><xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data>'
        xml += "<f><a>Clear.</a><b>Albatross</b></f></xfa:data></xfa:datasets></xdp:xdp>"
        pdf.Root.AcroForm.XFA = Array([String("datasets"), pdf.make_stream(xml.encode())])
        pdf.pages[0].obj.AF = Array([Dictionary(Type=Name.Filespec, UF=String("voice.m4a"))])
        pdf.attachments["feedback.docx"] = b"PK"
        with pdf.open_outline() as outline:
            outline.root += [pikepdf.OutlineItem("Heron", 0), pikepdf.OutlineItem("Page 2", 1)]

    assert said(edit_pdf(blank("pdf", LEARNER), edit), tmp_path) == [
        ("the attached file feedback.docx", ""),
        ("the attached file voice.m4a", ""),
        ("a bookmark", "Heron"),
        ("an entry in a form that only other programs show (XFA)", "Albatross"),
    ]


def test_what_is_written_into_a_digital_signature_is_quoted(tmp_path: Path) -> None:
    def sign(pdf: pikepdf.Pdf, fields: Fields) -> None:
        value = Dictionary(Type=Name.Sig, Name=String("Ada Obi"), Reason=String("Second marking"))
        left, bottom, right, _ = (float(number) for number in fields[field("iqa")].Rect)
        entry = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("S"), V=pdf.make_indirect(value))
        entry.Rect = Array([left, bottom - 25, right, bottom - 5])
        entry = pdf.make_indirect(entry)
        pdf.pages[-1].obj.Annots.append(entry)
        pdf.Root.AcroForm.Fields.append(entry)

    form = form_of(edit_pdf(blank("pdf", LEARNER), sign), tmp_path)
    assert form.signed == (IQA,)
    assert [(note.what, note.text) for note in form.notes] == [
        ("the reason given with the signature on page 2 by Ada Obi", "Second marking")
    ]


def test_a_typed_signature_is_a_signature_and_quoted(tmp_path: Path) -> None:
    def sign(pdf: pikepdf.Pdf, fields: Fields) -> None:
        left, bottom, right, _ = (float(number) for number in fields[field("assessor")].Rect)
        area = Array([left, bottom - 25, right, bottom - 5])
        note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=area, AP=Dictionary(N=drawn(pdf, "Ada Obi")))
        pdf.pages[-1].obj.Annots.append(pdf.make_indirect(note))

    form = form_of(edit_pdf(blank("pdf", LEARNER), sign), tmp_path)
    assert form.signed == (ASSESSOR,)
    assert form.notes == (Note("a stamp on page 2", "Ada Obi", form.place),)


def test_everything_that_mupdf_adds_is_quoted(tmp_path: Path) -> None:
    with pymupdf.open(stream=blank("pdf", LEARNER), filetype="pdf") as pdf:
        page = pdf[0]
        note = page.add_text_annot((50, 50), "Bittern")
        note.set_info(subject="Curlew", title="Ada Obi")
        note.update()
        page.add_freetext_annot((60, 300, 200, 340), "Dunlin")
        page.add_stamp_annot((200, 300, 300, 340), stamp=0)
        page.add_redact_annot((300, 300, 400, 340), text="Egret")
        page.add_file_annot((400, 50), b"hello", "Fulmar.txt", desc="Gannet")
        page.add_ink_annot([[(1, 1), (20, 20)]])
        page.insert_link({"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(10, 10, 30, 30), "uri": "https://heron.test"})
        data = io.BytesIO()
        pdf.save(data)
    found = said(data.getvalue(), tmp_path)
    assert found == [
        ("a note on page 1 by Ada Obi", "Bittern"),
        ("the subject of a note on page 1 by Ada Obi", "Curlew"),
        ("text typed on page 1", "Dunlin"),
        ("a stamp on page 1", "Approved"),
        ("text laid over a redaction on page 1", "Egret"),
        ("the attached file Fulmar.txt on page 1", "Gannet"),
        ("a drawing on page 1", ""),
        ("a link on page 1", "https://heron.test"),
    ]


def test_text_is_found_however_deep_it_is_drawn(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, _fields: Fields) -> None:
        drawing = drawn(pdf, "Albatross")
        for _ in range(8):
            area = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 300, 40])}
            within = Dictionary(XObject=Dictionary(Inner=drawing))
            drawing = pdf.make_stream(b"q /Inner Do Q", Dictionary({**area, "/Resources": within}))
        pdf.pages[0].add_resource(drawing, Name.XObject, Name.Drawn)
        pdf.pages[0].contents_add(b"q 1 0 0 1 100 300 cm /Drawn Do Q")

    assert said(edit_pdf(blank("pdf", LEARNER), edit), tmp_path) == [("text typed onto page 1", "Albatross")]
