"""Texts of a workbook as its XML holds them."""

from __future__ import annotations

import pytest

from markpack.writers.xlsx.cell import cell_value
from markpack.writers.xlsx.strings import escape_xml, string_item


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Clear.", "<t>Clear.</t>"),
        ("R&D <r>1</r>", "<t>R&amp;D &lt;r&gt;1&lt;/r&gt;</t>"),
        (" two\n", '<t xml:space="preserve"> two\n</t>'),
        ("a\tb", "<t>a\tb</t>"),
        ("a\r\nb", "<t>a_x000D_\nb</t>"),
        ("snake_case", "<t>snake_case</t>"),
        ("_x000D_", "<t>_x005F_x000D_</t>"),
        ("_xyzab_ é 😀", "<t>_xyzab_ é 😀</t>"),
    ],
)
def test_a_text_is_written_so_that_it_is_read_as_it_was(text: str, written: str) -> None:
    assert string_item(text) == f"<si>{written}</si>"


def test_of_what_a_cell_stores_every_character_is_escaped_that_has_to_be() -> None:
    codes = (*range(0x300), *range(0x2000, 0x2070), 0xD7FF, 0xE000, *range(0xFFF0, 0x10010))
    for stored in (cell_value(f"a{chr(code)}b") for code in codes):
        assert isinstance(stored, str)
        assert string_item(stored) == f"<si><t>{escape_xml(stored)}</t></si>"
