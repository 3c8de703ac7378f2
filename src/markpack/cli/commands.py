"""The command line: arguments in, messages and an exit code out. Heavy imports stand inside the commands."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from markpack import __version__
from markpack.cli.console import echo, echo_data, echo_json, note_missing_letters, prepare_console
from markpack.cli.exit_codes import LACKING, PROBLEMS, SOME_FAILED, SOME_HELD, leave, messages
from markpack.cli.parameters import (
    ClusterAddress,
    CommaSeparated,
    as_of_option,
    joined,
    json_option,
    source_date,
    strict_option,
    titles,
    today,
    workspace_option,
)
from markpack.cli.report_display import count, print_earlier, print_problems, print_report, relative_path
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.model.pack_folders import inputs_folder

if TYPE_CHECKING:
    import datetime

    from markpack.app import Progress

KINDS = tuple(kind.folder for kind in Kind if kind.value.is_chosen)
SCHEMAS = ("qualification", "unit", "scheme", "centre", "context", "cohort")
FORMATS = tuple(fmt.value for fmt in Format)


class CommandLine(click.Group):
    """All commands; nothing that they say fails for want of a letter."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command that is asked for."""
        prepare_console()
        try:
            return super().main(*arguments, **options)
        finally:
            note_missing_letters()


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="markpack")
def main() -> None:
    """Make assignment briefs, mark sheets and feedback reports for whole cohorts.

    Exit codes: 0 done; 1 problems in the input, what they concern is not made; 2 usage; 3 some documents failed;
    4 the machine lacks something; 5 some marks not read.
    """


@main.command()
@click.argument("employers", nargs=-1, metavar="[EMPLOYER[/COHORT]]...")
@click.option("--only", type=CommaSeparated(KINDS), multiple=True, callback=joined, help="Make these kinds only.")
@click.option(
    "--format",
    "formats",
    type=CommaSeparated(FORMATS),
    multiple=True,
    callback=joined,
    help="Make these formats only.",
)
@click.option("--unit", "units", multiple=True, metavar="REFERENCE", help="Make this unit's documents only.")
@click.option(
    "--learner",
    "learners",
    multiple=True,
    metavar="REGISTRATION",
    help="Make this learner's only, by their current number or a former one.",
)
@click.option("--combined", is_flag=True, help="Make a PDF of all learners for each kind as well, to print.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes. Default: as many as are worth it.")
@click.option(
    "--executor",
    type=ClusterAddress(),
    default="",
    help="Have documents written by the workers of a Dask cluster (needs markpack[dask]).",
)
@click.option("--dry-run", is_flag=True, help="List the files that would be made, and make none.")
@click.option("--force", is_flag=True, help="Make everything again, and overwrite files that a person has edited.")
@strict_option
@json_option
@click.option("--traceback", is_flag=True, help="Show where in markpack a document failed.")
@workspace_option
def build(
    employers: tuple[str, ...],
    only: tuple[str, ...],
    formats: tuple[str, ...],
    units: tuple[str, ...],
    learners: tuple[str, ...],
    combined: bool,
    jobs: int | None,
    executor: str,
    dry_run: bool,
    force: bool,
    strict: bool,
    as_json: bool,
    traceback: bool,
    start: Path,
) -> None:
    """Make the documents of all employers, or of those named by their folder in contexts/, or of cohorts there."""
    if jobs and executor:
        raise click.UsageError("Choose either --jobs, which is for this machine, or --executor.")
    with messages(as_json, outcome="; with --strict, nothing was made" if strict else "; nothing was made"):
        from markpack import app
        from markpack.cli.json_output import build_data

        workspace = app.find_workspace(start)
        options = app.Options(
            employers, only, formats, units, learners,
            jobs=jobs, executor=executor, dry_run=dry_run, force=force, strict=strict,
            dated=source_date(), combined=combined, today=today(),
        )  # fmt: skip
        with _progress_bar(as_json) as progress:
            try:
                report = app.build(workspace, options, progress)
            except app.InputError:
                print_earlier(app.published_packs(workspace, employers))
                raise
        if as_json:
            echo_json(build_data(report))
        else:
            print_report(report, workspace, options, with_traceback=traceback)
        if not any(employer.planned for employer in report.employers) and not as_json and not dry_run:
            echo("No document fits this choice, so none was made.", err=True)
        leave(report.problems, failed=bool(report.failed))


