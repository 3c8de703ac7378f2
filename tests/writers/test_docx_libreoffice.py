"""Word documents through LibreOffice: every word in order on the page, and fields that survive saving."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree

from markpack.assessment.cohort import assess_cohort
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.shared.assignment_context import assignment_context_of
from markpack.documents.shared.document import View
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.adjustments import Adjustments
from markpack.model.marking_mode import MarkingMode
from markpack.model.unit import Criterion, Unit
from markpack.writers.formats import write as write_view
from markpack.writers.html_layouts import Layouts
from tests.programs import converted
from tests.samples import learner, marked, plan_documents, qualification, setting, unit
from tests.writers.docx_samples import LANDSCAPE, PORTRAIT, W, every, parts, sample, tree, values, write

pytestmark = pytest.mark.slow


def words_of_page(source: str) -> list[str]:
    """Return the words that a page's body shows, in order."""
    body = re.sub(r".*<body>|<svg.*?</svg>", "", source, flags=re.DOTALL)
    without_lettering = re.sub(r"</?(a|em|span|strong)\b[^>]*>", "", body)
    return unescape(re.sub(r"<[^>]*>", " ", without_lettering)).split()


ROWS = "".join(f"<tr><th scope='row'>1.{number}</th><td>Text</td></tr>" for number in range(1, 90))
LONG_TABLE = f"<table class='grid'><thead><tr><th>Criterion</th><th>Feedback</th></tr></thead>{ROWS}</table>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of each page that LibreOffice makes of Word documents."""
    folder = tmp_path_factory.mktemp("pages")
    documents = {name: write(sample(name)) for name in ("brief", "feedback")}
    documents["long table"] = write(LONG_TABLE, PORTRAIT)
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    made = converted(folder, "pdf", *(folder / f"{name}.docx" for name in documents))
    found = {}
    for name, path in zip(documents, made, strict=True):
        with pypdfium2.PdfDocument(path) as pdf:
            found[name] = [page.get_textpage().get_text_range() for page in pdf]
    return found


@pytest.mark.parametrize("name", ["brief", "feedback"])
def test_the_page_shows_every_word_in_order(name: str, pages: dict[str, list[str]]) -> None:
    assert len(pages[name]) <= 3
    remaining = iter(" ".join(pages[name]).split())
    missing = [word for word in words_of_page(sample(name)) if word not in remaining]
    assert not missing


def test_header_rows_repeat_on_each_page(pages: dict[str, list[str]]) -> None:
    found = pages["long table"]
    assert len(found) > 1
    assert all("Criterion" in page for page in found)
    assert all(f"Page {number} of {len(found)}" in page for number, page in enumerate(found, start=1))


def test_bookmarks_survive_saving(tmp_path: Path) -> None:
    document = write(sample("mark_sheet"), LANDSCAPE)
    names = values(tree(document), "//w:bookmarkStart/@w:name")
    assert len(names) > 10
    (tmp_path / "sheet.docx").write_bytes(document)
    (path,) = converted(tmp_path, "docx", tmp_path / "sheet.docx")
    saved = path.read_bytes()
    assert set(names) <= set(values(tree(saved), "//w:bookmarkStart/@w:name"))
    assert "word/document.xml" in parts(saved)


IDS = {"9999-308": ("1.1", "1.2", "2.1", "2.2"), "9999-401": tuple(f"1.{number}" for number in range(1, 11))}


def long_unit(reference: str) -> Unit:
    """A unit whose criteria take three lines of a table each."""

    def lengthened(criterion: Criterion) -> Criterion:
        return criterion.model_copy(update={"text": f"{criterion.text[:-1]}, and {'say why and how ' * 8}in full."})

    short = unit(dict.fromkeys(IDS[reference], 10), reference=reference)
    outcomes = (
        entry.model_copy(update={"criteria": tuple(map(lengthened, entry.criteria))}) for entry in short.outcomes
    )
    return short.model_copy(update={"outcomes": tuple(outcomes)})


def documents_whose_pages_end_everywhere() -> dict[str, View]:
    """Word documents of an assignment for two units: everybody's feedback, and one or a few of each other kind.

    Comments are a line longer from learner to learner, so that tables come to lie at a page's end.
    """
    units = {reference: long_unit(reference) for reference in IDS}
    usual = setting(units["9999-308"])
    assignment = usual.assignment.model_copy(
        update={"unit": "", "units": tuple(units), "marking": MarkingMode.SEPARATE_SHEETS}
    )
    place = assignment_context_of(
        usual.centre, qualification(list(units.values())), usual.context, units, assignment, usual.branding
    )
    people = [learner(f"{number:07}") for number in range(12)]
    people.append(learner("0000020").model_copy(update={"adjustments": Adjustments(large_print=True)}))
    attempts = [
        marked(
            dict.fromkeys(IDS[reference], 4 if number > 8 else 8),
            learner=person.registration,
            unit=reference,
            comments={"1.2": "\n".join(["Said in a line."] * number)},
            overall="\n".join(["Said in a line."] * number) if reference == "9999-308" else "",
        )
        for number, person in enumerate(people)
        for reference in IDS
    ]
    known = PackInputs([place], units, people, assess_cohort([assignment], units, attempts, usual.centre.policies))
    chosen: dict[str, View] = {}
    for entry in plan_documents(known):
        if entry.format is Format.DOCX:
            own = {Kind.FEEDBACK: entry.learner, Kind.COMPLETED: entry.learner[-1:]}.get(entry.kind, "")
            chosen.setdefault(f"{entry.kind.folder} {own}".strip(), entry.view)
    return chosen


def with_numbered_rows(document: bytes) -> tuple[bytes, list[str]]:
    """Return a Word document with a tiny number in each row of its tables, and these numbers."""
    root = tree(document)
    numbers = []
    for number, row in enumerate(every(root, "//w:tr")):
        paragraph = every(row, "w:tc[not(w:tcPr/w:vMerge[not(@w:val='restart')])]//w:p")[0]
        numbers.append(f"¤{number}¤")
        run = etree.SubElement(paragraph, f"{W}r")
        etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}sz", {f"{W}val": "2"})
        etree.SubElement(run, f"{W}t").text = numbers[-1]
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in (parts(document) | {"word/document.xml": etree.tostring(root)}).items():
            archive.writestr(name, data)
    return stream.getvalue(), numbers


def test_no_row_of_a_table_is_lost_wherever_pages_end(tmp_path: Path) -> None:
    chosen = documents_whose_pages_end_everywhere()
    kinds = {name.split()[0] for name in chosen}
    assert kinds >= {"feedback", "completed", "blank", "brief", "pack", "declaration", "approval", "verification"}
    numbers, files = {}, []
    for place, (name, view) in enumerate(chosen.items()):
        data, numbers[name] = with_numbered_rows(write_view(view, Format.DOCX, Layouts()))
        files.append(tmp_path / f"{place}.docx")
        files[-1].write_bytes(data)
    for name, path in zip(chosen, converted(tmp_path, "pdf", *files), strict=True):
        with pypdfium2.PdfDocument(path) as pdf:
            printed = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert [number for number in numbers[name] if number not in printed] == [], name
