"""What a plate imprints is, byte for byte, what the workbook's writer writes: for that, nothing else has to be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm, Stage
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import DoesNotFit, variant
from markpack.writers.masters.xlsx.master import XlsxPlate
from markpack.writers.xlsx.mark_sheet.workbook import write_mark_sheet
from tests.writers.masters.sample_sheets import any_sheet, sheets_in
from tests.writers.xlsx_reading import named, opened
from tests.writers.xlsx_samples import blank, completed, form, name

LAYOUTS = Layouts()
SAMPLE = completed(form(), {name("mark", "1.1"): "18", name("comment", "1.1"): "Clear."}, "Incomplete.")


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> tuple[MarkSheet, ...]:
    return sheets_in(tmp_path_factory.mktemp("plates"))


def rows(sheet: MarkSheet, folder: Path) -> int:
    """How many rows the full writer's workbook has."""
    path = folder / "full.xlsx"
    path.write_bytes(write_mark_sheet(sheet))
    with ZipFile(path) as package:
        return sum(package.read(part).count(b"<row ") for part in package.namelist() if "worksheets/sheet" in part)


@pytest.mark.slow
def test_every_sheet_of_a_workspace_has_the_bytes_that_the_writer_gives_it(sheets: tuple[MarkSheet, ...]) -> None:
    plates: dict[object, XlsxPlate] = {}
    for sheet in sheets:
        key = sheet.form.fields, sheet.form.branding.employer, sheet.form.records, variant(sheet)
        if key not in plates:
            plates[key] = XlsxPlate(sheet, LAYOUTS)
        assert plates[key].imprint(sheet) == write_mark_sheet(sheet)
    assert {sheet.stage for sheet in sheets} == set(Stage)
    assert {sheet.stage for sheet in sheets if sheet.form.units} == set(Stage)
    assert {sheet.stage for sheet in sheets if sheet.form.records} == set(Stage)
    assert any("Attempt 2" in sheet.state for sheet in sheets)
    assert len(plates) < len(sheets)


@pytest.mark.slow
def test_any_values_give_the_bytes_that_the_writer_gives_them(sheets: tuple[MarkSheet, ...], tmp_path: Path) -> None:
    @given(st.integers(0, 2**32))
    @settings(max_examples=40, deadline=None, phases=(Phase.generate,))
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


@pytest.mark.parametrize("stage", Stage)
def test_a_long_list_of_names_has_a_worksheet_that_stays(stage: Stage) -> None:
    long = replace(SAMPLE.form.assessor, choices=tuple(f"Öberg, Åsa {number}" for number in range(40)))
    values = SAMPLE.values if stage is Stage.COMPLETED else {}
    sheet = replace(SAMPLE, stage=stage, form=replace(SAMPLE.form, assessor=long), values=values)
    imprinted = XlsxPlate(sheet, LAYOUTS).imprint(sheet)
    assert imprinted == write_mark_sheet(sheet)
    assert "Lists" in opened(imprinted).sheetnames


def test_text_that_is_taller_than_the_tallest_row_does_not_fit() -> None:
    values = {**SAMPLE.values, name("overall_comment"): "So much was good in this. " * 400}
    with pytest.raises(DoesNotFit, match=r"needs \d+ rows"):
        XlsxPlate(SAMPLE, LAYOUTS).imprint(replace(SAMPLE, values=values))


def test_a_blank_sheet_with_nothing_in_a_printed_field_does_not_fit() -> None:
    sheet = blank()
    with pytest.raises(DoesNotFit, match="without a value"):
        XlsxPlate(sheet, LAYOUTS).imprint(replace(sheet, values=dict.fromkeys(sheet.values, "")))
