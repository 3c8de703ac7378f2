"""A returned sheet takes as long to read on a large register, and among many units, as among few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from markpack.inputs.employer_inputs import begin_employer
from markpack.inputs.marks.mark_entries import fields_by_name
from markpack.inputs.marks.marks_folder import read_marks
from markpack.inputs.problems import Problems
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.template_folders import read_templates
from markpack.model.learner import Learner
from tests.inputs.returned import FOLDER, Values, blank, field, fill_pdf, fill_word, returned
from tests.samples import unit

VALUES: Values = {field("mark", "1.1"): "18", field("comment", "1.1"): "Good factors."}


class Counted(tuple[Learner, ...]):
    """Learners, and how often somebody has gone through them."""

    walks = 0

    def __iter__(self) -> Iterator[Learner]:
        Counted.walks += 1
        return super().__iter__()


def walks(root: Path, copies: int) -> int:
    """How often the register is gone through when so many mark sheets of each format are read."""
    sheets = {"docx": fill_word(blank("docx"), VALUES), "pdf": fill_pdf(blank("pdf"), VALUES)}
    files = {f"{number}.{fmt}": data for fmt, data in sheets.items() for number in range(copies)}
    root, problems = returned(root, files), Problems()
    employer, templates = begin_employer(root / "contexts/acme", problems)()[0], read_templates(root, problems)
    register = replace(employer.register, learners=Counted(employer.register.learners))
    cohort = MarkingContext(register, templates.units, templates.unreadable, employer.context, None, pack="acme")
    Counted.walks = 0
    assert [marked.learner for marked in read_marks(root / FOLDER, FOLDER, cohort, problems).marked] == ["0012345"]
    return Counted.walks


@pytest.mark.slow
def test_the_register_is_not_gone_through_for_each_sheet(tmp_path: Path) -> None:
    assert walks(tmp_path / "one", 1) == walks(tmp_path / "two", 2) > 0


def test_the_names_of_a_units_fields_are_worked_out_once() -> None:
    one, same = unit({"1.1": 24}), unit({"1.1": 24})
    assert fields_by_name(one, ("total",)) is fields_by_name(one, ["total"])
    assert fields_by_name(one) == fields_by_name(same)
    assert fields_by_name(one) != fields_by_name(one, ("total",))
    assert one.field_name("mark", "1.2") not in fields_by_name(one)
    assert one.field_name("mark", "1.2") in fields_by_name(unit({"1.1": 24, "1.2": 24}))
