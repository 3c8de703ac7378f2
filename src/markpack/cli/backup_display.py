"""What is said of backups, of workspaces that are restored, and of those that are taken to another format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from markpack.cli.console import echo
from markpack.cli.report_display import count, relative_path

if TYPE_CHECKING:
    from markpack.app import Backup, Migration, Restored
    from markpack.app.cohort_migration import CohortMigration

MOST_NAMES = 12


def print_backup(backup: Backup) -> None:
    """Say what a backup holds, what makes it large, and what is not in it."""
    what = f"{count(backup.files, 'file')}, {_bytes(backup.size)}"
    echo(f"Wrote {relative_path(backup.file)}: {what}. All of it was read again, and is whole.")
    for path, size in backup.large.items():
        echo(f"  Large: {path} ({_bytes(size)})")
    if backup.beside:
        more = f" and {len(backup.beside) - MOST_NAMES} more" if len(backup.beside) > MOST_NAMES else ""
        names = ", ".join(backup.beside[:MOST_NAMES])
        echo(f"  Not part of the workspace, so not in it: {names}{more}")
    echo("  It holds learners’ details and marks. Keep a copy on another disk, where only you and your colleagues may")
    echo(f"  read it. To bring it back: markpack restore {relative_path(backup.file)} FOLDER")
    _print_left_out(backup.left_out)


def print_restored(restored: Restored) -> None:
    """Say what was restored, and what the backup did not have."""
    what = f"{count(restored.files, 'file')}, {_bytes(restored.size)}"
    echo(f"Restored the workspace of {restored.made_on} in {relative_path(restored.workspace.root)}: {what}.")
    _print_left_out(restored.left_out)
    echo(f"Next: markpack build -C {relative_path(restored.workspace.root)}")


def print_plan(planned: Migration, backup: Path | None) -> None:
    """Say what is to be changed, and where the backup goes."""
    if planned.was == planned.becomes:
        then = " To be changed:" if planned.changes else "" if planned.is_needed else " There is nothing to change."
        echo(f"The workspace has format {planned.was}, which is the present one.{then}")
    else:
        echo(f"The workspace has format {planned.was}; the present one is {planned.becomes}. To be changed:")
    for change in planned.changes:
        echo(f"  {change.file}: {change.what}.")
    for news in planned.news:
        echo(news)
    for cohort in planned.cohorts:
        _print_cohort(cohort)
    if backup and planned.is_needed:
        echo(f"All of the workspace is backed up before, into {relative_path(backup)}.")


def _print_cohort(planned: CohortMigration) -> None:
    """Say what is to be changed, so that an employer's own files become those of a cohort."""
    if planned.begun:
        echo(f"A migration of {planned.employer} to the cohort {planned.cohort} was interrupted. Left to be changed:")
    else:
        echo(f"{planned.employer} gets the cohort “{planned.title}” ({planned.cohort}). To be changed:")
    for step in planned.steps:
        echo(f"  {step}.")
    if planned.begun:
        echo(f"The workspace as it was before is in {planned.backup}.")
    else:
        echo(
            "The next build makes the documents of the cohort again, because they name it. Mark sheets and markbooks "
            "that are out name none; they are read in its marks folder."
        )


def print_migrated(planned: Migration) -> None:
    """Say what was changed."""
    for change in planned.changes:
        echo(f"Wrote {change.file}")
    for cohort in planned.cohorts:
        echo(f"The cohort {cohort.pack} has what was {cohort.employer}’s own.")
    if planned.was != planned.becomes:
        echo(f"The workspace has format {planned.becomes} now.")
    echo("Next: markpack build")


def _print_left_out(left_out: Mapping[str, str]) -> None:
    for path, why in left_out.items():
        echo(f"Not in the backup: {path}. {why}", err=True)


def _bytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.0f} kB"
