"""The documents that are measured one by one: markpack's view-models, and the same as text for other tools."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.sheet_text import CriterionText, OutcomeText, PageText, SheetFacts, SheetText
from markpack.app.pack_plan import collect_pack_inputs
from markpack.app.workspace import Workspace
from markpack.documents.brief.view import Brief
from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.entries import DocumentJob, views
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.mark_sheet.form_parts_view import CriterionRow, Section
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.document import Branding
from markpack.inputs.workspace_inputs import read_inputs
from markpack.writers.fonts import FACES, FAMILY
from markpack.writers.html_layouts import STYLESHEETS, Layouts, render
from markpack.writers.masters.master import variant

UNIT = "8604-308"
LAYOUTS = Layouts()
FONTS = Path(__file__).parents[1] / "src" / "markpack" / "layouts" / "fonts"


@dataclass(frozen=True)
class Sample:
    """Sheets of as many learners: some to warm up with, others to measure, and some to lead up to these in each round.

    Each of those has one of its variant among the first, so that the master for it is made by warming up.
    """

    warm_up: Sequence[MarkSheet]
    measured: Sequence[MarkSheet]
    leading: Sequence[MarkSheet] = ()


def plan(workspace: Workspace) -> tuple[DocumentJob, ...]:
    """Return all documents of a workspace, without those that only hold others."""
    inputs, _ = read_inputs(workspace.root, ())
    (employer,) = inputs.employers
    planned = tuple(views(list_documents(collect_pack_inputs(inputs, employer))))
    return tuple(entry for entry in planned if entry.format is not Format.ZIP and entry.kind is not Kind.COMBINED)


def completed_sheets(planned: Sequence[DocumentJob]) -> list[MarkSheet]:
    """Return the completed mark sheets of the first unit, one a learner."""
    return [
        entry.view
        for entry in planned
        if (entry.kind, entry.format, entry.unit) == (Kind.COMPLETED, Format.PDF, UNIT)
        and isinstance(entry.view, MarkSheet)
    ]


def apart(sheets: Sequence[MarkSheet], most: int, leading: int = 0) -> Sample:
    """Return the first sheet of every variant to warm up with, at most so many others to measure, and some to lead."""
    first: dict[Hashable, MarkSheet] = {}
    others = [sheet for sheet in sheets if first.setdefault(variant(sheet), sheet) is not sheet]
    return Sample(list(first.values()), others[:most], others[most : most + leading])


def sheet_text(sheet: MarkSheet) -> SheetText:
    """Return a numbered mark sheet as text."""
    return SheetText(_facts(sheet), page_text(sheet))


def page_text(view: MarkSheet | FeedbackReport | Brief) -> PageText:
    """Return the page that markpack's own PDF is made from, with its stylesheet and the fonts' files."""
    branding = view.form.branding if isinstance(view, MarkSheet) else view.branding
    return PageText(render(view.properties.kind.value.layout, view, LAYOUTS), _stylesheet(branding))


def _stylesheet(branding: Branding) -> str:
    fonts = "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-style: {style}; '
        f"src: url({(FONTS / f'SourceSans3-{name}.ttf').as_uri()}); }}"
        for name, (weight, style) in FACES.items()
    )
    colours = f":root {{ --ink: {branding.ink}; --on-ink: {branding.on_ink}; --tint: {branding.tint}; }}"
    return "\n".join([fonts, colours, *(LAYOUTS.read(name).decode() for name in STYLESHEETS)])


def _facts(sheet: MarkSheet) -> SheetFacts:
    form, values = sheet.form, sheet.values
    return {
        "title": sheet.properties.title,
        "unit_title": form.unit_title,
        "subtitle": form.subtitle,
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
        "sections": [_section(section, values) for section in form.sections],
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


def _section(section: Section, values: Mapping[str, str]) -> OutcomeText:
    return {
        "id": section.id,
        "title": section.title,
        "marks": str(section.marks),
        "rows": [_row(row, values) for row in section.rows],
    }


def _row(row: CriterionRow, values: Mapping[str, str]) -> CriterionText:
    return {
        "id": row.id,
        "text": row.text,
        "marks": str(row.marks),
        "minimum": row.minimum,
        "mark": values.get(row.award.name, ""),
        "comment": values.get(row.comment.name, ""),
        "descriptors": [{"standing": part.standing, "text": part.text} for part in row.descriptors],
    }
