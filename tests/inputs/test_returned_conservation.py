"""A word of its own in each field and note of each learner: every word is in that learner's record, or quoted."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import openpyxl.comments
import pikepdf
import pytest
from lxml.etree import _Element as Element
from pikepdf import Array, Dictionary, Name, String

from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.returned import (
    Values,
    W,
    blank,
    edit_pdf,
    edit_word,
    field,
    fill_cells,
    fill_pdf,
    fill_word,
    returned,
    runs,
    with_part,
)

LEARNERS = ("0012345", "0012346")
FIELDS = [
    *((name, part) for name in ("comment",) for part in ("1.1", "1.2", "1.10")),
    *((name, part) for name in ("section_comment", "verification") for part in ("1", "2")),
    ("overall_comment", ""), ("iqa_comment", ""),
]  # fmt: skip


def _with_pdf_notes(data: bytes, words: Mapping[str, str]) -> bytes:
    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        for page, subtype, word in ((0, "Text", words["note"]), (-1, "Highlight", words["second"])):
            note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Contents=String(word))
            note.Rect = Array([100, 300, 400, 340])
            pdf.pages[page].obj.Annots.append(pdf.make_indirect(note))

    return edit_pdf(data, edit)


def _with_word_notes(data: bytes, words: Mapping[str, str]) -> bytes:
    def paragraph(word: str) -> str:
        return f"<w:p><w:r><w:t>{word}</w:t></w:r></w:p>"

    def edit(body: Element) -> None:
        body[0].insert(len(body[0]) - 1, runs(paragraph(words["second"]))[0])

    comment = f'<w:comment w:id="1" w:author="Ada Obi">{paragraph(words["note"])}</w:comment>'
    return with_part(edit_word(data, edit), "comments", f'<w:comments xmlns:w="{W[1:-1]}">{comment}</w:comments>')


def _with_cell_notes(data: bytes, words: Mapping[str, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Mark sheet"]["F8"].comment = openpyxl.comments.Comment(words["note"], "Ada Obi")
    book["Mark sheet"]["M9"].value = words["second"]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


FORMATS: dict[str, tuple[Callable[[bytes, Values], bytes], Callable[[bytes, Mapping[str, str]], bytes]]] = {
    "pdf": (fill_pdf, _with_pdf_notes), "docx": (fill_word, _with_word_notes), "xlsx": (fill_cells, _with_cell_notes),
}  # fmt: skip


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_word_is_in_its_learners_record_or_quoted_for_that_learner(fmt: str, tmp_path: Path) -> None:
    fill, annotate = FORMATS[fmt]
    files: dict[str, bytes] = {}
    of_learner: dict[str, set[str]] = {}
    for learner, letter in zip(LEARNERS, "AB", strict=True):
        entries = {(name, part): f"{letter}{name}{part}z".replace(".", "x").replace("_", "") for name, part in FIELDS}
        notes = {name: f"{letter}{name}" for name in ("note", "second")}
        of_learner[learner] = {*entries.values(), *notes.values()}
        values = {field(name, part): word for (name, part), word in entries.items()}
        files[f"{learner}.{fmt}"] = annotate(fill(blank(fmt, learner), {field("mark", "1.1"): "18", **values}), notes)
    inputs, problems = read_inputs(returned(tmp_path, files))
    records = {marked.learner: repr(marked) for marked in inputs.employers[0].marked}
    assert set(records) == set(LEARNERS)
    for learner, words in of_learner.items():
        (other,) = set(LEARNERS) - {learner}
        quoted = [problem.message for problem in problems if problem.reach.learners == (learner,)]
        elsewhere = [problem.message for problem in problems if problem.reach.learners != (learner,)]
        for word in words:
            assert word in records[learner] or any(word in message for message in quoted), word
            assert word not in records[other]
            assert not any(word in message for message in elsewhere)
