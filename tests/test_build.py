from __future__ import annotations

import dataclasses
import datetime
import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner

from markpack.app.cohort_status import status
from markpack.app.full_build import build
from markpack.app.input_check import check
from markpack.app.workspace import Workspace
from markpack.cli import commands
from markpack.documents.catalogue.status import FileState
from markpack.errors import InputError
from markpack.rendering import work_units
from markpack.report import Options, Report
from markpack.writers.masters.masters import write
from markpack.writers.result import Rendered
from tests.workspaces import (
    CENTRE,
    CENTRE_FILE,
    CONTEXT,
    CONTEXT_FILE,
    MARKS,
    MARKS_FILE,
    PLAIN_LAYOUTS,
    REGISTER,
    REGISTER_FILE,
    changed,
    name_as_before,
    write_workspace,
)

WORKBOOKS = Options(formats=("xlsx",))
COMPLETED = "output/acme/8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed"


def run(root: Path, options: Options = WORKBOOKS) -> Report:
    return build(Workspace(root), options)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose workbooks are made."""
    root = write_workspace(tmp_path_factory.mktemp("built"))
    assert run(root).failed == ()
    return root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(built_once, tmp_path / "built"))


def files(root: Path) -> dict[str, str]:
    """The sha256 of every file in the output, by path."""
    output = root / "output"
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


HOSTILE = changed(REGISTER, ("Siobhán,O'Brien", '"=HYPERLINK(""x"")",<b>R&D</b> {{ 7*7 }}'))
EVERYTHING = Options(dated=datetime.date(2020, 2, 2), jobs=1)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a hostile name, all of whose documents are made and bear a given date; to be read only."""
    root = write_workspace(tmp_path_factory.mktemp("everything"), register=HOSTILE)
    assert run(root, EVERYTHING).failed == ()
    return root


@pytest.mark.slow
def test_a_build_makes_every_kind_in_every_format(everything: Path) -> None:
    made = files(everything)
    kinds = {(path.split("/")[2], path.rsplit(".", 1)[1]) for path in made if path.count("/") == 3}
    assert kinds == {
        *((kind, fmt) for kind in ("brief", "blank", "completed", "feedback") for fmt in ("pdf", "docx", "xlsx")),
        *((kind, fmt) for kind in ("declaration", "verification") for fmt in ("pdf", "docx")),
        *(("pack", fmt) for fmt in ("pdf", "docx", "zip")),
    }
    assert {
        "acme/results.xlsx",
        "acme/index.html",
        "acme/manifest.json",
        "acme/8604-308/Markbook-8604-308.xlsx",
    } <= set(made)
    recorded = json.loads((everything / "output/acme/manifest.json").read_text(encoding="utf-8"))["files"]
    assert {f"acme/{path}": entry["sha256"] for path, entry in recorded.items()} == {
        path: digest for path, digest in made.items() if path != "acme/manifest.json"
    }


def test_marks_come_out_as_they_went_in(tmp_path: Path) -> None:
    run(write_workspace(tmp_path), Options(kinds=("completed",), learners=("0012345",)))
    book = openpyxl.load_workbook(tmp_path / f"{COMPLETED}.xlsx", data_only=True)
    sheet, cell = next(iter(book.defined_names["u8604_308__mark__1_10"].destinations))
    assert book[sheet][cell].value == 20
    with pikepdf.open(tmp_path / f"{COMPLETED}.pdf") as pdf:
        assert str(pdf.docinfo["/markpack.learner"]) == "0012345"


@pytest.mark.slow
def test_the_same_inputs_make_the_same_bytes_anywhere(everything: Path, tmp_path: Path) -> None:
    other = write_workspace(tmp_path / "other place", register=HOSTILE)
    run(other, dataclasses.replace(EVERYTHING, jobs=2))
    assert files(other) == files(everything)


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    first = run(write_workspace(tmp_path))
    again = run(tmp_path)
    assert again.employers[0].published.written == []
    assert set(again.employers[0].published.unchanged) == set(first.employers[0].published.written)


