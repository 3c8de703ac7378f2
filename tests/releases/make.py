"""Make the folder of the version at hand: `python -m tests.releases.make`, once for each release.

A small workspace as `markpack init` lays it out, with two employers of ours; its sheets and a markbook as they go out;
the same filled in by programs that are not ours; and what the version reads from them. Look at expected.json before you
commit it: whatever stands in it is what every later version has to read.
"""

from __future__ import annotations

import datetime
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pikepdf

from markpack import __version__
from tests.inputs.returned import Values, fill_cells, fill_pdf, fill_word
from tests.releases.reading import EXPECTED, RETURNED, WORKSPACE, done, give_back, readings, workspace_of


def fill_and_pack_pdf(data: bytes, values: Values) -> bytes:
    with pikepdf.open(io.BytesIO(fill_pdf(data, values))) as pdf:
        target = io.BytesIO()
        pdf.save(target, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


FILL: Mapping[str, Callable[[bytes, Values], bytes]] = {
    ".xlsx": fill_cells,
    ".docx": fill_word,
    ".pdf": fill_and_pack_pdf,
}

FERRIES = """\
# Two assignments of their own, marked with numbers; the register is a workbook.
qualification: "8604"
employer:
  name: Tern Ferries
  short_name: Tern
  sector: passenger ferries
  colour: "#1f5f7a"
vocabulary:
  team: deck crew
  team_member: crew member
  line_manager: duty master
  workplace: vessel
  customers: passengers
  organisation: company
  activity: turning a ferry round in eighteen minutes
scenario: |
  {{ employer.name }} links four islands. In spring a second vessel comes into service, and each {{ vocabulary.team }}
  is mixed anew. Those who lead on deck are asked to explain what changes, and to listen.
units:
  "8604-308":
    guidance: Think of the last winter timetable.
    examples: [A crossing that was cancelled at short notice.]
assignments:
  - unit: 8604-308
    set_on: 2026-09-07
    due_on: 2026-10-16
    tutor: Tom Adeyemi
    assessor: Gareth Pugh
    iqa: Helen Marsh
  - unit: 8604-401
    marking: marks
    set_on: 21 September 2026
    due_on: 11/11/2026
    resubmit_by: 2026-12-11
    tutor: Tom Adeyemi
    assessor: Priya Raman
    iqa: Helen Marsh
"""
FERRIES_REGISTER = (
    ("Registration", "First name", "Last name", "ULN", "Job title", "Registered on", "Adjustments"),
    ("0000101", "Siobhán", "Byrne", "1000102016", "Mate", datetime.date(2026, 9, 1), None),
    ("0000102", "Tomáš", "Novak", "1000103020", "Boatswain", datetime.date(2026, 9, 1), "large print"),
    ("0000103", "Thị Minh", "Tran", "1000104035", "Purser", datetime.date(2026, 9, 2), None),
    ("0000104", "Ewan", "Muir", "1000105058", "Mate", datetime.date(2026, 9, 2), None),
)
CARE = """\
# Two units on one sheet, assessed by a discussion and marked by pass or refer; the register is a CSV.
qualification: "8604"
employer: {name: Larkfield Care, short_name: Larkfield, sector: residential care}
vocabulary:
  team: care team
  team_member: colleague
  line_manager: home manager
  workplace: care home
  customers: residents
  organisation: charity
  activity: moving six residents into a new wing
scenario: |
  {{ employer.name }} runs two homes. A new wing opens in the spring, and those who lead a shift are asked to explain
  what changes and to listen to what people say about it.
assignments:
  - units: [8604-308, 8604-401]
    method: professional discussion
    marking: pass or refer
    set_on: 2026-09-14
    due_on: 2026-11-12
    tutor: Tom Adeyemi
    assessor: Gareth Pugh
    iqa: Miriam Okafor
approvals:
  - units: [8604-308, 8604-401]
    method: professional discussion
    approved_by: Ruth Vane
    reference: QC-2026-0001
    approved_on: 2026-08-20
"""
CARE_REGISTER = """\
Registration;First name;Last name;ULN;Registered on
0000201;Zoë;Hart;1000203017;01/09/2026
0000202;Ayşe;Kaya;1000204021;01/09/2026
0000203;Owain;Rees;1000205036;02/09/2026
"""

BUILDS = (
    ("ferries", "blank", "pdf", "0000101"),
    ("ferries", "blank", "docx", "0000102"),
    ("ferries", "blank", "xlsx", "0000103"),
    ("ferries", "markbook", "xlsx", ""),
    ("care", "blank", "pdf", "0000201"),
    ("care", "blank", "docx", "0000202"),
    ("care", "blank", "xlsx", ""),
)
"""What goes out: employer, kind, format and learner. Each learner's sheet is in another format, to have few files."""

LONG = "Łódź · Nguyễn – “quoted” & <b>\n\nSecond paragraph; it goes on. " + "Said with care. " * 12


def _marks(unit: str, marks: Mapping[str, object], **more: object) -> dict[str, object]:
    return {_field(unit, "mark", part): value for part, value in marks.items()} | _named(unit, more)


def _named(unit: str, values: Mapping[str, object]) -> dict[str, object]:
    return {_field(unit, *name.split("__", 1)): value for name, value in values.items()}


def _field(unit: str, field: str, part: str = "") -> str:
    return "__".join(text.replace("-", "_").replace(".", "_") for text in (f"u{unit}", field, part) if text)


REFERRED = _marks(
    "8604-308",
    {"1.1": "18", "1.2": "12", "2.1": "9", "2.2": "20"},
    comment__1_1=LONG,
    comment__2_1="Say more of how others see you.",
    section_comment__1="Well argued.\nMostly.",
    verification__2="Agreed.",
    overall_comment="Nearly there.",
    assessor="gareth pugh",
    assessed_on="20 October 2026",
    iqa_decision="Referral",
    iqa="Helen Marsh",
    iqa_on="24/10/2026",
    iqa_comment="Fair.",
)
AGAIN = _marks(
    "8604-308", {"2.1": "21"}, comment__2_1="Now it is clear.", assessor="Priya Raman", assessed_on="16 November 2026"
)
PASSED = _marks(
    "8604-308",
    {"1.1": " 24 ", "1.2": "24", "2.1": "28", "2.2": "24"},
    comment__1_1="Exemplary.",
    overall_comment="Splendid.",
    assessed_on="2026-10-21",
    iqa_on="2026-10-26",
    iqa_decision="Agreed",
    standardisation_refused=True,
)
BEGUN = _marks("8604-308", {"1.1": 12, "2.2": 0}, comment__2_2="Nothing yet.", comment__1_1=LONG)
NOBODYS = _named("8604-308", {"registration": "0000203", "learner_name": "Owain Rees", "attempt": "1"})
BY_MARKBOOK: Mapping[str, str | int | datetime.datetime] = {
    "u8604_308__mark__1_1": 13, "u8604_308__comment__1_1": LONG, "u8604_308__mark__1_2": 14,
    "u8604_308__mark__2_1": 15, "u8604_308__mark__2_2": 16, "u8604_308__section_comment__2": "Sound.",
    "u8604_308__overall_comment": "Good.", "u8604_308__assessor": "Tom Adeyemi",
    "u8604_308__assessed_on": datetime.datetime(2026, 10, 22), "u8604_308__iqa_decision": "Pass",
    "u8604_308__iqa": "Miriam Okafor", "u8604_308__iqa_on": datetime.datetime(2026, 10, 27),
    "u8604_308__iqa_comment": "Seen.",
}  # fmt: skip
LIST = """\
learner,unit,attempt,criterion,mark,comment,assessor,assessed on,iqa,iqa decision,iqa on,overall comment
0000101,8604-401,1,1.1,8,"Clear, and measured.",Priya Raman,2026-11-16,Helen Marsh,,2026-11-19,Go on.
0000101,8604-401,1,1.2,11,,,,,,,
0000101,8604-401,1,2.1,5,Rate the risks.,,,,,,
0000103,8604-401,1,4.2,7,“Two goals” – both dated.,,16/11/2026,,,,
"""


def _discussed(refer: str = "") -> dict[str, object]:
    parts = {"8604-308": ("1.1", "1.2", "2.1", "2.2"),
             "8604-401": ("1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "4.1", "4.2")}  # fmt: skip
    decided = {
        _field(unit, "decision", part): "Referral" if f"{unit} {part}" == refer else "Pass"
        for unit, ids in parts.items()
        for part in ids
    }
    if refer:
        decided[_field(*refer.replace(" ", " comment ").split())] = "Show this once more, please.\nTake your time."
    return decided | _named(
        "8604-308",
        {
            "notes__1_1": "Compares two leaders.\nAt length.",
            "timestamp__1_1": "12:30",
            "evidence__2_1": "Rota of May",
            "held_on": "2 November 2026",
            "held_how": "Online",
            "duration": "45",
            "kept": "Recording 17",
            "overall_comment": "A lively talk.",
            "assessed_on": "3 November 2026",
        },
    )


def main() -> None:
    release = Path(__file__).parent / __version__
    if release.exists():
        raise SystemExit(f"{release} is there already: what a release recorded is not made anew.")
    root = release / WORKSPACE
    with tempfile.TemporaryDirectory() as scratch:
        _lay_out(root)
        for employer, kind, fmt, learner in BUILDS:
            _build(root, employer, kind, fmt, learner)
        _give_out(root, release)
        again = workspace_of(release, Path(scratch) / "again", published=True)
        give_back(release, again)
        _build(again, "ferries", "blank", "docx", "0000101")
        _fill(_only(again, "ferries", "S Byrne*(2)*.docx"), release, "ferries", "Second attempt.docx", AGAIN)
        _tidy(root)
        final = workspace_of(release, Path(scratch) / "final", published=False)
        give_back(release, final)
        read = readings(final)
        for employer, rows in _registered().items():
            read[employer]["register"] = rows
        (release / EXPECTED).write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _lay_out(root: Path) -> None:
    root.parent.mkdir()
    done("init", str(root))
    for folder in (*(path for path in (root / "contexts").iterdir() if path.is_dir()), root / "templates/schemas"):
        shutil.rmtree(folder)
    shutil.rmtree(root / "output", ignore_errors=True)
    for employer, text in (("ferries", FERRIES), ("care", CARE)):
        (root / "contexts" / employer).mkdir()
        (root / "contexts" / employer / "context.yaml").write_text(text, encoding="utf-8")
    (root / "contexts/care/learners.csv").write_text(CARE_REGISTER, encoding="utf-8-sig")
    book = openpyxl.Workbook()
    for row in FERRIES_REGISTER:
        book.worksheets[0].append(row)
    book.save(root / "contexts/ferries/learners.xlsx")


def _build(root: Path, employer: str, kind: str, fmt: str, learner: str) -> None:
    whose = ("--learner", learner) if learner else ()
    done("build", employer, "--only", kind, "--format", fmt, "--unit", "8604-308", *whose, "-C", str(root))


def _give_out(root: Path, release: Path) -> None:
    """Fill in what the workspace published, each learner's in another format."""
    for employer, pattern, name, values in (
        ("ferries", "S Byrne*.pdf", "Sheet of Siobhan.pdf", REFERRED),
        ("ferries", "T Novak*.docx", "scan 2.docx", PASSED),
        ("care", "Z Hart*.pdf", "a.pdf", _discussed()),
        ("care", "A Kaya*.docx", "b.docx", _discussed(refer="8604-401 2.1")),
        ("ferries", "T Tran*.xlsx", "Copy of sheet (1).xlsx", BEGUN),
        ("care", "Mark sheet*.xlsx", "c.xlsx", NOBODYS | _discussed(refer="8604-308 2.2")),
    ):
        _fill(_only(root, employer, pattern), release, employer, name, values)
    markbook = _only(root, "ferries", "Markbook*.xlsx")
    _write(release, "ferries", markbook.name, _fill_row(markbook.read_bytes(), "0000104", BY_MARKBOOK))
    _write(release, "ferries", "marks.csv", LIST.encode("utf-8-sig"))


def _fill_row(data: bytes, learner: str, values: Mapping[str, str | int | datetime.datetime]) -> bytes:
    """What openpyxl saves after typing values into a learner's row of a markbook, whose first row names the fields."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["Marks"]
    columns = {cell.value: number for number, cell in enumerate(page[1], start=1)}
    (row,) = (cell.row for cell in page["A"] if cell.value == learner)
    for name, value in values.items():
        page.cell(row, columns[name], value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(path: Path, release: Path, employer: str, name: str, values: Values) -> None:
    _write(release, employer, name, FILL[path.suffix](path.read_bytes(), values))


def _write(release: Path, employer: str, name: str, data: bytes) -> None:
    target = release / RETURNED / employer / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _only(root: Path, employer: str, pattern: str) -> Path:
    (found,) = (root / "output" / employer).rglob(pattern)
    return found


def _tidy(root: Path) -> None:
    for lock in root.rglob(".lock"):
        lock.unlink()


def _registered() -> dict[str, list[list[str]]]:
    """What stands in the registers, dates as in ISO 8601."""
    ferries = [[str(value) for value in row[:6]] for row in FERRIES_REGISTER[1:]]
    care = [line.split(";") for line in CARE_REGISTER.splitlines()[1:]]
    return {
        "ferries": ferries,
        "care": [[*texts, datetime.datetime.strptime(day, "%d/%m/%Y").date().isoformat()] for *texts, day in care],
    }


if __name__ == "__main__":
    main()
