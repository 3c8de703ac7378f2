"""A mark sheet's Word document cut into what stays and what varies, for one variant and a centre's layouts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.model.forms.printed_texts import printed_properties
from markpack.writers.custom_properties import custom_part
from markpack.writers.docx.package import DOCUMENT, HEADER, VARYING, is_picture
from markpack.writers.docx.page_setup import needs_two_lines
from markpack.writers.docx.printed_texts import printed_texts
from markpack.writers.docx.styles import NO_FILL, shade_of
from markpack.writers.docx.xml import parse, printable
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, is_packaged
from markpack.writers.masters.custom_layout_check import CentrePage
from markpack.writers.masters.docx.xml_slots import CutDocument, escaped
from markpack.writers.masters.master import (
    ATTEMPT,
    HEAD,
    LEARNER,
    REPLACES,
    STATE,
    TITLE,
    DoesNotFit,
    Fields,
    specimen,
)
from markpack.writers.masters.text_slots import Gapped, token
from markpack.writers.zip_package import CORE, CUSTOM, Package, deflate, store, unpack

_DATE: Final = "@date"
_NO_DAY: Final = datetime.date.min
_SENTENCES: Final = frozenset((STATE, REPLACES, HEAD, TITLE, LEARNER, ATTEMPT, _DATE))


class Pressing:
    """The Word document of one variant, ready to be imprinted."""

    def __init__(self, sample: MarkSheet, layouts: Layouts) -> None:
        """Lay the form out with tokens. Raises DoesNotFit if a layout uses one for what cannot be imprinted."""
        form = specimen(sample, token)
        form = replace(form, properties=replace(form.properties, date=_NO_DAY))
        fields = {name for name, value in form.values.items() if value == token(name)}
        tokens = {token(name): name for name in (*sorted(fields), *sorted(_SENTENCES))} | {_NO_DAY.isoformat(): _DATE}
        self._fields = Fields(form, fields)
        self._has_two_lines = needs_two_lines(form.page)
        parts = unpack(write(form, Format.DOCX, layouts))
        self._document = CutDocument(parts[DOCUMENT].decode(), tokens, _SENTENCES, _shades(form))
        is_changed = not is_packaged(Kind.BLANK.value.layout, layouts)
        self._page = CentrePage(form, layouts, tokens, self._document.holes) if is_changed else None
        self._header = Gapped(parts[HEADER].decode().replace(_run(token(HEAD)), token(HEAD)), tokens)
        self._core = Gapped(parts[CORE].decode(), tokens)
        self._texts = _Texts(parts[DOCUMENT], tokens) if form.properties.kind.value.lists_texts else None
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
        if needs_two_lines(sheet.page) is not self._has_two_lines:
            raise DoesNotFit("the page’s head needs another line")
        told = {
            STATE: sheet.state, REPLACES: sheet.replaces, HEAD: head, TITLE: properties.title,
            _DATE: properties.date.isoformat(), LEARNER: properties.identity.learner,
            ATTEMPT: properties.identity.attempt,
        }  # fmt: skip
        if self._page is None:
            self._fields.check(sheet)
        else:
            self._page.check(sheet, told)
        document = self._document.imprinted({**sheet.values, **told})
        said = {name: escaped(printable(text)) for name, text in told.items()}
        printed = self._texts.imprinted({**sheet.values, **told}) if self._texts else ()
        parts = {
            CORE: self._core.filled(said).encode(),
            CUSTOM: custom_part({**properties.identity.properties(), **printed_properties(printed)}),
            DOCUMENT: document,
            HEADER: self._header.filled({**said, HEAD: _run(said[HEAD]) if head else ""}).encode(),
        }
        return self._package.with_parts({name: deflate(parts[name]) for name in VARYING}).to_bytes()


def _shades(form: MarkSheet) -> dict[str, Callable[[str], str]]:
    """Return the colour of what is said of each criterion, by the name of the value."""
    background = form.branding.tint.removeprefix("#").upper() if form.page.background else ""

    def shade(word: str) -> str:
        return shade_of(form.form.shade(word), background) or NO_FILL

    return {row.status.name: shade for row in form.form.rows}


class _Texts:
    """The texts that a form lists, cut where values stand; a value is always at the start of a paragraph."""

    def __init__(self, document: bytes, tokens: Mapping[str, str]) -> None:
        """Take a form with tokens in place of values, mapped to the names of the values."""
        self._fixed: list[str] = []
        self._begun: list[tuple[str, str]] = []
        for text in printed_texts(parse(document)):
            if found := next((token for token in tokens if text.startswith(token)), ""):
                self._begun.append((tokens[found], text.removeprefix(found)))
            else:
                self._fixed.append(text)

    def imprinted(self, values: Mapping[str, str]) -> Iterator[str]:
        """Yield the texts with the values in their places."""
        yield from self._fixed
        yield from (f"{values.get(name, '')}{rest}" for name, rest in self._begun)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