def test_one_changed_comment_changes_the_documents_that_show_it(built: Path) -> None:
    (built / MARKS_FILE).write_text(changed(MARKS, ("Good factors.", "Very good factors.")), encoding="utf-8")
    written = run(built).employers[0].published.written
    assert sorted(written) == [
        "8604-308/Markbook-8604-308.xlsx",
        "8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed.xlsx",
        "8604-308/feedback/R Jones-0012345-012345-8604-308(1) Action plan.xlsx",
        "index.html",
    ]


def test_what_a_person_edited_is_kept_and_named(built: Path) -> None:
    edited = built / f"{COMPLETED}.xlsx"
    edited.write_bytes(b"somebody's work")
    report = run(built)
    assert report.employers[0].published.kept_edits == [
        "8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed.xlsx"
    ]
    assert edited.read_bytes() == b"somebody's work"
    run(built, dataclasses.replace(WORKBOOKS, force=True))
    assert edited.read_bytes() != b"somebody's work"


@pytest.mark.slow
def test_a_learner_who_left_leaves_no_files(tmp_path: Path) -> None:
    run(write_workspace(tmp_path, PLAIN_LAYOUTS), Options(kinds=("blank", "results"), formats=("xlsx",)))
    left = changed(REGISTER, ("0012347,Siobhán,O'Brien,,01/09/2026\n", ""))
    (tmp_path / REGISTER_FILE).write_text(left, encoding="utf-8")
    run(tmp_path, Options(kinds=("blank",), formats=("xlsx",)))
    assert any("O'Brien" in path for path in files(tmp_path)), "a part of a pack removes nothing"
    said = CliRunner().invoke(commands.main, ["build", "--jobs", "1", "-C", str(tmp_path)]).stdout
    assert not any("O'Brien" in path for path in files(tmp_path))
    assert "1 removed" in said
    assert "Removed, because the pack no longer holds them: 1 in 8604-308/blank/\n" in said


def test_a_choice_makes_only_what_is_asked_for(tmp_path: Path) -> None:
    report = run(write_workspace(tmp_path), Options(kinds=("blank",), formats=("xlsx",), learners=("0012346",)))
    assert report.employers[0].planned == ("8604-308/blank/M Nguyễn Thị-0012346-012345-8604-308(1) Mark sheet.xlsx",)
    assert set(files(tmp_path)) == {
        f"acme/{name}" for name in (*report.employers[0].planned, "index.html", "manifest.json")
    }


def test_an_unknown_choice_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="9999-1") as error:
        run(write_workspace(tmp_path), Options(units=("9999-1",), learners=("nobody",)))
    assert len(error.value.problems) == 2
    assert not (tmp_path / "output").exists()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    report = run(write_workspace(tmp_path), dataclasses.replace(WORKBOOKS, dry_run=True))
    assert "results.xlsx" in report.employers[0].planned
    assert not (tmp_path / "output").exists()


def test_bad_input_leaves_earlier_output_as_it_was(built: Path) -> None:
    before = files(built)
    (built / CENTRE_FILE).write_text(changed(CENTRE, ("012345", "12345")), encoding="utf-8")
    with pytest.raises(InputError, match="12345"):
        run(built)
    assert files(built) == before


def test_one_document_that_fails_costs_the_others_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = write

    def fail_for_one(view: object, fmt: object, layouts: object, **_how: object) -> Rendered:
        if "0012346" in repr(getattr(view, "values", "")):
            raise RuntimeError("broken font")
        return real(view, fmt, layouts)  # type: ignore[arg-type]  # handed through as it came

    monkeypatch.setattr(work_units, "write", fail_for_one)
    report = run(write_workspace(tmp_path), Options(kinds=("blank",), formats=("xlsx",), jobs=1))
    assert [entry.path for entry in report.failed] == [
        "acme/8604-308/blank/M Nguyễn Thị-0012346-012345-8604-308(1) Mark sheet.xlsx"
    ]
    assert report.failed[0].failure.message == "RuntimeError: broken font"
    assert sum("blank" in path for path in files(tmp_path)) == 3


