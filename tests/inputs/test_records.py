"""Breaches of a model's rules, in words, at the key or value concerned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.inputs.problems import lines_of, only, problems_of
from tests.workspaces import (
    CENTRE,
    CENTRE_FILE,
    CONTEXT,
    CONTEXT_FILE,
    QUALIFICATION,
    QUALIFICATION_FILE,
    UNIT,
    UNIT_FILE,
    changed,
    write_workspace,
)


def test_an_unknown_key_has_a_suggestion_and_the_keys_there_are(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=changed(CONTEXT, ("  sector: Rail", "  sector: Rail\n  color: red")))
    assert str(only(root)) == (
        "contexts/acme/context.yaml, line 6, column 3: “color” is not a key of “employer”. Did you mean “colour”? "
        "Its keys are name, short_name, sector, logo, logo_description, colour and summary."
    )


def test_an_unknown_key_at_the_top_belongs_to_the_file(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, centre=CENTRE + "polices: {}\n"))
    assert found.message == "“polices” is not a key of the file."
    assert found.hint.startswith("Did you mean “policies”?")


def test_a_missing_key_is_reported_at_what_it_is_missing_from(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=changed(CONTEXT, ("    due_on: 2026-10-14\n", "")))
    assert str(only(root)) == (
        "contexts/acme/context.yaml, line 19, column 5: “due_on” is missing from entry 1 of “assignments”. "
        "Add a line “due_on: …”. The date by which learners hand it in."
    )


def test_what_stands_below_a_wrong_key_goes_with_the_key(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, unit=UNIT + "methods:\n  written exam:\n    hours: many\n"))
    assert str(found.place) == "templates/units/8604-308.yaml, line 63, column 3"
    assert found.message == "“written exam” is “written exam”, which is not one of its choices."


def test_a_required_key_without_a_value_differs_from_an_optional_one(tmp_path: Path) -> None:
    context = changed(CONTEXT, ("  sector: Rail", "  sector:\n  logo:"), ("    tutor: Tom Adeyemi", "    tutor:"))
    found = only(write_workspace(tmp_path, context=context))
    assert found.message == "“sector” has no value."
    assert (found.place.line, found.place.column) == (5, 3)


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("level: 3", "level: 9", "“9” is not a level.", "Write a number from 1 to 8, or a name such as Entry 3."),
        ("level: 3", "level: 3.5", "“3.5” is not a level.", "Write a number from 1 to 8, or a name such as Entry 3."),
        ("level: 3", "level: [3]", "This is not a level.", "Write a number from 1 to 8, or a name such as Entry 3."),
        ("marks: 24", "marks: 0", "“marks” is “0”; it must be more than 0.", "Put the number right."),
        ("hours: 12", "hours: 1.5", "“hours” is “1.5”, which is not a whole number.", "Write digits only"),
        ("hours: 12", "hours: [12]", "“hours” is a list, which is not a whole number.", "Write digits only"),
        ("criteria: [1.1, 1.2]", "criteria: 1.1, 1.2", "“criteria” holds “1.1, 1.2”; a list is expected.", "Write one"),
        ("criteria: [1.1, 1.2]", "criteria: []", "“criteria” has no entries; it needs at least one.", "Write one"),
        ("about: Lead", "about: [x]\nx: Lead", "“about” holds a list; a text is expected.", "Write the text"),
        ("title: Und", "title: ''\nx: Und", "“title” is empty.", "Write a text."),
        ("about: Lead", "about: ''\nx: Lead", "“about” is empty.", "Write a text. "),
        (
            "wording: paraphrase", "wording: ours",
            "“wording” is “ours”, which is not one of its choices.", "Write “paraphrase” or “official”.",
        ),
        (
            "reference: 8604-308", "reference: 8604 308", "“8604 308” is not a unit reference.",
            "Write the whole reference, such as 8604-308",
        ),
        ("id: 1.10", "id: 1.1 0", "“1.1 0” is not an id.", "Write up to eight letters, digits and full stops"),
        ("  words:\n    nominal: 1200\n    minimum: 800\n    maximum: 1500\n", "  words: 1200\n",
         "“words” holds “1200”; keys and values are expected.", "Its keys are nominal, minimum and maximum."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_quoted_with_the_rule(tmp_path: Path, old: str, new: str, message: str, hint: str) -> None:
    root = write_workspace(tmp_path, unit=changed(UNIT, (old, new)))
    found = [problem for problem in problems_of(root) if problem.message == message]
    assert found, lines_of(root)
    assert found[0].hint.startswith(hint)
    assert found[0].place.file == "templates/units/8604-308.yaml"
    assert found[0].place.line > 0


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("2026-10-14", "14.10.26", "line 21, column 13: “14.10.26” is not a date. Write it as 2026-09-14, 14/09/2026"),
        ("2026-10-14", "2206-10-14", "line 21, column 13: “2206-10-14” is not in the years from 2000 to 2099. Check"),
        ("2026-10-14", "31/09/2026", "line 21, column 13: “31/09/2026” is not a date."),
        ("  sector: Rail", "  sector: Rail\n  colour: blue", "line 6, column 11: “blue” is not a colour. Write #"),
        (
            "    tutor: Tom", "    marking: grades\n    tutor: Tom",
            "line 22, column 14: “marking” is “grades”, which is not one of its choices. Write “marks”,",
        ),
        ("  8604-308:\n", "  8604 308:\n", "line 12, column 3: “8604 308” is not a unit reference."),
    ],
)  # fmt: skip
def test_values_of_a_context(tmp_path: Path, old: str, new: str, line: str) -> None:
    found = only(write_workspace(tmp_path, context=changed(CONTEXT, (old, new))))
    assert line in str(found)


def test_a_pattern_of_file_names_that_would_overwrite_is_refused(tmp_path: Path) -> None:
    centre = CENTRE + "policies:\n  half_marks: maybe\n  file_name: '{last_name}'\n"
    assert lines_of(write_workspace(tmp_path, centre=centre)) == [
        "contexts/centre.yaml, line 17, column 15: “half_marks” is “maybe”; yes or no is expected. Write yes or no.",
        "contexts/centre.yaml, line 18, column 14: The pattern needs {attempt}, or learners’ files would overwrite "
        "each other. Write {attempt} where it is to stand.",
    ]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{registration:d} {attempt}", "how {registration} is to be formatted, which file names do not allow."),
        ("{registration} {attempt:>300}", "how {attempt} is to be formatted, which file names do not allow."),
        ("{registration!x} {attempt}", "how {registration} is to be formatted, which file names do not allow."),
        ("{registration} {attempt:{unit}}", "how {attempt} is to be formatted, which file names do not allow."),
        ("{registration.x} {attempt}", "{registration.x} is not a part of a file name."),
        ("{} {attempt}", "{} is not a part of a file name."),
        ("{registration} {attempt", "is not a file-name pattern: a brace is missing in it, or one too many."),
    ],
)
def test_a_pattern_of_file_names_holds_plain_parts_only(tmp_path: Path, pattern: str, message: str) -> None:
    centre = CENTRE + f"policies:\n  file_name: '{pattern}'\n"
    found = only(write_workspace(tmp_path, centre=centre))
    assert found.message.endswith(message)
    assert found.place.line == 17


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("attempts_allowed: 10", "“attempts_allowed” is “10”; it must be at most 9."),
        ("days_to_resubmit: 3000000", "“days_to_resubmit” is “3000000”; it must be at most 730."),
        ("days_to_resubmit: " + "9" * 5000, f"“days_to_resubmit” is “{'9' * 59}…”, which is too large a number."),
    ],
)
def test_policies_have_limits(tmp_path: Path, line: str, message: str) -> None:
    assert only(write_workspace(tmp_path, centre=CENTRE + f"policies:\n  {line}\n")).message == message


@pytest.mark.parametrize("years", ["21", "99999999999999"])
def test_a_registration_runs_for_a_number_of_years_that_can_be_meant(tmp_path: Path, years: str) -> None:
    found = only(write_workspace(tmp_path, qualification=changed(QUALIFICATION, ("years: 3", f"years: {years}"))))
    assert found.message == f"“duration_years” is “{years}”; it must be at most 20."


def test_one_word_of_the_vocabulary_stands_once_however_it_is_written(tmp_path: Path) -> None:
    context = changed(CONTEXT, ("  line manager: duty manager", "  line manager: duty manager\n  line-manager: boss"))
    found = only(write_workspace(tmp_path, context=context))
    assert str(found) == (
        "contexts/acme/context.yaml, line 7, column 3: “line manager” and “line-manager” are the same word. "
        "Keep one of the two."
    )


def test_a_centre_number_keeps_its_zero_and_needs_six_digits(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, centre=changed(CENTRE, ("012345", "12345"))))
    assert found.message == "“12345” is not a centre number."


def test_what_is_wrong_in_a_file_does_not_hide_what_does_not_hold_together(tmp_path: Path) -> None:
    unit = changed(
        UNIT,
        ("hours: 12", "hours: three"),
        ("about:", "abuot:"),
        ("marks: 15", "marks: many"),
        ('criteria: ["1.10"]', "criteria: [1.3]"),
    )
    assert {problem.message for problem in problems_of(write_workspace(tmp_path, unit=unit))} == {
        "“about” is missing from the file.",
        "“hours” is “three”, which is not a whole number.",
        "“abuot” is not a key of the file.",
        "“marks” is “many”, which is not a whole number.",
        "Task own-style names the criterion “1.3”, which the unit does not have.",
        "The criterion “1.10” is covered by no task of the assignment.",
    }


def test_one_mistake_is_one_problem(tmp_path: Path) -> None:
    """A qualification without groups, a centre without staff or a unit without tasks brings no further problems."""
    for name, text in [
        (QUALIFICATION_FILE, QUALIFICATION.partition("groups:")[0]),
        (CENTRE_FILE, CENTRE.partition("staff:")[0]),
        (UNIT_FILE, UNIT.partition("  tasks:")[0]),
        (CONTEXT_FILE, CONTEXT.partition("assignments:")[0]),
    ]:
        root = write_workspace(tmp_path / Path(name).stem, {name: text})
        assert "is missing from" in only(root).message


@pytest.mark.parametrize("value", ["5", "[x]", "{a: b}", ""])
def test_a_key_of_any_name_is_named(tmp_path: Path, value: str) -> None:
    found = only(write_workspace(tmp_path / "a", context=CONTEXT + f'"[key]": {value}\n'))
    assert found.message == "“[key]” is not a key of the file."
    unit = changed(CONTEXT, ("    guidance:", f'    "[key]": {value}\n    guidance:'))
    assert only(write_workspace(tmp_path / "b", context=unit)).message == "“[key]” is not a key of “8604-308”."


def test_a_word_of_the_vocabulary_may_be_called_key(tmp_path: Path) -> None:
    context = changed(CONTEXT, ("  team: crew", '  team: crew\n  "[key]": [x]'))
    assert (
        only(write_workspace(tmp_path, context=context)).message
        == "“[key]” holds a list; keys and values are expected."
    )


SHAPES = ("5", "", "[]", "[x]", "[[x]]", "{}", "{a: b}", '{"[key]": 5}', "[{a: b}]", "9" * 5000)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text"), [(CENTRE_FILE, CENTRE), (CONTEXT_FILE, CONTEXT), (UNIT_FILE, UNIT)])
def test_whatever_shape_a_value_has_the_words_are_our_own(tmp_path: Path, name: str, text: str) -> None:
    keys = {line.partition(":")[0] for line in text.splitlines() if not line.startswith((" ", "-"))}
    for number, (key, shape) in enumerate((key, shape) for key in sorted(keys) for shape in SHAPES):
        wrong = (
            "".join(f"{block}\n" for block in _blocks(text) if not block.startswith(f"{key}:")) + f"{key}: {shape}\n"
        )
        found = problems_of(write_workspace(tmp_path / str(number), {name: wrong}))
        assert not [problem.message for problem in found if " not permitted" in problem.message]
        assert not [
            problem.message for problem in found if "Input should" in problem.message or "inputs" in problem.message
        ]


def _blocks(text: str) -> list[str]:
    return re.split(r"\n(?=[^\s-])", text.rstrip())


def test_a_file_of_another_shape_is_said_so(tmp_path: Path) -> None:
    found = [p for p in problems_of(write_workspace(tmp_path, centre="- one\n- two\n")) if "centre" in p.place.file]
    assert [problem.message for problem in found] == ["The file does not hold keys and values."]
