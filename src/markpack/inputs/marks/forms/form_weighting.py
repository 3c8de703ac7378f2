"""Whether a form has its criteria marked out of as many marks as they have today, where marks are shared out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from markpack.assessment.weighting import differing_marks, shares_digest, shares_of
from markpack.documents.catalogue.kinds import Kind
from markpack.errors import Place
from markpack.inputs.problems import Problems
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.context import Assignment
from markpack.model.forms.identity import FileIdentity
from markpack.model.forms.markbook import CRITERION_COLUMN, MARK_OUT_OF
from markpack.model.joint_unit import joint_unit
from markpack.model.marking_mode import LARGEST_REMAINDERS, WEIGHTING_RULES
from markpack.model.unit import Unit

_IN_WORKING = r"AC {id} \d[\d /.]* (\d+) (\d+)(?![\d/.]| [\d/.])"
"""How a sheet prints what a criterion's marks came of: its own marks, the exact share, the marks and half of them."""
_IN_HEADING = rf"{CRITERION_COLUMN}{{id}} {MARK_OUT_OF}(\d+)"
"""How a markbook heads a criterion's column."""


def has_other_weighting(
    identity: FileIdentity, unit: Unit, cohort: MarkingContext, place: Place, problems: Problems, texts: Iterable[str]
) -> bool:
    """Say whether a file's marks were shared out otherwise than its sheet's are, and note it.

    `cohort` has the units by whose criteria it was made, and `texts` are what it prints: by them it is told where the
    file has lost what it says of itself. One that never said anything is by the rule that came first.
    """
    assignment = cohort.assignment(unit.reference)
    if assignment is None or not unit.scheme.numbered or not (assignment.is_weighted or identity.weighting):
        return False
    by_rule = dict(_by_rule(assignment, unit, cohort)) if assignment.is_weighted else {}
    if not identity.criteria:
        printed = _printed_marks(unit, texts)
        is_other = any(printed.get(entry.id, entry.full_marks) != entry.full_marks for entry in unit.criteria)
        rule = next((rule for rule, sheet in by_rule.items() if is_other and _fits(sheet, printed)), None)
    else:
        made_by = identity.weighting or shares_digest(by_rule[LARGEST_REMAINDERS])
        is_other = made_by != shares_digest(unit)
        rule = next((rule for rule, sheet in by_rule.items() if shares_digest(sheet) == made_by), None)
    if not is_other:
        return False
    what = "markbook" if identity.kind == Kind.MARKBOOK.folder else "mark sheet"
    afresh = f"judge the work in a newly built {what}, and take this one away."
    if rule is not None:
        problems.error(
            place,
            f"This {what} was made with weighting {rule}, and the assignment has weighting {assignment.weighting}: "
            f"{_difference(by_rule[rule], unit)}. Its marks are not read.",
            f"Write weighting: {rule} into the assignment, if that is what its learners were given. Otherwise {afresh}",
        )
    else:
        problems.error(
            place,
            f"This {what} was made when marks were shared out by other credits or weights, or not at all, so its "
            "criteria have other marks than today. What is entered in it is not read.",
            f"If the earlier ones still hold, put them back in the assignment or the units. Otherwise {afresh}",
        )
    return True


def _by_rule(assignment: Assignment, unit: Unit, cohort: MarkingContext) -> Iterator[tuple[int, Unit]]:
    """Yield the sheet as each rule of weighting has it."""
    units = [cohort.units[member.reference].record for member in unit.members]
    for rule in WEIGHTING_RULES:
        shares = shares_of(assignment, units, rule=rule)
        marks = ({entry.criterion.id: entry.marks for entry in share.criteria} for share in shares)
        yield rule, joint_unit([unit.with_marks(own) for unit, own in zip(units, marks, strict=True)])


def _printed_marks(unit: Unit, texts: Iterable[str]) -> Mapping[str, int]:
    """Return what criteria are marked out of as it is printed, by their ids; those of which it cannot be told not."""
    text = " ".join(" ".join(texts).split())
    found = {}
    for entry in unit.criteria:
        id_ = re.escape(entry.id)
        if working := re.search(_IN_WORKING.format(id=id_), text):
            marks, minimum = map(int, working.groups())
            if marks == 2 * minimum:
                found[entry.id] = marks
        elif heading := re.search(_IN_HEADING.format(id=id_), text):
            found[entry.id] = int(heading[1])
    return found


def _fits(sheet: Unit, printed: Mapping[str, int]) -> bool:
    return all(printed.get(entry.id, entry.full_marks) == entry.full_marks for entry in sheet.criteria)


def _difference(there: Unit, here: Unit) -> str:
    """Return the first criterion that has other marks on a form than here, and these marks."""
    before, now = differing_marks(there, here) or (here.criteria[0], here.criteria[0])
    return f"AC {now.id} has {before.full_marks} marks there, and {now.full_marks} here"
