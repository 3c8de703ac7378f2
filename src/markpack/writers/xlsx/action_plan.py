"""The learner's action plan: criteria to show again at resubmission, or how each stands; after a grade, for work."""

from __future__ import annotations

import datetime
from dataclasses import replace

from markpack.documents.feedback.view import ActionPlan, FeedbackCriterion, FeedbackReport
from markpack.documents.shared.document import Page
from markpack.model.forms.labels import CRITERION_HEADINGS, FEEDBACK_LABELS, LABELS, RESULT_HEADINGS
from markpack.model.outcome import MARKED, Outcome
from markpack.writers.xlsx.cell import Cell
from markpack.writers.xlsx.data_validation import date_entry, done_entry
from markpack.writers.xlsx.measure import fitting_width
from markpack.writers.xlsx.paper import fit_widths
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.style import (
    CENTRED,
    DONE_STYLES,
    ENTRY,
    ENTRY_CENTRED,
    ENTRY_DATE,
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
from markpack.writers.xlsx.typed_values import number_or_text
from markpack.writers.xlsx.workbook import Book

_DEADLINE, _HELPER, _DONE = 5, 6, 7
_STANDING = RESULT_HEADINGS["standing"]
_TO_DO = ("What I will do", "By when", "Who can help", "Done")
_OPEN_HEADINGS = (*CRITERION_HEADINGS, _STANDING, FEEDBACK_LABELS[0], *_TO_DO)
_DEVELOPMENT_HEADINGS = (*_OPEN_HEADINGS[:4], "How I will use this at work", *_TO_DO[1:])


def write_action_plan(plan: ActionPlan) -> bytes:
    """Return the workbook that a learner works with after feedback; the outcome comes first."""
    report = plan.report
    book = Book(plan.properties, report.branding, _page(report))
    sheet = book.sheet("Action plan", _widths(report), repeated=0)
    last = sheet.last_column
    row = sheet.title(f"Action plan: {report.unit_name}", report.qualification)
    sheet.keep_as_text((row, 0), (row, last))
    row = sheet.place(
        row,
        Cell(0, LABELS["learner_name"], LABEL),
        Cell(1, report.learner_name, TEXT_STRONG),
        Cell(2, LABELS["registration"], LABEL_RIGHT),
        Cell(3, report.registration, IDENTIFIER_STRONG),
        Cell(4, "Attempt", LABEL_RIGHT),
        Cell(5, report.attempt, {**CENTRED, "align": "left"}, last),
        min_height=20,
    )
    top = row
    if report.provisional:
        row = sheet.place(row, Cell(0, report.provisional, {**book.look.headline, "indent": 1}, last), min_height=34)
    if report.replaces:
        row = sheet.place(row, Cell(0, report.replaces, NOTE, last))
    row = sheet.place(row, Cell(0, report.headline, {**book.look.headline, "indent": 1}, last), min_height=34)
    if report.due:
        row = sheet.place(row, Cell(0, report.due, {"bold": True, "indent": 1}, last))
    row = _particulars(sheet, row, report)
    if report.notice:
        row = sheet.place(row, Cell(0, report.notice, NOTE, last))
    for step in (*report.earned, *report.next_steps):
        row = sheet.place(row, Cell(0, f"• {step.plain}", {}, last))
    header, row = (_resubmission_rows if report.actions else _development_rows)(book, sheet, row + 1, report)
    sheet.worksheet.freeze_panes(top, 0)
    sheet.finish((header, header), row - 1)
    _marks(book, report)
    return book.close()


def _widths(report: FeedbackReport) -> tuple[float, ...]:
    required = fitting_width((action.required for action in report.actions), 42, 60)
    comments = fitting_width((criterion.comment for criterion in report.criteria), 38, 80)
    wanted = (9.0, 38.0, required if _says_what_to_show(report) else 18.0, comments, 40.0, 19.0, 22.0, 9.0)
    return fit_widths(wanted, (9.0, 28.0, 32.0 if _says_what_to_show(report) else 18.0, 34.0, 28.0, 19.0, 16.0, 9.0))


def _says_what_to_show(report: FeedbackReport) -> bool:
    """Say whether the unit's descriptors say what would meet any of the criteria to be shown again."""
    return any(action.required for action in report.actions)


def _page(report: FeedbackReport) -> Page:
    """Return the head and foot of the plan's pages: the report's, with a foot of its own."""
    foot = f"{report.branding.centre} · Action plan · Confidential to the learner"
    return replace(report.page.of("Action plan"), foot_left=f"{foot} · Provisional" if report.provisional else foot)


def _particulars(sheet: Sheet, row: int, report: FeedbackReport) -> int:
    in_title = (report.learner_name, report.registration, str(report.attempt), report.qualification, report.unit_name)
    facts = [(fact.label, fact.value) for fact in report.facts if fact.value not in in_title]
    now = [(fact.label, fact.value) for fact in report.what_now]
    lines = [*now, *facts, (LABELS["overall_comment"], report.overall_comment)]
    for label, value in lines:
        if value:
            row = sheet.place(row, Cell(0, label, LABEL, 1), Cell(2, value, TEXT, sheet.last_column))
    return row


def _header(book: Book, sheet: Sheet, row: int, title: str, headings: tuple[str, ...]) -> tuple[int, int]:
    row = sheet.place(row, Cell(0, title, book.look.heading, sheet.last_column), min_height=24, with_next=True)
    return row, sheet.headings(row, headings)


def _resubmission_rows(book: Book, sheet: Sheet, row: int, report: FeedbackReport) -> tuple[int, int]:
    """Write a row for each criterion to be shown again; return the header's row and the row after the last."""
    says_what = _says_what_to_show(report)
    headings = (*CRITERION_HEADINGS, report.shows if says_what else _STANDING, report.said, *_TO_DO)
    header, row = _header(book, sheet, row, report.next_heading, headings)
    first, statuses = row, {criterion.id: _standing(criterion) for criterion in report.criteria}
    for action in report.actions:
        texts = (action.text, action.required if says_what else statuses[action.criterion], action.comment)
        row = _entries(sheet, row, action.criterion, texts, report, action.resubmit_by)
    sheet.colour_words((first, _DONE), (row - 1, _DONE), DONE_STYLES)
    return header, row


def _development_rows(book: Book, sheet: Sheet, row: int, report: FeedbackReport) -> tuple[int, int]:
    """Write a row for each criterion; return the header's row and the row after the last."""
    if report.outcome is not Outcome.PASS:
        header, row = _header(book, sheet, row, "How each criterion stands", _OPEN_HEADINGS)
    else:
        header, row = _header(book, sheet, row, "Strengths and development", _DEVELOPMENT_HEADINGS)
    first = row
    for criterion in report.criteria:
        texts = (criterion.text, _standing(criterion), criterion.comment)
        row = _entries(sheet, row, criterion.id, texts, report)
    if row > first:
        sheet.colour_words((first, _DONE), (row - 1, _DONE), DONE_STYLES)
    return header, row


def _standing(criterion: FeedbackCriterion) -> str:
    """Return how a criterion stands in a word; with its mark where that says more, as none is met by itself."""
    return criterion.in_short if criterion.status == MARKED else criterion.standing


def _entries(
    sheet: Sheet,
    row: int,
    criterion: str,
    texts: tuple[str, str, str],
    report: FeedbackReport,
    last: datetime.date | None = None,
) -> int:
    title = f"AC {criterion}"
    first = report.properties.date
    message = f"A date from {first:%d/%m/%Y}."
    rule = date_entry(title, message, first)
    if last:
        message = f"A date up to {last:%d/%m/%Y}, the last day for the {report.next_attempt}."
        rule = date_entry(title, message, min(first, last), last)
    sheet.validate(row, _DEADLINE, rule)
    sheet.validate(row, _DONE, done_entry(title))
    sheet.keep_as_text((row, 0), (row, 0))
    return sheet.place(
        row,
        Cell(0, criterion, IDENTIFIER_STRONG),
        *(Cell(column, text, TEXT) for column, text in enumerate(texts, start=1)),
        Cell(4, None, ENTRY),
        Cell(_DEADLINE, None, ENTRY_DATE),
        Cell(_HELPER, None, ENTRY),
        Cell(_DONE, None, ENTRY_CENTRED),
        min_height=64,
    )


def _standing_styles(report: FeedbackReport) -> tuple[tuple[str, Style], ...]:
    """Return the words for how a criterion stands, each with the style of its cell."""
    styles = {report.words.status(met): style for met, style in ((True, MET), (False, NOT_MET), (None, MISSING))}
    own = {entry.standing: MET if entry.met else NOT_MET for entry in report.criteria if entry.met is not None}
    return tuple({**styles, **own}.items())


def _marks(book: Book, report: FeedbackReport) -> None:
    """Add a sheet with every criterion, its mark or the grade that it counts for, and its feedback."""
    numbered = any(criterion.maximum for criterion in report.criteria)
    tiered = not numbered and any(criterion.tier for criterion in report.criteria)
    has_minimum = any(criterion.minimum for criterion in report.criteria)
    feedback_width = fitting_width((criterion.comment for criterion in report.criteria), 60, 66)
    name = "Marks" if numbered else "Criteria"
    sheet = book.sheet(name, (9.0, 56.0, 14.0 if tiered else 10.0, 10.0, 10.0, 18.0, feedback_width))
    top = sheet.title(f"{name}: {report.unit}", f"{report.word}. {report.total}".strip())
    counted = ("Mark", "Out of", "Minimum") if numbered else ("Counts for" if tiered else "", "", "")
    top = sheet.headings(top, (*CRITERION_HEADINGS, *counted, "Standing", FEEDBACK_LABELS[0]))
    row = top
    for criterion in report.criteria:
        sheet.keep_as_text((row, 0), (row, 0))
        carried = f"Carried over from {criterion.carried_from}" if criterion.carried_from else ""
        feedback = "\n".join(filter(None, (criterion.comment, carried)))
        counts = (criterion.tier if tiered else criterion.mark, criterion.maximum, criterion.minimum)
        row = sheet.place(
            row,
            Cell(0, criterion.id, IDENTIFIER_STRONG),
            Cell(1, criterion.text, TEXT),
            *(Cell(column, number_or_text(text), CENTRED) for column, text in enumerate(counts, start=2)),
            Cell(5, criterion.standing, {**CENTRED, "bold": True}),
            Cell(6, feedback, TEXT),
        )
    end = max(top, row - 1)
    sheet.colour_words((top, 5), (end, 5), _standing_styles(report))
    if not numbered:
        sheet.hide_columns(3 if tiered else 2, 4)
    elif not has_minimum:
        sheet.hide_columns(4, 4)
    sheet.worksheet.freeze_panes(top, 0)
    sheet.finish((0, top - 1), end)
