"""What a build did, and what is wrong with its inputs, in words on the console."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from markpack.cli.console import echo, echo_lines
from markpack.documents.catalogue.changes import EARLIER_LIST
from markpack.documents.catalogue.kinds import Kind
from markpack.model.pack_folders import ALL, cohort_of, inputs_folder

if TYPE_CHECKING:
    from markpack.app import EmployerReport, Failed, Options, Problem, Report, Workspace


def tally(problems: Sequence[Problem]) -> str:
    """Return how many problems and warnings there are: 2 problems and 1 warning."""
    from markpack.app import Severity

    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    parts = [count(len(problems) - warnings, "problem")] if warnings < len(problems) else []
    return " and ".join([*parts, *([count(warnings, "warning")] if warnings else [])])


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems and warnings, each with its place and remedy."""
    from markpack.app import Severity

    for problem in problems:
        label = "Warning" if problem.severity is Severity.WARNING else "Problem"
        echo(f"{problem.place}", err=True)
        echo_lines(f"  {label}: {problem.message}", err=True)
        if problem.hint:
            echo_lines(f"  {problem.hint}", err=True)


def former_number_words(number: str, registration: str, name: str) -> str:
    """Return the sentence that says whom a former registration number means, by today's number and name in lists."""
    return f"{number} is a former registration number. It means {name} ({registration}) now."


INDEX = "index.html"
FAILED_ALIKE = 3
"""How many documents that failed alike are named one by one."""


def print_report(report: Report, workspace: Workspace, options: Options, *, with_traceback: bool) -> None:
    """Print what a build did, and what it did not do and why."""
    print_problems(sorted([*report.problems, *report.warnings]))
    for former in report.former_numbers:
        echo(former_number_words(former.number, former.registration, former.name), err=True)
    for employer in report.employers:
        folder = relative_path(workspace.output / employer.folder)
        if options.dry_run:
            for path in employer.planned:
                echo(f"{folder}/{path}")
        else:
            _print_employer(employer, folder)
    if options.combined and not options.dry_run:
        _print_not_combined(report)
    for name in report.stopped:
        folder = workspace.output / name
        echo(f"{relative_path(folder)}: nothing made because of problems.", err=True)
        print_earlier([folder])
    _print_failed(report, with_traceback=with_traceback)
    if report.problems and not report.failed and not options.dry_run:
        found = tally([*report.problems, *report.warnings])
        echo(f"{found} above; all but what the problems concern is made.", err=True)


def _print_employer(employer: EmployerReport, folder: Path) -> None:
    """Print what was made of an employer's documents, what people have put there or edited, and what is not made."""
    echo(f"{folder}: {_summary(employer)}")
    if employer.published.gone:
        echo(f"  Removed, because the pack no longer holds them: {_counts_by_folder(employer.published.gone)}")
    if employer.published.under_new_names:
        echo(f"  Under other names now: {_counts_by_folder(employer.published.under_new_names)}")
    is_of_all = cohort_of(employer.folder) == ALL
    for path in employer.published.unknown_files:
        marks = "the marks folder of its cohort" if is_of_all else f"{inputs_folder(employer.folder)}/marks/"
        echo(f"  Put there by somebody: {path}. If it is a form with marks in it, move it to {marks}", err=True)
    for path in employer.published.orphaned_edits:
        echo(f"  Left, because somebody has edited it; it is no longer made: {path}", err=True)
        _print_offer(employer, path)
    for path in employer.published.kept_edits:
        former = employer.published.renamed.get(path)
        was = f"; its name was {PurePosixPath(former).name}" if former else ""
        echo(f"  Kept, because somebody has edited it: {path} (--force overwrites it){was}", err=True)
        _print_offer(employer, path)
    if employer.kept_earlier:
        files = count(len(employer.kept_earlier), "earlier file")
        echo(f"  Kept on record: {files}; {EARLIER_LIST} says why")
    _print_not_made(employer)
    if not employer.failed:
        echo(f"  Open {folder / INDEX}")


