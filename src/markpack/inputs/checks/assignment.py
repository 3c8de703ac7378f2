"""Rules of an assignment: its units, how they are marked, by which method, and what the centre's own tasks cover."""

from __future__ import annotations

from markpack.assessment.weighting import credit_weighting
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.instrument import check_instrument
from markpack.inputs.checks.shared_texts import check_joint_texts
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.criterion_status import criterion_locations, marks_sound
from markpack.inputs.records.record_reader import Reading
from markpack.model.context import INTEGRATED_MODES, Assignment
from markpack.model.marking_mode import MarkingMode
from markpack.model.unit import Unit


def name_of(assignment: Assignment) -> str:
    """Return what an assignment is called at the start of a sentence."""
    if assignment.is_integrated:
        return f"The assignment {assignment.name}"
    return f"The unit {assignment.name}"


def check_assignment(checks: CheckContext, position: int, seen: dict[str, Location]) -> None:
    """Note what in an assignment does not agree with the templates, or with itself.

    `seen` are the units set by the assignments before it, with the locations of their references.
    """
    here: Location = ("assignments", position)
    assignment = checks.context.record.assignments[position]
    references = _references(checks, here, assignment)
    for location, unit in references:
        _check_unit(checks, location, unit, seen)
    if len(references) < len(assignment.references) or not references:
        return
    _check_marking(checks, here, assignment)
    units = [checks.templates.units[unit] for _, unit in references if unit in checks.templates.units]
    if len(units) == len(references):
        _check_weights(checks, here, assignment, units)
        _check_tasks(checks, here, assignment, units)
        check_joint_texts(checks, position)


def _references(checks: CheckContext, here: Location, assignment: Assignment) -> list[tuple[Location, str]]:
    """Return the references of an assignment's units that are sound, with their locations; note if there are none."""
    if assignment.unit and assignment.units:
        checks.problems.error(
            checks.context.key_place(*here, "units"),
            "The assignment has both “unit” and “units”.",
            "Keep “unit” for one unit, or “units” for several that are assessed together.",
        )
    entries: list[tuple[Location, str]] = [
        ((*here, "units", index), unit) for index, unit in enumerate(assignment.units)
    ] or ([((*here, "unit"), assignment.unit)] if assignment.unit else [])
    if not entries and checks.context.sound(*here, "unit") and checks.context.sound(*here, "units"):
        checks.problems.error(
            checks.context.place(*here),
            "The assignment names no unit.",
            "Add a line “unit: …” with its whole reference, or “units: […, …]” for several that are assessed together.",
        )
    return [(location, unit) for location, unit in entries if checks.context.sound(*location)]


def _check_unit(checks: CheckContext, location: Location, unit: str, seen: dict[str, Location]) -> None:
    place, qualification = checks.context.place(*location), checks.qualification
    if unit in seen:
        checks.problems.error(
            place,
            f"The unit {unit} is set a second time; the first is in line {checks.context.place(*seen[unit]).line}.",
            "Keep one assignment for each unit.",
        )
    seen.setdefault(unit, location)
    if unit not in checks.templates.units:
        if unit not in checks.templates.unreadable:
            names = sorted(checks.templates.units)
            checks.problems.error(
                place,
                f"The unit {quote(unit)} has no template in templates/units.",
                sentences(did_you_mean(unit, names), f"Templates there are {listing(names)}." if names else ""),
            )
    elif qualification and qualification.sound("groups") and unit not in qualification.record.units:
        checks.problems.warn(
            place,
            f"The unit {unit} is in no group of qualification {qualification.record.reference}, so it earns nothing "
            "towards it.",
            "Check the reference, or add the unit to a group.",
        )


def _check_marking(checks: CheckContext, here: Location, assignment: Assignment) -> None:
    if not checks.context.sound(*here, "marking"):
        return
    place = checks.context.place(*here, "marking")
    if assignment.is_integrated and assignment.marking not in INTEGRATED_MODES:
        choices = listing((quote(mode.value) for mode in INTEGRATED_MODES), last="or")
        checks.problems.error(
            place,
            f"{len(assignment.references)} units are assessed together, whose own marks do not add up to one sheet.",
            f"Write marking: {choices}.",
        )
    if not assignment.is_integrated and assignment.marking is MarkingMode.SEPARATE_SHEETS:
        checks.problems.error(
            place,
            "There is one unit, so there are no separate sheets.",
            "Write marking: marks, or list all units under “units”.",
        )


def _check_weights(checks: CheckContext, here: Location, assignment: Assignment, units: list[Reading[Unit]]) -> None:
    """Rule: with credit weighting, each unit's share of 100 follows its credits, or weights that name every unit."""
    if not checks.context.sound(*here, "weights") or not checks.context.sound(*here, "marking"):
        return
    weights = assignment.weights
    if assignment.marking is not MarkingMode.CREDIT_WEIGHTED:
        if weights:
            checks.problems.error(
                checks.context.key_place(*here, "weights"),
                f"The weights count for nothing where marking is {quote(assignment.marking.value)}.",
                "Take them out, or write marking: credit weighted.",
            )
        return
    for reference in weights:
        if reference not in assignment.references:
            checks.problems.error(
                checks.context.key_place(*here, "weights", reference),
                f"There is a weight for {reference}, which is not a unit of this assignment.",
                f"Its units are {listing(assignment.references)}.",
            )
    missing = [reference for reference in assignment.references if weights and reference not in weights]
    if missing:
        checks.problems.error(
            checks.context.key_place(*here, "weights"),
            f"There is no weight for {listing(missing)}.",
            "Give every unit a weight, or leave weights out to go by credits.",
        )
    if all(marks_sound(unit, id_) for unit in units for _, id_ in criterion_locations(unit.record)):
        try:
            credit_weighting([unit.record for unit in units], weights)
        except ValueError as error:
            checks.problems.error(
                checks.context.place(*here, "marking"),
                f"The marks cannot be weighted: {error}.",
                "Write marking: separate sheets, or pass or refer.",
            )


def _check_tasks(checks: CheckContext, here: Location, assignment: Assignment, units: list[Reading[Unit]]) -> None:
    """Note what the tasks leave out, where they are the centre's own; else units that have none for the method."""
    if not checks.context.sound(*here, "method"):
        return
    if assignment.instrument is not None:
        check_instrument(
            checks.context, (*here, "instrument"), assignment.instrument, assignment.method, units, checks.problems
        )
        return
    for unit in units:
        if unit.record.instrument(assignment.method) is None and unit.sound("methods"):
            known = [method.value for method in unit.record.methods]
            checks.problems.error(
                checks.context.place(*here, "method"),
                f"The template of unit {unit.record.reference} has nothing for the method "
                f"{quote(assignment.method.value)}.",
                sentences(
                    f"It has {listing(['written assignment', *known])}.",
                    "Add the method to its template, or give the assignment an instrument of its own here.",
                ),
            )
