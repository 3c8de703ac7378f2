"""Dates, numbers, counts and lists as a sentence spells them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from markpack.model.dates import MONTHS as MONTHS
from markpack.model.dates import day as day

_IN_ADDRESS = re.compile(r"\b([0-9]+[A-Za-z]?) (?=[A-Z])|\b([A-Z]{1,2}[0-9][A-Z0-9]?) (?=[0-9][A-Z]{2}\b)")


def number(value: Fraction) -> str:
    """Write a whole or half number without superfluous decimals: 71, 71.5."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def mixed(value: Fraction) -> str:
    """Write a fraction exactly, as people do: 12, 12 1/2, 33 1/3."""
    integer, remainder = divmod(value, 1)
    return " ".join(
        part for part in (str(integer) if integer or not remainder else "", str(remainder) if remainder else "") if part
    )


def percentage(value: Fraction | None) -> str:
    """Write a percentage to the nearest whole, halves upwards; nothing for None."""
    return "" if value is None else str((value + Fraction(1, 2)).__floor__())


def part_of(share: Fraction) -> str:
    """Write a part of a whole as a sentence does: half, 40%, 66.5%."""
    return "half" if share == Fraction(1, 2) else f"{float(share * 100):g}%"


def series(items: Iterable[str], joint: str = "and") -> str:
    """Join words as a sentence does: a, b and c."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def all_of(count: int, one: str, many: str) -> str:
    """Return all of so many things: the one criterion, both criteria, all 3 criteria."""
    return f"the one {one}" if count == 1 else f"{'both' if count == 2 else f'all {count}'} {many}"


def sentence(text: str) -> str:
    """Return a text with a capital at its start."""
    return f"{text[:1].upper()}{text[1:]}"


def grouped(count: int) -> str:
    """Write a count with a comma before each three digits: 900, 3,000."""
    return f"{count:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: 1 credit, 2 credits."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def address(text: str) -> str:
    """Return an address in which house numbers stay on the line of their street, and postcodes on one line."""
    return _IN_ADDRESS.sub(lambda found: f"{found[1] or found[2]}\u00a0", text)
