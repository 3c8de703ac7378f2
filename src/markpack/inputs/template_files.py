"""The files of templates: YAML for all, and workbooks for units."""

from __future__ import annotations

from pathlib import Path

from markpack.inputs.files.located_data import LocatedData
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.problems import Problems
from markpack.inputs.records.unit_workbook import read_unit_workbook

YAML = (".yaml", ".yml")
WORKBOOK = ".xlsx"


def read_template(path: Path, file: str, problems: Problems) -> LocatedData | None:
    """Return what a template's file holds; None, with the problem noted, where it cannot be read."""
    read = read_unit_workbook if path.suffix.casefold() == WORKBOOK else read_yaml
    return read(path, file, problems)
