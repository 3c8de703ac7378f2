"""A markbook filled in by an assessor: one row a learner, a column for each field, the fields' names in row 1."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from markpack.documents.catalogue.kinds import Kind
from markpack.errors import Place, Scope
from markpack.inputs.files.columns import mended_rows, unusable
from markpack.inputs.files.csv_tables import Cell, Row, Table
from markpack.inputs.files.excel_tables import Workbook, column_position
from markpack.inputs.files.headings import note_hidden_rows
from markpack.inputs.files.unseen_cells import note_hidden_columns, note_struck
from markpack.inputs.marks.mark_entries import (
    WORKED_OUT,
    FieldValue,
    MarkEntry,
    field_in_words,
    field_label,
    fields_by_name,
    name_in_one_cell,
    what_it_holds,
)
from markpack.inputs.marks.markbook_additions import (
    note_added_columns,
    note_added_sheet,
    note_arrangements,
    note_legend,
    note_title,
)
from markpack.inputs.problems import LONGEST_QUOTED, Problems, did_you_mean, listing, others_too, quote, sentences
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.forms.field_names import AWARD_FIELDS, CRITERION_FIELDS
from markpack.model.forms.identity import MADE_WITH_UNKNOWN, MadeWith, identity_of
from markpack.model.forms.markbook import CARRIED, LEARNER_COLUMNS, SHEET, computed_column, is_heading
from markpack.model.unit import Unit

_ID_IN_HEADING = re.compile(r"AC (\S+)")
_FURTHEST_NAMES = 3
"""In which row the names of columns may stand at most: Apple Numbers puts a title above a table."""


def markbook_unit(book: Workbook, units: Collection[Unit]) -> str | None:
    """Return the reference of the unit whose markbook this is, or None if it is not a markbook.

    The document properties say so; where a program has dropped them, the fields' names in row 1 do.
    """
    identity = identity_of(book.properties)
    if identity.kind == Kind.MARKBOOK.folder:
        return identity.unit
    names = set(_names(_sheet_of_marks(book)))
    if identity.kind or not names:
        return None
    matches = [unit.reference for unit in units if names & set(fields_by_name(unit))]
    return matches[0] if len(matches) == 1 else None


def read_markbook(book: Workbook, reference: str, cohort: MarkingContext, problems: Problems) -> Iterator[MarkEntry]:
    """Yield the entries of a unit's markbook; units whose own template has problems are passed over.

    `cohort` has the unit by whose criteria the markbook was made.
    """
    units = cohort.sheets
    unit = units.get(reference)
    if unit is None:
        if reference not in cohort.unreadable_sheets:
            problems.error(
                Place(book.file),
                f"The markbook is for the unit {quote(reference)}, which has no template.",
                sentences(did_you_mean(reference, units), "Add the unit’s template, or move the markbook away."),
            )
        return
    sheet = _sheet_of_marks(book)
    if sheet is None:
        own = book.sheet(SHEET)
        problems.error(
            Place(book.file, sheet=own.sheet if own else ""),
            f"The markbook has lost its sheet {quote(SHEET)}, or the hidden first row that names its columns.",
            "Copy the marks into a newly built markbook.",
        )
        return
    if sheet.sheet.casefold() != SHEET.casefold():
        problems.warn(
            sheet.place,
            f"The marks were found on this sheet; in a markbook it is called {quote(SHEET)}.",
            f"If this is right, name the sheet {SHEET}.",
        )
    reader = _MarkbookReader(sheet, unit, problems, identity_of(book.properties).made_with)
    reader.note_columns()
    reader.note_moved_columns()
    reader.note_copied_columns()
    note_title(book, sheet, (*_rows_above_names(book, sheet), *reader.titles), unit, cohort, problems)
    rows = [(reader.registration(row), row) for row in reader.rows]
    note_added_columns(_names(sheet), reader.headings, rows, problems)
    note_arrangements(reader.headings, rows, cohort.register, problems)
    note_legend(book, problems)
    _note_other_sheets(book, reader, units, problems)
    yield from reader.entries()


def _sheet_of_marks(book: Workbook) -> Table | None:
    """Return the sheet of marks from the row that names its columns on: Marks, or the first that has one."""
    for sheet in sorted(book.sheets, key=lambda sheet: sheet.sheet.casefold() != SHEET.casefold()):
        for position in range(min(len(sheet.rows), _FURTHEST_NAMES)):
            below = replace(sheet, rows=sheet.rows[position:])
            if "registration" in _names(below):
                return below
    return None


def _rows_above_names(book: Workbook, below: Table) -> Sequence[Row]:
    """Return the rows of a sheet of marks that stand above the one that names its columns."""
    rows = next(sheet.rows for sheet in book.sheets if sheet.sheet == below.sheet)
    return rows[: len(rows) - len(below.rows)]


def _names(sheet: Table | None) -> list[str]:
    """Return the names of a sheet's columns, which stand in its hidden first row."""
    return [cell.text for cell in sheet.rows[0]] if sheet and sheet.rows else []


