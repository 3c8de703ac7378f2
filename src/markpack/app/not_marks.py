"""Lines for files in a marks folder that are no mark sheets, added to the list there."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

from markpack.app.workspace import Workspace
from markpack.errors import InputError, Place, Problem
from markpack.inputs.files.safe_files import is_unicode
from markpack.model.forms.not_marks import COLUMNS, FILE
from markpack.publish.guarded_folder import GuardedFolder


def add_not_marks(
    workspace: Workspace, files: Sequence[Path], reason: str, by: str, on: datetime.date
) -> tuple[Path, ...]:
    """Add a line for each file, and return the lists that were written.

    Raises InputError, before anything is written, for what is no file in an employer's marks folder, and for a list
    with other columns.
    """
    rows: dict[Path, list[dict[str, str]]] = {}
    for file in files:
        folder, name = _in_marks(workspace, file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        line = (name, digest, reason, by, on.isoformat())
        rows.setdefault(folder, []).append(dict(zip(COLUMNS, line, strict=True)))
    texts = {folder: _with_rows(folder / FILE, entries) for folder, entries in rows.items()}
    for folder, text in texts.items():
        GuardedFolder(folder, levels=3).write(FILE, text.encode("utf-8-sig"))
    return tuple(folder / FILE for folder in texts)


def _in_marks(workspace: Workspace, file: Path) -> tuple[Path, str]:
    """Return the marks folder that a file is in, and its name below that."""
    path, contexts = file.resolve(), workspace.contexts.resolve()
    parts = path.relative_to(contexts).parts if path.is_relative_to(contexts) else ()
    if len(parts) < 3 or parts[1] != "marks" or not path.is_file():
        message = "This is no file in an employer’s marks folder."
        raise InputError([Problem(Place(str(file)), message, "Name a file in contexts/<employer>/marks/.")])
    name = "/".join(parts[2:])
    if not is_unicode(name):
        message = "The file’s name is not in Unicode, so no list can hold it."
        raise InputError([Problem(Place(str(file)), message, "Rename the file.")])
    return workspace.contexts / parts[0] / "marks", name


def _with_rows(path: Path, rows: Sequence[dict[str, str]]) -> str:
    """Return a list's text with rows added, in the order of its own columns."""
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    except UnicodeDecodeError:
        text = "?"
    header = text.partition("\n")[0].strip() if text else ",".join(COLUMNS)
    delimiter = ";" if ";" in header else ","
    columns = [name.strip(' "').casefold() for name in header.split(delimiter)]
    if not set(COLUMNS) <= set(columns):
        hint = f"Save it as CSV UTF-8 with the columns {', '.join(COLUMNS)} in the first row."
        raise InputError([Problem(Place(str(path)), "Nothing can be added to this list.", hint)])
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, delimiter=delimiter, lineterminator="\n")
    if not text:
        writer.writeheader()
    writer.writerows(rows)
    end = "\n" if text and not text.endswith("\n") else ""
    return f"{text}{end}{stream.getvalue()}"
