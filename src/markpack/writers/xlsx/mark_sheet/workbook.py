"""The mark sheet as a workbook: blank to be filled in, or completed and final, from the same form."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from markpack.documents.mark_sheet.view import CriterionRow, MarkSheet, Section
from markpack.documents.shared.spelling import plural
from markpack.model.forms.labels import CRITERION_HEADINGS, FEEDBACK_LABELS, LABELS
from markpack.writers.xlsx.cell import Cell, Formula, Varying
from markpack.writers.xlsx.data_validation import choice_entry, count_entry, free_entry, mark_entry
from markpack.writers.xlsx.mark_sheet.form import AC, AWARD, CRITERION, DESCRIPTORS, FEEDBACK, Body, FormSheet
from markpack.writers.xlsx.mark_sheet.multi_unit_block import write_units, write_working
from markpack.writers.xlsx.mark_sheet.record_sheet import write_record
from markpack.writers.xlsx.mark_sheet.result_block import write_decisions, write_result, write_standardisation
from markpack.writers.xlsx.status_formulas import CHECK, status_formula, status_styles
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
    body_by_unit: dict[str, Body] = {}
    for position, section in enumerate(form.sections):
        if unit := form.opens_unit(position):
            heading = f"Unit {unit.reference}: {unit.title}" + (f" ({unit.maximum} marks)" if unit.maximum else "")
            row = sheet.grid.place(
                row, Cell(0, heading, {**sheet.book.look.header, "font_size": 13}, sheet.last_column), min_height=26
            )
        first, row = row, _section(sheet, row, section)
        body_by_unit[section.unit] = Body(body_by_unit.get(section.unit, Body(first, first)).first, row - 1)
    body = Body(top, row - 1)
    _colour_statuses(sheet, body)
    if form.units:
        row = write_units(sheet, row, body_by_unit)
    row, outcome = write_result(sheet, row, body)
    row = write_standardisation(sheet, row)
    row = write_decisions(sheet, row, outcome)
    sheet.grid.worksheet.freeze_panes(top, 0)
    sheet.grid.finish((0, top - 1), row - 1)
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
        f"Mark sheet: {form.unit} {form.unit_title}",
        f"{form.qualification} · {form.levels} · {plural(form.credits, 'credit')} · {branding.employer} · "
        f"Centre {branding.centre_number} {branding.centre}",
    )
    grid.keep_as_text((row, 0), (row, sheet.last_column))
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
        Cell(5, form.attempt.label, LABEL_RIGHT),
        sheet.entry(
            row, form.attempt, 6, style=ENTRY_CENTRED, value_style=CENTRED,
            rule=count_entry(form.attempt.label, _ATTEMPT, 1, 9), convert=number_or_text,
        ),
        min_height=20,
    )  # fmt: skip
    if form.notice:
        row = grid.place(row, Cell(0, form.notice, NOTE, sheet.last_column))
    descriptors = (part.heading for part in form.sections[0].rows[0].descriptors)
    award = ("Mark", "Out of", "Minimum", "Standing") if form.numbered else (form.words.either, "Standing")
    headings = (*CRITERION_HEADINGS, *descriptors, FEEDBACK_LABELS[0], *award)
    return grid.headings(row, headings)


def _section(sheet: FormSheet, row: int, section: Section) -> int:
    grid = sheet.grid
    marks = f" ({plural(section.marks, 'mark')})" if sheet.form.numbered else ""
    heading = f"Learning outcome {section.id}: {section.title}{marks}"
    row = grid.place(row, Cell(0, heading, sheet.book.look.heading, sheet.last_column), min_height=24)
    for criterion in section.rows:
        row = _criterion(sheet, row, criterion)
    for label, field in (
        (LABELS["section_comment"], section.comment),
        (LABELS["verification"], section.verification),
    ):
        cells = Cell(0, label, LABEL, 1), sheet.entry(row, field, 2, sheet.last_column)
        row = grid.place(row, *cells, min_height=20 if sheet.is_final else 36)
    return row


def _criterion(sheet: FormSheet, row: int, criterion: CriterionRow) -> int:
    sheet.grid.keep_as_text((row, AC), (row, AC))
    descriptors = (
        Cell(column, f"{part.standing}\n{part.text}" if part.standing else part.text, TEXT)
        for column, part in enumerate(criterion.descriptors, start=DESCRIPTORS)
    )
    return sheet.grid.place(
        row,
        Cell(AC, criterion.id, IDENTIFIER_STRONG),
        Cell(CRITERION, criterion.text, TEXT_STRONG),
        *descriptors,
        sheet.entry(row, criterion.comment, FEEDBACK),
        *_award(sheet, row, criterion),
        Cell(sheet.last_column, _status(sheet, row, criterion), {**CENTRED, "bold": True}),
        min_height=34 if sheet.is_final else 96,
    )


def _award(sheet: FormSheet, row: int, criterion: CriterionRow) -> tuple[Cell, ...]:
    title, award = f"AC {criterion.id}", criterion.award
    if not sheet.form.numbered:
        message = f"{title}: choose {' or '.join(award.choices)}; leave blank if not decided."
        rule = choice_entry(title, sheet.book.choices(award.choices), message)
        return (sheet.entry(row, award, AWARD, style=ENTRY_CENTRED, value_style=CENTRED, rule=rule),)
    address = xl_rowcol_to_cell(row, AWARD)
    rule = mark_entry(title, str(criterion.marks), criterion.minimum, address, half_marks=sheet.form.half_marks)
    return (
        sheet.entry(row, award, AWARD, style=ENTRY_CENTRED, value_style=CENTRED, rule=rule, convert=number_or_text),
        Cell(AWARD + 1, criterion.marks, CENTRED),
        Cell(AWARD + 2, number(criterion.minimum), CENTRED),
    )


def _status(sheet: FormSheet, row: int, criterion: CriterionRow) -> Varying:
    maximum = xl_rowcol_to_cell(row, AWARD + 1) if sheet.form.numbered else ""
    words = sheet.form.words
    text = status_formula(xl_rowcol_to_cell(row, AWARD), maximum, words, half_marks=sheet.form.half_marks)
    award = criterion.award.name
    return sheet.varying(lambda model: Formula(f"={text}", words.status(model.tally.met.get(award))))


def _colour_statuses(sheet: FormSheet, body: Body) -> None:
    """Colour each status, which is a word too, and marks below the minimum."""
    words = sheet.form.words
    first, last = (body.first, sheet.last_column), (body.last, sheet.last_column)
    sheet.grid.colour_words(first, last, (*status_styles(words), (CHECK, WRONG)))
    cell = xl_rowcol_to_cell(*first, col_abs=True)
    condition = f'={cell}="{words.not_met}"'
    sheet.grid.highlight((body.first, AWARD), (body.last, AWARD), condition, NOT_MET)


def _instructions(sheet: FormSheet) -> None:
    form = sheet.form
    grid = sheet.book.sheet("Instructions", (4.0, 96.0))
    top = grid.title(f"How to use this mark sheet: {form.unit}", form.unit_title)
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
