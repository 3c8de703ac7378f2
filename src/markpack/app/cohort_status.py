"""The story of `markpack status`: the documents that a build would make, compared with the output."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markpack.app.full_build import kinds_by_hand
from markpack.app.pack_plan import Pack, layouts_of, plan_all
from markpack.app.status_list import status_csv
from markpack.app.workspace import Workspace
from markpack.documents.catalogue.status import EmployerStatus, FileState, employer_status
from markpack.errors import Problem, split
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options


@dataclass(frozen=True)
class Status:
    """The status of learners and documents at each employer, the warnings of the inputs, and their problems.

    `stopped` are the folders of employers of whom nothing can be made, nor shown, because of problems.
    """

    employers: tuple[EmployerStatus, ...]
    warnings: tuple[Problem, ...]
    problems: tuple[Problem, ...] = ()
    stopped: tuple[str, ...] = ()
    as_of: datetime.date | None = None
    """The day on which what is late or overdue is so; None where the status was asked for without one."""

    @property
    def csv(self) -> str:
        """The status of learners as CSV, with a heading."""
        return status_csv(self.employers)


def status(
    workspace: Workspace,
    employers: Sequence[str] = (),
    *,
    dated: datetime.date | None = None,
    today: datetime.date | None = None,
    as_of: datetime.date | None = None,
) -> Status:
    """Return the status of learners and documents; raise InputError as a build does. Writes nothing.

    `dated` is the date that all files bear, where a build is given one. Decisions dated after `today` are warned of.
    What is late or overdue is so on the day `as_of`, else `today`, by the marks that are recorded now.
    """
    day = as_of or today
    inputs, problems = read_inputs(workspace.root, employers, today=today)
    layouts = layouts_of(workspace)
    options = Options(employers, dated=dated)
    packs, problems, stopped = plan_all(workspace, inputs, layouts, options, problems)
    errors, warnings = split(problems)
    return Status(tuple(employer_of(pack, day) for pack in packs), warnings, errors, stopped, day)


def employer_of(pack: Pack, as_of: datetime.date | None) -> EmployerStatus:
    """Return the status of learners and documents at an employer, on a day if one is given."""
    by_hand = kinds_by_hand(pack.publication.manual_changes())
    states = {entry.path: FileState.CURRENT for entry in pack.selection}
    states |= {entry.path: FileState.TO_BUILD for entry in pack.stale}
    states |= {path: FileState.EDITED for path in by_hand if path in states}
    return employer_status(replace(pack.cohort, as_of=as_of), pack.selection, states, by_hand)
