"""Which criteria an assignment's tasks cover: every criterion of every unit has to be assessed, and once is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markpack.model.joint import AssignmentInstrument, CriterionKey, JointTask, is_shared_out
from markpack.model.unit import Unit


@dataclass(frozen=True)
class Coverage:
    """The tasks that cover each criterion, in the order of the units. `unknown` are named by a task but no unit's."""

    tasks: Mapping[CriterionKey, tuple[JointTask, ...]]
    unknown: tuple[tuple[JointTask, CriterionKey], ...]

    @property
    def missing(self) -> tuple[CriterionKey, ...]:
        """The criteria that no task covers."""
        return tuple(key for key, tasks in self.tasks.items() if not tasks)

    @property
    def repeated(self) -> Mapping[CriterionKey, tuple[JointTask, ...]]:
        """The criteria that more than one task covers, with these tasks, unless each asks for a part of its own."""
        return {
            key: tasks
            for key, tasks in self.tasks.items()
            if len(tasks) > 1 and not is_shared_out([task.parts.get(key, frozenset()) for task in tasks])
        }


def coverage(instrument: AssignmentInstrument, units: Sequence[Unit]) -> Coverage:
    """Return which of the units' criteria each task covers.

    Rule: every criterion and every learning outcome of a unit is assessed; only the method may change.
    """
    keys = [CriterionKey(unit.reference, criterion.id) for unit in units for criterion in unit.criteria]
    covering: dict[CriterionKey, list[JointTask]] = {key: [] for key in keys}
    unknown = []
    for task in instrument.tasks:
        for key in dict.fromkeys(task.criteria):
            if key in covering:
                covering[key].append(task)
            else:
                unknown.append((task, key))
    return Coverage({key: tuple(tasks) for key, tasks in covering.items()}, tuple(unknown))
