"""A plan with one document whose writing ends the process that writes it, at once and without a word."""

from __future__ import annotations

import os
from dataclasses import replace

from markpack.documents.document import Kind
from markpack.documents.mark_sheet import MarkSheet
from markpack.documents.pack import Planned, plan_pack
from tests.samples import cohort, learner, setting


class Deadly(str):
    """A learner's name that ends the process when a workbook measures it."""

    __slots__ = ()

    def split(self, *_args: object, **_options: object) -> list[str]:
        os._exit(9)

    splitlines = split


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
    deadly = replace(sheet, values={**sheet.values, "u9999_101__learner_name": Deadly("X")})
    return [*planned[:2], replace(planned[2], path="deadly.xlsx", view=deadly), *planned[3:]]
