"""The hints of empty content controls as building blocks: what Word shows again where somebody empties a control.

Without them Word shows texts of its own, in the language that it speaks.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from lxml import etree

from markpack.writers.docx.xml import MAIN, add, add_text, parse, part, w

GLOSSARY: Final = "word/glossary/document.xml"
GLOSSARY_STYLES: Final = "word/glossary/styles.xml"
_W: Final = f"{{{MAIN}}}"


def hint_name(hint: str) -> str:
    """Return the name of the building block of a hint. The same text has the same name in every document."""
    return hashlib.md5(hint.encode(), usedforsecurity=False).hexdigest().upper()


def glossary_part(hints: Iterable[str], style: str) -> bytes:
    """Return the part that holds a document's building blocks, whose text is in a style, by its id."""
    root = etree.Element(f"{_W}glossaryDocument", nsmap={"w": MAIN})
    blocks = add(root, "docParts")
    for hint in hints:
        run = w("r", w("rPr", w("rStyle", val=style)))
        add_text(run, hint)
        properties = w(
            "docPartPr",
            w("name", val=hint_name(hint)),
            w("category", w("name", val="General"), w("gallery", val="placeholder")),
            w("types", w("type", val="bbPlcHdr")),
            w("behaviors", w("behavior", val="content")),
            w("guid", val=f"{{{uuid.UUID(hint_name(hint))}}}".upper()),
        )
        blocks.append(w("docPart", properties, w("docPartBody", w("p", run))))
    return part(root)


@lru_cache(maxsize=4)
def glossary_styles(styles: bytes, style: str) -> bytes:
    """Return the styles of the building blocks: the one that they are in, and those that it builds on."""
    source = parse(styles)
    entries = {entry.get(f"{_W}styleId", ""): entry for entry in source.findall(f"{_W}style")}
    root = etree.Element(f"{_W}styles", nsmap={"w": MAIN})
    root.extend(source.findall(f"{_W}docDefaults"))
    entry = entries.pop(style, None)
    while entry is not None:
        parent = entry.find(f"{_W}basedOn")
        root.append(entry)
        entry = None if parent is None else entries.pop(parent.get(f"{_W}val", ""), None)
    return part(root)
