"""What a PDF cannot show as Word and Excel do: signs that are printed by name, and heaps of marks on a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markpack.errors import Place
from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import Problems, listing, quote
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import texts_at
from markpack.model.printed_signs import named_signs
from markpack.model.record import Record

_MOST_MARKS = 5
_HEAPED = re.compile(f"\\w[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]{{{_MOST_MARKS + 1},}}")
_IN_WORDS = "Word and Excel files show them. Write what is meant in words, if everybody is to read it."


def note_printed_signs(text: str, place: Place, problems: Problems) -> None:
    """Warn of what PDFs show in another way than the text that stands at a place."""
    if text.isascii():
        return
    if named := [found[0] for found in named_signs(text)]:
        problems.warn(place, _printed(named), _IN_WORDS)
    for heap in _HEAPED.findall(text):
        _note_heap(heap, place, problems)


def check_printed_signs(reading: Sourced[Record], locations: Iterable[Location]) -> None:
    """Warn of such signs in the texts at and below the locations."""
    for location, text in texts_at(reading, locations):
        for found in named_signs(text):
            place = reading.document.place_in(location, text, found.start(), found[0])
            reading.problems.warn(place, _printed([found[0]]), _IN_WORDS)
        for found in _HEAPED.finditer(text):
            _note_heap(found[0], reading.document.place_in(location, text, found.start(), found[0]), reading.problems)


def _printed(signs: Iterable[str]) -> str:
    return f"PDFs print {listing(map(quote, signs))} as words between brackets."


def _note_heap(heap: str, place: Place, problems: Problems) -> None:
    problems.warn(
        place,
        f"The letter “{heap[0]}” has {len(heap) - 1} marks, which PDFs print over each other.",
        "Type the letter again.",
    )
