"""How statuses and verifications look: tables and coloured words on a terminal, plain text elsewhere."""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import click
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from markpack.app.learner_search import Found
from markpack.app.reported_changes import EmployerChanges
from markpack.app.verification import Verification
from markpack.cli.console import echo, shown
from markpack.cli.report_display import former_number_words
from markpack.documents.catalogue.status import AssignmentStatus, EmployerStatus, LearnerStatus
from markpack.documents.catalogue.to_do import ToDoLearner, to_do_lists
from markpack.inputs.criteria_text.compare import Change, Comparison, WordingStatus, Words, in_words, normalised
from markpack.model.pack_folders import inputs_folder

HEADINGS = ("Learner", "Registration", "Attempt", "Marked", "Total", "Outcome", "IQA", "Next attempt by", "Documents")
_SHORT_HEADINGS = ("Learner", "Att.", "Marked", "Total", "Outcome", "IQA", "Documents")
_TOTAL = "Total"
_NARROW = ("Att.", "Marked", "Total")
_OUTCOME = "Outcome"
_LEAST_OF_OUTCOMES = 14
"""The width that outcomes keep: dates and most words stay whole, and a longer one leaves the names their room."""
_CHANGE_STYLES = {Change.REMOVED: "red", Change.ADDED: "green"}


def print_status(employers: Sequence[EmployerStatus], as_of: datetime.date | None = None) -> None:
    """Print learners' status: a table for each assignment, or aligned columns where nobody looks at a terminal.

    Below them stands what is overdue on the day `as_of`, or due soon.
    """
    for employer in employers:
        for assignment in employer.assignments:
            _print_assignment(employer, assignment)
        for name in employer.stopped:
            echo(f"{employer.name}: {name}: not made because of problems")
            echo()
        _print_not_active(employer)
        if as_of:
            _print_due(employer, as_of)
        echo(f"Results of {employer.name}: {employer.documents}")
        learners = [learner for assignment in employer.assignments for learner in assignment.learners]
        for who, arranged in {_who(learner): learner.arrangements for learner in learners}.items():
            if arranged:
                echo(f"Access arrangements of {who}: {arranged}")
        for entry in employer.by_hand:
            echo(f"output/{employer.folder}/{entry.path}: {entry.what}.")
            if entry.offer:
                echo(f"  {entry.offer}")
        echo()


def _print_assignment(employer: EmployerStatus, assignment: AssignmentStatus) -> None:
    """Print an assignment's table, and below it whose files or declarations are to be looked after."""
    scheme = assignment.scheme
    styles = {word: "red" if code == scheme.floor else "green" for code, word in scheme.words.grades}
    styles[scheme.words.incomplete] = "yellow"
    echo(f"{employer.name}: {assignment.unit} {assignment.title}")
    _print_table(
        [_row(learner) for learner in assignment.learners if learner.is_active], styles, has_totals=scheme.numbered
    )
    for learner in assignment.learners:
        if learner.files:
            echo(f"{learner.outcome}: {_who(learner)}: {', '.join(learner.files)}")
        if learner.note:
            echo(f"{learner.outcome}: {_who(learner)}: {learner.note}")
    for learner in assignment.learners:
        if learner.receipt:
            echo(f"{learner.receipt[:1].upper()}{learner.receipt[1:]}: {_who(learner)}, attempt {learner.attempt}")
    for learner in assignment.learners:
        for extension in learner.extensions:
            echo(f"{extension[:1].upper()}{extension[1:]}: {_who(learner)}")
    for learner in assignment.learners:
        if learner.version != assignment.version:
            echo(f"Judged by version {learner.version}: {_who(learner)}")
    for learner in assignment.learners:
        if learner.authenticity and not learner.is_authentic and not learner.note:
            what = f"{learner.authenticity[:1].upper()}{learner.authenticity[1:]}"
            echo(f"{what}: {_who(learner)}, attempt {learner.attempt}")
    echo(f"For everybody: {assignment.documents}")
    echo()


