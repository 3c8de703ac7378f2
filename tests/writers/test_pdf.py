from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial

import page as validator
import pikepdf
import pymupdf
import pypdfium2
import pytest

from markpack.assessment.outcome import assess
from markpack.documents.brief.builder import build_brief
from markpack.documents.catalogue.kinds import Format
from markpack.documents.feedback.builder import build_feedback_report
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.mark_sheet.builder import build_blank_sheet, build_completed_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.results.builder import build_results
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.document import Picture, View
from markpack.model.forms.identity import HIDDEN_FIELD
from markpack.model.marking_mode import MarkingMode
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, render
from markpack.writers.pdf.layout import write_pdf
from markpack.writers.result import LayoutError
from tests.programs import font_of
from tests.samples import alone, cohort, learner, marked, setting, unit
from tests.writers.pdf_structure import elements, faults

LAYOUTS = Layouts()
SHORT = setting(unit({"1.1": 24}))
HIGH_REFERRAL: dict[str, int | str | None] = {"1.1": 24, "1.2": 11, "2.1": 28, "2.2": 24}


def views(place: AssignmentContext, marks: dict[str, int | str | None], **more: object) -> dict[str, View]:
    form = build_form(place)
    attempt = marked(marks, overall="Well argued.", **more)  # type: ignore[arg-type]  # passed on by name
    result = assess(place.unit, attempt)
    standing = cohort(place, [learner()], [attempt]).progress(learner())
    return {
        "brief": build_brief(place),
        "blank": build_blank_sheet(form, place, learner()),
        "unnamed": build_blank_sheet(form, place, None),
        "completed": build_completed_sheet(form, place, learner(), result, alone(place, result)),
        "feedback": build_feedback_report(place, learner(), result, standing, partial(alone, place)),
    }


def pdf_of(view: View) -> bytes:
    return write(view, Format.PDF, LAYOUTS)


@cache
def usual_views() -> Mapping[str, View]:
    return views(setting(), HIGH_REFERRAL)


@cache
def usual_pdf(name: str) -> bytes:
    return pdf_of(usual_views()[name])


def usual_digests() -> list[str]:
    return [hashlib.sha256(usual_pdf(name)).hexdigest() for name in usual_views()]


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [entry.get_textpage().get_text_bounded().replace("\r\n", "\n") for entry in document]


def words_of(data: bytes) -> str:
    return " ".join(" ".join(pages_of(data)).split())


def views_by(mode: MarkingMode) -> dict[str, View]:
    marks = HIGH_REFERRAL if mode is MarkingMode.MARKS else dict.fromkeys(HIGH_REFERRAL, "referral")
    return views(setting(mode=mode), dict(marks))


