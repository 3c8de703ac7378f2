"""Signatures on a PDF form: the boxes for them, and what a digital signature says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from markpack.errors import Place
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.marks.forms.form import Note
from markpack.model.forms.signatures import ASSESSOR, IQA, SIGNATURE_BOXES

_MARGIN = 12.0
"""Points that a signature may reach beyond its box."""
_HEIGHT, _ROW, _WIDTH = 34.0, 44.0, 230.0
"""Points of a box above its date; of a row of boxes below its top; and of a box to the left of its date."""
_LABEL = 60.0
"""Points of the label before a box, across which people sign."""
_SAID = {"/Reason": "the reason", "/Location": "the place", "/ContactInfo": "the address"}

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@dataclass(frozen=True)
class SignatureBox:
    """Where somebody signs."""

    signer: str
    area: Rectangle


def signature_boxes(rectangles: Mapping[str, Rectangle], width: float) -> Iterator[SignatureBox]:
    """Yield the boxes of a page of a width, whose fields have these rectangles, by name: each beside its date."""
    for name, date in rectangles.items():
        for signer, name_ending, ending in SIGNATURE_BOXES:
            if name.endswith(ending):
                signers_name = rectangles.get(name.removesuffix(ending) + name_ending)
                # Where the name is printed, a date in the left half or of a mark sheet stands below the box.
                is_below = (
                    date[3] <= signers_name[1] if signers_name else signer in (ASSESSOR, IQA) or date[0] < width / 2
                )
                yield SignatureBox(signer, _above(date) if is_below else _before(date))


def _above(date: Rectangle) -> Rectangle:
    return date[0] - _LABEL, date[3] - _MARGIN, date[2] + _MARGIN, date[3] + _HEIGHT + _MARGIN


def _before(date: Rectangle) -> Rectangle:
    return date[0] - _WIDTH, date[3] - _ROW, date[0], date[3]


def rectangle(annotation: Any) -> Rectangle | None:
    """Return where an annotation stands, None where it does not say."""
    try:
        one, low, other, high = (float(number) for number in annotation.get("/Rect"))
    except (TypeError, ValueError):
        return None
    return min(one, other), min(low, high), max(one, other), max(low, high)


def is_in(area: Rectangle | None, box: SignatureBox) -> bool:
    """Say whether the middle of an area stands in a box."""
    if area is None:
        return False
    across, up = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
    return box.area[0] <= across <= box.area[2] and box.area[1] <= up <= box.area[3]


def digital_signature(annotation: Any) -> Any:
    """Return the value of a digital signature, None of anything else and of one that is not signed."""
    parent = annotation.get("/Parent")
    nodes = [annotation, parent] if isinstance(parent, pikepdf.Dictionary) else [annotation]
    if any(node.get("/FT") == pikepdf.Name.Sig for node in nodes):
        return next((node["/V"] for node in nodes if "/V" in node), None)
    return None


def signature_notes(value: Any, where: str, place: Place, text_of: Callable[[Any], str]) -> Iterator[Note]:
    """Yield what somebody wrote into a digital signature besides their name."""
    if not isinstance(value, pikepdf.Dictionary):
        return
    name = plain(text_of(value.get("/Name")))
    for key, what in _SAID.items():
        if text := plain(text_of(value.get(key))):
            yield Note(f"{what} given with the signature on {where}" + (f" by {name}" if name else ""), text, place)
