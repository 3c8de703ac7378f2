"""What can go wrong for a user, as data: a problem, where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum


class Severity(Enum):
    """An error stops the run before anything is rendered; a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a user's file something stands: line and column (from 1), sheet and cell, or a form's field."""

    file: str
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""
    field: str = ""

    def __lt__(self, other: Place) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[object, ...]:
        """As people go through a file: down, then across; A2 comes before A10, and column B before AA."""
        column = self.cell.rstrip("0123456789")
        row = self.cell[len(column) :]
        return self.file, self.line, self.column, self.sheet, int(row or 0), len(column), column, self.field

    def __str__(self) -> str:
        if self.cell:
            return (
                f"{self.file}, sheet “{self.sheet}”, cell {self.cell}"
                if self.sheet
                else f"{self.file}, cell {self.cell}"
            )
        if self.line:
            return f"{self.file}, line {self.line}" + (f", column {self.column}" if self.column else "")
        if self.field:
            return f"{self.file}, field “{self.field}”"
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
