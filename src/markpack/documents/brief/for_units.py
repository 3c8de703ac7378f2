"""What an employer says for each unit of an assignment: whose it is stays clear where there are several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from markpack.documents.brief.view import ForUnit
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.prose import rich, rich_line
from markpack.model.context import UnitContext

_NONE: Mapping[str, str] = MappingProxyType({})


def for_units(setting: AssignmentContext, guidance: Mapping[str, str] = _NONE) -> Iterator[ForUnit]:
    """Yield what the employer says for each unit, where it says something; `guidance` has other texts for units.

    Raises PlaceholderError for an unknown placeholder.
    """
    for member in setting.unit.members:
        added, names = setting.context.units.get(member.reference, UnitContext()), setting.names_for(member.reference)
        text = guidance.get(member.reference) or added.guidance
        part = ForUnit(
            heading=f"For {member.reference} {member.title}" if setting.unit.is_joint else "",
            guidance=rich(text, names) if text else None,
            examples=tuple(rich_line(line, names) for line in added.examples),
            evidence=tuple(rich_line(line, names) for line in added.evidence),
        )
        if part.guidance or part.examples or part.evidence:
            yield part
