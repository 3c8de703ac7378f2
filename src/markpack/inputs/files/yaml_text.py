"""YAML as plain data: every scalar is the text that stands in the file, and every key and value has its position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, CellKind
from markpack.inputs.files.entered_text import Holds, mend, note_garbled
from markpack.inputs.files.located_data import Lack, Location, Plain
from markpack.inputs.files.safe_files import decode, load
from markpack.inputs.files.yaml_errors import (
    CURLY,
    INVISIBLE,
    LEFT_OUT,
    NOT_SHOWN,
    UNCLOSED,
    UNQUOTED,
    UNSEEN,
    first_unseen,
    is_curly_quotation,
    runs_over_keys,
    swallowed,
    syntax_mistake,
)
from markpack.inputs.problems import Problems, quote

LARGEST_FILE = 2_000_000
MOST_VALUES = 20_000
DEEPEST_NESTING = 40
LONGEST_NAME = 100
"""The most characters of a text on one line that may be a name; longer ones are prose."""
LONGEST_TEXT = 50_000
"""The most letters of one value; a unit's longest have some hundreds of words."""

_REMEDIES = {
    Lack.KEY: "Add a line “{}: …”.",
    Lack.TEXT: "Write the text after the colon, in quotes if necessary.",
    Lack.LIST: "Write one entry on each line after a dash, or [in, brackets].",
    Lack.ENTRY: "Write one entry on each line after a dash.",
    Lack.KEYS: "Write lines such as “name: …” below it.",
}

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Span:
    """Where a key or value starts (line and column from 1), and the last line it reaches."""

    line: int
    column: int
    last_line: int


@dataclass(frozen=True)
class YamlDocument:
    """A file's plain data, and where each key and value stands."""

    file: str
    data: Plain
    lines: tuple[str, ...] = ()
    keys: Mapping[Location, Span] = field(default_factory=dict)
    values: Mapping[Location, Span] = field(default_factory=dict)
    unusable: frozenset[Location] = frozenset()
    """Nothing: a file of which a value cannot be read is not read at all."""

    def place(self, location: Location = ()) -> Place:
        """Return the place of a value, or of the nearest one around it that has a position."""
        return self._place(self.values, location)

    def key_place(self, location: Location) -> Place:
        """Return the place of a key; of the value for an entry of a list."""
        return self._place(self.keys, location) if location in self.keys else self.place(location)

    def missing_place(self, location: Location) -> Place:
        """Return the place of a key that is not there: that of what it belongs to."""
        return self.key_place(location[:-1])

    def name(self, location: Location) -> str:
        """Return what a key is called in messages."""
        if location and isinstance(location[-1], int):
            return f"Entry {location[-1] + 1} of {self.name(location[:-1])}"
        return quote(str(location[-1])) if location else "The file"

    def owner(self, location: Location) -> str:
        """Name what a key belongs to: the file, “employer”, or entry 2 of “tasks”."""
        words = self.name(location[:-1])
        return words[:1].lower() + words[1:]

    def remedy(self, lack: Lack, location: Location) -> str:
        """Say how to write what is lacking at a location."""
        return _REMEDIES[lack].format(location[-1] if location else "")

    def place_of(self, location: Location, words: str, *, occurrence: int = 0) -> Place:
        """Return where words stand inside a value that may run over several lines; else the value's place."""
        span = self.values.get(location)
        if span is None:
            return self.place(location)
        for number in range(span.line, min(span.last_line, len(self.lines)) + 1):
            start = span.column - 1 if number == span.line else 0
            while (column := self.lines[number - 1].find(words, start)) >= 0:
                if occurrence == 0:
                    return Place(self.file, number, column + 1)
                occurrence -= 1
                start = column + 1
        return self.place(location)

    def place_in(self, location: Location, text: str, start: int, words: str) -> Place:
        """Return where words stand that begin at a position of a value's text, as far as the file shows them."""
        first = words.split()[0] if words.split() else words  # a line may end after the first
        occurrence = sum(text.startswith(first, position) for position in range(start))
        return self.place_of(location, first, occurrence=occurrence)

    def _place(self, spans: Mapping[Location, Span], location: Location) -> Place:
        while location and location not in spans:
            location = location[:-1]
            spans = self.values
        span = spans.get(location)
        return Place(self.file, span.line, span.column) if span else Place(self.file)


