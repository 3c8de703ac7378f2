"""Logos: which pictures are used, and what is wrong with the others."""

from __future__ import annotations

import base64
import io
import zlib
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.documents.shared.branding import build_branding, centres_picture
from markpack.report import Options
from tests.inputs.problems import inputs_of, only
from tests.workspaces import CENTRE, CONTEXT, CONTEXT_FILE, changed, write_workspace

LOGO = changed(CONTEXT, ("  sector: Rail", "  sector: Rail\n  logo: LOGO"))
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'


def with_logo(root: Path, name: str, data: bytes | str | None) -> Path:
    return write_workspace(root, {f"contexts/acme/{name}": data}, context=LOGO.replace("LOGO", name))


def bitmap(kind: str = "PNG", size: tuple[int, int] = (8, 4)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "#1f5c99").save(stream, kind)
    return stream.getvalue()


def embedded(data: bytes, kind: str = "png") -> str:
    return f'<image href="data:image/{kind};base64,{base64.b64encode(data).decode()}"/>'


def _with_wrong_sum(data: bytes) -> bytes:
    at = data.index(b"IDAT") + 4
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("logo.png", bitmap(), "image/png"),
        ("logo.JPG", bitmap("JPEG"), "image/jpeg"),
        ("logo.png", bitmap(size=(2000, 100)), "image/png"),
        ("logo.svg", SVG.format('<defs><path id="a"/></defs><use xlink:href="#a" fill="url(#b)"/>'), "image/svg+xml"),
        ("pictures/logo.svg", SVG.format(""), "image/svg+xml"),
        ("logo.svg", SVG.format(embedded(bitmap()) + embedded(bitmap("JPEG"), "jpeg")), "image/svg+xml"),
        (
            "logo.svg",
            SVG.format("<style>/* a */ .b { fill: url( '#a' ); clip-path: url(\"#c\") }</style>"),
            "image/svg+xml",
        ),
        ("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="40mm" height="12.5mm"/>', "image/svg+xml"),
        ("logo.svg", SVG.replace(" viewBox", ' width="100%" height="auto" viewBox').format(""), "image/svg+xml"),
    ],
)
def test_a_logo_is_read(tmp_path: Path, name: str, data: bytes | str, media_type: str) -> None:
    employer = inputs_of(with_logo(tmp_path, name, data)).employers[0]
    assert employer.logo == (data.encode() if isinstance(data, str) else data)
    assert employer.logo_type == media_type


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_a_drawing_comes_as_utf_8_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>' + SVG.format("<title>Åsa</title>")
    logo = inputs_of(with_logo(tmp_path, "logo.svg", text.encode(encoding))).employers[0].logo
    assert logo is not None
    assert "<title>Åsa</title>" in logo.decode("utf-8")
    assert not logo.startswith(b"\xef\xbb\xbf")


OUT = "refers to something outside itself."
NUMBERS = "has a viewBox that is not four numbers with a width and a height above 0."
LENGTH = "has a width or height that is not a length above 0."
NARROW = "is more than 20 times as long as it is wide."
ITSELF = "draws something inside itself."

