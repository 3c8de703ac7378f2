"""What a reader finds in each format by the labels on the page, as texts by the names of facts."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import openpyxl
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from markpack.model.forms.labels import (
    CARRIED_OVER,
    CRITERION_HEADINGS,
    FEEDBACK_LABELS,
    LABELS,
    MET_IN_ATTEMPT,
    ON_CRITERION,
    RESULT_HEADINGS,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FOOT = re.compile(r"^(?:.*Page \d+ of \d+|.* · \d{7}|•)$", re.MULTILINE)
"""The lines at the foot of a page, and the bullets of lists, which come last on it."""
Facts = Mapping[str, str]
_DECISION = re.compile(
    rf"Quality assurance use {LABELS['outcome']} (?P<outcome>.*?) {LABELS['iqa_decision']} (?P<iqa_decision>.*?)"
    rf" ?{LABELS['assessor']} (?P<assessor>.*?) {LABELS['iqa']} (?P<iqa>.*?)"
    rf" ?{LABELS['signature']} ?{LABELS['signature']}"
    rf" ?{LABELS['assessed_on']} (?P<assessed_on>{(DAY := '(?:[0-9]{1,2} [A-Z][a-z]+ [0-9]{4})?')}) ?"
    rf"{LABELS['iqa_on']} ?(?P<iqa_on>{DAY})"
)
"""The assessor's decision and the IQA's, side by side."""
_MARK = re.compile(r"(?:(?<= )(\d+(?:\.5)?) )?/ (\d+)(?= \(min\. of)")
"""A criterion's mark, if it has one, and its highest, which stand above the least."""
_CRITERION = re.compile(r"(\d+/)?\d+\.\d+")
_UNIT = re.compile(r"\d{4}-\d{3} ")
_UNIT_ROW = re.compile(r"(\d{4}-\d{3}) [A-Z][A-Za-z ]+? \d+ (?:([\d.]+) / \d+ )?(?:\(\d+%\) )?([A-Z][a-z]+)\b")
"""A unit's title, credits, marks if it has any, and outcome."""
_TOTAL = re.compile(r"Total marks (?P<total>[\d.]+) / (?P<maximum>\d+)(?: \((?P<percentage>\d+)%\))?")
_OF_MARKS = re.compile(r"\bTotal (?P<total>[\d.]+) of (?P<maximum>\d+) marks \((?P<percentage>\d+)%\)")
_AGAIN = re.compile(
    r"(?:[Rr]esubmit(?: unit [\d-]+)?|[Hh]and it in) by (?P<resubmit_by>\d+ [A-Z][a-z]+ \d{4})"
    r"(?:, (?P<hour>\d+(?:\.\d\d)? [ap]m))?"
)
_ID, _NEXT = r"(?P<id>(?:\d+/)?\d+\.\d+)", r"(?:\d+/)?\d+\.\d+ [A-Z]"
_ON_CRITERION = ON_CRITERION % (FEEDBACK_LABELS[0], _ID)
_FULL = re.compile(
    rf"{_ON_CRITERION} (?P<text>.*?)"
    rf"(?= {LABELS['earlier']} | {FEEDBACK_LABELS[0]} on| {CARRIED_OVER}| Total and decision| Decision )"
)
"""What follows a criterion on a mark sheet: the comment on it, its mark, and whether it is met."""
_EARLIER = re.compile(
    rf"{LABELS['earlier']} (?P<text>{LABELS['attempt']} \d: (?:(?!{LABELS['earlier']}).)*?) {_ON_CRITERION}"
)
_CARRIED = re.compile(rf"{_ID} [A-Z][^.]+\. (?P<text>[^.]*(?:\.5[^.]*)?{MET_IN_ATTEMPT}\d\.)")
_ACTION = re.compile(
    rf" {_ID} [A-Z][^.]+\.(?: What your assessor said (?P<comment>.*?))?(?: Work that meets it shows (?P<shows>.*?))?"
    rf"(?: By when .*?)?(?=$| {_NEXT}| What you have earned)"
)
"""A criterion to show again, on the first page of a feedback report."""
_TOLD = re.compile(rf" {_ID} [A-Z][^.]+\. (?P<text>.*?)(?=$| {_NEXT}| Assessment criterion \(AC\)| Unit \d)")
"""A criterion in the table of a feedback report."""
_ATTEMPT = re.compile(rf"{LABELS['attempt']} (?P<attempt>\d+)")


def text_of(path: Path) -> str:
    """All that stands on the pages of a PDF or Word file, in the order in which it is read."""
    if path.suffix == ".pdf":
        run = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
        text = FOOT.sub("", run.stdout.decode())
    else:
        body = etree.fromstring(zipfile.ZipFile(io.BytesIO(path.read_bytes())).read("word/document.xml"))
        text = " ".join(
            "".join(
                part.text or "" if part.tag == f"{W}t" else " " for part in entry.iter(f"{W}t", f"{W}br", f"{W}tab")
            )
            for entry in body.iter(f"{W}p")
        )
    return " ".join(text.split())


def of_completed(path: Path) -> Facts:
    """The facts of a completed mark sheet."""
    if path.suffix == ".xlsx":
        return dict(_of_sheet(path))
    text = text_of(path)
    found = {"attempt": _group(_ATTEMPT, text, "attempt")}
    decision = _DECISION.search(text)
    assert decision, text
    found |= {name: value.strip() for name, value in decision.groupdict().items()}
    if total := _TOTAL.search(text):
        found |= {name: value for name, value in total.groupdict().items() if value}
    marks = (f"{mark} / {worth}".strip() for mark, worth in _MARK.findall(text))
    carried = text.partition(f" {CARRIED_OVER} ")[2]
    for what, pattern, of in (("full", _FULL, text), ("earlier", _EARLIER, text), ("carried", _CARRIED, carried)):
        found |= {f"{what} {match['id']}": match["text"] for match in pattern.finditer(of)}
    return found | {"marks": ", ".join(marks)}


