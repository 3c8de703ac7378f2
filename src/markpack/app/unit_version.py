"""Another version of a unit: the template that there is is kept beside it, and the next one begins as its copy."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from markpack.app.workspace import Workspace
from markpack.app.yaml_edit import plain_data, with_entries
from markpack.errors import InputError
from markpack.inputs.files.yaml_text import YamlDocument
from markpack.inputs.problems import Problems, did_you_mean, listing, message_and_hint, quote, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.template_files import WORKBOOK, YAML
from markpack.inputs.template_folders import read_templates
from markpack.model.unit import Unit, Version
from markpack.model.unit_versions import kept_name, next_version
from markpack.publish.guarded_folder import GuardedFolder


def new_version(
    workspace: Workspace, reference: str, version: str = "", *, valid_from: datetime.date
) -> tuple[Path, Path]:
    """Keep a unit's template under its version, begin the next one, and return the files of both, the kept one first.

    The kept file has the bytes that the template had, but for the line with its version; so has the next one, but for
    its version and the day from which it is valid. Raises InputError, before anything is written, where there is no
    such unit, something is wrong with its template, either version is there already, or the present one says no more
    than one that is kept.
    """
    unit, versions = _unit(workspace, reference)
    file = PurePosixPath(unit.document.file)
    kept, new = unit.record.version_name, version or next_version(unit.record.version_name)
    _check_name(str(file), new)
    kept_file = file.with_name(f"{kept_name(file.stem, kept)}{file.suffix}")
    if new in versions:
        raise InputError.at(file, f"There is a version {quote(new)} of unit {reference} already.", "Name another one.")
    for ending in (file.suffix, *YAML, WORKBOOK):
        if (workspace.root / kept_file.with_name(f"{kept_name(file.stem, kept)}{ending}")).exists():
            raise InputError.at(
                f"{kept_file.parent}/{kept_name(file.stem, kept)}{ending}",
                "This version is kept already, and nothing is overwritten.",
                "Rename one of them.",
            )
    for name, other in versions.items():
        if name != kept and not other.invalid_at and other.record.template_digest == unit.record.template_digest:
            raise InputError.at(
                file,
                f"Version {kept} has the wording of version {name}, which is kept, so there is nothing to keep.",
                "Replace the wording in it.",
            )
    document = unit.document
    if not isinstance(document, YamlDocument):
        raise InputError.at(
            file,
            "The template is a workbook, into which markpack writes nothing.",
            f"Write {kept} as its Version, save it as {kept_file.name} as well, and then write {new} as the Version of "
            f"{file.name}, and the day from which it is valid.",
        )
    data = (workspace.root / file).read_bytes()
    earlier = data if unit.record.version else _with_keys(data, document, {"version": kept})
    present = _with_keys(data, document, {"version": new, "valid_from": valid_from.isoformat()})
    folder = GuardedFolder(workspace.root)
    folder.add(str(kept_file), earlier)
    try:
        folder.write(str(file), present)
    except OSError:
        folder.remove(str(kept_file))
        raise
    return workspace.root / kept_file, workspace.root / file


def _unit(workspace: Workspace, reference: str) -> tuple[Sourced[Unit], Mapping[str, Sourced[Unit]]]:
    """Return a unit's template, and all versions of it; raise InputError where there is none that is sound."""
    templates = read_templates(workspace.root, Problems())
    faults = [problem for name, problems in templates.faults if name == reference for problem in problems.errors]
    if faults:
        raise InputError(faults)
    if reference not in templates.units:
        known = sorted(templates.units)
        raise InputError.at(
            "templates/units",
            f"There is no unit {quote(reference)} here.",
            sentences(did_you_mean(reference, known), f"Units are {listing(known)}."),
        )
    return templates.units[reference], templates.versions[reference]


def _check_name(file: str, version: str) -> None:
    """Raise InputError for what is no version's name."""
    try:
        TypeAdapter(Version).validate_python(version)
    except ValidationError as error:
        raise InputError.at(file, *message_and_hint(error.errors(include_url=False)[0]["ctx"]["error"])) from None


def _with_keys(data: bytes, document: YamlDocument, values: Mapping[str, str]) -> bytes:
    """Return a template's bytes with other values for some keys; those that it does not have stand below reference.

    Raises InputError where the template then says anything else than it should.
    """
    entries = {key: f'"{value}"' if key == "version" else value for key, value in values.items()}
    text = with_entries(data, document, entries, document.values["reference",].last_line)
    if plain_data(text, document.file) != {**plain_data(data, document.file), **values}:
        raise InputError.at(
            document.file,
            "The version cannot be written into this template, because of how its first lines are laid out.",
            "Write reference, version and valid_from each on a line of its own, save it as UTF-8, and run this again.",
        )
    return text
