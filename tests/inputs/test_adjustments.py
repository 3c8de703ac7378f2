"""Learners' adjustments as the register asks for them, and briefs in plain language as the context supplies them."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import Place, Severity
from markpack.model.adjustments import BACKGROUNDS, NO_ADJUSTMENTS, Adjustments
from markpack.model.colour import PALEST_TEXT, READABLE, contrast, shade_of
from tests.inputs.problems import inputs_of, only, problems_of
from tests.workspaces import (
    CENTRE,
    CONTEXT,
    CONTEXT_FILE,
    REGISTER_FILE,
    UNIT,
    changed,
    workbook,
    write_workspace,
)

PLAIN = changed(
    CONTEXT,
    (
        "    guidance: Use what",
        "    plain_language:\n      purpose: Show how you lead.\n      tasks:\n        styles: Think of your "
        "{{ vocabulary.team }}.\n    guidance: Use what",
    ),
)


def asking(text: str, heading: str = "Adjustments") -> str:
    return f'Registration,First name,Last name,{heading}\n0012345,Rhys,Jones,"{text}"\n0012346,Minh,Nguyễn,\n'


def adjustments(root: Path, text: str, heading: str = "Adjustments") -> Adjustments:
    place = write_workspace(
        root, {"contexts/acme/marks/marks.csv": None}, register=asking(text, heading), context=PLAIN
    )
    first, second = inputs_of(place).employers[0].learners
    assert second.adjustments == NO_ADJUSTMENTS
    return first.adjustments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NO_ADJUSTMENTS),
        ("none", NO_ADJUSTMENTS),
        ("large print", Adjustments(large_print=True)),
        ("Large-Print, plain English", Adjustments(large_print=True, plain_language=True)),
        (
            "large print; yellow background; plain language",
            Adjustments(large_print=True, background=BACKGROUNDS["yellow"], plain_language=True),
        ),
        ("pale blue paper", Adjustments(background=BACKGROUNDS["blue"])),
        ("Background #FFF3C4", Adjustments(background="#fff3c4")),
        ("coloured overlay: peach;", Adjustments(background=BACKGROUNDS["peach"])),
    ],
)
def test_words_in_a_cell_are_adjustments(text: str, expected: Adjustments, tmp_path: Path) -> None:
    assert adjustments(tmp_path, text) == expected


@pytest.mark.parametrize("heading", ["Reasonable adjustments", "adjustment"])
def test_the_column_has_the_names_that_centres_give_it(heading: str, tmp_path: Path) -> None:
    assert adjustments(tmp_path, "large print", heading).large_print


@pytest.mark.parametrize(
    ("text", "expected", "arrangements"),
    [
        ("25% Extra Time; Reader", NO_ADJUSTMENTS, "25% Extra Time; Reader"),
        ("Reader, and a quiet room", NO_ADJUSTMENTS, "Reader, and a quiet room"),
        ("none", NO_ADJUSTMENTS, ""),
        ("large print", Adjustments(large_print=True), ""),
        ("Reader, large print; scribe", Adjustments(large_print=True), "Reader; scribe"),
    ],
)
def test_access_arrangements_are_kept_in_any_words(
    text: str, expected: Adjustments, arrangements: str, tmp_path: Path
) -> None:
    register = asking(text, "ACCESS ARRANGEMENTS")
    root = write_workspace(tmp_path, {"contexts/acme/marks/marks.csv": None}, register=register)
    first, second = inputs_of(root).employers[0].learners
    assert (first.adjustments, first.arrangements, second.arrangements) == (expected, arrangements, "")


def test_both_columns_together_ask_for_one_look(tmp_path: Path) -> None:
    register = (
        "Registration,First name,Last name,Adjustments,Access arrangements\n"
        "0012345,Rhys,Jones,cream,plain language; reader\n0012346,Minh,Nguyễn,cream,reader; blue\n"
    )
    found = problems_of(write_workspace(tmp_path, {"contexts/acme/marks/marks.csv": None}, register=register))
    assert [(problem.place.line, problem.place.column, problem.message) for problem in found] == [
        (2, 26, "Learner 0012345 is to have briefs in plain language, and there is no such text for 8604-308."),
        (3, 27, "“reader; blue” asks for two backgrounds."),
    ]


def test_an_arrangement_that_is_nearly_an_adjustment_is_named(tmp_path: Path) -> None:
    register = asking("reader; larg print", "Access arrangements")
    root = write_workspace(tmp_path, {"contexts/acme/marks/marks.csv": None}, register=register)
    found = only(root, Severity.WARNING)
    assert found.message == "“larg print” is kept as an access arrangement; documents do not follow it."
    assert found.hint == "Did you mean “large print”?"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("larg print", "“larg print” is not an adjustment that documents can follow.", "Did you mean “large print”?"),
        ("extra time", "“extra time” is not an adjustment that documents can follow.", "Write large print, "),
        ("yelow background", "“yelow background” is not an adjustment", "Did you mean “yellow background”?"),
        ("background #334455", "Text could not be read on the background “#334455”.", "Choose a paler colour."),
        ("cream; blue", "“cream; blue” asks for two backgrounds.", "Keep the one that the learner needs."),
    ],
)
def test_what_documents_cannot_follow_is_an_error_at_its_cell(
    text: str, message: str, hint: str, tmp_path: Path
) -> None:
    found = only(write_workspace(tmp_path, {"contexts/acme/marks/marks.csv": None}, register=asking(text)))
    assert found.place == Place(REGISTER_FILE, 2, 20)
    assert found.message.startswith(message)
    assert found.hint.startswith(hint)
    if "not an adjustment" in message:
        assert found.hint.endswith("Anything else that is arranged goes into the column Access arrangements.")


def test_a_workbook_names_the_cell(tmp_path: Path) -> None:
    rows = [["Registration", "First name", "Last name", "Adjustments"], ["0012345", "Rhys", "Jones", "big letters"]]
    files = {
        REGISTER_FILE: None, "contexts/acme/learners.xlsx": workbook(rows), "contexts/acme/marks/marks.csv": None,
    }  # fmt: skip
    found = only(write_workspace(tmp_path, files))
    assert found.place == Place("contexts/acme/learners.xlsx", sheet="Sheet1", cell="D2")


def test_plain_language_that_nobody_wrote_is_a_warning(tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path, {"contexts/acme/marks/marks.csv": None}, register=asking("large print; plain language")
    )
    found = only(root, Severity.WARNING)
    assert found.place == Place(REGISTER_FILE, 2, 20)
    assert found.message == (
        "Learner 0012345 is to have briefs in plain language, and there is no such text for 8604-308."
    )
    assert found.hint.startswith(f"Add plain_language below units, 8604-308 in {CONTEXT_FILE}")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("        styles: Think", "        stiles: Think", "“stiles” is not a task of unit 8604-308."),
        ("purpose: Show", "purpose: '{{ vocabulary.crew }}' # Show", "“vocabulary.crew” has no value"),
        ("purpose: Show", "criteria: Show", "“criteria” is not a key"),
    ],
)
def test_plain_language_is_checked_like_other_texts(old: str, new: str, message: str, tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, context=changed(PLAIN, (old, new))))
    assert found.place.file == CONTEXT_FILE
    assert message in found.message


TALK = """\
methods:
  case study:
    title: A case
    purpose: Tell it.
    hours: 5
    tasks:
      - id: c1
        title: All of it
        guidance: Tell it.
        criteria: [1.1, 1.2, "1.10"]
