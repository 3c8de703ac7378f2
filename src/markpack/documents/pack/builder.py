"""How an assignment pack comes about: the programme's overview, and around it the assignment's other documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markpack.assessment.attempt_rules import rule_of
from markpack.documents.brief.view import Brief, KeyDate
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.declaration.view import Declaration
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.pack.view import AssignmentPack, Overview, Person
from markpack.documents.results.programme_builder import programme_facts, staff_records, unit_lines
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.attempt_texts import again_if_asked, time_for
from markpack.documents.shared.common_facts import properties, qualification_title
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.page_heads import unit_page
from markpack.documents.shared.prose import literal
from markpack.documents.shared.spelling import address
from markpack.model.scheme import AttemptKind
from markpack.model.unit import Unit


def build_assignment_pack(
    setting: AssignmentContext,
    units: Mapping[str, Unit],
    plan: Brief,
    cover_sheet: Declaration,
    sheets: Sequence[MarkSheet],
) -> AssignmentPack:
    """Return the pack of an assignment from its other documents; `units` are all that there are templates of."""
    unit = setting.unit
    return AssignmentPack(
        unit=unit.reference,
        unit_title=unit.title,
        title=plan.title,
        branding=setting.branding,
        overview=_overview(setting, units),
        dates=(*plan.dates, *_resubmission(setting)),
        people=_people(setting),
        staff=tuple(record for record in staff_records([setting]) if record.evidence),
        contents=_contents(setting),
        brief=plan,
        declaration=cover_sheet,
        mark_sheets=tuple(sheets),
        page=unit_page(unit, "Assignment pack", f"{setting.branding.centre} · {setting.branding.employer}"),
        properties=properties(setting, Kind.PACK, "Assignment pack"),
    )


def _contents(setting: AssignmentContext) -> tuple[str, ...]:
    terms = TERMS[setting.assignment.method]
    sheet = f"Mark sheet with the {terms.record[:1].lower()}{terms.record[1:]}" if terms.record else "Mark sheet"
    return ("The programme and this assignment", terms.brief, "Authenticity declaration", sheet)


def _overview(setting: AssignmentContext, units: Mapping[str, Unit]) -> Overview:
    qualification = setting.qualification
    return Overview(
        qualification=qualification_title(qualification),
        facts=programme_facts(qualification, units),
        purpose=literal(qualification.purpose),
        contents=literal(qualification.overview),
        units=unit_lines(qualification, units, setting.references),
        combination=literal(qualification.rule_of_combination),
        benefits=tuple(literal(text) for text in qualification.benefits_for_learners),
        progression=tuple(literal(text) for text in qualification.progression),
    )


def _resubmission(setting: AssignmentContext) -> tuple[KeyDate, ...]:
    """Return how long there is for a second attempt, if there may be one; a resubmission's own date comes first."""
    rule = rule_of(setting.unit.scheme, setting.centre.policies, 2)
    if rule is None or rule.days is None:
        return ()
    is_retake = rule.kind is AttemptKind.RETAKE
    if setting.assignment.resubmit_by and not is_retake:
        return ()
    label = "Retake, if asked to" if is_retake else again_if_asked(setting.assignment.method)
    return (KeyDate(label, f"{time_for(rule)} of the decision"),)


def _people(setting: AssignmentContext) -> tuple[Person, ...]:
    """Return whom to turn to, the centre first; somebody with two roles stands there once."""
    centre, assignment = setting.centre, setting.assignment
    ways = (centre.phone.replace(" ", "\u00a0"), centre.email, centre.website, address(centre.address))
    reach = " · ".join(filter(None, ways))
    roles: dict[str, list[str]] = {}
    for role, name in (
        ("Tutor", assignment.tutor),
        ("Assessor", assignment.assessor),
        ("Internal quality assurer (IQA)", assignment.iqa),
    ):
        if name:
            roles.setdefault(name, []).append(role)
    emails = {member.name: member.email for member in centre.staff}
    return (
        Person("Centre", f"{centre.name} ({centre.number})", reach),
        *(Person(" and ".join([first, *(role.lower() for role in more)]), name, emails.get(name, ""))
          for name, (first, *more) in roles.items()),
    )  # fmt: skip
