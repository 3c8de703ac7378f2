"""The criteria on a mark sheet that came back, held against the unit's: a sheet with others is not read."""

from __future__ import annotations

from dataclasses import replace

from markpack.inputs.criteria_text.compare import WordingStatus, compare_criteria, in_words
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.problems import Problems, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.unit import Unit


def has_other_criteria(form: ReturnedForm, unit: Unit, cohort: MarkingContext, problems: Problems) -> bool:
    """Say whether a sheet was made with other criteria than the unit has, or somebody changed them, and note it."""
    digest = form.identity.criteria
    if not cohort.is_valid(unit):
        return False
    if digest in ("", unit.criteria_digest):
        return _has_edited_criteria(form, unit, problems)
    problems.error(
        form.place,
        f"The mark sheet has an older wording of the criteria of unit {unit.reference} than the unit’s template.",
        "Judge whether its marks hold for the criteria as they are now, and enter those that do in a newly built "
        "mark sheet; then take this one away.",
    )
    return True


def _has_edited_criteria(form: ReturnedForm, unit: Unit, problems: Problems) -> bool:
    """Say whether somebody changed the criteria on the sheet itself, and note each difference."""
    if not form.passages:
        return False
    remedy = "Judge the work by the unit’s own criteria, on a newly built mark sheet; then take this one away."
    comparisons = compare_criteria(unit.criteria, form.passages)
    edited = [comparison for comparison in comparisons if comparison.status is not WordingStatus.SAME]
    for comparison in edited:
        number = comparison.criterion
        match comparison.status:
            case WordingStatus.MISSING:
                message = f"AC {number} of unit {unit.reference} is not on the mark sheet any more."
            case WordingStatus.ADDITIONAL:
                message = (
                    f"The mark sheet has an AC {number}, {quote(comparison.found)}; unit {unit.reference} has none."
                )
            case _:
                message = f"AC {number} is not worded as in unit {unit.reference}: {in_words(comparison.difference)}"
        problems.error(replace(form.place, field=f"Criterion {number}"), message, remedy)
    return bool(edited)
