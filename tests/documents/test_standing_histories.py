"""Random histories of two learners, and after each step every list and document against a reckoning of its own.

The reckoning knows nothing of the code that it checks: it goes by what happened, in plain words.
"""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections.abc import Mapping

import pytest

from markpack.assessment.cohort import assess_cohort
from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.catalogue.status import LearnerStatus, employer_status
from markpack.documents.claim.builder import build_claim
from markpack.documents.results.builder import build_results
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.marks import MarkedAttempt
from tests.samples import learner, marked, setting, unit

Marks = Mapping[str, int | str | None]
PASSES: Marks = {"1.1": 20, "1.2": 12, "2.1": 20, "2.2": 20}
REFERRAL: Marks = {**PASSES, "1.2": 2}
MARKS: Mapping[str, Marks] = {"Pass": PASSES, "Referral": REFERRAL, "Incomplete": {"1.1": 20}}
DAY = datetime.date(2026, 11, 9)
PEOPLE = {"0012345": learner(), "ABC123": learner("ABC123", "Rhys", "Jones")}


@dataclasses.dataclass
class Decision:
    """One revision of an attempt: what the assessor decided, and the IQA's answer (empty, or one of three words)."""

    outcome: str
    iqa: str = ""


@dataclasses.dataclass
class Story:
    """What has happened to one learner: their attempts, each with its revisions, and for which a declaration is in."""

    attempts: list[list[Decision]] = dataclasses.field(default_factory=list)
    declared: set[int] = dataclasses.field(default_factory=set)

    def counts(self, attempt: int) -> Decision:
        """The highest complete revision, or the highest of those that are not."""
        revisions = self.attempts[attempt - 1]
        complete = [entry for entry in revisions if entry.outcome != "Incomplete"]
        return (complete or revisions)[-1]

    def go_on(self, chance: random.Random, *, declares: bool) -> None:
        """Let one more thing happen that can happen now."""
        last = len(self.attempts)
        can = ["declare"] if declares else []
        if last:
            can += ["iqa", "iqa", "revise"]
        # The next attempt follows a referral, and there are two.
        if last == 0 or (last == 1 and self.counts(1).outcome == "Referral"):
            can += ["mark", "mark", "mark"]
        match chance.choice(can):
            case "mark":
                self.attempts.append([Decision(chance.choice(("Pass", "Pass", "Referral", "Incomplete")))])
            case "iqa":
                self.counts(last).iqa = chance.choice(("Agreed", "Agreed", "Not agreed", ""))
            case "revise":
                outcomes = ("Pass", "Referral", "Incomplete") if self.counts(last).outcome == "Incomplete" else MARKS
                self.attempts[-1].append(Decision(chance.choice(tuple(outcomes))))
            case "declare":
                self.declared.add(chance.randint(1, max(1, last)))


def word(story: Story, attempt: int, *, waits: bool, declares: bool) -> str:
    """The standing of an attempt that is marked, by itself."""
    decision = story.counts(attempt)
    if decision.outcome == "Incomplete":
        return "incomplete"
    if declares and attempt not in story.declared:
        return "authenticity_missing"
    if decision.iqa == "Not agreed":
        return "held"
    return "provisional" if waits and decision.iqa != "Agreed" else "confirmed"


def in_lists(decision: Decision, standing: str) -> str:
    return {
        "incomplete": "Incomplete",
        "authenticity_missing": f"{decision.outcome}, authenticity missing",
        "held": "Held",
        "provisional": f"{decision.outcome}, provisional",
        "confirmed": decision.outcome,
    }[standing]


def inputs(stories: Mapping[str, Story], *, waits: bool) -> PackInputs:
    place = setting(feedback="after iqa" if waits else "at once", carry_over=False)
    attempts: list[MarkedAttempt] = [
        dataclasses.replace(
            marked(MARKS[decision.outcome], learner=registration, attempt=number),
            iqa_decision=decision.iqa,
            iqa_on=DAY if decision.iqa else None,
            revision=revision,
            revised_on=DAY if revision > 1 else None,
            revision_reason="Looked at again" if revision > 1 else "",
        )
        for registration, story in stories.items()
        for number, revisions in enumerate(story.attempts, start=1)
        for revision, decision in enumerate(revisions, start=1)
    ]
    declared = [
        ReturnedDeclaration(registration, "9999-101", attempt, True, "", (), {})
        for registration, story in stories.items()
        for attempt in sorted(story.declared)
    ]
    units = {place.unit.reference: place.unit}
    results = assess_cohort(place.context.assignments, units, attempts, place.centre.policies)
    return PackInputs([place], units, list(PEOPLE.values()), results, declarations=declared)


