"""What a whole pack of the examples may take, in counted work: the same on a slow machine and on a quick one."""

from __future__ import annotations

import datetime
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.inputs.starter import starter
from markpack.report import Options

TODAY = datetime.date(2026, 11, 30)
BUDGET = {
    "full_layouts": {
        "docx: no master is made for approval": 3,
        "docx: no master is made for brief": 10,
        "docx: no master is made for certificate": 13,
        "docx: no master is made for declaration": 78,
        "docx: no master is made for feedback": 53,
        "docx: no master is made for pack": 6,
        "docx: no master is made for verification": 6,
        "docx: too few alike for a master": 72,
        "pdf: a part is so long that a page may end within it": 4,
        "pdf: no master is made for approval": 3,
        "pdf: no master is made for brief": 10,
        "pdf: no master is made for employer-summary": 2,
        "pdf: no master is made for pack": 6,
        "pdf: no master is made for verification": 6,
        "xlsx: no master is made for brief": 57,
        "xlsx: no master is made for employer-summary": 2,
        "xlsx: no master is made for feedback": 53,
        "xlsx: no master is made for markbook": 6,
        "xlsx: no master is made for results": 3,
        "xlsx: too few alike for a master": 72,
    },
    "masters": {"pdf": 1369, "docx": 8, "xlsx": 8},
    "page_layouts": {"pdf": 408},
    "pictures": {"docx": 3, "xlsx": 2},
}
"""The most that the packs of all three employers may take, in one process. Lower a number when you have saved work."""


@pytest.mark.slow
def test_the_packs_of_the_examples_take_no_more_than_their_budget(tmp_path: Path) -> None:
    for part in ("contexts", "templates"):
        shutil.copytree(starter() / part, tmp_path / part)
    report = build(Workspace(tmp_path), Options(jobs=1, today=TODAY))
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    for employer in report.employers:
        for work, counts in employer.work.items():
            taken[work].update(counts)
    assert report.failed == ()
    assert taken.keys() == BUDGET.keys()
    for work, counts in taken.items():
        assert counts <= Counter(BUDGET[work]), f"{work}: {counts - Counter(BUDGET[work])} more than the budget"
    assert sum(taken["full_layouts"].values()) > 0
