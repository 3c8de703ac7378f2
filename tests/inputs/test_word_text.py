"""What is text in a Word document is the same for mark sheets that come back and for criteria that are compared."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from markpack.inputs.criteria_text.compare import Passage
from markpack.inputs.criteria_text.word_text import read_word
from markpack.inputs.marks.forms.form import FilledField
from markpack.inputs.marks.forms.word_form import read_word_form
from markpack.inputs.problems import Problems

NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.{address}"'
    for prefix, address in {
        "w": "openxmlformats.org/wordprocessingml/2006/main",
        "m": "openxmlformats.org/officeDocument/2006/math",
        "mc": "openxmlformats.org/markup-compatibility/2006",
        "wps": "microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
CHOSEN = "<mc:Choice Requires='wps'><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></mc:Choice>"
FALLBACK = "<mc:Fallback><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></mc:Fallback>"


def package(body: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
    return target.getvalue()


def control(content: str, name: str, value: str) -> str:
    return f"<w:sdt><w:sdtPr><w:{name} w:val='{value}'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(*content: str, mark: str = "") -> str:
    return f"<w:p><w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{''.join(content)}</w:p>"


def box(*paragraphs: str) -> str:
    """A text box as Word writes it: for programs of today, and once more for those of before."""
    content = "".join(paragraphs)
    return f"<w:r><mc:AlternateContent>{CHOSEN.format(content)}{FALLBACK.format(content)}</mc:AlternateContent></w:r>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def passages(body: str) -> tuple[Passage, ...]:
    """The passages that are compared with criteria."""
    read = read_word(Path(), package(body), "a.docx", Problems())
    assert read is not None
    return read[1]


def fields(body: str, tmp_path: Path) -> tuple[FilledField, ...]:
    """The fields of a mark sheet."""
    path = tmp_path / "a.docx"
    path.write_bytes(package(body))
    form = read_word_form(path, "a.docx", Problems())
    assert form is not None
    return form.fields


CASES = {
    "hidden text": (paragraph(run("seen"), run(" not seen", "<w:vanish/>")), ["seen"]),
    "hidden, the other way round": (paragraph(run("seen", "<w:vanish w:val='0'/>")), ["seen"]),
    "hidden by another word for yes": (paragraph(run("seen"), run("not", "<w:vanish w:val='true'/>")), ["seen"]),
    "hidden on web pages only": (paragraph(run("seen", "<w:webHidden/>")), ["seen"]),
    "hidden end of a paragraph": (paragraph(run("one "), mark="<w:vanish/>") + paragraph(run("line")), ["one line"]),
    "hidden paragraph": (
        paragraph(run("first")) + paragraph(run("not", "<w:vanish/>"), mark="<w:vanish/>") + paragraph(run("last")),
        ["first", "last"],
    ),
    "tabs and breaks": (
        paragraph("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:ptab/><w:br/><w:t>c</w:t><w:cr/></w:r>", run("d")),
        ["a\tb\t\nc\nd"],
    ),
    "tab stops": ("<w:p><w:pPr><w:tabs><w:tab w:pos='9'/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>", ["a"]),
    "hyphens": (
        paragraph("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/><w:t>er\u2011ate</w:t></w:r>"),
        ["co\u2011oper\u2011ate"],
    ),
    "symbols": (paragraph("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:sym w:char='00E9'/></w:r>"), ["☑é"]),
    "text box": (
        paragraph(run("be"), box(paragraph(run("boxed")), paragraph(run("twice"))), run("fore"))
        + paragraph(run("after")),
        ["before", "after", "boxed", "twice"],
    ),
    "text box of former programs": (
        paragraph("<w:r><mc:AlternateContent>", FALLBACK.format(paragraph(run("old"))), "</mc:AlternateContent></w:r>"),
        ["", "old"],
    ),
    "insertions and deletions": (
        paragraph(
            f"<w:ins>{run('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r>{run('older')}</w:del>",
            f"<w:moveFrom>{run('away')}</w:moveFrom><w:moveTo>{run(' here')}</w:moveTo>",
        ),
        ["new here"],
    ),
    "deleted ends of paragraphs": (
        paragraph(run("one "), mark="<w:del/>")
        + paragraph(run("and the "), mark="<w:moveFrom/>")
        + paragraph(run("same"), mark="<w:ins/>")
        + paragraph(run("another")),
        ["one and the same", "another"],
    ),
    "field codes": (
        paragraph(
            "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>DATE</w:instrText></w:r>",
            f"<w:del><w:r><w:delInstrText>TIME</w:delInstrText></w:r></w:del>{run('today')}",
            f"<w:fldSimple w:instr='PAGE'>{run(' 7')}</w:fldSimple>",
        ),
        ["today 7"],
    ),
    "comments and notes": (
        paragraph(
            f"<w:commentRangeStart w:id='1'/>{run('sa<!-- un -->id')}<w:commentRangeEnd w:id='1'/>",
            "<w:r><w:commentReference w:id='1'/><w:footnoteReference w:id='2'/><w:endnoteReference w:id='3'/></w:r>",
        ),
        ["said"],
    ),
    "reading aids": (
        paragraph(f"<w:r><w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>"), ["漢"],
    ),
    "equations": (paragraph(run("area = "), "<m:oMath><m:r><m:t>ab</m:t></m:r></m:oMath>"), ["area = ab"]),
    "links and nested controls": (
        paragraph(f"<w:hyperlink>{run('a ')}</w:hyperlink><w:smartTag>{control(run('b'), 'alias', 'c')}</w:smartTag>"),
        ["a b"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "lines"), CASES.values(), ids=CASES)
def test_criteria_are_compared_with_what_readers_see(body: str, lines: list[str]) -> None:
    assert [passage.text for passage in passages(body)] == [line for line in lines if line]


@pytest.mark.parametrize("name", [name for name in CASES if name != "text box"])
def test_a_field_holds_what_readers_see(name: str, tmp_path: Path) -> None:
    body, lines = CASES[name]
    (field,) = fields(control(body, "tag", "x"), tmp_path)
    assert field.cell.text == "\n".join(lines).strip()


def test_a_text_box_follows_its_paragraph_in_a_field(tmp_path: Path) -> None:
    body, _ = CASES["text box"]
    (field,) = fields(control(body, "tag", "x"), tmp_path)
    assert field.cell.text == "before\nboxed\ntwice\nafter"


def test_a_text_box_within_a_line_stands_beside_the_field(tmp_path: Path) -> None:
    entry = control(run("18") + box(paragraph(run("19"))), "tag", "x")
    (field,) = fields(row(paragraph(entry)), tmp_path)
    assert (field.cell.text, field.beside) == ("18", "19")


def test_a_deleted_control_is_no_field_and_a_hidden_entry_none(tmp_path: Path) -> None:
    deleted, hidden = control(run("1"), "tag", "x"), control(run("2", "<w:vanish/>"), "tag", "y")
    found = fields(paragraph(f"<w:del>{deleted}</w:del>", hidden), tmp_path)
    assert [(field.name, field.cell.text) for field in found] == [("y", "")]


def test_passages_know_their_criterion_and_their_cell() -> None:
    in_line = control(run("1.1 Draw."), "alias", "Criterion 1.1")
    around = control(paragraph(run("1.2 Cut,")) + paragraph(run("then sew.")), "tag", "criterion_1_2")
    cell = control(f"<w:tc>{paragraph(run('1.3'))}{paragraph(run('Iron.'))}</w:tc>", "alias", "Criterion 1.3")
    deleted = row(paragraph(run("2.1 Dye.")), properties="<w:trPr><w:del/></w:trPr>")
    table = f"<w:tbl>{row(paragraph(run('AC')), around)}<w:tr>{cell}</w:tr>{deleted}</w:tbl>"
    assert passages(paragraph(run("Now: "), in_line, run(" Well.")) + table) == (
        Passage("Now: 1.1 Draw. Well.", "1.1", None),
        Passage("AC", "", 0),
        Passage("1.2 Cut, then sew.", "1.2", 1),
        Passage("1.3 Iron.", "1.3", 0),
    )


def test_a_text_box_is_no_part_of_the_cell_or_criterion_beside_it() -> None:
    around = control(
        paragraph(run("1.1 Draw"), box(paragraph(run("Note")))) + paragraph(run("it.")), "tag", "criterion_1_1"
    )
    assert passages(row(around)) == (Passage("1.1 Draw it.", "1.1", 0), Passage("Note", "", None))


def test_what_another_program_writes_is_read_alike(tmp_path: Path) -> None:
    document = Document()
    line = document.add_paragraph("Seen")
    line.add_run(" not").font.hidden = True
    line.add_run("\tby\nall.")
    document.add_table(1, 2).cell(0, 1).text = "Cell"
    path = tmp_path / "a.docx"
    document.save(str(path))
    read = read_word(path, path.read_bytes(), "a.docx", Problems())
    assert read is not None
    assert read[1] == (Passage("Seen\tby\nall."), Passage("Cell", column=1))
