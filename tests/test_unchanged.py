"""A build again: nothing is done where nothing has changed, and everything is as without the short way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from markpack.app import full_build as building
from markpack.app import pack_plan
from markpack.app.full_build import build
from markpack.app.unchanged import rebuild
from markpack.app.workspace import Workspace
from markpack.cli import commands
from markpack.documents.catalogue.entries import DocumentJob
from markpack.documents.results.markbook_view import Markbook
from markpack.errors import InputError
from markpack.publish import digests
from markpack.rendering import work_units
from markpack.report import Failed, Options, Report
from markpack.writers.masters import masters
from markpack.writers.result import LayoutError, Rendered, RenderFailure
from tests.workspaces import (
    CENTRE,
    CONTEXT,
    MARKS,
    MARKS_FILE,
    QUALIFICATION,
    REGISTER,
    UNIT,
    UNIT_FILE,
    changed,
    write_workspace,
)

EVERY_WORKBOOK = Options(formats=("xlsx",), jobs=1)
WORKBOOKS = replace(EVERY_WORKBOOK, kinds=("blank", "completed", "markbook", "results"))
COMPLETED = "8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed.xlsx"
HOLIDAY = {"contexts/acme/marks/holiday.jpg": b"jpg"}
"""A file that is not read, which is a problem."""


def run(root: Path, options: Options = WORKBOOKS) -> Report:
    return rebuild(Workspace(root), options)


@pytest.fixture
def full_builds(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """What is built in full: the short way adds nothing here."""
    builds = []

    def build_in_full(workspace: Workspace, options: Options, *more: Any) -> Report:
        builds.append(options)
        return build(workspace, options, *more)

    monkeypatch.setattr(building, "build", build_in_full)
    return builds


def states(root: Path) -> dict[str, tuple[int, int]]:
    output = root / "output"
    return {
        path.relative_to(output).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in output.rglob("*")
        if path.is_file()
    }


def test_a_second_build_is_told_by_what_is_there(tmp_path: Path, full_builds: list[Options]) -> None:
    first = run(write_workspace(tmp_path, HOLIDAY))
    before = states(tmp_path)
    again = run(tmp_path)
    assert full_builds == [WORKBOOKS]
    assert states(tmp_path) == before
    assert again == build(Workspace(tmp_path), WORKBOOKS), "the report is that of a build in full"
    assert again.problems == first.problems != ()
    assert again.employers[0].published.unchanged == sorted(first.employers[0].published.written)


@pytest.mark.slow
def test_a_second_build_loads_nothing_heavy(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    program = (
        "import sys\n"
        "from markpack.cli.commands import main\n"
        f"main(['build', '--format', 'xlsx', '--json', '-C', {str(tmp_path)!r}], standalone_mode=False)\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    loaded = [
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stderr.split()
        for _ in range(2)
    ]
    heavy = {
        "pydantic",
        "jinja2",
        "openpyxl",
        "xlsxwriter",
        "weasyprint",
        "lxml",
        "filelock",
        "markpack.app.full_build",
    }
    assert heavy - {"weasyprint", "lxml", "openpyxl"} <= set(loaded[0])
    assert heavy.isdisjoint(loaded[1])


def edit(file: str, data: bytes = b"somebody's work") -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return change


def remove(file: str) -> Callable[[Path], None]:
    return lambda root: (root / file).unlink()


def edit_unseen(root: Path) -> None:
    """Change bytes of a file, but neither its size nor the time of its change."""
    path = root / "output/acme" / COMPLETED
    about = path.stat()
    path.write_bytes(b"x" * about.st_size)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def edit_record(root: Path) -> None:
    """Put a number where the record of the last build has a list."""
    path = root / "output/.last-build.json"
    data = path.read_bytes()
    assert b'"kept": []' in data
    path.write_bytes(data.replace(b'"kept": []', b'"kept": 12'))


CHANGES: dict[str, Callable[[Path], None]] = {
    "a mark": edit(MARKS_FILE, changed(MARKS, ("Good factors.", "Very good factors.")).encode()),
    "a template": edit(UNIT_FILE, changed(UNIT, ("title: Styles", "title: Ways")).encode()),
    "a layout of one's own": edit("templates/layouts/print.css", b"@page { size: A4 }"),
    "a file among the marks": edit("contexts/acme/marks/notes.pages"),
    "a folder": lambda root: (root / "contexts/bravo").mkdir(),
    "an edited document": edit(f"output/acme/{COMPLETED}"),
    "an edit of the same size and time": edit_unseen,
    "a file that somebody put there": edit("output/acme/8604-308/copy.xlsx"),
    "a document that is gone": remove(f"output/acme/{COMPLETED}"),
    "an index that is gone": remove("output/acme/index.html"),
    "no manifest": remove("output/acme/manifest.json"),
    "a damaged record": edit("output/.last-build.json", b'{"version": 1, "basis": '),
    "a record of something else": edit("output/.last-build.json", b"[1, 2]"),
    "a record in which a value is another": edit_record,
    "no record": remove("output/.last-build.json"),
    "a build that was cut off": edit("output/acme/.staging/x.pdf"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_after_any_change_a_build_is_one_in_full(tmp_path: Path, full_builds: list[Options], name: str) -> None:
    run(write_workspace(tmp_path / "one"))
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    for root in (tmp_path / "one", tmp_path / "other"):
        CHANGES[name](root)
    report = run(tmp_path / "one")
    assert full_builds == [WORKBOOKS, WORKBOOKS]
    assert report == build(Workspace(tmp_path / "other"), WORKBOOKS)
    again = run(tmp_path / "one")
    assert len(full_builds) == 2, "and then nothing has changed any more"
    assert again == build(Workspace(tmp_path / "other"), WORKBOOKS)


def test_a_former_number_is_told_of_again(tmp_path: Path, full_builds: list[Options]) -> None:
    options = Options(kinds=("blank",), formats=("xlsx",), learners=("OLD-1",), jobs=1)
    head, *rows = REGISTER.splitlines()
    root = write_workspace(
        tmp_path, register="\n".join([f"{head},Former registrations", f"{rows[0]},OLD-1", *rows[1:]])
    )
    first, again = run(root, options), run(root, options)
    assert full_builds == [options]
    assert [entry.registration for entry in first.former_numbers] == ["0012345"]
    assert again.former_numbers == first.former_numbers
    assert again.employers[0].planned == first.employers[0].planned != ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        Options(kinds=("completed",), formats=("xlsx",)),
        Options(formats=("xlsx",), learners=("0012346",)),
        Options(formats=("xlsx",), units=("8604-308",)),
        Options(("acme",), formats=("xlsx",)),
        replace(WORKBOOKS, force=True),
    ],
)
def test_another_choice_is_built_in_full(tmp_path: Path, full_builds: list[Options], options: Options) -> None:
    run(write_workspace(tmp_path))
    run(tmp_path, options)
    assert full_builds == [WORKBOOKS, options]


def test_a_record_of_one_choice_is_none_of_another(tmp_path: Path, full_builds: list[Options]) -> None:
    part = replace(WORKBOOKS, kinds=("blank",))
    run(write_workspace(tmp_path), part)
    assert len(run(tmp_path).employers[0].planned) > len(run(tmp_path, part).employers[0].planned)
    assert full_builds == [part, WORKBOOKS, part]


def test_a_dry_run_after_nothing_has_changed_lists_what_somebody_edited(
    tmp_path: Path, full_builds: list[Options]
) -> None:
    run(write_workspace(tmp_path))
    edit(f"output/acme/{COMPLETED}")(tmp_path)
    assert run(tmp_path).employers[0].published.kept_edits == [COMPLETED]
    full_builds.clear()
    dry = replace(WORKBOOKS, dry_run=True)
    assert run(tmp_path, dry) == build(Workspace(tmp_path), dry)
    assert run(tmp_path, dry).employers[0].planned == (COMPLETED,)
    assert run(tmp_path).employers[0].published.kept_edits == [COMPLETED]
    assert full_builds == []


def test_a_dry_run_leaves_no_record(tmp_path: Path) -> None:
    run(write_workspace(tmp_path), replace(WORKBOOKS, dry_run=True))
    assert not (tmp_path / "output").exists()


def test_problems_stop_a_strict_build_again(tmp_path: Path) -> None:
    run(write_workspace(tmp_path, HOLIDAY))
    with pytest.raises(InputError, match=r"holiday\.jpg"):
        run(tmp_path, replace(WORKBOOKS, strict=True))


@pytest.mark.slow
def test_what_the_command_line_says_is_the_same(tmp_path: Path) -> None:
    write_workspace(tmp_path, HOLIDAY)
    arguments = ["build", "--format", "xlsx", "--only", "completed,blank", "-C", str(tmp_path)]
    CliRunner().invoke(commands.main, arguments)
    edit("output/acme/8604-308/blank/Mark sheet-8604-308.xlsx")(tmp_path)
    CliRunner().invoke(commands.main, arguments)
    for more in ([], ["--json"], ["--dry-run"], ["--strict"]):
        short = CliRunner().invoke(commands.main, [*arguments, *more])
        (tmp_path / "output/.last-build.json").unlink()
        full = CliRunner().invoke(commands.main, [*arguments, *more])
        assert (short.exit_code, short.stdout, short.stderr) == (full.exit_code, full.stdout, full.stderr)
        CliRunner().invoke(commands.main, arguments)


def test_a_changed_program_builds_in_full(
    tmp_path: Path, full_builds: list[Options], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    edit("package/writers/page.py", b"size = 1")(tmp_path)
    monkeypatch.setattr("markpack.app.program_version._PACKAGE", package)
    run(write_workspace(tmp_path / "work"))
    edit("package/writers/__pycache__/page.pyc", b"compiled")(tmp_path)
    run(tmp_path / "work")
    assert len(full_builds) == 1
    edit("package/writers/page.py", b"size = 22")(tmp_path)
    run(tmp_path / "work")
    assert len(full_builds) == 2


def test_a_link_among_the_inputs_is_followed_every_time(tmp_path: Path, full_builds: list[Options]) -> None:
    write_workspace(tmp_path)
    kept = tmp_path / "contexts/acme/kept.csv"
    (tmp_path / MARKS_FILE).rename(kept)
    (tmp_path / MARKS_FILE).symlink_to(kept)
    run(tmp_path)
    run(tmp_path)
    assert len(full_builds) == 2


def test_a_failed_document_is_tried_again(tmp_path: Path, full_builds: list[Options]) -> None:
    broken = {"templates/layouts/index.html.j2": "{{ nothing.at_all }}"}
    run(write_workspace(tmp_path, broken))
    assert [entry.path for entry in run(tmp_path).failed] == ["acme/index.html"]
    assert len(full_builds) == 2


@pytest.mark.slow
def test_what_failed_on_a_cluster_is_tried_again(
    tmp_path: Path, full_builds: list[Options], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = Failed("acme/a.pdf", RenderFailure("no font has the letter", ""))
    there = replace(WORKBOOKS, executor="dask://scheduler.example:8786")
    real = building.build

    def failing(workspace: Workspace, options: Options, *more: Any) -> Report:
        report = real(workspace, replace(options, executor=""), *more)
        return replace(report, employers=(replace(report.employers[0], failed=(failed,)),))

    monkeypatch.setattr(building, "build", failing)
    assert run(write_workspace(tmp_path), there).failed == (failed,)
    monkeypatch.setattr(building, "build", real)
    assert run(tmp_path).failed == ()
    assert len(full_builds) == 2


def test_once_nothing_fails_any_more_a_build_is_spared(tmp_path: Path, full_builds: list[Options]) -> None:
    broken = {"templates/layouts/index.html.j2": "{{ nothing.at_all }}"}
    assert run(write_workspace(tmp_path, broken)).failed
    (tmp_path / "templates/layouts/index.html.j2").unlink()
    assert run(tmp_path).failed == run(tmp_path).failed == ()
    assert len(full_builds) == 2


def test_nobody_needs_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert run(write_workspace(tmp_path)).failed == ()


@pytest.mark.slow
def test_a_document_that_no_font_has_the_letters_for_is_tried_again_each_time(
    tmp_path: Path, full_builds: list[Options], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = masters.write
    fonts: list[str] = []

    def lacking(view: Any, *rest: Any, **more: Any) -> Rendered:
        if isinstance(view, Markbook) and not fonts:
            raise LayoutError("no font on this machine has the letter")
        return real(view, *rest, **more)

    monkeypatch.setattr(work_units, "write", lacking)
    first = run(write_workspace(tmp_path / "work"))
    again = run(tmp_path / "work")
    assert len(full_builds) == 2
    assert [entry.path for entry in first.failed] == ["acme/8604-308/Markbook-8604-308.xlsx"]
    assert [entry.path for entry in again.failed] == [entry.path for entry in first.failed]
    assert again.employers[0].published.unchanged == sorted(first.employers[0].published.written)
    announced = run(tmp_path / "work", replace(WORKBOOKS, dry_run=True))
    assert announced.employers[0].planned == ("8604-308/Markbook-8604-308.xlsx",)
    fonts.append("letters.ttf")
    assert run(tmp_path / "work").failed == ()


@pytest.mark.slow
def test_inputs_that_change_while_they_are_read_are_read_again(
    tmp_path: Path, full_builds: list[Options], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workspace(tmp_path)
    real = building._publish  # a point at which a build is under way

    def edited_meanwhile(*arguments: Any) -> Any:
        CHANGES["a mark"](tmp_path)
        return real(*arguments)

    monkeypatch.setattr(building, "_publish", edited_meanwhile)
    run(tmp_path)
    monkeypatch.setattr(building, "_publish", real)
    assert COMPLETED in run(tmp_path).employers[0].published.written
    assert len(full_builds) == 2


def test_an_untouched_output_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "GRAIN", 0)  # so that no file counts as just changed
    run(write_workspace(tmp_path))
    monkeypatch.setattr(digests.FileDigests, "digest", None)
    assert run(tmp_path).employers[0].published.written == []


@pytest.mark.slow
def test_a_changed_comment_makes_exactly_the_documents_that_show_it(tmp_path: Path) -> None:
    # The index page lists what changed.
    everything = Options(jobs=1, kinds=("blank", "completed", "declaration", "markbook", "results"))
    run(write_workspace(tmp_path), everything)
    CHANGES["a mark"](tmp_path)
    assert sorted(run(tmp_path, everything).employers[0].published.written) == [
        "8604-308/Markbook-8604-308.xlsx",
        "8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed.docx",
        "8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed.pdf",
        "8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed.xlsx",
        "index.html",
    ]


@pytest.mark.slow
def test_a_changed_template_makes_the_documents_of_its_unit(tmp_path: Path) -> None:
    both, file = "[8604-308, 8604-309]", "templates/units/8604-309.yaml"
    second, assignment = UNIT.replace("8604-308", "8604-309"), CONTEXT[CONTEXT.index("  - unit: 8604-308") :]
    write_workspace(
        tmp_path,
        {file: second},
        qualification=QUALIFICATION.replace("[8604-308]", both),
        centre=CENTRE.replace("[8604-308]", both),
        context=CONTEXT + assignment.replace("8604-308", "8604-309"),
    )
    run(tmp_path, EVERY_WORKBOOK)
    edit(file, changed(second, ("verb: Describe", "verb: Explain")).encode())(tmp_path)
    report = run(tmp_path, EVERY_WORKBOOK).employers[0]
    of_unit = [path for path in report.planned if path.startswith("8604-309/")]
    assert len(of_unit) > 8
    assert sorted(report.published.written) == sorted(of_unit)


@pytest.mark.slow
def test_a_changed_layout_or_version_makes_every_document_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    real: Any = vars(building)["render_all"]

    def noted(planned: Iterable[DocumentJob], *more: Any, **others: Any) -> Any:
        entries = list(planned)
        rendered.extend(entry.path for entry in entries)
        return real(entries, *more, **others)

    monkeypatch.setattr(building, "render_all", noted)
    every = run(write_workspace(tmp_path), EVERY_WORKBOOK).employers[0].planned
    assert sorted(rendered) == sorted(every)
    rendered.clear()
    edit("templates/layouts/print.css", b"@page { size: A4 }")(tmp_path)
    run(tmp_path, EVERY_WORKBOOK)
    assert sorted(rendered) == sorted(every)
    rendered.clear()
    monkeypatch.setattr(pack_plan, "fingerprint", lambda _layouts: "another version")
    (tmp_path / "output/.last-build.json").unlink()  # which another version would not find to be of its own
    run(tmp_path, EVERY_WORKBOOK)
    assert sorted(rendered) == sorted(every)
