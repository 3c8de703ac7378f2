"""Whether the way in which an assignment is marked goes with the schemes of its units, and these with each other."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.assessment.sheets import under_marking
from markpack.inputs.problems import listing, quote
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Assignment
from markpack.model.marking_mode import MarkingMode
from markpack.model.scheme import HALF, GradeRule, Scheme
from markpack.model.unit import Unit

_SEPARATE = f"Write marking: {MarkingMode.SEPARATE_SHEETS.value}"


def check_schemes(assignment: Sourced[Assignment], units: Sequence[Unit]) -> None:
    """Note schemes that cannot be marked as an assignment says, or cannot be assessed together.

    Rule: an assignment has one scheme, for its learners get one result.
    """
    marking = assignment.record.marking
    if not assignment.is_valid_at("marking"):
        return
    place, own_marks = assignment.place("marking"), f"marking: {MarkingMode.MARKS.value}"
    if marking is MarkingMode.PASS_OR_REFER:
        for unit in units:
            if under_marking(unit, assignment.record).scheme.numbered:
                assignment.problems.error(
                    place,
                    f"Unit {unit.reference} is judged by {quote(unit.scheme.id)}, which has marks, and names no scheme "
                    "for assignments without them.",
                    f"{_SEPARATE}." if assignment.record.is_integrated else f"Write {own_marks}.",
                )
    if marking is MarkingMode.CREDIT_WEIGHTED:
        for unit in units:
            if why := _why_not_weighted(unit.scheme):
                assignment.problems.error(
                    place,
                    f"The marks cannot be weighted: {quote(unit.scheme.id)}, by which unit {unit.reference} is judged, "
                    f"{why}.",
                    f"{_SEPARATE}{'' if unit.scheme.numbered else f', or {MarkingMode.PASS_OR_REFER.value}'}.",
                )
    if assignment.record.is_integrated:
        schemes = {unit.reference: under_marking(unit, assignment.record).scheme.id for unit in units}
        if len(set(schemes.values())) > 1:
            judged = listing(f"{quote(scheme)} judges {reference}" for reference, scheme in schemes.items())
            assignment.problems.error(
                assignment.place("units"),
                f"Units that are assessed together have one scheme, but {judged}.",
                "Set an assignment for each scheme.",
            )


def _why_not_weighted(scheme: Scheme) -> str:
    """Return why marks cannot be shared out anew by a scheme; empty where they can."""
    if not scheme.numbered:
        return "has no marks"
    if scheme.rule is not GradeRule.ALL_MET:
        return "grades by the unit’s own marks"
    return "" if scheme.met_at == HALF else "does not ask for half of the marks"
