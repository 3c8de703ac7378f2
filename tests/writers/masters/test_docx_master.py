"""What a plate imprints is, byte for byte, what laying the sheet out gives: for that, nothing else has to be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from markpack.documents.catalogue.adjustments import adjusted
from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.model.adjustments import Adjustments
from markpack.writers.docx.page_setup import needs_two_lines
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, is_packaged, read_layouts
from markpack.writers.masters.docx.master import DocxPlate
from markpack.writers.masters.master import DoesNotFit, specimen, variant
from tests.samples import learner
from tests.workspaces import write_workspace
from tests.writers.masters.sample_sheets import any_sheet, filled_in, sheets_in, sheets_of

OWN = Layouts()
LOOKS = ({"large_print": True}, {"background": "#fbdfe6"}, {"large_print": True, "background": "#fbdfe6"})
BODY = "mark_sheet_body.html.j2"
VALUE = '{{ view.values.get(form.learner_name.name, "") }}'
PLACE = "{{ notice(form.notice) }}"


class Plates:
    """The plate of each sheet's variant, made once."""

    def __init__(self, layouts: Layouts = OWN) -> None:
        self.layouts = layouts
        self.made: dict[Hashable, DocxPlate] = {}

    def of(self, sheet: MarkSheet) -> DocxPlate:
        key = repr(sheet.form), variant(sheet)
        if key not in self.made:
            self.made[key] = DocxPlate(sheet, self.layouts)
        return self.made[key]


@pytest.fixture(scope="module")
def plates() -> Plates:
    return Plates()


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> tuple[MarkSheet, ...]:
    """Sheets of all methods and of several units, and some of them in each look that a learner may need."""
    found = sheets_in(tmp_path_factory.mktemp("plates"))
    firsts = {(sheet.stage, bool(sheet.form.units), bool(sheet.values)): sheet for sheet in found}.values()
    needs = [learner().model_copy(update={"adjustments": Adjustments.model_validate(look)}) for look in LOOKS]
    return (*found, *(adjusted(sheet, who) for sheet in firsts for who in needs))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[MarkSheet, ...]:
    """Sheets of a unit with three criteria."""
    return tuple(sheets_of(write_workspace(tmp_path_factory.mktemp("small"))))


@pytest.fixture(scope="module")
def blank(small: tuple[MarkSheet, ...]) -> MarkSheet:
    """A learner's blank sheet."""
    return next(sheet for sheet in small if sheet.stage is Stage.BLANK and sheet.values)


@pytest.fixture(scope="module")
def completed(small: tuple[MarkSheet, ...]) -> MarkSheet:
    """A final sheet with something in every field."""
    return filled_in(next(sheet for sheet in small if sheet.stage is Stage.COMPLETED))


def full(sheet: MarkSheet, layouts: Layouts = OWN) -> bytes:
    return write(sheet, Format.DOCX, layouts)


def structure(sheet: MarkSheet) -> Counter[str]:
    """How many paragraphs, rows, controls and so on the full layout has, whatever stands in them."""
    with ZipFile(BytesIO(full(sheet))) as package:
        tags = re.findall(r"<w:(\w+)", package.read("word/document.xml").decode())
    return Counter(tag for tag in tags if tag not in ("r", "t", "br", "rPr", "b", "bCs"))


def with_value(sheet: MarkSheet, name: str, value: str) -> MarkSheet:
    return replace(sheet, values={**sheet.values, name: value})