@main.command()
@click.argument("employers", nargs=-1, metavar="[EMPLOYER[/COHORT]]...")
@as_of_option
@strict_option
@json_option
@workspace_option
def check(employers: tuple[str, ...], as_of: datetime.date | None, strict: bool, as_json: bool, start: Path) -> None:
    """Read everything and name every problem and warning, without making a document.

    Warns of decisions that are dated after the day that it goes by.
    """
    with messages(as_json, held=PROBLEMS if strict else SOME_HELD, outcome=""):
        from markpack import app
        from markpack.cli.json_output import problems_data

        warnings = app.check(app.find_workspace(start), employers, strict=strict, today=as_of or today())
        if as_json:
            echo_json(problems_data(warnings))
            return
        print_problems(warnings)
        echo("No problems." if not warnings else f"No problems; {count(len(warnings), 'warning')}.")


@main.command()
@click.argument("employers", nargs=-1, metavar="[EMPLOYER[/COHORT]]...")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a row for each learner and assignment as CSV.")
@click.option("--changes", is_flag=True, help="Show what the last builds changed of what had been said, by learner.")
@click.option("--retention", is_flag=True, help="Show until when each learner's records are kept, and which are due.")
@as_of_option
@workspace_option
def status(
    employers: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    changes: bool,
    retention: bool,
    as_of: datetime.date | None,
    start: Path,
) -> None:
    """Show who stands where in each assignment, what is overdue, and which documents are up to date.

    What is overdue on another day is told by the marks that are recorded now.
    """
    if changes and as_of:
        raise click.UsageError("Choose either --as-of or --changes.")
    others = {"json": as_json, "changes": changes, "retention": retention}
    if as_csv and (other := next((name for name, chosen in others.items() if chosen), "")):
        raise click.UsageError(f"Choose either --csv or --{other}.")
    if changes and retention:
        raise click.UsageError("Choose either --changes or --retention.")
    if changes:
        _show_changes(employers, start, as_json=as_json)
        return
    if retention:
        _show_retention(employers, start, as_of or today(), as_json=as_json)
        return
    with messages(as_json, outcome="; nothing can be shown"):
        from markpack import app
        from markpack.cli.display import print_status
        from markpack.cli.json_output import status_data

        report = app.status(app.find_workspace(start), employers, dated=source_date(), today=today(), as_of=as_of)
        if as_json:
            echo_json(status_data(report))
        elif as_csv:
            echo_data(report.csv)
        else:
            print_problems(sorted([*report.problems, *report.warnings]))
            print_status(report.employers, report.as_of)
            for name in report.stopped:
                echo(f"{inputs_folder(name)}: nothing can be shown because of problems.", err=True)
        leave(report.problems)


@main.command()
@click.argument("employers", nargs=-1, metavar="[EMPLOYER[/COHORT]]...")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write claim.xlsx and claim.csv into this folder; nothing is overwritten.",
)
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print what can be claimed as CSV.")
@workspace_option
def claim(employers: tuple[str, ...], target: Path | None, as_json: bool, as_csv: bool, start: Path) -> None:
    """Show which units of whom can be claimed from the awarding organisation, and why the others cannot.

    Only confirmed outcomes can be claimed. Without --to, nothing is written.
    """
    if as_csv and (as_json or target):
        raise click.UsageError(f"Choose either --csv or --{'json' if as_json else 'to'}.")
    with messages(as_json, outcome="; no claim was made"):
        from markpack import app
        from markpack.cli.claim_display import print_claim
        from markpack.cli.json_output import claim_data

        report = app.claim(app.find_workspace(start), employers, today=today())
        written = app.write_claim(report, target) if target else ()
        if as_json:
            echo_json(claim_data(report, written))
        elif as_csv:
            echo_data(report.csv)
        else:
            print_problems(sorted([*report.problems, *report.warnings]))
            print_claim(report.claim)
            for path in written:
                echo(f"Wrote {relative_path(path)}")
        leave(report.problems)


@main.command()
@click.argument("learner", metavar="LEARNER")
@json_option
@workspace_option
def find(learner: str, as_json: bool, start: Path) -> None:
    """Show all that there is of a learner, at every employer.

    LEARNER is a registration number, of today or a former one, a ULN, a name or a part of one. Exits with 1 where
    nobody is found, or an employer cannot be searched.
    """
    with messages(as_json, outcome="; nobody can be looked up"):
        from markpack import app
        from markpack.cli.display import print_found
        from markpack.cli.json_output import found_data

        found = app.find(app.find_workspace(start), learner, today=today())
        if as_json:
            echo_json(found_data(found))
        else:
            print_found(learner, found)
        if not found.learners or found.stopped:
            sys.exit(PROBLEMS)


