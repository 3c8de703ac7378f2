"""A mark sheet's Word document cut into what stays and what varies, for one variant and a centre's layouts."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Final

from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.docx.package import DOCUMENT, HEADER, VARYING, is_picture
from markpack.writers.docx.xml import printable
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, is_packaged
from markpack.writers.masters.custom_layout_check import CentrePage
from markpack.writers.masters.docx.xml_slots import CutDocument, escaped
from markpack.writers.masters.master import ATTEMPT, HEAD, LEARNER, STATE, TITLE, Fields, specimen
from markpack.writers.masters.text_slots import Gapped, token
from markpack.writers.zip_package import CORE, CUSTOM, Package, deflate, store, unpack

_DATE: Final = "@date"
_NO_DAY: Final = datetime.date.min
_SENTENCES: Final = frozenset((STATE, HEAD, TITLE, LEARNER, ATTEMPT, _DATE))


class Pressing:
    """The Word document of one variant, ready to be imprinted."""

    def __init__(self, sample: MarkSheet, layouts: Layouts) -> None:
        """Lay the form out with tokens. Raises DoesNotFit if a layout uses one for what cannot be imprinted."""
        form = specimen(sample, token)
        form = replace(form, properties=replace(form.properties, date=_NO_DAY))
        fields = {name for name, value in form.values.items() if value == token(name)}
        tokens = {token(name): name for name in (*sorted(fields), *sorted(_SENTENCES))} | {_NO_DAY.isoformat(): _DATE}
        self._fields = Fields(form, fields)
        parts = unpack(write(form, Format.DOCX, layouts))
        self._document = CutDocument(parts[DOCUMENT].decode(), tokens, _SENTENCES)
        is_changed = not is_packaged(Kind.BLANK.value.layout, layouts)
        self._page = CentrePage(form, layouts, tokens, self._document.holes) if is_changed else None
        self._header = Gapped(parts[HEADER].decode().replace(_run(token(HEAD)), token(HEAD)), tokens)
        self._core, self._custom = (Gapped(parts[name].decode(), tokens) for name in (CORE, CUSTOM))
        self._package = Package().with_parts(
            {
                name: store(content) if is_picture(name) else deflate(content)
                for name, content in parts.items()
                if name not in VARYING
            }
        )

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the Word document of a sheet. Raises DoesNotFit if its page is not that of the others."""
        properties, head = sheet.properties, sheet.page.head_right
        told = {
            STATE: sheet.state, HEAD: head, TITLE: properties.title, _DATE: properties.date.isoformat(),
            LEARNER: properties.identity.learner, ATTEMPT: properties.identity.attempt,
        }  # fmt: skip
        if self._page is None:
            self._fields.check(sheet)
        else:
            self._page.check(sheet, told)
        document = self._document.imprinted({**sheet.values, **told})
        said = {name: escaped(printable(text)) for name, text in told.items()}
        parts = {
            CORE: self._core.filled(said).encode(),
            CUSTOM: self._custom.filled(said).encode(),
            DOCUMENT: document,
            HEADER: self._header.filled({**said, HEAD: _run(said[HEAD]) if head else ""}).encode(),
        }
        return self._package.with_parts({name: deflate(parts[name]) for name in VARYING}).to_bytes()


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
