"""Rules of the centre's own texts in briefs: nothing left unfilled, and nothing that learners ask left unsaid."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.inputs.checks.unfinished_text import check_unfinished_text
from markpack.inputs.records.printed_signs import check_printed_signs
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import check_placeholders
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context
from markpack.model.instrument import Method

BRIEFS = "briefs"


def missing_texts(centre: Centre, methods: Sequence[Method], assignment: Assignment | None = None) -> tuple[str, ...]:
    """Return what briefs cannot tell learners because centre.yaml does not say it, by key, for the methods in use.

    Of one assignment, what it says itself is not missing.
    """
    texts = centre.briefs
    where, hour = (assignment.where, assignment.hour) if assignment else ("", None)
    handed_in, held = any(not method.is_held for method in methods), any(method.is_held for method in methods)
    said = {
        "hand_in, where": where or texts.hand_in.where or not handed_in,
        "hand_in, hour": hour or texts.hand_in.hour or not handed_in,
        "hand_in, how": texts.hand_in.how or not handed_in,
        "meeting, where": where or texts.meeting.where or not held,
        "meeting, how": texts.meeting.how or not held,
        "adjustments": texts.adjustments,
        "appeals": texts.appeals,
        "malpractice": texts.malpractice,
    }
    missing = [key for key, is_said in said.items() if not is_said]
    return (*missing, *(("policies, days_to_feedback",) if centre.policies.days_to_feedback is None else ()))


def check_brief_texts(centre: Sourced[Centre], employers: Sequence[Sourced[Context]]) -> None:
    """Note what is wrong with the centre's texts for briefs, and once what they leave out.

    A centre that has none of them, as before there were any, is not warned; `doctor` and the verification sheet of a
    brief say so.
    """
    if not centre.is_valid_at(BRIEFS):
        return
    check_placeholders(centre, [(BRIEFS,)], employers)
    check_unfinished_text(centre, [(BRIEFS,)])
    check_printed_signs(centre, [(BRIEFS,)])
    if not centre.has_key(BRIEFS):
        return
    methods = [entry.method for employer in employers for entry in employer.record.assignments]
    if methods and (missing := missing_texts(centre.record, methods)):
        centre.problems.warn(
            centre.key_place(BRIEFS),
            f"Briefs leave out what this file does not say: {'; '.join(missing)}.",
            "Add the texts; docs/briefs.md has ones to start from.",
        )
