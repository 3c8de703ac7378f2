"""Rules of approvals: which assignments need one and have none, and which approvals stand for nothing."""

from __future__ import annotations

from pathlib import Path

from markpack.assessment.approval import approval_status
from markpack.errors import Scope
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.files.safe_files import is_outside, present
from markpack.inputs.problems import quote
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Approval, Assignment
from markpack.model.dates import day
from markpack.model.forms.field_names import SEPARATOR


def check_approvals(checks: CheckContext) -> None:
    """Warn of assignments that may not be used yet, and note what is wrong with approvals.

    A missing approval is a warning, because drafts and the request for approval are made all the same.
    """
    for assignment in checks.assignments:
        _check_assignment(checks, assignment)
    set_units = {reference for assignment in checks.context.record.assignments for reference in assignment.references}
    for part in checks.context.parts(checks.context.record.approvals, "approvals"):
        approval = part.within(Scope.ASSIGNMENT, assignment=SEPARATOR.join(part.record.units))
        _check_approval(approval, set_units)
        if approval.record.document:
            _check_document(approval, checks.folder)


def _check_assignment(checks: CheckContext, assignment: Sourced[Assignment]) -> None:
    units = {unit.record.reference: unit for unit in checks.units(assignment.record)}
    references = assignment.record.references
    if not assignment.is_valid_at() or not references or not units.keys() >= set(references):
        return
    if any(unit.invalid_at for unit in units.values()):
        return
    records = {reference: unit.record for reference, unit in units.items()}
    try:
        status = approval_status(checks.context.record, assignment.record, records)
    except ValueError:  # a method or criterion that the templates do not have is reported by itself
        return
    if status.is_draft:
        assignment.problems.warn(
            assignment.place(),
            f"The assignment for {assignment.record.name} is a new instrument without approval: {status.reasons[0]} "
            f"{status.objection}",
            "Send the approval request from its output folder to the awarding organisation, and enter the answer "
            "under approvals. Until then all its documents are marked as drafts.",
        )


def _check_approval(approval: Sourced[Approval], set_units: set[str]) -> None:
    """Note an approval for none of the units that are set (`set_units`), and one that ends before it was given."""
    record = approval.record
    if not approval.is_valid_at():
        return
    if not set(record.units) & set_units:
        approval.problems.warn(
            approval.place(),
            f"The approval {quote(record.reference)} is for units that are not set: {', '.join(record.units)}.",
            "Correct its units, or take it out.",
        )
    if record.valid_until and record.valid_until < record.approved_on:
        approval.problems.error(
            approval.place("valid_until"),
            f"{day(record.valid_until)} as last day is before {day(record.approved_on)}, when it was given.",
            "Correct one of the two dates.",
        )


def _check_document(approval: Sourced[Approval], folder: Path) -> None:
    document = approval.record.document
    place, path = approval.place("document"), folder / document
    if ".." in Path(document).parts or Path(document).is_absolute() or is_outside(path, document):
        approval.problems.error(place, f"{quote(document)} is not in the employer’s folder.", "Put the file there.")
    elif not present(path):
        approval.problems.warn(
            place,
            f"There is no file {quote(document)} in the employer’s folder.",
            "Put the approval there, or correct the name.",
        )
