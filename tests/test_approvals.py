"""Approvals from the file to the page: what has none bears a mark, and the request is there."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from markpack.app.full_build import build
from markpack.app.input_check import check
from markpack.app.workspace import Workspace
from markpack.errors import InputError, Severity
from markpack.model.instrument import Method
from markpack.report import Options
from tests.inputs.problems import problems_of
from tests.test_integrated import text_of
from tests.test_methods import APPROVAL, workspace
from tests.workspaces import MARKS, MARKS_FILE, REGISTER_FILE, UNIT_FILE, changed
from tests.writers.pdf_structure import faults

MARK = "Draft – not approved for use"
CONTEXT = "contexts/acme/context.yaml"
NEW = "The assignment for 8604-308 is a new instrument without approval"


def with_approval(root: Path, approval: str) -> Path:
    workspace(root, Method.DISCUSSION)
    path = root / CONTEXT
    text = path.read_text()
    path.write_text(text.replace(APPROVAL.format(method="professional discussion"), approval))
    return root


def approval(**changes: str) -> str:
    entries = {
        "units": "[8604-308]", "method": "professional discussion", "approved_by": "Ruth Vane", "reference": "QC-17",
        "approved_on": "2026-08-20", **changes,
    }  # fmt: skip
    lines = [f"{key}: {value}" for key, value in entries.items()]
    return "approvals:\n  - " + "\n    ".join(lines) + "\n"


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("", "No approval is on record."),
        (approval(valid_until="2026-10-01"), "it ran out on 1 October 2026"),
        (approval(method="observation"), "it is for the method “observation”"),
    ],
)
def test_an_approval_missing_expired_or_for_another_method_is_named(tmp_path: Path, entry: str, why: str) -> None:
    (found,) = problems_of(with_approval(tmp_path, entry))
    assert found.severity is Severity.WARNING
    assert (found.place.file, found.place.line) == (CONTEXT, 19)
    assert found.message.startswith(NEW)
    assert why in found.message
    with pytest.raises(InputError):
        check(Workspace(tmp_path), strict=True)


def test_an_approval_that_counts_leaves_nothing_to_say(tmp_path: Path) -> None:
    assert problems_of(with_approval(tmp_path, approval(valid_until="2026-10-14"))) == ()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (approval(document="approval.pdf"), "There is no file “approval.pdf” in the employer’s folder."),
        (approval(document="../other.pdf"), "“../other.pdf” is not in the employer’s folder."),
        (approval(valid_until="2026-08-01"), "1 August 2026 as last day is before 20 August 2026, when it was given."),
        (approval(units="[8604-999]"), "The approval “QC-17” is for units that are not set: 8604-999."),
    ],
)
def test_what_is_wrong_with_an_approval_is_named(tmp_path: Path, entry: str, message: str) -> None:
    assert message in [problem.message for problem in problems_of(with_approval(tmp_path, entry))]


def words_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return text_of(path)
    if path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path)
        return " ".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value)
    with zipfile.ZipFile(path) as package:
        return " ".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


@pytest.mark.slow
def test_every_document_of_a_draft_says_so_and_none_once_it_is_approved(tmp_path: Path) -> None:
    for name, entry in (("draft", ""), ("approved", approval())):
        root = with_approval(tmp_path / name, entry)
        (root / MARKS_FILE).parent.mkdir(parents=True, exist_ok=True)
        (root / MARKS_FILE).write_text(MARKS.partition("0012346")[0])
        assert build(Workspace(root), Options(jobs=1, combined=True)).failed == ()
        files = [path for path in (root / "output/acme/8604-308").rglob("*.*") if path.suffix != ".zip"]
        assert len(files) > 20
        for path in files:
            assert (MARK.casefold() in words_of(path).casefold()) is (name == "draft"), path.name
        assert (MARK in (root / "output/acme/index.html").read_text(encoding="utf-8")) is (name == "draft")
        for path in files:
            if path.suffix == ".pdf":
                assert faults(path.read_bytes()) == [], path.name


@pytest.mark.slow
@pytest.mark.parametrize(
    "title",
    [
        "Organisational Responsibility: Interdisciplinary Stewardship",
        f"Leading {'a Team of Drivers at a Depot, ' * 3}",
    ],
)
def test_the_mark_of_a_draft_is_on_each_page_of_large_print(tmp_path: Path, title: str) -> None:
    root = with_approval(tmp_path, "")
    (root / REGISTER_FILE).write_text(
        "Registration,First name,Last name,Adjustments\n0012345,Rhys,Jones,large print\n0012346,Minh,Nguyen,\n"
    )
    template = root / UNIT_FILE
    named = changed(template.read_text(), ("title: Understanding Leadership", f'title: "{title.strip(", ")}"'))
    template.write_text(named)
    options = Options(kinds=("blank", "declaration"), formats=("pdf",), jobs=1, combined=True)
    assert build(Workspace(root), options).failed == ()
    files = list((root / "output/acme/8604-308").rglob("*0012345*.pdf")) + list(root.rglob("combined/*.pdf"))
    assert len(files) == 4
    for path in files:
        for page in pypdfium2.PdfDocument(path):
            text = " ".join(page.get_textpage().get_text_bounded(top=page.get_height() - 8).split())
            is_blank = text.startswith("This page is intentionally left blank. Riverside") and len(text) < 100
            assert is_blank or MARK.upper() in text, path.name


@pytest.mark.slow
def test_the_request_holds_all_that_the_awarding_organisation_asks_for(tmp_path: Path) -> None:
    root = with_approval(tmp_path, "")
    path = root / CONTEXT
    path.write_text(
        changed(path.read_text(), ("    marking: marks", "    rationale: They seldom write.\n    marking: marks"))
    )
    build(Workspace(root), Options(kinds=("approval",), jobs=1))
    text = text_of(root / "output/acme/8604-308/approval/Approval request-8604-308.pdf")
    for words in (
        "Requested. No approval is on record.", "They seldom write.", "Its method is “professional discussion”",
        "The rule that was used.", "1.10 Assess one's own leadership.", "Topic 1: Everything", "How do you lead?",
        "The assessor writes down what happens.", "8604-308: Assesses. To be reviewed by 31 December 2029.",
        "Quality & Compliance Manager: name",
        "Professional discussion brief: Showing it", "Mark sheet: Understanding Leadership", "Fingerprint",
        "To be ticked: I refuse use of my work for standardisation",
    ):  # fmt: skip
        assert words in text, words
    assert (root / "output/acme/8604-308/approval/Approval request-8604-308.docx").exists()
