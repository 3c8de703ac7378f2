"""Word documents from the pages that layouts make: real styles, lists and tables, and content controls for forms."""

from __future__ import annotations

from lxml import etree

from markpack.documents.shared.document import Branding, Page, Properties
from markpack.writers.docx.base import base_document, open_base
from markpack.writers.docx.blocks import write_body
from markpack.writers.docx.document_state import DocxState
from markpack.writers.docx.html_page import parse_page
from markpack.writers.docx.package import DOCUMENT, FOOTER_ID, HEADER, HEADER_ID, base_parts, document_parts, zip_parts
from markpack.writers.docx.page_setup import footer_part, header_part, section, text_size
from markpack.writers.docx.printed_texts import printed_texts
from markpack.writers.docx.xml import COMPATIBILITY, MAIN, NAMESPACES, part, w

__all__ = ["base_document", "write_docx"]


def write_docx(html: str, properties: Properties, page: Page, branding: Branding, *, base: bytes) -> bytes:
    """Return a page (well-formed HTML5) as a Word document in the styles of `base`, a Word document itself.

    The same arguments give the same bytes. Raises ValueError for HTML that no Word document is made from, and
    InputError where `base` is no Word document.
    """
    opened = open_base(base)
    width, height = text_size(page, opened)
    shared = base_parts(base, branding.ink, branding.tint, properties.language, page)
    state = DocxState(
        base=opened,
        width=width,
        height=height,
        tint=branding.tint.removeprefix("#").upper(),
        language=properties.language,
        boxes=shared.boxes,
        head=shared.head,
        lines=shared.lines,
        page=page,
    )
    blocks = write_body(state, parse_page(html))
    root = etree.Element(f"{{{MAIN}}}document", nsmap=NAMESPACES)
    root.set(f"{{{COMPATIBILITY}}}Ignorable", "w14")
    if page.background:
        root.append(w("background", color=page.background.removeprefix("#").upper()))
    body = etree.SubElement(root, f"{{{MAIN}}}body")
    body.extend(blocks)
    body.append(section(page, opened, HEADER_ID, FOOTER_ID))
    printed = printed_texts(root) if properties.kind.value.lists_texts else ()
    return zip_parts(
        {
            **shared.parts,
            **document_parts(state, properties, printed, shared.parts),
            DOCUMENT: part(root),
            HEADER: header_part(page, opened, properties.draft_mark),
            "word/footer1.xml": footer_part(page, opened),
        }
    )
