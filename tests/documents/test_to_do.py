"""What is to be done next, of whom: the same on the index page and in `markpack status`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from markpack.documents.catalogue.by_hand import files_by_hand
from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.index_page import Index, build_index
from markpack.documents.catalogue.status import FileState, employer_status
from markpack.documents.catalogue.to_do_builder import build_to_do
from markpack.documents.results.builder import build_results
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.centre import FeedbackRelease
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.hold import Hold, HoldReason
from markpack.model.marks import MarkedAttempt
from tests.samples import cohort, learner, marked, setting

PASSED = {"1.1": 12, "1.2": 12, "2.1": 20, "2.2": 20}
REFERRED = {**PASSED, "1.1": 2}
CHECKED: dict[str, Any] = {"iqa": "Miriam Okafor", "iqa_decision": "pass", "iqa_on": datetime.date(2026, 11, 20)}


def attempt(marks: Mapping[str, int], learner: str = "0012345", **known: Any) -> MarkedAttempt:
    return replace(marked(marks, learner=learner), **known)


def steps(inputs: PackInputs) -> list[tuple[str, list[str]]]:
    """What is to be done without a date, and of whom."""
    return [
        (entry.label, [known.registration for known in entry.learners])
        for entry in build_to_do(inputs)
        if entry.on is None and entry.label != "To approve"
    ]


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([attempt(PASSED)], [("To check", ["0012345"])]),
        ([attempt(PASSED, **CHECKED)], []),
        ([attempt({"1.1": 12})], [("To mark", ["0012345"])]),
        ([attempt(PASSED, **{**CHECKED, "iqa_decision": "referral"})], [("To decide again", ["0012345"])]),
        ([attempt(PASSED), attempt(PASSED, "7", **CHECKED)], [("To check", ["0012345"])]),
    ],
)
def test_what_has_no_date(attempts: Sequence[MarkedAttempt], expected: list[tuple[str, list[str]]]) -> None:
    assert steps(cohort(setting(), [learner(), learner("7")], attempts)) == expected


def test_an_iqa_who_has_not_decided_has_to_where_feedback_waits_for_it() -> None:
    looked_at = [attempt(PASSED, iqa="Miriam Okafor", iqa_comment="I ask for more.")]
    for release, expected in ((FeedbackRelease.AT_ONCE, []), (FeedbackRelease.AFTER_IQA, [("To check", ["0012345"])])):
        assert steps(cohort(setting(feedback=release), [learner()], looked_at)) == expected


def test_what_is_missing_of_an_attempt_is_asked_for() -> None:
    people, place = [learner(), learner("7")], setting()
    attempts = [attempt(PASSED, **CHECKED), attempt(PASSED, "7", **CHECKED)]
    inputs = cohort(place, people, attempts)
    declared = [ReturnedDeclaration("7", "9999-101", 1, True, "", (), {})]
    assert steps(replace(inputs, declarations=declared)) == [("To declare", ["0012345"])]
    recorded = [attempts[0], replace(attempts[1], record={"mode": "on site"})]
    assert steps(cohort(place, people, recorded)) == [("To record", ["0012345"])]


def test_a_learner_who_has_left_owes_nothing_and_files_are_put_right_all_the_same() -> None:
    left = learner("7").model_copy(update={"status": type(learner().status)("withdrawn")})
    inputs = cohort(setting(), [left], [attempt(PASSED, "7")])
    assert steps(inputs) == []
    hold = Hold("7", "9999-101", HoldReason.NOT_READ, ("contexts/ferries/marks/7.pdf",))
    assert steps(replace(inputs, holds=[hold])) == [("To put right", ["7"])]


def page_of(inputs: PackInputs, **more: Any) -> Index:
    planned = list_documents(inputs)
    available = dict.fromkeys((entry.path for entry in planned), True)
    to_do = build_to_do(inputs)
    return build_index(build_results(inputs), planned, available, to_do=to_do, **more)


def test_the_page_and_the_status_say_the_same_and_the_page_has_the_file_to_open() -> None:
    people = [learner(number) for number in ("1", "2", "3", "4", "5", "6")]
    referral = {**CHECKED, "iqa_decision": "referral"}
    attempts = [
        attempt(PASSED, "1"),
        attempt({"1.1": 12}, "2"),
        attempt(REFERRED, "3", **referral),
        attempt(PASSED, "4", **referral),
    ]
    hold = Hold("5", "9999-101", HoldReason.NOT_READ, ("contexts/ferries/marks/É 5.pdf",))
    inputs = replace(cohort(setting(), people, attempts), holds=[hold])
    page = page_of(inputs)
    shown = {
        step.label: [
            (person.registration, [f"{link.label} {link.format}".strip() for link in person.links])
            for entry in step.entries
            for person in entry.people
        ]
        for step in page.to_do
    }
    assert {label: found for label, found in shown.items() if label != "To approve"} == {
        "To put right": [("5", ["É 5.pdf"])],
        "To decide again": [("4", ["Mark sheet PDF"])],
        "To mark": [("2", ["Mark sheet PDF"])],
        "To check": [("1", ["Mark sheet PDF"])],
        "To submit": [("6", [])],
        "To try again": [("3", ["Feedback PDF"])],
        "To complete": [(number, []) for number in "23456"],
    }
    links = {
        link.href for step in page.to_do for entry in step.entries for person in entry.people for link in person.links
    }
    assert "../../contexts/ferries/marks/%C3%89%205.pdf" in links
    (submit,) = (step for step in page.to_do if step.label == "To submit")
    assert [link.label for link in submit.entries[0].links] == ["Assignment brief"]
    planned = list_documents(inputs)
    status = employer_status(inputs, planned, {entry.path: FileState.CURRENT for entry in planned}, {})
    said: dict[str, list[str]] = {}
    for entry in status.due:
        said.setdefault(entry.label, []).extend(known.registration for known in entry.learners)
    assert said == {label: [registration for registration, _ in found] for label, found in shown.items()}
    assert [
        (unit.word, entry.steps) for one in page.learners[:1] for entry in one.assignments for unit in entry.units
    ] == [("Pass", ("To check",))]


def test_drafts_files_that_people_changed_and_what_is_stopped_are_to_do() -> None:
    place = setting()
    no_approval = replace(place.approval, is_new=True, objection="No approval is on record.")
    vars(place)["approval"] = no_approval
    inputs = replace(cohort(place, [learner()], [attempt(PASSED, **CHECKED)]), stopped=("9999-102",))
    changed = {"9999-101/Markbook.xlsx": "markbook", "a note.txt": None}
    page = page_of(inputs, by_hand=files_by_hand("ferries", changed))
    found = {step.label: [(entry.unit, entry.note) for entry in step.entries] for step in page.to_do}
    assert found["To approve"] == [("9999-101", "No approval is on record.")]
    assert found["To put right"] == [("9999-102", "Not made because of problems; markpack check lists them")]
    assert [note.partition(".")[0] for _, note in found["To look at"]] == [
        "Edited since it was generated", "Put there by somebody",
    ]  # fmt: skip


def test_who_achieved_without_a_check_is_counted() -> None:
    people, attempts = [learner(), learner("7")], [attempt(PASSED), attempt(PASSED, "7", **CHECKED)]
    facts = {fact.label: fact.value for fact in build_results(cohort(setting(), people, attempts)).summary}
    assert (facts["Qualification achieved"], facts["Achieved, IQA check to do"]) == ("2", "1")
    checked = build_results(cohort(setting(), people[1:], attempts[1:])).summary
    assert "Achieved, IQA check to do" not in [fact.label for fact in checked]


def test_hours_of_support_that_are_missing_are_the_tutors() -> None:
    least = setting().qualification.tutorial_hours
    people = [
        learner(number).model_copy(update={"tutorial_hours": hours})
        for number, hours in (("1", None), ("2", Fraction(least) - Fraction(1, 2)), ("3", Fraction(least)))
    ]
    found = [entry for entry in build_to_do(cohort(setting(), people, [])) if entry.label == "To support"]
    assert [(entry.note, [one.registration for one in entry.learners]) for entry in found] == [
        (f"{float(least) - 0.5:g} of {least} hours of tutorials", ["2"])
    ]
