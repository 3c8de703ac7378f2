"""How an authenticity declaration comes about: what learner and centre state about work that is handed in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from markpack.documents.brief.view import Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.declaration.statements import AI_INTRODUCTION, DECLARED, Claim
from markpack.documents.declaration.view import Declaration, Signature, Statement
from markpack.documents.mark_sheet.view import Field, FieldKind
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties, qualification_title
from markpack.documents.shared.document import Page
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.prose import rich_line
from markpack.documents.shared.spelling import day
from markpack.model.forms.labels import LABELS
from markpack.model.learner import Learner


def declaration(
    setting: AssignmentContext, learner: Learner | None, attempt: int = 1, again_by: datetime.date | None = None
) -> Declaration:
    """Return an assignment's declaration, for a learner and attempt or for nobody in particular.

    `again_by` is when a resubmission is due; without it, the assignment's own date stands there. Raises ValueError if
    a field's name is too long.
    """
    unit, assignment = setting.unit, setting.assignment
    asked = setting.instrument
    says, terms = DECLARED[asked.method], TERMS[asked.method]
    title = rich_line(asked.title.text, setting.names_for(asked.title.unit)).plain

    def field(name: str, kind: FieldKind, label: str) -> Field:
        # A name of its own for everything: in the assignment pack, a mark sheet stands in the same document.
        return Field(unit.members[0].field_name("declared", name), kind, label)

    def statements(claims: Iterable[Claim]) -> tuple[Statement, ...]:
        return tuple(
            Statement(
                claim.text, field(claim.name, FieldKind.CHECK, claim.text), tuple(field(*it) for it in claim.details)
            )
            for claim in claims
        )

    def signature(name: str, role: str, whose: str) -> Signature:
        return Signature(
            role,
            field(f"{name}_name", FieldKind.TEXT, f"{whose} name"),
            field(f"{name}_on", FieldKind.DATE, f"Date of {whose.lower()} signature"),
        )

    name, registration = (
        field("name", FieldKind.TEXT, LABELS["learner_name"]),
        field("registration", FieldKind.TEXT, LABELS["registration"]),
    )
    tries = field("attempt", FieldKind.TEXT, "Attempt")
    own = signature("learner", "Learner", "Learner’s")
    tutor, assessor = signature("tutor", "Tutor", "Tutor’s"), signature("assessor", "Assessor", "Assessor’s")
    values = {assessor.name.name: assignment.assessor}
    if assignment.tutor:
        values[tutor.name.name] = assignment.tutor
    if learner is not None:
        values |= {
            name.name: learner.name,
            registration.name: learner.registration,
            tries.name: str(attempt),
            own.name.name: learner.name,
        }
    return Declaration(
        unit=unit.reference,
        unit_title=unit.title,
        title=title,
        branding=setting.branding,
        facts=(
            Fact("Qualification", qualification_title(setting.qualification)),
            Fact("Assignment", title),
            Fact("Resubmit by", day(again_by)) if again_by else Fact(terms.due, day(assignment.due_on)),
            Fact("Employer", setting.context.employer.name),
        ),
        learner_name=name,
        registration=registration,
        attempt=tries,
        handed_in=field("handed_in", FieldKind.DATE, says.day),
        words=field("words", FieldKind.TEXT, "Number of words") if asked.words else None,
        introduction=says.introduction,
        learner_statements=statements(says.learner),
        ai_introduction=AI_INTRODUCTION,
        ai_statements=statements(says.ai),
        centre_statements=statements(says.centre),
        learner_signature=own,
        centre_signatures=(tutor, assessor),
        values=values,
        page=Page(
            head_left=f"{unit.reference} {unit.title}",
            head_right=f"{learner.name} · {learner.registration}" if learner else "Declaration",
            foot_left=f"{setting.branding.centre} · Authenticity declaration",
        ),
        properties=properties(
            setting,
            Kind.DECLARATION,
            "Authenticity declaration",
            learner=learner,
            attempt=attempt if learner else None,
        ),
    )
