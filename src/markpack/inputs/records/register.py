"""The register: an employer's learners, from learners.csv or learners.xlsx."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from markpack.errors import Place, Scope
from markpack.inputs.files.columns import (
    Columns,
    beside,
    find_columns,
    unusable,
    warn_of_lost_zeros,
)
from markpack.inputs.files.csv_tables import Cell, CellKind, Row
from markpack.inputs.files.online_files import note_not_here, stub_of
from markpack.inputs.files.other_formats import REMEDIES
from markpack.inputs.files.safe_files import list_folder, present
from markpack.inputs.problems import Problems, did_you_mean, listing, message_and_hint, quote, sentences
from markpack.inputs.records.adjustments import asks_for_adjustments, read_adjustments
from markpack.inputs.records.email import note_email
from markpack.inputs.records.extensions import PlacedExtension, read_extensions, read_extensions_file
from markpack.inputs.records.fillers import without_fillers
from markpack.inputs.records.printed_signs import note_printed_signs
from markpack.inputs.records.register_sheets import COLUMNS, begin_tables
from markpack.inputs.records.register_slips import note_alone, note_lost_zeros, note_rewritten_numbers
from markpack.model.adjustments import NO_ADJUSTMENTS
from markpack.model.forms.register_columns import FILES
from markpack.model.learner import Learner, former_numbers
from markpack.model.names import name_words
from markpack.model.register_status import SYNONYMS, RegisterStatus


@dataclass(frozen=True)
class Register:
    """An employer's learners.

    `mentioned` holds every registration number on the register, also of rows with problems, and `places` where each
    stands; `mentioned` is None where the register could not be read at all. `cells` says where each field of a learner
    stands, or would, for those that the register has columns for; `adjusted` where their adjustments do, for those who
    have any.
    `unsure` are those whose rows are wrong, so that it is not known who they are or how their documents should look.
    `may_lack_zeros` are the numbers of which a warning says so.
    """

    learners: tuple[Learner, ...]
    places: Mapping[str, Place]
    mentioned: frozenset[str] | None
    cells: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)
    adjusted: Mapping[str, Place] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    may_lack_zeros: frozenset[str] = frozenset()
    extensions: tuple[PlacedExtension, ...] = ()

    def registration_of(self, text: str) -> str:
        """Return the registration number that a text stands for, zeros in front of it aside; empty if there is none.

        A number that a learner had before stands for that of today.
        """
        if known := self._registrations.get(text.casefold()) or self.former.get(text.casefold()):
            return known
        meant = self._without_zeros.get(text.lstrip("0"), []) if text.isdecimal() else []
        return meant[0] if len(meant) == 1 else ""

    def numbers_among(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the different registration numbers that are among words, letter case aside."""
        known = {**self.former, **self._registrations}
        found = (known.get(word.casefold()) for word in words)
        return tuple(dict.fromkeys(filter(None, found)))

    def of_today(self, number: str) -> str:
        """Return the number of today where somebody had this one before; any other text unchanged."""
        return self.former.get(number.casefold(), number)

    @cached_property
    def former(self) -> Mapping[str, str]:
        """The numbers of today by those that learners had before, as `former_numbers` has them."""
        return former_numbers(self.learners, self.mentioned or ())

    def learner(self, registration: str) -> Learner | None:
        """Return the learner with a registration number, letter case aside."""
        return self._learners.get(registration.casefold())

    def person(self, registration: str) -> str:
        """Return a registration number with the name that the register has for it."""
        learner = self.learner(registration)
        return f"{registration} ({learner.name})" if learner else registration

    def called(self, name: str) -> tuple[str, ...]:
        """Return the registration numbers of the learners with a name, as `name_words` makes it."""
        return tuple(self._by_name.get(frozenset(name_words(name)), ()))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all names, and what letters registration numbers have, as `name_words` makes them."""
        names = (name for learner in self.learners for name in learner.names)
        texts = (*names, *(self.mentioned or ()), *self.former)
        return frozenset(word for text in texts for word in name_words(text))

    @cached_property
    def _learners(self) -> Mapping[str, Learner]:
        return {learner.registration.casefold(): learner for learner in self.learners}

    @cached_property
    def _by_name(self) -> Mapping[frozenset[str], list[str]]:
        names: dict[frozenset[str], list[str]] = {}
        for learner in self.learners:
            for words in {frozenset(name_words(name)) for name in learner.names}:
                names.setdefault(words, []).append(learner.registration)
        return names

    @cached_property
    def _registrations(self) -> Mapping[str, str]:
        return {name.casefold(): name for name in self.mentioned or ()}

    @cached_property
    def _without_zeros(self) -> Mapping[str, list[str]]:
        names: dict[str, list[str]] = {}
        for name in self.mentioned or ():
            names.setdefault(name.lstrip("0"), []).append(name)
        for number, name in self.former.items():
            if name not in (known := names.setdefault(number.lstrip("0"), [])):
                known.append(name)
        return names


def begin_register(folder: Path, file: str, problems: Problems) -> Callable[[], Register]:
    """Begin to read the register in a folder, whose name from the workspace is `file`; return what gives it out."""
    unread = Register((), {}, None)
    path = _register_in(folder, file, problems)
    if path is None:
        return lambda: unread
    begun = begin_tables(path, f"{file}/{path.name}", problems)

    def finish() -> Register:
        tables = begun()
        found = [find_columns(table, COLUMNS, problems) for table in tables.learners]
        read = [columns for columns in found if columns]
        if not read or len(read) < len(found):
            return unread
        register = _learners(read, problems)
        lists = filter(None, (tables.extensions, read_extensions_file(folder, file, problems)))
        return replace(register, extensions=read_extensions(lists, register.registration_of, problems))

    return finish


def _register_in(folder: Path, file: str, problems: Problems) -> Path | None:
    """Return the register in a folder; None, with the problem noted, where there is none, or more than one."""
    already = len(problems.errors)
    files = [path for path in list_folder(folder, file, problems) if path.name.casefold() in FILES]
    if len(files) > 1:
        problems.error(
            Place(f"{file}/{files[0].name}"),
            f"There are two registers, {files[0].name} and {files[1].name}.",
            "Keep the one that is up to date and move the other away.",
        )
        return None
    absent = [name for name in FILES if stub_of(folder / name) and not present(folder / name)]
    for name in absent:
        note_not_here(Place(f"{file}/{name}"), name, problems)
    if absent:
        return None
    if not files and len(problems.errors) == already:
        _note_no_register(folder, file, problems)
    return files[0] if files else None


def _note_no_register(folder: Path, file: str, problems: Problems) -> None:
    """Note that there is no register, or one in a format that is not read."""
    paths = list_folder(folder, file, problems)
    for path in paths:
        if path.stem.casefold() == Path(FILES[0]).stem and (remedy := REMEDIES.get(path.suffix.casefold())):
            problems.error(
                Place(f"{file}/{path.name}"), f"A register that ends in “{path.suffix}” is not read.", remedy
            )
            return
    tables = [quote(path.name) for path in paths if path.suffix.casefold() in (".csv", ".xlsx")]
    problems.error(
        Place(file),
        "There is no register of learners.",
        sentences(
            f"Add {listing(reversed(FILES), last='or')} with the columns Registration, First name and Last name.",
            f"If it is {listing(tables, last='or')}, give it that name." if tables else "",
        ),
    )


def _learners(tables: Sequence[Columns], problems: Problems) -> Register:
    if not any(columns.rows for columns in tables):
        problems.warn(tables[0].table.place, "The register holds no learners.", "Add one row for each learner.")
    learners: list[Learner] = []
    places_of: dict[str, Mapping[str, Place]] = {}
    adjusted: dict[str, Place] = {}
    registrations: dict[str, tuple[Cell, str]] = {}
    unsure: set[str] = set()
    for columns, row, registration in _own_rows(tables, registrations, unsure, problems):
        of_learner = problems.within(Scope.LEARNER, learners=[registration.text])
        _note_letters(columns, row, of_learner)
        learner = _learner(columns, row, of_learner)
        if of_learner.errors:
            unsure.add(registration.text)
        if learner:
            learners.append(learner)
            cells = (columns.cell(row, name) for name in ("arrangements", "adjustments"))
            if asking := next(filter(asks_for_adjustments, cells), None):
                adjusted[learner.registration] = asking.place
            places_of[learner.registration] = {
                name: columns.cell(row, name).place for name in COLUMNS if name in columns.positions
            }
    places = {cell.text: cell.place for cell, _ in registrations.values() if cell.text}
    twice = set(note_lost_zeros(learners, places, problems))
    noted = {places[number] for number in twice}
    may_lack_zeros = {
        number
        for table in tables
        for number in warn_of_lost_zeros(table, "registration", "registration number", problems, noted=noted)
    }
    return Register(
        tuple(learners),
        places,
        frozenset(places),
        places_of,
        adjusted,
        frozenset(unsure | twice),
        frozenset(may_lack_zeros),
    )


def _own_rows(
    tables: Sequence[Columns], registrations: dict[str, tuple[Cell, str]], unsure: set[str], problems: Problems
) -> Iterator[tuple[Columns, Row, Cell]]:
    """Yield the rows that are one learner's each, with the cell of the number; note all others, and whose is `unsure`.

    `registrations` takes the cell in which each number stands first, and the name there, by the number in small
    letters.
    """
    rewritten = set(note_rewritten_numbers(tables, problems))
    for columns, row in ((table, row) for table in tables for row in table.rows):
        registration = columns.cell(row, "registration")
        name = " ".join(columns.cell(row, field).text for field in ("first_name", "last_name"))
        of_learner = problems.within(Scope.LEARNER, learners=[registration.text])
        first, its_name = registrations.setdefault(registration.text.casefold(), (registration, name))
        if registration.text in rewritten:
            _learner(columns, row, of_learner)  # for what else is wrong; whose row it is nobody can tell
            unsure.add(registration.text)
        elif registration.text and first is not registration:
            if first.place.sheet == registration.place.sheet or name != its_name:
                _note_repeated(registration, first, of_learner)
                unsure.add(first.text)
        elif sum(map(bool, row)) == 1:
            of_row = problems.within(Scope.LEARNER) if " " in registration.text else of_learner
            note_alone(registration, next(filter(None, row)), of_row)
        else:
            yield columns, row, registration


def _note_repeated(cell: Cell, first: Cell, problems: Problems) -> None:
    problems.error(
        cell.place,
        f"The registration number {quote(cell.text)} appears a second time; the first is at "
        f"{beside(first.place, cell.place)}.",
        "Give each learner their own number, or delete the row that is not needed.",
    )


def _note_letters(columns: Columns, row: Row, problems: Problems) -> None:
    """Warn of question marks in names, which a program writes for letters that its encoding lacks, and of pictures."""
    for name in ("first_name", "last_name"):
        cell = columns.cell(row, name)
        if cell.kind is CellKind.GARBLED:
            continue
        note_printed_signs(cell.text, cell.place, problems)
        if "?" in cell.text:
            problems.warn(
                cell.place,
                f"{quote(cell.text)} has a question mark in it; letters were probably lost when the file was saved.",
                "Type the name again, and save the register as an Excel workbook or as “CSV UTF-8 (comma delimited)”.",
            )


def _learner(columns: Columns, row: Row, problems: Problems) -> Learner | None:
    """Return a row's learner without what is wrong in it; None where nothing can be told of who it is."""
    cells = {name: columns.cell(row, name) for name in COLUMNS}
    broken = {name for name, cell in cells.items() if unusable(cell, problems)}
    cells = without_fillers(cells | {name: Cell("", cells[name].place) for name in broken}, problems)
    note_email(cells["email"].text, cells["email"].place, problems)
    asked = read_adjustments(cells["adjustments"], cells["arrangements"], problems)
    adjustments, arrangements = asked or (NO_ADJUSTMENTS, "")
    values: dict[str, object] = {name: cell.text for name, cell in cells.items() if cell}
    values |= {"adjustments": adjustments, "arrangements": arrangements}
    try:
        return Learner.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False)
    wrong = {str(detail["loc"][0]) if detail["loc"] else "first_name": detail for detail in details}
    for name, detail in wrong.items():
        if name not in broken:
            problems.error(cells[name].place, *_describe_error(detail, cells[name], COLUMNS[name].headings[0]))
    try:
        return Learner.model_validate({name: value for name, value in values.items() if name not in wrong})
    except ValidationError:
        return None


