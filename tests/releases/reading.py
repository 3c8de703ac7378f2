"""What this version reads from a release's folder, by its command line and the records in its completed sheets."""

from __future__ import annotations

import datetime
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import openpyxl
import pypdf
from click.testing import CliRunner

MAIN: click.Command = import_module("markpack.__main__").main
"""What `python -m markpack` runs, wherever its module is."""

RETURNED = "returned"
WORKSPACE = "workspace"
EXPECTED = "expected.json"


@dataclass(frozen=True)
class Run:
    """How a run of markpack ended, and what it printed as JSON."""

    code: int
    data: Any


def done(*arguments: str) -> str:
    """Run markpack, which has to succeed, and return what it prints."""
    result = CliRunner().invoke(MAIN, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def told(*arguments: str, at: Path) -> Run:
    result = CliRunner().invoke(MAIN, [*arguments, "--json", "-C", str(at)], catch_exceptions=False)
    assert result.stdout, result.output
    return Run(result.exit_code, json.loads(result.stdout))


def workspace_of(release: Path, target: Path, *, published: bool) -> Path:
    """Return a copy of a release's workspace: with what the release had published in it, or with no output."""
    root = target / WORKSPACE
    shutil.copytree(release / WORKSPACE, root)
    if not published:
        shutil.rmtree(root / "output")
    return root


def give_back(release: Path, root: Path) -> None:
    """Put what came back filled in where marks belong."""
    for employer in (release / RETURNED).iterdir():
        shutil.copytree(employer, root / "contexts" / employer.name / "marks")


def unfilled(release: Path) -> list[tuple[str, Path]]:
    """The sheets and markbooks as they went out, each with its employer."""
    output = release / WORKSPACE / "output"
    return [
        (employer.name, employer / name)
        for employer in sorted(path for path in output.iterdir() if path.is_dir())
        for name, entry in manifest(employer)["files"].items()
        if entry["kind"] in {"blank", "markbook"}
    ]


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def readings(root: Path) -> dict[str, dict[str, Any]]:
    """What is read of each employer: the register, where learners stand, and each attempt as its record has it.

    The pages of the sheets that the records are in are nearly empty, which is quick.
    """
    plain = root / "templates/layouts/mark_sheet.html.j2"
    plain.parent.mkdir(exist_ok=True)
    plain.write_text('<html lang="en"><title>Sheet</title><p>The record is attached.', encoding="utf-8")
    for kind, fmt in (("completed", "pdf"), ("results", "xlsx")):
        made = told("build", "--only", kind, "--format", fmt, at=root)
        assert made.code == 0, made.data
    found = {}
    for employer in told("status", at=root).data["employers"]:
        output = root / "output" / employer["folder"]
        found[employer["folder"]] = {
            "name": employer["name"],
            "register": _register(output / "results.xlsx"),
            "standings": [_standing(unit, learner) for unit in employer["assignments"] for learner in unit["learners"]],
            "attempts": sorted((_attempt(path) for path in output.glob("*/completed/*.pdf")), key=_whose),
        }
    return found


def _register(results: Path) -> list[list[str]]:
    """Each learner's row among the results as texts, whatever the columns are called and their order is."""
    rows = openpyxl.load_workbook(io.BytesIO(results.read_bytes()), data_only=True)["Learners"].iter_rows()
    texts = [[_text(cell.value) for cell in row if cell.value is not None] for row in rows]
    return [row for row in texts if any(text.isdecimal() and text.startswith("00") for text in row)]


def _text(value: object) -> str:
    return value.date().isoformat() if isinstance(value, datetime.datetime) else str(value)


def _standing(unit: Mapping[str, Any], learner: Mapping[str, Any]) -> dict[str, object]:
    names = ("registration", "first_name", "last_name", "attempt", "marked", "total", "resubmit_by")
    return {"unit": unit["unit"], **{name: learner[name] for name in names}}


def _attempt(path: Path) -> dict[str, Any]:
    """The record in a completed sheet, as docs/marks-record.md describes it; what later versions add is left out."""
    (texts,) = (data for name, data in pypdf.PdfReader(path).attachments.items() if name == "marks.json")
    record = json.loads(texts[0])
    of_criterion = ("id", "mark", "decision", "met", "comment", "method_record", "carried_from")
    of_attempt = (
        "unit", "attempt", "outcome", "total", "method", "method_record", "section_comments", "verification_comments",
        "standardisation_refused", "overall_comment", "assessor", "iqa",
    )  # fmt: skip
    return {
        "learner": record["learner"]["registration"],
        **{name: record[name] for name in of_attempt},
        "criteria": [{name: entry[name] for name in of_criterion} for entry in record["criteria"]],
    }


def _whose(attempt: Mapping[str, Any]) -> tuple[str, str, int]:
    return attempt["learner"], attempt["unit"], attempt["attempt"]


def releases() -> Iterator[Path]:
    """The folders of the releases, oldest name first."""
    return (path.parent for path in sorted(Path(__file__).parent.glob(f"*/{EXPECTED}")))
