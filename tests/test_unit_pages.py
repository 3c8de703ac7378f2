"""The page on writing a unit: what it shows is a unit that markpack takes as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from markpack.app import Workspace
from markpack.app.full_build import build
from markpack.inputs.template_folders import read_unit
from markpack.report import Options
from tests.inputs.problems import lines_of
from tests.workspaces import CENTRE, CONTEXT, MARKS_FILE, QUALIFICATION_FILE, UNIT_FILE, write_workspace

PAGE = (Path(__file__).parents[1] / "docs" / "units.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FILES = {block.splitlines()[0].removeprefix("# "): block for block in BLOCKS if block.startswith("# templates/")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with the page's unit and qualification, and nothing else in templates."""
    context = yaml.safe_load(CONTEXT)
    context["qualification"] = "CMI-5"
    del context["units"]
    (assignments,) = [yaml.safe_load(block)["assignments"] for block in BLOCKS if block.startswith("assignments:")]
    files = {QUALIFICATION_FILE: None, UNIT_FILE: None, MARKS_FILE: None, **FILES}
    return write_workspace(
        tmp_path,
        files,
        centre=CENTRE.replace("8604-308", "CMI-501"),
        context=yaml.safe_dump({**context, "assignments": assignments}, allow_unicode=True),
    )


def test_the_pages_unit_is_one_without_problems(root: Path) -> None:
    assert sorted(FILES) == ["templates/qualifications/CMI-5.yaml", "templates/units/CMI-501.yaml"]
    assert lines_of(root) == []
    unit = read_unit(root, "CMI-501")
    assert (unit.scheme.id, [criterion.marks for criterion in unit.criteria]) == ("cmi", [None] * 3)


@pytest.mark.slow
def test_the_pages_unit_has_a_brief(root: Path) -> None:
    report = build(Workspace(root), Options(kinds=("brief",), formats=("docx",), jobs=1))
    assert [failed.path for failed in report.failed] == []
    assert any("Assignment brief-CMI-501.docx" in path for path in report.employers[0].published.written)
