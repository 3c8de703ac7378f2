"""The mark sheet as PDF by LibreOffice, from docxtpl's Word files, as tagged PDF/UA-1."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.peers.docxtpl_sheet import DocxtplSheets
from bench.sheet_text import SheetText

FILTER = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'


class LibreOfficeSheets:
    """Word files are made one by one and converted by a single run of LibreOffice, the fastest way to have it."""

    def __init__(self) -> None:
        """Find LibreOffice. Raises ImportError, as for a package that is not installed, if there is none."""
        soffice = shutil.which("soffice") or shutil.which("libreoffice")
        if soffice is None:
            raise ImportError("LibreOffice is not installed", name="LibreOffice")
        self._soffice = soffice
        self._word = DocxtplSheets()
        self._folder = tempfile.TemporaryDirectory(prefix="markpack-bench-libreoffice-")

    def write_sheets(self, sheets: Sequence[SheetText]) -> list[bytes]:
        """Return the learners' sheets. The first run makes LibreOffice's profile."""
        profile = (Path(self._folder.name) / "profile").as_uri()
        folder = Path(tempfile.mkdtemp(dir=self._folder.name))  # no file of an earlier run can be taken for one of this
        files = [folder / f"{position}.docx" for position in range(len(sheets))]
        for file, sheet in zip(files, sheets, strict=True):
            file.write_bytes(self._word.write_sheet(sheet))
        subprocess.run(
            [
                self._soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", FILTER,
                "--outdir", str(folder), *map(str, files),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
        return [file.with_suffix(".pdf").read_bytes() for file in files]
