"""How each learner stands after what happened: another reading of docs/standing.md, docs/learners.md, docs/dates.md
and docs/schemes.md, which knows nothing of the program's.
"""

from __future__ import annotations

import dataclasses
import datetime

from tests.histories.story import (
    LADDER,
    NEEDED,
    PAPERS,
    TO_FEEDBACK,
    TO_RESUBMIT,
    Attempt,
    Decision,
    Paper,
    Person,
    Story,
)

LEAVERS = ("withdrawn", "deferred", "transferred")
GRADES = {"pass": "Pass", "referral": "Referral", "D": "Distinction", "M": "Merit", "P": "Pass", "U": "Unclassified"}
FLOORS = ("referral", "U")
RANK = {"": 0, "referral": 0, "U": 0, "pass": 1, "P": 1, "M": 2, "D": 3}
BANK_HOLIDAYS = {datetime.date(2026, 12, 25), datetime.date(2026, 12, 28), datetime.date(2027, 1, 1)}
DAY = datetime.timedelta(days=1)


@dataclasses.dataclass
class Stand:
    """How one attempt stands: what it comes to, by which revision, and how final that is."""

    attempt: int
    judgements: dict[str, int | str]
    """By criterion, what was judged in this attempt or an earlier one that it keeps."""
    kept_from: dict[str, int]
    """By criterion that this attempt did not judge, the attempt that did."""
    grade: str
    """The code of the grade; empty while a criterion is not judged."""
    capped_from: str
    revision: int
    decision: Decision | None
    """None where the work is in, and nothing of it marked."""
    received_on: datetime.date | None
    quality: str
    alone: str
    """The standing by itself, as its own documents say it."""
    standing: str = ""

    @property
    def passed(self) -> bool:
        return RANK[self.grade] > 0

    @property
    def assessed_on(self) -> datetime.date | None:
        return self.decision.assessed_on if self.decision else None


@dataclasses.dataclass
class InUnit:
    """A learner in a unit: all attempts that are in, and which one counts."""

    paper: Paper
    stands: list[Stand]
    counts: Stand | None
    earned: Stand | None
    expected: Stand | None


@dataclasses.dataclass
class Reckoned:
    """A learner in the qualification."""

    person: Person
    units: dict[str, InUnit]
    credits: int
    later: int
    """Credits that only have to be confirmed."""

    @property
    def achieved(self) -> bool:
        return self.credits >= NEEDED


def reckon(story: Story, person: Person, day: datetime.date | None = None) -> Reckoned:
    """How a learner stands now, or by what was decided until a day: what feedback of that day tells of credits."""
    units = {paper.reference: _in_unit(story, person, paper, day) for paper in PAPERS}
    credits = sum(unit.paper.credits for unit in units.values() if unit.earned)
    later = sum(unit.paper.credits for unit in units.values() if unit.expected and not unit.earned)
    return Reckoned(person, units, credits, later)


def _in_unit(story: Story, person: Person, paper: Paper, day: datetime.date | None) -> InUnit:
    stands: list[Stand] = []
    for number, attempt in enumerate(person.attempts[paper.reference], start=1):
        stands.append(_stand(story, person, paper, number, attempt, stands[-1] if stands else None))
    stands = [entry for entry in stands if not (day and entry.assessed_on and entry.assessed_on > day)]
    for position, earlier in enumerate(stands):
        if earlier.standing != "withdrawn" and any(_replaces(later, earlier) for later in stands[position + 1 :]):
            earlier.standing = "superseded"
    confirmed = [entry for entry in stands if entry.passed and entry.standing == "confirmed"]
    to_come = [entry for entry in stands if entry.passed and entry.standing in ("confirmed", "provisional")]
    left = [entry for entry in stands if entry.standing != "withdrawn"]
    earned, expected = _best(confirmed), _best(to_come)
    return InUnit(paper, stands, earned or _best(left) or _best(stands), earned, expected)


def _best(stands: list[Stand]) -> Stand | None:
    """The highest grade; of several, and without any grade, the latest attempt."""
    return max(stands, key=lambda entry: (RANK[entry.grade], entry.attempt), default=None)


