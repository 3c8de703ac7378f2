"""Every document that a master is for is made without one too, and says the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from markpack.app.full_build import build, read_workspace
from markpack.app.workspace import Workspace
from markpack.report import Options
from markpack.writers.masters import masters
from tests.inputs.returned import REGISTER
from tests.workspaces import CENTRE, write_workspace

ROOT = Path(__file__).parents[3]


def made(workspace: Workspace, learners: tuple[str, ...] = ()) -> dict[str, object]:
    """What each file of a build says, by its path."""
    report = build(workspace, Options(kinds=("blank", "completed"), jobs=1, learners=learners))
    assert report.failed == ()
    output = workspace.output
    return {
        path.relative_to(output).as_posix(): said(path.suffix, path.read_bytes())
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.suffix in {".pdf", ".docx", ".xlsx", ".html"}
    }


def said(suffix: str, data: bytes) -> object:
    """The letters of each page of a PDF, or all that another file is.

    The bullets of lists are counted: both draw the same ones, each at another point of the page's program.
    """
    if suffix == ".pdf":
        pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]
        letters = ["".join(page.split()).replace("\ufffe", "-") for page in pages]  # for a hyphen that ends a line
        return [(page.replace("•", ""), page.count("•")) for page in letters]
    return data


def example(folder: Path) -> tuple[Workspace, tuple[str, ...]]:
    """A copy of the example employers, and a learner of each who has been marked."""
    for name in ("templates", "contexts"):
        shutil.copytree(ROOT / name, folder / name)
    workspace = Workspace(folder)
    inputs, _ = read_workspace(workspace, (), strict=False)
    marked = (next(attempt.learner for attempt in employer.marked) for employer in inputs.employers)
    return workspace, tuple(marked)


def small(folder: Path) -> tuple[Workspace, tuple[str, ...]]:
    """A workspace of one assignment, with all of its learners."""
    return Workspace(write_workspace(folder)), ()


MARKS = """\
learner,unit,attempt,criterion,mark,comment,assessor,assessed on,revision,revised on,revision reason
""" + "".join(
    f"{learner},8604-308,1,{criterion},{mark},Said.,Dana Whitfield,20/10/2026,{revision}\n"
    for learner, revision in (
        ("0012345", "2,03/11/2026,Added up wrongly"), ("0012346", "3,04/11/2026,“Page 3” was left out"),
        ("0012347", ",,"),
    )
    for criterion, mark in (("1.1", 18), ("1.2", 9), ("1.10", 20))
)  # fmt: skip


def revised(folder: Path) -> tuple[Workspace, tuple[str, ...]]:
    """A workspace of format 2, with revised decisions and one that is not."""
    register = REGISTER + "0012347,Siobhán,O’Brien\n"
    return Workspace(write_workspace(folder, register=register, marks=MARKS, centre=f"format: 2\n{CENTRE}")), ()


@pytest.mark.slow
@pytest.mark.parametrize("lay_out", [small, revised, example])
def test_a_build_without_masters_says_the_same(
    lay_out: Callable[[Path], tuple[Workspace, tuple[str, ...]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled_in = made(*lay_out(tmp_path / "filled-in"))
    assert len(filled_in) > 15
    monkeypatch.setenv(masters.SWITCH, "off")
    monkeypatch.setattr(masters, "PLATES", dict.fromkeys(masters.PLATES))  # to make one would fail
    laid_out = made(*lay_out(tmp_path / "laid-out"))
    assert filled_in.keys() == laid_out.keys()
    assert [path for path in filled_in if filled_in[path] != laid_out[path]] == []
