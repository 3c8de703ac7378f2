from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner, Result

from markpack.app.full_build import build
from markpack.app.verification import EditStatus, Template, Verification, verify
from markpack.app.workspace import Workspace
from markpack.cli import commands
from markpack.report import Options
from tests.programs import converted
from tests.workspaces import MARKS, REGISTER, UNIT, UNIT_FILE, changed, write_workspace

BRIEF = "output/acme/8604-308/brief/Assignment brief-8604-308"
PLANNER = "output/acme/8604-308/brief/Assignment planner-8604-308"
BLANK = "output/acme/8604-308/blank/Mark sheet-8604-308"
COMPLETED = "output/acme/8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed"
OWN_PLANNER = "output/acme/8604-308/brief/R Jones-0012345-012345-8604-308(1) Assignment planner"

WORDS = ("factors", "fashions")
CHANGED = "1.1 Describe the [-factors-] {+fashions+} that shape a choice of style."


def make(root: Path) -> None:
    report = build(Workspace(root), Options(kinds=("brief", "blank", "completed", "feedback"), jobs=1))
    assert report.failed == ()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_workspace(
        tmp_path_factory.mktemp("built"),
        register=REGISTER.partition("0012346")[0],
        marks=MARKS.partition("0012346")[0],
    )
    make(root)
    return root


def one(root: Path, file: Path) -> Verification:
    (entry,) = verify(Workspace(root), [file])
    return entry


def markpack(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands.main, ["verify", *arguments, "-C", str(root)])


