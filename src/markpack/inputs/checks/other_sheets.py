"""One unit, one kind of sheet: attempts count over all cohorts, and so have to be at the same units in each."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.assessment.cohort import assess_cohort
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import sheet_units
from markpack.assessment.weighting import differing_marks
from markpack.errors import Scope
from markpack.inputs.problems import Problems
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.pack_folders import inputs_folder


def check_other_sheets(cohort: MarkingContext, marked: Iterable[MarkedAttempt], problems: Problems) -> None:
    """Note learners whom another cohort has marked in a unit on a sheet of other units than the one that is set here.

    They are held where they are marked on both. Who has not passed there is warned of: they cannot go on here.
    """
    here = {(attempt.learner, attempt.unit) for attempt in marked}
    set_here = [name for name in cohort.sheets if cohort.assignment(name)]
    results = assess_cohort((), {}, (), cohort.policies, elsewhere=cohort.elsewhere)
    for other, by_learner in results.items():
        units = set(other.split(SEPARATOR))
        sheets = [name for name in set_here if name != other and not units.isdisjoint(name.split(SEPARATOR))]
        for number, attempts in by_learner.items():
            if other in set_here:
                _note_other_marks(attempts[-1], cohort, problems, is_marked_here=(number, other) in here)
            learner, there = cohort.register.learner(number), inputs_folder(attempts[-1].marked.pack)
            for sheet in sheets if learner else ():
                of_learner = problems.within(Scope.LEARNER, learners=[number], assignment=sheet)
                place, who = cohort.register.places[number], cohort.register.person(number)
                if (number, sheet) in here:
                    of_learner.error(
                        place,
                        f"{who} is marked at {sheet} here, and at {other} in {there}: sheets of other units.",
                        "Set these units with the same units and marking in both, and mark the next attempt on that "
                        "sheet; or take the marks of one of the two away.",
                    )
                elif learner and learner.is_active and attempts[-1].outcome is not Outcome.PASS:
                    of_learner.warn(
                        place,
                        f"{who} cannot go on at {sheet} here, because {there} marked {other}: a sheet of other units.",
                        "Set these units here with the same units and marking, or let the learner go on there.",
                    )


def _note_other_marks(
    result: AttemptResult, cohort: MarkingContext, problems: Problems, *, is_marked_here: bool
) -> None:
    """Note a learner who goes on here on a sheet on which marks are shared out otherwise than where they began.

    What they have met there would count out of other marks here.
    """
    sheet, number = result.unit.reference, result.marked.learner
    assignment, learner = cohort.assignment(sheet), cohort.register.learner(number)
    goes_on = is_marked_here or (learner and learner.is_active and result.outcome is not Outcome.PASS)
    if learner is None or assignment is None or not (assignment.is_weighted and goes_on):
        return
    units = {
        member.reference: cohort.versions.get(member.reference, {})
        .get(member.version_name, cohort.units[member.reference])
        .record
        for member in result.unit.members
    }
    if different := differing_marks(result.unit, *sheet_units(assignment, units)):
        there, here = different
        problems.within(Scope.LEARNER, learners=[number], assignment=sheet).error(
            cohort.register.places[number],
            f"{cohort.register.person(number)} began {sheet} in {inputs_folder(result.marked.pack)}, where marks are "
            f"shared out otherwise: AC {here.id} has {there.full_marks} marks there, and {here.full_marks} here.",
            "Give the assignment the weights and the weighting that it has there, if nobody has begun it here; or let "
            "the learner go on there.",
        )
