"""Which learners are held for which assignments, from the problems of an employer's register and marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markpack.errors import Problem, Scope, Severity
from markpack.inputs.records.register import Register
from markpack.model.context import Assignment
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.hold import Hold, HoldReason


def holds_of(problems: Iterable[Problem], register: Register, assignments: Sequence[Assignment]) -> tuple[Hold, ...]:
    """Return the holds, one for each learner on the register and assignment, in order.

    A problem of which it is not known what assignment it concerns holds a learner for all of them.
    """
    found: dict[tuple[str, str], list[Problem]] = {}
    for problem in holding(problems):
        learners = {register.registration_of(text) for text in problem.reach.learners} - {""}
        for assignment in concerned(problem.reach.assignment, assignments) or assignments:
            for learner in learners:
                found.setdefault((learner, assignment.name), []).append(problem)
    return tuple(
        Hold(
            learner,
            assignment,
            HoldReason.NOT_READ if any(entry.scope is Scope.FILE for entry in entries) else HoldReason.CONFLICT,
            tuple(dict.fromkeys(entry.place.file for entry in entries)),
            everything=learner in register.unsure,
            name=known.name if (known := register.learner(learner)) else "",
        )
        for (learner, assignment), entries in sorted(found.items())
    )


def holding(problems: Iterable[Problem]) -> list[Problem]:
    """Return the errors that hold learners' documents, and stop nothing else."""
    return [problem for problem in problems if problem.severity is Severity.ERROR and problem.scope.holds]


def concerned(name: str, assignments: Iterable[Assignment]) -> list[Assignment]:
    """Return the assignments of a name, or with a unit that is named; names of several are joined by a plus sign."""
    units = {unit.casefold() for unit in name.split(SEPARATOR)}
    return [entry for entry in assignments if not units.isdisjoint(unit.casefold() for unit in entry.references)]
