"""What happens to a cohort, and the files that a centre edits to say so."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from markpack.model.forms.field_names import field_name
from tests.inputs.returned import fill_cells, fill_word
from tests.workspaces import (
    CENTRE,
    CONTEXT,
    PLAIN_LAYOUTS,
    QUALIFICATION,
    changed,
    write_workspace,
)

OWN, SPRING = "", "spring"
"""The employer's own learners, and a cohort beside them."""
LADDER_FILE = "templates/units/9100-11.yaml"
DUE_ON = datetime.date(2026, 10, 14)
TO_RESUBMIT, TO_FEEDBACK = 20, 15
"""Calendar days that the centre gives for a resubmission, and gives itself for a decision."""
Judgements = Mapping[str, int | str]
"""By criterion, a mark, or y (achieved), n (not yet achieved), x (not attempted)."""
WORDS = {"y": "Achieved", "n": "Not yet achieved", "x": "Not attempted"}


@dataclasses.dataclass(frozen=True)
class Paper:
    """A unit: its credits, and of each criterion the highest mark, or the tier that it counts for."""

    reference: str
    credits: int
    criteria: Mapping[str, int | str]
    attempts: int

    @property
    def is_marked(self) -> bool:
        return all(isinstance(worth, int) for worth in self.criteria.values())


MARKED = Paper("8604-308", 2, {"1.1": 24, "1.2": 15, "1.10": 28}, 2)
LADDER = Paper("9100-11", 4, {"A.P1": "P", "A.M1": "M", "B.P2": "P", "B.M2": "M", "AB.D1": "D"}, 3)
PAPERS = (MARKED, LADDER)
NEEDED = sum(paper.credits for paper in PAPERS)


@dataclasses.dataclass
class Decision:
    """One revision of an attempt: what the assessor decided, and what the IQA wrote."""

    judgements: dict[str, int | str]
    assessed_on: datetime.date | None = None
    comment: str = ""
    iqa_decision: str = ""
    iqa_on: datetime.date | None = None
    revised_on: datetime.date | None = None
    reason: str = ""


@dataclasses.dataclass
class Attempt:
    """What came in, by the number that its learner had; `sheet` is the form that it came back on, if any."""

    number_then: str
    revisions: list[Decision] = dataclasses.field(default_factory=list)
    received_on: datetime.date | None = None
    sheet: bytes | None = None
    declaration: bytes | None = None
    """The declaration that came back signed, if one did."""
    cohort: str = OWN


@dataclasses.dataclass(frozen=True)
class MoreTime:
    number_then: str
    unit: str
    attempt: int
    until: datetime.date
    agreed_on: datetime.date


@dataclasses.dataclass
class Person:
    """One learner as the register has them; `is_listed` is False once somebody took the row out."""

    number: str
    first: str
    last: str
    former_numbers: list[str] = dataclasses.field(default_factory=list)
    former_names: list[str] = dataclasses.field(default_factory=list)
    status: str = ""
    status_from: datetime.date | None = None
    claimed_on: datetime.date | None = None
    attempts: dict[str, list[Attempt]] = dataclasses.field(
        default_factory=lambda: {paper.reference: [] for paper in PAPERS}
    )
    more_time: list[MoreTime] = dataclasses.field(default_factory=list)
    cohorts: list[str] = dataclasses.field(default_factory=lambda: [OWN])
    """In whose registers they are, the latest last."""

    @property
    def home(self) -> str:
        """The cohort that hands out their next attempt."""
        return self.cohorts[-1]

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclasses.dataclass
class Story:
    """A cohort on a day: its learners, whose marks two files disagree on, and the policy on feedback."""

    root: Path
    waits: bool
    """Whether feedback is provisional until the IQA has agreed."""
    declares: bool
    """Whether declarations come back."""
    has_cohorts: bool
    """Whether a cohort begins beside the employer's own learners."""
    day: datetime.date = datetime.date(2026, 10, 15)
    people: list[Person] = dataclasses.field(default_factory=list)
    disputed: tuple[str, str] | None = None
    """The number and unit of whose marks two files say different things."""
    told: list[str] = dataclasses.field(default_factory=list)
    """What happened so far, step by step."""
    next_number: int = 12345
    due: dict[str, datetime.date] = dataclasses.field(default_factory=lambda: {OWN: DUE_ON})
    """The cohorts that there are, and when their assignments are due."""
    edited: dict[str, str] = dataclasses.field(default_factory=dict)
    """The sha256 of documents that somebody has edited, by their path below the employer's folder."""

    def join(self, first: str, last: str, cohort: str = OWN) -> Person:
        self.people.append(Person(f"{self.next_number:07}", first, last, cohorts=[cohort]))
        self.next_number += 1
        return self.people[-1]


