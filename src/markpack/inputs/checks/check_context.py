"""What the checks of an employer share: its files, and what they are checked against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from markpack.errors import Scope
from markpack.inputs.problems import Problems
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.register import Register
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit
from markpack.model.unit_versions import KEPT_SIGN, kept_name


@dataclass(frozen=True)
class Templates:
    """The qualification and unit templates by reference; `versions` are all that there are of a unit, by their names.

    `faults` has the problems of each file by its template's reference, or by the file's name if it cannot be read. A
    version that is kept beside the present one goes by both (see `kept_name`).
    """

    qualifications: Mapping[str, Sourced[Qualification]]
    units: Mapping[str, Sourced[Unit]]
    faults: Sequence[tuple[str, Problems]] = ()
    versions: Mapping[str, Mapping[str, Sourced[Unit]]] = field(default_factory=dict)

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """The references of templates whose files cannot be read."""
        names = frozenset(name for name, _ in self.faults if KEPT_SIGN not in name)
        return names - self.units.keys() - self.qualifications.keys()

    def in_force(self, chosen: Mapping[str, Sourced[Unit]]) -> Templates:
        """Return the templates with the versions of units that are chosen, by reference, in place of the present ones.

        The faults of a version that is not chosen go by its own name, those of one that is by the reference alone.
        """
        present = {reference: self.units.get(reference) for reference in chosen}
        names: dict[str, str] = {}
        for reference, unit in chosen.items():
            now = present[reference]
            if unit is not now:
                names[kept_name(reference, unit.record.version_name)] = reference
                names[reference] = kept_name(reference, now.record.version_name if now else "")
        faults = tuple((names.get(name, name), problems) for name, problems in self.faults)
        return replace(self, units={**self.units, **chosen}, faults=faults)

    @property
    def sound_versions(self) -> Mapping[str, Mapping[str, Sourced[Unit]]]:
        """The versions of units with which nothing is wrong, whether they are in force or not."""
        faulty = {name for name, problems in self.faults if problems.errors}
        return {
            reference: {
                name: unit
                for name, unit in versions.items()
                if not unit.invalid_at
                and (reference if unit is self.units.get(reference) else kept_name(reference, name)) not in faulty
            }
            for reference, versions in self.versions.items()
        }

    def is_sound(self, reference: str) -> bool:
        """Say whether there is such a template and nothing is wrong with it."""
        known = reference in self.units or reference in self.qualifications
        return known and not any(problems.errors for name, problems in self.faults if name == reference)


@dataclass(frozen=True)
class CheckContext:
    """An employer's context and register, and the templates and centre beside them. `folder` is the employer's."""

    context: Sourced[Context]
    register: Register
    folder: Path
    templates: Templates
    centre: Sourced[Centre] | None

    @property
    def assignments(self) -> list[Sourced[Assignment]]:
        """The employer's assignments; what is wrong with one stops that one alone."""
        return [
            assignment.within(Scope.ASSIGNMENT, assignment=assignment.record.name)
            for assignment in self.context.parts(self.context.record.assignments, "assignments")
        ]

    @property
    def qualification(self) -> Sourced[Qualification] | None:
        """The template of the employer's qualification, if there is one."""
        return self.templates.qualifications.get(self.context.record.qualification)

    def units(self, assignment: Assignment) -> list[Sourced[Unit]]:
        """Return the templates of an assignment's units, as far as there are any."""
        templates = self.templates.units
        return [templates[reference] for reference in assignment.references if reference in templates]
