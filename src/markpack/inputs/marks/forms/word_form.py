"""Mark sheets filled in as Word documents: content controls by their tags, or by the bookmarks around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml.etree import _Element as Element

from markpack.documents.catalogue.kinds import Kind
from markpack.errors import Place
from markpack.inputs.criteria_text.word_text import passages_in
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.files.word_package import note_too_large, read_word_package
from markpack.inputs.files.word_text import control_property, struck_texts, texts_in_rows
from markpack.inputs.files.zip_safety import WORD_DOCUMENT, load_package
from markpack.inputs.marks.forms.form import FilledField, ReturnedForm, Struck, TooManyFields, note_too_many_fields
from markpack.inputs.marks.forms.printed_texts import PrintedTexts
from markpack.inputs.marks.forms.word_controls import read_controls
from markpack.inputs.marks.forms.word_layout import signatures
from markpack.inputs.marks.forms.word_notes import heads, hints, word_notes
from markpack.inputs.problems import Problems
from markpack.model.forms.identity import identity_of

_SENTENCE = 5
"""How many words a text has at least that is more than an entry."""


def read_word_form(path: Path, file: str, problems: Problems) -> ReturnedForm | None:
    """Return a Word document as a form; None, with the problem noted, where it cannot or should not be opened."""
    data = load_package(path, file, problems, WORD_DOCUMENT)
    if data is None:
        return None
    package = read_word_package(data, file, problems)
    if package is None:
        return None
    body = package.body
    try:
        printed = PrintedTexts(package.properties)
        controls = read_controls(body, hints(package), file, problems)
        identity = identity_of(package.properties)
        is_declaration = identity.kind == Kind.DECLARATION.folder
        fields = tuple(
            _without_printed(control, printed, any_length=control.is_box or is_declaration) for control in controls
        )
    except TooManyFields:
        note_too_many_fields(file, "document", problems)
        return None
    except TooLarge:
        note_too_large(file, problems)
        return None
    return ReturnedForm(
        file,
        "Word document",
        identity,
        fields,
        rows=tuple(texts_in_rows(body)),
        passages=tuple(passage for passage in passages_in(body) if passage.criterion or passage.column == 0),
        heads=tuple(heads(package)),
        notes=tuple(word_notes(package, Place(file))),
        signed=tuple(signatures(body)),
        struck=tuple(_struck(body, file)),
    )


def _without_printed(field: FilledField, printed: PrintedTexts, *, any_length: bool) -> FilledField:
    """Return a field without what its form printed beside it.

    Of texts that are no sentences, only those of `any_length` are looked up: beside a mark, they may be another one.
    Without a list of the form's texts, nobody can tell what stands beside such fields.
    """
    if any_length and not printed:
        return replace(field, beside="")
    if not field.beside or not printed:
        return field
    least = 1 if any_length else _SENTENCE
    lines = (printed.added(line) if len(line.split()) >= least else line for line in field.beside.splitlines())
    return replace(field, beside="\n".join(filter(None, lines)))


def _struck(body: Element, file: str) -> Iterator[Struck]:
    """Yield what is struck through, with the field that it stands in or around, if any."""
    for paragraph, text in struck_texts(body):
        controls = (*paragraph.iterancestors("{*}sdt"), *paragraph.iter("{*}sdt"))
        labels = [label for control in controls if (label := control_property(control, "alias"))]
        yield Struck(text, Place(file, field=labels[0] if len(labels) == 1 else ""))