def centre_layouts(folder: Path, name: str, source: str) -> Layouts:
    """The layouts of a centre that has one file of its own."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(source, encoding="utf-8")
    return read_layouts(folder)


def own_source(name: str) -> str:
    return (files("markpack") / "layouts" / name).read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_sheet_of_a_workspace_has_the_bytes_that_its_layout_gives_it(
    sheets: tuple[MarkSheet, ...], plates: Plates
) -> None:
    for sheet in sheets:
        assert plates.of(sheet).imprint(sheet) == full(sheet)
    assert {sheet.stage for sheet in sheets if sheet.form.units} == set(Stage)
    assert {sheet.stage for sheet in sheets if sheet.form.records} == set(Stage)
    assert {sheet.stage for sheet in sheets if sheet.page.large_print} == set(Stage)
    assert {bool(sheet.page.background) for sheet in sheets if sheet.page.large_print} == {True, False}
    assert any("Attempt 2" in sheet.state for sheet in sheets)
    assert len(plates.made) < len(sheets)


@pytest.mark.slow
def test_any_values_give_the_bytes_that_their_layout_gives_them(sheets: tuple[MarkSheet, ...], plates: Plates) -> None:
    @given(st.integers(0, 2**32))
    @settings(max_examples=50, deadline=None, phases=(Phase.generate,))
    def holds(seed: int) -> None:
        chance = Random(seed)
        sample = chance.choice(sheets)
        sheet = any_sheet(sample, chance)
        assert variant(sheet) == variant(sample)
        try:
            imprinted = plates.of(sample).imprint(sheet)
        except DoesNotFit:
            usual = specimen(sample, lambda _: "text")
            assert structure(sheet) != structure(usual) or needs_two_lines(sheet.page) != needs_two_lines(usual.page)
        else:
            assert imprinted == full(sheet)

    holds()


@pytest.mark.slow
@given(st.text(st.characters(), max_size=40), st.booleans())
@settings(max_examples=30, deadline=None, phases=(Phase.generate,))
def test_any_text_in_every_field_gives_the_bytes_that_its_layout_gives_it(
    sheets: tuple[MarkSheet, ...], plates: Plates, text: str, several: bool
) -> None:
    sample = next(it for it in sheets if it.stage is Stage.COMPLETED and bool(it.form.units) is several)
    sheet = replace(sample, values={**specimen(sample, lambda _: text).values})
    try:
        imprinted = plates.of(sample).imprint(sheet)
    except DoesNotFit:
        assert not text
    else:
        assert imprinted == full(sheet)


def test_what_stands_in_the_sample_is_not_in_other_imprints(small: tuple[MarkSheet, ...]) -> None:
    sample = next(sheet for sheet in small if sheet.stage is Stage.COMPLETED)
    hostile = any_sheet(sample, Random(7))
    assert DocxPlate(hostile, OWN).imprint(sample) == full(sample)


def test_an_imprinted_sheet_reads_as_what_was_entered(completed: MarkSheet) -> None:
    comment = completed.form.overall_comment.name
    name = completed.form.learner_name.name
    sheet = with_value(with_value(completed, comment, "R&G <b>\n  two  lines "), name, "Nguyễn Thị 😀")
    sheet = replace(sheet, properties=replace(sheet.properties, title="Mark sheet & more"))
    document = Document(BytesIO(DocxPlate(completed, OWN).imprint(sheet)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "R&G <b>\ntwo lines" in cells
    assert "Nguyễn Thị 😀" in cells
    assert document.core_properties.title == "Mark sheet & more"
    assert sheet.page.head_right in document.sections[0].header.paragraphs[0].text


def test_a_name_that_needs_another_line_at_the_head_does_not_fit(completed: MarkSheet) -> None:
    sheet = replace(completed, page=replace(completed.page, head_right="Maximiliana " * 10))
    with pytest.raises(DoesNotFit):
        DocxPlate(completed, OWN).imprint(sheet)
    assert "Maximiliana" in Document(BytesIO(full(sheet))).sections[0].header.paragraphs[1].text


@pytest.mark.parametrize(("large_print", "most"), [(False, 2000), (True, 600)])
def test_a_comment_that_needs_more_than_a_page_does_not_fit(completed: MarkSheet, large_print: bool, most: int) -> None:
    sheet = replace(completed, page=replace(completed.page, large_print=large_print))
    plate = DocxPlate(sheet, OWN)
    comment = sheet.form.sections[0].rows[0].comment
    fits = with_value(sheet, comment.name, "x" * most)
    assert plate.imprint(fits) == full(fits)
    with pytest.raises(DoesNotFit, match=re.escape(comment.label)):
        plate.imprint(with_value(sheet, comment.name, "x" * (most + 1)))
    overall = with_value(sheet, sheet.form.overall_comment.name, "much to say " * most)
    assert plate.imprint(overall) == full(overall)


def test_a_plate_whose_sample_does_not_fit_serves_the_others(completed: MarkSheet) -> None:
    long = with_value(completed, completed.form.sections[0].rows[0].comment.name, "x" * 4000)
    plate = DocxPlate(long, OWN)
    assert plate.imprint(completed) == full(completed)
    with pytest.raises(DoesNotFit):
        plate.imprint(long)


def test_a_blank_sheet_with_nothing_in_a_printed_field_does_not_fit(blank: MarkSheet) -> None:
    with pytest.raises(DoesNotFit, match="without a value"):
        DocxPlate(blank, OWN).imprint(replace(blank, values=dict.fromkeys(blank.values, "")))


def test_a_sheet_without_the_check_that_the_others_had_does_not_fit(completed: MarkSheet) -> None:
    comment = completed.form.iqa_comment.name
    sheet = replace(completed, values={name: value for name, value in completed.values.items() if name != comment})
    with pytest.raises(DoesNotFit, match="quality assurance"):
        DocxPlate(completed, OWN).imprint(sheet)


def test_a_sheet_whose_state_says_nothing_printable_does_not_fit(completed: MarkSheet) -> None:
    with pytest.raises(DoesNotFit, match="is empty"):
        DocxPlate(completed, OWN).imprint(replace(completed, state=" \x00\n"))


TRUSTED = {
    "text of their own": (BODY, PLACE, "<p>Ask at reception.</p>"),
    "a field printed twice": (
        BODY, PLACE, "<table><tr><td>{{ field(form.learner_name, view) }} (learner)</td></tr></table>",
    ),
    "more at the end of each page": ("base.html.j2", "{% block content %}{% endblock %}", "<p>End of the sheet</p>"),
}  # fmt: skip
UNTRUSTED = {
    "a value within a sentence": (BODY, PLACE, f"<p>This is the sheet of {VALUE}.</p>"),
    "a value that is changed": (BODY, PLACE, f"<p>{VALUE.replace(' }}', ' | upper }}')}</p>"),
    "a value that is counted": (BODY, PLACE, f"<p>{VALUE.replace(' }}', ' | length }} letters')}</p>"),
    "what depends on a value": (BODY, PLACE, '{% if view.values.get(form.total.name) == "7" %}<p>Seven</p>{% endif %}'),
    "what depends on a field": (BODY, PLACE, "{% if '7' in field(form.learner_name, view) %}<p>7</p>{% endif %}"),
    "what is reckoned from a value": (BODY, PLACE, "<p>{{ 100 - (view.values[form.total.name] | float) }}</p>"),
    "what cannot be reckoned from a token": (
        BODY, PLACE, '<p>{{ "–" * (view.values.get(form.total.name, "0") | replace("7", "")) | length }}</p>',
    ),
    "a tally": (BODY, PLACE, "<p>{{ view.tally.percentage }} per cent</p>"),
    "a date": (BODY, PLACE, "<p>{{ view.properties.date.strftime('%d/%m/%Y') }}</p>"),
    "the title": (BODY, PLACE, "<p>{{ view.properties.title }}</p>"),
    "a value in a list": (BODY, PLACE, f"<ul><li>{VALUE}</li><li>more</li></ul>"),
    "a value that keeps its lines": (BODY, PLACE, f"<pre>{VALUE}</pre>"),
    "a value in bold": (BODY, PLACE, f"<p><strong>{VALUE}</strong></p>"),
    "a field that is locked": (BODY, PLACE, "<p data-locked>{{ field(form.learner_name, view) }}</p>"),
    "fields side by side": (BODY, PLACE, "<p>{{ field(form.assessor, view) }} {{ field(form.iqa, view) }}</p>"),
    "a value as a class": (
        BODY, PLACE, '<table><tr><td class="{{ view.values.get(form.total.name) }}">Total</td></tr></table>',
    ),
    "a value in a picture": (
        BODY, PLACE, f'<p><svg width="90" height="20" aria-label="who"><text y="15">{VALUE}</text></svg></p>',
    ),
    "a value that is hidden": (BODY, PLACE, f"<p hidden>{VALUE}</p>"),
    "an error that some values make": (BODY, PLACE, '{{ {"7": "seven"}[view.values.get(form.total.name, "7")] }}'),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("change", [*TRUSTED.values(), *UNTRUSTED.values()], ids=[*TRUSTED, *UNTRUSTED])
def test_a_centres_layout_is_followed_to_the_byte_or_nothing_fits(
    change: tuple[str, str, str], blank: MarkSheet, completed: MarkSheet, tmp_path: Path
) -> None:
    name, place, text = change
    source = own_source(name)
    assert source.count(place) == 1
    layouts = centre_layouts(tmp_path, name, source.replace(place, place + text))
    chance = Random(str(change))
    plate = DocxPlate(completed, layouts)
    for sheet in (completed, *(any_sheet(completed, chance) for _ in range(4))):
        try:
            imprinted = plate.imprint(sheet)
        except DoesNotFit:
            continue
        assert imprinted == full(sheet, layouts)
    try:
        imprinted = DocxPlate(blank, layouts).imprint(blank)
    except DoesNotFit:
        return
    assert imprinted == full(blank, layouts)


@pytest.mark.slow
@pytest.mark.parametrize("change", TRUSTED.values(), ids=TRUSTED)
def test_a_centres_layout_that_only_prints_values_is_imprinted(
    change: tuple[str, str, str], completed: MarkSheet, tmp_path: Path
) -> None:
    name, place, text = change
    layouts = centre_layouts(tmp_path, name, own_source(name).replace(place, place + text))
    sheet = with_value(completed, completed.form.learner_name.name, "Ann & Bob")
    imprinted = DocxPlate(completed, layouts).imprint(sheet)
    assert imprinted == full(sheet, layouts)
    assert imprinted != full(sheet)


def test_a_page_is_our_own_until_a_centre_changes_one_of_its_layouts(tmp_path: Path) -> None:
    assert is_packaged("mark_sheet", OWN)
    for name in ("brief.html.j2", BODY, "print.css"):
        assert is_packaged("mark_sheet", centre_layouts(tmp_path, name, own_source(name)))
    for name in (BODY, "parts.html.j2", "page_style.html.j2", "base.html.j2", "mark_sheet.html.j2"):
        changed = centre_layouts(tmp_path / f"with {name}", name, own_source(name) + "{# ours #}")
        assert not is_packaged("mark_sheet", changed)


def test_a_value_that_colours_a_cell_in_a_centres_layout_is_never_imprinted(
    completed: MarkSheet, tmp_path: Path
) -> None:
    text = UNTRUSTED["a value as a class"][2]
    layouts = centre_layouts(tmp_path, BODY, own_source(BODY).replace(PLACE, PLACE + text))
    met = with_value(completed, completed.form.total.name, "met")
    assert full(met, layouts) != full(with_value(completed, completed.form.total.name, "it"), layouts)
    with pytest.raises(DoesNotFit, match="something else than text"):
        DocxPlate(completed, layouts).imprint(met)


@pytest.mark.slow
def test_an_imprint_follows_the_condition_of_a_centres_layout(completed: MarkSheet, tmp_path: Path) -> None:
    text = UNTRUSTED["what depends on a value"][2]
    layouts = centre_layouts(tmp_path, BODY, own_source(BODY).replace(PLACE, PLACE + text))
    other = with_value(completed, completed.form.total.name, "8")
    plate = DocxPlate(other, layouts)
    assert plate.imprint(other) == full(other, layouts)
    with pytest.raises(DoesNotFit, match="a layout of the centre"):
        plate.imprint(completed)


@pytest.mark.slow
def test_another_centres_base_document_is_imprinted(completed: MarkSheet, tmp_path: Path) -> None:
    document = Document()
    document.styles["Normal"].font.name = "Arial"
    document.save(str(tmp_path / "base.docx"))
    layouts = read_layouts(tmp_path)
    assert DocxPlate(completed, layouts).imprint(completed) == full(completed, layouts)