def test_one_unit_has_the_same_sheets_to_fill_in_by_marks_and_as_one_of_several() -> None:
    one, other = views_by(MarkingMode.MARKS), views_by(MarkingMode.SEPARATE_SHEETS)
    for name in ("brief", "blank", "unnamed"):
        layout = one[name].properties.kind.value.layout
        assert render(layout, one[name], LAYOUTS) == render(layout, other[name], LAYOUTS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *((name, mode) for name in ("completed", "feedback") for mode in MarkingMode),
        *((name, mode) for name in ("brief", "blank", "unnamed") for mode in MarkingMode
          if mode is not MarkingMode.SEPARATE_SHEETS),
    ],
)  # fmt: skip
def test_every_page_is_accessible(name: str, mode: MarkingMode) -> None:
    data = pdf_of(views_by(mode)[name])
    report = validator.validate_pdf_bytes(data, profile=validator.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.rules.total > 50
    assert faults(data) == []


def test_a_completed_sheet_is_fit_for_an_archive_and_carries_its_marks() -> None:
    data = pdf_of(views(setting(), HIGH_REFERRAL, comments={"1.2": "Say more."})["completed"])
    report = validator.validate_pdf_bytes(data, profile=validator.ValidationProfile.PDF_A_3A)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [str(entry.AFRelationship) for entry in pdf.Root.AF] == ["/Data"]
        record = json.loads(pdf.attachments["marks.json"].get_file().read_bytes())
    assert (record["unit"], record["learner"]["registration"], record["outcome"]) == ("9999-101", "0012345", "referral")
    assert (record["total"], record["maximum"]) == ("87", 100)
    assert record["criteria"][1] == {
        "id": "1.2", "tier": None, "mark": "11", "maximum": 24, "minimum": "12", "decision": None, "level": None,
        "not_attempted": False, "judged": True, "met": False, "comment": "Say more.", "carried_from": None,
        "method_record": {},
    }  # fmt: skip


@pytest.mark.slow
def test_letters_that_several_glyphs_draw_are_told_by_the_font() -> None:
    font_of("hi")
    data = pdf_of(views(SHORT, {"1.1": 11}, comments={"1.1": "बहुत अच्छा, हिन्दी में"})["completed"])
    for profile in (validator.ValidationProfile.PDF_UA_1, validator.ValidationProfile.PDF_A_3A):
        report = validator.validate_pdf_bytes(data, profile=profile)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    words = words_of(data)
    assert "बहुत अच्छा," in words
    assert "िहन्दी में" in words, "as it is drawn: the vowel stands before its letter"


@pytest.mark.slow
def test_letters_that_are_kept_apart_are_drawn_apart() -> None:
    font_of("ar")
    apart, joined = (
        pdf_of(views(SHORT, {"1.1": 11}, comments={"1.1": text})["completed"]) for text in ("می\u200cخواهم", "میخواهم")
    )
    assert words_of(apart) == words_of(joined)
    pictures = [pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().tobytes() for data in (apart, joined)]
    assert pictures[0] != pictures[1]


@pytest.mark.slow
def test_the_structure_checks_find_a_fault() -> None:
    view = usual_views()["feedback"]
    assert isinstance(view, FeedbackReport)
    logo = Picture("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>', "Tideway")
    pdf = pikepdf.open(io.BytesIO(pdf_of(replace(view, branding=replace(view.branding, logo=logo)))))
    cell = next(element for element in elements(pdf) if element.role == "TH")
    del cell.dictionary.A
    figure = next(element for element in elements(pdf) if element.role == "Figure")
    del figure.dictionary.Alt
    changed = io.BytesIO()
    pdf.save(changed)
    assert sorted(faults(changed.getvalue())) == ["a figure without a description", "a header cell without scope"]


def test_a_completed_sheet_says_what_the_assessor_said() -> None:
    text = words_of(pdf_of(views(setting(), HIGH_REFERRAL, comments={"1.2": "Say more\nabout trust."})["completed"]))
    for phrase in (
        "Mark sheet: Leading a watch", "012345", "0012345", "Åsa Öberg", "Referral: AC 1.2 not met yet.",
        "11 / 24", "(min. of 12)", "Say more about trust.", "87 / 100", "ca. 18/24", "5 November 2026", "Ada Obi",
        "Paraphrased criteria.", "1.1 Explain what criterion 1.1 of 9999-101 asks for.",
    ):  # fmt: skip
        assert phrase in text


@pytest.mark.slow
def test_each_page_has_its_head_and_foot() -> None:
    pages = pages_of(pdf_of(views(setting(unit({f"1.{n}": 10 for n in range(1, 12)})), {"1.1": 5})["completed"]))
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        flat = " ".join(text.split())
        assert "9999-101 Leading a watch" in flat
        assert "Åsa Öberg · 0012345" in flat
        assert f"Page {number} of {len(pages)}" in flat


@pytest.mark.slow
def test_table_headers_are_repeated_and_criteria_stay_whole() -> None:
    long = setting(unit({f"1.{n}": 10 for n in range(1, 12)}, descriptor="said at some length " * 9))
    pages = pages_of(pdf_of(views(long, {"1.1": 5})["blank"]))
    with_criteria = [text for text in pages if "Assessor feedback on AC" in " ".join(text.split())]
    assert len(with_criteria) > 2
    for text in with_criteria:
        flat = " ".join(text.split())
        assert "Good pass" in flat
        begun = re.findall(r"(1\.\d+) Explain", flat)
        assert begun == re.findall(r"feedback on AC (1\.\d+)", flat)


@pytest.mark.slow
def test_a_row_longer_than_a_page_is_broken_and_loses_no_word() -> None:
    words = [f"w{number}" for number in range(1400)]
    data = pdf_of(views(SHORT, {"1.1": 11}, comments={"1.1": " ".join(words)})["completed"])
    found = re.findall(r"\bw\d+\b", " ".join(pages_of(data)))
    assert found == words
    assert faults(data) == []


@pytest.mark.slow
def test_a_long_comment_of_feedback_begins_on_the_page_where_the_one_before_it_ends() -> None:
    comments = {ac: " ".join(f"{ac}w{number}" for number in range(400)) for ac in ("1.1", "1.2", "1.3")}
    place = setting(unit(dict.fromkeys(comments, 24)))
    pages = pages_of(pdf_of(views(place, dict.fromkeys(comments, 20), comments=comments)["feedback"]))
    for before, after in (("1.1", "1.2"), ("1.2", "1.3")):
        (page,) = (text for text in pages if f"{before}w399" in text)
        assert f"{after} Explain" in page, "the rest of the page is empty"
        assert f"{after}w20" in page, "the heading stands alone at the end of the page"


@pytest.mark.slow
def test_long_descriptors_and_comments_are_shown_whole() -> None:
    comment = " ".join(f"c{number}" for number in range(300))
    place = setting(unit({"1.9": 15, "1.10": 15}, descriptor=" ".join(f"d{number}" for number in range(400))))
    text = words_of(pdf_of(views(place, {"1.9": 15, "1.10": 7}, comments={"1.10": comment})["completed"]))
    assert comment in text
    assert "d399" in text
    assert "7 / 15" in text
    assert "(min. of 8)" in text


def test_hostile_text_is_printed_letter_by_letter() -> None:
    place = SHORT
    person = learner("7", '=HYPERLINK("x")', "<b>R&D</b> {{ 7*7 }}")
    sheet = build_blank_sheet(build_form(place), place, person)
    data = pdf_of(sheet)
    assert '=HYPERLINK("x") <b>R&D</b> {{ 7*7 }}' in words_of(data)
    assert faults(data) == []


def test_symbols_that_the_font_lacks_are_named() -> None:
    comment = "Well done 👍🏽 👩‍🏫 ✔️"
    data = pdf_of(views(SHORT, {"1.1": 11}, comments={"1.1": comment})["completed"])
    assert "Well done [thumbs up sign] [woman][school] " in words_of(data)
    assert faults(data) == []


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("\U00016a40 \U00016a40", r"no font on this machine has the letter “\U00016a40” \(U\+16A40\); install fonts"),
        (
            "\U00016a40\U00016a41",
            r"has the letters “\U00016a40” \(U\+16A40\), “\U00016a41” \(U\+16A41\); install fonts",
        ),
        ("".join(map(chr, range(0x16A40, 0x16A4A))), r"“\U00016a47” \(U\+16A47\) …; install fonts"),
    ],
)
def test_letters_that_no_font_has_are_named_with_a_remedy(comment: str, told: str) -> None:
    sheet = views(SHORT, {"1.1": 11}, comments={"1.1": comment})["completed"]
    with pytest.raises(LayoutError, match=told):
        pdf_of(sheet)


