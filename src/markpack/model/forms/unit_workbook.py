"""A unit as a workbook: its sheets, and the headings that are not names of fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

UNIT, CRITERIA, TASKS, METHODS = "Unit", "Criteria", "Tasks", "Methods"
SHEETS = (UNIT, CRITERIA, TASKS, METHODS)
OWN_NOTES = "Notes"
"""A sheet of this name is the centre's own, and is not read."""

FIELD, ENTRY, NOTE = "What", "Entry", "What belongs here"
"""The headings of the sheets that have a row for each field."""
METHOD = "Method"
WITHIN = ": "
"""What stands in a heading between the name of a group, such as Words, and that of a field in it."""

CONTINUED = "  "
"""How a line of a cell begins that goes on with the entry of the line above."""
OF_CRITERION = ":"
"""What stands behind the criterion in a line that concerns one, such as 1.1: Which style do you use?"""
OF_ASK = ":"
"""What stands behind the id in a line that says what is asked for, such as risks: 5 risks."""
TO = "to"
"""What stands there between the least and the most, as in actions: 3 to 5 actions."""
OF_LENGTH = "words:"
"""What stands behind the number in a line about what is handed in and how long it is, such as 450 words: A report."""


class Holds(Enum):
    """What the cells of a column hold. A group has a column for each key that a centre chooses."""

    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    DATE = "date"
    YES_OR_NO = "yes or no"
    CHOICE = "choice"
    LINES = "lines"
    IDS = "ids"
    LINES_BY_CRITERION = "lines by criterion"
    ASKS = "asks"
    PRODUCTS = "products"
    GROUP = "group"


@dataclass(frozen=True)
class Column:
    """A field in a workbook: the keys that lead to it from its record, its heading, and what its cells hold."""

    path: tuple[str, ...]
    heading: str
    holds: Holds
    note: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()

    def of_key(self, key: str) -> Column:
        """Return the column of a key in a group."""
        return Column((*self.path, key), f"{self.heading}{WITHIN}{key}", Holds.TEXT, self.note)
