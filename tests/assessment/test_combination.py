"""The rule of combination: which credits earn the qualification, and exactly what is missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from markpack.assessment.combination import combine
from markpack.model.qualification import Qualification

from .units import a_unit


def a_qualification(credits: int, *groups: tuple[int, tuple[str, ...]]) -> Qualification:
    """Return a qualification of so many credits with groups of (minimum credits, units)."""
    return Qualification.model_validate(
        {
            "reference": "8604",
            "title": "Award",
            "level": 4,
            "awarding_organisation": "ILM",
            "accreditation_number": "600/5850/X",
            "operational_start": "01/09/2012",
            "credits": credits,
            "induction_hours": 1,
            "tutorial_hours": 4,
            "guided_learning": "Depends",
            "duration_years": 3,
            "wording": "paraphrase",
            "purpose": "For leaders",
            "overview": "Leading",
            "assessment": "Every criterion",
            "rule_of_combination": "Six credits",
            "staff_competence": "Competent",
            "groups": [
                {"name": f"Group {number}", "minimum_credits": minimum, "units": units}
                for number, (minimum, units) in enumerate(groups, start=1)
            ],
        }
    )


U308 = a_unit(24, reference="8604-308", credits=2)
U401 = a_unit(24, reference="8604-401", credits=4)
UNITS = {unit.reference: unit for unit in (U308, U401)}
AWARD = a_qualification(6, (6, ("8604-308", "8604-401")))


def test_both_units_earn_the_award() -> None:
    result = combine(AWARD, UNITS, {"8604-308", "8604-401"})
    assert result.achieved
    assert (result.earned, result.missing) == (6, 0)
    assert result.groups[0].open_units == ()


def test_one_unit_leaves_exactly_the_other_missing() -> None:
    result = combine(AWARD, UNITS, {"8604-308"})
    assert not result.achieved
    assert (result.earned, result.missing) == (2, 4)
    assert result.groups[0].open_units == (U401,)


def test_nothing_passed() -> None:
    result = combine(AWARD, UNITS, ())
    assert (result.achieved, result.earned, result.missing) == (False, 0, 6)


def test_a_unit_outside_the_groups_earns_nothing() -> None:
    assert combine(AWARD, UNITS, {"8600-308", "8604-308"}).earned == 2


def test_the_group_can_be_short_though_the_whole_is_not() -> None:
    optional = {f"8604-5{n:02}": a_unit(10, reference=f"8604-5{n:02}", credits=3) for n in range(3)}
    award = a_qualification(6, (2, ("8604-308",)), (0, tuple(optional)))
    result = combine(award, UNITS | optional, set(optional))
    assert result.earned == 9
    assert [group.missing for group in result.groups] == [2, 0]
    assert (result.achieved, result.missing) == (False, 2)


def test_the_whole_can_be_short_though_no_group_is() -> None:
    optional = {f"8604-5{n:02}": a_unit(10, reference=f"8604-5{n:02}", credits=1) for n in range(4)}
    award = a_qualification(5, (2, ("8604-308",)), (1, tuple(optional)))
    result = combine(award, UNITS | optional, {"8604-308", "8604-500"})
    assert [group.missing for group in result.groups] == [0, 0]
    assert (result.achieved, result.earned, result.missing) == (False, 3, 2)


@given(st.data())
def test_achieved_exactly_when_every_group_and_the_whole_have_enough(data: st.DataObject) -> None:
    credits = data.draw(st.lists(st.integers(1, 9), min_size=2, max_size=8))
    units = {f"U{n}": a_unit(10, reference=f"U{n}", credits=worth) for n, worth in enumerate(credits)}
    references = list(units)
    cut = data.draw(st.integers(1, len(references) - 1))
    members = (tuple(references[:cut]), tuple(references[cut:]))
    minimums = [data.draw(st.integers(0, sum(units[r].credits or 0 for r in group))) for group in members]
    whole = data.draw(st.integers(1, sum(credits)))
    passed = data.draw(st.sets(st.sampled_from(references)))
    result = combine(a_qualification(whole, *zip(minimums, members, strict=True)), units, passed)

    earned = [sum(units[r].credits or 0 for r in group if r in passed) for group in members]
    assert result.earned == sum(earned)
    enough = all(have >= need for have, need in zip(earned, minimums, strict=True)) and sum(earned) >= whole
    assert result.achieved is enough
    # What is missing is the least that makes everything good: fill each group, then the whole.
    short = [max(0, need - have) for have, need in zip(earned, minimums, strict=True)]
    assert result.missing == sum(short) + max(0, whole - sum(earned) - sum(short))
    still_open = {unit.reference for group in result.groups for unit in group.open_units}
    assert still_open == set(references) - passed


@given(st.sets(st.sampled_from(["8604-308", "8604-401"])), st.sampled_from(["8604-308", "8604-401"]))
def test_passing_one_more_unit_never_takes_credits_away(passed: set[str], more: str) -> None:
    before, after = combine(AWARD, UNITS, passed), combine(AWARD, UNITS, passed | {more})
    assert after.earned >= before.earned
    assert after.missing <= before.missing


GRADE = {
    "points": {"P": 1, "M": 2, "D": 3},
    "times": "credits",
    "steps": {"P": 6, "M": 10, "D": 16},
    "words": {"M": "Merit"},
}


def graded(**changes: object) -> Qualification:
    return Qualification.model_validate({**AWARD.model_dump(mode="json"), "grade": {**GRADE, **changes}})


def test_the_qualifications_grade_follows_from_the_points_of_its_units() -> None:
    both = {"8604-308": "P", "8604-401": "M"}
    result = combine(graded(), UNITS, both.keys(), both)
    assert (result.points, result.grade, result.grade_word) == (2 * 1 + 4 * 2, "M", "Merit")
    best = {"8604-308": "D", "8604-401": "D"}
    assert combine(graded(), UNITS, best.keys(), best).grade == "D"
    by_unit = combine(graded(times="one", steps={"P": 2, "M": 4, "D": 6}), UNITS, both.keys(), both)
    assert (by_unit.points, by_unit.grade_word) == (3, "P")
    assert combine(graded(times="guided_learning_hours"), UNITS, both.keys(), both).points == 6 + 12


def test_there_is_no_grade_before_all_units_and_none_below_the_lowest_step() -> None:
    result = combine(graded(), UNITS, {"8604-401"}, {"8604-401": "D"})
    assert (result.points, result.grade, result.achieved) == (12, "", False)
    lowest = {"8604-308": "P", "8604-401": "P"}
    short = combine(graded(steps={"P": 7}), UNITS, lowest.keys(), lowest)
    assert (short.has_units, short.achieved, short.missing) == (True, False, 0)


def test_without_credits_a_group_needs_all_of_its_units() -> None:
    plain = AWARD.model_dump(mode="json")
    group = {"name": "All", "units": ["8604-308", "8604-401"]}
    award = Qualification.model_validate({**plain, "credits": None, "groups": [group]})
    assert not combine(award, UNITS, {"8604-401"}).achieved
    assert combine(award, UNITS, {"8604-308", "8604-401"}).achieved
    assert not combine(award, {"8604-308": U308}, {"8604-308"}).achieved  # the other has no template
