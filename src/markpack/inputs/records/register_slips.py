"""Slips of whole rows in a register: rewritten numbers, notes in place of learners, learners with and without zeros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from markpack.errors import Place, Scope
from markpack.inputs.files.columns import Columns, beside, note_rewritten, rewritten_in
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, quote
from markpack.model.learner import Learner


def note_rewritten_numbers(tables: Sequence[Columns], problems: Problems) -> Iterator[str]:
    """Note numbers that a program has rewritten, and yield them; where no other is left, all are stopped."""
    rewritten = [rewritten_in(table, "registration") for table in tables]
    is_any_left = sum(map(len, rewritten)) < sum(1 for table in tables for _ in table.column("registration"))
    for cells in rewritten:
        numbers = sorted({cell.text for cell in cells})
        reach = problems.within(Scope.LEARNER, learners=numbers) if is_any_left else problems
        note_rewritten(cells, "registration number", reach)
        yield from numbers


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
                f"{learner.name} is listed here as {quote(short)} and at {beside(places[full], places[short])} as "
                f"{quote(full)}; leading zeros are probably lost here.",
                "Delete the row that is not needed.",
            )
            yield from (number, other)
