"""Rules of a qualification template that hold between it and the unit templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from markpack.inputs.checks.check_context import Templates
from markpack.inputs.checks.qualification_grade import check_qualification_grade
from markpack.inputs.problems import did_you_mean, listing, quote, repeated, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import check_placeholders
from markpack.model.context import Context
from markpack.model.qualification import Qualification, UnitGroup
from markpack.model.unit import Unit


def check_qualification(
    qualification: Sourced[Qualification], templates: Templates, employers: Sequence[Sourced[Context]]
) -> None:
    """Note units without a template or in two groups, and credits that no learner could reach."""
    groups = qualification.parts(qualification.record.groups, "groups")
    _check_references(groups, templates)
    reachable = [_credits(group, templates.units) for group in groups]
    for group, credits_ in zip(groups, reachable, strict=True):
        needed = group.record.minimum_credits
        if credits_ is not None and needed is not None and credits_ < needed:
            qualification.problems.error(
                group.place("minimum_credits"),
                f"{quote(group.record.name)} needs {needed} credits, but its units have only {credits_}.",
                "Lower minimum_credits, or add units to the group.",
            )
    _check_credits(qualification, reachable)
    check_qualification_grade(qualification, templates)
    locations = [(name,) for name in Qualification.model_fields if name not in ("groups", "grade")]
    check_placeholders(qualification, locations, employers, names=("employer", "centre", "qualification"))


def _check_references(groups: Sequence[Sourced[UnitGroup]], templates: Templates) -> None:
    entries = [
        (reference, group.place("units", position), group.is_valid_at("units", position), group)
        for group in groups
        for position, reference in enumerate(group.record.units)
    ]
    for (reference, place, _, group), (*_, first) in repeated(entries, key=itemgetter(0)):
        group.problems.error(
            place, f"The unit {reference} is in {quote(first.record.name)} already.", "Keep each unit in one group."
        )
    units = templates.units
    for reference, place, sound, group in entries:
        if sound and reference not in units and reference not in templates.unreadable:
            group.problems.error(
                place,
                f"The unit {quote(reference)} has no template in templates/units.",
                sentences(did_you_mean(reference, units), f"Templates there are {listing(sorted(units))}."),
            )


def _credits(group: Sourced[UnitGroup], templates: Mapping[str, Sourced[Unit]]) -> int | None:
    """Return the credits of all units in a group; None where one is not known."""
    units = [templates.get(reference) for reference in group.record.units]
    if not group.is_valid_at() or not all(unit and unit.is_valid_at("credits") for unit in units):
        return None
    return sum(unit.record.credits or 0 for unit in units if unit)


def _check_credits(qualification: Sourced[Qualification], reachable: Sequence[int | None]) -> None:
    known = [credits_ for credits_ in reachable if credits_ is not None]
    needed = qualification.record.credits
    certain = (
        len(known) == len(reachable) and qualification.is_valid_at("groups") and qualification.is_valid_at("credits")
    )
    if certain and needed is not None and sum(known) < needed:
        qualification.problems.error(
            qualification.place("credits"),
            f"The qualification needs {needed} credits, but its units have only {sum(known)}.",
            "Lower credits, or add units to the groups.",
        )
