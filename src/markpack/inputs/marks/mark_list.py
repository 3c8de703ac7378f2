"""Marks as a list: one row a learner, unit, attempt and criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from markpack.errors import Scope
from markpack.inputs.files.columns import Columns, find_columns, note_rewritten, rewritten_in, unusable
from markpack.inputs.files.csv_tables import Table
from markpack.inputs.files.headings import Column, find_headings, names_by_heading, normal
from markpack.inputs.marks.mark_entries import FieldValue, MarkEntry, name_in_one_cell, what_it_holds
from markpack.inputs.problems import Problems, listing, others_too, quote
from markpack.inputs.records.fillers import LEAVE_EMPTY, NO_VALUE, STANDS_FOR_NOTHING
from markpack.inputs.records.register_sheets import COLUMNS as REGISTER_COLUMNS
from markpack.model.forms.field_names import (
    CRITERION_FIELDS,
    CRITERION_RECORD_FIELDS,
    FURTHER_FIELDS,
    RECORD_FIELDS,
    UNIT_FIELDS,
)
from markpack.model.forms.labels import FEEDBACK_LABELS, LABELS
from markpack.model.forms.method_record import labels_of

_COLUMNS: Mapping[str, Column] = {
    "learner": Column(("Learner", *REGISTER_COLUMNS["registration"].headings), required=True),
    "unit": Column(("Unit", "Unit reference", "Unit no", "Unit number"), required=True),
    "attempt": Column(("Attempt", "Attempt no", "Submission")),
    "criterion": Column(("Criterion", "AC", "Assessment criterion", "Criteria"), required=True),
    "mark": Column(("Mark", "Marks")),
    "decision": Column(("Decision", "Pass or referral", "Pass or refer")),
    "level": Column(("Level", "Level achieved")),
    "comment": Column(("Comment", "Comments", "Feedback", FEEDBACK_LABELS[0])),
    "assessor": Column(("Assessor", "Assessed by", "Marked by")),
    "assessed_on": Column(("Assessed on", "Date assessed", "Assessment date")),
    "iqa": Column(("IQA", "Internal quality assurer", "IQA name")),
    "iqa_decision": Column(("IQA decision", "IQA outcome")),
    "iqa_on": Column(("IQA on", "IQA date", "Date of IQA")),
    "iqa_comment": Column(("IQA comment", "IQA comments")),
    "overall_comment": Column(("Overall comment", "Overall comments", LABELS["overall_comment"])),
    "standardisation_refused": Column(("Standardisation refused", "Refuses standardisation")),
    "revision": Column((LABELS["revision"], "Revision no")),
    "revised_on": Column((LABELS["revised_on"], "Date revised", "Revision date")),
    "revision_reason": Column(("Revision reason", LABELS["revision_reason"])),
    "received_on": Column((LABELS["received_on"], "Date received", "Handed in on", "Submitted on", "Date submitted")),
    "held_on": Column(("Held on", *labels_of("held_on"))),
    "held_how": Column(("Held how", *labels_of("held_how"))),
    "duration": Column(("Minutes", "Duration", *labels_of("duration"))),
    "place": Column(("Place", *labels_of("place"))),
    "observers": Column(("Others present", "Observers", "Witnesses", *labels_of("observers"))),
    "kept": Column(("Evidence kept", *labels_of("kept"))),
    "authenticity": Column(("Authenticity", *labels_of("authenticity"))),
    "notes": Column(("Notes", *labels_of("notes"))),
    "asked": Column(("Questions asked", *labels_of("asked"))),
    "evidence": Column(("Evidence", *labels_of("evidence"))),
    "timestamp": Column((*labels_of("timestamp"), "Timestamp")),
    "first_name": Column(REGISTER_COLUMNS["first_name"].headings),
    "last_name": Column((*REGISTER_COLUMNS["last_name"].headings, "Name", LABELS["learner_name"])),
}
COLUMNS = {name: replace(column, holds=what_it_holds(name)) for name, column in _COLUMNS.items()}
"""The columns of a list of marks. A name may stand beside the registration number; it has to be that learner's."""

_OF_CRITERION = (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS)
_OF_ATTEMPT = (*UNIT_FIELDS, *FURTHER_FIELDS, *RECORD_FIELDS)


def is_long_form(table: Table) -> bool:
    """Say whether a table has the headings of a list of marks, or in its first row those for unit and criterion."""
    headings = find_headings(table, COLUMNS)
    if headings is None or headings.complete:
        return headings is not None
    names = names_by_heading(COLUMNS)
    return not headings.above and {"unit", "criterion"} <= {names.get(normal(cell.text)) for cell in headings.row}


def read_long_form(table: Table, problems: Problems) -> Iterator[MarkEntry]:
    """Yield the entries of a list of marks."""
    columns = find_columns(table, COLUMNS, problems)
    if columns is None:
        return
    if columns.positions.keys().isdisjoint((*CRITERION_FIELDS, *UNIT_FIELDS)):
        problems.error(
            table.place,
            "There is no column for marks, decisions or comments, so nothing is read from this list.",
            f"Call it {listing((COLUMNS[field].headings[0] for field in CRITERION_FIELDS), last='or')}.",
        )
        return
    if table.hidden:
        problems.warn(
            table.place,
            "This list of marks stands on a hidden sheet, and is read all the same.",
            "Show the sheet to see what is read, or delete it.",
        )
    _note_no_values(columns, problems)
    note_rewritten(rewritten_in(columns, "learner"), "registration number", problems)
    there = [name for name in COLUMNS if name in columns.positions]
    fields = [(field, field in _OF_CRITERION) for field in (*_OF_CRITERION, *_OF_ATTEMPT) if field in there]
    for row in columns.rows:
        cells = {name: columns.cell(row, name) for name in there}
        learner, unit, criterion = cells["learner"], cells["unit"], cells["criterion"]
        of_learner = problems.within(Scope.LEARNER, learners=[learner.text], assignment=unit.text)
        if any([unusable(cell, of_learner) for cell in cells.values()]):
            continue
        filled = [(field, is_own, cell) for field, is_own in fields if (cell := cells[field])]
        first_name, last_name = (cells.get(name) or columns.cell(row, name) for name in ("first_name", "last_name"))
        yield MarkEntry(
            learner=learner,
            unit=unit,
            attempt=cells.get("attempt") or columns.cell(row, "attempt"),
            values=tuple(
                FieldValue(field, criterion.text if is_own else "", cell)
                for field, is_own, cell in filled
                if cell.text not in NO_VALUE
            ),
            criterion=criterion,
            name=name_in_one_cell(first_name, last_name),
        )


def _note_no_values(columns: Columns, problems: Problems) -> None:
    """Warn of what programs write for an empty cell, once for each column."""
    for field in (*_OF_CRITERION, *_OF_ATTEMPT):
        if cells := [cell for cell in columns.column(field) if cell.text in NO_VALUE]:
            others = others_too(len(cells) - 1, " in the column")
            problems.warn(
                cells[0].place,
                f"{quote(cells[0].text)} {STANDS_FOR_NOTHING}{others}.",
                LEAVE_EMPTY,
            )
