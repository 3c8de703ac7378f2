"""The wheel, installed into a fresh environment and used outside the checkout, as a centre would."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from markpack.app.workspace import EXAMPLE_EMPLOYER

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Installed:
    """The wheel and the command that it installs."""

    wheel: Path
    command: Path

    def run(self, *arguments: str, cwd: Path, code: int = 0) -> str:
        """Run markpack with nothing of the checkout in sight, and return what it prints on standard output."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
        done = subprocess.run(
            [self.command, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    _quietly(sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT))
    (wheel,) = folder.glob("markpack-*.whl")
    venv.create(folder / "environment")
    commands = folder / "environment" / ("Scripts" if os.name == "nt" else "bin")
    _quietly(
        sys.executable, "-m", "pip", "--python", str(commands / "python"), "install", "--quiet", "--no-compile",
        "--constraint", str(ROOT / "constraints.txt"), str(wheel),
    )  # fmt: skip
    return Installed(wheel, commands / "markpack")


def _quietly(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def workspace(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("centre")
    installed.run("init", "our centre", cwd=folder)
    return folder / "our centre"


def test_the_wheel_carries_layouts_starters_and_licences(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        names = set(archive.namelist())
    assert {
        "markpack/layouts/print.css",
        "markpack/layouts/base.docx",
        "markpack/layouts/mark_sheet.html.j2",
        "markpack/layouts/fonts/SourceSans3-Regular.ttf",
        "markpack/starter/templates/units/8604-308.yaml",
        "markpack/starter/templates/schemas/unit.schema.json",
        "markpack/starter/contexts/centre.yaml",
        "markpack/starter/output/README.md",
        "markpack/starter_files/context.yaml",
        "markpack/py.typed",
    } <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("fonts/OFL.txt") and "licenses" in name for name in names)
    assert not [name for name in names if name.startswith(("tests", "bench", "setup"))]


def test_help_names_the_commands(installed: Installed, tmp_path: Path) -> None:
    printed = installed.run("--help", cwd=tmp_path)
    for command in ("build", "check", "init", "new", "schema"):
        assert f"\n  {command} " in printed


def test_what_init_lays_out_has_no_problems(installed: Installed, workspace: Path) -> None:
    assert (workspace / "contexts" / EXAMPLE_EMPLOYER / "context.yaml").is_file()
    assert "No problems" in installed.run("check", "--strict", cwd=workspace)


def test_the_schemas_are_those_laid_out(installed: Installed, workspace: Path, tmp_path: Path) -> None:
    standing = (workspace / "templates" / "schemas" / "unit.schema.json").read_text(encoding="utf-8")
    assert installed.run("schema", "unit", cwd=tmp_path) == standing


def test_documents_of_a_learner_are_built(installed: Installed, workspace: Path) -> None:
    installed.run("build", "--only", "brief,blank", "--learner", "0012345", "--format", "xlsx,docx", cwd=workspace)
    made = [path for path in (workspace / "output" / EXAMPLE_EMPLOYER).rglob("*0012345*") if path.is_file()]
    assert {path.suffix for path in made} == {".docx", ".xlsx"}
    assert {path.parent.name for path in made} >= {"brief", "blank"}
    assert all(path.read_bytes()[:2] == b"PK" for path in made)
    assert (workspace / "output" / EXAMPLE_EMPLOYER / "index.html").is_file()


def test_a_pdf_is_set_in_the_fonts_that_the_wheel_carries(installed: Installed, workspace: Path) -> None:
    installed.run("build", "--only", "brief", "--unit", "8604-308", "--format", "pdf", cwd=workspace)
    (brief,) = (workspace / "output" / EXAMPLE_EMPLOYER / "8604-308" / "brief").glob("Assignment brief-*.pdf")
    import pikepdf

    with pikepdf.open(brief) as pdf:
        fonts = {str(font.BaseFont) for page in pdf.pages for font in dict(page.Resources.Font).values()}
    assert fonts
    assert all("Source" in name for name in fonts), fonts


def test_a_new_employer_is_told_which_blanks_to_fill_in(installed: Installed, workspace: Path) -> None:
    installed.run("new", "employer", "Fenwick Hotels", cwd=workspace)
    assert (workspace / "contexts" / "fenwick-hotels" / "learners.xlsx").is_file()
    installed.run("check", "fenwick-hotels", cwd=workspace, code=1)
