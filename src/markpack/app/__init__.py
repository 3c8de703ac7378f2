"""What markpack does, as functions for Python: they print nothing and raise InputError or EnvironmentLacks only.

Nothing heavy is loaded before it is needed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from markpack.app.file_problems import FileRefused, file_problems
from markpack.app.machine.finding import Finding, State
from markpack.app.workspace import Workspace, find_workspace, init, new_employer
from markpack.errors import EnvironmentLacks, InputError, Place, Problem, Reach, Scope, Severity
from markpack.model.hold import Hold, HoldReason
from markpack.report import EmployerReport, Failed, FormerNumber, Options, Progress, Report

if TYPE_CHECKING:
    from markpack.app.backups import Backup, Restored
    from markpack.app.claim_list import ClaimReport
    from markpack.app.cohort_status import Status
    from markpack.app.erasure import ErasurePlan
    from markpack.app.learner_search import Found
    from markpack.app.migration import Migration
    from markpack.app.person import Whom
    from markpack.app.reported_changes import EmployerChanges
    from markpack.app.retention_list import Retention
    from markpack.app.verification import Verification
    from markpack.publish.erased_people import ErasedPerson

__all__ = [
    "Backup", "ClaimReport", "EmployerChanges", "EmployerReport", "EnvironmentLacks", "ErasedPerson", "ErasurePlan",
    "Failed", "FileRefused", "Finding", "FormerNumber", "Found", "Hold", "HoldReason", "InputError", "Migration",
    "Options", "Place", "Problem", "Progress", "Reach", "Report", "Restored", "Retention", "Scope", "Severity",
    "State", "Status", "Verification", "Whom", "Workspace", "add_not_marks", "back_up", "build", "check", "claim",
    "examine", "export_unit", "find", "find_workspace", "forget", "init", "last_changes", "migrate", "new_cohort",
    "new_employer", "new_unit", "new_version", "plan_erasure", "plan_migration", "published_packs", "restore",
    "retention", "status", "verify", "write_claim",
]  # fmt: skip

EVERYTHING = Options()
NO_COHORTS: Mapping[str, str] = MappingProxyType({})


def no_progress(_done: int, _total: int) -> None:
    """Show nothing."""


@file_problems()
def build(workspace: Workspace, options: Options = EVERYTHING, progress: Progress = no_progress) -> Report:
    """Make the documents that are asked for, and report what was done.

    A document that fails is in the report and costs the others nothing. Where nothing has changed since the last build,
    nothing is read or made.
    """
    from markpack.app.unchanged import rebuild

    return rebuild(workspace, options, progress)


@file_problems()
def published_packs(workspace: Workspace, employers: Sequence[str] = ()) -> tuple[Path, ...]:
    """Return the folders in the output that have documents of all employers and cohorts, or of those named."""
    from markpack.inputs.cohort_files import pack_named
    from markpack.model.pack_folders import employer_of
    from markpack.publish import manifest

    named = {pack_named(name, workspace.root) for name in employers}
    packs = {
        folder.relative_to(workspace.output).as_posix(): folder for folder in manifest.published_packs(workspace.output)
    }
    return tuple(folder for name, folder in packs.items() if not named or {name, employer_of(name)} & named)


@file_problems()
def check(
    workspace: Workspace, employers: Sequence[str] = (), *, strict: bool = False, today: datetime.date | None = None
) -> tuple[Problem, ...]:
    """Read everything and return the warnings; with `strict`, they are raised as problems are. Writes nothing."""
    from markpack.app import input_check

    return input_check.check(workspace, employers, strict=strict, today=today)


@file_problems()
def status(
    workspace: Workspace,
    employers: Sequence[str] = (),
    *,
    dated: datetime.date | None = None,
    today: datetime.date | None = None,
    as_of: datetime.date | None = None,
) -> Status:
    """Return the status of learners in each assignment, and which documents are up to date. Writes nothing.

    Decisions dated after `today` are warned of; what is late or overdue is so on the day `as_of`, else `today`.
    """
    from markpack.app import cohort_status

    return cohort_status.status(workspace, employers, dated=dated, today=today, as_of=as_of)


@file_problems()
def retention(workspace: Workspace, employers: Sequence[str] = (), *, as_of: datetime.date) -> Retention:
    """Return until when the records of each learner are kept, and which are due on a day. Writes nothing."""
    from markpack.app import retention_list

    return retention_list.retention(workspace, employers, as_of=as_of)


@file_problems()
def claim(workspace: Workspace, employers: Sequence[str] = (), *, today: datetime.date | None = None) -> ClaimReport:
    """Return which units of whom can be claimed, and why the others cannot. Writes nothing."""
    from markpack.app import claim_list

    return claim_list.claim(workspace, employers, today)


@file_problems()
def write_claim(report: ClaimReport, folder: Path) -> tuple[Path, ...]:
    """Write what can be claimed into a folder as `claim.xlsx` and `claim.csv`, and return both. Overwrites nothing."""
    from markpack.app import claim_list

    return claim_list.write(report.claim, folder)


@file_problems()
def find(workspace: Workspace, text: str, *, today: datetime.date | None = None) -> Found:
    """Return whom a number, a ULN, a name or a part of one stands for, at all employers. Writes nothing."""
    from markpack.app import learner_search

    return learner_search.find(workspace, text, today)


@file_problems()
def last_changes(workspace: Workspace, employers: Sequence[str] = ()) -> tuple[EmployerChanges, ...]:
    """Return what the last builds changed of what documents had said before, by employer. Writes nothing."""
    from markpack.app import reported_changes

    return reported_changes.last_changes(workspace, employers)


@file_problems()
def add_not_marks(
    workspace: Workspace, files: Sequence[Path], reason: str, by: str, on: datetime.date
) -> tuple[Path, ...]:
    """Say of files in marks folders that they are no mark sheets, and return the lists that were written."""
    from markpack.app import not_marks

    return not_marks.add_not_marks(workspace, files, reason, by, on)


@file_problems()
def new_cohort(workspace: Workspace, employer: str, name: str) -> tuple[Path, ...]:
    """Add a cohort to an employer, to be filled in, and return the files."""
    from markpack.app import cohort_starter

    return cohort_starter.new_cohort(workspace, employer, name)


@file_problems()
def new_unit(workspace: Workspace, reference: str, scheme: str, ending: str, dated: datetime.date) -> Path:
    """Add a unit to be filled in, as `yaml` or `xlsx`, with what its scheme needs, and return the file."""
    from markpack.app import unit_starter

    return unit_starter.new_unit(workspace, reference, scheme, ending, dated)


@file_problems()
def export_unit(workspace: Workspace, reference: str, ending: str, target: Path, dated: datetime.date) -> Path:
    """Write a unit as `xlsx` or `yaml` into a folder, or under a name, and return the file. Overwrites nothing."""
    from markpack.app import unit_export

    return unit_export.export_unit(workspace, reference, ending, target, dated)


@file_problems()
def new_version(
    workspace: Workspace, reference: str, version: str = "", *, valid_from: datetime.date
) -> tuple[Path, Path]:
    """Keep a unit's template as it is, begin its next version, and return the files of both, the kept one first."""
    from markpack.app import unit_version

    return unit_version.new_version(workspace, reference, version, valid_from=valid_from)


