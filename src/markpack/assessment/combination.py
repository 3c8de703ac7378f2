"""The rule of combination: the credits that a learner's passed units earn, and those that are missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from markpack.model.qualification import Qualification, UnitGroup
from markpack.model.unit import Unit


@dataclass(frozen=True)
class GroupCredits:
    """Credits earned in one group of units, and the units that are still open."""

    group: UnitGroup
    earned: int
    open_units: tuple[Unit, ...]

    @property
    def missing(self) -> int:
        """Credits still needed from the group."""
        return max(0, self.group.minimum_credits - self.earned)


@dataclass(frozen=True)
class QualificationResult:
    """Credits towards a qualification; it is achieved when no group and no total lacks credits."""

    qualification: Qualification
    groups: tuple[GroupCredits, ...]

    @property
    def earned(self) -> int:
        """Credits earned in all groups."""
        return sum(group.earned for group in self.groups)

    @property
    def missing(self) -> int:
        """Credits still needed: those missing in the groups, or in the total where that is more."""
        return max(sum(group.missing for group in self.groups), self.qualification.credits - self.earned, 0)

    @property
    def achieved(self) -> bool:
        """Whether the qualification is earned."""
        return self.missing == 0


def combine(qualification: Qualification, units: Mapping[str, Unit], passed: Collection[str]) -> QualificationResult:
    """Return the credits that the passed units (references) earn; `units` holds every unit of the groups."""
    groups = []
    for group in qualification.groups:
        members = [units[reference] for reference in group.units]
        groups.append(
            GroupCredits(
                group=group,
                earned=sum(unit.credits for unit in members if unit.reference in passed),
                open_units=tuple(unit for unit in members if unit.reference not in passed),
            )
        )
    return QualificationResult(qualification, tuple(groups))
