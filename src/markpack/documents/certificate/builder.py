"""How a certificate of achievement comes about: from the units that a learner has passed."""

from __future__ import annotations

from markpack.assessment.cohort import results_by_unit
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.quality import is_confirmed
from markpack.documents.catalogue.catalogue import PackInputs
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.certificate.view import Certificate, PassedUnit
from markpack.documents.shared.common_facts import qualification_title
from markpack.documents.shared.document import Page, Properties
from markpack.documents.shared.spelling import day, plural
from markpack.model.centre import FeedbackRelease
from markpack.model.forms.identity import FileIdentity
from markpack.model.learner import Learner
from markpack.model.outcome import Outcome

TITLE = "Certificate of achievement"


def build(cohort: PackInputs, learner: Learner) -> Certificate | None:
    """Return a learner's certificate; None until the qualification is achieved and nothing about it is provisional.

    Provisional is a pass that the centre's policy has internal quality assurance confirm first, or one in an assignment
    that still needs the awarding organisation's approval.
    """
    setting = cohort.settings[0]
    passes = _passes(cohort, learner)
    is_provisional = setting.centre.policies.feedback is FeedbackRelease.AFTER_IQA and not all(
        is_confirmed(entry, setting.words) for entry in passes
    )
    draft_units = {unit for entry in cohort.settings if entry.approval.is_draft for unit in entry.assignment.references}
    units = [result.unit for result in passes]
    if (
        not cohort.progress(learner).achieved
        or is_provisional
        or not draft_units.isdisjoint(unit.reference for unit in units)
    ):
        return None
    dates = [date for result in passes for date in (result.marked.assessed_on, result.marked.iqa_on) if date]
    qualification, branding = setting.qualification, setting.branding
    organisation = qualification.awarding_organisation
    title = qualification_title(qualification)
    return Certificate(
        learner=learner.name,
        registration=learner.registration,
        qualification=title,
        achieved_on=day(max(dates)) if dates else "",
        units_label=f"Units {setting.words.passed}",
        units=tuple(PassedUnit(unit.reference, unit.title, plural(unit.credits, "credit")) for unit in units),
        notice=(
            f"This certificate is {branding.centre}’s own. It is not the certificate of {organisation}, which issues "
            "its own."
        ),
        signatures=("For the centre",),
        branding=branding,
        page=Page(head_left=title, head_right=learner.registration, foot_left=f"{branding.centre} · {TITLE}"),
        properties=Properties(
            title=f"{TITLE}: {title} – {learner.name}",
            subject=f"{title}, {branding.employer}",
            author=branding.centre,
            date=max([*dates, *(entry.assignment.set_on for entry in cohort.settings)]),
            identity=FileIdentity(Kind.CERTIFICATE.folder, employer=setting.folder, learner=learner.registration),
        ),
    )


def _passes(cohort: PackInputs, learner: Learner) -> list[AttemptResult]:
    """Return the result by which each unit was passed, by reference."""
    attempts = {
        sheet: {learner.registration: by_learner[learner.registration]}
        for sheet, by_learner in cohort.attempts.items()
        if learner.registration in by_learner
    }
    passes = []
    for _, by_learner in sorted(results_by_unit(attempts).items()):
        results = by_learner[learner.registration]
        passes += [result for result in results if result.outcome is Outcome.PASS][-1:]
    return passes
