"""The steps of a history: each edits what a person of the centre edits, where that can happen now."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from random import Random
from typing import TypeVar

from tests.histories.published import digest, results_on_file
from tests.histories.reckoning import InUnit, Reckoned, Stand, may_follow, open_criteria, reckon
from tests.histories.story import (
    DUE_ON,
    OWN,
    SPRING,
    Attempt,
    Decision,
    MoreTime,
    Person,
    Story,
    begin_cohort,
    blank_sheet,
    forget_output,
    judge,
    signed_declaration,
    write_files,
)

DAY = datetime.timedelta(days=1)
SURNAMES = ("Okoro", "Price", "Lindqvist", "Ní Bhriain", "Ahmed", "de Souza", "Jones")


class CannotBe(Exception):
    """There is nobody to whom this can happen now."""


def go_on(story: Story, chance: Random) -> str:
    """Let one more thing happen, a day or more later; return it in words."""
    story.day += chance.randint(1, 3) * DAY
    if story.disputed and chance.random() < 0.6:
        said = settle(story, chance)
    else:
        while True:
            step = chance.choices(list(STEPS), list(STEPS.values()))[0]
            try:
                said = step(story, chance)
                break
            except CannotBe:
                continue
    story.told.append(f"{story.day}: {said}")
    write_files(story)
    return said


T = TypeVar("T")


def _pick(chance: Random, of: list[T]) -> T:
    if not of:
        raise CannotBe
    return chance.choice(of)


def _in_doubt(story: Story, person: Person) -> bool:
    return story.disputed is not None and story.disputed[0] == person.number


def _whole(story: Story, chance: Random, *, active: bool = True) -> tuple[Person, InUnit]:
    """Somebody and a unit whose marks nobody doubts."""
    found = [
        (person, unit)
        for person in story.people
        if not (active and person.status)
        for unit in reckon(story, person).units.values()
        if not _in_doubt(story, person)
    ]
    return _pick(chance, found)


def _marked(
    story: Story, chance: Random, fits: Callable[[Stand], bool], *, active: bool = True
) -> tuple[Person, InUnit, Stand]:
    """Somebody's latest attempt at a unit, of which something is marked and nothing is in doubt."""
    found = [
        (person, unit, unit.stands[-1])
        for person in story.people
        if not (active and person.status) and not _in_doubt(story, person)
        for unit in reckon(story, person).units.values()
        if unit.stands and unit.stands[-1].decision and fits(unit.stands[-1])
    ]
    return _pick(chance, found)


def _latest(person: Person, unit: InUnit) -> Attempt:
    return person.attempts[unit.paper.reference][-1]


def receive(story: Story, chance: Random) -> str:
    person, unit = _whole(story, chance)
    number = may_follow(unit)
    if not number or (unit.stands and unit.stands[-1].quality == "disagreed"):
        raise CannotBe
    person.attempts[unit.paper.reference].append(Attempt(person.number, received_on=story.day, cohort=person.home))
    return f"attempt {number} of {person.name} at {unit.paper.reference} is in"


def declare(story: Story, chance: Random) -> str:
    """A declaration comes back signed: with the work, or after it was marked."""
    if not story.declares:
        raise CannotBe
    person, unit = _whole(story, chance)
    attempts = person.attempts[unit.paper.reference]
    number = len(attempts) if attempts and not attempts[-1].declaration else may_follow(unit)
    if not number:
        raise CannotBe
    signed = signed_declaration(story, person, unit.paper.reference, number)
    if signed is None:
        raise CannotBe
    if number > len(attempts):
        attempts.append(Attempt(person.number, cohort=person.home))
    attempts[number - 1].declaration = signed
    return f"the declaration of {person.name} ({person.number}) for attempt {number} at {unit.paper.reference} is in"


def mark(story: Story, chance: Random) -> str:
    """An attempt is marked, in the list or on the sheet that went out."""
    person, unit = _whole(story, chance)
    reference = unit.paper.reference
    attempts = person.attempts[reference]
    waits = bool(attempts) and not attempts[-1].revisions
    number = len(attempts) if waits else may_follow(unit)
    stands = unit.stands[: number - 1] if number else []
    if not number or (stands and stands[-1].quality == "disagreed"):
        raise CannotBe
    criteria = open_criteria(unit.paper, number, stands[-1] if stands else None)
    outcome = chance.choice(("all", "all", "some", "some", "part"))
    decision = Decision(judge(chance, unit.paper, criteria, outcome), story.day, chance.choice(("", "Clear.")))
    if not decision.judgements:
        raise CannotBe
    if outcome == "part" and chance.random() < 0.5:
        decision.assessed_on = None
    if not waits:
        attempts.append(Attempt(person.number, cohort=person.home))
    attempts[-1].revisions.append(decision)
    way = "in the list"
    if chance.random() < 0.4:
        attempts[-1].sheet = blank_sheet(story, person, reference, number)
        way = "on a sheet" if attempts[-1].sheet else way
        attempts[-1].number_then = person.number
    return f"attempt {number} of {person.name} ({person.number}) at {reference} is marked {way}: {decision.judgements}"


