"""How hard a text is to read: the age at which people usually can, by the Flesch–Kincaid grade."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markpack.model.placeholders import Names, PlaceholderError, fill

SHORTEST = 50
"""A formula of averages says nothing about a text of fewer words."""

_YEARS_BEFORE_SCHOOL = 5  # the grade is the American school year, which begins at six with grade one
_SENTENCE_END = re.compile(r"(?<=[.?!…])[”’\")\]]*\s+")
_WORD = re.compile(r"\w+(?:[-’']\w+)*")


def reading_age(markdown: str) -> int | None:
    """Return the reading age of a text without placeholders; None where it is too short to tell.

    Each entry of a list counts as a sentence, as a reader takes it.
    """
    sentences = [words for block in _blocks(markdown) if (words := _sentences(block))]
    lines = [line for block in sentences for line in block]
    if sum(line.count(" ") + 1 for line in lines) < SHORTEST:
        return None
    from readability import getmeasures  # only here: most runs measure nothing

    grade: float = getmeasures("\n".join(lines), lang="en")["readability grades"]["Kincaid"]
    return max(round(grade) + _YEARS_BEFORE_SCHOOL, _YEARS_BEFORE_SCHOOL)


def filled_reading_age(markdown: str, names: Names) -> int | None:
    """Return the reading age of a text with placeholders; None also where one of them cannot be filled."""
    try:
        return reading_age(fill(markdown, names))
    except PlaceholderError:  # reported by itself
        return None


def _sentences(block: str) -> list[str]:
    """Return a block's sentences as the library wants them: words with single spaces, without punctuation."""
    return [line for part in _SENTENCE_END.split(block) if (line := " ".join(_WORD.findall(part)))]


def _blocks(markdown: str) -> Iterator[str]:
    """Yield the paragraphs, headings and list entries of a text, without mark-up."""
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark", {"html": False}).parse(markdown):
        if token.type == "inline":
            yield "".join(
                " " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ()
            )
