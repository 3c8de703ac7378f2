"""What an employer is told: what is confirmed, and of all else only that it is not."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from markpack.assessment.cohort import assess_cohort
from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.entries import CatalogueEntry
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.certificate.builder import build as build_certificate
from markpack.documents.employer_summary.builder import build_employer_summary
from markpack.documents.employer_summary.view import EmployerSummary, SummaryLearner
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.hold import Hold, HoldReason
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.qualification import QualificationGrade
from markpack.model.register_status import RegisterStatus
from tests.assessment.test_schemes_at_random import SCHEMES, attempt_at, unit_under
from tests.documents.test_claim_builder import MET, ON, agreed
from tests.samples import SET_ON, cohort, learner, marked, qualification, setting, unit

CHECKED_ON = datetime.date(2026, 11, 9)
REFERRED = {**MET, "1.1": 1}


def told(place: AssignmentContext, *attempts: MarkedAttempt, who: Learner | None = None) -> SummaryLearner:
    (entry,) = build_employer_summary(cohort(place, [who or learner()], attempts)).learners
    return entry


def words(entry: SummaryLearner) -> list[str]:
    return [outcome.word for outcome in entry.units]


def asking(place: AssignmentContext, summary: bool | None = True) -> AssignmentContext:
    """The setting of an employer whose own file says whether there is a summary."""
    employer = place.context.employer.model_copy(update={"summary": summary})
    return replace(place, context=place.context.model_copy(update={"employer": employer}))


def listed(group: PackInputs) -> list[CatalogueEntry]:
    return [entry for entry in list_documents(group) if entry.kind is Kind.EMPLOYER_SUMMARY]


def facts(found: EmployerSummary) -> dict[str, str]:
    return {fact.label: fact.value for fact in found.facts}


def test_who_has_achieved_what_and_when() -> None:
    who = learner().model_copy(update={"certificate_no": "C-9"})
    entry = told(setting(), agreed(marked(MET, on=ON)), who=who)
    (outcome,) = entry.units
    assert (outcome.unit.reference, outcome.unit.title, outcome.word, outcome.details) == (
        "9999-101", "Leading a watch", "Achieved", "9 November 2026",
    )  # fmt: skip
    assert (entry.name, entry.qualification_text) == ("Öberg, Åsa", "Achieved on 9 November 2026")
    assert (entry.qualification_details, entry.outstanding) == (("Certificate C-9",), "")


def test_the_date_is_that_of_the_certificate() -> None:
    group = cohort(setting(), [learner()], [agreed(marked(MET, on=ON))])
    certificate = build_certificate(group, learner())
    assert certificate
    (entry,) = build_employer_summary(group).learners
    assert entry.qualification_text == f"Achieved on {certificate.achieved_on}"


@pytest.mark.parametrize(
    ("attempts", "word"),
    [
        ([], "In progress"),
        ([marked({**MET, "1.1": None}, on=ON)], "In progress"),
        ([agreed(marked(REFERRED, on=ON))], "In progress"),
        ([marked(REFERRED, on=ON)], "Not yet confirmed"),
        ([marked(MET, on=ON)], "Not yet confirmed"),
        ([agreed(marked(MET, on=ON), "Not agreed")], "Not yet confirmed"),
        ([agreed(marked(REFERRED, on=ON)), marked({"1.1": 20}, attempt=2)], "Not yet confirmed"),
        ([agreed(marked(REFERRED, on=ON)), marked({"1.1": 2}, attempt=2)], "Not yet confirmed"),
        ([agreed(marked(REFERRED, on=ON)), agreed(marked({"1.1": 2}, attempt=2))], "Not achieved"),
    ],
)
def test_what_is_not_confirmed_is_not_achieved(attempts: list[MarkedAttempt], word: str) -> None:
    entry = told(setting(feedback="after iqa"), *attempts)
    assert words(entry) == [word]
    assert {(outcome.grade, outcome.on) for outcome in entry.units} == {("", None)}
    assert (entry.qualification_text, entry.credits) == ("Not achieved yet", 0)
    assert (entry.qualification_details, entry.outstanding) == (("0 of 2 credits",), f"9999-101 {word.lower()}")


def test_of_marks_in_doubt_and_of_concerns_about_authenticity_no_more_is_said() -> None:
    place, who = setting(), learner()
    group = cohort(place, [who], [marked(MET, on=ON)])
    declared = ReturnedDeclaration("0012345", "9999-101", 1, True, "", ("AI wrote it",), {})
    for doubtful in (
        replace(group, holds=[Hold("0012345", "9999-101", HoldReason.NOT_READ, ("marks/sheet.pdf",))]),
        replace(group, declarations=[declared]),
        replace(group, declarations=[replace(declared, signed=False, concerns=())]),
    ):
        (entry,) = build_employer_summary(doubtful).learners
        assert words(entry) == ["Not yet confirmed"]
        assert entry.qualification == "Not achieved yet"


def test_a_grade_that_is_confirmed_is_told_and_one_that_may_raise_it_is_not() -> None:
    place = setting(unit_under(SCHEMES["btec-nationals"], [[("P", None), ("M", None)]]), feedback="after iqa")
    grade = QualificationGrade(
        points={"P": 1, "M": 2}, steps={"P": 1, "M": 2}, words={"P": "Pass overall", "M": "Merit overall"}
    )
    place = replace(place, qualification=place.qualification.model_copy(update={"grade": grade, "credits": None}))
    low = agreed(attempt_at(place.unit, 1, {"1.1": "y", "1.2": "n"}))
    high = attempt_at(place.unit, 2, {"1.1": "y", "1.2": "y"})
    for attempts, one, whole in (
        ([low], "Pass, 9 November 2026", "Pass overall"),
        ([low, high], "Pass, 9 November 2026", "Pass overall"),
        ([low, agreed(high)], "Merit, 9 November 2026", "Merit overall"),
    ):
        entry = told(place, *attempts)
        assert ([outcome.details for outcome in entry.units], entry.grade) == ([one], whole)
        assert entry.qualification_details == (f"Grade: {whole}",)


@pytest.mark.parametrize(
    ("status", "word", "not_achieved"),
    [
        (RegisterStatus.WITHDRAWN, "Left", "Not achieved"),
        (RegisterStatus.TRANSFERRED, "Left", "Not achieved"),
        (RegisterStatus.DEFERRED, "Deferred", "Not achieved yet"),
        (RegisterStatus.COMPLETED, "Completed", "Not achieved"),
    ],
)
def test_who_is_not_active_stands_in_it_with_what_they_achieved(
    status: RegisterStatus, word: str, not_achieved: str
) -> None:
    from_ = datetime.date(2026, 10, 25)
    who = learner().model_copy(update={"status": status, "status_from": from_, "status_reason": "New job"})
    entry = told(setting(), marked(MET, on=ON), who=who)
    assert (entry.status_text, words(entry), entry.qualification) == (
        f"{word}, from 25 October 2026", ["Achieved"], "Achieved",
    )  # fmt: skip
    entry = told(setting(), marked({**MET, "1.1": None}, on=ON), who=who)
    assert (words(entry), entry.qualification) == ([not_achieved], not_achieved)
    assert "New job" not in repr(entry)
    awaited = told(setting(feedback="after iqa"), marked(MET, on=ON), who=who)
    assert words(awaited) == ["Not yet confirmed"]


def test_a_number_tells_people_of_the_same_name_apart_and_nobody_else() -> None:
    people = [learner("1"), learner("2", "åsa"), learner("3", "Rhys", "Jones")]
    found = build_employer_summary(cohort(setting(), people, []))
    assert [entry.name for entry in found.learners] == ["Öberg, Åsa (1)", "Öberg, åsa (2)", "Jones, Rhys"]


def test_it_says_whom_it_is_for_and_what_it_covers() -> None:
    people = [learner(), learner("2", "Rhys", "Jones").model_copy(update={"status": RegisterStatus.WITHDRAWN})]
    place = replace(setting(), folder="tideway/spring-2026", cohort="Spring 2026")
    found = build_employer_summary(cohort(place, people, [agreed(marked(MET, on=ON))]))
    assert facts(found) == {
        "Employer": "Tideway Ferries",
        "Cohort": "Spring 2026",
        "Training centre": "Harbour Training (012345)",
        "Awarding organisation": "AWO",
        "Level and credits": "Level 3, 2 credits",
        "Learners": "1 on the programme, 1 left",
        "Qualification achieved": "1 of 2",
        "Latest result": "9 November 2026",
    }
    (covered,) = found.units
    assert (covered.dates, covered.achieved) == ("14 September 2026 to 16 October 2026", 1)
    assert found.properties.date == CHECKED_ON
    assert found.properties.title == "Summary for the employer: Tideway Ferries, Spring 2026"
    assert found.notice == "This summary is Harbour Training’s own. It is not a certificate: AWO issues those."


def test_it_says_what_the_qualification_needs_beside_the_units_that_are_set() -> None:
    units = [unit(), unit(reference="9999-102", credits=4)]
    place = replace(setting(), qualification=qualification(units))
    group = replace(cohort(place, [learner()], [marked(MET, on=ON)]), units={one.reference: one for one in units})
    found = build_employer_summary(group)
    assert facts(found)["Still to be set"] == "4 credits from 9999-102"
    (entry,) = found.learners
    assert (words(entry), entry.qualification, entry.qualification_details) == (
        ["Achieved"], "Not achieved yet", ("2 of 6 credits",),
    )  # fmt: skip
    # Another one has that unit from elsewhere.
    other = learner("2", "Rhys", "Jones")
    marks = [marked(MET, on=ON), marked(MET, learner="2", unit="9999-102", on=ON)]
    assignments = [place.context.assignments[0], place.context.assignments[0].model_copy(update={"unit": "9999-102"})]
    results = assess_cohort(assignments, group.units, marks, place.centre.policies)
    both = replace(group, learners=[learner(), other], attempts=results)
    assert facts(build_employer_summary(both))["Still to be set"] == "4 credits from 9999-102 for 1 learner"


@pytest.mark.parametrize(("units", "sizes"), [(1, [1]), (6, [6]), (7, [4, 3]), (13, [5, 5, 3])])
def test_many_units_stand_in_several_tables_of_about_the_same_size(units: int, sizes: list[int]) -> None:
    found = build_employer_summary(cohort(setting(), [learner()], []))
    (outcome,) = found.learners[0].units
    many = replace(found, units=found.units * units, learners=(replace(found.learners[0], units=(outcome,) * units),))
    assert [len(table.units) for table in many.tables] == sizes
    assert [len(outcomes) for table in many.tables for _, outcomes in table.rows] == sizes


def test_dates_of_what_is_not_confirmed_are_nowhere_in_it() -> None:
    found = build_employer_summary(cohort(setting(feedback="after iqa"), [learner()], [marked(MET, on=ON)]))
    assert found.properties.date == SET_ON
    assert facts(found)["Latest result"] == "none yet"
    assert [fact.label for fact in found.meanings] == ["Achieved", "Not yet confirmed"]


@pytest.mark.parametrize(
    ("policy", "own", "wanted"),
    [(False, None, False), (True, None, True), (False, True, True), (True, False, False)],
)
def test_it_is_made_where_the_centre_or_the_employer_s_file_says_so(
    policy: bool, own: bool | None, wanted: bool
) -> None:
    group = cohort(asking(setting(employer_summary=policy), own), [learner()], [])
    assert [(entry.path, entry.format) for entry in listed(group)] == [
        ("employer-summary/Summary for Tideway-9999.pdf", Format.PDF),
        ("employer-summary/Summary for Tideway-9999.xlsx", Format.XLSX),
    ] * wanted


def test_a_cohort_s_file_says_whose_it_is() -> None:
    group = cohort(replace(asking(setting()), folder="tideway/spring-2026"), [learner()], [])
    assert {entry.path.rpartition("-9999-")[2] for entry in listed(group)} == {"spring-2026.pdf", "spring-2026.xlsx"}


def test_there_is_none_of_nobody_and_none_while_an_assignment_is_stopped() -> None:
    group = cohort(asking(setting()), [learner()], [])
    assert listed(group)
    assert listed(replace(group, learners=())) == []
    assert listed(replace(group, stopped=["9999-102"])) == []
