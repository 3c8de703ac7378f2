"""What a plate imprints is what a full layout prints: words in the same places, tags, fields and properties."""

from __future__ import annotations

import ctypes
import datetime
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import page as validator
import pikepdf
import pymupdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.documents.shared.document import Attachment
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, read_layouts
from markpack.writers.masters.master import DoesNotFit, variant
from markpack.writers.masters.pdf.master import PdfPlate
from markpack.writers.masters.pdf.repaginate.page_composer import Composition
from tests.writers.masters.sample_sheets import sheets_in
from tests.writers.pdf_structure import elements, faults
from tests.writers.xlsx_samples import CRITERIA, completed, form, name

LAYOUTS = Layouts()
NEAR = 0.5  # points
ROUNDED = 0.04  # of a page's ink may be another grey where letters stand between two points
SAMPLE = completed(form(), {name("mark", "1.1"): "18", name("comment", "1.1"): "Clear."}, "Incomplete.")
SHORT = completed(form(CRITERIA[:1]), SAMPLE.values, SAMPLE.state)
"""The same of a unit with one criterion."""
PIECES_OF_TEXT = ("Span", "NonStruct")  # a full layout has one for each line
NAMES = (
    "Åsa Öberg", "Quốc Lê", "Łukasz Dąbrowski", "Ελένη Παπαδοπούλου", "Юлия Соколова", "Șerban Țepeș", "Ólafur Þórsson",
    "Jiří Dvořák", "Nuño Íñiguez", "Kadıoğlu İpek", "D'Souza-Müller", "Siobhán Ní Bhriain",
)  # fmt: skip
SENTENCES = (
    "You compare three styles, and say when each one works.", "What about the team’s own view?",
    "A clear, well-argued point – see page 4 (and/or the log).", "Next time: name your sources & give dates.",
    "The “first-class” example on p. 12 is affluent in detail.", "Office hours 9–5; 24/7 is too much.", "Zoë’s café.",
)  # fmt: skip


@cache
def sample_plate() -> PdfPlate:
    """The sample's plate, made once: an imprint depends on its sheet alone, which a test holds."""
    return PdfPlate(SAMPLE, LAYOUTS)


def any_comment(chance: Random) -> str:
    """Nothing, or a few sentences in some paragraphs."""
    count = chance.choice((0, 1, 1, 2, 3, 5))
    return "".join(chance.choice(SENTENCES) + chance.choice((" ", " ", " ", "\n")) for _ in range(count)).strip()


def any_sheet(sample: MarkSheet, chance: Random) -> MarkSheet:
    """A sheet of the sample's variant with a name, marks and comments of its own."""
    who, number = chance.choice(NAMES), f"00{chance.randrange(10**5)}"
    values = dict(sample.values)
    values[sample.form.learner_name.name], values[sample.form.registration.name] = who, number
    if sample.stage is Stage.COMPLETED:
        for section in sample.form.sections:
            for row in section.rows:
                values[row.award.name] = chance.choice(("", "0", "7.5", "18"))
                values[row.comment.name] = any_comment(chance)
            if sample.has_section_comments:
                values[section.comment.name] = any_comment(chance)
            if sample.has_verification:
                values[section.verification.name] = any_comment(chance)
        if values.get(sample.form.iqa_comment.name):
            values[sample.form.iqa_comment.name] = any_comment(chance) or "Seen."
        values[sample.form.overall_comment.name] = any_comment(chance)
    identity = replace(sample.properties.identity, learner=number)
    day = datetime.date(2026, 1, 1) + datetime.timedelta(chance.randrange(300))
    return replace(
        sample,
        values=values,
        page=replace(sample.page, head_right=f"{who} · {number}"),
        properties=replace(sample.properties, title=f"Mark sheet – {who} <&>", date=day, identity=identity),
    )


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[MarkSheet, ...]:
    """One sheet of every variant of every method, of several units, blank and final, in large print too."""
    found: dict[object, MarkSheet] = {}
    for sheet in sheets_in(tmp_path_factory.mktemp("sheets")):
        found.setdefault((sheet.form.fields, sheet.form.branding.employer, sheet.form.records, variant(sheet)), sheet)
    return tuple(found.values())


