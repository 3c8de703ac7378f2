"""The example employers: nothing is wrong with their files, and their learners' grades are those meant to be shown."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from markpack.app.pack_plan import collect_pack_inputs
from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import AttemptResult
from markpack.documents.approval.builder import build_approval_request
from markpack.documents.brief.builder import build_brief
from markpack.documents.certificate.builder import build as build_certificate
from markpack.inputs.starter import starter
from markpack.inputs.workspace_inputs import Inputs
from markpack.model.marks import MarkedAttempt
from tests.inputs.problems import inputs_of

NOOR, CALLUM, EWA, TUNDE, MEGAN, LI = (f"003110{number}" for number in range(1, 7))


@pytest.fixture(scope="module")
def examples() -> Inputs:
    """The three employers, without a problem or a warning."""
    return inputs_of(starter())


def saltmarsh(examples: Inputs, reference: str) -> dict[str, tuple[AttemptResult, ...]]:
    """The results of Saltmarsh's learners at a unit, attempt by attempt."""
    (employer,) = (employer for employer in examples.employers if employer.folder == "saltmarsh-kitchens")
    marked = defaultdict[str, list[MarkedAttempt]](list)
    for attempt in employer.marked:
        if attempt.unit == reference:
            marked[attempt.learner].append(attempt)
    return {learner: assess_attempts(examples.units[reference], attempts) for learner, attempts in marked.items()}


def test_there_are_three_employers_without_a_problem(examples: Inputs) -> None:
    assert [employer.folder for employer in examples.employers] == [
        "harbour-care", "northline-rail", "saltmarsh-kitchens",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "grades"),
    [
        ("9100-11", {NOOR: "D", CALLUM: "M", EWA: "P", TUNDE: "U P", MEGAN: "U U P", LI: ""}),
        (
            "9100-12",
            {NOOR: "pass", CALLUM: "refer", EWA: "pass", TUNDE: "pass", MEGAN: "refer pass"},
        ),
        ("9100-13", {NOOR: "D", CALLUM: "M", EWA: "P", TUNDE: "U", MEGAN: "P", LI: "U"}),
    ],
)
def test_saltmarsh_s_learners_have_every_grade(examples: Inputs, reference: str, grades: dict[str, str]) -> None:
    found = saltmarsh(examples, reference)
    assert {learner: " ".join(result.grade for result in results) for learner, results in found.items()} == grades


def test_megan_s_retake_is_capped(examples: Inputs) -> None:
    assert [result.capped_from for result in saltmarsh(examples, "9100-11")[MEGAN]] == ["", "", "M"]


def test_a_certificate_has_a_grade_for_each_unit_where_any_has_several(examples: Inputs) -> None:
    (employer,) = (employer for employer in examples.employers if employer.folder == "saltmarsh-kitchens")
    cohort = collect_pack_inputs(examples, employer)
    found = {learner.registration: build_certificate(cohort, learner) for learner in cohort.learners}
    assert {name: [unit.grade for unit in made.units] for name, made in found.items() if made} == {
        NOOR: ["Distinction", "Pass", "Distinction"],
        EWA: ["Pass"] * 3,
        MEGAN: ["Pass"] * 3,
    }


def test_the_totals_stand_at_the_boundaries_and_below(examples: Inputs) -> None:
    totals = {learner: results[-1].total for learner, results in saltmarsh(examples, "9100-13").items()}
    # 48, 39 and 30 of 60 begin a Distinction, a Merit and a Pass. Tunde's 31 have 11 of 30 in the second section.
    assert totals == {NOOR: 48, CALLUM: 39, EWA: 38, TUNDE: 31, MEGAN: 36, LI: 29}


NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}


def test_every_number_of_a_passing_descriptor_is_an_ask(examples: Inputs) -> None:
    """So what `check` holds all texts against is all that the descriptors ask for."""
    stated = 0
    for unit in examples.units.values():
        for criterion in unit.criteria:
            text = criterion.descriptors.get("pass")
            if text is None:
                continue
            numbers = re.findall(rf"at least ({'|'.join(NUMBERS)})", text, re.IGNORECASE)
            asked = sorted(ask.least for ask in criterion.asks if ask.least > 1)
            assert sorted(NUMBERS[number.lower()] for number in numbers) == asked, (unit.reference, criterion.id)
            stated += len(numbers)
    assert stated > 6


def test_what_is_handed_in_names_the_words_that_are_asked_for(examples: Inputs) -> None:
    texts = [
        (f"{employer.folder}, task {task.id}", task.words, " ".join(task.evidence))
        for employer in examples.employers
        for setting in collect_pack_inputs(examples, employer).settings
        for task in setting.instrument.tasks
        if task.words
    ]
    assert len(texts) > 15
    for place, words, evidence in texts:
        named = [int(number) for number in re.findall("([0-9]+) words", evidence)]
        assert sum(named) == words, place


def test_a_request_for_approval_without_prompts_names_the_evidence(examples: Inputs) -> None:
    harbour = next(employer for employer in examples.employers if employer.folder == "harbour-care")
    (setting,) = collect_pack_inputs(examples, harbour).settings
    request = build_approval_request(setting, build_brief(setting), [])
    risks = next(entry for unit in request.units for entry in unit.criteria if entry.id == "401/2.1")
    assert risks.prompts == (
        "A risk assessment with ratings, controls and the people responsible",
        "An analysis of the most important risks and of the constraints, about 450 words",
    )
