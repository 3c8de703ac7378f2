"""Lines for files in a marks folder that are no mark sheets, added to the list there."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from markpack.app.workspace import Workspace
from markpack.documents.catalogue.kinds import KINDS
from markpack.errors import InputError
from markpack.inputs.criteria_text.document import read_document
from markpack.inputs.files.csv_tables import Table, read_csv
from markpack.inputs.files.excel_tables import read_workbook
from markpack.inputs.files.safe_files import is_unicode
from markpack.inputs.marks.forms.excel_form import form_in_workbook
from markpack.inputs.marks.forms.form import FilledField, ReturnedForm, TooManyFields
from markpack.inputs.marks.forms.word_form import read_word_form
from markpack.inputs.marks.mark_list import is_long_form
from markpack.inputs.marks.parse_cache import parse_cached
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.not_marks import COLUMNS, FILE, listed_name
from markpack.model.pack_folders import COHORTS
from markpack.publish.csv_lists import with_rows
from markpack.publish.guarded_folder import GuardedFolder


def add_not_marks(
    workspace: Workspace, files: Sequence[Path], reason: str, by: str, on: datetime.date
) -> tuple[Path, ...]:
    """Put a line for each file, in place of an earlier one of it, and return the lists that were written.

    Raises InputError, before anything is written, for what is no file in an employer's marks folder, for a file that
    marks are read from, and for a list with other columns.
    """
    rows: dict[Path, list[dict[str, str]]] = {}
    for file in files:
        folder, name = _in_marks(workspace, file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        line = (name, digest, reason, by, on.isoformat())
        rows.setdefault(folder, []).append(dict(zip(COLUMNS, line, strict=True)))
    texts = {folder: with_rows(folder / FILE, COLUMNS, entries, _listed) for folder, entries in rows.items()}
    for folder, text in texts.items():
        GuardedFolder(folder, levels=len(folder.relative_to(workspace.root).parts)).write(
            FILE, text.encode("utf-8-sig")
        )
    return tuple(folder / FILE for folder in texts)


def _in_marks(workspace: Workspace, file: Path) -> tuple[Path, str]:
    """Return the marks folder that a file is in, and its name below that."""
    path, contexts = file.resolve(), workspace.contexts.resolve()
    parts = path.relative_to(contexts).parts if path.is_relative_to(contexts) else ()
    depth = 3 if parts[1:2] == (COHORTS,) else 1
    if len(parts) < depth + 2 or parts[depth] != "marks" or not path.is_file():
        message = "This is not a file in an employer’s or a cohort’s marks folder."
        raise InputError.at(file, message, "Name a file in contexts/<employer>/marks/.")
    name = "/".join(parts[depth + 1 :])
    if not is_unicode(name):
        message = "The file’s name is not in Unicode, so no list can hold it."
        raise InputError.at(file, message, "Rename the file.")
    if listed_name(name) == FILE:
        message = "This is the list itself, which is not read as marks."
        raise InputError.at(file, message, "Name the files that are not mark sheets.")
    _refuse_marks(path, str(file))
    return workspace.contexts.joinpath(*parts[:depth], "marks"), name


def _refuse_marks(path: Path, file: str) -> None:
    """Raise InputError for a file that marks or statements are read from: listed, it would not be read."""
    if what := _form(path) or _list_of_marks(path) or _form_without_identity(path):
        message = f"This is {what}. Listed, what is filled in on it is not read."
        hint = "If it is not to count, move it out of marks/; otherwise `markpack check` says what has to be put right."
        raise InputError.at(file, message, hint)


def _form(path: Path) -> str:
    """Return what a file is in words, if it says that it is a form which is read; else nothing."""
    document, _ = parse_cached(read_document, path, str(path), None)()
    kind = KINDS.get(document.identity.kind) if document else None
    if document is None or kind is None or kind.value.not_read_because:
        return ""
    identity = document.identity
    whose = f" of {identity.learner}" if identity.learner else ""
    return f"{kind.value.noun}{whose}, unit {identity.unit}"


def _list_of_marks(path: Path) -> str:
    ending = path.suffix.casefold()
    tables: Sequence[Table] = ()
    if ending == ".csv":
        table, _ = parse_cached(read_csv, path, str(path), None)()
        tables = (table,) if table else ()
    elif ending == ".xlsx":
        book, _ = parse_cached(read_workbook, path, str(path), None)()
        tables = book.sheets if book else ()
    return "a list of marks" if any(map(is_long_form, tables)) else ""


def _form_without_identity(path: Path) -> str:
    """Return what a file is that has lost what it says of itself, and is read by its fields; else nothing."""
    form: ReturnedForm | None = None
    match path.suffix.casefold():
        case ".pdf":
            from markpack.inputs.marks.forms.pdf_form import read_pdf_form  # its library takes long to load

            form, _ = parse_cached(read_pdf_form, path, str(path), None)()
        case ".docx":
            form, _ = parse_cached(read_word_form, path, str(path), None)()
        case ".xlsx":
            book, _ = parse_cached(read_workbook, path, str(path), None)()
            with suppress(TooManyFields):  # of which nothing is read
                form = form_in_workbook(book) if book else None
    is_read = form is not None and not form.identity.kind
    return "a form that is filled in" if form and is_read and any(map(_is_filled_in, form.fields)) else ""


def _is_filled_in(field: FilledField) -> bool:
    return is_field_name(field.name) and bool(field.cell)


def _listed(row: Mapping[str, str]) -> str:
    return listed_name(row.get("file", ""))
