from __future__ import annotations

from markpack.documents.marking import mark_sheet_form
from markpack.documents.pack import cohort_results
from markpack.documents.standings import markbook
from tests.samples import cohort, learner, marked, setting

REFERRED = {"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}


def test_a_markbook_opens_the_next_attempt_after_a_referral() -> None:
    place = setting()
    people = [learner(), learner("ABC123", "Rhys", "Jones"), learner("ABC124", "Mary", "O'Brien")]
    group = cohort(place, people, [marked(REFERRED), marked({**REFERRED, "1.2": 20}, learner="ABC123")])
    book = markbook(place, mark_sheet_form(place), people, group.attempts["9999-101"])
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
    book = markbook(place, mark_sheet_form(place), [learner()], group.attempts["9999-101"])
    assert book.rows[1].carried == {}


def test_results_say_achieved_or_exactly_what_is_missing() -> None:
    place = setting()
    people = [learner(), learner("ABC123", "Rhys", "Jones"), learner("ABC124", "Mary", "O'Brien")]
    attempts = [marked(REFERRED), marked({**REFERRED, "1.2": 20}, learner="ABC123")]
    table = cohort_results(cohort(place, people, attempts))
    entries = {entry.registration: entry for entry in table.learners}
    assert entries["ABC123"].qualification == "Achieved"
    assert entries["0012345"].qualification == "Needs 2 credits of Group 1 (9999-101)"
    assert entries["0012345"].units[0].detail == "AC 1.2 not met"
    assert entries["0012345"].units[0].resubmit_by == "25 November 2026"
    assert entries["ABC124"].units[0].outcome == "Not marked yet"
    assert entries["ABC124"].complete_by == "1 March 2029"
    summary = {fact.label: fact.value for fact in table.summary}
    assert summary["9999-101 Leading a watch"] == "1 pass, 1 referral, 1 not marked yet"
