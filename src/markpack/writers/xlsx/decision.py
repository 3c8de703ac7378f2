"""The foot of a mark sheet: total and outcome as formulas, standardisation, and who decided and checked."""

from __future__ import annotations

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from markpack.writers.xlsx.entry import choice_entry, date_entry
from markpack.writers.xlsx.form import AWARD, FEEDBACK, Body, FormSheet
from markpack.writers.xlsx.sheet import Cell, Formula
from markpack.writers.xlsx.standing import CHECK, INCOMPLETE, PASS, REFERRAL, number, outcome, outcome_formula
from markpack.writers.xlsx.style import (
    ENTRY,
    ENTRY_DATE,
    LABEL,
    LABEL_RIGHT,
    MET,
    MISSING,
    NOT_MET,
    NOTE,
    PERCENTAGE,
    STRONG,
    TEXT,
    WRONG,
    Style,
)

_BIG: Style = {"bold": True, "font_size": 14, "valign": "vcenter"}
_MIDDLE: Style = {**LABEL, "valign": "vcenter"}
_RIGHT: Style = {**LABEL_RIGHT, "valign": "vcenter"}
_PRINTED: Style = {**TEXT, "valign": "vcenter"}
_RULE = "Every criterion has to be met: one that is not makes the outcome a referral"


def write_result(sheet: FormSheet, row: int, body: Body) -> int:
    """Write total, outcome, what the outcome rests on, and the overall feedback; return the row after them."""
    form, grid = sheet.form, sheet.sheet
    standings = xl_range_abs(body.first, sheet.last, body.last, sheet.last)
    word = sheet.value(form.outcome) or outcome(body.standings)
    sheet.book.define(form.outcome.name, grid, row, AWARD)
    here = xl_rowcol_to_cell(row, AWARD, row_abs=True, col_abs=True)
    for text, style in ((PASS, MET), (REFERRAL, NOT_MET), (INCOMPLETE, MISSING), (CHECK, WRONG)):
        grid.highlight((row, AWARD), (row, sheet.last), f'={here}="{text}"', style)
    decided = Cell(AWARD, Formula(f"={outcome_formula(standings)}", word), {**TEXT, **_BIG, "indent": 1}, sheet.last)
    header = {**sheet.book.look.header, "font_size": 13}
    label = Cell(FEEDBACK if form.numbered else 0, "Outcome", {**header, "align": "right", "indent": 1}, FEEDBACK)
    row = grid.place(row, *(_total(sheet, row, body) if form.numbered else ()), label, decided, least=32)
    if sheet.model.state:
        row = grid.place(row, Cell(0, sheet.model.state, {**STRONG, "valign": "vcenter"}, sheet.last), least=24)
    rest = ", whatever the total. A missing mark leaves it incomplete; 0 is a mark." if form.numbered else (
        ". A missing decision leaves it incomplete."
    )  # fmt: skip
    row = grid.place(row, Cell(0, _RULE + rest, NOTE, sheet.last))
    overall = Cell(0, "Overall feedback", LABEL, 1), sheet.entry(row, form.overall_comment, 2, sheet.last)
    return grid.place(row, *overall, least=20 if sheet.final else 110)


def _total(sheet: FormSheet, row: int, body: Body) -> tuple[Cell, ...]:
    form = sheet.form
    marks = xl_range_abs(body.first, AWARD, body.last, AWARD)
    recorded = [number(sheet.value(line.award)) for part in form.sections for line in part.rows]
    given = [mark for mark in recorded if mark is not None]
    stated = number(sheet.value(form.total))
    reached = sum(given) if stated is None else stated
    # An untouched sheet shows no total: printed to be marked by hand, a 0 would look like a result.
    started = bool(given) or sheet.final
    text = f"SUM({marks})" if sheet.final else f'IF(COUNT({marks})=0,"",SUM({marks}))'
    where = xl_rowcol_to_cell(row, 2)
    share = f'IF({where}="","",{where}/{form.maximum})'
    out_of: Style = {**TEXT, **_BIG, "align": "left", "num_format": f'General" / {form.maximum}"'}
    sheet.book.define(form.total.name, sheet.sheet, row, 2)
    return (
        Cell(0, "Total marks", {**sheet.book.look.header, "font_size": 13}, 1),
        Cell(2, Formula(f"={text}", reached if started else ""), out_of),
        Cell(3, "As a percentage (it decides nothing)", _RIGHT),
        Cell(
            4,
            Formula(f"={share}", reached / form.maximum if started else ""),
            {**PERCENTAGE, "align": "left", "valign": "vcenter"},
        ),
    )


def write_standardisation(sheet: FormSheet, row: int) -> int:
    """Write the statement on standardisation and whether the learner refuses it; return the row after it."""
    field = sheet.form.standardisation_refused
    refused = ("Yes" if sheet.value(field) == "yes" else "No") if sheet.final or sheet.value(field) else None
    message = "Yes: the learner refuses the use for standardisation. No or blank: the learner agrees."
    rule = choice_entry("Standardisation refused?", ["Yes", "No"], message)
    return sheet.sheet.place(
        row,
        Cell(0, "Use for standardisation", _MIDDLE, 1),
        Cell(2, sheet.form.standardisation_statement, _PRINTED, 4),
        Cell(FEEDBACK, "Refused by the learner? (Yes or No)", _RIGHT),
        sheet.entry(row, field, AWARD, sheet.last, printed=_PRINTED, rule=rule, content=refused),
        least=34,
    )


def write_decisions(sheet: FormSheet, row: int) -> int:
    """Write the assessor's decision beside the use of quality assurance; return the row after them."""
    form, grid, header = sheet.form, sheet.sheet, sheet.book.look.header
    heads = Cell(0, "Assessor's decision", header, 4), Cell(FEEDBACK, "Quality assurance use", header, sheet.last)
    row = grid.place(row, *heads, least=20)
    assessed = date_entry("Date of assessment", "The day on which the assessor decided.")
    checked = date_entry("Date of the check", "The day on which quality assurance checked the decision.")
    view = choice_entry("Decision of the IQA", sheet.book.choices(form.iqa_decision.choices), "Choose from the list.")
    lines = (
        (
            ("Assessor", sheet.person(row, form.assessor, 2, 4)),
            (
                "Decision of the IQA",
                sheet.entry(row, form.iqa_decision, AWARD, sheet.last, printed=_PRINTED, rule=view),
            ),
        ),
        (
            ("Date", sheet.entry(row + 1, form.assessed_on, 2, 4, style=ENTRY_DATE, printed=_PRINTED, rule=assessed)),
            ("IQA", sheet.person(row + 1, form.iqa, AWARD, sheet.last)),
        ),
        (
            ("Signature", Cell(2, None, TEXT if sheet.final else ENTRY, 4)),
            (
                "Date of the check",
                sheet.entry(row + 2, form.iqa_on, AWARD, sheet.last, style=ENTRY_DATE, printed=_PRINTED, rule=checked),
            ),
        ),
    )
    for (left_label, left), (right_label, right) in lines:
        row = grid.place(
            row, Cell(0, left_label, _MIDDLE, 1), left, Cell(FEEDBACK, right_label, _RIGHT), right, least=24
        )
    comment = sheet.entry(row, form.iqa_comment, 2, sheet.last)
    label = Cell(0, "Comment of quality assurance", LABEL, 1)
    return grid.place(row, label, comment, least=20 if sheet.final else 50)
