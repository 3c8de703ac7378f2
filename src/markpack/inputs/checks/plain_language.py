"""Rules of briefs in plain language: whoever is to have one gets one, and it keeps to the tasks that there are."""

from __future__ import annotations

from markpack.errors import Scope
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.instrument import check_task_names
from markpack.inputs.problems import listing, quote
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Assignment, PlainLanguage
from markpack.model.instrument import Instrument


def check_plain_language(checks: CheckContext) -> None:
    """Note texts in plain language for tasks that there are not, and learners for whom there is no text at all."""
    context = checks.context
    supplied = {
        reference: context.part(addition.plain_language, "units", reference, "plain_language").within(
            Scope.ASSIGNMENT, assignment=reference
        )
        for reference, addition in context.record.units.items()
        if addition.plain_language
    }
    for reference, texts in supplied.items():
        if instruments := instruments_for(checks, reference):
            check_task_names(texts, reference, instruments)
    if context.is_valid_at("units"):
        for assignment in checks.assignments:
            for reference in assignment.record.references if assignment.is_valid_at() else ():
                if reference in supplied:
                    _check_use(checks, assignment.record, reference, supplied[reference])
        references = [unit for assignment in context.record.assignments for unit in assignment.references]
        _check_learners(checks, [reference for reference in references if reference not in supplied])


def instruments_for(checks: CheckContext, reference: str) -> list[Instrument]:
    """Return all that a unit's learners may be asked; nothing where the unit's template is not sound."""
    unit = checks.templates.units.get(reference)
    if unit is None or not unit.is_valid_at("assignment", "tasks"):
        return []
    of_centre = [
        assignment.instrument
        for assignment in checks.context.record.assignments
        if assignment.instrument and reference in assignment.references
    ]
    return [unit.record.assignment, *unit.record.methods.values(), *of_centre]


def _check_use(checks: CheckContext, assignment: Assignment, reference: str, texts: Sourced[PlainLanguage]) -> None:
    """Warn of texts that learners do not get, because they are for another method or for its tasks."""
    unit, method, meant_for = checks.templates.units.get(reference), assignment.method, texts.record.method
    instrument = assignment.instrument or (unit.record.instrument(method) if unit else None)
    if instrument is None:
        return
    if meant_for and not texts.record.is_for(method):
        texts.problems.warn(
            texts.place("method"),
            f"The texts in plain language for {reference} are for the method {quote(meant_for.value)}, and what "
            f"is set is the method {quote(method.value)}: learners get its ordinary text.",
            f"Rewrite them for the {method.value}, or take the line out if they suit it too.",
        )
        return
    ids = [task.id for task in instrument.tasks]
    others = {task.id for other in instruments_for(checks, reference) for task in other.tasks}.difference(ids)
    for task in texts.record.tasks:
        if task in others:
            texts.problems.warn(
                texts.key_place("tasks", task),
                f"The text in plain language for task {quote(task)} of {reference} is not used, because the "
                f"{method.value} that is set has no such task.",
                f"Its tasks are {listing(ids)}.",
            )


def _check_learners(checks: CheckContext, units_without: list[str]) -> None:
    """Warn of learners who are to have plain language, where units are `units_without` it."""
    for learner in checks.register.learners:
        place = checks.register.adjusted.get(learner.registration)
        if place and units_without and learner.adjustments.plain_language:
            checks.context.problems.warn(
                place,
                f"Learner {learner.registration} is to have briefs in plain language, and there is no such text for "
                f"{listing(units_without)}.",
                f"Add plain_language below units, {units_without[0]} in {checks.context.document.file}; until then the "
                "learner gets the ordinary text.",
            )