@dataclass(frozen=True)
class _MarkbookReader:
    sheet: Table
    unit: Unit
    problems: Problems
    made: MadeWith = MADE_WITH_UNKNOWN
    """What the markbook was made with."""

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The position of each column by its name; of the first, where several have one name."""
        names = _names(self.sheet)
        return {name: position for position, name in reversed([*enumerate(names)])}

    @cached_property
    def fields(self) -> Mapping[str, tuple[str, str]]:
        """Field and part of each column that is read, by its name."""
        return {
            name: field for name, field in fields_by_name(self.unit).items() if not self._has_other_heading(name, field)
        }

    def _has_other_heading(self, name: str, field: tuple[str, str]) -> bool:
        """Say whether a column with the name of a criterion's is headed as another one's."""
        heading = self._cell(self.headings, name)
        id_ = _ID_IN_HEADING.match(heading.text)
        return field[0] in CRITERION_FIELDS and id_ is not None and id_[1] != field[1]

    def note_moved_columns(self) -> None:
        """Note columns whose heading is that of another criterion than their name: cells were moved below the names."""
        moved = [
            (self._cell(self.headings, name), field)
            for name, field in fields_by_name(self.unit).items()
            if self._has_other_heading(name, field)
        ]
        if moved:
            heading, (field, part) = moved[0]
            self.problems.error(
                heading.place,
                f"By the hidden first row this is the column for {field_in_words(field, part)}, but its heading says "
                f"{quote(heading.text)}{others_too(len(moved) - 1, ' of the markbook’s columns')}: cells were moved. "
                "What stands in such columns is not read.",
                "Move the cells back, or copy the marks into a newly built markbook.",
                learners=[
                    self.registration(row)
                    for row in self.rows
                    if any(heading.place.letters == cell.place.letters for heading, _ in moved for cell in row if cell)
                ],
            )

    @cached_property
    def _top(self) -> int:
        """The position of the row of headings, or that of the first row behind all where there is none."""
        rows = self.sheet.rows
        return next((position for position, row in enumerate(rows) if position and self._is_heading(row)), len(rows))

    @property
    def titles(self) -> Sequence[Row]:
        """The rows between the names of the columns and their headings."""
        return self.sheet.rows[1 : self._top]

    @property
    def headings(self) -> Row:
        """The headings of the columns."""
        return next(iter(self.sheet.rows[self._top :]), ())

    def registration(self, row: Row) -> str:
        """Return the registration number in a row."""
        return self._cell(row, "registration").text

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows below the headings that hold anything, mended."""
        below = self.sheet.rows[self._top + 1 :]
        filled = [row for row in below if any(row) and _texts(row) != _texts(self.headings)]
        fields = {name: name for name in LEARNER_COLUMNS} | {name: field for name, (field, _) in self.fields.items()}
        holds = {self.columns[name]: what_it_holds(field) for name, field in fields.items() if name in self.columns}
        return mended_rows(filled, holds, self.problems)

    def _is_heading(self, row: Row) -> bool:
        return is_heading(self._cell(row, "registration").text)

    @cached_property
    def _row_numbers(self) -> Sequence[int]:
        """The numbers of the rows below the headings, in order."""
        return [row[0].place.row for row in self.rows]

    def _cell(self, row: Row, name: str) -> Cell:
        position = self.columns.get(name)
        if position is not None and position < len(row):
            return row[position]
        return Cell("", row[0].place if row else self.sheet.place)

    def entries_unchecked(self) -> Iterator[MarkEntry]:
        """Yield what stands below the headings, noting nothing."""
        for row in self.rows:
            registration = self._cell(row, "registration")
            values = (
                FieldValue(*field, cell) for name, field in self.fields.items() if (cell := self._cell(row, name))
            )
            unit = Cell(self.unit.reference, registration.place)
            yield MarkEntry(registration, unit, self._cell(row, "attempt"), tuple(values))

    def entries(self) -> Iterator[MarkEntry]:
        """Yield the entries below the headings."""
        if not self.headings:
            self.problems.error(
                self.sheet.place,
                "The markbook has lost its row of headings, so its marks cannot be told from its instructions.",
                "Write Registration above the registration numbers, or copy the marks into a newly built markbook.",
            )
        note_hidden_rows(self.sheet, [row for row in self.rows if any(self._filled(row))], self.problems)
        filled = [value.cell for row in self.rows for value in self._filled(row)]
        note_hidden_columns(self.sheet, filled, self.problems)
        note_struck(self.sheet, filled, self.problems)
        for row in self.rows:
            registration, attempt = self._cell(row, "registration"), self._cell(row, "attempt")
            problems = self.problems.within(Scope.LEARNER, learners=[registration.text], assignment=self.unit.reference)
            if any([unusable(cell, problems) for cell in (registration, attempt)]):
                continue
            values, typed = tuple(self._values(row, problems)), tuple(self._typed_over(row))
            name = name_in_one_cell(self._cell(row, "first_name"), self._cell(row, "last_name"))
            if values and "attempt" in self.columns and not attempt:
                self._note_no_attempt(registration, attempt.place, problems)
            elif values or registration or name or attempt or typed:
                unit = Cell(self.unit.reference, registration.place)
                yield MarkEntry(registration, unit, attempt, values, name=name, typed_over=typed, made=self.made)

    def _filled(self, row: Row) -> Iterator[FieldValue]:
        for name, (field, part) in self.fields.items():
            if cell := self._cell(row, name):
                yield FieldValue(field, part, cell)

    @cached_property
    def _computed(self) -> Mapping[int, tuple[str, str]]:
        """The field and criterion of each computed column that people see, by its position."""
        found = {}
        for position, heading in enumerate(self.headings):
            name = next(iter(_names(self.sheet)[position : position + 1]), "")
            field, part = computed_column(heading.text) or ("", "")
            if name.startswith(CARRIED):
                _, part = self.fields.get(name.removeprefix(CARRIED), ("", ""))
                found[position] = ("carried", part)
            elif not name and field in WORKED_OUT:
                found[position] = (field, part)
        return found

    def _typed_over(self, row: Row) -> Iterator[FieldValue]:
        """Yield what stands in place of a row's formulas; without a learner, what formulas of somebody's give, too."""
        for position, (field, part) in self._computed.items():
            cell = row[position] if position < len(row) else None
            if cell and cell.text and not (cell.place.cell in self.sheet.formulas and self.registration(row)):
                yield FieldValue(field, part, cell)

    def _values(self, row: Row, problems: Problems) -> Iterator[FieldValue]:
        return (
            value
            for value in self._filled(row)
            if not self._is_merged(value, problems) and not unusable(value.cell, problems)
        )

    def _is_merged(self, value: FieldValue, problems: Problems) -> bool:
        """Say whether a cell was merged with those of other fields or learners, and note it."""
        place = value.cell.place
        last = self.sheet.merged.get(place.cell)
        if not last:
            return False
        end = replace(place, cell=last)
        columns = range(column_position(place), column_position(end) + 1)
        numbers = self._row_numbers
        rows = self.rows[bisect_left(numbers, place.row) : bisect_right(numbers, end.row)]
        learners = list(dict.fromkeys(filter(None, (self._cell(row, "registration").text for row in rows))))
        names = _names(self.sheet)[columns.start : columns.stop]
        fields = [field_label(*self.fields[name]) for name in names if name in self.fields]
        if len(fields) < 2 and len(rows) < 2:
            return False
        problems.error(
            place,
            f"{quote(value.cell.text, longest=LONGEST_QUOTED)} stands in one cell that was merged from those of "
            f"{listing(fields)}, of {listing(learners, limit=40) or 'nobody'}, so it cannot be told what it is for. It "
            "is not read.",
            "Unmerge the cells, and fill in each of them.",
            learners=learners,
        )
        return True

    def _note_no_attempt(self, registration: Cell, place: Place, problems: Problems) -> None:
        problems.error(
            place,
            f"There are marks for learner {registration.text}, but no number of an attempt, so they are not read."
            if registration
            else "There are marks in this row, but neither a registration number nor an attempt, so they are not read.",
            "Write 1 for the first attempt, 2 for the second.",
        )

    def note_columns(self) -> None:
        """Note columns that the unit does not have, and criteria that have none."""
        known = {"", *LEARNER_COLUMNS, *fields_by_name(self.unit)}
        unknown = [cell for cell in self.sheet.rows[0] if cell.text not in known and not cell.text.startswith(CARRIED)]
        if unknown:
            self.problems.warn(
                unknown[0].place,
                "The hidden first row names columns that the unit does not have: "
                f"{listing(quote(cell.text) for cell in unknown)}.",
                "Build the markbook again if the unit’s criteria have changed; what stands in these columns is not "
                "read.",
            )
        marked = {
            part
            for name, (field, part) in fields_by_name(self.unit).items()
            if name in self.columns and field in AWARD_FIELDS
        }
        if missing := [criterion.id for criterion in self.unit.criteria if criterion.id not in marked]:
            self.problems.warn(
                self.sheet.place,
                f"The markbook has no column for AC {listing(missing, limit=40)}, so nothing is read for "
                f"{'it' if len(missing) == 1 else 'them'}.",
                "If the columns were deleted, copy the marks into a newly built markbook.",
            )

    def note_copied_columns(self) -> None:
        """Note columns of one name that say different things."""
        for position, cell in enumerate(self.sheet.rows[0]):
            if self.columns[cell.text] != position and cell.text in {*LEARNER_COLUMNS, *self.fields}:
                self._note_copied_column(cell, position)

    def _note_copied_column(self, name: Cell, position: int) -> None:
        """Note the first row in which a second column of a name says something else than the first."""
        for row in self.rows:
            first = self._cell(row, name.text)
            second = row[position] if position < len(row) else Cell("", row[-1].place)
            if first.text.split() != second.text.split():
                letters = self._cell(self.sheet.rows[0], name.text).place.letters
                self.problems.error(
                    second.place,
                    f"The columns {letters} and {name.place.letters} both have the name {quote(name.text)} in the "
                    f"hidden first row, but here they say {_in_words(first)} and {_in_words(second)}.",
                    "Keep the column that is right, and delete the other.",
                )
                return


