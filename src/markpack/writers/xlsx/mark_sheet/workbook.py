"""The mark sheet as a workbook: blank to be filled in, or completed and final, from the same form."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from markpack.documents.mark_sheet.form_parts_view import CarriedOver, CriterionRow, Section
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.spelling import plural, series
from markpack.model.forms.labels import (
    CARRIED_OVER,
    CRITERION_HEADINGS,
    DESCRIPTORS_HEADING,
    FEEDBACK_LABELS,
    LABELS,
    RESULT_HEADINGS,
)
from markpack.writers.xlsx.cell import Cell, Formula, Varying
from markpack.writers.xlsx.data_validation import choice_entry, count_entry, free_entry, mark_entry
from markpack.writers.xlsx.grade_formulas import CriterionCells
from markpack.writers.xlsx.mark_sheet.form import AC, CRITERION, Body, FormSheet
from markpack.writers.xlsx.mark_sheet.multi_unit_block import write_units, write_working
from markpack.writers.xlsx.mark_sheet.record_sheet import write_record
from markpack.writers.xlsx.mark_sheet.result_block import write_decisions, write_result, write_standardisation
from markpack.writers.xlsx.status_formulas import CHECK, quoted, status_styles
from markpack.writers.xlsx.style import (
    CENTRED,
    ENTRY,
    ENTRY_CENTRED,
    ENTRY_IDENTIFIER,
    IDENTIFIER_STRONG,
    LABEL,
    LABEL_RIGHT,
    NOT_MET,
    NOTE,
    PLAIN,
    TEXT,
    TEXT_STRONG,
    WRONG,
    Style,
)
from markpack.writers.xlsx.typed_values import number, number_or_text

_ATTEMPT = "The attempt’s number: 1 for the first submission, 2 for the second."
_NAME = "The learner’s first and last name."
_REGISTRATION = "As it was issued, leading zeros included."


def write_mark_sheet(sheet: MarkSheet) -> bytes:
    """Return the workbook of a blank or completed mark sheet; every entry cell has its field's name."""
    return fill(FormSheet(sheet))


def fill(sheet: FormSheet) -> bytes:
    """Write the mark sheet into its workbook and return its bytes."""
    form = sheet.form
    top = _head(sheet)
    row = top
    bodies: dict[str, Body] = {}
    for unit in form.references:
        row, bodies[unit] = _unit(sheet, row, unit)
    body = Body(top, row - 1, tuple(cell for part in bodies.values() for cell in part.cells))
    _colour_statuses(sheet, body)
    if form.units:
        row = write_units(sheet, row, bodies)
    row, outcome = write_result(sheet, row, body)
    row = write_standardisation(sheet, row)
    row = write_decisions(sheet, row, outcome)
    sheet.grid.worksheet.freeze_panes(top, 0)
    sheet.grid.finish((top - (2 if sheet.descriptors else 1), top - 1), row - 1)
    if form.records:
        write_record(sheet)
    _instructions(sheet)
    if form.working:
        write_working(sheet.book, form.working)
    return sheet.book.close()


def _head(sheet: FormSheet) -> int:
    """Write the frozen rows, which are printed on every page: title, learner, notice and column headings."""
    form, branding, grid = sheet.form, sheet.form.branding, sheet.grid
    row = grid.title(
        f"Mark sheet: {form.unit_name}",
        " · ".join(
            (
                form.qualification,
                form.levels,
                *((plural(form.credits, "credit"),) if form.credits else ()),
                branding.employer,
                f"Centre {branding.centre_number} {branding.centre}",
            )
        ),
    )
    grid.keep_as_text((row, 0), (row, sheet.last_column))
    attempt = xl_rowcol_to_cell(row, sheet.award, row_abs=True, col_abs=True)
    sheet.attempts = dict.fromkeys(form.references, attempt)
    row = grid.place(
        row,
        Cell(0, form.learner_name.label, LABEL, 1),
        sheet.entry(
            row, form.learner_name, 2, value_style=TEXT_STRONG, rule=free_entry(form.learner_name.label, _NAME),
        ),
        Cell(3, form.registration.label, LABEL_RIGHT),
        sheet.entry(
            row, form.registration, 4, style=ENTRY_IDENTIFIER, value_style=IDENTIFIER_STRONG,
            rule=free_entry(form.registration.label, _REGISTRATION),
        ),
        Cell(sheet.feedback, form.attempt.label, LABEL_RIGHT),
        sheet.entry(
            row, form.attempt, sheet.award, style=ENTRY_CENTRED, value_style=CENTRED,
            rule=count_entry(form.attempt.label, _ATTEMPT, 1, 9), convert=number_or_text,
        ),
        min_height=20,
    )  # fmt: skip
    if form.notice:
        row = grid.place(row, Cell(0, form.notice, NOTE, sheet.last_column))
    if sheet.model.replaces:
        replaces = sheet.varying(lambda model: model.replaces)
        row = grid.place(row, Cell(0, replaces, NOTE, sheet.last_column))
    header, start = sheet.book.look.header, sheet.first_descriptor
    headings = [*sheet.descriptors, FEEDBACK_LABELS[0], form.award_heading]
    if form.numbered:
        headings += (RESULT_HEADINGS["out_of"], *((RESULT_HEADINGS["minimum"],) if sheet.has_minimum else ()))
    headings += (*(("Counts for",) if sheet.has_tiers else ()), RESULT_HEADINGS["standing"])
    if sheet.descriptors:
        end = start + len(sheet.descriptors) - 1
        outside = (column for column in range(sheet.last_column + 1) if not start <= column <= end)
        above = (Cell(column, None, header) for column in outside)
        row = grid.place(row, Cell(start, DESCRIPTORS_HEADING, header, end), *above, min_height=18, with_next=True)
    return grid.place(
        row,
        Cell(AC, CRITERION_HEADINGS[0], header),
        Cell(CRITERION, CRITERION_HEADINGS[1], header, start - 1),
        *(Cell(column, heading, header) for column, heading in enumerate(headings, start=start)),
        min_height=20,
    )


