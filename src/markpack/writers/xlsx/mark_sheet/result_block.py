"""The foot of a mark sheet: total and outcome as formulas, standardisation, and who decided and checked."""

from __future__ import annotations

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from markpack.documents.mark_sheet.form_parts_view import Field, Revision
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.model.forms.labels import LABELS
from markpack.writers.xlsx.cell import Cell, Formula
from markpack.writers.xlsx.data_validation import choice_entry, date_entry
from markpack.writers.xlsx.mark_sheet.form import Body, FormSheet
from markpack.writers.xlsx.status_formulas import quoted, share_formula, share_label, share_style
from markpack.writers.xlsx.style import (
    ENTRY,
    ENTRY_DATE,
    LABEL,
    LABEL_RIGHT,
    NOTE,
    STRONG,
    TEXT,
    Style,
)
from markpack.writers.xlsx.typed_values import number, share

_BIG: Style = {"bold": True, "font_size": 14, "valign": "vcenter"}
_MIDDLE: Style = {**LABEL, "valign": "vcenter"}
_RIGHT: Style = {**LABEL_RIGHT, "valign": "vcenter"}
_VALUE: Style = {**TEXT, "valign": "vcenter"}


def write_result(sheet: FormSheet, row: int, body: Body) -> tuple[int, str]:
    """Write total, outcome, the rule for the outcome, and the overall feedback.

    Returns the row after them, and the outcome's cell.
    """
    form, grid, words = sheet.form, sheet.grid, sheet.form.words
    statuses = xl_range_abs(body.first, sheet.last_column, body.last, sheet.last_column)
    address = sheet.define_outcome(row, form.outcome)
    formula = f"={sheet.outcome(statuses, body)}"
    outcome = Cell(
        sheet.award,
        sheet.varying(lambda model: Formula(formula, model.tally.result(words))),
        {**TEXT, **_BIG, "indent": 1},
        sheet.last_column,
    )
    header = {**sheet.book.look.header, "font_size": 13}
    first = sheet.feedback if form.numbered else 0
    label = Cell(first, "Outcome", {**header, "align": "right", "indent": 1}, sheet.feedback)
    row = grid.place(
        row, *(_total(sheet, row, body) if form.numbered else ()), label, outcome, min_height=32, with_next=True
    )
    if sheet.model.state:
        state = sheet.varying(lambda model: model.state)
        row = grid.place(
            row, Cell(0, state, {**STRONG, "valign": "vcenter"}, sheet.last_column), min_height=24, with_next=True
        )
    row = grid.place(row, Cell(0, form.rule_note, NOTE, sheet.last_column), with_next=True)
    feedback = (
        Cell(0, form.overall_comment.label, LABEL, 1),
        sheet.entry(row, form.overall_comment, 2, sheet.last_column),
    )
    return grid.place(row, *feedback, min_height=20 if sheet.is_final else 110), address


def _total(sheet: FormSheet, row: int, body: Body) -> tuple[Cell, ...]:
    form = sheet.form
    marks = xl_range_abs(body.first, sheet.award, body.last, sheet.award)
    # An untouched sheet shows no total: printed to be marked by hand, a 0 would look like a result.
    empty: int | str = 0 if sheet.is_final else ""

    def total_formula(model: MarkSheet) -> Formula:
        total = number(model.tally.total)
        return Formula(f"={total_text}", empty if total is None else total)

    def percentage_formula(model: MarkSheet) -> Formula:
        percentage = share(model.tally.percentage)
        return Formula(f"={percentage_text}", empty if percentage is None else percentage)

    total_text = f"SUM({marks})" if sheet.is_final else f'IF(COUNT({marks})=0,"",SUM({marks}))'
    address = xl_rowcol_to_cell(row, 2)
    percentage_text = f'IF({address}="","",{share_formula(address, form.maximum, form.scheme)})'
    out_of: Style = {**TEXT, **_BIG, "align": "left", "num_format": f'General" / {form.maximum}"'}
    sheet.book.define(form.total.name, sheet.grid, row, 2)
    return (
        Cell(0, "Total marks", {**sheet.book.look.header, "font_size": 13}, 1),
        Cell(2, sheet.varying(total_formula), out_of),
        Cell(3, share_label(form.scheme), _RIGHT),
        Cell(
            4,
            sheet.varying(percentage_formula),
            {**share_style(form.scheme), "align": "left", "valign": "vcenter"},
        ),
    )


def write_standardisation(sheet: FormSheet, row: int) -> int:
    """Write the statement on standardisation and whether the learner refuses it; return the row after it."""
    field = sheet.form.standardisation_refused
    message = "Yes: the learner refuses the use for standardisation. No or blank: the learner agrees."
    rule = choice_entry("Standardisation refused", ["Yes", "No"], message)
    return sheet.grid.place(
        row,
        Cell(0, "Learner’s authenticity and standardisation", _MIDDLE, 1),
        Cell(2, sheet.form.standardisation_statement, _VALUE, sheet.feedback - 1),
        Cell(sheet.feedback, "Use for standardisation refused (Yes or No)", _RIGHT),
        sheet.entry(
            row,
            field,
            sheet.award,
            sheet.last_column,
            value_style=_VALUE,
            rule=rule,
            convert=lambda value: "Yes" if value == "yes" else "No",
        ),
        min_height=34,
    )