def _print_not_active(employer: EmployerStatus) -> None:
    """Print the learners who are not active, each with the status and where they stand in each assignment."""
    learners: dict[str, list[str]] = {}
    for assignment in employer.assignments:
        for learner in assignment.learners:
            if not learner.is_active:
                who = f"{_who(learner)}, {learner.status_text}"
                learners.setdefault(who, []).append(f"{assignment.unit} {learner.outcome}")
    if learners:
        echo(f"Not active at {employer.name}:")
        for who, units in learners.items():
            echo(f"  {who}: {'; '.join(units)}")
        echo()


def _print_due(employer: EmployerStatus, as_of: datetime.date) -> None:
    """Print what is overdue on a day, due soon or without a date, each with its learners."""
    for due in to_do_lists(employer.due, as_of):
        echo(f"{due.heading}, at {employer.name}:")
        for entry in due.entries:
            echo(f"  {entry.text(as_of)}")
            for learner in entry.learners:
                echo(f"    {_who(learner)}")
        echo()


def _who(learner: LearnerStatus | ToDoLearner) -> str:
    return f"{learner.name_in_lists} ({learner.registration})"


def print_found(text: str, found: Found) -> None:
    """Print whom a text stands for: where they are, how they stand in each assignment, and which files are theirs.

    Where it is a former registration number, whom it means now comes first.
    """
    number = text.strip()
    for sentence in dict.fromkeys(
        former_number_words(number, learner.registration, learner.name)
        for learner in found.learners
        if number.casefold() in map(str.casefold, learner.former_registrations)
    ):
        echo(sentence)
    for learner in found.learners:
        echo(f"{learner.name} ({learner.registration}) at {learner.employer_name}, {inputs_folder(learner.employer)}")
        for label, values in (
            ("Former registrations", learner.former_registrations),
            ("Former names", learner.former_names),
            ("ULN", (learner.uln,)),
            ("Status", (learner.status,)),
        ):
            if any(values):
                echo(f"  {label}: {'; '.join(values)}")
        for entry in learner.assignments:
            attempt = f", attempt {entry.status.attempt}" if entry.status.attempt else ""
            echo(f"  {entry.unit} {entry.title}: {entry.status.outcome}{attempt}")
            for file in entry.files:
                echo(f"    {file}")
        for file in learner.files:
            echo(f"  {file}")
        for earlier in learner.earlier:
            echo(f"  Earlier: {earlier.kept_as} (until {earlier.kept_on} {earlier.file})")
        echo()
    if not found.learners:
        echo(f"Nobody has the number or the name “{text}”.")
    for name in found.stopped:
        echo(f"{inputs_folder(name)}: cannot be searched because of problems; markpack check names them.", err=True)


def print_changes(employers: Sequence[EmployerChanges]) -> None:
    """Print what was last changed of what had been said, learner by learner, and where the earlier files are."""
    for employer in employers:
        changes = employer.changes
        if not changes.learners:
            echo(f"{employer.folder}: nothing that was said before has been changed.")
            continue
        echo(f"{employer.folder}: changed on {changes.day}" if changes.day else f"{employer.folder}: changed last")
        for learner in changes.learners:
            echo(f"  {learner.name} ({learner.registration})")
            for document in learner.documents:
                echo(f"    {document.label}: {document.sentence}")
                for file in document.kept:
                    echo(f"      Earlier {file.format.upper()}: {file.kept_as}")
    if not employers:
        echo("Nothing that documents said before has been changed.")


