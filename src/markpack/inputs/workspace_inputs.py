"""The whole of a centre's files, read and checked: everything that a build needs, or every problem at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from markpack.errors import InputError, Place, Problem, Scope
from markpack.inputs.checks.approval import check_approvals
from markpack.inputs.checks.brief_checklist import brief_checks
from markpack.inputs.checks.brief_warnings import check_brief_template, check_briefs
from markpack.inputs.checks.check_context import CheckContext, Templates
from markpack.inputs.checks.competence import check_evidence
from markpack.inputs.checks.context import check_context
from markpack.inputs.checks.plain_language import check_plain_language
from markpack.inputs.checks.programme import check_support
from markpack.inputs.checks.qualification import check_qualification
from markpack.inputs.checks.unfinished_text import check_unfinished_text
from markpack.inputs.checks.unit import check_unit
from markpack.inputs.files.online_files import note_not_here, original_name, placeholder_of
from markpack.inputs.files.safe_files import list_folder, present
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.marks.marks_folder import read_marks
from markpack.inputs.marks.parse_cache import ParseCache
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, repeated, sentences
from markpack.inputs.records.logo import read_logo
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.printed_signs import check_printed_signs
from markpack.inputs.records.record_reader import Sourced, read_record
from markpack.inputs.records.register import Register, read_register
from markpack.model.brief_check import BriefCheck
from markpack.model.centre import Centre
from markpack.model.context import Context
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.qualification import Qualification
from markpack.model.record import Record
from markpack.model.unit import Unit

TEMPLATES = "templates"
CONTEXTS = "contexts"
_UNREADABLE = ("Cc", "Cf", "Cs")
"""Categories of Unicode: signs of control, signs that only change how others look, and halves of letters."""
CONTEXT_FILE = "context.yaml"

_START = "Run markpack init to lay out a workspace, or go to the folder that holds yours."
_R = TypeVar("_R", bound=Record)
_T = TypeVar("_T", Qualification, Unit)


@dataclass(frozen=True)
class EmployerInputs:
    """One employer's files. `folder` is the folder's name; `logo_type` is a media type, or empty without a logo."""

    folder: str
    context: Context
    learners: tuple[Learner, ...]
    marked: tuple[MarkedAttempt, ...]
    logo: bytes | None
    logo_type: str
    checks: Mapping[str, tuple[BriefCheck, ...]] = field(default_factory=dict)
    """What was found when each assignment was checked before its brief goes out, by the assignment's name."""


@dataclass(frozen=True)
class Inputs:
    """The centre, the templates by reference, and the employers by folder name."""

    centre: Centre
    qualifications: Mapping[str, Qualification]
    units: Mapping[str, Unit]
    employers: tuple[EmployerInputs, ...]


@dataclass(frozen=True)
class _EmployerFiles:
    """An employer's context and register as read, before they are checked against anything else."""

    folder: Path
    context: Sourced[Context] | None
    register: Register
    problems: Problems


def read_inputs(
    root: Path, employers: Sequence[str] = (), cache_of: Callable[[str], ParseCache] | None = None
) -> tuple[Inputs, tuple[Problem, ...]]:
    """Return a workspace's files as records, and the warnings; of the employers named, or of all.

    `cache_of` gives what is kept of an employer's files that have been opened before, by the name of the folder.
    Raises InputError with every error and warning of all files if there is any error.
    """
    problems = Problems()
    centre = _read_centre(root, problems)
    templates = _read_templates(root, problems)
    files = [_read_employer(folder, problems) for folder in _employer_folders(root, employers, problems)]
    _check_templates(templates, [entry.context for entry in files if entry.context])
    checked = [_check_employer(entry, templates, centre, problems, cache_of) for entry in files]
    if problems.errors or centre is None:
        raise InputError(problems.problems)
    inputs = Inputs(
        centre=centre.record,
        qualifications=MappingProxyType({name: entry.record for name, entry in templates.qualifications.items()}),
        units=MappingProxyType({name: entry.record for name, entry in templates.units.items()}),
        employers=tuple(employer for employer in checked if employer),
    )
    return inputs, problems.problems


