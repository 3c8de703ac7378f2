"""The assignment planner: tasks and criteria, evidence, word counts and dates, for the learner to tick off."""

from __future__ import annotations

import datetime
from dataclasses import replace

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from markpack.documents.brief.view import BriefTask, Fact, Length, Planner
from markpack.documents.shared.document import Page
from markpack.documents.shared.spelling import grouped
from markpack.model.forms.labels import CRITERION_HEADINGS, LABELS
from markpack.writers.xlsx.cell import Cell, Formula
from markpack.writers.xlsx.data_validation import count_entry, date_entry, done_entry, free_entry
from markpack.writers.xlsx.sheet import Rule, Sheet
from markpack.writers.xlsx.style import (
    CENTRED,
    DONE_STYLES,
    ENTRY,
    ENTRY_CENTRED,
    ENTRY_DATE,
    ENTRY_IDENTIFIER,
    IDENTIFIER_STRONG,
    LABEL,
    LABEL_RIGHT,
    MET,
    MISSING,
    NOT_MET,
    NOTE,
    TEXT,
    TEXT_STRONG,
    Style,
)
from markpack.writers.xlsx.typed_values import day
from markpack.writers.xlsx.workbook import Book

_PLAN_WIDTHS = (7.0, 19.0, 44.0, 13.0, 28.0, 10.0, 10.0, 19.0, 8.5, 16.5)
_PLAN_HEADINGS = (
    "No", "Title", "What to do", "Criteria covered", "Evidence to gather", "Words to aim for", "Words so far",
    "Planned for", "Done", "Notes",
)  # fmt: skip
_TARGET, _WORD_COUNT, _PLANNED_DATE, _DONE, _NOTES = 5, 6, 7, 8, 9
_MAX_WORDS = 100_000


def write_planner(planner: Planner) -> bytes:
    """Return the planner of one assignment, for a learner or for nobody in particular."""
    book = Book(planner.properties, planner.brief.branding, _page(planner))
    _plan(book, planner)
    _criteria(book, planner)
    _preparation(book, planner)
    return book.close()


def _preparation(book: Book, planner: Planner) -> None:
    """Add the worksheet of questions to prepare with and things to bring, where the method has any."""
    brief = planner.brief
    parts = (
        ("Questions to prepare with", brief.preparation),
        ("What to bring", brief.bring),
        ("What the centre keeps as evidence", brief.keep),
        ("How it is recorded", (brief.recording,) if brief.recording else ()),
    )
    if not any(lines for _, lines in parts):
        return
    sheet = book.sheet("Preparation", (62.0, 62.0, 10.0))
    top = row = sheet.title(f"Preparation: {brief.title}", f"{brief.unit_name} · {brief.kind}")
    for heading, lines in parts:
        if not lines:
            continue
        fillable = lines in (brief.preparation, brief.bring)
        titles = (heading, "My notes", "Ready") if fillable else (heading,)
        last = None if fillable else sheet.last_column
        row = sheet.headings(row, titles, min_height=24, last=last)
        for line in lines:
            if fillable:
                sheet.validate(row, 2, done_entry(heading))
                cells = (Cell(0, line.plain, TEXT), Cell(1, None, ENTRY), Cell(2, None, ENTRY_CENTRED))
                row = sheet.place(row, *cells, min_height=40)
            else:
                row = sheet.place(row, Cell(0, line.plain, TEXT, last))
    sheet.finish((0, top - 1), row - 1)


def _page(planner: Planner) -> Page:
    """Return the brief's page settings, with the learner's name in the head."""
    page = planner.brief.page.of("Assignment planner")
    if not planner.learner_name:
        return page
    return replace(page, head_right=f"{planner.learner_name} · {planner.registration}")


