"""Fields that somebody deleted, told apart from fields printed as text because the criterion stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from markpack.inputs.marks.mark_entries import LostField, field_in_words
from markpack.inputs.problems import Problems, listing, quote
from markpack.model.forms.field_names import CRITERION_FIELDS, CRITERION_RECORD_FIELDS
from markpack.model.forms.labels import MET_IN_ATTEMPT, NOT_OPEN

_AFRESH = "Enter it in a newly built mark sheet or markbook"


def printed_as_kept(lost: Sequence[LostField], *beginnings: str) -> frozenset[str]:
    """Return the criteria that a sheet prints as they were before: met, or not open in its attempt."""
    beginnings = beginnings or (MET_IN_ATTEMPT, NOT_OPEN)
    return frozenset(field.part for field in lost if field.field == "comment" and field.shown.startswith(beginnings))


def not_met_any_more(lost: Sequence[LostField], met: Collection[str]) -> list[str]:
    """Return the criteria that a sheet prints as met before, and that are not, since earlier marks were changed."""
    printed = printed_as_kept(lost, MET_IN_ATTEMPT)
    return [part for part in dict.fromkeys(entry.part for entry in lost) if part in printed and part not in met]


def _is_remark(entry: LostField, printed: Collection[str]) -> bool:
    """Say whether something else stands where a sheet prints that a criterion was met: somebody has typed it."""
    return entry.field == "comment" and bool(entry.shown) and entry.part not in printed


def note_lost(lost: Sequence[LostField], met_before: Collection[str] | None, problems: Problems) -> bool:
    """Note the fields that one sheet has lost; say whether entries are lost with them.

    `met_before` are the criteria that were met in the attempt before, whose fields are printed; None if unknown.
    """
    printed = printed_as_kept(lost)
    met = met_before if met_before is not None else {entry.part for entry in lost}
    if reopened := not_met_any_more(lost, met):
        problems.warn(
            lost[0].place,
            f"AC {listing(reopened, limit=40)} cannot be marked on this mark sheet, where it is printed as met before, "
            "but by the marks of the earlier attempt it is not.",
            f"{_AFRESH}.",
        )
    of_criteria = (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS)
    missing = [
        entry
        for entry in lost
        if entry.field not in of_criteria or entry.part not in {*met, *printed} or _is_remark(entry, printed)
    ]
    shown = [entry for entry in missing if entry.shown]
    if shown:
        fields_in_words = listing(
            (f"{field_in_words(entry.field, entry.part)} ({quote(entry.shown)})" for entry in shown), limit=40
        )
        one = len(shown) == 1
        problems.error(
            shown[0].place,
            f"{'A field is' if one else 'Fields are'} gone from this mark sheet, and what stands in "
            f"{'its' if one else 'their'} place cannot be read: {fields_in_words}.",
            f"{_AFRESH}.",
        )
    if silent := [entry for entry in missing if not entry.shown]:
        fields_in_words = listing((field_in_words(entry.field, entry.part) for entry in silent), limit=12)
        problems.warn(
            silent[0].place,
            f"{'A field is' if len(silent) == 1 else 'Fields are'} gone from this mark sheet, so nothing is read for: "
            f"{fields_in_words}.",
            f"If something belongs there: {_AFRESH[:1].lower()}{_AFRESH[1:]}.",
        )
    return bool(shown)
