"""The sentence with which a document says which earlier one it replaces, and why."""

from __future__ import annotations

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.catalogue.result_facts import NOT_FINAL, OUTCOME
from markpack.documents.shared.spelling import plural
from markpack.model.editions import Change, Facts, Replaced

MOST_TOLD = 4
"""How many changes are told one by one."""


def replaces_text(kind: Kind, facts: Facts, replaced: Replaced | None) -> str:
    """Return it, of a document that says `facts`; nothing where it replaces none."""
    if replaced is None:
        return ""
    noun = kind.value.replaced_noun
    if not replaced.dated:
        which = f"an earlier {noun}"
    elif replaced.dated == facts.dated:
        which = f"an earlier {noun} of the same date"
    else:
        which = f"the {noun} of {replaced.dated}"
    told = [_told(change, facts) for change in replaced.changes[:MOST_TOLD]]
    if others := len(replaced.changes) - len(told):
        told.append(f"there {'is' if others == 1 else 'are'} {plural(others, 'other change')}")
    return f"Replaces {which}: {'; '.join(told)}."


def _told(change: Change, facts: Facts) -> str:
    """Return a change as a clause; a report that is not final repeats no outcome."""
    if change.what.startswith(OUTCOME) and facts.values.get(NOT_FINAL):
        return change.bare_text
    return change.text
