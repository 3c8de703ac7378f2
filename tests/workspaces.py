"""Small workspaces for tests: valid files as text, and functions that write them with whatever a test changes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

QUALIFICATION_FILE = "templates/qualifications/8604.yaml"
UNIT_FILE = "templates/units/8604-308.yaml"
CENTRE_FILE = "contexts/centre.yaml"
CONTEXT_FILE = "contexts/acme/context.yaml"
REGISTER_FILE = "contexts/acme/learners.csv"
MARKS_FILE = "contexts/acme/marks/marks.csv"

QUALIFICATION = """\
reference: 8604
title: Award in Leadership
level: 4
awarding_organisation: ILM
accreditation_number: 600/5850/X
operational_start: 01/09/2012
credits: 2
induction_hours: 1
tutorial_hours: 4
guided_learning: The hours of the units taken.
duration_years: 3
wording: paraphrase
purpose: For people who lead.
overview: Leading people and teams.
assessment: Each unit has an assignment.
rule_of_combination: Two credits from group 1.
staff_competence: Assessors know the subject.
groups:
  - name: Group 1
    minimum_credits: 2
    units: [8604-308]
"""

UNIT = """\
reference: 8604-308
title: Understanding Leadership
level: 3
credits: 2
guided_learning_hours: 6
wording: paraphrase
about: Leadership at {{ employer.short_name }}.
outcomes:
  - id: 1
    title: Know styles of leadership
    criteria:
      - id: 1.1
        verb: Describe
        text: Describe the factors that shape a choice of style.
        marks: 24
        descriptors:
          referral: Names few factors.
          pass: Describes the factors.
          good_pass: Describes the factors in depth.
      - id: 1.2
        verb: Explain
        text: Explain why styles have different effects.
        marks: 15
        descriptors:
          referral: Names effects.
          pass: Explains effects.
          good_pass: Explains effects with examples.
  - id: 2
    title: Know one's own style
    criteria:
      - id: 1.10
        verb: Assess
        text: Assess one's own leadership.
        marks: 28
        descriptors:
          referral: Says little.
          pass: Assesses it.
          good_pass: Assesses it with evidence.
assignment:
  title: Leadership here
  purpose: Look at leadership at {{ employer.name }}.
  employer_note: Agree the task with your {{ vocabulary.line_manager }}.
  not_in_work: Use an organisation that you know.
  submission: Check your work against the criteria.
  hours: 12
  words:
    nominal: 1200
    minimum: 800
    maximum: 1500
  tasks:
    - id: styles
      title: Styles
      guidance: |
        Think of your {{ vocabulary.team }}.

        Which styles have you seen?
      criteria: [1.1, 1.2]
    - id: own-style
      title: Your own style
      guidance: Ask {{ vocabulary.team }} members.
      criteria: ["1.10"]
"""

CENTRE = """\
number: 012345
name: Riverside Training
staff:
  - name: Dana Whitfield
    role: Assessor
    assesses: [8604-308]
    competence: [{role: assessor, units: [8604-308], evidence: Assesses, review_on: 2029-12-31}]
  - name: Miriam Okafor
    quality_assures: [8604-308]
    competence: [{role: iqa, units: [8604-308], evidence: Verifies, review_on: 2029-12-31}]
  - name: Tom Adeyemi
    assesses: [8604-308]
    competence:
      - {role: assessor, units: [8604-308], evidence: Assesses, review_on: 2029-12-31}
      - {role: tutor, units: [8604-308], evidence: Teaches, review_on: 2029-12-31}
"""

CONTEXT = """\
qualification: 8604
employer:
  name: Acme Rail Limited
  short_name: Acme
  sector: Rail
vocabulary:
  team: crew
  line manager: duty manager
scenario: |
  {{ employer.name }} runs trains. Its people work early and late, in all weathers and seldom all at once, and \
passengers notice at once when something goes wrong. A new timetable begins in December. You are one of those who \
lead on the day, and who are expected to explain what changes.
units:
  8604-308:
    guidance: Use what you know of {{ employer.short_name }}.
    tasks:
      styles:
        examples:
          - A late train.
assignments:
  - unit: 8604-308
    set_on: 2026-09-14
    due_on: 2026-10-14
    tutor: Tom Adeyemi
    assessor: Dana Whitfield
    iqa: Miriam Okafor
