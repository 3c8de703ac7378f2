"""More time for one learner: another day by which an attempt at an assignment is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markpack.model.record import Date, Record, Text


class Extension(Record):
    """What a row of the register's extensions says; `unit` is one of the assignment's, or all with plus signs."""

    registration: Text
    unit: Text
    new_date: Date
    agreed_by: Text
    attempt: int = 1
    agreed_on: Date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Extensions:
    """Everybody's extensions, by registration, unit and attempt; where an attempt has several, the one agreed last."""

    by_attempt: Mapping[tuple[str, str, int], Extension] = field(default_factory=dict)

    def of(self, registration: str, units: Iterable[str]) -> Mapping[int, Extension]:
        """Return a learner's extensions for an assignment with these units, by attempt."""
        references = set(units)
        return {
            attempt: extension
            for (learner, unit, attempt), extension in self.by_attempt.items()
            if learner == registration and unit in references
        }


NO_EXTENSIONS = Extensions()
