"""Versions of a unit: which one an assignment goes by, and by which one a sheet that came back is judged."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import docx
import pytest
from lxml.etree import _Element as Element

from markpack.app.full_build import build
from markpack.app.pack_plan import collect_pack_inputs
from markpack.app.workspace import Workspace
from markpack.errors import InputError, Scope, Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import inputs_of, only, problems_of
from tests.inputs.returned import FIRST_ATTEMPT, FOLDER, REGISTER, attempts, edit_word, field, fill_word, returned
from tests.inputs.schemes import files_of, unit_under
from tests.inputs.test_returned import FILL, FORMATS, filled
from tests.inputs.test_scheme_round_trip import filled as filled_by
from tests.inputs.test_scheme_round_trip import forms
from tests.workspaces import CONTEXT, MARKS_FILE, UNIT, UNIT_FILE, changed, markbook, write_workspace

KEPT_FILE = "templates/units/8604-308@1.yaml"
NOTES = "records/unit-versions.csv"
KEPT = changed(UNIT, ("title: Understanding", "version: 1\ntitle: Understanding"))
PRESENT = changed(
    UNIT,
    ("title: Understanding", "version: 2\nvalid_from: 2026-01-01\ntitle: Understanding"),
    ("why styles have different effects", "how styles differ in their effects"),
    ("marks: 15", "marks: 16"),
)
MARKS = {field("mark", "1.1"): "18", field("mark", "1.2"): "9", field("mark", "1.10"): "20"}


def workspace(root: Path, *, files: dict[str, str | bytes | None] | None = None, **texts: str) -> Path:
    """A workspace with two versions of its unit; the assignment goes by the second one unless a test changes that."""
    texts.setdefault("unit", PRESENT)
    return write_workspace(root, {MARKS_FILE: None, KEPT_FILE: KEPT, **(files or {})}, **texts)


def in_force(root: Path) -> str | None:
    return inputs_of(root).employers[0].units["8604-308"].version


def noted(version: str, digest: str) -> dict[str, str | bytes | None]:
    head = "employer,assignment,unit,version,criteria_sha256\n"
    return {NOTES: f"{head}acme,8604-308,8604-308,{version},{digest}\n"}


def digest_of(root: Path, version: str) -> str:
    return inputs_of(root).employers[0].versions["8604-308"][version].criteria_digest


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_sheet_is_judged_by_the_kept_version_that_it_was_made_from(fmt: str, tmp_path: Path) -> None:
    root = workspace(tmp_path, files={f"{FOLDER}/a.{fmt}": filled(fmt, MARKS)})
    inputs = inputs_of(root)
    (marked,) = inputs.employers[0].marked
    assert dict(marked.versions) == {"8604-308": "1"}
    pack = collect_pack_inputs(inputs, inputs.employers[0])
    ((result,),) = pack.attempts["8604-308"].values()
    assert result.maximum == 67  # the present version has 68
    assert {entry.criterion.text for entry in result.criteria} >= {"Explain why styles have different effects."}


def test_a_sheet_that_has_lost_its_properties_is_told_by_its_criteria(tmp_path: Path) -> None:
    def drop(properties: Element) -> None:
        for entry in list(properties):
            properties.remove(entry)

    sheet = edit_word(filled("docx", MARKS), drop, "docProps/custom.xml")
    inputs, problems = read_inputs(workspace(tmp_path, files={f"{FOLDER}/a.docx": sheet}))
    assert [problem.severity for problem in problems] == [Severity.WARNING], problems
    assert [dict(marked.versions) for marked in inputs.employers[0].marked] == [{"8604-308": "1"}]


def test_a_learner_whose_sheet_is_held_keeps_the_version(tmp_path: Path) -> None:
    root = workspace(tmp_path, files={f"{FOLDER}/a.xlsx": filled("xlsx", {**MARKS, field("mark", "1.1"): "99"})})
    inputs, problems = read_inputs(root)
    assert [problem.severity for problem in problems] == [Severity.ERROR]
    (employer,) = inputs.employers
    assert (employer.marked, dict(employer.given["0012345"])) == ((), {"8604-308": "1"})
    pack = collect_pack_inputs(inputs, employer)
    assert pack.setting_of(pack.settings[0], "0012345").unit.version == "1"
    assert pack.setting_of(pack.settings[0], "0012346") is pack.settings[0]


@pytest.fixture(scope="module")
def versioned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The blank sheets of the present version, which say on the page which one it is."""
    root = workspace(tmp_path_factory.mktemp("versioned"), register=REGISTER.partition("0012346")[0])
    report = build(Workspace(root), Options(kinds=("blank",), jobs=1))
    assert (report.failed, report.problems) == ((), ())
    return {path.suffix[1:]: path.read_bytes() for path in (root / "output/acme/8604-308/blank").glob("*0012345*")}


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_sheet_that_says_its_version_comes_back(fmt: str, versioned: dict[str, bytes], tmp_path: Path) -> None:
    if fmt == "docx":
        assert "Level 3 · version 2" in "".join(
            part.text for part in docx.Document(io.BytesIO(versioned[fmt])).paragraphs
        )
    data = FILL[fmt](versioned[fmt], MARKS)
    (marked,) = attempts(workspace(tmp_path, files={f"{FOLDER}/a.{fmt}": data})).values()
    assert (dict(marked.versions), len(marked.criteria)) == ({}, 3)


