"""Workspaces of the examples' employers with learners, marks and comments drawn at random."""

from __future__ import annotations

import csv
import datetime
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from markpack.app.pack_plan import collect_pack_inputs
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.inputs.starter import starter
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.joint_unit import JointUnit
from markpack.model.unit import Criterion

FIRST = ("Ada", "Bartholomew", "Chidi", "Dilys", "Éva", "Fergus", "Grace", "Hồng", "Ilse", "Jo")
LAST = ("Ash", "Banerjee", "Cholmondeley-Featherstonehaugh", "Dąbrowski", "Evans", "Fitzgerald", "O'Neill", "Wu")
WORDS = re.findall(
    r"\w+",
    "you say what your team did and why it mattered to the people who came in the next morning because the reasons are "
    "your own and a reader who was not there can follow each step from the first plan to the last review of it",
)
NOT_TAKEN = ("marks", "learners.csv", "learners.xlsx")
MARKINGS = {
    "harbour-care": ("credit weighted", "pass or refer", "separate sheets"),
    "northline-rail": ("marks", "pass or refer"),
    "saltmarsh-kitchens": ("",),
}
ASSESSED, CHECKED = datetime.date(2026, 11, 16), datetime.date(2026, 11, 20)


def random_pack(root: Path, chance: Random, learners: int) -> str:
    """Make a workspace with one employer, of so many learners, and return the employer's folder."""
    employer = chance.choice(sorted(MARKINGS))
    shutil.copytree(starter() / "templates", root / "templates")
    folder = root / "contexts" / employer
    shutil.copytree(starter() / "contexts" / employer, folder, ignore=lambda *_: NOT_TAKEN)
    for name in ("centre.yaml", "logo.svg"):
        shutil.copy(starter() / "contexts" / name, root / "contexts" / name)
    text = (folder / "context.yaml").read_text(encoding="utf-8")
    marking = chance.choice(MARKINGS[employer])
    if marking:
        text = re.sub(r"(?m)^(    marking: ).*$", rf"\g<1>{marking}", text)
    (folder / "context.yaml").write_text(text, encoding="utf-8")
    people = [f"00500{number:02}" for number in range(1, learners + 1)]
    _write(folder / "learners.csv", _register(chance, people))
    inputs, _ = read_inputs(root)
    settings = collect_pack_inputs(inputs, inputs.employers[0]).settings
    marks = [row for setting in settings for person in people for row in _marks(chance, setting, person)]
    (folder / "marks").mkdir()
    _write(folder / "marks/marks.csv", [HEADINGS, *marks])
    return employer


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _register(chance: Random, people: Sequence[str]) -> Iterator[Sequence[object]]:
    yield ("Registration", "First name", "Last name", "Registered on", "In work", "Adjustments", "Induction on",
           "Induction hours", "Tutorial hours")  # fmt: skip
    for number in people:
        adjusted = chance.choice(("large print", "cream background")) if chance.random() < 0.1 else ""
        in_work = "no" if chance.random() < 0.1 else "yes"
        yield (number, chance.choice(FIRST), chance.choice(LAST), "01/09/2026", in_work, adjusted, "11/09/2026", 1, 4)


HEADINGS = (
    "learner", "unit", "attempt", "criterion", "mark", "decision", "comment", "assessor", "assessed on", "iqa",
    "iqa decision", "iqa on", "overall comment",
)  # fmt: skip


def _marks(chance: Random, setting: AssignmentContext, learner: str) -> Iterator[Sequence[object]]:
    """The rows of a learner's first attempt, some of them without any or all of the marks."""
    if chance.random() < 0.1:
        return
    incomplete, checked, good = (chance.random() < share for share in (0.1, 0.5, 0.5))
    longest = chance.choice((20, 60, 120))
    overall = _text(chance, chance.choice((0, 40, 90)))
    for sheet in setting.sheets:
        unit, begins = sheet.unit, True
        assignment = sheet.assignment
        for outcome in unit.outcomes:
            for criterion in outcome.criteria:
                mark, decision = _judged(chance, sheet, criterion, 0.97 if good else 0.7)
                if incomplete and chance.random() < 0.3:
                    mark = decision = ""
                if not (mark or decision):
                    continue
                key = unit.key(criterion.id) if isinstance(unit, JointUnit) else None
                whose = (key.unit, key.id) if key else (unit.reference, criterion.id)
                comment = _text(chance, chance.randint(0, longest))
                about: tuple[str, ...] = ()
                if begins:
                    check = ("Agreed", CHECKED.isoformat()) if checked else ("", "")
                    about = (assignment.assessor, ASSESSED.isoformat(), assignment.iqa, *check, overall)
                    begins = False
                yield (learner, whose[0], 1, whose[1], mark, decision, comment, *about)


def _judged(chance: Random, setting: AssignmentContext, criterion: Criterion, good: float) -> tuple[object, str]:
    """A mark or a decision, met with about the chance that is given."""
    met = chance.random() < good
    scheme = setting.unit.scheme
    if scheme.numbered:
        full = int(criterion.full_marks)
        least = -(-full // 2)
        return (chance.randint(least, full) if met else chance.randint(0, max(least - 1, 0))), ""
    if scheme.levels:
        return "", chance.choice(scheme.words.level_choices)
    return "", scheme.words.met if met else scheme.words.not_met


def _text(chance: Random, words: int) -> str:
    if not words:
        return ""
    text = " ".join(chance.choice(WORDS) for _ in range(words))
    return f"{text[0].upper()}{text[1:]}."
