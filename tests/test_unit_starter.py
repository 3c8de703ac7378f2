"""A new unit: short, with what its scheme needs and nothing else, and valid once the blanks are filled in."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from markpack.app import InputError, Workspace, new_unit
from markpack.cli.commands import main
from markpack.inputs.scheme_files import read_schemes
from markpack.inputs.template_folders import read_unit
from tests.inputs.problems import lines_of
from tests.workspaces import write_workspace

DAY = datetime.date(2026, 9, 1)
ROOT = Path(__file__).parents[1]
SCHEME = """\
scheme: {id}
title: Invented rules
judgement: {judgement}
grade: {grade}
"""
SCHEMES = {
    "ladder": SCHEME.format(
        id="ladder",
        judgement="{kind: met}",
        grade="{rule: ladder, tiers: [P, M, D], codes: {P: P, M: M, D: D, floor: U}}",
    ),
    "levels": SCHEME.format(
        id="levels",
        judgement="{kind: levels, order: [N, P, M]}",
        grade="{rule: ladder, tiers: [P, M], codes: {P: P, M: M, floor: N}}",
    ),
    "bounds": SCHEME.format(
        id="bounds",
        judgement="{kind: marks}",
        grade="{rule: boundaries, boundaries: {steps: {P: 50, M: 65}}, codes: {P: P, M: M, floor: U}}",
    ),
}
"""A scheme of each kind, beside those that come with markpack."""
ANSWERS = {
    "level": "3", "credits": "2", "guided_learning_hours": "20", "wording": "official", "marks": "10", "hours": "12",
    "nominal": "1200", "minimum": "800", "maximum": "1500", "verb": "Explain", "text": "Explain how teams work.",
    "confirmed_by": "Helen Marsh", "confirmed_on": "2026-08-31", "source": "Specification, issue 2",
}  # fmt: skip
NEEDED_TOO = ("Confirmed", "Source")
"""What official wording needs."""
ALL = [*SCHEMES, *sorted(path.stem for path in (ROOT / "templates" / "schemes").glob("*.yaml"))]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    files = {f"templates/schemes/{name}.yaml": text for name, text in SCHEMES.items()}
    return Workspace(write_workspace(tmp_path, files))


def fill_in(path: Path) -> None:
    """Write something wherever nothing stands after a colon, as the file's head asks for."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        blank = re.fullmatch(r"( *(?:- )?)(\w+):(?: +#.*)?", line)
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if blank and len(below) - len(below.lstrip()) <= len(blank[1]):
            lines[number] = f"{blank[1]}{blank[2]}: {ANSWERS.get(blank[2], 'Words about it.')}"
    path.write_text("\n".join(lines), encoding="utf-8")


def fill_in_workbook(path: Path) -> None:
    """Write something into each cell of a row or column that is begun, as the notes ask for."""
    book: Any = openpyxl.load_workbook(path)
    answers = {name.replace("_", " "): answer for name, answer in ANSWERS.items()}

    def answer(heading: str) -> str:
        return answers.get(heading.rpartition(": ")[2].lower(), "Words about it.")

    for name, corner in (("Unit", "What"), ("Methods", "Method")):
        rows = list(book[name].iter_rows())
        head = next(row[0].row for row in rows if row[0].value == corner)
        for row in rows[head:]:
            is_needed = "Needed" in str(row[1].value) or row[0].value.startswith(NEEDED_TOO)
            if row[2].value is None and is_needed:
                row[2].value = answer(row[0].value)
    for name, first in (("Criteria", "Outcome id"), ("Tasks", "Method")):
        rows = list(book[name].iter_rows())
        head = next(row for row in rows if row[0].value == first)
        for row in rows[head[0].row :]:
            for cell, heading in zip(row, head, strict=True):
                optional = heading.value in ("Asks", "Covers", "Prompts", "Hand in", "Evidence", "Words")
                again = heading.value == "Outcome title" and row[0].row > head[0].row + 1
                if row[0].value and cell.value is None and not optional and not again:
                    cell.value = answer(str(heading.value))
    book.save(path)


