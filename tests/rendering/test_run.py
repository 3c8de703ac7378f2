"""How a plan is cut into work_units, by whom these are written, and what becomes of workers that end."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from markpack.documents.catalogue.entries import DocumentJob
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.errors import EnvironmentLacks
from markpack.rendering import run, work_units
from markpack.rendering.executor import Executor, NobodyLeft
from markpack.rendering.process_pool import Processes
from markpack.rendering.work_units import WorkItem, group, write_chunk
from markpack.rendering.worker_process import WorkerEnded
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters import masters
from markpack.writers.result import Rendered, RenderFailure, Written
from tests.dying import deadly_plan
from tests.samples import cohort, learner, plan_documents, setting

LAYOUTS = Layouts()


def sheets(learners: int) -> list[DocumentJob]:
    """The plan of so many learners' blank sheets, as workbooks."""
    people = [learner(f"{number:04}") for number in range(learners)]
    planned = plan_documents(cohort(setting(), people, []))
    return [entry for entry in planned if entry.kind is Kind.BLANK and entry.format is Format.XLSX and entry.learner]


def items(plan: list[DocumentJob]) -> list[WorkItem]:
    return [WorkItem(position, entry.view, entry.format) for position, entry in enumerate(plan)]


@pytest.fixture
def _plates_for_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have mark sheets as PDFs imprinted too, as far as the plan is concerned."""
    monkeypatch.setattr(masters, "PLATES", {Format.XLSX: None, Format.PDF: None})


@pytest.mark.usefixtures("_plates_for_paper")
def test_the_sheets_of_a_form_and_format_stay_together() -> None:
    planned = sheets(200)
    view = planned[0].view
    assert isinstance(view, MarkSheet)
    other = replace(view, form=replace(view.form, notice="Another form"))
    mixed: list[DocumentJob] = []
    for entry in planned:
        mixed += (entry, replace(entry, format=Format.PDF), replace(entry, view=other))
    found = list(group(items(mixed)))
    for chunk in found:
        assert len({(it.format, it.view.form.notice) for it in chunk.items}) == 1  # type: ignore[attr-defined]
    assert sorted(it.position for chunk in found for it in chunk.items) == list(range(len(mixed)))
    assert len(found) <= 3 * (200 // work_units.CHUNK_DOCUMENTS + 1)
    most = {Format.PDF: work_units.CHUNK_OF_PARTS, Format.XLSX: work_units.CHUNK_DOCUMENTS}
    assert all(len(chunk.items) <= most[chunk.items[0].format] for chunk in found)


def test_a_form_is_sent_once_with_a_chunk_and_not_with_every_sheet() -> None:
    (chunk,) = group(items(sheets(20)))
    view = chunk.items[0].view
    assert isinstance(view, MarkSheet)
    form, parcel = (len(pickle.dumps(it, pickle.HIGHEST_PROTOCOL)) for it in (view.form, chunk.items))
    assert form > 5_000
    assert parcel < form + 20 * 1_500


def test_what_takes_long_is_cut_small() -> None:
    planned = [entry for entry in plan_documents(cohort(setting(), [learner("1")], [])) if entry.kind is Kind.BRIEF]
    pdf = next(entry for entry in planned if entry.format is Format.PDF)
    assert {len(chunk.items) for chunk in group(items([pdf] * 10))} == {2}


def test_a_plan_is_not_read_far_ahead_of_what_is_written() -> None:
    planned = sheets(1)
    taken = 0

    def plan() -> Iterator[DocumentJob]:
        nonlocal taken
        for number in range(5000):
            taken += 1
            # Each of a form of its own, so that no chunk gets full.
            view = planned[0].view
            assert isinstance(view, MarkSheet)
            yield replace(planned[0], view=replace(view, form=replace(view.form, notice=str(number))))

    written = run.render_all(plan(), LAYOUTS, 1)
    next(written)
    assert taken <= work_units.WAITING_DOCUMENTS + 1
    written.close()


@pytest.mark.usefixtures("_plates_for_paper")
def test_a_handful_and_what_is_imprinted_are_not_worth_another_process() -> None:
    few = sheets(60)
    briefs = [entry for entry in plan_documents(cohort(setting(), [learner("1")], [])) if entry.kind is Kind.BRIEF]
    pdf = next(entry for entry in briefs if entry.format is Format.PDF)
    blank = [replace(entry, format=Format.PDF) for entry in few]
    assert run.count_processes(group(items(few + blank)), 8)[0] == 1
    assert run.count_processes(group(items([pdf] * 5)), 8)[0] == 1
    assert run.count_processes(group(items([pdf] * 12)), 8)[0] == 3
    assert run.count_processes(group(items([pdf] * 200)), 8)[0] == 8
    number, found = run.count_processes(group(items(few)), 8)
    assert sum(len(chunk.items) for chunk in found) == 60, f"none is lost in {number}"


@pytest.mark.slow
def test_processes_write_what_this_process_writes_and_are_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_units, "CHUNK_DOCUMENTS", 5)
    planned = sheets(40)
    seen: set[int | None] = set()
    apart: dict[int, Rendered | RenderFailure] = {}
    for position, made in run.render_all(planned, LAYOUTS, 2):
        apart[position] = made
        seen |= {child.pid for child in multiprocessing.active_children()}
    assert apart == dict(run.render_all(planned, LAYOUTS, 1))
    assert len(seen) == 2
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_workers_that_have_died_early_cost_nothing() -> None:
    plan = sheets(6)
    with closing(Processes(2)) as workers:
        workers.prestart([Format.PDF])
        multiprocessing.active_children()[0].kill()
        workers.prepare({Format.PDF})
        made = dict(run.render_all(plan, LAYOUTS, executor=workers))
    assert made == dict(run.render_all(plan, LAYOUTS, 1))
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_temporary_files_are_all_in_one_folder_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    plan = plan_documents(cohort(setting(), [learner("0001"), learner("0002")], []))
    pages = [entry for entry in plan if entry.kind is Kind.DECLARATION and entry.format is Format.PDF]
    with closing(Processes(2)) as workers:
        made = dict(run.render_all(pages, LAYOUTS, executor=workers))
        (folder,) = tmp_path.iterdir()
        assert any(path.name.startswith("weasyprint-") for path in folder.iterdir())
    assert len(made) == len(pages)
    assert all(isinstance(it, Rendered) for it in made.values())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_process_that_lacks_something_says_so_before_there_is_anything_to_write(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)  # which new processes have too
    with closing(Processes(2)) as workers:
        workers.prestart([Format.PDF])
        with pytest.raises(EnvironmentLacks, match="Pango"):
            workers.prepare({Format.PDF})


@pytest.mark.slow
def test_a_process_that_somebody_kills_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_units, "CHUNK_DOCUMENTS", 5)
    planned = sheets(40)
    killed = 0
    apart: dict[int, Rendered | RenderFailure] = {}
    for position, made in run.render_all(planned, LAYOUTS, 2):
        apart[position] = made
        if len(apart) in (5, 20):
            for child in multiprocessing.active_children():
                os.kill(child.pid or 0, signal.SIGKILL)
                killed += 1
    assert killed >= 2
    assert apart == dict(run.render_all(planned, LAYOUTS, 1))


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_has_nothing_to_do_is_given_nothing_more() -> None:
    plan = items(sheets(2))
    with closing(Processes(1)) as workers:
        workers.submit(write_chunk, plan[:1], LAYOUTS).result()
        (idle,) = multiprocessing.active_children()
        idle.kill()
        idle.join()
        ((position, made),) = workers.submit(write_chunk, plan[1:], LAYOUTS).result()
    assert position == 1
    assert isinstance(made, Rendered)


class _Losing(Executor):
    """An executor whose worker is lost the first so many times, whatever it is given."""

    max_in_flight = 1
    retries = 2

    def __init__(self, times: int) -> None:
        self._left = times

    def submit(self, _function: Callable[..., list[Written]], *arguments: Any) -> Future[list[Written]]:
        future: Future[list[Written]] = Future()
        if self._left:
            self._left -= 1
            future.set_exception(WorkerEnded())
        else:
            future.set_result([(it.position, Rendered(b"")) for it in arguments[0]])
        return future


@pytest.mark.parametrize(("times", "failed"), [(1, []), (2, []), (3, [0]), (5, [0, 1])])
def test_a_document_has_failed_when_its_worker_was_lost_twice_with_it_alone(times: int, failed: list[int]) -> None:
    outcomes = dict(run.render_all(sheets(3), LAYOUTS, executor=_Losing(times)))
    assert sorted(outcomes) == [0, 1, 2]
    assert [position for position, made in outcomes.items() if isinstance(made, RenderFailure)] == failed


@pytest.mark.slow
def test_ctrl_c_is_for_the_process_that_started_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_units, "CHUNK_DOCUMENTS", 5)
    seen: set[int | None] = set()
    interrupted = 0
    for _ in run.render_all(sheets(60), LAYOUTS, 2):
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGINT)
            interrupted += 1
            seen.add(child.pid)
    assert interrupted >= 10
    assert len(seen) <= 2, "none was lost and had to be replaced"


@pytest.mark.slow
def test_a_run_that_is_given_up_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_units, "CHUNK_DOCUMENTS", 5)
    written = run.render_all(sheets(400), LAYOUTS, 2)
    next(written)
    since = time.monotonic()
    written.close()
    assert multiprocessing.active_children() == []
    assert time.monotonic() - since < 5


@pytest.mark.slow
def test_a_document_that_kills_its_process_is_named_and_costs_the_others_nothing() -> None:
    planned = deadly_plan()
    outcomes = dict(run.render_all(planned, LAYOUTS, 2))
    failed = {planned[position].path: made for position, made in outcomes.items() if isinstance(made, RenderFailure)}
    assert failed == {"deadly.xlsx": RenderFailure("The process that was writing it ended unexpectedly", "")}
    assert sorted(outcomes) == list(range(len(planned)))


def test_what_cannot_be_handed_to_a_process_fails_alone() -> None:
    planned = sheets(3)
    view = planned[1].view
    assert isinstance(view, MarkSheet)
    assert view.stage is Stage.BLANK
    stuck = replace(view, values={**view.values, "lambda": lambda: None})  # type: ignore[dict-item]
    outcomes = dict(run.render_all([planned[0], replace(planned[1], view=stuck), planned[2]], LAYOUTS, 2))
    assert [isinstance(outcomes[position], RenderFailure) for position in range(3)] == [False, True, False]


class _Leaving(Executor):
    """An executor whose last worker leaves when the second chunk is handed over."""

    max_in_flight = 1

    def __init__(self) -> None:
        self._handed = 0

    def submit(self, _function: Callable[..., list[Written]], *arguments: Any) -> Future[list[Written]]:
        self._handed += 1
        if self._handed > 1:
            raise NobodyLeft("nobody is left")
        future: Future[list[Written]] = Future()
        future.set_result([(it.position, Rendered(b"")) for it in arguments[0]])
        return future


def test_what_was_being_handed_over_when_the_last_worker_left_is_named_as_failed() -> None:
    planned = sheets(3)
    other_forms = []
    for number, entry in enumerate(planned):
        assert isinstance(entry.view, MarkSheet)
        form = replace(entry.view.form, notice=f"Form {number}")
        other_forms.append(replace(entry, view=replace(entry.view, form=form)))
    outcomes = dict(run.render_all(other_forms, LAYOUTS, executor=_Leaving()))
    assert sorted(outcomes) == [0, 1, 2]
    assert sum(isinstance(written, RenderFailure) for written in outcomes.values()) == 2
