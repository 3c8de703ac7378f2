"""The templates of a workspace: its qualifications and units, read from their folders and checked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from markpack.errors import InputError, Place, Scope, Severity
from markpack.inputs.checks.brief_warnings import check_brief_template
from markpack.inputs.checks.check_context import Templates
from markpack.inputs.checks.qualification import check_qualification
from markpack.inputs.checks.unfinished_text import check_unfinished_text
from markpack.inputs.checks.unit import check_unit
from markpack.inputs.checks.wording import check_wording
from markpack.inputs.files.online_files import note_not_here
from markpack.inputs.files.other_formats import REMEDIES, SPREADSHEETS
from markpack.inputs.files.safe_files import kept_online, visible
from markpack.inputs.kept_versions import is_kept, read_versions
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.printed_signs import check_printed_signs
from markpack.inputs.records.record_reader import Sourced, as_written, read_record
from markpack.inputs.scheme_files import note_absent, read_schemes, with_scheme
from markpack.inputs.template_files import WORKBOOK, YAML, read_template
from markpack.model.context import Context
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit
from markpack.model.unit_versions import KEPT_SIGN, UnitVersions, kept_name

TEMPLATES, UNITS = "templates", "units"
UNIT_FOLDER = f"{TEMPLATES}/{UNITS}"

START = "Run markpack init to lay out a workspace, or go to the folder that holds yours."
_T = TypeVar("_T", Qualification, Unit)


def read_templates(root: Path, problems: Problems) -> Templates:
    """Return a workspace's templates. What is wrong with one stays with it until it is known who uses it."""
    if not (root / TEMPLATES).is_dir():
        problems.error(Place(TEMPLATES), "There is no folder templates here.", START)
        return Templates({}, {})
    faults: list[tuple[str, Problems]] = []
    qualifications = _read_folder(root, "qualifications", Qualification, problems, faults)
    units, versions, unused = _read_units(root, qualifications, problems, faults)
    layouts = f"{TEMPLATES}/layouts"
    for name in kept_online(root / layouts, layouts, problems):
        note_not_here(Place(f"{layouts}/{name}"), name, problems)
    return Templates(qualifications, units, (*faults, *unused), versions)


def _read_units(
    root: Path,
    qualifications: Mapping[str, Sourced[Qualification]],
    problems: Problems,
    faults: list[tuple[str, Problems]],
) -> tuple[dict[str, Sourced[Unit]], dict[str, dict[str, Sourced[Unit]]], list[tuple[str, Problems]]]:
    """Return the units and all their versions, with the schemes that they are judged by.

    Those whose scheme cannot be read are left out. The last are the problems of schemes that none of them uses.
    """
    found = _read_folder(root, UNITS, Unit, problems, faults)
    versions = read_versions(root / UNIT_FOLDER, UNIT_FOLDER, found, problems, faults)
    schemes, of_template = read_schemes(root), dict(faults)
    units: dict[str, Sourced[Unit]] = {}
    judged: dict[str, dict[str, Sourced[Unit]]] = {}
    for reference, of_unit in versions.items():
        for version, reading in of_unit.items():
            is_present = reading is found.get(reference)
            name = reference if is_present else kept_name(reference, version)
            if under_scheme := with_scheme(reading, qualifications, schemes, of_template[name]):
                judged.setdefault(reference, {})[version] = under_scheme
                if is_present:
                    units[reference] = under_scheme
    for name, qualification in qualifications.items():
        if qualification.record.scheme:  # stops nothing where each unit names its own
            absent = Problems()
            note_absent(qualification.record.scheme, qualification.place("scheme"), schemes, absent)
            of_template[name].include(absent.problems, Severity.WARNING)
    used = {reading.record.scheme_id for of_unit in versions.values() for reading in of_unit.values()}
    used |= {reading.record.scheme for reading in qualifications.values()}
    return units, judged, [(name, problems) for name, problems in schemes.faults.items() if name not in used]


def read_unit_versions(root: Path) -> UnitVersions:
    """Return all versions of a workspace's units, the present one first, whatever else in it is wrong.

    Raises InputError if a unit is wrong.
    """
    problems = Problems()
    faults: list[tuple[str, Problems]] = []
    qualifications = _read_folder(root, "qualifications", Qualification, Problems(), [])
    _, versions, _ = _read_units(root, qualifications, problems, faults)
    for _, of_unit in faults:
        problems.include(of_unit.problems)
    if problems.errors:
        raise InputError(problems.problems)
    return MappingProxyType({reference: as_written(of_unit) for reference, of_unit in versions.items()})


def read_unit(root: Path, reference: str) -> Unit:
    """Return a workspace's unit; raise InputError where there is none of that reference, or it has problems."""
    of_folders, problems = Problems(), Problems()
    templates = read_templates(root, of_folders)
    for name, of_template in templates.faults:
        if name == reference:
            problems.include(of_template.problems)
    unit, known = templates.units.get(reference), sorted(templates.units)
    if unit is None and not problems.errors:
        hint = sentences(did_you_mean(reference, known), f"Its units are {listing(known)}." if known else "")
        problems.error(Place(UNIT_FOLDER), f"The workspace has no unit {quote(reference)}.", hint)
        problems.include(of_folders.problems)
    if unit is None or problems.errors:
        raise InputError(problems.problems)
    return unit.record


