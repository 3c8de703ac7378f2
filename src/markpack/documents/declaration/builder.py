"""How an authenticity declaration comes about: what learner and centre state about work that is handed in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from markpack.assessment.attempt_rules import rule_of
from markpack.documents.brief.view import Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.declaration.statements import DECLARED, Claim
from markpack.documents.declaration.view import Authorisation, Declaration, Signature, Statement
from markpack.documents.mark_sheet.form_parts_view import Field, FieldKind
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.attempt_texts import attempt_name, attempt_names, limits_of
from markpack.documents.shared.common_facts import properties, qualification_title
from markpack.documents.shared.document import Page
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.page_heads import unit_page
from markpack.documents.shared.prose import rich_line
from markpack.model.context import Assignment
from markpack.model.forms.declaration import AI_INTRODUCTION, AUTHORISER, CONDITIONS, DECLARED_FIELD
from markpack.model.forms.labels import LABELS
from markpack.model.instrument import Method
from markpack.model.learner import Learner
from markpack.model.scheme import AttemptKind, AttemptRule, Scheme
from markpack.model.unit import Unit

NEW_TASK = "A new task"
"""What stands in place of the assignment's title where an attempt is on another task."""


def build_declaration(
    setting: AssignmentContext, learner: Learner | None, attempt: int = 1, resubmit_by: datetime.date | None = None
) -> Declaration:
    """Return an assignment's declaration, for a learner and attempt or for nobody in particular.

    `resubmit_by` is when a resubmission is due; without it, the assignment's date stands there. Raises ValueError if
    a field's name is too long.
    """
    fields = _Fields(setting.unit.members[0])
    rule = _rule(setting, attempt)
    declared = DECLARED[setting.instrument.method]
    heading = setting.instrument.title
    title = rich_line(heading.text, setting.names_for(heading.unit)).plain
    if rule and rule.new_task:
        title = NEW_TASK
    blank = Declaration(
        unit=setting.unit.reference,
        unit_title=setting.unit.title,
        title=title,
        branding=setting.branding,
        facts=_facts(setting, title, rule, resubmit_by),
        learner_name=fields.field("name", FieldKind.TEXT, LABELS["learner_name"]),
        registration=fields.field("registration", FieldKind.TEXT, LABELS["registration"]),
        attempt=fields.field("attempt", FieldKind.TEXT, "Attempt"),
        handed_in=fields.field("handed_in", FieldKind.DATE, declared.day),
        words=fields.field("words", FieldKind.TEXT, "Number of words") if setting.instrument.words else None,
        introduction=declared.introduction,
        learner_statements=fields.statements(declared.learner),
        ai_introduction=AI_INTRODUCTION,
        ai_statements=fields.statements(declared.ai),
        centre_statements=fields.statements(declared.centre),
        learner_signature=fields.signature("learner", "Learner"),
        centre_signatures=(fields.signature("tutor", "Tutor"), fields.signature("assessor", "Assessor")),
        values={},
        page=_page(setting, learner),
        properties=properties(
            setting,
            Kind.DECLARATION,
            "Authenticity declaration",
            learner=learner,
            attempt=attempt if learner else None,
        ),
        authorisation=_authorisation(fields, rule, setting.unit.scheme, setting.instrument.method) if rule else None,
    )
    return replace(blank, values=_values(blank, setting.assignment, learner, attempt))


@dataclass(frozen=True)
class _Fields:
    """Makes a declaration's fields, each with the name of a unit's field.

    Every name is the declaration's own, because in the assignment pack a mark sheet stands in the same document.
    """

    unit: Unit

    def field(self, name: str, kind: FieldKind, label: str) -> Field:
        return Field(self.unit.field_name(DECLARED_FIELD, name), kind, label)

    def statements(self, claims: Iterable[Claim]) -> tuple[Statement, ...]:
        return tuple(
            Statement(
                claim.text,
                self.field(claim.name, FieldKind.CHECK, claim.text),
                tuple(self.field(*detail) for detail in claim.details),
            )
            for claim in claims
        )

    def signature(self, name: str, role: str) -> Signature:
        return Signature(
            role,
            self.field(f"{name}_name", FieldKind.TEXT, f"{role}’s name"),
            self.field(f"{name}_on", FieldKind.DATE, f"Date of {role.lower()}’s signature"),
        )


def _rule(setting: AssignmentContext, attempt: int) -> AttemptRule | None:
    """Return the scheme's rule of an attempt after the first; None where the centre's policies decide."""
    scheme = setting.unit.scheme
    rule = rule_of(scheme, setting.centre.policies, attempt) if scheme.attempts else None
    return None if rule is None or rule.kind is AttemptKind.FIRST else rule


def _authorisation(fields: _Fields, rule: AttemptRule, scheme: Scheme, method: Method) -> Authorisation:
    name = attempt_name(rule, method)
    conditions = (
        Statement(text, fields.field(field, FieldKind.CHECK, text))
        for field, condition in zip(CONDITIONS, rule.conditions, strict=False)
        for text in [f"{condition[:1].upper()}{condition[1:].rstrip('.')}."]
    )
    authorised = f"This is {name}, which {rule.authorised_by} has to authorise beforehand."
    tick = "Tick what is true." if rule.conditions else ""
    role = rule.authorised_by.removeprefix("the ")
    return Authorisation(
        heading=f"Who authorises the {attempt_names(method)[rule.kind]}",
        text=" ".join(filter(None, (authorised, limits_of(rule, scheme), tick))),
        conditions=tuple(conditions),
        signature=fields.signature(AUTHORISER, f"{role[:1].upper()}{role[1:]}"),
    )


def _facts(
    setting: AssignmentContext, title: str, rule: AttemptRule | None, resubmit_by: datetime.date | None
) -> tuple[Fact, ...]:
    terms = TERMS[setting.instrument.method]
    due = Fact(terms.due, setting.handing_in.by(setting.assignment.due_on))
    names = attempt_names(setting.instrument.method)
    kind = names[rule.kind] if rule else ""
    if rule and not resubmit_by:
        due = Fact(terms.due, "")
    return (
        Fact("Qualification", qualification_title(setting.qualification)),
        Fact("Assignment", title),
        *((Fact("Kind of attempt", f"{kind[:1].upper()}{kind[1:]}"),) if rule else ()),
        Fact(terms.due if terms.event else "Resubmit by", setting.handing_in.by(resubmit_by)) if resubmit_by else due,
        Fact("Employer", setting.context.employer.name),
    )


def _values(blank: Declaration, assignment: Assignment, learner: Learner | None, attempt: int) -> dict[str, str]:
    """Return what is known before anybody fills the declaration in, by field: the staff, and the learner if any."""
    tutor, assessor = blank.centre_signatures
    values = {assessor.name.name: assignment.assessor}
    if assignment.tutor:
        values[tutor.name.name] = assignment.tutor
    if learner is not None:
        values |= {
            blank.learner_name.name: learner.name,
            blank.registration.name: learner.registration,
            blank.attempt.name: str(attempt),
            blank.learner_signature.name.name: learner.name,
        }
    return values


def _page(setting: AssignmentContext, learner: Learner | None) -> Page:
    return unit_page(setting.unit, "Declaration", f"{setting.branding.centre} · Authenticity declaration", learner)
