"""What files are called: a learner's after the pattern that the centre has set, everything else after what it is."""

from __future__ import annotations

import unicodedata

from pathvalidate import sanitize_filename

from markpack.documents.document import Format, Kind
from markpack.documents.setting import Setting
from markpack.model.learner import Learner

MAXIMUM_LENGTH = 120
"""The most characters of a file name, so that a whole path stays within what Windows allows."""

GENERAL = {
    Kind.BRIEF: {Format.PDF: "Assignment brief", Format.DOCX: "Assignment brief", Format.XLSX: "Assignment planner"},
    Kind.BLANK: dict.fromkeys(Format, "Mark sheet"),
    Kind.MARKBOOK: {Format.XLSX: "Markbook"},
}


def safe(name: str) -> str:
    """Return a name that every system allows for a file, in composed Unicode and not too long."""
    composed = unicodedata.normalize("NFC", name)
    return sanitize_filename(composed, replacement_text="_", platform="universal", max_len=255)[:MAXIMUM_LENGTH].strip()


def general_name(setting: Setting, kind: Kind, fmt: Format) -> str:
    """Return the file name of a document that is nobody's in particular: Mark sheet-8604-308.pdf."""
    return f"{safe(f'{GENERAL[kind][fmt]}-{setting.unit.reference}')}.{fmt.value}"


def learner_name(setting: Setting, learner: Learner, attempt: int, fmt: Format) -> str:
    """Return a learner's file name after the centre's pattern: R Jones-ABC123-012345-8604-308(1).pdf."""
    name = setting.centre.policies.file_name.format(
        initials=learner.initials,
        first_name=learner.first_name,
        last_name=learner.last_name,
        registration=learner.registration,
        centre=setting.centre.number,
        unit=setting.unit.reference,
        attempt=attempt,
        employer=setting.context.employer.short_name,
    )
    return f"{safe(name)}.{fmt.value}"
