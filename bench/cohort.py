"""A synthetic workspace: the starter's templates and example employer, with as many learners as are asked for."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

from markpack.source.inputs import read_inputs
from markpack.workspace import EXAMPLE_EMPLOYER, Workspace, init

FIRST_NAMES = ("Aoife", "Thị Minh", "Åsa", "Grace", "Tomasz", "Priya", "Daniel", "Zoë", "Kwame", "Rosalind")
LAST_NAMES = ("O'Brien", "Nguyễn", "Öberg", "Featherstonehaugh", "Kowalczyk", "Raman", "Hughes", "Adeyemi", "Mensah")
COMMENTS = (
    "A clear account with two examples from your own shifts, weighed against each other and not merely listed.",
    "You say what you would do differently next time, and why; that is what turns a description into an evaluation.",
    "The plan is sound. Add who was told of the change, when, and how you made sure that they had understood it.",
    "Convincing, and honest about what did not work.",
)
REGISTER = ("Registration", "First name", "Last name", "Job title", "Line manager", "Registered on")
MARKS = ("learner", "unit", "attempt", "criterion", "mark", "comment", "assessor", "assessed on", "overall comment")


def lay_out(folder: Path, learners: int) -> Workspace:
    """Lay out a workspace whose example employer has so many learners, each marked once in every unit.

    The same folder contents come out every time; about one learner in five is referred.
    """
    init(folder)
    workspace = Workspace(folder)
    employer = workspace.contexts / EXAMPLE_EMPLOYER
    for old in (*employer.glob("learners.*"), *(employer / "marks").glob("*")):
        old.unlink()
    numbers = [f"{7 * number:07}" for number in range(1, learners + 1)]
    _write(employer / "learners.csv", REGISTER, [_learner(position, n) for position, n in enumerate(numbers)])
    (employer / "marks").mkdir(exist_ok=True)
    _write(employer / "marks" / "marks.csv", MARKS, _marks(workspace, numbers))
    shutil.rmtree(workspace.output, ignore_errors=True)
    return workspace


def _learner(position: int, registration: str) -> tuple[str, ...]:
    first = FIRST_NAMES[position % len(FIRST_NAMES)]
    last = LAST_NAMES[position % len(LAST_NAMES)]
    return registration, first, last, "Shift leader", "Sandra Whitfield", "2026-08-24"


def _marks(workspace: Workspace, registrations: list[str]) -> list[tuple[str, ...]]:
    inputs, _ = read_inputs(workspace.root, ())
    (employer,) = inputs.employers
    draw = random.Random(8604)  # not for secrets: the same marks every time
    rows: list[tuple[str, ...]] = []
    for assignment in employer.context.assignments:
        unit = inputs.units[assignment.name]
        for registration in registrations:
            low = draw.choice(unit.criteria) if draw.random() < 0.2 else None
            for position, criterion in enumerate(unit.criteria):
                half = (criterion.marks + 1) // 2
                mark = half - 1 if criterion is low else draw.randint(half, criterion.marks)
                last_four = (
                    (
                        assignment.assessor,
                        assignment.due_on.isoformat(),
                        "Good work; see the comments on each criterion.",
                    )
                    if position == 0
                    else ("", "", "")
                )
                comment = draw.choice(COMMENTS)
                rows.append((registration, unit.reference, "1", criterion.id, str(mark), comment, *last_four))
    return rows


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