def glyphs(data: bytes) -> list[list[tuple[str, float, float]]]:
    """The letters of each page in the order of the file, with where each begins, in points.

    Bullets come last: WeasyPrint draws them after all else on a page, but on a page that is put together from parts
    they stand with their part.
    """
    found = []
    for page in pypdfium2.PdfDocument(data):
        text = page.get_textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        letters = []
        for index in range(text.count_chars()):
            sign = chr(pypdfium2.raw.FPDFText_GetUnicode(text, index))
            if not sign.isspace():
                pypdfium2.raw.FPDFText_GetCharOrigin(text, index, x, y)
                letters.append((sign, x.value, y.value))
        found.append(sorted(letters, key=lambda letter: letter[0] == "•"))
    return found


def grey(data: bytes) -> Iterator[Image.Image]:
    """Each page as a small picture."""
    for page in pypdfium2.PdfDocument(data):
        yield page.render(scale=1, grayscale=True).to_pil()


def differences(imprinted: bytes, full: bytes) -> list[str]:
    """What a person would notice if they laid one print-out over the other."""
    here, there = glyphs(imprinted), glyphs(full)
    if len(here) != len(there):
        return [f"{len(here)} pages for {len(there)}"]
    found = []
    for number, (own, other) in enumerate(zip(here, there, strict=True), start=1):
        if "".join(sign for sign, _, _ in own) != "".join(sign for sign, _, _ in other):
            found.append(f"other words on page {number}")
            continue
        far = [
            one for one, two in zip(own, other, strict=True) if max(abs(one[1] - two[1]), abs(one[2] - two[2])) > NEAR
        ]
        found += [f"page {number}: {far[0]} is not in its place"] if far else []
    for number, (own_page, other_page) in enumerate(zip(grey(imprinted), grey(full), strict=True), start=1):
        assert own_page.size == other_page.size
        apart = sum(ImageChops.difference(own_page, other_page).histogram()[61:])
        inked = sum(other_page.histogram()[:200])
        found += [f"page {number}: {apart} points look different"] if apart > max(500, inked * ROUNDED) else []
    return found


def findings(data: bytes) -> list[str]:
    """What validators, MuPDF and the checks of structure have to say."""
    profiles = [validator.ValidationProfile.PDF_UA_1]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if pdf.attachments:
            profiles.append(validator.ValidationProfile.PDF_A_3A)
    reports = [validator.validate_pdf_bytes(data, profile=profile) for profile in profiles]
    failures = [failure.message for report in reports for failure in report.failures]
    return failures + by_mupdf(data) + faults(data)


def by_mupdf(data: bytes) -> list[str]:
    """What MuPDF has to say while it reads a file and saves it; it repairs one in which it finds fault."""
    pymupdf.TOOLS.reset_mupdf_warnings()
    with pymupdf.open("pdf", data) as opened:
        opened.tobytes()
        said: str = pymupdf.TOOLS.mupdf_warnings()
        return ["MuPDF repaired it"] * opened.is_repaired + said.splitlines()


def told(data: bytes) -> dict[str, object]:
    """What a file says of itself, and the tags and fields that it has."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        metadata = pdf.open_metadata()
        acroform = pdf.Root.get("/AcroForm")
        return {
            "properties": {str(key): str(value) for key, value in pdf.docinfo.items()},
            "title": (str(metadata["dc:title"]), str(metadata["xmp:CreateDate"]), str(metadata["xmp:ModifyDate"])),
            "tags": [element.role for element in elements(pdf) if element.role not in PIECES_OF_TEXT],
            "outline": [entry.title for entry in pdf.open_outline().root],
            "fields": {str(it.T): (str(it.get("/V", "")), str(it.get("/TU", ""))) for it in acroform.Fields}
            if acroform
            else {},
            "attached": {key: bytes(it.get_file().read_bytes()) for key, it in pdf.attachments.items()},
        }


def heights(data: bytes) -> list[float]:
    """How high on its page each entry of the outline leads, in points."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found, waiting = [], [pdf.Root.Outlines.First]
        while waiting:
            entry = waiting.pop()
            waiting += [entry[key] for key in ("/Next", "/First") if key in entry]
            found.append(float(entry.Dest[3]))
    return found


