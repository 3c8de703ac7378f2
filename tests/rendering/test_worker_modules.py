"""What a worker process loads to write documents: no builder, no rule of assessment, and nothing that reads inputs."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.rendering.work_units import WorkItem, write_chunk
from markpack.rendering.worker_process import Worker
from markpack.writers.html_layouts import Layouts
from markpack.writers.result import Rendered
from tests.samples import cohort, learner, marked, plan_documents, setting

NOT_LOADED = (
    "markpack.app.*", "markpack.assessment*", "markpack.documents.*builder", "markpack.documents.catalogue.catalogue",
    "markpack.inputs*", "pydantic*", "yaml*", "ruamel*",
)  # fmt: skip


@pytest.mark.slow
def test_a_worker_writes_every_kind_without_what_has_made_it(tmp_path: Path) -> None:
    attempt = marked({"1.1": 20, "1.2": 20, "2.1": 20, "2.2": 20})
    planned = plan_documents(cohort(setting(employer_summary=True), [learner()], [attempt]))
    views = {(entry.kind, entry.format): entry.view for entry in planned if entry.format is not Format.ZIP}
    assert {kind for kind, _ in views} == set(Kind) - {Kind.APPROVAL}  # the unit's own assignment needs no approval
    worker = Worker(str(tmp_path))
    try:
        for (_, fmt), view in views.items():
            for alike in (1, 4) if isinstance(view, MarkSheet) else (1,):  # laid out in full, and filled in
                chunk = worker.call(write_chunk, [WorkItem(0, view, fmt)] * alike, Layouts())
                assert [type(written) for _, written in chunk] == [Rendered] * alike
        loaded = worker.call(eval, "list(__import__('sys').modules)")
    finally:
        worker.end()
    assert "markpack.writers.masters.pdf.master" in loaded
    assert [name for name in loaded if any(fnmatchcase(name, pattern) for pattern in NOT_LOADED)] == []
