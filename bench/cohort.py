"""A synthetic workspace: the starter's units and example employer, with the learners and sheets that are asked for."""

from __future__ import annotations

import csv
import itertools
import random
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from markpack.app.workspace import EXAMPLE_EMPLOYER, Workspace, init
from markpack.inputs.workspace_inputs import read_inputs

FIRST_NAMES = ("Aoife", "Thị Minh", "Åsa", "Grace", "Tomasz", "Priya", "Daniel", "Zoë", "Kwame", "Rosalind")
LAST_NAMES = ("O'Brien", "Nguyễn", "Öberg", "Featherstonehaugh", "Kowalczyk", "Raman", "Hughes", "Adeyemi", "Mensah")
IN_SCRIPTS = (
    ("Grace", "Featherstonehaugh"), ("Елена", "Соколова"), ("Ελένη", "Παπαδοπούλου"), ("محمد", "العلي"),
    ("נועה", "לוי"), ("प्रिया", "शर्मा"), ("রহিমা", "বেগম"), ("கவிதா", "முருகன்"), ("สมชาย", "ใจดี"), ("ნინო", "ბერიძე"),
    ("明", "王"), ("さくら", "山本"), ("민준", "김"),
)  # fmt: skip
"""Latin and twelve other scripts."""
COMMENTS = (
    "A clear account with two examples from your own shifts, weighed against each other and not merely listed.",
    "You say what you would do differently next time, and why; that is what turns a description into an evaluation.",
    "The plan is sound. Add who was told of the change, when, and how you made sure that they had understood it.",
    "Convincing, and honest about what did not work.",
)
EVIDENCE = "See page {} of the evidence."
"""Ends every comment with a number of its own: tools answer from memory what they have set before, even in parts."""
OVERALL = "Good work; see the comments on each criterion."
REGISTER = ("Registration", "First name", "Last name", "Job title", "Line manager", "Registered on")
MARKS = ("learner", "unit", "attempt", "criterion", "mark", "comment", "assessor", "assessed on", "overall comment")


@dataclass(frozen=True)
class Shape:
    """What the sheets are like: how many criteria a unit has, how long comments are, which scripts names are in."""

    criteria: int = 9
    long_comments: bool = False
    scripts: bool = False

    @property
    def in_words(self) -> str:
        """Such as “9 criteria, comments of two or three sentences, no two alike, names in Latin letters”."""
        comments = (
            "comments of more than twelve sentences" if self.long_comments else "comments of two or three sentences"
        )
        names = f"names in {len(IN_SCRIPTS)} scripts" if self.scripts else "names in Latin letters, with accents"
        return f"{self.criteria} criteria of three descriptors each, {comments}, no two alike, {names}"


def lay_out(folder: Path, learners: int, shape: Shape = Shape()) -> Workspace:
    """Lay out a workspace whose example employer has so many learners, each marked once in two written assignments.

    The same folder contents come out every time; about one learner in five is referred.
    """
    init(folder)
    workspace = Workspace(folder)
    employer = workspace.contexts / EXAMPLE_EMPLOYER
    for old in (*employer.glob("learners.*"), *(employer / "marks").glob("*")):
        old.unlink()
    shutil.rmtree(workspace.output, ignore_errors=True)
    _edit(employer / "context.yaml", _only_written)
    for unit in (workspace.templates / "units").glob("*.yaml"):
        _edit(unit, lambda facts: _with_criteria(facts, shape.criteria))
    numbers = [f"{7 * number:07}" for number in range(1, learners + 1)]
    rows = [_learner(position, number, shape) for position, number in enumerate(numbers)]
    _write(employer / "learners.csv", REGISTER, rows)
    (employer / "marks").mkdir(exist_ok=True)
    _write(employer / "marks" / "marks.csv", MARKS, _marks(workspace, numbers, shape))
    return workspace


def change_a_comment(workspace: Workspace) -> None:
    """Let an assessor write something else on one criterion of one learner's."""
    path = workspace.contexts / EXAMPLE_EMPLOYER / "marks" / "marks.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    rows[len(rows) // 2][MARKS.index("comment")] = "Now with the second example that was missing."
    _write(path, header, rows)


def _edit(path: Path, change: Any) -> None:
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(facts)
    path.write_text(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _only_written(context: dict[str, Any]) -> None:
    """Leave the ready-made written assignments, whose sheets hold nothing that other tools' templates lack."""
    context.pop("approvals", None)
    for texts in context["units"].values():
        texts.pop("plain_language", None)
        texts.pop("tasks", None)  # of the method that is left out
    for assignment in context["assignments"]:
        assignment.pop("method", None)
        assignment.pop("rationale", None)


def _with_criteria(unit: dict[str, Any], count: int) -> None:
    """Give a unit so many criteria, by leaving some out or having their texts again, and 100 marks or a little less."""
    texts = [criterion for outcome in unit["outcomes"] for criterion in outcome["criteria"]]
    outcomes = unit["outcomes"][:count]
    for outcome in outcomes:
        outcome["criteria"] = []
    for position in range(count):
        outcome = outcomes[position * len(outcomes) // count]
        name = f"{outcome['id']}.{len(outcome['criteria']) + 1}"
        marks = 2 * max(1, 50 // count)
        outcome["criteria"].append({**texts[position % len(texts)], "id": name, "marks": marks})
    unit["outcomes"] = outcomes
    unit.pop("methods", None)
    names = [criterion["id"] for outcome in outcomes for criterion in outcome["criteria"]]
    tasks = unit["assignment"]["tasks"][:count]
    for position, task in enumerate(tasks):
        task["criteria"] = names[position :: len(tasks)]
    unit["assignment"]["tasks"] = tasks


def _learner(position: int, registration: str, shape: Shape) -> tuple[str, ...]:
    first = FIRST_NAMES[position % len(FIRST_NAMES)]
    last = LAST_NAMES[position % len(LAST_NAMES)]
    if shape.scripts:
        first, last = IN_SCRIPTS[position % len(IN_SCRIPTS)]
    return registration, first, last, "Shift leader", "Sandra Whitfield", "2026-08-24"


def _marks(workspace: Workspace, registrations: list[str], shape: Shape) -> list[tuple[str, ...]]:
    inputs, _ = read_inputs(workspace.root, ())
    (employer,) = inputs.employers
    draw = random.Random(8604)  # not for secrets: the same marks every time
    rows: list[tuple[str, ...]] = []
    evidence = itertools.count(1)
    for assignment in employer.context.assignments:
        unit = inputs.units[assignment.name]
        for registration in registrations:
            low = draw.choice(unit.criteria) if draw.random() < 0.2 else None
            for position, criterion in enumerate(unit.criteria):
                half = (criterion.full_marks + 1) // 2
                mark = half - 1 if criterion is low else draw.randint(half, criterion.full_marks)
                said = [draw.choice(COMMENTS) for _ in range(12 if shape.long_comments else 1)]
                comment = " ".join([*said, EVIDENCE.format(next(evidence))])
                whole = (assignment.assessor, assignment.due_on.isoformat(), OVERALL) if position == 0 else ("", "", "")
                rows.append((registration, unit.reference, "1", criterion.id, str(mark), comment, *whole))
    return rows


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
