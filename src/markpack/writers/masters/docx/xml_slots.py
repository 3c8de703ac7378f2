"""A document's text in Word's markup, cut where values stand, each of which is set as `Paragraph` sets it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from markpack.writers.docx.paragraph import SPACES
from markpack.writers.docx.styles import NO_FILL
from markpack.writers.docx.xml import printable
from markpack.writers.masters.master import DoesNotFit

_RUN: Final = "<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?"
_TEXT: Final = '<w:t xml:space="preserve">'
_END: Final = "</w:t></w:r>"
_HOLE: Final = (
    rf"(?:(?<=<w:p>)|(?<=</w:pPr>))(?P<run>{_RUN}){_TEXT}(?P<token>%s){_END}"
    rf"(?:(?P<last>(?=</w:p>))|(?P<rest>{_RUN}{_TEXT})(?:(?P<space> )(?=[^<])|(?=[^< ])))"
)
_UNFILLED: Final = re.compile(rf'<w:shd w:val="clear" w:color="auto" w:fill="({NO_FILL})"/>(?:(?!</w:pPr>).)*</w:pPr>$')
_NEWLINE: Final = re.compile("[\r\n]")


class _Hole(NamedTuple):
    """Where a value stands at the start of a paragraph, alone or before text of the form.

    `start` opens its run and text; `rest` opens those of the form's text, which may begin with a space. Where the value
    decides what colour its paragraph has, `shaded` is what stands between that and the run.
    """

    name: str
    start: str
    rest: str
    is_last: bool
    before_space: bool
    in_lines: bool
    shaded: str = ""


class CutDocument:
    """The markup of a form, in pieces. `holes` says how often each value stands in it."""

    def __init__(
        self,
        xml: str,
        tokens: Mapping[str, str],
        sentences: frozenset[str],
        shades: Mapping[str, Callable[[str], str]],
    ) -> None:
        """Cut markup at its tokens, which are mapped to the names of the values that they stand for.

        `sentences` names the values that are not set in lines, and have to say something. `shades` has the colour of a
        value's paragraph, where it has one, by the names of the values that decide it. Raises DoesNotFit if a token
        stands where the markup around it would follow from the value.
        """
        names = "|".join(map(re.escape, tokens))
        self._pieces: list[bytes] = []
        self._holes: list[_Hole] = []
        self._shades = shades
        end = 0
        for found in re.finditer(_HOLE % names, xml) if names else ():
            name, space = tokens[found["token"]], found["space"] or ""
            before, shaded = xml[end : found.start()], ""
            if name in shades and (fill := _UNFILLED.search(before)):
                before, shaded = before[: fill.start(1)], before[fill.end(1) :]
            self._pieces += [before.encode(), b""]
            self._holes.append(
                _Hole(
                    name=name,
                    start=found["run"] + _TEXT,
                    rest=found["rest"] or "",
                    is_last=found["last"] is not None,
                    before_space=bool(space),
                    in_lines=name not in sentences,
                    shaded=shaded,
                )
            )
            end = found.end()
        self._pieces.append(xml[end:].encode())
        self.holes = Counter(hole.name for hole in self._holes)
        if names and (missed := re.search(names.encode(), b"".join(self._pieces))):
            name = tokens[missed[0].decode()]
            raise DoesNotFit(f"the layout prints “{name}” where nothing can be imprinted")

    def imprinted(self, values: Mapping[str, str]) -> bytes:
        """Return the markup with the values in their places, empty where there is none.

        Raises DoesNotFit if a sentence is empty, for which there would be no paragraph.
        """
        pieces = self._pieces.copy()
        pieces[1::2] = [self._set(hole, values.get(hole.name, "")).encode() for hole in self._holes]
        return b"".join(pieces)

    def _set(self, hole: _Hole, value: str) -> str:
        """Return a value's run, after the colour of its paragraph where it decides that."""
        run = _set(hole, value)
        return f"{self._shades[hole.name](value)}{hole.shaded}{run}" if hole.shaded else run


def _set(hole: _Hole, value: str) -> str:
    """Return a value's run, and the start of what follows it in the paragraph."""
    lines = [value] if _is_plain(value) else _lines(hole, value)
    run = ""
    if lines != [""]:
        start = hole.start.removesuffix(_TEXT)
        run = start + "<w:br/>".join(f"{_TEXT}{escaped(line)}</w:t>" if line else "" for line in lines) + "</w:r>"
    elif not hole.in_lines:
        raise DoesNotFit(f"“{hole.name}” is empty")
    # A space at the start of the form's text is left out where a line begins or ends with a space.
    goes_on = bool(lines[-1]) and not lines[-1].endswith(" ")
    return f"{run}{hole.rest}{' ' if hole.before_space and goes_on else ''}"


def _is_plain(text: str) -> bool:
    """Say whether a text is set as it is: this takes a fraction of the time of setting it."""
    return text.isprintable() and "  " not in text and text.strip(" ") == text


def _lines(hole: _Hole, value: str) -> list[str]:
    """Return a value's lines with the spaces that `Paragraph` leaves in them."""
    text = printable(value)
    lines = [SPACES.sub(" ", line) for line in (_NEWLINE.split(text) if hole.in_lines else [text])]
    *before, last = (line.lstrip(" ") for line in lines)
    return [*(line.rstrip(" ") for line in before), last.rstrip(" ") if hole.is_last else last]


def escaped(text: str) -> str:
    """Return printable text as XML has it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