def test_a_list_is_read_by_the_version_of_the_learners_sheet(tmp_path: Path) -> None:
    rows = "learner,unit,criterion,mark,assessor\n0012345,8604-308,1.10,20,Dana Whitfield\n"
    sheet = filled("docx", {field("mark", "1.1"): "18", field("mark", "1.2"): "9"})
    root = workspace(tmp_path, files={f"{FOLDER}/a.docx": sheet, MARKS_FILE: rows})
    (marked,) = attempts(root).values()
    assert (marked.versions["8604-308"], list(marked.criteria)) == ("1", ["1.1", "1.2", "1.10"])


def test_a_list_alone_is_read_by_the_version_of_the_assignment(tmp_path: Path) -> None:
    (marked,) = attempts(workspace(tmp_path, files={MARKS_FILE: FIRST_ATTEMPT})).values()
    assert dict(marked.versions) == {}


def test_a_grade_follows_from_the_version_s_own_tiers(tmp_path: Path) -> None:
    unit = unit_under("ladder")
    kept = changed(unit, ("title: Under", "version: 1\ntitle: Under"))
    present = changed(unit, ("title: Under", "version: 2\ntitle: Under"), ("tier: M", "tier: D"))
    sheet = fill_word(forms("ladder")["docx"], filled_by("ladder", "Merit"))
    files: dict[str, str | bytes | None] = {**files_of("ladder"), KEPT_FILE: kept, f"{FOLDER}/a.docx": sheet}
    files.pop(UNIT_FILE)
    inputs = inputs_of(workspace(tmp_path, files=files, unit=present, register=REGISTER))
    ((result,),) = collect_pack_inputs(inputs, inputs.employers[0]).attempts["8604-308"].values()
    assert (result.unit.version, result.grade) == ("1", "M")  # by the present tiers it would be P


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_wording_that_nobody_kept_is_a_problem_that_shows_what_differs(fmt: str, tmp_path: Path) -> None:
    found = only(returned(tmp_path, {f"a.{fmt}": filled(fmt, MARKS)}, unit=PRESENT))
    assert found.message.startswith("The mark sheet was made from another wording of unit 8604-308")
    assert "AC 1.2 Explain [-how-] {+why+} styles [-differ in their-] {+have different+} effects." in found.message
    assert found.hint.startswith("If a backup has that template, put it beside the present one as templates/units/")
    assert "run markpack new version 8604-308 before you replace a wording" in found.hint
    assert (found.scope, found.reach.learners) == (Scope.FILE, ("0012345",))


