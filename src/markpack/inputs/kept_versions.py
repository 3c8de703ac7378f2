"""Earlier versions of units, which are kept beside the present template: 8604-308@1.yaml beside 8604-308.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markpack.errors import Scope
from markpack.inputs.files.safe_files import visible
from markpack.inputs.problems import Problems, quote
from markpack.inputs.records.record_reader import Sourced, read_record
from markpack.inputs.template_files import WORKBOOK, YAML, read_template
from markpack.model.unit import FIRST_VERSION, Unit
from markpack.model.unit_versions import KEPT_SIGN, kept_name, next_version


def is_kept(path: Path) -> bool:
    """Say whether a file is named as a kept version of a unit."""
    return KEPT_SIGN in path.stem


def read_versions(
    folder: Path,
    file: str,
    units: Mapping[str, Sourced[Unit]],
    problems: Problems,
    faults: list[tuple[str, Problems]],
) -> dict[str, dict[str, Sourced[Unit]]]:
    """Return all versions of each unit by its reference and their names: the present one, then those that are kept.

    `units` are the present ones of the folder, whose name from the workspace is `file`. The problems of kept ones are
    added to `faults`.
    """
    versions = {reference: {unit.record.version_name: unit} for reference, unit in units.items()}
    unreadable = {name for name, _ in faults} - units.keys()
    for path in visible(folder, file, problems):
        if not is_kept(path) or path.suffix.casefold() not in (*YAML, WORKBOOK):
            continue
        stem, _, version = path.stem.rpartition(KEPT_SIGN)
        of_template = Problems().within(Scope.ASSIGNMENT)
        document = read_template(path, f"{file}/{path.name}", of_template)
        reading = read_record(document, Unit, of_template) if document else None
        reference = reading.record.reference if reading and reading.is_valid_at("reference") else stem
        faults.append((kept_name(reference, version), of_template))
        if reading is None or not reading.is_valid_at("reference") or not reading.is_valid_at("version"):
            continue
        says = reading.record.version
        if says != version:
            of_template.error(
                reading.place("version"),
                f"The file is kept as version {quote(version)}, but says {quote(says) if says else 'no version'}.",
                f"Name the file {stem}{KEPT_SIGN}{says}{path.suffix}, or write into it the version that it is."
                if says
                else f"Write into it the version that it is, such as {FIRST_VERSION}, and name the file after it.",
            )
        elif reference not in units and reference not in unreadable:
            of_template.error(
                reading.place("reference"),
                f"This is kept as version {version} of unit {reference}, which has no template of its own beside it.",
                f"Add the present template as {stem}.yaml, or take {KEPT_SIGN}{version} out of this file’s name.",
            )
        elif version in versions.get(reference, {}):
            other = versions[reference][version]
            of_template.error(
                reading.place("version"),
                f"Version {quote(version)} of unit {reference} is also in {other.document.file}.",
                f"If that is the newer one, write another version there, such as {next_version(version)}."
                if other is units.get(reference)
                else "Keep one of the two.",
            )
        else:
            versions.setdefault(reference, {})[version] = reading
    return versions
