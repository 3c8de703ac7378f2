"""Lines that are set by hand break where WeasyPrint breaks them, and are as wide as WeasyPrint makes them."""

from __future__ import annotations

import base64
import re
from html import escape
from random import Random

import pytest
from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration

from markpack.writers.fonts import SCHEME, font_faces, font_file
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.letters import letters, meaning
from markpack.writers.masters.pdf.text_shaping import Line, typeface

TEXT = (
    "a an the you your team learner evidence criterion feedback style of leadership and/or well-argued first-class "
    "difficult office flow affluent “case” (see page 4) [1], e.g. i.e.; 12/24 50% £1,200.50 3–5 — yes/no AC1.1 "
    "O’Brien's Nguyễn Thị Đông Łukasz Åsa Öberg Ünal façade naïve "
    "https://example.org/a/b?c=d&e=f name@example.org re-use—again ½ 20°C x² “quoted,” ‘so’ ... … !? #1 A.B.C. 1.10 "
    "“ ” ( ) / - – — « » no-one's up-to-date 2026-11-25 10:30 +44 -5 ≥ × ·"
)
WORDS = TEXT.split()
OTHER_WORDS = {
    "Greek": ["Ελένη", "Παπαδοπούλου", "και", "η", "ομάδα,", "«γιατί»;", "(2026)", "12/24", "—", "“ναι”", "δια-τήρηση"],
    "Cyrillic": ["Юлия", "Соколова", "и", "команда,", "«почему»?", "(2026)", "12/24", "—", "“да”", "по-русски"],
}


def said(line: Line, name: str) -> str:
    """The text that a line's glyphs stand for."""
    glyphs = "".join(re.findall("<([0-9a-f]+)>", line.shown))
    meanings = meaning(name)
    return "".join(meanings[int(glyphs[at : at + 4], 16)] for at in range(0, len(glyphs), 4))


def _as_data(address: re.Match[str]) -> str:
    return f"data:font/ttf;base64,{base64.b64encode(font_file(address[0])).decode()}"


def by_weasyprint(texts: list[str], size: float, width: float, weight: int) -> list[list[tuple[str, float]]]:
    """The lines of each text with their widths in pixels, of one layout for all."""
    fonts = FontConfiguration()
    css = CSS(
        string=re.sub(rf"{SCHEME}:(\w+)", _as_data, font_faces())
        + f"@page {{ size: 900px 30000px; margin: 0 }} p {{ margin: 0; width: {width}px; overflow-wrap: break-word;"
        f"font: {weight} {size}px/1.3 'Source Sans 3'; hyphens: manual }}",
        font_config=fonts,
    )
    paragraphs = "".join(f"<p>{'<br>'.join(map(escape, text.split(chr(10))))}</p>" for text in texts)
    document = HTML(string=f'<html lang="en-GB"><body>{paragraphs}</body></html>').render(
        font_config=fonts, stylesheets=[css]
    )
    found = []
    for page in document.pages:
        for block in page._page_box.descendants():
            if isinstance(block, boxes.BlockBox) and block.element_tag == "p":
                found.append([_line(line) for line in block.children])
    return found


def _line(line: boxes.LineBox) -> tuple[str, float]:
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    return "".join(box.text for box in texts), sum(box.width for box in texts)


def any_texts(count: int) -> list[str]:
    chance = Random(8604)
    pools = [WORDS, WORDS, WORDS, *OTHER_WORDS.values()]
    return [
        "".join(
            chance.choice(pools[number % len(pools)]) + chance.choices((" ", "  ", "\n", "\u00a0"), (90, 4, 3, 3))[0]
            for _ in range(chance.randint(1, 60))
        )
        for number in range(count)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("count", [30, pytest.param(150, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("size", "width", "weight", "name"),
    [(12.2666, 509.79, 400, "Regular"), (12.6667, 170.3, 600, "Bold"), (24, 420, 400, "Regular")],
)
def test_lines_break_and_measure_as_weasyprint_has_them(
    size: float, width: float, weight: int, name: str, count: int
) -> None:
    texts = any_texts(count)
    face = typeface(name, int(size * 1024) / 1024)
    compared = 0
    for text, expected in zip(texts, by_weasyprint(texts, size, width, weight), strict=True):
        try:
            lines = face.lines(text, width)
        except DoesNotFit:
            continue
        compared += 1
        assert [said(line, name).rstrip(" ") for line in lines] == [
            line.replace("\u00a0", " ").rstrip(" ") for line, _ in expected
        ]
        for line, (_, across) in zip(lines, expected, strict=True):
            assert line.width == pytest.approx(across, abs=0.05)
    assert compared > len(texts) * 0.7


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا",
        "שלום",
        "नमस्ते",
        "สวัสดี",
        "你好",
        "한국어",
        "soft\u00adhyphen",
        "a\u200bb",
        "x\u0332y",
        "a\x01b",
        "u" * 300,
    ],
)
def test_what_is_not_one_letter_after_another_does_not_fit(text: str) -> None:
    with pytest.raises(DoesNotFit):
        typeface("Regular", 12).lines(text, 200)


def test_accents_are_composed_and_symbols_named() -> None:
    (line,) = typeface("Regular", 12).lines("Zoë 😀", 400)
    assert said(line, "Regular") == "Zoë [grinning face]"


def test_english_is_needed_in_groups_and_other_letters_one_by_one() -> None:
    (english,) = typeface("Bold", 12).lines("Lodz, 1 mile", 400)
    (polish,) = typeface("Bold", 12).lines("Łódź, 1 mile", 400)
    assert english.letters.others == frozenset()
    assert len(polish.letters.others) == 3
    assert letters("Bold", polish.letters.others).groups == 0