@pytest.mark.slow
def test_a_blank_sheet_is_a_form_in_the_order_of_the_page() -> None:
    sheet = usual_views()["blank"]
    assert isinstance(sheet, MarkSheet)
    pdf = pikepdf.open(io.BytesIO(usual_pdf("blank")))
    fields = {str(entry.T): entry for entry in pdf.Root.AcroForm.Fields if str(entry.T) != HIDDEN_FIELD}
    expected = {field.name: field for field in sheet.form.fields if field.name not in sheet.values}
    assert set(fields) == set(expected)
    assert {name: str(entry.TU) for name, entry in fields.items()} == {
        name: field.label for name, field in expected.items()
    }
    assert str(fields["u9999_101__mark__1_1"].TU) == "AC 1.1: mark out of 24, at least 12 to be met"
    multi_line = 1 << 12
    assert int(fields["u9999_101__comment__1_1"].Ff) & multi_line
    assert list(map(str, fields["u9999_101__outcome"].Opt)) == ["", "Pass", "Referral"]
    in_page_order = [
        str(note.T) for entry in pdf.pages for note in entry.obj.get("/Annots", []) if str(note.T) != HIDDEN_FIELD
    ]
    by_position = sorted(
        (
            (number, -round(float(note.Rect[3])), float(note.Rect[0]), str(note.T))
            for number, entry in enumerate(pdf.pages)
            for note in entry.obj.get("/Annots", [])
            if str(note.T) != HIDDEN_FIELD
        ),
    )
    assert in_page_order == [entry[3] for entry in by_position]
    assert in_page_order == [field.name for field in sheet.form.fields if field.name in expected]


@pytest.mark.slow
def test_the_learners_details_are_print_and_not_fields() -> None:
    data = usual_pdf("blank")
    assert "Åsa Öberg" in words_of(data)
    assert "u9999_101__learner_name" not in field_names(data)
    assert "u9999_101__learner_name" in field_names(usual_pdf("unnamed"))


