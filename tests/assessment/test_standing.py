"""How attempts stand: the facts, which one is superseded, and what counts, against a reckoning of its own."""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections.abc import Mapping
from typing import Any

import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import AttemptResult, assess
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import (
    AttemptStanding,
    Circumstances,
    authenticity_of,
    counting,
    earned,
    expected,
    has_left,
    quality_of,
    standing_of,
    standings_of,
    submission_on,
    unmarked,
)
from markpack.model.centre import FeedbackRelease, Policies
from markpack.model.declaration import Authenticity, ReturnedDeclaration
from markpack.model.joint_unit import JointUnit, joint_unit
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.register_status import RegisterStatus
from markpack.model.standing import Marking, Quality, Standing, Submission
from tests.samples import ASSESSED_ON, learner, marked, unit

Marks = Mapping[str, int | str | None]
PASSES: Marks = {"1.1": 20, "1.2": 12, "2.1": 20, "2.2": 20}
REFERRAL: Marks = {**PASSES, "1.2": 2}
CHECKED = datetime.date(2026, 11, 9)
AT_ONCE, AFTER_IQA = Policies(), Policies(feedback=FeedbackRelease.AFTER_IQA)


def checked(decision: str, date: datetime.date | None = CHECKED, marks: Marks = PASSES) -> AttemptResult:
    attempt = dataclasses.replace(marked(marks), iqa="Bea Quill", iqa_decision=decision, iqa_on=date)
    return assess(unit(), attempt)


# What quality assurance says


@pytest.mark.parametrize(
    ("decision", "date", "after_iqa", "at_once"),
    [
        ("Pass", CHECKED, Quality.AGREED, Quality.AGREED),
        ("p", CHECKED, Quality.AGREED, Quality.AGREED),
        ("Agreed", CHECKED, Quality.AGREED, Quality.AGREED),
        ("Agreed", None, Quality.SAMPLED, Quality.NOT_REQUIRED),
        ("", CHECKED, Quality.SAMPLED, Quality.NOT_REQUIRED),
        ("", None, Quality.AWAITING, Quality.NOT_REQUIRED),
        ("banana", CHECKED, Quality.SAMPLED, Quality.NOT_REQUIRED),
        ("Referral", CHECKED, Quality.DISAGREED, Quality.DISAGREED),
        ("Not agreed", None, Quality.DISAGREED, Quality.DISAGREED),
    ],
)
def test_what_the_iqa_decided_confirms_an_outcome_or_holds_it(
    decision: str, date: datetime.date | None, after_iqa: Quality, at_once: Quality
) -> None:
    result = checked(decision, date)
    assert (quality_of(result, AFTER_IQA), quality_of(result, AT_ONCE)) == (after_iqa, at_once)


def test_an_incomplete_attempt_has_nothing_to_confirm_or_to_hold() -> None:
    for decision in ("Agreed", "Not agreed", "Referral"):
        result = checked(decision, marks={"1.1": 20})
        assert quality_of(result, AT_ONCE) is Quality.NOT_REQUIRED
        assert standing_of(result, Circumstances(AT_ONCE)).standing is Standing.INCOMPLETE


def test_of_units_on_one_sheet_the_check_is_that_of_the_sheet() -> None:
    first, second = unit(), unit(reference="9999-102", title="Planning a watch")
    sheet = joint_unit([first, second])
    assert isinstance(sheet, JointUnit)
    numbers = [criterion.id for criterion in sheet.criteria]
    low = {number: 20 for number in numbers} | {numbers[-1]: 2}
    attempts = [
        dataclasses.replace(marked(marks, unit=sheet.reference, attempt=number), iqa_decision=decision, iqa_on=CHECKED)
        for number, marks, decision in ((1, low, "Referral"), (2, {numbers[-1]: 20}, "Pass"))
    ]
    results = assess_attempts(sheet, attempts)
    assert [result.outcome for result in results] == [Outcome.REFERRAL, Outcome.PASS]
    qualities = [[quality_of(part, AFTER_IQA) for part in split_by_unit(result)] for result in results]
    assert qualities == [[Quality.AGREED, Quality.AGREED]] * 2