def rewrite(source: Path, target: Path, part: str, change: Callable[[str], str]) -> Path:
    """Copy a package with one of its parts changed as text."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in package.infolist():
            data = package.read(entry)
            if entry.filename == part:
                data = change(data.decode()).encode()
            copy.writestr(entry, data)
    return target


# What markpack made


@pytest.mark.parametrize("name", [BRIEF, BLANK, COMPLETED])
@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx"])
def test_what_was_just_made_has_the_units_criteria(built: Path, name: str, ending: str) -> None:
    name = PLANNER if (name, ending) == (BRIEF, "xlsx") else name
    entry = one(built, built / f"{name}.{ending}")
    assert {found.criterion: found.status.value for found in entry.comparisons} == {
        "1.1": "same", "1.2": "same", "1.10": "same",
    }  # fmt: skip
    assert entry.criteria_same
    assert (entry.edit_status, entry.template, entry.employer_known) == (EditStatus.UNCHANGED, Template.PRESENT, True)
    assert entry.generated_as == f"{name}.{ending}".removeprefix("output/")


def test_it_says_what_a_file_is(built: Path) -> None:
    result = markpack(built, str(built / f"{COMPLETED}.pdf"), str(built / f"{OWN_PLANNER}.xlsx"))
    assert result.exit_code == 0, result.output
    assert "completed mark sheet of 8604-308, learner 0012345, attempt 1, PDF" in result.stdout
    assert "assignment planner of 8604-308, learner 0012345" in result.stdout
    assert "all 3 are exactly those of 8604-308" in result.stdout
    assert "unchanged since it was generated (acme/8604-308/completed/R Jones" in result.stdout
    assert "the present unit template; employer acme" in result.stdout


def test_a_renamed_file_is_known_by_what_it_is(built: Path, tmp_path: Path) -> None:
    shutil.copyfile(built / f"{BRIEF}.docx", tmp_path / "photo.pdf")
    entry = one(built, tmp_path / "photo.pdf")
    assert (entry.format, entry.what, entry.edit_status) == ("docx", "assignment brief", EditStatus.UNCHANGED)
    assert entry.criteria_same


# What somebody edited


def test_an_edit_in_word_beside_the_criteria_is_no_change_of_them(built: Path, tmp_path: Path) -> None:
    document = docx.Document(str(built / f"{BRIEF}.docx"))
    document.add_paragraph("Bring your hard hat to the first tutorial.")
    document.save(str(tmp_path / "brief.docx"))
    entry = one(built, tmp_path / "brief.docx")
    assert entry.criteria_same
    assert (entry.edit_status, entry.generated_as) == (EditStatus.EDITED, f"{BRIEF}.docx".removeprefix("output/"))


def test_a_criterion_edited_in_the_xml_is_shown_word_by_word(built: Path, tmp_path: Path) -> None:
    rewrite(built / f"{BRIEF}.docx", tmp_path / "b.docx", "word/document.xml", lambda xml: changed(xml, WORDS))
    result = markpack(built, str(tmp_path / "b.docx"))
    assert result.exit_code == 1
    assert f"1.1 is changed: {CHANGED}" in result.stdout
    assert "1.2" not in result.stdout
    assert "edited since it was generated" in result.stdout


def test_a_criterion_edited_by_another_program_is_a_change(built: Path, tmp_path: Path) -> None:
    document = docx.Document(str(built / f"{BLANK}.docx"))
    runs = [node for node in document.element.body.iter() if node.tag.endswith("}t") and "factors" in (node.text or "")]
    criterion = next(node for node in runs if "shape a choice" in node.text)
    criterion.text = criterion.text.replace("factors", "fashions")
    document.save(str(tmp_path / "sheet.docx"))
    data = json.loads(markpack(built, "--json", str(tmp_path / "sheet.docx")).stdout)["files"][0]
    assert data["criteria_same"] is False
    assert [entry["standing"] for entry in data["criteria"]] == ["changed", "same", "same"]
    assert data["criteria"][0]["difference"] == CHANGED
    assert (data["since"], data["template"], data["identity"]["kind"]) == ("edited", "present", "blank")


def test_words_after_a_locked_criterion_and_hidden_words_are_changes(built: Path, tmp_path: Path) -> None:
    more = "</w:sdt><w:r><w:t> Draw them too.</w:t></w:r>"

    def add(xml: str) -> str:
        end = xml.index("</w:sdt>", xml.index("Criterion 1.1"))
        return xml[:end] + more + xml[end + len("</w:sdt>") :]

    def hide(xml: str) -> str:
        start = xml.index("<w:t", xml.index("Criterion 1.2"))
        run = xml.rindex("<w:r>", 0, xml.index("why styles", start))
        return f"{xml[:run]}<w:r><w:rPr><w:vanish/></w:rPr>{xml[run + len('<w:r>') :]}"

    added = one(built, rewrite(built / f"{BLANK}.docx", tmp_path / "a.docx", "word/document.xml", add))
    assert added.comparisons[0].found == "1.1 Describe the factors that shape a choice of style. Draw them too."
    hidden = one(built, rewrite(built / f"{BLANK}.docx", tmp_path / "h.docx", "word/document.xml", hide))
    assert [entry.status.value for entry in hidden.comparisons] == ["same", "changed", "same"]


def test_tracked_changes_count_as_made(built: Path, tmp_path: Path) -> None:
    def track(xml: str) -> str:
        start = xml.rindex("<w:r>", 0, xml.index("factors that shape"))
        end = xml.index("</w:r>", start) + len("</w:r>")
        old = xml[start:end]
        new = changed(old, WORDS)
        deleted = old.replace("<w:t>", "<w:delText>").replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
        by = 'w:id="900" w:author="x" w:date="2026-10-01T00:00:00Z"'
        return f"{xml[:start]}<w:del {by}>{deleted}</w:del><w:ins {by}>{new}</w:ins>{xml[end:]}"

    entry = one(built, rewrite(built / f"{BLANK}.docx", tmp_path / "t.docx", "word/document.xml", track))
    assert entry.comparisons[0].found == "1.1 Describe the fashions that shape a choice of style."


def test_a_changed_cell_and_a_deleted_row_are_found(built: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(built / f"{BLANK}.xlsx")
    sheet = book["Mark sheet"]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}
    text = cells["Describe the factors that shape a choice of style."]
    text.value = changed(str(text.value), WORDS)
    for cell in sheet[cells["1.10"].row]:
        if type(cell).__name__ == "Cell":
            cell.value = None
    book.save(tmp_path / "sheet.xlsx")
    result = markpack(built, str(tmp_path / "sheet.xlsx"))
    assert result.exit_code == 1
    assert f"1.1 is changed: {CHANGED}" in result.stdout
    assert "1.10 is missing: 1.10 Assess one's own leadership." in result.stdout


def test_a_criterion_added_to_a_workbook_is_named(built: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(built / f"{PLANNER}.xlsx")
    sheet = book["Criteria"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "1.10") + 1
    sheet.cell(row, 1).value, sheet.cell(row, 2).value = "1.11", "Sing a song about it."
    book.save(tmp_path / "planner.xlsx")
    result = markpack(built, str(tmp_path / "planner.xlsx"))
    assert result.exit_code == 1
    assert "1.11 is not a criterion of the unit: 1.11 Sing a song about it." in result.stdout


def test_a_pdf_that_was_filled_in_keeps_its_criteria(built: Path, tmp_path: Path) -> None:
    with pikepdf.open(built / f"{BLANK}.pdf") as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.get("/T", "")).endswith("overall_comment"):
                field.V = pikepdf.String("1.1 Describe the fashions that shape a choice of style.")
        pdf.save(tmp_path / "filled.pdf")
    entry = one(built, tmp_path / "filled.pdf")
    assert (entry.criteria_same, entry.edit_status) == (True, EditStatus.EDITED)


# What another version of the template made


@pytest.fixture(scope="module")
def renewed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built workspace after the unit template was put right."""
    root = tmp_path_factory.mktemp("renewed") / "workspace"
    shutil.copytree(built, root)
    unit = changed(
        UNIT, ("Describe the factors that", "Describe two factors that"), ("Explains effects.", "Gives them.")
    )
    (root / UNIT_FILE).write_text(unit, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", [f"{BRIEF}.pdf", f"{BLANK}.pdf", f"{COMPLETED}.pdf", f"{BRIEF}.docx", f"{BLANK}.xlsx"])
def test_a_document_from_an_older_template_is_told_apart(renewed: Path, name: str) -> None:
    result = markpack(renewed, str(renewed / name))
    assert result.exit_code == 1
    assert "1.1 is changed: 1.1 Describe [-two-] {+the+} factors that shape a choice of style." in result.stdout
    assert "another version of the unit template" in result.stdout
    assert "File: unchanged since it was generated" in result.stdout


def test_changed_descriptors_are_told_though_the_texts_are_the_same(built: Path, tmp_path: Path) -> None:
    unit = changed(UNIT, ("Explains effects.", "Gives them."))
    root = write_workspace(tmp_path, unit=unit)
    entry = one(root, built / f"{BRIEF}.pdf")
    assert (entry.texts_same, entry.criteria_same) == (True, False)
    assert entry.edit_status is EditStatus.UNKNOWN
    assert "marks, descriptors or outcomes" in " ".join(markpack(root, str(built / f"{BRIEF}.pdf")).stdout.split())


# What cannot be verified


def foreign_document() -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("1.1 Describe the factors that shape a choice of style.")
    document.save(stream)
    return stream.getvalue()


def packed(name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "message", "remedy"),
    [
        (b"\xff\xd8\xff\xe0 a holiday photo", "not a PDF, Word document or Excel workbook", "Name a brief"),
        (foreign_document(), "does not say what it is", "as it was sent"),
        (b"%PDF-1.7\nbroken", "not a readable PDF", "save it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office", "Save it as .docx"),
        (b"PK\x03\x04 broken", "damaged", "Ask for it again"),
        (packed("word/document.xml", b"<a"), "not a readable Word document", "Open it in Word"),
        (packed("word/document.xml", b"<!DOCTYPE a><a/>"), "declares entities", "where the file comes"),
        (packed("word/document.xml", b" " * 90_000_000), "times its size", "where the file comes"),
        (packed("content.xml", b"<a/>"), "neither", "save it as .docx"),
        (b"", "holds nothing (0 bytes)", "“Always keep on this device”"),
    ],
    ids=["photo", "foreign", "pdf", "doc", "zip", "xml", "entities", "bomb", "odt", "empty"],
)  # fmt: skip
def test_what_cannot_be_verified_is_named_with_what_to_do(
    built: Path, tmp_path: Path, data: bytes, message: str, remedy: str
) -> None:
    strange = tmp_path / "strange.docx"
    strange.write_bytes(data)
    result = markpack(built, str(strange), str(built / f"{BRIEF}.pdf"))
    assert result.exit_code == 1
    assert message in result.stdout
    assert remedy in result.stdout
    assert "all 3 are exactly those of 8604-308" in result.stdout, "the other file is verified all the same"


