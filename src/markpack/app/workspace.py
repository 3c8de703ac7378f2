"""Where templates/, contexts/ and output/ are, and the starters that lay them out."""

from __future__ import annotations

import io
import json
import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markpack.app.file_problems import file_problems
from markpack.errors import InputError
from markpack.inputs.starter import starter
from markpack.model.forms.register_columns import COLUMNS, FILES, SHEET
from markpack.model.pack_folders import OF_WINDOWS
from markpack.model.unit_versions import KEPT_SIGN
from markpack.publish.guarded_folder import GuardedFolder

if TYPE_CHECKING:
    from markpack.inputs.records.record_reader import Sourced
    from markpack.model.record import Record
    from markpack.model.unit import Unit

EXAMPLE_EMPLOYER = "northline-rail"
"""The example employer that `init` lays out beside the centre's own file."""
EXAMPLE_QUALIFICATION = "8604"
"""Its qualification: `init` leaves out the templates of invented ones, which show other organisations' rules."""

_PACKAGE = Path(__file__).parents[1]
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})


@dataclass(frozen=True)
class Workspace:
    """A centre's folder: `templates/` and `contexts/` are people's, `output/` is generated."""

    root: Path

    @property
    def templates(self) -> Path:
        """Where qualifications, units and layouts of the centre's own are."""
        return self.root / "templates"

    @property
    def contexts(self) -> Path:
        """Where `centre.yaml` and a folder for each employer are."""
        return self.root / "contexts"

    @property
    def output(self) -> Path:
        """Where documents are published."""
        return self.root / "output"


@file_problems()
def find_workspace(start: Path) -> Workspace:
    """Return the workspace that `start` is or lies in; raise InputError where there is none."""
    path = start.resolve()
    for folder in (path, *path.parents):
        workspace = Workspace(folder)
        if workspace.templates.is_dir() and workspace.contexts.is_dir():
            return workspace
    raise InputError.at(
        start,
        "No workspace here: neither this folder nor one above it has both templates and contexts in it.",
        "Go to your workspace's folder, or lay one out with `markpack init FOLDER`.",
    )


@file_problems()
def init(target: Path) -> tuple[Path, ...]:
    """Lay out a workspace in a folder, which may exist, and return the files written.

    Raises InputError, before anything is written, where `target` has templates or contexts already.
    """
    if target.exists() and not target.is_dir():
        raise InputError.at(target, "This is a file.", "Name a folder, which may be new.")
    for name in ("templates", "contexts"):
        if (target / name).exists():
            raise InputError.at(
                target / name, "A workspace is here already, and nothing in it is overwritten.", "Name another folder."
            )
    source = starter()
    sources = [
        *(path for path in _files(source / "templates") if not _is_invented(path)),
        *(path for path in sorted((source / "contexts").iterdir()) if path.is_file()),
        *_files(source / "contexts" / EXAMPLE_EMPLOYER),
        source / "output" / "README.md",
    ]
    folder = GuardedFolder(target)
    for path in sources:
        with suppress(FileExistsError):
            folder.add(path.relative_to(source).as_posix(), path.read_bytes())
    return tuple(target / path.relative_to(source) for path in sources)


def _is_invented(path: Path) -> bool:
    """Say whether a template is for another qualification than the example employer's."""
    return path.parent.name in ("units", "qualifications") and not path.stem.startswith(EXAMPLE_QUALIFICATION)


@file_problems()
def new_employer(workspace: Workspace, name: str) -> tuple[Path, ...]:
    """Add an employer's folder with a context to be filled in, an empty register and a folder for marks.

    Returns the files written. Raises InputError, before anything is written, where the name makes no folder name or
    is no text, or the folder exists.
    """
    name = shown_name(name)
    folder = workspace.contexts / slug(name)
    if folder.exists():
        raise InputError.at(
            folder, "An employer has this folder already.", "Choose another name, or edit what is there."
        )
    files = {
        folder / "context.yaml": _context(workspace, name).encode("utf-8"),
        folder / FILES[1]: empty_register(),
        folder / "marks" / ".gitkeep": b"",
    }
    for path, data in files.items():
        GuardedFolder(workspace.root).add(path.relative_to(workspace.root).as_posix(), data)
    return tuple(files)


def shown_name(name: str) -> str:
    """Return a name on one line; raise InputError where it holds characters that cannot be shown as text."""
    name = " ".join(name.split())
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise InputError.at(
            Path("contexts"),
            "The name holds characters that cannot be shown as text.",
            "Type it again, letter by letter.",
        )
    return name


def slug(name: str) -> str:
    """Return the folder name that stands for a name: `Café Łódź & Sons` is `cafe-lodz-sons`.

    Raises InputError where nothing is left, or the name is one that Windows keeps for itself.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    folder_name = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:60].rstrip("-")
    if not folder_name or folder_name in OF_WINDOWS:
        raise InputError.at(
            Path("contexts"),
            f"“{name}” cannot be made into a folder name.",
            "Use a name with letters from a to z or digits in it, such as “Northline Rail”.",
        )
    return folder_name


def schema_texts() -> dict[str, str]:
    """Return, as it stands in its file, the JSON Schema of each kind: qualification, unit, scheme, centre, context."""
    from markpack.model.schema import schemas  # here, because pydantic would slow `markpack --help` down

    return {kind: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for kind, schema in schemas().items()}


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the JSON Schemas into a folder, `<kind>.schema.json` each, and return the files written."""
    written = []
    for kind, text in schema_texts().items():
        path = folder / f"{kind}.schema.json"
        GuardedFolder(folder, levels=2).write(path.name, text.encode())
        written.append(path)
    return tuple(written)


