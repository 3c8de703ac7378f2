"""The list of the criteria of a row that are not met, in as many formulas as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markpack.documents.results.markbook_view import Markbook
from markpack.model.scheme import Scheme
from markpack.writers.xlsx.status_formulas import quoted

LONGEST = 8000
"""The most characters of a formula's terms; Excel takes 8,192 in a formula."""
_WIDEST = "XFD1048576"


def term(status: str, criterion: str, scheme: Scheme) -> str:
    """Return an expression for a criterion's id and a space where its status, a cell, says that it is not met."""
    is_open = f"{status}={quoted(scheme.words.not_met)}"
    if scheme.not_attempted:
        is_open = f"OR({is_open},{status}={quoted(scheme.words.not_attempted)})"
    return f'IF({is_open},"{criterion} ","")'


def pieces(model: Markbook) -> tuple[Sequence[int], ...]:
    """Return the criteria, by their places, in as few groups as have room in a formula each."""
    return tuple(_pieces([len(term(_WIDEST, criterion.id, model.scheme)) + 1 for criterion in model.criteria]))


def _pieces(lengths: Sequence[int]) -> Iterator[Sequence[int]]:
    first = room = 0
    for place, length in enumerate(lengths):
        room += length
        if room > LONGEST:
            yield range(first, place)
            first, room = place, length
    yield range(first, len(lengths))