def test_two_learners_who_would_share_a_file_name_are_a_problem(tmp_path: Path) -> None:
    twins = REGISTER + "AB/1,Rhys,Jones,,01/09/2026\nAB?1,Rhys,Jones,,01/09/2026\n"
    with pytest.raises(InputError, match="would stand for both learner AB/1 and learner AB\\?1"):
        run(write_workspace(tmp_path, register=twins))


@pytest.mark.slow
def test_hostile_names_come_through_as_text(everything: Path) -> None:
    book = openpyxl.load_workbook(everything / "output/acme/results.xlsx")
    cells = [cell for row in book["Results"].iter_rows() for cell in row if cell.value == '=HYPERLINK("x")']
    assert [cell.data_type for cell in cells] == ["s"]
    page = (everything / "output/acme/index.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;R&amp;D&lt;/b&gt; {{ 7*7 }}" in page
    assert "<b>R&D" not in page


@pytest.mark.slow
def test_a_given_date_stands_in_every_file(everything: Path) -> None:
    made = sorted((everything / "output/acme").rglob("*.*"))
    dates = {}
    for path in made:
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                dates[path] = str(pdf.docinfo["/CreationDate"])[2:10]
        elif path.suffix in (".docx", ".xlsx"):
            core = zipfile.ZipFile(path).read("docProps/core.xml").decode()
            dates[path] = re.findall(r"<dcterms:created[^>]*>(\d{4})-(\d\d)-(\d\d)", core)[0]
    assert len(dates) > 30
    assert {"".join(date) for date in dates.values()} == {"20200202"}


def test_a_centres_own_layout_shadows_markpacks(tmp_path: Path) -> None:
    css = "@page { size: A4 } body { font-family: 'Source Sans 3' }"
    own = {
        "templates/layouts/print.css": css,
        "templates/layouts/brief.html.j2": "<html lang=en><title>Own</title><p>Our own brief",
    }
    report = run(write_workspace(tmp_path, own), Options(kinds=("brief",), formats=("pdf",)))
    assert report.failed == ()
    from pypdfium2 import PdfDocument

    pdf = PdfDocument(tmp_path / "output/acme" / report.employers[0].planned[0])
    assert pdf[0].get_textpage().get_text_bounded().strip() == "Our own brief"


def test_a_changed_layout_makes_its_documents_anew(tmp_path: Path) -> None:
    options = Options(kinds=("brief",), formats=("docx",))
    run(write_workspace(tmp_path), options)
    own = tmp_path / "templates/layouts/brief.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{% extends 'base.html.j2' %}{% block content %}<h1>Own</h1>{% endblock %}", encoding="utf-8")
    assert run(tmp_path, options).employers[0].published.written[:1] == [
        "8604-308/brief/Assignment brief-8604-308.docx"
    ]


def test_check_names_warnings_and_strict_makes_them_fail(tmp_path: Path) -> None:
    write_workspace(tmp_path, {"contexts/notes/list.txt": "Hotels"})
    warnings = check(Workspace(tmp_path))
    assert [warning.place.file for warning in warnings] == ["contexts/notes"]
    with pytest.raises(InputError, match="contexts/notes"):
        check(Workspace(tmp_path), strict=True)


