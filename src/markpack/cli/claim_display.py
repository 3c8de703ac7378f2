"""How a claim looks on a terminal: learner by learner, what can be claimed, what was, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.cli.console import echo
from markpack.cli.report_display import count
from markpack.documents.claim.view import CLOSED, NOT_CLAIMED, Claim, Claimant, ClaimedUnit, ClosedUnit, OpenUnit

Unit = ClaimedUnit | ClosedUnit | OpenUnit


def print_claim(claim: Claim) -> None:
    """Print what can be claimed for each learner; below it what was claimed before, and what cannot be, and why."""
    if claim.units:
        echo(f"{claim.scope}: {count(len(claim.units), 'unit')} of {count(claim.learners, 'learner')} can be claimed")
    else:
        echo(f"{claim.scope}: nothing can be claimed")
    _print_learners(claim.units)
    for heading, entries in ((CLOSED, claim.closed_units), (NOT_CLAIMED, claim.open_units)):
        if entries:
            echo()
            echo(f"{heading}:")
            _print_learners(entries)
    if claim.notes:
        echo()
    for note in claim.notes:
        echo(note)


def _print_learners(entries: Sequence[Unit]) -> None:
    learners: dict[Claimant, list[Unit]] = {}
    for entry in entries:
        learners.setdefault(entry.learner, []).append(entry)
    for learner, own in learners.items():
        echo(f"  {learner.name_in_lists} ({learner.registration}), {learner.employer_name}")
        for entry in own:
            echo(f"    {_line(entry)}")


def _line(entry: Unit) -> str:
    if isinstance(entry, OpenUnit):
        return f"{entry.unit}: {entry.why}"
    if isinstance(entry, ClosedUnit):
        return "; ".join((f"{entry.unit}: {entry.how}", *entry.to_check))
    grade = f" ({entry.grade})" if entry.grade else ""
    whole = "the qualification is complete" if entry.achieved else ""
    return "; ".join(filter(None, (f"{entry.unit}{grade}", whole, *entry.to_check)))
