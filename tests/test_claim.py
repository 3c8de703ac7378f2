"""`markpack claim` from the files of a centre to what is shown and written."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from markpack.app.claim_list import COLUMNS
from markpack.cli.commands import main
from tests.test_approvals import approval, with_approval
from tests.workspaces import CENTRE, CONTEXT, MARKS, MARKS_FILE, REGISTER, changed, write_workspace

ULN = "4120735183"
KNOWN = changed(REGISTER, ("Rhys,Jones,,", f"Rhys,Jones,{ULN},"))
DATED = changed(
    MARKS,
    ("comment,assessor", "comment,assessor,assessed on"),
    ("factors.,Dana Whitfield", "factors.,Dana Whitfield,2026-10-20"),
)


def claim(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["claim", *arguments, "-C", str(root)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, register=KNOWN, marks=DATED)


def test_it_shows_learner_by_learner_what_can_be_claimed_and_why_the_rest_cannot(root: Path) -> None:
    shown = claim(root)
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert "Riverside Training: 1 unit of 1 learner can be claimed" in lines
    assert lines[lines.index("  Jones, Rhys (0012345), Acme Rail Limited") + 1] == (
        "    8604-308; the qualification is complete"
    )
    open_ = lines[lines.index("Cannot be claimed:") + 1 :]
    assert open_[:4] == [
        "  Nguyễn Thị, Minh (0012346), Acme Rail Limited",
        "    8604-308: Incomplete; AC 1.2 and 1.10 not marked",
        "  O'Brien, Siobhán (0012347), Acme Rail Limited",
        "    8604-308: Not marked yet",
    ]
    assert any(line.startswith("The criteria of 8604-308 are paraphrased here.") for line in open_)
    assert {path.name for path in root.iterdir()} == {"contexts", "templates"}


def test_the_workbook_and_the_list_say_the_same_and_are_for_nobody_else(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "sent" / "november"
    written = claim(root, "acme", "--to", str(target))
    assert written.exit_code == 0, written.output
    paths = [target / "claim.xlsx", target / "claim.csv"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600, 0o600]
    (row,) = csv.DictReader(io.StringIO(paths[1].read_text(encoding="utf-8-sig")))
    assert row == {
        "registration": "0012345", "uln": ULN, "first name": "Rhys", "last name": "Jones", "employer": "acme",
        "registered on": "2026-09-01", "qualification": "8604", "unit": "8604-308", "title": "Understanding Leadership",
        "version": "", "credits": "2", "grade": "", "assessed on": "2026-10-20", "assessor": "Dana Whitfield",
        "iqa on": "", "iqa": "", "whole qualification": "yes", "qualification grade": "", "to check": "",
    }  # fmt: skip
    assert tuple(row) == COLUMNS
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames == ["Claim", "Cannot be claimed"]
    rows = [[cell.value for cell in line] for line in book["Claim"].iter_rows()]
    top = next(number for number, line in enumerate(rows) if line[0] == "Learner registration no")
    (of_rhys,) = (dict(zip(rows[top], line, strict=True)) for line in rows[top + 1 :])
    assert rows[0][0] == "Claim: Acme Rail Limited"
    assert (of_rhys["Learner registration no"], of_rhys["ULN"], of_rhys["Credits"]) == ("0012345", ULN, 2)
    assert str(of_rhys["Assessed on"]) == f"{row['assessed on']} 00:00:00"
    assert of_rhys["Whole qualification"] == "Achieved"
    open_ = [(line[0].value, line[7].value) for line in book["Cannot be claimed"].iter_rows(min_row=4)]
    assert open_ == [("0012346", "Incomplete; AC 1.2 and 1.10 not marked"), ("0012347", "Not marked yet")]
    assert ULN not in str([[cell.value for cell in line] for line in book["Cannot be claimed"].iter_rows()])


@pytest.mark.parametrize("there", ["claim.xlsx", "claim.csv"])
def test_a_claim_that_is_there_is_kept_and_nothing_is_written_beside_it(root: Path, tmp_path: Path, there: str) -> None:
    target = tmp_path / "sent"
    target.mkdir()
    (target / there).write_bytes(b"what was sent")
    refused = claim(root, "--to", str(target))
    assert refused.exit_code == 1
    assert f"{there}\n  Problem: This claim is there already, and is kept." in refused.output
    assert [(path.name, path.read_bytes()) for path in target.iterdir()] == [(there, b"what was sent")]


def test_the_same_files_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert claim(root, "--to", str(tmp_path / name)).exit_code == 0
    for name in ("claim.xlsx", "claim.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_the_register_has_as_claimed_stands_apart_in_every_form(tmp_path: Path) -> None:
    register = "\n".join(
        f"{line},{more}"
        for line, more in zip(
            KNOWN.splitlines(), ("Claimed on,Certificate no", "2026-11-02,C-9", ",", ","), strict=True
        )
    )
    root = write_workspace(tmp_path / "ws", register=register, marks=DATED)
    shown = claim(root, "--to", str(tmp_path / "sent"))
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[0] == "Riverside Training: nothing can be claimed"
    top = lines.index("Claimed already:")
    assert lines[top + 1 : top + 3] == [
        "  Jones, Rhys (0012345), Acme Rail Limited",
        "    8604-308: claimed on 2 November 2026, certificate C-9",
    ]
    assert "0012345" not in "".join(lines[lines.index("Cannot be claimed:") :])
    data = json.loads(claim(root, "--json").stdout)
    assert data["units"] == []
    (entry,) = data["claimed_already"]
    assert (entry["registration"], entry["claimed_on"], entry["certificate_no"]) == ("0012345", "2026-11-02", "C-9")
    assert list(csv.DictReader(io.StringIO((tmp_path / "sent/claim.csv").read_text(encoding="utf-8-sig")))) == []
    book = openpyxl.load_workbook(tmp_path / "sent/claim.xlsx")
    assert book.sheetnames == ["Claim", "Claimed already", "Cannot be claimed"]
    rows = [[cell.value for cell in line] for line in book["Claimed already"].iter_rows()]
    top = next(number for number, line in enumerate(rows) if line[0] == "Learner registration no")
    (row,) = (dict(zip(rows[top], line, strict=True)) for line in rows[top + 1 :])
    assert (row["Learner registration no"], row["Unit"], row["Certificate no"]) == ("0012345", "8604-308", "C-9")
    assert str(row["Claimed on"]) == "2026-11-02 00:00:00"
    assert "0012345" not in str([[cell.value for cell in line] for line in book["Claim"].iter_rows()])


def test_a_register_of_another_employer_closes_the_claim_too(tmp_path: Path) -> None:
    closed = changed(KNOWN, ("Registered on", "Registered on,Claimed on"), ("01/09/2026", "01/09/2026,2026-11-02"))
    closed = closed.replace("01/09/2026\n", "01/09/2026,\n")
    files = {"contexts/other/context.yaml": changed(CONTEXT, ("Acme Rail Limited", "Other Limited"))}
    root = write_workspace(tmp_path, {**files, "contexts/other/learners.csv": closed}, register=KNOWN, marks=DATED)
    found = json.loads(claim(root, "acme", "--json").stdout)
    assert found["units"] == []
    assert [(entry["registration"], entry["claimed_on"]) for entry in found["claimed_already"]] == [
        ("0012345", "2026-11-02")
    ]


def test_a_claim_that_is_still_to_come_is_named(tmp_path: Path) -> None:
    early = changed(KNOWN, ("Registered on", "Registered on,Claimed on"), ("01/09/2026", "01/09/2026,2031-11-02"))
    root = write_workspace(tmp_path, register=early.replace("01/09/2026\n", "01/09/2026,\n"), marks=DATED)
    shown = CliRunner().invoke(main, ["check", "--as-of", "2026-11-30", "-C", str(root)])
    assert "0012345 (Rhys Jones) was claimed for on 2 November 2031, which is still to come" in shown.output


def test_csv_and_json_for_programs(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, register=changed(KNOWN, ("Rhys", "=Rhys")), marks=DATED)
    (row,) = csv.DictReader(io.StringIO(claim(root, "--csv").stdout))
    assert row["first name"] == "'=Rhys"
    data = json.loads(claim(root, "--json").stdout)
    (entry,) = data["units"]
    assert (entry["first_name"], entry["uln"]) == ("=Rhys", ULN)
    assert (entry["assessed_on"], entry["iqa_on"]) == ("2026-10-20", None)
    assert [(entry["registration"], entry["standing"]) for entry in data["cannot_be_claimed"]] == [
        ("0012346", "incomplete"), ("0012347", "not_submitted"),
    ]  # fmt: skip
    assert claim(root, "--csv", "--json").exit_code == 2


def test_nothing_is_claimed_before_the_iqa_has_agreed(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, centre=f"{CENTRE}policies: {{feedback: after iqa}}\n")
    shown = claim(root).output
    assert "Riverside Training: nothing can be claimed" in shown
    assert "8604-308: Pass, provisional; internal quality assurance has not confirmed this outcome yet" in shown


def test_nothing_is_claimed_of_an_assignment_that_is_not_approved(tmp_path: Path) -> None:
    for number, (entry, words) in enumerate({approval(): "1 unit of 1 learner", "": "nothing"}.items()):
        root = with_approval(tmp_path / str(number), entry)
        (root / MARKS_FILE).parent.mkdir(exist_ok=True)
        (root / MARKS_FILE).write_text(MARKS.partition("0012346")[0], encoding="utf-8")
        shown = claim(root).output
        assert f"Riverside Training: {words} can be claimed" in shown
        assert ("the awarding organisation has not approved this assignment yet" in shown) is (entry == "")


def test_employers_with_problems_are_left_out_and_named(root: Path, tmp_path: Path) -> None:
    broken = root / "contexts/quay/context.yaml"
    broken.parent.mkdir()
    broken.write_text(changed(CONTEXT, ("sector: Rail", "sektor: Rail")), encoding="utf-8")
    (root / "contexts/quay/learners.csv").write_text(REGISTER, encoding="utf-8")
    found = claim(root, "--to", str(tmp_path / "sent"))
    assert found.exit_code == 1
    note = "Nothing of quay is in this claim: its files have problems, which markpack check quay lists."
    assert note in found.output
    book = openpyxl.load_workbook(tmp_path / "sent/claim.xlsx")
    assert note in [cell.value for line in book["Claim"].iter_rows() for cell in line]


def test_a_learner_whose_marks_disagree_is_not_claimed_for(root: Path) -> None:
    (root / "contexts/acme/marks/more.csv").write_text(
        "learner,unit,attempt,criterion,mark\n0012345,8604-308,1,1.1,19\n", encoding="utf-8"
    )
    found = claim(root)
    assert found.exit_code == 5
    assert "8604-308: Marks in doubt; " in found.output
    assert "nothing can be claimed" in found.output


def test_an_employer_that_is_not_there_is_named(root: Path) -> None:
    found = claim(root, "acne")
    assert found.exit_code == 1
    assert "There is no employer “acne”" in found.output