def _unit(sheet: FormSheet, row: int, reference: str) -> tuple[int, Body]:
    """Write the sections of a unit and what of it is carried over; return the row after it, and its rows."""
    start = row
    cells: list[CriterionCells] = []
    if unit := next((unit for unit in sheet.form.units if unit.reference == reference), None):
        heading = f"Unit {unit.reference}: {unit.title}" + (f" ({unit.maximum} marks)" if unit.maximum else "")
        style: Style = {**sheet.book.look.header, "font_size": 13}
        row = sheet.grid.place(row, Cell(0, heading, style, sheet.last_column), min_height=26, with_next=True)
    for section in sheet.form.sections:
        if section.unit == reference:
            row, in_section = _section(sheet, row, section)
            cells += in_section
    for carried in sheet.form.carried_over:
        if carried.unit == reference:
            row, in_section = _carried_over(sheet, row, carried)
            cells += in_section
    return row, Body(start, row - 1, tuple(cells))


def _carried_over(sheet: FormSheet, row: int, carried: CarriedOver) -> tuple[int, list[CriterionCells]]:
    """Write the criteria that stay as they were, in the columns of the others; return as `_section` does."""
    grid = sheet.grid
    row = grid.place(
        row, Cell(0, CARRIED_OVER, sheet.book.look.heading, sheet.last_column), min_height=24, with_next=True
    )
    cells = []
    for criterion, section in zip(carried.rows, carried.sections, strict=True):
        cells.append(_cells(sheet, row, criterion, section, carried.unit))
        grid.keep_as_text((row, AC), (row, AC))
        row = grid.place(
            row,
            Cell(AC, criterion.id, IDENTIFIER_STRONG),
            Cell(CRITERION, criterion.text, TEXT_STRONG, sheet.feedback - 1),
            sheet.entry(row, criterion.comment, sheet.feedback),
            *_award(sheet, row, criterion),
            Cell(sheet.last_column, _status(sheet, row, criterion), {**CENTRED, "bold": True}),
            min_height=20,
            with_next=criterion is not carried.rows[-1],
        )
    return row, cells


def _cells(sheet: FormSheet, row: int, criterion: CriterionRow, section: str, unit: str) -> CriterionCells:
    award, status = (xl_rowcol_to_cell(row, column) for column in (sheet.award, sheet.last_column))
    return CriterionCells((award,), status, criterion.marks, section, unit, criterion.tier)


def _section(sheet: FormSheet, row: int, section: Section) -> tuple[int, list[CriterionCells]]:
    """Write a section; return the row after it, and its criteria's cells."""
    grid = sheet.grid
    marks = f" ({plural(section.marks, 'mark')})" if sheet.form.numbered else ""
    heading = f"{sheet.form.words.section} {section.id}: {section.title}{marks}"
    row = grid.place(row, Cell(0, heading, sheet.book.look.heading, sheet.last_column), min_height=24, with_next=True)
    cells = []
    for criterion in section.rows:
        is_last = criterion is section.rows[-1]
        cells.append(_cells(sheet, row, criterion, section.id, section.unit))
        row = _criterion(sheet, row, criterion, with_next=is_last)
    row = grid.place(
        row,
        Cell(0, LABELS["section_comment"], LABEL, 1),
        sheet.entry(row, section.comment, 2, sheet.feedback - 1),
        Cell(sheet.feedback, LABELS["verification"], LABEL),
        sheet.entry(row, section.verification, sheet.award, sheet.last_column),
        min_height=sheet.comment_height(36),
    )
    return row, cells