def test_marks_and_descriptors_alone_are_another_wording_too(tmp_path: Path) -> None:
    other = changed(UNIT, ("marks: 15", "marks: 16"))
    found = only(returned(tmp_path, {"a.docx": filled("docx", MARKS)}, unit=other))
    assert "The texts of the criteria are the same; marks, descriptors or learning outcomes are not." in found.message


def test_one_learner_is_not_judged_by_two_versions(tmp_path: Path) -> None:
    present = {"markpack.kind": "markbook", "markpack.unit": "8604-308"}
    root = workspace(tmp_path)
    present["markpack.criteria"] = digest_of(root, "2")
    book = markbook(["0012345", "", "", 1, 18], ["0012346", "", "", 1, 12], properties=present)
    workspace(tmp_path, files={f"{FOLDER}/a.docx": filled("docx", MARKS), f"{FOLDER}/b.xlsx": book})
    inputs, problems = read_inputs(root)
    (found,) = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert found.message == (
        "These marks of learner 0012345 are for version 2 of unit 8604-308; those in contexts/acme/marks/a.docx are "
        "for version 1 of unit 8604-308. None of them are read."
    )
    assert [(marked.learner, dict(marked.versions)) for marked in inputs.employers[0].marked] == [("0012346", {})]


def test_an_assignment_goes_by_the_version_that_was_valid_when_it_was_set(tmp_path: Path) -> None:
    assert in_force(workspace(tmp_path)) == "2"
    later = changed(PRESENT, ("2026-01-01", "2026-09-15"))  # the day after
    assert in_force(workspace(tmp_path, unit=later)) == "1"
    assert in_force(workspace(tmp_path, unit=changed(PRESENT, ("valid_from: 2026-01-01\n", "")))) == "2"


def test_nobody_guesses_between_kept_versions_that_begin_on_one_day(tmp_path: Path) -> None:
    kept = changed(PRESENT, ("version: 2", "version: 1.5"), ("how styles differ", "when styles differ"))
    files: dict[str, str | bytes | None] = {"templates/units/8604-308@1.5.yaml": kept}
    assert in_force(workspace(tmp_path, files=files)) == "2"  # the present one
    later = changed(PRESENT, ("2026-01-01", "2027-01-01"))
    assert in_force(workspace(tmp_path, files=files, unit=later)) == "1.5"  # and version 1 has no day
    undated = changed(kept, ("valid_from: 2026-01-01\n", ""))
    found = only(workspace(tmp_path, files={"templates/units/8604-308@1.5.yaml": undated}, unit=later))
    assert found.message == (
        "Versions “1” and “1.5” of unit 8604-308 are valid from the same day on, so it is not clear by which the "
        "assignment goes."
    )
    assert found.hint == 'Say it in the assignment, such as version: "1.5", or mend a valid_from.'


def test_an_assignment_goes_by_the_version_that_it_names(tmp_path: Path) -> None:
    context = changed(CONTEXT, ("unit: 8604-308\n", "unit: 8604-308\n    version: 1\n"))
    assert in_force(workspace(tmp_path, context=context)) == "1"
    found = only(workspace(tmp_path, context=context.replace("version: 1", "version: 3")))
    assert found.message == "There is no version “3” of unit 8604-308 in templates/units."
    assert found.hint == "Its versions are “1” and “2”."
    assert (found.place.line, found.scope) == (context[: context.index("version: 1")].count("\n") + 1, Scope.ASSIGNMENT)


def test_an_assignment_goes_by_the_version_that_was_noted(tmp_path: Path) -> None:
    digest = digest_of(workspace(tmp_path), "1")
    assert in_force(workspace(tmp_path, files=noted("1", digest))) == "1"
    root = workspace(tmp_path, files=noted("", digest))  # from before it was kept
    assert in_force(root) == "1"
    (note,) = inputs_of(root).employers[0].to_note
    assert (note.version, note.criteria_sha256) == ("1", digest)


