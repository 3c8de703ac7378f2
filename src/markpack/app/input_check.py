"""The story of `markpack check`: everything is read and listed, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.app.full_build import check_names, collect_pack_inputs, read_workspace
from markpack.app.workspace import Workspace
from markpack.documents.catalogue.catalogue import list_documents
from markpack.errors import Problem


def check(workspace: Workspace, employers: Sequence[str] = (), *, strict: bool = False) -> tuple[Problem, ...]:
    """Return the warnings of a workspace; raise InputError with every problem there is. Writes nothing."""
    inputs, warnings = read_workspace(workspace, employers, strict=strict)
    for employer in inputs.employers:
        check_names(employer, list_documents(collect_pack_inputs(inputs, employer)))
    return warnings
