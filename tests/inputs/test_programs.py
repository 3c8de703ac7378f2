"""What docs/inputs.md says of programs and formats, held by a stored file for each of its rows."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from markpack.errors import InputError, Problem, Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.marks import CriterionMark, MarkedAttempt
from tests.workspaces import MARKS_FILE, REGISTER_FILE, write_workspace

PAGE = Path(__file__).parents[2] / "docs" / "inputs.md"
PROGRAMS = Path(__file__).parent / "programs"
LEARNERS = [("0012345", "José Müller-Lund"), ("0012346", "Siobhán O’Brien"), ("0012347", "Mina Núñez")]
COMMENT = "Good, clear."


@dataclass(frozen=True)
class Row:
    """A row of one of the page's tables of programs."""

    becomes: str
    said: tuple[str, ...]
    file: Path


def rows() -> list[Row]:
    found = []
    for line in PAGE.read_text("utf-8").splitlines():
        if match := re.fullmatch(r"\| .* \| (read|read, with a warning|refused) \| (.*?) ?\| \[.*\]\((.*)\) \|", line):
            said = tuple(re.findall(r"\*([^*]+)\*", match[2]))
            found.append(Row(match[1], said, (PAGE.parent / match[3]).resolve()))
    return found


def test_each_file_has_a_row_and_each_row_a_file() -> None:
    named = [row.file for row in rows()]
    assert sorted(named) == sorted(path for path in PROGRAMS.rglob("*") if path.is_file())
    assert len(named) > 60


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.file.parent.name}/{row.file.name}")
def test_a_file_is_read_or_refused_as_the_page_says(row: Row, tmp_path: Path) -> None:
    learners, marked, problems = _read(row.file, tmp_path)
    if row.becomes == "refused":
        assert not (learners if row.file.parent.name == "register" else marked)
    elif row.file.parent.name == "register":
        assert [(number.zfill(7), name) for number, name in learners] == LEARNERS
    else:
        (found,) = marked
        assert found.criteria == {
            "1.1": CriterionMark(Fraction(18), None, COMMENT),
            "1.10": CriterionMark(Fraction(20)),
        }
        assert found.assessed_on == datetime.date(2026, 10, 20)
    if row.becomes != "refused":
        assert {problem.severity for problem in problems} <= {Severity.WARNING}
    messages = [problem.message for problem in problems]
    assert bool(messages) == (row.becomes != "read")
    assert [message for message in messages if not any(words in message for words in row.said)] == []
    assert [words for words in row.said if not any(words in message for message in messages)] == []


def _read(file: Path, root: Path) -> tuple[list[tuple[str, str]], tuple[MarkedAttempt, ...], tuple[Problem, ...]]:
    """Learners, marks and problems of a workspace in which a file is the register, or lies in marks/."""
    is_register = file.parent.name == "register"
    place = f"contexts/acme/learners{file.suffix}" if is_register else f"contexts/acme/marks/{file.name}"
    left_out = {MARKS_FILE: None} | ({REGISTER_FILE: None} if is_register else {})
    try:
        inputs, problems = read_inputs(write_workspace(root, {**left_out, place: file.read_bytes()}))
    except InputError as error:
        return [], (), error.problems
    learners = [(learner.registration, learner.name) for employer in inputs.employers for learner in employer.learners]
    return learners, tuple(marked for employer in inputs.employers for marked in employer.marked), problems
