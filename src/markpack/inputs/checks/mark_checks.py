"""What the checks of marks share: the marks' context, where each attempt stands, and the problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from markpack.errors import Place, Scope
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.marks import MarkedAttempt

Key: TypeAlias = tuple[str, str, int, int]
"""Learner, unit, attempt and revision."""
Cells: TypeAlias = Mapping[tuple[str, str], Cell]
"""Filled cells by field and by criterion or outcome."""


def key_of(attempt: MarkedAttempt) -> Key:
    """Return what tells an attempt's marks from all others."""
    return attempt.learner, attempt.unit, attempt.attempt, attempt.revision


@dataclass(frozen=True)
class MarkChecks:
    """What marks are checked against, the problems so far, and the `sheets`.

    They give the place that stands for each attempt as a whole, and its cells.
    """

    cohort: MarkingContext
    sheets: Mapping[Key, tuple[Place, Cells]]
    problems: Problems
    scopes: Mapping[Key, Scope] = field(default_factory=dict)
    """How far the faults of attempts reach that stand in a file of their own."""

    def problems_of(self, attempt: MarkedAttempt) -> Problems:
        """Return the collector for what is wrong with an attempt, which concerns its learner alone."""
        scope = self.scopes.get(key_of(attempt))
        return self.problems.within(scope, learners=[attempt.learner], assignment=attempt.unit)

    def is_of_sheets(self, attempt: MarkedAttempt) -> bool:
        """Say whether all that is known of an attempt stands on mark sheets that came back."""
        return self.scopes.get(key_of(attempt)) is Scope.FILE

    def is_filled_in(self, attempt: MarkedAttempt, field: str) -> bool:
        """Say whether a field of an attempt as a whole is filled in."""
        return (field, "") in self.sheets[key_of(attempt)][1]

    def place(self, attempt: MarkedAttempt, *fields: str, part: str = "") -> Place:
        """Return where the first of the fields stands that is filled in; the attempt's own place where none is."""
        place, cells = self.sheets[key_of(attempt)]
        return next((cells[field, part].place for field in fields if (field, part) in cells), place)
