"""How an employer's results come about from everybody's attempts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from markpack.assessment.attempt_rules import next_attempt, rule_of
from markpack.assessment.combination import QualificationResult
from markpack.assessment.next_steps import is_to_check
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import AttemptStanding, counting
from markpack.documents.brief.view import Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.results.programme_builder import build_programme
from markpack.documents.results.view import (
    ACHIEVED,
    NOT_ACTIVE,
    QUALIFICATION_ACHIEVED,
    LearnerResult,
    ResultAssignment,
    Results,
    ResultUnit,
    UnitStatus,
)
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.attempt_texts import attempt_names
from markpack.documents.shared.common_facts import qualification_title, share_text, what_is_missing, when_confirmed
from markpack.documents.shared.document import Properties
from markpack.documents.shared.extension_texts import list_text
from markpack.documents.shared.outcome_texts import open_text, result_word
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.documents.shared.receipt_texts import receipt_text
from markpack.documents.shared.revision_texts import revision_sentence
from markpack.documents.shared.spelling import day, number, plural, series
from markpack.documents.shared.standing_texts import label_of, note_on, standing_word
from markpack.model.centre import Policies
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.forms.identity import FileIdentity
from markpack.model.learner import Learner
from markpack.model.outcome import Outcome
from markpack.model.scheme import Scheme
from markpack.model.standing import Standing
from markpack.model.unit import Unit
from markpack.model.unit_versions import version_text


def _adds_nothing(entry: AttemptStanding) -> bool:
    """Say whether nothing was shown again in a unit, of several on one sheet."""
    return entry.result is not None and all(criterion.carried_from for criterion in entry.result.criteria)


def build_results(cohort: PackInputs) -> Results:
    """Return who stands where."""
    settings, learners = cohort.settings, cohort.active
    first = settings[0]
    entries = tuple(_learner_result(cohort, learner) for learner in learners)
    not_active = tuple(_learner_result(cohort, learner) for learner in cohort.not_active)
    title = qualification_title(first.qualification)
    return Results(
        employer=first.group_name,
        qualification=title,
        credits_needed=first.qualification.credits,
        branding=first.branding,
        assignments=(
            *(
                ResultAssignment(
                    s.unit.reference, s.unit.title, s.references, s.approval.objection if s.approval.is_draft else ""
                )
                for s in settings
            ),
            *(_stopped(name, cohort.units) for name in cohort.stopped),
        ),
        units=tuple(
            ResultUnit(u.reference, u.title, u.credits or 0, version_text([u]), u.scheme)
            for s in settings
            for u in s.unit.members
        ),
        learners=entries,
        not_active=not_active,
        summary=_summary(settings, entries, not_active),
        properties=Properties(
            title=f"Results: {first.group_name}",
            subject=title,
            author=first.centre.name,
            date=min(setting.assignment.set_on for setting in settings),
            identity=FileIdentity(Kind.RESULTS.folder, first.employer_folder, first.cohort_folder),
        ),
        programme=build_programme(
            settings,
            learners,
            [cohort.setting_of(s, one.registration) for one in learners if one.has_own_staff for s in settings],
        ),
    )


def _stopped(name: str, units: Mapping[str, Unit]) -> ResultAssignment:
    references = tuple(name.split(SEPARATOR))
    title = series(units[reference].title for reference in references if reference in units)
    return ResultAssignment(name, title, references, is_stopped=True)


def _summary(
    settings: Sequence[AssignmentContext], entries: Sequence[LearnerResult], not_active: Sequence[LearnerResult]
) -> tuple[Fact, ...]:
    unchecked = sum(entry.achieved and entry.to_check for entry in entries)
    facts = [
        Fact("Learners", str(len(entries))),
        *([Fact(NOT_ACTIVE, _not_active(not_active))] if not_active else ()),
        Fact(QUALIFICATION_ACHIEVED, str(sum(entry.achieved for entry in entries))),
        *([Fact("Achieved, IQA check to do", str(unchecked))] if unchecked else ()),
    ]
    if rules := settings[0].qualification.grade:
        words = [rules.word(code) for code in reversed(rules.steps)]
        facts.append(Fact("Grades of the qualification", _counted([entry.grade for entry in entries], words) or "none"))
    for index, unit in enumerate(member for setting in settings for member in setting.unit.members):
        statuses = [_counted_word(unit.scheme, entry.units[index]) for entry in entries]
        counted = _counted(statuses, _counted_words(unit.scheme)) or "none"
        facts.append(Fact(f"{unit.reference} {unit.title}", counted))
    return tuple(facts)


def _not_active(entries: Sequence[LearnerResult]) -> str:
    """Return how many have which status, and how many of them achieved the qualification: nothing else counts them."""
    achieved = sum(entry.achieved for entry in entries)
    counted = _counted([entry.status for entry in entries], ())
    return f"{counted}; {achieved} achieved the qualification" if achieved else counted


def _counted(words: Sequence[str], order: Sequence[str]) -> str:
    """Return how often each word is there, those of the order first."""
    counts = Counter(filter(None, words))
    return ", ".join(f"{counts[word]} {word}" for word in dict.fromkeys((*order, *counts)) if counts[word])


def _counted_words(scheme: Scheme) -> tuple[str, ...]:
    words = scheme.words
    graded = words.grade_choices if len(scheme.codes) > 1 else (words.passed, words.referred)
    return (*graded, words.within(words.incomplete), words.within(words.not_marked))


def _counted_word(scheme: Scheme, status: UnitStatus) -> str:
    """Return the word that a status is counted by: the grade where there are several, else that it is passed or not."""
    words = scheme.words
    if status.label:
        return status.label
    if status.hold or status.outcome in (None, Outcome.INCOMPLETE):
        return status.word.lower() if status.hold else words.within(status.word)
    if len(scheme.codes) > 1:
        return status.word
    return words.passed if status.outcome is Outcome.PASS else words.referred


def _learner_result(cohort: PackInputs, learner: Learner) -> LearnerResult:
    settings, registration = cohort.settings, learner.registration
    progress, unknown = cohort.progress(learner), cohort.unknown(registration)
    needs = f"Not known yet: {series(unknown)}" if unknown else _needs(progress)
    return LearnerResult(
        registration=registration,
        first_name=learner.first_name,
        last_name=learner.last_name,
        registered_on=day(learner.registered_on),
        complete_by=day(learner.must_complete_by(settings[0].qualification.duration_years))
        if learner.is_active
        else "",
        units=tuple(
            UnitStatus(unit.reference, hold=hold.reason.value, detail=series(hold.file_names))
            if (hold := cohort.hold(registration, [unit.reference]))
            else _unit_status(cohort, setting, unit, learner)
            for setting in (cohort.setting_of(setting, registration) for setting in settings)
            for unit in setting.unit.members
        ),
        credits=progress.earned,
        achieved=progress.achieved,
        qualification=ACHIEVED if progress.achieved else needs,
        grade=progress.grade_word,
        points=progress.points if progress.qualification.grade else None,
        when_confirmed=when_confirmed(progress),
        status="" if learner.is_active else learner.status.value,
        status_from=day(learner.status_from),
        status_reason=learner.status_reason,
        to_check=any(
            is_to_check(cohort.standings(registration, unit)[-1]) for s in settings for unit in s.unit.members
        ),
    )


def _needs(progress: QualificationResult) -> str:
    """Return what is missing, and before it what only has to be confirmed."""
    later = progress.when_confirmed
    if later is None:
        return f"Needs {what_is_missing(progress)}"
    more = plural(progress.more_when_confirmed, "credit")
    awaited = f"Provisional: {f'{more} when confirmed' if progress.more_when_confirmed else when_confirmed(progress)}"
    return awaited if later.achieved else f"{awaited}; needs {what_is_missing(later)}"


def _unit_status(cohort: PackInputs, setting: AssignmentContext, unit: Unit, learner: Learner) -> UnitStatus:
    """Return where a learner is in a unit, by the attempt that counts, with what is in after it.

    Nothing may follow for a learner who is not active.
    """
    standings, version = cohort.standings(learner.registration, unit), version_text([unit])
    extended = "; ".join(map(list_text, setting.extensions.values()))
    # A grade stands, even where the whole of an integrated assignment had to be handed in again.
    entry, policies = counting(standings), setting.centre.policies
    result, words = entry.result, unit.scheme.words
    label = "" if entry.standing in _SAID_BY_OUTCOME else label_of(entry)
    if result is None:
        return UnitStatus(
            unit.reference,
            version=version,
            result=standing_word(entry, words, ""),
            standing=entry.standing,
            label=label,
            notes=extended,
            has_own_brief=bool(extended) or learner.has_own_staff or not learner.in_work,
        )
    scheme, counts = result.scheme, unit.reference in setting.qualification.units
    names = attempt_names(setting.assignment.method)
    rule = rule_of(scheme, policies, result.attempt) if scheme.attempts else None
    receipt = cohort.receipt(setting, learner, result)
    is_last = learner.is_active and entry is standings[-1] and not entry.is_withheld
    following = next_attempt(policies, result) if is_last and scheme.attempts else None
    continues_here = cohort.continues_in(learner.registration, setting.references) is cohort
    marked_in = "" if cohort.is_here(result) else f"marked in {cohort.pack_of(result).settings[0].group_name}"
    return UnitStatus(
        unit=unit.reference,
        attempt=result.attempt,
        outcome=result.outcome,
        total=number(result.total) if result.total is not None else "",
        maximum=str(result.maximum or ""),
        percentage=share_text(result),
        credits=(unit.credits or 0) if counts and entry.is_confirmed and entry.is_pass else 0,
        not_met=series(criterion.id for criterion in result.not_met),
        detail="; ".join(_details(entry, standings, policies)),
        notes="; ".join(filter(None, (_correction(result), marked_in, receipt_text(receipt), extended))),
        has_own_brief=bool(extended) or learner.has_own_staff or not learner.in_work,
        assessed_on=day(result.marked.assessed_on),
        assessor=result.marked.assessor,
        iqa=result.marked.iqa,
        iqa_decision=result.marked.iqa_decision,
        iqa_on=day(result.marked.iqa_on),
        resubmit_by=day(setting.resubmission_date(result)) if is_last and continues_here else "",
        version=version,
        result=standing_word(entry, words, result_word(result)),
        attempt_kind=names[rule.kind] if rule else "",
        capped_from=scheme.words.grade(result.capped_from) if result.capped_from else "",
        next_attempt=f"{names[following.kind]}, if authorised by {following.authorised_by}" if following else "",
        standing=entry.standing,
        label=label,
    )


_SAID_BY_OUTCOME = (Standing.NOT_SUBMITTED, Standing.INCOMPLETE, Standing.CONFIRMED)


def _correction(result: AttemptResult) -> str:
    revised = revision_sentence(result).removesuffix(".")
    return f"{revised[:1].lower()}{revised[1:]}"


def _details(entry: AttemptStanding, standings: Sequence[AttemptStanding], policies: Policies) -> Iterator[str]:
    """Yield what is open in a unit, why its outcome is not final, and what is in after it."""
    if entry.result is None:
        return
    # Of work that is in and not marked, every criterion is open: to name them all says nothing.
    if entry.standing is not Standing.SUBMITTED and (open_ := open_text(entry.result, policies)):
        yield open_
    if note := note_on(entry, result_word(entry.result)):
        yield note
    for later in standings:
        if later.attempt > entry.attempt and not _adds_nothing(later):
            words = entry.result.scheme.words
            word = standing_word(later, words, result_word(later.result) if later.result else "")
            yield f"attempt {later.attempt}: {word}"
