"""What a plate imprints is, byte for byte, what the workbook's writer writes: for that, nothing else has to be read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from markpack.build import bring_together
from markpack.documents.document import Format
from markpack.documents.feedback import Standing
from markpack.documents.mark_sheet import MarkSheet, MarkSheetForm, Stage
from markpack.documents.pack import plan_pack
from markpack.documents.tally import INCOMPLETE, PASS, REFERRAL, Tally
from markpack.model.instrument import Method
from markpack.source.inputs import read_inputs
from markpack.workspace import init
from markpack.writers.html import Layouts
from markpack.writers.plate import ATTEMPT, LEARNER, DoesNotFit, specimen, variant
from markpack.writers.xlsx.mark_sheet import write_mark_sheet
from markpack.writers.xlsx.plate import XlsxPlate
from tests import test_integrated, test_methods

from .xlsx_reading import named, opened
from .xlsx_samples import completed, form, name

LAYOUTS = Layouts()
SAMPLE = completed(form(), {name("mark", "1.1"): "18", name("comment", "1.1"): "Clear."}, "Incomplete.")
ODD = (
    "=1+1", "+44", "<r>bold</r>", "_x0041_", " before", "after\n", "one\ntwo\r\nthree", "\t", "R&G & <Co> &amp;", "1/2",
    "٣", "007", "Nguyễn Thị 😀", "مرحبا بكم", "a\x01b\x0b", "\x00", "\ufffe", "Pass", "Met", "No", "#N/A", "u" * 90,
    "much to say " * 40,
)  # fmt: skip
MARKS = ("0", "7", "7.5", "18", "Pass", "Referral")
LETTERS = "".join(map(chr, (*range(0x600), *range(0x2000, 0x2070), 0xFFFE, 0xFFFF, *range(0x1F600, 0x1F640))))


def any_text(chance: Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(ODD)
    return "".join(chance.choices(LETTERS, k=chance.randint(1, 60)))


def any_comment(chance: Random) -> str:
    return "It is told in full, with examples. " * chance.randint(1, 70) if chance.random() < 0.4 else any_text(chance)


def any_tally(chance: Random, awards: Iterable[str] = ()) -> Tally:
    return Tally(
        outcome=chance.choice((PASS, REFERRAL, INCOMPLETE)),
        standings={award: chance.choice(list(Standing)) for award in awards if chance.random() < 0.9},
        total=chance.choice(("", "0", "50", "71.5")),
        percentage=chance.choice(("", "0", "7", "72", "100")),
    )


def any_sheet(sample: MarkSheet, chance: Random) -> MarkSheet:
    """A sheet of the sample's variant that has nothing else in common with it."""
    form = sample.form
    awards, fields = set(form.awards.values()), {field.name for field in form.fields}
    comments = {row.comment.name for section in form.sections for row in section.rows} | {form.overall_comment.name}

    def value(of: str) -> str:
        if of in fields and sample.stage is Stage.COMPLETED and chance.random() < 0.25:
            return ""
        if of in awards:
            return chance.choice(MARKS)
        text = any_comment(chance) if of in comments else any_text(chance)
        return text[:100] if of in (LEARNER, ATTEMPT) else text

    varied = specimen(sample, value)
    return replace(
        varied,
        tally=any_tally(chance, sorted(awards)),
        unit_tallies={unit.reference: any_tally(chance) for unit in form.units},
        properties=replace(
            varied.properties, date=datetime.date(1990, 1, 1) + datetime.timedelta(chance.randrange(30000))
        ),
    )


def sheets_of(root: Path) -> Iterator[MarkSheet]:
    """The mark sheets that are made as workbooks from a workspace's files."""
    inputs, _ = read_inputs(root, ())
    for employer in inputs.employers:
        for entry in plan_pack(bring_together(inputs, employer)):
            if entry.format is Format.XLSX and isinstance(entry.view, MarkSheet):
                yield entry.view