def _describe_error(detail: ErrorDetails, cell: Cell, heading: str) -> tuple[str, str]:
    """Say what is wrong with a cell, and what to write instead."""
    kind, error = detail["type"], detail.get("ctx", {}).get("error")
    if kind == "missing":
        return f"The learner in this row has no {heading.lower()}.", "Fill it in, or clear the whole row."
    if kind.startswith("bool"):
        return f"{quote(cell.text)} is neither yes nor no.", "Write yes or no."
    if kind == "enum":
        statuses = [entry.value for entry in RegisterStatus]
        meant = did_you_mean(cell.text.casefold(), (*statuses, *SYNONYMS))
        return f"{quote(cell.text)} is not a status.", sentences(meant, f"Write {listing(statuses, last='or')}.")
    if not isinstance(error, ValueError):
        return f"{quote(cell.text)} cannot be used as {heading.lower()}.", "Put it right."
    message, hint = message_and_hint(error)
    if heading == "ULN" and cell.kind is CellKind.TEXT and "E+" in cell.text.upper():
        hint = "Excel has shortened the number; format the column as Text and type it again."
    return message, hint


def suggest_learner(value: str, register: Register) -> str:
    """Return whom an unknown registration number or a name may stand for, as a question, or an empty text."""
    for learner in register.learners:
        names = (*learner.names, learner.name_in_lists)
        if value.casefold() in (name.casefold() for name in names):
            return f"Write the registration number instead of the name: {quote(learner.registration)}."
    return did_you_mean(value, sorted(register.mentioned or ()), likeness=0.75)
