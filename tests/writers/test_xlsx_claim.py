"""The workbook of a claim: columns that say something are seen, the others are not."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from markpack.documents.claim.view import Claim
from markpack.model.qualification import QualificationGrade
from markpack.writers.xlsx.claim import write_claim
from tests.assessment.test_schemes_at_random import SCHEMES, attempt_at, unit_under
from tests.documents.test_claim_builder import MET, ON, claimed, of
from tests.samples import cohort, learner, marked, setting


def sheet(claim: Claim) -> Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(write_claim(claim)))["Claim"]
    assert isinstance(found, Worksheet)
    return found


def seen(page: Worksheet) -> dict[str, list[object]]:
    """The values below each heading of a column that is not hidden."""
    top = next(cell.row for cell in page["A"] if cell.value == "Learner registration no")
    return {
        str(cell.value): [below.value for below in page[cell.column_letter][top:]]
        for cell in page[top]
        if not page.column_dimensions[cell.column_letter].hidden
    }


def test_a_unit_with_one_grade_and_no_versions_has_no_columns_for_these() -> None:
    columns = seen(sheet(of(setting(), marked(MET, on=ON))))
    assert columns["Credits"] == [2]
    assert columns.keys().isdisjoint({"Version of the unit", "Grade", "Grade of the qualification"})


def test_grades_are_shown_in_the_words_of_their_scheme() -> None:
    place = setting(unit_under(SCHEMES["btec-nationals"], [[("P", None), ("M", None)]]))
    rules = QualificationGrade(points={"P": 1, "M": 2}, steps={"P": 1, "M": 2}, words={"M": "Merit overall"})
    place = replace(place, qualification=place.qualification.model_copy(update={"grade": rules, "credits": None}))
    columns = seen(sheet(of(place, attempt_at(place.unit, 1, {"1.1": "y", "1.2": "y"}))))
    assert (columns["Grade"], columns["Grade of the qualification"]) == (["Merit"], ["Merit overall"])


@pytest.mark.parametrize("people", [0, 3])
def test_numbers_stay_text_and_a_claim_of_nobody_has_its_headings(people: int) -> None:
    who = [learner(f"00{number}") for number in range(max(1, people))]
    marks = [marked(MET, on=ON, learner=entry.registration) for entry in who[:people]]
    page = sheet(claimed(cohort(setting(), who, marks)))
    assert seen(page)["Learner registration no"] == [entry.registration for entry in who[:people]]
    assert page["A2"].value == f"{people} units of {people} learners"