def test_two_employers_are_two_packs(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    shutil.copytree(tmp_path / "contexts/acme", tmp_path / "contexts/bravo")
    report = run(tmp_path, Options(kinds=("results",)))
    assert [employer.folder for employer in report.employers] == ["acme", "bravo"]
    assert [employer.folder for employer in run(tmp_path, Options(("bravo",), ("results",))).employers] == ["bravo"]


def test_a_broken_index_layout_costs_no_document(tmp_path: Path) -> None:
    broken = {"templates/layouts/index.html.j2": "{{ nothing.at_all }}"}
    report = run(write_workspace(tmp_path, broken), Options(kinds=("results",)))
    assert [entry.path for entry in report.failed] == ["acme/index.html"]
    assert (tmp_path / "output/acme/results.xlsx").is_file()


def test_a_part_of_a_pack_says_which_links_are_older(built: Path) -> None:
    (built / MARKS_FILE).write_text(changed(MARKS, ("Good factors.", "Very good factors.")), encoding="utf-8")
    run(built, Options(kinds=("completed",), formats=("xlsx",)))
    page = (built / "output/acme/index.html").read_text(encoding="utf-8")
    assert "Action plan, attempt 1, 8604-308, Rhys Jones, XLSX, not up to date" in page
    assert "Mark sheet, attempt 1, 8604-308, Rhys Jones, XLSX, not up to date" not in page


def test_a_dry_run_of_what_is_up_to_date_lists_nothing(built: Path) -> None:
    assert run(built, dataclasses.replace(WORKBOOKS, dry_run=True)).employers[0].planned == ()


def test_workbooks_open_with_the_right_text(tmp_path: Path) -> None:
    run(write_workspace(tmp_path, {CONTEXT_FILE: CONTEXT, CENTRE_FILE: CENTRE}), Options(kinds=("results",)))
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "output/acme/results.xlsx").read_bytes()))
    texts = {str(cell.value) for row in book["Results"].iter_rows() for cell in row}
    assert {"0012345", "Nguyễn Thị", "O'Brien"} <= texts


ZIPS = Options(formats=("zip",), learners=("0012346",))
BRIEF_ALONE = {name: page for name, page in PLAIN_LAYOUTS.items() if "brief" not in name}
"""Layouts with which the brief alone says what it is about."""
OWN = "M Nguyễn Thị-0012346-012345-8604-308(1)"
ZIP = f"8604-308/pack/{OWN} Assignment pack.zip"
IN_ZIP = {
    f"{OWN} Assignment brief.pdf": "8604-308/brief/Assignment brief-8604-308.pdf",
    f"{OWN} Assignment planner.xlsx": f"8604-308/brief/{OWN} Assignment planner.xlsx",
    f"{OWN} Declaration.pdf": f"8604-308/declaration/{OWN} Declaration.pdf",
    f"{OWN} Mark sheet.pdf": f"8604-308/blank/{OWN} Mark sheet.pdf",
}
"""What a learner gets, with the published files that it is a copy of."""


def zipped(root: Path, path: str = ZIP) -> dict[str, bytes]:
    with zipfile.ZipFile(root / "output/acme" / path) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@pytest.fixture(scope="module")
def packed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which a learner's ZIP is made."""
    root = write_workspace(tmp_path_factory.mktemp("packed"), BRIEF_ALONE)
    assert run(root, ZIPS).failed == ()
    return root


@pytest.fixture
def packed(packed_once: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(packed_once, tmp_path / "packed"))


def test_a_learners_zip_holds_what_is_published_and_brings_it_about(tmp_path: Path) -> None:
    report = run(write_workspace(tmp_path, BRIEF_ALONE), ZIPS)
    published = tmp_path / "output/acme"
    assert zipped(tmp_path) == {name: (published / path).read_bytes() for name, path in IN_ZIP.items()}
    assert set(report.employers[0].planned) == {ZIP, *IN_ZIP.values()}
    recorded = json.loads((published / "manifest.json").read_text(encoding="utf-8"))["files"][ZIP]
    assert (recorded["kind"], recorded["format"], recorded["learner"]) == ("pack", "zip", "0012346")
    page = (published / "index.html").read_text(encoding="utf-8")
    assert "All to hand out, 8604-308, Minh Nguyễn Thị, ZIP" in page


