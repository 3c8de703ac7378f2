"""The markbook's sheets, and the keys in its hidden first row that tell which column is which."""

from __future__ import annotations

from markpack.model.forms.labels import LABELS

SHEET, LEGEND = "Marks", "Legend"
LEGEND_HEADINGS = ("Column", "Meaning")
CARRIED = "carried:"
"""Prefix of an award's field name: a column of awards carried over from an earlier attempt; it is never read."""
LEARNER_COLUMNS = {
    "registration": LABELS["registration"], "first_name": "First name", "last_name": "Last name",
    "attempt": LABELS["attempt"],
}  # fmt: skip
"""The columns that identify a row's learner and attempt: key and heading."""


def is_heading(text: str) -> bool:
    """Say whether a cell in the column of registration numbers is its heading, also if somebody has shortened it."""
    return text.casefold().removeprefix("learner ").startswith("registration")


COMPUTED = {
    "outcome": "Outcome", "total": "Total", "percentage": "Percentage", "arrangements": "Access arrangements",
    "not_met": "AC not met", "standing": "Standing", "carried": "Carried over", "number": "Attempt as a number",
    "earlier": "Row of the earlier entry", "begun": "Attempt with entries",
    "reached": "Grade reached before", "part": "Part of AC not met",
}  # fmt: skip
"""The columns that are not read because they follow from others: the heading of each, or a line of it."""


CRITERION_COLUMN = "AC "
"""What begins the heading of a criterion's column; its id follows, and what is entered there in the next line."""
MARK_OUT_OF = "Mark out of "
"""What a criterion's mark is headed with; its marks follow."""


def computed_column(heading: str) -> tuple[str, str] | None:
    """Return the key of a column that markpack fills in itself, and its criterion or nothing; None for another heading.

    This holds for the markbooks of earlier releases as well.
    """
    keys = {entry.casefold(): key for key, entry in COMPUTED.items()}  # the first had a small letter in “standing”
    lines = [line.strip() for line in heading.splitlines()]
    key = next((keys[line.casefold()] for line in lines if line.casefold() in keys), "")
    criterion = lines[0].removeprefix(CRITERION_COLUMN) if lines[1:] and lines[0].startswith(CRITERION_COLUMN) else ""
    return (key, criterion) if key else None
