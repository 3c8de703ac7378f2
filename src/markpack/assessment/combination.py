"""The rule of combination: whether the units a learner has passed earn the qualification, or what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from markpack.model.qualification import Qualification, QualificationGrade, Times, UnitGroup
from markpack.model.unit import Unit


@dataclass(frozen=True)
class GroupCredits:
    """Credits earned in one group of units against what it needs, and the units that are still open.

    `open_units` are those with a template; `is_open` says whether any unit of the group is open.
    """

    group: UnitGroup
    earned: int
    open_units: tuple[Unit, ...]
    is_open: bool = False

    @property
    def missing(self) -> int:
        """Credits still needed from the group; 0 where it asks for units."""
        return max(0, (self.group.minimum_credits or 0) - self.earned)

    @property
    def asks_for_units(self) -> bool:
        """Whether all of its units are needed, whatever their credits."""
        return self.group.minimum_credits is None

    @property
    def is_complete(self) -> bool:
        """Whether what the group needs is there."""
        return not self.is_open if self.asks_for_units else not self.missing


@dataclass(frozen=True)
class QualificationResult:
    """Credits towards a qualification; achieved when every group and the whole have what they need.

    Where the qualification has a grade, `points` are those of all units achieved so far. `provisional` are the units
    that will count once their results are confirmed, and `when_confirmed` is where that leaves the learner; None where
    there are no such units.
    """

    qualification: Qualification
    groups: tuple[GroupCredits, ...]
    points: int = 0
    provisional: tuple[Unit, ...] = ()
    when_confirmed: QualificationResult | None = None

    @property
    def earned(self) -> int:
        """Credits earned in all groups."""
        return sum(group.earned for group in self.groups)

    @property
    def more_when_confirmed(self) -> int:
        """Credits of the units whose results are provisional."""
        return self.when_confirmed.earned - self.earned if self.when_confirmed else 0

    @property
    def missing(self) -> int:
        """Credits still needed: the groups' together, or the whole's where that is more."""
        return max(sum(group.missing for group in self.groups), (self.qualification.credits or 0) - self.earned, 0)

    @property
    def has_units(self) -> bool:
        """Whether the units are there that it needs, with their credits."""
        return self.missing == 0 and all(group.is_complete for group in self.groups)

    @property
    def achieved(self) -> bool:
        """Whether the qualification is earned: with its units, and where it has grades, with one of them."""
        return self.has_units and (self.qualification.grade is None or bool(self.grade))

    @property
    def grade(self) -> str:
        """The code of the qualification's grade; empty while units are missing, below the lowest, and without any."""
        rules = self.qualification.grade
        if rules is None or not self.has_units:
            return ""
        reached = [code for code, least in rules.steps.items() if self.points >= least]
        return max(reached, key=rules.steps.__getitem__, default="")

    @property
    def grade_word(self) -> str:
        """The word for the qualification's grade; empty where it has none."""
        return self.qualification.grade.word(self.grade) if self.qualification.grade and self.grade else ""


def combine(
    qualification: Qualification,
    units: Mapping[str, Unit],
    passed: Collection[str],
    grades: Mapping[str, str] = MappingProxyType({}),
    provisional: Mapping[str, str] = MappingProxyType({}),
) -> QualificationResult:
    """Return what the passed units (references) come to; those without a template earn no credits.

    `grades` are the codes of the units' grades, from which the qualification's follows where it has one. All units that
    are passed count for it, those beyond the credits that are needed too. `provisional` are grades
    of units that are passed once they are confirmed.
    """
    groups = []
    for group in qualification.groups:
        members = [units[reference] for reference in group.units if reference in units]
        groups.append(
            GroupCredits(
                group=group,
                earned=sum(unit.credits or 0 for unit in members if unit.reference in passed),
                open_units=tuple(unit for unit in members if unit.reference not in passed),
                is_open=any(reference not in passed for reference in group.units),
            )
        )
    points = _points(qualification, units, grades) if qualification.grade else 0
    awaited = tuple(units[name] for name in qualification.units if name in units and name in provisional)
    later = combine(qualification, units, {*passed, *provisional}, {**grades, **provisional}) if awaited else None
    return QualificationResult(qualification, tuple(groups), points, awaited, later)


def _points(qualification: Qualification, units: Mapping[str, Unit], grades: Mapping[str, str]) -> int:
    rules = qualification.grade
    if rules is None:
        return 0
    counted = (units[reference] for reference in qualification.units if reference in units and reference in grades)
    return sum(rules.points.get(grades[unit.reference], 0) * (size_of(unit, rules) or 0) for unit in counted)


def size_of(unit: Unit, rules: QualificationGrade) -> int | None:
    """Return what the points of a unit are multiplied with; None where its template does not say."""
    return {
        Times.ONE: 1, Times.CREDITS: unit.credits, Times.GUIDED_LEARNING_HOURS: unit.guided_learning_hours
    }[rules.times]  # fmt: skip
