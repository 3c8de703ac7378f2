"""Whether a document still says a unit's criteria word for word, and where it does not, the difference."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import cached_property
from itertools import islice

from markpack.model.unit import Criterion

ALIKE = 0.5
"""A passage that has at least this part of a criterion's words is taken for that criterion, altered."""

_MARKS = re.compile(r"(?<!\s)\s*+\(\s*+\d++(?:[.,]\d++)?\s++marks?\s*+\)$")
_IGNORED = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\ufffe": "-", "\x02": "-"})


@dataclass(frozen=True)
class Passage:
    """A paragraph or cell of a document. `criterion` is the id of the criterion that the document says it is, if any.

    `column` counts the cells of its row from 0; it is None where the passage stands in no table.
    """

    text: str
    criterion: str = ""
    column: int | None = None


class WordingStatus(Enum):
    """How a document's wording of one criterion compares with the unit's."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    ADDITIONAL = "additional"


class Change(Enum):
    """What has become of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Words:
    """Some words in a row, and what has become of them."""

    text: str
    change: Change


@dataclass(frozen=True)
class Comparison:
    """One criterion as the unit has it and as a document has it; both with the id first, empty where there is none."""

    criterion: str
    status: WordingStatus
    expected: str
    found: str

    @property
    def difference(self) -> tuple[Words, ...]:
        """The document's words against the unit's."""
        return difference(self.expected, self.found)


def normalised(text: str) -> str:
    """Return text as it reads: composed Unicode, single spaces, no invisible characters, one kind of hyphen."""
    words = unicodedata.normalize("NFC", text).translate(_HYPHENS).split()
    return " ".join(words).translate(_IGNORED)


def difference(original: str, changed: str) -> tuple[Words, ...]:
    """Return how one text becomes the other, word by word; what is removed stands before what is added."""
    old, new = original.split(), changed.split()
    parts = []
    for kind, start, stop, new_start, new_stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Words(" ".join(old[start:stop]), Change.KEPT))
            continue
        if stop > start:
            parts.append(Words(" ".join(old[start:stop]), Change.REMOVED))
        if new_stop > new_start:
            parts.append(Words(" ".join(new[new_start:new_stop]), Change.ADDED))
    return tuple(parts)


def in_words(parts: Iterable[Words]) -> str:
    """Write a difference as text: [-removed-] {+added+}."""
    marks = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
    return " ".join(marks[part.change].format(part.text) for part in parts)


def compare_criteria(
    criteria: Sequence[Criterion], passages: Sequence[Passage], *, spaces_count: bool = True
) -> tuple[Comparison, ...]:
    """Compare every criterion of a unit with each place of a document that states it; additional ones come last.

    Where a document states a criterion more than once, the first place that differs is the one shown. Set
    `spaces_count` false for text in which spaces are only guessed, as in a PDF.
    """
    return _Document(criteria, passages, spaces_count=spaces_count).compare()


