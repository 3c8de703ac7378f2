"""The sheets of an assignment; the results of a sheet of several units split by unit, and those of several merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from markpack.assessment.attempt_rules import rule_in_force
from markpack.assessment.criteria import CriterionResult
from markpack.assessment.grade import lower_grade
from markpack.assessment.outcome import AttemptResult, UnitGrade, assess, outcome_of
from markpack.assessment.weighting import shares_of
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.joint import CriterionKey
from markpack.model.joint_unit import JointUnit, joint_unit
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.unit import Unit


def sheet_units(assignment: Assignment, units: Mapping[str, Unit]) -> tuple[Unit, ...]:
    """Return what each of an assignment's mark sheets is for, with the marks that the sheet gives.

    A unit by itself, or several units as one (see `joint_unit`); with credit weighting, criteria have for
    marks what `shares_of` gives them. `units` are by reference, those of the assignment among them.
    """
    members = [under_marking(units[reference], assignment) for reference in assignment.references]
    if assignment.is_weighted:
        shares = shares_of(assignment, members)
        members = [
            unit.with_marks({entry.criterion.id: entry.marks for entry in share.criteria})
            for unit, share in zip(members, shares, strict=True)
        ]
    if assignment.marking is MarkingMode.SEPARATE_SHEETS:
        return tuple(members)
    return (joint_unit(members),)


def under_marking(unit: Unit, assignment: Assignment) -> Unit:
    """Return a unit with the rules in force where an assignment is marked by pass or refer."""
    alone = unit.scheme.without_marks
    return unit.under(alone) if alone and assignment.marking is MarkingMode.PASS_OR_REFER else unit


def split_by_unit(result: AttemptResult) -> tuple[AttemptResult, ...]:
    """Return an attempt's result in each unit, by that unit's own criteria alone; one unit's result stays as it is."""
    if result.parts:
        return result.parts
    if not isinstance(result.unit, JointUnit):
        return (result,)
    parts = (
        _part(result, result.unit, member, own) for member, own in zip(result.unit.members, result.by_unit, strict=True)
    )
    others = [split_by_unit(other) for other in result.others]
    return tuple(
        replace(part, others=tuple(other[position] for other in others)) for position, part in enumerate(parts)
    )


def _part(result: AttemptResult, joint: JointUnit, member: Unit, own: UnitGrade) -> AttemptResult:
    marked, member = result.marked, member.under(result.scheme)
    keys = {entry.criterion.id: joint.key(entry.criterion.id) for entry in result.criteria}
    criterion_by_id = {criterion.id: criterion for criterion in member.criteria}
    criteria = tuple(
        replace(entry, criterion=criterion_by_id[keys[entry.criterion.id].id])
        for entry in result.criteria
        if keys[entry.criterion.id].unit == member.reference
    )

    def member_texts(texts: Mapping[str, str]) -> dict[str, str]:
        text_by_key = {joint.key(label): text for label, text in texts.items()}
        return {key.id: text for key, text in text_by_key.items() if key.unit == member.reference}

    return AttemptResult(
        unit=member,
        marked=replace(
            marked,
            unit=member.reference,
            criteria={
                keys[label].id: recorded
                for label, recorded in marked.criteria.items()
                if keys[label].unit == member.reference
            },
            section_comments=member_texts(marked.section_comments),
            verification=member_texts(marked.verification),
        ),
        criteria=criteria,
        outcome=outcome_of(member.scheme, own.grade),
        grade=own.grade,
        total=sum((entry.recorded.mark or Fraction(0) for entry in criteria), Fraction(0))
        if member.scheme.numbered
        else None,
        maximum=member.marks if member.scheme.numbered else None,
        capped_from=own.reached if own.reached != own.grade else "",
        by_unit=(own,),
        sheet_grade=result.grade,
    )


def merge_results(
    joint: JointUnit, learner: str, attempt: int, results: Sequence[Sequence[AttemptResult]], policies: Policies
) -> AttemptResult:
    """Return one result for the separate sheets of an attempt; its `parts` are the units' results at that attempt.

    `results` are each unit's, in the order of the joint unit's members. A unit that is not marked in this attempt keeps
    its latest result, unless that is a referral: then nothing but what carries over is marked yet.
    """
    parts = [
        _result_at(member, learner, attempt, unit_results, policies)
        for member, unit_results in zip(joint.members, results, strict=True)
    ]
    criteria: list[CriterionResult] = []
    for part in parts:
        earlier = part.attempt if part.attempt < attempt else None
        for entry in part.criteria:
            label = joint.label(CriterionKey(part.unit.reference, entry.criterion.id))
            labelled = entry.criterion.model_copy(update={"id": label})
            stays = entry.met or part.outcome is Outcome.PASS
            source = entry.carried_from or (earlier if stays else None)
            criteria.append(replace(entry, criterion=labelled, carried_from=source))
    current = [part.marked for part in parts if part.attempt == attempt and part.marked.criteria]
    marked = current or [part.marked for part in parts]
    return AttemptResult(
        unit=joint,
        marked=MarkedAttempt(
            learner=learner,
            unit=joint.reference,
            attempt=attempt,
            criteria={entry.criterion.id: entry.recorded for entry in criteria},
            section_comments=_labelled(joint, parts, "section_comments"),
            verification=_labelled(joint, parts, "verification"),
            overall_comment="\n\n".join(
                dict.fromkeys(entry.overall_comment for entry in marked if entry.overall_comment)
            ),
            assessed_on=max((entry.assessed_on for entry in marked if entry.assessed_on), default=None),
        ),
        criteria=tuple(criteria),
        outcome=_outcome_together(parts),
        grade=_grade_together(parts),
        total=None,
        maximum=None,
        parts=tuple(parts),
        by_unit=tuple(grade for part in parts for grade in part.by_unit),
    )


def _result_at(
    unit: Unit, learner: str, attempt: int, results: Sequence[AttemptResult], policies: Policies
) -> AttemptResult:
    """Return the result, at an attempt, of a unit with a sheet of its own."""
    earlier = [entry for entry in results if entry.attempt <= attempt]
    latest = earlier[-1] if earlier else None
    if latest and (latest.attempt == attempt or latest.outcome is not Outcome.REFERRAL):
        return latest
    untouched = MarkedAttempt(learner, unit.reference, attempt, {})
    rule = rule_in_force(unit.scheme, policies, attempt)
    return assess(unit, untouched, previous=latest if rule.carries_over else None, rule=rule)


def _outcome_together(parts: Sequence[AttemptResult]) -> Outcome:
    """Return what several units come to: incomplete while one is, a referral where one is, else a pass."""
    outcomes = {part.outcome for part in parts}
    return next(outcome for outcome in (Outcome.INCOMPLETE, Outcome.REFERRAL, Outcome.PASS) if outcome in outcomes)


def _grade_together(parts: Sequence[AttemptResult]) -> str:
    """Return the lowest grade of several units; empty while one has none, or where they have other schemes."""
    schemes = {part.scheme.id for part in parts}
    return (
        lower_grade(parts[0].scheme, *(part.grade for part in parts))
        if (len(schemes) == 1 and all(part.grade for part in parts))
        else ""
    )


def _labelled(joint: JointUnit, results: Sequence[AttemptResult], name: str) -> dict[str, str]:
    return {
        joint.label(CriterionKey(result.unit.reference, id_)): text
        for result in results
        for id_, text in getattr(result.marked, name).items()
    }
