"""The project's one door: make's targets, the set-up scripts, what CI runs, and the pinned versions."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(shutil.which("make") is None, reason="GNU make is not installed")
def test_make_lists_its_targets() -> None:
    listed = run("make", MAKEFLAGS="")
    assert listed.returncode == 0, listed.stderr
    targets = re.findall(r"^  make (\w+) +\w", listed.stdout, re.MULTILINE)
    assert targets == ["help", "pack", "test", "quick", "lint", "bench", "fuzz", "pictures", "clean"]


def test_every_target_is_phony_so_that_a_file_of_its_name_does_not_stop_it() -> None:
    phony = set(re.findall(r"^\.PHONY:(.*)$", MAKEFILE, re.MULTILINE)[0].split())
    named = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert named == phony


def test_most_tests_are_quick() -> None:
    quick, every = 0, 0
    for path in ROOT.glob("tests/**/test_*.py"):
        page = ast.parse(path.read_text(encoding="utf-8"))
        assigned = (line for line in page.body if isinstance(line, ast.Assign))
        all_slow = any(ast.unparse(line) == "pytestmark = pytest.mark.slow" for line in assigned)
        for test in page.body:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                every += 1
                quick += not (all_slow or "pytest.mark.slow" in map(ast.unparse, test.decorator_list))
    assert quick >= 0.85 * every, "a test that takes long is made shorter before it is marked as slow"


def test_make_clean_leaves_output_alone() -> None:
    recipe = MAKEFILE.split("\nclean:")[1].split("\n\n")[0]
    assert "output" not in "".join(recipe.splitlines(keepends=True)[1:])


def test_ci_runs_make_test_and_lets_no_test_be_skipped_for_want_of_a_program() -> None:
    script = ROOT / ".ci" / "run"
    lines = script.read_text(encoding="utf-8").splitlines()
    assert os.access(script, os.X_OK)
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    assert lines[-2:] == ["export CI=true", "make test"]


# Pinned versions

PINS = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    assert len(PINS) > 40
    for name, version in PINS.items():
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name)
        assert str(Version(version)) == version


def test_every_dependency_is_pinned_to_a_version_that_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = {canonical(name): version for name, version in PINS.items()}
    extras = project["optional-dependencies"]
    named = [Requirement(line) for line in [*project["dependencies"], *extras["test"], *extras["bench"]]]
    assert named
    for requirement in named:
        version = pins[canonical(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} against {version}"


# System libraries


def a_python_that_misses(folder: Path, *libraries: str) -> str:
    """Write a stand-in for Python that answers with missing libraries, and return its path."""
    script = folder / "python"
    script.write_text("#!/bin/sh\n" + "".join(f"echo {name}\n" for name in libraries), encoding="utf-8")
    script.chmod(0o755)
    return str(script)


def a_path_without_apt(folder: Path) -> str:
    """Make a folder of the few commands that the scripts use; nothing in it installs anything."""
    commands = folder / "bin"
    commands.mkdir()
    for name in ("sh", "cat", "id", "rm"):
        found = shutil.which(name)
        assert found
        (commands / name).symlink_to(found)
    return str(commands)


def test_nothing_is_missing_where_the_tests_run() -> None:
    found = run(sys.executable, "setup/missing_libraries.py")
    assert (found.returncode, found.stdout) == (0, ""), found.stderr


def test_with_all_libraries_there_is_nothing_to_say(tmp_path: Path) -> None:
    done = run("setup/system-libraries.sh", a_python_that_misses(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_missing_libraries_that_may_not_be_installed_have_one_clear_message(tmp_path: Path) -> None:
    python = a_python_that_misses(tmp_path, "libpango-1.0", "libharfbuzz-subset")
    done = run("setup/system-libraries.sh", python, PATH=a_path_without_apt(tmp_path))
    assert done.returncode == 4
    assert "missing here: libpango-1.0 libharfbuzz-subset\n" in done.stderr
    assert re.search(r"Debian, Ubuntu +sudo apt-get install .*libharfbuzz-subset0", done.stderr)
    assert re.search(r"Fedora +sudo dnf install pango", done.stderr)
    assert re.search(r"macOS +brew install pango", done.stderr)
    assert re.search(r"Windows +use WSL", done.stderr)


def test_missing_libraries_are_installed_where_that_is_permitted(tmp_path: Path) -> None:
    commands = Path(a_path_without_apt(tmp_path))
    log, done_marker = tmp_path / "apt.log", tmp_path / "installed"
    stand_ins = {
        "id": "echo 0",
        "env": 'export "$1"; shift; exec "$@"',
        "apt-get": f'echo "$DEBIAN_FRONTEND: $*" >>"{log}"; [ "$1" = update ] || : >"{done_marker}"',
        "python": f'[ -e "{done_marker}" ] || echo libpango-1.0',
    }
    for name, body in stand_ins.items():
        (commands / name).unlink(missing_ok=True)
        (commands / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (commands / name).chmod(0o755)
    done = run("setup/system-libraries.sh", str(commands / "python"), PATH=str(commands), DEBIAN_FRONTEND="")
    assert done.returncode == 0, done.stderr
    update, install = log.read_text(encoding="utf-8").splitlines()
    assert update == ": update -qq"
    assert install.startswith("noninteractive: install -qq -y --no-install-recommends libpango-1.0-0 ")
    assert "libharfbuzz-subset0" in install.split()


def test_missing_test_tools_are_named_and_do_not_stop_the_run(tmp_path: Path) -> None:
    done = run("setup/test-tools.sh", PATH=a_path_without_apt(tmp_path))
    assert done.returncode == 0
    assert (
        "missing here: libreoffice-writer libreoffice-calc chromium poppler-utils qpdf ghostscript mupdf-tools npm\n"
        in done.stderr
    )
    assert "CI=true" in done.stderr


def a_copy_of_the_set_up(folder: Path) -> Path:
    """Copy the set-up scripts to where they may do what they like."""
    shutil.copytree(ROOT / "setup", folder / "project" / "setup")
    return folder / "project"


def test_without_a_python_that_is_new_enough_the_message_says_so(tmp_path: Path) -> None:
    project = a_copy_of_the_set_up(tmp_path)
    done = subprocess.run(
        ["setup/environment.sh", "test"],
        cwd=project,
        env={"PATH": a_path_without_apt(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert "Python 3.11 or newer" in done.stderr
    assert not (project / ".venv").exists()


def test_a_python_without_venv_is_told_which_package_to_install(tmp_path: Path) -> None:
    project = a_copy_of_the_set_up(tmp_path)
    python = tmp_path / "python"
    python.write_text(
        '#!/bin/sh\nif [ "$1" = -m ]; then echo "No module named venv" >&2; exit 1; fi\nexit 0\n', encoding="utf-8"
    )
    python.chmod(0o755)
    done = subprocess.run(
        ["setup/environment.sh", "test"],
        cwd=project,
        env={"PATH": a_path_without_apt(tmp_path), "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert "No module named venv" in done.stderr
    assert "sudo apt install python3-venv" in done.stderr
    assert not (project / ".venv").exists()
