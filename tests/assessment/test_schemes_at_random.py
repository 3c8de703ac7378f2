"""Random sets of judgements for each scheme, and its rules beside another reading of them.

The other reading knows nothing of the program's: it takes judgements as letters and numbers, and tries out grades from
the highest down, where the program builds them up from the lowest.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

import pytest

from markpack.assessment.attempt_rules import attempt_rules, next_attempt
from markpack.assessment.attempts import assess_attempts
from markpack.assessment.open_criteria import kept_criteria
from markpack.documents.feedback.builder import build_feedback_report
from markpack.documents.mark_sheet.builder import build_blank_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.inputs.scheme_files import read_schemes
from markpack.inputs.starter import starter
from markpack.model.centre import Policies
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.scheme import Judgement, Scheme
from markpack.model.unit import Criterion, LearningOutcome, Unit
from tests.samples import alone, learner, setting
from tests.samples import unit as a_unit

SETS = 2_000
SCHEMES = read_schemes(starter()).schemes
OPEN_TIERS = {"btec-nationals": ("PMD", "PMD", "P"), "btec-highers": ("PMD", "P")}
"""The tiers that can count in each attempt, as the awarding organisation's guidance has it."""
Entry = int | str | None
"""A mark, y (met), n (not met), x (not attempted), a level, or None: not judged."""


def unit_under(scheme: Scheme, shape: Sequence[Sequence[tuple[str, int | None]]]) -> Unit:
    """A unit of sections, each of criteria with a tier and marks."""
    outcomes = tuple(
        LearningOutcome(
            id=str(number),
            title="Do it",
            criteria=tuple(
                Criterion(id=f"{number}.{place}", verb="Do", text="Do it", tier=tier, marks=marks)
                for place, (tier, marks) in enumerate(section, start=1)
            ),
        )
        for number, section in enumerate(shape, start=1)
    )
    return a_unit().model_copy(update={"outcomes": outcomes}).under(scheme)


def recorded(entry: Entry, scheme: Scheme) -> CriterionMark:
    if entry == "x":
        return CriterionMark(not_attempted=True)
    if isinstance(entry, int):
        return CriterionMark(mark=Fraction(entry))
    if entry is None:
        return CriterionMark(comment="Seen")
    if scheme.judgement is Judgement.LEVELS:
        return CriterionMark(level=entry)
    return CriterionMark(decision=Outcome.PASS if entry == "y" else Outcome.REFERRAL)


def attempt_at(unit: Unit, number: int, entries: Mapping[str, Entry]) -> MarkedAttempt:
    criteria = {id_: recorded(entry, unit.scheme) for id_, entry in entries.items()}
    return MarkedAttempt("0012345", unit.reference, number, criteria)


# The other reading


def by_ladder(tiers: Mapping[str, str], entries: Mapping[str, Entry]) -> str:
    if None in entries.values():
        return ""
    asked = {"D": "PMD", "M": "PM", "P": "P"}
    for grade in "DMP":
        wanted = [id_ for id_, tier in tiers.items() if tier in asked[grade]]
        if grade in tiers.values() and all(entries[id_] == "y" for id_ in wanted):
            return grade
    return "U"


def by_everything(entries: Mapping[str, Entry], marks: Mapping[str, int | None], words: tuple[str, str]) -> str:
    if None in entries.values():
        return ""
    met = [entry * 2 >= (marks[id_] or 0) if isinstance(entry, int) else entry == "y" for id_, entry in entries.items()]
    return words[all(met)]


def by_boundaries(entries: Mapping[str, Entry], marks: Mapping[str, int | None]) -> str:
    if None in entries.values():
        return ""
    earned: dict[str, int] = {}
    full: dict[str, int] = {}
    for id_, entry in entries.items():
        section = id_.split(".")[0]
        earned[section] = earned.get(section, 0) + (entry if isinstance(entry, int) else 0)
        full[section] = full.get(section, 0) + (marks[id_] or 0)
    if any(earned[section] * 100 < 40 * full[section] for section in full):
        return "U"
    share = sum(earned.values()) * 100
    return next((grade for grade, step in (("D", 80), ("M", 65), ("P", 50)) if share >= step * sum(full.values())), "U")


def random_shape(draw: random.Random, *, tiers: str, marks: bool) -> list[list[tuple[str, int | None]]]:
    """One to three sections of one to four criteria; somewhere the lowest tier."""
    shape: list[list[tuple[str, int | None]]] = [
        [
            (draw.choice(tiers) if tiers else "", draw.randint(1, 40) if marks else None)
            for _ in range(draw.randint(1, 4))
        ]
        for _ in range(draw.randint(1, 3))
    ]
    if tiers:
        shape[0][0] = (tiers[0], shape[0][0][1])
    return shape


