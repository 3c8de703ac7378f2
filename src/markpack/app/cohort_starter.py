"""The story of `markpack new cohort`: a folder for a further group of an employer's learners."""

from __future__ import annotations

import re
import string
from pathlib import Path

from markpack.app.workspace import Workspace, assignment_text, empty_register, quoted, shown_name, slug, starter_file
from markpack.errors import InputError
from markpack.inputs.cohort_files import COHORT_FILE, RESERVED, pack_named
from markpack.inputs.employer_inputs import CONTEXT_FILE
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.problems import Problems, did_you_mean, listing, sentences
from markpack.inputs.records.record_reader import read_record
from markpack.inputs.template_folders import read_templates
from markpack.model.context import Context
from markpack.model.forms.register_columns import FILES
from markpack.model.pack_folders import inputs_folder, pack_name
from markpack.publish.guarded_folder import GuardedFolder
from markpack.publish.record import recorded_employers

LONGEST_FOLDER = 32


def new_cohort(workspace: Workspace, employer: str, name: str) -> tuple[Path, ...]:
    """Add a cohort's folder with assignments to be filled in, an empty register and a folder for marks.

    `name` is its title; the folder is called after it. Returns the files written. Raises InputError, before anything
    is written, as `context_of` and `new_folder` do.
    """
    employer = pack_named(employer, workspace.root)
    context = context_of(workspace, employer)
    title = shown_name(name)
    pack = pack_name(employer, new_folder(workspace, employer, title, context))
    files = {
        f"{inputs_folder(pack)}/{COHORT_FILE}": _cohort(workspace, title, context).encode("utf-8"),
        f"{inputs_folder(pack)}/{FILES[1]}": empty_register(),
        f"{inputs_folder(pack)}/marks/.gitkeep": b"",
    }
    for path, data in files.items():
        GuardedFolder(workspace.root).add(path, data)
    return tuple(workspace.root / path for path in files)


def folder_name(title: str) -> str:
    """Return what the folder of a cohort is called that has a title; raise InputError where it makes no name."""
    return slug(title)[:LONGEST_FOLDER].rstrip("-")


def new_folder(workspace: Workspace, employer: str, title: str, context: Context) -> str:
    """Return what the folder of a new cohort is called.

    Raises InputError where the title makes no name, and where the folder exists or existed: the record knows cohorts
    that are gone, and no name is given twice.
    """
    name = folder_name(title)
    pack = pack_name(employer, name)
    folder = workspace.root / inputs_folder(pack)
    assigned = {entry.name.casefold() for entry in context.assignments}
    if name in RESERVED or name in assigned:
        raise InputError.at(folder, f"“{name}” is the name of another folder.", "Choose another name.")
    was_used = pack in recorded_employers(workspace.root) or (workspace.output / pack).exists()
    if folder.exists() or was_used:
        there = "A cohort has this folder already." if folder.exists() else "There was a cohort with this folder."
        raise InputError.at(folder, there, "Choose another name: a cohort’s is never used again.")
    return name


def context_of(workspace: Workspace, employer: str) -> Context:
    """Return an employer's context, whatever else is wrong with it.

    Raises InputError where there is no such employer, or the context cannot be read.
    """
    file = f"{inputs_folder(employer)}/{CONTEXT_FILE}"
    if not re.fullmatch(r"[^/\\]+", employer) or not (workspace.root / file).is_file():
        known = sorted(path.parent.name for path in workspace.contexts.glob(f"*/{CONTEXT_FILE}"))
        hint = sentences(did_you_mean(employer, known), f"Employers are {listing(known)}." if known else "")
        raise InputError.at(workspace.contexts / employer, f"There is no employer “{employer}”.", hint)
    problems = Problems()
    document = read_yaml(workspace.root / file, file, problems)
    context = read_record(document, Context, problems) if document else None
    if context is None:
        raise InputError(problems.errors)
    return context.record


def _cohort(workspace: Workspace, title: str, context: Context) -> str:
    """Return the text of a new cohort's file, with the units of the employer's qualification to be set."""
    templates = read_templates(workspace.root, Problems())
    known = {reference: reading.record for reference, reading in templates.units.items()}
    qualification = templates.qualifications.get(context.qualification)
    units = [unit for unit in (qualification.record.units if qualification else ()) if unit in known]
    return string.Template(starter_file(COHORT_FILE)).substitute(
        title=quoted(title), assignments="\n".join(assignment_text(unit, known.get(unit)) for unit in units or [""])
    )
