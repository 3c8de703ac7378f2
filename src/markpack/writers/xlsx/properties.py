"""The properties of a workbook's file: title, author, dates, language, and the identity that survives renaming."""

from __future__ import annotations

import datetime

import xlsxwriter

from markpack.documents.shared.document import Properties

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


def timestamp(date: datetime.date) -> str:
    """Return a day's beginning as the core properties hold it."""
    return f"{date.isoformat()}T00:00:00Z"


def add_language(core: bytes, language: str) -> bytes:
    """Return the core properties with the document's language, for which XlsxWriter has no setting."""
    element = f"<dc:language>{language}</dc:language>".encode()
    return core.replace(_NEXT_ELEMENT, element + _NEXT_ELEMENT, 1)