# One word


def test_the_first_standing_that_is_true_is_the_one_that_is_said() -> None:
    disagreed = checked("Referral")
    known = Circumstances(
        AFTER_IQA,
        authenticity=Authenticity.CONCERNS,
        record_missing=True,
        needs_approval=True,
        is_unreadable=True,
        has_left=True,
    )
    steps: list[tuple[Standing, dict[str, Any]]] = [
        (Standing.WITHDRAWN, {"has_left": False}),
        (Standing.UNREADABLE, {"is_unreadable": False}),
        (Standing.RECORD_MISSING, {"record_missing": False}),
        (Standing.AUTHENTICITY_MISSING, {"authenticity": Authenticity.SIGNED}),
    ]
    for standing, without in steps:
        assert standing_of(disagreed, known).standing is standing
        known = dataclasses.replace(known, **without)
    assert standing_of(disagreed, known).standing is Standing.HELD
    assert standing_of(checked(""), known).standing is Standing.PROVISIONAL
    assert standing_of(checked("Agreed"), known).standing is Standing.PROVISIONAL
    known = dataclasses.replace(known, needs_approval=False)
    assert standing_of(checked(""), known).standing is Standing.PROVISIONAL
    assert standing_of(checked("Agreed"), known).standing is Standing.CONFIRMED
    assert standing_of(checked(""), dataclasses.replace(known, policies=AT_ONCE)).standing is Standing.CONFIRMED


def test_before_any_marks_it_matters_whether_the_work_is_in() -> None:
    scheme = unit().scheme
    absent = unmarked(1, scheme, Circumstances(AT_ONCE))
    assert (absent.standing, absent.submission) == (Standing.NOT_SUBMITTED, Submission.OPEN)
    late = unmarked(1, scheme, Circumstances(AT_ONCE, submission=Submission.LATE))
    assert late.standing is Standing.NOT_SUBMITTED
    there = unmarked(1, scheme, Circumstances(AFTER_IQA, submission=Submission.RECEIVED))
    assert (there.standing, there.marking, there.quality) == (Standing.SUBMITTED, Marking.NONE, Quality.AWAITING)
    assert unmarked(1, scheme, Circumstances(AT_ONCE, is_unreadable=True)).standing is Standing.UNREADABLE


@pytest.mark.parametrize("noted", [{}, {"pack": "acme/autumn"}, {"versions": {"9999-101": "1"}}])
@pytest.mark.parametrize(("received", "standing"), [(ASSESSED_ON, "submitted"), (None, "not_submitted")])
def test_work_of_which_nothing_is_marked_is_submitted_at_most_wherever_it_is(
    noted: dict[str, Any], received: datetime.date | None, standing: str
) -> None:
    (result,) = assess_attempts(unit(), [MarkedAttempt("0012345", "9999-101", 1, received_on=received, **noted)])
    found = standing_of(result, Circumstances(Policies()))
    assert (found.standing.value, found.marking) == (standing, Marking.NONE)


def test_who_has_left_stands_so_in_every_attempt_and_counts_nothing() -> None:
    attempts = [marked(REFERRAL), marked(PASSES, attempt=2)]
    results = assess_attempts(unit(), attempts, AT_ONCE)
    entries = standings_of(results, lambda _: Circumstances(AT_ONCE, has_left=True))
    assert [entry.standing for entry in entries] == [Standing.WITHDRAWN, Standing.WITHDRAWN]
    assert (earned(entries), expected(entries)) == (None, None)
    assert entries[1].outcome == "pass"


