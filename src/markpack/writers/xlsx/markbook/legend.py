"""The markbook's legend: what columns and colours mean, and each criterion with its marks and minimum."""

from __future__ import annotations

from collections.abc import Iterator

from markpack.documents.results.markbook_view import Markbook
from markpack.documents.shared.spelling import series
from markpack.model.forms.labels import CRITERION_HEADINGS, FEEDBACK_LABELS, LABELS
from markpack.model.forms.markbook import COMPUTED, LEGEND, LEGEND_HEADINGS
from markpack.model.scheme import GradeRule, Judgement
from markpack.writers.xlsx.cell import Cell, Content
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
    Style,
)
from markpack.writers.xlsx.typed_values import number
from markpack.writers.xlsx.workbook import Book

_COLUMNS = (
    (f"{LABELS['registration']}, names, attempt", "Who the row is about. They are locked; identifiers are text."),
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
_AC_NOT_MET = (COMPUTED["not_met"], "Computed: the criteria that were marked and are not met.")
_ARRANGEMENTS = (
    COMPUTED["arrangements"],
    "What is arranged for the learner, as the register has it. For tutor and assessor alone.",
)
_RECORD = (
    "What the mark sheet has as well: columns for the whole behind those of the criteria, and for each AC beside its "
    "feedback."
)
_OUTCOME = (
    "Computed. {Pass}: every AC is met. {Referral}: an AC is marked and not met, whatever the total. {Incomplete}: "
    "an AC is still to be marked. {Not_marked}: nothing is entered in this attempt."
)
_GRADE = "Computed. %s {Not_marked}: nothing is entered in this attempt."
_MARKS = ("Mark", "The mark for the criterion. A blank is not a nought: leave it blank until it is marked.")
_TOTALS = ("Total, percentage", "Computed: the marks that count. They decide nothing.")
_DECIDING_TOTALS = (_TOTALS[0], "Computed: the marks that count.")
_CARRIED = (
    "Carried over",
    "Computed: what was met in an earlier attempt and counts as long as nothing is entered for that AC in this one.",
)
_STAYS = " Where an attempt is not for a criterion, it stays as it stood."
_FURTHER = (
    "For a further attempt: enter the learner’s registration number as it stands above and the attempt (2, 3 …), "
)
_SPARE, _SPARE_CARRIED = (
    ("Empty rows at the end", f"{_FURTHER}then {entries}.")
    for entries in ("every criterion, because none is carried over", "only the criteria that are marked again")
)
_DECISION = "The decision on the criterion. Leave it blank until the criterion has been judged."
_LEVEL = "The level that the work reaches on the criterion. Leave it blank until the criterion has been judged."


def write_legend(book: Book, model: Markbook) -> None:
    """Add the sheet Legend."""
    words = model.words
    sheet = book.sheet(LEGEND, (30.0, 74.0, 11.0, 11.0))
    row = sheet.title(f"Legend: {model.unit_name}", "What the columns and colours of the markbook mean")
    top = row
    if model.notice:
        row = sheet.place(row, Cell(0, model.notice, NOTE, 3))
    row = sheet.headings(row, LEGEND_HEADINGS, last=3)
    not_met = (_AC_NOT_MET,) if model.scheme.has_criteria_to_meet else ()
    columns = (_COLUMNS[0], ("Outcome", _outcome(model)), *not_met, *_COLUMNS[1:])
    carried = (_CARRIED[0], _CARRIED[1] + _STAYS * any(map(model.scheme.is_limited, model.attempts)))
    further = (carried, _SPARE_CARRIED) if model.carry_over else (_SPARE,)
    arrangements = (_ARRANGEMENTS,) if model.has_arrangements else ()
    recorded = ((model.record_heading, _RECORD),) if model.record_heading else ()
    for heading, meaning in (*columns, *arrangements, *_awards(model), *recorded, *further):
        row = sheet.place(row, Cell(0, heading, TEXT_STRONG), Cell(1, words.fill(meaning), TEXT, 3))
    row = sheet.headings(row + 1, ("Colour", "Meaning"), last=3)
    for word, style, meaning in (
        ("Entry", {**ENTRY, "locked": True}, "A cell to fill in; all others are locked."),
        *_results(model),
        ("Missing", MISSING, "{Not_marked}, in a row that has been begun; and the outcome {incomplete}."),
        (CHECK, WRONG, _check(model)),
    ):
        row = sheet.place(row, Cell(0, word, {**TEXT, **style}), Cell(1, words.fill(meaning), TEXT, 3))
    has_minimum = any(criterion.minimum for criterion in model.criteria)
    further_headings = ("Marks", *(("Minimum",) if has_minimum else ())) if model.numbered else ()
    tiers = dict(zip(model.scheme.tiers, model.scheme.codes, strict=True))
    has_tiers = any(criterion.tier for criterion in model.criteria)
    counts_for = ("Counts for",) if has_tiers else ()
    row = sheet.headings(row + 1, (*CRITERION_HEADINGS, *counts_for, *further_headings))
    for criterion in model.criteria:
        sheet.keep_as_text((row, 0), (row, 0))
        contents: list[Content] = [words.grade(tiers[criterion.tier]) if criterion.tier else ""] if has_tiers else []
        if model.numbered:
            contents += [criterion.marks, *([number(criterion.minimum)] if has_minimum else [])]
        counts = (Cell(column, content, CENTRED) for column, content in enumerate(contents, start=2))
        row = sheet.place(row, Cell(0, criterion.id, IDENTIFIER_STRONG), Cell(1, criterion.text, TEXT), *counts)
    sheet.finish((0, top - 1), row - 1, landscape=False)


def _outcome(model: Markbook) -> str:
    if model.scheme.rule is GradeRule.ALL_MET and model.scheme.numbered:
        return _OUTCOME
    return _GRADE % model.rule_note.replace("{", "{{").replace("}", "}}")


def _awards(model: Markbook) -> Iterator[tuple[str, str]]:
    scheme = model.scheme
    if scheme.numbered:
        yield _MARKS
        yield _DECIDING_TOTALS if scheme.rule is GradeRule.BOUNDARIES else _TOTALS
    else:
        yield scheme.award_heading, _LEVEL if scheme.judgement is Judgement.LEVELS else _DECISION


def _results(model: Markbook) -> Iterator[tuple[str, Style, str]]:
    """Yield the colours of grades and of criteria that are not met."""
    words = model.words
    if model.scheme.rule is GradeRule.ALL_MET:
        yield words.pass_, MET, "Every criterion is met."
        yield "Below the minimum", NOT_MET, "A criterion that is not met, and the outcome {referral}."
    else:
        _, *grades = (word for _, word in words.grades)
        yield series(grades, "or"), MET, "The outcome by the rule above."
        short = "is not met" if model.scheme.has_criteria_to_meet else "was not attempted"
        also = f"; and a criterion that {short}" if model.scheme.has_criteria_to_meet or words.not_attempted else ""
        yield words.referral, NOT_MET, f"The outcome where no grade is reached{also}."


def _check(model: Markbook) -> str:
    noun = "level" if model.scheme.judgement is Judgement.LEVELS else "mark or decision"
    is_limited = any(map(model.scheme.is_limited, model.attempts)) or (len(model.units) > 1 and model.scheme.attempts)
    closed = ", or an entry for a criterion that the attempt is not for" if is_limited else ""
    return f"Not a {noun}, or out of range{closed}: put it right."