def test_a_wording_that_was_replaced_and_not_kept_is_warned_of(tmp_path: Path) -> None:
    digest = digest_of(workspace(tmp_path), "1")
    replaced = changed(UNIT, ("why styles have", "how styles have"))
    root = workspace(tmp_path, files={KEPT_FILE: None, **noted("", digest)}, unit=replaced)
    (tmp_path / KEPT_FILE).unlink()
    found = only(root, Severity.WARNING)
    assert (found.place.file, found.place.line) == (NOTES, 2)
    assert "have been replaced since documents of the assignment 8604-308 were first made for acme" in found.message
    assert "put the earlier template back" in found.hint
    assert "markpack new version 8604-308" in found.hint
    assert found.hint.endswith("delete this line.")
    inputs, _ = read_inputs(root)
    assert inputs.employers[0].to_note == ()  # what learners were given stays noted until somebody decides


def test_naming_the_new_version_decides_that_all_go_by_it(tmp_path: Path) -> None:
    digest = digest_of(workspace(tmp_path), "1")
    context = changed(CONTEXT, ("unit: 8604-308\n", "unit: 8604-308\n    version: 2\n"))
    root = workspace(tmp_path, files={KEPT_FILE: None, **noted("", digest)})
    (tmp_path / KEPT_FILE).unlink()
    assert 'write version: "2" into the assignment' in only(root, Severity.WARNING).hint
    write_workspace(root, {MARKS_FILE: None}, unit=PRESENT, context=context)
    (note,) = inputs_of(root).employers[0].to_note
    assert note.version == "2"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("acme,8604-308,8604-308,1,abc", "“abc” is not a sha256, which has 64 digits and letters from a to f."),
        (f"acme,,8604-308,1,{'0' * 64}", "The line has no assignment."),
        (
            f"acme,8604-308,8604-308,1,{'0' * 64}\nacme,8604-308,8604-308,2,{'1' * 64}",
            "Unit 8604-308 of acme is also noted in line 2, with another version.",
        ),
    ],
)
def test_notes_that_say_nothing_certain_stop_everything(line: str, message: str, tmp_path: Path) -> None:
    notes = f"employer,assignment,unit,version,criteria_sha256\n{line}\n"
    (found,) = [entry for entry in problems_of(workspace(tmp_path, files={NOTES: notes})) if entry.message == message]
    assert (found.place.file, found.severity, found.scope) == (NOTES, Severity.ERROR, Scope.WORKSPACE)


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        (changed(KEPT, ("version: 1", "version: 3")), "The file is kept as version “1”, but says “3”."),
        (UNIT, "The file is kept as version “1”, but says no version."),
        (
            KEPT.replace("8604-308", "8604-399"),
            "This is kept as version 1 of unit 8604-399, which has no template of its own beside it.",
        ),
    ],
)
def test_a_kept_file_says_which_version_it_is(kept: str, message: str, tmp_path: Path) -> None:
    assert only(workspace(tmp_path, files={KEPT_FILE: kept}), Severity.WARNING).message == message


@pytest.mark.parametrize("name", ["8604-308@1 (1).yaml", "8604-308@.yaml"])
def test_a_copy_that_a_program_has_named_is_to_have_a_name_that_there_may_be(name: str, tmp_path: Path) -> None:
    found = only(workspace(tmp_path, files={f"templates/units/{name}": KEPT}), Severity.WARNING)
    assert found.hint == "Name the file 8604-308@1.yaml, or write into it the version that it is."


def test_a_fault_of_a_kept_version_stops_only_those_who_go_by_it(tmp_path: Path) -> None:
    faulty = changed(KEPT, ("marks: 15", "marks: many"))
    assert only(workspace(tmp_path, files={KEPT_FILE: faulty}), Severity.WARNING).place.file == KEPT_FILE
    context = changed(CONTEXT, ("unit: 8604-308\n", "unit: 8604-308\n    version: 1\n"))
    found = only(workspace(tmp_path, files={KEPT_FILE: faulty}, context=context))
    assert (found.place.file, found.scope) == (KEPT_FILE, Scope.ASSIGNMENT)


