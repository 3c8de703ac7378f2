"""A form that came back: what it says it is, and what stands in its fields, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from markpack.documents.catalogue.kinds import Kind
from markpack.errors import Place
from markpack.inputs.criteria_text.compare import Passage, normalised
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.marks.mark_entries import FieldValue
from markpack.inputs.problems import Problems
from markpack.model.forms.identity import FileIdentity

MOST_FIELDS = 5_000
"""The most fields of a form; the largest mark sheets have some hundreds."""
FILLED_IN = ("", Kind.BLANK.folder, Kind.DECLARATION.folder)
"""The kinds whose own text is known, so that text beside it is somebody's; empty where a file has lost its kind."""


class TooManyFields(Exception):
    """A form has more than MOST_FIELDS fields."""


def note_too_many_fields(file: str, what: str, problems: Problems) -> None:
    """Note that a form, what people call such a file, has more fields than are read."""
    problems.error(Place(file), f"The {what} has more than {MOST_FIELDS} fields.", "Check where the file comes from.")


@dataclass(frozen=True)
class FilledField:
    """A field of a form by its name, filled or not. One name may stand in a file more than once."""

    name: str
    cell: Cell
    beside: str = ""
    """Text that stands in the same cell of the page, outside of every field."""
    criterion: str | None = None
    """The criterion that the page prints in its row, empty where none is; None where that cannot be told."""
    is_box: bool = False
    """Whether it is a box to be ticked, beside whose text it stands."""
    merged_over: tuple[str, ...] = ()
    """The names of other fields that its cell was merged with, so that nobody can tell which of them it is."""


@dataclass(frozen=True)
class Note:
    """Something that a person added to a file outside of its fields, and that is in no record.

    `what` says in words what it is and where, such as “a note on page 1”; `text` is empty for a drawing. An entry was
    set on the sheet in place of being typed into a field; anything else is about the sheet.
    """

    what: str
    text: str
    place: Place
    is_entry: bool = False
    is_drawing: bool = False
    """Whether it is ink or a picture, which may be a signature."""
    is_not_listed: bool = False
    """Whether it was found because the form's list of its own texts does not have it."""


@dataclass(frozen=True)
class Struck:
    """A text that is struck through, and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True)
class ReturnedForm:
    """A form as it came back. `format` is what people call such a file, such as Word document."""

    file: str
    format: str
    identity: FileIdentity
    fields: tuple[FilledField, ...]
    formulas: frozenset[Place] = frozenset()
    """The places of fields that work themselves out."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The rows of the page's tables as texts, where the format has any."""
    passages: tuple[Passage, ...] = ()
    """What the page says where criteria stand, where the format can be edited."""
    hidden: tuple[FileIdentity, ...] = ()
    """What each hidden field says of the file; a file of several sheets has several."""
    pages: tuple[str, ...] = ()
    """What is printed outside of the fields, page by page, where the format has pages; spaces are single."""
    rewritten: tuple[int, ...] = ()
    """The numbers of pages that another program has written anew, so that nobody can tell what was typed onto them."""
    heads: tuple[str, ...] = ()
    """The text of headers and footers, where the format keeps them apart."""
    notes: tuple[Note, ...] = ()
    """What was added outside of the fields."""
    signed: tuple[str, ...] = ()
    """Who signed, with ink, a picture or a digital signature, of model.forms.signatures; NOT_KNOWN outside of boxes."""
    typed_over: tuple[FieldValue, ...] = ()
    """What somebody typed over what the form works out or prints, where the format lets them."""
    struck: tuple[Struck, ...] = ()
    """What is struck through on the page and in fields."""
    hidden_columns: tuple[Place, ...] = ()
    """The first filled field in each column that is hidden."""
    sheet: str = ""
    """The worksheet, where the file holds several forms."""

    @cached_property
    def normal_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the page's tables, with each text as `normalised` makes it."""
        return tuple(tuple(map(normalised, row)) for row in self.rows)

    @property
    def is_filled_in(self) -> bool:
        """Whether people fill it in, as far as it says what it is: of other documents only notes are told apart."""
        return self.identity.kind in FILLED_IN

    @property
    def place(self) -> Place:
        """The form's place as a whole."""
        return Place(self.file, sheet=self.sheet)

    def cells(self, name: str) -> Iterator[Cell]:
        """Yield the filled cells of a name."""
        return (field.cell for field in self.fields if field.name == name and field.cell)
