"""A mark sheet's workbook cut into what stays and what varies, for one width of the feedback column."""

from __future__ import annotations

import re

from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.masters.master import ATTEMPT, HEAD, LEARNER, TITLE, specimen
from markpack.writers.masters.text_slots import Gapped, token
from markpack.writers.masters.xlsx.xml_slots import CutSheet
from markpack.writers.xlsx.mark_sheet.form import FormSheet
from markpack.writers.xlsx.mark_sheet.workbook import fill
from markpack.writers.xlsx.properties import custom_with_texts, timestamp
from markpack.writers.xlsx.sheet import head_right_text
from markpack.writers.xlsx.strings import STRINGS, escape_xml, form_strings, strings_part
from markpack.writers.zip_package import CORE, CUSTOM, Package, deflate, unpack

_DATE = "@date"
_DATED = re.compile('(?<=W3CDTF">)[^<]*')


class Pressing:
    """The workbook of one variant and one width, ready to be imprinted."""

    def __init__(self, sample: MarkSheet, width: float) -> None:
        form = FormSheet(specimen(sample, token), width)
        parts = unpack(fill(form))
        strings = form.book.strings.form
        self._strings = form_strings(strings)
        self._texts = form.book.fixed_texts if form.book.lists_texts else None
        self._sheets = {
            name: CutSheet(parts[name], sheet, len(strings), token(HEAD))
            for name, sheet in form.book.worksheets.items()
        }
        self._core = _cut(_DATED.sub(token(_DATE), parts[CORE].decode()), {TITLE: 1, _DATE: 2})
        identity = sample.properties.identity
        told = {name: 1 for name, value in ((LEARNER, identity.learner), (ATTEMPT, identity.attempt)) if value}
        self._custom = _cut(parts[CUSTOM].decode(), told)
        varying = {*self._sheets, STRINGS, CORE, CUSTOM}
        self._package = Package().with_parts(
            {name: deflate(content) for name, content in parts.items() if name not in varying}
        )

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the workbook of a sheet. Raises DoesNotFit if a text needs more or fewer rows."""
        head, properties = escape_xml(head_right_text(sheet.page)), sheet.properties
        told = {
            TITLE: escape_xml(properties.title), _DATE: timestamp(properties.date),
            LEARNER: escape_xml(properties.identity.learner), ATTEMPT: escape_xml(properties.identity.attempt),
        }  # fmt: skip
        texts: list[str] = []
        parts = {name: cut.imprinted(sheet, head, texts) for name, cut in self._sheets.items()}
        parts[STRINGS] = strings_part(self._strings, texts)
        parts[CORE] = deflate(self._core.filled(told).encode())
        parts[CUSTOM] = deflate(
            self._custom.filled(told).encode()
            if self._texts is None
            else custom_with_texts(properties, (*self._texts, *texts, head_right_text(sheet.page)))
        )
        return self._package.with_parts(parts).to_bytes()


def _cut(xml: str, gaps: dict[str, int]) -> Gapped:
    """Return XML cut at its tokens, each of which has to be there so often."""
    made = Gapped(xml, {token(name): name for name in gaps})
    if made.gaps != gaps:
        raise AssertionError(f"instead of {gaps} there are {dict(made.gaps)} in {xml}")
    return made
