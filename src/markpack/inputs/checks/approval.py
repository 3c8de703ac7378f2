"""Rules of approvals: which assignments need one and have none, and which approvals stand for nothing."""

from __future__ import annotations

from pathlib import Path

from markpack.assessment.approval import approval_standing
from markpack.inputs.checks.assignment import Templates
from markpack.inputs.files.safe_files import is_outside, present
from markpack.inputs.problems import Findings, quote
from markpack.inputs.records.record_reader import Reading
from markpack.model.context import Context
from markpack.model.dates import day


def check_approvals(reading: Reading[Context], templates: Templates, folder: Path, findings: Findings) -> None:
    """Warn of assignments that may not be used yet, and note what is wrong with approvals; `folder` is the employer's.

    A missing approval is a warning, because drafts and the request for approval are made all the same.
    """
    context = reading.record
    units = {reference: unit.record for reference, unit in templates.units.items()}
    used = set()
    for position, assignment in enumerate(context.assignments):
        if not reading.sound("assignments", position) or not assignment.references:
            continue
        if not units.keys() >= set(assignment.references):
            continue
        if any(templates.units[reference].doubtful for reference in assignment.references):
            continue
        try:
            standing = approval_standing(context, assignment, units)
        except ValueError:  # a method or criterion that the templates do not have is reported by itself
            continue
        if standing.approval:
            used.add(context.approvals.index(standing.approval))
        if standing.is_draft:
            findings.warn(
                reading.place("assignments", position),
                f"The assignment for {assignment.name} is a new instrument without approval: {standing.reasons[0]} "
                f"{standing.objection}",
                "Send the approval request from its output folder to the awarding organisation, and enter the answer "
                "under approvals. Until then all its documents are marked as drafts.",
            )
    for position, approval in enumerate(context.approvals):
        here = ("approvals", position)
        known = {reference for assignment in context.assignments for reference in assignment.references}
        if reading.sound(*here) and position not in used and not set(approval.units) & known:
            findings.warn(
                reading.place(*here),
                f"The approval {quote(approval.reference)} is for units that are not set: {', '.join(approval.units)}.",
                "Correct its units, or take it out.",
            )
        if approval.valid_until and approval.valid_until < approval.approved_on and reading.sound(*here):
            findings.error(
                reading.place(*here, "valid_until"),
                f"{day(approval.valid_until)} as last day is before {day(approval.approved_on)}, when it was given.",
                "Correct one of the two dates.",
            )
        _check_document(reading, position, approval.document, folder, findings)


def _check_document(reading: Reading[Context], position: int, document: str, folder: Path, findings: Findings) -> None:
    if not document:
        return
    place = reading.place("approvals", position, "document")
    path = folder / document
    if ".." in Path(document).parts or Path(document).is_absolute() or is_outside(path, document):
        findings.error(place, f"{quote(document)} is not in the employer’s folder.", "Put the file there.")
    elif not present(path):
        findings.warn(
            place,
            f"There is no file {quote(document)} in the employer’s folder.",
            "Put the approval there, or correct the name.",
        )
