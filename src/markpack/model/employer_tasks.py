"""An employer's texts in the place of a unit template's: the same tasks, told as they are done there."""

from __future__ import annotations

from markpack.model.context import TaskContext, UnitAddition
from markpack.model.instrument import Instrument, Task


def for_employer(instrument: Instrument, addition: UnitAddition | None) -> Instrument:
    """Return an instrument with the employer's texts in place of its own, where they are to be; else itself.

    Criteria, words and prompts stay. What is added to a task is not among it: it follows the task.
    """
    if addition is None or not any(task.instead or task.hand_in for task in addition.tasks.values()):
        return instrument
    tasks = tuple(_told(task, addition.tasks.get(task.id)) for task in instrument.tasks)
    return instrument.model_copy(update={"tasks": tasks})


def _told(task: Task, context: TaskContext | None) -> Task:
    if context is None:
        return task
    told: dict[str, object] = {}
    if context.instead and context.guidance:
        told |= {"guidance": context.guidance, "title": context.title or task.title, "covers": context.covers}
    if context.hand_in:
        told |= {"hand_in": context.hand_in, "evidence": ()}
    return task.model_copy(update=told)