def random_entry(draw: random.Random, scheme: Scheme, marks: int | None) -> Entry:
    """Mostly good work, so that every grade comes about."""
    if draw.random() < 0.02:
        return None
    if scheme.not_attempted and draw.random() < 0.03:
        return "x"
    if scheme.numbered and marks is not None:
        return draw.randint(0, marks) if draw.random() < 0.2 else draw.randint(marks * 2 // 5, marks)
    return "y" if draw.random() < 0.85 else "n"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_every_grade_is_what_another_reading_of_the_rules_makes_it(name: str, thorough: int) -> None:
    scheme, draw, found = SCHEMES[name], random.Random(name), set()
    tiers = "PMD" if scheme.rule.value == "ladder" else ""
    for _ in range(thorough * SETS // 20):
        unit = unit_under(scheme, random_shape(draw, tiers=tiers, marks=scheme.numbered))
        marks = {criterion.id: criterion.marks for criterion in unit.criteria}
        tier_of = {criterion.id: criterion.tier for criterion in unit.criteria}
        for _ in range(20):
            entries = {id_: random_entry(draw, scheme, worth) for id_, worth in marks.items()}
            (result,) = assess_attempts(unit, [attempt_at(unit, 1, entries)])
            if tiers:
                expected = by_ladder(tier_of, entries)
            elif name == "boundaries":
                expected = by_boundaries(entries, marks)
            else:
                expected = by_everything(entries, marks, (scheme.floor, scheme.codes[0]))
            assert result.grade == expected, (entries, marks, tier_of)
            outcome = Outcome.PASS if expected in scheme.codes else Outcome.REFERRAL
            assert result.outcome is (outcome if expected else Outcome.INCOMPLETE)
            found.add(expected)
    assert found == {"", *scheme.grades}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["btec-nationals", "btec-highers"])
def test_later_attempts_keep_what_is_met_and_are_capped(name: str, thorough: int) -> None:
    scheme, draw, capped = SCHEMES[name], random.Random(name), 0
    for _ in range(thorough * SETS // 4):
        unit = unit_under(scheme, random_shape(draw, tiers="PMD", marks=False))
        tier_of = {criterion.id: criterion.tier for criterion in unit.criteria}
        standing: dict[str, Entry] = {}
        attempts, expected = [], []
        for number, rule in enumerate(scheme.attempts, start=1):
            shown = {
                id_: random_entry(draw, scheme, None)
                for id_ in tier_of
                if number == 1 or (standing[id_] != "y" and tier_of[id_] in OPEN_TIERS[name][number - 1])
            }
            kept = {id_: entry for id_, entry in standing.items() if id_ not in shown}
            # A criterion that the attempt covers and that is not judged in it has no judgement.
            standing = {**kept, **shown}
            attempts.append(attempt_at(unit, number, {id_: entry for id_, entry in shown.items() if entry}))
            grade = by_ladder(tier_of, standing)
            expected.append("P" if rule.cap and grade in ("M", "D") else grade)
            capped += expected[-1] != grade
        results = assess_attempts(unit, attempts, Policies(attempts_allowed=1, carry_over=False))
        assert [result.grade for result in results] == expected, (tier_of, attempts)
    assert capped > 20


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_lists_and_sheets_open_what_can_count_in_an_attempt_and_nothing_else(name: str) -> None:
    scheme, draw = SCHEMES[name], random.Random(name)
    ladder = name in OPEN_TIERS
    for _ in range(20):
        unit = unit_under(scheme, random_shape(draw, tiers="PMD" if ladder else "", marks=scheme.numbered))
        place = setting(unit)
        form, policies = build_form(place), place.centre.policies
        first = {
            criterion.id: random_entry(draw, scheme, criterion.marks) or (0 if scheme.numbered else "n")
            for criterion in unit.criteria
        }
        (earlier,) = assess_attempts(unit, [attempt_at(unit, 1, first)], policies)
        for rule in attempt_rules(scheme, policies)[1:]:
            can_count = {
                criterion.id
                for criterion in unit.criteria
                if not is_met(first[criterion.id], criterion.marks, by_itself=name != "boundaries")
                and (not ladder or criterion.tier in OPEN_TIERS[name][rule.number - 1])
            }
            kept = {entry.criterion.id for entry in kept_criteria(earlier, rule)}
            assert first.keys() - kept == can_count
            if rule.number > 2 or next_attempt(policies, earlier) is None:
                continue
            blank = build_blank_sheet(form, place, learner(), earlier)
            assert {id_ for id_, field in form.awards.items() if field not in blank.values} == can_count
            report = build_feedback_report(place, learner(), earlier, None, partial(alone, place))
            full = {criterion.id for criterion in unit.criteria if first[criterion.id] == criterion.marks}
            assert {action.criterion for action in report.actions} == can_count - full
            again = attempt_at(unit, 2, dict.fromkeys(can_count, 0 if scheme.numbered else "n"))
            later = assess_attempts(unit, [attempt_at(unit, 1, first), again], policies)[-1]
            assert later.not_marked == ()
            stays = {entry.criterion.id for entry in later.criteria if entry.carried_from == 1}
            assert stays == first.keys() - can_count


def is_met(entry: Entry, marks: int | None, *, by_itself: bool) -> bool:
    """Whether a criterion is met: none is by itself where totals decide, and then the whole work is marked again."""
    return by_itself and (entry * 2 >= (marks or 0) if isinstance(entry, int) else entry == "y")
