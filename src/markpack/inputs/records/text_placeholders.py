"""Texts of a document that may hold placeholders, and those that must not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markpack.errors import Place
from markpack.inputs.files.yaml_text import Location, Plain, YamlDocument
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.model.placeholders import FIXED_NAMES, Placeholder, PlaceholderError, find, undefined_error

VOCABULARY = "vocabulary"


@dataclass(frozen=True)
class Vocabulary:
    """An employer's words, and the file in which they stand."""

    file: str
    words: frozenset[str]


def check_placeholders(
    document: YamlDocument,
    locations: Sequence[Location],
    vocabularies: Sequence[Vocabulary],
    problems: Problems,
    *,
    names: Sequence[str] = tuple(FIXED_NAMES),
) -> None:
    """Note placeholders at and below the locations that cannot be filled for every one of the employers."""
    fixed = {name: FIXED_NAMES[name] for name in names}
    for location in locations:
        for where, text in texts_at(document.data, location):
            found, errors = find(text)
            seen: Counter[str] = Counter()
            items: list[Placeholder | PlaceholderError] = [*found, *errors]
            for item in sorted(items, key=lambda item: item.line):
                place = _place(document, where, item, seen)
                if isinstance(item, PlaceholderError):
                    problems.error(place, item.message, item.hint)
                elif item.name == VOCABULARY:
                    _check_word(item, vocabularies, place, problems)
                elif error := undefined_error(item, {**fixed, VOCABULARY: ["…"]}):
                    problems.error(place, error.message, error.hint)


def check_plain(document: YamlDocument, locations: Sequence[Location], problems: Problems) -> None:
    """Note placeholders in texts that go unchanged into every document."""
    for location in locations:
        for where, text in texts_at(document.data, location):
            found, errors = find(text)
            seen: Counter[str] = Counter()
            items: list[Placeholder | PlaceholderError] = [*found, *errors]
            for item in items:
                problems.error(
                    _place(document, where, item, seen),
                    f"{quote(item.words)} stands in a text that no employer may change.",
                    "Write outcomes, criteria and descriptors in plain words, without placeholders.",
                )


def _check_word(placeholder: Placeholder, vocabularies: Sequence[Vocabulary], place: Place, problems: Problems) -> None:
    for vocabulary in vocabularies:
        if placeholder.key not in vocabulary.words:
            problems.error(
                place,
                f"{quote(f'{VOCABULARY}.{placeholder.key}')} has no value in {vocabulary.file}.",
                sentences(
                    did_you_mean(placeholder.key, vocabulary.words, likeness=0.75),
                    f"Add “{placeholder.key}: …” to the vocabulary there"
                    + (f", which has {listing(sorted(vocabulary.words))}." if vocabulary.words else "."),
                ),
            )


def _place(
    document: YamlDocument, location: Location, item: Placeholder | PlaceholderError, seen: Counter[str]
) -> Place:
    occurrence = seen[item.words]
    seen[item.words] += 1
    return document.place_of(location, item.words, occurrence=occurrence)


def texts_at(data: Plain, location: Location) -> Iterator[tuple[Location, str]]:
    """Yield the texts at and below a location, each with its own."""
    value: Plain = data
    for part in location:
        if isinstance(value, dict) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return
    yield from _texts(value, location)


def _texts(value: Plain, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield location, value
    elif value is not None:
        entries: Mapping[str, Plain] | list[Plain] = value
        pairs = entries.items() if isinstance(entries, Mapping) else enumerate(entries)
        for part, entry in pairs:
            yield from _texts(entry, (*location, part))
