"""The properties of a workbook's file: title, author, dates, language, and the identity that survives renaming."""

from __future__ import annotations

import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from markpack.documents.document import Properties

_CORE = "docProps/core.xml"
_LANGUAGE_GOES_BEFORE = b"<cp:lastModifiedBy"


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


def with_language(data: bytes, language: str) -> bytes:
    """Return the workbook with its language stated in the core properties, for which XlsxWriter has no setting."""
    result = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _CORE:
                stated = f"<dc:language>{language}</dc:language>".encode()
                content = content.replace(_LANGUAGE_GOES_BEFORE, stated + _LANGUAGE_GOES_BEFORE, 1)
            target.writestr(entry, content)
    return result.getvalue()