def complete(story: Story, chance: Random) -> str:
    """What was left empty is marked."""
    person, unit, stand = _marked(story, chance, lambda stand: not stand.grade)
    before = unit.stands[-2] if len(unit.stands) > 1 else None
    decision = _latest(person, unit).revisions[-1]
    left = [name for name in open_criteria(unit.paper, stand.attempt, before) if name not in decision.judgements]
    decision.judgements.update(judge(chance, unit.paper, left, chance.choice(("all", "some"))))
    decision.assessed_on = story.day
    return f"attempt {stand.attempt} of {person.name} at {unit.paper.reference} is marked in full"


def type_over(story: Story, chance: Random) -> str:
    """A judgement or comment is typed over, without a revision."""
    person, unit, _ = _marked(story, chance, lambda _: True)
    decision = _latest(person, unit).revisions[-1]
    if chance.random() < 0.4:
        decision.comment = chance.choice(("Clear.", "Say more.", "With examples.", ""))
        return f"the comments on {person.name} at {unit.paper.reference} are {decision.comment!r}"
    criterion = chance.choice(sorted(decision.judgements))
    decision.judgements.update(judge(chance, unit.paper, [criterion], chance.choice(("all", "some"))))
    return f"{criterion} of {person.name} at {unit.paper.reference} is {decision.judgements[criterion]}"


def check(story: Story, chance: Random) -> str:
    """The IQA decides, or only looks."""
    person, unit, stand = _marked(story, chance, lambda stand: bool(stand.grade), active=False)
    if chance.random() < 0.15:
        stand = unit.stands[0]  # an earlier attempt is looked at after a later one
    decision = stand.decision
    assert decision
    decision.iqa_decision = chance.choice(("Agreed", "Agreed", "Agreed", "Not agreed", "Not agreed", ""))
    decision.iqa_on = story.day if chance.random() < 0.85 else None
    said = f"{decision.iqa_decision!r} {decision.iqa_on}"
    return f"the IQA on attempt {stand.attempt} of {person.name} at {unit.paper.reference}: {said}"


def agree(story: Story, chance: Random) -> str:
    """What was held is settled by the IQA."""
    person, unit, stand = _marked(story, chance, lambda stand: stand.quality == "disagreed", active=False)
    assert stand.decision
    stand.decision.iqa_decision, stand.decision.iqa_on = "Agreed", story.day
    return f"the IQA agrees after all on {person.name} at {unit.paper.reference}"


def revise(story: Story, chance: Random) -> str:
    """The assessor corrects a decision, with a number, a day and a reason."""
    person, unit, stand = _marked(story, chance, lambda stand: bool(stand.grade))
    attempt = _latest(person, unit)
    judgements = dict(attempt.revisions[stand.revision - 1].judgements)
    for criterion in chance.sample(sorted(judgements), chance.randint(1, len(judgements))):
        judgements.update(judge(chance, unit.paper, [criterion], chance.choice(("all", "some"))))
    if len(judgements) > 1 and chance.random() < 0.1:
        del judgements[chance.choice(sorted(judgements))]
    comment, reason = attempt.revisions[-1].comment, "Added up wrongly"
    attempt.revisions.append(Decision(judgements, stand.assessed_on, comment, revised_on=story.day, reason=reason))
    return f"revision {len(attempt.revisions)} of {person.name} at {unit.paper.reference}: {judgements}"


def take_back(story: Story, chance: Random) -> str:
    """The latest attempt was somebody else's: what is recorded of it is taken out."""
    person, unit, stand = _marked(story, chance, lambda _: True)
    person.attempts[unit.paper.reference].pop()
    return f"attempt {stand.attempt} of {person.name} at {unit.paper.reference} is taken back"


def rename(story: Story, chance: Random) -> str:
    person = _pick(chance, story.people)
    before, person.last = person.name, chance.choice([name for name in SURNAMES if name != person.last])
    if before not in person.former_names:
        person.former_names.append(before)
    person.former_names = [name for name in person.former_names if name != person.name]
    return f"{before} ({person.number}) is {person.name} now"


def renumber(story: Story, chance: Random) -> str:
    person = _pick(chance, [entry for entry in story.people if not _in_doubt(story, entry)])
    before, person.number = person.number, f"{story.next_number:07}"
    story.next_number += 1
    person.former_numbers.append(before)
    return f"{person.name}, {before}, has the number {person.number}"


