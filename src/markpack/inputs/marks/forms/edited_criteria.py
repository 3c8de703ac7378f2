"""The criteria on a mark sheet that came back, held against the unit's: a sheet with others is not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markpack.inputs.criteria_text.compare import Comparison, Passage, WordingStatus, compare_criteria, in_words
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.problems import Problems, quote, sentences
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.joint_unit import JointUnit
from markpack.model.unit import Unit
from markpack.model.unit_versions import kept_name

_MOST_SHOWN = 3
"""How many criteria that differ a message shows word by word."""


def has_other_criteria(form: ReturnedForm, unit: Unit, cohort: MarkingContext, problems: Problems) -> bool:
    """Say whether a sheet was made with other criteria than the unit has, or somebody changed them, and note it.

    The unit is already of the version that the sheet was made from, where that is known (see `for_form`).
    """
    digest = form.identity.criteria
    if not cohort.is_valid(unit):
        return False
    if digest in ("", unit.criteria_digest):
        return _has_edited_criteria(form, unit, problems)
    passages, spaces_count = _passages(form)
    differing = _differing(unit, passages, spaces_count=spaces_count) if passages else []
    problems.error(
        form.place,
        sentences(
            f"The mark sheet was made from another wording of unit {unit.reference} than templates/units has.",
            _what_differs(differing) if passages else "",
        ),
        f"{bring_back(_unit_that_differs(unit, differing))} Otherwise judge whether its marks hold for the criteria as "
        "they are now, enter those that do in a newly built mark sheet, and take this one away.",
    )
    return True


def version_printed(form: ReturnedForm, unit: Unit, cohort: MarkingContext) -> MarkingContext:
    """Return the versions of a sheet's units whose criteria a form prints that has lost its digest.

    Where it prints those of none, they are the versions that there are.
    """
    if form.identity.criteria:
        return cohort
    passages, spaces_count = _passages(form)
    return next(
        (
            other
            for other in cohort.of_all_versions(unit.reference)
            if passages and not _differing(other.sheets[unit.reference], passages, spaces_count=spaces_count)
        ),
        cohort,
    )


def _passages(form: ReturnedForm) -> tuple[Sequence[Passage], bool]:
    """Return what a form prints where criteria may stand, and whether its spaces can be told."""
    return (form.passages, True) if form.passages else ([Passage(page) for page in form.pages], False)


def _differing(unit: Unit, passages: Sequence[Passage], *, spaces_count: bool) -> list[Comparison]:
    comparisons = compare_criteria(unit.criteria, passages, spaces_count=spaces_count)
    return [entry for entry in comparisons if entry.status is not WordingStatus.SAME]


def what_differs(unit: Unit, passages: Sequence[Passage]) -> str:
    """Return in words how criteria in a workbook differ from a unit's; nothing where it states none."""
    return _what_differs(_differing(unit, passages, spaces_count=True)) if passages else ""


def _what_differs(differing: Sequence[Comparison]) -> str:
    """Return in words how a form's criteria differ from a unit's; the first few of many."""
    if not differing:
        return "The texts of the criteria are the same; marks, descriptors or learning outcomes are not."
    further = len(differing) - _MOST_SHOWN
    more = f"{further} more differ; markpack verify shows them." if further > 0 else ""
    return sentences(*map(_in_words, differing[:_MOST_SHOWN]), more)


def bring_back(reference: str) -> str:
    """Return what to do where nobody has kept the template of a unit that a form was made from."""
    return (
        "If a backup has that template, put it beside the present one as "
        f"templates/units/{kept_name(reference, 'VERSION')}.yaml, with version: VERSION in it. From now on, run "
        f"markpack new version {reference} before you replace a wording: afterwards it is too late to keep it."
    )


def _unit_that_differs(unit: Unit, differing: Sequence[Comparison]) -> str:
    """Return the reference of the first unit on a sheet with a criterion that differs; of the first one, if none is."""
    labels = {criterion.id for criterion in unit.criteria}
    if isinstance(unit, JointUnit) and (stated := [entry for entry in differing if entry.criterion in labels]):
        return unit.key(stated[0].criterion).unit
    return unit.members[0].reference


def _in_words(comparison: Comparison) -> str:
    """Return how one criterion differs, as a sentence."""
    match comparison.status:
        case WordingStatus.MISSING:
            return f"AC {comparison.criterion} is not on the form: {comparison.expected}"
        case WordingStatus.ADDITIONAL:
            return f"AC {comparison.criterion} is not a criterion of the unit: {comparison.found}"
    return f"AC {in_words(comparison.difference)}"


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
