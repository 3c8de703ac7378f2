"""Versions of a unit: what they are called, and the note of the one that an assignment was set with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markpack.model.forms.field_names import SEPARATOR

if TYPE_CHECKING:
    from markpack.model.unit import Unit

KEPT_SIGN = "@"
"""Stands in a kept template's file name before its version: 8604-308@1.yaml."""

FILE = "unit-versions.csv"
"""The list of notes, in the workspace's records."""
COLUMNS = ("employer", "assignment", "unit", "version", "criteria_sha256")
"""The columns that the list of notes always has; the first three say what a line is about."""
WEIGHTING = "weighting"
"""A further column, which lists of earlier versions lack: by which rule marks are shared out."""

UnitVersions = Mapping[str, Mapping[str, "Unit"]]
"""All versions of units, the kept ones too: by the unit's reference, then by the version's name."""


@dataclass(frozen=True)
class NotedVersion:
    """Which version of a unit an employer's assignment was set with: its name, and the digest of its criteria.

    Of an assignment of several units, or a weighted one, `weighting` is the rule by which marks are shared out (see
    `Assignment.weighting`); empty for others, and in a line from before there were two of them.
    """

    employer: str
    assignment: str
    unit: str
    version: str
    criteria_sha256: str
    weighting: str = ""

    @property
    def row(self) -> dict[str, str]:
        """The line of the list, by column."""
        return {name: getattr(self, name) for name in (*COLUMNS, WEIGHTING)}


def kept_name(reference: str, version: str) -> str:
    """Return what a kept version of a unit goes by: 8604-308@1."""
    return f"{reference}{KEPT_SIGN}{version}"


def version_text(units: Iterable[Unit]) -> str:
    """Return the version of a unit, or those of several as 8604-308@1+8604-401@2; nothing where none names one."""
    members = tuple(units)
    if len(members) == 1:
        return members[0].version or ""
    return SEPARATOR.join(kept_name(unit.reference, unit.version) for unit in members if unit.version)


def next_version(version: str) -> str:
    """Return the version after one: its last number and one more, 2 for 1; where it has none, -2 is put behind it."""
    stem = version.rstrip("0123456789")
    number = version[len(stem) :]
    return f"{stem}{int(number) + 1}" if number else f"{version}-2"
