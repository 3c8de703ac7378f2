"""The marks of a completed sheet as JSON, for programs that read an archive; docs/marks-record.md describes it."""

from __future__ import annotations

import json

from markpack.assessment.criteria import CriterionResult, least_mark
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.receipt import Receipt
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import AttemptStanding
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.document import Attachment
from markpack.model.forms.identity import MARKS_RECORD
from markpack.model.forms.signatures import NOT_KNOWN
from markpack.model.learner import Learner
from markpack.model.marks import format_mark, parse_iqa_decision
from markpack.model.standing import Marking
from markpack.model.unit_versions import version_text

VERSION = 2
"""Version 2 has what schemes brought, and every key of version 1 with its meaning."""


def marks_record(
    setting: AssignmentContext,
    learner: Learner,
    result: AttemptResult,
    standing: AttemptStanding,
    receipt: Receipt | None = None,
) -> Attachment:
    """Return the record of a marked attempt: the same facts as the sheet's, marks as text so that none is rounded.

    The cohort is there where there is one. In format 1, its standing is there where the outcome is not final, and its
    revision from the second on.
    """
    marked = result.marked
    record: dict[str, object] = {
        "record": "markpack marks",
        "version": VERSION,
        "centre": setting.centre.number,
        "employer": setting.context.employer.name,
        **({"cohort": setting.cohort_folder} if setting.cohort_folder else {}),
        "qualification": setting.qualification.reference,
        "unit": setting.unit.reference,
        "criteria_sha256": setting.unit.criteria_digest,
        "learner": {"registration": learner.registration, "name": learner.name},
        "attempt": result.attempt,
        "marking": setting.assignment.marking.value,
        **_grades(result),
        "outcome": result.outcome.value,
        "total": format_mark(result.total) if result.total is not None else None,
        "maximum": result.maximum,
        "units": [
            {
                "unit": part.unit.reference,
                **_grades(part),
                "outcome": part.outcome.value,
                "total": format_mark(part.total) if part.total is not None else None,
                "maximum": part.maximum,
            }
            for part in split_by_unit(result)
        ],
        "criteria": [_criterion(setting, entry) for entry in result.criteria],
        "method": setting.assignment.method.value,
        "method_record": dict(marked.record),
        "section_comments": dict(marked.section_comments),
        "verification_comments": dict(marked.verification),
        "standardisation_refused": marked.standardisation_refused,
        "overall_comment": marked.overall_comment,
        "assessor": {"name": marked.assessor, "date": marked.assessed_on.isoformat() if marked.assessed_on else None},
        "iqa_grade": _decided(result),
        "iqa": {
            "name": marked.iqa,
            "decision": marked.iqa_decision,
            "comment": marked.iqa_comment,
            "date": marked.iqa_on.isoformat() if marked.iqa_on else None,
        },
    }
    if version := version_text(setting.unit.members):
        record["unit_version"] = version
    if marked.revision > 1 or setting.centre.format > 1:
        record |= _revision(result)
    if setting.centre.format > 1 or (standing.marking is Marking.COMPLETE and not standing.is_confirmed):
        record |= {"quality": standing.quality.value, "standing": standing.standing.value}
    if receipt:
        record["received"] = {
            "on": receipt.received_on.isoformat(),
            "due": receipt.due_on.isoformat() if receipt.due_on else None,
            "days_late": receipt.days_late if receipt.due_on else None,
        }
    if marked.signers:
        record["signed_on_sheet"] = True
        record["signed_by"] = [signer for signer in marked.signers if signer != NOT_KNOWN]
    return Attachment(
        name=MARKS_RECORD,
        media_type="application/json",
        data=(json.dumps(record, ensure_ascii=False) + "\n").encode(),
        description="The marks of this sheet for programs to read",
    )


def _grades(result: AttemptResult) -> dict[str, object]:
    """Return by whose rules an attempt is graded, and its grade as a code, before a cap as well."""
    scheme = result.scheme
    return {
        "scheme": scheme.id,
        "scheme_version": scheme.version,
        "grade": result.grade or None,
        "capped_from": result.capped_from or None,
    }


def _revision(result: AttemptResult) -> dict[str, object]:
    """Return which revision of a decision counts, and what other revisions on file come to."""
    marked = result.marked
    return {
        "revision": marked.revision,
        "revised_on": marked.revised_on.isoformat() if marked.revised_on else None,
        "revision_reason": marked.revision_reason,
        "other_revisions": [
            {
                "revision": other.marked.revision,
                **_grades(other),
                "outcome": other.outcome.value,
                "total": format_mark(other.total) if other.total is not None else None,
                "assessed_on": other.marked.assessed_on.isoformat() if other.marked.assessed_on else None,
                "iqa_decision": other.marked.iqa_decision,
            }
            for other in result.others
        ],
    }


def _decided(result: AttemptResult) -> str | None:
    """Return the code of the grade that the IQA decided; None where they agreed or disagreed, or said nothing."""
    written = result.marked.iqa_decision
    decided = parse_iqa_decision(written, result.scheme.words) if written else None
    return decided if isinstance(decided, str) else None


def _criterion(setting: AssignmentContext, entry: CriterionResult) -> dict[str, object]:
    recorded, numbered = entry.recorded, setting.numbered
    least = least_mark(entry.criterion, setting.unit.scheme, half_marks=setting.half_marks)
    return {
        "id": entry.criterion.id,
        "tier": entry.criterion.tier or None,
        "mark": format_mark(recorded.mark) if numbered and recorded.mark is not None else None,
        "maximum": entry.criterion.marks if numbered else None,
        "minimum": format_mark(least) if least is not None else None,
        "decision": recorded.decision.value if recorded.decision else None,
        "level": recorded.level or None,
        "not_attempted": recorded.not_attempted,
        "judged": entry.judged,
        "met": entry.met,
        "comment": recorded.comment,
        "method_record": dict(recorded.record),
        "carried_from": entry.carried_from,
    }