def begin(root: Path, *, waits: bool, declares: bool, has_cohorts: bool) -> Story:
    """Write a workspace of four learners, two of the same name, who have not handed in anything."""
    own = ["feedback", "certificate", "mark_sheet", *(["declaration"] if declares else [])]
    plain = {name: text for name, text in PLAIN_LAYOUTS.items() if not any(part in name for part in own)}
    units = ("[8604-308]", "[8604-308, 9100-11]")
    unit = Path(__file__, "../../..", LADDER_FILE).resolve().read_text(encoding="utf-8")
    policy = f"policies: {{days_to_feedback: {TO_FEEDBACK}, feedback: {'after iqa' if waits else 'at once'}}}\n"
    assignment = CONTEXT[CONTEXT.index("  - unit: 8604-308") :]
    write_workspace(
        root,
        {**plain, LADDER_FILE: unit},
        qualification=changed(
            QUALIFICATION, ("credits: 2", "credits: 6"), ("minimum_credits: 2", "minimum_credits: 6"), units
        ),
        centre=f"{'format: 2' if waits else ''}\n{CENTRE.replace(*units)}{policy}",
        context=CONTEXT + assignment.replace("8604-308", "9100-11"),
    )
    story = Story(root, waits, declares, has_cohorts)
    for first, last in (("Rhys", "Jones"), ("Minh", "Nguyễn Thị"), ("Siobhán", "O'Brien"), ("Rhys", "Jones")):
        story.join(first, last)
    write_files(story)
    return story


# The files


def inputs_of(cohort: str) -> str:
    return f"contexts/acme/cohorts/{cohort}" if cohort else "contexts/acme"


def output_of(cohort: str) -> str:
    return f"output/acme/{cohort}" if cohort else "output/acme"


def write_files(story: Story) -> None:
    """Write registers, extensions, lists and returned sheets as the centre has them now."""
    for cohort in story.due:
        folder = inputs_of(cohort)
        _write(story, f"{folder}/learners.csv", list(_register(story, cohort)))
        _write(story, f"{folder}/marks/marks.csv", list(_list(story, cohort)))
        _write(story, f"{folder}/extensions.csv", list(_extensions(story, cohort)))
        _write_returned(story, cohort)
    clash = story.root / inputs_of(OWN) / "marks/clash.csv"
    if story.disputed:
        clash.write_text(_contradiction(story, *story.disputed), encoding="utf-8")
    elif clash.exists():
        clash.unlink()


def _write_returned(story: Story, cohort: str) -> None:
    wanted = {}
    for person in story.people:
        for reference, attempts in person.attempts.items():
            for number, attempt in enumerate(attempts, start=1):
                name = f"{attempt.number_then} {reference} {number}"
                if attempt.sheet and attempt.cohort == cohort:
                    wanted[f"{name}.xlsx"] = _filled_in(reference, attempt)
                if attempt.declaration and attempt.cohort == cohort:
                    wanted[f"{name}.docx"] = attempt.declaration
    folder = story.root / inputs_of(cohort) / "marks"
    for path in folder.iterdir():
        if path.suffix != ".csv" and path.name not in wanted:
            path.unlink()
    for name, data in wanted.items():
        if not (folder / name).exists() or (folder / name).read_bytes() != data:
            (folder / name).write_bytes(data)


def begin_cohort(story: Story) -> None:
    """Set both units to a cohort of their own, a month from now."""
    story.due[SPRING] = story.day + datetime.timedelta(days=30)
    people = "tutor: Tom Adeyemi, assessor: Dana Whitfield, iqa: Miriam Okafor"
    dates = f"set_on: {story.day}, due_on: {story.due[SPRING]}"
    assignments = "".join(f"  - {{unit: {paper.reference}, {dates}, {people}}}\n" for paper in PAPERS)
    path = story.root / inputs_of(SPRING) / "cohort.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(f"title: Spring\nassignments:\n{assignments}", encoding="utf-8")


