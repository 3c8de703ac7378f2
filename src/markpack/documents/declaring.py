"""How an authenticity declaration comes about: what learner and centre state about work that is handed in."""

from __future__ import annotations

from markpack.documents.brief import Fact
from markpack.documents.declaration import Declaration, Signature, Statement
from markpack.documents.document import Kind, Page
from markpack.documents.facts import properties, qualification_title
from markpack.documents.mark_sheet import Field, FieldKind
from markpack.documents.setting import Setting
from markpack.documents.text import day, rich_line
from markpack.model.learner import Learner

INTRODUCTION = (
    "Hand this sheet in with your work. Tick what is true, and describe what is asked for. Ask your tutor before you "
    "sign if you are not sure what a statement means."
)
AI_INTRODUCTION = (
    "Tools that generate or rewrite text, pictures or code (AI) may only be used where this is declared. Say which, "
    "and what for; keep what you asked and what came back, in case your assessor wants to see it."
)


def declaration(setting: Setting, learner: Learner | None, attempt: int = 1) -> Declaration:
    """Return an assignment's declaration, for a learner and attempt or for nobody in particular.

    Raises ValueError if a field's name is too long.
    """
    unit, assignment = setting.unit, setting.assignment
    asked = setting.instrument
    title = rich_line(asked.title.text, setting.names_for(asked.title.unit)).plain

    def field(name: str, kind: FieldKind, label: str) -> Field:
        # A name of its own for everything: in the assignment pack, a mark sheet stands in the same document.
        return Field(unit.members[0].field_name("declared", name), kind, label)

    def statement(name: str, text: str, *details: Field) -> Statement:
        return Statement(text, field(name, FieldKind.CHECK, text), details)

    def signature(name: str, role: str, whose: str) -> Signature:
        return Signature(
            role,
            field(f"{name}_name", FieldKind.TEXT, f"{whose} name"),
            field(f"{name}_on", FieldKind.DATE, f"Date of {whose.lower()} signature"),
        )

    name, registration = (
        field("name", FieldKind.TEXT, "Learner name"),
        field("registration", FieldKind.TEXT, "Learner registration no"),
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
            Fact("Hand in by", day(assignment.due_on)),
            Fact("Employer", setting.context.employer.name),
        ),
        learner_name=name,
        registration=registration,
        attempt=tries,
        handed_in=field("handed_in", FieldKind.DATE, "Date handed in"),
        words=field("words", FieldKind.TEXT, "Number of words"),
        introduction=INTRODUCTION,
        learner_statements=(
            statement("own", "This is my own work. Nobody else wrote it or any part of it for me."),
            statement("once", "I have not handed this work in anywhere else, for this or any other qualification."),
            statement(
                "reuse",
                "Where I have used earlier work of my own again, I have marked it in the text and name it here.",
                field(
                    "reused", FieldKind.LONG_TEXT, "Which earlier work, and where it stands; “none” if there is none"
                ),
            ),
            statement(
                "sources", "I have acknowledged every source that I used, and put quotations in quotation marks."
            ),
            statement("names", "I have left out or changed what would identify people who did not agree to be named."),
        ),
        ai_introduction=AI_INTRODUCTION,
        ai_statements=(
            statement("no_ai", "I have not used any AI tool for this work."),
            statement(
                "ai",
                "I have used AI tools, and declare here all that I used them for.",
                field("ai_which", FieldKind.LONG_TEXT, "Which tools"),
                field("ai_how", FieldKind.LONG_TEXT, "What for, and in which parts of the work"),
            ),
        ),
        centre_statements=(
            statement(
                "checked",
                "The work was checked for plagiarism, and for AI use that is not declared.",
                field("checked_how", FieldKind.TEXT, "How it was checked, and what was found"),
            ),
            statement(
                "supported",
                "The learner was given tutorial support for this assignment.",
                field("support", FieldKind.TEXT, "When, and how long"),
            ),
            statement("believed", "As far as the centre can tell, the work is the learner’s own."),
        ),
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