def test_who_left_after_the_decision_or_has_completed_had_not_left() -> None:
    decided, open_ = assess(unit(), marked(PASSES)), assess(unit(), marked({"1.1": 20}))
    day = datetime.timedelta(days=1)
    for status, since, expected_ in (
        ("active", None, (False, False, False)),
        ("completed", ASSESSED_ON - day, (False, False, False)),
        ("withdrawn", ASSESSED_ON + day, (False, True, True)),
        ("withdrawn", ASSESSED_ON, (True, True, True)),
        ("deferred", None, (False, True, True)),
    ):
        own = learner().model_copy(update={"status": RegisterStatus(status), "status_from": since})
        assert tuple(has_left(own, result) for result in (decided, open_, None)) == expected_


def test_one_signed_declaration_is_enough_and_each_may_raise_concerns() -> None:
    unsigned, signed, doubted = (
        ReturnedDeclaration("0012345", "9999-101", 1, signed=is_signed, ai="", concerns=concerns, entries={})
        for is_signed, concerns in ((False, ()), (True, ()), (True, ("It says nothing of AI.",)))
    )
    assert authenticity_of([]) is authenticity_of([unsigned]) is Authenticity.MISSING
    assert authenticity_of([unsigned, signed]) is Authenticity.SIGNED
    assert authenticity_of([doubted, signed]) is Authenticity.CONCERNS


def test_the_highest_complete_revision_counts_and_the_others_stay() -> None:
    numbers = random.Random(3)
    for _ in range(200):
        outcomes = [numbers.choice(("pass", "referral", "incomplete")) for _ in range(numbers.randint(1, 4))]
        revisions = [
            dataclasses.replace(marked(MARKS[outcome]), revision=number)
            for number, outcome in enumerate(outcomes, start=1)
        ]
        numbers.shuffle(revisions)
        (result,) = assess_attempts(unit(), revisions, AT_ONCE)
        complete = [number for number, outcome in enumerate(outcomes, start=1) if outcome != "incomplete"]
        counted = max(complete, default=len(outcomes))
        assert result.marked.revision == counted
        assert result.outcome.value == outcomes[counted - 1]
        others = [number for number in range(1, len(outcomes) + 1) if number != counted]
        assert [other.marked.revision for other in result.others] == others


def test_work_that_is_not_in_is_late_after_the_day_on_which_it_is_due() -> None:
    set_on, due_on = datetime.date(2026, 9, 14), datetime.date(2026, 10, 16)
    day = datetime.timedelta(days=1)
    assert submission_on(set_on - day, set_on, due_on) is Submission.NOT_SET
    assert submission_on(set_on, set_on, due_on) is Submission.OPEN
    assert submission_on(due_on, set_on, due_on) is Submission.OPEN
    assert submission_on(due_on + day, set_on, due_on) is Submission.LATE
    assert submission_on(None, set_on, due_on) is Submission.OPEN


def test_marks_that_cannot_be_relied_on_give_no_outcome() -> None:
    entry = standing_of(checked("Agreed"), Circumstances(AT_ONCE, is_unreadable=True))
    assert (entry.outcome, entry.marking, entry.is_confirmed) == ("", Marking.UNREADABLE, False)


# Which attempt counts: random histories, reckoned apart

MARKS: Mapping[str, Marks] = {"pass": PASSES, "referral": REFERRAL, "incomplete": {"1.1": 20}}


@dataclasses.dataclass(frozen=True)
class Step:
    """One attempt of a history, in plain words."""

    outcome: str
    iqa: str
    dated: bool
    declared: Authenticity | None
    record_missing: bool
    draft: bool


def history(numbers: random.Random) -> list[Step]:
    length = numbers.choice((1, 1, 2, 2, 3))
    # Only the last attempt is incomplete: attempts are assessed one after the other.
    outcomes = [numbers.choice(("referral", "pass")) for _ in range(length - 1)]
    outcomes.append(numbers.choice(("pass", "pass", "referral", "incomplete")))
    return [
        Step(
            outcome,
            numbers.choice(("", "", "Agreed", "Agreed", "Pass", "Referral", "Not agreed")),
            dated=numbers.random() < 0.8,
            declared=numbers.choice((None, None, Authenticity.SIGNED, Authenticity.MISSING, Authenticity.CONCERNS)),
            record_missing=numbers.random() < 0.1,
            draft=numbers.random() < 0.1,
        )
        for outcome in outcomes
    ]


