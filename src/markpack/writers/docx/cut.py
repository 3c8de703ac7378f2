"""A document's text in Word's markup, cut where values stand, each of which is set as `Paragraph` sets it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from markpack.writers.docx.paragraph import SPACES
from markpack.writers.docx.wordml import printable
from markpack.writers.plate import DoesNotFit

_RUN: Final = "<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?"
_TEXT: Final = '<w:t xml:space="preserve">'
_END: Final = "</w:t></w:r>"
_HOLE: Final = (
    rf"(?:(?<=<w:p>)|(?<=</w:pPr>))(?P<run>{_RUN}){_TEXT}(?P<token>%s){_END}"
    rf"(?:(?P<last>(?=</w:p>))|(?P<rest>{_RUN}{_TEXT})(?:(?P<space> )(?=[^<])|(?=[^< ])))"
)
# What the writer changes in a text, or sets in another way than as it is.
_ODD: Final = re.compile("[\x00-\x1f&<>\ud800-\udfff\ufffe\uffff]|  |^ | $|^$")
_NEWLINE: Final = re.compile("[\r\n]")


class _Hole(NamedTuple):
    """Where a value stands at the start of a paragraph, alone or before text of the form.

    `start` opens its run and text; `rest` opens those of the form's text, which may begin with a space.
    """

    name: str
    start: str
    rest: str
    is_last: bool
    before_space: bool
    in_lines: bool


class CutDocument:
    """The markup of a form, in pieces."""

    def __init__(self, xml: str, tokens: Mapping[str, str], sentences: frozenset[str]) -> None:
        """Cut markup at its tokens, which are mapped to the names of the values that they stand for.

        `sentences` names the values that are not set in lines, and have to say something. Raises DoesNotFit if a token
        stands where the markup around it would follow from the value.
        """
        names = "|".join(map(re.escape, tokens))
        self._pieces: list[str] = []
        self._holes: list[_Hole] = []
        end = 0
        for found in re.finditer(_HOLE % names, xml) if names else ():
            name, space = tokens[found["token"]], found["space"] or ""
            self._pieces += [xml[end : found.start()], ""]
            self._holes.append(
                _Hole(
                    name=name,
                    start=found["run"] + _TEXT,
                    rest=found["rest"] or "",
                    is_last=found["last"] is not None,
                    before_space=bool(space),
                    in_lines=name not in sentences,
                )
            )
            end = found.end()
        self._pieces.append(xml[end:])
        for piece in self._pieces:
            if names and (missed := re.search(names, piece)):
                raise DoesNotFit(f"the layout prints “{tokens[missed[0]]}” where nothing can be imprinted")

    def imprinted(self, values: Mapping[str, str]) -> str:
        """Return the markup with the values in their places, empty where there is none.

        Raises DoesNotFit if a sentence is empty, for which there would be no paragraph.
        """
        pieces = self._pieces.copy()
        pieces[1::2] = [_set(hole, values.get(hole.name, "")) for hole in self._holes]
        return "".join(pieces)


def _set(hole: _Hole, value: str) -> str:
    """Return a value's run, and the start of what follows it in the paragraph."""
    if not _ODD.search(value):
        return f"{hole.start}{value}{_END}{hole.rest}{' ' if hole.before_space else ''}"
    text = printable(value)
    lines = [SPACES.sub(" ", line) for line in (_NEWLINE.split(text) if hole.in_lines else [text])]
    *before, last = (line.lstrip(" ") for line in lines)
    lines = [*(line.rstrip(" ") for line in before), last.rstrip(" ") if hole.is_last else last]
    run = ""
    if lines != [""]:
        start = hole.start.removesuffix(_TEXT)
        run = start + "<w:br/>".join(f"{_TEXT}{escaped(line)}</w:t>" if line else "" for line in lines) + "</w:r>"
    elif not hole.in_lines:
        raise DoesNotFit(f"“{hole.name}” is empty")
    # A space at the start of the form's text is left out where a line begins or ends with a space.
    goes_on = bool(lines[-1]) and not lines[-1].endswith(" ")
    return f"{run}{hole.rest}{' ' if hole.before_space and goes_on else ''}"


def escaped(text: str) -> str:
    """Return printable text as XML has it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