NESTED = "".join(
    f'<g id="g{n}">' + f'<use href="#g{n + 1}"/>' * 10 + "</g>" for n in range(6)
) + '<path id="g6" d="M0 0"/>'  # fmt: skip
PATTERNS = "".join(
    f'<pattern id="p{n}">' + f'<rect style="fill:url(#p{n + 1})"/>' * 10 + "</pattern>" for n in range(6)
)
STYLED = "".join(
    f'<pattern id="p{n}">' + f'<rect class="c{n + 1}"/>' * 10 + "</pattern>" for n in range(6)
) + "<style>" + "".join(f".c{n} {{ fill: url(#p{n}) }}" for n in range(7)) + "</style>"  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "wrong"),
    [
        ("logo.png", None, "The logo “logo.png” does not exist."),
        ("logo.gif", b"GIF89a", "The logo “logo.gif” is not a PNG, JPEG or SVG file."),
        ("../centre.png", bitmap(), "The logo “../centre.png” is outside the folder contexts/acme."),
        ("logo.png", b"<svg/>", "The logo “logo.png” is not what its ending says, or is damaged."),
        ("logo.png", bitmap("JPEG"), "is not what its ending says, or is damaged."),
        ("logo.png", b"\x89PNG\r\n\x1a\nrest", "is not what its ending says, or is damaged."),
        ("logo.png", bitmap(size=(900, 600))[:-60], "is damaged."),
        ("logo.png", _with_wrong_sum(bitmap()), "is damaged."),
        ("logo.jpg", bitmap("JPEG", (900, 600))[:700], "is damaged."),
        ("logo.png", bitmap(size=(210, 10)), NARROW),
        ("logo.png", bitmap(size=(10, 210)), NARROW),
        ("logo.png", bitmap(size=(6001, 400)), "has 6001 × 400 pixels; at most 6000 × 6000 are used."),
        ("logo.png", bitmap() + bytes(5_000_000), "The file has 5.0 MB; at most 5 MB are read."),
        ("logo.svg", SVG.format(" " * 1_000_000), "has 1.0 MB; at most 1 MB are used of a drawing."),
        ("logo.svg", "<svg", "The logo “logo.svg” is not a readable SVG file."),
        ("logo.svg", SVG.format("Åsa").encode("cp1252"), "is not a readable SVG file."),
        ("logo.svg", "<html/>", "The logo “logo.svg” is not an SVG file."),
        ("logo.svg", SVG.format("<script>x</script>"), "The logo “logo.svg” holds <script>."),
        ("logo.svg", SVG.format("<foreignObject/>"), "The logo “logo.svg” holds <foreignobject>."),
        ("logo.svg", SVG.format('<use href="#a"><set attributeName="href" to="http://x/"/></use>'), "holds <set>."),
        ("logo.svg", SVG.format('<animate attributeName="xlink:href" values="file:///x"/>'), "holds <animate>."),
        ("logo.svg", SVG.format('<path onload="x"/>'), "The logo “logo.svg” holds scripts."),
        ("logo.svg", SVG.format('<image href="http://x/y.png"/>'), OUT),
        ("logo.svg", SVG.format('<image xlink:href="file:///etc/passwd"/>'), OUT),
        ("logo.svg", SVG.format('<use href="data:image/png;base64,AAAA"/>'), OUT),
        ("logo.svg", SVG.format('<image href="data:image/svg+xml;base64,AAAA"/>'), OUT),
        ("logo.svg", SVG.format('<g xml:base="http://x/"><use href="#a"/></g>'), OUT),
        ("logo.svg", SVG.format('<path style="fill: url(//x/y)"/>'), OUT),
        ("logo.svg", SVG.format('<path fill="URL( \'  http://x/y#a\')"/>'), OUT),
        ("logo.svg", SVG.format('<path style="fill: \\75rl(//x/y)"/>'), OUT),
        ("logo.svg", SVG.format('<path style="fill: u\\r\\l(//x/y)"/>'), OUT),
        ("logo.svg", SVG.format("<style>@import 'x.css';</style>"), OUT),
        ("logo.svg", SVG.format("<style>@\\69mport 'x.css';</style>"), OUT),
        ("logo.svg", SVG.format("<style><g/>@import 'x.css';</style>"), OUT),
        ("logo.svg", SVG.format("<style>a { b: image-set('x.png' 1x) }</style>"), OUT),
        ("logo.svg", '<?xml-stylesheet href="x.css"?>' + SVG.format(""), OUT),
        ("logo.svg", '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "declares a document type or entities."),
        ("logo.svg", '<!DOCTYPE svg SYSTEM "x.dtd">' + SVG.format(""), "declares a document type or entities."),
        (
            "logo.svg",
            ('<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;")).encode("utf-16"),
            "declares a document type or entities.",
        ),
        ("logo.svg", SVG.replace('viewBox="0 0 9 9"', "").format(""), "has neither a viewBox nor a width"),
        ("logo.svg", SVG.replace("0 0 9 9", "0 0 0 9").format(""), NUMBERS),
        ("logo.svg", SVG.replace("0 0 9 9", "0 0 9").format(""), NUMBERS),
        ("logo.svg", SVG.replace("0 0 9 9", "0 0 nan 9").format(""), NUMBERS),
        ("logo.svg", SVG.replace("0 0 9 9", "0 0 1e99 9").format(""), NUMBERS),
        ("logo.svg", SVG.replace("0 0 9 9", "0 0 210 10").format(""), NARROW),
        ("logo.svg", SVG.replace(" viewBox", ' width="1.2.3" viewBox').format(""), LENGTH),
        ("logo.svg", SVG.replace(" viewBox", ' height="-1" viewBox').format(""), LENGTH),
        ("logo.svg", SVG.replace(" viewBox", ' width="210" height="10" viewBox').format(""), NARROW),
        ("logo.svg", SVG.format('<g id="a"><use href="#a"/></g>'), ITSELF),
        ("logo.svg", SVG.format('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), ITSELF),
        ("logo.svg", SVG.format(NESTED), "draws more than 10000 elements."),
        ("logo.svg", SVG.format(PATTERNS), "draws more than 10000 elements."),
        ("logo.svg", SVG.format(STYLED), "draws more than 10000 elements."),
        ("logo.svg", SVG.format("<g/>" * 10_000), "draws more than 10000 elements."),
        ("logo.svg", SVG.format(embedded(b"x")), "holds a picture that is not what its ending says, or is damaged."),
        ("logo.svg", SVG.format(embedded(bitmap(size=(210, 10)))), "holds a picture that is more than 20 times as"),
        ("logo.svg", SVG.format(embedded(bitmap()) * 11), "holds 11 pictures; at most 10 are used."),
    ],
)  # fmt: skip
def test_a_logo_that_should_not_be_used(tmp_path: Path, name: str, data: bytes | str | None, wrong: str) -> None:
    assert wrong in only(with_logo(tmp_path, name, data)).message


def test_a_picture_with_sides_beyond_all_measure_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    head = b"IHDR" + (60_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    chunk = (13).to_bytes(4) + head + zlib.crc32(head).to_bytes(4)
    png = b"\x89PNG\r\n\x1a\n" + chunk + bitmap()[33:]
    assert "has more than 6000 × 6000 pixels" in only(with_logo(tmp_path, "logo.png", png)).message


def test_a_logo_behind_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(bitmap())
    root = with_logo(tmp_path / "w", "logo.png", None)
    (root / "contexts/acme/logo.png").symlink_to(tmp_path / "secret.png")
    assert "is outside the folder contexts/acme" in only(root).message


@pytest.mark.parametrize("name", ["logo.png", f"{'x' * 300}.png"])
def test_a_logo_that_cannot_be_opened_is_a_problem(tmp_path: Path, name: str) -> None:
    root = write_workspace(tmp_path, context=LOGO.replace("LOGO", name))
    if len(name) < 100:
        (root / "contexts/acme" / name).symlink_to(root / "contexts/acme" / name)
    assert only(root).message.startswith("The file cannot be read: ")


def test_a_name_with_a_null_byte_is_a_problem(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=LOGO.replace("LOGO", '"logo\\0.png"'))
    assert "A character here cannot be shown as text." in only(root).message


HARMFUL = {
    '<filter id="f" width="1e5" height="1e5"><feTurbulence numOctaves="2000000000"/></filter>': "holds <filter>",
    '<text font-size="1e9">x</text>': "holds a number of more than 1000000",
    '<text style="font-size: 1e9px">x</text>': "holds a number of more than 1000000",
    "<style>text { font-size: 1000000000px }</style>": "holds a number of more than 1000000",
    f"<style>{','.join(f'.a{n}' for n in range(200))} {{ fill: {'url(#x)'.join(f'url(#i{n})' for n in range(200))} }}"
    "</style>": "draws more than 10000 elements",
}


@pytest.mark.parametrize(("content", "objection"), HARMFUL.items(), ids=range(len(HARMFUL)))
def test_a_drawing_that_takes_what_its_numbers_say_is_not_used(tmp_path: Path, content: str, objection: str) -> None:
    found = only(with_logo(tmp_path, "logo.svg", SVG.format(content)))
    assert found.message == f"The logo “logo.svg” {objection}."


def with_centres_logo(root: Path, name: str, data: bytes | None) -> Path:
    line = f"logo: {name}\nlogo_description: A green leaf\n"
    write_workspace(root, centre=CENTRE + line)
    if data is not None:
        (root / "contexts" / name).write_bytes(data)
    return root


def test_the_centres_logo_stands_before_the_employers_and_alone_on_its_own_documents(tmp_path: Path) -> None:
    root = with_centres_logo(tmp_path, "leaf.png", bitmap())
    inputs = inputs_of(root)
    assert (inputs.logo, inputs.logo_type) == (bitmap(), "image/png")
    leaf = centres_picture(inputs.centre, inputs.logo, inputs.logo_type)
    employer = inputs.employers[0].context.employer
    look = build_branding(employer, inputs.centre, b"sun", "image/png", leaf)
    assert [(logo.data, logo.description) for logo in look.logos] == [
        (bitmap(), "A green leaf"), (b"sun", f"Logo of {employer.name}"),
    ]  # fmt: skip
    assert look.of_centre.logos == (leaf,)
    assert build_branding(employer, inputs.centre, None, "", leaf).logos == (leaf,)
    without = build_branding(employer, inputs.centre, b"sun", "image/png")
    assert without.of_centre == without


@pytest.mark.parametrize(
    ("name", "data", "wrong"),
    [
        ("leaf.png", None, "The logo “leaf.png” does not exist."),
        ("leaf.gif", b"GIF89a", "The logo “leaf.gif” is not a PNG, JPEG or SVG file."),
        ("leaf.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "The logo “leaf.svg” "),
    ],
)
def test_a_centres_logo_that_should_not_be_used(tmp_path: Path, name: str, data: bytes | None, wrong: str) -> None:
    problem = only(with_centres_logo(tmp_path, name, data))
    assert problem.message.startswith(wrong)
    assert problem.place.file == "contexts/centre.yaml"


@pytest.mark.slow
def test_both_logos_stand_in_documents_of_all_formats(tmp_path: Path) -> None:
    root = with_centres_logo(tmp_path, "leaf.png", bitmap())
    (root / "contexts/acme/sun.png").write_bytes(bitmap(size=(16, 4)))
    (root / CONTEXT_FILE).write_text(
        changed(CONTEXT, ("  sector: Rail\n", "  sector: Rail\n  logo: sun.png\n")), encoding="utf-8"
    )
    options = Options(kinds=("blank",), learners=("0012345",), jobs=1)
    assert build(Workspace(root), options).failed == ()
    made = {path.suffix: path for path in (root / "output/acme/8604-308/blank").glob("R Jones-*")}
    assert len(PdfReader(made[".pdf"]).pages[0].images) == 2
    assert len(docx.Document(str(made[".docx"])).inline_shapes) == 2
    page = (root / "output/acme/index.html").read_text(encoding="utf-8")
    assert page.count("<img") == 1
    assert 'alt="A green leaf"' in page
    with ZipFile(made[".xlsx"]) as package:
        assert (
            max(
                package.read(name).count(b"<xdr:pic>")
                for name in package.namelist()
                if name.startswith("xl/drawings/drawing")
            )
            == 2
        )
