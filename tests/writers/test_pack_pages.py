"""The pages of assignment packs, declarations and combined documents, in PDF and Word."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise, zip_longest

import docx
import page as validator
import pikepdf
import pytest
from pikepdf import OutlineItem

from markpack.documents.catalogue.entries import DocumentJob
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.declaration.view import Declaration
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.pack.combined_view import Combined
from markpack.documents.pack.zip_view import Bundle
from markpack.documents.shared.document import View
from markpack.model.forms.identity import HIDDEN_FIELD
from markpack.model.marking_mode import MarkingMode
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, render
from tests.samples import cohort, learner, marked, plan_documents, setting, unit
from tests.writers.pdf_structure import elements, faults
from tests.writers.test_pdf import field_names, pages_of, words_of

LAYOUTS = Layouts()
SHORT = {"1.1": 24, "2.1": 28}


def planned(mode: MarkingMode = MarkingMode.MARKS) -> list[DocumentJob]:
    mark = 4 if mode in (MarkingMode.MARKS, MarkingMode.SEPARATE_SHEETS) else "referral"
    people = [learner(), learner("ABC123", "Rhys", "Jones")]
    attempts = [marked(dict.fromkeys(SHORT, mark), learner=who.registration) for who in people]
    return list(plan_documents(cohort(setting(unit(SHORT), mode=mode), people, attempts)))


@cache
def views(mode: MarkingMode = MarkingMode.MARKS) -> Mapping[str, View]:
    entries = [entry for entry in planned(mode) if entry.format is Format.PDF]
    general = {entry.kind: entry.view for entry in entries if not entry.learner and entry.kind is not Kind.COMBINED}
    together = {entry.view.entry_kind: entry.view for entry in entries if isinstance(entry.view, Combined)}
    return {
        "pack": general[Kind.PACK],
        "declaration": general[Kind.DECLARATION],
        "own declaration": next(entry.view for entry in entries if entry.kind is Kind.DECLARATION and entry.learner),
        "blank": together[Kind.BLANK],
        "completed": together[Kind.COMPLETED],
        "feedback": together[Kind.FEEDBACK],
        "declarations": together[Kind.DECLARATION],
    }


@cache
def pdf_of(name: str, mode: MarkingMode = MarkingMode.MARKS) -> bytes:
    return write(views(mode)[name], Format.PDF, LAYOUTS)


def outline(data: bytes) -> list[tuple[int, str]]:
    """Return the outline's entries, each with its level, from 1."""

    def walk(entries: Iterable[OutlineItem], level: int) -> Iterable[tuple[int, str]]:
        for entry in entries:
            yield level, entry.title
            yield from walk(entry.children, level + 1)

    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as found:
        return list(walk(found.root, 1))


NAMES = ("pack", "blank", "completed", "feedback", "declaration", "own declaration", "declarations")
AS_FOR_MARKS = [
    (name, mode)
    for name in NAMES
    for mode in MarkingMode
    if (mode is not MarkingMode.MARKS and "declaration" in name)
    or (mode is MarkingMode.SEPARATE_SHEETS and name in ("pack", "blank"))
]
"""The documents of one unit that are the same as where it is marked by marks."""


