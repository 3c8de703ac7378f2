"""The story of `markpack claim`: who can be claimed for, shown or written as a workbook and a list."""

from __future__ import annotations

import csv
import datetime
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markpack.app.pack_plan import OtherPacks
from markpack.app.workspace import Workspace
from markpack.documents.claim.builder import build_claim, claimed_people
from markpack.documents.claim.view import Claim, ClaimedUnit
from markpack.errors import InputError, Place, Problem, split
from markpack.inputs.workspace_inputs import read_inputs, read_registers
from markpack.publish.csv_lists import harmless
from markpack.publish.guarded_folder import GuardedFolder
from markpack.writers.xlsx.claim import write_claim

WORKBOOK, LIST = "claim.xlsx", "claim.csv"
COLUMNS = (
    "registration", "uln", "first name", "last name", "employer", "registered on", "qualification", "unit", "title",
    "version", "credits", "grade", "assessed on", "assessor", "iqa on", "iqa", "whole qualification",
    "qualification grade", "to check",
)  # fmt: skip
"""The columns of the list."""


@dataclass(frozen=True)
class ClaimReport:
    """Who can be claimed for, the warnings of the inputs, and their problems.

    `stopped` are the folders of employers of whom nothing is known because of problems.
    """

    claim: Claim
    warnings: tuple[Problem, ...]
    problems: tuple[Problem, ...] = ()
    stopped: tuple[str, ...] = ()

    @property
    def csv(self) -> str:
        """What can be claimed as CSV, with a heading."""
        return claim_csv(self.claim)


def claim(workspace: Workspace, employers: Sequence[str] = (), today: datetime.date | None = None) -> ClaimReport:
    """Return who can be claimed for at some employers, or at all; raise InputError as a build does. Writes nothing."""
    inputs, problems = read_inputs(workspace.root, employers, today=today)
    packs = OtherPacks(inputs)
    cohorts = [packs[employer.folder] for employer in inputs.employers]
    errors, warnings = split(problems)
    closing = claimed_people(
        (files.context.record.qualification, learner)
        for files in read_registers(workspace.root)
        if files.context
        for learner in files.register.learners
    )
    found = build_claim(cohorts, inputs.centre, left_out=inputs.stopped, is_whole=not employers, closing=closing)
    return ClaimReport(found, warnings, errors, tuple(inputs.stopped))


def write(found: Claim, folder: Path) -> tuple[Path, ...]:
    """Write a claim into a folder as claim.xlsx and claim.csv, for nobody else to read, and return the files.

    Raises InputError, and writes neither, where one of them is there already: it may be what was sent.
    """
    paths = folder / WORKBOOK, folder / LIST
    there = [path for path in paths if os.path.lexists(path)]
    if there:
        hint = "Give another folder, or move the file away: keep it if it was sent."
        message = "This claim is there already, and is kept."
        raise InputError([Problem(Place(str(path)), message, hint) for path in there])
    workbook, listed = write_claim(found), claim_csv(found).encode("utf-8-sig")
    guarded = GuardedFolder(folder)
    guarded.add(WORKBOOK, workbook, private=True)
    guarded.add(LIST, listed, private=True)
    return paths


def claim_csv(found: Claim) -> str:
    """Return what can be claimed as CSV; text that a spreadsheet would take for a formula begins with an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(text) for text in _row(entry)] for entry in found.units)
    return stream.getvalue()


def _row(entry: ClaimedUnit) -> tuple[str, ...]:
    learner, credits = entry.learner, "" if entry.credits is None else str(entry.credits)
    return (
        learner.registration, entry.uln, learner.first_name, learner.last_name, learner.employer,
        _iso(entry.registered_on), learner.qualification, entry.unit, entry.title, entry.version, credits,
        entry.grade_code, _iso(entry.assessed_on), entry.assessor, _iso(entry.iqa_on), entry.iqa,
        "yes" if entry.achieved else "no", entry.qualification_grade, "; ".join(entry.to_check),
    )  # fmt: skip


def _iso(date: datetime.date | None) -> str:
    return date.isoformat() if date else ""