def test_a_learner_with_adjustments_finds_their_own_brief_in_the_zip(tmp_path: Path) -> None:
    register = changed(
        REGISTER, ("Registered on", "Registered on,Adjustments"), ("Thị,,01/09/2026", "Thị,,01/09/2026,large print")
    )
    run(write_workspace(tmp_path, BRIEF_ALONE, register=register), ZIPS)
    own = tmp_path / "output/acme/8604-308/brief/M Nguyễn Thị-0012346-012345-8604-308(1) Assignment brief.pdf"
    held = zipped(tmp_path)
    assert held[f"{OWN} Assignment brief.pdf"] == own.read_bytes()
    assert held.keys() == IN_ZIP.keys()
    page = (tmp_path / "output/acme/index.html").read_text(encoding="utf-8")
    assert "All to hand out, 8604-308, Minh Nguyễn Thị, ZIP" in page
    assert "Assignment brief, 8604-308, Minh" not in page


def test_a_zip_is_made_anew_with_what_is_in_it_and_not_otherwise(packed: Path) -> None:
    before = zipped(packed)
    assert run(packed, ZIPS).employers[0].published.written == []
    (packed / CONTEXT_FILE).write_text(changed(CONTEXT, ("due_on: 2026-10-14", "due_on: 2026-10-19")), encoding="utf-8")
    assert ZIP in run(packed, ZIPS).employers[0].published.written
    assert zipped(packed)[f"{OWN} Assignment brief.pdf"] != before[f"{OWN} Assignment brief.pdf"]


