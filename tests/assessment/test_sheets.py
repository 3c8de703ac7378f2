"""Which sheets an assignment is marked on, and each unit's outcome on a sheet of several."""

from __future__ import annotations

from fractions import Fraction

import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.cohort import assess_cohort
from markpack.assessment.coverage import coverage
from markpack.assessment.open_criteria import barred_criteria, kept_criteria
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import merge_results, sheet_units, split_by_unit
from markpack.documents.shared.common_facts import levels
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.joint import CriterionKey, criterion_key, resolve_instrument
from markpack.model.joint_unit import JointUnit, joint_unit
from markpack.model.marking_mode import MarkingMode
from markpack.model.outcome import Outcome
from markpack.model.unit import Unit
from tests.assessment.test_schemes_at_random import SCHEMES, attempt_at, unit_under
from tests.assessment.units import Recorded, a_unit, an_attempt

FIRST, SECOND = a_unit(24, 26), a_unit(10, 10, 20, reference="8604-401", credits=4)
UNITS = {unit.reference: unit for unit in (FIRST, SECOND)}
TOGETHER = ("8604-308", "8604-401")


def assignment(marking: MarkingMode, **more: object) -> Assignment:
    return Assignment.model_validate(
        {
            "units": list(TOGETHER), "marking": marking.value, "set_on": "2026-09-14", "due_on": "2026-10-14",
            "assessor": "Ada Obi", "iqa": "Bea Quill", **more,
        }
    )  # fmt: skip


def the_sheet(marking: MarkingMode) -> JointUnit:
    (sheet,) = sheet_units(assignment(marking), UNITS)
    assert isinstance(sheet, JointUnit)
    return sheet


@pytest.mark.parametrize(
    ("marking", "references", "marks"),
    [
        (MarkingMode.SEPARATE_SHEETS, ["8604-308", "8604-401"], [50, 40]),
        (MarkingMode.PASS_OR_REFER, ["8604-308+8604-401"], [90]),
        (MarkingMode.CREDIT_WEIGHTED, ["8604-308+8604-401"], [100]),
    ],
)
def test_the_marking_says_which_sheets_there_are(marking: MarkingMode, references: list[str], marks: list[int]) -> None:
    sheets = sheet_units(assignment(marking), UNITS)
    assert [sheet.reference for sheet in sheets] == references
    assert [sheet.marks for sheet in sheets] == marks


def test_criteria_on_a_sheet_of_several_units_are_told_apart_and_otherwise_unchanged() -> None:
    sheet = the_sheet(MarkingMode.CREDIT_WEIGHTED)
    assert [criterion.id for criterion in sheet.criteria] == ["308/1.1", "308/1.2", "401/1.1", "401/1.2", "401/1.3"]
    assert [criterion.text for criterion in sheet.criteria] == [
        criterion.text for unit in (FIRST, SECOND) for criterion in unit.criteria
    ]
    assert [sheet.field_name("mark", criterion.id) for criterion in sheet.criteria][1:3] == [
        "u8604_308__mark__1_2", "u8604_401__mark__1_1",
    ]  # fmt: skip
    assert joint_unit([FIRST, SECOND]).criteria_digest == sheet.criteria_digest


def test_units_whose_numbers_are_alike_are_told_apart_by_their_whole_references() -> None:
    other = a_unit(10, reference="8605-308")
    assert [criterion.id for criterion in joint_unit([FIRST, other]).criteria] == [
        "8604-308/1.1", "8604-308/1.2", "8605-308/1.1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("of_units", "highest", "said"),
    [
        ((3, 4), 4, "Levels 3 and 4"),
        ((1, "Entry 3"), 1, "Entry 3 and Level 1"),
        (("Entry 3", "Entry 2"), "Entry 3", "Entry 2 and Entry 3"),
        (("Level 10", "Level 9"), "Level 10", "Level 9 and Level 10"),
    ],
)
def test_levels_are_in_the_order_of_their_numbers_entry_levels_first(
    of_units: tuple[int | str, ...], highest: int | str, said: str
) -> None:
    unit, other = (
        unit.model_copy(update={"level": level}) for unit, level in zip((FIRST, SECOND), of_units, strict=True)
    )
    joint = joint_unit([unit, other])
    assert (joint.level, levels(joint)) == (highest, said)


