"""The JSON that commands print, all of it; `docs/library.md` describes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from markpack.app import (
        Backup,
        ClaimReport,
        ErasedPerson,
        ErasurePlan,
        FileRefused,
        Finding,
        Problem,
        Report,
        Restored,
        Retention,
        Status,
        Verification,
    )
    from markpack.app.erasure import Mention
    from markpack.app.learner_search import Found
    from markpack.app.reported_changes import EmployerChanges
    from markpack.documents.catalogue.changes import DocumentChange
    from markpack.documents.catalogue.status import Documents, LearnerStatus
    from markpack.documents.catalogue.to_do import ToDo


def problems_data(problems: Sequence[Problem]) -> dict[str, object]:
    """Return problems or warnings, each with its place and remedy."""
    return {"problems": [_problem(problem) for problem in problems]}


def refusal_data(error: FileRefused) -> dict[str, object]:
    """Return what the system refused, as a problem whose message has the place and the remedy in it."""
    (problem,) = error.problems
    return {"problems": [{"severity": "error", "file": problem.place.file, "message": str(problem)}]}


def lacking_data(message: str) -> dict[str, object]:
    """Return what the machine lacks."""
    return {"lacking": message}


def build_data(report: Report) -> dict[str, object]:
    """Return what a build did."""
    return {
        "employers": [
            {
                "folder": employer.folder,
                "planned": list(employer.planned),
                "written": employer.published.written,
                "unchanged": employer.published.unchanged,
                "kept": employer.published.kept_edits,
                "renamed": employer.published.renamed,
                "filled_in": list(employer.filled_in),
                "left": employer.published.orphaned_edits,
                "foreign": employer.published.unknown_files,
                "removed": employer.published.removed,
                "laid_out": list(employer.laid_out),
                "work": employer.work,
                "stopped": list(employer.stopped),
                "held": [{**asdict(hold), "reason": hold.reason.value} for hold in employer.holds],
                "earlier": list(employer.earlier),
                "kept_earlier": list(employer.kept_earlier),
                "failed": [{"path": entry.path, "message": entry.failure.message} for entry in employer.failed],
            }
            for employer in report.employers
        ],
        "stopped": list(report.stopped),
        "former_numbers": [asdict(entry) for entry in report.former_numbers],
        "problems": [_problem(problem) for problem in report.problems],
        "warnings": [_problem(problem) for problem in report.warnings],
    }


def backup_data(backup: Backup) -> dict[str, object]:
    """Return what a backup holds, and what it does not."""
    return {
        "file": str(backup.file),
        "files": backup.files,
        "bytes": backup.size,
        "large": dict(backup.large),
        "left_out": dict(backup.left_out),
        "beside": list(backup.beside),
    }


def restored_data(restored: Restored) -> dict[str, object]:
    """Return what was restored, and what the backup did not have."""
    return {
        "folder": str(restored.workspace.root),
        "files": restored.files,
        "bytes": restored.size,
        "made_on": restored.made_on,
        "program": restored.program,
        "left_out": dict(restored.left_out),
    }


def status_data(status: Status) -> dict[str, object]:
    """Return the status of learners and documents; dates in ISO form, null where there is none.

    `overdue` and `soon` are told of the day `as_of`.
    """
    employers = [
        {
            "folder": employer.folder,
            "name": employer.name,
            "documents": _counts(employer.documents),
            "assignments": [
                {
                    "unit": assignment.unit,
                    "title": assignment.title,
                    "version": assignment.version,
                    "scheme": assignment.scheme.id,
                    "documents": _counts(assignment.documents),
                    "learners": [_learner(learner) for learner in assignment.learners],
                }
                for assignment in employer.assignments
            ],
            "by_hand": [vars(entry) for entry in employer.by_hand],
            "stopped": list(employer.stopped),
            "due": [_due(entry, status.as_of) for entry in employer.due],
        }
        for employer in status.employers
    ]
    return {
        "as_of": _iso(status.as_of),
        "employers": employers,
        "stopped": list(status.stopped),
        "problems": [_problem(problem) for problem in status.problems],
        "warnings": [_problem(problem) for problem in status.warnings],
    }


def _due(entry: ToDo, as_of: datetime.date | None) -> dict[str, object]:
    return {
        "what": entry.what.value,
        "unit": entry.unit,
        "on": _iso(entry.on),
        "days_overdue": entry.days_overdue(as_of) if as_of else 0,
        "soon": as_of is not None and entry.is_soon(as_of),
        "learners": [learner.registration for learner in entry.learners],
    }


def claim_data(report: ClaimReport, written: Sequence[Path]) -> dict[str, object]:
    """Return what can be claimed, what was and what cannot be, and the files that were written; grades are codes."""
    found = report.claim
    return {
        "units": [
            {
                **asdict(entry.learner),
                "uln": entry.uln,
                "registered_on": _iso(entry.registered_on),
                "unit": entry.unit,
                "title": entry.title,
                "version": entry.version,
                "credits": entry.credits,
                "grade": entry.grade_code or None,
                "assessed_on": _iso(entry.assessed_on),
                "assessor": entry.assessor,
                "iqa_on": _iso(entry.iqa_on),
                "iqa": entry.iqa,
                "whole_qualification": entry.achieved,
                "qualification_grade": entry.qualification_grade or None,
                "to_check": list(entry.to_check),
            }
            for entry in found.units
        ],
        "claimed_already": [
            {
                **asdict(entry.learner),
                "unit": entry.unit,
                "title": entry.title,
                "claimed_on": _iso(entry.claimed_on),
                "certificate_no": entry.certificate_no or None,
                "to_check": list(entry.to_check),
            }
            for entry in found.closed_units
        ],
        "cannot_be_claimed": [
            {
                **asdict(entry.learner),
                "unit": entry.unit,
                "title": entry.title,
                "standing": entry.standing or None,
                "why": entry.why,
            }
            for entry in found.open_units
        ],
        "notes": list(found.notes),
        "written": [str(path) for path in written],
        "stopped": list(report.stopped),
        "problems": [_problem(problem) for problem in report.problems],
        "warnings": [_problem(problem) for problem in report.warnings],
    }


def _iso(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None


def _learner(learner: LearnerStatus) -> dict[str, object]:
    return {
        **{name: value for name, value in vars(learner).items() if name != "documents"},
        "resubmit_by": _iso(learner.resubmit_by),
        "due_on": _iso(learner.due_on),
        "received_on": _iso(learner.received_on),
        "feedback_by": _iso(learner.feedback_by),
        "status_from": _iso(learner.status_from),
        "documents": _counts(learner.documents),
    }


def found_data(found: Found) -> dict[str, object]:
    """Return whom a text stands for, and all that there is of them; dates in ISO form."""
    return {
        "learners": [
            {
                **vars(learner),
                "assignments": [{**vars(entry), "status": _learner(entry.status)} for entry in learner.assignments],
                "earlier": [file.row for file in learner.earlier],
            }
            for learner in found.learners
        ],
        "stopped": list(found.stopped),
        "problems": [_problem(problem) for problem in found.problems],
    }


def retention_data(kept: Retention) -> dict[str, object]:
    """Return until when the records of each learner are kept; dates in ISO form, null where there is none."""
    return {
        "as_of": kept.as_of.isoformat(),
        "keep_records_years": kept.years,
        "learners": [
            {
                "registration": learner.registration,
                "name": learner.name,
                "employers": list(learner.employers),
                "in_register": learner.in_register,
                "ended_on": _iso(learner.ended_on),
                "counted_from": learner.what,
                "keep_until": _iso(learner.keep_until),
                "is_due": learner.is_due(kept.as_of),
                "erased_on": _iso(learner.erased_on),
            }
            for learner in kept.learners
        ],
        "stopped": list(kept.stopped),
        "problems": [_problem(problem) for problem in kept.problems],
    }


def erasure_data(planned: ErasurePlan, erased: ErasedPerson | None) -> dict[str, object]:
    """Return what holds a person, and the line that an erasure leaves; `erased` is None where nothing is erased yet."""
    kept, until = planned.kept, planned.until
    return {
        "registration": planned.whom.registration,
        "former_registrations": list(planned.person.other_numbers),
        "names": list(planned.person.names),
        "keep_records_years": planned.years,
        "keep_until": _iso(until.keep_until) if until else None,
        "counted_from": until.what if until else "",
        "documents": list(kept.documents),
        "lists": list(kept.lists),
        "caches": list(kept.caches),
        "earlier": list(kept.earlier),
        "lines": kept.lines,
        "reported": list(kept.reported),
        "registers": [_mention(mention) for mention in planned.registers],
        "others": [_mention(mention) for mention in planned.others],
        "not_searched": dict(planned.not_searched),
        "backups": list(planned.backups),
        "erased_before": planned.erased.on if planned.erased else None,
        "erased": erased.row if erased else None,
    }


def _mention(mention: Mention) -> dict[str, object]:
    place = {name: value for name, value in asdict(mention.place).items() if value}
    return {**place, "what": mention.what}


def changes_data(employers: Sequence[EmployerChanges]) -> dict[str, object]:
    """Return what was last changed of what had been said; the day in ISO form, null where there was nothing."""
    return {
        "employers": [
            {
                "folder": employer.folder,
                "on": employer.changes.on or None,
                "learners": [
                    {
                        "registration": learner.registration,
                        "name": learner.name,
                        "documents": [_document_change(document) for document in learner.documents],
                    }
                    for learner in employer.changes.learners
                ],
            }
            for employer in employers
        ]
    }


def _document_change(document: DocumentChange) -> dict[str, object]:
    return {
        "kind": document.kind,
        "unit": document.unit,
        "attempt": document.attempt,
        "no_longer_made": document.gone,
        "text": document.sentence,
        "changes": [{"what": what, "was": was or None, "is": now or None} for what, was, now in document.changes],
        "kept": [{"format": file.format, "file": file.path, "kept_as": file.kept_as} for file in document.kept],
    }


def findings_data(findings: Sequence[Finding]) -> dict[str, object]:
    """Return what was found out about a machine."""
    return {"findings": [{**vars(finding), "state": finding.state.value} for finding in findings]}


def verify_data(verifications: Sequence[Verification]) -> dict[str, object]:
    """Return what each file is and whether its criteria are the unit's; where there is a problem, none."""
    return {"files": [_verification(entry) for entry in verifications]}


