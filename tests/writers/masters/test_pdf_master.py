"""PDFs from parts say, look and are what a full layout makes, for any learner, kind and layout."""

from __future__ import annotations

import datetime
import io
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pikepdf
import pytest

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.documents.shared.document import Attachment, PageView
from markpack.writers.html_layouts import Layouts, read_layouts
from markpack.writers.masters.master import DoesNotFit, variant
from markpack.writers.masters.pdf.kept_masters import packed, unpacked
from markpack.writers.masters.pdf.master import Masters, Request
from tests.writers.masters.checks import NEAR, differences, findings, glyphs, heights, told
from tests.writers.masters.sample_sheets import pages_in, sheets_in
from tests.writers.xlsx_samples import CRITERIA, completed, form, name

LAYOUTS = Layouts()
SAMPLE = completed(form(), {name("mark", "1.1"): "18", name("comment", "1.1"): "Clear."}, "Incomplete.")
SHORT = completed(form(CRITERIA[:1]), SAMPLE.values, SAMPLE.state)
"""The same of a unit with one criterion."""
NAMES = (
    "Åsa Öberg", "Quốc Lê", "Łukasz Dąbrowski", "Ελένη Παπαδοπούλου", "Юлия Соколова", "Șerban Țepeș", "Ólafur Þórsson",
    "Jiří Dvořák", "Nuño Íñiguez", "Kadıoğlu İpek", "D'Souza-Müller", "Siobhán Ní Bhriain",
)  # fmt: skip
SENTENCES = (
    "You compare three styles, and say when each one works.", "What about the team’s own view?",
    "A clear, well-argued point – see page 4 (and/or the log).", "Next time: name your sources & give dates.",
    "The “first-class” example on p. 12 is affluent in detail.", "Office hours 9–5; 24/7 is too much.", "Zoë’s café.",
)  # fmt: skip


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


MASTERS = Masters()


def from_parts(view: PageView, layouts: Layouts = LAYOUTS, masters: Masters = MASTERS) -> bytes:
    """The document, put together from its parts. Raises DoesNotFit."""
    return masters.document(Request.of(view, layouts))


def in_full(view: PageView, layouts: Layouts = LAYOUTS) -> bytes:
    """The document, laid out in full."""
    return Request.of(view, layouts).laid_out_in_full()


def faults_of(view: PageView, layouts: Layouts = LAYOUTS) -> list[str]:
    """What tells the document from a full layout, what validators find, and whether it is a fifth larger."""
    made, full = from_parts(view, layouts), in_full(view, layouts)
    found = differences(made, full) + sorted(set(findings(made)) - set(findings(full)))
    here, there = told(made), told(full)
    found += [f"{key}: {here[key]!r:.300} for {there[key]!r:.300}" for key in here if here[key] != there[key]]
    if heights(made) != pytest.approx(heights(full), abs=NEAR):
        found.append("the outline leads elsewhere")
    if len(made) > 1.2 * len(full) and view.properties.kind is not Kind.CERTIFICATE:
        found.append(f"{len(made)} bytes for {len(full)}")
    return found


@pytest.mark.slow
def test_a_sheet_of_every_variant_is_what_a_full_layout_prints(samples: tuple[MarkSheet, ...]) -> None:
    fitted = 0
    for sheet in samples[::12]:
        try:
            assert faults_of(sheet) == []
        except DoesNotFit:
            continue
        fitted += 1
    assert fitted > len(samples[::12]) * 0.9


@pytest.mark.slow
def test_any_learners_sheets_are_what_a_full_layout_prints(samples: tuple[MarkSheet, ...]) -> None:
    chance = Random(308)
    for sample in chance.sample([it for it in samples if it.stage is Stage.COMPLETED or it.values], 4):
        sheet = any_sheet(sample, chance)
        assert variant(sheet) == variant(sample)
        assert faults_of(sheet) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.FEEDBACK, Kind.DECLARATION, Kind.CERTIFICATE])
def test_all_that_learners_are_handed_is_what_a_full_layout_prints(kind: Kind, tmp_path: Path) -> None:
    views = [view for view in pages_in(tmp_path) if view.properties.kind is kind]
    chosen = Random(16).sample(views, min(8, len(views)))
    chosen += [view for view in views if view.page.look][:2]
    for view in chosen:
        assert faults_of(view) == []


