"""How a request for approval comes about: an assignment's instrument, told to the awarding organisation."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from markpack.assessment.approval import RULE
from markpack.documents.approval.view import ApprovalRequest, Colleague, Mapped, MappedUnit
from markpack.documents.brief.view import Brief, Fact
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.form_parts_view import Field, FieldKind
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import (
    criterion_label,
    properties,
    qualification_title,
    sizes,
    tier_word,
)
from markpack.documents.shared.grading_texts import marking_text
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.page_heads import unit_page
from markpack.documents.shared.prose import rich, rich_line
from markpack.documents.shared.spelling import day, plural, series
from markpack.model.competence import StaffRole
from markpack.model.forms.method_record import RECORDS
from markpack.model.joint import CriterionKey
from markpack.model.unit import Unit

DECISIONS = ("Approved", "Approved with conditions", "Not approved")


def build_approval_request(setting: AssignmentContext, plan: Brief, sheets: Sequence[MarkSheet]) -> ApprovalRequest:
    """Return the request for an assignment that is a new instrument; `sheets` are its unnamed mark sheets.

    Raises ValueError if a field's name is too long.
    """
    unit, assignment, status, instrument = setting.unit, setting.assignment, setting.approval, setting.instrument
    terms, record = TERMS[instrument.method], RECORDS[instrument.method]

    def field(name: str, kind: FieldKind, label: str, choices: tuple[str, ...] = ()) -> Field:
        return Field(unit.members[0].field_name("approval", name), kind, label, choices=choices)

    return ApprovalRequest(
        unit=unit.reference,
        unit_title=unit.title,
        title=plan.title,
        branding=setting.branding,
        status=_status(setting),
        facts=(
            Fact("Centre", f"{setting.centre.name} ({setting.centre.number})"),
            Fact("Qualification", qualification_title(setting.qualification)),
            Fact("Employer", setting.context.employer.name),
            Fact("Method", f"{instrument.method.value[:1].upper()}{instrument.method.value[1:]}"),
            Fact("Marking", marking_text(unit, assignment.marking)),
            Fact("In use", f"from {day(assignment.set_on)} to {day(assignment.due_on)}"),
            Fact("Fingerprint of the instrument", status.fingerprint),
        ),
        rationale=rich(assignment.rationale, setting.names) if assignment.rationale else None,
        rationale_field=field("rationale", FieldKind.LONG_TEXT, "Why this method and these tasks"),
        rule=RULE,
        reasons=status.reasons,
        units=tuple(_unit(setting, member) for member in unit.members),
        prompts_heading=terms.prompts or "Evidence asked for",
        recording=tuple(rich(text.text, setting.names_for(text.unit)) for text in instrument.recording),
        keep=tuple(rich_line(text.text, setting.names_for(text.unit)) for text in instrument.keep),
        record=(*record.fields.values(), *record.criterion_fields.values()),
        staff=_staff(setting),
        brief=plan,
        # For reading: a form in here would be a second one with the same fields.
        mark_sheets=tuple(replace(sheet, stage=Stage.COMPLETED) for sheet in sheets),
        centre_name=field("centre", FieldKind.TEXT, "For the centre: name and role"),
        centre_on=field("centre_on", FieldKind.DATE, "Date of the request"),
        decision=field("decision", FieldKind.CHOICE, "Decision of the awarding organisation", DECISIONS),
        conditions=field("conditions", FieldKind.LONG_TEXT, "Conditions or reasons"),
        manager=field("manager", FieldKind.TEXT, f"{_approver(setting)}: name"),
        manager_reference=field("reference", FieldKind.TEXT, "Approval reference, and its last day of validity"),
        decided_on=field("decided_on", FieldKind.DATE, "Date of the decision"),
        page=unit_page(
            unit, "Approval request", f"{setting.branding.centre} · Approval request · {status.fingerprint}"
        ),
        properties=properties(setting, Kind.APPROVAL, "Approval request"),
    )


def _approver(setting: AssignmentContext) -> str:
    """Return who approves instruments: ILM names the role, other awarding organisations are named themselves."""
    organisation = setting.qualification.awarding_organisation
    return "Quality & Compliance Manager" if organisation == "ILM" else f"For {organisation}"


def _status(setting: AssignmentContext) -> str:
    status = setting.approval
    if status.approval is None:
        return f"Requested. {status.objection} The instrument is not used before it is approved."
    expiry = f", until {day(status.approval.valid_until)}" if status.approval.valid_until else ""
    return (
        f"Approved by {status.approval.approved_by}, {status.approval.role}, on "
        f"{day(status.approval.approved_on)}{expiry}, reference {status.approval.reference}."
    )


def _unit(setting: AssignmentContext, unit: Unit) -> MappedUnit:
    template = next(entry for entry in setting.units if entry.reference == unit.reference)
    return MappedUnit(
        reference=unit.reference,
        title=unit.title,
        level=unit.level,
        credits=unit.credits or 0,
        size=sizes(unit),
        digest=template.criteria_digest,
        criteria=tuple(_mapped(setting, unit.reference, criterion.id) for criterion in unit.criteria),
    )


def _mapped(setting: AssignmentContext, reference: str, id_: str) -> Mapped:
    key = CriterionKey(reference, id_)
    label = criterion_label(setting.unit, key)
    criterion = next(entry for entry in setting.unit.criteria if entry.id == label)
    word = TERMS[setting.assignment.method].task
    tasks, prompts, evidence = [], [], []
    for number, task in enumerate(setting.instrument.tasks, start=1):
        names = setting.names_for(task.unit)
        if key in task.criteria:
            tasks.append(f"{word} {number}: {rich_line(task.title, names).plain}")
            evidence += [rich_line(line, names).plain for line in task.evidence]
        prompts += [rich_line(line, names).plain for line in task.prompts.get(key, ())]
    marks = plural(criterion.full_marks, "mark") if setting.numbered else ""
    tier = tier_word(setting.unit.scheme, criterion)
    return Mapped(label, criterion.verb, criterion.text, marks, tuple(tasks), tuple(prompts or evidence), tier)


def _staff(setting: AssignmentContext) -> tuple[Colleague, ...]:
    assignment = setting.assignment
    jobs = {member.name: member.role for member in setting.centre.staff}
    people = (
        ("Tutor", assignment.tutor, StaffRole.TUTOR),
        ("Assessor", assignment.assessor, StaffRole.ASSESSOR),
        ("Internal quality assurer (IQA)", assignment.iqa, StaffRole.IQA),
    )
    return tuple(
        Colleague(label, name, jobs.get(name, ""), _competence(setting, name, role))
        for label, name, role in people
        if name
    )


def _competence(setting: AssignmentContext, name: str, role: StaffRole) -> tuple[str, ...]:
    """Return what is on record for a role, a line for each different entry, with the units it is for."""
    units_by_record: dict[str, list[str]] = {}
    for reference in setting.references:
        entry = setting.centre.competence(name, role, reference)
        record = _recorded(entry.evidence, entry.review_on) if entry else "Nothing is on record."
        units_by_record.setdefault(record, []).append(reference)
    return tuple(f"{series(units)}: {record}" for record, units in units_by_record.items())


def _recorded(evidence: str, review_on: datetime.date) -> str:
    ending = "" if evidence.endswith((".", "!", "?")) else "."
    return f"{evidence}{ending} To be reviewed by {day(review_on)}."