def test_each_unit_s_outcome_follows_from_its_own_criteria() -> None:
    sheet = the_sheet(MarkingMode.CREDIT_WEIGHTED)
    full = [criterion.full_marks for criterion in sheet.criteria]
    (result,) = assess_attempts(sheet, [an_attempt(sheet, [*full[:4], 0])])
    assert result.outcome is Outcome.REFERRAL
    assert result.total == 100 - full[4]
    first, second = split_by_unit(result)
    assert (first.outcome, first.total, first.maximum) == (Outcome.PASS, Fraction(sum(full[:2])), sum(full[:2]))
    assert (second.outcome, second.total) == (Outcome.REFERRAL, Fraction(sum(full[2:4])))
    assert [criterion.id for criterion in second.not_met] == ["1.3"]
    assert second.marked.unit == "8604-401"


def test_credits_are_earned_by_the_unit_that_is_passed() -> None:
    work = assignment(MarkingMode.PASS_OR_REFER)
    sheet = the_sheet(MarkingMode.PASS_OR_REFER)
    decided: list[Recorded] = [Outcome.PASS, Outcome.PASS, Outcome.PASS, Outcome.PASS, Outcome.REFERRAL]
    results = assess_cohort([work], UNITS, [an_attempt(sheet, decided)], Policies())
    (result,) = results["8604-308+8604-401"]["0012345"]
    assert [part.outcome for part in split_by_unit(result)] == [Outcome.PASS, Outcome.REFERRAL]
    assert result.total is None


def test_what_was_met_is_carried_over_whichever_unit_it_belongs_to() -> None:
    sheet = the_sheet(MarkingMode.CREDIT_WEIGHTED)
    full = [criterion.full_marks for criterion in sheet.criteria]
    again = [None, None, None, None, full[4]]
    first, second = assess_attempts(
        sheet,
        [an_attempt(sheet, [*full[:4], 0]), an_attempt(sheet, again, attempt=2)],
    )
    assert first.outcome is Outcome.REFERRAL
    assert second.outcome is Outcome.PASS
    assert second.total == 100
    assert [entry.carried_from for entry in second.criteria] == [1, 1, 1, 1, None]


def test_separate_sheets_come_together_attempt_by_attempt() -> None:
    joint = joint_unit([FIRST, SECOND])
    assert isinstance(joint, JointUnit)
    passed = assess_attempts(FIRST, [an_attempt(FIRST, [24, 26])])
    tried = assess_attempts(SECOND, [an_attempt(SECOND, [10, 10, 2]), an_attempt(SECOND, [None, None, 18], attempt=2)])
    first, second = (merge_results(joint, "0012345", number, [passed, tried], Policies()) for number in (1, 2))
    assert [part.outcome for part in split_by_unit(first)] == [Outcome.PASS, Outcome.REFERRAL]
    assert first.outcome is Outcome.REFERRAL
    assert second.outcome is Outcome.PASS
    assert [entry.carried_from for entry in second.criteria] == [1, 1, 1, 1, None]
    assert second.marked.criteria["401/1.3"].mark == Fraction(18)


def test_a_unit_without_marks_leaves_the_whole_incomplete() -> None:
    joint = joint_unit([FIRST, SECOND])
    assert isinstance(joint, JointUnit)
    passed = assess_attempts(FIRST, [an_attempt(FIRST, [24, 26])])
    result = merge_results(joint, "0012345", 1, [passed, ()], Policies())
    assert [part.outcome for part in split_by_unit(result)] == [Outcome.PASS, Outcome.INCOMPLETE]


def test_tasks_of_several_units_follow_one_another_and_cover_everything() -> None:
    asked = resolve_instrument(assignment(MarkingMode.PASS_OR_REFER), UNITS, {})
    assert [task.unit for task in asked.tasks] == ["8604-308", "8604-401"]
    assert (asked.hours, asked.is_own) == (24, False)
    assert asked.words is not None
    assert asked.words.nominal == 2400
    found = coverage(asked, [FIRST, SECOND])
    assert (found.missing, found.repeated, found.unknown) == ((), {}, ())


