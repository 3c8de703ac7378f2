"""The dates of an employer's learners, from where they stand."""

from __future__ import annotations

import datetime

from markpack.assessment.deadlines import Deadline, deadline
from markpack.assessment.outcome import AttemptResult
from markpack.documents.catalogue.due_dates import DueDate, DueLearner
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.deadline import Due
from markpack.model.learner import Learner
from markpack.model.outcome import Outcome

_ORDER = list(Due)


def due_dates(cohort: PackInputs) -> tuple[DueDate, ...]:
    """Return what is due from active learners, or owed to them, by date; what has no date comes last.

    Registrations are those of learners who have not achieved the qualification.
    """
    found: dict[tuple[Due, datetime.date | None, str, str], list[DueLearner]] = {}

    def add(due: Deadline | None, learner: Learner, unit: str = "", title: str = "") -> None:
        if due is not None:
            known = DueLearner(learner.registration, learner.name_in_lists)
            found.setdefault((due.what, due.on, unit, title), []).append(known)

    for learner in cohort.active:
        for whole in cohort.settings:
            for sheet in cohort.setting_of(whole, learner.registration).sheets:
                add(deadline_of(cohort, learner, sheet), learner, sheet.unit.reference, sheet.unit.title)
        end = learner.must_complete_by(cohort.settings[0].qualification.duration_years)
        if end and not cohort.progress(learner).achieved:
            add(Deadline(Due.REGISTRATION, end), learner)
    entries = (DueDate(*key, tuple(learners)) for key, learners in found.items())
    return tuple(sorted(entries, key=_place))


def deadline_of(cohort: PackInputs, learner: Learner, sheet: AssignmentContext) -> Deadline | None:
    """Return what is due from a learner on a sheet, by the setting that they have; None for who is not active.

    What is due in another pack, because the learner goes on there, stands in that one's list.
    """
    if not learner.is_active:
        return None
    standings = cohort.standings(learner.registration, sheet.unit)
    last, goes_on_in = standings[-1].result, cohort
    if last and last.outcome is Outcome.INCOMPLETE:  # it is completed where it was begun
        goes_on_in = cohort.pack_of(last)
    elif last or standings[-1].attempt > 1:
        goes_on_in = cohort.continues_in(learner.registration, sheet.references)
    if goes_on_in is not cohort:
        return None

    def feedback_by(result: AttemptResult) -> datetime.date | None:
        receipt = cohort.receipt(sheet, learner, result)
        return receipt.feedback_by if receipt else None

    return deadline(standings, sheet.assignment, sheet.resubmission_date, feedback_by)


def _place(entry: DueDate) -> tuple[datetime.date, int, str]:
    return entry.on or datetime.date.max, _ORDER.index(entry.what), entry.unit
