"""A learner's adjustments, as words in a cell of the register: large print; yellow background; plain language."""

from __future__ import annotations

import re

from pydantic import ValidationError

from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, did_you_mean, listing, message_and_hint, quote, sentences
from markpack.model.adjustments import BACKGROUNDS, Adjustments

LARGE_PRINT = ("large print", "large text", "large font", "18 point", "18pt")
PLAIN_LANGUAGE = ("plain language", "plain language brief", "plain english", "easy read", "easy language")
NOTHING = ("none", "no", "n/a")

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NOUNS = re.compile(r"\b(?:coloured|colored|pale|light|background|overlay|paper)\b:?")
_PHRASES = (*LARGE_PRINT, *PLAIN_LANGUAGE, *(f"{name} background" for name in BACKGROUNDS), *BACKGROUNDS)
_HOW = (
    "Write large print, a background such as yellow background, or plain language, with semicolons between them. "
    f"Backgrounds are {listing(BACKGROUNDS)}, or background #fff3c4 with a colour’s own number."
)


def read_adjustments(cell: Cell, problems: Problems) -> Adjustments | None:
    """Return what a cell asks for; None, with the problem noted at the cell, where it asks for what there is not."""
    adjustments: dict[str, object] = {}
    for phrase in filter(None, (part.strip() for part in re.split(r"[;,\n]", cell.text))):
        read = _read(phrase)
        if read is None:
            problems.error(
                cell.place,
                f"{quote(phrase)} is not an adjustment that documents can follow.",
                sentences(did_you_mean(phrase, _PHRASES), _HOW),
            )
            return None
        key, value = read
        if key and adjustments.get(key, value) != value:
            problems.error(
                cell.place, f"{quote(cell.text)} asks for two backgrounds.", "Keep the one that the learner needs."
            )
            return None
        adjustments[key] = value
    adjustments.pop("", None)
    try:
        return Adjustments.model_validate(adjustments)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            message, hint = message_and_hint(detail["ctx"]["error"])
            problems.error(cell.place, message, sentences(hint, f"Those with a name are {listing(BACKGROUNDS)}."))
    return None


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
