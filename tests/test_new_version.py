"""Another version of a unit: what `markpack new version` keeps and begins, and what then holds for documents."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pypdf
import pytest
from click.testing import CliRunner, Result

from markpack.app.full_build import build
from markpack.app.verification import Template, verify
from markpack.app.workspace import Workspace
from markpack.cli import commands
from markpack.errors import InputError
from markpack.publish.guarded_folder import GuardedFolder
from markpack.report import Options, Report
from tests.inputs.problems import inputs_of, problems_of
from tests.inputs.returned import FOLDER, field
from tests.inputs.test_returned import filled
from tests.workspaces import MARKS_FILE, UNIT, UNIT_FILE, changed, write_workspace

KEPT_FILE = "templates/units/8604-308@1.yaml"
NOTES = "records/unit-versions.csv"
SHEET = {field("mark", "1.1"): "18", field("mark", "1.2"): "3", field("mark", "1.10"): "20"}


def markpack(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands.main, [*arguments, "-C", str(root)])


def new_version(root: Path, *options: str) -> Result:
    return markpack(root, "new", "version", "8604-308", "--valid-from", "2026-01-01", *options)


def replace_wording(root: Path) -> None:
    path = root / UNIT_FILE
    path.write_text(changed(path.read_text(), ("why styles have", "how styles have")))


def make(root: Path, *kinds: str) -> Report:
    report = build(Workspace(root), Options(kinds=kinds, formats=("xlsx", "pdf"), jobs=1))
    assert report.failed == ()
    return report


def test_today_s_template_is_kept_and_the_next_one_begun(tmp_path: Path) -> None:
    unit = UNIT.replace("\n", "\r\n").replace("level: 3", "level: 3  # as in the specification")
    root = write_workspace(tmp_path, {MARKS_FILE: None}, unit=unit)
    result = new_version(root)
    assert result.exit_code == 0, result.output
    kept, present = (root / KEPT_FILE).read_bytes().decode(), (root / UNIT_FILE).read_bytes().decode()
    assert kept == unit.replace("8604-308\r\n", '8604-308\r\nversion: "1"\r\n', 1)
    assert present == unit.replace("8604-308\r\n", '8604-308\r\nversion: "2"\r\nvalid_from: 2026-01-01\r\n', 1)
    assert "Kept templates/units/8604-308@1.yaml" in result.stdout


def test_a_template_that_has_a_version_is_kept_byte_for_byte(tmp_path: Path) -> None:
    unit = changed(
        UNIT, ("title: Under", "version: 2026-09  # of the specification\nvalid_from: 01/09/2025\ntitle: Under")
    )
    root = write_workspace(tmp_path, {MARKS_FILE: None}, unit=unit)
    assert new_version(root).exit_code == 0
    assert (root / "templates/units/8604-308@2026-09.yaml").read_text() == unit
    new = ('version: "2026-10"  # of the specification', "valid_from: 2026-01-01")
    assert (root / UNIT_FILE).read_text().splitlines()[1:3] == list(new)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None, KEPT_FILE: "somebody’s own"})
    result = new_version(root)
    assert (result.exit_code, "nothing is overwritten" in result.output) == (1, True)
    assert ((root / KEPT_FILE).read_text(), (root / UNIT_FILE).read_text()) == ("somebody’s own", UNIT)
    (root / KEPT_FILE).unlink()
    assert "There is a version “1” of unit 8604-308 already." in new_version(root, "--version", "1").output
    assert "There is no unit “8604-309” here. Did you" in " ".join(
        markpack(root, "new", "version", "8604-309").output.split()
    )


def test_the_reference_may_stand_in_the_last_line(tmp_path: Path) -> None:
    unit = UNIT.replace("reference: 8604-308\n", "") + "reference: 8604-308"
    root = write_workspace(tmp_path, {MARKS_FILE: None}, unit=unit)
    assert new_version(root).exit_code == 0
    assert (root / KEPT_FILE).read_text() == f'{unit}\nversion: "1"\n'


@pytest.mark.parametrize("name", ["../x", "a b", "x" * 17, "é"])
def test_what_is_no_version_is_not_written(tmp_path: Path, name: str) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None})
    result = new_version(root, "--version", name)
    assert (result.exit_code, f"“{name}” is not a version." in result.output) == (1, True)
    assert ((root / KEPT_FILE).exists(), (root / UNIT_FILE).read_text()) == (False, UNIT)


def test_a_version_that_is_kept_in_the_other_format_is_kept(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None, "templates/units/8604-308@1.xlsx": "a workbook"})
    assert "8604-308@1.xlsx Problem: This version is kept already" in " ".join(new_version(root).output.split())
    assert not (root / KEPT_FILE).exists()


def test_a_version_without_new_wording_is_not_kept_again(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None})
    assert new_version(root).exit_code == 0
    result = new_version(root)
    assert "Version 2 has the wording of version 1, which is kept" in " ".join(result.output.split())
    assert not (root / "templates/units/8604-308@2.yaml").exists()
    replace_wording(root)
    assert new_version(root).exit_code == 0


def test_nothing_is_kept_where_the_next_version_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    root = write_workspace(tmp_path, {MARKS_FILE: None})
    monkeypatch.setattr("markpack.publish.guarded_folder.GuardedFolder.write", refuse)
    result = new_version(root)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True), result.output
    assert ((root / KEPT_FILE).exists(), (root / UNIT_FILE).read_text()) == (False, UNIT)


def test_a_template_on_one_line_is_left_alone(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None})
    import yaml

    text = json.dumps(yaml.safe_load(UNIT.replace("1.10", '"1.10"').replace('""', '"')), default=str)
    (root / UNIT_FILE).write_text(text)
    result = new_version(root)
    assert (result.exit_code, (root / UNIT_FILE).read_text()) == (1, text), result.output
    assert not (root / KEPT_FILE).exists()


def test_a_unit_in_a_workbook_has_versions_too(tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path, {MARKS_FILE: None}, unit=changed(UNIT, ("title: Under", "version: 1\ntitle: Under"))
    )
    exported = markpack(root, "export", "unit", "8604-308", "--as", "xlsx", "--to", str(root / "templates/units"))
    assert exported.exit_code == 0, exported.output
    (root / UNIT_FILE).unlink()
    result = new_version(root)
    assert (result.exit_code, "save it as 8604-308@1.xlsx as well" in " ".join(result.output.split())) == (1, True)
    kept = (root / "templates/units/8604-308.xlsx").rename(root / "templates/units/8604-308@1.xlsx")
    (root / UNIT_FILE).write_text(changed(UNIT, ("title: Under", "version: 2\nvalid_from: 2027-01-01\ntitle: Under")))
    (employer,) = inputs_of(root).employers
    assert employer.units["8604-308"].version == "1"
    assert kept.exists()


def test_a_build_notes_the_version_for_its_user_alone(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None})
    make(root, "markbook")
    (row,) = csv.DictReader(io.StringIO((root / NOTES).read_text("utf-8-sig")))
    assert {name: row[name] for name in ("employer", "assignment", "unit", "version")} == {
        "employer": "acme", "assignment": "8604-308", "unit": "8604-308", "version": "",
    }  # fmt: skip
    modes = [stat.S_IMODE(path.stat().st_mode) for path in ((root / NOTES).parent, root / NOTES)]
    assert modes == [0o700, 0o600]
    noted = (root / NOTES).read_bytes()
    assert new_version(root).exit_code == 0
    replace_wording(root)
    make(root, "markbook")
    assert (root / NOTES).read_bytes() == noted.replace(b"8604-308,,", b"8604-308,1,")  # the one it was set with stays


def test_a_dry_run_notes_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None})
    build(Workspace(root), Options(kinds=("markbook",), dry_run=True, jobs=1))
    assert not (root / NOTES).exists()


def test_notes_that_cannot_be_written_are_a_failure_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None})
    write = GuardedFolder.write

    def refuse(self: GuardedFolder, path: str, data: bytes, *, private: bool = False) -> None:
        if path == Path(NOTES).name:
            raise PermissionError(13, "Permission denied")
        write(self, path, data, private=private)

    monkeypatch.setattr(GuardedFolder, "write", refuse)
    report = build(Workspace(root), Options(kinds=("markbook",), jobs=1))
    assert [entry.path for entry in report.failed] == [NOTES]


def test_nothing_is_noted_where_a_link_leads(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "workspace", {MARKS_FILE: None})
    (tmp_path / "elsewhere").mkdir()
    (root / "records").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="A link leads away from here"):
        build(Workspace(root), Options(kinds=("markbook",), jobs=1))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_lines_of_others_stay_in_the_notes(tmp_path: Path) -> None:
    other = f"harbour,8604-308,8604-308,1,{'0' * 64}"
    head = "employer,assignment,unit,version,criteria_sha256"
    root = write_workspace(tmp_path, {MARKS_FILE: None, NOTES: f"{head}\n{other}\n"})
    make(root, "markbook")
    lines = (root / NOTES).read_text("utf-8-sig").splitlines()
    assert lines[:2] == [head, other]
    assert len(lines) == 3


slow = pytest.mark.slow


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the second version, in which one learner was given the first one and was referred."""
    root = write_workspace(
        tmp_path_factory.mktemp("judged"), {MARKS_FILE: None, f"{FOLDER}/a.xlsx": filled("xlsx", SHEET)}
    )
    assert new_version(root).exit_code == 0
    replace_wording(root)
    kinds = ("brief", "completed", "blank", "feedback", "markbook", "results")
    report = build(Workspace(root), Options(kinds=kinds, formats=("xlsx", "pdf"), combined=True, jobs=1))
    assert report.failed == ()
    return root


