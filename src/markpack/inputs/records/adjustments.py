"""A learner's adjustments, as words in a cell of the register: large print; yellow background; plain language."""

from __future__ import annotations

import re
from itertools import repeat

from pydantic import ValidationError

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, did_you_mean, listing, message_and_hint, quote, sentences
from markpack.model.adjustments import BACKGROUNDS, Adjustments

LARGE_PRINT = ("large print", "large text", "large font", "18 point", "18pt")
PLAIN_LANGUAGE = ("plain language", "plain language brief", "plain english", "easy read", "easy language")
NOTHING = ("none", "no", "n/a", "null", "nan")

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NOUNS = re.compile(r"\b(?:coloured|colored|pale|light|background|overlay|paper)\b:?")
_PHRASES = (*LARGE_PRINT, *PLAIN_LANGUAGE, *(f"{name} background" for name in BACKGROUNDS), *BACKGROUNDS)
_HOW = (
    "Write large print, a background such as yellow background, or plain language, with semicolons between them. "
    f"Backgrounds are {listing(BACKGROUNDS)}, or background #fff3c4 with a colour’s own number. "
    "Anything else that is arranged goes into the column Access arrangements."
)


def asks_for_adjustments(cell: Cell) -> bool:
    """Say whether a cell has words for an adjustment that documents follow."""
    return any(read and read[0] for read in map(_read, _phrases(cell.text)))


def read_adjustments(adjustments: Cell, arrangements: Cell, problems: Problems) -> tuple[Adjustments, str] | None:
    """Return the adjustments that two cells ask for, and the other arrangements in words.

    The column of arrangements was once one of adjustments, so the words for adjustments count there too. None, with
    the problem noted at its cell, where documents are asked for what there is not.
    """
    reading = _Reading(problems)
    if not all(map(reading.take, _phrases(adjustments.text), repeat(adjustments))):
        return None
    phrases = _phrases(arrangements.text)
    others = [phrase for phrase in phrases if _read(phrase) is None]
    if not all(reading.take(phrase, arrangements) for phrase in phrases if phrase not in others):
        return None
    for phrase in others:
        if meant := did_you_mean(phrase, _PHRASES, likeness=0.8):
            message = f"{quote(phrase)} is kept as an access arrangement; documents do not follow it."
            problems.warn(arrangements.place, message, meant)
    read = reading.adjustments((arrangements if len(others) < len(phrases) else adjustments).place)
    words = arrangements.text if len(others) == len(phrases) else "; ".join(others)
    return (read, " ".join(words.split())) if read else None


class _Reading:
    """Puts together what phrases ask for."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._values: dict[str, object] = {}

    def take(self, phrase: str, cell: Cell) -> bool:
        """Take in a phrase; say whether documents can follow it, and note it where they cannot."""
        read = _read(phrase)
        if read is None:
            self._problems.error(
                cell.place,
                f"{quote(phrase)} is not an adjustment that documents can follow.",
                sentences(did_you_mean(phrase, _PHRASES), _HOW),
            )
            return False
        key, value = read
        if key and self._values.get(key, value) != value:
            self._problems.error(
                cell.place, f"{quote(cell.text)} asks for two backgrounds.", "Keep the one that the learner needs."
            )
            return False
        if key:
            self._values[key] = value
        return True

    def adjustments(self, place: Place) -> Adjustments | None:
        """Return what was asked for; None, with the problem noted at the place, where text could not be read."""
        try:
            return Adjustments.model_validate(self._values)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                message, hint = message_and_hint(detail["ctx"]["error"])
                self._problems.error(place, message, sentences(hint, f"Those with a name are {listing(BACKGROUNDS)}."))
        return None


def _phrases(text: str) -> list[str]:
    return [phrase for part in re.split(r"[;,\n]", text) if (phrase := part.strip())]


def _read(phrase: str) -> tuple[str, object] | None:
    """Return the field that a phrase is about and its value; an empty field where it asks for nothing."""
    words = " ".join(phrase.casefold().replace("-", " ").split())
    if words in LARGE_PRINT:
        return "large_print", True
    if words in PLAIN_LANGUAGE:
        return "plain_language", True
    if words in NOTHING:
        return "", True
    colour = " ".join(_NOUNS.sub(" ", words).split())
    if _COLOUR.fullmatch(colour):
        return "background", colour
    return ("background", BACKGROUNDS[colour]) if colour in BACKGROUNDS else None
