"""Rules of a qualification template that hold between it and the unit templates."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.inputs.checks.check_context import Templates
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import Reading
from markpack.inputs.records.text_placeholders import Vocabulary, check_placeholders
from markpack.model.qualification import Qualification


def check_qualification(
    reading: Reading[Qualification],
    templates: Templates,
    vocabularies: Sequence[Vocabulary],
    problems: Problems,
) -> None:
    """Note units without a template or in two groups, and credits that no learner could reach."""
    qualification, units = reading.record, templates.units
    reachable = 0
    all_known = reading.sound("groups")
    seen: dict[str, str] = {}
    for i, group in enumerate(qualification.groups):
        known = reading.sound("groups", i)
        for j, reference in enumerate(group.units):
            place = reading.place("groups", i, "units", j)
            if reference in seen:
                problems.error(
                    place,
                    f"The unit {reference} is in {quote(seen[reference])} already.",
                    "Keep each unit in one group.",
                )
            seen.setdefault(reference, group.name)
            if reference not in units:
                known = False
                if reference not in templates.unreadable and reading.sound("groups", i, "units", j):
                    problems.error(
                        place,
                        f"The unit {quote(reference)} has no template in templates/units.",
                        sentences(did_you_mean(reference, units), f"Templates there are {listing(sorted(units))}."),
                    )
        known = known and all(units[reference].sound("credits") for reference in group.units)
        total = sum(units[reference].record.credits for reference in group.units if reference in units)
        reachable += total
        all_known = all_known and known
        if known and total < group.minimum_credits:
            problems.error(
                reading.place("groups", i, "minimum_credits"),
                f"{quote(group.name)} needs {group.minimum_credits} credits, but its units have only {total}.",
                "Lower minimum_credits, or add units to the group.",
            )
    if all_known and reading.sound("credits") and reachable < qualification.credits:
        problems.error(
            reading.place("credits"),
            f"The qualification needs {qualification.credits} credits, but its units have only {reachable}.",
            "Lower credits, or add units to the groups.",
        )
    locations = [(name,) for name in Qualification.model_fields if name != "groups"]
    names = ("employer", "centre", "qualification")
    check_placeholders(reading.document, locations, vocabularies, problems, names=names)
