"""`markpack find`: one learner over all employers, by any number or name."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.report import Options
from tests.workspaces import CONTEXT, MARKS, MARKS_FILE, PLAIN_LAYOUTS, changed, write_workspace

HEAD = "Registration,First name,Last name,ULN,Former registrations,Former names,Status,Status from\n"
REGISTER = f"""{HEAD}\
0012345,Rhys,Jones,2956017380,OLD-1,Rhys Price,,
0012346,Minh,Nguyễn Thị,,,,withdrawn,2026-11-01
"""
OTHER = f"{HEAD}OLD-1,Rhys,Jones,2956017380,,,,\n0099999,Rhian,Jones-Lee,,,,,\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {
        "contexts/other/context.yaml": changed(CONTEXT, ("Acme Rail Limited", "Other Limited")),
        "contexts/other/learners.csv": OTHER,
        **PLAIN_LAYOUTS,
    }
    root = write_workspace(tmp_path_factory.mktemp("made"), files, register=REGISTER)
    assert build(Workspace(root), Options(jobs=1, formats=("xlsx",))).failed == ()
    (root / MARKS_FILE).write_text(changed(MARKS, (",18,", ",20,")), encoding="utf-8")
    assert build(Workspace(root), Options(jobs=1, formats=("xlsx",))).failed == ()
    return root


def find(root: Path, text: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["find", text, *options, "-C", str(root)])


def found(root: Path, text: str) -> list[tuple[str, str]]:
    return [(one["employer"], one["registration"]) for one in json.loads(find(root, text, "--json").stdout)["learners"]]


@pytest.mark.parametrize("text", ["0012345", "old-1", " OLD-1 ", "2956017380"])
def test_any_number_finds_a_person_at_every_employer(text: str, made: Path) -> None:
    assert found(made, text) == [("acme", "0012345"), ("other", "OLD-1")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Rhys Price", ["0012345", "OLD-1"]), ("price", ["0012345", "OLD-1"]),
        ("jones", ["0012345", "OLD-1", "0099999"]),
        ("nguyen", ["0012346"]), ("MINH ng", ["0012346"]), ("lee", ["0099999"]), ("Nobody", []), ("???", []),
    ],
)  # fmt: skip
def test_a_name_or_a_part_of_one_finds_all_who_have_it(text: str, numbers: list[str], made: Path) -> None:
    assert [number for _, number in found(made, text)] == numbers
    assert find(made, text).exit_code == (0 if numbers else 1)


def test_it_says_where_and_how_they_stand_and_names_the_files(made: Path) -> None:
    (learner, _) = json.loads(find(made, "0012345", "--json").stdout)["learners"]
    (assignment,) = learner["assignments"]
    assert (assignment["unit"], assignment["status"]["standing"], assignment["status"]["outcome"]) == (
        "8604-308", "confirmed", "Pass",
    )  # fmt: skip
    assert all((made / path).is_file() and "0012345" in path for path in (*assignment["files"], *learner["files"]))
    assert {path.split("/")[3] for path in assignment["files"]} >= {"blank", "brief", "completed", "feedback"}
    assert {line["kind"] for line in learner["earlier"]} == {"completed", "feedback"}
    assert all((made / line["kept as"]).is_file() for line in learner["earlier"])
    shown = find(made, "0012345").stdout
    assert "Jones, Rhys (0012345) at Acme Rail Limited, contexts/acme\n  Former registrations: OLD-1\n" in shown
    assert "  8604-308 Understanding Leadership: Pass, attempt 1\n" in shown
    assert "  Status: withdrawn from 1 November 2026\n" in find(made, "0012346").stdout


def test_a_former_number_says_whom_it_means_now(made: Path) -> None:
    assert find(made, " old-1 ").stdout.startswith(
        "old-1 is a former registration number. It means Jones, Rhys (0012345) now.\nJones, Rhys (0012345) at Acme"
    )
    assert "is a former registration number" not in find(made, "0012345").stdout


def built(root: Path, *options: str) -> Result:
    choice = ("--only", "blank", "--format", "xlsx", "--dry-run", "--force")
    return CliRunner().invoke(main, ["build", *options, *choice, "-C", str(root)])


def test_a_build_takes_a_former_number_and_says_whom_it_means_now(made: Path) -> None:
    today = built(made, "acme", "--learner", "0012345")
    former = built(made, "acme", "--learner", "old-1", "--learner", "0012345")
    assert today.exit_code == 0
    assert "0012345" in today.stdout
    assert former.stdout == today.stdout
    assert former.stderr == (
        f"old-1 is a former registration number. It means Jones, Rhys (0012345) now.\n{today.stderr}"
    )
    (meant,) = json.loads(built(made, "acme", "--learner", "OLD-1", "--json").stdout)["former_numbers"]
    assert meant == {"number": "OLD-1", "registration": "0012345", "name": "Jones, Rhys"}


def test_a_build_goes_by_both_numbers_where_an_employer_still_has_the_former_one(made: Path) -> None:
    folders = {line.split("output/")[1].split("/")[0] for line in built(made, "--learner", "OLD-1").stdout.splitlines()}
    assert folders == {"acme", "other"}


def test_a_number_that_two_people_had_means_neither(made: Path, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(made / "contexts", root / "contexts")
    shutil.copytree(made / "templates", root / "templates")
    register = root / "contexts/acme/learners.csv"
    register.write_text(changed(register.read_text(encoding="utf-8"), ("Nguyễn Thị,,", "Nguyễn Thị,,OLD-2")), "utf-8")
    register.write_text(changed(register.read_text(encoding="utf-8"), ("OLD-1", "OLD-1; OLD-2")), "utf-8")
    refused = built(root, "acme", "--learner", "OLD-2")
    assert refused.exit_code == 1
    assert "No chosen employer has a learner with registration OLD-2." in refused.stderr


def test_an_employer_who_cannot_be_searched_is_named(made: Path, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(made, root)
    (root / "contexts/other/context.yaml").write_text("employer: [\n", encoding="utf-8")
    result = find(root, "0012345")
    assert "contexts/other: cannot be searched because of problems" in result.stderr
    assert "(0012345) at Acme" in result.stdout
    assert result.exit_code == 1


def test_a_list_of_earlier_files_that_another_program_saved_is_read_or_refused(made: Path, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(made, root)
    path = root / "records/earlier.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings, *lines = csv.reader(file)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            row[::-1] for row in ([name.capitalize() for name in headings], *lines)
        )
    before, after = (json.loads(find(folder, "0012345", "--json").stdout)["learners"] for folder in (made, root))
    assert after == before
    assert after[0]["earlier"]
    path.write_bytes("who;what\nÅsa;letter\n".encode("cp1252"))
    refused = find(root, "0012345")
    assert refused.exit_code == 1
    assert "earlier.csv" in refused.stderr
    assert "This list cannot be read." in refused.stderr
