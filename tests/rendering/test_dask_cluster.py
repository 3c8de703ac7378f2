"""Builds on a Dask cluster of real processes, some of which are killed."""

from __future__ import annotations

import dataclasses
import shutil
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdfium2 import PdfDocument

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.cli import commands
from markpack.errors import InputError
from markpack.rendering import dask_cluster, work_units
from markpack.rendering.run import render_all
from markpack.report import Options
from markpack.writers.html_layouts import Layouts
from markpack.writers.result import RenderFailure
from tests.clusters import ROOT, local_cluster
from tests.dying import deadly_plan
from tests.test_build import files
from tests.workspaces import write_workspace

OWN_BRIEF = {"templates/layouts/brief.html.j2": "<html lang=en><title>Own</title><p>Our own brief"}
CHOICE = Options(kinds=("brief", "declaration"))


@pytest.fixture
def _one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each document sent on its own, so that there is a half-way."""
    monkeypatch.setattr(work_units, "CHUNK_SECONDS", 0.0)


@pytest.mark.slow
@pytest.mark.usefixtures("_one_by_one")
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Dask's client leaves sockets to the garbage collector
def test_a_worker_that_is_killed_half_way_changes_nothing_in_the_pack(tmp_path: Path) -> None:
    here, there = (write_workspace(tmp_path / name, OWN_BRIEF) for name in ("here", "there"))
    build(Workspace(here), CHOICE)
    with local_cluster(tmp_path / "cluster") as dask:
        victim, _ = dask.add_workers(2)
        progressed: list[int] = []

        def disturb(done: int, total: int) -> None:
            if not progressed:  # from here on, nobody can read the workspace's inputs
                shutil.move(there / "templates", tmp_path / "templates elsewhere")
                shutil.move(there / "contexts", tmp_path / "contexts elsewhere")
            progressed.append(done)
            if done >= total // 2 and victim.poll() is None:
                victim.kill()
                victim.wait()

        report = build(Workspace(there), dataclasses.replace(CHOICE, executor=dask.address), disturb)
    assert victim.returncode == -signal.SIGKILL
    assert progressed[-1] > 7, "there was something to do before and after"
    assert report.failed == ()
    assert files(there) == files(here)
    brief = next((there / "output/acme/8604-308/brief").glob("*.pdf"))
    assert "Our own brief" in PdfDocument(brief)[0].get_textpage().get_text_bounded()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_document_that_kills_workers_is_named_and_costs_the_others_nothing(tmp_path: Path) -> None:
    planned = deadly_plan()
    with local_cluster(tmp_path / "cluster", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as dask:
        workers = dask.add_workers(3)
        ours = dask_cluster.connect(dask.address, {entry.format for entry in planned})
        try:
            outcomes = dict(render_all(planned, Layouts(), executor=ours))
        finally:
            ours.close()
        assert sum(worker.poll() is None for worker in workers) == 1
    failed = [planned[position].path for position, made in outcomes.items() if isinstance(made, RenderFailure)]
    assert failed == ["deadly.xlsx"]
    assert sorted(outcomes) == list(range(len(planned)))


@pytest.mark.slow
@pytest.mark.usefixtures("_one_by_one")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_when_all_workers_are_gone_the_rest_is_named_and_what_was_made_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "ABANDONED_AFTER", 1)
    options = Options(formats=("docx",))
    write_workspace(tmp_path / "centre")
    with local_cluster(tmp_path / "cluster") as dask:
        (only,) = dask.add_workers(1)

        def disturb(done: int, total: int) -> None:
            if done >= total // 3:
                only.kill()

        report = build(Workspace(tmp_path / "centre"), dataclasses.replace(options, executor=dask.address), disturb)
    assert report.failed
    assert {entry.failure.message for entry in report.failed} == {
        f"The cluster at {dask.address} has nobody left to write it; build again when the cluster is up, "
        "or without --executor"
    }
    assert len(report.employers[0].published.written) > len(report.employers[0].planned) // 3
    build(Workspace(tmp_path / "centre"), options)
    build(Workspace(write_workspace(tmp_path / "undisturbed")), options)
    assert files(tmp_path / "centre") == files(tmp_path / "undisturbed")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_workers_that_are_not_fit_are_named_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "WORKERS_WITHIN", 1)
    write_workspace(tmp_path / "centre")
    other = tmp_path / "other version"
    shutil.copytree(ROOT / "src", other, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "markpack/layouts/print.css").open("a", encoding="utf-8") as style:
        style.write("\n/* another version */\n")
    nothing = tmp_path / "no markpack"
    (nothing / "markpack").mkdir(parents=True)
    (nothing / "markpack/__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'markpack'\")")
    with local_cluster(tmp_path / "cluster") as dask:
        options = Options(executor=dask.address, kinds=("results",))
        with pytest.raises(InputError, match=r"This Dask cluster has no workers\. Start some with `dask worker 127"):
            build(Workspace(tmp_path / "centre"), options)
        dask.add_workers(1, PYTHONPATH=str(other))
        dask.add_workers(1, PYTHONPATH=str(nothing))
        with pytest.raises(InputError) as error:
            build(Workspace(tmp_path / "centre"), options)
    said = sorted(problem.message for problem in error.value.problems)
    assert said[0].startswith("This worker of the cluster has other versions of its files or libraries")
    assert said[1] == "This worker of the cluster lacks the package “markpack”."
    assert all("Install markpack[dask]" in problem.hint for problem in error.value.problems)
    assert not (tmp_path / "centre/output").exists()


@pytest.mark.slow
def test_an_address_where_no_scheduler_is_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECTED_WITHIN", 1)
    result = markpack(tmp_path, "--executor", "dask://127.0.0.1:1")
    assert result.exit_code == 1
    assert "dask://127.0.0.1:1\n  Problem: No Dask scheduler answers at this address (" in result.stderr
    assert "start one with `dask scheduler`, or leave out --executor" in result.stderr
    assert not (tmp_path / "output").exists()


def test_without_distributed_the_message_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = markpack(tmp_path, "--executor", "dask://127.0.0.1:1")
    assert result.exit_code == 4
    assert "pip install 'markpack[dask]'" in result.stderr
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "dask://", "dask://host", "http://host:1", "dask://a b:1"])
def test_what_is_no_address_is_wrong_usage(tmp_path: Path, address: str) -> None:
    result = markpack(tmp_path, "--executor", address)
    assert (result.exit_code, "dask://scheduler.example:8786" in result.stderr) == (2, True)


def test_processes_of_this_machine_and_a_cluster_exclude_each_other(tmp_path: Path) -> None:
    assert markpack(tmp_path, "--executor", "dask://host:1", "--jobs", "2").exit_code == 2


def markpack(root: Path, *arguments: str) -> Result:
    write_workspace(root)
    return CliRunner().invoke(commands.main, ["build", "--only", "results", *arguments, "-C", str(root)])
