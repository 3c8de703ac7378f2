"""What a learner is told in the words of the method: what is held on a day is not handed in, or submitted again."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.model.instrument import Method
from markpack.report import Options
from tests.inputs.returned import FOLDER
from tests.test_methods import text_in_word, workspace
from tests.workspaces import MARKS_FILE

MARKED = """\
learner,unit,attempt,criterion,mark,comment,assessor,assessed on
0012345,8604-308,1,1.1,18,Clear.,Dana Whitfield,2026-10-27
0012345,8604-308,1,1.2,9,Clear.,,
0012345,8604-308,1,1.10,3,Say more.,,
"""
OF_WORK = re.compile(r"resubmi\w*|submission|hand(?:ed)? (?:it )?in\b|comes back|\bTask\b", re.IGNORECASE)
AGAIN = {
    Method.PRESENTATION: ("Present again by", "What meets it"),
    Method.DISCUSSION: ("Meet for a further discussion by", "What meets it"),
    Method.OBSERVATION: ("Be observed again by", "What meets it"),
    Method.LOG: ("Resubmit by", "Work that meets it shows"),
}


def documents(root: Path, method: Method) -> Path:
    """The folder with what a learner gets who was referred."""
    root = workspace(root, method)
    (root / FOLDER).mkdir(parents=True)
    (root / MARKS_FILE).write_text(MARKED)
    kinds = ("feedback", "brief", "blank", "pack", "results")
    assert build(Workspace(root), Options(kinds=kinds, formats=("docx", "xlsx"), jobs=1)).failed == ()
    return root / "output/acme/8604-308"


def text_in_excel(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize("method", AGAIN, ids=lambda method: method.value)
def test_a_referral_asks_for_what_the_method_can_have(method: Method, tmp_path: Path) -> None:
    folder = documents(tmp_path, method)
    (report,), (plan,) = ((folder / "feedback").glob(f"*.{fmt}") for fmt in ("docx", "xlsx"))
    again, label = AGAIN[method]
    in_word, in_excel = text_in_word(report), text_in_excel(plan)
    for told in (in_word, in_excel):
        assert all(text in told for text in (f"{again} 16 November 2026.", "What to do now", label))
    assert bool(OF_WORK.search(in_word)) is bool(OF_WORK.search(in_excel)) is (not method.is_held)


@pytest.mark.parametrize("method", [Method.DISCUSSION, Method.OBSERVATION], ids=lambda method: method.value)
def test_brief_pack_and_next_sheet_do_not_speak_of_work_that_comes_back(method: Method, tmp_path: Path) -> None:
    folder = documents(tmp_path, method)
    event = method.value.split()[-1]
    (brief,) = (folder / "brief").glob("Assignment brief*.docx")
    assert "If one has fewer, the outcome is a referral, whatever the total, and you show that criterion again." in (
        text_in_word(brief)
    )
    (pack,) = (folder / "pack").glob("*.docx")
    assert f"Further {event}, if needed" in text_in_word(pack)
    (sheet,) = (folder / "blank").glob("*(2) *.docx")
    in_sheet = text_in_word(sheet)
    assert f"makes the whole {event} a referral" in in_sheet
    assert "submission" not in in_sheet


def test_lists_do_not_ask_to_resubmit_a_discussion(tmp_path: Path) -> None:
    pack = documents(tmp_path, Method.DISCUSSION).parent
    in_results = text_in_excel(pack / "results.xlsx")
    assert "Next attempt by" in in_results
    assert "2026-11-16" in in_results
    index = (pack / "index.html").read_text(encoding="utf-8")
    assert "16 November 2026" in index
    assert not re.search("resubmi", in_results + index, re.IGNORECASE)
