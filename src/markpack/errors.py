"""What can go wrong for a user, as data: a problem, where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePath
from typing import Self


class Severity(Enum):
    """An error stops or holds what is of its scope; a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


class Scope(Enum):
    """How far an error reaches, from the whole workspace down to one returned file.

    From workspace to assignment, nothing of that scope is made. An error of a learner or a file holds the completed
    and feedback documents of the learners concerned; all else is made.
    """

    WORKSPACE = "workspace"
    EMPLOYER = "employer"
    COHORT = "cohort"
    ASSIGNMENT = "assignment"
    LEARNER = "learner"
    FILE = "file"

    @property
    def holds(self) -> bool:
        """Whether an error holds documents of learners only, and stops nothing else."""
        return self in (Scope.LEARNER, Scope.FILE)


@dataclass(frozen=True, slots=True)
class Reach:
    """The scope of a problem, and who is concerned as far as it is known.

    `employer` is a folder's name, `assignment` the name of an assignment or the reference of a unit in it, `learners`
    are registration numbers as they were found. What is empty is not known, or all of them.
    """

    scope: Scope = Scope.WORKSPACE
    employer: str = ""
    assignment: str = ""
    learners: tuple[str, ...] = ()

    def narrowed(
        self, scope: Scope | None = None, *, employer: str = "", assignment: str = "", learners: Iterable[str] = ()
    ) -> Reach:
        """Return this with what is given in place of what it had."""
        return Reach(
            scope or self.scope,
            employer or self.employer,
            assignment or self.assignment,
            tuple(dict.fromkeys(filter(None, learners))) or self.learners,
        )


EVERYTHING = Reach()
"""The whole workspace."""


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
    def letters(self) -> str:
        """The letters of a cell's column; empty where there is no cell."""
        return self.cell.rstrip("0123456789")

    @property
    def row(self) -> int:
        """The number of a cell's row, or of the line; 0 where there is neither."""
        return int(self.cell[len(self.letters) :] or 0) if self.cell else self.line

    @property
    def _order(self) -> tuple[object, ...]:
        """As people go through a file: down, then across; A2 comes before A10, and column B before AA."""
        letters = self.letters
        return self.file, self.line, self.column, self.sheet, self.row, len(letters), letters, self.field

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
    reach: Reach = field(default=EVERYTHING, compare=False)

    @property
    def scope(self) -> Scope:
        """How far the problem reaches."""
        return self.reach.scope

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f" {self.hint}" if self.hint else "")


def split(problems: Iterable[Problem]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return the errors and the warnings among problems."""
    found = tuple(problems)
    errors = tuple(problem for problem in found if problem.severity is Severity.ERROR)
    return errors, tuple(problem for problem in found if problem.severity is Severity.WARNING)


class InputError(Exception):
    """The user's files have problems; carries all of them, in the order of file and position."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, place: str | PurePath, message: str, hint: str) -> Self:
        """Return the error for one problem of a file or folder, or of whatever else `place` names."""
        return cls([Problem(Place(str(place)), message, hint)])


class EnvironmentLacks(Exception):
    """The machine lacks something that markpack needs; the message says what and how to get it."""