@pytest.mark.parametrize(("name", "mode"), AS_FOR_MARKS)
def test_what_another_marking_does_not_change_is_the_same(name: str, mode: MarkingMode) -> None:
    here, there = views(mode)[name], views(MarkingMode.MARKS)[name]
    layout = "combined" if isinstance(here, Combined) else here.properties.kind.value.layout
    assert render(layout, here, LAYOUTS) == render(layout, there, LAYOUTS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "mode"),
    [(name, mode) for name in NAMES for mode in MarkingMode if (name, mode) not in AS_FOR_MARKS],
)
def test_every_page_is_accessible(name: str, mode: MarkingMode) -> None:
    data = pdf_of(name, mode)
    report = validator.validate_pdf_bytes(data, profile=validator.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.rules.total > 50
    assert faults(data) == []


@pytest.mark.slow
def test_the_packs_outline_leads_to_each_part_and_its_headings() -> None:
    entries = outline(pdf_of("pack"))
    assert [title for level, title in entries if level == 1] == [
        "Cover", "Assignment brief: How I lead", "Authenticity declaration: Leading a watch",
        "Mark sheet: Leading a watch",
    ]  # fmt: skip
    parts = " | ".join(f"{level} {title}" for level, title in entries)
    assert "1 Assignment brief: How I lead | 2 What this assignment is for" in parts
    assert "2 Before you start | 3 If you are not in work" in parts
    assert "1 Mark sheet: Leading a watch | 2 Instructions for assessment" in parts
    assert "2 Total and decision" in parts


@pytest.mark.slow
def test_headings_in_the_pack_go_down_one_level_at_a_time() -> None:
    levels = [
        int(element.role[1:])
        for element in elements(pikepdf.open(io.BytesIO(pdf_of("pack"))))
        if re.fullmatch("H[1-6]", element.role)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_page_numbers_run_through_the_pack_and_the_head_names_the_part() -> None:
    pages = [" ".join(text.split()) for text in pages_of(pdf_of("pack"))]
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
    sheet = next(number for number, text in enumerate(pages) if "Mark sheet: Leading a watch" in text)
    assert all("9999-101 Leading a watch Mark sheet Harbour Training" in text for text in pages[sheet:])
    assert "9999-101 Leading a watch Assignment pack Harbour Training" in pages[0]


def test_each_part_begins_a_sheet_of_paper() -> None:
    pages = [" ".join(text.split()) for text in pages_of(pdf_of("pack"))]
    titles = ("Assignment brief: How I lead", "Authenticity declaration: Leading", "Mark sheet: Leading a watch")
    starts = [next(number for number, text in enumerate(pages) if title in text) for title in titles]
    assert [number % 2 for number in starts] == [0, 0, 0], "an odd page, counted from 1"


def test_the_pack_says_everything_and_nothing_in_it_is_a_field() -> None:
    data = pdf_of("pack")
    text = words_of(data)
    for phrase in (
        "AWO Level 3 Award in Watch Leading (9999)", "600/0000/X", "at least 4 hours", "3 years from registration",
        "Hand in by 16 October 2026", "Internal quality assurer (IQA)", "1.1 Explain what criterion 1.1 of 9999-101",
        "I have not used any AI tool", "/ 24", "(min. of 12)", "Total marks",
    ):  # fmt: skip
        assert phrase in text
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert str(pdf.docinfo["/markpack.kind"]) == "pack"
    assert text.count("I have not handed") == 1, "the brief's own statement gives way to the declaration"


def test_the_pack_in_word_has_the_parts_as_headings_and_one_control_for_each_field() -> None:
    document = docx.Document(io.BytesIO(write(views()["pack"], Format.DOCX, LAYOUTS)))
    headings = [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style is not None and (paragraph.style.name or "").startswith("Heading")
    ]
    assert headings[0] == ("Heading 1", "Assignment pack: How I lead")
    assert [text for style, text in headings if style == "Heading 1"] == [headings[0][1]]
    assert ("Heading 2", "Assignment brief: How I lead") in headings
    assert ("Heading 3", "Your tasks") in headings
    tags = document.element.xpath("//w:sdt/w:sdtPr/w:tag[starts-with(@w:val, 'u9999_101__')]/@w:val")
    assert "u9999_101__mark__1_1" in tags
    assert "u9999_101__declared__own" in tags
    assert len(set(tags)) == len(tags)


@pytest.mark.slow
def test_a_declaration_is_a_form_in_the_order_of_the_page() -> None:
    view = views()["own declaration"]
    assert isinstance(view, Declaration)
    data = pdf_of("own declaration")
    expected = [field for field in view.fields if field.name not in view.values]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        notes = [note for entry in pdf.pages for note in entry.obj.get("/Annots", [])]
        found = [(str(note.T), str(note.TU)) for note in notes if str(note.T) != HIDDEN_FIELD]
        assert found == [(field.name, field.label) for field in expected]
    assert "Åsa Öberg" in words_of(data)
    assert view.learner_name.name in field_names(pdf_of("declaration"))


@pytest.mark.slow
def test_a_page_that_is_blank_says_that_it_is_meant_to_be() -> None:
    together = views()["feedback"]
    assert isinstance(together, Combined)
    short = []
    for entry in together.entries:
        assert isinstance(entry.view, FeedbackReport)
        short.append(replace(entry, view=replace(entry.view, next_steps=(), actions=())))
    pages = pages_of(write(replace(together, entries=tuple(short)), Format.PDF, LAYOUTS))
    assert ["left blank" in text for text in pages] == [False, True, False]
    assert "This page is intentionally left blank." in pages[1]


@pytest.mark.slow
def test_a_combined_documents_outline_is_by_learner() -> None:
    labels = ["Öberg, Åsa (0012345)", "Jones, Rhys (ABC123)"]
    again = ", attempt 2"
    for name, ending in (("blank", again), ("declarations", again), ("completed", ""), ("feedback", "")):
        data = pdf_of(name)
        assert [title for level, title in outline(data) if level == 1] == [f"{label}{ending}" for label in labels]
        assert ("Total and decision" in str(outline(data))) is (name in ("blank", "completed"))
        assert ("What the learner declares" in str(outline(data))) is (name == "declarations")


@pytest.mark.parametrize("name", ["blank", "declarations", "completed", "feedback"])
def test_a_combined_documents_parts_have_the_look_of_the_documents(name: str) -> None:
    together = views()[name]
    assert isinstance(together, Combined)
    first = together.entries[0].view
    own = re.search(r'<body class="([\w-]+) ', render(first.properties.kind.value.layout, first, LAYOUTS))
    assert own
    parts = re.findall(r'<section class="whole page-break ([\w-]+)', render("combined", together, LAYOUTS))
    assert parts == [own[1]] * len(together.entries)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "declarations", "feedback", pytest.param("blank", marks=pytest.mark.slow),
        pytest.param("completed", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_no_learners_pages_are_on_the_back_of_anothers(name: str) -> None:
    pages = [" ".join(text.split()) for text in pages_of(pdf_of(name))]
    whose = [{number for number in ("0012345", "ABC123") if number in text} for text in pages]
    assert {"0012345"} in whose
    assert {"ABC123"} in whose
    nobody: set[str] = set()
    for front, back in zip_longest(whose[0::2], whose[1::2], fillvalue=nobody):
        assert len(front | back) == 1


def test_a_bundle_is_not_for_writers() -> None:
    view = next(entry.view for entry in planned() if isinstance(entry.view, Bundle))
    for fmt in Format:
        with pytest.raises(TypeError, match="Bundle has no"):
            write(view, fmt, LAYOUTS)