"""

REGISTER = """\
Registration,First name,Last name,ULN,Registered on
0012345,Rhys,Jones,,01/09/2026
0012346,Minh,Nguyễn Thị,,01/09/2026
0012347,Siobhán,O'Brien,,01/09/2026
"""

MARKS = """\
learner,unit,attempt,criterion,mark,decision,comment,assessor
0012345,8604-308,1,1.1,18,,Good factors.,Dana Whitfield
0012345,8604-308,1,1.2,9,,
0012345,8604-308,1,1.10,20,,
0012346,8604-308,1,1.1,6,,Few factors.
"""

PLAIN_LAYOUTS: Mapping[str, str] = {
    f"templates/layouts/{name}.html.j2": '<html lang="en"><title>Our own</title><p>Our own page'
    for name in (
        "brief",
        "certificate",
        "declaration",
        "employer_summary",
        "feedback",
        "mark_sheet",
        "pack",
        "verification",
    )
}
"""A centre's own layouts that print next to nothing, for tests of which documents a build makes."""

FILES: Mapping[str, str] = {
    QUALIFICATION_FILE: QUALIFICATION,
    UNIT_FILE: UNIT,
    CENTRE_FILE: CENTRE,
    CONTEXT_FILE: CONTEXT,
    REGISTER_FILE: REGISTER,
    MARKS_FILE: MARKS,
}


def write_workspace(
    root: Path,
    files: Mapping[str, str | bytes | None] | None = None,
    *,
    qualification: str = QUALIFICATION,
    unit: str = UNIT,
    centre: str = CENTRE,
    context: str = CONTEXT,
    register: str = REGISTER,
    marks: str = MARKS,
) -> Path:
    """Write a workspace with one unit, one employer (acme) and three learners, and return its root.

    `files` adds or replaces files by their names from the root; None leaves one out.
    """
    contents: dict[str, str | bytes | None] = {
        QUALIFICATION_FILE: qualification,
        UNIT_FILE: unit,
        CENTRE_FILE: centre,
        CONTEXT_FILE: context,
        REGISTER_FILE: register,
        MARKS_FILE: marks,
        **(files or {}),
    }
    for name, content in contents.items():
        if content is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """Return the text with the first occurrence of each old part replaced; fail if one does not occur."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def workbook(
    rows: Sequence[Sequence[object]],
    *,
    sheet: str = "Sheet1",
    properties: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> bytes:
    """Return a workbook of one sheet: text as text, numbers as numbers, `=…` as a formula without its result.

    `formats` gives number formats by cell (`A2`).
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for key, text in (properties or {}).items():
        book.set_custom_property(key, text)
    page = book.add_worksheet(sheet)
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            name = f"{chr(65 + column)}{row + 1}" if column < 26 else ""
            style = book.add_format({"num_format": formats[name]}) if formats and name in formats else None
            if value is None:
                continue
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(row, column, value, style, "")
            elif isinstance(value, str):
                page.write_string(row, column, value, style)
            else:
                page.write(row, column, value, style)
    book.close()
    return stream.getvalue()


MARKBOOK_KEYS = (
    "registration", "first_name", "last_name", "attempt",
    "u8604_308__mark__1_1", "u8604_308__comment__1_1",
    "u8604_308__mark__1_2", "u8604_308__mark__1_10", "",
    "u8604_308__overall_comment", "u8604_308__assessor", "u8604_308__assessed_on",
    "u8604_308__iqa", "u8604_308__iqa_on", "carried:u8604_308__mark__1_1",
)  # fmt: skip

MARKBOOK_HEADINGS = (
    "Registration number", "First name", "Last name", "Attempt",
    "AC 1.1", "AC 1.1 feedback", "AC 1.2", "AC 1.10", "Total",
    "Overall comment", "Assessor", "Assessed on", "IQA", "IQA on", "AC 1.1 carried over",
)  # fmt: skip


def markbook(
    *rows: Sequence[object],
    keys: Sequence[str] = MARKBOOK_KEYS,
    properties: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> bytes:
    """Return a filled-in markbook of unit 8604-308 with the columns of MARKBOOK_KEYS."""
    identity = {"markpack.kind": "markbook", "markpack.unit": "8604-308"}
    of_keys = dict(zip(MARKBOOK_KEYS, MARKBOOK_HEADINGS, strict=True))
    headings = MARKBOOK_HEADINGS if len(keys) == len(MARKBOOK_KEYS) else [of_keys.get(key, key) for key in keys]
    head: list[Sequence[object]] = [keys, ["Markbook: 8604-308"], [], headings]
    return workbook(
        [*head, *rows], sheet="Marks", properties=identity if properties is None else properties, formats=formats
    )


def name_as_before(root: Path) -> list[str]:
    """Give learners' published files the names that an earlier version gave them, and return these."""
    manifest = root / "output/acme/manifest.json"
    data = json.loads(manifest.read_text(encoding="utf-8"))
    files, former = {}, []
    for path, entry in data["files"].items():
        name = re.sub(r"\(1\) [^.]+", "(1)", path)
        (root / "output/acme" / path).rename(root / "output/acme" / name)
        files[name] = {**entry, "key": "of an earlier version"}
        former += [name] if name != path else []
    manifest.write_text(json.dumps({**data, "files": files}), encoding="utf-8")
    return former