def test_coverage_names_what_is_missing_and_what_is_covered_twice() -> None:
    own = {
        "title": "One piece of work", "purpose": "To lead", "hours": 20,
        "tasks": [
            {"id": "a", "title": "First", "guidance": "Do", "criteria": ["8604-308 1.1", "8604-401 1.1"]},
            {"id": "b", "title": "Second", "guidance": "Do", 
             "criteria": ["8604-401 1.1", "8604-401 1.2", "8604-401 9.9"]},
        ],
    }  # fmt: skip
    work = assignment(MarkingMode.SEPARATE_SHEETS, instrument=own)
    found = coverage(resolve_instrument(work, UNITS, {}), list(UNITS.values()))
    assert found.missing == (CriterionKey("8604-308", "1.2"), CriterionKey("8604-401", "1.3"))
    assert {str(key): [task.id for task in tasks] for key, tasks in found.repeated.items()} == {
        "8604-401 1.1": ["a", "b"]
    }
    assert [(task.id, str(key)) for task, key in found.unknown] == [("b", "8604-401 9.9")]


def test_a_criterion_of_several_units_needs_its_unit() -> None:
    assert criterion_key("1.1", ["8604-308"]) == CriterionKey("8604-308", "1.1")
    assert criterion_key("8604-401 1.1", TOGETHER) == CriterionKey("8604-401", "1.1")
    with pytest.raises(ValueError, match=r"does not say of which unit the criterion is; write 8604-308 1\.1"):
        criterion_key("1.1", TOGETHER)
    with pytest.raises(ValueError, match=r"; write 8604-401 B\.P2$"):  # as documents print it
        criterion_key("401/B.P2", TOGETHER)
    with pytest.raises(ValueError, match=r"; write 8604-308 1\.1$"):
        criterion_key(" ", TOGETHER)


def test_marks_of_a_sheet_leave_the_template_and_its_digest_alone() -> None:
    other: Unit = FIRST.with_marks({"1.1": 40, "1.2": 60})
    assert [criterion.marks for criterion in other.criteria] == [40, 60]
    assert [criterion.marks for criterion in FIRST.criteria] == [24, 26]
    assert other.criteria_digest == FIRST.criteria_digest


def test_an_attempt_s_cap_holds_for_each_unit_of_a_sheet() -> None:
    first = unit_under(SCHEMES["btec-highers"], [[("P", None), ("D", None)]])
    second = first.model_copy(update={"reference": "9999-102"}).under(first.scheme)
    sheet = joint_unit((first, second))
    ids = [criterion.id for criterion in sheet.criteria]
    attempts = [
        attempt_at(sheet, number, dict(zip(ids, entries, strict=True)))
        for number, entries in ((1, "nnnn"), (2, "yyyn"))
    ]
    last = assess_attempts(sheet, attempts)[-1]
    assert (last.grade, last.capped_from) == ("P", "")
    assert [(part.grade, part.capped_from) for part in split_by_unit(last)] == [("P", "D"), ("P", "")]


def two_units_at(*attempts: str) -> tuple[AttemptResult, ...]:
    """Attempts on a sheet of two units of a criterion a tier: y is met, n is not, and - is not judged."""
    first = unit_under(SCHEMES["btec-highers"], [[("P", None), ("M", None), ("D", None)]])
    second = first.model_copy(update={"reference": "9999-102"}).under(first.scheme)
    sheet = joint_unit((first, second))
    ids = [criterion.id for criterion in sheet.criteria]
    return assess_attempts(
        sheet,
        [
            attempt_at(sheet, number, {id_: entry for id_, entry in zip(ids, entries, strict=True) if entry != "-"})
            for number, entries in enumerate(attempts, start=1)
        ],
    )


@pytest.mark.parametrize(
    ("first", "again", "grades"),
    [
        ("yyy" "nyy", "---" "y--", [("D", ""), ("P", "D")]),
        ("yyn" "nnn", "---" "ynn", [("M", ""), ("P", "")]),
        ("ynn" "nnn", "---" "nnn", [("P", ""), ("U", "")]),
        ("nnn" "nnn", "yyn" "yyy", [("P", "M"), ("P", "D")]),
    ],
)  # fmt: skip
def test_a_unit_that_has_a_grade_is_not_shown_again_and_keeps_it(
    first: str, again: str, grades: list[tuple[str, str]]
) -> None:
    earlier, later = two_units_at(first, again)
    assert [(part.grade, part.capped_from) for part in split_by_unit(later)] == grades
    rule = earlier.scheme.attempts[1]
    barred = {entry.criterion.id for entry in barred_criteria(earlier, rule)}
    ended = {c.id for c in earlier.unit.criteria if c.id.startswith("101/")} if first[0] == "y" else set[str]()
    assert barred >= ended
    assert ended <= {entry.criterion.id for entry in kept_criteria(earlier, rule)}
    assert [part.shown_in for part in split_by_unit(later)] == [1 if ended else 2, 2]