@pytest.mark.slow
def test_text_that_needs_more_lines_moves_what_is_below_it() -> None:
    values = {**SAMPLE.values, name("comment", "1.1"): "\n".join(map(str, range(7)))}
    sheet = replace(SAMPLE, values=values, state="Incomplete: " + "much is not marked yet, and " * 6)
    assert faults_of(sheet) == []
    assert heights(from_parts(sheet)) != pytest.approx(heights(from_parts(SAMPLE)), abs=NEAR)


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
def test_comments_that_have_pages_end_elsewhere_are_set_too(kind: str, samples: tuple[MarkSheet, ...]) -> None:
    chance = Random(2026)
    finals = [it for it in samples if it.stage is Stage.COMPLETED and it.state and not it.page.large_print]
    whole = next(sheet for sheet in finals if KINDS[kind](sheet) and len(sheet.form.sections) > 1)
    ends = set()
    for most in (4, 14, 20):
        sheet = with_comments(whole, chance, most)
        assert faults_of(sheet) == []
        ends.add(tuple("".join(sign for sign, _, _ in page)[:200] for page in glyphs(from_parts(sheet))))
    assert len(ends) > 1


@pytest.mark.slow
def test_fields_to_fill_in_stand_where_their_part_stands(samples: tuple[MarkSheet, ...]) -> None:
    blanks = [it for it in samples if it.stage is Stage.BLANK and it.values and not it.page.large_print]
    blank = next(it for it in blanks if len(it.form.sections) > 1 and not (it.page.look or it.form.records))
    for times in (0, 1, 9):
        long = {**blank.values, blank.form.learner_name.name: "Bartholomew Featherstonehaugh " * times + "III"}
        sheet = replace(blank, values=long)
        assert faults_of(sheet) == []
        boxes = []
        for data in (from_parts(sheet), in_full(sheet)):
            with pikepdf.open(io.BytesIO(data)) as pdf:
                fields = [
                    (number, str(field.get("/T", "")), [float(length) for length in field.Rect])
                    for number, page in enumerate(pdf.pages)
                    for field in page.get("/Annots", ())
                ]
            boxes.append(sorted(fields))
        for (page, title, one), (other_page, other_title, other) in zip(*boxes, strict=True):
            assert (page, title) == (other_page, other_title)
            assert one == pytest.approx(other, abs=NEAR)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("learner_name", "محمد علي"),
        ("learner_name", "प्रिया शर्मा"),
        ("learner_name", "Ελένη “Lena” Παπαδοπούλου"),
        ("comment", "At most ≤ 5 µm → fine, ‰ and ₹, a typed ﬃ, a non‑breaking hyphen, é decomposed, and 😀"),
        ("comment", "(“" * 40 + "no line may begin with a closing sign”) " * 6),
        ("comment", "u" * 200),
        ("mark", "eighteen of them, and more than that"),
        ("mark", " 7"),
        ("mark", "7\n"),
    ],
)
def test_a_value_that_cannot_be_set_in_its_slot_costs_its_part_alone(field: str, text: str) -> None:
    key = name(field) if field == "learner_name" else name(field, "1.1")
    sheet = replace(SAMPLE, values={**SAMPLE.values, key: text})
    made, full = from_parts(sheet), in_full(sheet)
    assert differences(made, full) == []
    assert told(made) == told(full)
    assert set(findings(made)) <= set(findings(full))


@pytest.mark.slow
def test_what_fills_more_than_a_page_is_laid_out_in_full() -> None:
    long = replace(SAMPLE, values={**SAMPLE.values, name("comment", "1.1"): "So much was good in this. " * 400})
    with pytest.raises(DoesNotFit, match="may end within it"):
        from_parts(long)
    state = "Referral: AC 1.1 and AC 2.2 are not met yet, and may be tried again. " * 140
    with pytest.raises(DoesNotFit, match="higher than a page"):
        from_parts(replace(SAMPLE, state=state))


class Store(dict[str, bytes]):
    """A place for masters."""

    def put(self, name: str, data: bytes) -> None:
        """Keep something."""
        self[name] = data


@pytest.mark.slow
def test_the_bytes_depend_on_the_document_alone() -> None:
    chance = Random(401)
    sheets = [any_sheet(SAMPLE, chance) for _ in range(5)]
    store = Store()
    one, other, later = Masters(store), Masters(), Masters(store)
    made = [from_parts(sheet, masters=one) for sheet in sheets]
    assert [from_parts(sheet, masters=other) for sheet in reversed(sheets)] == made[::-1]
    assert [from_parts(sheet, masters=later) for sheet in sheets] == made
    assert len(set(made)) == len(sheets)


