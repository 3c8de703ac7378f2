"""Every sheet, markbook, register and workspace that any release made is read by this version."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.releases.reading import (
    EXPECTED,
    RETURNED,
    done,
    give_back,
    manifest,
    readings,
    releases,
    told,
    unfilled,
    workspace_of,
)

every_release = pytest.mark.parametrize("release", [pytest.param(path, id=path.name) for path in releases()])


def test_each_release_has_its_files_in_every_format() -> None:
    assert "0.1.0" in {release.name for release in releases()}
    for release in releases():
        filled = {path.suffix for path in (release / RETURNED).rglob("*.*")}
        assert filled >= {".pdf", ".docx", ".xlsx", ".csv"}
        assert {path.suffix for _, path in unfilled(release)} == {".pdf", ".docx", ".xlsx"}
        assert list((release / RETURNED).rglob("Markbook*.xlsx"))


@pytest.mark.slow
@every_release
def test_filled_files_and_registers_are_read_as_the_release_read_them(release: Path, tmp_path: Path) -> None:
    root = workspace_of(release, tmp_path, published=False)
    give_back(release, root)
    found = readings(root)
    expected: dict[str, dict[str, Any]] = json.loads((release / EXPECTED).read_text(encoding="utf-8"))
    assert set(found) == set(expected)
    for employer, facts in expected.items():
        assert found[employer]["name"] == facts["name"]
        assert found[employer]["attempts"] == facts["attempts"]
        assert found[employer]["standings"] == facts["standings"]
        rows = found[employer]["register"]
        assert len(rows) == len(facts["register"])
        for learner in facts["register"]:
            assert any(set(learner) <= set(row) for row in rows), learner


@pytest.mark.slow
@every_release
def test_unfilled_sheets_are_accepted_and_have_no_marks(release: Path, tmp_path: Path) -> None:
    root = workspace_of(release, tmp_path, published=False)
    for employer, path in unfilled(release):
        target = root / "contexts" / employer / "marks"
        target.mkdir(exist_ok=True)
        shutil.copy(path, target)
    checked = told("check", at=root)
    assert checked.code == 0, checked.data
    for employer in told("status", at=root).data["employers"]:
        standings = [learner for unit in employer["assignments"] for learner in unit["learners"]]
        assert {(learner["attempt"], learner["marked"]) for learner in standings} == {(0, 0)}


@pytest.mark.slow
@every_release
def test_sheets_that_are_out_stay_valid_when_the_wording_is_replaced(release: Path, tmp_path: Path) -> None:
    root = workspace_of(release, tmp_path, published=False)
    give_back(release, root)
    units = sorted(path.stem for path in (root / "templates/units").iterdir())
    for unit in units:
        done("new", "version", unit, "--valid-from", "2000-01-01", "-C", str(root))
        path = root / f"templates/units/{unit}.yaml"
        text, replaced = re.subn(r"(?m)^( +text: >-\n +\S+)", r"\1 truly", path.read_text(encoding="utf-8"))
        assert replaced >= 4
        path.write_text(text, encoding="utf-8")
    found = readings(root)
    expected: dict[str, dict[str, Any]] = json.loads((release / EXPECTED).read_text(encoding="utf-8"))
    for employer, facts in expected.items():
        assert found[employer]["attempts"] == facts["attempts"]
        assert found[employer]["standings"] == facts["standings"]
    versions = {
        (assignment["unit"], learner["version"])
        for employer in told("status", at=root).data["employers"]
        for assignment in employer["assignments"]
        for learner in assignment["learners"]
        if learner["attempt"]
    }
    # The marks of 8604-401 stand in a list, which says nothing of versions.
    assert versions == {
        ("8604-308", "1"), ("8604-401", "2"), ("8604-308+8604-401", "8604-308@1+8604-401@1"),
    }  # fmt: skip


@pytest.mark.slow
@every_release
def test_a_sheet_with_a_wording_that_was_not_kept_says_what_differs(release: Path, tmp_path: Path) -> None:
    root = workspace_of(release, tmp_path, published=False)
    give_back(release, root)
    path = root / "templates/units/8604-308.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("least two styles", "least three styles"), encoding="utf-8"
    )
    checked = told("check", at=root)
    assert checked.code == 5
    differing = [problem for problem in checked.data["problems"] if "another wording of unit" in problem["message"]]
    assert {Path(problem["file"]).suffix for problem in differing} == {".pdf", ".docx", ".xlsx"}
    for problem in differing:
        assert re.search(r"\[-three-\] \{\+two\+\}", problem["message"]), problem
        assert "afterwards it is too late to keep it" in problem["hint"]


@pytest.mark.slow
@every_release
def test_what_a_release_published_is_known_as_made_by_markpack(release: Path, tmp_path: Path) -> None:
    root = workspace_of(release, tmp_path, published=True)
    published = {path.name: set(manifest(path)["files"]) for path in (root / "output").iterdir() if path.is_dir()}
    assert by_hand(root) == {employer: [] for employer in published}
    made = told("build", "--only", "blank,markbook", "--format", "xlsx", at=root)
    assert made.code == 0, made.data
    for employer in made.data["employers"]:
        assert {name: employer[name] for name in ("kept", "filled_in", "foreign")} == {
            "kept": [], "filled_in": [], "foreign": [],
        }  # fmt: skip
        folder = root / "output" / employer["folder"]
        own = {name for name in published[folder.name] if name.endswith("(1).xlsx")}
        todays = {name.replace("(1)", "(1) Mark sheet") for name in own}
        assert {*(published[folder.name] - own), *todays} <= set(manifest(folder)["files"])
        assert not [name for name in own if (folder / name).exists()], "no file stands beside that of today's name"
        edited = next(name for name in sorted(published[folder.name]) if name.endswith((".pdf", ".docx")))
        with (folder / edited).open("ab") as file:
            file.write(b"\n")
        assert by_hand(root)[folder.name] == [edited]


def by_hand(root: Path) -> dict[str, list[str]]:
    """The files of each employer's output that people are said to have edited or put there."""
    employers = told("status", at=root).data["employers"]
    return {employer["folder"]: [entry["path"] for entry in employer["by_hand"]] for employer in employers}
