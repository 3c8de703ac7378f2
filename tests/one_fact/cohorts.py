"""Random small cohorts, under all schemes and ways of marking, as the files that a centre keeps."""

from __future__ import annotations

import csv
import datetime
import io
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random

from markpack.assessment.sheets import sheet_units
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.scheme import GradeRule
from markpack.model.unit import Criterion, Unit
from tests.inputs.schemes import SCHEMES, unit_under
from tests.workspaces import CENTRE, CONTEXT, MARKS_FILE, QUALIFICATION, UNIT, UNIT_FILE, changed, write_workspace

UNITS = ("8604-308", "8604-309")
OTHER_FILE = "templates/units/8604-309.yaml"
ILM = ("marks", "pass or refer")
JOINT = ("separate sheets", "pass or refer", "credit weighted")
NAMES = ("Rhys,Jones", "Minh Châu,Nguyễn Thị", "Siobhán,O'Brien", "Anastasia,Papadimitropoulou-Konstantinidis")
COMMENTS = ("", "", "Clear and well argued.", "Say more about trust, and give two examples of what people did next.")
HEADINGS = (
    "learner", "unit", "attempt", "criterion", "mark", "decision", "level", "comment", "assessor", "assessed on",
    "iqa", "iqa decision", "iqa on",
)  # fmt: skip
HOURS = ("", "5 pm", "9.30 am")
Judgement = tuple[object, str, str]
"""A mark, a decision and a level, two of which are empty."""
FIRST = datetime.date(2026, 10, 19)


def random_cohort(root: Path, seed: int) -> str:
    """Write a workspace of three learners; return in words how they are marked."""
    chance = Random(f"cohort {seed}")
    schemes = ("ilm", "ilm joint", *SCHEMES)
    scheme = schemes[seed % len(schemes)]
    joint = scheme == "ilm joint"
    marking = chance.choice(JOINT) if joint else chance.choice(ILM) if scheme == "ilm" else ""
    references = UNITS if joint else UNITS[:1]
    if joint and chance.random() < 0.5:
        references = references[::-1]
    listed = ", ".join(references)
    unit = unit_under(scheme) if scheme in SCHEMES else UNIT
    second = changed(UNIT, ("reference: 8604-308", "reference: 8604-309"), ("credits: 2", "credits: 4"))
    second = changed(
        second, ("title: Understanding Leadership", "title: Planning and Leading"), ("marks: 15", "marks: 24")
    )
    set_as = f"units: [{listed}]\n" if joint else f"unit: {listed}\n"
    more = f"    marking: {marking}\n" if marking else ""
    if hour := HOURS[seed % len(HOURS)]:
        more += f"    hour: {hour}\n"
    approved = f"approvals:\n  - {{units: [{listed}], approved_by: A, reference: Q, approved_on: 2026-08-20}}\n"
    policies = f"policies: {{feedback: {chance.choice(('after iqa', 'at once'))}}}\n"
    people = enumerate(chance.sample(NAMES, 3), start=123)
    register = "".join(f"{number:07},{name},01/09/2026\n" for number, name in people)
    credits = "6" if joint else "2"
    files: dict[str, str | bytes | None] = {MARKS_FILE: None, UNIT_FILE: unit}
    if joint:
        files[OTHER_FILE] = second
    if scheme in SCHEMES:
        files[f"templates/schemes/{scheme}.yaml"] = SCHEMES[scheme]
    write_workspace(
        root,
        files,
        qualification=changed(
            QUALIFICATION, ("credits: 2", f"credits: {credits}"), ("minimum_credits: 2", f"minimum_credits: {credits}"),
            ("units: [8604-308]", f"units: [{listed}]"),
        ),
        centre=f"format: 2\n{CENTRE.replace('[8604-308]', f'[{listed}]')}{policies}",
        context=changed(CONTEXT, ("unit: 8604-308\n", set_as + more)) + approved,
        register=f"Registration,First name,Last name,Registered on\n{register}",
    )  # fmt: skip
    inputs, _ = read_inputs(root)
    (assignment,) = inputs.employers[0].context.assignments
    units = {member.reference: member for sheet in sheet_units(assignment, inputs.units) for member in sheet.members}
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([HEADINGS, *_rows(chance, units)])
    (root / MARKS_FILE).parent.mkdir(parents=True, exist_ok=True)
    (root / MARKS_FILE).write_text(stream.getvalue(), encoding="utf-8")
    return f"{scheme} {marking} {listed}, {policies}"


def _rows(chance: Random, units: Mapping[str, Unit]) -> Iterator[tuple[object, ...]]:
    for number in range(123, 126):
        kind = chance.choice(("met", "met", "some", "some", "some", "part"))
        criteria = [(reference, entry) for reference, unit in units.items() for entry in unit.criteria]
        judged = {
            (reference, entry.id): _judgement(chance, units[reference], entry, 1.0 if kind == "met" else 0.6)
            for reference, entry in criteria
        }
        if kind == "part":
            judged.pop(chance.choice(sorted(judged)))
        yield from _attempt(chance, number, 1, judged, FIRST)
        all_met = next(iter(units.values())).scheme.rule is GradeRule.ALL_MET
        open_ = {key for key, (met, _) in judged.items() if not met}
        if kind == "some" and all_met and open_ and chance.random() < 0.6:
            again = {
                (reference, entry.id): _judgement(chance, units[reference], entry, 0.7)
                for reference, entry in criteria
                if (reference, entry.id) in open_
            }
            yield from _attempt(chance, number, 2, again, FIRST + datetime.timedelta(days=30))


def _judgement(chance: Random, unit: Unit, criterion: Criterion, part: float) -> tuple[bool, Judgement]:
    """Whether a criterion is met, as that part of them is, and its mark, decision and level."""
    scheme, good = unit.scheme, chance.random() < part
    if scheme.levels:
        return good, ("", "", chance.choice(scheme.levels[1:] if good else scheme.levels))
    if scheme.numbered:
        worth = criterion.full_marks
        least = math.ceil(worth * (scheme.met_at or Fraction(1, 2)))
        return good, (chance.randint(least, worth) if good else chance.randrange(least), "", "")
    return good, ("", scheme.words.decisions[0 if good else 1], "")


def _attempt(
    chance: Random,
    number: int,
    attempt: int,
    judged: Mapping[tuple[str, str], tuple[bool, Judgement]],
    day: datetime.date,
) -> Iterator[tuple[object, ...]]:
    on = day + datetime.timedelta(days=chance.randint(0, 4))
    checked = on + datetime.timedelta(days=chance.randint(1, 5))
    quality = ("Miriam Okafor", "Agreed", checked) if chance.random() < 0.7 else ("", "", "")
    for (reference, id_), (_, judgement) in judged.items():
        yield (
            f"{number:07}",
            reference,
            attempt,
            id_,
            *judgement,
            chance.choice(COMMENTS),
            "Dana Whitfield",
            on,
            *quality,
        )
