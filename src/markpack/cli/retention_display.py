"""What is said of how long records are kept, and of whose are due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markpack.cli.console import echo
from markpack.cli.report_display import count

if TYPE_CHECKING:
    from markpack.app import Retention
    from markpack.app.retention_list import KeptLearner


def print_retention(kept: Retention) -> None:
    """Print whose records are due, until when the others' are kept, and of whom no day is known."""
    if kept.years is None:
        echo("contexts/centre.yaml does not say how long records are kept, so nothing is due.")
        echo("Write keep_records_years: 3 below policies, with the years that your awarding organisations ask for.")
    else:
        years = count(kept.years, "year")
        echo(f"Records are kept for {years} after a learner’s programme has ended.")
        if not kept.due:
            echo(f"Nothing is due on {kept.day}.")
        _print_learners(f"Due on {kept.day}", kept.due)
        _print_learners("Later", kept.later)
        _print_learners("No day yet", kept.open)
        if kept.due:
            echo("markpack forget REGISTRATION --plan says what holds somebody, and changes nothing.")
    if kept.back:
        echo("Erased before, and here again:")
    for learner in kept.back:
        echo(f"  {_whose(learner)}: {learner.erased_text}")
    for name in kept.stopped:
        echo(f"contexts/{name}: nothing can be shown because of problems.", err=True)


def _print_learners(heading: str, learners: Sequence[KeptLearner]) -> None:
    if learners:
        echo(f"{heading}:")
    for learner in learners:
        echo(f"  {_whose(learner)}: {learner.text}")


def _whose(learner: KeptLearner) -> str:
    return f"{learner.name} ({learner.registration}), {', '.join(learner.employers)}"
