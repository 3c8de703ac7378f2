from __future__ import annotations

import datetime
from dataclasses import replace

from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.certificate.builder import build
from markpack.documents.certificate.view import Certificate
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.marks import MarkedAttempt
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
