"""Signs that a PDF cannot show as Word and Excel do: pictures, signs of private use, and heaps of marks on a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markpack.errors import Place
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import Problems, listing, quote
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import matches
from markpack.model.record import Record

_MOST_MARKS = 5
_LOOKS = "[\u200d\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_PICTURE = "[\U0001f000-\U0001faff]"
_PRIVATE = "[\ue000-\uf8ff\U000f0000-\U0010fffd]"
_KEY_CAP = "[0-9#*]\ufe0f?\u20e3"
_NAMED = re.compile(f"{_KEY_CAP}|(?:{_PICTURE}{_LOOKS}*)+|{_PRIVATE}")
_HEAPED = re.compile(f"\\w[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]{{{_MOST_MARKS + 1},}}")
_IN_WORDS = "Word and Excel files show them. Write what is meant in words, if everybody is to read it."


def note_printed_signs(text: str, place: Place, problems: Problems) -> None:
    """Warn of what PDFs show in another way than the text that stands at a place."""
    if text.isascii():
        return
    if named := _NAMED.findall(text):
        problems.warn(place, f"PDFs print {listing(map(quote, named))} as words between brackets.", _IN_WORDS)
    for heap in _HEAPED.findall(text):
        _note_heap(heap, place, problems)


def check_printed_signs(reading: Sourced[Record], locations: Iterable[Location]) -> None:
    """Warn of such signs in the texts at and below the locations."""
    where = list(locations)
    for match, _, place in matches(reading, where, _NAMED):
        reading.problems.warn(place, f"PDFs print {quote(match[0])} as words between brackets.", _IN_WORDS)
    for match, _, place in matches(reading, where, _HEAPED):
        _note_heap(match[0], place, reading.problems)


def _note_heap(heap: str, place: Place, problems: Problems) -> None:
    problems.warn(
        place,
        f"The letter “{heap[0]}” has {len(heap) - 1} marks, which PDFs print over each other.",
        "Type the letter again.",
    )