def _plan(book: Book, planner: Planner) -> None:
    brief = planner.brief
    sheet = book.sheet("Plan", _PLAN_WIDTHS, repeated=0)
    row = sheet.title(f"Assignment planner: {brief.title}", f"{brief.unit_name} · {brief.qualification}")
    row = _learner(sheet, row, planner)
    top = row
    if brief.notice:
        row = sheet.place(row, Cell(0, brief.notice, NOTE, sheet.last_column))
    row = _particulars(book, sheet, row, planner)
    header = row + 1
    row = sheet.headings(header, _PLAN_HEADINGS, min_height=34)
    first = row
    for task in brief.tasks:
        row = _task(sheet, row, task, planner)
    if brief.length:
        row = _words(sheet, row, (first, row - 1), planner, brief.length)
    else:
        sheet.hide_columns(_TARGET, _WORD_COUNT)
    sheet.colour_words((first, _DONE), (first + len(brief.tasks) - 1, _DONE), DONE_STYLES)
    sheet.worksheet.freeze_panes(top, 0)
    sheet.finish((header, header), row - 1)


def _learner(sheet: Sheet, row: int, planner: Planner) -> int:
    sheet.keep_as_text((row, 0), (row, sheet.last_column))
    is_named = bool(planner.learner_name)
    name = Cell(2, planner.learner_name, TEXT_STRONG if is_named else ENTRY)
    identifier = Cell(4, planner.registration, IDENTIFIER_STRONG if is_named else ENTRY_IDENTIFIER)
    if not is_named:
        sheet.validate(row, 2, free_entry(LABELS["learner_name"], "Your first and last name."))
        sheet.validate(row, 4, free_entry("Registration number", "As it was issued, leading zeros included."))
    return sheet.place(
        row,
        Cell(0, LABELS["learner_name"], LABEL, 1),
        name,
        Cell(3, LABELS["registration"], LABEL),
        identifier,
        Cell(5, planner.due_label, LABEL_RIGHT, 6),
        Cell(7, planner.due_on, TEXT_STRONG, sheet.last_column),
        min_height=20,
    )


def _particulars(book: Book, sheet: Sheet, row: int, planner: Planner) -> int:
    """Write the key dates and the place beside the people, and the length and the hours."""
    brief, header = planner.brief, book.look.header
    dates = [Fact(date.label, date.date) for date in brief.dates]
    dates += [brief.where] if brief.where else []
    people = [*brief.people, *brief.timing]
    if brief.length:
        length = brief.length
        words = f"About {grouped(length.nominal)} words ({grouped(length.minimum)} to {grouped(length.maximum)})"
        people.append(Fact("Length", words))
    row = sheet.place(
        row,
        Cell(0, "Key dates and place" if brief.where else "Key dates", header, 2),
        Cell(3, "People, length and time", header, sheet.last_column),
        min_height=20,
        with_next=True,
    )
    for index in range(max(len(dates), len(people))):
        cells = []
        for facts, column, last in ((dates, 0, 2), (people, 3, sheet.last_column)):
            if index < len(facts):
                label_end = column + 1
                cells.append(Cell(column, facts[index].label, LABEL, label_end))
                cells.append(Cell(label_end + 1, facts[index].value, TEXT, last))
        row = sheet.place(row, *cells)
    return row


def _task(sheet: Sheet, row: int, task: BriefTask, planner: Planner) -> int:
    instructions = [task.guidance.plain]
    if task.employer_guidance:
        instructions.append(task.employer_guidance.plain)
    if task.examples:
        instructions.append("For example:\n" + "\n".join(f"• {example.plain}" for example in task.examples))
    title = f"{planner.brief.task_word} {task.number}"
    first, last = _planned_days(planner)
    sheet.validate(
        row, _WORD_COUNT, count_entry(title, "How many words you have so far: a whole number.", 0, _MAX_WORDS)
    )
    sheet.validate(row, _PLANNED_DATE, _date_between(title, first, last))
    sheet.validate(row, _DONE, done_entry(title))
    return sheet.place(
        row,
        Cell(0, str(task.number), {**CENTRED, "bold": True, "num_format": "@"}),
        Cell(1, task.title, TEXT_STRONG),
        Cell(2, "\n\n".join(instructions), TEXT),
        Cell(3, ", ".join(criterion.id for criterion in task.criteria), {**TEXT, "num_format": "@"}),
        Cell(4, "\n".join(f"• {evidence.plain}" for evidence in task.evidence), TEXT),
        Cell(_TARGET, task.words, CENTRED),
        Cell(_WORD_COUNT, None, ENTRY_CENTRED),
        Cell(_PLANNED_DATE, None, ENTRY_DATE),
        Cell(_DONE, None, ENTRY_CENTRED),
        Cell(_NOTES, None, ENTRY),
        min_height=50,
    )


