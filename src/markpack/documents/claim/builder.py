"""How a claim comes about: from the units that are passed for good, and nothing else."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import AttemptStanding, counting, earned, expected
from markpack.documents.claim.view import TITLE, Claim, Claimant, ClaimedUnit, ClosedUnit, OpenUnit, closing_words
from markpack.documents.results.builder import build_results
from markpack.documents.results.view import STOPPED, LearnerResult, UnitStatus
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.branding import plain_branding
from markpack.documents.shared.document import Properties
from markpack.documents.shared.outcome_texts import result_word
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.documents.shared.spelling import day, series
from markpack.documents.shared.standing_texts import why_not_final
from markpack.model.centre import Centre
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.forms.identity import FileIdentity
from markpack.model.learner import Learner
from markpack.model.unit import Unit, Wording
from markpack.model.unit_versions import version_text

ClaimedPeople = Mapping[tuple[str, str], Learner]
"""The rows of registers that close a claim, by qualification and registration number in small letters."""


def claimed_people(learners: Iterable[tuple[str, Learner]]) -> ClaimedPeople:
    """Return the rows that close a claim, among those of learners with the qualification that each takes."""
    return {
        (qualification, learner.registration.casefold()): learner
        for qualification, learner in learners
        if _is_closed(learner)
    }


def build_claim(
    cohorts: Sequence[PackInputs],
    centre: Centre,
    *,
    left_out: Sequence[str],
    is_whole: bool,
    closing: ClaimedPeople,
) -> Claim:
    """Return who can be claimed for at one or more employers; `is_whole` if they are all that the centre has.

    `left_out` are the folders of employers of whom nothing is known because of problems. A unit that a learner has
    passed at two employers is claimed once. `closing` has whom any register of the centre says was claimed for.
    """
    units: list[ClaimedUnit] = []
    closed_units: list[ClosedUnit] = []
    open_units: list[OpenUnit] = []
    names = [cohort.settings[0].group_name for cohort in cohorts]
    packs = {cohort.name for cohort in cohorts}
    for cohort in cohorts:
        results = build_results(cohort)
        by_number = {entry.registration: entry for entry in (*results.learners, *results.not_active)}
        for learner in cohort.learners:
            closed_by = learner if _is_closed(learner) else closing.get(_person(cohort, learner))
            for entry in _of_learner(cohort, learner, by_number[learner.registration], packs):
                if isinstance(entry, OpenUnit):
                    open_units.append(_with_claim(entry, closed_by) if closed_by else entry)
                elif closed_by:
                    closed_units.append(_closed(entry, closed_by))
                else:
                    units.append(entry)
    units, twice = _once(units)
    dates = [date for entry in units for date in (entry.assessed_on, entry.iqa_on) if date]
    logo = next((cohort.settings[0].branding.centre_logo for cohort in cohorts), None)
    scope = series(dict.fromkeys(names)) if names and not is_whole else centre.name
    return Claim(
        scope=scope,
        units=tuple(units),
        closed_units=tuple(closed_units),
        open_units=(*open_units, *twice),
        notes=tuple(_notes(cohorts, units, left_out)),
        branding=plain_branding(centre.name, centre.number, logo),
        properties=Properties(
            title=f"{TITLE}: {scope}",
            subject="Units that can be claimed",
            author=centre.name,
            date=max(dates or [setting.assignment.set_on for cohort in cohorts for setting in cohort.settings]),
            identity=FileIdentity("claim", *_only_pack(cohorts)),
        ),
    )


def _only_pack(cohorts: Sequence[PackInputs]) -> tuple[str, str]:
    """Return the folders of the employer and cohort that all of a claim is of; nothing where it is of several."""
    first = cohorts[0].settings[0]
    return (first.employer_folder, first.cohort_folder) if len(cohorts) == 1 else ("", "")


def _is_closed(learner: Learner) -> bool:
    return bool(learner.claimed_on or learner.certificate_no)


def _person(cohort: PackInputs, learner: Learner) -> tuple[str, str]:
    """Return what a certificate is for: a qualification and a person."""
    return _qualification(cohort), learner.registration.casefold()


def _qualification(cohort: PackInputs) -> str:
    return cohort.settings[0].qualification.reference


def _closed(entry: ClaimedUnit, closed_by: Learner) -> ClosedUnit:
    """Return a unit whose claim a row of the register closes; what was decided after that day is to be checked."""
    claimed_on = closed_by.claimed_on
    later = [
        f"{what} on {day(date)}, after the claim"
        for what, date in (("assessed", entry.assessed_on), ("checked by IQA", entry.iqa_on))
        if date and claimed_on and date > claimed_on
    ]
    number = closed_by.certificate_no
    return ClosedUnit(entry.learner, entry.unit, entry.title, claimed_on, number, tuple(later))


def _with_claim(entry: OpenUnit, closed_by: Learner) -> OpenUnit:
    words = closing_words(closed_by.claimed_on, closed_by.certificate_no)
    return replace(entry, why=f"{entry.why}; the register says: {words}")


def _once(units: Sequence[ClaimedUnit]) -> tuple[list[ClaimedUnit], list[OpenUnit]]:
    """Return the units with each of a person's once, and those that are claimed at another employer already."""
    first: dict[tuple[str, str, str], ClaimedUnit] = {}
    twice: list[OpenUnit] = []
    for entry in units:
        learner = entry.learner
        other = first.setdefault((learner.qualification, learner.registration.casefold(), entry.unit), entry)
        if other is not entry:
            why = f"In this claim already, with {other.learner.employer_name}"
            twice.append(OpenUnit(learner, entry.unit, entry.title, "", why))
    return list(first.values()), twice


