"""The story of `markpack check`: everything is read and listed, and nothing is written."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from markpack.app.full_build import read_workspace
from markpack.app.pack_plan import check_names, collect_pack_inputs
from markpack.app.unprinted_letters import check_letters
from markpack.app.workspace import Workspace
from markpack.documents.catalogue.catalogue import list_documents
from markpack.errors import InputError, Problem, split


def check(
    workspace: Workspace, employers: Sequence[str] = (), *, strict: bool = False, today: datetime.date | None = None
) -> tuple[Problem, ...]:
    """Return the warnings of a workspace; raise InputError with every problem there is. Writes nothing."""
    inputs, problems = read_workspace(workspace, employers, today, strict=strict)
    found = list(problems)
    for employer in inputs.employers:
        pack = collect_pack_inputs(inputs, employer)
        entries = list_documents(pack)
        try:
            check_names(employer, entries)
        except InputError as error:
            found += error.problems
        found += check_letters(employer.folder, pack, entries)
    errors, warnings = split(found)
    if errors or (strict and warnings):
        raise InputError(found)
    return warnings
