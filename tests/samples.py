"""Small records to test with: a unit of a few criteria, an employer, learners and marks, all invented."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from markpack.assessment.cohort import assess_cohort
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import under_marking
from markpack.assessment.standing import AttemptStanding, Circumstances, standing_of
from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.entries import DocumentJob, views
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.branding import build_branding
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.centre import Centre, Policies, StaffMember
from markpack.model.competence import Competence, StaffRole
from markpack.model.context import Assignment, Context, Employer
from markpack.model.instrument import ReadyMadeAssignment, Task, WordCount
from markpack.model.learner import Learner
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import ILM_WORDS
from markpack.model.qualification import Qualification, UnitGroup
from markpack.model.unit import Criterion, LearningOutcome, Unit, Wording

SET_ON, DUE_ON = datetime.date(2026, 9, 14), datetime.date(2026, 10, 16)
ASSESSED_ON = datetime.date(2026, 11, 5)


def alone(place: AssignmentContext, result: AttemptResult) -> AttemptStanding:
    """How an attempt stands where nothing is known but its marks."""
    return standing_of(result, Circumstances(place.centre.policies))


def descriptors(words: str = "said") -> dict[str, str]:
    return {"referral": f"Little is {words}.", "pass": f"Enough is {words}.", "good_pass": f"Much is {words}."}


def unit(
    marks: Mapping[str, int] | None = None,
    *,
    reference: str = "9999-101",
    title: str = "Leading a watch",
    credits: int = 2,
    wording: Wording = Wording.PARAPHRASE,
    descriptor: str = "said",
) -> Unit:
    """A unit whose criteria have the marks given, by id; the id's part before the dot is the outcome."""
    marks = marks or {"1.1": 24, "1.2": 24, "2.1": 28, "2.2": 24}
    outcomes: dict[str, list[Criterion]] = {}
    for name, available in marks.items():
        criterion = Criterion(
            id=name,
            verb="Explain",
            text=f"Explain what criterion {name} of {reference} asks for.",
            marks=available,
            descriptors=descriptors(descriptor),
        )
        outcomes.setdefault(name.split(".")[0], []).append(criterion)
    return Unit(
        reference=reference,
        title=title,
        level=3,
        credits=credits,
        guided_learning_hours=6,
        wording=wording,
        about="About leading.",
        outcomes=tuple(
            LearningOutcome(id=name, title=f"Know part {name}", criteria=tuple(criteria))
            for name, criteria in outcomes.items()
        ),
        assignment=ReadyMadeAssignment(
            title="How I lead",
            purpose="Show how you lead your {{ vocabulary.team }}.",
            employer_note="Agree it with your **line manager**.",
            not_in_work="Use a club.",
            submission="Check every criterion:\n\n- once\n- twice",
            hours=12,
            words=WordCount(nominal=1200, minimum=800, maximum=1500),
            tasks=tuple(
                Task(
                    id=f"t{number}",
                    title=f"Part {number}",
                    guidance=f"Write part {number}.",
                    criteria=(name,),
                    words=300,
                )
                for number, name in enumerate(marks, start=1)
            ),
        ),
    )


def qualification(units: Sequence[Unit]) -> Qualification:
    return Qualification(
        reference="9999",
        title="Level 3 Award in Watch Leading",
        level=3,
        awarding_organisation="AWO",
        accreditation_number="600/0000/X",
        operational_start=datetime.date(2012, 9, 1),
        credits=sum(entry.credits or 0 for entry in units),
        induction_hours=1,
        tutorial_hours=4,
        guided_learning="It depends.",
        duration_years=3,
        wording=Wording.PARAPHRASE,
        purpose="To lead.",
        overview="All of it.",
        assessment="Each criterion.",
        rule_of_combination="All units.",
        staff_competence="Competent.",
        groups=(
            UnitGroup(
                name="Group 1",
                minimum_credits=sum(entry.credits or 0 for entry in units),
                units=tuple(entry.reference for entry in units),
            ),
        ),
    )


def competence(role: StaffRole, evidence: str) -> Competence:
    return Competence(
        role=role, units=("9999-101", "9999-102"), evidence=evidence, review_on=datetime.date(2029, 12, 31)
    )


def centre(**policies: object) -> Centre:
    return Centre(
        number="012345",
        name="Harbour Training",
        staff=(
            StaffMember(name="Ada Obi", competence=(competence(StaffRole.ASSESSOR, "Assesses since 2015"),)),
            StaffMember(name="Bea Quill", competence=(competence(StaffRole.IQA, "Quality-assures since 2019"),)),
        ),
        policies=Policies.model_validate(policies),
    )


def context(
    references: Sequence[str] = ("9999-101",), *, mode: MarkingMode = MarkingMode.MARKS, colour: str = "#f2c230"
) -> Context:
    return Context(
        qualification="9999",
        employer=Employer(name="Tideway Ferries", short_name="Tideway", sector="ferries", colour=colour),
        vocabulary={"team": "crew"},
        scenario="Two ferries, one **pier**.",
        assignments=tuple(
            Assignment(
                unit=name,
                marking=mode,
                set_on=SET_ON,
                due_on=DUE_ON,
                tutor="Cy Ray",
                assessor="Ada Obi",
                iqa="Bea Quill",
            )
            for name in references
        ),
    )


def setting(
    of: Unit | None = None, *, mode: MarkingMode = MarkingMode.MARKS, colour: str = "#f2c230", **policies: object
) -> AssignmentContext:
    of = of or unit()
    place, house = context((of.reference,), mode=mode, colour=colour), centre(**policies)
    look = build_branding(place.employer, house, None, "")
    return AssignmentContext(
        house, qualification([of]), place, under_marking(of, place.assignments[0]), place.assignments[0], look
    )


def learner(registration: str = "0012345", first: str = "Åsa", last: str = "Öberg") -> Learner:
    return Learner(registration=registration, first_name=first, last_name=last, registered_on=datetime.date(2026, 3, 2))


def marked(
    marks: Mapping[str, int | str | None],
    *,
    learner: str = "0012345",
    unit: str = "9999-101",
    attempt: int = 1,
    comments: Mapping[str, str] | None = None,
    overall: str = "",
    on: datetime.date | None = ASSESSED_ON,
) -> MarkedAttempt:
    """An attempt with numbers for marks, and `pass` or `referral` for decisions; None is not marked."""
    comments = comments or {}
    return MarkedAttempt(
        learner=learner,
        unit=unit,
        attempt=attempt,
        criteria={
            name: CriterionMark(
                mark=Fraction(value) if isinstance(value, int) else None,
                decision=ILM_WORDS.decision(value) if isinstance(value, str) else None,
                comment=comments.get(name, ""),
            )
            for name, value in marks.items()
            if value is not None
        },
        overall_comment=overall,
        assessor="Ada Obi",
        assessed_on=on,
    )


def cohort(of: AssignmentContext, learners: Sequence[Learner], attempts: Sequence[MarkedAttempt]) -> PackInputs:
    units = {of.unit.reference: of.unit}
    results = assess_cohort(of.context.assignments, units, attempts, of.centre.policies)
    return PackInputs([of], units, learners, results)


def plan_documents(inputs: PackInputs, *, dated: datetime.date | None = None) -> tuple[DocumentJob, ...]:
    """Return every document of a pack with its view-model, all in memory."""
    return tuple(views(list_documents(inputs, dated=dated)))
