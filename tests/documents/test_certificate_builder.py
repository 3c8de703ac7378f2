from __future__ import annotations

import datetime
from dataclasses import replace

from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.certificate.builder import build
from markpack.documents.certificate.view import Certificate
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.marks import MarkedAttempt
from markpack.model.qualification import QualificationGrade
from tests.assessment.test_schemes_at_random import SCHEMES, attempt_at, unit_under
from tests.samples import cohort, learner, marked, plan_documents, setting

MET = {"1.1": 20, "1.2": 20, "2.1": 20, "2.2": 20}
ON = datetime.date(2026, 10, 20)


def certified(of: AssignmentContext, *attempts: MarkedAttempt) -> Certificate | None:
    return build(cohort(of, [learner()], attempts), learner())


def test_whoever_has_passed_enough_units_gets_one() -> None:
    place = setting()
    found = certified(place, marked(MET, on=ON))
    assert found is not None
    assert (found.learner, found.registration, found.achieved_on) == ("Åsa Öberg", "0012345", "20 October 2026")
    assert [unit.reference for unit in found.units] == [place.unit.reference]
    assert "It is not the certificate of" in found.notice
    assert found.properties.kind is Kind.CERTIFICATE


def test_nobody_else_gets_one() -> None:
    assert certified(setting()) is None
    assert certified(setting(), marked({**MET, "1.1": 1}, on=ON)) is None
    assert certified(setting(), marked({**MET, "1.1": None}, on=ON)) is None


def test_a_pass_that_waits_for_quality_assurance_earns_none_yet() -> None:
    place = setting(feedback="after iqa")
    assert certified(place, marked(MET, on=ON)) is None
    checked = replace(marked(MET, on=ON), iqa="Miriam Okafor", iqa_decision="Pass", iqa_on=ON)
    assert certified(place, checked) is not None


def test_the_pack_has_it_as_pdf_and_word_in_a_folder_of_its_own() -> None:
    group: PackInputs = cohort(setting(), [learner(), learner("0012346")], [marked(MET, on=ON)])
    entries = [entry for entry in plan_documents(group) if entry.kind is Kind.CERTIFICATE]
    assert [(entry.format, entry.learner) for entry in entries] == [(Format.PDF, "0012345"), (Format.DOCX, "0012345")]
    assert {entry.path.partition("/")[0] for entry in entries} == {"certificate"}


def test_a_certificate_shows_the_grades_of_units_and_of_the_qualification() -> None:
    place = setting(unit_under(SCHEMES["btec-nationals"], [[("P", None), ("M", None), ("D", None)]]))
    grade = QualificationGrade(points={"P": 1, "M": 2, "D": 3}, steps={"P": 1, "M": 2}, words={"M": "Merit overall"})
    graded = place.qualification.model_copy(update={"grade": grade, "credits": None})
    group = cohort(
        replace(place, qualification=graded),
        [learner()],
        [attempt_at(place.unit, 1, {"1.1": "y", "1.2": "y", "1.3": "n"})],
    )
    found = build(group, learner())
    assert found is not None
    assert found.grade == "Merit overall"
    assert [unit.grade for unit in found.units] == ["Merit"]


def test_there_is_no_certificate_before_the_iqa_agrees_where_the_scheme_asks_for_that() -> None:
    place = setting(unit_under(SCHEMES["cmi"], [[("", None)]]))
    passed = attempt_at(place.unit, 1, {"1.1": "y"})
    assert build(cohort(place, [learner()], [passed]), learner()) is None
    agreed = replace(passed, iqa="Bea Quill", iqa_decision="Agreed", iqa_on=datetime.date(2026, 11, 9))
    certificate = build(cohort(place, [learner()], [agreed]), learner())
    assert certificate is not None
    assert not certificate.has_grades