def leave(story: Story, chance: Random) -> str:
    here = [entry for entry in story.people if not entry.status and not _in_doubt(story, entry)]
    person = _pick(chance, [entry for entry in here if len(entry.cohorts) == 1])
    person.status = chance.choice(("withdrawn", "withdrawn", "deferred", "transferred", "completed"))
    person.status_from = story.day - chance.choice((0, 0, 3, 10)) * DAY
    return f"{person.name} ({person.number}) is {person.status} from {person.status_from}"


def come_back(story: Story, chance: Random) -> str:
    person = _pick(chance, [entry for entry in story.people if entry.status])
    person.status, person.status_from = "", None
    return f"{person.name} ({person.number}) is back"


def give_time(story: Story, chance: Random) -> str:
    person, unit = _whole(story, chance)
    number = may_follow(unit)
    if not number or len(person.cohorts) > 1:
        raise CannotBe
    until = max(story.day, DUE_ON) + chance.randint(5, 20) * DAY
    agreed_on = story.day if number > 1 or story.day <= DUE_ON else DUE_ON
    new = MoreTime(person.number, unit.paper.reference, number, until, agreed_on)
    if any((entry.unit, entry.attempt, entry.agreed_on) == (new.unit, number, agreed_on) for entry in person.more_time):
        raise CannotBe
    person.more_time.append(new)
    return f"{person.name} ({person.number}) has until {until} for attempt {number} at {unit.paper.reference}"


def join(story: Story, chance: Random) -> str:
    if len(story.people) > 5:
        raise CannotBe
    person = story.join(chance.choice(("Ifan", "Rhys", "Ada")), chance.choice(SURNAMES), chance.choice(list(story.due)))
    return f"{person.name} ({person.number}) joins"


def strike(story: Story, chance: Random) -> str:
    """Somebody takes a learner's row out of the register, and all that is recorded of them."""
    person = _pick(chance, [entry for entry in story.people if not _in_doubt(story, entry)])
    if len(story.people) < 4:
        raise CannotBe
    story.people.remove(person)
    return f"{person.name} ({person.number}) is taken out of the register"


def edit(story: Story, chance: Random) -> str:
    """Somebody types into a document in the output."""
    path = _pick(chance, [path for path in results_on_file(story.root) if path not in story.edited])
    file = story.root / "output/acme" / path
    file.write_bytes(file.read_bytes() + b" ")
    story.edited[path] = digest(file)
    return f"somebody edited {path}"


def enrol(story: Story, chance: Random) -> str:
    """A learner goes on in a cohort of their own, which begins with the first of them."""
    if not story.has_cohorts:
        raise CannotBe
    here = [entry for entry in story.people if not entry.status and not entry.more_time and SPRING not in entry.cohorts]
    person = _pick(chance, [entry for entry in here if not _in_doubt(story, entry)])
    if SPRING not in story.due:
        begin_cohort(story)
    person.cohorts.append(SPRING)
    return f"{person.name} ({person.number}) is in the spring cohort as well"


def doubt(story: Story, chance: Random) -> str:
    """Another list says something else of the same attempt."""
    if story.disputed:
        raise CannotBe
    person, unit, _ = _marked(story, chance, lambda stand: stand.decision is not None)
    if not _latest(person, unit).revisions[-1].judgements or person.cohorts != [OWN]:
        raise CannotBe
    story.disputed = (person.number, unit.paper.reference)
    return f"two lists disagree on {person.name} ({person.number}) at {unit.paper.reference}"


def settle(story: Story, chance: Random) -> str:  # noqa: ARG001 - called as the other steps are
    if not story.disputed:
        raise CannotBe
    number, reference = story.disputed
    story.disputed = None
    return f"the other list on {number} at {reference} is gone"


def claim(story: Story, chance: Random) -> str:
    reckoned: list[Reckoned] = [reckon(story, person) for person in story.people if not person.claimed_on]
    person = _pick(chance, [entry.person for entry in reckoned if entry.credits])
    person.claimed_on = story.day
    return f"{person.name} ({person.number}) was claimed for"


def delete_output(story: Story, chance: Random) -> str:  # noqa: ARG001 - called as the other steps are
    if story.disputed or story.edited or any(person.status for person in story.people):
        raise CannotBe
    forget_output(story)
    return "the output is deleted"


STEPS: dict[Callable[[Story, Random], str], int] = {
    mark: 30, complete: 8, type_over: 6, check: 22, agree: 8, revise: 8, take_back: 2, rename: 4, renumber: 5,
    leave: 5, come_back: 4, give_time: 5, receive: 5, join: 3, doubt: 3, settle: 3, claim: 3, delete_output: 2,
    declare: 14, strike: 1, edit: 1, enrol: 6,
}  # fmt: skip
"""What can happen, and how often."""
