"""Blank mark sheets in large print come back, and are verified, like any others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from markpack.app.full_build import build
from markpack.app.verification import verify
from markpack.app.workspace import Workspace
from markpack.report import Options
from tests.inputs.returned import FOLDER, Values, attempts, field, fill_cells, fill_pdf, fill_word
from tests.workspaces import MARKS_FILE, write_workspace

REGISTER = "Registration,First name,Last name,Adjustments\n0012345,Rhys,Jones,large print; blue background\n"
FILL: dict[str, Callable[[bytes, Values], bytes]] = {"pdf": fill_pdf, "docx": fill_word, "xlsx": fill_cells}
VALUES: Values = {
    field("mark", "1.1"): "18", field("comment", "1.1"): "Good factors.", field("mark", "1.2"): "9",
    field("mark", "1.10"): "20", field("section_comment", "1"): "Well told.", field("assessor"): "Dana Whitfield",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("fmt", list(FILL))
def test_a_sheet_in_large_print_is_read_when_it_comes_back(fmt: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=REGISTER)
    assert not build(Workspace(root), Options(kinds=("blank", "brief"), formats=(fmt,), jobs=1)).failed
    name = f"R Jones-0012345-012345-8604-308(1) Mark sheet.{fmt}"
    made = root / "output/acme/8604-308/blank" / name
    (root / FOLDER).mkdir(exist_ok=True)
    (root / FOLDER / name).write_bytes(FILL[fmt](made.read_bytes(), VALUES))
    ((_, found),) = attempts(root).items()
    assert {name: entry.mark for name, entry in found.criteria.items()} == {"1.1": 18, "1.2": 9, "1.10": 20}
    assert found.criteria["1.1"].comment == "Good factors."
    assert (found.section_comments["1"], found.assessor) == ("Well told.", "Dana Whitfield")
    (brief,) = (root / "output/acme/8604-308/brief").glob(f"R Jones-*.{fmt}")
    for entry in verify(Workspace(root), [made, brief]):
        assert [found.status.value for found in entry.comparisons] == ["same", "same", "same"]
        assert entry.criteria_same
