"""What marks come to by the rules of assessment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from markpack.assessment.attempt_rules import rule_in_force
from markpack.assessment.criteria import CriterionResult
from markpack.assessment.outcome import AttemptResult, assess
from markpack.assessment.sheets import split_by_unit
from markpack.documents.mark_sheet.tally import CriterionStatus, Tally
from markpack.documents.shared.common_facts import share_text
from markpack.documents.shared.spelling import number
from markpack.model.centre import Policies
from markpack.model.joint_unit import JointUnit
from markpack.model.marks import MarkedAttempt


def build_tally(result: AttemptResult, awards: Mapping[str, str]) -> Tally:
    """Return what an attempt comes to; `awards` are the award fields' names by the criteria's ids."""
    added = result.total is not None and any(entry.recorded.mark is not None for entry in result.criteria)
    return Tally(
        outcome=result.outcome,
        statuses={awards[entry.criterion.id]: _status(entry) for entry in result.criteria},
        total=number(result.total) if result.total is not None and added else "",
        percentage=share_text(result) if added else "",
        grade=result.grade,
        shown_in=result.shown_in,
    )


def _status(entry: CriterionResult) -> CriterionStatus:
    if not entry.judged:
        return CriterionStatus.NOT_MARKED
    if entry.recorded.not_attempted:
        return CriterionStatus.NOT_ATTEMPTED
    return {True: CriterionStatus.MET, False: CriterionStatus.NOT_MET, None: CriterionStatus.MARKED}[entry.met]


def before_marking(previous: AttemptResult, policies: Policies) -> AttemptResult:
    """Return the attempt after `previous` before anything of it is marked, with what its rule carries over."""
    number, scheme = previous.attempt + 1, previous.scheme
    rule = rule_in_force(scheme, policies, number)
    untouched = MarkedAttempt(previous.marked.learner, previous.unit.reference, number, {})
    return assess(previous.unit, untouched, previous=previous if rule.carries_over else None, rule=rule)


def tallies_of_units(result: AttemptResult, is_open: Collection[str] = ()) -> Mapping[str, Tally]:
    """Return what an attempt on a sheet of several units comes to in each, by reference; nothing for a single unit.

    `is_open` are the labels of criteria that can still be filled in: with one of them, a unit is shown in this attempt.
    """
    if not isinstance(result.unit, JointUnit):
        return {}
    units_open = {result.unit.key(label).unit for label in is_open}
    tallies = {}
    for part in split_by_unit(result):
        tally = build_tally(part, {c.id: c.id for c in part.unit.criteria})
        reference = part.unit.reference
        tallies[reference] = replace(tally, shown_in=result.attempt) if reference in units_open else tally
    return tallies
