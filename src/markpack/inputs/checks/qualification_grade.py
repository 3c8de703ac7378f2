"""Rules of a qualification's grade: that every grade of its units counts, and that each step can be reached."""

from __future__ import annotations

from itertools import pairwise

from markpack.assessment.combination import size_of
from markpack.inputs.checks.check_context import Templates
from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.model.qualification import Qualification, QualificationGrade
from markpack.model.unit import Unit


def check_qualification_grade(qualification: Sourced[Qualification], templates: Templates) -> None:
    """Note grades of units without points, units without a size, and steps that are out of order or out of reach."""
    rules = qualification.record.grade
    if rules is None or not qualification.is_valid_at("grade"):
        return
    known = [templates.units.get(reference) for reference in qualification.record.units]
    units = [unit.record for unit in known if unit]
    _check_steps(qualification, rules)
    _check_points(qualification, rules, units, are_all=len(units) == len(known))
    sizes = [size_of(unit, rules) for unit in units]
    for unit, size in zip(units, sizes, strict=True):
        if size is None:
            qualification.problems.error(
                qualification.place("grade", "times"),
                f"The points of {unit.reference} are to be multiplied with its {rules.times.value}, and it has none.",
                f"Give the unit {rules.times.value}, or write times: one.",
            )
    highest = max(rules.points.values())
    if len(units) == len(known) and None not in sizes and qualification.is_valid_at("groups"):
        most = sum(highest * (size or 0) for size in sizes)
        for code, least in rules.steps.items():
            if least > most:
                qualification.problems.error(
                    qualification.place("grade", "steps", code),
                    f"The grade {quote(code)} begins at {least} points, and all units together give at most {most}.",
                    "Lower it, or raise the points.",
                )


def _check_steps(qualification: Sourced[Qualification], rules: QualificationGrade) -> None:
    for (lower, least), (code, more) in pairwise(rules.steps.items()):
        if more <= least:
            qualification.problems.error(
                qualification.place("grade", "steps", code),
                f"The grade {quote(code)} begins at {more} points, which is not above {quote(lower)} at {least}.",
                "List the grades from the lowest, each with more points than the one before.",
            )
    for code in rules.words.keys() - rules.steps.keys():
        qualification.problems.error(
            qualification.place("grade", "words", code),
            f"{quote(code)} is none of the qualification’s grades.",
            sentences(did_you_mean(code, rules.steps), f"The grades of steps are {listing(rules.steps)}."),
        )


def _check_points(
    qualification: Sourced[Qualification], rules: QualificationGrade, units: list[Unit], *, are_all: bool
) -> None:
    """Note grades of the units without points, and points for none of them, where all units are known."""
    earned = {code for unit in units for code in unit.scheme.codes}
    for unit in units:
        if missing := [code for code in unit.scheme.codes if code not in rules.points]:
            qualification.problems.error(
                qualification.place("grade", "points"),
                f"{unit.reference} can come to {listing(missing)}, and no points are given for that.",
                "Give the points of every grade that its scheme stores.",
            )
    for code in (code for code in rules.points if are_all and code not in earned):
        qualification.problems.error(
            qualification.place("grade", "points", code),
            f"{quote(code)} is no grade of any unit of the qualification.",
            sentences(did_you_mean(code, earned), f"Their grades are {listing(sorted(earned))}."),
        )
