"""Rules of an assignment: its units, how they are marked, by which method, and what the centre's own tasks cover."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from operator import itemgetter

from markpack.assessment.weighting import shares_of
from markpack.errors import Place, Scope
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.instrument import check_instrument
from markpack.inputs.checks.joint_schemes import check_schemes
from markpack.inputs.checks.task_numbers import check_joint_texts
from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import did_you_mean, listing, quote, repeated, sentences
from markpack.inputs.records.criterion_status import marks_are_valid
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import INTEGRATED_MODES, Assignment
from markpack.model.marking_mode import MarkingMode
from markpack.model.unit import Unit

MOST_CRITERIA = 200
"""The most criteria of one mark sheet, with which no formula of a workbook is longer than Excel takes."""
FURTHEST_FROM_SHARE = 5
"""How many hundredths of a weighted sheet rounding may move a unit from its share without a word."""


def name_of(assignment: Assignment) -> str:
    """Return what an assignment is called at the start of a sentence."""
    return f"The {'assignment' if assignment.is_integrated else 'unit'} {assignment.name}"


def check_assignments(checks: CheckContext) -> None:
    """Note what in the assignments does not agree with the templates, with one another, or with themselves."""
    references = [reference for assignment in checks.assignments for reference in _references(assignment)]
    for (unit, place), (_, first) in repeated(references, key=itemgetter(0)):
        checks.context.problems.within(Scope.ASSIGNMENT, assignment=unit).error(
            place,
            f"The unit {unit} is set a second time; the first is in line {first.line}.",
            "Keep one assignment for each unit.",
        )
    for reference, place in references:
        _check_unit(checks, reference, place)
    for assignment in checks.assignments:
        _check_assignment(checks, assignment)


def _references(assignment: Sourced[Assignment]) -> list[tuple[str, Place]]:
    """Return the references of an assignment's units that are sound, with their places."""
    units = assignment.record.units
    locations: list[Location] = [("units", position) for position in range(len(units))] if units else [("unit",)]
    return [
        (reference, assignment.place(*location))
        for reference, location in zip(assignment.record.references, locations, strict=False)
        if assignment.is_valid_at(*location)
    ]


def _check_unit(checks: CheckContext, unit: str, place: Place) -> None:
    templates, qualification = checks.templates, checks.qualification
    problems = checks.context.problems.within(Scope.ASSIGNMENT, assignment=unit)
    if unit not in templates.units:
        if unit not in templates.unreadable:
            names = sorted(templates.units)
            problems.error(
                place,
                f"The unit {quote(unit)} has no template in templates/units.",
                sentences(did_you_mean(unit, names), f"Templates there are {listing(names)}." if names else ""),
            )
    elif qualification and qualification.is_valid_at("groups") and unit not in qualification.record.units:
        problems.warn(
            place,
            f"The unit {unit} is in no group of qualification {qualification.record.reference}, so it earns nothing "
            "towards it.",
            "Check the reference, or add the unit to a group.",
        )


def _check_assignment(checks: CheckContext, assignment: Sourced[Assignment]) -> None:
    _check_unit_keys(assignment)
    references = assignment.record.references
    if not references or len(_references(assignment)) < len(references):
        return
    _check_marking(assignment)
    units = checks.units(assignment.record)
    if len(units) == len(references):
        check_schemes(assignment, [unit.record for unit in units])
        _check_size(assignment, [unit.record for unit in units])
        _check_weights(assignment, units)
        _check_instruments(assignment, units)
        check_joint_texts(checks.context, assignment.record, units)


def _check_size(assignment: Sourced[Assignment], units: Sequence[Unit]) -> None:
    """Note a mark sheet with more criteria than the formulas of a workbook have room for."""
    counts = [len(unit.criteria) for unit in units]
    is_shared = assignment.record.marking is not MarkingMode.SEPARATE_SHEETS
    count = sum(counts) if is_shared else max(counts)
    if count > MOST_CRITERIA:
        assignment.problems.error(
            assignment.place("units" if assignment.record.is_integrated else "unit"),
            f"One mark sheet would have {count} criteria; at most {MOST_CRITERIA} go on one.",
            f"Write marking: {MarkingMode.SEPARATE_SHEETS.value}, or set the units one by one."
            if is_shared and len(units) > 1
            else "Make several units of it, and set each of them.",
        )


def _check_unit_keys(assignment: Sourced[Assignment]) -> None:
    """Note an assignment of no unit, and one that says twice of which."""
    if assignment.record.unit and assignment.record.units:
        assignment.problems.error(
            assignment.key_place("units"),
            "The assignment has both “unit” and “units”.",
            "Keep “unit” for one unit, or “units” for several that are assessed together.",
        )
    if not assignment.record.references and assignment.is_valid_at("unit") and assignment.is_valid_at("units"):
        assignment.problems.error(
            assignment.place(),
            "The assignment names no unit.",
            "Add a line “unit: …” with its whole reference, or “units: […, …]” for several that are assessed together.",
        )