def read_yaml(path: Path, file: str, problems: Problems) -> YamlDocument | None:
    """Return a file's plain data with positions; None, with the problem noted, where it cannot be read as YAML."""
    data = load(path, file, problems, limit=LARGEST_FILE)
    text = decode(data, file, problems) if data is not None else None
    return parse_yaml(text, file, problems) if text is not None else None


def parse_yaml(text: str, file: str, problems: Problems) -> YamlDocument | None:
    """Return the plain data of YAML text; None, with the problem noted, where it is empty or not YAML."""
    if character := INVISIBLE.search(text):
        start = max(text.rfind("\n", 0, character.start()), text.rfind("\r", 0, character.start())) + 1
        line = len(text[:start].splitlines()) + 1
        problems.error(Place(file, line, character.start() - start + 1), *NOT_SHOWN)
        return None
    lines = tuple(text.splitlines())
    builder = _Builder(file, lines, problems, yaml.parse(text, Loader=_LOADER))
    try:
        value = builder.build()
    except _Unreadable as error:
        problems.error(*error.args)
        return None
    except yaml.MarkedYAMLError as error:
        problems.error(*syntax_mistake(error, file, lines))
        return None
    if value is None:
        problems.error(Place(file), "The file is empty.", "Fill it in, or delete it.")
        return None
    return YamlDocument(file, value, lines, builder.keys, builder.values)


class _Unreadable(Exception):
    """Raised with the place, what is wrong there, and what to do."""


