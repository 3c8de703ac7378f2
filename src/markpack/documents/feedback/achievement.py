"""What a result earns a learner, and what comes after it: the check, the certificate, the units to come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from markpack.assessment.combination import QualificationResult
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import AttemptStanding
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import progress_text, qualification_title, still_missing
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.outcome_texts import IsFinal
from markpack.documents.shared.spelling import plural
from markpack.documents.shared.standing_texts import (
    NOT_APPROVED,
    NOT_CONFIRMED,
    NOT_DECLARED,
    NOT_RECORDED,
    why_not_final,
)
from markpack.model.outcome import Outcome
from markpack.model.unit import Unit


def earned(
    setting: AssignmentContext, result: AttemptResult, progress: QualificationResult | None, is_final: IsFinal
) -> list[str]:
    """Return what each unit that is passed earns and, after a pass of the whole, where that leaves the learner."""
    parts = split_by_unit(result)
    open_ = {part.unit.reference for part in parts if not is_final(part)}
    if result.outcome is not Outcome.PASS:
        passed = [part.unit for part in parts if part.outcome is Outcome.PASS]
        return list(_of_units(setting, passed, open_))
    steps = list(_of_units(setting, setting.unit.members, open_))
    return [*steps, progress_text(progress)] if _counts(setting, progress) and progress else steps


def what_follows(
    setting: AssignmentContext,
    result: AttemptResult,
    progress: QualificationResult | None,
    standings: Iterable[AttemptStanding],
) -> Iterator[str]:
    """Yield what others do next: what is still checked, by whom; after a pass the certificate, or the units to come."""
    whys = dict.fromkeys(filter(None, map(why_not_final, standings)))
    yield from (_until_final(setting, why) for why in whys)
    if result.outcome is not Outcome.PASS or progress is None or not _counts(setting, progress):
        return
    later = progress.when_confirmed or progress
    if later.achieved:
        organisation = setting.qualification.awarding_organisation
        begin = "" if progress.achieved else "Once all your results are confirmed, "
        yield f"{begin}{setting.centre.name} claims your certificate from {organisation}."
        yield from _progression(setting)
        return
    yield still_missing(progress)


def _counts(setting: AssignmentContext, progress: QualificationResult | None) -> bool:
    """Say whether any of the units counts for the qualification of which the progress is known."""
    return progress is not None and any(name in setting.qualification.units for name in setting.references)


def _of_units(setting: AssignmentContext, passed: Sequence[Unit], provisional: Collection[str]) -> Iterator[str]:
    """Yield what each unit earns; in `provisional` units (references), once the result is confirmed."""
    title, qualification = qualification_title(setting.qualification), setting.qualification
    for unit in passed:
        name = f"{unit.reference} {unit.title}"
        once = " once this result is confirmed" if unit.reference in provisional else ""
        if unit.reference not in qualification.units:
            relation = "that earn credits towards" if qualification.credits else "of"
            yield f"{name} is not one of the units {relation} the {title}."
        elif unit.credits:
            verb = "counts" if unit.credits == 1 else "count"
            yield f"{plural(unit.credits, 'credit')} of {name} {verb} towards the {title}{once}."
        else:
            yield f"{name} counts towards the {title}{once}."


def _until_final(setting: AssignmentContext, why: str) -> str:
    """Say who does what until an outcome is final."""
    assignment, centre = setting.assignment, setting.centre.name
    then = "a final report replaces this one"
    if why == NOT_CONFIRMED:
        return f"{assignment.iqa or 'The internal quality assurer'} checks this result; {then}."
    if why == NOT_APPROVED:
        return f"{centre} waits for the awarding organisation’s approval of the assignment; {then}."
    if why == NOT_DECLARED:
        return f"Sign the declaration that the work is your own, and give it to {assignment.assessor}; {then}."
    if why == NOT_RECORDED:
        event = TERMS[assignment.method].event or "assessment"
        return f"{assignment.assessor} completes the record of the {event}; {then}."
    return f"{assignment.assessor} clears up the question about the declaration with you; {then}."


def _progression(setting: AssignmentContext) -> Iterator[str]:
    """Yield where the qualification can lead, as its template says, and whom to ask."""
    texts = [text.strip().rstrip(".") for text in setting.qualification.progression]
    if texts:
        yield f"Where it can lead: {'; '.join(texts)}."
    yield f"Talk to {setting.support} about what you would like to do next."