def test_a_pdf_with_a_password_is_named(built: Path, tmp_path: Path) -> None:
    with pikepdf.open(built / f"{BRIEF}.pdf") as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="open", owner="all"))
    result = markpack(built, str(tmp_path / "locked.pdf"))
    assert result.exit_code == 1
    assert "protected by a password" in result.stdout


def test_a_feedback_report_is_named_for_what_it_is(built: Path) -> None:
    feedback = next(iter((built / "output/acme/8604-308/feedback").glob("*.pdf")))
    assert "a feedback report" in markpack(built, str(feedback)).stdout


def test_a_file_that_is_not_there_and_a_unit_of_another_centre(built: Path, tmp_path: Path) -> None:
    assert "does not exist" in markpack(built, str(tmp_path / "gone.pdf")).stdout
    with pikepdf.open(built / f"{BRIEF}.pdf") as pdf:
        pdf.docinfo["/markpack.unit"] = "9999-101"
        pdf.save(tmp_path / "other.pdf")
    assert "Its unit “9999-101” is not in templates/units." in markpack(built, str(tmp_path / "other.pdf")).stdout


def test_an_employer_of_elsewhere_is_said_and_leads_nowhere(built: Path, tmp_path: Path) -> None:
    with pikepdf.open(built / f"{BRIEF}.pdf") as pdf:
        pdf.docinfo["/markpack.employer"] = "../../output/acme"
        pdf.save(tmp_path / "other.pdf")
    entry = one(built, tmp_path / "other.pdf")
    assert (entry.criteria_same, entry.employer_known, entry.edit_status) == (True, False, EditStatus.UNKNOWN)


