"""What is fuzzed: each reader, and what has to be true of whatever it makes of any bytes."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from functools import cache, partial
from pathlib import Path

from markpack.app.earlier_build import _listed, is_document
from markpack.app.unchanged import _previous_report
from markpack.app.workspace import Workspace
from markpack.cli.console import echo_json
from markpack.cli.json_output import build_data
from markpack.cli.report_display import print_report
from markpack.errors import InputError, Problem
from markpack.inputs.criteria_text.document import read_document
from markpack.inputs.employer_inputs import begin_employer
from markpack.inputs.files.bitmap import bitmap_objection
from markpack.inputs.files.csv_tables import read_csv
from markpack.inputs.files.excel_tables import read_workbook
from markpack.inputs.files.svg_safety import Objection, checked_drawing
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.marks.forms import pdf_form
from markpack.inputs.marks.forms.pdf_form import read_pdf_form
from markpack.inputs.marks.forms.word_form import read_word_form
from markpack.inputs.marks.marks_folder import read_marks
from markpack.inputs.marks.parse_cache import _HEADER, packed, unpacked
from markpack.inputs.marks.reader_pool import ReaderEnded, reader_pool
from markpack.inputs.marks.reader_process import limit_memory
from markpack.inputs.person_search.file_texts import read_texts
from markpack.inputs.problems import Problems
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.record_reader import read_record
from markpack.inputs.records.unit_workbook import read_unit_workbook
from markpack.inputs.template_folders import read_templates
from markpack.model.unit import Unit
from markpack.publish.digests import HEAD, FileDigests
from markpack.publish.digests import NAME as DIGESTS
from markpack.publish.last_build import NAME as LAST_BUILD
from markpack.publish.last_build import read_last_build
from markpack.publish.manifest import NAME as MANIFEST
from markpack.publish.manifest import manifest_text, read_manifest
from markpack.report import Options

CORPUS = Path(__file__).parent / "corpus"
REPOSITORY = Path(__file__).parents[1]
EMPLOYER = "harbour-care"
_FAILS = "markpack’s reader fail"

Target = Callable[[bytes], None]
_Reader = Callable[[Path, str, Problems], object]


def _read(readers: tuple[_Reader, ...], ending: str, data: bytes) -> None:
    """Whatever the bytes are, a reader returns what it read, which can be passed on, or says what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"file{ending}")
        path.write_bytes(data)
        for reader in readers:
            if not is_quick(data):
                _read_within_bounds(reader, path)
                continue
            problems = Problems()
            opened = reader(path, path.name, problems)
            assert opened is not None or problems.errors, "neither read nor refused"
            _print(problems.problems)
            if reader is not read_yaml:
                assert packed(reader, (opened, problems.problems)), "read, but cannot be passed on"


def _read_within_bounds(reader: _Reader, path: Path) -> None:
    """Read a file as files that come back are read: it may be given up, but the reader may not stumble."""
    try:
        reading = reader_pool().submit(reader, path, path.name).result()
    except ReaderEnded:
        return
    assert _FAILS.encode() not in reading, "the reader stumbles"


def _print(problems: Iterable[Problem]) -> None:
    for problem in problems:
        str(problem).encode()
        assert _FAILS not in problem.message, "the reader stumbles"


def _logo(data: bytes) -> None:
    try:
        checked_drawing(data).decode()
    except Objection as objection:
        str(objection).encode()
    bitmap_objection(data, "image/png")


