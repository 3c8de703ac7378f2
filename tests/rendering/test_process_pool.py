"""Worker processes that are started before a build: when, what becomes of them, and that Ctrl-C is not for them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from markpack.documents.catalogue.kinds import Format
from markpack.rendering import process_pool
from markpack.rendering.native_libraries import PAGES, WRITERS, load_pages
from markpack.rendering.process_pool import Processes, prestarted_processes
from markpack.rendering.worker_process import Worker
from markpack.report import Options
from markpack.writers.pdf import layout
from tests.started import linux_only

TWO = Options(jobs=2)


@pytest.fixture
def _pages_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, PAGES)


@pytest.mark.slow
@pytest.mark.usefixtures("_pages_not_loaded")
def test_processes_that_nobody_uses_are_ended_and_their_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with prestarted_processes(TWO) as workers:
        assert workers is not None
        assert workers.number == 2
        assert len(multiprocessing.active_children()) == 2
        assert len(list(tmp_path.iterdir())) == 1
    assert multiprocessing.active_children() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.usefixtures("_pages_not_loaded")
def test_processes_that_are_used_are_those_that_were_started_early() -> None:
    with prestarted_processes(TWO) as workers:
        assert workers is not None
        early = {child.pid for child in multiprocessing.active_children()}
        ids = {workers.submit(os.getpid).result() for _ in range(8)}
        assert ids <= early
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    "options",
    [
        Options(jobs=1),
        replace(TWO, learners=("0001234",)),
        replace(TWO, executor="dask://scheduler.example:8786"),
        replace(TWO, dry_run=True),
    ],
)
@pytest.mark.usefixtures("_pages_not_loaded")
def test_where_they_would_gain_nothing_none_is_started(options: Options) -> None:
    with prestarted_processes(options) as workers:
        assert workers is None
        assert multiprocessing.active_children() == []


@pytest.mark.slow
@pytest.mark.parametrize("fmt", [Format.DOCX, Format.XLSX])
def test_word_and_excel_files_have_processes_that_do_not_load_pages(
    fmt: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, WRITERS[fmt], raising=False)
    with prestarted_processes(replace(TWO, formats=(fmt.value,))) as workers:
        assert workers is not None
        assert len(multiprocessing.active_children()) == 2
        loaded = workers.submit(eval, "set(__import__('sys').modules)").result()
        assert WRITERS[fmt] in loaded
        assert not {"weasyprint", PAGES} & loaded


def test_a_program_that_has_loaded_pages_starts_none() -> None:
    assert layout.__name__ == PAGES
    with prestarted_processes(TWO) as workers:
        assert workers is None


@pytest.mark.usefixtures("_pages_not_loaded")
def test_where_no_process_can_be_started_a_build_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_scratch: str) -> Worker:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(process_pool, "Worker", refuse)
    with prestarted_processes(TWO) as workers:
        assert workers is None


@linux_only
@pytest.mark.slow
@pytest.mark.usefixtures("_pages_not_loaded")
def test_ctrl_c_is_not_for_workers_that_are_just_starting() -> None:
    with prestarted_processes(TWO) as workers:
        assert workers is not None
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
    assert str(load_pages()).endswith("(no Pango)")
    assert capfd.readouterr().out == ""


@pytest.mark.slow
def test_no_more_processes_run_than_are_worth_it() -> None:
    with closing(Processes(4)) as workers:
        workers.prestart([Format.PDF])
        early = {child.pid for child in multiprocessing.active_children()}
        workers.limit(1)
        ids = [future.result() for future in [workers.submit(os.getpid) for _ in range(8)]]
        assert workers.max_in_flight == 4
        assert set(ids) <= early
        assert {child.pid for child in multiprocessing.active_children()} == early
    assert multiprocessing.active_children() == []
