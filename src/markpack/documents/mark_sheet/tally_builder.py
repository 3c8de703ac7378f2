"""What marks come to by the rules of assessment."""

from __future__ import annotations

from collections.abc import Mapping

from markpack.assessment.outcome import AttemptResult, assess
from markpack.assessment.sheets import split_by_unit
from markpack.documents.mark_sheet.tally import Tally
from markpack.documents.shared.spelling import number, percentage
from markpack.model.marks import MarkedAttempt


def build_tally(result: AttemptResult, awards: Mapping[str, str]) -> Tally:
    """Return what an attempt comes to; `awards` are the award fields' names by the criteria's ids."""
    added = result.total is not None and any(entry.recorded.mark is not None for entry in result.criteria)
    return Tally(
        outcome=result.outcome,
        met={awards[entry.criterion.id]: entry.met for entry in result.criteria},
        total=number(result.total) if result.total is not None and added else "",
        percentage=percentage(result.percentage) if added else "",
        grade=result.grade,
    )


def tally_before_marking(previous: AttemptResult, awards: Mapping[str, str], *, carry_over: bool) -> Tally:
    """Return what the attempt after `previous` comes to before anything of it is marked."""
    return build_tally(before_marking(previous, carry_over=carry_over), awards)


def before_marking(previous: AttemptResult, *, carry_over: bool) -> AttemptResult:
    """Return the attempt after `previous` before anything of it is marked."""
    untouched = MarkedAttempt(previous.marked.learner, previous.unit.reference, previous.attempt + 1, {})
    return assess(previous.unit, untouched, previous=previous if carry_over else None)


def tallies_of_units(result: AttemptResult) -> Mapping[str, Tally]:
    """Return what an attempt on a sheet of several units comes to in each, by reference; nothing for a single unit."""
    if not result.unit.is_joint:
        return {}
    parts = split_by_unit(result)
    return {part.unit.reference: build_tally(part, {c.id: c.id for c in part.unit.criteria}) for part in parts}
