"""What has to hold between the parts of a template, and between files."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import Severity
from tests.inputs.problems import lines_of, only, problems_of
from tests.workspaces import (
    CENTRE,
    CONTEXT,
    CONTEXT_FILE,
    MARKS_FILE,
    QUALIFICATION,
    REGISTER,
    UNIT,
    UNIT_FILE,
    changed,
    write_workspace,
)

UNIT_PLACE = "templates/units/8604-308.yaml, line "
CONTEXT_PLACE = "contexts/acme/context.yaml, line "


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('["1.10"]', "[1.2]", "31, column 13: The criterion “1.10” is covered by no task of the assignment. Add it"),
        (
            "[1.1, 1.2]",
            "[1.1, 1.2, 1.3]",
            "57, column 28: Task styles names the criterion “1.3”, which the unit does not",
        ),
        (
            "id: 2\n",
            "id: 1\n",
            "28, column 9: There is a second learning outcome “1” here; the first is in line",
        ),
        (
            "id: 1.2",
            "id: 1.1",
            "20, column 13: There is a second criterion “1.1” here; the first is in line 12.",
        ),
        ("id: own-style", "id: styles", "58, column 11: There is a second task “styles” here"),
        (
            "minimum: 800",
            "minimum: 1300",
            "47, column 5: The nominal word count 1,200 is not between the minimum 1,300",
        ),
        (
            "text: Assess one's",
            "text: Assess {{ employer.name }}'s",
            "33, column 22: “{{ employer.name }}” stands in a text",
        ),
        ("pass: Explains", "pass: '{{ Explains", "stands in a text that no employer may change."),
        ("{{ employer.name }}", "{{ employer.nmae }}", "41, column 34: “employer.nmae” is not defined. Did you mean"),
        ("{{ employer.name }}", "{{ 7 * 7 }}", "41, column 34: “{{ 7 * 7 }}” is not a placeholder. A placeholder has"),
        ("{{ employer.name }}", "{% if x %}", "41, column 34: “{%” starts a statement or comment"),
        (
            "{{ vocabulary.team }}.",
            "{{ vocabulary.teem }}.",
            "54, column 23: “vocabulary.teem” has no value in contexts/acme",
        ),
    ],
)
def test_units(tmp_path: Path, old: str, new: str, line: str) -> None:
    unit = changed(UNIT, (old, new))
    if "'{{ Explains" in new:
        unit = changed(unit, ("'{{ Explains effects.", "'{{ Explains effects.'"))
    lines = lines_of(write_workspace(tmp_path, unit=unit, marks="learner,unit,criterion,mark\n"))
    assert any(shown.startswith("templates/units/8604-308.yaml") and line in shown for shown in lines), lines


def test_ids_that_give_forms_the_same_field_are_found(tmp_path: Path) -> None:
    unit = changed(
        UNIT, ("id: 1.1\n", "id: 1a\n"), ("id: 1.2\n", "id: 1A\n"), ("criteria: [1.1, 1.2]", "criteria: [1a, 1A]")
    )
    found = only(write_workspace(tmp_path, unit=unit, marks="learner,unit,criterion,mark\n"))
    assert found.message == "The ids “1a” and “1A” give forms the same field name u8604_308__mark__1A."


def test_an_id_that_makes_a_field_name_too_long_is_found(tmp_path: Path) -> None:
    unit = changed(UNIT, ("reference: 8604-308", "reference: 8604-308/60058"), ("id: 1\n", "id: outcome1\n"))
    found = problems_of(write_workspace(tmp_path, unit=unit))
    assert "“outcome1” makes field names of forms too long." in {problem.message for problem in found}


def test_a_criterion_that_does_not_start_with_its_verb_is_a_warning(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, unit=changed(UNIT, ("verb: Explain", "verb: Analyse"))), Severity.WARNING)
    assert found.message == "The text of criterion 1.2 does not start with its verb “Analyse”."


def test_a_word_that_one_employer_has_and_another_lacks(tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path,
        {
            "contexts/bede/context.yaml": changed(CONTEXT, ("  team: crew\n", "")),
            "contexts/bede/learners.csv": REGISTER,
        },
    )
    found = problems_of(root)
    assert {problem.message for problem in found} == {"“vocabulary.team” has no value in contexts/bede/context.yaml."}
    assert [problem.place.line for problem in found] == [54, 60]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("[8604-308]", "[8604-308, 8604-409]", "The unit “8604-409” has no template in templates/units. Did you mean"),
        ("minimum_credits: 2", "minimum_credits: 6", "“Group 1” needs 6 credits, but its units have only 2."),
        ("credits: 2", "credits: 6", "The qualification needs 6 credits, but its units have only 2."),
        ("[8604-308]", "[8604-308, 8604-308]", "The unit 8604-308 is in “Group 1” already."),
        ("people who lead", "{{ unit.title }}", "“unit.title” is not defined."),
    ],
)
def test_qualifications(tmp_path: Path, old: str, new: str, line: str) -> None:
    shown = str(only(write_workspace(tmp_path, qualification=changed(QUALIFICATION, (old, new)))))
    assert shown.startswith("templates/qualifications/8604.yaml, line ")
    assert line in shown


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("qualification: 8604", "qualification: 8605", "1, column 16: The qualification “8605” has no template"),
        (
            "- unit: 8604-308",
            "- unit: 8604-380",
            "19, column 11: The unit “8604-380” has no template in templates/units",
        ),
        ("due_on: 2026-10-14", "due_on: 2026-09-13", "13 September 2026, before it is set on 14 September 2026."),
        (
            "    tutor:",
            "    resubmit_by: 2026-10-13\n    tutor:",
            "Resubmission by 13 October 2026 is before the unit is",
        ),
        ("assessor: Dana Whitfield", "assessor: Dana Whitfeld", "“Dana Whitfeld” is not among the centre’s staff. Did"),
        (
            "assessor: Dana Whitfield",
            "assessor: Miriam Okafor",
            "“Miriam Okafor” is not listed to assess unit 8604-308.",
        ),
        ("iqa: Miriam Okafor", "iqa: dana whitfield", "“dana whitfield” is both assessor and IQA"),
        ("iqa: Miriam Okafor", "iqa: Tom Adeyemi", "“Tom Adeyemi” is not listed to quality-assure unit 8604-308."),
        ("tutor: Tom Adeyemi", "tutor: Tim Adeyemi", "The tutor “Tim Adeyemi” is not among the centre’s staff."),
        (
            "      styles:",
            "      stiles:",
            "15, column 7: “stiles” is not a task of unit 8604-308. Did you mean “styles”?",
        ),
        ("  8604-308:\n", "  8604-309:\n", "12, column 3: The unit “8604-309” has no template in templates/units."),
        ("A late train.", "'{{ employer.town }}'", "17, column 14: “employer.town” is not defined."),
        ("{{ employer.name }} runs", "{{ vocabulary.trains }} runs", "10, column 3: “vocabulary.trains” has no value"),
    ],
)
def test_contexts(tmp_path: Path, old: str, new: str, line: str) -> None:
    root = write_workspace(tmp_path, context=changed(CONTEXT, (old, new)), marks="learner,unit,criterion,mark\n")
    lines = lines_of(root)
    assert any(shown.startswith(CONTEXT_PLACE) and line in shown for shown in lines), lines


def test_a_wrong_unit_in_an_assignment_is_one_problem(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, context=changed(CONTEXT, ("- unit: 8604-308", "- unit: 8604-380"))))
    assert found.message == "The unit “8604-380” has no template in templates/units."


def test_people_are_checked_although_the_unit_is_wrong(tmp_path: Path) -> None:
    context = changed(CONTEXT, ("- unit: 8604-308", "- unit: 8604-380"), ("iqa: Miriam", "iqa: Marian"))
    found = problems_of(write_workspace(tmp_path, context=context))
    assert "The IQA “Marian Okafor” is not among the centre’s staff." in [problem.message for problem in found]


def test_a_unit_is_set_once(tmp_path: Path) -> None:
    again = CONTEXT + CONTEXT.partition("assignments:\n")[2]
    found = only(write_workspace(tmp_path, context=again))
    assert found.message == "The unit 8604-308 is set a second time; the first is in line 19."


def test_a_unit_outside_the_groups_earns_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "templates/units/8604-401.yaml": UNIT.replace("8604-308", "8604-401"),
    }
    context = CONTEXT + CONTEXT.partition("assignments:\n")[2].replace("8604-308", "8604-401")
    centre = CENTRE.replace("[8604-308]", "[8604-308, 8604-401]")
    found = only(write_workspace(tmp_path, files, context=context, centre=centre), Severity.WARNING)
    assert "so it earns nothing towards it" in found.message


def test_an_assignment_due_after_a_registration_runs_out_names_the_learner_by_number_only(tmp_path: Path) -> None:
    register = changed(REGISTER, ("Jones,,01/09/2026", "Jones,,14/10/2023"), ("Thị,,01/09/2026", "Thị,,15/10/2023"))
    found = only(write_workspace(tmp_path, register=register))
    assert found.message == (
        "The unit 8604-308 is due on 14 October 2026, but the registration of learner 0012345 "
        "runs out on 13 October 2026."
    )
    assert "Jones" not in str(found)


def test_one_person_has_one_entry_among_the_staff(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, centre=CENTRE + "  - name: dana whitfield\n"))
    assert found.message == "“dana whitfield” appears a second time; the first is in line 4."


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("It is marked out of 100.", "out of 100"),
        ("The unit has 100 marks.", "100 marks"),
        ("Your total (…/100) decides nothing.", "/100"),
    ],
)
def test_a_total_of_100_that_the_marks_do_not_come_to_is_a_warning(words: str, quoted: str, tmp_path: Path) -> None:
    text = ("submission: Check", f"submission: {words} Check")
    found = only(write_workspace(tmp_path / "a", unit=changed(UNIT, text)), Severity.WARNING)
    assert (found.place.file, found.place.line) == (UNIT_FILE, UNIT[: UNIT.index("submission")].count("\n") + 1)
    assert found.message == f"The text says “{quoted}”, but the marks of all criteria add up to 67."
    added = changed(CONTEXT, ("guidance: Use what", f"guidance: {words} Use what"))
    assert only(write_workspace(tmp_path / "b", context=added), Severity.WARNING).place.file == CONTEXT_FILE
    whole = changed(UNIT, text, ("marks: 28", "marks: 61"))
    assert problems_of(write_workspace(tmp_path / "c", {MARKS_FILE: None}, unit=whole)) == ()


def test_100_of_something_else_is_no_total(tmp_path: Path) -> None:
    words = "submission: Out of 100 customers, 100% matter, at 1/100 of the cost. Check"
    assert problems_of(write_workspace(tmp_path, unit=changed(UNIT, ("submission: Check", words)))) == ()


def test_a_half_written_unit_that_no_employer_uses_is_a_warning(tmp_path: Path) -> None:
    half = {"templates/units/8604-309.yaml": "reference: 8604-309\ntitle: Motivation\ncredits: many\noutcomes: []\n"}
    found = problems_of(write_workspace(tmp_path, half))
    assert len(found) > 5
    assert {entry.severity for entry in found} == {Severity.WARNING}
    assert {entry.place.file for entry in found} == {"templates/units/8604-309.yaml"}
