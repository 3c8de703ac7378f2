"""Word documents that would take hours to read are refused by what is counted in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.inputs.criteria_text.word_text import read_word
from markpack.inputs.files import word_text
from markpack.inputs.marks.forms import word_controls
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.marks.forms.word_form import read_word_form
from markpack.inputs.problems import Problems
from tests.inputs.test_word_text import control, package, paragraph, passages, run


def read_form(tmp_path: Path, body: str) -> tuple[ReturnedForm | None, list[str]]:
    path, problems = tmp_path / "a.docx", Problems()
    path.write_bytes(package(body))
    form = read_word_form(path, "a.docx", problems)
    return form, [problem.message for problem in problems.problems]


TOO_LARGE = ["The document is too large, or nests too many tables, text boxes or fields inside each other, to be read."]


@pytest.mark.parametrize(
    "around", ["<w:p>{}</w:p>", control("{}", "tag", "a"), "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"]
)
def test_what_stands_inside_each_other_is_counted_as_often_as_it_is_read(
    tmp_path: Path, around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nested, beside = run("x" * 10_000), run("x" * 10_000)
    for _ in range(40):
        nested = around.format(nested)
        beside += around.format(run("x"))
    monkeypatch.setattr(word_text, "MOST_VISITS", 4_000)
    assert read_form(tmp_path, beside)[1] == []
    assert read_form(tmp_path, nested) == (None, TOO_LARGE)
    problems = Problems()
    assert read_word(tmp_path, package(nested), "a.docx", problems) is None
    assert [problem.message for problem in problems.problems] == TOO_LARGE


def test_text_boxes_inside_each_other_are_read_once_each(tmp_path: Path) -> None:
    nested = ""
    for number in range(60):
        nested = paragraph(run(f"level {number}"), f"<w:r><w:txbxContent>{nested}</w:txbxContent></w:r>")
    form, messages = read_form(tmp_path, nested)
    assert messages == []
    assert form is not None
    assert sorted(passage.text for passage in passages(nested)) == sorted(f"level {number}" for number in range(60))


def test_many_paragraphs_with_deleted_marks_are_one_paragraph() -> None:
    # Joined from the front, each would be moved again and again.
    body = "".join(paragraph(run(f"{number} "), mark="<w:del/>") for number in range(5_000)) + paragraph(run("end"))
    assert [passage.text for passage in passages(body)] == ["".join(f"{number} " for number in range(5_000)) + "end"]


def test_a_row_of_many_cells_is_counted_once() -> None:
    cells = "".join(f"<w:tc>{paragraph(run(str(number)))}</w:tc>" for number in range(5_000))
    found = passages(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert [(passage.text, passage.column) for passage in found] == [(str(number), number) for number in range(5_000)]


@pytest.mark.parametrize("field", [control(run("x"), "tag", "a"), "<w:bookmarkStart w:id='1' w:name='b'/>"])
def test_a_document_with_more_fields_than_a_form_is_refused(
    tmp_path: Path, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_controls, "MOST_FIELDS", 10)
    assert read_form(tmp_path, paragraph(field * 10))[1] == []
    assert read_form(tmp_path, paragraph(field * 11)) == (None, ["The document has more than 5000 fields."])


def test_bookmarks_around_one_long_text_are_counted_as_often_as_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_text, "MOST_VISITS", 2_000)
    starts = [f"<w:bookmarkStart w:id='{number}' w:name='b{number}'/>" for number in range(30)]
    ends = [f"<w:bookmarkEnd w:id='{number}'/>" for number in range(30)]
    text = run("x" * 10_000)
    assert read_form(tmp_path, paragraph(*starts, *ends, text))[1] == []
    assert read_form(tmp_path, paragraph(*starts, text, *ends)) == (None, TOO_LARGE)


@pytest.mark.parametrize("character", ["-1", "-F0FE", "D800", "DFFF", "FFFFFFFFFF", "110000", ""])
def test_a_symbol_that_is_no_character_is_no_text(character: str) -> None:
    (found,) = passages(paragraph(run("a"), f"<w:r><w:sym w:font='x' w:char='{character}'/></w:r>", run("b")))
    assert found.text == "ab"
