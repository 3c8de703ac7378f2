"""The work that documents take is counted, by what it was for, and told with the document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.rendering.work_units import WorkItem, write_chunk
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters import masters
from markpack.writers.masters.pdf import master
from markpack.writers.result import Rendered
from markpack.writers.work_done import Work, WorkDone, by_kind_of_work
from tests.writers.xlsx_samples import completed, form, name

SHEET = completed(form(), {name("mark", "1.1"): "18", name("comment", "1.1"): "Clear."}, "Incomplete.")
TOO_LONG = replace(SHEET, values={**SHEET.values, name("overall_comment"): "So much was good in this. " * 400})


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No master is there from before."""
    monkeypatch.setattr(masters, "_kept", masters._Kept())


def work_of(*sheets: MarkSheet, fmt: Format = Format.XLSX) -> list[WorkDone]:
    written = write_chunk([WorkItem(0, sheet, fmt) for sheet in sheets], Layouts())
    return [entry.work for _, entry in written if isinstance(entry, Rendered)]


def test_the_first_sheet_of_a_form_takes_a_master_and_the_others_nothing() -> None:
    first, *others = work_of(SHEET, SHEET, SHEET, SHEET)
    assert first[Work.MASTER, "xlsx"] == 1
    assert others == [{}, {}, {}]


def test_a_sheet_that_does_not_fit_is_counted_by_the_reason_each_time() -> None:
    first, *_, last = work_of(TOO_LONG, SHEET, SHEET, TOO_LONG)
    (reason,) = last
    assert reason[0] is Work.FULL_LAYOUT
    assert reason[1].startswith("xlsx: ")
    assert first[reason] == last[reason] == 1


def test_few_sheets_are_laid_out_each_and_that_is_a_reason() -> None:
    (work,) = work_of(SHEET)
    assert work[Work.FULL_LAYOUT, "xlsx: too few alike for a master"] == 1
    assert work[Work.MASTER, "xlsx"] == 0


@pytest.mark.slow
def test_each_page_that_weasyprint_is_given_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(master, "MASTERS", master.Masters())
    first, second = work_of(SHEET, SHEET, fmt=Format.PDF)
    assert first[Work.MASTER, "pdf"] > first[Work.PAGE_LAYOUT, "pdf"] > 0
    assert second == {}


def test_counts_are_told_by_kind_the_most_frequent_first() -> None:
    done = WorkDone({(Work.MASTER, "pdf"): 1, (Work.FULL_LAYOUT, "b"): 2, (Work.FULL_LAYOUT, "a"): 3})
    told = by_kind_of_work(done)
    assert told == {"full_layouts": {"a": 3, "b": 2}, "masters": {"pdf": 1}, "page_layouts": {}, "pictures": {}}
    assert [*told["full_layouts"]] == ["a", "b"]