def _of_learner(
    cohort: PackInputs, learner: Learner, result: LearnerResult, packs: Container[str]
) -> Iterator[ClaimedUnit | OpenUnit]:
    """Yield what can, and what cannot, be claimed for a learner; `result` is what the results say of them.

    A unit that was marked in another of the `packs` that are claimed is left to that one, as is one that cannot be
    claimed to that in which the learner goes on.
    """
    first = cohort.settings[0]
    who = Claimant(
        first.folder,
        first.group_name,
        learner.registration,
        learner.first_name,
        learner.last_name,
        first.qualification.reference,
    )
    asks_for_uln = any(entry.uln for entry in cohort.learners)
    statuses = {status.unit: status for status in result.units}
    for setting in (cohort.setting_of(setting, learner.registration) for setting in cohort.settings):
        for unit in setting.unit.members:
            standings = cohort.standings(learner.registration, unit)
            why = _why_not(setting, unit, standings, statuses[unit.reference])
            standing = counting(standings)
            if standing.result is not None and not why and not cohort.is_here(standing.result):
                there = cohort.pack_of(standing.result)
                if there.name not in packs:
                    why = f"To be claimed with {there.settings[0].group_name}, where it was marked"
                    yield OpenUnit(who, unit.reference, unit.title, standing.standing.value, why)
            elif why or standing.result is None:
                there = cohort.continues_in(learner.registration, [unit.reference])
                if there is not cohort and there.name in packs and _qualification(there) == _qualification(cohort):
                    continue
                yield OpenUnit(who, unit.reference, unit.title, standing.standing.value, _with_status(why, result))
            else:
                grade, passed = standing.outcome, standing.result
                yield _claimed(setting, who, learner, passed, grade, result, asks_for_uln=asks_for_uln)
    for name in cohort.stopped:
        for reference in name.split(SEPARATOR):
            title = cohort.units[reference].title if reference in cohort.units else ""
            yield OpenUnit(who, reference, title, "", STOPPED)


def _why_not(setting: AssignmentContext, unit: Unit, standings: Sequence[AttemptStanding], status: UnitStatus) -> str:
    """Return why a unit cannot be claimed; nothing where it can."""
    passed, standing = earned(standings), counting(standings)
    if status.hold or passed is None:
        why = "" if status.hold else why_not_final(standing)
        parts = (status.word, "" if why in status.details else why, status.details)
        return "; ".join(dict.fromkeys(filter(None, parts)))
    if unit.reference not in setting.qualification.units:
        return f"The unit does not count for the qualification {setting.qualification.reference}"
    if (awaited := expected(standings)) is not None and awaited is not passed:
        return f"{status.word}; attempt {awaited.attempt} may raise it: {why_not_final(awaited)}"
    return ""


def _with_status(why: str, result: LearnerResult) -> str:
    return f"{why}; {result.status_text[:1].lower()}{result.status_text[1:]}" if result.status else why


def _claimed(
    setting: AssignmentContext,
    who: Claimant,
    learner: Learner,
    passed: AttemptResult,
    grade: str,
    result: LearnerResult,
    *,
    asks_for_uln: bool,
) -> ClaimedUnit:
    """Return a unit that a learner passed in an attempt; `grade` is the code of what it comes to."""
    unit, marked = passed.unit, passed.marked
    is_graded = len(passed.scheme.codes) > 1
    return ClaimedUnit(
        learner=who,
        uln=learner.uln,
        registered_on=learner.registered_on,
        unit=unit.reference,
        title=unit.title,
        version=version_text([unit]),
        credits=unit.credits,
        grade=result_word(passed) if is_graded else "",
        grade_code=grade if is_graded else "",
        assessed_on=marked.assessed_on,
        assessor=marked.assessor,
        iqa_on=marked.iqa_on,
        iqa=marked.iqa,
        progress=result.qualification,
        achieved=result.achieved,
        qualification_grade=result.grade,
        to_check=tuple(_to_check(setting, learner, passed, asks_for_uln=asks_for_uln)),
    )


def _to_check(
    setting: AssignmentContext, learner: Learner, passed: AttemptResult, *, asks_for_uln: bool
) -> Iterator[str]:
    """Yield what an awarding organisation may ask about."""
    years, decided = setting.qualification.duration_years, passed.marked.assessed_on
    ended = learner.must_complete_by(years)
    if asks_for_uln and not learner.uln:
        yield "no ULN"
    if years and learner.registered_on is None:
        yield "no date of registration"
    if decided is None:
        yield "no date of assessment"
    elif ended and decided > ended:
        yield f"assessed after the registration ended on {day(ended)}"


def _notes(cohorts: Sequence[PackInputs], units: Sequence[ClaimedUnit], left_out: Sequence[str]) -> Iterator[str]:
    """Yield what is to be known of the whole claim."""
    for folder in left_out:
        yield f"Nothing of {folder} is in this claim: its files have problems, which markpack check {folder} lists."
    claimed = {entry.unit for entry in units}
    paraphrased: dict[str, set[str]] = {}
    for setting in (setting for cohort in cohorts for setting in cohort.settings):
        for unit in setting.unit.members:
            if unit.reference in claimed and unit.wording is not Wording.OFFICIAL:
                paraphrased.setdefault(setting.qualification.awarding_organisation, set()).add(unit.reference)
    for organisation, references in paraphrased.items():
        them = "it" if len(references) == 1 else "them"
        yield (
            f"The criteria of {series(sorted(references))} are paraphrased here. Claim {them} only if the work was "
            f"judged by the wording of {organisation}."
        )
