"""Extensions: more time for one learner, from a sheet of the register or a list beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from markpack.errors import Place, Scope
from markpack.inputs.files.columns import Columns, find_columns, note_rewritten, rewritten_in, unusable
from markpack.inputs.files.csv_tables import Cell, Row, Table, read_csv
from markpack.inputs.files.entered_text import Holds
from markpack.inputs.files.headings import Column
from markpack.inputs.files.safe_files import list_folder
from markpack.inputs.problems import Problems, message_and_hint, quote
from markpack.model.extension import Extension
from markpack.model.forms.register_columns import EXTENSION_COLUMNS, EXTENSIONS_FILE

_HOLDS = {"agreed_by": Holds.NAME, "reason": Holds.PROSE}
_COLUMNS: Mapping[str, Column] = {
    name: Column(entry.headings, entry.required, _HOLDS.get(name, Holds.VALUE))
    for name, entry in EXTENSION_COLUMNS.items()
}
_ATTEMPTS = {str(number): number for number in range(1, 10)}


@dataclass(frozen=True)
class PlacedExtension:
    """An extension, and where its unit and its new date stand."""

    extension: Extension
    unit: Place
    new_date: Place
    problems: Problems


def read_extensions_file(folder: Path, file: str, problems: Problems) -> Table | None:
    """Return the list of extensions in an employer's folder, if any; `file` is the folder's name from the workspace."""
    for path in list_folder(folder, file, problems):
        if path.name.casefold() == EXTENSIONS_FILE:
            return read_csv(path, f"{file}/{path.name}", problems)
    return None


def read_extensions(
    tables: Iterable[Table], registration_of: Callable[[str], str], problems: Problems
) -> tuple[PlacedExtension, ...]:
    """Return the extensions of learners on the register; what is wrong with a row is noted and holds its learner."""
    read: list[PlacedExtension] = []
    for table in tables:
        if columns := find_columns(table, _COLUMNS, problems):
            note_rewritten(rewritten_in(columns, "registration"), "registration number", problems)
            read.extend(_extensions(columns, registration_of, problems))
    return tuple(read)


def _extensions(
    columns: Columns, registration_of: Callable[[str], str], problems: Problems
) -> Iterator[PlacedExtension]:
    for row in columns.rows:
        number = columns.cell(row, "registration")
        registration = registration_of(number.text)
        of_learner = problems.within(Scope.LEARNER, learners=[registration or number.text])
        if not registration:
            of_learner.error(
                number.place,
                f"{quote(number.text)} is not on the register." if number else "This extension is nobody’s.",
                "Correct the registration number, or delete the row.",
            )
        elif extension := _extension(columns, row, registration, of_learner):
            unit, new_date = columns.cell(row, "unit"), columns.cell(row, "new_date")
            yield PlacedExtension(extension, unit.place, new_date.place, of_learner)


def _extension(columns: Columns, row: Row, registration: str, problems: Problems) -> Extension | None:
    cells = {name: columns.cell(row, name) for name in EXTENSION_COLUMNS}
    if any([unusable(cell, problems) for cell in cells.values()]):
        return None
    values: dict[str, object] = {name: cell.text for name, cell in cells.items() if cell}
    values["registration"] = registration
    if (attempt := cells["attempt"]) and attempt.text.removesuffix(".0") not in _ATTEMPTS:
        problems.error(
            attempt.place, f"{quote(attempt.text)} is not the number of an attempt.", "Write 1, 2 and so on."
        )
        return None
    values["attempt"] = _ATTEMPTS[attempt.text.removesuffix(".0")] if attempt else 1
    try:
        extension = Extension.model_validate(values)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(str(detail["loc"][0]), detail["type"], detail.get("ctx", {}).get("error"), cells, problems)
        return None
    if extension.agreed_on and extension.agreed_on > extension.new_date:
        problems.error(
            cells["agreed_on"].place,
            "The extension was agreed after its new date.",
            "Correct one of the two.",
        )
        return None
    return extension


def _note(name: str, kind: str, error: object, cells: Mapping[str, Cell], problems: Problems) -> None:
    heading, cell = EXTENSION_COLUMNS[name].headings[0], cells[name]
    if kind == "missing" or not cell:
        problems.error(cell.place, f"The extension has no {heading.lower()}.", "Fill it in, or delete the row.")
    elif isinstance(error, ValueError):
        problems.error(cell.place, *message_and_hint(error))
    else:
        problems.error(cell.place, f"{quote(cell.text)} cannot be used as {heading.lower()}.", "Put it right.")