def facts_of(path: Path) -> dict[str, str]:
    return {name: str(value) for name, value in (pypdf.PdfReader(path).metadata or {}).items()}


def text_of(path: Path) -> str:
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


@slow
def test_documents_follow_the_version_that_the_learner_was_given(judged: Path) -> None:
    output = judged / "output/acme/8604-308"
    for kind, attempt in (("completed", 1), ("feedback", 1), ("blank", 2)):
        (path,) = (output / kind).glob(f"*0012345*({attempt}) *.pdf")
        text = text_of(path)
        assert "why styles have different effects" in text, kind
        assert "how styles have" not in text, kind
        assert facts_of(path)["/markpack.unit_version"] == "1"
    (other,) = (output / "blank").glob("*0012346*.pdf")
    assert "how styles have different effects" in text_of(other)
    assert facts_of(other)["/markpack.unit_version"] == "2"


@slow
def test_one_file_of_all_sheets_has_each_learner_s_own_version(judged: Path) -> None:
    text = text_of(judged / "output/acme/8604-308/combined/Blank mark sheets-8604-308.pdf")
    assert ("why styles have different effects" in text, "how styles have different effects" in text) == (True, True)


@slow
def test_a_learner_of_another_version_has_a_brief_of_it(judged: Path) -> None:
    (brief,) = (judged / "output/acme/8604-308/brief").glob("*0012345*.pdf")
    assert "why styles have different effects" in text_of(brief)
    assert f"brief/{quote(brief.name)}" in (judged / "output/acme/index.html").read_text()
    assert list((judged / "output/acme/8604-308/brief").glob("*0012346*.pdf")) == []


