"""The table in a PDF that says which text the codes of a font stand for."""

from __future__ import annotations

from collections.abc import Mapping

_IN_A_BLOCK = 100  # a CMap's limit
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<{first}> <{last}>
endcodespacerange
{meanings}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def to_unicode(texts: Mapping[int, str], *, digits: int) -> bytes:
    """Return the table for codes and their texts, in the order given; `digits` are those of a code in hexadecimal."""
    lines = [f"<{code:0{digits}x}> <{text.encode('utf-16-be').hex()}>" for code, text in texts.items()]
    blocks = [lines[start : start + _IN_A_BLOCK] for start in range(0, len(lines), _IN_A_BLOCK)]
    meanings = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return _CMAP.format(first="0" * digits, last="f" * digits, meanings=meanings).encode()
