"""Schemes are read from their files, and every mistake in one is named with its line."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from markpack.errors import Severity
from markpack.inputs.scheme_files import read_schemes
from markpack.inputs.starter import starter
from markpack.model.scheme import ILM_MARKS, ILM_PASS_REFER
from tests.inputs.problems import problems_of
from tests.inputs.schemes import SCHEMES, files_of
from tests.workspaces import MARKS_FILE, QUALIFICATION, QUALIFICATION_FILE, UNIT, UNIT_FILE, changed, write_workspace

SCHEME = """\
scheme: works
version: "1"
title: Works Awards
judgement:
  kind: met
grade:
  rule: ladder
  tiers: [P, M]
  codes: {P: P, M: M, floor: U}
words:
  P: Pass
  M: Merit
  U: Unclassified
attempts:
  - {kind: first}
  - {kind: retake, new_task: yes, scope: [P], cap: P}
"""


def test_ilm_s_own_files_say_what_units_without_a_scheme_are_judged_by() -> None:
    schemes = read_schemes(starter()).schemes
    assert schemes["ilm-marks"] == ILM_MARKS
    assert schemes["ilm-pass-refer"] == ILM_PASS_REFER


def test_a_sound_scheme_has_no_problems(tmp_path: Path) -> None:
    found = read_schemes(write_workspace(tmp_path, {"templates/schemes/works.yaml": SCHEME}))
    assert not found.faults
    assert found.schemes["works"].grades == ("U", "P", "M")
    assert [rule.cap for rule in found.schemes["works"].attempts] == ["", "P"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("judgement:", "judgment:", 4, "“judgment” is not a key of the file."),
        ("kind: met", "kind: guess", 5, "“kind” is “guess”, which is not one of its choices."),
        ("kind: met", "kind: met\n  met_at: 1/2", 6, "“met_at” is for marks."),
        ("kind: met", "kind: marks\n  met_at: half", 6, "“half” is not a part of the marks."),
        ("kind: met", "kind: levels", 5, "Levels need at least two codes."),
        ("M: M, ", "", 9, "There is no code for “M”."),
        ("floor: U", "floor: P", 9, "Two grades have the same code."),
        ("  M: Merit", "  N: Merit", 12, "“N” is not a key of “words”."),
        ("  U: Unclassified", "  U: pass", 11, "“pass” stands for two things: the grade “U” and the grade “P”."),
        (
            "attempts:",
            "also: {met: [yes, p]}\nattempts:",
            14,
            "“p” stands for two things: “met” and the grade “P”.",
        ),
        (
            "attempts:",
            "also: {met: [shown], not_met: [Shown, no]}\nattempts:",
            14,
            "“shown” stands for two things: “met” and “not_met”.",
        ),
        ("cap: P", "cap: X", 16, "“X” is not a grade to be earned."),
        ("scope: [P]", "scope: [Z]", 16, "“Z” is not a tier."),
        ("rule: ladder", "rule: boundaries", 7, "“boundaries” and rule: boundaries go together."),
        (
            "kind: met",
            "kind: marks\nwithout_marks: nobody",
            6,
            "“nobody” is no scheme without marks.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    root = write_workspace(tmp_path, {"templates/schemes/works.yaml": changed(SCHEME, (old, new))})
    found = read_schemes(root)
    assert "works" not in found.schemes
    (problems,) = found.faults.values()
    assert (line, message) in [(problem.place.line, problem.message) for problem in problems.problems]
    assert all(problem.hint for problem in problems.problems)


LEVELS, STEPS = SCHEMES["levels"], SCHEMES["steps"]
BARE = re.sub(r"\n +marks: \d+|\n +descriptors:(\n {10,}.*)+", "", UNIT)
"""The unit as organisations without marks have it."""


@pytest.mark.parametrize(
    ("text", "old", "new", "line", "message"),
    [
        (SCHEME, "kind: met", "kind: marks\n  met_at: 0%", 6, "With “met_at” at 0, nothing could fall short."),
        (SCHEME, "kind: met", "kind: marks\n  met_at: [1]", 6, "“met_at” holds a list; a text is expected."),
        (SCHEME, "attempts:", "bands: {some: {a: b}}\nattempts:", 14,
         "“some” holds keys and values; a text is expected."),
        (SCHEME, "tiers: [P, M]", "tiers: [P, p]", 8, "A ladder needs its tiers, each once."),
        (SCHEME, "tiers: [P, M]", "tiers: [floor, M]", 8,
         "“floor” is the grade below all tiers and steps, and none of them."),
        (SCHEME, "cap: P", "cap: U", 16, "“U” is not a grade to be earned."),
        (SCHEME, "{kind: first}", "{kind: first, scope: [P]}", 15, "The first attempt is for all tiers."),
        (SCHEME, "scope: [P]", "scope: []", 16, "“scope” has no entries."),
        (SCHEME, "scope: [P]", "scope: P", 16, "“P” is not a scope."),
        (SCHEME, "scope: [P]", "scope: {P: yes}", 16, "This is not a scope."),
        (SCHEME, "{kind: first}", "{kind: first, cap: P}", 15, "“cap” is for an attempt after the first."),
        (SCHEME, "{kind: first}", "{kind: first, if: [on time]}", 15, "“if” is for an attempt after the first."),
        (SCHEME, "kind: retake", "kind: resubmission", 16,
         "A resubmission is the same work, improved, and not on a new task."),
        (SCHEME, "{P: P, M: M,", "{P: M, M: P,", 9, "“M” is the code of “P”, and itself another one of “codes”."),
        (SCHEME, "attempts:", "bands: {some: 1/2, few: 1/4}\nattempts:", 14, "Bands do not rise."),
        (SCHEME, "attempts:", "bands: {some: 1/2, half: 50%}\nattempts:", 14, "Bands do not rise."),
        (SCHEME, "attempts:", "without_marks: cmi\nattempts:", 14,
         "“without_marks” is for marks, and this scheme has none."),
        (SCHEME, "Merit\n  U: Unclassified", '"Good  pass"\n  U: Good pass', 11,
         "“good pass” stands for two things: the grade “U” and the grade “M”."),
        (SCHEME, "Merit", '"**Merit**"', 12, "“**Merit**” is not a word for documents."),
        (STEPS, "rule: boundaries\n", "rule: boundaries\n  boundaries: {of: mean}\n", 7,
         "“of” is “mean”, which is not one of its choices."),
        (STEPS, "P: 50", "P: 0.4", 7, "“0.4” is a part, where a percentage is expected."),
        (STEPS, "P: 50", "P: 1/3", 7, "“1/3” is a part, where a percentage is expected."),
        (STEPS, "P: 50", "P: 1", 7, "“1” is a part, where a percentage is expected."),
        (STEPS, "P: 50", "P: 0", 7, "“0” is not a percentage."),
        (STEPS, "P: 50", "P: 1e9999999", 7, "“1e9999999” is not a percentage."),
        (STEPS, "section: 40", "section: 0.4", 7, "“0.4” is a part, where a percentage is expected."),
        (STEPS, "{P: 50, M: 65, D: 80}", "{P: }", 7, "“P” has no value."),
        (STEPS, "P: 50", "P: [50]", 7, "“P” holds a list; a text is expected."),
        (STEPS, "P: 50", "floor: 50", 7, "“floor” is the grade below all tiers and steps, and none of them."),
        (STEPS, "kind: marks", "kind: marks, met_at: 1/2", 3, "“met_at” does not go with boundaries."),
        (STEPS, "not_attempted:", "attempts: [{kind: first}, {kind: retake, scope: [P]}]\nnot_attempted:", 4,
         "“scope” has tiers, but no criterion belongs to one."),
        (LEVELS, "order: [N, P, M, D]}\nnot_attempted: yes", "order: [P, M, D]}", 3,
         "A criterion is met by the lowest level already, “P”, so nothing could fall short."),
        (LEVELS, "[P, M, D]\n", "[P, D, M]\n", 7, "The tiers are not in the order of the levels."),
        (LEVELS, "[N, P, M, D]", "[N, P, M, M, D]", 3, "A level is listed twice."),
        (LEVELS, "[N, P, M, D]", "[N, P, M, D], met_level: M", 3,
         "A criterion is met by the lowest tier already, and “met_level” says otherwise."),
        (LEVELS, "order: [N, P", "order: [N, E, P", 9,
         "“not yet” stands for two things: the level “N” and the level “E”."),
        (LEVELS, "not_attempted:", "attempts: [{kind: first}, {kind: retake, scope: [P]}]\nnot_attempted:", 4,
         "“scope” has tiers, but no criterion belongs to one."),
    ],
)  # fmt: skip
def test_what_would_give_wrong_grades_is_named_with_its_line(
    tmp_path: Path, text: str, old: str, new: str, line: int, message: str
) -> None:
    if "E, P" in new:
        text = changed(text, ("words: {", "words: {E: not yet, "))
    check_mistake(tmp_path, changed(text, (old, new)), line, message)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("M: incomplete", "“incomplete” stands for two things: the grade “M” and “incomplete”."),
        ("M: u", "“u” stands for two things: the grade “U” and the grade “M”."),
        ("not_marked: m", "“m” stands for two things: the grade “M” and “not_marked”."),
        ("not_attempted: Not met yet", "“not met yet” stands for two things: “not_met” and “not_attempted”."),
        ("met: not attempted", "“not attempted” stands for two things: “met” and “not_attempted”."),
        ("met_decision: Not Met Yet", "“not met yet” stands for two things: “met” and “not_met”."),
        ("U: Achieved", "“achieved” stands for two things: “met” and the grade “U”."),
        ("P: No", "“no” stands for two things: “not_met” and the grade “P”."),
        ("not_met: Not marked yet", "“not marked yet” stands for two things: “not_met” and “not_marked”."),
        ("passed: done, referred: Done", "“done” stands for two things: “passed” and “referred”."),
        (f"M: {61 * 'm'}", f"“{61 * 'm'}” is not a word for documents."),
    ],
)
def test_a_word_that_means_two_things_or_is_too_long_is_named(tmp_path: Path, words: str, message: str) -> None:
    text = SCHEME[: SCHEME.index("words:")] + f"words: {{{words}}}\nnot_attempted: yes\n"
    check_mistake(tmp_path, text, 10, message)


@pytest.mark.parametrize("code", ["passed", "referred", "article"])
def test_a_code_is_no_key_of_words(tmp_path: Path, code: str) -> None:
    text = changed(SCHEME, ("P: P", f"P: {code}"), ("  P: Pass\n", ""), ("cap: P", f"cap: {code}"))
    check_mistake(tmp_path, text, 9, f"“{code}” has a meaning of its own under “words”.")


def check_mistake(root: Path, text: str, line: int, message: str) -> None:
    name = text.split()[1]
    found = read_schemes(write_workspace(root, {f"templates/schemes/{name}.yaml": text}))
    assert name not in found.schemes
    problems = found.faults[name].errors
    assert (line, message) in [(problem.place.line, problem.message) for problem in problems]
    assert all(problem.hint for problem in problems)


def test_a_part_says_what_percentage_to_write(tmp_path: Path) -> None:
    for part, percentage in (("0.4", "40"), ("1/3", "100/3"), ("0.125", "12.5")):
        text = changed(STEPS, ("P: 50", f"P: {part}"))
        found = read_schemes(write_workspace(tmp_path / percentage, {"templates/schemes/steps.yaml": text}))
        (problem,) = found.faults["steps"].errors
        assert problem.hint == f"Write {percentage}."
    sound = changed(STEPS, ("P: 50", "P: 0.5%"), ("M: 65", "M: 100/3"))
    found = read_schemes(write_workspace(tmp_path / "sound", {"templates/schemes/steps.yaml": sound}))
    assert found.schemes["steps"].steps[:2] == (Fraction(1, 200), Fraction(1, 3))


def test_levels_are_met_from_the_lowest_tier_on(tmp_path: Path) -> None:
    text = changed(LEVELS, ("[N, P", "[N, E, P"))
    found = read_schemes(write_workspace(tmp_path, {"templates/schemes/levels.yaml": text}))
    assert found.schemes["levels"].met_level == "P"


@pytest.mark.parametrize("text", [SCHEME, "scheme: [no id]\n", "scheme: works\ntitle: Our own BTEC\n"])
def test_a_file_that_cannot_stand_in_for_one_that_comes_along_stops_it(tmp_path: Path, text: str) -> None:
    unit = changed(UNIT, ("wording:", "scheme: btec-nationals\nwording:"))
    root = write_workspace(tmp_path, {"templates/schemes/btec-nationals.yaml": text, UNIT_FILE: unit})
    assert "btec-nationals" not in read_schemes(root).schemes
    said = [problem.message for problem in problems_of(root)]
    assert "The scheme “btec-nationals” cannot be read, so nobody can be judged by it." in said
    if text == SCHEME:
        assert said.count("The file is called btec-nationals.yaml, but its scheme “works”.") == 1


def test_a_scheme_in_a_file_of_another_name_stops_those_who_use_it(tmp_path: Path) -> None:
    text = changed(SCHEME, ("scheme: works", "scheme: cmi"))
    found = read_schemes(write_workspace(tmp_path, {"templates/schemes/ours.yaml": text}))
    assert "cmi" not in found.schemes
    assert "cmi" in found.faults


@pytest.mark.parametrize("stub", [".cmi.yaml.icloud", "cmi.yml.crdownload"])
def test_a_scheme_that_is_kept_online_is_not_taken_for_the_one_that_comes_along(tmp_path: Path, stub: str) -> None:
    files = {f"templates/schemes/{stub}": "", "templates/schemes/.notes.txt.icloud": ""}
    root = write_workspace(tmp_path, files, unit=changed(BARE, ("wording:", "scheme: cmi\nwording:")))
    found = read_schemes(root)
    assert ("cmi" in found.schemes, list(found.faults)) == (False, ["cmi"])
    online, unread = problems_of(root)
    assert "is kept online or still being downloaded" in online.message
    assert unread.message == "The scheme “cmi” cannot be read, so nobody can be judged by it."


def test_a_scheme_whose_scheme_without_marks_is_broken_is_stopped_too(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"templates/schemes/ilm-pass-refer.yaml": "scheme: ilm-pass-refer\n"})
    found = read_schemes(root)
    assert not {"ilm-marks", "ilm-pass-refer"} & set(found.schemes)
    assert "The scheme “ilm-pass-refer” cannot be read." in [
        problem.message for problem in found.faults["ilm-marks"].errors
    ]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("scheme: btec\n", "There is no scheme “btec” in templates/schemes."),
        ("scheme: [cmi]\n", "“scheme” holds a list; a text is expected."),
    ],
)
def test_a_scheme_that_is_not_there_is_all_that_is_said(tmp_path: Path, key: str, message: str) -> None:
    root = write_workspace(tmp_path, unit=changed(BARE, ("wording:", f"{key}wording:")))
    assert [problem.message for problem in problems_of(root)] == [message]


def test_a_qualification_s_scheme_that_is_not_certain_is_all_that_is_said(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, unit=BARE, qualification=f"{QUALIFICATION}scheme: [cmi]\n")
    assert [problem.message for problem in problems_of(root)] == [
        "The scheme of 8604 cannot be told, so nobody can be judged by it.",
        "“scheme” holds a list; a text is expected.",
    ]
    other = changed(f"{QUALIFICATION}scheme: ilm-marks\n", ("reference: 8604", "reference: 8605"))
    files = {"templates/qualifications/8605.yaml": other}
    root = write_workspace(tmp_path / "two", files, unit=BARE, qualification=f"{QUALIFICATION}scheme: cmi\n")
    assert [problem.message for problem in problems_of(root)] == [
        "8604 and 8605 have the unit, and judge it by “cmi” and “ilm-marks”."
    ]


def test_a_broken_scheme_is_one_problem_whatever_is_made_by_it(tmp_path: Path) -> None:
    """Criteria, marks, attempts and grades are not held against the rules of ILM, which are not the unit's."""
    marks = "learner,unit,attempt,criterion,decision\n"
    for attempt, decision in ((1, "Not yet achieved"), (2, "Not attempted"), (3, "Achieved")):
        criteria = ("1.1",) if attempt == 3 else ("1.1", "1.2", "1.10")
        marks += "".join(f"0012345,8604-308,{attempt},{criterion},{decision}\n" for criterion in criteria)
    grade = "grade: {points: {P: 1, M: 2, D: 3}, times: credits, steps: {P: 4}}\n"
    files = {**files_of("ladder"), MARKS_FILE: marks, QUALIFICATION_FILE: QUALIFICATION + grade}
    root = write_workspace(tmp_path, files)
    assert [problem for problem in problems_of(root) if problem.severity is Severity.ERROR] == []
    broken = changed(SCHEMES["ladder"], ("M: Merit", "M: Pass"))
    (root / "templates/schemes/ladder.yaml").write_text(broken, encoding="utf-8")
    assert [problem.message for problem in problems_of(root)] == [
        "“pass” stands for two things: the grade “P” and the grade “M”.",
        "The scheme “ladder” cannot be read, so nobody can be judged by it.",
    ]


@pytest.mark.parametrize(
    ("name", "message"), [("nobody", "There is no scheme “nobody”"), ("ours", "The scheme “ours”")]
)
def test_a_qualification_s_scheme_that_no_unit_goes_by_is_warned_of(tmp_path: Path, name: str, message: str) -> None:
    unit = changed(UNIT, ("wording:", "scheme: ilm-marks\nwording:"))
    files = {"templates/schemes/ours.yaml": "scheme: ours\n"}
    root = write_workspace(tmp_path, files, unit=unit, qualification=f"{QUALIFICATION}scheme: {name}\n")
    found = [entry for entry in problems_of(root) if entry.place.file == "templates/qualifications/8604.yaml"]
    assert [(entry.severity, entry.message.startswith(message)) for entry in found] == [(Severity.WARNING, True)]
