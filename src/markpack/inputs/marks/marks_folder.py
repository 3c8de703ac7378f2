"""Everything in an employer's marks/ folder: which files are read, and the attempts that they add up to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from markpack.errors import Place, Severity
from markpack.inputs.files.csv_tables import read_csv
from markpack.inputs.files.excel_tables import Workbook, read_workbook
from markpack.inputs.files.safe_files import is_outside, note_outside, note_unlisted, present
from markpack.inputs.marks.attempt_merger import AttemptMerger
from markpack.inputs.marks.forms.excel_form import form_in_workbook
from markpack.inputs.marks.forms.mark_sheet_reader import WHAT_IS_READ, is_foreign, read_sheet
from markpack.inputs.marks.forms.word_form import read_word_form
from markpack.inputs.marks.mark_entries import MarkEntry
from markpack.inputs.marks.mark_list import is_long_form, read_long_form
from markpack.inputs.marks.markbook import markbook_unit, read_markbook
from markpack.inputs.marks.parse_cache import ParseCache, parse_cached
from markpack.inputs.problems import Problems, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.forms.identity import identity_of
from markpack.model.marks import MarkedAttempt

_T = TypeVar("_T")

_SILENT = ("thumbs.db", "desktop.ini", "__macosx", "readme.md", "readme.txt")
_OTHER_DOCUMENTS = (".doc", ".docm", ".dotx", ".odt", ".rtf", ".pages")
_OTHER_SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")


def read_marks(
    folder: Path, file: str, cohort: MarkingContext, findings: Problems, kept: ParseCache | None = None
) -> tuple[MarkedAttempt, ...]:
    """Return the attempts marked in a folder (`file` is its name from the workspace); none if there is no folder.

    What is `kept` of files that have been opened before is not found out again.
    """
    reader = AttemptMerger(cohort, findings)
    for path in _files(folder, file, findings):
        name = f"{file}/{path.relative_to(folder).as_posix()}"
        for entry in _entries(path, name, folder.parent.name, cohort, findings, kept):
            reader.add(entry)
    return reader.attempts()


def _files(folder: Path, file: str, findings: Problems) -> Iterator[Path]:
    """Yield the files in a folder and below it by name, passing over hidden and lock files; follow no links out."""
    if not present(folder):
        return
    if is_outside(folder, file):
        note_outside(file, findings)
        return

    def name_of(path: str) -> str:
        return f"{file}/{Path(path).relative_to(folder).as_posix()}".removesuffix("/.")

    def not_listed(error: OSError) -> None:
        note_unlisted(name_of(str(error.filename)), error, findings)

    for directory, subfolders, names in os.walk(folder, onerror=not_listed):
        subfolders[:] = sorted(name for name in subfolders if not _is_silent(name))
        for name in subfolders:
            if Path(directory, name).is_symlink():
                findings.warn(
                    Place(name_of(str(Path(directory, name)))),
                    "This is a link to a folder, which is not followed.",
                    "Put the files themselves here.",
                )
        yield from (Path(directory, name) for name in sorted(names) if not _is_silent(name))


def _is_silent(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold() in _SILENT


def _entries(
    path: Path, file: str, employer: str, cohort: MarkingContext, findings: Problems, kept: ParseCache | None
) -> Iterator[MarkEntry]:
    ending = path.suffix.casefold()
    if ending == ".csv":
        if table := _opened(read_csv, path, file, findings, None):
            yield from read_long_form(table, findings)
    elif ending == ".xlsx":
        if book := _opened(read_workbook, path, file, findings, kept):
            yield from _workbook_entries(book, employer, cohort, findings)
    elif ending == ".docx":
        if form := _opened(read_word_form, path, file, findings, kept):
            yield from read_sheet(form, employer, cohort, findings)
    elif ending == ".pdf":
        from markpack.inputs.marks.forms.pdf_form import (
            read_pdf_form,  # here, for it needs a library that takes long to load
        )

        if form := _opened(read_pdf_form, path, file, findings, kept):
            yield from read_sheet(form, employer, cohort, findings)
    elif ending in _OTHER_SPREADSHEETS:
        findings.warn(
            Place(file), f"Files that end in {quote(ending)} are not read.", "Save it as an Excel workbook (.xlsx)."
        )
    elif ending in _OTHER_DOCUMENTS:
        findings.warn(
            Place(file),
            f"Files that end in {quote(ending)} are not read.",
            "If it is a mark sheet, save it as a Word document (.docx).",
        )
    else:
        kind = f"Files that end in {quote(ending)}" if ending else "Files without an ending"
        findings.warn(Place(file), f"{kind} are not read from marks/.", f"Move it elsewhere. {WHAT_IS_READ}")


def _opened(
    read: Callable[[Path, str, Problems], _T | None], path: Path, file: str, findings: Problems, kept: ParseCache | None
) -> _T | None:
    """Return what a file holds; one that cannot be read at all is a problem of that file only, and a warning."""
    opened, problems = parse_cached(read, path, file, kept)
    for problem in problems:
        if problem.severity is Severity.WARNING:
            findings.warn(problem.place, problem.message, problem.hint)
        elif opened is None and path.is_file() and not is_outside(path, file):
            only_this = "No marks are read from this file; all other files are read."
            findings.warn(problem.place, f"{problem.message} {only_this}", problem.hint)
        else:
            findings.error(problem.place, problem.message, problem.hint)
    return opened


def _workbook_entries(book: Workbook, employer: str, cohort: MarkingContext, findings: Problems) -> Iterator[MarkEntry]:
    units = cohort.sheets
    reference = markbook_unit(book, units.values())
    if reference is not None:
        if is_foreign(identity_of(book.properties), employer, Place(book.file), findings):
            return
        _note_other_criteria(book, reference, cohort, findings)
        yield from read_markbook(book, reference, units, cohort.unreadable_units, findings)
        return
    lists = [sheet for sheet in book.sheets if is_long_form(sheet)]
    for sheet in lists:
        yield from read_long_form(sheet, findings)
    if not lists:
        yield from read_sheet(form_in_workbook(book), employer, cohort, findings)


def _note_other_criteria(book: Workbook, reference: str, cohort: MarkingContext, findings: Problems) -> None:
    """Warn where a markbook's digest is not that of the criteria its marks are read against."""
    unit, digest = cohort.sheets.get(reference), identity_of(book.properties).criteria
    invalid_at = unit is not None and any(reading.invalid_at for reading in cohort.members(unit))
    if unit and digest and not invalid_at and digest != unit.criteria_digest:
        findings.warn(
            Place(book.file),
            f"The criteria of unit {reference} have changed since this markbook was built.",
            "Check that its marks hold for the criteria as they are now, and go on in a newly built markbook.",
        )
