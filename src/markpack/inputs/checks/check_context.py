"""What the checks of an employer share: its files, what they are checked against, and the problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markpack.inputs.problems import Problems
from markpack.inputs.records.record_reader import Reading
from markpack.inputs.records.register import Register
from markpack.model.centre import Centre
from markpack.model.context import Context
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit


@dataclass(frozen=True)
class Templates:
    """The qualification and unit templates, and the references of those whose files cannot be read."""

    qualifications: Mapping[str, Reading[Qualification]]
    units: Mapping[str, Reading[Unit]]
    unreadable: frozenset[str]


@dataclass(frozen=True)
class CheckContext:
    """An employer's context and register, the templates and centre beside them, and the problems so far.

    `folder` is the employer's.
    """

    context: Reading[Context]
    register: Register
    folder: Path
    templates: Templates
    centre: Reading[Centre] | None
    problems: Problems

    @property
    def qualification(self) -> Reading[Qualification] | None:
        """The template of the employer's qualification, if there is one."""
        return self.templates.qualifications.get(self.context.record.qualification)
