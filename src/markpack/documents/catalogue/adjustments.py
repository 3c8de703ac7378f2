"""How a learner's documents follow their adjustments: large print, a background, a brief of their own.

What is assessed stays what it is: criteria, marks and descriptors are those of everybody's documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from markpack.documents.brief.builder import build_brief
from markpack.documents.brief.plain_language import in_plain_language
from markpack.documents.brief.view import Brief
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.form_parts_view import Section
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.branding import well_readable
from markpack.documents.shared.common_facts import properties
from markpack.documents.shared.document import Page, PageView
from markpack.documents.shared.extension_texts import extension_text
from markpack.documents.shared.page_heads import in_large_print
from markpack.model.adjustments import Adjustments
from markpack.model.learner import Learner

LONGEST_FOOT = 100
"""The most characters at the left of a page's foot in large print, where three lines have room above the paper's edge;
beyond it, the longest of its parts is left out, such as an employer's name."""

V = TypeVar("V", bound=PageView)


def adjusted(view: V, learner: Learner) -> V:
    """Return a document of a learner's in the look that their adjustments ask for."""
    adjustments = learner.adjustments
    if not adjustments.changes_look:
        return view
    page = _page(view.page, adjustments)
    if isinstance(view, MarkSheet):
        return replace(view, form=_form(view.form, adjustments), page=page)
    look = well_readable(view.branding, adjustments.background)
    return replace(view, branding=look, page=page)


def own_brief(setting: AssignmentContext, plan: Brief, learner: Learner) -> Brief:
    """Return a learner's own brief, made from everybody's `plan`; that one itself if there is nothing to adjust.

    Raises PlaceholderError for an unknown placeholder in a text in plain language.
    """
    told = setting if learner.in_work else setting.for_not_in_work
    everybodys = plan if learner.in_work else build_brief(told)
    brief = in_plain_language(everybodys, told) if learner.adjustments.plain_language else everybodys
    extension = extension_text(setting)
    if brief is plan and not (
        learner.adjustments.changes_look or learner.arrangements or extension or learner.has_own_staff
    ):
        return plan
    own = replace(
        brief,
        properties=properties(setting, Kind.BRIEF, plan.kind, learner=learner),
        registration=learner.registration,
        learner_name=learner.name,
        arrangements=learner.arrangements,
        extension=extension,
    )
    return adjusted(own, learner)


def _page(page: Page, adjustments: Adjustments) -> Page:
    if adjustments.large_print:
        # What is left out stands in full below, at the start of the document.
        left, right = in_large_print(page)
        foot = page.foot_left.split(" · ")
        while len(foot) > 1 and len(" · ".join(foot)) > LONGEST_FOOT:
            foot.remove(max(foot, key=len))
        page = replace(page, head_left=left, head_right=right, foot_left=" · ".join(foot), large_print=True)
    return replace(page, background=adjustments.background)


def _form(form: MarkSheetForm, adjustments: Adjustments) -> MarkSheetForm:
    """Return the form in a learner's look; in large print, descriptors stand below each other."""
    sections, all_sections = form.sections, form.all_sections
    if adjustments.large_print:
        sections, all_sections = _stacked(sections), _stacked(all_sections)
    look = well_readable(form.branding, adjustments.background)
    return replace(form, branding=look, sections=sections, all_sections=all_sections)


def _stacked(sections: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(
        replace(section, rows=tuple(replace(row, stacked=True) for row in section.rows)) for section in sections
    )
