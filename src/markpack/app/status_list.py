"""The status of learners as a list for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from markpack.documents.catalogue.status import AssignmentStatus, EmployerStatus, FileState, LearnerStatus
from markpack.publish.csv_lists import harmless

COLUMNS = (
    "employer", "unit", "registration", "first name", "last name", "attempt", "marked", "criteria", "total", "maximum",
    "outcome", "iqa", "resubmit by", *(state.value for state in FileState), "access arrangements",
    "files to put right", "authenticity", "version", "sheet signed by", "grade",
    "submission", "marking", "quality", "standing", "revision", "note",
    "status", "status from", "status reason", "due", "due on", "days overdue", "extensions",
    "received on", "days late", "days to feedback", "feedback by",
)  # fmt: skip


def status_csv(employers: Sequence[EmployerStatus]) -> str:
    """Return learners' status as CSV; text that a spreadsheet would take for a formula begins with an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for employer in employers:
        for assignment in employer.assignments:
            writer.writerows(map(harmless, _row(employer, assignment, learner)) for learner in assignment.learners)
    return stream.getvalue()


def _row(employer: EmployerStatus, assignment: AssignmentStatus, learner: LearnerStatus) -> tuple[str, ...]:
    counts = learner.documents.counts
    return (
        employer.folder, assignment.unit, learner.registration, learner.first_name, learner.last_name,
        str(learner.attempt or ""), str(learner.marked), str(learner.criteria), learner.total, learner.maximum,
        learner.outcome, learner.iqa, learner.resubmit_by.isoformat() if learner.resubmit_by else "",
        *(str(counts.get(state, 0)) for state in FileState), learner.arrangements,
        "; ".join(learner.files), learner.authenticity, learner.version, "; ".join(learner.signed_by),
        learner.grade, learner.submission, learner.marking, learner.quality, learner.standing,
        str(learner.revision), learner.note, learner.status,
        learner.status_from.isoformat() if learner.status_from else "", learner.status_reason,
        learner.due, learner.due_on.isoformat() if learner.due_on else "", str(learner.days_overdue or ""),
        "; ".join(learner.extensions),
        learner.received_on.isoformat() if learner.received_on else "",
        "" if learner.days_late is None else str(learner.days_late),
        "" if learner.days_to_feedback is None else str(learner.days_to_feedback),
        learner.feedback_by.isoformat() if learner.feedback_by else "",
    )  # fmt: skip