def test_words_that_only_an_earlier_version_needs_are_missed_once_somebody_is_judged_by_it(tmp_path: Path) -> None:
    kept = changed(KEPT, ("Look at leadership", "Look at your {{ vocabulary.squad }}"))
    assert problems_of(workspace(tmp_path, files={KEPT_FILE: kept})) == ()
    assert problems_of(workspace(tmp_path, files={f"{FOLDER}/a.xlsx": filled("xlsx", MARKS)})) == ()
    with pytest.raises(InputError) as raised:
        read_inputs(workspace(tmp_path, files={KEPT_FILE: kept}))
    (found,) = raised.value.problems
    assert (found.place.file, found.scope, found.reach.assignment) == (KEPT_FILE, Scope.ASSIGNMENT, "8604-308")
    assert found.message == (
        "Some learners are judged by version 1 of unit 8604-308: “vocabulary.squad” has no value in "
        "contexts/acme/context.yaml."
    )


def test_nobody_is_judged_by_a_version_with_faults(tmp_path: Path) -> None:
    kept = changed(KEPT, ("Look at leadership", "Look at {{ employer.nickname }}"))
    files: dict[str, str | bytes | None] = {KEPT_FILE: kept, f"{FOLDER}/a.xlsx": filled("xlsx", MARKS)}
    inputs, problems = read_inputs(workspace(tmp_path, files=files))
    assert [(entry.place.file, entry.severity) for entry in problems] == [
        (f"{FOLDER}/a.xlsx", Severity.ERROR), (KEPT_FILE, Severity.WARNING),
    ]  # fmt: skip
    assert inputs.employers[0].marked == ()


def test_what_is_only_advised_is_not_said_of_versions_that_are_only_kept(tmp_path: Path) -> None:
    kept = changed(KEPT, ("wording: paraphrase", "wording: official"))
    assert problems_of(workspace(tmp_path, files={KEPT_FILE: kept})) == ()
    context = changed(CONTEXT, ("unit: 8604-308\n", "unit: 8604-308\n    version: 1\n"))
    assert only(workspace(tmp_path, files={KEPT_FILE: kept}, context=context), Severity.WARNING).place.file == KEPT_FILE


def test_the_present_template_has_a_version_of_its_own(tmp_path: Path) -> None:
    found = only(workspace(tmp_path, unit=changed(PRESENT, ("version: 2\n", ""))), Severity.WARNING)
    assert (found.place.file, found.message) == (
        KEPT_FILE, f"Version “1” of unit 8604-308 is also in {UNIT_FILE}.",
    )  # fmt: skip


def test_an_official_wording_without_confirmation_is_warned_of(tmp_path: Path) -> None:
    official = changed(UNIT, ("wording: paraphrase", "wording: official"))
    found = only(write_workspace(tmp_path, {MARKS_FILE: None}, unit=official), Severity.WARNING)
    assert found.hint.startswith("Add confirmed_by, confirmed_on and source below it")
    confirmed = "wording: official\nconfirmed_by: Helen Marsh\nconfirmed_on: 2026-08-03\nsource: ILM 8604, issue 4"
    root = write_workspace(tmp_path, {MARKS_FILE: None}, unit=changed(UNIT, ("wording: paraphrase", confirmed)))
    assert read_inputs(root, today=datetime.date(2026, 8, 3))[1] == ()
    (found,) = read_inputs(root, today=datetime.date(2026, 8, 2))[1]
    assert (found.severity, found.message) == (
        Severity.WARNING,
        "3 August 2026, when the wording of unit 8604-308 was confirmed, is in the future: today is 2 August 2026.",
    )