def read_units(root: Path) -> Mapping[str, Unit]:
    """Return a workspace's units by reference, whatever else in it is wrong; raise InputError if a unit is."""
    problems = Problems()
    readings, _ = _read_folder(root, "units", Unit, problems)
    if problems.errors:
        raise InputError(problems.problems)
    return MappingProxyType({name: reading.record for name, reading in readings.items()})


def _read_centre(root: Path, problems: Problems) -> Sourced[Centre] | None:
    if not (root / CONTEXTS).is_dir():
        return None
    file = f"{CONTEXTS}/centre.yaml"
    if not present(root / file) and not placeholder_of(root / file):
        problems.error(Place(file), "The centre’s own file is missing.", "Add it, or run markpack init for a new one.")
        return None
    reading = _read(root, file, Centre, problems)
    if reading and reading.is_valid_at("staff"):
        staff = reading.parts(reading.record.staff, "staff")
        for person, first in repeated(staff, key=lambda person: person.record.name.casefold()):
            problems.error(
                person.place("name"),
                f"{quote(person.record.name)} stands here a second time; the first is in line "
                f"{first.place('name').line}.",
                "Put everything about one person into one entry.",
            )
        check_evidence(staff)
    return reading


def _read(root: Path, file: str, model: type[_R], problems: Problems) -> Sourced[_R] | None:
    document = read_yaml(root / file, file, problems)
    return read_record(document, model, problems) if document else None


def _read_templates(root: Path, problems: Problems) -> Templates:
    if not (root / TEMPLATES).is_dir():
        problems.error(Place(TEMPLATES), "There is no folder templates here.", _START)
        return Templates({}, {}, frozenset())
    qualifications, unreadable_qualifications = _read_folder(root, "qualifications", Qualification, problems)
    units, unreadable_units = _read_folder(root, "units", Unit, problems)
    _online(root / TEMPLATES / "layouts", f"{TEMPLATES}/layouts", problems)
    return Templates(qualifications, units, frozenset(unreadable_qualifications | unreadable_units))


def _read_folder(root: Path, name: str, model: type[_T], problems: Problems) -> tuple[dict[str, Sourced[_T]], set[str]]:
    """Return the templates of a folder by reference, and those that cannot be read, by the names of their files."""
    readings: dict[str, Sourced[_T]] = {}
    folder = f"{TEMPLATES}/{name}"
    error_count = len(problems.errors)
    unreadable = {Path(name).stem for name in _online(root / folder, folder, problems)}
    paths = [path for path in _visible(root / folder, folder, problems) if path.suffix.casefold() in (".yaml", ".yml")]
    for path in paths:
        file = f"{folder}/{path.name}"
        reading = _read(root, file, model, problems)
        reference = reading.record.reference if reading and reading.is_valid_at("reference") else ""
        if reading is None or not reference:
            unreadable.add(path.stem)
        elif reference in readings:
            problems.error(
                reading.place("reference"),
                f"The reference {quote(reference)} is that of {readings[reference].document.file} already.",
                "Give each template its own reference, or delete one of the two.",
            )
        else:
            readings[reference] = reading
    if not paths and len(problems.errors) == error_count:
        problems.error(Place(folder), f"There are no {name} here.", "Add a template that ends in .yaml.")
    return readings, unreadable


def _visible(folder: Path, file: str, problems: Problems) -> list[Path]:
    if not present(folder):
        return []
    return [path for path in list_folder(folder, file, problems) if not path.name.startswith((".", "~$"))]


def _online(folder: Path, file: str, problems: Problems) -> set[str]:
    """Return the names of a folder's files that are not on this computer yet; each is noted."""
    paths = list_folder(folder, file, problems) if present(folder) else []
    names = {name for path in paths if (name := original_name(path.name))}
    for name in names:
        note_not_here(Place(f"{file}/{name}"), name, problems)
    return names


