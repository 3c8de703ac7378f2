"""Pictures of Word documents: their size, their sharpness, and what they show in words."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from PIL import Image

from tests.writers.docx_samples import body, every, lines, one, parts, tree, values, write

EMU_PER_MM = 36000
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="200" height="100" fill="#0a0"/></svg>'
ENCODED = base64.b64encode(SVG.encode()).decode()


def picture(kind: str, size: tuple[int, int] = (192, 96)) -> str:
    stream = BytesIO()
    Image.new("RGB", size, "red").save(stream, kind)
    return f"data:image/{kind};base64,{base64.b64encode(stream.getvalue()).decode()}"


def drawn(html: str) -> list[tuple[float, float]]:
    """Return width and height of each drawing, in millimetres to one place."""
    return [
        (round(int(extent.get("cx", "0")) / EMU_PER_MM, 1), round(int(extent.get("cy", "0")) / EMU_PER_MM, 1))
        for extent in every(body(html), "//wp:extent")
    ]


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_picture_has_its_natural_size_and_its_words(kind: str) -> None:
    document = write(
        f"<figure><img src='{picture(kind)}' alt='Marks &amp; minimums'><figcaption>Bars</figcaption></figure>"
    )
    found = tree(document)
    assert values(found, "//wp:docPr/@descr") == ["Marks & minimums"]
    assert lines(found) == [("Figure", ""), ("Caption", "Bars")]
    assert drawn(f"<p><img src='{picture(kind)}' alt='x'></p>") == [(50.8, 25.4)]
    assert [name for name in parts(document) if name.startswith("word/media/") and name.endswith(kind)]


def test_a_width_can_be_given_and_never_exceeds_the_text() -> None:
    sizes = drawn(
        f"<p><img data-width-mm='30' src='{picture('png')}' alt='a'></p>"
        f"<p><img src='{picture('png', (4000, 1000))}' alt='b'></p>"
        f"<p><img src='{picture('png', (100, 4000))}' alt='c'></p>"
    )
    text_width = (11906 - 2 * 1020) / 1440 * 25.4
    assert sizes[0] == (30, 15)
    assert sizes[1] == (round(text_width, 1), round(text_width / 4, 1))
    assert sizes[2][1] < 297


def test_a_logo_is_of_modest_height() -> None:
    [(width, height)] = drawn(
        f"<header><img class='logo' src='{picture('png', (2000, 1000))}' alt='Northern'></header>"
    )
    assert height == pytest.approx(16)
    assert width == pytest.approx(32)


@pytest.mark.parametrize(
    "html",
    [
        f"<img data-width-mm='40' alt='Bars' src='data:image/svg+xml;base64,{ENCODED}'>",
        "<figure>" + SVG.replace("<svg ", "<svg data-width-mm='40' aria-label='Bars' ") + "</figure>",
        "<figure><svg data-width-mm='40' viewBox='0 0 200 100'><title>Bars</title><path d='M0 0'/></svg></figure>",
    ],
)
def test_an_svg_becomes_a_sharp_raster(html: str) -> None:
    document = write(html)
    assert values(tree(document), "//wp:docPr/@descr") == ["Bars"]
    [name] = [name for name in parts(document) if name.startswith("word/media/")]
    raster = Image.open(BytesIO(parts(document)[name]))
    assert raster.width == round(40 / 25.4 * 96 * 3)
    assert raster.height == pytest.approx(raster.width / 2, abs=1)


def test_text_in_an_svg_is_set_in_the_packaged_font() -> None:
    words = "<text x='0' y='15' font-family='Source Sans 3'>Marks</text>"
    document = write(f"<figure><svg viewBox='0 0 100 20' width='100' height='20'>{words}</svg></figure>")
    [name] = [name for name in parts(document) if name.startswith("word/media/")]
    assert Image.open(BytesIO(parts(document)[name])).getchannel("A").getextrema() == (0, 255)


def test_the_same_picture_is_stored_once_and_drawings_have_their_own_numbers() -> None:
    document = write(f"<p><img src='{picture('png')}' alt='a'> <img src='{picture('png')}' alt='b'></p>")
    assert len([name for name in parts(document) if name.startswith("word/media/")]) == 1
    assert values(tree(document), "//wp:docPr/@id") == ["1", "2"]
    assert len(set(values(tree(document), "//a:blip/@r:embed"))) == 1


def test_a_picture_without_words_is_marked_as_decoration() -> None:
    found = body(f"<p><img src='{picture('png')}' alt=''></p>")
    assert one(found, "//*[local-name()='decorative']").get("val") == "1"


@pytest.mark.parametrize(
    "source", ["https://example.org/a.png", "file:///etc/passwd", "data:image/gif;base64,R0lGODlh", ""]
)
def test_nothing_is_fetched_and_other_kinds_are_refused(source: str) -> None:
    with pytest.raises(ValueError, match="picture"):
        write(f"<p><img src='{source}' alt='x'></p>")
