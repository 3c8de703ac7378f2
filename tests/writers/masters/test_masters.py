"""Which mark sheets are imprinted and which laid out in full, and how often a plate is made for them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest

from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters import masters
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.masters import PLATES
from tests.writers.xlsx_samples import completed, form, name

SHEET = completed(form(), {name("mark", "1.1"): "18", name("comment", "1.1"): "Clear."}, "Incomplete.")
TOO_LONG = replace(SHEET, values={**SHEET.values, name("overall_comment"): "So much was good in this. " * 400})
LAYOUTS = Layouts()


def with_comment(text: str, sheet: MarkSheet = SHEET) -> MarkSheet:
    return replace(sheet, values={**sheet.values, name("comment", "1.1"): text})


class Plates:
    """Counts the plates that are made; one of a form with half marks cannot be."""

    def __init__(self) -> None:
        self.made: list[MarkSheet] = []

    def __call__(self) -> Callable[[MarkSheet, Layouts], Plates]:
        return self.make

    def make(self, sample: MarkSheet, _layouts: Layouts) -> Plates:
        self.made.append(sample)
        if sample.form.half_marks:
            raise DoesNotFit("no plate")
        return self

    def imprint(self, sheet: MarkSheet) -> bytes:
        return sheet.values[name("comment", "1.1")].encode()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Plates:
    """Plates that are counted instead of those of workbooks, and none kept from before."""
    counting = Plates()
    monkeypatch.setattr(masters, "PLATES", {Format.XLSX: counting})
    monkeypatch.setattr(masters, "_kept", masters._Kept())
    return counting


@pytest.mark.slow
@pytest.mark.parametrize("fmt", PLATES)
def test_a_sheet_that_fits_is_not_reported_and_reads_like_any_other(fmt: Format) -> None:
    made = masters.write(SHEET, fmt, LAYOUTS)
    assert not made.laid_out
    assert made == masters.write(SHEET, fmt, LAYOUTS)


def test_a_sheet_that_does_not_fit_is_laid_out_in_full_and_says_so() -> None:
    made = masters.write(TOO_LONG, Format.XLSX, LAYOUTS)
    assert made.laid_out
    assert made.data == write(TOO_LONG, Format.XLSX, LAYOUTS)


def test_the_sheets_of_a_form_share_a_plate_even_if_the_form_comes_as_a_copy(counted: Plates) -> None:
    copies = [pickle.loads(pickle.dumps(with_comment(str(number)))) for number in range(5)]
    assert len({id(sheet.form) for sheet in copies}) == 5
    written = [masters.write(sheet, Format.XLSX, LAYOUTS).data for sheet in copies]
    assert written == [b"0", b"1", b"2", b"3", b"4"]
    assert len(counted.made) == 1


def test_another_form_variant_or_layout_has_a_plate_of_its_own(counted: Plates) -> None:
    other_notice = replace(SHEET, form=replace(SHEET.form, notice="Draft."))
    large_print = replace(SHEET, page=replace(SHEET.page, large_print=True))
    for sheet, layouts in (
        (SHEET, LAYOUTS), (other_notice, LAYOUTS), (large_print, LAYOUTS), (SHEET, Layouts((("print.css", b""),))),
    ):  # fmt: skip
        masters.write(sheet, Format.XLSX, layouts)
        masters.write(sheet, Format.XLSX, layouts)
    assert len(counted.made) == 4


def test_sheets_that_are_not_final_have_a_plate_for_each_outcome() -> None:
    provisional, incomplete = (
        replace(SHEET, is_final=False, values={**SHEET.values, name("outcome"): word}) for word in ("Pass", "")
    )
    first = masters.write(provisional, Format.PDF, LAYOUTS)
    second = masters.write(incomplete, Format.PDF, LAYOUTS)
    assert (first.laid_out, second.laid_out) == (False, False)


def test_a_plate_that_cannot_be_made_is_not_tried_for_each_sheet(counted: Plates) -> None:
    sheets = [with_comment(text, replace(SHEET, form=form(half_marks=True))) for text in ("one", "two")]
    made = [masters.write(sheet, Format.XLSX, LAYOUTS) for sheet in sheets]
    assert [entry.data for entry in made] == [write(sheet, Format.XLSX, LAYOUTS) for sheet in sheets]
    assert all(entry.laid_out for entry in made)
    assert len(counted.made) == 1


def test_only_so_many_plates_are_kept_and_the_one_used_last_is_among_them(counted: Plates) -> None:
    for number in range(masters.PLATES_KEPT + 1):
        masters.write(SHEET, Format.XLSX, LAYOUTS)
        masters.write(replace(SHEET, form=replace(SHEET.form, notice=str(number))), Format.XLSX, LAYOUTS)
    assert counted.made.count(SHEET) == 1
    before = len(counted.made)
    masters.write(replace(SHEET, form=replace(SHEET.form, notice="0")), Format.XLSX, LAYOUTS)
    assert len(counted.made) == before + 1, "the one that was not used for longest had been given up"


def test_formats_without_plates_are_laid_out_and_that_is_nothing_to_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masters, "PLATES", {})
    made = masters.write(SHEET, Format.XLSX, LAYOUTS)
    assert (made.data, made.laid_out) == (write(SHEET, Format.XLSX, LAYOUTS), False)


def test_masters_can_be_switched_off(counted: Plates, monkeypatch: pytest.MonkeyPatch) -> None:
    assert masters.is_imprinted(SHEET, Format.XLSX)
    monkeypatch.setenv(masters.SWITCH, "off")
    assert not masters.is_imprinted(SHEET, Format.XLSX)
    assert masters.write(SHEET, Format.XLSX, LAYOUTS).data == write(SHEET, Format.XLSX, LAYOUTS)
    assert counted.made == []
