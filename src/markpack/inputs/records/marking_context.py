"""What marks are checked against: an employer's learners and assignments, the units, and the centre's staff."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

from markpack.assessment.cohort import AttemptElsewhere, key_elsewhere
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.resubmission import resubmit_by
from markpack.assessment.sheets import sheet_units, under_marking
from markpack.inputs.records.criterion_status import ids_are_valid, marks_are_valid
from markpack.inputs.records.record_reader import Sourced, as_written
from markpack.inputs.records.register import Register
from markpack.model.centre import Centre, Policies
from markpack.model.context import Assignment, Context
from markpack.model.extension import NO_EXTENSIONS, Extension, Extensions
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.forms.identity import MadeWith
from markpack.model.joint_unit import made_with
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import MarkedAttempt
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit


@dataclass(frozen=True)
class OtherPack:
    """What has to be known of another pack: its units, and whom of these learners it has (numbers in small letters).

    `came_first` if it began before this one, or is the employer's own: what bears no cohort's name is from there.
    """

    name: str
    learners: frozenset[str]
    units: frozenset[str]
    came_first: bool = False


@dataclass(frozen=True)
class MarkingContext:
    """An employer's learners with all that is known of their assignments.

    A question about something whose own file has problems is answered with None, so that one mistake is not reported
    as many.
    """

    register: Register
    units: Mapping[str, Sourced[Unit]]
    unreadable_units: frozenset[str]
    context: Sourced[Context] | None
    centre: Sourced[Centre] | None
    qualification: Sourced[Qualification] | None = None
    today: datetime.date | None = None
    """The day on which the inputs are read; None where it is not known."""
    versions: Mapping[str, Mapping[str, Sourced[Unit]]] = field(default_factory=dict)
    """All versions of units, by reference and name; `units` are those by which this employer's assignments go."""
    extensions: Extensions = NO_EXTENSIONS
    pack: str = ""
    """The name of the pack whose learners these are."""
    others: tuple[OtherPack, ...] = ()
    """The employer's other packs: each one's learners and units."""
    elsewhere: tuple[AttemptElsewhere, ...] = ()
    """Attempts of these learners in the employer's other packs that are read before this one."""

    @property
    def assignments_file(self) -> str:
        """The name of the file in which the assignments are set: that of the employer, or of a cohort."""
        return self.context.place("assignments").file.rpartition("/")[2] if self.context else ""

    def unit_elsewhere(self, marked: MarkedAttempt) -> Unit | None:
        """Return the unit that an attempt was at which was marked elsewhere; None for one of this pack."""
        return self._units_elsewhere.get(key_elsewhere(marked)) if marked.pack else None

    @cached_property
    def _units_elsewhere(self) -> Mapping[object, Unit]:
        return {key_elsewhere(entry.marked): entry.unit for entry in self.elsewhere}

    def also_in(self, learner: str, unit: str) -> tuple[OtherPack, ...]:
        """Return the employer's other packs that have a learner (by registration) and a unit, or sheet."""
        units = set(unit.split(SEPARATOR))
        return tuple(
            pack for pack in self.others if learner.casefold() in pack.learners and not units.isdisjoint(pack.units)
        )

    @property
    def policies(self) -> Policies:
        """The centre's policies; the usual ones where they cannot be read."""
        return self.centre.record.policies if self.centre else Policies()

    @cached_property
    def unreadable_sheets(self) -> frozenset[str]:
        """What mark sheets may be for of which nothing else is known: unreadable units, alone and on joint sheets."""
        assignments = self.context.record.assignments if self.context else ()
        joint = {entry.name for entry in assignments if not self.unreadable_units.isdisjoint(entry.references)}
        return self.unreadable_units | joint

    def set_units(self) -> tuple[str, ...] | None:
        """Return the references of the units that are set for these learners."""
        if self.context is None or not self.context.is_valid_at("assignments"):
            return None
        references = tuple(
            reference for assignment in self.context.record.assignments for reference in assignment.references
        )
        known = all(name in self.units or name in self.unreadable_units for name in references)
        return references if known else None

    def assignment(self, unit: str) -> Assignment | None:
        """Return the assignment of a unit or a sheet of several; None also where something in it is not sound."""
        if self.context is None:
            return None
        for position, assignment in enumerate(self.context.record.assignments):
            if unit in (assignment.name, *assignment.references):
                return assignment if self.context.is_valid_at("assignments", position) else None
        return None

    def due_on(self, learner: str, unit: str) -> datetime.date | None:
        """Return by when a learner's (by registration) first attempt at a unit is due, as set or extended."""
        assignment = self.assignment(unit)
        if assignment is None:
            return None
        extension = self._extensions(learner, assignment).get(1)
        return extension.new_date if extension else assignment.due_on

    def resubmission_date(self, result: AttemptResult) -> datetime.date | None:
        """Return by when a learner hands in again, as `resubmit_by` has it; None also where nothing is set soundly."""
        assignment = self.assignment(result.unit.reference)
        if assignment is None:
            return None
        return resubmit_by(self.policies, assignment, result, self._extensions(result.marked.learner, assignment))

    def _extensions(self, learner: str, assignment: Assignment) -> Mapping[int, Extension]:
        return self.extensions.of(learner, assignment.references)

    @cached_property
    def sheets(self) -> Mapping[str, Unit]:
        """What mark sheets are for, by reference: units, and several units as one where they share a sheet.

        Units have the marks that their sheets give. A unit that is set nowhere is on a sheet of its own.
        """
        templates = {reference: reading.record for reference, reading in self.units.items()}
        assigned: dict[str, Unit] = {}
        for position, assignment in enumerate(self.context.record.assignments if self.context else ()):
            sound = self.context is not None and self.context.is_valid_at("assignments", position)
            if sound and assignment.references and templates.keys() >= set(assignment.references):
                try:
                    sheets = sheet_units(assignment, templates)
                except ValueError:  # more criteria than marks can be shared out to, which is reported by itself
                    continue
                assigned |= {unit.reference: unit for unit in sheets}
        shared = {member.reference for unit in assigned.values() for member in unit.members}
        return assigned | {reference: unit for reference, unit in templates.items() if reference not in shared}

    def sheet_of(self, reference: str) -> Unit:
        """Return what the mark sheet is for that has a unit on it; raises KeyError for a unit without a template."""
        return self._sheets_by_unit[reference]

    @cached_property
    def _sheets_by_unit(self) -> Mapping[str, Unit]:
        return {
            reference: sheet
            for sheet in reversed(tuple(self.sheets.values()))
            for reference in (sheet.reference, *(member.reference for member in sheet.members))
        }

    def for_form(self, sheet: str, made: MadeWith) -> MarkingContext:
        """Return the same with the versions of a sheet's units that a form was made with; this, if none are known.

        `sheet` is the reference of the sheet's unit or units. Where none have the scheme's rules, they are versions
        with the criteria.
        """
        unit = self.sheets.get(sheet)
        if unit is None or not made.criteria or made == made_with(unit.members):
            return self
        known = self._other_versions.setdefault(sheet, {})
        if made not in known:
            known[made] = self._made_with(unit, made)
        return known[made]

    def of_all_versions(self, sheet: str) -> Iterator[MarkingContext]:
        """Yield the same with each choice of the versions of a sheet's units; this comes first."""
        yield self
        for made in map(made_with, product(*self._choices(self.sheets[sheet]))):
            other = self.for_form(sheet, made)
            if other is not self:
                yield other

    def _made_with(self, sheet: Unit, made: MadeWith) -> MarkingContext:
        by_what = {made_with(units): units for units in reversed([*product(*self._choices(sheet))])}
        same_criteria = next((units for of, units in by_what.items() if of.criteria == made.criteria), ())
        if made not in by_what and made.criteria == sheet.criteria_digest:
            return self
        units = {
            unit.reference: self.versions[unit.reference][unit.version_name]
            for unit in by_what.get(made, same_criteria)
        }
        return replace(self, units={**self.units, **units}) if units else self

    def _choices(self, sheet: Unit) -> list[Iterable[Unit]]:
        """Return the versions of each unit on a sheet, as far as they are as the centre wrote them."""
        assignment = self.assignment(sheet.reference)
        return [
            [under_marking(unit, assignment) if assignment else unit for unit in as_written(versions).values()]
            for versions in (self.versions.get(member.reference, {}) for member in sheet.members)
        ]

    @cached_property
    def _other_versions(self) -> dict[str, dict[MadeWith, MarkingContext]]:
        return {}

    def versions_of(self, sheet: str) -> Mapping[str, str]:
        """Return the names of the versions that the units on a sheet have here, by reference."""
        return {member.reference: member.version_name for member in self.sheets[sheet].members}

    def members(self, sheet: Unit) -> tuple[Sourced[Unit], ...]:
        """Return the templates of the units on a sheet."""
        return tuple(self.units[member.reference] for member in sheet.members)

    def is_valid(self, sheet: Unit) -> bool:
        """Say whether the templates of the units on a sheet are all as the centre wrote them."""
        return not any(unit.invalid_at for unit in self.members(sheet))

    def ids_are_valid(self, sheet: Unit) -> bool:
        """Say whether the ids of all criteria on a sheet are as the centre wrote them."""
        return all(ids_are_valid(reading) for reading in self.members(sheet))

    def marks_are_valid(self, sheet: Unit, id_: str) -> bool:
        """Say whether a criterion's marks are as the centre wrote them; weighted marks depend on all."""
        if not sheet.is_joint:
            return marks_are_valid(self.units[sheet.reference], id_)
        return all(
            marks_are_valid(reading, criterion.id)
            for reading in self.members(sheet)
            for criterion in reading.record.criteria
        )

    def marking(self, unit: str) -> MarkingMode | None:
        """Return how a unit is marked."""
        assignment = self.assignment(unit)
        return assignment.marking if assignment else None
