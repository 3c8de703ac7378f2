"""Notes, comments and text boxes in markbooks and lists of marks: quoted, with the learner whose row they stand in."""

from __future__ import annotations

from collections.abc import Collection

from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.files.workbook_notes import CellNote
from markpack.inputs.problems import LONGEST_QUOTED, Problems, quote
from markpack.inputs.records.register import Register


def note_cell_notes(book: Workbook, sheets: Collection[str], register: Register, problems: Problems) -> None:
    """Warn of each note on these worksheets."""
    for note in book.notes:
        if note.text and note.place.sheet in sheets:
            learner = _learner(book, note, register)
            by = f" by {note.author}" if note.author else ""
            what, said = f"{note.what[:1].upper()}{note.what[1:]}{by}", quote(note.text, longest=LONGEST_QUOTED)
            problems.within(learners=[learner]).warn(
                note.place,
                f"{what} says {said}. It is in no record of {learner or 'anybody'}.",
                "Type what belongs to the record into a cell that is read; delete the note, once it is dealt with.",
            )


def _learner(book: Workbook, note: CellNote, register: Register) -> str:
    """Return the first registration number of the register that stands in the note's row, if one does."""
    return next(iter(register.numbers_among(cell.text for cell in book.row(note.place))), "")