class _Builder:
    """Builds plain data from parser events, so that neither depth nor references can exhaust the machine.

    Why: composing a deeply nested file recurses in C and ends the process.
    """

    def __init__(self, file: str, lines: tuple[str, ...], problems: Problems, events: Iterator[yaml.Event]) -> None:
        self._file, self._lines, self._problems, self._events = file, lines, problems, events
        self._anchored: dict[str, tuple[Plain, int]] = {}
        self._count = 0
        self.keys: dict[Location, Span] = {}
        self.values: dict[Location, Span] = {}

    def build(self) -> Plain:
        values: list[Plain] = []
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and values:
                raise _Unreadable(
                    self._at(event),
                    "A second document starts here with ---.",
                    "Keep one document in each file: delete the line ---.",
                )
            if isinstance(event, yaml.NodeEvent):
                values.append(self._value(event, ()))
        return values[0] if values else None

    def _value(self, event: yaml.Event, location: Location) -> Plain:
        count = self._count
        self._add(event, 1)
        if len(location) > DEEPEST_NESTING:
            raise _Unreadable(
                self._at(event), f"Values are nested more than {DEEPEST_NESTING} deep.", "Check the brackets."
            )
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, location)
        value: Plain
        last: yaml.Event
        if isinstance(event, yaml.ScalarEvent):
            self._check(event)
            value, last = self._text(event) if event.value or event.style else None, event
        elif isinstance(event, yaml.SequenceStartEvent):
            value, last = self._list(location)
        else:
            value, last = self._mapping(location)
        self.values[location] = _span(event, last)
        anchor = event.anchor if isinstance(event, yaml.NodeEvent) else None
        if anchor:
            self._anchored[anchor] = (value, self._count - count)
        return value

    def _list(self, location: Location) -> tuple[Plain, yaml.Event]:
        entries: list[Plain] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            entries.append(self._value(event, (*location, len(entries))))
        return entries, event

    def _mapping(self, location: Location) -> tuple[Plain, yaml.Event]:
        entries: dict[str, Plain] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event)
            key_location = (*location, key)
            if key in entries:
                self._problems.error(
                    self._at(event),
                    f"{quote(key)} appears a second time; the first is in line {self.keys[key_location].line}.",
                    "Keep one of the two.",
                )
                self._value(next(self._events), (*key_location, "(again)"))
            else:
                self.keys[key_location] = _span(event, event)
                entries[key] = self._value(next(self._events), key_location)
        return entries, event

    def _key(self, event: yaml.Event) -> str:
        if isinstance(event, yaml.ScalarEvent):
            self._check(event)
            return event.value
        span = _span(event, event)
        for number in range(span.line, min(span.last_line, len(self._lines)) + 1):
            if (column := self._lines[number - 1].find("{{") + 1) > 0:
                raise _Unreadable(Place(self._file, number, column), *UNQUOTED)
        raise _Unreadable(self._at(event), "A key is expected here.", "Write a word, a colon and a value.")

    def _text(self, event: yaml.ScalarEvent) -> str:
        """Return the text of a scalar; one as short as a name is mended as names in tables are."""
        text = event.value
        if text.isascii():
            return text
        if "\n" in text or len(text) > LONGEST_NAME:
            return self._prose(event)
        (cell,) = mend([Cell(text, self._at(event))], Holds.LINE, self._problems)
        if cell.kind is CellKind.GARBLED:
            note_garbled(cell, self._problems.error)
        return cell.text

    def _prose(self, event: yaml.ScalarEvent) -> str:
        """Return a long text without signs that nobody sees, with a warning where the first of them stands."""
        text = UNSEEN.sub("", event.value)
        if text != event.value:
            sign = first_unseen(event, self._lines)
            self._problems.warn(Place(self._file, *sign) if sign else self._at(event), *LEFT_OUT)
        return text

    def _check(self, event: yaml.ScalarEvent) -> None:
        """Refuse a quotation that runs on over keys, and characters that only an escape can write."""
        span = _span(event, event)
        if len(event.value) > LONGEST_TEXT:
            raise _Unreadable(
                self._at(event), f"The text that starts here has more than {LONGEST_TEXT} letters.", "Make it shorter."
            )
        if event.style in ("'", '"') and runs_over_keys(self._lines, span.line, span.last_line):
            raise _Unreadable(self._at(event), *UNCLOSED)
        if INVISIBLE.search(event.value):
            raise _Unreadable(self._at(event), *NOT_SHOWN)
        if not event.style and event.end_mark:
            self._check_plain(event, event.end_mark.line, event.end_mark.column)

    def _check_plain(self, event: yaml.ScalarEvent, last: int, end: int) -> None:
        """Warn where a value without quotes is probably not what was meant: cut off at a #, or in curly quotes."""
        line = self._lines[last] if last < len(self._lines) else ""
        if comment := swallowed(event.value, line, end):
            self._problems.warn(
                Place(self._file, last + 1, line.find("#", end) + 1),
                f"{quote(comment)} is not read: after a space, # begins a comment, so the value is "
                f"{quote(event.value) if event.value else 'empty'}.",
                "Put the whole value in straight quotes, or two spaces before # and one after it if this is a comment.",
            )
        elif is_curly_quotation(event.value):
            self._problems.warn(self._at(event), *CURLY)

    def _alias(self, event: yaml.AliasEvent, location: Location) -> Plain:
        if event.anchor not in self._anchored:
            raise _Unreadable(
                self._at(event),
                f"“*{event.anchor}” refers to nothing above it.",
                "Put the text in quotes if it is meant to start with an asterisk.",
            )
        value, size = self._anchored[event.anchor]
        self._add(event, size)
        self.values[location] = _span(event, event)
        return value

    def _add(self, event: yaml.Event, values: int) -> None:
        self._count += values
        if self._count > MOST_VALUES:
            raise _Unreadable(
                self._at(event), f"The file holds more than {MOST_VALUES} values.", "Check that it is the right file."
            )

    def _at(self, event: yaml.Event) -> Place:
        span = _span(event, event)
        return Place(self._file, span.line, span.column)


def _span(first: yaml.Event, last: yaml.Event) -> Span:
    start, end = first.start_mark, last.end_mark
    if start is None or end is None:
        return Span(0, 0, 0)
    # A block ends at the start of the line after it.
    last_line = end.line + 1 if end.column else max(end.line, start.line + 1)
    return Span(start.line + 1, start.column + 1, last_line)
