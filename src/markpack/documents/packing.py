"""How an assignment pack comes about: the programme's overview, and around it the assignment's other documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markpack.documents.assignment_pack import AssignmentPack, Overview, Person, UnitLine
from markpack.documents.brief import Brief, Fact, KeyDate
from markpack.documents.declaration import Declaration
from markpack.documents.document import Kind, Page
from markpack.documents.facts import properties, qualification_title
from markpack.documents.mark_sheet import MarkSheet
from markpack.documents.setting import Setting
from markpack.documents.terms import TERMS
from markpack.documents.text import literal, plural
from markpack.model.unit import Unit


def assignment_pack(
    setting: Setting, units: Mapping[str, Unit], plan: Brief, cover_sheet: Declaration, sheets: Sequence[MarkSheet]
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
        contents=_contents(setting),
        brief=plan,
        declaration=cover_sheet,
        mark_sheets=tuple(sheets),
        page=Page(
            head_left=f"{unit.reference} {unit.title}",
            head_right="Assignment pack",
            foot_left=f"{setting.branding.centre} · {setting.branding.employer}",
        ),
        properties=properties(setting, Kind.PACK, "Assignment pack"),
    )


def _contents(setting: Setting) -> tuple[str, ...]:
    terms = TERMS[setting.assignment.method]
    sheet = f"Mark sheet with the {terms.record[:1].lower()}{terms.record[1:]}" if terms.record else "Mark sheet"
    return ("The programme and this assignment", terms.brief, "Authenticity declaration", sheet)


def _overview(setting: Setting, units: Mapping[str, Unit]) -> Overview:
    of = setting.qualification
    known = [units[reference] for reference in of.units if reference in units]
    hours = sum(unit.guided_learning_hours for unit in known)
    return Overview(
        qualification=qualification_title(of),
        facts=(
            Fact("Awarding organisation", of.awarding_organisation),
            Fact("Accreditation number", of.accreditation_number),
            Fact("Level and credits", f"Level {of.level}, {plural(of.credits, 'credit')}"),
            Fact("Time to complete", f"{plural(of.duration_years, 'year')} from registration"),
            Fact("Induction", plural(of.induction_hours, "hour")),
            Fact("Tutorial support", f"at least {plural(of.tutorial_hours, 'hour')}"),
            *((Fact("Guided learning in the units", plural(hours, "hour")),) if len(known) == len(of.units) else ()),
        ),
        purpose=literal(of.purpose),
        contents=literal(of.overview),
        units=tuple(
            UnitLine(
                reference=unit.reference,
                title=unit.title,
                group=next(group.name for group in of.groups if unit.reference in group.units),
                level=str(unit.level),
                credits=str(unit.credits),
                hours=str(unit.guided_learning_hours),
                is_this=unit.reference in setting.references,
            )
            for unit in known
        ),
        combination=literal(of.rule_of_combination),
        benefits=tuple(literal(text) for text in of.benefits_for_learners),
        progression=tuple(literal(text) for text in of.progression),
    )


def _resubmission(setting: Setting) -> tuple[KeyDate, ...]:
    """Return how long a resubmission may take, where the assignment gives no date of its own and there may be one."""
    policies = setting.centre.policies
    if setting.assignment.resubmit_by or policies.attempts_allowed < 2:
        return ()
    days = plural(policies.days_to_resubmit, "day")
    return (KeyDate("Resubmit, if asked to", f"within {days} of the decision"),)


def _people(setting: Setting) -> tuple[Person, ...]:
    """Return whom to turn to, the centre first; somebody with two roles stands there once."""
    centre, assignment = setting.centre, setting.assignment
    reach = " · ".join(text for text in (centre.phone, centre.email, centre.website, centre.address) if text)
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
