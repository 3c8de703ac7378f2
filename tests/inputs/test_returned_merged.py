"""Mark sheets of two learners in one file, put together by programs that are not ours: never read as one."""

from __future__ import annotations

import copy
import io
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdf
import pytest
from lxml.etree import _Element as Element

from tests.inputs.problems import only
from tests.inputs.returned import blank, edit_pdf, edit_word, field, fill_pdf, fill_word, returned
from tests.programs import program

RHYS, MINH = "0012345 (Rhys Jones)", "0012346 (Minh Nguyễn Thị)"


def _by_command(*command: str) -> Callable[[Path, Path, Path], None]:
    def merge(one: Path, other: Path, both: Path) -> None:
        known = {"ONE": str(one), "OTHER": str(other), "BOTH": str(both)}
        words = [word.replace("BOTH", str(both)) if "BOTH" in word else known.get(word, word) for word in command[1:]]
        subprocess.run([program(command[0]), *words], check=True, capture_output=True, timeout=60)

    return merge


def _by_pypdf(one: Path, other: Path, both: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.append(one)
    writer.append(other)
    writer.write(both)


def _behind_by_pypdf(one: Path, other: Path, both: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=one)
    writer.append(other)
    writer.write(both)


def _behind_by_pikepdf(one: Path, other: Path, both: Path) -> None:
    with warnings.catch_warnings(), pikepdf.open(one) as first, pikepdf.open(other) as second:
        warnings.simplefilter("ignore")  # that fields get lost, as they do in such programs
        first.pages.extend(second.pages)
        first.save(both)


MERGES = {
    "pypdf": _by_pypdf,
    "pypdf, behind": _behind_by_pypdf,
    "pikepdf, behind": _behind_by_pikepdf,
    "pdfunite": _by_command("pdfunite", "ONE", "OTHER", "BOTH"),
    "qpdf": _by_command("qpdf", "--empty", "--pages", "ONE", "OTHER", "--", "BOTH"),
    "mutool": _by_command("mutool", "merge", "-o", "BOTH", "ONE", "OTHER"),
    "gs": _by_command("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-sOutputFile=BOTH", "ONE", "OTHER"),
}


@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless"])
@pytest.mark.parametrize("merge", MERGES.values(), ids=MERGES)
def test_two_learners_in_one_pdf_are_refused(
    merge: Callable[[Path, Path, Path], None], named: bool, tmp_path: Path
) -> None:
    for name, number, word in (("one", "0012345", "Albatross."), ("other", "0012346", "Bittern.")):
        values = {field("mark", "1.1"): "18", field("comment", "1.1"): word}
        filled_in = fill_pdf(blank("pdf", number if named else ""), values | ({} if named else _whose(number)))
        (tmp_path / f"{name}.pdf").write_bytes(filled_in)
    merge(tmp_path / "one.pdf", tmp_path / "other.pdf", tmp_path / "both.pdf")
    found = only(returned(tmp_path / "w", {"both.pdf": (tmp_path / "both.pdf").read_bytes()}))
    assert found.message.startswith("This PDF holds several mark sheets")
    assert found.hint.startswith("Save each mark sheet in a file of its own")
    if named:
        assert RHYS in found.message
        assert MINH in found.message


def test_a_page_of_somebodys_sheet_in_a_nameless_one_is_refused(tmp_path: Path) -> None:
    nameless = fill_pdf(blank("pdf", ""), {field("mark", "1.1"): "18", **_whose("0012345")})
    somebodys = fill_pdf(blank("pdf", "0012346"), {field("overall_comment"): "Bittern."})
    with (
        warnings.catch_warnings(),
        pikepdf.open(io.BytesIO(nameless)) as pdf,
        pikepdf.open(io.BytesIO(somebodys)) as other,
    ):
        warnings.simplefilter("ignore")  # that fields get lost
        pdf.pages[-1] = other.pages[-1]
        pdf.save(tmp_path / "both.pdf")
    found = only(returned(tmp_path / "w", {"both.pdf": (tmp_path / "both.pdf").read_bytes()}))
    assert "what is filled in says “0012345” and what is printed on it says “0012346”" in found.message


def _whose(number: str) -> dict[str, object]:
    return {field("registration"): number}


def _inserted(one: bytes, other: bytes) -> bytes:
    """The other document's text behind the first one's, as Word inserts a file."""
    bodies: list[Element] = []
    edit_word(other, bodies.append)

    def edit(document: Element) -> None:
        body = document[0]
        for entry in copy.deepcopy(bodies[0][0]):
            if not entry.tag.endswith("sectPr"):
                body.insert(len(body) - 1, entry)

    return edit_word(one, edit)


@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless"])
def test_two_learners_in_one_word_document_are_refused(named: bool, tmp_path: Path) -> None:
    sheets = [
        fill_word(
            blank("docx", number if named else ""),
            {field("comment", part): word} | ({} if named else _whose(number)),
        )
        for number, part, word in (("0012345", "1.1", "Albatross."), ("0012346", "1.2", "Bittern."))
    ]
    found = only(returned(tmp_path, {"both.docx": _inserted(*sheets)}))
    assert found.message == (
        f"This Word document holds several mark sheets: of {RHYS} and {MINH}. None of their marks are read."
    )


def test_two_attempts_of_a_learner_in_one_file_are_refused(tmp_path: Path) -> None:
    sheets = [
        fill_word(blank("docx", attempt=attempt), {field("mark", "1.10"): mark})
        for attempt, mark in ((1, "3"), (2, "20"))
    ]
    found = only(returned(tmp_path, {"both.docx": _inserted(*sheets)}))
    assert found.message == f"This Word document holds several mark sheets of {RHYS}. None of their marks are read."


def _property(name: str, value: str) -> Callable[[Element], None]:
    def edit(properties: Element) -> None:
        for entry in properties:
            if entry.get("name") == name:
                entry[0].text = value

    return edit


def test_a_word_document_whose_properties_and_page_disagree_is_refused(tmp_path: Path) -> None:
    data = edit_word(
        fill_word(blank("docx"), {field("mark", "1.1"): "18"}), _property("markpack.learner", "0012346"),
        "docProps/custom.xml",
    )  # fmt: skip
    assert only(returned(tmp_path, {"a.docx": data})).message == (
        "This mark sheet does not agree on its learner: its properties say “0012346” and what is printed on it says "
        "“0012345”. Its marks are not read."
    )


@pytest.mark.parametrize(("name", "value"), [("learner", "0012346"), ("unit", "8604-401"), ("attempt", "2")])
def test_a_pdf_whose_properties_and_hidden_field_disagree_is_refused(name: str, value: str, tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        pdf.docinfo[f"/markpack.{name}"] = value

    data = edit_pdf(fill_pdf(blank("pdf"), {field("mark", "1.1"): "18"}), edit)
    message = only(returned(tmp_path, {"a.pdf": data})).message
    assert message.startswith(f"This mark sheet does not agree on its {name}: its properties say “{value}”")
    assert "its hidden field says “" in message


def test_a_pdf_on_which_another_learner_is_printed_is_refused(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        pdf.docinfo["/markpack.learner"] = "0012346"
        hidden = fields["markpack_identity"]
        hidden.V = pikepdf.String(str(hidden.V).replace("0012345", "0012346"))

    data = edit_pdf(fill_pdf(blank("pdf"), {field("mark", "1.1"): "18"}), edit)
    assert "what is printed on it says “0012345”" in only(returned(tmp_path, {"a.pdf": data})).message


def test_marks_on_a_document_of_another_kind_are_not_passed_over(tmp_path: Path) -> None:
    data = edit_word(
        fill_word(blank("docx"), {field("mark", "1.1"): "18"}),
        _property("markpack.kind", "pack"),
        "docProps/custom.xml",
    )
    found = only(returned(tmp_path, {"a.docx": data}))
    assert found.message.startswith("This is an assignment pack, which is for learners, but marks are filled in on it")