def check(stories: Mapping[str, Story], *, waits: bool) -> set[str]:
    """Compare what is said of both learners with what is reckoned; return the standings that there were."""
    cohort = inputs(stories, waits=waits)
    declares = any(story.declared for story in stories.values())
    documents = list_documents(cohort)
    table = {entry.registration: entry for entry in build_results(cohort).learners}
    listed: Mapping[str, LearnerStatus] = {
        entry.registration: entry for entry in employer_status(cohort, [], {}, {}).assignments[0].learners
    }
    claim = build_claim([cohort], cohort.settings[0].centre, left_out=(), is_whole=True, closing={})
    can, cannot = ([entry.learner.registration for entry in found] for found in (claim.units, claim.open_units))
    seen = set()
    for registration, story in stories.items():
        words = [word(story, number, waits=waits, declares=declares) for number in range(1, len(story.attempts) + 1)]
        passed = [number for number, standing in enumerate(words, start=1) if story.counts(number).outcome == "Pass"]
        now = [number for number in passed if words[number - 1] == "confirmed"]
        told, status = table[registration], listed[registration]
        # Credits: of what is confirmed alone; beside them what only has to be confirmed.
        assert told.credits == (2 if now else 0)
        later = [number for number in passed if words[number - 1] == "provisional"]
        assert told.when_confirmed == ("2 more when confirmed" if later and not now else "")
        assert (told.qualification == "Achieved") is bool(now)
        assert told.achieved is bool(now)
        # The claim: each learner once, where it can be made or where it cannot.
        assert (can.count(registration), cannot.count(registration)) == ((1, 0) if now else (0, 1))
        # Words: of the attempt that counts, which here is always the last one that is marked.
        if words:
            shown = in_lists(story.counts(len(words)), words[-1])
            assert told.units[0].word == shown, stories
            assert told.units[0].standing.value == words[-1]
            if len(words) + 1 not in story.declared:
                assert (status.outcome, status.standing, status.attempt) == (shown, words[-1], len(words))
        else:
            is_in = 1 in story.declared
            assert told.units[0].word == ("Submitted, not marked yet" if is_in else "Not marked yet")
            assert status.standing == ("submitted" if is_in else "not_submitted")
        # Documents: a completed sheet of every attempt, feedback on each that is not held, a certificate if earned.
        own = {(entry.kind, entry.attempt) for entry in documents if entry.learner == registration}
        disputed = {number for number in range(1, len(words) + 1) if story.counts(number).iqa == "Not agreed"}
        disputed -= {number for number in disputed if story.counts(number).outcome == "Incomplete"}
        numbers = set(range(1, len(words) + 1))
        assert {attempt for kind, attempt in own if kind is Kind.COMPLETED} == numbers
        assert {attempt for kind, attempt in own if kind is Kind.FEEDBACK} == numbers - disputed, stories
        assert any(kind is Kind.CERTIFICATE for kind, _ in own) is bool(now)
        seen |= set(words)
    return seen


@pytest.mark.parametrize("waits", [False, True], ids=["at once", "after IQA"])
def test_after_each_step_all_lists_and_documents_say_what_is_reckoned(waits: bool, thorough: int) -> None:
    assert unit().credits == 2
    chance, seen = random.Random(1214), set[str]()
    for number in range(thorough * 12):
        stories = {registration: Story() for registration in PEOPLE}
        for _ in range(6):
            stories[chance.choice(tuple(PEOPLE))].go_on(chance, declares=number % 3 == 0)
            seen |= check(stories, waits=waits)
    assert seen >= {"confirmed", "held", "incomplete", "authenticity_missing"} | ({"provisional"} if waits else set())
