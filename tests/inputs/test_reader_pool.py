"""A file that takes too long, or too much memory, or breaks its reader, costs itself and nothing else."""

from __future__ import annotations

import datetime
import io
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from markpack.documents.unit_workbook.builder import build_unit_workbook
from markpack.errors import Severity
from markpack.inputs.files.csv_tables import read_csv
from markpack.inputs.marks import reader_pool
from markpack.inputs.marks.parse_cache import parse_cached
from markpack.inputs.marks.reader_pool import ReaderPool
from markpack.inputs.problems import Problems
from markpack.inputs.template_folders import read_unit
from markpack.inputs.workspace_inputs import read_inputs
from markpack.writers.xlsx.unit_workbook import write_unit_workbook
from tests.inputs.problems import problems_of
from tests.workspaces import CONTEXT, CONTEXT_FILE, MARKS, REGISTER, REGISTER_FILE, UNIT_FILE, write_workspace

PRELUDE = (
    "import markpack.inputs.files.csv_tables as tables, functools, time, os\n"
    "real = tables.read_csv\n"
    "@functools.wraps(real)\n"
)
CASES = {
    "sleeps": ("time.sleep(60)", "The file took longer than 1 seconds to read."),
    "works": ("while True: pass", "The file took longer than 1 seconds to read."),
    "grows": ("len(bytearray(3_000_000_000))", "The file needed more than 1.5 GB of memory to be read, or broke"),
    "dies": ("os.abort()", "The file needed more than 1.5 GB of memory to be read, or broke what reads it."),
    "exits": ("os._exit(0)", "The file needed more than 1.5 GB of memory to be read, or broke what reads it."),
    "stumbles": ("{}['a']", "The file could not be read: it makes markpack’s reader fail (KeyError)."),
}


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderPool]:
    """A pool whose processes do to a file named after a case what the case says, and read all others."""
    does = "".join(f"    if path.name == '{name}.csv': {act}\n" for name, (act, _) in CASES.items() if name != "works")
    does += "    while path.name == 'works.csv': pass\n"
    start = f"{PRELUDE}def read_csv(path, file, problems):\n{does}    return real(path, file, problems)\n"
    monkeypatch.setattr(reader_pool, "_START", f"{start}tables.read_csv = read_csv\n{reader_pool._START}")
    monkeypatch.setattr(reader_pool, "MOST_SECONDS", 1)
    own = ReaderPool(2)
    monkeypatch.setattr("markpack.inputs.marks.parse_cache.reader_pool", lambda: own)
    yield own
    own.close()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by Linux alone")
@pytest.mark.usefixtures("pool")
def test_only_the_file_that_is_too_much_is_named(tmp_path: Path) -> None:
    files = [f"contexts/acme/marks/{name}.csv" for name in CASES]
    root = write_workspace(tmp_path, dict.fromkeys(files, MARKS))
    found = {problem.place.file: problem.message for problem in problems_of(root)}
    assert set(found) == set(files)
    for name, (_, message) in CASES.items():
        assert found[f"contexts/acme/marks/{name}.csv"].startswith(message)


@pytest.mark.parametrize(
    ("name", "module", "reader"),
    [("learners.xlsx", "excel_tables", "read_workbook"), ("learners.csv", "csv_tables", "read_csv")],
)
def test_a_register_that_is_too_much_costs_its_employer_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, reader: str
) -> None:
    start = (
        f"import markpack.inputs.files.{module} as module, functools, time\n"
        f"real = module.{reader}\n"
        "@functools.wraps(real)\n"
        "def read(path, file, problems):\n"
        "    if path.parent.name == 'acme': time.sleep(60)\n"
        f"    return real(path, file, problems)\nmodule.{reader} = read\n"
    )
    monkeypatch.setattr(reader_pool, "_START", start + reader_pool._START)
    monkeypatch.setattr(reader_pool, "MOST_SECONDS", 2)
    monkeypatch.setattr("markpack.inputs.records.register_sheets.SHORT_LIST", 10)
    own = ReaderPool(1)
    monkeypatch.setattr("markpack.inputs.marks.parse_cache.reader_pool", lambda: own)
    register = workbook_of(REGISTER) if name.endswith("xlsx") else REGISTER
    other = {CONTEXT_FILE.replace("acme", "bell"): CONTEXT, f"contexts/bell/{name}": register}
    root = write_workspace(tmp_path, {REGISTER_FILE: None, f"contexts/acme/{name}": register, **other})
    try:
        inputs, problems = read_inputs(root)
    finally:
        own.close()
    assert [len(employer.learners) for employer in inputs.employers] == [len(REGISTER.splitlines()) - 1]
    assert inputs.stopped == ("acme",)
    assert (problems[0].place.file, problems[0].message) == (
        f"contexts/acme/{name}",
        "The file took longer than 2 seconds to read.",
    )