"""
CASE = ("unit: 8604-308\n", "unit: 8604-308\n    method: case study\n")


@pytest.mark.parametrize(
    ("said", "line", "message"),
    [
        ((), 16, "The text in plain language for task “styles” of 8604-308 is not used, because the case study that is "
                 "set has no such task."),
        (("plain_language:\n", "plain_language:\n      method: written assignment\n"), 14,
         "The texts in plain language for 8604-308 are for the method “written assignment”, and what is set is the "
         "method “case study”: learners get its ordinary text."),
        (("plain_language:\n", "plain_language:\n      method: case study\n"), 17,
         "The text in plain language for task “styles” of 8604-308 is not used, because the case study that is set has "
         "no such task."),
    ],
)  # fmt: skip
def test_plain_language_for_another_method_is_named(
    said: tuple[str, str] | tuple[()], line: int, message: str, tmp_path: Path
) -> None:
    context = changed(PLAIN, CASE, *([said] if said else []))
    root = write_workspace(tmp_path, {"contexts/acme/marks/marks.csv": None}, unit=UNIT + TALK, context=context)
    (found,) = [problem for problem in problems_of(root) if "plain language" in problem.message]
    assert (found.message, found.severity) == (message, Severity.WARNING)
    assert (found.place.file, found.place.line) == (CONTEXT_FILE, line)


def test_plain_language_that_is_not_plain_is_named(tmp_path: Path) -> None:
    hard = "Contemporary leadership methodologies necessitate systematic multidimensional investigation. " * 8
    context = changed(PLAIN, ("styles: Think of your {{ vocabulary.team }}.", f"styles: {hard}"))
    found = only(
        write_workspace(tmp_path, context=context, centre=CENTRE + "policies:\n  reading_age: 15\n"), Severity.WARNING
    )
    assert "is task styles in plain language: it suits readers of" in found.message
    assert found.place.file == CONTEXT_FILE


def test_on_every_background_with_a_name_all_text_can_be_read() -> None:
    for colour in BACKGROUNDS.values():
        assert contrast(PALEST_TEXT, shade_of(Adjustments(background=colour).background)) >= READABLE
