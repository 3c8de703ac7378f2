"""When an assignment is a new instrument, and which approval counts for it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from markpack.assessment.approval import ApprovalStatus, approval_status, kept_share
from markpack.model.context import Context
from markpack.model.instrument import Task
from markpack.model.unit import Unit
from tests.assessment.units import a_unit

TEN = "one two three four five six seven eight nine ten"
READY = {"id": "a", "title": "All", "guidance": TEN, "criteria": ["1.1", "1.2"], "evidence": ["A report."]}


def unit(reference: str = "8604-308") -> Unit:
    made = a_unit(24, 26, reference=reference)
    task = Task.model_validate(READY)
    return made.model_copy(update={"assignment": made.assignment.model_copy(update={"tasks": (task,)})})


UNITS = {reference: unit(reference) for reference in ("8604-308", "8604-401")}
OWN = {
    "title": "Ours", "purpose": "To show it", "hours": 12, "words": {"nominal": 1200, "minimum": 800, "maximum": 1500},
}  # fmt: skip
SET = {"unit": "8604-308", "set_on": "2026-09-14", "due_on": "2026-10-14", "assessor": "A", "iqa": "B"}
APPROVAL = {"units": ["8604-308"], "approved_by": "Ruth Vane", "reference": "QC-1", "approved_on": "2026-08-20"}


def standing(assignment: dict[str, object], *approvals: dict[str, object], **more: object) -> ApprovalStatus:
    context = Context.model_validate(
        {
            "qualification": "8604",
            "employer": {"name": "Acme", "short_name": "Acme", "sector": "rail"},
            "scenario": "A depot.",
            "assignments": [{**SET, **assignment}],
            "approvals": list(approvals),
            **more,
        }
    )
    return approval_status(context, context.assignments[0], UNITS)


def own(**changed: object) -> dict[str, object]:
    return {"instrument": {**OWN, "tasks": [{**READY, **changed}]}}


def test_the_ready_made_assignment_needs_no_approval() -> None:
    found = standing({})
    assert (found.is_new, found.is_draft, found.objection) == (False, False, "")
    assert found.reasons[0] == "It is the unit’s ready-made written assignment."


@pytest.mark.parametrize(
    ("kept", "is_new"),
    [(10, False), (8, False), (7, True)],  # with the title, 11 words: 9 of 11 are kept, then 8
)
def test_tasks_in_other_words_are_ours_while_four_fifths_of_the_words_are_kept(kept: int, is_new: bool) -> None:
    words = TEN.split()
    found = standing(own(guidance=" ".join(words[:kept] + ["other"] * (10 - kept))))
    assert found.is_new is is_new
    share = Fraction(kept + 1, 11)
    assert f"Task a keeps {round(share * 100)} of 100 ready-made words." in found.reasons


def test_placeholders_do_not_count_as_words() -> None:
    other = Task.model_validate({**READY, "guidance": TEN.replace("five", "five {{ vocabulary.team }}")})
    assert kept_share(other, Task.model_validate(READY)) == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"evidence": ["A report.", "A film."]}, "Task a asks for other evidence."),
        ({"evidence": ["Ten minutes of film."]}, "Task a asks for other evidence."),
        ({"id": "b", "criteria": ["1.1"]}, "Its tasks are not the ready-made ones, or cover other criteria."),
    ],
)
def test_other_evidence_or_criteria_make_it_new(changed: dict[str, object], reason: str) -> None:
    assert reason in standing(own(**changed)).reasons


def test_evidence_may_be_asked_for_in_the_employer_s_words() -> None:
    assert not standing(own(evidence=["A report to your duty manager."])).is_new


@pytest.mark.parametrize(("more", "is_new"), [(16, False), (17, True)])
def test_what_own_tasks_add_counts_with_what_is_added_under_units(more: int, is_new: bool) -> None:
    extra = {"8604-308": {"guidance": "Six words are added right here."}}
    found = standing(own(guidance=TEN + " more" * (more - 6)), units=extra)
    assert found.is_new is is_new
    assert f"What is added for the employer has {more} words, the assignment itself 16." in found.reasons


@pytest.mark.parametrize(("words", "is_new"), [(17, False), (18, True)])
def test_what_an_employer_adds_is_not_longer_than_the_assignment(words: int, is_new: bool) -> None:
    # Purpose, title, guidance and evidence of the ready-made assignment have 3 + 1 + 10 + 2 words.
    extra = {"8604-308": {"guidance": " ".join(["more"] * (words - 1))}}
    found = standing({}, units=extra)
    assert (found.is_new, found.reasons[-1]) == (
        is_new, f"What is added for the employer has {words - 1} words, the assignment itself 16.",
    )  # fmt: skip


def test_another_method_and_several_units_are_new() -> None:
    found = standing({"method": "observation", "unit": None, "units": ["8604-308", "8604-401"], **own(
        criteria=["8604-308 1.1", "8604-308 1.2", "8604-401 1.1", "8604-401 1.2"])})  # fmt: skip
    assert found.is_draft
    assert found.reasons == (
        "It assesses 2 units together.",
        "Its method is “observation”, and the ready-made assignment is written.",
        "Its tasks are the centre’s own.",
    )


def test_marks_that_are_recalculated_are_told() -> None:
    found = standing({"unit": None, "units": ["8604-308", "8604-401"], "marking": "credit weighted"})
    assert found.reasons == (
        "It assesses 2 units together.",
        "The marks of its units are recalculated, as the mark sheet says at its end.",
    )


@pytest.mark.parametrize(
    ("changed", "objection"),
    [
        ({}, ""),
        ({"valid_until": "2026-10-14"}, ""),
        ({"valid_until": "2026-10-13"}, "it ran out on 13 October 2026, before the assignment is due on 14"),
        ({"approved_on": "2026-09-14"}, ""),
        ({"approved_on": "2026-09-15"}, "it was given on 15 September 2026, after the assignment was set on"),
        ({"method": "observation"}, "it is for the method “observation”, not for “written assignment”"),
        ({"units": ["8604-308", "8604-401"]}, "it is for 8604-308 and 8604-401, not for 8604-308"),
        ({"instrument": "1234-5678-9ABC"}, "it is for the instrument 1234-5678-9ABC, and what the assignment"),
    ],
)  # fmt: skip
def test_an_approval_counts_for_its_units_method_and_days(changed: dict[str, object], objection: str) -> None:
    found = standing(own(evidence=["Another report.", "A film."]), {**APPROVAL, **changed})
    assert found.is_draft is bool(objection)
    assert objection in found.objection
    if objection:
        assert found.objection.startswith("Approval QC-1 does not count: ")


def test_the_fingerprint_changes_with_what_is_asked_for_and_lets_the_approval_count() -> None:
    first = standing(own(evidence=["Another report.", "A film."]))
    same = standing(own(evidence=["Another report.", "A film."]), {**APPROVAL, "instrument": first.fingerprint.lower()})
    assert not same.is_draft
    other = standing(own(evidence=["Another report.", "A song."]))
    assert other.fingerprint != first.fingerprint
