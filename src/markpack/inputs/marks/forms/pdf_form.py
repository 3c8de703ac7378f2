"""Mark sheets filled in as PDF forms, by whatever program: values of fields by their names."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import settings

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.files.safe_files import load
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.files.zip_safety import LARGEST_FILE
from markpack.inputs.marks.forms.form import FilledField, Note, ReturnedForm, TooManyFields, note_too_many_fields
from markpack.inputs.marks.forms.pdf_fields import PdfField, PdfVisits, read_fields
from markpack.inputs.marks.forms.pdf_notes import pdf_notes
from markpack.inputs.marks.forms.pdf_pages import printed_pages
from markpack.inputs.problems import Problems
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.identity import HIDDEN_FIELD, has_identity, hidden_properties, identity_of

LARGEST_UNPACKED = 20_000_000
"""The most bytes that one stream of a PDF may unpack to, in each of its stages."""
MOST_VISITS = 50_000
"""The most entries of lists and hundreds of letters that are looked at, as often as they are."""


def read_pdf_form(path: Path, file: str, problems: Problems) -> ReturnedForm | None:
    """Return a PDF as a form; None, with the problem noted, where it cannot or should not be opened."""
    data = load(path, file, problems, limit=LARGEST_FILE)
    if data is None:
        return None
    place = Place(file)
    limit_qpdf()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            form = _form(pdf, data, place, problems)
            if any("limit exceeded" in str(warning) for warning in pdf.get_warnings()):
                raise TooLarge
            return form
    except pikepdf.PasswordError:
        problems.error(
            place, "The PDF is protected by a password.", "Save it without a password, and put it here again."
        )
    except TooManyFields:
        note_too_many_fields(file, "PDF", problems)
    except TooLarge:
        note_too_large(file, problems)
    except MemoryError:  # whoever bounds it says so
        raise
    except Exception:  # pikepdf meets a damaged file with whatever its parsing ran into
        problems.error(
            place, "The file is not a readable PDF.", "Open it in a PDF reader and save it again, or ask for it again."
        )
    return None


def note_too_large(file: str, problems: Problems) -> None:
    """Note that a PDF has more in it than a form can have."""
    problems.error(
        Place(file),
        "The PDF has more pages, entries or text than a form can have, or unpacks to too much.",
        "Check that it is the right file, and where it comes from.",
    )


@cache
def limit_qpdf() -> None:
    """Bound what streams of PDFs may unpack to, in this process."""
    settings.set_qpdf_limits(
        doc_max_warnings=100,
        flate_max_memory=LARGEST_UNPACKED,
        run_length_max_memory=LARGEST_UNPACKED,
        png_max_memory=LARGEST_UNPACKED,
        tiff_max_memory=LARGEST_UNPACKED,
        dct_max_memory=LARGEST_UNPACKED,
    )


def _form(pdf: pikepdf.Pdf, data: bytes, place: Place, problems: Problems) -> ReturnedForm:
    visits = PdfVisits(MOST_VISITS)
    properties: dict[str, str] = {}
    for name, value in pdf.docinfo.items():
        visits.count()
        properties[str(name).removeprefix("/")] = visits.text(value)
    named = read_fields(pdf, visits)
    parts = named.pop(HIDDEN_FIELD, None)
    hidden = [hidden_properties(visits.text(value)) for value in (parts.values if parts else ())]
    if hidden and not has_identity(properties):
        properties |= hidden[0]
    _note_boxes(named, place, problems)
    fields = (FilledField(name, Cell(text, place)) for name, parts in named.items() for text in parts.entered() or [""])
    pages = printed_pages(data)
    notes, signed = pdf_notes(pdf, named, pages, place, visits)
    return ReturnedForm(
        place.file,
        "PDF",
        identity_of(properties),
        tuple(fields),
        hidden=tuple(identity_of(entry) for entry in hidden if has_identity(entry)),
        pages=tuple(page.text for page in pages),
        rewritten=tuple(number for number, page in enumerate(pages, 1) if page.text and not page.is_tagged),
        notes=(*notes, *_added_fields(named, place)),
        signed=signed,
    )


def _added_fields(named: Mapping[str, PdfField], place: Place) -> Iterator[Note]:
    """Yield what is filled in in fields that somebody added to the form."""
    for name, parts in named.items():
        for text in () if is_field_name(name) else parts.entered():
            yield Note(f"a field that was added, {parts.label or name},", text, place, is_entry=True)


def _note_boxes(named: Mapping[str, PdfField], place: Place, problems: Problems) -> None:
    """Warn of boxes whose state and value differ; what people see is read."""
    for name, parts in named.items():
        if parts.is_button and parts.shows_another_state:
            shown = "ticked" if parts.is_ticked else "not ticked"
            problems.warn(
                replace(place, field=parts.label or name),
                f"The box is shown as {shown}, but the value stored behind it says otherwise. It is read as {shown}.",
                "Check that this is what was meant: open the form, tick or untick the box again, and save it.",
            )