@pytest.mark.slow
def test_masters_that_somebody_has_changed_are_made_again() -> None:
    store = Store()
    made = from_parts(SHORT, masters=Masters(store))
    kept = dict(store)
    names = list(store)
    for at, name_of_one in enumerate(names):
        data = kept[name_of_one]
        store[name_of_one] = [
            data[:-9], data.replace(b"0", b"1"), b"", b"\x80\x04.", kept[names[at - 1]],
            data.replace(b'"version": 1', b'"version": 9'),
        ][at % 6]  # fmt: skip
        assert unpacked(name_of_one, store[name_of_one]) is None
    assert from_parts(SHORT, masters=Masters(store)) == made
    assert store == kept


def test_what_is_kept_of_a_master_is_data_alone() -> None:
    store = Store()
    from_parts(SHORT, masters=Masters(store))
    for name_of_one, data in store.items():
        header, _, body = data.partition(b"\n")
        assert json.loads(header)["format"] == "markpack master"
        json.loads(body)
        assert packed(name_of_one, unpacked(name_of_one, data)) == data


_WITHOUT = """
import pickle, sys
from markpack.writers.masters.pdf.master import Masters, Request
request, store, expected = pickle.loads(sys.stdin.buffer.read())
store = type("Store", (dict,), {"put": None})(store)
assert Masters(store).document(request) == expected
assert "weasyprint" not in sys.modules, "WeasyPrint is loaded"
"""


def test_what_was_laid_out_before_needs_no_weasyprint() -> None:
    import pickle

    store = Store()
    request = Request.of(SHORT, LAYOUTS)
    made = Masters(store).document(request)
    given = pickle.dumps((request, dict(store), made))
    subprocess.run([sys.executable, "-c", _WITHOUT], input=given, check=True)


@pytest.mark.slow
def test_a_record_whose_bytes_end_a_line_is_attached_whole() -> None:
    returns = next(
        data for data in (b"M" * number for number in range(1, 257)) if zlib.compress(data, 1).endswith(b"\r")
    )
    sheet = replace(SHORT, record=Attachment("marks.json", "application/json", returns, "The marks"))
    assert faults_of(sheet) == []


def test_a_file_has_no_trace_of_another_learner() -> None:
    chance = Random(1)
    first, second = (
        replace(sheet, values={**sheet.values, name("comment", "1.1"): f"Only {number}."})
        for number, sheet in enumerate([any_sheet(SHORT, chance), any_sheet(SHORT, chance)])
    )
    store = Store()
    masters = Masters(store)
    from_parts(first, masters=masters)
    data = from_parts(second, masters=masters)
    text = "".join(sign for page in glyphs(data) for sign, _, _ in page)
    assert "Only1." in text
    assert "Only0." not in text
    number = first.properties.identity.learner.encode()
    assert number not in data
    assert not any(number in kept for kept in store.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{ masthead(", "<p>{{ view.values.get(form.learner_name.name) }}</p>{{ masthead("),
        (
            '<span class="of"> / {{ row.marks }}</span>',
            "{% if view.values.get(row.award.name) == '18' %}Good{% endif %}",
        ),
        ("{{ masthead(", '<p>{{ view.page.head_right.split(" ")[1] }}</p>{{ masthead('),
        ("Learner name", "Name of the learner"),
    ],
)
def test_a_centres_layout_may_do_with_values_what_it_likes(tmp_path: Path, before: str, after: str) -> None:
    page = LAYOUTS.read("mark_sheet_body.html.j2").decode()
    (tmp_path / "mark_sheet_body.html.j2").write_text(page.replace(before, after), encoding="utf-8")
    layouts = read_layouts(tmp_path)
    for sheet in (SAMPLE, any_sheet(SAMPLE, Random(4))):
        assert faults_of(sheet, layouts) == []


def test_a_centres_own_stylesheet_is_laid_out_in_full() -> None:
    layouts = Layouts((("print.css", LAYOUTS.read("print.css") + b".value { letter-spacing: 2pt; }"),))
    with pytest.raises(DoesNotFit, match="stylesheet of its own"):
        from_parts(SHORT, layouts)
