"""Whether a text speaks of a person, by number or name, and which files do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.marks.parse_cache import parse_cached
from markpack.inputs.person_search.file_texts import read_texts
from markpack.model.names import words_of_name

_FEWEST_SIGNS = 4
"""Of a number, for it to mean nothing else."""
_AT_A_TIME = 64


@dataclass(frozen=True)
class Mention:
    """A place in a file that speaks of a person: by what, as in `the number 0012345`.

    `by_number` is true where it has one of the person's numbers as it is written, and not a short one.
    """

    place: Place
    what: str
    by_number: bool


@dataclass(frozen=True)
class Sought:
    """A person to look for, by all numbers and whole names that they have or had."""

    numbers: tuple[str, ...]
    names: tuple[str, ...] = ()

    def found_in(self, text: str) -> str:
        """Return by what a text speaks of the person; empty where it does not.

        A number counts where no letter or digit stands beside it, also without the zeros in front of it; a name in any
        order of its parts, accents and letter case aside.
        """
        if match := self._numbers.search(text):
            return f"the number {match[0]}"
        if self._short_numbers and (match := self._short_numbers.search(text)):
            return f"the number {match[0]}, without the zeros in front of it"
        return self._name_in(text)

    def is_named_in(self, text: str) -> bool:
        """Say whether a text has a name or a number of the person, short numbers aside: these may mean anything."""
        return self.has_number(text) or bool(self._name_in(text))

    def has_number(self, text: str) -> bool:
        """Say whether a text has a number of the person as it is written, short ones aside."""
        return any(len(match[0]) >= _FEWEST_SIGNS for match in self._numbers.finditer(text))

    def _name_in(self, text: str) -> str:
        words = f" {' '.join(words_of_name(text))} "
        found = (name for name in self.names if any(order in words for order in self._orders[name]))
        return next((f"the name {name}" for name in found), "")

    @cached_property
    def _numbers(self) -> re.Pattern[str]:
        return _any_of(self.numbers)

    @cached_property
    def _short_numbers(self) -> re.Pattern[str] | None:
        short = {number.lstrip("0") for number in self.numbers if number.isdecimal()} - set(self.numbers)
        short = {number for number in short if len(number) >= _FEWEST_SIGNS}
        return _any_of(short) if short else None

    @cached_property
    def _orders(self) -> Mapping[str, frozenset[str]]:
        """The orders in which the parts of each name may stand: Ann Mary Lee, Lee Ann Mary and so on."""
        orders = {}
        for name in self.names:
            words = words_of_name(name)
            turned = (words[start:] + words[:start] for start in range(len(words)))
            orders[name] = frozenset(f" {' '.join(order)} " for order in turned if order)
        return orders


def _any_of(numbers: Iterable[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(number) for number in sorted(numbers, key=lambda number: (-len(number), number)))
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True)
class Searched:
    """The places that speak of a person, in order, and why files could not be searched, or not all of them."""

    mentions: tuple[Mention, ...] = ()
    not_searched: Mapping[str, str] = field(default_factory=dict)


def search(root: Path, files: Iterable[str], sought: Sought) -> Searched:
    """Look for a person in the names and texts of files, by their paths from a folder; each is read by itself."""
    mentions: dict[tuple[Place, str], Mention] = {}
    not_searched: dict[str, str] = {}
    waiting = iter(sorted(files))
    while begun := [(file, parse_cached(read_texts, root / file, file, None)) for file in islice(waiting, _AT_A_TIME)]:
        for file, finish in begun:
            for mention in _in_name(file, sought):
                mentions.setdefault((mention.place, mention.what), mention)
            texts, problems = finish()
            if problems:
                not_searched[file] = problems[0].message
            for text in texts or ():
                if what := sought.found_in(text.text):
                    mention = Mention(text.place, what, sought.has_number(text.text))
                    mentions.setdefault((mention.place, mention.what), mention)
    return Searched(tuple(sorted(mentions.values(), key=lambda one: (one.place, one.what))), not_searched)


def _in_name(file: str, sought: Sought) -> Iterator[Mention]:
    if what := sought.found_in(file):
        yield Mention(Place(file), f"{what}, in its name", sought.has_number(file))