def _write(story: Story, name: str, rows: Sequence[Sequence[object]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    path = story.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(stream.getvalue(), encoding="utf-8")


def _register(story: Story, cohort: str) -> Iterator[Sequence[object]]:
    yield (
        "Registration", "First name", "Last name", "Registered on", "Former registrations", "Former names",
        "Status", "Status from", "Claimed on",
    )  # fmt: skip
    for person in (entry for entry in story.people if cohort in entry.cohorts):
        yield (
            person.number, person.first, person.last, "01/09/2026", "; ".join(person.former_numbers),
            "; ".join(person.former_names), person.status, person.status_from or "", person.claimed_on or "",
        )  # fmt: skip


def _extensions(story: Story, cohort: str) -> Iterator[Sequence[object]]:
    yield ("Registration", "Unit", "Attempt", "New date", "Agreed by", "Agreed on", "Reason")
    for person in (entry for entry in story.people if entry.home == cohort):
        for entry in person.more_time:
            yield (
                entry.number_then, entry.unit, entry.attempt, entry.until, "Dana Whitfield", entry.agreed_on, "Illness",
            )  # fmt: skip


def _list(story: Story, cohort: str) -> Iterator[Sequence[object]]:
    yield (
        "learner", "unit", "attempt", "criterion", "mark", "decision", "comment", "assessor", "assessed on",
        "received on", "iqa", "iqa decision", "iqa on", "revision", "revised on", "revision reason",
    )  # fmt: skip
    for person in story.people:
        for reference, attempts in person.attempts.items():
            for number, attempt in enumerate(attempts, start=1):
                key = (attempt.number_then, reference, number)
                if attempt.cohort != cohort:
                    continue
                if attempt.received_on:
                    yield (*key, "", "", "", "", "", "", attempt.received_on, "", "", "", "", "", "")
                for revision, decision in enumerate(attempt.revisions, start=1):
                    iqa = (
                        ("Miriam Okafor", decision.iqa_decision, decision.iqa_on or "")
                        if decision.iqa_decision or decision.iqa_on
                        else ("", "", "")
                    )
                    of_revision = (revision, decision.revised_on, decision.reason) if revision > 1 else ("", "", "")
                    rest = ("Dana Whitfield", decision.assessed_on or "", "", *iqa, *of_revision)
                    if revision == 1 and attempt.sheet:
                        yield (*key, "", "", "", "", *rest)
                        continue
                    for criterion, judged in decision.judgements.items():
                        mark, word = (judged, "") if isinstance(judged, int) else ("", WORDS[judged])
                        yield (*key, criterion, mark, word, decision.comment, *rest)


def _filled_in(reference: str, attempt: Attempt) -> bytes:
    """The sheet that came back, with what the assessor typed into it."""
    assert attempt.sheet
    decision = attempt.revisions[0]
    values: dict[str, object] = {}
    for criterion, judged in decision.judgements.items():
        part = "mark" if isinstance(judged, int) else "decision"
        values[field_name(reference, part, criterion)] = judged if isinstance(judged, int) else WORDS[judged]
        if decision.comment:
            values[field_name(reference, "comment", criterion)] = decision.comment
    if decision.assessed_on:
        values[field_name(reference, "assessed_on", "")] = decision.assessed_on
    return fill_cells(attempt.sheet, values)


def _contradiction(story: Story, number: str, reference: str) -> str:
    """Another list that has one judgement of somebody's latest attempt otherwise."""
    person = next(person for person in story.people if person.number == number)
    attempts = person.attempts[reference]
    place = next(at for at in range(len(attempts), 0, -1) if attempts[at - 1].revisions)
    revision = len(attempts[place - 1].revisions)
    decision = attempts[place - 1].revisions[-1]
    criterion, judged = next(iter(decision.judgements.items()))
    mark = str(judged - 1 if judged else 1) if isinstance(judged, int) else ""
    word = "" if isinstance(judged, int) else WORDS["n" if judged == "y" else "y"]
    of_revision = f"{revision},{decision.revised_on},{decision.reason}" if revision > 1 else ",,"
    return (
        "learner,unit,attempt,criterion,mark,decision,revision,revised on,revision reason\n"
        f"{attempts[place - 1].number_then},{reference},{place},{criterion},{mark},{word},{of_revision}\n"
    )


def signed_declaration(story: Story, person: Person, reference: str, attempt: int) -> bytes | None:
    """The declaration that the last build made for an attempt, filled in and signed; None where there is none."""
    folder = story.root / output_of(person.home) / reference / "declaration"
    for path in folder.glob(f"*-{person.number}-*({attempt})*.docx"):
        ticks = {field_name(reference, "declared", name): True for name in ("own", "once", "no_ai")}
        signed_on = field_name(reference, "declared", "learner_on")
        return fill_word(path.read_bytes(), {**ticks, signed_on: f"{story.day.day} {story.day:%B %Y}"})
    return None


def blank_sheet(story: Story, person: Person, reference: str, attempt: int) -> bytes | None:
    """The workbook that the last build made for an attempt, if it made one."""
    folder = story.root / output_of(person.home) / reference / "blank"
    return next((path.read_bytes() for path in folder.glob(f"*-{person.number}-*({attempt})*.xlsx")), None)


def forget_output(story: Story) -> None:
    shutil.rmtree(story.root / "output")


def judge(chance: Random, paper: Paper, criteria: Sequence[str], outcome: str) -> dict[str, int | str]:
    """Judgements of criteria that come to an outcome: all of them met, some not, or some of them left empty."""
    entries: dict[str, int | str] = {}
    for criterion in criteria:
        worth = paper.criteria[criterion]
        if isinstance(worth, int):
            entries[criterion] = chance.randint(-(-worth // 2), worth)
        else:
            entries[criterion] = "y"
    if outcome == "some":
        for criterion in chance.sample(sorted(entries), chance.randint(1, len(entries))):
            worth = paper.criteria[criterion]
            entries[criterion] = chance.randint(0, (worth - 1) // 2) if isinstance(worth, int) else chance.choice("nx")
    if outcome == "part" and len(entries) > 1:
        for criterion in chance.sample(sorted(entries), chance.randint(1, len(entries) - 1)):
            del entries[criterion]
    return entries
