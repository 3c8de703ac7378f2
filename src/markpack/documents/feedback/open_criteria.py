"""The criteria that may be shown again after a result, each with what was said and what work that meets it shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from markpack.assessment.criteria import CriterionResult
from markpack.assessment.outcome import AttemptResult, ended_criteria
from markpack.documents.feedback.next_steps import following_attempts
from markpack.documents.feedback.view import Action
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.joint_unit import JointUnit
from markpack.model.outcome import Outcome
from markpack.model.scheme import Scheme


def open_criteria(
    setting: AssignmentContext, result: AttemptResult, dates: Mapping[str, datetime.date]
) -> tuple[Action, ...]:
    """Return what may be shown again, each with the date of the sheet on which it is.

    After a referral it is what is not met, or, where no single criterion is met or not, what has not all its marks;
    after a grade, what the attempt that may follow can still add to it.
    """
    following = following_attempts(setting, result)
    if result.outcome is Outcome.INCOMPLETE and not result.parts:
        return ()
    if result.outcome is Outcome.PASS and not following:
        return ()
    unit = setting.unit
    by_reference = {part.unit.reference: part.scheme for part in result.parts or (result,)}
    # While others are still marked, what is asked for is told of the units that are referred.
    told = {
        part.unit.reference
        for part in result.parts or (result,)
        if result.outcome is not Outcome.INCOMPLETE or part.outcome is Outcome.REFERRAL
    }
    rule_of_all = None if result.parts else following.get(unit.reference)
    ended = {entry.criterion.id for entry in (ended_criteria(result, rule_of_all) if rule_of_all else ())}

    def action(entry: CriterionResult) -> Iterable[Action]:
        criterion = entry.criterion
        reference = unit.key(criterion.id).unit if isinstance(unit, JointUnit) and result.parts else unit.reference
        scheme, rule = by_reference[reference], following.get(reference)
        if reference not in told or not (rule or scheme.has_criteria_to_meet):
            return
        if criterion.id in ended or not _is_open(entry, scheme) or (rule and not scheme.opens(rule, criterion.tier)):
            return
        required = criterion.descriptors.get(scheme.met_band, "") if scheme.has_criteria_to_meet else ""
        texts = (criterion.verb, criterion.text, required, entry.recorded.comment)
        by_when = setting.goes_on_in.handing_in.by(dates.get(reference)) if len(set(dates.values())) > 1 else ""
        yield Action(criterion.id, *texts, resubmit_by=dates.get(reference), by_when=by_when)

    return tuple(shown for entry in result.criteria for shown in action(entry))


def _is_open(entry: CriterionResult, scheme: Scheme) -> bool:
    """Say whether a criterion is not met, or, where none is met by itself, has not all its marks."""
    if scheme.has_criteria_to_meet:
        return entry.met is False
    return entry.judged and (entry.recorded.mark or 0) < entry.criterion.full_marks