def unit_results(path: Path) -> Mapping[str, tuple[str, str]]:
    """Each unit's marks and outcome on a sheet of several, by its reference."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, data_only=True)
        rows = [[_text(cell) for cell in row if cell not in (None, "")] for row in book.worksheets[0].values]
        heads = next((at for at, row in enumerate(rows) if row[:1] == ["Unit"]), len(rows))
        named = ((row[0].split()[0], row) for row in rows[heads + 1 :] if len(row) > 2 and _UNIT.match(row[0]))
        return {unit: (row[1] if len(row) == len(rows[heads]) else "", row[-1]) for unit, row in named}
    found = _UNIT_ROW.findall(text_of(path).partition(" Unit Credits ")[2].partition(" Total marks ")[0])
    return {unit: (total, outcome) for unit, total, outcome in found}


def _group(pattern: re.Pattern[str], text: str, name: str) -> str:
    match = pattern.search(text)
    assert match, (pattern.pattern, text)
    return match[name]


def _of_sheet(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the facts of a workbook: labels with what stands behind them, and a row for each criterion."""
    book = openpyxl.load_workbook(path, data_only=True)
    rows = [[cell for cell in row if cell not in (None, "")] for row in book.worksheets[0].values]
    behind = [(str(label), value) for row in rows for label, value in pairwise(row)]
    labels = {
        "Total marks": "total",
        LABELS["attempt"]: "attempt",
        LABELS["assessor"]: "assessor",
        LABELS["iqa"]: "iqa",
    }
    labels |= {LABELS["assessed_on"]: "assessed_on", LABELS["iqa_on"]: "iqa_on"}
    known = {*LABELS.values(), "Total marks"}
    for label, value in behind:
        if label in labels and value not in known:
            yield labels[label], _text(value)
        if label.startswith("As a percentage"):
            yield "percentage", f"{int(float(str(value)) * 100 + 0.5)}"
    heads = [row for row in book.worksheets[0].values if row and row[0] == CRITERION_HEADINGS[0]]
    for row in book.worksheets[0].values:
        if row and _CRITERION.fullmatch(str(row[0])):
            columns = {str(heading): at for at, heading in enumerate(heads[0]) if heading}
            behind_feedback = list(columns)[list(columns).index(FEEDBACK_LABELS[0]) + 1]
            yield f"standing {row[0]}", str(row[columns[RESULT_HEADINGS["standing"]]])
            yield f"award {row[0]}", _text(row[columns[behind_feedback]])
            criterion = str(row[0])
        elif LABELS["earlier"] in row:
            earlier = next(str(cell) for cell in row[row.index(LABELS["earlier"]) + 1 :] if cell)
            yield f"earlier {criterion}", " ".join(earlier.split())
    outcomes = [row for row in rows if row and row[0] == LABELS["outcome"]]
    yield "outcome", str(outcomes[-1][1]) if outcomes[-1][1:2] else ""
    if outcomes[-1][3:4]:
        yield "iqa_decision", str(outcomes[-1][3])


def of_feedback(path: Path) -> Facts:
    """The facts of a feedback report: who decided and when, what marks come to, when to hand in again; and its text."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, data_only=True)
        cells = [str(cell) for sheet in book for row in sheet.values for cell in row if cell not in (None, "")]
        found = {name: text for sheet in book for name, text in _standings(sheet)}
        found["text"] = " ".join(" ".join(cells).split())
    else:
        found = {"text": text_of(path)}
        page_1, table = re.split(r" (?:Marks|Decisions|Levels) and feedback ", found["text"], maxsplit=1)
        for match in _ACTION.finditer(page_1):
            found[f"above {match['id']}"] = f"{match['comment'] or ''} | {match['shows'] or ''}"
        for match in _TOLD.finditer(table.partition(f" {LABELS['registration']} ")[0]):
            found[f"told {match['id']}"] = match["text"]
    text = found["text"]
    if total := _OF_MARKS.search(text):
        found |= total.groupdict()
    if assessor := re.search(r"Assessor (?P<assessor>Dana Whitfield), (?P<assessed_on>\d+ \w+ \d{4})", text):
        found |= assessor.groupdict()
    if iqa := re.search(r"Quality assurance (?P<iqa>Miriam Okafor), (?P<word>[\w ]+), (?P<iqa_on>\d+ \w+ \d{4})", text):
        found |= {"iqa": iqa["iqa"], "iqa_on": iqa["iqa_on"]}
    if again := _AGAIN.search(text):
        found |= again.groupdict("")
    return found


def _standings(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    """Yield how each criterion stands, of a sheet that has a table with a column for that."""
    standing, at = RESULT_HEADINGS["standing"], 0
    for row in sheet.values:
        if standing in row:
            at = row.index(standing)
        elif at and _CRITERION.fullmatch(str(row[0])):
            yield f"standing {row[0]}", str(row[at])


def _text(value: object) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def dated(value: object) -> str:
    """A date as documents spell it; any other text as it is."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return _text(datetime.date.fromisoformat(value))
    return _text(value)