def _show_changes(employers: tuple[str, ...], start: Path, *, as_json: bool) -> None:
    with messages(as_json, outcome="; nothing can be shown"):
        from markpack import app
        from markpack.cli.display import print_changes
        from markpack.cli.json_output import changes_data

        changed = app.last_changes(app.find_workspace(start), employers)
        if as_json:
            echo_json(changes_data(changed))
        else:
            print_changes(changed)


def _show_retention(employers: tuple[str, ...], start: Path, as_of: datetime.date, *, as_json: bool) -> None:
    with messages(as_json, outcome="; nothing can be shown"):
        from markpack import app
        from markpack.cli.json_output import retention_data
        from markpack.cli.retention_display import print_retention

        kept = app.retention(app.find_workspace(start), employers, as_of=as_of)
        if as_json:
            echo_json(retention_data(kept))
        else:
            print_problems(kept.problems)
            print_retention(kept)
        leave(kept.problems)


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@json_option
@workspace_option
def verify(files: tuple[Path, ...], as_json: bool, start: Path) -> None:
    """Say of each brief or mark sheet whether its criteria are still exactly the unit's.

    Exits with 1 where they are not, or where a file cannot be read or identified.
    """
    with messages(as_json, outcome=""):
        from markpack import app
        from markpack.cli.display import print_verification
        from markpack.cli.json_output import verify_data

        verified = app.verify(app.find_workspace(start), files)
        if as_json:
            echo_json(verify_data(verified))
        else:
            for entry in verified:
                print_verification(entry)
        if not all(entry.criteria_same for entry in verified):
            sys.exit(PROBLEMS)


