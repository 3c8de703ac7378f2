"""Rules of briefs in plain language: whoever is to have one gets one, and it keeps to the tasks that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.model.context import Assignment


def check_plain_language(checks: CheckContext) -> None:
    """Note texts in plain language for tasks that there are not, and learners for whom there is no text at all."""
    context = checks.context.record
    known: dict[str, list[str]] = {}
    for reference, addition in context.units.items():
        unit, plain = checks.templates.units.get(reference), addition.plain_language
        if unit is None or plain is None or not unit.sound("assignment", "tasks"):
            continue
        instruments = [unit.record.assignment, *unit.record.methods.values()]
        instruments += [it.instrument for it in context.assignments if it.instrument and reference in it.references]
        ids = known[reference] = list(dict.fromkeys(task.id for it in instruments for task in it.tasks))
        for task in plain.tasks:
            if task not in ids:
                checks.problems.error(
                    checks.context.key_place("units", reference, "plain_language", "tasks", task),
                    f"“{task}” is not a task of unit {reference}.",
                    sentences(did_you_mean(task, ids), f"Its tasks are {listing(ids)}."),
                )
    if not checks.context.sound("units"):
        return
    for position, assignment in enumerate(context.assignments):
        if checks.context.sound("assignments", position):
            _check_use(checks, assignment, known)
    supplied = {name for name, addition in context.units.items() if addition.plain_language}
    lacking = [unit for it in context.assignments for unit in it.references if unit not in supplied]
    for learner in checks.register.learners:
        place = checks.register.adjusted.get(learner.registration)
        if place and lacking and learner.adjustments.plain_language:
            checks.problems.warn(
                place,
                f"Learner {learner.registration} is to have briefs in plain language, and there is no such text for "
                f"{listing(lacking)}.",
                f"Add plain_language below units, {lacking[0]} in {checks.context.document.file}; until then the "
                "learner gets the ordinary text.",
            )


def _check_use(checks: CheckContext, assignment: Assignment, known: Mapping[str, Sequence[str]]) -> None:
    """Warn of texts that learners do not get, because they are for another method or for its tasks.

    `known` are the tasks that each unit has by any method; what is none of them is reported by itself.
    """
    method = assignment.method
    for reference in assignment.references:
        addition, unit = checks.context.record.units.get(reference), checks.templates.units.get(reference)
        plain = addition.plain_language if addition else None
        asked = assignment.instrument or (unit.record.instrument(method) if unit else None)
        if plain is None or asked is None:
            continue
        here: Location = ("units", reference, "plain_language")
        if plain.method and not plain.is_for(method):
            checks.problems.warn(
                checks.context.place(*here, "method"),
                f"The texts in plain language for {reference} are for the method {quote(plain.method.value)}, and what "
                f"is set is the method {quote(method.value)}: learners get its ordinary text.",
                f"Rewrite them for the {method.value}, or take the line out if they suit it too.",
            )
            continue
        ids = [task.id for task in asked.tasks]
        for task in plain.tasks:
            if task not in ids and task in known.get(reference, ()):
                checks.problems.warn(
                    checks.context.key_place(*here, "tasks", task),
                    f"The text in plain language for task {quote(task)} of {reference} is not used, because the "
                    f"{method.value} that is set has no such task.",
                    f"Its tasks are {listing(ids)}.",
                )
