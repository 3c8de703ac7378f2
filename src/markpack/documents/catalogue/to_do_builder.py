"""What is to be done next for an employer's learners, from where they stand."""

from __future__ import annotations

import datetime
from dataclasses import replace

from markpack.assessment.deadlines import Deadline, deadline
from markpack.assessment.next_steps import undated_steps
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.support import Support, induction_of, tutorials_of
from markpack.documents.catalogue.to_do import ToDo, ToDoLearner
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.documents.shared.spelling import sentence
from markpack.documents.shared.standing_texts import why_not_final
from markpack.model.deadline import Step
from markpack.model.hours import write_hours
from markpack.model.learner import Learner
from markpack.model.outcome import Outcome

_Key = tuple[Step, datetime.date | None, str, str, str]
"""A step, its date, the unit and its title, and a note."""
_ORDER = list(Step)


def build_to_do(cohort: PackInputs) -> tuple[ToDo, ...]:
    """Return what is to be done next, by date; what has no date comes last.

    It is about active learners, about marks of anybody's that cannot be relied on, and about assignments that are not
    approved. Registrations are those of learners who have not achieved the qualification.
    """
    found: dict[_Key, list[ToDoLearner]] = {}

    def add(step: Step, on: datetime.date | None, about: tuple[str, str], learner: ToDoLearner, note: str = "") -> None:
        found.setdefault((step, on, *about, note), []).append(learner)

    for learner in cohort.learners:
        known = ToDoLearner(learner.registration, learner.name_in_lists)
        for whole in cohort.settings:
            if hold := cohort.hold(learner.registration, whole.references):
                about = whole.unit.reference, whole.unit.title
                add(Step.FILES, None, about, replace(known, files=hold.files), hold.reason.value)
                continue
            for sheet in cohort.setting_of(whole, learner.registration).sheets if learner.is_active else ():
                about = sheet.unit.reference, sheet.unit.title
                entry = cohort.standings(learner.registration, sheet.unit)[-1]
                at_attempt = replace(known, attempt=entry.attempt)
                if due := deadline_of(cohort, learner, sheet):
                    add(due.what, due.on, about, at_attempt)
                if entry.result is not None and cohort.is_here(entry.result):
                    for step in undated_steps(entry):
                        why = why_not_final(entry) if step is Step.DECLARATION else ""
                        add(step, None, about, at_attempt, sentence(why))
        for noun, support in _support(learner, cohort) if learner.is_active else ():
            if support.hours is not None and not support.is_enough:
                hours = f"{write_hours(support.hours)} of {support.minimum} hours of {noun}"
                add(Step.SUPPORT, None, ("", ""), known, hours)
        end = learner.must_complete_by(cohort.settings[0].qualification.duration_years)
        if learner.is_active and end and not cohort.progress(learner).achieved:
            add(Step.REGISTRATION, end, ("", ""), known)
    drafts = tuple(
        ToDo(Step.APPROVAL, None, entry.unit.reference, entry.unit.title, (), entry.approval.objection)
        for entry in cohort.settings
        if entry.approval.is_draft
    )
    entries = (
        ToDo(step, on, unit, title, tuple(learners), note) for (step, on, unit, title, note), learners in found.items()
    )
    return tuple(sorted((*entries, *drafts), key=_place))


def _support(learner: Learner, cohort: PackInputs) -> tuple[tuple[str, Support], ...]:
    qualification = cohort.settings[0].qualification
    return ("induction", induction_of(learner, qualification)), ("tutorials", tutorials_of(learner, qualification))


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


def _place(entry: ToDo) -> tuple[datetime.date, int, str]:
    return entry.on or datetime.date.max, _ORDER.index(entry.what), entry.unit
