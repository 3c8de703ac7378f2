"""A plan with one document whose writing ends the process that writes it, at once and without a word."""

from __future__ import annotations

import os
from dataclasses import replace

from markpack.documents.document import Kind
from markpack.documents.mark_sheet import MarkSheet
from markpack.documents.pack import Planned, plan_pack
from tests.samples import cohort, learner, setting


class Deadly(dict[str, str]):
    """A sheet's values that end the process which looks one of them up."""

    def __getitem__(self, _name: str) -> str:
        os._exit(9)

    def get(self, _name: str, _default: object = None) -> str:
        os._exit(9)


def deadly_plan() -> list[Planned]:
    """Return five blank sheets, the third of which is deadly."""
    people = [learner(f"00{number}") for number in range(4)]
    planned = [
        entry
        for entry in plan_pack(cohort(setting(), people, []))
        if entry.kind is Kind.BLANK and entry.path.endswith(".xlsx")
    ]
    sheet = planned[2].view
    assert isinstance(sheet, MarkSheet)
    deadly = replace(sheet, values=Deadly(sheet.values))
    return [*planned[:2], replace(planned[2], path="deadly.xlsx", view=deadly), *planned[3:]]
