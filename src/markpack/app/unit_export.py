"""A unit as a file in the other format: a workbook of a YAML file, or a YAML file of a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markpack.app.unit_yaml import unit_yaml
from markpack.app.workspace import Workspace
from markpack.documents.unit_workbook.builder import build_unit_workbook
from markpack.errors import InputError, Place, Problem
from markpack.inputs.problems import Problems
from markpack.inputs.records.record_reader import read_record
from markpack.inputs.scheme_files import read_schemes
from markpack.inputs.template_files import read_template
from markpack.inputs.template_folders import read_unit
from markpack.model.unit import Unit
from markpack.publish.guarded_folder import GuardedFolder
from markpack.publish.scratch import scratch_folder
from markpack.writers.xlsx.unit_workbook import write_unit_workbook


def export_unit(workspace: Workspace, reference: str, ending: str, target: Path, dated: datetime.date) -> Path:
    """Write a unit as a file that ends in xlsx or yaml into a folder, or under a name, and return the file.

    Nothing of the unit is lost: what was written is read again and compared. Raises InputError for a unit that is not
    there or has problems, for one that the format cannot hold, and where the file is there already.
    """
    unit = read_unit(workspace.root, reference)
    data = unit.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    path = target / file_name(unit.reference, ending) if target.is_dir() else target
    if path.suffix.casefold() != f".{ending}":
        message = f"The file to write is a .{ending} file, and this name ends otherwise."
        raise InputError(
            [Problem(Place(str(path)), message, f"Give a folder that is there, or a name that ends in .{ending}.")]
        )
    content = _bytes(workspace, unit, data, ending, dated)
    _check_same(unit, content, path)
    add_file(path.parent, path.name, content)
    return path


def _bytes(workspace: Workspace, unit: Unit, data: Mapping[str, Any], ending: str, dated: datetime.date) -> bytes:
    """Return the bytes of a unit's file; raise InputError where a workbook cannot hold one of its texts."""
    if ending == "yaml":
        return unit_yaml(data).encode()
    schemes = sorted(read_schemes(workspace.root).schemes)
    try:
        return write_unit_workbook(build_unit_workbook(data, unit.scheme, schemes=schemes, dated=dated))
    except ValueError as error:
        message = f"The unit cannot be a workbook: {error}."
        raise InputError.at(unit.reference, message, "Keep it as a YAML file.") from error


def file_name(reference: str, ending: str) -> str:
    """Return the name of a unit's file: a reference may hold slashes, a name may not."""
    return f"{reference.replace('/', '-')}.{ending}"


def add_file(folder: Path, name: str, content: bytes) -> None:
    """Write a file below a folder where there is none; raise InputError where there is one."""
    try:
        GuardedFolder(folder).add(name, content)
    except FileExistsError:
        message = "This file is there already, and is not overwritten."
        raise InputError.at(folder / name, message, "Move it away, or give another name.") from None


def _check_same(unit: Unit, content: bytes, path: Path) -> None:
    """Raise InputError unless reading a file gives the unit again."""
    problems = Problems()
    with scratch_folder() as folder:
        GuardedFolder(Path(folder)).add(path.name, content)
        document = read_template(Path(folder) / path.name, path.name, problems)
    reading = read_record(document, Unit, problems) if document else None
    if not problems.errors and reading and reading.record.template_digest == unit.template_digest:
        return
    what = problems.errors[0].message if problems.errors else "One of its texts would be read back as another one."
    message = f"The unit cannot be written as {path.suffix} without loss. {what}"
    raise InputError.at(path, message, "Leave it in its present format.")
