"""The record of a discussion, presentation or observation: in markbooks and lists, and missed where it is empty."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from markpack.cli.commands import main
from markpack.errors import Severity
from markpack.model.forms.method_record import RECORDS
from markpack.model.instrument import Method
from markpack.report import Options
from tests.inputs.problems import inputs_of, lines_of, only, problems_of
from tests.inputs.returned import FOLDER, field
from tests.test_integrated import EVERY, LIST
from tests.test_integrated import workspace as workspace_of_several
from tests.test_methods import TEMPLATE, made, told_of_all, told_of_each, workspace
from tests.workspaces import CENTRE, CENTRE_FILE, MARKS_FILE

HEAD = "learner,unit,attempt,criterion,mark,comment,assessor,assessed on"
MARKED = ("1.1,18", "1.2,9", "1.10,20")
HELD = [method for method in Method if method.is_held]
BOOK = "output/acme/8604-308/Markbook-8604-308.xlsx"


def with_list(root: Path, method: Method, *, head: str = "", values: str = "", format_: int = 2) -> Path:
    """A workspace in which a learner is marked in a list, with further columns and their values in its first row."""
    if method is Method.WRITTEN:
        root = workspace(root, Method.DISCUSSION)
        path = root / "contexts/acme/context.yaml"
        path.write_text(path.read_text().replace("    method: professional discussion\n", ""))
    else:
        root = workspace(root, method)
    (root / CENTRE_FILE).write_text(f"format: {format_}\n{CENTRE}")
    (root / FOLDER).mkdir(parents=True)
    rows = [f"0012345,8604-308,1,{mark},Said.,Dana Whitfield,2026-10-27" for mark in MARKED]
    rows[0] += f",{values}"
    (root / MARKS_FILE).write_text("\n".join((f"{HEAD},{head}" if head else HEAD, *rows)) + "\n")
    return root


def standing(root: Path) -> str:
    result = CliRunner().invoke(main, ["status", "--json", "-C", str(root)])
    assert result.exit_code == 0, result.output
    (assignment,) = json.loads(result.stdout)["employers"][0]["assignments"]
    (learner,) = assignment["learners"]
    return str(learner["standing"])


@pytest.mark.parametrize("method", HELD, ids=lambda method: method.value)
def test_what_was_held_without_a_record_is_not_confirmed(method: Method, tmp_path: Path) -> None:
    root = with_list(tmp_path, method)
    found = only(root, Severity.WARNING)
    assert found.message == (
        f"Nothing is recorded of the {method.value} with learner 0012345, unit 8604-308, attempt 1: the decision is "
        "not confirmed without it."
    )
    assert standing(root) == "record_missing"


@pytest.mark.parametrize(
    ("method", "format_"),
    [(Method.DISCUSSION, 1), (Method.WRITTEN, 2), (Method.LOG, 2), (Method.PROJECT, 2), (Method.CASE_STUDY, 2)],
)
def test_where_the_work_itself_can_be_seen_or_the_workspace_is_older_nothing_is_missed(
    method: Method, format_: int, tmp_path: Path
) -> None:
    root = with_list(tmp_path, method, format_=format_)
    assert lines_of(root) == []
    assert standing(root) == "confirmed"


def test_what_is_not_decided_yet_needs_no_record_yet(tmp_path: Path) -> None:
    root = with_list(tmp_path, Method.DISCUSSION)
    path = root / MARKS_FILE
    path.write_text(path.read_text().replace("1.2,9", "1.2,"))
    assert lines_of(root) == []
    assert standing(root) == "incomplete"


def test_a_list_has_columns_for_the_record(tmp_path: Path) -> None:
    head = "Notes,Evidence,Time on the recording,Date of the discussion,In person or online,Minutes,Authenticity"
    values = "Compares two leaders,Page 1,12:30,20/10/2026,Online,45,Pass seen"
    root = with_list(tmp_path, Method.DISCUSSION, head=head, values=values)
    assert lines_of(root) == []
    (marked,) = inputs_of(root).employers[0].marked
    assert marked.record == {
        "held_on": "20 October 2026", "held_how": "Online", "duration": "45", "authenticity": "Pass seen",
    }  # fmt: skip
    assert marked.criteria["1.1"].record == {
        "notes": "Compares two leaders", "evidence": "Page 1", "timestamp": "12:30",
    }  # fmt: skip
    assert standing(root) == "confirmed"


@pytest.mark.parametrize("method", HELD, ids=lambda method: method.value)
def test_a_list_knows_each_field_by_its_label_on_sheets(method: Method, tmp_path: Path) -> None:
    record = RECORDS[method]
    texts = {**told_of_all(method), **{name: f"The {name}" for name in record.criterion_fields}}
    labels = [{**record.fields, **record.criterion_fields}[name] for name in texts]
    quoted = (",".join(f'"{text}"' for text in part) for part in (labels, texts.values()))
    root = with_list(tmp_path, method, head=next(quoted), values=next(quoted))
    assert lines_of(root) == []
    (marked,) = inputs_of(root).employers[0].marked
    assert {**marked.record, **marked.criteria["1.1"].record} == texts


def test_a_day_that_is_none_is_a_problem_at_its_cell(tmp_path: Path) -> None:
    found = only(with_list(tmp_path, Method.DISCUSSION, head="Held on", values="soon"))
    assert "“soon”" in found.message
    assert found.place.line == 2


@pytest.mark.parametrize(
    ("method", "head", "message"),
    [
        (
            Method.DISCUSSION, "Held on,Place", "“Room 4” stands as place, but this is a professional discussion, "
            "which has no field for it. No document shows it.",
        ),
        (
            Method.WRITTEN, "Notes,Place", "“2026-10-20” stands as notes of criterion 1.1, but this is a written "
            "assignment, which has no record (and 1 more of this attempt). No document shows it.",
        ),
    ],
)  # fmt: skip
def test_what_no_document_would_show_is_named(method: Method, head: str, message: str, tmp_path: Path) -> None:
    root = with_list(tmp_path, method, head=head, values="2026-10-20,Room 4")
    assert [problem.message for problem in problems_of(root)] == [message]


def test_a_record_that_a_mark_sheet_and_a_list_tell_differently_is_in_conflict(tmp_path: Path) -> None:
    root = with_list(tmp_path, Method.DISCUSSION, head="Notes", values="Compares two leaders")
    (root / FOLDER / "other.csv").write_text(f"{HEAD},Notes\n0012345,8604-308,1,1.1,18,Said.,,,Names one leader\n")
    found = only(root)
    assert found.message.startswith(
        "The notes of criterion 1.1 are “Names one leader” here and “Compares two leaders” in"
    )


def columns_of(data: bytes) -> dict[str, int]:
    """The columns of a markbook by their keys, from 1."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Marks"]
    return {str(cell.value): cell.column for cell in sheet[1] if cell.value}