def check_templates(
    templates: Templates, employers: Sequence[tuple[Sourced[Context], Templates]], today: datetime.date | None
) -> None:
    """Check templates, with the words of the employers whose documents are made from them.

    Each employer's context comes with the templates that are in force there; days after `today` are warned of.
    """
    for reference, versions in templates.versions.items():
        for unit in versions.values():
            check_unit(
                unit,
                [
                    context.within(Scope.ASSIGNMENT, assignment=reference)
                    for context, in_force in employers
                    if reference in _set_units(context) and in_force.units.get(reference) is unit
                ],
            )
            check_brief_template(unit)
            check_wording(unit, today)
    for reference, qualification in templates.qualifications.items():
        contexts = [context for context, _ in employers if context.record.qualification == reference]
        check_qualification(qualification, templates, contexts)
        check_unfinished_text(qualification, [()])
        check_printed_signs(qualification, [()])


def note_faults(
    templates: Templates, employers: Sequence[tuple[Sourced[Context], Templates]], problems: Problems
) -> None:
    """Note what is wrong with templates: a fault of one that none of the employers uses is a warning."""
    qualifications = {context.record.qualification for context, _ in employers}
    units = {
        kept_name(reference, unit.record.version_name)
        if (unit := in_force.units.get(reference)) and unit is not templates.units.get(reference)
        else reference
        for context, in_force in employers
        for reference in _set_units(context)
    }
    for name, of_template in templates.faults:
        reach = of_template.reach.scope
        is_used = name in (qualifications if reach is Scope.EMPLOYER else units)
        reference = name.partition(KEPT_SIGN)[0]
        within = problems.within(reach, assignment="" if reach is Scope.EMPLOYER else reference)
        is_left = KEPT_SIGN in name and not is_used  # nobody goes over the texts of a version that is only kept
        within.include(of_template.errors if is_left else of_template.problems, None if is_used else Severity.WARNING)


def _set_units(context: Sourced[Context]) -> set[str]:
    """Return the references of the units that an employer's learners are set."""
    return {reference for assignment in context.record.assignments for reference in assignment.references}


def _read_folder(
    root: Path, name: str, model: type[_T], problems: Problems, faults: list[tuple[str, Problems]]
) -> dict[str, Sourced[_T]]:
    """Return the templates of a folder by reference; add each one's problems to `faults`.

    What cannot be read goes by the name of its file.
    """
    readings: dict[str, Sourced[_T]] = {}
    folder, scope = f"{TEMPLATES}/{name}", Scope.EMPLOYER if model is Qualification else Scope.ASSIGNMENT
    error_count = len(problems.errors)
    endings = (*YAML, WORKBOOK) if model is Unit else YAML
    files = visible(root / folder, folder, problems)
    paths = [path for path in files if path.suffix.casefold() in endings and not is_kept(path)]
    if model is Unit:
        _note_other_workbooks(files, folder, faults)
    for original in kept_online(root / folder, folder, problems):
        faults.append((Path(original).stem, Problems().within(scope)))
        note_not_here(Place(f"{folder}/{original}"), original, faults[-1][1])
    for path in paths:
        file, of_template = f"{folder}/{path.name}", Problems().within(scope)
        document = read_template(path, file, of_template)
        reading = read_record(document, model, of_template) if document else None
        reference = reading.record.reference if reading and reading.is_valid_at("reference") else ""
        faults.append((reference or path.stem, of_template))
        if reading is None or not reference:
            continue
        if reference in readings:
            of_template.error(
                reading.place("reference"),
                f"The reference {quote(reference)} is that of {readings[reference].document.file} already.",
                "Give each template its own reference, or delete one of the two.",
            )
        elif other := next((name for name in readings if name.casefold() == reference.casefold()), ""):
            of_template.error(
                reading.place("reference"),
                f"The reference {quote(reference)} differs from {quote(other)}, that of "
                f"{readings[other].document.file}, by capital and small letters alone, so both would give their "
                "documents the same names.",
                "Change one of the two.",
            )
        else:
            readings[reference] = reading
    if not paths and not faults and len(problems.errors) == error_count:
        ending = f".yaml or {WORKBOOK}" if model is Unit else ".yaml"
        problems.error(Place(folder), f"There are no {name} here.", f"Add a template that ends in {ending}.")
    return readings


def _note_other_workbooks(files: Sequence[Path], folder: str, faults: list[tuple[str, Problems]]) -> None:
    """Warn of units in formats of spreadsheets that are not read."""
    for path in files:
        if path.suffix.casefold() in SPREADSHEETS:
            of_file = Problems().within(Scope.ASSIGNMENT)
            of_file.warn(
                Place(f"{folder}/{path.name}"),
                f"A unit that ends in “{path.suffix}” is not read.",
                REMEDIES[path.suffix.casefold()],
            )
            faults.append((path.name, of_file))
