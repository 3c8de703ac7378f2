"""Mark sheets filled in as Word documents: content controls by their tags, or by the bookmarks around them."""

from __future__ import annotations

from pathlib import Path

from markpack.errors import Place
from markpack.source.criteria_in.word import passages_in
from markpack.source.files import load
from markpack.source.findings import Findings
from markpack.source.packages import LARGEST_FILE, OLE, objection
from markpack.source.returned.controls import read_controls
from markpack.source.returned.form import ReturnedForm
from markpack.source.returned.identity import identity_of
from markpack.source.returned.text import texts_in_rows
from markpack.source.returned.wordprocessing import properties_and_body


def read_word_form(path: Path, file: str, findings: Findings) -> ReturnedForm | None:
    """Return a Word document as a form; None, with the problem noted, where it cannot or should not be opened."""
    data = load(path, file, findings, limit=LARGEST_FILE)
    if data is None:
        return None
    place = Place(file)
    if data.startswith(OLE):
        findings.error(
            place,
            "The file is protected by a password, or in the old .doc format.",
            "Save it as a Word document (.docx) without a password.",
        )
        return None
    try:
        if against := objection(data, "document"):
            findings.error(place, against, "Check where the file comes from, and save it again from Word.")
            return None
        properties, body = properties_and_body(data)
    except Exception:  # a damaged package fails in whatever way its parts are damaged
        findings.error(
            place,
            "The file is not a readable Word document.",
            "Open it in Word or LibreOffice and save it again as .docx, or ask for it again.",
        )
        return None
    fields = tuple(read_controls(body, file, findings))
    return ReturnedForm(
        file,
        "Word document",
        identity_of(properties),
        fields,
        rows=tuple(texts_in_rows(body)),
        passages=tuple(passage for passage in passages_in(body) if passage.criterion or passage.column == 0),
    )
