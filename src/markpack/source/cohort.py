"""What marks are checked against: an employer's learners and assignments, the units, and the centre's staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markpack.model.centre import Centre, Policies, StaffMember
from markpack.model.context import Assignment, Context, MarkingMode
from markpack.model.unit import Unit
from markpack.source.records import Reading
from markpack.source.register import Register


@dataclass(frozen=True)
class Cohort:
    """An employer's learners with all that is known of their assignments.

    A question about something whose own file has problems is answered with None, so that one mistake is not reported
    as many.
    """

    register: Register
    units: Mapping[str, Reading[Unit]]
    unreadable_units: frozenset[str]
    context: Reading[Context] | None
    centre: Reading[Centre] | None

    @property
    def policies(self) -> Policies:
        """The centre's policies; the usual ones where they cannot be read."""
        return self.centre.record.policies if self.centre else Policies()

    def set_units(self) -> tuple[str, ...] | None:
        """Return the references of the units that are set for these learners."""
        if self.context is None or not self.context.sound("assignments"):
            return None
        references = tuple(
            reference for assignment in self.context.record.assignments for reference in assignment.references
        )
        known = all(name in self.units or name in self.unreadable_units for name in references)
        return references if known else None

    def assignment(self, unit: str) -> Assignment | None:
        """Return the assignment that a unit is set in; None also where something in it is not sound."""
        if self.context is None:
            return None
        for position, assignment in enumerate(self.context.record.assignments):
            if unit in assignment.references:
                return assignment if self.context.sound("assignments", position) else None
        return None

    def marking(self, unit: str) -> MarkingMode | None:
        """Return how a unit is marked."""
        assignment = self.assignment(unit)
        return assignment.marking if assignment else None

    def staff(self) -> tuple[StaffMember, ...] | None:
        """Return the centre's staff."""
        if self.centre is None or not self.centre.sound("staff"):
            return None
        return self.centre.record.staff