@main.command("not-marks")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--reason", required=True, help="Why it is not a mark sheet.")
@click.option("--by", required=True, help="Who says so.")
@workspace_option
def not_marks(files: tuple[Path, ...], reason: str, by: str, start: Path) -> None:
    """Say of files in an employer's marks folder that they are no mark sheets; they are passed over from then on."""
    with messages(as_json=False):
        from markpack import app

        for path in app.add_not_marks(app.find_workspace(start), files, reason, by, today()):
            echo(f"Wrote {relative_path(path)}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@workspace_option
def backup(file: Path, as_json: bool, start: Path) -> None:
    """Write the whole workspace into FILE, a new one that ends in .zip, and check it.

    Exits with 3 where something could not be taken along.
    """
    with messages(as_json, outcome="; no backup was made", then="back up again"):
        from markpack import app
        from markpack.cli.backup_display import print_backup
        from markpack.cli.json_output import backup_data

        made = app.back_up(app.find_workspace(start), file, today())
        if as_json:
            echo_json(backup_data(made))
        else:
            print_backup(made)
        if made.left_out:
            sys.exit(SOME_FAILED)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def restore(file: Path, folder: Path, as_json: bool) -> None:
    """Put the backup FILE into FOLDER, which is new or empty, once every byte of it has been checked."""
    with messages(as_json, outcome="; nothing was restored", then="restore again"):
        from markpack import app
        from markpack.cli.backup_display import print_restored
        from markpack.cli.json_output import restored_data

        restored = app.restore(file, folder)
        if as_json:
            echo_json(restored_data(restored))
        else:
            print_restored(restored)


@main.command()
@click.option("--plan", "plan_only", is_flag=True, help="Show what would be changed, and change nothing.")
@click.option("--yes", is_flag=True, help="Change it without asking.")
@click.option(
    "--backup",
    "file",
    type=click.Path(path_type=Path),
    help="The new file for the backup. Default: backup-DATE.zip in the workspace.",
)
@click.option(
    "--cohort",
    "cohorts",
    multiple=True,
    metavar="EMPLOYER=NAME",
    callback=titles,
    help="Make an employer's own assignments, register, marks and documents those of a new cohort.",
)
@workspace_option
def migrate(plan_only: bool, yes: bool, file: Path | None, cohorts: dict[str, str], start: Path) -> None:
    """Take a workspace of an earlier format to the present one: show what changes, ask, back up, and change it.

    With --cohort, which a workspace of the present format can be given as well, an employer's own assignments become a
    cohort's. What was interrupted is finished.
    """
    with messages(as_json=False, outcome="; nothing was changed", then="migrate again"):
        from markpack import app
        from markpack.app.migration import backup_file
        from markpack.cli.backup_display import print_backup, print_migrated, print_plan

        workspace = app.find_workspace(start)
        planned = app.plan_migration(workspace, cohorts)
        target = file or backup_file(workspace, today())
        print_plan(planned, None if plan_only else target)
        if plan_only or not planned.is_needed:
            return
        if not yes and not _agreed():
            echo("Nothing was changed.")
            return
        print_backup(app.migrate(workspace, planned, target, today(), cohorts))
        print_migrated(planned)


def _agreed(otherwise: str = "Nothing was changed.") -> bool:
    """Ask whether to go on; where nobody can answer, say how to go on without, and end. Else, `otherwise` is so."""
    try:
        return click.confirm("Go on?", err=True)
    except click.Abort:
        echo(err=True)
        echo(f"{otherwise} With --yes, it is done without asking.", err=True)
        sys.exit(PROBLEMS)


@main.command()
@click.argument("registration")
@click.option("--reason", default="", help="Why; it is kept in records/erased.csv, so it may not name the person.")
@click.option("--by", default="", help="Who decided it.")
@click.option("--former", multiple=True, metavar="REGISTRATION", help="An earlier number of the person.")
@click.option("--name", "names", multiple=True, metavar="NAME", help="A name of the person, to look for in files.")
@click.option(
    "--employer", "employers", multiple=True, metavar="EMPLOYER[/COHORT]", help="Erase at this employer only."
)
@click.option("--plan", "plan_only", is_flag=True, help="Show what holds the person, and change nothing.")
@click.option("--yes", is_flag=True, help="Erase without asking.")
@click.option("--before-time", is_flag=True, help="Erase although the records still have to be kept.")
@json_option
@workspace_option
def forget(
    registration: str,
    reason: str,
    by: str,
    former: tuple[str, ...],
    names: tuple[str, ...],
    employers: tuple[str, ...],
    plan_only: bool,
    yes: bool,
    before_time: bool,
    as_json: bool,
    start: Path,
) -> None:
    """Erase the person with REGISTRATION from all that markpack keeps, and name what else holds them.

    People's own files are never changed, and nothing is erased while a register has the person. Exits with 1 where
    nothing holds the person, and with 3 where other files still do.
    """
    if not plan_only and not reason.strip():
        raise click.UsageError("Say why with --reason, or have it shown with --plan.")
    if as_json and not (plan_only or yes):
        raise click.UsageError("With --json, choose --plan or --yes.")
    with messages(as_json, outcome="; nothing was erased", then="forget again"):
        from markpack import app
        from markpack.app.erasure import check_erasure
        from markpack.cli.erasure_display import print_erased, print_erasure_plan
        from markpack.cli.json_output import erasure_data

        workspace, day = app.find_workspace(start), today()
        planned = app.plan_erasure(workspace, app.Whom(registration.strip(), former, names, employers), day)
        if not as_json:
            print_erasure_plan(planned, day)
        if plan_only:
            if as_json:
                echo_json(erasure_data(planned, None))
            sys.exit(0 if planned.is_known else PROBLEMS)
        check_erasure(planned, reason, by, day, before_time=before_time)
        if not yes and not _agreed("Nothing was erased."):
            echo("Nothing was erased.")
            return
        erased = app.forget(workspace, planned, reason, by, day, before_time=before_time)
        if as_json:
            echo_json(erasure_data(planned, erased))
        else:
            print_erased(planned, erased)
        if planned.others:
            sys.exit(SOME_FAILED)


@main.command()
@json_option
@workspace_option
def doctor(as_json: bool, start: Path) -> None:
    """Say what this machine can and cannot do, in a workspace or anywhere, and what mends it.

    Exits with 4 where something lacks that documents cannot be made without.
    """
    with messages(as_json):
        from markpack import app
        from markpack.cli.findings import print_findings
        from markpack.cli.json_output import findings_data

        findings = app.examine(start, console_encoding=sys.stdout.encoding)
        if as_json:
            echo_json(findings_data(findings))
        else:
            print_findings(findings)
        if any(finding.state is app.State.MEND for finding in findings):
            sys.exit(LACKING)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Lay out a workspace in FOLDER: unit templates, the centre's file, and an example employer."""
    with messages(as_json=False):
        from markpack.app import init

        files = init(folder)
        echo(f"Laid out {count(len(files), 'file')} in {folder}.")
        echo(f"Next: put your centre into {folder / 'contexts' / 'centre.yaml'}, then run")
        echo(f"  markpack build -C {folder}")


@main.group()
def new() -> None:
    """Add something to the workspace."""


@new.command()
@click.argument("name")
@workspace_option
def employer(name: str, start: Path) -> None:
    """Add the employer NAME: a context to fill in, an empty register, and a folder for marks."""
    with messages(as_json=False):
        from markpack.app import find_workspace, new_employer

        workspace = find_workspace(start)
        files = new_employer(workspace, name)
        for path in files:
            if not path.name.startswith("."):
                echo(f"Wrote {path.relative_to(workspace.root)}")
        echo("Next: fill in the blanks; `markpack check` names each one that is left.")


@new.command()
@click.argument("employer")
@click.argument("name")
@workspace_option
def cohort(employer: str, name: str, start: Path) -> None:
    """Add the cohort NAME to EMPLOYER: assignments to fill in, an empty register, and a folder for marks."""
    with messages(as_json=False):
        from markpack import app

        workspace = app.find_workspace(start)
        for path in app.new_cohort(workspace, employer, name):
            if not path.name.startswith("."):
                echo(f"Wrote {path.relative_to(workspace.root)}")
        echo("Next: fill in the blanks; `markpack check` names each one that is left.")


@new.command("unit")
@click.argument("reference")
@click.option("--scheme", default="ilm-marks", show_default=True, help="By which rules it is judged: a scheme's id.")
@click.option("--as", "ending", type=click.Choice(("yaml", "xlsx")), default="yaml", help="A YAML file or a workbook.")
@workspace_option
def new_unit(reference: str, scheme: str, ending: str, start: Path) -> None:
    """Add the unit REFERENCE to be filled in, with what its scheme needs."""
    with messages(as_json=False):
        from markpack import app

        path = app.new_unit(app.find_workspace(start), reference, scheme, ending, source_date() or today())
        echo(f"Wrote {relative_path(path)}")
        echo("Next: fill in the blanks; `markpack check` names each one that is left. Then name the unit in its")
        echo("qualification, in centre.yaml for the staff who assess it, and in context.yaml as an assignment.")


@new.command()
@click.argument("unit")
@click.option("--version", default="", help="What the new version is called. Default: the next number.")
@click.option(
    "--valid-from",
    type=click.DateTime(("%Y-%m-%d",)),
    help="The day from which assignments that are set go by it, as 2026-11-30. Default: today.",
)
@workspace_option
def version(unit: str, version: str, valid_from: datetime.datetime | None, start: Path) -> None:
    """Keep the template of UNIT as it is, and begin its next version, in which you then replace the wording."""
    with messages(as_json=False):
        from markpack.app import find_workspace, new_version

        workspace = find_workspace(start)
        day = valid_from.date() if valid_from else today()
        kept, present = (
            path.relative_to(workspace.root) for path in new_version(workspace, unit, version, valid_from=day)
        )
        echo(f"Kept {kept}, which stays as it is: mark sheets made from it are read by it.")
        echo(f"Wrote {present}: assignments that are set from {day.isoformat()} on go by it.")
        echo(f"Next: replace the wording in {present}, and who has confirmed it.")


@main.group()
def export() -> None:
    """Write something of the workspace in another format."""


@export.command("unit")
@click.argument("reference")
@click.option("--as", "ending", type=click.Choice(("xlsx", "yaml")), required=True, help="The format to write.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), default=Path(), help="A folder or file. Default: this folder."
)
@workspace_option
def export_unit(reference: str, ending: str, target: Path, start: Path) -> None:
    """Write the unit REFERENCE as a workbook or as a YAML file, without loss."""
    with messages(as_json=False):
        from markpack import app

        path = app.export_unit(app.find_workspace(start), reference, ending, target, source_date() or today())
        echo(f"Wrote {relative_path(path)}")
        echo("Next: put it into templates/units in place of the file that is there; only one of the two may be in it.")


@main.command()
@click.argument(
    "name", required=False, type=click.Choice(("qualification", "unit", "scheme", "centre", "context", "cohort"))
)
@click.option("--write", is_flag=True, help="Write all of them to templates/schemas/, where the YAML files name them.")
@workspace_option
def schema(name: str | None, write: bool, start: Path) -> None:
    """Print the JSON Schema of one of the YAML files, or of all."""
    with messages(as_json=False):
        from markpack.app.workspace import find_workspace, schema_texts, write_schemas

        if write:
            for path in write_schemas(find_workspace(start).templates / "schemas"):
                echo(f"Wrote {relative_path(path)}")
            return
        schemas = schema_texts()
        echo_data(schemas[name] if name else _joined(schemas))


@contextmanager
def _progress_bar(quiet: bool) -> Iterator[Progress]:
    """Give a progress callback: a bar on a terminal's standard error, nothing anywhere else."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Making documents"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _joined(schemas: Mapping[str, str]) -> str:
    """Return one JSON object that holds each schema under its name."""
    entries = ",\n".join(f'"{name}": {text.strip()}' for name, text in schemas.items())
    return f"{{\n{entries}\n}}\n"