def field_names(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {str(entry.T) for entry in pdf.Root.AcroForm.Fields}


@pytest.mark.slow
def test_files_are_small_and_fonts_are_embedded() -> None:
    for name in usual_views():
        data = usual_pdf(name)
        assert len(data) < 120_000, name
        fonts = fonts_of(data)
        assert fonts
        assert all(embedded for _, embedded in fonts), fonts
        assert all("SourceSans3" in base.replace("-", "") for base, _ in fonts), fonts


def fonts_of(data: bytes) -> list[tuple[str, bool]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        descriptors = [
            entry
            for entry in pdf.objects
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == pikepdf.Name.FontDescriptor
        ]
        return [(str(entry.FontName), any(f"/FontFile{n}" in entry for n in ("", 2, 3))) for entry in descriptors]


def test_a_form_says_what_it_is_in_a_hidden_field_too() -> None:
    with pikepdf.open(io.BytesIO(usual_pdf("blank"))) as pdf:
        (field,) = [entry for entry in pdf.Root.AcroForm.Fields if str(entry.T) == HIDDEN_FIELD]
        assert int(field.F) & 2
        assert "markpack.learner=0012345" in str(field.V).splitlines()


@pytest.mark.slow
def test_a_heading_does_not_stand_alone_before_a_very_long_comment() -> None:
    comment = "A clear account of what you did. " * 150
    pages = pages_of(pdf_of(views(setting(), HIGH_REFERRAL, comments={"1.1": comment})["completed"]))
    for page in pages:
        flat = " ".join(page.split())
        assert "Learning outcome 1:" not in flat or "1.1 Explain" in flat


@pytest.mark.slow
def test_a_file_says_what_it_is() -> None:
    pdf = pikepdf.open(io.BytesIO(usual_pdf("completed")))
    info = pdf.docinfo
    assert str(info["/markpack.kind"]) == "completed"
    assert str(info["/markpack.unit"]) == "9999-101"
    assert str(info["/markpack.learner"]) == "0012345"
    assert str(info["/markpack.attempt"]) == "1"
    assert str(info["/markpack.criteria"]) == unit().criteria_digest
    assert str(info["/CreationDate"]).startswith("D:20261105")


@pytest.mark.slow
def test_the_same_values_make_the_same_bytes_in_any_process() -> None:
    program = "from tests.writers.test_pdf import usual_digests; print(usual_digests())"
    other = subprocess.run(  # the order of sets is another one there; the arguments are this test's own
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "1"}
    )
    assert other.stdout.strip() == str(usual_digests())


@pytest.mark.parametrize("address", ["https://example.org/x.png", "file:///etc/hostname", "x.png"])
def test_nothing_is_fetched(address: str) -> None:
    sheet = views(SHORT, {"1.1": 11})["completed"]
    assert isinstance(sheet, MarkSheet)
    html = render("mark_sheet", sheet, LAYOUTS).replace("<h1>", f'<img src="{address}" alt="x"><h1>')
    with pytest.raises(LayoutError):
        write_pdf(html, sheet.properties, sheet.form.branding, LAYOUTS)


def test_a_results_workbook_has_no_pdf() -> None:
    results = build_results(cohort(setting(), [learner()], []))
    with pytest.raises(TypeError, match="Results has no pdf form"):
        write(results, Format.PDF, LAYOUTS)


@pytest.mark.slow
def test_official_wording_needs_no_notice() -> None:
    from markpack.model.unit import Wording

    official = setting(unit({"1.1": 24}, wording=Wording.OFFICIAL))
    for name, view in views(official, {"1.1": 11}).items():
        assert "Paraphrased criteria" not in words_of(pdf_of(view)), name


def test_the_mark_of_a_draft_is_seen_on_every_page() -> None:
    brief = usual_views()["brief"]
    draft = dataclasses.replace(brief, properties=dataclasses.replace(brief.properties, draft="No approval."))
    with pymupdf.open(stream=pdf_of(draft)) as document:
        assert len(document) > 1
        for page in document:
            spans = [
                span
                for block in page.get_text("dict")["blocks"]
                for line in block.get("lines", [])
                for span in line["spans"]
            ]
            (mark,) = [span for span in spans if span["text"].strip() == "DRAFT – NOT APPROVED FOR USE"]
            assert (round(mark["size"], 1), f"#{mark['color']:06x}") == (10.5, "#9a1c1c")
            assert "Bold" in mark["font"]
            assert mark["bbox"][1] < 60