def _note_other_sheets(book: Workbook, reader: _MarkbookReader, units: Mapping[str, Unit], problems: Problems) -> None:
    """Note worksheets that are made like the one that is read, of this unit or another one."""
    read = {_said_by(entry) for entry in reader.entries_unchecked()}
    for sheet in book.sheets:
        names = _names(sheet)
        unit = next((unit for unit in units.values() if not set(names).isdisjoint(fields_by_name(unit))), None)
        if sheet.sheet == reader.sheet.sheet:
            continue
        if "registration" not in names or unit is None:
            note_added_sheet(book, sheet, problems)
            continue
        others = [entry for entry in _MarkbookReader(sheet, unit, Problems()).entries_unchecked() if entry.values]
        message = f"This sheet is made like {quote(reader.sheet.sheet)}, but only {quote(reader.sheet.sheet)} is read."
        if missing := list(dict.fromkeys(entry.learner.text for entry in others if _said_by(entry) not in read)):
            problems.error(
                sheet.place,
                f"{message} What it says of {listing(missing, limit=40)} stands nowhere else.",
                f"Copy it to {quote(reader.sheet.sheet)} of the unit’s markbook, then delete this sheet; or delete "
                "it if it is out of date.",
                learners=missing,
            )
        else:
            problems.warn(sheet.place, message, "It says nothing else; delete it.")


def _texts(row: Row) -> Mapping[int, str]:
    """Return what stands in a row, by position."""
    return {position: cell.text for position, cell in enumerate(row) if cell.text}


def _said_by(entry: MarkEntry) -> tuple[object, ...]:
    values = frozenset((value.field, value.part, value.cell.text) for value in entry.values)
    return entry.learner.text, entry.unit.text, entry.attempt.text, values


def _in_words(cell: Cell) -> str:
    return quote(cell.text) if cell else "nothing"
