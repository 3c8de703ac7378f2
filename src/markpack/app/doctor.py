"""The story of `markpack doctor`: what this machine and this workspace can do, and what mends what they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from markpack.app.machine import libraries, system
from markpack.app.machine.finding import Finding, fine, look
from markpack.app.workspace import Workspace, find_workspace
from markpack.errors import InputError

if TYPE_CHECKING:
    from markpack.inputs.workspace_inputs import Inputs


def examine(start: Path, *, console_encoding: str = "utf-8") -> tuple[Finding, ...]:
    """Return what was found out, in an order in which it can be mended.

    `start` is a workspace's folder or one inside it; where there is no workspace, the folder itself is looked at.
    Writes a file and takes it away again, and nothing else. Raises nothing for what a machine lacks.
    """
    return tuple(_findings(start, console_encoding))


def _findings(start: Path, console_encoding: str) -> Iterator[Finding]:
    yield from libraries.python()
    yield from libraries.libraries()
    yield from libraries.formats()
    yield from libraries.fonts()
    yield from system.office()
    yield from libraries.cluster()
    yield from system.processors()
    yield from system.limits()
    yield from system.letters(console_encoding)
    try:
        from markpack.app.machine import folders
    except ImportError:  # a library is missing, which was said
        return
    try:
        workspace = find_workspace(start)
    except InputError as error:
        yield look("Workspace", error.problems[0].message, error.problems[0].hint)
        workspace = Workspace(start.resolve())
        planned: list[str] = []
    else:
        yield fine("Workspace", f"{workspace.root}")
        inputs = _inputs(workspace)
        planned = _planned(workspace, inputs)
        if inputs:
            yield _brief_texts(inputs)
    yield from folders.permission(workspace.output)
    yield from folders.room(workspace.output)
    yield from folders.synchronised(workspace.output)
    yield from folders.paths(workspace.output, planned)


def _inputs(workspace: Workspace) -> Inputs | None:
    """Return what a build would read; None where it would stop, for problems are what `check` is for."""
    try:
        from markpack.app.full_build import read_workspace

        return read_workspace(workspace, (), strict=False)[0]
    except Exception:  # a library that is missing was named
        return None


def _planned(workspace: Workspace, inputs: Inputs | None) -> list[str]:
    """Return the paths of documents below the output: those of a build, or what is there where it would stop."""
    if inputs is None:
        return [path.relative_to(workspace.output).as_posix() for path in workspace.output.rglob("*")]
    from markpack.app.pack_plan import collect_pack_inputs
    from markpack.documents.catalogue.catalogue import list_documents

    return [
        f"{employer.folder}/{entry.path}"
        for employer in inputs.employers
        for entry in list_documents(collect_pack_inputs(inputs, employer))
    ]


def _brief_texts(inputs: Inputs) -> Finding:
    """Look whether centre.yaml says what learners ask: how to hand in, when feedback comes, how to appeal."""
    from markpack.inputs.checks.brief_texts import missing_texts

    missing = missing_texts(
        inputs.centre, [entry.method for pack in inputs.employers for entry in pack.context.assignments]
    )
    if not missing:
        return fine("Briefs", "centre.yaml says how to hand in, when feedback comes, how to appeal, and so on.")
    return look(
        "Briefs",
        f"They leave out what contexts/centre.yaml does not say: {'; '.join(missing)}.",
        "Add the texts; docs/briefs.md has ones to start from.",
    )
