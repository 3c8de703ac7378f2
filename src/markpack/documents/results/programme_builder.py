"""How a programme's facts come about from its qualification, the register, and the centre's competence register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from markpack.assessment.support import Support, induction_of, tutorials_of
from markpack.documents.brief.view import Fact
from markpack.documents.results.programme_view import (
    ENOUGH,
    NO_MINIMUM,
    NOT_RECORDED,
    TOO_LITTLE,
    LearnerRecord,
    Programme,
    StaffRecord,
    SupportLine,
    UnitLine,
)
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.spelling import day, plural
from markpack.model.competence import StaffRole
from markpack.model.hours import write_hours
from markpack.model.learner import Learner
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit

ROLES = {
    StaffRole.TUTOR: "Tutor",
    StaffRole.ASSESSOR: "Assessor",
    StaffRole.IQA: "Internal quality assurer (IQA)",
}


def build_programme(
    settings: Sequence[AssignmentContext], learners: Iterable[Learner], own: Sequence[AssignmentContext] = ()
) -> Programme:
    """Return the programme that the assignments belong to, with its learners and its assignments' staff.

    `own` are the settings of learners who have staff of their own.
    """
    first = settings[0]
    qualification = first.qualification
    units = {**first.templates, **{unit.reference: unit for setting in settings for unit in setting.units}}
    set_here = {reference for setting in settings for reference in setting.references}
    return Programme(
        facts=programme_facts(qualification, units),
        units=unit_lines(qualification, units, set_here),
        rules=(
            Fact("Rule of combination", _line(qualification.rule_of_combination)),
            Fact("Guided learning", _line(qualification.guided_learning)),
            Fact("Staff", _line(qualification.staff_competence)),
        ),
        learners=tuple(_learner_record(learner, qualification) for learner in learners),
        staff=staff_records((*settings, *own)),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def programme_facts(qualification: Qualification, units: Mapping[str, Unit]) -> tuple[Fact, ...]:
    """Return a programme's facts; its guided learning only where every unit is known.

    Guided learning in all is that of the units, the induction and the least of tutorials.
    """
    known = [units[reference].guided_learning_hours for reference in qualification.units if reference in units]
    facts = [
        Fact("Awarding organisation", qualification.awarding_organisation),
        Fact("Accreditation number", qualification.accreditation_number),
        size_fact(qualification),
    ]
    induction, tutorials = qualification.induction_hours, qualification.tutorial_hours
    if years := qualification.duration_years:
        facts.append(Fact("Time to complete", f"{plural(years, 'year')} from registration"))
    if induction:
        facts.append(Fact("Induction", plural(induction, "hour")))
    if tutorials:
        facts.append(Fact("Tutorial support", f"at least {plural(tutorials, 'hour')}"))
    hours = [hours for hours in known if hours is not None]
    if len(hours) == len(qualification.units):
        total = plural(sum(hours) + induction + tutorials, "hour")
        more = [f"{part} of {what}" for part, what in ((induction, "induction"), (tutorials, "tutorials")) if part]
        parts = f": {', '.join((f'{sum(hours)} in the units', *more))}" if more else ""
        facts.append(Fact("Guided learning in all", f"at least {total}{parts}"))
    return tuple(facts)


def size_fact(qualification: Qualification) -> Fact:
    """Return a qualification's level, and its credits where it has any."""
    if qualification.credits is None:
        return Fact("Level", f"Level {qualification.level}")
    return Fact("Level and credits", f"Level {qualification.level}, {plural(qualification.credits, 'credit')}")


def unit_lines(
    qualification: Qualification, units: Mapping[str, Unit], marked: Collection[str]
) -> tuple[UnitLine, ...]:
    """Return the units of a programme that are known; `marked` are the references of those that it is about."""
    return tuple(
        UnitLine(
            reference=unit.reference,
            title=unit.title,
            group=next(group.name for group in qualification.groups if unit.reference in group.units),
            level=str(unit.level),
            credits=str(unit.credits or ""),
            hours="" if unit.guided_learning_hours is None else str(unit.guided_learning_hours),
            is_this=unit.reference in marked,
        )
        for unit in (units[reference] for reference in qualification.units if reference in units)
    )


def staff_records(settings: Iterable[AssignmentContext]) -> tuple[StaffRecord, ...]:
    """Return what shows the competence of those named for assignments, an entry with its units of these once."""
    units_by_entry: dict[tuple[str, StaffRole, str, str, str], list[str]] = {}
    for setting in settings:
        assignment = setting.assignment
        for role, name in (
            (StaffRole.TUTOR, assignment.tutor),
            (StaffRole.ASSESSOR, assignment.assessor),
            (StaffRole.IQA, assignment.iqa),
        ):
            for unit in setting.references if name else ():
                entry = setting.centre.competence(name, role, unit)
                shown = (entry.evidence, day(entry.reviewed_on), day(entry.review_on)) if entry else ("", "", "")
                units = units_by_entry.setdefault((name, role, *shown), [])
                if unit not in units:
                    units.append(unit)
    return tuple(
        StaffRecord(name, ROLES[role], tuple(units), evidence, reviewed_on, review_on)
        for (name, role, evidence, reviewed_on, review_on), units in units_by_entry.items()
    )


def _learner_record(learner: Learner, qualification: Qualification) -> LearnerRecord:
    return LearnerRecord(
        registration=learner.registration,
        first_name=learner.first_name,
        last_name=learner.last_name,
        uln=learner.uln,
        job_title=learner.job_title,
        line_manager=learner.line_manager,
        in_work="Yes" if learner.in_work else "No",
        registered_on=day(learner.registered_on),
        complete_by=day(learner.must_complete_by(qualification.duration_years)),
        induction_on=day(learner.induction_on),
        induction=support_line(induction_of(learner, qualification)),
        tutorials=support_line(tutorials_of(learner, qualification)),
        further=tuple(
            Fact(heading, text)
            for heading, text in (
                ("Known as", learner.known_as),
                ("Tutor", learner.tutor),
                ("Assessor", learner.assessor),
                ("Site", learner.site),
                ("Moodle ID", learner.moodle_id),
                ("Claimed on", day(learner.claimed_on)),
                ("Certificate no", learner.certificate_no),
                ("Anonymised use", "" if learner.anonymised_use else "Refused"),
            )
            if text
        ),
    )


def support_line(support: Support) -> SupportLine:
    """Return hours of support beside their minimum, in words."""
    hours_given = "" if support.hours is None else write_hours(support.hours)
    hours = "hour" if support.minimum == 1 else "hours"
    if not support.minimum:
        return SupportLine(hours_given, "", NO_MINIMUM)
    state = ENOUGH if support.is_enough else TOO_LITTLE if hours_given else NOT_RECORDED
    return SupportLine(
        hours_given,
        str(support.minimum),
        f"{state}: {hours_given} of {support.minimum} {hours}" if hours_given else state,
    )
