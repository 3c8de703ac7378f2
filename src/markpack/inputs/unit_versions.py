"""By which version of its units an assignment goes: as its file says, as was noted at its first build, or by date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markpack.errors import Place, Scope
from markpack.inputs.checks.check_context import Templates
from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.noted_versions import NotedVersions
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.weighting_rules import noted_rule
from markpack.model.context import Assignment, Context
from markpack.model.unit import FIRST_VERSION, Unit
from markpack.model.unit_versions import NotedVersion


@dataclass(frozen=True)
class ChosenVersions:
    """The templates that are in force for an employer's learners, and what a build is to note of them."""

    templates: Templates
    to_note: tuple[NotedVersion, ...] = ()


def choose_versions(
    context: Sourced[Context] | None, employer: str, templates: Templates, noted: NotedVersions
) -> ChosenVersions:
    """Return by which versions an employer's assignments go; note what is wrong with how they say so."""
    chosen: dict[str, Sourced[Unit]] = {}
    notes: list[NotedVersion] = []
    assignments = context.parts(context.record.assignments, "assignments") if context else []
    for assignment in assignments:
        chooser = _Chooser(assignment, employer, templates, noted)
        for reference in assignment.record.references:
            if reference not in templates.versions or reference in chosen:
                continue  # there is no such template, or the unit is set twice: both are reported by themselves
            unit, note = chooser.choose(reference)
            if unit:
                chosen[reference] = unit
            if note:
                notes.append(note)
        chooser.check_keys()
    return ChosenVersions(templates.in_force(chosen), tuple(notes))


class _Chooser:
    def __init__(
        self, assignment: Sourced[Assignment], employer: str, templates: Templates, noted: NotedVersions
    ) -> None:
        self._assignment, self._employer = assignment, employer
        self._templates, self._noted = templates, noted
        self._problems = assignment.problems.within(Scope.ASSIGNMENT, assignment=assignment.record.name)
        rule = noted_rule(employer, assignment.record, noted) or assignment.record.weighting
        self._weighting = str(rule) if rule and assignment.record.weighting else ""

    def choose(self, reference: str) -> tuple[Sourced[Unit] | None, NotedVersion | None]:
        """Return the version of a unit that is in force, and the note of it, unless an earlier one stays."""
        record, versions = self._assignment.record, self._templates.versions[reference]
        entry = self._noted.of(self._employer, record.name, reference)
        if stated := record.version_of(reference):
            if stated not in versions:
                self._note_unknown(reference, stated, versions)
                return None, None
            if entry and (entry[0].version or FIRST_VERSION) == stated and not _is(versions[stated], entry[0]):
                self._note_replaced(entry, versions[stated])
                return versions[stated], None
            return versions[stated], self._note(reference, versions[stated])
        if entry is None:
            unit = self._valid_when_set(reference)
            return unit, self._note(reference, unit) if unit else None
        note, _ = entry
        if same := [unit for unit in versions.values() if _is(unit, note)]:
            unit = next((unit for unit in same if unit.record.version_name == note.version), same[0])
            return unit, self._note(reference, unit)
        unit = versions.get(note.version or FIRST_VERSION) or self._templates.units.get(reference)
        if unit and not unit.invalid_at:
            self._note_replaced(entry, unit)
        return unit, None

    def check_keys(self) -> None:
        """Note versions of units that the assignment does not have, and one for several units."""
        assignment, references = self._assignment, self._assignment.record.references
        for reference in assignment.record.versions:
            if reference not in references:
                self._problems.error(
                    assignment.key_place("versions", reference),
                    f"The unit {quote(reference)} is not one of the assignment’s.",
                    f"Its units are {listing(references)}.",
                )
        if assignment.record.version and len(references) > 1:
            self._problems.error(
                assignment.place("version"),
                "The assignment has several units, so it is not clear whose version this is.",
                "Write “versions:” and below it a line for each unit, such as "
                f'{references[0]}: "{assignment.record.version}".',
            )

    def _valid_when_set(self, reference: str) -> Sourced[Unit] | None:
        """Return the version that was the latest valid one on the day on which the assignment is set."""
        present = self._templates.units.get(reference)
        if present is None:
            return None  # the present template cannot be read
        day = self._assignment.record.set_on
        valid: dict[datetime.date, list[Sourced[Unit]]] = {}
        for unit in self._templates.versions[reference].values():
            since = unit.record.valid_from or datetime.date.min
            if since <= day:
                valid.setdefault(since, []).append(unit)
        latest = valid[max(valid)] if valid else [present]
        if present in latest:
            return present
        if len({unit.record.criteria_digest for unit in latest}) > 1:
            names = sorted(unit.record.version_name for unit in latest)
            self._problems.error(
                self._assignment.place("set_on"),
                f"Versions {listing(map(quote, names))} of unit {reference} are valid from the same day on, so it is "
                "not clear by which the assignment goes.",
                f"Say it in the assignment, such as {self._stating(reference, names[-1])}, or mend a valid_from.",
            )
            return None
        return latest[0]

    def _stating(self, reference: str, version: str) -> str:
        """Return what an assignment says to go by a version."""
        one = len(self._assignment.record.references) == 1
        return f'version: "{version}"' if one else f'versions: {{{reference}: "{version}"}}'

    def _note(self, reference: str, unit: Sourced[Unit]) -> NotedVersion | None:
        """Return the note of a version; None where there is that note already."""
        record, name = unit.record, self._assignment.record.name
        note = NotedVersion(
            self._employer, name, reference, record.version or "", record.criteria_digest, self._weighting
        )
        entry = self._noted.of(self._employer, name, reference)
        return None if entry and entry[0] == note else note

    def _note_unknown(self, reference: str, version: str, versions: Mapping[str, Sourced[Unit]]) -> None:
        location = ("versions", reference) if reference in self._assignment.record.versions else ("version",)
        self._problems.error(
            self._assignment.place(*location),
            f"There is no version {quote(version)} of unit {reference} in templates/units.",
            sentences(did_you_mean(version, versions), f"Its versions are {listing(map(quote, sorted(versions)))}."),
        )

    def _note_replaced(self, entry: tuple[NotedVersion, Place], unit: Sourced[Unit]) -> None:
        note, place = entry
        self._problems.warn(
            place,
            f"The criteria of unit {note.unit} have been replaced since documents of the assignment {note.assignment} "
            f"were first made for {self._employer}, and the earlier wording was not kept. Mark sheets with it are not "
            "read.",
            " ".join(_remedies(note, unit.record)),
        )


def _remedies(note: NotedVersion, unit: Unit) -> Iterator[str]:
    yield (
        "If learners have the earlier wording, put the earlier template back from a backup, run markpack new version "
        f"{note.unit}, and replace the wording again in the template that this leaves you with."
    )
    if unit.version_name != (note.version or FIRST_VERSION):
        yield (
            "If all of them go by the new wording from now on, write "
            f'version: "{unit.version_name}" into the assignment.'
        )
    yield "If nobody was given the earlier wording, delete this line."


def _is(unit: Sourced[Unit], note: NotedVersion) -> bool:
    """Say whether a version has the criteria that were noted."""
    return not unit.invalid_at and unit.record.criteria_digest == note.criteria_sha256