def _planned_days(planner: Planner) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of the work: the day it is set and the day it is due."""
    due = datetime.date.fromisoformat(planner.due_date_iso)
    return day(planner.set_on) or planner.properties.date, due


def _date_between(title: str, first: datetime.date, last: datetime.date) -> Rule:
    message = f"A date from {first:%d/%m/%Y}, when the work is set, to {last:%d/%m/%Y}, when it is handed in."
    return date_entry(title, message, min(first, last), last)


def _words(sheet: Sheet, row: int, tasks: tuple[int, int], planner: Planner, length: Length) -> int:
    """Write the target and the words so far, compared with the accepted range."""
    words = [task.words or 0 for task in planner.brief.tasks]
    targets, counts = (xl_range_abs(tasks[0], column, tasks[1], column) for column in (_TARGET, _WORD_COUNT))
    total = xl_rowcol_to_cell(row, _WORD_COUNT)
    minimum, maximum = length.minimum, length.maximum
    accepted = f"Range: {grouped(minimum)} to {grouped(maximum)} words"
    verdict = (
        f'=IF(COUNT({counts})=0,"{accepted}",'
        f'IF({total}<{minimum},{minimum}-{total}&" below the range",'
        f'IF({total}>{maximum},{total}-{maximum}&" above the range","Within the range")))'
    )
    total_style: Style = {**CENTRED, "bold": True}
    address = xl_rowcol_to_cell(row, _PLANNED_DATE, row_abs=True, col_abs=True)
    sheet.highlight((row, _PLANNED_DATE), (row, _NOTES), f'={address}="Within the range"', MET)
    sheet.highlight((row, _PLANNED_DATE), (row, _NOTES), f'=ISNUMBER(SEARCH("below",{address}))', MISSING)
    sheet.highlight((row, _PLANNED_DATE), (row, _NOTES), f'=ISNUMBER(SEARCH("above",{address}))', NOT_MET)
    return sheet.place(
        row,
        Cell(0, "Words altogether", LABEL_RIGHT, _TARGET - 1),
        Cell(_TARGET, Formula(f"=SUM({targets})", sum(words)), total_style),
        Cell(_WORD_COUNT, Formula(f"=SUM({counts})", 0), total_style),
        Cell(_PLANNED_DATE, Formula(verdict, accepted), TEXT_STRONG, _NOTES),
        min_height=20,
    )


def _criteria(book: Book, planner: Planner) -> None:
    brief = planner.brief
    sheet = book.sheet("Criteria", (9.0, 58.0, 12.0, 24.0, 56.0, 10.0))
    row = sheet.title(f"Criteria: {brief.unit}", f"{brief.criteria_note} Note where your work shows each one.")
    covered = f"Covered by {brief.task_word.lower()}"
    counts = "Counts for" if any(criterion.tier for criterion in brief.criteria) else "Marks"
    headings = (*CRITERION_HEADINGS, counts, covered, "My evidence", "Ready")
    top = sheet.headings(row, headings, min_height=34)
    row = top
    for criterion in brief.criteria:
        covering = (
            str(task.number) for task in brief.tasks if any(covered.id == criterion.id for covered in task.criteria)
        )
        sheet.keep_as_text((row, 0), (row, 3))
        sheet.validate(row, 5, done_entry(f"AC {criterion.id}"))
        row = sheet.place(
            row,
            Cell(0, criterion.id, IDENTIFIER_STRONG),
            Cell(1, criterion.text, TEXT),
            Cell(2, criterion.counts, CENTRED),
            Cell(3, ", ".join(covering), {**TEXT, "num_format": "@"}),
            Cell(4, None, ENTRY),
            Cell(5, None, ENTRY_CENTRED),
            min_height=50,
        )
    if brief.criteria:
        sheet.colour_words((top, 5), (row - 1, 5), DONE_STYLES)
    if not any(criterion.counts for criterion in brief.criteria):
        sheet.hide_columns(2, 2)
    sheet.worksheet.freeze_panes(top, 0)
    sheet.finish((0, top - 1), row - 1)
