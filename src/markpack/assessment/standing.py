"""How a learner stands in a unit: what is known of each attempt, whether it is final, and which one counts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from markpack.assessment.attempts import best_result
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.receipt import received_on
from markpack.model.centre import FeedbackRelease, Policies
from markpack.model.declaration import Authenticity, ReturnedDeclaration
from markpack.model.instrument import Method
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt, parse_iqa_decision
from markpack.model.outcome import Outcome
from markpack.model.scheme import Scheme
from markpack.model.standing import Marking, Quality, Standing, Submission


@dataclass(frozen=True)
class Circumstances:
    """What is known of an attempt besides its marks.

    `authenticity` is None where the centre keeps declarations elsewhere. The record is that of a discussion,
    presentation and so on. An instrument needs approval while the awarding organisation has not given it.
    """

    policies: Policies
    submission: Submission = Submission.OPEN
    authenticity: Authenticity | None = None
    record_missing: bool = False
    needs_approval: bool = False
    is_unreadable: bool = False
    has_left: bool = False


@dataclass(frozen=True)
class AttemptStanding:
    """The four facts of an attempt and its standing; `outcome` is the code of its grade, empty while there is none.

    `result` is None before anything is marked.
    """

    attempt: int
    submission: Submission
    marking: Marking
    outcome: str
    quality: Quality
    standing: Standing
    result: AttemptResult | None = None
    authenticity: Authenticity | None = None
    needs_approval: bool = False

    @property
    def is_confirmed(self) -> bool:
        """Whether the outcome is final; only then does it count credits."""
        return self.standing is Standing.CONFIRMED

    @property
    def is_pass(self) -> bool:
        """Whether the assessor's outcome is a pass, final or not."""
        return self.result is not None and self.result.outcome is Outcome.PASS

    @property
    def is_withheld(self) -> bool:
        """Whether learners are told nothing of the outcome, because quality assurance decided against it."""
        return self.quality is Quality.DISAGREED


def iqa_agrees(result: AttemptResult) -> bool | None:
    """Say whether the IQA's decision on an attempt is the assessor's; None where there is none.

    Of units on one sheet, the decision is that on the sheet, with its grade.
    """
    written = result.marked.iqa_decision
    if not written.strip() or result.outcome is Outcome.INCOMPLETE:
        return None
    try:
        decided = parse_iqa_decision(written, result.scheme.words)
    except ValueError:
        return None
    return decided == (result.sheet_grade or result.grade) if isinstance(decided, str) else decided


def quality_of(result: AttemptResult, policies: Policies) -> Quality:
    """Return what quality assurance says of an attempt's outcome.

    Agreement needs a date, disagreement none. Of units on sheets of their own, what is furthest from agreement counts.
    """
    if result.parts:
        found = {quality_of(part, policies) for part in result.parts}
        order = (Quality.DISAGREED, Quality.AWAITING, Quality.SAMPLED, Quality.NOT_REQUIRED, Quality.AGREED)
        return next(quality for quality in order if quality in found)
    marked, agrees = result.marked, iqa_agrees(result)
    if agrees is False:
        return Quality.DISAGREED
    if agrees and marked.iqa_on:
        return Quality.AGREED
    if not _is_required(policies, result.scheme):
        return Quality.NOT_REQUIRED
    looked_at = marked.iqa_on or marked.iqa_comment or marked.iqa_decision or marked.verification
    return Quality.SAMPLED if looked_at else Quality.AWAITING


def _is_required(policies: Policies, scheme: Scheme) -> bool:
    """Say whether no outcome is final before quality assurance has agreed, by the centre's policy or the scheme's."""
    return policies.feedback is FeedbackRelease.AFTER_IQA or scheme.feedback_after_iqa


def submission_on(day: datetime.date | None, set_on: datetime.date, due_on: datetime.date) -> Submission:
    """Return whether work that is not in was due on a day; without a day it is open, as nobody knows."""
    if day is None:
        return Submission.OPEN
    if day < set_on:
        return Submission.NOT_SET
    return Submission.LATE if day > due_on else Submission.OPEN


def has_record(marked: MarkedAttempt) -> bool:
    """Say whether anything is recorded of a discussion, presentation and so on."""
    return bool(marked.record) or any(entry.record for entry in marked.criteria.values())


def needs_record(method: Method, workspace_format: int) -> bool:
    """Say whether an attempt needs a record of its event. Rule: what is held on a day leaves no other evidence.

    A workspace of format 1 keeps to what it was made under: its centre may keep records elsewhere.
    """
    return method.is_held and workspace_format > 1


def lacks_record(result: AttemptResult, recorded: Collection[str]) -> bool:
    """Say whether an attempt has no record of its event, in one of the `recorded` units or sheets (by reference).

    They are those for which records have to come in with the marks; elsewhere the centre keeps them itself.
    """
    if result.parts:
        return any(lacks_record(part, recorded) for part in result.parts)
    return result.unit.reference in recorded and not has_record(result.marked)


def authenticity_of(declarations: Iterable[ReturnedDeclaration]) -> Authenticity:
    """Return what the declarations on an attempt come to: one that is signed is enough, and each may raise concerns."""
    declarations = tuple(declarations)
    if not any(entry.signed for entry in declarations):
        return Authenticity.MISSING
    return Authenticity.CONCERNS if any(entry.concerns for entry in declarations) else Authenticity.SIGNED


