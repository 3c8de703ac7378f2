"""Slips of whole rows in a register: a note in place of a learner, and one learner with and without zeros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from markpack.errors import Place, Scope
from markpack.inputs.files.columns import beside
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, quote
from markpack.model.learner import Learner


def note_alone(registration: Cell, cell: Cell, problems: Problems) -> None:
    """Note a row in which one cell alone is filled, such as a note below the table or the name of a group."""
    hint = "Delete it if it is a note or a heading."
    problems.error(
        cell.place,
        f"{quote(cell.text)} stands alone in its row, so the row is no learner’s.",
        hint if cell is not registration else f"Write the learner’s name beside it. {hint}",
    )


def note_lost_zeros(learners: Iterable[Learner], places: Mapping[str, Place], problems: Problems) -> Iterator[str]:
    """Note learners of one name whose numbers differ in leading zeros alone, and yield these numbers."""
    first: dict[tuple[str, str], str] = {}
    for learner in learners:
        number = learner.registration
        if not number.isdecimal():
            continue
        other = first.setdefault((number.lstrip("0"), learner.name.casefold()), number)
        if other != number:
            short, full = sorted((number, other), key=len)
            problems.within(Scope.LEARNER, learners=[number, other]).error(
                places[short],
                f"{learner.name} stands here as {quote(short)} and at {beside(places[full], places[short])} as "
                f"{quote(full)}; leading zeros are probably lost here.",
                "Delete the row that is not needed.",
            )
            yield from (number, other)
