"""Everything in an employer's marks/ folder: which files are read, and the attempts that they add up to."""

from __future__ import annotations

import itertools
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from markpack.documents.catalogue.kinds import Kind
from markpack.errors import Place, Problem, Scope, Severity
from markpack.inputs.criteria_text.excel_text import criteria_on
from markpack.inputs.files.csv_tables import read_csv
from markpack.inputs.files.excel_tables import Workbook, read_workbook
from markpack.inputs.files.online_files import note_no_bytes, note_not_here, original_name
from markpack.inputs.files.other_formats import REMEDIES
from markpack.inputs.files.safe_files import is_outside, note_outside, note_unlisted, present
from markpack.inputs.marks.forms.declaration_reader import is_declaration, read_declaration
from markpack.inputs.marks.forms.edited_criteria import bring_back, what_differs
from markpack.inputs.marks.forms.excel_form import form_in_workbook, forms_on_worksheets
from markpack.inputs.marks.forms.excel_notes import mark_sheets_in
from markpack.inputs.marks.forms.form import ReturnedForm, TooManyFields, note_too_many_fields
from markpack.inputs.marks.forms.form_weighting import has_other_weighting
from markpack.inputs.marks.forms.mark_sheet_reader import WHAT_IS_READ, read_sheet, read_sheets
from markpack.inputs.marks.forms.sheet_identity import has_other_rules, is_foreign, learners_on, units_on
from markpack.inputs.marks.forms.word_form import read_word_form
from markpack.inputs.marks.mark_entries import MarkEntry
from markpack.inputs.marks.mark_list import is_long_form, read_long_form
from markpack.inputs.marks.markbook import markbook_unit, read_markbook
from markpack.inputs.marks.not_marks import LIST_IT, read_not_marks
from markpack.inputs.marks.parse_cache import ParseCache, parse_cached
from markpack.inputs.marks.table_notes import note_cell_notes
from markpack.inputs.marks.versioned_merger import VersionedMerger
from markpack.inputs.problems import Problems, quote, sentences
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.forms.identity import FileIdentity, identity_of
from markpack.model.forms.markbook import LEGEND
from markpack.model.forms.not_marks import FILE as NOT_MARKS
from markpack.model.marks import MarkedAttempt
from markpack.model.unit import Unit

_T = TypeVar("_T")

MOST_ENTRIES = 200_000
"""The most rows and sheets with marks of one employer, which take about a minute."""
_READ_AHEAD = 16
"""How many files are being read, or have been, while the entries of the one before them are taken in."""
_SILENT = ("thumbs.db", "desktop.ini", "__macosx", "readme.md", "readme.txt")


@dataclass(frozen=True)
class Returned:
    """What a marks folder holds: the attempts that its files add up to, and the declarations of their learners.

    `versions` are those of units that learners were given, where they are not the assignments' own, by registration.
    """

    marked: tuple[MarkedAttempt, ...]
    declarations: tuple[ReturnedDeclaration, ...] = ()
    versions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_marks(
    folder: Path, file: str, cohort: MarkingContext, problems: Problems, cache: ParseCache | None = None
) -> Returned:
    """Return what was returned in a folder (`file` is its name from the workspace); none if there is no folder.

    Files that the cache knows are not parsed again. Where there are more than MOST_ENTRIES, none are read.
    """
    reader = _FileReader(cohort, problems.within(Scope.FILE), cache)
    merger = VersionedMerger(cohort, problems.within(Scope.LEARNER))
    not_marks = read_not_marks(folder, file, problems)
    names: set[str] = set()
    count = itertools.count(1)
    waiting: deque[Callable[[], Iterator[MarkEntry]]] = deque()

    def add_entries() -> None:
        for entry in waiting.popleft()():
            if next(count) > MOST_ENTRIES:
                raise _TooManyEntries(entry.learner.place)
            merger.add(entry)

    try:
        for path in _files(folder, file, problems):
            name = path.relative_to(folder).as_posix()
            names.add(name.casefold())
            if name.casefold() == NOT_MARKS or not_marks.names(path, name, reader.problems):
                continue
            waiting.append(reader.begin(path, f"{file}/{name}"))
            if len(waiting) > _READ_AHEAD:
                add_entries()
        while waiting:
            add_entries()
    except _TooManyEntries as error:
        problems.error(
            error.args[0],
            f"With this row, {file}/ holds more than {MOST_ENTRIES} rows and sheets with marks. None of them are read.",
            "Take away what is not of this employer’s learners, and what is there twice.",
        )
        return Returned(())
    not_marks.note_missing(names, reader.problems)
    return Returned(merger.attempts(reader.declarations), tuple(reader.declarations), merger.versions())


class _TooManyEntries(Exception):
    """There are more than MOST_ENTRIES; where the first of them stands that is too much."""


