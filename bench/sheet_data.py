"""A completed mark sheet as plain data, which the other tools' templates are filled in with."""

from __future__ import annotations

from typing import TypeAlias

from markpack.documents.mark_sheet import CriterionRow, MarkSheet, Section

Data: TypeAlias = "str | list[Data] | dict[str, Data]"


def sheet_data(sheet: MarkSheet) -> dict[str, Data]:
    """Return all the text of a numbered mark sheet, in the order of the page."""
    form, values = sheet.form, sheet.values

    def row(entry: CriterionRow) -> Data:
        return {
            "id": entry.id,
            "text": entry.text,
            "marks": str(entry.marks),
            "minimum": entry.minimum,
            "mark": values.get(entry.award.name, ""),
            "comment": values.get(entry.comment.name, ""),
            "descriptors": [
                {"heading": column.heading, "standing": column.standing, "text": column.text}
                for column in entry.descriptors
            ],
        }

    def section(entry: Section) -> Data:
        return {
            "id": entry.id,
            "title": entry.title,
            "marks": str(entry.marks),
            "rows": [row(criterion) for criterion in entry.rows],
        }

    return {
        "title": sheet.properties.title,
        "unit": form.unit,
        "unit_title": form.unit_title,
        "qualification": form.qualification,
        "notice": form.notice,
        "state": sheet.state,
        "head_left": sheet.page.head_left,
        "head_right": sheet.page.head_right,
        "foot_left": sheet.page.foot_left,
        "centre": form.branding.centre,
        "centre_number": form.branding.centre_number,
        "employer": form.branding.employer,
        "learner_name": values.get(form.learner_name.name, ""),
        "registration": values.get(form.registration.name, ""),
        "attempt": values.get(form.attempt.name, ""),
        "instructions": [instruction.plain for instruction in form.instructions],
        "standardisation": form.standardisation_statement,
        "sections": [section(entry) for entry in form.sections],
        "total": values.get(form.total.name, ""),
        "maximum": str(form.maximum),
        "overall_comment": values.get(form.overall_comment.name, ""),
        "outcome": values.get(form.outcome.name, ""),
        "assessor": values.get(form.assessor.name, ""),
        "assessed_on": values.get(form.assessed_on.name, ""),
        "iqa_decision": values.get(form.iqa_decision.name, ""),
        "iqa": values.get(form.iqa.name, ""),
        "iqa_on": values.get(form.iqa_on.name, ""),
    }
