"""Learners whose marks for an assignment cannot be relied on: none of their results are shown or handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from markpack.model.forms.field_names import SEPARATOR


class HoldReason(Enum):
    """Why a learner is held, in the word that lists show in place of an outcome."""

    NOT_READ = "Returned, not read"
    CONFLICT = "Marks in doubt"


@dataclass(frozen=True, slots=True)
class Hold:
    """A learner who is held for an assignment (its name), and the files that have to be put right.

    Their completed and feedback documents stay as they are. `everything` means all of their own documents: it is not
    known what they should look like, or whose they are. `name` is the learner's, where the register has one.
    """

    learner: str
    assignment: str
    reason: HoldReason
    files: tuple[str, ...]
    everything: bool = False
    name: str = ""

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of the files without their folders."""
        return tuple(dict.fromkeys(file.rpartition("/")[2] for file in self.files))

    def concerns(self, units: Iterable[str]) -> bool:
        """Say whether one of the units (references) is in its assignment."""
        return not set(units).isdisjoint(self.assignment.split(SEPARATOR))