def _reading(data: bytes) -> None:
    """Whatever another process answers, its checksum right or not, is a reading or counts as none."""
    body = data.partition(b"\n")[2]
    right = json.dumps({**_HEADER, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n" + body
    for reader in (read_csv, read_workbook, read_word_form):
        unpacked(reader, data)
        if (reading := unpacked(reader, right)) is not None:
            _print(reading[1])


def _unit(data: bytes) -> None:
    """A unit's workbook gives a unit, with stand-ins for what is wrong, or is named with what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path, problems = Path(folder, "unit.xlsx"), Problems()
        path.write_bytes(data)
        document = read_unit_workbook(path, path.name, problems)
        unit = read_record(document, Unit, problems) if document else None
        assert unit is not None or problems.errors, "neither read nor refused"
        _print(problems.problems)


_ENDINGS = {b"PK": ".docx", b"%P": ".pdf"}


def _returned(data: bytes) -> None:
    """A file that came back for an employer gives attempts and declarations, or is named with what is wrong."""
    ending = ".xlsx" if b"xl/workbook" in data else _ENDINGS.get(data[:2], ".csv")
    with tempfile.TemporaryDirectory() as workspace:
        marks = f"contexts/{EMPLOYER}/marks"
        folder = Path(workspace, marks)
        folder.mkdir(parents=True)
        (folder / f"file{ending}").write_bytes(data)
        problems = Problems()
        read_marks(folder, marks, _cohort(), problems)
        _print(problems.problems)


@cache
def _cohort() -> MarkingContext:
    problems = Problems()
    templates = read_templates(REPOSITORY, problems)
    files = begin_employer(REPOSITORY / "contexts" / EMPLOYER, problems)()[0]
    assert files.context
    return MarkingContext(files.register, templates.units, templates.unreadable, files.context, None, pack=EMPLOYER)


def _manifest(data: bytes) -> None:
    """A manifest is read, and can be written again so that the same is read, or it is refused."""
    with tempfile.TemporaryDirectory() as output:
        folder = Path(output, EMPLOYER)
        folder.mkdir()
        (folder / MANIFEST).write_bytes(data)
        try:
            manifest = read_manifest(folder)
        except InputError as error:
            _print(error.problems)
            return
        for path, entry in manifest.files.items():
            if is_document(entry):
                _listed(path, entry)
        (folder / MANIFEST).write_text(manifest_text(manifest), encoding="utf-8")
        assert read_manifest(folder) == manifest, "another one when it is written again"


def _digests(data: bytes) -> None:
    """Damaged digests count as none, and a file's digest is right whatever they say of other files."""
    with tempfile.TemporaryDirectory() as output:
        folder = Path(output, EMPLOYER)
        folder.mkdir()
        (folder / "brief.pdf").write_bytes(b"brief")
        body = data.partition(b"\n")[2]
        right = f"{HEAD} {hashlib.sha256(body).hexdigest()}\n".encode() + body
        for record in (data, right):
            (folder / DIGESTS).write_bytes(record)
            digests = FileDigests(folder)
            assert digests.digest("brief.pdf") == hashlib.sha256(b"brief").hexdigest(), "the digest of another file"
            digests.put("brief.pdf", digests.digest("brief.pdf"))
            digests.keep()


def _last_build(data: bytes) -> None:
    """A record of the last build gives its report, which can be printed, or counts as none."""
    with tempfile.TemporaryDirectory() as root:
        workspace = Workspace(Path(root))
        workspace.output.mkdir()
        (workspace.output / LAST_BUILD).write_bytes(data)
        record = read_last_build(workspace.output)
        report = _previous_report(workspace, Options(), record["basis"]) if isinstance(record, dict) else None
        if report is not None:
            console = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")
            with redirect_stdout(console), redirect_stderr(console):
                print_report(report, workspace, Options(), with_traceback=False)
                echo_json(build_data(report))


TARGETS: Mapping[str, Target] = {
    "csv": partial(_read, (read_csv,), ".csv"),
    "excel": partial(_read, (read_workbook, read_document, read_texts), ".xlsx"),
    "word": partial(_read, (read_word_form, read_document, read_texts), ".docx"),
    "pdf": partial(_read, (read_pdf_form, read_document, read_texts), ".pdf"),
    "yaml": partial(_read, (read_yaml,), ".yaml"),
    "unit": _unit,
    "svg": _logo,
    "reading": _reading,
    "returned": _returned,
    "manifest": _manifest,
    "digests": _digests,
    "last-build": _last_build,
}
"""By the name of their folder in `corpus/`."""


def corpus(name: str) -> list[bytes]:
    """Return the kept inputs of a target: examples to start from, and all that once did harm."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def is_quick(data: bytes) -> bool:
    """Say whether an input has no objects packed in a stream, which pdfium unpacks without any limit of its own."""
    return b"/ObjStm" not in data


def bound_fuzzing() -> None:
    """Give this process the memory that reading a file may need, and PDFs fewer visits, for speed."""
    limit_memory()
    pdf_form.MOST_VISITS = 2_000