# What other programs saved


def test_a_pdf_without_structure_is_read_by_its_text(built: Path, renewed: Path, tmp_path: Path) -> None:
    with pikepdf.open(built / f"{BRIEF}.pdf") as pdf:
        del pdf.Root["/StructTreeRoot"]
        pdf.save(tmp_path / "flat.pdf")
    assert one(built, tmp_path / "flat.pdf").criteria_same
    found = one(renewed, tmp_path / "flat.pdf").comparisons
    assert [entry.status.value for entry in found] == ["changed", "same", "same"]


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_what_libreoffice_saved_again_is_read_as_well(built: Path, renewed: Path, tmp_path: Path, ending: str) -> None:
    names = {"docx": (BRIEF, BLANK), "xlsx": (PLANNER, BLANK)}[ending]
    for saved in converted(tmp_path, ending, *(built / f"{name}.{ending}" for name in names)):
        entry = one(built, saved)
        assert entry.criteria_same, entry
        assert (entry.edit_status, entry.template) == (EditStatus.EDITED, Template.PRESENT)
        assert [found.status.value for found in one(renewed, saved).comparisons] == ["changed", "same", "same"]


def test_a_file_may_lie_above_the_folder_that_one_is_in(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(built / f"{BRIEF}.docx", tmp_path / "Brief final.docx")
    (tmp_path / "centre").mkdir()
    monkeypatch.chdir(tmp_path / "centre")
    assert markpack(built, "../Brief final.docx").exit_code == 0


def test_a_folder_is_not_verified(built: Path) -> None:
    result = markpack(built, str(built / BRIEF).rpartition("/")[0])
    assert (result.exit_code, result.output.count("Name the briefs and mark sheets in it.")) == (1, 1)