def _replaces(later: Stand, earlier: Stand) -> bool:
    if later.decision is None or later.standing == "withdrawn":
        return False
    if earlier.passed and earlier.standing == "confirmed" and later.standing != "confirmed":
        return False
    return RANK[later.grade] >= RANK[earlier.grade]


def _stand(story: Story, person: Person, paper: Paper, number: int, attempt: Attempt, before: Stand | None) -> Stand:
    read = [_judged(paper, number, decision, before) for decision in attempt.revisions]
    complete = [at for at, (judgements, _) in enumerate(read) if set(judgements) == set(paper.criteria)]
    at = (complete or range(len(read)))[-1] if read else None
    decision = attempt.revisions[at] if at is not None else None
    judgements, kept = read[at] if at is not None else _judged(paper, number, Decision({}), before)
    grade = _grade(paper, judgements)
    capped_from = ""
    if paper is LADDER and number == 3 and RANK[grade] > RANK["P"]:
        grade, capped_from = "P", grade
    quality = _quality(story, decision, grade)
    stand = Stand(
        number, judgements, kept, grade, capped_from, (at or 0) + 1, decision, attempt.received_on, quality, ""
    )
    stand.alone = _word(story, person, paper, stand)
    stand.standing = "withdrawn" if _has_left(person, stand) else stand.alone
    return stand


def _judged(
    paper: Paper, number: int, decision: Decision, before: Stand | None
) -> tuple[dict[str, int | str], dict[str, int]]:
    """What an attempt has of each criterion: its own judgement; or what stays of the attempt before."""
    judgements, kept = dict(decision.judgements), dict[str, int]()
    for criterion in paper.criteria:
        if criterion in judgements or before is None or criterion not in before.judgements:
            continue
        # What was met stays; so does what a retake, of Pass criteria alone, does not cover.
        if is_met(paper, criterion, before.judgements[criterion]) or not _covers(paper, number, criterion):
            judgements[criterion] = before.judgements[criterion]
            kept[criterion] = before.kept_from.get(criterion, before.attempt)
    return judgements, kept


def _covers(paper: Paper, number: int, criterion: str) -> bool:
    return paper is not LADDER or number < 3 or paper.criteria[criterion] == "P"


def is_met(paper: Paper, criterion: str, judged: int | str) -> bool:
    worth = paper.criteria[criterion]
    return judged * 2 >= worth if isinstance(judged, int) and isinstance(worth, int) else judged == "y"


def open_criteria(paper: Paper, number: int, before: Stand | None) -> list[str]:
    """The criteria that an attempt is to judge."""
    return [
        criterion
        for criterion in paper.criteria
        if before is None
        or (_covers(paper, number, criterion) and not is_met(paper, criterion, before.judgements[criterion]))
    ]


def _grade(paper: Paper, judgements: dict[str, int | str]) -> str:
    if set(judgements) != set(paper.criteria):
        return ""
    met = {criterion for criterion, judged in judgements.items() if is_met(paper, criterion, judged)}
    if paper is not LADDER:
        return "pass" if met == set(paper.criteria) else "referral"
    for grade, asked in (("D", "PMD"), ("M", "PM"), ("P", "P")):
        if all(criterion in met for criterion, tier in paper.criteria.items() if str(tier) in asked):
            return grade
    return "U"


def _quality(story: Story, decision: Decision | None, grade: str) -> str:
    settled = decision and grade
    if settled and decision and decision.iqa_decision == "Not agreed":
        return "disagreed"
    if settled and decision and decision.iqa_decision == "Agreed" and decision.iqa_on:
        return "agreed"
    if not story.waits:
        return "not required"
    return "sampled" if decision and (decision.iqa_decision or decision.iqa_on) else "awaiting"


def _word(story: Story, person: Person, paper: Paper, stand: Stand) -> str:
    if story.disputed == (person.number, paper.reference):
        return "unreadable"
    if stand.decision is None:
        return "submitted"
    if not stand.grade:
        return "incomplete"
    if lacks_declaration(story, paper, person.attempts[paper.reference][stand.attempt - 1]):
        return "authenticity_missing"
    if stand.quality == "disagreed":
        return "held"
    return "provisional" if stand.quality in ("awaiting", "sampled") else "confirmed"