@pytest.mark.slow
def test_a_sheet_of_every_variant_is_what_a_full_layout_prints(samples: tuple[MarkSheet, ...]) -> None:
    fitted = 0
    for sheet in samples[::12]:
        try:
            imprinted = PdfPlate(sheet, LAYOUTS).imprint(sheet)
        except DoesNotFit:
            continue
        full = write(sheet, Format.PDF, LAYOUTS)
        assert differences(imprinted, full) == []
        assert told(imprinted) == told(full)
        assert findings(imprinted) == []
        fitted += 1
    assert fitted > len(samples[::12]) * 0.8


@pytest.mark.slow
def test_any_learners_sheets_are_what_a_full_layout_prints(samples: tuple[MarkSheet, ...]) -> None:
    chance = Random(308)
    fitted = 0
    for sample in chance.sample([it for it in samples if it.stage is Stage.COMPLETED or it.values], 3):
        plate = PdfPlate(sample, LAYOUTS)
        for _ in range(2):
            sheet = any_sheet(sample, chance)
            assert variant(sheet) == variant(sample)
            try:
                imprinted = plate.imprint(sheet)
            except DoesNotFit:
                continue
            assert differences(imprinted, write(sheet, Format.PDF, LAYOUTS)) == []
            assert findings(imprinted) == []
            fitted += 1
    assert fitted >= 5


@pytest.mark.slow
def test_text_that_needs_more_lines_moves_what_is_below_it() -> None:
    values = {**SAMPLE.values, name("comment", "1.1"): "\n".join(map(str, range(7)))}
    sheet = replace(SAMPLE, values=values, state="Incomplete: " + "much is not marked yet, and " * 6)
    imprinted = sample_plate().imprint(sheet)
    full = write(sheet, Format.PDF, LAYOUTS)
    assert differences(imprinted, full) == []
    assert glyphs(imprinted) != glyphs(sample_plate().imprint(SAMPLE))
    assert heights(imprinted) == pytest.approx(heights(full), abs=NEAR)
    assert heights(imprinted) != pytest.approx(heights(sample_plate().imprint(SAMPLE)), abs=NEAR)


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[MarkSheet]:
    """The sheets whose pages are put together from parts, as it happens."""
    sheets = []
    real = Composition.imprint

    def noted(self: Composition, sheet: MarkSheet, *rest: Any) -> bytes:
        sheets.append(sheet)
        return real(self, sheet, *rest)

    monkeypatch.setattr(Composition, "imprint", noted)
    return sheets


def with_comments(sheet: MarkSheet, chance: Random, most: int) -> MarkSheet:
    """The sheet with up to so many sentences in everything that is commented on, and nothing else in its record.

    With a full record, each criterion has a page of its own, and no comment moves the pages' ends.
    """
    rows = [row for section in sheet.form.sections for row in section.rows]
    records = (*sheet.form.records, *(entry for row in rows for entry in row.records))
    recorded = {entry.field.name for entry in records}
    sheet = replace(sheet, values={name: text for name, text in sheet.values.items() if name not in recorded})
    fields = [row.comment for row in rows]
    fields += [section.comment for section in sheet.form.sections if sheet.has_section_comments]
    fields += [section.verification for section in sheet.form.sections if sheet.has_verification]
    told = {field.name: " ".join(chance.choices(SENTENCES, k=chance.randint(1, most))) for field in fields}
    return replace(sheet, values={**sheet.values, **told})


