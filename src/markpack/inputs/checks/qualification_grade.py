"""Rules of a qualification's grade: that every grade of its units counts, and that each step can be reached."""

from __future__ import annotations

from itertools import combinations, pairwise

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
    known = [_versions(templates, reference) for reference in qualification.record.units]
    units = [unit for versions in known for unit in versions]
    _check_steps(qualification, rules)
    _check_points(qualification, rules, units, are_all=all(known))
    for unit in units:
        if size_of(unit, rules) is None:
            qualification.problems.error(
                qualification.place("grade", "times"),
                f"The points of {_name(unit, units)} are to be multiplied by its {rules.times.value}, and it has none.",
                f"Give the unit {rules.times.value}, or write times: one.",
            )
    is_sized = all(size_of(unit, rules) is not None for unit in units)
    if all(known) and is_sized and qualification.is_valid_at("groups"):
        most = sum(max(_most(unit, rules) for unit in versions) for versions in known)
        for code, least in rules.steps.items():
            if least > most:
                qualification.problems.error(
                    qualification.place("grade", "steps", code),
                    f"The grade {quote(code)} begins at {least}, and all units together give at most {most} points.",
                    "Lower it, or raise the points.",
                )


def _versions(templates: Templates, reference: str) -> list[Unit]:
    """Return all versions of a unit, by any of which learners are judged; none while the present one is not known."""
    present = templates.units.get(reference)
    versions = templates.versions.get(reference, {"": present}) if present else {}
    return [unit.record for unit in versions.values()]


def _codes(unit: Unit) -> dict[str, None]:
    """Return the codes of the grades above the floor that a unit can earn, without marks as well."""
    alone = unit.scheme.without_marks
    return dict.fromkeys((*unit.scheme.codes, *(alone.codes if alone else ())))


def _most(unit: Unit, rules: QualificationGrade) -> int:
    """Return the most points that a unit can give."""
    return max(rules.points.get(code, 0) for code in _codes(unit)) * (size_of(unit, rules) or 0)


def _name(unit: Unit, units: list[Unit]) -> str:
    """Return what to call a unit: with its version where there are several."""
    several = sum(other.reference == unit.reference for other in units) > 1
    return f"version {unit.version_name} of {unit.reference}" if several else unit.reference


def _check_steps(qualification: Sourced[Qualification], rules: QualificationGrade) -> None:
    for (lower, least), (code, more) in pairwise(rules.steps.items()):
        if more <= least:
            qualification.problems.error(
                qualification.place("grade", "steps", code),
                f"The grade {quote(code)} begins at {more}, which is not above {quote(lower)} at {least}.",
                "List the grades from the lowest, each with more points than the one before.",
            )
    for one, other in combinations(rules.steps, 2):
        if rules.word(one).casefold() == rules.word(other).casefold():
            qualification.problems.error(
                qualification.place("grade", "words" if rules.words else "steps"),
                f"The grades {quote(one)} and {quote(other)} have the same word, {quote(rules.word(other))}.",
                "Give each its own word. Capital and small letters count as the same.",
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
    earned = {code for unit in units for code in _codes(unit)}
    for unit in units:
        if missing := [code for code in _codes(unit) if code not in rules.points]:
            name = _name(unit, units)
            qualification.problems.error(
                qualification.place("grade", "points"),
                f"{name[:1].upper()}{name[1:]} can come to {listing(missing)}, and no points are given for that.",
                "Give the points of every grade that its scheme stores.",
            )
    for code in (code for code in rules.points if are_all and code not in earned):
        qualification.problems.error(
            qualification.place("grade", "points", code),
            f"{quote(code)} is not a grade of any unit of the qualification.",
            sentences(did_you_mean(code, earned), f"Their grades are {listing(sorted(earned))}."),
        )
