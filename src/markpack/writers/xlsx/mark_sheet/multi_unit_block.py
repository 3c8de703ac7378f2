"""The block of a mark sheet of several units: each unit's marks and outcome; and the sheet on how marks were shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from markpack.documents.mark_sheet.form_parts_view import SheetUnit, Working
from markpack.documents.mark_sheet.tally import NOTHING_MARKED
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.xlsx.cell import Cell, Content, Formula
from markpack.writers.xlsx.mark_sheet.form import Body, FormSheet
from markpack.writers.xlsx.status_formulas import share_formula, share_style
from markpack.writers.xlsx.style import CENTRED, LABEL, PLAIN, STRONG, TEXT, Style
from markpack.writers.xlsx.typed_values import number, share
from markpack.writers.xlsx.workbook import Book

_RESULT: Style = {**TEXT, "bold": True, "valign": "vcenter"}


def write_units(sheet: FormSheet, row: int, bodies: Mapping[str, Body]) -> int:
    """Write each unit's marks and outcome, worked out from its own rows; return the row after them."""
    form, grid = sheet.form, sheet.grid
    header = sheet.book.look.header
    column = sheet.feedback - 1
    is_capped = sheet.grades.capped and not form.numbered
    heading = "Marks" if form.numbered else "Attempt" if is_capped else ""
    before = column - 1 if form.numbered else column
    cells = [Cell(0, "Unit", header, before - 1), Cell(before, heading, header)]
    if form.numbered:
        cells.append(Cell(column, "Percentage", header))
    outcome = Cell(sheet.award, "Outcome", header, sheet.last_column)
    row = grid.place(row, *cells, Cell(sheet.feedback, "Credits", header), outcome, with_next=True)
    for unit in form.units:
        body = bodies[unit.reference]
        statuses = xl_range_abs(body.first, sheet.last_column, body.last, sheet.last_column)
        sheet.define_outcome(row, unit.outcome)
        marks = [Cell(column, "", TEXT)]
        if form.numbered:
            awards = xl_range_abs(body.first, sheet.award, body.last, sheet.award)
            total = f"SUM({awards})" if sheet.is_final else f'IF(COUNT({awards})=0,"",SUM({awards}))'
            total_style: Style = {**_RESULT, "align": "left", "num_format": f'General" / {unit.maximum}"'}
            content = sheet.varying(_total_content(unit, f"={total}", 0 if sheet.is_final else ""))
            sheet.book.define(unit.total.name, grid, row, before)
            address = xl_rowcol_to_cell(row, before)
            percentage = f'=IF({address}="","",{share_formula(address, int(unit.maximum), form.scheme)})'
            share_cell: Style = {**share_style(form.scheme), "align": "left", "valign": "vcenter"}
            marks = [
                Cell(before, content, total_style),
                Cell(column, sheet.varying(_share_content(unit, percentage, 0 if sheet.is_final else "")), share_cell),
            ]
        elif is_capped:
            marks = [Cell(column, sheet.varying(_attempt_content(unit, sheet.attempts[unit.reference])), CENTRED)]
            sheet.attempts[unit.reference] = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        row = grid.place(
            row,
            Cell(0, f"{unit.reference} {unit.title}", LABEL, before - 1),
            *marks,
            Cell(sheet.feedback, unit.credits or None, CENTRED),
            Cell(
                sheet.award,
                sheet.varying(_outcome_content(unit, f"={sheet.outcome(statuses, body)}")),
                _RESULT,
                sheet.last_column,
            ),
            min_height=22,
            with_next=True,
        )
    return row


def _total_content(unit: SheetUnit, formula: str, empty: int | str) -> Callable[[MarkSheet], Formula]:
    def content(model: MarkSheet) -> Formula:
        total = number(model.unit_tallies.get(unit.reference, NOTHING_MARKED).total)
        return Formula(formula, empty if total is None else total)

    return content


def _share_content(unit: SheetUnit, formula: str, empty: int | str) -> Callable[[MarkSheet], Formula]:
    """Return a unit's total as a percentage."""

    def content(model: MarkSheet) -> Formula:
        value = share(model.unit_tallies.get(unit.reference, NOTHING_MARKED).percentage)
        return Formula(formula, empty if value is None else value)

    return content


def _attempt_content(unit: SheetUnit, attempt: str) -> Callable[[MarkSheet], Content]:
    """Return the attempt in which a unit was last shown: on a sheet for anybody, the one that is entered."""

    def content(model: MarkSheet) -> Content:
        number_ = model.unit_tallies.get(unit.reference, NOTHING_MARKED).shown_in
        given = model.values.get(model.form.attempt.name, "")
        return number_ or number(given) or Formula(f'=IF({attempt}="","",{attempt})', "")

    return content


def _outcome_content(unit: SheetUnit, formula: str) -> Callable[[MarkSheet], Formula]:
    def content(model: MarkSheet) -> Formula:
        tally = model.unit_tallies.get(unit.reference, NOTHING_MARKED)
        return Formula(formula, tally.result(model.form.words))

    return content


def write_working(book: Book, working: Working) -> None:
    """Add the worksheet that shows how marks were shared out; its sums are formulas."""
    grid = book.sheet("Working", (26.0, 20.0, 16.0, 16.0, 12.0, 12.0))
    top = grid.title("How the marks were worked out", f"{working.total} marks, shared out by what each unit weighs")
    row = grid.place(top, Cell(0, working.rule, PLAIN, 5))
    headings = ("Unit or AC", f"{working.weighed_by}, or own marks", "Exact share", "Decimals", "Marks", "Minimum")
    header = row
    row = grid.headings(row, headings)
    criteria: list[str] = []
    for line in working.lines:
        style: Style = STRONG if line.is_unit else TEXT
        centred: Style = {**CENTRED, "bold": line.is_unit}
        if not line.is_unit:
            criteria.append(xl_rowcol_to_cell(row, 4))
        row = grid.place(
            row,
            Cell(0, f"Unit {line.label}" if line.is_unit else line.label, style),
            Cell(1, line.own, centred),
            Cell(2, line.exact, {**centred, "num_format": "@"}),
            Cell(3, line.share, {**centred, "num_format": "0.00"}),
            Cell(4, line.marks, centred),
            Cell(5, number(line.minimum) if line.minimum else "", centred),
        )
    total_style: Style = {**CENTRED, "bold": True}
    row = grid.place(
        row,
        Cell(0, "Whole sheet", STRONG),
        Cell(1, "", total_style),
        Cell(2, "100", {**total_style, "num_format": "@"}),
        Cell(3, "", total_style),
        Cell(4, Formula(f"={'+'.join(criteria)}", working.total), total_style),
        Cell(5, "", total_style),
    )
    grid.finish((header, header), row - 1, landscape=False)