def print_verification(entry: Verification) -> None:
    """Print what a file is, whether its criteria are the unit's and where not, and where it comes from."""
    echo(entry.file)
    if entry.problem:
        echo(f"  Problem: {entry.problem.message}")
        echo(f"  {entry.problem.hint}")
        return
    identity = entry.identity
    learner = f", learner {normalised(identity.learner)}" if identity.learner else ""
    attempt = f", attempt {normalised(identity.attempt)}" if identity.attempt else ""
    echo(f"  What it is: {entry.what} of {identity.unit}{learner}{attempt}, {entry.format.upper()}")
    for line in _verdict(entry):
        echo(line)
    known = "" if entry.employer_known else " (not in this workspace)"
    echo(f"  File: {entry.edit_status.value}{f' ({entry.generated_as})' if entry.generated_as else ''}")
    echo(f"  Made from: {entry.template.value}; employer {normalised(identity.employer) or 'not named'}{known}")


def _row(learner: LearnerStatus) -> tuple[str, ...]:
    return (
        learner.name_in_lists,
        learner.registration,
        str(learner.attempt or ""),
        "" if learner.files else f"{learner.marked}/{learner.criteria}",
        f"{learner.total}/{learner.maximum}" if learner.total else "",
        learner.outcome,
        learner.iqa,
        learner.resubmit_by.isoformat() if learner.resubmit_by else "",
        str(learner.documents),
    )


def _print_table(rows: Sequence[tuple[str, ...]], outcome_styles: Mapping[str, str], *, has_totals: bool) -> None:
    if not _is_terminal():
        columns = [column for column, heading in enumerate(HEADINGS) if has_totals or heading != _TOTAL]
        lines = [[row[column] for column in columns] for row in [HEADINGS, *rows]]
        widths = [max(map(cell_len, cells)) for cells in zip(*lines, strict=True)]
        for line in lines:
            echo("  ".join(set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip())
        return
    # Eighty columns have to do: a registration goes below its name, a date below its outcome, and nothing is cut off.
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in (heading for heading in _SHORT_HEADINGS if has_totals or heading != _TOTAL):
        least = _LEAST_OF_OUTCOMES if heading == _OUTCOME else None
        table.add_column(heading, overflow="fold", no_wrap=heading in _NARROW, min_width=least)
    for row in rows:
        name, registration, attempt, marked, total, outcome, iqa, resubmit_by, documents = map(shown, row)
        outcome_cell = Text(outcome, style=outcome_styles.get(outcome, ""))
        if resubmit_by:
            outcome_cell.append(f"\nby {resubmit_by}", style="default")
        learner = Text(f"{name}\n{registration}")
        totals = (total,) if has_totals else ()
        table.add_row(learner, attempt, marked, *totals, outcome_cell, Text(iqa), documents)
    Console().print(table)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _verdict(entry: Verification) -> Iterator[str]:
    counts = Counter(comparison.status for comparison in entry.comparisons)
    unit = entry.identity.unit
    if entry.version:
        unit = f"{unit}, version {entry.version}"
    if entry.criteria_same:
        yield f"  Criteria: all {counts[WordingStatus.SAME]} are exactly those of {unit}"
        return
    if entry.texts_same:
        yield (
            f"  Criteria: the texts are those of {unit}, but the document was made when the unit’s marks, descriptors "
            "or outcomes were not what they are now"
        )
        return
    yield f"  Criteria: NOT those of {unit}"
    for comparison in entry.comparisons:
        yield from _difference(comparison)


def _difference(comparison: Comparison) -> Iterator[str]:
    if comparison.status is WordingStatus.CHANGED:
        yield f"    {comparison.criterion} is changed: {_coloured(comparison.difference)}"
    elif comparison.status is WordingStatus.MISSING:
        yield f"    {comparison.criterion} is missing: {comparison.expected}"
    elif comparison.status is WordingStatus.ADDITIONAL:
        yield f"    {comparison.criterion} is not a criterion of the unit: {comparison.found}"


def _coloured(parts: Sequence[Words]) -> str:
    """Return a difference in words, in colours where they can be seen: click leaves them out elsewhere."""
    return " ".join(
        click.style(in_words([part]), fg=_CHANGE_STYLES[part.change]) if part.change in _CHANGE_STYLES else part.text
        for part in parts
    )