@slow
def test_the_record_for_programs_says_the_version(judged: Path) -> None:
    (path,) = (judged / "output/acme/8604-308/completed").glob("*.pdf")
    (texts,) = (data for name, data in pypdf.PdfReader(path).attachments.items() if name == "marks.json")
    assert json.loads(texts[0])["unit_version"] == "1"


def rows_of(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))


@slow
def test_each_version_has_its_markbook(judged: Path) -> None:
    folder = judged / "output/acme/8604-308"
    learners = {
        name: {row[0] for row in rows_of(folder / name, "Marks")} & {"0012345", "0012346", "0012347"}
        for name in ("Markbook-8604-308.xlsx", "Markbook-8604-308-version 1.xlsx")
    }
    assert learners == {
        "Markbook-8604-308.xlsx": {"0012346", "0012347"}, "Markbook-8604-308-version 1.xlsx": {"0012345"},
    }  # fmt: skip


@slow
def test_results_status_and_index_page_say_the_version(judged: Path) -> None:
    rows = rows_of(judged / "output/acme/results.xlsx", "Detail")
    column = next(row for row in rows if "Version of the unit" in row).index("Version of the unit")
    assert {row[0]: row[column] for row in rows if str(row[0]).startswith("001")} == {
        "0012345": "1", "0012346": "2", "0012347": "2",
    }  # fmt: skip
    page = (judged / "output/acme/index.html").read_text()
    assert page.count("Judged by version 1 of the unit") == 1
    assert "Markbook for version 1" in page
    assert "Judged by version 1: Jones, Rhys (0012345)" in markpack(judged, "status").stdout
    table = list(csv.DictReader(io.StringIO(markpack(judged, "status", "--csv").stdout)))
    assert [row["version"] for row in table] == ["1", "2", "2"]


