"""Text of SVG pictures on PDF pages: the same words in the same places, set as type is."""

from __future__ import annotations

import base64
import io
import re

import pikepdf
import pypdfium2
import pytest

from markpack.writers.html_layouts import Layouts
from markpack.writers.pdf.layout import write_pdf
from tests.writers.docx_samples import BRANDING, PROPERTIES

SHOWN = re.compile(rb"\[([^\[\]]*)\] ?TJ")


def page(texts: str) -> bytes:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" font-family="Source Sans 3">{texts}</svg>'
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    html = f"<html lang='en-GB'><head><title>t</title></head><body><p><img src='{source}' alt='Bars'></p></body></html>"
    return write_pdf(html, PROPERTIES, BRANDING, Layouts())


def operations(data: bytes) -> list[bytes]:
    """Return what a page's operators that show text are given, but for the last, which shows the page's foot."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return SHOWN.findall(pdf.pages[0].Contents.read_bytes())[:-1]


def words(data: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded().split())


def test_a_text_is_shown_in_one_go_with_its_kerning() -> None:
    (shown,) = operations(page('<text x="10" y="20">AVATAR</text>'))
    assert re.search(rb">-?[1-9]", shown)


def test_parts_of_a_text_follow_one_another() -> None:
    data = page('<text x="10" y="20"><tspan font-weight="600">5/10</tspan><tspan> · at least 5</tspan></text>')
    assert len(operations(data)) == 2
    assert words(data).startswith("5/10 · at least 5 ")


def test_a_text_in_the_middle_of_its_place_stays_there() -> None:
    data = page('<text x="150" y="20" text-anchor="middle">AVATAR</text><text x="150" y="60">|</text>')
    textpage = pypdfium2.PdfDocument(data)[0].get_textpage()
    boxes = [textpage.get_charbox(position) for position in range(textpage.count_chars())]
    letters = [box for position, box in enumerate(boxes) if textpage.get_text_range(position, 1) in "AVTR"]
    line = next(box for position, box in enumerate(boxes) if textpage.get_text_range(position, 1) == "|")
    assert (letters[0][0] + letters[-1][2]) / 2 == pytest.approx(line[0], abs=2)


@pytest.mark.parametrize("spread", ['x="10 40 70"', 'x="10" letter-spacing="9"', 'x="10" rotate="20"'])
def test_letters_that_are_placed_one_by_one_stay_so(spread: str) -> None:
    assert len(operations(page(f'<text {spread} y="20">ABC</text>'))) == 3
