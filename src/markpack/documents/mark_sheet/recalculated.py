"""How the marks of a sheet were shared out to its units and criteria, for anybody who wants to work them out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markpack.assessment.weighting import TOTAL, UnitShare, is_midway, shares_of
from markpack.documents.mark_sheet.form_parts_view import WorkedShare, Working
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import criterion_label
from markpack.documents.shared.spelling import mixed
from markpack.model.marking_mode import LARGEST_REMAINDERS

SHARES = (
    "Marks are shared out between the units by their {by}, and within a unit by the marks that each AC has on the "
    "unit’s own sheet."
)
NEAREST_RULE = (
    "Each exact share of 100 is rounded to the nearest even number of marks, to 2 at least. So every minimum is a "
    "whole mark, and ACs with equal marks on a unit’s own sheet have equal marks here."
)
MIDWAY = (
    "Shares midway between two even numbers go up or down so that the sheet comes nearest to 100, equal shares alike."
)
IN_ALL = "The sheet has {total} marks in all."
NOT_A_HUNDRED = (
    "Rounded in this way, the sheet has {total} marks in all, not 100. The total is out of {total}, and is given as a "
    "percentage as well."
)
REMAINDERS_RULE = (
    "The sheet has 100 marks. Shares are rounded down to even marks, to 2 at least; the marks left over go, two at a "
    "time, to the largest remainders. So every minimum is a whole mark, and the sheet adds up to 100."
)


def working_of(setting: AssignmentContext) -> Working:
    """Return how the marks of a weighted sheet came about."""
    assignment = setting.assignment
    shares = shares_of(assignment, setting.units)
    return Working(
        rule=" ".join(_rule(shares, "weight" if assignment.weights else "credits", assignment.weighting)),
        weighed_by="Weight" if assignment.weights else "Credits",
        lines=tuple(_lines(setting, shares)),
        total=sum(share.marks for share in shares),
    )


def _rule(shares: Sequence[UnitShare], by: str, rule: int | None) -> Iterator[str]:
    """Yield the sentences that say how marks were shared out."""
    yield SHARES.format(by=by)
    if rule == LARGEST_REMAINDERS:
        yield REMAINDERS_RULE
        return
    yield NEAREST_RULE
    entries = [entry for share in shares for entry in share.criteria]
    if any(is_midway(entry.exact) for entry in entries):
        yield MIDWAY
    total = sum(entry.marks for entry in entries)
    yield (IN_ALL if total == TOTAL else NOT_A_HUNDRED).format(total=total)


def _lines(setting: AssignmentContext, shares: Sequence[UnitShare]) -> Iterator[WorkedShare]:
    for share in shares:
        figures = mixed(share.exact), float(share.exact), share.marks
        yield WorkedShare(share.unit, share.weight, *figures, "", is_unit=True)
        for entry in share.criteria:
            label = f"AC {criterion_label(setting.unit, entry.criterion)}"
            figures = mixed(entry.exact), float(entry.exact), entry.marks
            yield WorkedShare(label, entry.own_marks, *figures, str(entry.minimum), is_unit=False)
