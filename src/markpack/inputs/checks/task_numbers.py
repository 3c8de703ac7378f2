"""Rules of several units in one assignment: no text counts tasks or names one by a number that it no longer has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import quote
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import matches
from markpack.model.context import Assignment, Context
from markpack.model.instrument import Method
from markpack.model.unit import Unit

_PART = r"(?:tasks?|parts?|topics?|stages?)"
_HOW_MANY = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)"
_NUMBERED = re.compile(rf"\b{_PART}\s+\d+\b", re.IGNORECASE)
_COUNTED = re.compile(rf"\ball\s+(?:the\s+|of\s+the\s+)?{_HOW_MANY}\s+{_PART}\b", re.IGNORECASE)
_USUAL = ("employer_note", "not_in_work")


def check_joint_texts(context: Sourced[Context], assignment: Assignment, units: Sequence[Sourced[Unit]]) -> None:
    """Warn of texts that count tasks, or name one by number, where the tasks of several units follow one another.

    The first unit's tasks keep their numbers. With tasks of the centre's own, there is nothing to be renumbered.
    """
    if not assignment.is_integrated or assignment.instrument is not None:
        return
    instruments = [unit.record.instrument(assignment.method) for unit in units]
    total = sum(len(instrument.tasks) for instrument in instruments if instrument)
    for number, unit in enumerate(units):
        for pattern in (_COUNTED, _NUMBERED) if number else (_COUNTED,):
            for reading, location in _places(context, assignment.method, unit):
                for match, _, place in matches(reading, [location], pattern):
                    context.problems.warn(
                        place,
                        f"The text says {quote(match[0])}, and in the assignment for {assignment.name} the tasks of "
                        f"all its units are numbered together, from 1 to {total}.",
                        "Say what the task is about instead, or leave the number out.",
                    )


def _places(
    context: Sourced[Context], method: Method, unit: Sourced[Unit]
) -> Iterator[tuple[Sourced[Context | Unit], Location]]:
    """Yield where the texts stand that a unit brings into an assignment's brief."""
    yield context, ("units", unit.record.reference)
    if method is Method.WRITTEN:
        yield unit, ("assignment",)
        return
    yield unit, ("methods", method.value)
    instrument = unit.record.instrument(method)
    for name in _USUAL:  # what the method has no word of its own for is said as in writing
        if instrument is not None and not getattr(instrument, name):
            yield unit, ("assignment", name)
