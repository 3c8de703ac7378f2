"""How the summary for an employer comes about: from what is confirmed, and of all else only that it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from markpack.assessment.attempt_rules import next_attempt
from markpack.assessment.combination import combine
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import earned
from markpack.documents.brief.view import Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.employer_summary.view import (
    ACHIEVED,
    IN_PROGRESS,
    NOT_ACHIEVED,
    NOT_ACHIEVED_YET,
    NOT_CONFIRMED,
    EmployerSummary,
    SummaryLearner,
    SummaryUnit,
    UnitOutcome,
)
from markpack.documents.results.programme_builder import size_fact
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import levels, qualification_title, what_is_missing
from markpack.documents.shared.document import Page, Properties
from markpack.documents.shared.outcome_texts import result_word
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.documents.shared.spelling import day, plural
from markpack.model.forms.identity import FileIdentity
from markpack.model.learner import Learner
from markpack.model.names import folded_name
from markpack.model.register_status import RegisterStatus
from markpack.model.standing import Standing
from markpack.model.unit import Unit

_OPEN = (
    Standing.UNREADABLE, Standing.RECORD_MISSING, Standing.AUTHENTICITY_MISSING, Standing.HELD, Standing.PROVISIONAL,
)  # fmt: skip
"""Where work is marked, and its result not final; an employer is not told why."""
_STATUS: Mapping[RegisterStatus, str] = {
    RegisterStatus.ACTIVE: "",
    RegisterStatus.WITHDRAWN: "Left",
    RegisterStatus.TRANSFERRED: "Left",
    RegisterStatus.DEFERRED: "Deferred",
    RegisterStatus.COMPLETED: "Completed",
}
_MEANINGS: Mapping[str, str] = {
    ACHIEVED: "The result is final. It has been assessed, and quality-assured where that is required; the date is that "
    "of the last step.",
    NOT_CONFIRMED: "There is no final result yet.",
    IN_PROGRESS: "Work is still to be handed in, completed or assessed.",
    NOT_ACHIEVED_YET: "The learner has paused, and may continue later.",
    NOT_ACHIEVED: "Nothing more is to come.",
}


def is_wanted(setting: AssignmentContext) -> bool:
    """Say whether an employer gets a summary: by its own file, else by the centre's policies."""
    own = setting.context.employer.summary
    return setting.centre.policies.employer_summary if own is None else own


def build_employer_summary(cohort: PackInputs) -> EmployerSummary:
    """Return what the employer is told. A unit is achieved where a pass is confirmed in it, and not before."""
    first = cohort.settings[0]
    qualification, branding = first.qualification, first.branding.of_centre
    units = {unit.reference: (setting, unit) for setting in cohort.settings for unit in setting.unit.members}
    covered = {reference: _covered(setting, unit) for reference, (setting, unit) in units.items()}
    people = (*cohort.active, *cohort.not_active)
    same_name = Counter(folded_name(learner.name) for learner in people)
    learners = [
        _learner(cohort, learner, covered, tell_apart=same_name[folded_name(learner.name)] > 1) for learner in people
    ]
    achieved = Counter(entry.unit.reference for learner in learners for entry in learner.achieved)
    counted = {name: replace(unit, achieved=achieved[name]) for name, unit in covered.items()}
    dates = [entry.on for learner in learners for entry in learner.achieved if entry.on]
    title, document_title = qualification_title(qualification), Kind.EMPLOYER_SUMMARY.value.title
    return EmployerSummary(
        group=first.group_name,
        qualification=title,
        facts=tuple(
            Fact(label, text)
            for label, text in (
                ("Employer", branding.employer),
                ("Cohort", first.cohort),
                ("Training centre", f"{branding.centre} ({branding.centre_number})"),
                ("Awarding organisation", qualification.awarding_organisation),
                (size_fact(qualification).label, size_fact(qualification).value),
                ("Learners", _people(learners)),
                ("Qualification achieved", f"{sum(one.has_qualification for one in learners)} of {len(learners)}"),
                ("Latest result", day(max(dates)) if dates else "none yet"),
                ("Still to be set", _still_to_be_set(cohort, covered.keys())),
            )
            if text
        ),
        meanings=tuple(_meanings(learners)),
        notice=(
            f"This summary is {branding.centre}’s own. It is not a certificate: {qualification.awarding_organisation} "
            "issues those."
        ),
        units=tuple(counted.values()),
        learners=tuple(
            replace(one, units=tuple(replace(entry, unit=counted[entry.unit.reference]) for entry in one.units))
            for one in learners
        ),
        branding=branding,
        page=Page(
            head_left=title,
            head_right=f"For {branding.employer}",
            foot_left=f"{branding.centre} · {document_title}",
            landscape=True,
        ),
        properties=Properties(
            title=f"{document_title}: {first.group_name}",
            subject=title,
            author=branding.centre,
            date=max([*dates, *(setting.assignment.set_on for setting in cohort.settings)]),
            identity=FileIdentity(Kind.EMPLOYER_SUMMARY.folder, first.employer_folder, first.cohort_folder),
        ),
    )


