"""The results of a whole cohort: all attempts at each sheet, and each learner's progress in the qualification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.combination import QualificationResult, combine
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import sheet_units, split_by_unit
from markpack.assessment.standing import AttemptStanding, earned, expected
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.marks import MarkedAttempt
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit
from markpack.model.unit_versions import UnitVersions


@dataclass(frozen=True)
class AttemptElsewhere:
    """An attempt that was marked in another pack of the employer (its name is in `marked`), and the unit it is at."""

    marked: MarkedAttempt
    unit: Unit


CohortResults = Mapping[str, Mapping[str, Sequence[AttemptResult]]]
"""The results of all attempts, in order, by the reference of a sheet's unit and by the learner's registration."""


def assess_cohort(
    assignments: Iterable[Assignment],
    units: Mapping[str, Unit],
    attempts: Iterable[MarkedAttempt],
    policies: Policies,
    versions: UnitVersions = MappingProxyType({}),
    elsewhere: Sequence[AttemptElsewhere] = (),
) -> CohortResults:
    """Return everybody's results on every sheet (see `sheet_units`); a learner without marks on one is not in it.

    `units` are those that the assignments go by; attempts that say so are judged by others of the `versions`. Attempts
    `elsewhere` count with the others, each by its own unit, and on sheets that no assignment here has.
    """
    by_sheet: dict[str, dict[str, list[MarkedAttempt]]] = defaultdict(lambda: defaultdict(list))
    for attempt in attempts:
        by_sheet[attempt.unit][attempt.learner].append(attempt)
    judged_by = {key_elsewhere(entry.marked): entry.unit for entry in elsewhere}
    others: dict[tuple[str, str], list[AttemptElsewhere]] = defaultdict(list)
    for entry in elsewhere:
        others[entry.marked.unit, entry.marked.learner].append(entry)

    def assessed(unit: Unit, learner: str, own: Sequence[MarkedAttempt]) -> Sequence[AttemptResult]:
        marked = [*own, *(entry.marked for entry in others.pop((unit.reference, learner), ()))]
        return assess_attempts(unit, marked, policies, lambda attempt: judged_by.get(key_elsewhere(attempt)))

    results: dict[str, dict[str, Sequence[AttemptResult]]] = {
        unit.reference: {
            learner: assessed(_in_version(unit, assignment, units, own[0], versions), learner, own)
            for learner, own in by_sheet[unit.reference].items()
        }
        for assignment in assignments
        for unit in sheet_units(assignment, units)
    }
    for (sheet, learner), entries in list(others.items()):
        results.setdefault(sheet, {})[learner] = assessed(entries[0].unit, learner, ())
    return results


def key_elsewhere(marked: MarkedAttempt) -> tuple[str, str, str, int, int]:
    """Return what tells an attempt that was marked elsewhere from all others."""
    return marked.pack, marked.learner, marked.unit, marked.attempt, marked.revision


def units_in(chosen: Mapping[str, str], units: Mapping[str, Unit], versions: UnitVersions) -> Mapping[str, Unit]:
    """Return units by reference, those that are chosen in the versions named."""
    return {**units, **{reference: versions[reference][name] for reference, name in chosen.items()}}


def _in_version(
    unit: Unit, assignment: Assignment, units: Mapping[str, Unit], attempt: MarkedAttempt, versions: UnitVersions
) -> Unit:
    """Return what a sheet is for, in the version by which an attempt is judged."""
    if not attempt.versions:
        return unit
    sheets = sheet_units(assignment, units_in(attempt.versions, units, versions))
    return next(sheet for sheet in sheets if sheet.reference == unit.reference)


def results_by_unit(results: CohortResults) -> CohortResults:
    """Return everybody's results by unit reference, those on a sheet of several units split up."""
    in_units: dict[str, dict[str, list[AttemptResult]]] = defaultdict(lambda: defaultdict(list))
    for by_learner in results.values():
        for learner, attempts in by_learner.items():
            for result in attempts:
                for part in split_by_unit(result):
                    in_units[part.unit.reference][learner].append(part)
    return in_units


def qualification_result(
    qualification: Qualification, units: Mapping[str, Unit], standings: Mapping[str, Sequence[AttemptStanding]]
) -> QualificationResult:
    """Return where a learner is in a qualification; `standings` are those of their attempts, by unit.

    Only confirmed passes count, of several at a unit the best one; units with a provisional one are named beside. These
    have the credits and hours of the version by which they were judged; `units` are the others.
    """
    passes = {reference: entry for reference, entries in standings.items() if (entry := earned(entries))}
    provisional = {
        reference: entry
        for reference, entries in standings.items()
        if reference not in passes and (entry := expected(entries))
    }
    judged = {name: entry.result.unit for name, entry in (passes | provisional).items() if entry.result}
    grades, awaited = (
        {reference: entry.outcome for reference, entry in entries.items()} for entries in (passes, provisional)
    )
    units = {**units, **judged}
    return combine(qualification, units, grades.keys(), grades, awaited)
