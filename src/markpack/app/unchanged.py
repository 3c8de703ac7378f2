"""A repeated build: where nothing has changed since the last one, the same report without any work.

This module is light to import, because most builds of a large cohort find nothing to do.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from markpack.app.program_version import program_digest
from markpack.app.workspace import Workspace
from markpack.errors import Place, Problem, Reach, Scope, Severity
from markpack.model.hold import Hold, HoldReason
from markpack.model.records import FOLDER, REPORTED
from markpack.model.unit_versions import FILE
from markpack.publish.digests import STAGING, folder_digest, folder_stamp
from markpack.publish.last_build import keep_last_build, read_last_build
from markpack.publish.publication_report import Published
from markpack.report import EmployerReport, FormerNumber, Options, Progress, Report

VERSION = 9
LARGEST_INPUT = 50_000_000
"""Bytes of a file beyond which no part of it is ever read, so that its size is all that counts."""


def rebuild(workspace: Workspace, options: Options, progress: Progress = lambda _done, _total: None) -> Report:
    """Make the documents that are asked for and report what was done; raise what `build` raises.

    Where the options, the inputs, the output and markpack with its libraries are the same as in the last build, the
    report is the last one's, and no input is parsed and no document rendered.
    """
    basis = _basis(workspace, options)
    if basis and not options.force and (report := _previous_report(workspace, options, basis)):
        return report
    report = _build(workspace, options, progress)
    blocked = any(employer.published.blocked for employer in report.employers)
    if basis and not (options.dry_run or report.failed or blocked) and basis == _basis(workspace, options):
        keep_last_build(workspace.output, _record(workspace, basis, report))
    return report


def _build(workspace: Workspace, options: Options, progress: Progress) -> Report:
    """Build; what reads and writes starts before anything else is loaded.

    After a build that was completed little is to be written, as a rule, and processes are started when there is more.
    """
    from markpack.inputs.marks.reader_pool import reader_pool
    from markpack.rendering.process_pool import prestarted_processes
    from markpack.writers.gc_pause import gc_paused

    reader_pool().prestart()
    is_first = options.force or read_last_build(workspace.output) is None
    with prestarted_processes(options) if is_first else nullcontext() as processes:
        with gc_paused():
            from markpack.app.full_build import build

        return build(workspace, options, progress, processes)


def _previous_report(workspace: Workspace, options: Options, basis: str) -> Report | None:
    """Return the report of the last build if it had the same basis and the output is as it left it."""
    record: Any = read_last_build(workspace.output)
    try:
        if record["version"] != VERSION or record["basis"] != basis or record["noted"] != _noted(workspace):
            return None
        if options.strict and (record["warnings"] or record["problems"]):
            return None
        report = Report(
            tuple(_employer(entry, dry_run=options.dry_run) for entry in record["employers"]),
            tuple(map(_problem, record["warnings"])),
            tuple(map(_problem, record["problems"])),
            tuple(record["stopped"]),
            tuple(FormerNumber(**entry) for entry in record["former_numbers"]),
        )
        same = all(_is_untouched(workspace.output / entry["folder"], entry) for entry in record["employers"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # a damaged record counts as none
    return report if same else None


def _is_untouched(folder: Path, entry: dict[str, Any]) -> bool:
    """Say whether a folder holds exactly the files that the last build left there."""
    if folder.is_symlink() or (folder / STAGING).exists():
        return False
    digest, stamp = str(entry["digest"]), str(entry["stamp"])
    return (stamp != "" and folder_stamp(folder) == stamp) or folder_digest(folder) == digest


def _record(workspace: Workspace, basis: str, report: Report) -> dict[str, object]:
    employers = [
        {
            "folder": employer.folder,
            "digest": employer.published.digest,
            "stamp": _stamp_of(workspace.output / employer.folder, employer.published.digest),
            "planned": employer.planned,
            "unchanged": sorted([*employer.published.written, *employer.published.unchanged]),
            "kept": employer.published.kept_edits,
            "left": employer.published.orphaned_edits,
            "foreign": employer.published.unknown_files,
            "filled_in": employer.filled_in,
            "laid_out": [path for path in employer.laid_out if path in employer.published.kept_edits],
            "stopped": employer.stopped,
            "holds": [{**asdict(hold), "reason": hold.reason.value} for hold in employer.holds],
            "earlier": employer.earlier,
        }
        for employer in report.employers
    ]
    return {
        "version": VERSION,
        "basis": basis,
        "noted": _noted(workspace),
        "warnings": [_problem_record(entry) for entry in report.warnings],
        "problems": [_problem_record(entry) for entry in report.problems],
        "stopped": report.stopped,
        "former_numbers": [asdict(entry) for entry in report.former_numbers],
        "employers": employers,
    }


def _problem_record(problem: Problem) -> dict[str, object]:
    reach = {**asdict(problem.reach), "scope": problem.scope.value}
    return {**asdict(problem), "severity": problem.severity.value, "reach": reach}


def _problem(entry: dict[str, Any]) -> Problem:
    reach = entry["reach"]
    return Problem(
        Place(**entry["place"]),
        entry["message"],
        entry["hint"],
        Severity(entry["severity"]),
        Reach(Scope(reach["scope"]), reach["employer"], reach["assignment"], tuple(reach["learners"])),
    )


def _stamp_of(folder: Path, digest: str) -> str:
    """Return the stamp of a folder whose files have a digest; empty where it cannot be relied on."""
    stamp = folder_stamp(folder)  # first, so that what changes after it shows
    return stamp if stamp and folder_digest(folder) == digest else ""


def _employer(entry: dict[str, Any], *, dry_run: bool) -> EmployerReport:
    holds = tuple(
        Hold(**hold | {"reason": HoldReason(hold["reason"]), "files": tuple(hold["files"])}) for hold in entry["holds"]
    )
    stopped, earlier = tuple(entry["stopped"]), tuple(entry["earlier"])
    if dry_run:  # documents that somebody has edited would be made again, and the edits kept again
        planned = tuple(path for path in entry["planned"] if path in entry["kept"])
        return EmployerReport(entry["folder"], planned, stopped=stopped, holds=holds, earlier=earlier)
    published = Published(
        unchanged=entry["unchanged"],
        kept_edits=entry["kept"],
        orphaned_edits=entry["left"],
        unknown_files=entry["foreign"],
        digest=entry["digest"],
    )
    return EmployerReport(
        entry["folder"],
        tuple(entry["planned"]),
        published,
        filled_in=tuple(entry["filled_in"]),
        laid_out=tuple(entry["laid_out"]),
        stopped=stopped,
        holds=holds,
        earlier=earlier,
    )


# What a build depends on


def _basis(workspace: Workspace, options: Options) -> str:
    """Return a digest of all that a build depends on: its options, its inputs and the program.

    It is empty where that is unknown: where there is a link among the inputs, or one of them cannot be read.
    """
    digest = hashlib.sha256()

    def add(*parts: object) -> None:
        digest.update("".join(f"{part}\0" for part in parts).encode("utf-8", "surrogatepass"))

    for words in (options.employers, options.kinds, options.formats, options.units, options.learners):
        add(len(words), *words)
    add(options.combined, options.dated, options.today, program_digest())
    try:
        for folder in (workspace.templates, workspace.contexts):
            for path, file_stat in _entries(folder):
                add(os.path.relpath(path, workspace.root), _content(path, file_stat))
    except (_UnknownContent, OSError):
        return ""
    return digest.hexdigest()


def _noted(workspace: Workspace) -> str:
    """Return a digest of what is noted of units' versions and of what documents said: builds read and write both."""
    records = workspace.root / FOLDER
    digest = hashlib.sha256()
    try:
        for path, file_stat in [*_noted_files(records / FILE), *_noted_files(records / REPORTED)]:
            digest.update(f"{os.path.relpath(path, records)}\0{_content(path, file_stat)}\0".encode())
    except (_UnknownContent, OSError, UnicodeError):
        return "unknown"
    return digest.hexdigest()


def _noted_files(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield a file, or all that is in a folder; nothing where there is none."""
    try:
        file_stat = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISDIR(file_stat.st_mode):
        yield from _entries(path)
    else:
        yield str(path), file_stat


class _UnknownContent(Exception):
    """An input is no ordinary file, so that a build depends on more than files."""


def _entries(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield everything below a folder, folders too, always in the same order."""
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as iterator:
            entries = sorted(iterator, key=lambda entry: entry.name)
        for entry in entries:
            file_stat = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(file_stat.st_mode):
                waiting.append(entry.path)
            yield entry.path, file_stat


def _content(path: str, file_stat: os.stat_result) -> str:
    if stat.S_ISDIR(file_stat.st_mode):
        return "folder"
    if not stat.S_ISREG(file_stat.st_mode):
        raise _UnknownContent(path)
    if file_stat.st_size > LARGEST_INPUT:
        return f"{file_stat.st_size} bytes"
    with open(path, "rb") as file:  # noqa: PTH123 - a path from scandir, as text
        return hashlib.file_digest(file, "sha256").hexdigest()