def workbook_of(register: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Learners")
        for number, line in enumerate(register.splitlines()):
            for column, text in enumerate(line.split(",")):
                sheet.write_string(number, column, text)
    return stream.getvalue()


@pytest.mark.slow
def test_a_unit_in_a_workbook_that_is_too_much_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    does = {"sleeps": "time.sleep(60)", "dies": "os.abort()"}
    acts = "".join(f"    if path.stem == '{name}': {act}\n" for name, act in does.items())
    start = (
        "import markpack.inputs.files.excel_tables as module, functools, os, time\n"
        "real = module.read_workbook\n"
        "@functools.wraps(real)\n"
        f"def read(path, file, problems):\n{acts}"
        "    return real(path, file, problems)\nmodule.read_workbook = read\n"
    )
    monkeypatch.setattr(reader_pool, "_START", start + reader_pool._START)
    monkeypatch.setattr(reader_pool, "MOST_SECONDS", 2)
    own = ReaderPool(1)
    monkeypatch.setattr("markpack.inputs.marks.parse_cache.reader_pool", lambda: own)
    unit = unit_in_workbook()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", bytes(50_000_000))
    folder = Path(UNIT_FILE).parent.as_posix()
    files = {f"{folder}/{name}.xlsx": unit for name in (*does, "8604-308")} | {f"{folder}/bomb.xlsx": bomb.getvalue()}
    try:
        inputs, problems = read_inputs(write_workspace(tmp_path, {UNIT_FILE: None, **files}))
    finally:
        own.close()
    assert [attempt.unit for attempt in inputs.employers[0].marked] == ["8604-308", "8604-308"]
    found = {Path(problem.place.file).stem: problem for problem in problems}
    assert {name: problem.message.partition(", or")[0] for name, problem in found.items()} == {
        "sleeps": "The file took longer than 2 seconds to read.",
        "dies": "The file needed more than 1.5 GB of memory to be read",
        "bomb": "The workbook would unpack to 1028 times its size.",
    }
    assert {problem.severity for problem in found.values()} == {Severity.WARNING}


def unit_in_workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        unit = read_unit(write_workspace(Path(folder)), "8604-308")
    data = unit.model_dump(mode="json", by_alias=True)
    return write_unit_workbook(
        build_unit_workbook(data, unit.scheme, schemes=("ilm-marks",), dated=datetime.date(2026, 9, 1))
    )


def test_a_process_reads_one_file_after_another(tmp_path: Path, pool: ReaderPool) -> None:
    for number in range(8):
        (tmp_path / f"{number}.csv").write_text(f"a,{number}\n")
    begun = [parse_cached(read_csv, tmp_path / f"{number}.csv", f"{number}.csv", None) for number in range(8)]
    tables = [finish()[0] for finish in begun]
    assert [table and table.rows[0][1].text for table in tables] == [str(number) for number in range(8)]
    assert len(pool._readers) <= 2


def test_a_process_says_what_reading_here_says(tmp_path: Path) -> None:
    path, problems = tmp_path / "a.csv", Problems()
    path.write_bytes("learner;mark\n001;\xe9t\xe9\n".encode("cp1252"))
    here = read_csv(path, "a.csv", problems)
    assert parse_cached(read_csv, path, "a.csv", None)() == (here, problems.problems)


def test_nothing_in_the_folder_of_the_marks_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'w')")
    (tmp_path / "a.csv").write_text("a,b\n")
    monkeypatch.chdir(tmp_path)
    own = ReaderPool(1)
    try:
        assert json.loads(own.submit(read_csv, Path("a.csv"), "a.csv").result().split(b"\n")[1])[0]["file"] == "a.csv"
    finally:
        own.close()
    assert not os.path.exists("was-run")  # noqa: PTH110 - from the folder that we are in
