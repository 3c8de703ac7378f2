"""What is fuzzed: each reader, and what has to be true of whatever it makes of any bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from markpack.inputs.criteria_text.document import read_document
from markpack.inputs.files.bitmap import bitmap_objection
from markpack.inputs.files.csv_tables import read_csv
from markpack.inputs.files.excel_tables import read_workbook
from markpack.inputs.files.svg_safety import Objection, checked_drawing
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.marks.forms.pdf_form import read_pdf_form
from markpack.inputs.marks.forms.word_form import read_word_form
from markpack.inputs.marks.parse_cache import packed, unpacked
from markpack.inputs.problems import Problems

CORPUS = Path(__file__).parent / "corpus"

Target = Callable[[bytes], None]
_Reader = Callable[[Path, str, Problems], object]


def _read(readers: tuple[_Reader, ...], ending: str, data: bytes) -> None:
    """Whatever the bytes are, a reader returns what it read, which can be passed on, or says what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"file{ending}")
        path.write_bytes(data)
        for reader in readers:
            problems = Problems()
            opened = reader(path, path.name, problems)
            assert opened is not None or problems.errors, "neither read nor refused"
            for problem in problems.problems:
                str(problem).encode()
            if reader is not read_yaml:
                assert packed(reader, (opened, problems.problems)), "read, but cannot be passed on"


def _logo(data: bytes) -> None:
    try:
        checked_drawing(data).decode()
    except Objection as objection:
        str(objection).encode()
    bitmap_objection(data, "image/png")


def _reading(data: bytes) -> None:
    for reader in (read_csv, read_workbook, read_word_form):
        unpacked(reader, data)


TARGETS: Mapping[str, Target] = {
    "csv": partial(_read, (read_csv,), ".csv"),
    "excel": partial(_read, (read_workbook, read_document), ".xlsx"),
    "word": partial(_read, (read_word_form, read_document), ".docx"),
    "pdf": partial(_read, (read_pdf_form, read_document), ".pdf"),
    "yaml": partial(_read, (read_yaml,), ".yaml"),
    "svg": _logo,
    "reading": _reading,
}
"""By the name of their folder in `corpus/`."""


def corpus(name: str) -> list[bytes]:
    """Return the kept inputs of a target: examples to start from, and all that once did harm."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