def lacks_declaration(story: Story, paper: Paper, attempt: Attempt) -> bool:
    """Whether declarations for the assignment come back, and none for this attempt has."""
    attempts = (entry for person in story.people for entry in person.attempts[paper.reference])
    asked = any(entry.declaration for entry in attempts if entry.cohort == attempt.cohort)
    return asked and attempt.declaration is None


def _has_left(person: Person, stand: Stand | None) -> bool:
    """Whether what an attempt comes to was not decided when its learner left."""
    if person.status not in LEAVERS:
        return False
    return stand is None or not stand.grade or not was_active_on(person, stand.assessed_on)


def was_active_on(person: Person, day: datetime.date | None) -> bool:
    return not person.status or not person.status_from or day is None or day < person.status_from


def may_follow(unit: InUnit) -> int:
    """The number of the attempt that may follow the latest one; 0 for none."""
    if not unit.stands:
        return 1
    last = unit.stands[-1]
    if last.decision is None or not last.grade or last.attempt >= unit.paper.attempts:
        return 0
    if unit.paper is LADDER and last.attempt == 1:
        return 2 if last.grade != "D" else 0
    return last.attempt + 1 if last.grade in FLOORS else 0


def resubmit_by(story: Story, person: Person, unit: InUnit) -> datetime.date | None:
    """By when the attempt after the latest one has to be in."""
    last = unit.stands[-1] if unit.stands else None
    number = may_follow(unit)
    if last is None or not number:
        return None
    if agreed := extension(person, unit.paper.reference, number):
        return agreed
    date = last.assessed_on or story.due[person.home]
    if unit.paper is not LADDER:
        date += TO_RESUBMIT * DAY
        while date.weekday() >= 5:
            date += DAY
        return date
    if number == 3:
        return None
    for _ in range(15):
        date += DAY
        while date.weekday() >= 5 or date in BANK_HOLIDAYS:
            date += DAY
    return date


def extension(person: Person, unit: str, attempt: int) -> datetime.date | None:
    """The new date of an attempt; of several, the one that was agreed last."""
    found = [entry for entry in person.more_time if (entry.unit, entry.attempt) == (unit, attempt)]
    return max(found, key=lambda entry: entry.agreed_on).until if found else None


def due_on(story: Story, person: Person, unit: InUnit, attempt: int) -> datetime.date | None:
    """When an attempt that is in was due."""
    if attempt == 1:
        return extension(person, unit.paper.reference, 1) or story.due[person.home]
    before = dataclasses.replace(unit, stands=unit.stands[: attempt - 1])
    return resubmit_by(story, person, before)


def due(story: Story, person: Person, unit: InUnit) -> tuple[str, datetime.date | None]:
    """What is due next in a unit, and when; an empty text for nothing."""
    nothing = ("", None)
    if person.status or story.disputed == (person.number, unit.paper.reference):
        return nothing
    if not unit.stands:
        return "submission", extension(person, unit.paper.reference, 1) or story.due[person.home]
    last = unit.stands[-1]
    if last.decision is None or not last.grade:
        return "feedback", last.received_on + TO_FEEDBACK * DAY if last.received_on else None
    if last.quality == "disagreed" or last.standing == "withdrawn" or last.grade not in FLOORS:
        return nothing
    date = resubmit_by(story, person, unit)
    return ("resubmission", date) if date else nothing


def shown(story: Story, person: Person, unit: InUnit, stand: Stand | None) -> str:
    """How lists say the standing of an attempt, or of who has none."""
    not_marked = "Not assessed yet" if unit.paper is LADDER else "Not marked yet"
    if story.disputed == (person.number, unit.paper.reference):
        return "Marks in doubt"
    if stand is None:
        return "Withdrawn" if _has_left(person, None) else not_marked
    if stand.standing == "withdrawn":
        return "Withdrawn"
    if stand.decision is None:
        return f"Submitted, {not_marked.lower()}"
    if not stand.grade:
        return "Incomplete"
    word = GRADES[stand.grade]
    beside = {"provisional": "provisional", "authenticity_missing": "authenticity missing"}.get(stand.standing)
    return "Held" if stand.standing == "held" else f"{word}, {beside}" if beside else word
