"""What `markpack doctor` finds out, on this machine and on others that lack something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from markpack import app
from markpack.app.machine import folders, libraries, system
from markpack.app.machine.finding import Finding, State
from markpack.cli.commands import main
from markpack.errors import EnvironmentLacks
from markpack.rendering.native_libraries import MISSING_LIBRARIES
from markpack.writers.pdf import scripts
from tests.disks import Disk
from tests.workspaces import write_workspace

NAMES = {
    "Python", "Libraries", "PDF", "Word", "Excel", "Logos", "Returned files", "Fonts", "Scripts", "LibreOffice",
    "Dask cluster", "Processors", "Memory limits", "Console", "File names", "Workspace", "Output", "Disk",
    "Synchronised folder", "Briefs",
}  # fmt: skip


def one(findings: Iterator[Finding], name: str = "") -> Finding:
    (found,) = (finding for finding in findings if name in ("", finding.name))
    return found


def states(findings: Iterator[Finding]) -> set[State]:
    return {finding.state for finding in findings}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try no script, which takes a second."""
    monkeypatch.setattr(scripts, "unprinted_scripts", list)


@pytest.mark.usefixtures("quick")
def test_a_machine_that_runs_these_tests_lacks_nothing_needed(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    before = sorted(root.rglob("*"))
    result = CliRunner().invoke(main, ["doctor", "-C", str(root)])
    assert result.exit_code == 0, result.output
    findings = {finding.name: finding for finding in app.examine(root)}
    assert set(findings) >= NAMES
    assert all(
        f"{finding.state.value:<5} {finding.name}: {finding.message}" in result.stdout for finding in findings.values()
    )
    assert findings["Long paths"].state is State.FINE
    assert sorted(root.rglob("*")) == before, "nothing is left behind"


@pytest.mark.usefixtures("quick")
def test_it_works_where_there_is_no_workspace(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["doctor", "--json", "-C", str(tmp_path)])
    findings = {entry["name"]: entry for entry in json.loads(result.stdout)["findings"]}
    assert (result.exit_code, findings["Workspace"]["state"]) == (0, "look")
    assert "markpack init FOLDER" in findings["Workspace"]["remedy"]
    assert all(set(entry) == {"name", "state", "message", "remedy"} for entry in findings.values())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("quick")
def test_every_finding_is_a_sentence_and_has_a_remedy_unless_it_is_fine(tmp_path: Path) -> None:
    for finding in app.examine(write_workspace(tmp_path), console_encoding="cp1252"):
        assert (finding.state is State.FINE) == (not finding.remedy), finding
        assert finding.name == "Workspace" or finding.message.endswith("."), finding


def test_where_pdfs_cannot_be_made_all_else_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lack = EnvironmentLacks(f"{MISSING_LIBRARIES}\n(libpango-1.0.so.0 is missing)")
    monkeypatch.setattr(libraries, "load_pages", lambda: lack)
    result = CliRunner().invoke(main, ["doctor", "-C", str(write_workspace(tmp_path))])
    assert result.exit_code == 4
    assert "mend  PDF: WeasyPrint cannot find the system libraries" in result.stdout
    assert "      " + "  Debian, Ubuntu:  sudo apt-get install libpango" in result.stdout
    assert "fine  Word: Ready." in result.stdout
    assert result.stdout.endswith("1 to mend and 2 to look at.\n")


@pytest.mark.parametrize(
    "library", ["weasyprint", "pydantic", "yaml", "lxml", "filelock", "rich", "pikepdf", "openpyxl", "jinja2"]
)
@pytest.mark.slow
def test_it_works_whatever_library_is_missing(tmp_path: Path, library: str) -> None:
    program = f"""
import contextlib, sys
sys.modules[{library!r}] = None
with contextlib.suppress(ImportError):
    from markpack.writers.pdf import scripts
    scripts.unprinted_scripts = list  # which takes a second
from markpack.cli.commands import main
main(["doctor"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=write_workspace(tmp_path), capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "fine  Processors" in done.stdout


def test_libraries_that_are_missing_or_too_old_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = ["click>=8.2", "no-such-library>=1", "lxml>=999.1", "distributed>=2026.1; extra == 'dask'"]
    monkeypatch.setattr(libraries, "requires", lambda _name: needed)
    found = one(libraries.libraries())
    assert found.state is State.MEND
    assert "no-such-library and lxml 999.1 (here is " in found.message


def test_a_module_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    assert one(libraries.formats(), "Logos").state is State.MEND
    assert one(libraries.formats(), "Word").state is State.FINE


def test_scripts_without_fonts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "SAMPLES", {"Latin": "Wales", "Phoenician": "\U00010900", "Greek": "Ελλάδα"})
    assert scripts.unprinted_scripts() == ["Phoenician"]
    found = one(libraries.fonts(), "Scripts")
    assert found.state is State.LOOK
    assert "names in Phoenician," in found.message


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "nonsense", ""])
def test_consoles_that_lack_letters_are_told(encoding: str) -> None:
    assert one(system.letters(encoding), "Console").state is State.LOOK
    assert one(system.letters("utf8"), "Console").state is State.FINE


def test_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_memory", lambda: 1_000_000_000)
    assert one(system.processors()).state is State.LOOK


@pytest.mark.parametrize(("free", "state"), [(10**7, State.MEND), (10**8, State.LOOK), (10**10, State.FINE)])
def test_a_disk_that_fills_up_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State) -> None:
    monkeypatch.setattr(folders, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    assert one(folders.room(tmp_path / "output" / "not there yet")).state is state


def test_an_output_that_takes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "output"
    (output / "acme").mkdir(parents=True)
    with monkeypatch.context() as broken:
        Disk(broken, 1, lambda: PermissionError(13, "Permission denied"), dead=False)
        found = list(folders.permission(output))
    names = {finding.name for finding in found if finding.state is State.MEND}
    assert names == {"Output", "Records", "Temporary files"}
    assert "check that you may" in found[0].remedy
    assert one(folders.permission(output)).state is State.FINE
    (output / "beta").symlink_to(tmp_path)
    found = list(folders.permission(output))
    assert [(finding.state, finding.remedy) for finding in found] == [
        (State.MEND, "Remove the link, then build again.")
    ]


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive - Riverside Training/centre", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/centre", "iCloud"),
        ("Dropbox (Riverside)/centre", "Dropbox"),
        ("Library/CloudStorage/Box-Box/centre", "a cloud service"),
        ("Google Drive/My Drive/centre", "Google Drive"),
        ("Documents/centre", ""),
    ],
)
def test_folders_that_are_synchronised_are_recognised(tmp_path: Path, folder: str, service: str) -> None:
    found = one(folders.synchronised(tmp_path / folder / "output"), "Synchronised folder")
    assert (found.state, service in found.message) == (State.LOOK if service else State.FINE, True)


def test_folders_are_recognised_by_what_services_leave_in_them(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    assert "Syncthing" in one(folders.synchronised(tmp_path / "output"), "Synchronised folder").message


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:40 / /mnt/c rw - 9p C:\\134 rw
41 22 0:41 / /home/anna/Our\\040files rw - cifs //server/share rw
42 22 0:42 / /home/anna/Our\\040files/local rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/anna", "ext4"),
        ("/mnt/c/centre", "9p"),
        ("/mnt/cellar", "ext4"),
        ("/home/anna/Our files/centre", "cifs"),
        ("/home/anna/Our files/local/x", "tmpfs"),
    ],
)
def test_the_kind_of_a_disk_is_that_of_the_nearest_mount(folder: str, kind: str) -> None:
    assert folders.file_system(Path(folder), MOUNTS) == kind


def test_paths_too_long_for_windows_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fits = "x" * (folders.LONGEST_IN_WINDOWS - len(str(tmp_path)) - 1)
    assert one(folders.paths(tmp_path, ["a", fits])).state is State.FINE
    found = one(folders.paths(tmp_path, ["a", f"{fits}y"]))
    assert found.state is (State.LOOK if os.name != "nt" else found.state)
    assert f"{fits}y" in found.message
    monkeypatch.setattr(folders, "_takes_long_paths", lambda: False)
    assert one(folders.paths(tmp_path, ["a", f"{fits}y"])).state is State.MEND
