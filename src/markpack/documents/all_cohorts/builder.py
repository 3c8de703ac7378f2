"""How an employer's cohorts come side by side: each one's results, a row for each learner and cohort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from markpack.documents.all_cohorts.view import (
    TITLE,
    AllCohorts,
    CohortEntry,
    LearnerEntry,
    StepCount,
    StepEntry,
)
from markpack.documents.brief.view import Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.catalogue.to_do_builder import build_to_do
from markpack.documents.results.builder import build_results
from markpack.documents.results.view import Results
from markpack.documents.shared.document import Properties
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.documents.shared.spelling import day, series
from markpack.model.deadline import Step
from markpack.model.forms.identity import FileIdentity
from markpack.model.pack_folders import ALL, cohort_of

WITHOUT_COHORT = "No cohort"

Person = tuple[str, str]
"""A pack's name, and a learner's registration there."""


def build_all_cohorts(packs: Sequence[PackInputs], stopped: Sequence[str] = ()) -> AllCohorts:
    """Return where the learners of an employer's packs stand; `stopped` are the names of those of which none is known.

    Packs come in the order in which they begin. Learners who are in two of them have a row in each.
    """
    packs = sorted(packs, key=lambda pack: pack.begins)
    first = packs[0].settings[0]
    results = [(pack, build_results(pack)) for pack in packs]
    people = _people(packs)
    packs_of: dict[Person, list[PackInputs]] = defaultdict(list)
    for pack, found in results:
        for learner in (*found.learners, *found.not_active):
            packs_of[people[pack.name, learner.registration]].append(pack)
    learners = tuple(
        LearnerEntry(
            cohort=_title(pack),
            href=_href(pack.name),
            result=learner,
            units={unit.unit: unit for unit in learner.units},
            also_in=series(
                _title(other) for other in packs_of[people[pack.name, learner.registration]] if other is not pack
            ),
        )
        for pack, found in results
        for learner in (*found.learners, *found.not_active)
    )
    employer = first.context.employer.name
    return AllCohorts(
        employer=employer,
        branding=first.branding,
        cohorts=(
            *(_cohort(pack, found) for pack, found in results),
            *(CohortEntry(cohort_of(name) or WITHOUT_COHORT, "", is_stopped=True) for name in stopped),
        ),
        units=tuple({unit.reference: unit for _, found in results for unit in found.units}.values()),
        learners=learners,
        facts=(
            Fact("Cohorts", str(len(packs) + len(stopped))),
            Fact("Learners", str(len(packs_of))),
            Fact("Qualification achieved", str(len(_achieved(results, people)))),
        ),
        properties=Properties(
            title=f"{TITLE}: {employer}",
            subject=first.qualification.title,
            author=first.centre.name,
            date=min(setting.assignment.set_on for pack in packs for setting in pack.settings),
            identity=FileIdentity(Kind.RESULTS.folder, first.employer_folder, ALL),
        ),
        to_do=_to_do(packs),
    )


def _to_do(packs: Sequence[PackInputs]) -> tuple[StepEntry, ...]:
    """Return what is to be done next in each cohort, step by step."""
    lists = [(pack, build_to_do(pack)) for pack in packs]

    def counts(step: Step) -> Iterator[StepCount]:
        for pack, entries in lists:
            found = [entry for entry in entries if entry.what is step]
            dates = [entry.on for entry in found if entry.on]
            if found:
                count = sum(len(entry.learners) or 1 for entry in found)
                yield StepCount(_title(pack), f"{_href(pack.name)}#to-do", count, day(min(dates)) if dates else "")

    steps = (StepEntry(step.label, step.by, tuple(counts(step))) for step in Step)
    return tuple(step for step in steps if step.cohorts)


def _people(packs: Sequence[PackInputs]) -> dict[Person, Person]:
    """Return where each learner comes first, by pack and registration: one person may have another number in each."""
    people: dict[Person, Person] = {}
    for position, pack in enumerate(packs):
        for learner in pack.learners:
            own = pack.name, learner.registration
            earlier = ((other, pack.learner_in(other, learner.registration)) for other in packs[:position])
            people[own] = next((people[other.name, known.registration] for other, known in earlier if known), own)
    return people


def _achieved(results: Sequence[tuple[PackInputs, Results]], people: Mapping[Person, Person]) -> set[Person]:
    return {
        people[pack.name, learner.registration]
        for pack, found in results
        for learner in (*found.learners, *found.not_active)
        if learner.achieved
    }


def _cohort(pack: PackInputs, results: Results) -> CohortEntry:
    begins, _ = pack.begins
    return CohortEntry(_title(pack), _href(pack.name), results.qualification, day(begins), results.summary)


def _title(pack: PackInputs) -> str:
    return pack.settings[0].cohort or WITHOUT_COHORT


def _href(pack: str) -> str:
    """Return where a pack's index page is, relative to that of all cohorts."""
    cohort = cohort_of(pack)
    return f"../{cohort}/index.html" if cohort else "../index.html"
