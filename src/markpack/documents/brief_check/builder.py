"""How the internal verification sheet of a brief comes about: from what was found when the assignment was checked."""

from __future__ import annotations

from markpack.documents.brief.view import Fact
from markpack.documents.brief_check.view import BriefVerification, MachineCheck, PersonCheck
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.form_parts_view import Field, FieldKind
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties, qualification_title
from markpack.documents.shared.grading_texts import marking_text
from markpack.documents.shared.page_heads import unit_page
from markpack.documents.shared.prose import rich_line
from markpack.documents.shared.spelling import day

QUESTIONS = (
    "Is the scenario current and sensible, and true to what this employer does?",
    "Do tasks and questions give every learner a fair chance to meet every criterion, without giving answers away?",
    "Is the evidence that is asked for sufficient, and right for the level?",
    "Is the language suitable: clear, inclusive and free of stereotypes?",
    "Can the work be done in the time available, alongside a job?",
    "Is there room for reasonable adjustments, such as large print or another format?",
    "Are confidentiality, health and safety provided for where the work involves real people?",
    "Do learners know how work is authenticated, and that use of AI has to be declared?",
)
"""What only a person can judge; asked of every brief."""

ANSWERS = ("Yes", "No", "Not applicable")
DECISIONS = ("May be issued", "May be issued after the changes below", "May not be issued")


def build_brief_check(setting: AssignmentContext) -> BriefVerification:
    """Return an assignment's verification sheet. Raises ValueError if a field's name is too long."""
    unit, assignment = setting.unit, setting.assignment
    instrument = setting.instrument

    def field(name: str, kind: FieldKind, label: str, choices: tuple[str, ...] = ()) -> Field:
        return Field(unit.members[0].field_name("brief_check", name), kind, label, choices=choices)

    return BriefVerification(
        unit=unit.reference,
        unit_title=unit.title,
        title=rich_line(instrument.title.text, setting.names_for(instrument.title.unit)).plain,
        branding=setting.branding,
        facts=(
            Fact("Qualification", qualification_title(setting.qualification)),
            Fact("Employer", setting.context.employer.name),
            Fact("Method", f"{instrument.method.value[:1].upper()}{instrument.method.value[1:]}"),
            Fact("Marking", marking_text(unit, assignment.marking)),
            Fact("Set on", day(assignment.set_on)),
            Fact("Due on", setting.handing_in.by(assignment.due_on)),
            *((Fact("Feedback by", day(setting.feedback_by)),) if setting.feedback_by else ()),
            Fact("Assessor", assignment.assessor),
            Fact("IQA", assignment.iqa),
        ),
        machine=tuple(
            MachineCheck(
                question=check.question,
                result="OK" if check.ok else "To look at",
                found=check.finding,
                remark=field(f"m{number}", FieldKind.LONG_TEXT, f"{check.question} Remark"),
            )
            for number, check in enumerate(setting.checks, start=1)
        ),
        person=tuple(
            PersonCheck(
                question=question,
                answer=field(f"p{number}", FieldKind.CHOICE, question, ANSWERS),
                remark=field(f"r{number}", FieldKind.LONG_TEXT, f"{question} Remark"),
            )
            for number, question in enumerate(QUESTIONS, start=1)
        ),
        decision=field("decision", FieldKind.CHOICE, "Decision on the brief", DECISIONS),
        actions=field("actions", FieldKind.LONG_TEXT, "Changes that are needed, by whom and by when"),
        actions_done=field("done", FieldKind.LONG_TEXT, "Changes made, and checked on"),
        verifier=field("verifier", FieldKind.TEXT, "Internal verifier’s name"),
        verified_on=field("on", FieldKind.DATE, "Date of verification"),
        page=unit_page(
            unit, "Internal verification of the brief", f"{setting.branding.centre} · Internal verification"
        ),
        properties=properties(setting, Kind.VERIFICATION, "Internal verification of the brief"),
    )
