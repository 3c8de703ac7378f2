"""The page of a certificate: what is seen first, and that it is one page."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import docx
import pypdfium2
from docx.enum.text import WD_ALIGN_PARAGRAPH
from pypdfium2.raw import FPDFText_GetFontSize

from markpack.documents.catalogue.adjustments import adjusted
from markpack.documents.catalogue.kinds import Format
from markpack.documents.certificate.builder import build
from markpack.documents.certificate.view import Certificate
from markpack.model.adjustments import Adjustments
from markpack.writers.formats import write
from tests.samples import cohort, learner, marked, setting
from tests.writers.test_pdf import LAYOUTS, pages_of

PERSON = learner("0023402", "Anastasia", "Papadimitropoulou-Konstantinidis")
QUALIFICATION = "Award for Leading Watches in Community Kitchens"


@cache
def certificate() -> Certificate:
    marks = marked(dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), 20), learner=PERSON.registration)
    place = setting()
    place = replace(place, qualification=place.qualification.model_copy(update={"title": QUALIFICATION}))
    found = build(cohort(place, [PERSON], [marks]), PERSON)
    assert found is not None
    return found


def test_the_person_is_the_largest_text_on_a_single_page() -> None:
    (page,) = pypdfium2.PdfDocument(write(certificate(), Format.PDF, LAYOUTS))
    text = page.get_textpage()
    sizes = {place: FPDFText_GetFontSize(text, place) for place in range(text.count_chars())}
    largest = "".join(text.get_text_range(place, 1) for place, size in sizes.items() if size == max(sizes.values()))
    first, last = PERSON.name.split("-")
    assert "".join(largest.split()).startswith("".join(first.split()))
    assert last in largest


def test_the_head_of_the_page_says_whose_it_is_and_the_title_stands_below() -> None:
    view = certificate()
    assert (view.page.head_left, view.page.head_right) == ("Certificate of achievement", f"{PERSON.name} · 0023402")
    words = " ".join(pages_of(write(view, Format.PDF, LAYOUTS))[0].split())
    assert words.count(QUALIFICATION) == 2  # as the title, and in the sentence


def test_in_large_print_it_is_a_single_page_too() -> None:
    person = PERSON.model_copy(update={"adjustments": Adjustments(large_print=True)})
    assert len(pages_of(write(adjusted(certificate(), person), Format.PDF, LAYOUTS))) == 1


def test_it_is_centred_in_word_too() -> None:
    document = docx.Document(io.BytesIO(write(certificate(), Format.DOCX, LAYOUTS)))
    by_text = {paragraph.text: paragraph.alignment for paragraph in document.paragraphs}
    assert by_text[PERSON.name] == by_text["This is to certify that"] == WD_ALIGN_PARAGRAPH.CENTER
