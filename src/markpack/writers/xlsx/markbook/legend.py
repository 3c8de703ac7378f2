"""The markbook's legend: what columns and colours mean, and each criterion with its marks and minimum."""

from __future__ import annotations

from markpack.documents.results.markbook_view import Markbook
from markpack.model.forms.labels import CRITERION_HEADINGS, FEEDBACK_LABELS, LABELS
from markpack.model.forms.markbook import COMPUTED, LEGEND
from markpack.writers.xlsx.cell import Cell
from markpack.writers.xlsx.status_formulas import CHECK
from markpack.writers.xlsx.style import (
    CENTRED,
    ENTRY,
    IDENTIFIER_STRONG,
    MET,
    MISSING,
    NOT_MET,
    NOTE,
    TEXT,
    TEXT_STRONG,
    WRONG,
)
from markpack.writers.xlsx.typed_values import number
from markpack.writers.xlsx.workbook import Book

_COLUMNS = (
    (f"{LABELS['registration']}, names, attempt", "Who the row is about. They are locked; identifiers are text."),
    (
        "Outcome",
        "Computed. {Pass}: every AC is met. {Referral}: an AC is marked and not met, whatever the total. {Incomplete}: "
        "an AC is still to be marked. {Not_marked}: nothing is entered in this attempt.",
    ),
    ("AC not met", "Computed: the criteria that were marked and are not met."),
    (
        FEEDBACK_LABELS[0],
        "What the learner reads about a criterion. It need not be filled in where there is nothing to say.",
    ),
    ("Standing", "Computed: how each AC stands."),
    (
        "Filters and sorting",
        "Filters work as the sheet stands. To sort, first take off the protection (Review, Unprotect Sheet; there is "
        "no password): formulas stay right.",
    ),
)
_ARRANGEMENTS = (
    COMPUTED["arrangements"],
    "What is arranged for the learner, as the register has it. For tutor and assessor alone.",
)
_MARKS = ("Mark", "The mark for the criterion. A blank is not a nought: leave it blank until it is marked.")
_TOTALS = ("Total, percentage", "Computed: the marks that count. They decide nothing.")
_CARRIED = (
    "Carried over",
    "Computed: what was met in an earlier attempt and counts as long as nothing is entered for that AC in this one.",
)
_FURTHER = (
    "For a further attempt: enter the learner’s registration number as it stands above and the attempt (2, 3 …), "
)
_SPARE, _SPARE_CARRIED = (
    ("Empty rows at the end", f"{_FURTHER}then {entries}.")
    for entries in ("every criterion, for none is carried over", "only the criteria that are marked again")
)
_DECISION = "The decision on the criterion. Leave it blank until the criterion has been judged."


def write_legend(book: Book, model: Markbook) -> None:
    """Add the sheet Legend."""
    words = model.words
    sheet = book.sheet(LEGEND, (30.0, 74.0, 11.0, 11.0))
    row = sheet.title(f"Legend: {model.unit} {model.unit_title}", "What the columns and colours of the markbook mean")
    top = row
    if model.notice:
        row = sheet.place(row, Cell(0, model.notice, NOTE, 3))
    row = sheet.headings(row, ("Column", "Meaning"), last=3)
    awards = (_MARKS, _TOTALS) if model.numbered else ((words.either, _DECISION),)
    further = (_CARRIED, _SPARE_CARRIED) if model.carry_over else (_SPARE,)
    arrangements = (_ARRANGEMENTS,) if model.has_arrangements else ()
    for heading, meaning in (*_COLUMNS, *arrangements, *awards, *further):
        row = sheet.place(row, Cell(0, heading, TEXT_STRONG), Cell(1, words.fill(meaning), TEXT, 3))
    row = sheet.headings(row + 1, ("Colour", "Meaning"), last=3)
    for word, style, meaning in (
        ("Entry", {**ENTRY, "locked": True}, "A cell to fill in; all others are locked."),
        (words.pass_, MET, "Every criterion is met."),
        ("Below the minimum", NOT_MET, "A criterion that is not met, and the outcome {referral}."),
        ("Missing", MISSING, "{Not_marked}, in a row that has been begun; and the outcome {incomplete}."),
        (CHECK, WRONG, "Not a mark or decision, or out of range: put it right."),
    ):
        row = sheet.place(row, Cell(0, word, {**TEXT, **style}), Cell(1, words.fill(meaning), TEXT, 3))
    headings = (*CRITERION_HEADINGS, *(("Marks", "Minimum") if model.numbered else ()))
    row = sheet.headings(row + 1, headings)
    for criterion in model.criteria:
        sheet.keep_as_text((row, 0), (row, 0))
        cells = [Cell(0, criterion.id, IDENTIFIER_STRONG), Cell(1, criterion.text, TEXT)]
        if model.numbered:
            cells += [Cell(2, criterion.marks, CENTRED), Cell(3, number(criterion.minimum), CENTRED)]
        row = sheet.place(row, *cells)
    sheet.finish((0, top - 1), row - 1, landscape=False)