def filled_in(sheet: MarkSheet) -> MarkSheet:
    """A final sheet of the same form with something in every field."""
    values = {field.name: "7" for field in sheet.form.fields}
    return replace(sheet, stage=Stage.COMPLETED, values=values, state="Referral: AC 1.1 not met yet.")


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> tuple[MarkSheet, ...]:
    """Sheets of every method, of several units, and of the starter's learners, some in a later attempt."""
    starter = tmp_path_factory.mktemp("starter")
    init(starter)
    roots = [starter]
    for method in test_methods.OTHERS:
        marking = "pass or refer" if method is Method.OBSERVATION else "marks"
        roots.append(test_methods.workspace(tmp_path_factory.mktemp("method"), method, marking))
    for marking in ("credit weighted", "pass or refer"):
        roots.append(test_integrated.workspace(tmp_path_factory.mktemp("several"), marking))
    found = tuple(chain.from_iterable(map(sheets_of, roots)))
    return (*found, *(filled_in(sheet) for sheet in found if sheet.stage is Stage.BLANK))


def rows(sheet: MarkSheet, folder: Path) -> int:
    """How many rows the full writer's workbook has."""
    path = folder / "full.xlsx"
    path.write_bytes(write_mark_sheet(sheet))
    with ZipFile(path) as package:
        return sum(package.read(part).count(b"<row ") for part in package.namelist() if "worksheets/sheet" in part)


def test_every_sheet_of_a_workspace_has_the_bytes_that_the_writer_gives_it(sheets: tuple[MarkSheet, ...]) -> None:
    plates: dict[object, XlsxPlate] = {}
    for sheet in sheets:
        key = sheet.form.fields, sheet.form.branding.employer, sheet.form.records, variant(sheet)
        plate = plates.setdefault(key, XlsxPlate(sheet, LAYOUTS))
        assert plate.imprint(sheet) == write_mark_sheet(sheet)
    assert {sheet.stage for sheet in sheets} == set(Stage)
    assert {sheet.stage for sheet in sheets if sheet.form.units} == set(Stage)
    assert {sheet.stage for sheet in sheets if sheet.form.records} == set(Stage)
    assert any("Attempt 2" in sheet.state for sheet in sheets)
    assert len(plates) < len(sheets)


def test_any_values_give_the_bytes_that_the_writer_gives_them(sheets: tuple[MarkSheet, ...], tmp_path: Path) -> None:
    @given(st.integers(0, 2**32))
    @settings(max_examples=150, deadline=None, phases=(Phase.generate,))
    def holds(seed: int) -> None:
        chance = Random(seed)
        sample = chance.choice(sheets)
        sheet = any_sheet(sample, chance)
        assert variant(sheet) == variant(sample)
        plate = XlsxPlate(sample, LAYOUTS)
        try:
            imprinted = plate.imprint(sheet)
        except DoesNotFit:
            assert rows(sheet, tmp_path) > rows(sample, tmp_path)
        else:
            assert imprinted == write_mark_sheet(sheet)

    holds()


@pytest.mark.parametrize("criteria", [form(), form(half_marks=True)], ids=["whole", "half"])
def test_an_imprinted_sheet_reads_as_what_was_entered(criteria: MarkSheetForm) -> None:
    sample = replace(SAMPLE, form=criteria)
    values = {**SAMPLE.values, name("comment", "1.1"): "=SUM(A1)", name("comment", "1.2"): "<r>\n</r>"}
    for award in sample.form.awards.values():
        values[award] = "7.5"
    book = opened(XlsxPlate(sample, LAYOUTS).imprint(replace(sample, values=values)))
    assert [named(book, award).value for award in sample.form.awards.values()] == [7.5] * len(sample.form.awards)
    entered = named(book, name("comment", "1.1"))
    assert (entered.value, entered.data_type) == ("=SUM(A1)", "s")
    assert named(book, name("comment", "1.2")).value == "<r>\n</r>"


def test_text_that_is_taller_than_the_tallest_row_does_not_fit() -> None:
    values = {**SAMPLE.values, name("overall_comment"): "So much was good in this. " * 400}
    with pytest.raises(DoesNotFit, match="needs 10 rows"):
        XlsxPlate(SAMPLE, LAYOUTS).imprint(replace(SAMPLE, values=values))


def test_a_blank_sheet_with_nothing_in_a_printed_field_does_not_fit(sheets: tuple[MarkSheet, ...]) -> None:
    sheet = next(it for it in sheets if it.stage is Stage.BLANK and it.values)
    with pytest.raises(DoesNotFit, match="without a value"):
        XlsxPlate(sheet, LAYOUTS).imprint(replace(sheet, values=dict.fromkeys(sheet.values, "")))