def print_earlier(folders: Iterable[Path]) -> None:
    """Say of employers' folders in which nothing is made that their index pages, if any, are of an earlier build."""
    for folder in folders:
        if (folder / INDEX).is_file():
            echo(f"{relative_path(folder / INDEX)} is of an earlier build, and does not say so.", err=True)


def _print_not_combined(report: Report) -> None:
    """Say where no document of all learners is made, though that was asked for."""
    for employer in report.employers:
        if not any(f"/{Kind.COMBINED.folder}/" in path for path in employer.planned):
            echo(f"{employer.folder}: no combined PDF is made, because none fits this choice.", err=True)
            echo("  They hold the sheets, declarations or feedback of all learners: leave --learner out.", err=True)


def _print_failed(report: Report, *, with_traceback: bool) -> None:
    """Print what failed: one by one, or the first of many that failed alike."""
    groups: dict[str, list[Failed]] = {}
    for number, failed in enumerate(report.failed):
        groups.setdefault(f"{number}" if with_traceback else failed.failure.message, []).append(failed)
    for alike in groups.values():
        shown = alike if len(alike) <= FAILED_ALIKE else alike[:1]
        for failed in shown:
            others = f" and {len(alike) - 1} others" if len(alike) > len(shown) else ""
            echo_lines(f"Failed: {failed.path}{others}: {failed.failure.message}", err=True)
            if with_traceback and failed.failure.detail:
                echo_lines(failed.failure.detail, err=True)
    if report.failed and any(
        employer.published.written or employer.published.unchanged for employer in report.employers
    ):
        echo("The other documents are made.", err=True)
    if not with_traceback and any(failed.failure.detail for failed in report.failed):
        echo("Run with --traceback to see where these failed.", err=True)


def _print_not_made(employer: EmployerReport) -> None:
    """Say which assignments are stopped and which learners are held."""
    if employer.stopped:
        echo(f"  Not made because of problems: {', '.join(employer.stopped)}", err=True)
    for hold in employer.holds:
        names = ", ".join(hold.file_names)
        what = "all documents" if hold.everything else "mark sheets and feedback"
        whose = f"{hold.name} ({hold.learner})" if hold.name else hold.learner
        echo(f"  {hold.reason.value}: {whose}, {hold.assignment}: {names}; {what} not made", err=True)
    if employer.earlier:
        echo(f"  As an earlier build left them: {_counts_by_folder(employer.earlier)}", err=True)


def _print_offer(employer: EmployerReport, path: str) -> None:
    """Say what to do with a form that may have been filled in where it was generated."""
    if path in employer.filled_in:
        from markpack.documents.catalogue.by_hand import moving_offer

        echo(f"    {moving_offer(employer.folder)}", err=True)


def _summary(employer: EmployerReport) -> str:
    published = employer.published
    parts = [f"{count(len(published.written), 'file')} written"]
    parts += [
        f"{len(paths)} {word}"
        for paths, word in (
            (published.unchanged, "unchanged"),
            ([*published.kept_edits, *published.orphaned_edits], "kept"),
            (published.gone, "removed"),
            (employer.failed, "failed"),
        )
        if paths
    ]
    return ", ".join(parts)


def _counts_by_folder(paths: Sequence[str]) -> str:
    """Return how many files there are in each folder: 90 in 8604-308/brief, 2 in 8604-308/pack."""
    folders: dict[str, int] = {}
    for path in paths:
        folder = path.rpartition("/")[0]
        folders[folder] = folders.get(folder, 0) + 1
    return ", ".join(
        f"{number} in {folder}/" if folder else count(number, "file") for folder, number in folders.items()
    )


def relative_path(path: Path) -> Path:
    """Return a path as people write it: relative to where they are, if it lies below."""
    folder = Path.cwd()
    return path.relative_to(folder) if path.is_relative_to(folder) else path


def count(number: int, noun: str) -> str:
    """Return a number of things: 1 file, 2 files."""
    return f"{number} {noun if number == 1 else noun + 's'}"