KINDS: dict[str, Callable[[MarkSheet], object]] = {
    "plain": lambda sheet: not sheet.page.look and not sheet.has_section_comments,
    "on coloured paper": lambda sheet: sheet.page.look,
    "with comments on sections": lambda sheet: sheet.has_section_comments,
    "with comments of verification": lambda sheet: sheet.has_verification,
    "of several units": lambda sheet: len(sheet.form.units) > 1,
    "of another method": lambda sheet: sheet.form.records,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_comments_that_have_pages_end_elsewhere_are_imprinted_too(
    kind: str, samples: tuple[MarkSheet, ...], composed: list[MarkSheet]
) -> None:
    chance = Random(2026)
    finals = [it for it in samples if it.stage is Stage.COMPLETED and it.state and not it.page.large_print]
    whole = next(sheet for sheet in finals if KINDS[kind](sheet) and len(sheet.form.sections) > 1)
    plate, ends = PdfPlate(whole, LAYOUTS), set()
    for most in (4, 14, 20, 50, 53, 55, 56, 57, 58, 59):
        sheet = with_comments(whole, chance, most)
        try:
            imprinted = plate.imprint(sheet)
        except DoesNotFit:  # a part has nearly no room on its page
            continue
        full = write(sheet, Format.PDF, LAYOUTS)
        assert differences(imprinted, full) == []
        assert told(imprinted) == told(full)
        assert heights(imprinted) == pytest.approx(heights(full), abs=NEAR)
        assert findings(imprinted) == []
        ends.add(tuple("".join(sign for sign, _, _ in page)[:200] for page in glyphs(imprinted)))
        if len(ends) == 2:
            break
    assert len(ends) == 2
    assert composed, "pages were put together"


@pytest.mark.slow
def test_pages_that_are_put_together_depend_on_the_sheet_alone(composed: list[MarkSheet]) -> None:
    sheet = with_comments(SAMPLE, Random(7), 40)
    assert PdfPlate(sheet, LAYOUTS).imprint(sheet) == sample_plate().imprint(sheet)
    assert composed == [sheet, sheet], "on either plate"


@pytest.mark.slow
def test_fields_to_fill_in_go_to_the_page_that_their_part_goes_to(
    samples: tuple[MarkSheet, ...], composed: list[MarkSheet]
) -> None:
    blanks = [it for it in samples if it.stage is Stage.BLANK and it.values and not it.page.large_print]
    blank = next(
        sheet for sheet in blanks if len(sheet.form.sections) > 1 and not (sheet.page.look or sheet.form.records)
    )
    name_of = blank.form.learner_name.name
    plate = PdfPlate(blank, LAYOUTS)
    for times in range(1, 24, 3):
        sheet = replace(blank, values={**blank.values, name_of: "Bartholomew Featherstonehaugh " * times + "III"})
        try:
            imprinted = plate.imprint(sheet)
        except DoesNotFit:  # the first page would run over
            continue
        full = write(sheet, Format.PDF, LAYOUTS)
        assert differences(imprinted, full) == []
        assert told(imprinted) == told(full)
        assert findings(imprinted) == []
        with pikepdf.open(io.BytesIO(imprinted)) as pdf, pikepdf.open(io.BytesIO(full)) as other:
            boxes = [
                sorted(
                    (number, str(field.get("/T", "")), *(round(float(length)) for length in field.Rect))
                    for number, page in enumerate(it.pages)
                    for field in page.get("/Annots", ())
                )
                for it in (pdf, other)
            ]
        assert boxes[0] == boxes[1]
    assert composed


@pytest.mark.slow
def test_pages_of_a_centres_own_stylesheet_that_end_elsewhere_are_laid_out() -> None:
    css = LAYOUTS.read("print.css") + b"@page :nth(2) { background: #fee }"
    layouts = Layouts((("print.css", css),))
    long = with_comments(SAMPLE, Random(7), 40)
    plate = PdfPlate(SAMPLE, layouts)
    assert differences(plate.imprint(SAMPLE), write(SAMPLE, Format.PDF, layouts)) == []
    with pytest.raises(DoesNotFit, match="end elsewhere"):
        plate.imprint(long)


@pytest.mark.slow
def test_a_sentence_of_state_that_fills_the_first_page_is_laid_out() -> None:
    for times in (80, 140):
        with pytest.raises(DoesNotFit, match=r"run over|where a page ends"):
            sample_plate().imprint(
                replace(SAMPLE, state="Referral: AC 1.1 and AC 2.2 are not met yet, and may be tried again. " * times)
            )


@pytest.mark.slow
def test_a_value_beside_a_label_of_two_lines_has_room_for_a_second_one() -> None:
    section = SAMPLE.form.sections[0]
    values = {**SAMPLE.values, section.comment.name: "One line.", section.verification.name: "One line."}
    plate = PdfPlate(replace(SAMPLE, values=values), LAYOUTS)
    for more in (1, 2, 3):
        two = {**values, section.comment.name: "\n".join("abc"[:more]), section.verification.name: "One.\nTwo."}
        sheet = replace(SAMPLE, values=two)
        assert differences(plate.imprint(sheet), write(sheet, Format.PDF, LAYOUTS)) == []


@pytest.mark.slow
def test_rare_signs_are_as_accessible_as_all_other_letters() -> None:
    sheet = replace(SHORT, values={**SHORT.values, name("comment", "1.1"): "At most ≤ 5 → fine, ‰ and ₹ too"})
    plain = write(sheet, Format.PDF, LAYOUTS)
    imprinted = PdfPlate(sheet, LAYOUTS).imprint(sheet)
    assert differences(imprinted, plain) == []
    assert set(findings(imprinted)) <= set(findings(plain))


@pytest.mark.slow
def test_the_sheet_that_a_plate_was_made_of_is_not_to_be_told_from_its_imprints() -> None:
    returns = next(
        data for data in (b"M" * number for number in range(1, 257)) if zlib.compress(data, 9).endswith(b"\r")
    )
    final, other = (
        replace(SHORT, record=Attachment("marks.json", "application/json", data, "The marks"))
        for data in (b"{}", returns)
    )
    assert PdfPlate(other, LAYOUTS).imprint(final) == PdfPlate(final, LAYOUTS).imprint(final)


@pytest.mark.slow
def test_fields_to_fill_in_move_with_the_page(samples: tuple[MarkSheet, ...]) -> None:
    sample = next(sheet for sheet in samples if sheet.stage is Stage.BLANK and sheet.values and not sheet.page.look)
    long = {**sample.values, sample.form.learner_name.name: "Bartholomew Featherstonehaugh-Wolstenholme the Younger"}
    sheet = replace(sample, values=long)
    imprinted, full = PdfPlate(sample, LAYOUTS).imprint(sheet), write(sheet, Format.PDF, LAYOUTS)
    assert differences(imprinted, full) == []
    with pikepdf.open(io.BytesIO(imprinted)) as pdf, pikepdf.open(io.BytesIO(full)) as other:
        boxes = [
            [float(length) for page in it.pages for field in page.get("/Annots", ()) for length in field.Rect]
            for it in (pdf, other)
        ]
    assert boxes[0] == pytest.approx(boxes[1], abs=NEAR)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("learner_name", "محمد علي"),
        ("learner_name", "प्रिया शर्मा"),
        ("learner_name", "王小明"),
        ("comment", "So much was good in this. " * 400),
        ("mark", "eighteen of them, and more than that"),
        ("comment", "u" * 200),
    ],
)
def test_what_cannot_be_imprinted_does_not_fit_and_is_laid_out(field: str, text: str) -> None:
    key = name(field) if field == "learner_name" else name(field, "1.1")
    comments = {name("comment", other): "Some lines of it.\n" * 6 for other in ("1.2", "2.1", "2.2")}
    sheet = replace(SAMPLE, values={**SAMPLE.values, **comments, key: text})
    with pytest.raises(DoesNotFit):
        sample_plate().imprint(sheet)


