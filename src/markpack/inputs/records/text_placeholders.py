"""Texts of a document that may hold placeholders, and those that must not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markpack.errors import Place
from markpack.inputs.files.located_data import Location, Plain
from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Context
from markpack.model.placeholders import FIXED_NAMES, VOCABULARY, Placeholder, PlaceholderError, find, undefined_error
from markpack.model.record import Record
from markpack.model.word import FORMS


def check_placeholders(
    reading: Sourced[Record],
    locations: Iterable[Location],
    employers: Sequence[Sourced[Context]],
    names: Iterable[str] = FIXED_NAMES,
) -> None:
    """Note placeholders at and below the locations that cannot be filled for every one of the employers."""
    fixed = {**{name: FIXED_NAMES[name] for name in names}, VOCABULARY: ("…",)}
    for placeholder, place in _placeholders(reading, locations):
        if isinstance(placeholder, PlaceholderError):
            reading.problems.error(place, placeholder.message, placeholder.hint)
        elif placeholder.name == VOCABULARY:
            _check_word(placeholder.key, place, employers)
        elif error := undefined_error(placeholder, fixed):
            reading.problems.error(place, error.message, error.hint)


def check_plain(reading: Sourced[Record], locations: Iterable[Location]) -> None:
    """Note placeholders in texts that go unchanged into every document."""
    for placeholder, place in _placeholders(reading, locations):
        reading.problems.error(
            place,
            f"{quote(placeholder.words)} stands in a text that no employer may change.",
            "Write outcomes, criteria and descriptors in plain words, without placeholders.",
        )


def check_words(reading: Sourced[Record], locations: Iterable[Location]) -> None:
    """Note placeholders in words that stand for placeholders themselves, and are not read again."""
    for placeholder, place in _placeholders(reading, locations):
        reading.problems.error(
            place,
            f"{quote(placeholder.words)} stands in a word, and words are printed as they are.",
            "Write the word itself.",
        )


def _check_word(name: str, place: Place, employers: Iterable[Sourced[Context]]) -> None:
    """Note the employers that have no word of their own for a key, or not the form of it that a text needs."""
    key, _, form = name.partition(".")
    for employer in employers:
        words, file = employer.record.vocabulary, employer.document.file
        word = words.get(key)
        if not employer.is_valid_at(VOCABULARY) or (word and (not form or form in word.forms)):
            continue
        if word is None:
            message = f"{quote(f'{VOCABULARY}.{name}')} has no value in {file}."
            hint = sentences(
                did_you_mean(key, words, likeness=0.75),
                f"Add “{key}: …” to the vocabulary there"
                + (f", which has {listing(sorted(words))}." if words else "."),
            )
        elif form in FORMS:
            message = f"{quote(f'{VOCABULARY}.{name}')} is not given in {file}, and no form is guessed."
            given = "".join(f", {known}: {text}" for known, text in word.forms.items())
            hint = f"Write “{key}: {{word: {word}{given}, {form}: …}}” in the vocabulary there."
        else:
            message = f"{quote(form)} is no form of a word."
            hint = sentences(did_you_mean(form, FORMS), f"Forms are {listing(FORMS)}.")
        employer.problems.error(place, message, hint)


def _placeholders(
    reading: Sourced[Record], locations: Iterable[Location]
) -> Iterator[tuple[Placeholder | PlaceholderError, Place]]:
    """Yield what stands for a placeholder in the texts at and below the locations, well formed or not."""
    for location, text in texts_at(reading, locations):
        placeholders, errors = find(text)
        entries: list[Placeholder | PlaceholderError] = [*placeholders, *errors]
        occurrences: Counter[str] = Counter()
        for placeholder in entries:
            words = placeholder.words
            yield placeholder, reading.document.place_of(location, words, occurrence=occurrences[words])
            occurrences[words] += 1


def matches(
    reading: Sourced[Record], locations: Iterable[Location], pattern: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], Location, Place]]:
    """Yield what a pattern matches in the texts at and below the locations, with the text's location and the place."""
    for location, text in texts_at(reading, locations):
        for match in pattern.finditer(text):
            yield match, location, reading.document.place_in(location, text, match.start(), match[0])


def texts_at(reading: Sourced[Record], locations: Iterable[Location]) -> Iterator[tuple[Location, str]]:
    """Yield the texts of a document at and below the locations, each with its own."""
    for location in locations:
        value = reading.document.data
        for part in location:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                value = None
        yield from _texts(value, location)


def _texts(value: Plain, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield location, value
    elif value is not None:
        entries: Mapping[str, Plain] | list[Plain] = value
        pairs = entries.items() if isinstance(entries, Mapping) else enumerate(entries)
        for part, entry in pairs:
            yield from _texts(entry, (*location, part))
