"""What can go wrong for a user, as data: a problem, where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum


class Severity(Enum):
    """An error stops the run before anything is rendered; a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """Where in a user's file something stands: line and column (from 1), or sheet and cell."""

    file: str
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        if self.cell:
            return (
                f"{self.file}, sheet “{self.sheet}”, cell {self.cell}"
                if self.sheet
                else f"{self.file}, cell {self.cell}"
            )
        if self.line:
            return f"{self.file}, line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{self.file}, sheet “{self.sheet}”" if self.sheet else self.file


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right: where it is, what is wrong (with the value and the rule), and the remedy."""

    place: Place
    message: str
    hint: str = ""
    severity: Severity = field(default=Severity.ERROR, compare=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f" {self.hint}" if self.hint else "")


class InputError(Exception):
    """The user's files have problems; carries all of them, in the order of file and position."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class EnvironmentLacks(Exception):
    """The machine lacks something that markpack needs; the message says what and how to get it."""
