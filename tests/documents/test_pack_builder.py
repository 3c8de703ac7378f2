from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from markpack.documents.brief.builder import build_brief
from markpack.documents.declaration.builder import build_declaration
from markpack.documents.mark_sheet.builder import build_blank_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.form_parts_view import FieldKind
from markpack.documents.pack.builder import build_assignment_pack
from markpack.documents.pack.view import AssignmentPack
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.centre import StaffMember
from markpack.model.instrument import Method
from markpack.model.unit import Unit
from tests.documents.test_declaration_builder import of_method
from tests.samples import centre, learner, qualification, setting, unit


def pack(place: AssignmentContext, units: Mapping[str, Unit] | None = None) -> AssignmentPack:
    sheet = build_blank_sheet(build_form(place), place, None)
    known = units or {place.unit.reference: place.unit}
    return build_assignment_pack(place, known, build_brief(place), build_declaration(place, None), [sheet])


def two_units() -> tuple[AssignmentContext, dict[str, Unit]]:
    one, other = unit(), unit(reference="9999-102", title="Keeping watch", credits=4)
    place = dataclasses.replace(setting(one), qualification=qualification([one, other]))
    return place, {one.reference: one, other.reference: other}


def test_the_cover_says_what_the_programme_is() -> None:
    place, units = two_units()
    overview = pack(place, units).overview
    assert overview.qualification == "AWO Level 3 Award in Watch Leading (9999)"
    assert {fact.label: fact.value for fact in overview.facts} == {
        "Awarding organisation": "AWO",
        "Accreditation number": "600/0000/X",
        "Level and credits": "Level 3, 6 credits",
        "Time to complete": "3 years from registration",
        "Induction": "1 hour",
        "Tutorial support": "at least 4 hours",
        "Guided learning in all": "at least 17 hours: 12 in the units, 1 of induction, 4 of tutorials",
    }
    assert [(line.reference, line.credits, line.is_this) for line in overview.units] == [
        ("9999-101", "2", True), ("9999-102", "4", False),
    ]  # fmt: skip


def test_limits_that_a_qualification_does_not_have_are_not_spoken_of() -> None:
    place, units = two_units()
    none = {"induction_hours": 0, "tutorial_hours": 0, "duration_years": None}
    free = dataclasses.replace(place, qualification=place.qualification.model_copy(update=none))
    assert {fact.label: fact.value for fact in pack(free, units).overview.facts} == {
        "Awarding organisation": "AWO",
        "Accreditation number": "600/0000/X",
        "Level and credits": "Level 3, 6 credits",
        "Guided learning in all": "at least 12 hours",
    }


def test_hours_are_not_added_up_where_a_unit_is_not_known() -> None:
    place, units = two_units()
    overview = pack(place, {"9999-101": units["9999-101"]}).overview
    assert [line.reference for line in overview.units] == ["9999-101"]
    assert "Guided learning in all" not in {fact.label for fact in overview.facts}


def test_text_of_the_qualification_is_no_mark_up_and_no_placeholder() -> None:
    place = setting()
    odd = place.qualification.model_copy(update={"purpose": "<b>R&D</b> {{ nothing.at_all }}"})
    assert pack(dataclasses.replace(place, qualification=odd)).overview.purpose.html == (
        "&lt;b&gt;R&amp;D&lt;/b&gt; {{ nothing.at_all }}"
    )


def test_the_dates_say_how_long_a_resubmission_may_take() -> None:
    dates = [(entry.label, entry.date) for entry in pack(setting(days_to_resubmit=10)).dates]
    assert dates == [
        ("Set on", "14 September 2026"),
        ("Hand in by", "16 October 2026"),
        ("Resubmit, if asked to", "within 10 days of the decision"),
    ]
    assert len(pack(setting(attempts_allowed=1)).dates) == 2


