"""An employer's logo: a picture in their own folder that can do no harm."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from markpack.model.context import Context
from markpack.source.files import load
from markpack.source.findings import Findings, did_you_mean, quote, sentences
from markpack.source.records import Reading

LARGEST_LOGO = 5_000_000
MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}

_STARTS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg|gif);base64,")
_NOT_DRAWN = {"script", "foreignobject", "iframe", "embed", "object"}


def read_logo(folder: Path, reading: Reading[Context], findings: Findings) -> tuple[bytes | None, str]:
    """Return the logo's bytes and media type; nothing where there is none, or where it should not be used."""
    name = reading.record.employer.logo
    if not name:
        return None, ""
    place = reading.place("employer", "logo")
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        findings.error(
            place, f"The logo {quote(name)} is outside the employer’s folder.", "Copy the picture into the folder."
        )
        return None, ""
    media_type = MEDIA_TYPES.get(path.suffix.casefold(), "")
    if not media_type:
        findings.error(
            place, f"The logo {quote(name)} is not a PNG, JPEG or SVG file.", "Save the picture as PNG or SVG."
        )
        return None, ""
    if not path.is_file():
        pictures = [entry.name for entry in folder.iterdir() if entry.suffix.casefold() in MEDIA_TYPES]
        findings.error(
            place,
            f"The logo {quote(name)} does not exist.",
            sentences(did_you_mean(name, pictures), "Put the picture into the employer’s folder, or leave logo out."),
        )
        return None, ""
    file = f"{reading.document.file.rpartition('/')[0]}/{path.relative_to(folder).as_posix()}"
    data = load(path, file, findings, limit=LARGEST_LOGO)
    if data is None:
        return None, ""
    wrong = _svg_objection(data) if media_type == "image/svg+xml" else _bitmap_objection(data, media_type)
    if wrong:
        findings.error(place, f"The logo {quote(name)} {wrong}.", "Save the picture again as a plain PNG or SVG.")
        return None, ""
    return data, media_type


def _bitmap_objection(data: bytes, media_type: str) -> str:
    return "" if data.startswith(_STARTS[media_type]) else "is not what its ending says"


def _svg_objection(data: bytes) -> str:
    """Say why an SVG picture should not be used, or nothing."""
    if b"<!ENTITY" in data:
        return "declares entities"
    if b"<?xml-stylesheet" in data:
        return "refers to something outside itself"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return "is not a readable SVG file"
    if etree.QName(root).localname != "svg":
        return "is not an SVG file"
    for element in root.iter():
        if not isinstance(element.tag, str):
            if element.tag is etree.Entity:
                return "declares entities"
            continue
        name = etree.QName(element).localname.casefold()
        if name in _NOT_DRAWN:
            return f"holds <{name}>"
        if name == "style" and _OUTSIDE.search(element.text or ""):
            return "refers to something outside itself"
        for attribute, value in element.attrib.items():
            local = etree.QName(attribute).localname.casefold()
            if local.startswith("on"):
                return "holds scripts"
            if local in ("href", "src") and not _INSIDE.match(str(value).strip()):
                return "refers to something outside itself"
            if local not in ("href", "src") and _OUTSIDE.search(str(value)):
                return "refers to something outside itself"
    return ""