def built(root: Path) -> bytes:
    made(root, Options(kinds=("markbook",), jobs=1))
    return (root / BOOK).read_bytes()


@pytest.mark.parametrize("method", HELD, ids=lambda method: method.value)
def test_what_is_recorded_in_a_markbook_comes_back(method: Method, tmp_path: Path) -> None:
    root = with_list(tmp_path, method)
    data = built(root)
    whole, each, columns = told_of_all(method), told_of_each(method), columns_of(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Marks"]
    row = next(row for row in range(5, 20) if sheet.cell(row, 1).value == "0012345")
    for name, text in whole.items():
        sheet.cell(row, columns[field(name)]).value = text
    for (name, part), text in each.items():
        sheet.cell(row, columns[field(name, part)]).value = text
    book.save(root / FOLDER / "book.xlsx")
    (root / MARKS_FILE).unlink()
    assert lines_of(root) == []
    (marked,) = inputs_of(root).employers[0].marked
    assert dict(marked.record) == whole
    assert {
        (name, part): text for part, entry in marked.criteria.items() for name, text in entry.record.items()
    } == each
    assert standing(root) == "confirmed"
    sheet = openpyxl.load_workbook(io.BytesIO(built(root)))["Marks"]
    shown = {str(cell.value) for cell in sheet[row]}
    assert {*each.values(), *(text for name, text in whole.items() if name != "held_on")} <= shown
    assert sheet.cell(row, columns[field("held_on")]).value == datetime.datetime(2026, 10, 20)


@pytest.mark.parametrize(("method", "format_"), [(Method.DISCUSSION, 1), (Method.WRITTEN, 2)])
def test_other_markbooks_have_no_columns_for_it(method: Method, format_: int, tmp_path: Path) -> None:
    columns = columns_of(built(with_list(tmp_path, method, format_=format_)))
    assert field("mark", "1.1") in columns
    assert {field("held_on"), field("kept"), field("notes", "1.1"), field("evidence", "1.1")}.isdisjoint(columns)


def test_a_time_on_the_recording_is_not_taken_for_one_of_the_day(tmp_path: Path) -> None:
    data = built(with_list(tmp_path, Method.DISCUSSION))
    cell = openpyxl.load_workbook(io.BytesIO(data))["Marks"].cell(5, columns_of(data)[field("timestamp", "1.1")])
    assert cell.number_format == "@"


@pytest.mark.parametrize(
    ("marking", "award"), [("pass or refer", ",Pass"), ("separate sheets", "7,")], ids=["one sheet", "separate sheets"]
)
def test_of_several_units_each_needs_a_record_of_its_own_criteria(marking: str, award: str, tmp_path: Path) -> None:
    rows = [
        f"0012345,{unit},1,{part},{award},Said.,20/10/2026,Dana Whitfield,{'Heard' if unit == '8604-309' else ''}"
        for unit, part in EVERY
    ]
    method = "    method: professional discussion\n"
    marks = "\n".join((f"{LIST.strip()},Notes", *rows, ""))
    root = workspace_of_several(tmp_path, marking, marks=marks, more=method)
    for path in (root / "templates/units").glob("*.yaml"):
        path.write_text(path.read_text() + TEMPLATE.format(method="professional discussion"))
    path = root / "contexts/acme/context.yaml"
    path.write_text(path.read_text().replace("    approved_by", f"{method}    approved_by"))
    path = root / CENTRE_FILE
    path.write_text(f"format: 2\n{path.read_text()}")
    warned = [problem.message for problem in problems_of(root) if "Nothing is recorded" in problem.message]
    assert [message.partition(", unit ")[2].partition(",")[0] for message in warned] == ["8604-308", "8604-501"]
    result = CliRunner().invoke(main, ["claim", "--json", "-C", str(root)])
    claim = json.loads(result.stdout)
    assert [entry["unit"] for entry in claim["units"]] == ["8604-309"]
    assert {entry["unit"]: entry["standing"] for entry in claim["cannot_be_claimed"]} == {
        "8604-308": "record_missing", "8604-501": "record_missing",
    }  # fmt: skip
    assert all(entry["why"].count("there is no record yet") == 1 for entry in claim["cannot_be_claimed"])
