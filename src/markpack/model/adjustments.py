"""Reasonable adjustments: how one learner's documents look and read, and never what is assessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from markpack.model.colour import PALEST_TEXT, READABLE, contrast, shade_of
from markpack.model.record import Record

BACKGROUNDS: Mapping[str, str] = MappingProxyType(
    {
        "cream": "#fdf5dc",
        "yellow": "#fff3b0",
        "peach": "#fde0c8",
        "pink": "#fbdfe6",
        "lilac": "#e9e0f6",
        "blue": "#d8e9f8",
        "aqua": "#d3f0ee",
        "green": "#dff1da",
        "grey": "#ebebeb",
    }
)
"""The backgrounds that have a name: the usual colours of overlays, pale enough for every colour of text."""


def check_background(value: str) -> str:
    """Return a background unchanged; raise ValueError where text cannot be read on it, or on its shaded parts."""
    if value and not re.fullmatch("#[0-9a-f]{6}", value):
        raise ValueError(f"“{value}” is not a colour; write # and six hexadecimal digits, such as #fff3c4")
    if value and contrast(PALEST_TEXT, shade_of(value)) < READABLE:
        raise ValueError(f"text could not be read on the background “{value}”; choose a paler colour")
    return value


class Adjustments(Record):
    """What a learner's documents are like. Without any of it, they are as everybody's."""

    large_print: bool = Field(default=False, description="All text in 18 point or more, set anew for the page.")
    background: Annotated[str, AfterValidator(check_background)] = Field(default="", description="As #rrggbb.")
    plain_language: bool = Field(default=False, description="The brief in the plain language that the tutor supplies.")

    @property
    def changes_look(self) -> bool:
        """Whether the learner's documents look different from everybody's."""
        return self.large_print or bool(self.background)


NO_ADJUSTMENTS = Adjustments()