def word_alone(step: Step, *, waits: bool) -> str:
    """The standing of an attempt by itself, reckoned from the words of the rule and not from the code."""
    if step.outcome == "incomplete":
        return "incomplete"
    if step.record_missing:
        return "record_missing"
    if step.declared in (Authenticity.MISSING, Authenticity.CONCERNS):
        return "authenticity_missing"
    against = {"pass": ("Referral", "Not agreed"), "referral": ("Pass", "Not agreed")}[step.outcome]
    if step.iqa in against:
        return "held"
    if step.draft or (waits and not (step.iqa and step.dated)):
        return "provisional"
    return "confirmed"


def reckoned(steps: list[Step], *, waits: bool) -> tuple[list[str], int | None, int | None]:
    """The standings of all attempts, and the numbers of those that count now, and will count once confirmed.

    A later attempt takes the place of an earlier one, unless the earlier one passed and the later did not, or the
    earlier one passed for good and the later is not final. Of passes with the same grade, the latest counts.
    """
    alone = [word_alone(step, waits=waits) for step in steps]
    words = list(alone)
    for i, step in enumerate(steps):
        for j in range(i + 1, len(steps)):
            lower = step.outcome == "pass" and steps[j].outcome != "pass"
            stands = step.outcome == "pass" and alone[i] == "confirmed" and alone[j] != "confirmed"
            if not lower and not stands:
                words[i] = "superseded"
    passes = [number for number, step in enumerate(steps, start=1) if step.outcome == "pass"]
    now = [number for number in passes if words[number - 1] == "confirmed"]
    later = [number for number in passes if words[number - 1] in ("confirmed", "provisional")]
    return words, max(now, default=None), max(later, default=None)


def attempts_of(steps: list[Step]) -> list[MarkedAttempt]:
    return [
        dataclasses.replace(
            marked(MARKS[step.outcome], attempt=number),
            iqa_decision=step.iqa,
            iqa_on=CHECKED if step.iqa and step.dated else None,
        )
        for number, step in enumerate(steps, start=1)
    ]


@pytest.mark.parametrize("waits", [False, True], ids=["at once", "after IQA"])
def test_random_histories_stand_as_reckoned_by_hand(waits: bool, thorough: int) -> None:
    numbers, seen = random.Random(14), set[str]()
    policies = Policies(carry_over=False, attempts_allowed=3, feedback="after iqa" if waits else "at once")
    for _ in range(thorough * 600):
        steps = history(numbers)
        results = assess_attempts(unit(), attempts_of(steps), policies)

        def known(result: AttemptResult, steps: list[Step] = steps) -> Circumstances:
            step = steps[result.attempt - 1]
            return Circumstances(
                policies,
                authenticity=step.declared,
                record_missing=step.record_missing,
                needs_approval=step.draft,
            )

        entries = standings_of(results, known)
        words, now, later = reckoned(steps, waits=waits)
        assert [entry.standing.value for entry in entries] == words, steps
        assert _number(earned(entries)) == now, steps
        assert _number(expected(entries)) == later, steps
        assert counting(entries).attempt == (now or _shown(steps)), steps
        seen |= set(words)
    assert seen >= {"superseded", "incomplete", "record_missing", "authenticity_missing", "held", "confirmed"}
    assert "provisional" in seen


def _number(entry: AttemptStanding | None) -> int | None:
    return entry.attempt if entry else None


def _shown(steps: list[Step]) -> int:
    """The attempt that lists show where none is passed for good: the latest pass, or the latest of all."""
    passes = [number for number, step in enumerate(steps, start=1) if step.outcome == "pass"]
    return passes[-1] if passes else len(steps)
