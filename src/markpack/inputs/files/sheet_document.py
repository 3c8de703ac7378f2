"""Plain data put together from cells, in which each value knows its sheet and cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from markpack.errors import Place
from markpack.inputs.files.located_data import Lack, Location, Plain
from markpack.inputs.problems import quote
from markpack.model.forms.unit_workbook import WITHIN

_REMEDIES = {
    Lack.KEY: "Fill in the cell.",
    Lack.TEXT: "Write the text into the cell.",
    Lack.LIST: "Write one entry on each line.",
    Lack.ENTRY: "Write one entry on each line.",
    Lack.KEYS: "Fill in the rows.",
}


@dataclass(frozen=True)
class SheetDocument:
    """A workbook's plain data. `places` has the cell of each location, of those as well in whose cells nothing stands.

    `names` has the headings of fields, and `owners` what messages call that to which a field belongs.
    """

    file: str
    data: dict[str, Plain] = field(default_factory=dict)
    places: dict[Location, Place] = field(default_factory=dict)
    keys: dict[Location, Place] = field(default_factory=dict)
    names: dict[Location, str] = field(default_factory=dict)
    owners: dict[Location, str] = field(default_factory=dict)
    remedies: dict[Location, str] = field(default_factory=dict)
    unusable: set[Location] = field(default_factory=set)
    """Where a cell holds something that cannot be used, which is noted."""

    def place(self, location: Location = ()) -> Place:
        """Return the cell of a value, or of the nearest one around it."""
        while location and location not in self.places:
            location = location[:-1]
        return self.places.get(location, Place(self.file))

    def key_place(self, location: Location) -> Place:
        """Return the cell of a heading that is a key, or of the value."""
        return self.keys.get(location) or self.place(location)

    def missing_place(self, location: Location) -> Place:
        """Return the cell in which a value should be that is not there."""
        return self.place(location)

    def place_of(self, location: Location, words: str, *, occurrence: int = 0) -> Place:  # noqa: ARG002 - LocatedData's
        """Return the cell of a value, which is as near as a workbook can tell."""
        return self.place(location)

    def place_in(self, location: Location, text: str, start: int, words: str) -> Place:  # noqa: ARG002 - LocatedData's
        """Return the cell of a value, which is as near as a workbook can tell."""
        return self.place(location)

    def name(self, location: Location) -> str:
        """Return the heading that a value stands under."""
        if location in self.names:
            return self.names[location]
        if location and isinstance(location[-1], int):
            return f"Entry {location[-1] + 1} of {self.name(location[:-1])}"
        return quote(str(location[-1])) if location else "The workbook"

    def owner(self, location: Location) -> str:
        """Return what a value belongs to: this row, the method “observation”, the workbook."""
        for length in range(len(location) - 1, -1, -1):
            if location[:length] in self.owners:
                return self.owners[location[:length]]
        return "the workbook"

    def remedy(self, lack: Lack, location: Location) -> str:
        """Say how to write what is lacking at a location, a column for it included where there is none."""
        group = self.names.get(location[:-1], "").strip("“”")
        if lack is Lack.KEY and group and location not in self.places:
            return f"Add a column {quote(f'{group}{WITHIN}{location[-1]}')}."
        return self.remedies.get(location, _REMEDIES[lack])
