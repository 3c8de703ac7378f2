from __future__ import annotations

import dataclasses
from fractions import Fraction

from markpack.assessment.attempts import assess_attempts, best_result
from markpack.assessment.combination import combine
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.results.builder import build_results
from markpack.documents.results.markbook_builder import build_markbook
from markpack.documents.results.programme_view import SupportLine
from markpack.documents.shared.common_facts import what_is_missing
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.marks import CriterionMark
from markpack.model.outcome import Outcome
from markpack.model.qualification import QualificationGrade, UnitGroup
from tests.assessment.test_schemes_at_random import SCHEMES, attempt_at, unit_under
from tests.samples import ASSESSED_ON, cohort, learner, marked, qualification, setting, unit

REFERRED = {"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}


def test_a_markbook_opens_the_next_attempt_after_a_referral() -> None:
    place = setting()
    people = [learner(), learner("ABC123", "Rhys", "Jones"), learner("ABC124", "Mary", "O'Brien")]
    group = cohort(place, people, [marked(REFERRED), marked({**REFERRED, "1.2": 20}, learner="ABC123")])
    book = build_markbook(place, build_form(place), people, group.attempts["9999-101"])
    assert [(row.registration, row.attempt) for row in book.rows] == [
        ("0012345", 1), ("0012345", 2), ("ABC123", 1), ("ABC124", 1),
    ]  # fmt: skip
    assert book.rows[0].values["u9999_101__mark__1_2"] == "4"
    assert book.rows[0].values["u9999_101__assessed_on"] == "2026-11-05"
    assert book.rows[1].values == {}
    assert book.rows[1].carried == {
        "u9999_101__mark__1_1": "20", "u9999_101__mark__2_1": "20", "u9999_101__mark__2_2": "20",
    }  # fmt: skip
    assert book.assessors == ("Ada Obi",)
    assert book.iqas == ("Bea Quill",)


def test_without_carry_over_everything_is_open_again() -> None:
    place = setting(carry_over=False)
    group = cohort(place, [learner()], [marked(REFERRED)])
    book = build_markbook(place, build_form(place), [learner()], group.attempts["9999-101"])
    assert book.rows[1].carried == {}


def test_nothing_is_not_met_where_no_criterion_is_met_by_itself() -> None:
    place = setting(unit_under(SCHEMES["boundaries"], [[("", 20), ("", 10)], [("", 30)]]))
    left_out = attempt_at(place.unit, 1, {"1.1": 18, "1.2": "x", "2.1": 20})
    (entry,) = build_results(cohort(place, [learner()], [left_out])).learners
    assert (entry.units[0].result, entry.units[0].not_met) == ("Pass", "")


def test_results_say_achieved_or_exactly_what_is_missing() -> None:
    place = setting()
    people = [learner(), learner("ABC123", "Rhys", "Jones"), learner("ABC124", "Mary", "O'Brien")]
    attempts = [marked(REFERRED), marked({**REFERRED, "1.2": 20}, learner="ABC123")]
    table = build_results(cohort(place, people, attempts))
    entries = {entry.registration: entry for entry in table.learners}
    assert entries["ABC123"].qualification == "Achieved"
    assert entries["0012345"].qualification == "Needs 2 credits from 9999-101"
    assert entries["0012345"].units[0].detail == "AC 1.2 not met"
    assert entries["0012345"].units[0].resubmit_by == "25 November 2026"
    assert entries["ABC124"].units[0].outcome is None
    assert entries["ABC124"].complete_by == "1 March 2029"
    summary = {fact.label: fact.value for fact in table.summary}
    assert summary["9999-101 Leading a watch"] == "1 passed, 1 referred, 1 not marked yet"


def test_where_nobody_is_active_the_summary_says_none_of_each_unit() -> None:
    results = build_results(cohort(setting(), [], []))
    assert [(fact.label, fact.value) for fact in results.summary] == [
        ("Learners", "0"), ("Qualification achieved", "0"), ("9999-101 Leading a watch", "none"),
    ]  # fmt: skip


def test_results_have_the_programme_its_learners_and_its_staff() -> None:
    place = setting()
    full = learner().model_copy(
        update={
            "induction_hours": Fraction(1),
            "tutorial_hours": Fraction(7, 2),
            "uln": "2956017380",
            "job_title": "Mate",
        }
    )
    table = build_results(cohort(place, [full, learner("ABC123", "Rhys", "Jones")], []))
    programme = table.programme
    assert programme is not None
    first, second = programme.learners
    assert (first.uln, first.job_title, first.in_work, first.complete_by) == (
        "2956017380",
        "Mate",
        "Yes",
        "1 March 2029",
    )
    assert first.induction == SupportLine("1", "1", "Enough: 1 of 1 hour")
    assert first.tutorials == SupportLine("3.5", "4", "Not enough yet: 3.5 of 4 hours")
    assert second.tutorials == SupportLine("", "4", "Not recorded")
    facts = {fact.label: fact.value for fact in programme.facts}
    assert facts["Guided learning in all"] == "at least 11 hours: 6 in the units, 1 of induction, 4 of tutorials"
    assert [(entry.name, entry.role) for entry in programme.staff] == [
        ("Cy Ray", "Tutor"), ("Ada Obi", "Assessor"), ("Bea Quill", "Internal quality assurer (IQA)"),
    ]  # fmt: skip
    assert programme.staff[0].evidence == ""


def test_without_limits_nothing_is_enough_or_late() -> None:
    place = setting()
    none = {"induction_hours": 0, "tutorial_hours": 0, "duration_years": None}
    free = dataclasses.replace(place, qualification=place.qualification.model_copy(update=none))
    some = learner().model_copy(update={"tutorial_hours": Fraction(2)})
    programme = build_results(cohort(free, [some], [])).programme
    assert programme is not None
    (only,) = programme.learners
    assert (only.complete_by, only.induction, only.tutorials) == (
        "", SupportLine("", "", "No minimum"), SupportLine("2", "", "No minimum"),
    )  # fmt: skip


def test_what_is_missing_says_and_where_it_means_and() -> None:
    units = [unit(reference=f"9999-10{number}", credits=credits) for number, credits in enumerate((2, 4, 4), start=1)]
    by_reference = {entry.reference: entry for entry in units}
    whole = qualification(units)

    def needs(minimum: int, credits: int, passed: set[str]) -> str:
        group = UnitGroup(name="Group 1", minimum_credits=minimum, units=tuple(by_reference))
        changed = whole.model_copy(update={"groups": (group,), "credits": credits})
        return what_is_missing(combine(changed, by_reference, passed))

    assert needs(10, 10, set()) == "10 credits from 9999-101, 9999-102 and 9999-103"
    assert needs(6, 6, {"9999-101"}) == "4 credits from 9999-102 or 9999-103"
    assert needs(2, 8, {"9999-101"}) == "6 credits from any unit of the qualification"


def test_a_unit_outside_the_qualification_earns_no_credits() -> None:
    place = setting()
    other = place.qualification.model_copy(
        update={"groups": (UnitGroup(name="A", minimum_credits=2, units=("9999-102",)),)}
    )
    elsewhere = dataclasses.replace(place, qualification=other)
    group = cohort(elsewhere, [learner()], [marked({**REFERRED, "1.2": 20})])
    group = dataclasses.replace(group, units={**group.units, "9999-102": unit(reference="9999-102")})
    entry = build_results(group).learners[0]
    assert (entry.units[0].outcome, entry.units[0].credits, entry.credits) == (Outcome.PASS, 0, 0)


def test_a_comment_on_a_carried_criterion_is_kept() -> None:
    place = setting()
    again = marked({"1.2": 20, "2.1": None}, attempt=2, comments={"1.2": "Now clear."})
    said = CriterionMark(comment="Still good.")
    again = dataclasses.replace(again, criteria={**again.criteria, "2.1": said})
    group = cohort(place, [learner()], [marked(REFERRED, comments={"2.1": "Good."}), again])
    result = group.attempts["9999-101"]["0012345"][1]
    assert result.outcome.value == "pass"
    assert [entry.recorded.comment for entry in result.criteria] == ["", "Now clear.", "Still good.", ""]
    book = build_markbook(place, build_form(place), [learner()], group.attempts["9999-101"])
    assert book.rows[1].values["u9999_101__comment__2_1"] == "Still good."


LADDER = [[("P", None), ("M", None), ("D", None)]]


def graded_cohort() -> PackInputs:
    """Six learners of a unit with a Pass, a Merit and a Distinction, of a qualification with a grade."""
    place = setting(unit_under(SCHEMES["btec-nationals"], LADDER))
    grade = QualificationGrade(
        points={"P": 1, "M": 2, "D": 3}, steps={"P": 1, "M": 2, "D": 3}, words={"P": "Pass", "M": "Merit"}
    )
    bare = place.qualification.model_copy(update={"grade": grade, "credits": None})
    place = dataclasses.replace(place, qualification=bare)
    marks = {"1": ["yyy"], "2": ["yyn"], "3": ["ynn", "yyn"], "4": ["nnn", "nyy", "y"], "5": ["nyx"], "6": []}
    attempts = [
        dataclasses.replace(
            attempt_at(place.unit, number, dict(zip(("1.1", "1.2", "1.3"), letters, strict=False))),
            learner=name,
            assessed_on=ASSESSED_ON,
        )
        for name, tries in marks.items()
        for number, letters in enumerate(tries, start=1)
    ]
    return cohort(place, [learner(name, "A", f"Learner{name}") for name in marks], attempts)


def test_results_are_in_the_words_of_the_unit_s_scheme_with_every_grade() -> None:
    table = build_results(graded_cohort())
    found = {entry.registration: entry.units[0] for entry in table.learners}
    assert [status.word for status in found.values()] == [
        "Distinction", "Merit", "Merit", "Pass", "Unclassified", "Not assessed yet",
    ]  # fmt: skip
    assert (found["4"].attempt, found["4"].attempt_kind, found["4"].capped_from) == (3, "retake", "Distinction")
    assert "capped at Pass" in found["4"].detail
    assert found["5"].detail == "AC 1.1 and 1.3 not yet achieved"
    assert found["5"].next_attempt == "resubmission, if authorised by the lead internal verifier"
    assert found["5"].resubmit_by == "26 November 2026"
    assert (found["1"].next_attempt, found["3"].next_attempt) == ("", "")
    summary = {fact.label: fact.value for fact in table.summary}
    assert summary["9999-101 Leading a watch"] == "1 Distinction, 2 Merit, 1 Pass, 1 Unclassified, 1 not assessed yet"
    assert summary["Grades of the qualification"] == "1 D, 2 Merit, 1 Pass"


def test_a_qualification_without_credits_has_a_grade_and_names_missing_units() -> None:
    table = build_results(graded_cohort())
    entries = {entry.registration: entry for entry in table.learners}
    assert (entries["2"].qualification, entries["2"].grade, entries["2"].points) == ("Achieved", "Merit", 2)
    assert (entries["5"].qualification, entries["5"].grade) == ("Needs 2 credits from 9999-101", "")
    assert table.credits_needed is None
    assert entries["2"].progress(None).startswith("2 points; to complete by")


def test_a_later_lower_grade_never_counts() -> None:
    inputs = graded_cohort()
    (place,) = inputs.settings
    attempts = [attempt_at(place.unit, 1, dict(zip(("1.1", "1.2", "1.3"), "yyn", strict=True)))]
    lower = {"1.1": "y", "1.2": "n", "1.3": "n"}
    both = assess_attempts(place.unit, [*attempts, attempt_at(place.unit, 2, lower)])
    assert [result.grade for result in both] == ["M", "P"]
    assert best_result(both).grade == "M"


def test_a_percentage_that_decides_is_not_rounded_up_to_a_boundary() -> None:
    place = setting(unit_under(SCHEMES["boundaries"], [[("", 200)]]))
    table = build_results(cohort(place, [learner()], [attempt_at(place.unit, 1, {"1.1": 99})]))
    (status,) = table.learners[0].units
    assert (status.word, status.percentage) == ("Unsuccessful", "49.5")
    assert status.detail == "99 of 200 marks. Pass begins at 100"