def _covered(setting: AssignmentContext, unit: Unit) -> SummaryUnit:
    set_on, due_on = setting.assignment.set_on, setting.assignment.due_on
    return SummaryUnit(unit.reference, unit.title, levels(unit), unit.credits or 0, set_on, due_on, 0)


def _still_to_be_set(cohort: PackInputs, covered: Collection[str]) -> str:
    """Return what learners need for the qualification beside what they have and what is set; nothing where that does.

    It says of how many learners it is true, where it is not of all on the programme.
    """
    learners = cohort.active
    needs = Counter(filter(None, (_missing_beside(cohort, learner, covered) for learner in learners)))
    return "; ".join(
        text if count == len(learners) else f"{text} for {plural(count, 'learner')}" for text, count in needs.items()
    )


def _missing_beside(cohort: PackInputs, learner: Learner, covered: Collection[str]) -> str:
    passed = {result.unit.reference for result in cohort.confirmed_passes(learner.registration)}
    with_all = combine(cohort.settings[0].qualification, cohort.units, {*covered, *passed})
    return "" if with_all.has_units else what_is_missing(with_all)


def _learner(
    cohort: PackInputs, learner: Learner, covered: Mapping[str, SummaryUnit], *, tell_apart: bool
) -> SummaryLearner:
    progress, registration = cohort.progress(learner), learner.registration
    is_open = learner.is_active or learner.status is RegisterStatus.DEFERRED
    outcomes = [
        _outcome(cohort, learner, setting, unit, covered[unit.reference])
        for setting in (cohort.setting_of(setting, registration) for setting in cohort.settings)
        for unit in setting.unit.members
    ]
    passes, needed = cohort.confirmed_passes(registration), progress.qualification.credits
    return SummaryLearner(
        first_name=learner.first_name,
        last_name=learner.last_name,
        registration=registration if tell_apart else "",
        status=_STATUS[learner.status],
        status_from=learner.status_from if not learner.is_active else None,
        units=tuple(outcomes),
        qualification=ACHIEVED if progress.achieved else NOT_ACHIEVED_YET if is_open else NOT_ACHIEVED,
        credits=progress.earned,
        credits_text=f"{progress.earned} of {needed} credits" if needed else "",
        grade=progress.grade_word if progress.achieved else "",
        on=max((one.final_on for one in passes if one.final_on), default=None) if progress.achieved else None,
        certificate_no=learner.certificate_no if any(entry.is_achieved for entry in outcomes) else "",
    )


def _outcome(
    cohort: PackInputs, learner: Learner, setting: AssignmentContext, unit: Unit, covered: SummaryUnit
) -> UnitOutcome:
    """Return how a learner stands in a unit."""
    if cohort.hold(learner.registration, [unit.reference]):
        return UnitOutcome(covered, NOT_CONFIRMED)
    standings = cohort.standings(learner.registration, unit)
    passed = earned(standings)
    if passed and passed.result:
        return UnitOutcome(covered, ACHIEVED, _grade(passed.result), passed.result.final_on)
    if any(entry.standing in _OPEN for entry in standings):
        return UnitOutcome(covered, NOT_CONFIRMED)
    if not learner.is_active:
        return UnitOutcome(covered, NOT_ACHIEVED_YET if learner.status is RegisterStatus.DEFERRED else NOT_ACHIEVED)
    last = standings[-1]
    is_last = last.is_confirmed and last.result and not next_attempt(setting.centre.policies, last.result)
    return UnitOutcome(covered, NOT_ACHIEVED if is_last else IN_PROGRESS)


def _grade(result: AttemptResult) -> str:
    return result_word(result) if len(result.scheme.codes) > 1 else ""


def _people(learners: Sequence[SummaryLearner]) -> str:
    """Return how many are on the programme, and beside it how many are not: 5 on the programme, 1 left."""
    counts = Counter(learner.status for learner in learners)
    others = (f"{counts[word]} {word.lower()}" for word in dict.fromkeys(_STATUS.values()) if word and counts[word])
    return ", ".join((f"{counts['']} on the programme", *others))


def _meanings(learners: Sequence[SummaryLearner]) -> Iterator[Fact]:
    """Yield what the words mean that are said of units, and what achieved means in any case."""
    said = {ACHIEVED, *(entry.word for learner in learners for entry in learner.units)}
    yield from (Fact(word, text) for word, text in _MEANINGS.items() if word in said)