@file_problems("back up again")
def back_up(workspace: Workspace, target: Path, today: datetime.date) -> Backup:
    """Write a backup of a workspace into a new file that ends in .zip, and read all of it again."""
    from markpack.app import backups

    return backups.back_up(workspace, target, today)


@file_problems("restore again")
def restore(file: Path, target: Path) -> Restored:
    """Put a backup's files into a new or empty folder, once every byte of it has been checked."""
    from markpack.app import backups

    return backups.restore(file, target)


@file_problems()
def plan_migration(workspace: Workspace, cohorts: Mapping[str, str] = NO_COHORTS) -> Migration:
    """Return what takes a workspace to the present format, and makes cohorts of employers' own files. Writes nothing.

    `cohorts` has the cohorts' titles by the employers' folders.
    """
    from markpack.app import migration

    return migration.plan_migration(workspace, cohorts)


@file_problems("migrate again")
def migrate(
    workspace: Workspace,
    planned: Migration,
    backup: Path,
    today: datetime.date,
    cohorts: Mapping[str, str] = NO_COHORTS,
) -> Backup:
    """Write a backup into a new file, do what is planned for `cohorts`, and return the backup."""
    from markpack.app import migration

    return migration.migrate(workspace, planned, backup, today, cohorts)


@file_problems("forget again")
def plan_erasure(workspace: Workspace, whom: Whom, today: datetime.date) -> ErasurePlan:
    """Return all that holds a person: what markpack keeps, and people's own files. Writes nothing."""
    from markpack.app import erasure

    return erasure.plan_erasure(workspace, whom, today)


@file_problems("forget again")
def forget(
    workspace: Workspace, planned: ErasurePlan, reason: str, by: str, today: datetime.date, *, before_time: bool = False
) -> ErasedPerson:
    """Erase a person from all that markpack keeps, and return the line that is left in `records/erased.csv`."""
    from markpack.app import erasure

    return erasure.forget(workspace, planned, reason, by, today, before_time=before_time)


@file_problems()
def verify(workspace: Workspace, files: Sequence[Path]) -> tuple[Verification, ...]:
    """Return what each file is, and whether its criteria are exactly the unit's. Writes nothing."""
    from markpack.app import verification

    return verification.verify(workspace, files)


@file_problems()
def examine(start: Path, *, console_encoding: str = "utf-8") -> tuple[Finding, ...]:
    """Return what this machine, and the workspace that `start` lies in, can and cannot do, with what mends it.

    Writes a file into the output and takes it away again. Works without a workspace, and where libraries are missing.
    """
    from markpack.app import doctor

    return doctor.examine(start, console_encoding=console_encoding)


if not TYPE_CHECKING:  # a type checker knows the names from above, and finds wrong ones

    def __getattr__(name: str) -> object:
        """Load a report's class when it is first used: its module is heavy."""
        if name in ("Backup", "Restored"):
            from markpack.app import backups

            return getattr(backups, name)
        if name == "Migration":
            from markpack.app.migration import Migration

            return Migration
        if name == "ClaimReport":
            from markpack.app.claim_list import ClaimReport

            return ClaimReport
        if name == "Status":
            from markpack.app.cohort_status import Status

            return Status
        if name == "Found":
            from markpack.app.learner_search import Found

            return Found
        if name == "ErasurePlan":
            from markpack.app.erasure import ErasurePlan

            return ErasurePlan
        if name == "ErasedPerson":
            from markpack.publish.erased_people import ErasedPerson

            return ErasedPerson
        if name == "Whom":
            from markpack.app.person import Whom

            return Whom
        if name == "Retention":
            from markpack.app.retention_list import Retention

            return Retention
        if name == "EmployerChanges":
            from markpack.app.reported_changes import EmployerChanges

            return EmployerChanges
        if name == "Verification":
            from markpack.app.verification import Verification

            return Verification
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
