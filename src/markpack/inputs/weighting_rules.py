"""By which rule an assignment shares out marks: as its file says, as was noted at its first build, or as is usual."""

from __future__ import annotations

from dataclasses import replace

from markpack.errors import Scope
from markpack.inputs.records.noted_versions import NAME, NotedVersions
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Assignment, Context
from markpack.model.marking_mode import LARGEST_REMAINDERS, NEAREST

KEY = "weighting"


def with_weighting(
    context: Sourced[Context] | None, employer: str, workspace_format: int, noted: NotedVersions
) -> Sourced[Context] | None:
    """Return a context whose assignments say by which rule marks are shared out.

    Those that have begun keep what they began with. In a workspace of format 1 nobody can tell which have, so all of
    them keep the rule of then. What contradicts the note of an assignment is warned of.
    """
    if context is None:
        return None
    assignments = tuple(
        _ruled(assignment, employer, workspace_format, noted)
        for assignment in context.parts(context.record.assignments, "assignments")
    )
    return replace(context, record=context.record.model_copy(update={"assignments": assignments}))


def noted_rule(employer: str, assignment: Assignment, noted: NotedVersions) -> int | None:
    """Return the rule that an assignment began with; None where no build has noted anything of it.

    A note without a rule is from before there were two.
    """
    notes = noted.of_units(employer, assignment.name, assignment.references)
    rules = [int(note.weighting) for note, _ in notes if note.weighting]
    return rules[0] if rules else LARGEST_REMAINDERS if notes else None


def usual_rule(workspace_format: int) -> int:
    """Return the rule of assignments that say nothing, and of which nothing is noted."""
    return NEAREST if workspace_format > 1 else LARGEST_REMAINDERS


def _ruled(assignment: Sourced[Assignment], employer: str, workspace_format: int, noted: NotedVersions) -> Assignment:
    record = assignment.record
    if not (record.is_integrated or record.is_weighted):
        return record
    began_with = noted_rule(employer, record, noted)
    if record.weighting is None:
        return record.model_copy(update={KEY: began_with or usual_rule(workspace_format)})
    if began_with and record.is_weighted and began_with != record.weighting:
        assignment.problems.within(Scope.ASSIGNMENT, assignment=record.name).warn(
            assignment.place(KEY),
            f"This assignment began with weighting {began_with}. Marks in lists that were given by that rule are taken "
            f"for marks by weighting {record.weighting}; mark sheets and markbooks with other marks are not read.",
            f"Write weighting: {began_with}. If nobody has been given a mark sheet yet, write {record.weighting} into "
            f"the column {KEY} of the assignment’s lines in {NAME}.",
        )
    return record
