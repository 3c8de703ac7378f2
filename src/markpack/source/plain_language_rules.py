"""Rules of briefs in plain language: whoever is to have one gets one, and it keeps to the tasks that there are."""

from __future__ import annotations

from markpack.model.context import Context
from markpack.source.assignment_rules import Templates
from markpack.source.findings import Findings, did_you_mean, listing, sentences
from markpack.source.records import Reading
from markpack.source.register import Register


def check_plain_language(
    reading: Reading[Context], templates: Templates, register: Register, findings: Findings
) -> None:
    """Note texts in plain language for tasks that there are not, and learners for whom there is no text at all."""
    context = reading.record
    for reference, addition in context.units.items():
        unit, plain = templates.units.get(reference), addition.plain_language
        if unit is None or plain is None or not unit.sound("assignment", "tasks"):
            continue
        instruments = [unit.record.assignment, *unit.record.methods.values()]
        instruments += [it.instrument for it in context.assignments if it.instrument and reference in it.references]
        ids = list(dict.fromkeys(task.id for instrument in instruments for task in instrument.tasks))
        for task in plain.tasks:
            if task not in ids:
                findings.error(
                    reading.key_place("units", reference, "plain_language", "tasks", task),
                    f"“{task}” is not a task of unit {reference}.",
                    sentences(did_you_mean(task, ids), f"Its tasks are {listing(ids)}."),
                )
    if not reading.sound("units"):
        return
    supplied = {name for name, addition in context.units.items() if addition.plain_language}
    lacking = [unit for it in context.assignments for unit in it.references if unit not in supplied]
    for learner in register.learners:
        place = register.adjusted.get(learner.registration)
        if place and lacking and learner.adjustments.plain_language:
            findings.warn(
                place,
                f"Learner {learner.registration} is to have briefs in plain language, and there is no such text for "
                f"{listing(lacking)}.",
                f"Add plain_language below units, {lacking[0]} in {reading.document.file}; until then the learner "
                "gets the ordinary text.",
            )