def test_a_zip_is_not_made_with_what_is_out_of_date(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = zipped(packed)
    (packed / CONTEXT_FILE).write_text(changed(CONTEXT, ("due_on: 2026-10-14", "due_on: 2026-10-19")), encoding="utf-8")
    real = write

    def fail_for_briefs(view: object, fmt: object, layouts: object, **how: object) -> Rendered:
        if type(view).__name__ == "Brief":
            raise RuntimeError("broken font")
        return real(view, fmt, layouts, **how)  # type: ignore[arg-type]  # handed through as it came

    with monkeypatch.context() as patched:
        patched.setattr(work_units, "write", fail_for_briefs)
        report = run(packed, replace_jobs(ZIPS))
    assert f"acme/{ZIP}" in [entry.path for entry in report.failed]
    assert zipped(packed) == before
    assert ZIP in run(packed, ZIPS).employers[0].published.written
    assert zipped(packed)[f"{OWN} Assignment brief.pdf"] != before[f"{OWN} Assignment brief.pdf"]


def replace_jobs(options: Options) -> Options:
    """The same, in this process."""
    return dataclasses.replace(options, jobs=1)


def test_a_zip_is_never_made_from_what_somebody_edited(packed: Path) -> None:
    before = zipped(packed)
    edited = packed / "output/acme" / IN_ZIP[f"{OWN} Mark sheet.pdf"]
    edited.write_bytes(b"filled in")
    (packed / "output/acme" / ZIP).unlink()
    run(packed, ZIPS)
    assert edited.read_bytes() == b"filled in"
    assert zipped(packed) == before


def test_a_zip_whose_document_fails_is_named_and_not_made(tmp_path: Path) -> None:
    broken = {**PLAIN_LAYOUTS, "templates/layouts/declaration.html.j2": "{{ nothing.at_all }}"}
    report = run(write_workspace(tmp_path, broken), ZIPS)
    assert [entry.path for entry in report.failed] == [f"acme/{IN_ZIP[f'{OWN} Declaration.pdf']}", f"acme/{ZIP}"]
    assert "could not be made" in report.failed[1].failure.message
    assert not (tmp_path / "output/acme" / ZIP).exists()
    assert (tmp_path / "output/acme" / IN_ZIP[f"{OWN} Mark sheet.pdf"]).is_file()


BLANKS = Options(kinds=("blank",), formats=("xlsx",), jobs=1)
OWN_SHEET = IN_ZIP[f"{OWN} Mark sheet.pdf"].replace(".pdf", ".xlsx")


@pytest.mark.parametrize("options", [BLANKS, dataclasses.replace(BLANKS, learners=("0012346",))])
def test_files_of_an_earlier_version_get_todays_names_and_none_stays_beside_them(
    tmp_path: Path, options: Options
) -> None:
    run(write_workspace(tmp_path), BLANKS)
    before = set(files(tmp_path))
    name_as_before(tmp_path)
    former = OWN_SHEET.replace(" Mark sheet", "")
    (tmp_path / "output/acme" / former).write_bytes(b"filled in where it was made")
    (report,) = run(tmp_path, options).employers
    assert (tmp_path / "output/acme" / OWN_SHEET).read_bytes() == b"filled in where it was made"
    assert report.published.renamed == {OWN_SHEET: former}
    assert report.published.kept_edits == [OWN_SHEET]
    assert not (tmp_path / "output/acme" / former).exists()
    assert set(files(tmp_path)) == before or options.learners
    assert report.published.orphaned_edits == report.published.unknown_files == []
    run(tmp_path, BLANKS)
    assert set(files(tmp_path)) == before
    assert (tmp_path / "output/acme" / OWN_SHEET).read_bytes() == b"filled in where it was made"


def test_files_that_have_other_names_now_are_not_told_as_removed(tmp_path: Path) -> None:
    run(write_workspace(tmp_path), BLANKS)
    former = name_as_before(tmp_path)
    said = CliRunner().invoke(commands.main, ["build", "--only", "blank", "--jobs", "1", "-C", str(tmp_path)]).stdout
    assert not set(former) & {path.removeprefix("acme/") for path in files(tmp_path)}
    assert f"Under other names now: {len(former)} in 8604-308/blank/\n" in said
    assert "emoved" not in said


def test_a_file_of_an_earlier_version_stays_where_its_successor_fails(tmp_path: Path) -> None:
    run(write_workspace(tmp_path, PLAIN_LAYOUTS), dataclasses.replace(BLANKS, formats=("pdf",)))
    former = name_as_before(tmp_path)
    broken = tmp_path / "templates/layouts/mark_sheet.html.j2"
    broken.write_text("{{ nothing.at_all }}", encoding="utf-8")
    assert run(tmp_path, Options(kinds=("blank",), formats=("pdf",), jobs=1)).failed
    assert set(former) <= {path.removeprefix("acme/") for path in files(tmp_path)}


def test_other_formats_alone_make_no_zip(built: Path) -> None:
    assert files(built)
    assert not [path for path in files(built) if path.endswith(".zip")]


def current_of_everybody(root: Path) -> int:
    """How many documents that are no single learner's are up to date."""
    (employer,) = status(Workspace(root)).employers
    return employer.assignments[0].documents.counts.get(FileState.CURRENT, 0)


@pytest.mark.slow
def test_documents_of_all_learners_are_made_if_asked_for_and_stay(tmp_path: Path) -> None:
    options = Options(kinds=("feedback",), formats=("pdf",))
    facts = "{% for fact in view.facts %}<p>{{ fact.value }}{% endfor %}"
    plain = {**PLAIN_LAYOUTS, "templates/layouts/feedback_body.html.j2": facts}
    run(write_workspace(tmp_path, plain), options)
    assert not [path for path in files(tmp_path) if "/combined/" in path]
    run(tmp_path, dataclasses.replace(options, combined=True))
    together = [path for path in files(tmp_path) if "/combined/" in path]
    assert together == ["acme/8604-308/combined/Feedback-8604-308.pdf"]
    page = (tmp_path / "output/acme/index.html").read_text(encoding="utf-8")
    assert "All feedback, 8604-308, PDF" in page
    assert run(tmp_path, options).employers[0].published.written == []
    assert current_of_everybody(tmp_path) == 1
    (tmp_path / MARKS_FILE).write_text(changed(MARKS, (",18,", ",17,")), encoding="utf-8")
    assert current_of_everybody(tmp_path) == 0
    report = run(tmp_path, options)
    assert "8604-308/combined/Feedback-8604-308.pdf" in report.employers[0].published.written
    (tmp_path / "output" / together[0]).unlink()
    run(tmp_path, options)
    assert not (tmp_path / "output" / together[0]).exists(), "deleted, and not asked for again"
