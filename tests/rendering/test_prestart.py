"""Worker processes that are started before a build: when, what becomes of them, and that Ctrl-C is not for them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from markpack.rendering import prestart, process_pool
from markpack.rendering.prestart import PAGES, load_pages, prestarted_workers
from markpack.rendering.worker_process import Worker, parcel
from markpack.report import Options
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.pdf import master
from tests.started import linux_only

TWO = Options(jobs=2)


@pytest.fixture
def _pages_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, PAGES)


@pytest.mark.slow
@pytest.mark.usefixtures("_pages_not_loaded")
def test_workers_that_nobody_takes_are_ended_and_their_folder_is_gone() -> None:
    with prestarted_workers(TWO) as found:
        assert found is not None
        assert (found.number, len(found.workers)) == (2, 2)
        folder = Path(found.scratch)
        assert folder.is_dir()
        assert len(multiprocessing.active_children()) == 2
    assert multiprocessing.active_children() == []
    assert not folder.exists()


@pytest.mark.slow
@pytest.mark.usefixtures("_pages_not_loaded")
def test_workers_that_are_taken_are_somebody_elses_to_end() -> None:
    with prestarted_workers(TWO) as found:
        assert found is not None
        taken = found.taken()
        assert found.taken() == []
    assert all(worker.is_alive() for worker in taken)
    for worker in taken:
        worker.kill()
        worker.join()


@pytest.mark.parametrize(
    "options",
    [
        Options(jobs=1),
        replace(TWO, formats=("docx", "xlsx")),
        replace(TWO, executor="dask://scheduler.example:8786"),
        replace(TWO, dry_run=True),
    ],
)
@pytest.mark.usefixtures("_pages_not_loaded")
def test_where_they_would_gain_nothing_none_is_started(options: Options) -> None:
    with prestarted_workers(options) as found:
        assert found is None
        assert multiprocessing.active_children() == []


def test_a_program_that_has_loaded_pages_starts_none() -> None:
    assert master.__name__ == PAGES
    with prestarted_workers(TWO) as found:
        assert found is None


@pytest.mark.usefixtures("_pages_not_loaded")
def test_where_no_process_can_be_started_a_build_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_scratch: str) -> Worker:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(prestart, "Worker", refuse)
    with prestarted_workers(TWO) as found:
        assert found is None


@linux_only
@pytest.mark.slow
@pytest.mark.usefixtures("_pages_not_loaded")
def test_ctrl_c_is_not_for_workers_that_are_just_starting() -> None:
    with prestarted_workers(TWO) as found:
        assert found is not None
        for child in multiprocessing.active_children():
            status = Path(f"/proc/{child.pid}/status").read_text(encoding="utf-8")
            blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
            assert blocked & 1 << signal.SIGINT - 1
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_what_the_machine_lacks_is_told_and_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "weasyprint.py").write_text("print('hint')\nraise OSError('no Pango')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint" or name.startswith(PAGES[:20])]:
        monkeypatch.delitem(sys.modules, name)
    assert load_pages() == "no Pango"
    assert capfd.readouterr().out == ""


@pytest.mark.slow
def test_no_more_processes_run_than_are_worth_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Counted(Worker):
        def __init__(self, scratch: str | None = None) -> None:
            started.append(os.getpid())
            super().__init__(scratch)

    monkeypatch.setattr(process_pool, "Worker", Counted)
    workers = [Worker(str(tmp_path)) for _ in range(2)]
    for worker in workers:
        worker.send(parcel(load_pages))
    crew = process_pool.Processes(Layouts(), 4, str(tmp_path), workers)
    try:
        crew.limit(2)
        futures = [crew.submit([]) for _ in range(8)]
        assert [future.result() for future in futures] == [[]] * 8
    finally:
        crew.close()
    assert started == []
    assert multiprocessing.active_children() == []
