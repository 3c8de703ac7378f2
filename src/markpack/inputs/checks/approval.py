"""Rules of approvals: which assignments need one and have none, and which approvals stand for nothing."""

from __future__ import annotations

from pathlib import Path

from markpack.assessment.approval import approval_status
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.files.safe_files import is_outside, present
from markpack.inputs.problems import quote
from markpack.model.dates import day


def check_approvals(checks: CheckContext) -> None:
    """Warn of assignments that may not be used yet, and note what is wrong with approvals; `folder` is the employer's.

    A missing approval is a warning, because drafts and the request for approval are made all the same.
    """
    context = checks.context.record
    units = {reference: unit.record for reference, unit in checks.templates.units.items()}
    used = set()
    for position, assignment in enumerate(context.assignments):
        if not checks.context.sound("assignments", position) or not assignment.references:
            continue
        if not units.keys() >= set(assignment.references):
            continue
        if any(checks.templates.units[reference].doubtful for reference in assignment.references):
            continue
        try:
            standing = approval_status(context, assignment, units)
        except ValueError:  # a method or criterion that the templates do not have is reported by itself
            continue
        if standing.approval:
            used.add(context.approvals.index(standing.approval))
        if standing.is_draft:
            checks.problems.warn(
                checks.context.place("assignments", position),
                f"The assignment for {assignment.name} is a new instrument without approval: {standing.reasons[0]} "
                f"{standing.objection}",
                "Send the approval request from its output folder to the awarding organisation, and enter the answer "
                "under approvals. Until then all its documents are marked as drafts.",
            )
    for position, approval in enumerate(context.approvals):
        here = ("approvals", position)
        known = {reference for assignment in context.assignments for reference in assignment.references}
        if checks.context.sound(*here) and position not in used and not set(approval.units) & known:
            checks.problems.warn(
                checks.context.place(*here),
                f"The approval {quote(approval.reference)} is for units that are not set: {', '.join(approval.units)}.",
                "Correct its units, or take it out.",
            )
        if approval.valid_until and approval.valid_until < approval.approved_on and checks.context.sound(*here):
            checks.problems.error(
                checks.context.place(*here, "valid_until"),
                f"{day(approval.valid_until)} as last day is before {day(approval.approved_on)}, when it was given.",
                "Correct one of the two dates.",
            )
        _check_document(checks, position, approval.document)


def _check_document(checks: CheckContext, position: int, document: str) -> None:
    if not document:
        return
    place = checks.context.place("approvals", position, "document")
    path = checks.folder / document
    if ".." in Path(document).parts or Path(document).is_absolute() or is_outside(path, document):
        checks.problems.error(place, f"{quote(document)} is not in the employer’s folder.", "Put the file there.")
    elif not present(path):
        checks.problems.warn(
            place,
            f"There is no file {quote(document)} in the employer’s folder.",
            "Put the approval there, or correct the name.",
        )
