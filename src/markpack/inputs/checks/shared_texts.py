"""Rules of several units in one assignment: no text counts tasks or names one by a number that it no longer has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import quote
from markpack.inputs.records.record_reader import Reading
from markpack.inputs.records.text_placeholders import texts_at
from markpack.model.context import Assignment, Context
from markpack.model.instrument import Method
from markpack.model.unit import Unit

_PART = r"(?:tasks?|parts?|topics?|stages?)"
_HOW_MANY = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)"
_NUMBERED = re.compile(rf"\b{_PART}\s+\d+\b", re.IGNORECASE)
_COUNTED = re.compile(rf"\ball\s+(?:the\s+|of\s+the\s+)?{_HOW_MANY}\s+{_PART}\b", re.IGNORECASE)
_USUAL = ("employer_note", "not_in_work")


def check_joint_texts(checks: CheckContext, position: int) -> None:
    """Warn of texts that count tasks, or name one by number, where the tasks of several units follow one another.

    The first unit's tasks keep their numbers. With tasks of the centre's own, there is nothing to be renumbered.
    """
    assignment = checks.context.record.assignments[position]
    if not assignment.is_integrated or assignment.instrument is not None:
        return
    found = [checks.templates.units[name].record.instrument(assignment.method) for name in assignment.references]
    total = sum(len(instrument.tasks) for instrument in found if instrument)
    for number, reference in enumerate(assignment.references):
        patterns = [_COUNTED, _NUMBERED] if number else [_COUNTED]
        for source, location in _places(checks.context, assignment, checks.templates.units[reference]):
            for where, text in texts_at(source.document.data, location):
                for match in (match for pattern in patterns for match in pattern.finditer(text)):
                    checks.problems.warn(
                        source.document.place_in(where, text, match.start(), match[0]),
                        f"The text says {quote(match[0])}, and in the assignment for {assignment.name} the tasks of "
                        f"all its units are numbered together, from 1 to {total}.",
                        "Say what the task is about instead, or leave the number out.",
                    )


def _places(
    reading: Reading[Context], assignment: Assignment, unit: Reading[Unit]
) -> Iterator[tuple[Reading[Context] | Reading[Unit], Location]]:
    """Yield where the texts stand that a unit brings into an assignment's brief."""
    yield reading, ("units", unit.record.reference)
    if assignment.method is Method.WRITTEN:
        yield unit, ("assignment",)
        return
    own = unit.record.instrument(assignment.method)
    yield unit, ("methods", assignment.method.value)
    for name in _USUAL:  # what the method has no word of its own for is said as in writing
        if own is not None and not getattr(own, name):
            yield unit, ("assignment", name)
