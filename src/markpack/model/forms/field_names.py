"""Field names: the contract between a blank form in any format and what reads it back."""

from __future__ import annotations

import re

CRITERION_FIELDS = ("mark", "decision", "level", "comment")
AWARD_FIELDS = ("mark", "decision", "level")
"""How a criterion is judged: a sheet has one of these for each, by its scheme."""
OUTCOME_FIELDS = ("section_comment", "verification")
UNIT_FIELDS = (
    "overall_comment", "assessor", "assessed_on", "iqa_decision", "iqa", "iqa_on", "iqa_comment",
    "standardisation_refused",
)  # fmt: skip
REVISION_FIELDS = ("revision", "revised_on", "revision_reason")
"""What says that marks replace an earlier decision; sheets and markbooks have them from format 2 on."""
FURTHER_FIELDS = (*REVISION_FIELDS, "received_on")
"""What sheets and markbooks have from format 2 on: the fields of revisions, and when the work was received."""
CLAIMED_FIELDS = ("total", "outcome")
"""What a mark sheet claims; it follows from the marks, is compared with them and never recorded."""
RECORD_FIELDS = ("held_on", "held_how", "duration", "place", "observers", "kept", "authenticity")
"""What an assessor records of a discussion, presentation, observation, log or project as a whole."""
CRITERION_RECORD_FIELDS = ("notes", "asked", "evidence", "timestamp")
"""What an assessor records for each criterion besides mark and comment."""
MEMBER_FIELDS = ("unit_total", "unit_outcome")
"""What a sheet of several units claims for each of them."""
LEARNER_FIELDS = ("learner_name", "registration", "attempt")
"""The fields that identify the learner and the attempt."""
EARLIER_FIELD = "earlier"
"""What a later attempt's sheet prints beside a criterion of the attempt before; nobody fills it in."""
FORM_FIELDS = (*LEARNER_FIELDS, *UNIT_FIELDS, *FURTHER_FIELDS, *CLAIMED_FIELDS)
"""All fields that a form has once, besides those of its criteria and outcomes."""

SEPARATOR = "+"
"""Stands between references of units that are assessed together; no reference holds it."""

MAXIMUM_LENGTH = 40  # Word's limit for a bookmark and for a content control's tag is 40 and 64
_ILLEGAL = re.compile(r"[^A-Za-z0-9]")
_FIELD_NAME = re.compile("u[A-Za-z0-9_]+__[a-z]")


def field_name(unit: str, field: str, part: str = "") -> str:
    """Return the name of a unit's field, of a criterion or outcome where `part` is given: `u8604_308__mark__1_1`.

    Legal as a PDF field, a Word tag and bookmark, and an Excel defined name. Raises ValueError past 40 characters.
    """
    name = f"u{_ILLEGAL.sub('_', unit)}__{field}" + (f"__{_ILLEGAL.sub('_', part)}" if part else "")
    if len(name) > MAXIMUM_LENGTH:
        raise ValueError(
            f"the field name {name} has more than {MAXIMUM_LENGTH} characters; shorten the reference or id"
        )
    return name


def is_field_name(name: str) -> bool:
    """Say whether a name is made as those of our fields are, of whatever unit."""
    return bool(_FIELD_NAME.match(name))
