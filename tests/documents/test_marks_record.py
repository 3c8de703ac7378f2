"""The marks inside a completed sheet: what the scheme says as codes, and every key of version 1 as it was."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
import yaml

from markpack.assessment.attempts import assess_attempts
from markpack.documents.mark_sheet.json_record import marks_record
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.scheme import Scheme
from markpack.model.scheme_template import SchemeTemplate
from markpack.model.unit import Unit
from tests.inputs.schemes import SCHEMES
from tests.samples import alone, learner, marked, setting, unit

MET, NOT_MET = CriterionMark(decision=Outcome.PASS), CriterionMark(decision=Outcome.REFERRAL)
FIRST_VERSION = {
    "record", "version", "centre", "employer", "qualification", "unit", "criteria_sha256", "learner", "attempt",
    "marking", "outcome", "total", "maximum", "units", "criteria", "method", "method_record", "section_comments",
    "verification_comments", "standardisation_refused", "overall_comment", "assessor", "iqa",
}  # fmt: skip


def scheme(name: str) -> Scheme:
    return SchemeTemplate.model_validate(yaml.safe_load(SCHEMES[name])).scheme()


def laddered(name: str = "ladder") -> Unit:
    """A unit with a criterion of each tier and no marks."""
    of = unit({"1.1": 24, "1.2": 24, "2.1": 28})
    tiers = dict(zip(("1.1", "1.2", "2.1"), "PMD", strict=True))
    outcomes = tuple(
        outcome.model_copy(
            update={
                "criteria": tuple(
                    entry.model_copy(update={"marks": None, "tier": tiers[entry.id]}) for entry in outcome.criteria
                )
            }
        )
        for outcome in of.outcomes
    )
    return of.model_copy(update={"outcomes": outcomes}).under(scheme(name))


def record(of: Unit, *attempts: dict[str, CriterionMark], iqa: str = "") -> dict[str, Any]:
    """The record of the last of some attempts."""
    marked_attempts = [
        MarkedAttempt("0012345", of.reference, number, criteria, iqa_decision=iqa)
        for number, criteria in enumerate(attempts, start=1)
    ]
    result = assess_attempts(of, marked_attempts)[-1]
    data = json.loads(marks_record(setting(of), learner(), result, alone(setting(of), result)).data)
    assert isinstance(data, dict)
    return data


def test_a_grade_is_stored_as_a_code_with_the_scheme_that_it_is_of() -> None:
    found = record(laddered(), {"1.1": MET, "1.2": MET, "2.1": CriterionMark(not_attempted=True)}, iqa="Merit")
    assert (found["version"], found["scheme"], found["scheme_version"]) == (2, "ladder", "1")
    assert (found["grade"], found["outcome"], found["iqa_grade"], found["iqa"]["decision"]) == (
        "M", "pass", "M", "Merit",
    )  # fmt: skip
    last = found["criteria"][2]
    assert {name: last[name] for name in ("tier", "decision", "not_attempted", "judged", "met", "mark", "maximum")} == {
        "tier": "D", "decision": None, "not_attempted": True, "judged": True, "met": False, "mark": None,
        "maximum": None,
    }  # fmt: skip
    assert (found["total"], found["maximum"]) == (None, None)


def test_an_incomplete_attempt_has_no_grade() -> None:
    found = record(laddered(), {"1.1": MET})
    assert (found["grade"], found["outcome"]) == (None, "incomplete")
    assert [entry["judged"] for entry in found["criteria"]] == [True, False, False]


@pytest.mark.parametrize("criteria", [{}, {"1.1": MET}, {"1.1": MET, "1.2": MET, "2.1": NOT_MET}])
def test_every_record_of_format_2_has_the_standing(criteria: dict[str, CriterionMark]) -> None:
    of = laddered()
    place = setting(of)
    place = dataclasses.replace(place, centre=place.centre.model_copy(update={"format": 2}))
    (result,) = assess_attempts(of, [MarkedAttempt("0012345", of.reference, 1, criteria)])
    found = json.loads(marks_record(place, learner(), result, alone(place, result)).data)
    word = {0: "not_submitted", 1: "incomplete", 3: "confirmed"}[len(criteria)]
    assert (found["quality"], found["standing"]) == ("not required", word)


def test_a_cap_names_the_grade_that_was_reached() -> None:
    first = {"1.1": NOT_MET, "1.2": MET, "2.1": NOT_MET}
    found = record(laddered("highers"), first, {"1.1": MET, "2.1": NOT_MET})
    assert (found["grade"], found["capped_from"]) == ("P", "M")
    assert found["units"][0]["capped_from"] == "M"
    assert [entry["carried_from"] for entry in found["criteria"]] == [None, 1, None]


@pytest.mark.parametrize("of", [unit(), laddered()], ids=["ILM", "ladder"])
def test_every_key_of_version_1_is_where_it_was(of: Unit) -> None:
    found = record(of, {})
    assert set(found) >= FIRST_VERSION
    assert set(found["units"][0]) >= {"unit", "outcome", "total", "maximum"}
    assert set(found["criteria"][0]) >= {
        "id", "mark", "maximum", "minimum", "decision", "met", "comment", "method_record", "carried_from",
    }  # fmt: skip
    assert set(found["iqa"]) == {"name", "decision", "comment", "date"}


def test_ilm_s_grades_are_the_outcomes_of_version_1() -> None:
    result = assess_attempts(unit(), [marked({"1.1": 24, "1.2": 24, "2.1": 28, "2.2": 3})])[-1]
    found = json.loads(marks_record(setting(unit()), learner(), result, alone(setting(unit()), result)).data)
    assert (found["scheme"], found["grade"], found["outcome"]) == ("ilm-marks", "referral", "referral")
