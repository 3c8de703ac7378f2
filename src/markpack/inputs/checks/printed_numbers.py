"""Numbers that a text prints of something: at least five risks, 3 actions, two or three clearly different styles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_WORDS, start=1)}
_ALTERNATIVE = ("or", "to")
_ENDS_A_NOUN = frozenset((
    "a", "about", "an", "and", "any", "at", "by", "each", "every", "for", "from", "how", "in", "into", "is", "of", "on",
    "or", "per", "than", "that", "the", "their", "they", "this", "to", "what", "when", "where", "which", "who", "whom",
    "whose", "with", "without", "your",
))  # fmt: skip
"""The words behind which another noun begins, so that a number before them counts something else."""
_MOST_BETWEEN = 2
"""How many words stand at most between a number and its noun, as in five quite different risks."""
_TOKEN = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|[^\W_]+(?:[-’'][^\W_]+)*|[^\s\w*]|\n(?=[ \t]*\n)", re.DOTALL)
_IRREGULAR = {"people": "person", "person": "people", "criteria": "criterion", "criterion": "criteria"}


@dataclass(frozen=True)
class PrintedNumber:
    """A number that a text prints of something, where it begins, and the words from there to the noun."""

    number: int
    start: int
    words: str


def numbers_of(what: str, text: str) -> Iterator[PrintedNumber]:
    """Yield the numbers that a text prints of something, which is named by its noun first: people who give feedback."""
    forms = _forms(_noun(what))
    tokens = list(_TOKEN.finditer(text))
    words = [token[0].casefold() for token in tokens]
    for end, word in enumerate(words):
        if word not in forms:
            continue
        for position in _counting(words, end):
            start = tokens[position].start()
            yield PrintedNumber(_number(words[position]) or 0, start, text[start : tokens[end].end()])


def all_numbers(text: str) -> Counter[int]:
    """Return how often a text prints each number, in words or in digits."""
    return Counter(number for token in _TOKEN.findall(text) if (number := _number(token.casefold())) is not None)


def _counting(words: list[str], end: int) -> Iterator[int]:
    """Yield where the numbers stand that count the noun at `end`: two of them in “two or three such styles”."""
    for position in range(end - 1, max(-1, end - 2 - _MOST_BETWEEN), -1):
        if _number(words[position]) is not None:
            yield position
            if position > 1 and words[position - 1] in _ALTERNATIVE and _number(words[position - 2]) is not None:
                yield position - 2
            return
        if words[position] in _ENDS_A_NOUN or not words[position][0].isalpha():
            return


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 5 else _NUMBERS.get(word)


def _noun(what: str) -> str:
    """Return the noun that is counted: people in “people who give feedback”."""
    noun = ""
    for token in _TOKEN.findall(what.casefold()):
        if noun and (token in _ENDS_A_NOUN or not token[0].isalpha()):
            break
        noun = token
    return noun


def _forms(noun: str) -> frozenset[str]:
    """Return a noun in the singular and in the plural, as far as its letters tell."""
    forms = {noun, f"{noun}s", _IRREGULAR.get(noun, noun)}
    if noun.endswith("s") and not noun.endswith("ss"):
        forms.add(noun[:-1])
    if noun.endswith("ies"):
        forms.add(f"{noun[:-3]}y")
    if noun.endswith("y"):
        forms.add(f"{noun[:-1]}ies")
    return frozenset(forms)
