"""The properties of a workbook's file: title, author, dates, language, and the identity that survives renaming."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import xlsxwriter

from markpack.documents.shared.document import Properties
from markpack.model.forms.printed_texts import printed_properties
from markpack.writers.custom_properties import custom_part

_NEXT_ELEMENT = b"<cp:lastModifiedBy"


def set_properties(file: xlsxwriter.Workbook, properties: Properties) -> None:
    """Set title, subject, author, creation date and the identity; the date is the document's own, never the clock."""
    file.set_properties(
        {
            "title": properties.title,
            "subject": properties.subject,
            "author": properties.author,
            "created": datetime.datetime.combine(properties.date, datetime.time()),
        }
    )
    for name, value in properties.identity.properties().items():
        file.set_custom_property(name, value, "text")


def custom_with_texts(properties: Properties, texts: Iterable[str]) -> bytes:
    """Return the part with the identity and a list of the workbook's own texts, known when all cells are written."""
    return custom_part({**properties.identity.properties(), **printed_properties(texts)})


def timestamp(date: datetime.date) -> str:
    """Return a day's beginning as the core properties hold it."""
    return f"{date.isoformat()}T00:00:00Z"


def add_language(core: bytes, language: str) -> bytes:
    """Return the core properties with the document's language, for which XlsxWriter has no setting."""
    element = f"<dc:language>{language}</dc:language>".encode()
    return core.replace(_NEXT_ELEMENT, element + _NEXT_ELEMENT, 1)