def _employer_folders(root: Path, names: Sequence[str], problems: Problems) -> list[Path]:
    """Return the folders of the employers wanted, or of all that have a context."""
    contexts = root / CONTEXTS
    if not contexts.is_dir():
        problems.error(Place(CONTEXTS), "There is no folder contexts here.", _START)
        return []
    folders = {path.name: path for path in _visible(contexts, CONTEXTS, problems) if path.is_dir()}
    known = [
        name for name, path in folders.items() if present(path / CONTEXT_FILE) or placeholder_of(path / CONTEXT_FILE)
    ]
    names = [Path(name).name for name in names]  # a path, as a shell completes it, names the folder too
    for name in dict.fromkeys(names):
        if name not in known:
            problems.error(
                Place(f"{CONTEXTS}/{name}"),
                f"There is no employer {quote(name)}: a folder with a {CONTEXT_FILE}.",
                sentences(did_you_mean(name, known), f"Employers are {listing(known)}." if known else ""),
            )
    if names:
        return [folders[name] for name in known if name in names and _is_readable(name, problems)]
    for name in folders:
        if name not in known:
            problems.warn(
                Place(f"{CONTEXTS}/{name}"),
                f"The folder has no {CONTEXT_FILE}, so it is passed over.",
                "Add one with markpack new employer, or move the folder away.",
            )
    if not known:
        problems.error(Place(CONTEXTS), "There are no employers here.", "Add one with markpack new employer NAME.")
    return [folders[name] for name in known if _is_readable(name, problems)]


def _is_readable(name: str, problems: Problems) -> bool:
    """Say whether all of an employer's folder name can be read, as everything made for the employer bears it."""
    if all(unicodedata.category(sign) not in _UNREADABLE for sign in name):
        return True
    problems.within(Scope.EMPLOYER, employer=name).error(
        Place(f"{CONTEXTS}/{name}"),
        "The folder’s name holds signs that cannot be seen, or is not in Unicode.",
        "Rename it, such as to bright-hotels.",
    )
    return False


def _read_employer(folder: Path, problems: Problems) -> _EmployerFiles:
    file = f"{CONTEXTS}/{folder.name}"
    problems = problems.within(Scope.EMPLOYER, employer=folder.name)
    context = _read(folder.parent.parent, f"{file}/{CONTEXT_FILE}", Context, problems)
    return _EmployerFiles(folder, context, read_register(folder, file, problems), problems)


def _check_templates(templates: Templates, contexts: Sequence[Sourced[Context]]) -> None:
    """Check templates, with the words of the employers whose documents are made from them."""
    for reference, unit in templates.units.items():
        check_unit(
            unit,
            [
                context
                for context in contexts
                if any(reference in assignment.references for assignment in context.record.assignments)
            ],
        )
        check_brief_template(unit)
    for reference, qualification in templates.qualifications.items():
        employers = [context for context in contexts if context.record.qualification == reference]
        check_qualification(qualification, templates, employers)
        check_unfinished_text(qualification, [()])
        check_printed_signs(qualification, [()])


def _check_employer(
    files: _EmployerFiles,
    templates: Templates,
    centre: Sourced[Centre] | None,
    of_workspace: Problems,
    cache_of: Callable[[str], ParseCache] | None,
) -> EmployerInputs | None:
    context, register, problems = files.context, files.register, files.problems
    if context:
        checks = CheckContext(context, register, files.folder, templates, centre)
        for check in (check_context, check_plain_language, check_briefs, check_approvals):
            check(checks)
        logo, logo_type = read_logo(files.folder, context, problems)
    qualification = templates.qualifications.get(context.record.qualification) if context else None
    cohort = MarkingContext(register, templates.units, templates.unreadable, context, centre, qualification)
    cache = cache_of(files.folder.name) if cache_of else None
    marked = read_marks(files.folder / "marks", f"{CONTEXTS}/{files.folder.name}/marks", cohort, problems, cache)
    check_support(cohort, marked)
    if context is None:
        return None
    return EmployerInputs(
        folder=files.folder.name,
        context=context.record,
        learners=register.learners,
        marked=marked,
        logo=logo,
        logo_type=logo_type,
        checks=brief_checks(checks, centre.record) if centre and not of_workspace.errors else {},
    )