class _Document:
    def __init__(self, criteria: Sequence[Criterion], passages: Sequence[Passage], *, spaces_count: bool) -> None:
        self.criteria = {criterion.id: normalised(f"{criterion.id} {criterion.text}") for criterion in criteria}
        self.passages = [
            Passage(self._plain(text), passage.criterion, passage.column)
            for passage in passages
            if (text := normalised(passage.text))
        ]
        self.spaces_count = spaces_count
        exact = {self._compact(text) for text in self.criteria.values()}
        stated = (
            passage.column
            for passage in self.passages
            if passage.criterion or not exact.isdisjoint(self._readings(passage.text))
        )
        self.columns = {None, *stated}

    def compare(self) -> tuple[Comparison, ...]:
        comparisons = [self._criterion(criterion, expected) for criterion, expected in self.criteria.items()]
        return (*comparisons, *self._additional({entry.found for entry in comparisons}))

    def _criterion(self, criterion: str, expected: str) -> Comparison:
        stated = [self._joined_text(place, expected) for place in self._places(criterion, expected)]
        for text in stated:
            if not self._same(text, expected):
                return Comparison(criterion, WordingStatus.CHANGED, expected, text)
        if stated or self._compact(expected) in self._whole_text:
            return Comparison(criterion, WordingStatus.SAME, expected, expected)
        nearest = self._nearest(expected)
        return Comparison(criterion, WordingStatus.CHANGED if nearest else WordingStatus.MISSING, expected, nearest)

    @cached_property
    def _whole_text(self) -> str:
        return self._compact(" ".join(passage.text for passage in self.passages))

    @cached_property
    def _words(self) -> list[str]:
        return [word for passage in self.passages for word in passage.text.split()]

    def _places(self, criterion: str, expected: str) -> list[int]:
        """Return the positions of the passages that state a criterion, rightly or not."""
        return [
            position
            for position, passage in enumerate(self.passages)
            if passage.criterion == criterion
            or (
                not passage.criterion
                and passage.column in self.columns
                and _first_word(passage.text) == criterion
                and _likeness(_without_marks(passage.text), expected) >= ALIKE
            )
        ]

    def _joined_text(self, position: int, expected: str) -> str:
        """Return the text at a position, with what follows where somebody or a page break cut it into several."""
        text = self.passages[position].text
        for number in range(position + 1, len(self.passages)):
            following = self.passages[number]
            joined = f"{text} {following.text}"
            if following.criterion or not any(
                self._compact(expected).startswith(self._compact(option)) for option in (joined, _without_marks(joined))
            ):
                break
            text = joined
        return text if self._same(text, expected) else _without_marks(text)

    def _nearest(self, expected: str) -> str:
        """Return the run of words anywhere in the document that is most like a criterion, or nothing that is alike."""
        expected_words = expected.split()
        size = len(expected_words)
        start, in_common = _most_alike(self._words, expected_words)
        if in_common < ALIKE * size:
            return ""
        first = max(0, start - size // 4)
        window = self._words[first : start + size + size // 4]
        same = [
            block
            for block in SequenceMatcher(None, expected_words, window, autojunk=False).get_matching_blocks()
            if block.size
        ]
        if not same or sum(block.size for block in same) < ALIKE * size:
            return ""
        left, right = same[0].a, size - same[-1].a - same[-1].size
        return " ".join(window[max(0, same[0].b - left) : same[-1].b + same[-1].size + right])

    def _plain(self, text: str) -> str:
        """Write the id that a text begins with as the unit does: AC 1.1 and 1.1: as 1.1."""
        number = _first_word(text)
        return f"{number} {text.removeprefix('AC ').partition(' ')[2]}" if number in self.criteria else text

    def _additional(self, taken: set[str]) -> list[Comparison]:
        """Return what looks like a criterion and bears an id that the unit does not have."""
        shapes = {_shape(criterion) for criterion in self.criteria}
        comparisons: dict[str, Comparison] = {}
        for passage in self.passages:
            text = _without_marks(passage.text)
            number = passage.criterion or _first_word(text)
            if number in self.criteria or _shape(number) not in shapes or text in taken:
                continue
            words = text.split()
            stated = len(words) > 3 and words[1][:1].isupper() and passage.column in self.columns
            if passage.criterion or (stated and not any(text.endswith(other) for other in taken if other)):
                comparisons.setdefault(number, Comparison(number, WordingStatus.ADDITIONAL, "", text))
        return list(comparisons.values())

    def _same(self, text: str, expected: str) -> bool:
        return self._compact(expected) in self._readings(text)

    def _readings(self, text: str) -> tuple[str, str]:
        """Return a text as it stands, and without the marks at its end."""
        return self._compact(text), self._compact(_without_marks(text))

    def _compact(self, text: str) -> str:
        return text if self.spaces_count else text.replace(" ", "")


def _most_alike(words: Sequence[str], expected: Sequence[str]) -> tuple[int, int]:
    """Return where the first run of words begins that has most of those expected, and how many it has."""
    size, wanted = len(expected), Counter(expected)
    held = Counter(words[:size])
    in_common = (held & wanted).total()
    best = 0, in_common
    for start, (gone, come) in enumerate(zip(words, islice(words, size, None), strict=False), 1):
        in_common -= held[gone] <= wanted[gone]
        held[gone] -= 1
        in_common += held[come] < wanted[come]
        held[come] += 1
        if in_common > best[1]:
            best = start, in_common
    return best


def _without_marks(text: str) -> str:
    """Leave out the marks that a brief states after each criterion."""
    return _MARKS.sub("", text)


def _first_word(text: str) -> str:
    words = text.removeprefix("AC ").split(maxsplit=1)
    return words[0].rstrip(".:)") if words else ""


def _likeness(text: str, expected: str) -> float:
    """Return how much of what is expected a text has, in the same order; what it has besides does not count."""
    expected_words = expected.split()
    matcher = SequenceMatcher(None, expected_words, text.split(), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(expected_words)


def _shape(criterion: str) -> str:
    """Return the pattern that an id follows: 1.10 and 2.3 are alike, 3 and 1a are not."""
    return re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "0", criterion))