def write_decisions(sheet: FormSheet, row: int, outcome: str) -> int:
    """Write the assessor's decision beside the use of quality assurance; return the row after them.

    `outcome` is the cell of the outcome, which the assessor's decision repeats.
    """
    form, grid, header = sheet.form, sheet.grid, sheet.book.look.header
    end, award = sheet.feedback - 1, sheet.award
    heads = (
        Cell(0, "Assessor’s decision", header, end),
        Cell(sheet.feedback, "Quality assurance use", header, sheet.last_column),
    )
    if sheet.model.received_on:
        received = _date_cell(sheet, row, sheet.model.received_on, 2, end, "The day on which the work was received.")
        row = grid.place(row, Cell(0, LABELS["received_on"], _MIDDLE, 1), received, min_height=24, with_next=True)
    row = grid.place(row, *heads, min_height=20, with_next=True)
    incomplete = form.words.incomplete
    iqa_rule = choice_entry("Outcome", sheet.book.choices(form.iqa_decision.choices), "Choose from the list.")

    def decision(model: MarkSheet) -> Formula:
        word = model.tally.result(form.words)
        if sheet.is_final:
            return Formula(f"={outcome}", word)
        # Printed to be signed by hand, a sheet without a decision leaves room for one.
        return Formula(f'=IF({outcome}={quoted(incomplete)},"",{outcome})', "" if word == incomplete else word)

    blank = TEXT if sheet.is_final else ENTRY
    lines = (
        (
            (LABELS["outcome"], Cell(2, sheet.varying(decision), {**_VALUE, "bold": True}, end)),
            (
                LABELS["iqa_decision"],
                sheet.entry(row, form.iqa_decision, award, sheet.last_column, value_style=_VALUE, rule=iqa_rule),
            ),
        ),
        (
            (LABELS["assessor"], sheet.person(row + 1, form.assessor, 2, end)),
            (LABELS["iqa"], sheet.person(row + 1, form.iqa, award, sheet.last_column)),
        ),
        (
            (LABELS["signature"], _signature_cell(sheet.model.assessor_signature, blank, 2, end)),
            (LABELS["signature"], _signature_cell(sheet.model.iqa_signature, blank, award, sheet.last_column)),
        ),
        (
            (LABELS["assessed_on"], _date_cell(sheet, row + 3, form.assessed_on, 2, end)),
            (LABELS["iqa_on"], _date_cell(sheet, row + 3, form.iqa_on, award, sheet.last_column)),
        ),
    )
    for (left_label, left), (right_label, right) in lines:
        cells = Cell(0, left_label, _MIDDLE, 1), left, Cell(sheet.feedback, right_label, _RIGHT), right
        row = grid.place(row, *cells, min_height=24, with_next=True)
    comment = sheet.entry(row, form.iqa_comment, 2, sheet.last_column)
    label = Cell(0, form.iqa_comment.label, LABEL, 1)
    row = grid.place(row, label, comment, min_height=sheet.comment_height(50))
    if sheet.model.revision:
        row = _revision(sheet, row, sheet.model.revision)
    if sheet.model.other_signature:
        row = grid.place(row, Cell(0, sheet.model.other_signature, _VALUE, sheet.last_column), min_height=20)
    return row


def _revision(sheet: FormSheet, row: int, revision: Revision) -> int:
    """Write what says that the sheet replaces an earlier decision; return the row after it."""
    end, header = sheet.feedback - 1, sheet.book.look.header
    row = sheet.grid.place(
        row, Cell(0, sheet.model.revision_heading, header, sheet.last_column), min_height=20, with_next=True
    )
    row = sheet.grid.place(
        row,
        Cell(0, LABELS["revision"], _MIDDLE, 1),
        sheet.entry(row, revision.number, 2, end, value_style=_VALUE),
        Cell(sheet.feedback, LABELS["revised_on"], _RIGHT),
        _date_cell(sheet, row, revision.revised_on, sheet.award, sheet.last_column),
        min_height=24,
        with_next=True,
    )
    reason = sheet.entry(row, revision.reason, 2, sheet.last_column)
    return sheet.grid.place(
        row, Cell(0, revision.reason.label, LABEL, 1), reason, min_height=20 if sheet.is_final else 34
    )


def _signature_cell(signed: str, style: Style, column: int, last: int) -> Cell:
    return Cell(column, signed or None, _VALUE if signed else style, last)


def _date_cell(
    sheet: FormSheet, row: int, field: Field, column: int, last: int, what: str = "The day of the decision or check."
) -> Cell:
    rule = date_entry(field.label, what)
    return sheet.entry(row, field, column, last, style=ENTRY_DATE, value_style=_VALUE, rule=rule)
