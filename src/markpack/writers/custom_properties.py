"""The part of a Word document or workbook that holds its custom properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

_CUSTOM: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANTS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_USER_PROPERTIES: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def custom_part(properties: Mapping[str, str]) -> bytes:
    """Return the part that holds these properties, all of them text."""
    names: dict[str | None, str] = {"vt": _VARIANTS, None: _CUSTOM}
    root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap=names)  # type: ignore[arg-type]  # lxml takes None as a key
    # Numbers below 2 are reserved.
    for number, (name, value) in enumerate(properties.items(), start=2):
        element = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_USER_PROPERTIES, pid=str(number), name=name)
        etree.SubElement(element, f"{{{_VARIANTS}}}lpwstr").text = _FORBIDDEN.sub("", value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
