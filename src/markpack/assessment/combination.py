"""The rule of combination: whether the units a learner has passed earn the qualification, or what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from markpack.model.qualification import Qualification, UnitGroup
from markpack.model.unit import Unit


@dataclass(frozen=True)
class GroupCredits:
    """Credits earned in one group of units against what it needs, and the units that are still open."""

    group: UnitGroup
    earned: int
    open_units: tuple[Unit, ...]

    @property
    def missing(self) -> int:
        """Credits still needed from the group."""
        return max(0, self.group.minimum_credits - self.earned)


@dataclass(frozen=True)
class QualificationResult:
    """Credits towards a qualification; achieved when every group and the whole have what they need."""

    qualification: Qualification
    groups: tuple[GroupCredits, ...]

    @property
    def earned(self) -> int:
        """Credits earned in all groups."""
        return sum(group.earned for group in self.groups)

    @property
    def missing(self) -> int:
        """Credits still needed: the groups' together, or the whole's where that is more."""
        return max(sum(group.missing for group in self.groups), self.qualification.credits - self.earned, 0)

    @property
    def achieved(self) -> bool:
        """Whether the qualification is earned."""
        return self.missing == 0


def combine(qualification: Qualification, units: Mapping[str, Unit], passed: Collection[str]) -> QualificationResult:
    """Return the credits that the passed units (references) earn; units without a template earn none."""
    groups = []
    for group in qualification.groups:
        members = [units[reference] for reference in group.units if reference in units]
        groups.append(
            GroupCredits(
                group=group,
                earned=sum(unit.credits or 0 for unit in members if unit.reference in passed),
                open_units=tuple(unit for unit in members if unit.reference not in passed),
            )
        )
    return QualificationResult(qualification, tuple(groups))
