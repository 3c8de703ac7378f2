"""Which sheets an assignment is marked on, and what a sheet of several units says of each of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from markpack.assessment.outcome import AttemptResult, CriterionResult, assess, decide
from markpack.assessment.weighting import credit_weighting
from markpack.model.context import Assignment, MarkingMode
from markpack.model.joint import CriterionKey
from markpack.model.joint_unit import JointUnit, joint_unit
from markpack.model.marks import MarkedAttempt
from markpack.model.unit import Unit


def sheet_units(assignment: Assignment, units: Mapping[str, Unit]) -> tuple[Unit, ...]:
    """Return what each of an assignment's mark sheets is for, with the marks that the sheet gives.

    A unit by itself, or several units as one (see `joint_unit`); with credit weighting, criteria have their share of
    100 for marks. `units` are by reference, those of the assignment among them.
    """
    members = [units[reference] for reference in assignment.references]
    if assignment.marking is MarkingMode.CREDIT_WEIGHTED:
        shares = credit_weighting(members, assignment.weights)
        members = [
            unit.with_marks({entry.criterion.id: entry.marks for entry in share.criteria})
            for unit, share in zip(members, shares, strict=True)
        ]
    if assignment.marking is MarkingMode.SEPARATE_SHEETS:
        return tuple(members)
    return (joint_unit(members),)


def by_unit(result: AttemptResult) -> tuple[AttemptResult, ...]:
    """Return what an attempt comes to in each unit, by that unit's own criteria alone; a single unit's is itself."""
    if not isinstance(result.unit, JointUnit):
        return (result,)
    return tuple(_part(result, result.unit, member) for member in result.unit.members)


def _part(result: AttemptResult, joint: JointUnit, member: Unit) -> AttemptResult:
    marked = result.marked
    keys = {entry.criterion.id: joint.key(entry.criterion.id) for entry in result.criteria}
    own = {criterion.id: criterion for criterion in member.criteria}
    criteria = tuple(
        replace(entry, criterion=own[keys[entry.criterion.id].id])
        for entry in result.criteria
        if keys[entry.criterion.id].unit == member.reference
    )

    def of_member(texts: Mapping[str, str]) -> dict[str, str]:
        found = {joint.key(label): text for label, text in texts.items()}
        return {key.id: text for key, text in found.items() if key.unit == member.reference}

    return AttemptResult(
        unit=member,
        mode=result.mode,
        marked=replace(
            marked,
            unit=member.reference,
            criteria={
                keys[label].id: recorded
                for label, recorded in marked.criteria.items()
                if keys[label].unit == member.reference
            },
            section_comments=of_member(marked.section_comments),
            verification=of_member(marked.verification),
        ),
        criteria=criteria,
        outcome=decide(criteria),
        total=_total(criteria) if result.mode.numbered else None,
        maximum=member.marks if result.mode.numbered else None,
    )


def together(joint: JointUnit, learner: str, attempt: int, results: Sequence[Sequence[AttemptResult]]) -> AttemptResult:
    """Return what separate sheets come to together in an attempt: each unit's latest result up to its number.

    `results` are each unit's, in the order of the joint unit's members; a unit that is not marked is not marked yet.
    Where only some units were attempted again, the others stand as they stood.
    """
    criteria: list[CriterionResult] = []
    latest: list[AttemptResult] = []
    for member, own in zip(joint.members, results, strict=True):
        found = [entry for entry in own if entry.attempt <= attempt]
        mode = found[-1].mode if found else MarkingMode.SEPARATE_SHEETS
        result = (
            found[-1] if found else assess(member, MarkedAttempt(learner, member.reference, attempt, {}), mode=mode)
        )
        latest.append(result)
        for entry in result.criteria:
            before = entry.carried_from or (result.attempt if found and result.attempt < attempt else None)
            label = joint.label(CriterionKey(member.reference, entry.criterion.id))
            labelled = entry.criterion.model_copy(update={"id": label})
            criteria.append(replace(entry, criterion=labelled, carried_from=before if entry.met else None))
    current = [entry for entry in latest if entry.attempt == attempt and entry.marked.criteria] or latest
    newest = max(current, key=lambda entry: entry.marked.assessed_on or datetime.date.min)
    return AttemptResult(
        unit=joint,
        mode=MarkingMode.SEPARATE_SHEETS,
        marked=replace(
            newest.marked,
            unit=joint.reference,
            attempt=attempt,
            criteria={entry.criterion.id: entry.recorded for entry in criteria},
            section_comments=_labelled(joint, latest, "section_comments"),
            verification=_labelled(joint, latest, "verification"),
            overall_comment="\n\n".join(
                dict.fromkeys(entry.marked.overall_comment for entry in current if entry.marked.overall_comment)
            ),
        ),
        criteria=tuple(criteria),
        outcome=decide(criteria),
        total=None,
        maximum=None,
    )


def _labelled(joint: JointUnit, results: Sequence[AttemptResult], name: str) -> dict[str, str]:
    return {
        joint.label(CriterionKey(result.unit.reference, id_)): text
        for result in results
        for id_, text in getattr(result.marked, name).items()
    }


def _total(criteria: Sequence[CriterionResult]) -> Fraction:
    return sum((entry.recorded.mark or Fraction(0) for entry in criteria), Fraction(0))