@slow
def test_verify_compares_a_sheet_with_the_version_that_it_was_made_from(judged: Path) -> None:
    (entry,) = verify(Workspace(judged), [judged / FOLDER / "a.xlsx"])
    assert (entry.criteria_same, entry.version, entry.template) == (True, "1", Template.KEPT)
    assert (
        "all 3 are exactly those of 8604-308, version 1"
        in markpack(judged, "verify", str(judged / FOLDER / "a.xlsx")).stdout
    )


@slow
def test_a_markbook_of_a_kept_version_is_read_by_it(judged: Path, tmp_path: Path) -> None:
    book = (judged / "output/acme/8604-308/Markbook-8604-308-version 1.xlsx").read_bytes()
    files = {name: (judged / name).read_bytes() for name in (KEPT_FILE, UNIT_FILE)}
    root = write_workspace(tmp_path, {MARKS_FILE: None, **files, f"{FOLDER}/book.xlsx": book})
    result = markpack(root, "status", "--csv")
    (row,) = (row for row in csv.DictReader(io.StringIO(result.stdout)) if row["registration"] == "0012345")
    assert (row["version"], row["total"]) == ("1", "41")


@slow
def test_a_markbook_of_a_wording_that_nobody_kept_says_what_differs(judged: Path, tmp_path: Path) -> None:
    book = (judged / "output/acme/8604-308/Markbook-8604-308-version 1.xlsx").read_bytes()
    unit = (judged / UNIT_FILE).read_bytes()
    root = write_workspace(tmp_path, {MARKS_FILE: None, UNIT_FILE: unit, f"{FOLDER}/book.xlsx": book})
    found = [problem.message for problem in problems_of(root)]
    assert [message.partition("templates/units has. ")[2] for message in found if "another wording" in message] == [
        "AC 1.2 Explain [-how-] {+why+} styles have different effects."
    ]


def test_properties_say_who_has_confirmed_the_wording(tmp_path: Path) -> None:
    confirmed = "wording: official\nconfirmed_by: Helen Marsh\nconfirmed_on: 2026-08-03\nsource: ILM 8604, issue 4"
    root = write_workspace(tmp_path, {MARKS_FILE: None}, unit=changed(UNIT, ("wording: paraphrase", confirmed)))
    make(root, "markbook", "brief")
    said = "Official wording, confirmed by Helen Marsh on 3 August 2026, source: ILM 8604, issue 4."
    assert said in facts_of(root / "output/acme/8604-308/brief/Assignment brief-8604-308.pdf")["/Subject"]
    book = openpyxl.load_workbook(root / "output/acme/8604-308/Markbook-8604-308.xlsx")
    assert said in book.properties.subject