def test_people_stand_there_once_with_what_reaches_them() -> None:
    place = setting()
    staff = (StaffMember(name="Ada Obi", email="ada@example.org"), StaffMember(name="Bea Quill"))
    reach = {"phone": "01632 960417", "email": "office@example.org", "address": "4 Quay Road, Tidemouth TM1 2AB"}
    house = centre().model_copy(update={"staff": staff, **reach})
    same = place.assignment.model_copy(update={"tutor": "Ada Obi"})
    people = pack(dataclasses.replace(place, centre=house, assignment=same)).people
    assert [(person.role, person.name, person.contact) for person in people] == [
        (
            "Centre",
            "Harbour Training (012345)",
            "01632\u00a0960417 · office@example.org · 4\u00a0Quay Road, Tidemouth TM1\u00a02AB",
        ),
        ("Tutor and assessor", "Ada Obi", "ada@example.org"),
        ("Internal quality assurer (IQA)", "Bea Quill", ""),
    ]


def test_the_competence_of_staff_stands_there_once_for_several_units_and_not_where_there_is_no_evidence() -> None:
    place = setting()
    told = pack(place).staff
    assert [(entry.name, entry.role, entry.units, entry.evidence, entry.review_on) for entry in told] == [
        ("Ada Obi", "Assessor", ("9999-101",), "Assesses since 2015", "31 December 2029"),
        (
            "Bea Quill",
            "Internal quality assurer (IQA)",
            ("9999-101",),
            "Quality-assures since 2019",
            "31 December 2029",
        ),
    ]
    bare = centre().model_copy(update={"staff": (StaffMember(name="Ada Obi", assesses=("9999-101",)),)})
    assert pack(dataclasses.replace(place, centre=bare)).staff == ()


def test_no_field_of_a_declaration_is_one_of_the_mark_sheets() -> None:
    made = pack(setting())
    names = [field.name for field in (*made.declaration.fields, *made.mark_sheets[0].form.fields)]
    assert len(set(names)) == len(names)


def test_a_reference_that_suits_the_mark_sheet_suits_the_declaration() -> None:
    place = setting(unit(reference="8604-30812345"))
    assert build_form(place).fields
    assert max(len(field.name) for field in build_declaration(place, None).fields) <= 40


def test_a_declaration_knows_its_learner_and_leaves_the_rest_open() -> None:
    made = build_declaration(setting(), learner(), 2)
    assert made.values[made.learner_name.name] == "Åsa Öberg"
    assert made.values[made.registration.name] == "0012345"
    assert made.values[made.attempt.name] == "2"
    assert made.properties.identity.properties()["markpack.attempt"] == "2"
    ticks = [field.name for field in made.fields if field.kind is FieldKind.CHECK]
    assert len(ticks) == 10
    assert not set(ticks) & set(made.values)
    unnamed = build_declaration(setting(), None)
    assert unnamed.learner_name.name not in unnamed.values
    assert {"Cy Ray", "Ada Obi"} == set(unnamed.values.values())


def test_a_declaration_asks_for_everything_that_has_to_be_declared() -> None:
    made = build_declaration(setting(), None)
    said = " ".join(
        statement.text for statement in (*made.learner_statements, *made.ai_statements, *made.centre_statements)
    )
    for phrase in (
        "my own work",
        "anywhere else",
        "earlier work",
        "source",
        "AI tool",
        "plagiarism",
        "tutorial support",
    ):
        assert phrase in said
    assert [field.kind for field in made.ai_statements[1].details] == [FieldKind.LONG_TEXT] * 2


def test_the_contents_are_in_the_terms_of_the_method() -> None:
    assert pack(setting()).contents == (
        "The programme and this assignment", "Assignment brief", "Authenticity declaration", "Mark sheet",
    )  # fmt: skip
    assert pack(of_method(Method.DISCUSSION)).contents == (
        "The programme and this assignment", "Professional discussion brief", "Authenticity declaration",
        "Mark sheet with the record of the discussion",
    )  # fmt: skip
