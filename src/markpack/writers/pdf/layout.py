"""From semantic HTML to PDF/UA-1 with WeasyPrint; on blank sheets the form elements become fields to fill in."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from weasyprint import CSS, HTML
from weasyprint import Attachment as WeasyPrintAttachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from markpack.documents.shared.document import Attachment, Branding, Properties
from markpack.model.printed_signs import name_signs
from markpack.writers.fonts import SCHEME, font_faces, font_file
from markpack.writers.html_layouts import STYLESHEETS, Layouts
from markpack.writers.pdf.layout_log import INSTALL_FONTS, LETTER_LACKING, collected_warnings, letters_lacking
from markpack.writers.pdf.pdf_ua import AccessibilityFinisher, has_ambiguous_end
from markpack.writers.pdf.svg_text import draw_text_unsplit
from markpack.writers.result import LayoutError
from markpack.writers.work_done import Work, count

EMPTY_VALUES = '.value:empty::after { content: "\\a0"; }'
"""An empty field of a final sheet takes one line, like a value."""
_ATTEMPTS = 3
ACCESSIBLE, ARCHIVAL = "pdf/ua-1", "pdf/a-3a"
"""WeasyPrint's variants. `AccessibilityFinisher` makes the archival one accessible as well;
fields to fill in rule archiving out."""


class _DataFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Fetches `data:` addresses only, never a file or the network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)


class _FontFetcher(_DataFetcher):
    """Fetches the fonts of `font_faces` as well."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return a font, or what a `data:` address holds; raise ValueError for any other address."""
        if url.startswith(f"{SCHEME}:"):
            return URLFetcherResponse(url, font_file(url), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


@lru_cache(maxsize=8)
def _stylesheet(layouts: Layouts, ink: str, on_ink: str, tint: str) -> tuple[CSS, FontConfiguration]:
    """Return print.css in an employer's colours, with its fonts. Not to be shared between threads."""
    fonts = FontConfiguration()
    colours = f":root {{ --ink: {ink}; --on-ink: {on_ink}; --tint: {tint}; }}\n"
    styles = [layouts.read(name).decode("utf-8") for name in STYLESHEETS]
    text = font_faces() + colours + "\n".join([*styles, EMPTY_VALUES])
    return CSS(string=text, font_config=fonts, url_fetcher=_FontFetcher()), fonts


def _attachment(attachment: Attachment, properties: Properties) -> WeasyPrintAttachment:
    date = datetime.datetime.combine(properties.date, datetime.time(), datetime.UTC)
    source = f"data:{attachment.media_type};base64,{base64.b64encode(attachment.data).decode()}"
    return WeasyPrintAttachment(
        url=source,
        url_fetcher=_DataFetcher(),
        name=attachment.name,
        description=attachment.description,
        created=date,
        modified=date,
        relationship="Data",
    )


def write_pdf(
    html: str,
    properties: Properties,
    branding: Branding,
    layouts: Layouts,
    *,
    fillable: bool = False,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return a page as PDF/UA-1; with `fillable`, form elements become fields; with attachments, it is PDF/A-3a too.

    Symbols that the font lacks, such as emoji, are printed by name. Raises LayoutError for a broken layout, and for
    letters that no font has.
    """
    return lay_out(html, properties, branding, layouts, fillable=fillable, attachments=attachments)[1]


def lay_out(
    html: str,
    properties: Properties,
    branding: Branding,
    layouts: Layouts,
    *,
    fillable: bool = False,
    attachments: Sequence[Attachment] = (),
) -> tuple[Any, bytes]:
    """Return WeasyPrint's document, which has every position on its pages, and the PDF of `write_pdf`."""
    with collected_warnings() as warnings:
        stylesheet, fonts = _stylesheet(layouts, branding.ink, branding.on_ink, branding.tint)
        images: dict[Any, Any] = {}
        options: dict[str, Any] = {
            "pdf_variant": ARCHIVAL if attachments else ACCESSIBLE, "pdf_forms": fillable, "cache": images,
        }  # fmt: skip
        count(Work.PAGE_LAYOUT, "pdf")
        document = HTML(string=name_signs(html), url_fetcher=_DataFetcher()).render(
            font_config=fonts, stylesheets=[stylesheet], **options
        )
        draw_text_unsplit(images.values())
        for attempt in range(_ATTEMPTS):
            options["attachments"] = [_attachment(attachment, properties) for attachment in attachments]
            pdf: bytes = document.write_pdf(finisher=AccessibilityFinisher(properties, attempt), **options)
            if not has_ambiguous_end(pdf):
                break
    if warnings:
        raise LayoutError(_explained(warnings))
    return document, pdf


def _explained(warnings: Sequence[str]) -> str:
    """Return WeasyPrint's warnings. What they say of missing letters is said once, with what to do."""
    lacking = [match[1] for match in map(LETTER_LACKING.search, warnings) if match]
    others = dict.fromkeys(warning for warning in warnings if not LETTER_LACKING.search(warning))
    if not lacking:
        return "; ".join(others)
    return "; ".join([f"{letters_lacking(lacking)}; {INSTALL_FONTS}", *others])