def _check_marking(assignment: Sourced[Assignment]) -> None:
    record, place = assignment.record, assignment.place("marking")
    if not assignment.is_valid_at("marking"):
        return
    if record.is_integrated and record.marking not in INTEGRATED_MODES:
        choices = listing((quote(mode.value) for mode in INTEGRATED_MODES), last="or")
        assignment.problems.error(
            place,
            f"{len(record.references)} units are assessed together, whose own marks do not add up to one sheet.",
            f"Write marking: {choices}.",
        )
    if not record.is_integrated and record.marking is MarkingMode.SEPARATE_SHEETS:
        assignment.problems.error(
            place,
            "There is one unit, so there are no separate sheets.",
            "Write marking: marks, or list all units under “units”.",
        )


def _check_weights(assignment: Sourced[Assignment], units: list[Sourced[Unit]]) -> None:
    """Rule: with credit weighting, each unit's share of 100 follows its credits, or weights that name every unit."""
    if not assignment.is_valid_at("weights") or not assignment.is_valid_at("marking"):
        return
    if assignment.record.is_weighted:
        _check_weighted_units(assignment)
        _check_shares(assignment, units)
    elif assignment.record.weights:
        assignment.problems.error(
            assignment.key_place("weights"),
            f"The weights are not used where marking is {quote(assignment.record.marking.value)}.",
            "Take them out, or write marking: credit weighted.",
        )
    elif assignment.has_key("weighting"):
        assignment.problems.error(
            assignment.key_place("weighting"),
            f"The rule of weighting is not used where marking is {quote(assignment.record.marking.value)}.",
            "Take it out, or write marking: credit weighted.",
        )


def _check_weighted_units(assignment: Sourced[Assignment]) -> None:
    """Note weights of other units, and units without one where there are weights."""
    weights, references = assignment.record.weights, assignment.record.references
    for reference in weights:
        if reference not in references:
            assignment.problems.error(
                assignment.key_place("weights", reference),
                f"There is a weight for {reference}, which is not a unit of this assignment.",
                f"Its units are {listing(references)}.",
            )
    missing = [reference for reference in references if reference not in weights]
    if weights and missing:
        assignment.problems.error(
            assignment.key_place("weights"),
            f"There is no weight for {listing(missing)}.",
            "Give every unit a weight, or leave weights out to go by credits.",
        )


def _check_shares(assignment: Sourced[Assignment], units: list[Sourced[Unit]]) -> None:
    """Note where marks cannot be shared out to the criteria; warn where rounding leaves a unit far from its share."""
    if not all(marks_are_valid(unit, criterion.id) for unit in units for criterion in unit.record.criteria):
        return
    if not all(unit.record.scheme.numbered for unit in units):
        return
    place, instead = assignment.place("marking"), "Write marking: separate sheets, or pass or refer."
    try:
        shares = shares_of(assignment.record, [unit.record for unit in units])
    except ValueError as error:
        assignment.problems.error(place, f"The marks cannot be weighted: {error}.", instead)
        return
    total = sum(share.marks for share in shares)
    moved = [share for share in shares if abs(Fraction(share.marks * 100, total) - share.exact) > FURTHEST_FROM_SHARE]
    if moved:
        said = listing(
            f"{share.unit} has {share.marks} of {total} marks ({round(share.marks * 100 / total)}%), and should have "
            f"{round(share.exact)}%"
            for share in moved
        )
        assignment.problems.warn(
            place,
            f"Once they are rounded, the marks no longer follow what the units weigh: {said}.",
            f"Each unit’s outcome is right all the same. {instead}",
        )


def _check_instruments(assignment: Sourced[Assignment], units: list[Sourced[Unit]]) -> None:
    """Note what the tasks leave out, where they are the centre's own; else units that have none for the method."""
    instrument, method = assignment.record.instrument, assignment.record.method
    if not assignment.is_valid_at("method"):
        return
    if instrument is not None:
        check_instrument(assignment.part(instrument, "instrument"), method, units)
        return
    for unit in units:
        if unit.record.instrument(method) is None and unit.is_valid_at("methods"):
            methods = [other.value for other in unit.record.methods]
            assignment.problems.error(
                assignment.place("method"),
                f"The template of unit {unit.record.reference} has nothing for the method {quote(method.value)}.",
                sentences(
                    f"It has {listing(['written assignment', *methods])}.",
                    "Add the method to its template, or give the assignment an instrument of its own here.",
                ),
            )
