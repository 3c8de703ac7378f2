"""Plans with one document whose writing ends the process that writes it, at once and without a word, or never ends."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from markpack.documents.catalogue.entries import DocumentJob
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.rendering.run import render_all
from markpack.writers.html_layouts import Layouts
from tests.samples import cohort, learner, plan_documents, setting


class Deadly(dict[str, str]):
    """A sheet's values that end the process which looks one of them up."""

    def __getitem__(self, _name: str) -> str:
        os._exit(9)

    def get(self, _name: str, _default: object = None) -> str:
        os._exit(9)


class Endless(dict[str, str]):
    """A sheet's values that take a minute to look up; a file by the name in the environment says when it began."""

    def get(self, _name: str, _default: object = None) -> str:
        Path(os.environ["MARKPACK_TEST_BEGUN"]).touch()
        time.sleep(60)
        return ""


def write_endlessly() -> None:
    """Have an endless document written by a process beside this one."""
    first = deadly_plan()[0]
    assert isinstance(first.view, MarkSheet)
    endless = replace(first, view=replace(first.view, values=Endless(first.view.values)))
    list(render_all([endless], Layouts(), 2))


def deadly_plan() -> list[DocumentJob]:
    """Return five blank sheets, the third of which is deadly."""
    people = [learner(f"00{number}") for number in range(4)]
    planned = [
        entry
        for entry in plan_documents(cohort(setting(), people, []))
        if entry.kind is Kind.BLANK and entry.path.endswith(".xlsx")
    ]
    sheet = planned[2].view
    assert isinstance(sheet, MarkSheet)
    deadly = replace(sheet, values=Deadly(sheet.values))
    return [*planned[:2], replace(planned[2], path="deadly.xlsx", view=deadly), *planned[3:]]
