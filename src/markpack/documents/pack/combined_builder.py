"""How a combined document comes about: the learners' own documents, put behind each other."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.pack.combined_view import Combined, Entry
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties
from markpack.documents.shared.document import PageView
from markpack.documents.shared.page_heads import unit_page
from markpack.model.learner import Learner


def build_combined(
    setting: AssignmentContext,
    kind: Kind,
    documents: Iterable[tuple[Learner, int, PageView]],
    date: datetime.date,
) -> Combined:
    """Return the documents of a kind, each with its learner and attempt, as one that bears a date."""
    unit = setting.unit
    return Combined(
        entry_kind=kind,
        branding=setting.branding,
        entries=tuple(Entry(heading(learner, attempt), view) for learner, attempt, view in documents),
        page=unit_page(unit, kind.value.combined_title, f"{setting.branding.centre} · {kind.value.combined_title}"),
        properties=properties(setting, Kind.COMBINED, kind.value.combined_title, date=date),
    )


def heading(learner: Learner, attempt: int) -> str:
    """Return what the outline calls a learner's document: Öberg, Åsa (0012345), attempt 2."""
    suffix = f", attempt {attempt}" if attempt > 1 else ""
    return f"{learner.name_in_lists} ({learner.registration}){suffix}"
