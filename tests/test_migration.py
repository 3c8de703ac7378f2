"""`markpack migrate`: a workspace of an earlier format becomes one of the present format, and loses nothing."""

from __future__ import annotations

import contextlib
import datetime
import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from markpack import app
from markpack.app import migration
from markpack.app.workspace import schema_texts
from markpack.cli import commands
from markpack.inputs.starter import starter
from markpack.publish.publication import Publication
from tests.disks import Disk, Killed
from tests.releases.reading import EXPECTED, give_back, readings, releases, told, unfilled, workspace_of
from tests.workspaces import CENTRE, CENTRE_FILE, CONTEXT_FILE, write_workspace

TODAY = datetime.date(2026, 11, 30)
NOTE = "# The format of this workspace. `markpack migrate` writes it.\n"


def markpack(root: Path, *arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(commands.main, [*arguments, "-C", str(root)], input=answer, catch_exceptions=False)


def migrated(root: Path) -> bytes:
    """Migrate a workspace, and return its centre's file."""
    result = markpack(root, "migrate", "--yes")
    assert result.exit_code == 0, result.output
    return (root / CENTRE_FILE).read_bytes()


def tree(root: Path) -> dict[str, bytes]:
    """All files, but backups that are whole or were interrupted, and locks."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith((".zip", ".zip.new", ".lock", ".yaml.new", ".json.new"))
    }


def backups(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("*.zip"))


def test_a_plan_says_what_would_be_changed_and_changes_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    before = tree(root)
    result = markpack(root, "migrate", "--plan")
    assert result.exit_code == 0
    assert "The workspace has format 1; the present one is 2" in result.output
    assert f"{CENTRE_FILE}: “format” stands before all other keys, with the value 2" in result.output
    assert "fields for revisions of decisions and for when work was received" in " ".join(result.output.split())
    assert "Sheets and markbooks that are out are read as before" in result.output
    assert (tree(root), backups(root)) == (before, [])


def test_a_new_workspace_has_the_present_format(tmp_path: Path) -> None:
    app.init(tmp_path)
    assert migrated(tmp_path) == (starter() / CENTRE_FILE).read_bytes(), "there is nothing to migrate"


@pytest.mark.parametrize(("answer", "code", "said"), [("n\n", 0, "Nothing was changed"), ("", 1, "With --yes")])
def test_nothing_is_changed_before_somebody_agrees(tmp_path: Path, answer: str, code: int, said: str) -> None:
    root = write_workspace(tmp_path)
    before = tree(root)
    result = markpack(root, "migrate", answer=answer)
    assert (result.exit_code, said in result.output) == (code, True)
    assert (tree(root), backups(root)) == (before, [])


def test_all_is_backed_up_before_and_a_second_time_there_is_nothing_to_do(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "ws")
    before = tree(root)
    assert markpack(root, "migrate", answer="y\n").exit_code == 0
    after = tree(root)
    assert after == {**before, CENTRE_FILE: f"{NOTE}format: 2\n\n{CENTRE}".encode()}
    (name,) = backups(root)
    assert name.startswith("backup-20")
    assert stat.S_IMODE((root / name).stat().st_mode) == 0o600

    again = markpack(root, "migrate", "--yes")
    assert again.exit_code == 0
    assert "has format 2, which is the present one. There is nothing to change." in again.output
    assert (tree(root), backups(root)) == (after, [name])

    app.restore(root / name, tmp_path / "earlier")
    assert tree(tmp_path / "earlier") == before
    assert markpack(tmp_path / "earlier", "migrate", "--yes", "--backup", str(tmp_path / "b.zip")).exit_code == 0
    assert tree(tmp_path / "earlier") == after
    assert backups(tmp_path) == ["b.zip"]


def test_each_backup_has_a_name_of_its_own(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    made = []
    for _ in range(3):
        (root / CENTRE_FILE).write_text(CENTRE)
        migrated(root)
        made = backups(root)
    assert len(made) == 3
    assert sum(name.endswith(("-2.zip", "-3.zip")) for name in made) == 2


LAYOUTS = {
    "a second comment": ("# About\n\n# Your number.\n{}\n", f"# About\n\n{NOTE}format: 2\n\n# Your number.\n{{}}\n"),
    "a comment": ("# About\n{}", "# About\nformat: 2\n{}"),
    "the beginning of a document": ("---\n{}", f"---\n{NOTE}format: 2\n\n{{}}"),
    "format 1 with a note": ("{}format: 1  # as ever\nphone: '1'\n", "{}format: 2  # as ever\nphone: '1'\n"),
    "no value": ("format:\n{}", "format: 2\n{}"),
    "a mark of its encoding": ("\ufeff{}", f"\ufeff{NOTE}format: 2\n\n{{}}"),
}  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_comments_order_and_layout_stay(tmp_path: Path, layout: str, end: str) -> None:
    earlier, later = (text.format(CENTRE).replace("\n", end).encode() for text in LAYOUTS[layout])
    root = write_workspace(tmp_path, {CENTRE_FILE: earlier})
    assert migrated(root) == later
    assert markpack(root, "check").exit_code == 0


def test_a_file_that_is_laid_out_otherwise_is_left_with_what_to_write(tmp_path: Path) -> None:
    flow = json.dumps({"number": "012345", "name": "Riverside", "staff": [{"name": "Dana"}]})
    root = write_workspace(tmp_path, {CENTRE_FILE: flow})
    for options in (["--plan"], ["--yes"]):
        result = markpack(root, "migrate", *options)
        assert result.exit_code == 1
        assert "write “format: 2” above its first key" in " ".join(result.output.split())
    assert ((root / CENTRE_FILE).read_text(), backups(root)) == (flow, [])


@pytest.mark.parametrize("command", ["check", "build", "status", "migrate"])
def test_an_unknown_format_says_which_version_it_needs(tmp_path: Path, command: str) -> None:
    root = write_workspace(tmp_path, centre=f"format: 3\n{CENTRE}")
    result = markpack(root, command)
    assert result.exit_code == 1
    assert f"{CENTRE_FILE}, line 1" in result.output
    assert "Use the version of markpack that gave it format 3, or a later one." in result.output
    assert not (root / "output").exists()


@pytest.mark.parametrize("value", ["two", "0", "1.5", "[2]"])
def test_what_is_no_format_is_a_problem(tmp_path: Path, value: str) -> None:
    root = write_workspace(tmp_path, centre=f"format: {value}\n{CENTRE}")
    for command in ("check", "migrate"):
        result = markpack(root, command)
        assert result.exit_code == 1
        assert f"{CENTRE_FILE}, line 1" in result.output
        assert "“format” " in result.output


def test_other_problems_keep_nobody_from_migrating(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {CONTEXT_FILE: "nonsense"}, centre=CENTRE.replace("012345", "12"))
    assert migrated(root).endswith(CENTRE.replace("012345", "12").encode())


def test_schemas_are_renewed_where_there_are_any(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"templates/schemas/unit.schema.json": "{}", "templates/schemas/mine.txt": "mine"})
    result = markpack(root, "migrate", "--plan")
    assert "templates/schemas/unit.schema.json: replaced" in result.output
    assert "templates/schemas/centre.schema.json: added" in result.output
    migrated(root)
    texts = {path.name: path.read_text() for path in (root / "templates/schemas").iterdir()}
    assert texts == {"mine.txt": "mine", **{f"{kind}.schema.json": text for kind, text in schema_texts().items()}}


def test_layouts_without_the_new_fields_are_named(tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path,
        {
            "templates/layouts/mark_sheet.html.j2": '{% include "mark_sheet_body.html.j2" %}',
            "templates/layouts/mark_sheet_body.html.j2": "{{ view.title }}",
        },
    )
    said = markpack(root, "migrate", "--plan").output
    assert (
        "templates/layouts/mark_sheet_body.html.j2 is a layout of your own without fields for revisions and when work "
        "was received,"
    ) in said
    assert said.count("layout of your own") == 1
    body = root / "templates/layouts/mark_sheet_body.html.j2"
    body.write_text("{% if view.revision %}{% endif %}")
    said = markpack(root, "migrate", "--plan").output
    assert "without fields for when work was received, and" in said
    assert "below {% if view.received_on %} in" in said
    body.write_text("{% if view.revision %}{% endif %}{% if view.received_on %}{% endif %}")
    assert "layout of your own" not in markpack(root, "migrate", "--plan").output


def test_a_private_file_stays_private(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / CENTRE_FILE).chmod(0o600)
    migrated(root)
    assert stat.S_IMODE((root / CENTRE_FILE).stat().st_mode) == 0o600


def test_nothing_is_changed_while_a_build_is_writing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    with Publication(root / "output/acme"):
        result = markpack(root, "migrate", "--yes")
    assert result.exit_code == 1
    assert "A build is writing into this folder" in result.output
    assert ((root / CENTRE_FILE).read_text(), backups(root)) == (CENTRE, [])


def test_what_was_changed_since_the_plan_is_not_overwritten(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    workspace = app.Workspace(root)
    planned = app.plan_migration(workspace)
    mine = f"{CENTRE}phone: '1'\n"
    (root / CENTRE_FILE).write_text(mine)
    with pytest.raises(app.InputError, match="has changed since this was planned"):
        app.migrate(workspace, planned, root / "b.zip", TODAY)
    assert (root / CENTRE_FILE).read_text() == mine


def test_without_a_backup_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_workspace(tmp_path)
    (root / "there.zip").write_bytes(b"mine")
    assert markpack(root, "migrate", "--yes", "--backup", str(root / "there.zip")).exit_code == 1
    with monkeypatch.context() as full:
        Disk(full, 3, lambda: OSError(28, "No space left on device"), dead=False)
        result = markpack(root, "migrate", "--yes")
    assert result.exit_code == 1
    assert "No space left on device" in result.output
    assert ((root / CENTRE_FILE).read_text(), backups(root)) == (CENTRE, ["there.zip"])


def test_a_link_in_the_place_of_the_centres_file_is_not_written_through(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / CENTRE_FILE).rename(root / "contexts/ours.yaml")
    (root / CENTRE_FILE).symlink_to("ours.yaml")
    result = markpack(root, "migrate", "--yes")
    assert result.exit_code == 1
    assert "It is a link" in result.output
    assert (root / "contexts/ours.yaml").read_text() == CENTRE


@pytest.mark.slow
def test_a_migration_that_breaks_off_at_any_write_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "schema_texts", lambda: {"unit": "{1}", "centre": "{2}"})  # quick to make
    start = write_workspace(tmp_path / "start", {"templates/schemas/unit.schema.json": "{}"})
    whole = tmp_path / "whole"
    shutil.copytree(start, whole)
    migrated(whole)
    before, after = tree(start), tree(whole)
    writes = []
    for work in (lambda root: app.back_up(root, root.root / "b.zip", TODAY), migrate):
        shutil.copytree(start, tmp_path / "counted")
        with monkeypatch.context() as counted:
            disk = Disk(counted, 10_000, Killed, dead=True)
            work(app.Workspace(tmp_path / "counted"))
        writes.append(disk.times)
        shutil.rmtree(tmp_path / "counted")
    backed_up, all_done = writes
    assert all_done - backed_up > 5, "there is something to break off"
    for last in (1, backed_up // 2, *range(backed_up, all_done + 1)):
        root = tmp_path / str(last)
        shutil.copytree(start, root)
        with monkeypatch.context() as broken, contextlib.suppress(Killed):
            Disk(broken, last, Killed, dead=True)
            migrate(app.Workspace(root))
        now = tree(root)
        assert all(data in (before.get(path), after.get(path)) for path, data in now.items()), f"at write {last}"
        assert set(before) <= set(now)
        assert now == before or backups(root), f"at write {last}"
        assert (now == after) == (now[CENTRE_FILE] == after[CENTRE_FILE]), "the format comes last"
        assert app.plan_migration(app.Workspace(root)).was in (1, 2)
        migrated(root)
        assert tree(root) == after, f"at write {last}"
        shutil.rmtree(root)


def migrate(workspace: app.Workspace) -> None:
    app.migrate(workspace, app.plan_migration(workspace), workspace.root / "b.zip", TODAY)


@pytest.mark.slow
@pytest.mark.parametrize("release", [pytest.param(path, id=path.name) for path in releases()])
def test_a_releases_workspace_is_migrated_and_what_came_back_still_read(release: Path, tmp_path: Path) -> None:
    root = workspace_of(release, tmp_path, published=True)
    give_back(release, root)
    blank = [
        Path(shutil.copy(path, root / "contexts" / employer / "marks" / f"blank {path.name}"))
        for employer, path in unfilled(release)
    ]
    files, before = tree(root), told("check", at=root)
    migrated(root)
    assert told("check", at=root) == before
    for path in blank:
        path.unlink()
        del files[path.relative_to(root).as_posix()]
    assert {path for path, data in tree(root).items() if files.get(path) != data} == {CENTRE_FILE}
    assert told("check", at=root).code == 0
    found = readings(root)
    expected: dict[str, dict[str, Any]] = json.loads((release / EXPECTED).read_text(encoding="utf-8"))
    assert set(found) == set(expected)
    for employer, facts in expected.items():
        assert found[employer]["attempts"] == facts["attempts"]
        assert found[employer]["standings"] == facts["standings"]
    assert (root / "records/unit-versions.csv").exists()