@pytest.mark.slow
def test_the_bytes_depend_on_the_sheet_alone() -> None:
    chance = Random(401)
    sheets = [any_sheet(SAMPLE, chance) for _ in range(6)]
    one, other = PdfPlate(sheets[0], LAYOUTS), PdfPlate(sheets[-1], LAYOUTS)
    for sheet in reversed(sheets):
        other.imprint(sheet)
    made = [one.imprint(sheet) for sheet in sheets]
    assert [other.imprint(sheet) for sheet in sheets] == made
    assert len(set(made)) == len(sheets)


@pytest.mark.parametrize("learner", ["Roberta Jones", "Åsa Öberg-Núñez", "Thị Minh Öberg"])
def test_imprinted_sheets_are_small(learner: str) -> None:
    sheet = replace(SAMPLE, values={**SAMPLE.values, name("learner_name"): learner})
    assert len(sample_plate().imprint(sheet)) < 80_000


def test_a_file_has_no_trace_of_another_learner() -> None:
    chance = Random(1)
    first, second = (
        replace(sheet, values={**sheet.values, name("comment", "1.1"): f"Only {number}."})
        for number, sheet in enumerate([any_sheet(SHORT, chance), any_sheet(SHORT, chance)])
    )
    plate = PdfPlate(first, LAYOUTS)
    plate.imprint(first)
    data = plate.imprint(second)
    text = "".join(sign for page in glyphs(data) for sign, _, _ in page)
    assert "Only1." in text
    assert "Only0." not in text
    assert first.properties.identity.learner.encode() not in data


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{ masthead(", "{{ view.values.get(form.learner_name.name) }}{{ masthead("),
        (
            '<span class="of"> / {{ row.marks }}</span>',
            "{% if view.values.get(row.award.name) == '18' %}Good{% endif %}",
        ),
        ("{{ field(row.award, view) }}", "{{ field(row.award, view) }}{{ field(row.award, view) }}"),
    ],
)
def test_a_centres_layout_that_does_more_with_values_than_print_them_is_laid_out(
    tmp_path: Path, before: str, after: str
) -> None:
    page = LAYOUTS.read("mark_sheet_body.html.j2").decode()
    assert before in page
    (tmp_path / "mark_sheet_body.html.j2").write_text(page.replace(before, after), encoding="utf-8")
    layouts = read_layouts(tmp_path)
    with pytest.raises(DoesNotFit):
        PdfPlate(SAMPLE, layouts).imprint(SAMPLE)


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule",
    [
        ".value { text-transform: uppercase; }", ".value { letter-spacing: 2pt; }", ".entry { text-align: justify; }",
        ".entry { text-indent: 10mm; }", ".value { text-decoration: underline; }", ".value { background: #ffff00; }",
        ".value { font-family: 'DejaVu Sans'; }",
    ],
)  # fmt: skip
def test_a_centres_stylesheet_that_asks_more_of_values_is_laid_out(rule: str) -> None:
    own = LAYOUTS.read("print.css").decode()
    layouts = Layouts((("print.css", f"{own}\n{rule}".encode()),))
    with pytest.raises(DoesNotFit, match="way of their own"):
        PdfPlate(SAMPLE, layouts).imprint(SAMPLE)


@pytest.mark.slow
def test_a_centres_stylesheet_that_asks_what_can_be_done_is_imprinted() -> None:
    own = LAYOUTS.read("print.css").decode()
    layouts = Layouts((("print.css", f"{own}\n.entry .value {{ font-size: 11pt; color: #003366; }}".encode()),))
    sheet = any_sheet(SAMPLE, Random(3))
    assert differences(PdfPlate(SAMPLE, layouts).imprint(sheet), write(sheet, Format.PDF, layouts)) == []


def test_a_centres_layout_that_takes_values_apart_is_laid_out(tmp_path: Path) -> None:
    page = LAYOUTS.read("mark_sheet_body.html.j2").decode()
    apart = '<p>{{ view.page.head_right.split(" ")[1] }}</p>{{ masthead('
    (tmp_path / "mark_sheet_body.html.j2").write_text(page.replace("{{ masthead(", apart), encoding="utf-8")
    with pytest.raises(DoesNotFit):
        PdfPlate(SHORT, read_layouts(tmp_path)).imprint(SHORT)


@pytest.mark.parametrize("value", ["7\n", " 7", " ", "\n"])
def test_spaces_around_a_mark_are_laid_out(value: str) -> None:
    with pytest.raises(DoesNotFit):
        sample_plate().imprint(replace(SAMPLE, values={**SAMPLE.values, name("mark", "1.1"): value}))


@pytest.mark.slow
def test_a_centres_layout_that_says_something_else_is_imprinted(tmp_path: Path) -> None:
    page = LAYOUTS.read("mark_sheet_body.html.j2").decode().replace("Learner name", "Name of the learner")
    (tmp_path / "mark_sheet_body.html.j2").write_text(page, encoding="utf-8")
    layouts = read_layouts(tmp_path)
    sheet = any_sheet(SHORT, Random(4))
    assert differences(PdfPlate(SHORT, layouts).imprint(sheet), write(sheet, Format.PDF, layouts)) == []
