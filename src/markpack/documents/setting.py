"""What the documents of one assignment are made for: a unit as set for one employer's learners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from markpack.documents.document import Branding
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context, UnitContext
from markpack.model.placeholders import context_names
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit


@dataclass(frozen=True)
class Setting:
    """A unit, the assignment that sets it, and around them the employer, the qualification and the centre."""

    centre: Centre
    qualification: Qualification
    context: Context
    unit: Unit
    assignment: Assignment
    branding: Branding
    folder: str = ""
    """The name of the employer's folder."""

    @property
    def half_marks(self) -> bool:
        """Whether the centre gives half marks."""
        return self.centre.policies.half_marks

    @property
    def numbered(self) -> bool:
        """Whether criteria are marked with numbers, not by pass or referral alone."""
        return self.assignment.marking.numbered

    @property
    def unit_context(self) -> UnitContext:
        """What the employer adds to the unit."""
        return self.context.units.get(self.unit.reference, UnitContext())

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """The placeholders of texts and what stands for them."""
        return context_names(self.context, self.centre, self.unit, self.qualification)
