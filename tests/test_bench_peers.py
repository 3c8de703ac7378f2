"""The bench is fair: the sheets of other tools say what markpack's says, all of it and not much more."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bench.cohort import IN_SCRIPTS, Shape, lay_out
from bench.own import FullLayouts
from bench.samples import completed_sheets, plan, sheet_text
from bench.sheet_text import SheetFacts, texts
from bench.tools import TOOLS, Tool
from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.view import MarkSheet

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PEERS = [tool for tool in TOOLS if not tool.is_own and not tool.together]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


def words_of_pdf(data: bytes) -> Counter[str]:
    pages = list(pypdfium2.PdfDocument(data))
    return words("\n".join(page.get_textpage().get_text_bounded() for page in pages))


def words_of_docx(data: bytes) -> Counter[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        shown = [name for name in package.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*).xml", name)]
        parts = [etree.fromstring(package.read(name)) for name in shown]
    breaks = {f"{WORD}br": "\n", f"{WORD}tab": "\t", f"{WORD}p": "\n"}
    said = (breaks.get(str(node.tag), node.text or "") for part in parts for node in part.iter())
    return words("".join(said))


def words_of_xlsx(data: bytes) -> Counter[str]:
    book = load_workbook(io.BytesIO(data))
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, Worksheet) and sheet.sheet_state == "visible"]
    values = [
        str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    margins = [margin for margin in (sheets[0].oddHeader, sheets[0].oddFooter) if margin]
    heads = [text for margin in margins for text in (margin.left.text, margin.right.text) if text]
    return words("\n".join([*(value for value in values if not value.startswith("=")), *heads]))


READERS: dict[str, Callable[[bytes], Counter[str]]] = {
    "PDF": words_of_pdf,
    "DOCX": words_of_docx,
    "XLSX": words_of_xlsx,
}


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sequence[MarkSheet]:
    return completed_sheets(plan(lay_out(tmp_path_factory.mktemp("bench") / "workspace", 2, Shape(criteria=2))))


@pytest.fixture(scope="module")
def own(sheets: Sequence[MarkSheet]) -> dict[str, Counter[str]]:
    made = {fmt: FullLayouts(Format(fmt.lower())).write_sheet(sheets[1]) for fmt in READERS}
    return {fmt: READERS[fmt](data) for fmt, data in made.items()}


@pytest.fixture(scope="module")
def made(sheets: Sequence[MarkSheet]) -> Callable[[Tool], bytes]:
    """The second learner's sheet by a tool, made once."""
    text, sheet_by = sheet_text(sheets[1]), {}

    def by(tool: Tool) -> bytes:
        if tool.key not in sheet_by:
            try:
                make = tool.open()
            except ImportError as error:
                pytest.skip(f"{error.name} is not installed; make bench installs it")
            (sheet_by[tool.key],) = make([text])
        return sheet_by[tool.key]

    return by


def everything(facts: SheetFacts) -> Counter[str]:
    """The words that stand on the sheet; the title is the file's."""
    return words("\n".join(texts({name: said for name, said in facts.items() if name != "title"})))


def indispensable(facts: SheetFacts) -> Counter[str]:
    """The words for which a centre makes the sheet at all."""
    said = [facts["learner_name"], facts["registration"], facts["overall_comment"], facts["assessor"], facts["notice"]]
    for section in facts["sections"]:
        said.append(section["title"])
        for row in section["rows"]:
            said += [row["id"], row["text"], row["comment"], row["mark"], row["minimum"]]
            said += [text for part in row["descriptors"] for text in (part["standing"], part["text"])]
    return words("\n".join([*said, *facts["instructions"]]))


@pytest.mark.slow
@pytest.mark.parametrize("tool", PEERS, ids=lambda tool: tool.key)
def test_another_tools_sheet_says_what_markpacks_says(
    tool: Tool, made: Callable[[Tool], bytes], sheets: Sequence[MarkSheet], own: dict[str, Counter[str]]
) -> None:
    facts = sheet_text(sheets[1]).facts
    theirs, ours = READERS[tool.format](made(tool)), own[tool.format]
    assert "Nguyễn" in theirs
    assert indispensable(facts) - ours == Counter()
    assert (everything(facts) & ours) - theirs == Counter()
    assert 0.93 < theirs.total() / ours.total() < 1.07


@pytest.mark.slow
@pytest.mark.parametrize("fmt", ["PDF", "DOCX"])
def test_all_that_other_tools_are_given_stands_on_markpacks_page(
    fmt: str, sheets: Sequence[MarkSheet], own: dict[str, Counter[str]]
) -> None:
    assert everything(sheet_text(sheets[1]).facts) - own[fmt] == Counter()


@pytest.mark.parametrize("tool", [tool for tool in PEERS if tool.format == "PDF"], ids=lambda tool: tool.key)
def test_another_tools_pdf_is_tagged(tool: Tool, made: Callable[[Tool], bytes]) -> None:
    assert pypdfium2.PdfDocument(made(tool)).is_tagged()


@pytest.mark.slow
@pytest.mark.parametrize(("criteria", "outcomes"), [(1, 1), (3, 2), (12, 2)])
def test_units_have_the_criteria_that_are_asked_for(criteria: int, outcomes: int, tmp_path: Path) -> None:
    (sheet,) = completed_sheets(plan(lay_out(tmp_path / "workspace", 1, Shape(criteria))))
    assert len(sheet.form.sections) == outcomes
    assert sum(len(section.rows) for section in sheet.form.sections) == criteria


@pytest.mark.slow
def test_names_are_in_many_scripts_and_comments_long_where_that_is_asked_for(tmp_path: Path) -> None:
    shape = Shape(criteria=3, long_comments=True, scripts=True)
    facts = [sheet_text(sheet).facts for sheet in completed_sheets(plan(lay_out(tmp_path / "workspace", 13, shape)))]
    assert {entry["learner_name"] for entry in facts} == {" ".join(name) for name in IN_SCRIPTS}
    assert all(len(row["comment"]) > 600 for entry in facts for part in entry["sections"] for row in part["rows"])


def test_no_two_comments_are_alike(sheets: Sequence[MarkSheet]) -> None:
    facts = [sheet_text(sheet).facts for sheet in sheets]
    comments = [row["comment"] for entry in facts for part in entry["sections"] for row in part["rows"]]
    assert len(comments) == 2 * 2
    assert len(set(comments)) == len(comments)