def _files(folder: Path, file: str, problems: Problems) -> Iterator[Path]:
    """Yield the files in a folder and below it by name, passing over hidden and lock files; follow no links out."""
    if not present(folder):
        return
    if is_outside(folder, file):
        note_outside(file, problems)
        return

    def name_of(path: str) -> str:
        return f"{file}/{Path(path).relative_to(folder).as_posix()}".removesuffix("/.")

    def not_listed(error: OSError) -> None:
        note_unlisted(name_of(str(error.filename)), error, problems)

    for directory, subfolders, names in os.walk(folder, onerror=not_listed):
        subfolders[:] = sorted(name for name in subfolders if not _is_silent(name))
        for name in subfolders:
            if Path(directory, name).is_symlink():
                problems.warn(
                    Place(name_of(str(Path(directory, name)))),
                    "This is a link to a folder, which is not followed.",
                    "Put the files themselves here.",
                )
        yield from (Path(directory, name) for name in sorted(names) if not _is_silent(name))


def _is_silent(name: str) -> bool:
    return not original_name(name) and (name.startswith((".", "~$")) or name.casefold() in _SILENT)


@dataclass(frozen=True)
class _FileReader:
    cohort: MarkingContext
    problems: Problems
    cache: ParseCache | None
    declarations: list[ReturnedDeclaration] = field(default_factory=list)

    def begin(self, path: Path, file: str) -> Callable[[], Iterator[MarkEntry]]:
        """Begin to read a file, whatever its format, and return what yields its entries; note what is not read."""
        ending = path.suffix.casefold()
        if not self._is_here(path, file):
            return lambda: iter(())
        match ending:
            case ".csv":
                return self._begun(read_csv, path, file, None, lambda table: read_long_form(table, self.problems))
            case ".xlsx":
                return self._begun(read_workbook, path, file, self.cache, self._workbook_entries)
            case ".docx":
                return self._begun(read_word_form, path, file, self.cache, self._sheet_entries)
            case ".pdf":
                from markpack.inputs.marks.forms import pdf_form  # here, for it needs a library that takes long to load

                return self._begun(pdf_form.read_pdf_form, path, file, self.cache, self._sheet_entries)
            case _:
                self._note_unread(ending, Place(file))
                return lambda: iter(())

    def _begun(
        self,
        read: Callable[[Path, str, Problems], _T | None],
        path: Path,
        file: str,
        cache: ParseCache | None,
        entries_of: Callable[[_T], Iterator[MarkEntry]],
    ) -> Callable[[], Iterator[MarkEntry]]:
        begun = parse_cached(read, path, file, cache)

        def entries() -> Iterator[MarkEntry]:
            opened, problems = begun()
            self._note(opened, problems, path, file)
            return iter(()) if opened is None else entries_of(opened)

        return entries

    def _is_here(self, path: Path, file: str) -> bool:
        """Say whether a file is on this computer, and note that its marks are missing where it is not."""
        if name := original_name(path.name):
            note_not_here(Place(f"{file.rpartition('/')[0]}/{name}"), name, self._problems_by_name(file))
            return False
        try:
            is_empty = path.is_file() and not path.stat().st_size
        except OSError:  # which opening it will report
            return True
        if is_empty:
            note_no_bytes(Place(file), self._problems_by_name(file))
        return not is_empty

    def _note_unread(self, ending: str, place: Place) -> None:
        files = f"Files that end in {quote(ending)}" if ending else "Files without an ending"
        problems = self._problems_by_name(place.file)
        if ending in REMEDIES:
            problems.error(place, f"{files} are not read.", f"{REMEDIES[ending]} {LIST_IT}")
        else:
            problems.error(place, f"{files} are not read from marks/.", f"{LIST_IT} {WHAT_IS_READ}")

    def _problems_by_name(self, file: str) -> Problems:
        """Return the collector for a file of which no more can be told than its name, which may have a number in it."""
        words = re.sub(r"[^\w-]", " ", file.rpartition("/")[2]).replace("-", " ").split()
        numbers = self.cohort.register.numbers_among(words)
        return self.problems.within(learners=numbers if len(numbers) == 1 else ())

    def _note(self, opened: object, found: Iterable[Problem], path: Path, file: str) -> None:
        """Note what was found in a file; one that cannot be read at all is a problem of that file only."""
        problems = self._problems_by_name(file) if opened is None else self.problems
        for problem in found:
            if problem.severity is Severity.ERROR and opened is None and path.is_file() and not is_outside(path, file):
                consequence = "No marks are read from this file; all other files are read."
                problems.error(problem.place, f"{problem.message} {consequence}", f"{problem.hint} {LIST_IT}")
            else:
                problems.include([problem])

    def _workbook_entries(self, book: Workbook) -> Iterator[MarkEntry]:
        identity = identity_of(book.properties)
        reference = markbook_unit(book, self.cohort.sheets.values())
        cohort = self.cohort.for_form(reference or "", identity.made_with)
        units = cohort.sheets
        lists = [sheet for sheet in book.sheets if is_long_form(sheet)]
        if reference is not None and not is_foreign(identity, self.cohort, (), Place(book.file), self.problems):
            is_other = reference in units and self._is_of_other_unit(book, units[reference], identity, cohort)
            if not is_other:
                yield from self._of_these_learners(identity, read_markbook(book, reference, cohort, self.problems))
        for sheet in lists if reference is None else ():
            yield from read_long_form(sheet, self.problems)
        is_table = reference is not None or bool(lists)
        mark_sheets = mark_sheets_in(book)
        if is_table:
            tables = {sheet.sheet for sheet in book.sheets} - {sheet.sheet for sheet in mark_sheets}
            note_cell_notes(book, tables, self.cohort.register, self.problems)
        is_one = not is_table and len(mark_sheets) < 2
        try:
            forms = (
                (form_in_workbook(book),)
                if is_one
                else tuple(forms_on_worksheets(book, mark_sheets, with_identity=not is_table))
            )
        except TooManyFields:
            note_too_many_fields(book.file, "workbook", self.problems.within(learners=[identity.learner]))
            return
        if is_one:
            yield from self._sheet_entries(forms[0])
        else:
            yield from read_sheets(forms, self.cohort, self.problems)

    def _of_these_learners(self, identity: FileIdentity, entries: Iterable[MarkEntry]) -> Iterator[MarkEntry]:
        """Yield the entries of a markbook but those of which it is not known for which cohort they are, and note it."""
        for entry in entries:
            known = replace(identity, kind=Kind.MARKBOOK.folder, unit=identity.unit or entry.unit.text)
            learner = self.cohort.register.registration_of(entry.learner.text)
            place, problems = entry.learner.place, self.problems.within(learners=[learner])
            if not (learner and entry.values and is_foreign(known, self.cohort, [learner], place, problems)):
                yield entry

    def _sheet_entries(self, form: ReturnedForm) -> Iterator[MarkEntry]:
        """Yield what a mark sheet says; what is wrong with it concerns the learner that it was made for."""
        identity = form.identity
        is_only_unit = {identity.unit}.issuperset(units_on(form, self.cohort.sheets.values()))
        unit = identity.unit if is_only_unit else ""
        problems = self.problems.within(learners=[identity.learner], assignment=unit)
        if is_declaration(form, self.cohort):
            learners = learners_on(form, self.cohort.sheets.values(), self.cohort.register)
            is_other = is_foreign(identity, self.cohort, learners, Place(form.file), problems)
            if not is_other and (declaration := read_declaration(form, self.cohort, problems)):
                self.declarations.append(declaration)
            return
        yield from read_sheet(form, self.cohort, problems)

    def _is_of_other_unit(self, book: Workbook, unit: Unit, identity: FileIdentity, cohort: MarkingContext) -> bool:
        """Say whether a markbook has criteria of no version of the unit, or other rules; note it for its learners."""
        if not self.cohort.is_valid(unit):
            return False
        found, place = Problems(), Place(book.file)
        is_other = (
            _has_other_criteria(book, unit, identity, found)
            or has_other_rules(identity, unit, place, found)
            or has_other_weighting(
                replace(identity, kind=Kind.MARKBOOK.folder), unit, cohort, place, found, _texts(book)
            )
        )
        if found.problems:
            entries = read_markbook(book, unit.reference, self.cohort, Problems())
            numbers = self.cohort.register.numbers_among([entry.learner.text for entry in entries])
            self.problems.within(learners=numbers, assignment=unit.reference).include(found.problems)
        return is_other


def _texts(book: Workbook) -> Iterator[str]:
    """Yield the texts of a workbook, sheet by sheet and row by row."""
    return (cell.text for sheet in book.sheets for row in sheet.rows for cell in row if cell)


def _has_other_criteria(book: Workbook, unit: Unit, identity: FileIdentity, problems: Problems) -> bool:
    """Say whether a markbook's digest is that of no version of the criteria, and note it."""
    if identity.criteria in ("", unit.criteria_digest):
        return False
    legend = book.sheet(LEGEND)
    passages = [passage for passage in criteria_on(legend) if passage.criterion] if legend else []
    problems.error(
        Place(book.file),
        sentences(
            f"The markbook was built from another wording of unit {unit.reference} than templates/units has.",
            what_differs(unit, passages),
        ),
        f"{bring_back(unit.members[0].reference)} Otherwise judge whether its marks hold for the criteria as they are "
        "now, enter those that do in a newly built markbook, and take this one away.",
    )
    return True
