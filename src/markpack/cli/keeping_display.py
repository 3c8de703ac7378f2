"""What is said of backups and of workspaces that are restored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from markpack.cli.console import echo
from markpack.cli.report_display import count, relative_path

if TYPE_CHECKING:
    from markpack.app import Backup, Restored

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


def _print_left_out(left_out: Mapping[str, str]) -> None:
    for path, why in left_out.items():
        echo(f"Not in the backup: {path}. {why}", err=True)


def _bytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.0f} kB"
