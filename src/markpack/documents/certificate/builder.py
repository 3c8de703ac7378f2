"""How a certificate of achievement comes about: from the units that a learner has passed."""

from __future__ import annotations

from markpack.assessment.outcome import AttemptResult
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.certificate.view import Certificate, PassedUnit
from markpack.documents.shared.common_facts import qualification_title
from markpack.documents.shared.document import Page, Properties
from markpack.documents.shared.outcome_texts import result_word
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.documents.shared.page_heads import learner_head
from markpack.documents.shared.spelling import day, plural
from markpack.model.forms.identity import FileIdentity
from markpack.model.learner import Learner


def build(cohort: PackInputs, learner: Learner) -> Certificate | None:
    """Return a learner's certificate; None until the qualification is achieved and nothing in it is provisional."""
    setting = cohort.settings[0]
    passes = cohort.passes(learner.registration)
    progress = cohort.progress(learner)
    if not passes or not progress.achieved:
        return None
    graded = any(len(result.scheme.codes) > 1 for result in passes)
    dates = [result.final_on for result in passes if result.final_on]
    qualification, branding = setting.qualification, setting.branding.of_centre
    organisation = qualification.awarding_organisation
    title, document_title = qualification_title(qualification), Kind.CERTIFICATE.value.title
    return Certificate(
        learner=learner.name,
        registration=learner.registration,
        qualification=title,
        achieved_on=day(max(dates)) if dates else "",
        units_label=f"Units {setting.words.passed}",
        units=tuple(_unit(result, graded=graded) for result in passes),
        notice=(
            f"This certificate is {branding.centre}’s own. It is not the certificate of {organisation}, which issues "
            "its own."
        ),
        signatures=("For the centre",),
        branding=branding,
        page=Page(head_left=document_title, head_right=learner_head(learner), foot_left=branding.centre),
        properties=Properties(
            title=f"{document_title}: {title} – {learner.name}",
            subject=f"{title}, {branding.employer}",
            author=branding.centre,
            date=max([*dates, *(entry.assignment.set_on for entry in cohort.settings)]),
            identity=FileIdentity(
                Kind.CERTIFICATE.folder, setting.employer_folder, setting.cohort_folder, learner=learner.registration
            ),
        ),
        grade=progress.grade_word,
    )


def _unit(result: AttemptResult, *, graded: bool) -> PassedUnit:
    unit, grade = result.unit, result_word(result) if graded else ""
    return PassedUnit(unit.reference, unit.title, plural(unit.credits, "credit") if unit.credits else "", grade)