def _verification(entry: Verification) -> dict[str, object]:
    from markpack.inputs.criteria_text.compare import WordingStatus, in_words

    return {
        "file": entry.file,
        "criteria_same": entry.criteria_same,
        "identity": {name: value for name, value in vars(entry.identity).items() if value},
        "format": entry.format,
        "version": entry.version,
        "criteria": [
            {
                "id": comparison.criterion,
                "standing": comparison.status.value,
                "expected": comparison.expected,
                "found": comparison.found,
                "difference": in_words(comparison.difference) if comparison.status is WordingStatus.CHANGED else "",
            }
            for comparison in entry.comparisons
        ],
        "marks_and_descriptors_same": entry.digest_same,
        "since": entry.edit_status.name.lower(),
        "generated_as": entry.generated_as,
        "template": entry.template.name.lower(),
        "employer_known": entry.employer_known,
        "problem": {"message": entry.problem.message, "hint": entry.problem.hint} if entry.problem else None,
    }


def _problem(problem: Problem) -> dict[str, object]:
    place = problem.place
    position = {
        "line": place.line,
        "column": place.column,
        "sheet": place.sheet,
        "cell": place.cell,
        "field": place.field,
    }
    reach = problem.reach
    concerned = {"employer": reach.employer, "assignment": reach.assignment, "learners": list(reach.learners)}
    return {
        "severity": problem.severity.value,
        "scope": problem.scope.value,
        **{name: value for name, value in concerned.items() if value},
        "file": place.file,
        **{name: value for name, value in position.items() if value},
        "message": problem.message,
        "hint": problem.hint,
    }


def _counts(documents: Documents) -> dict[str, int]:
    from markpack.documents.catalogue.status import FileState

    return {state.value: documents.counts.get(state, 0) for state in FileState}
