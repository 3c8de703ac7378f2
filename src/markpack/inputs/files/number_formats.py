"""Numbers as Excel shows them: what a cell's number format makes of the number that it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MOST_DIGITS = 15
"""How many digits of a number Excel keeps; further ones become noughts."""
_MOST_DIGITS_OF_GENERAL = 11
"""How many digits of a number show where a cell has no format of its own; larger ones show as 2.02601E+11."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^][]*)\]'
    r"|(?P<general>General)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_COLOUR = re.compile("black|blue|cyan|green|magenta|red|white|yellow|colou?r ?[0-9]+", re.IGNORECASE)
_DIGITS = "0#?"


@dataclass(frozen=True)
class ShownNumber:
    """A number as it shows; `exact` says whether that is the number that the cell holds."""

    text: str
    exact: bool


def plain_number(value: float) -> str:
    """Write a number without an exponent, in the digits that Excel keeps: 12.0 as 12."""
    return f"{_kept(value):f}"


def shown_number(value: float, number_format: str) -> ShownNumber | None:
    """Return a number as Excel shows it in a format; None where that cannot be told.

    Formats of dates are no matter of this function.
    """
    if abs(value) >= 10**MOST_DIGITS:
        return ShownNumber(f"{value:.5E}", exact=False)
    sections = _sections(number_format)
    if sections is None:
        return None
    tokens, sign = _section_for(value, sections)
    number = _kept(value)
    if tokens == ["General"] and abs(value) >= 10**_MOST_DIGITS_OF_GENERAL:
        return ShownNumber(f"{value:.5E}", exact=False)
    if tokens in (["General"], ["@"]):
        return ShownNumber(f"{sign}{abs(number):f}", exact=True)
    return _filled_in(tokens, abs(number), sign)


def _kept(value: float) -> Decimal:
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{MOST_DIGITS}g}")
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _sections(number_format: str) -> list[list[str]] | None:
    """Return the tokens of each section; literal text begins with a quotation mark. None where one is not known."""
    sections: list[list[str]] = [[]]
    for match in _TOKEN.finditer(number_format or "General"):
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if kind == "bracket":
            if text.startswith("$"):
                sections[-1].append('"' + text[1:].split("-")[0])
            elif not _COLOUR.fullmatch(text):
                return None
        elif kind in ("quoted", "escaped"):
            sections[-1].append('"' + text)
        elif kind == "space":
            sections[-1].append('" ')
        elif kind == "general":
            sections[-1].append("General")
        elif kind == "other" and text == ";":
            sections.append([])
        elif kind == "other":
            sections[-1].append(text if text in f"{_DIGITS}.,%@/Ee" else '"' + text)
    return sections


def _section_for(value: float, sections: list[list[str]]) -> tuple[list[str], str]:
    """Return the section that a number is shown by, and the sign that is put before it."""
    if value < 0 and len(sections) > 1:
        return sections[1], ""
    if value == 0 and len(sections) > 2:
        return sections[2], ""
    return sections[0], "-" if value < 0 else ""


def _filled_in(tokens: list[str], number: Decimal, sign: str) -> ShownNumber | None:
    """Put the digits of a number into the places that a section has for them."""
    symbols = [token for token in tokens if token[0] != '"']
    pattern = "".join(symbols)
    if not re.fullmatch(r"%?[0#?,]*(?:\.[0#?]*)?%?", pattern) or re.search(r",(?![0#?])", pattern):
        return None  # a fraction, an exponent, thousands left out
    whole_places, _, decimal_places = pattern.strip("%").partition(".")
    if not whole_places.strip(",") and not decimal_places:
        text = "".join(token[1:] for token in tokens if token[0] == '"').strip()
        return ShownNumber(text, exact=False)
    if "%" in pattern:
        number *= 100
    rounded = number.quantize(Decimal(1).scaleb(-len(decimal_places)), ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    whole = _whole(digits, whole_places.replace(",", ""), grouped="," in whole_places)
    if whole is None or ("," in whole_places and _literal_amid(tokens)):
        return None
    behind_point = _decimals(decimals, decimal_places)
    parts: list[str] = []
    places = [*whole, *behind_point]
    for token in tokens:
        if token[0] == '"':
            parts.append(token[1:])
        elif token in _DIGITS:
            parts.append(places.pop(0))
        elif token != ",":
            parts.append(token)
    shown = (sign + "".join(parts)).strip()
    shown = shown if any(behind_point) else shown.removesuffix(".")
    return ShownNumber(shown, exact=rounded == number and any(character.isdigit() for character in shown))


def _whole(digits: str, places: str, *, grouped: bool) -> list[str] | None:
    """Return what stands in each place for a digit before the point; the first takes those that are left over."""
    if not places:
        return [] if digits == "0" else None
    if digits == "0":
        digits = ""
    least = len(places) - len(places.lstrip("#?")) if "0" in places else len(places)
    digits = digits.zfill(len(places) - least)
    if grouped:
        head = len(digits) % 3 or 3
        groups = [digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))]
        return [",".join(filter(None, groups)), *[""] * (len(places) - 1)]
    filled = [""] * max(0, len(places) - len(digits)) + list(digits)
    surplus = len(filled) - len(places) + 1
    return ["".join(filled[:surplus]), *filled[surplus:]]


def _decimals(decimals: str, places: str) -> list[str]:
    """Return what stands in each place for a digit behind the point; noughts at the end only where 0 asks for them."""
    wanted = len(decimals.rstrip("0"))
    return [
        digit if place == "0" or position < wanted else ""
        for position, (digit, place) in enumerate(zip(decimals, places, strict=True))
    ]


def _literal_amid(tokens: list[str]) -> bool:
    """Say whether text stands between the places for digits."""
    positions = [position for position, token in enumerate(tokens) if token in _DIGITS]
    return any(token[0] == '"' for token in tokens[positions[0] : positions[-1]])