@pytest.mark.parametrize("scheme", ALL)
def test_a_new_unit_is_short_and_valid_once_the_blanks_are_filled_in(scheme: str, workspace: Workspace) -> None:
    path = new_unit(workspace, "NEW-1", scheme, "yaml", DAY)
    text = path.read_text(encoding="utf-8")
    rules = read_schemes(workspace.root).schemes[scheme]
    assert len(text.splitlines()) <= 80
    assert max(map(len, text.splitlines())) <= 120
    assert ("marks:" in text, "tier:" in text) == (rules.numbered, rules.laddered)
    blanks = [line for line in lines_of(workspace.root) if "NEW-1.yaml" in line]
    assert len(blanks) > 15
    assert all("has no value" in line and "ILM" not in line for line in blanks)
    fill_in(path)
    assert [line for line in lines_of(workspace.root) if "NEW-1" in line] == []
    assert read_unit(workspace.root, "NEW-1").scheme == rules


@pytest.mark.parametrize("scheme", ["ladder", "ilm-marks"])
def test_a_new_unit_may_be_a_workbook(scheme: str, workspace: Workspace) -> None:
    path = new_unit(workspace, "NEW/1", scheme, "xlsx", DAY)
    assert path.name == "NEW-1.xlsx"
    blanks = [line for line in lines_of(workspace.root) if "NEW-1.xlsx, sheet “" in line]
    assert len(blanks) > 15
    assert all(", cell " in line and "Fill in " in line for line in blanks)
    texts = [str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert [text for text in texts if "  " in text and not text.isspace()] == []
    fill_in_workbook(path)
    assert [line for line in lines_of(workspace.root) if "NEW" in line] == []
    unit = read_unit(workspace.root, "NEW/1")
    assert unit.scheme.id == scheme
    assert [criterion.tier for criterion in unit.criteria] == (["P", "M", "D"] if scheme == "ladder" else ["", ""])


@pytest.mark.parametrize(
    ("reference", "scheme", "message"),
    [
        ("8604-308", "ilm-marks", "There is a unit “8604-308” already."),
        ("Con", "ilm-marks", "“Con” is a name that Windows keeps for itself"),
        ("NUL.1", "ilm-marks", "“NUL.1” is a name that Windows keeps for itself"),
        ("two words", "ilm-marks", "“two words” is not a unit reference."),
        ("NEW-1", "ladde", "There is no scheme “ladde”. Did you mean “ladder”?"),
    ],
)
def test_what_cannot_be_a_new_unit_is_said_and_nothing_written(
    reference: str, scheme: str, message: str, workspace: Workspace
) -> None:
    before = sorted(workspace.root.rglob("*"))
    for ending in ("yaml", "xlsx"):
        with pytest.raises(InputError) as caught:
            new_unit(workspace, reference, scheme, ending, DAY)
        assert message in str(caught.value)
    assert sorted(workspace.root.rglob("*")) == before


def test_a_unit_that_cannot_be_read_is_not_taken_for_none(workspace: Workspace) -> None:
    (workspace.templates / "units" / "NEW-1.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError, match="There is a unit “NEW-1” already"):
        new_unit(workspace, "NEW-1", "ladder", "yaml", DAY)


def test_a_reference_in_other_letters_is_that_of_the_unit_that_is_there(workspace: Workspace) -> None:
    new_unit(workspace, "NEW-1", "ladder", "yaml", DAY)
    with pytest.raises(InputError, match="There is a unit “NEW-1” already"):
        new_unit(workspace, "new-1", "ladder", "xlsx", DAY)


def test_a_scheme_whose_title_has_several_lines_is_named_in_one(workspace: Workspace) -> None:
    (workspace.templates / "schemes" / "ladder.yaml").write_text(
        SCHEMES["ladder"].replace("title: Invented rules", 'title: "Invented\\nrules"')
    )
    path = new_unit(workspace, "NEW-1", "ladder", "yaml", DAY)
    fill_in(path)
    assert [line for line in lines_of(workspace.root) if "NEW" in line] == []


def test_the_command_says_what_comes_next(workspace: Workspace) -> None:
    words = ["new", "unit", "NEW-1", "--scheme", "ladder", "-C", str(workspace.root)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert "NEW-1.yaml" in result.output
    assert "markpack check" in result.output
    assert "context.yaml" in result.output
    assert CliRunner().invoke(main, words).exit_code == 1