def has_left(learner: Learner, result: AttemptResult | None) -> bool:
    """Say whether a learner left before an attempt was decided, which it never is without a result."""
    if not learner.status.leaves_work_open:
        return False
    if result is None or result.outcome is Outcome.INCOMPLETE:
        return True
    return not learner.was_active_on(result.marked.assessed_on)


def standing_of(result: AttemptResult, known: Circumstances) -> AttemptStanding:
    """Return how an attempt that is marked stands by itself, as its own documents say it."""
    marked, marking = result.marked, Marking.COMPLETE
    # Where it was marked and by which versions is noted of every attempt; names are filled in beside a day of receipt.
    bare = MarkedAttempt(marked.learner, marked.unit, marked.attempt, versions=marked.versions, pack=marked.pack)
    is_begun = (replace(marked, received_on=None, assessor="", iqa="") if marked.received_on else marked) != bare
    if known.is_unreadable:
        marking = Marking.UNREADABLE
    elif result.outcome is Outcome.INCOMPLETE:
        marking = Marking.INCOMPLETE if is_begun else Marking.NONE
    quality = quality_of(result, known.policies)
    if is_begun or received_on(result):
        known = replace(known, submission=Submission.RECEIVED)
    return AttemptStanding(
        attempt=result.attempt,
        submission=known.submission,
        marking=marking,
        outcome="" if known.is_unreadable else result.grade,
        quality=quality,
        standing=_standing(marking, quality, known),
        result=result,
        authenticity=known.authenticity,
        needs_approval=known.needs_approval,
    )


def unmarked(attempt: int, scheme: Scheme, known: Circumstances) -> AttemptStanding:
    """Return how an attempt stands of which nothing is marked."""
    marking = Marking.UNREADABLE if known.is_unreadable else Marking.NONE
    quality = Quality.AWAITING if _is_required(known.policies, scheme) else Quality.NOT_REQUIRED
    standing = _standing(marking, quality, known)
    return AttemptStanding(attempt, known.submission, marking, "", quality, standing, authenticity=known.authenticity)


def _standing(marking: Marking, quality: Quality, known: Circumstances) -> Standing:
    """Return the first standing that is true of an attempt by itself, in the order of `Standing`."""
    is_authentic = known.authenticity in (None, Authenticity.SIGNED)
    true = {
        Standing.WITHDRAWN: known.has_left,
        Standing.UNREADABLE: marking is Marking.UNREADABLE,
        Standing.NOT_SUBMITTED: marking is Marking.NONE and known.submission is not Submission.RECEIVED,
        Standing.SUBMITTED: marking is Marking.NONE,
        Standing.INCOMPLETE: marking is Marking.INCOMPLETE,
        Standing.RECORD_MISSING: known.record_missing,
        Standing.AUTHENTICITY_MISSING: not is_authentic,
        Standing.HELD: quality is Quality.DISAGREED,
        Standing.PROVISIONAL: quality in (Quality.AWAITING, Quality.SAMPLED) or known.needs_approval,
    }
    return next((standing for standing, holds in true.items() if holds), Standing.CONFIRMED)


def standings_of(
    results: Sequence[AttemptResult], known: Callable[[AttemptResult], Circumstances]
) -> tuple[AttemptStanding, ...]:
    """Return how a learner stands in each of their attempts at a unit, in order; `known` gives their circumstances.

    An attempt is superseded where a later one counts instead: it is not lower, and as final.
    """
    alone = [standing_of(result, known(result)) for result in results]
    return tuple(
        replace(entry, standing=Standing.SUPERSEDED)
        if entry.standing is not Standing.WITHDRAWN and any(_replaces(later, entry) for later in alone[position + 1 :])
        else entry
        for position, entry in enumerate(alone)
    )


def decided_until(results: Iterable[AttemptResult], date: datetime.date | None) -> tuple[AttemptResult, ...]:
    """Return the results that were decided up to a date (None: all), those without a date among them."""
    if date is None:
        return tuple(results)
    return tuple(entry for entry in results if (entry.marked.assessed_on or date) <= date)


def _replaces(later: AttemptStanding, earlier: AttemptStanding) -> bool:
    if earlier.result is None or later.result is None or later.standing is Standing.WITHDRAWN:
        return False
    stays = earlier.is_pass and earlier.is_confirmed and not later.is_confirmed
    return not stays and best_result((earlier.result, later.result)) is later.result


def counting(standings: Sequence[AttemptStanding]) -> AttemptStanding:
    """Return the attempt that counts of a learner's attempts at a unit: a confirmed pass, or the best of the others."""
    counts = [entry for entry in standings if entry.standing is not Standing.WITHDRAWN]
    return earned(standings) or _best(counts) or _best(standings) or standings[-1]


def earned(standings: Iterable[AttemptStanding]) -> AttemptStanding | None:
    """Return the attempt by which a unit is passed for good; None where none is."""
    return _best([entry for entry in standings if entry.is_confirmed and entry.is_pass])


def expected(standings: Iterable[AttemptStanding]) -> AttemptStanding | None:
    """Return the attempt by which a unit will be passed once what is provisional is confirmed; None where none is."""
    open_ = (Standing.CONFIRMED, Standing.PROVISIONAL)
    return _best([entry for entry in standings if entry.standing in open_ and entry.is_pass])


def _best(standings: Sequence[AttemptStanding]) -> AttemptStanding | None:
    by_result = {id(entry.result): entry for entry in standings if entry.result is not None}
    results = [entry.result for entry in by_result.values() if entry.result is not None]
    return by_result[id(best_result(results))] if results else None