def _files(folder: Path) -> Iterator[Path]:
    """Yield a starter folder's files, leaving out what editors and offices leave behind."""
    for path in sorted(folder.rglob("*")):
        is_hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not is_hidden:
            yield path


def _context(workspace: Workspace, name: str) -> str:
    """Return the text of a new employer's context, with what the workspace's templates settle filled in."""
    from markpack.inputs.problems import Problems  # here, for templates take long to load
    from markpack.inputs.template_folders import read_templates

    templates = read_templates(workspace.root, Problems())
    qualifications = _references(workspace.templates / "qualifications", templates.qualifications)
    units = _references(workspace.templates / "units", templates.units, "xlsx")
    qualification = qualifications[0] if len(qualifications) == 1 else ""
    only = templates.qualifications.get(qualification)
    set_units = [unit for unit in (only.record.units if only else ()) if unit in units]
    known = {reference: reading.record for reference, reading in templates.units.items()}
    pattern = string.Template(starter_file("context.yaml"))
    return pattern.substitute(
        name=quoted(name),
        qualification=f" {quoted(qualification)}" if qualification else "",
        qualifications="" if qualification else _choice(qualifications),
        units="" if set_units else _choice(units),
        first_unit=(set_units or units or ["8604-308"])[0],
        vocabulary="".join(
            f"  # Used in the templates as {{{{ vocabulary.{word} }}}}.\n  {word}:\n"
            for word in _missing_words(workspace, pattern=pattern.template)
        ),
        assignments="\n".join(assignment_text(unit, known.get(unit)) for unit in set_units or [""]),
    )


def starter_file(name: str) -> str:
    """Return the text of a file to be filled in, with placeholders."""
    return (_PACKAGE / "starter_files" / name).read_text(encoding="utf-8")


def _references(folder: Path, readings: Mapping[str, Sourced[Record]], *further_endings: str) -> list[str]:
    """Return the references of a folder's templates; what cannot be read goes by the name of its file."""
    files = {path for ending in ("y*ml", *further_endings) for path in folder.glob(f"*.{ending}")}
    read = {Path(reading.document.file).name for reading in readings.values()}
    unread = {path.stem for path in files if path.name not in read}
    return sorted({*readings, *(name for name in unread if not name.startswith((".", "~$")) and KEPT_SIGN not in name)})


def quoted(text: str) -> str:
    """Return text as a YAML scalar in double quotes: a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)


def _choice(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f": one of {listed}" if listed else ""


def _missing_words(workspace: Workspace, *, pattern: str) -> list[str]:
    """Return the words of the vocabulary that the unit templates use and the starter does not have."""
    used: set[str] = set()
    for text in _unit_texts(workspace.templates / "units"):
        used.update(re.findall(r"\bvocabulary\.([A-Za-z_][A-Za-z0-9_]*)", text))
    return sorted(word for word in used if f"\n  {word}:" not in pattern)


def _unit_texts(folder: Path) -> Iterator[str]:
    """Yield the texts of units' files; `check` says what is wrong with one, in whatever encoding it is."""
    for path in folder.glob("*.y*ml"):
        with suppress(OSError):
            yield path.read_bytes().decode("utf-8", "replace")
    for path in folder.glob("[!~.]*.xlsx"):
        from markpack.inputs.files.excel_tables import read_workbook  # here, for it takes long to load
        from markpack.inputs.marks.parse_cache import read_apart
        from markpack.inputs.problems import Problems

        if book := read_apart(read_workbook, path, path.name, Problems()):
            yield from (cell.text for sheet in book.sheets for row in sheet.rows for cell in row)


def assignment_text(reference: str, unit: Unit | None) -> str:
    """Return an assignment to be filled in. How it is marked is a choice where the unit's scheme leaves one."""
    marking = "    # marking: marks\n"
    if unit:
        marking = "    marking: marks\n" if unit.scheme.without_marks else ""
    return (
        f"  - unit:{f' {reference}' if reference else ''}\n"
        "    # version:\n"
        f"{marking}"
        "    set_on:\n"
        "    due_on:\n"
        "    # resubmit_by:\n"
        "    # tutor:\n"
        "    assessor:\n"
        "    iqa:\n"
    )


def empty_register() -> bytes:
    """Return an empty register whose cells are text, so that Excel keeps leading zeros, and a sheet of notes."""
    import xlsxwriter  # here for the same reason as the schemas

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        heading = book.add_format({"bold": True, "num_format": "@", "bottom": 1, "bg_color": "#e6ecf2"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        strong = book.add_format({"bold": True, "valign": "top"})
        sheet = book.add_worksheet(SHEET)
        notes = book.add_worksheet("Notes")
        notes.set_column(0, 0, 18)
        notes.set_column(1, 1, 80)
        notes.write_string(0, 0, "How to fill in the register", strong)
        notes.write_string(
            1, 1, f"One row for each learner, on the sheet “{SHEET}”. Leave the headings as they are.", wrapped
        )
        for column, entry in enumerate(COLUMNS.values()):
            title = entry.headings[0]
            sheet.set_column(column, column, entry.width, text)
            sheet.write_string(0, column, title, heading)
            notes.write_string(column + 3, 0, title, strong)
            notes.write_string(column + 3, 1, entry.note, wrapped)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()