_ROOM, _ROOM_ALONE = 96, 60
"""The least height in points of a criterion's row to be filled in: beside descriptors, and without any."""


def _criterion(sheet: FormSheet, row: int, criterion: CriterionRow, *, with_next: bool) -> int:
    sheet.grid.keep_as_text((row, AC), (row, AC))
    told = {part.heading: f"{part.standing}\n{part.text}".strip() for part in criterion.descriptors}
    descriptors = (
        Cell(column, told.get(heading, ""), TEXT)
        for column, heading in enumerate(sheet.descriptors, start=sheet.first_descriptor)
    )
    row = sheet.grid.place(
        row,
        Cell(AC, criterion.id, IDENTIFIER_STRONG),
        Cell(CRITERION, criterion.text, TEXT_STRONG, sheet.first_descriptor - 1),
        *descriptors,
        sheet.entry(row, criterion.comment, sheet.feedback),
        *_award(sheet, row, criterion),
        Cell(sheet.last_column, _status(sheet, row, criterion), {**CENTRED, "bold": True}),
        min_height=34 if sheet.is_final else _ROOM if sheet.descriptors else _ROOM_ALONE,
        with_next=with_next or criterion.earlier is not None,
    )
    if criterion.earlier is None:
        return row
    return sheet.grid.place(
        row,
        Cell(CRITERION, LABELS["earlier"], LABEL_RIGHT, sheet.first_descriptor - 1),
        sheet.entry(row, criterion.earlier, sheet.first_descriptor, sheet.feedback),
        min_height=20,
        with_next=with_next,
    )


def _award(sheet: FormSheet, row: int, criterion: CriterionRow) -> tuple[Cell, ...]:
    title, award, column, form = f"AC {criterion.id}", criterion.award, sheet.award, sheet.form
    tier = (Cell(sheet.last_column - 1, criterion.counts_for, CENTRED),) if sheet.has_tiers else ()
    if not form.numbered:
        message = f"{title}: choose {series(award.choices, 'or')}; leave blank if not decided."
        rule = choice_entry(title, sheet.book.choices(award.choices), message)
        return (sheet.entry(row, award, column, style=ENTRY_CENTRED, value_style=CENTRED, rule=rule), *tier)
    rule = mark_entry(
        title, str(criterion.marks), criterion.minimum, xl_rowcol_to_cell(row, column), half_marks=form.half_marks,
        not_attempted=form.words.not_attempted,
    )  # fmt: skip
    minimum = (Cell(column + 2, number(criterion.minimum), CENTRED),) if sheet.has_minimum else ()
    return (
        sheet.entry(row, award, column, style=ENTRY_CENTRED, value_style=CENTRED, rule=rule, convert=number_or_text),
        Cell(column + 1, criterion.marks, CENTRED),
        *minimum,
        *tier,
    )


def _status(sheet: FormSheet, row: int, criterion: CriterionRow) -> Varying:
    maximum = xl_rowcol_to_cell(row, sheet.award + 1) if sheet.form.numbered else ""
    words, award = sheet.form.words, criterion.award.name
    text = sheet.statuses.status(xl_rowcol_to_cell(row, sheet.award), maximum)
    return sheet.varying(lambda model: Formula(f"={text}", model.tally.status(award).word(words)))


def _colour_statuses(sheet: FormSheet, body: Body) -> None:
    """Colour each status, which is a word too, and marks below the minimum."""
    words = sheet.form.words
    first, last = (body.first, sheet.last_column), (body.last, sheet.last_column)
    sheet.grid.colour_words(first, last, (*status_styles(words), (CHECK, WRONG)))
    cell = xl_rowcol_to_cell(*first, col_abs=True)
    for word in filter(None, (words.not_met, words.not_attempted)):
        sheet.grid.highlight((body.first, sheet.award), (body.last, sheet.award), f"={cell}={quoted(word)}", NOT_MET)


def _instructions(sheet: FormSheet) -> None:
    form = sheet.form
    grid = sheet.book.sheet("Instructions", (4.0, 96.0))
    top = grid.title("How to use this mark sheet", form.unit_name)
    row = top
    for count, instruction in enumerate(form.instructions, start=1):
        row = grid.place(row, Cell(0, count, {"align": "right"}), Cell(1, instruction.plain, PLAIN))
    if form.records:
        note = f"{form.record_heading}: it has a sheet of its own, Record."
        row = grid.place(row, Cell(1, note, {**PLAIN, "bold": True}))
    if form.notice:
        row = grid.place(row, Cell(1, form.notice, NOTE))
    if not sheet.is_final:
        hint = (
            "Cells with this border and a pale yellow fill are to be filled in; all others are locked. Drag the lower "
            "edge of a row to give long feedback more room."
        )
        row = grid.place(row, Cell(1, hint, {**ENTRY, "locked": True}))
    grid.finish((0, top - 1), row - 1, landscape=False)
