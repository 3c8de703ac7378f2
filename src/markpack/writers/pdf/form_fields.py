"""Fields that every viewer fills in, draws, prints and flattens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pydyf

from markpack.writers.pdf.form_fonts import FormFonts
from markpack.writers.pdf.objects import referred

_COLOUR = re.compile(r"[\d.]+ [\d.]+ [\d.]+ rg")
_FONT = re.compile(r"/(\S+) ([\d.]+) Tf")
_HIDDEN = 1 << 1


def complete_fields(pdf: Any) -> None:
    """Complete the fields of a form, working on pydyf's objects before they are written.

    Each gets a rectangle that begins at its lower left corner, a font in which programs can encode what is typed, and
    an appearance for each of its states. So viewers need to draw nothing until somebody writes into a field.
    """
    form = pdf.catalog["AcroForm"]
    widgets = list(_widgets(pdf))
    fonts = FormFonts(pdf, referred(pdf, form["DR"]))
    for widget in widgets:
        if "DA" in widget:
            widget["DA"] = pydyf.String(_default_appearance(widget["DA"], fonts))
    resources = fonts.resources()
    form["DR"] = resources
    form["DA"] = next((widget["DA"] for widget in widgets if "DA" in widget), pydyf.String("/Helv 0 Tf 0 g"))
    for widget in widgets:
        widget.setdefault("DA", form["DA"])
        left, one, right, other = widget["Rect"]
        widget["Rect"] = pydyf.Array((min(left, right), min(one, other), max(left, right), max(one, other)))
        _add_appearance(pdf, widget, resources)
        if widget.get("FT") == "/Ch":
            widget["Opt"] = pydyf.Array(map(_choice, widget["Opt"]))
    if all(map(_is_drawn, widgets)):
        del form["NeedAppearances"]
    fonts.remove_unused()


def _widgets(pdf: Any) -> Iterator[Any]:
    for page in pdf.page_references:
        for reference in referred(pdf, page).get("Annots", ()):
            annotation = referred(pdf, reference)
            if annotation["Subtype"] == "/Widget":
                yield annotation


def _default_appearance(given: Any, fonts: FormFonts) -> str:
    """Return how typed text looks: its colour and its font, and nothing else that few programs expect there."""
    text = given.string.decode()
    colour, font = _COLOUR.search(text), _FONT.search(text)
    if font is None:
        raise AssertionError(f"a field without a font: {text}")
    return f"/{fonts.simple(font[1])} {font[2]} Tf {colour[0] if colour else '0 g'}"


def _add_appearance(pdf: Any, widget: Any, resources: bytes) -> None:
    """Add what a field looks like while nothing is in it; its frame is part of the page.

    Each has an appearance of its own, for programs may write into it what is typed.
    """
    left, low, right, high = widget["Rect"]
    entries = {
        "Type": "/XObject", "Subtype": "/Form", "Resources": resources,
        "BBox": pydyf.Array((0, 0, right - left, high - low)),
    }  # fmt: skip
    is_button = widget.get("FT") == "/Btn"
    empty = pydyf.Stream([] if is_button else [b"/Tx BMC EMC"], entries)
    pdf.add_object(empty)
    if not is_button:
        widget["AP"] = pydyf.Dictionary({"N": empty.reference})
        return
    states = widget.setdefault("AP", pydyf.Dictionary({"N": pydyf.Dictionary()}))["N"]
    for ticked in (referred(pdf, reference) for reference in states.values()):
        ticked.stream = [operation for operation in ticked.stream if not operation.endswith(b" gs")]
        ticked.extra["Resources"] = resources
    states["Off"] = empty.reference


def _choice(option: Any) -> Any:
    """Return a choice of a drop-down: once, if it is stored as it is shown. Some programs refuse a pair of nothings."""
    value, shown = option
    return value if value.string == shown.string else option


def _is_drawn(widget: Any) -> bool:
    """Say whether a field's appearance shows all that is in it."""
    value = widget.get("V")
    texts = value if isinstance(value, list) else [value]
    is_empty = not any(text.string for text in texts if isinstance(text, pydyf.String))
    return is_empty or bool(widget["F"] & _HIDDEN)
