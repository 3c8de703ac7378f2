"""The markbook's sheets, and the keys in its hidden first row that tell which column is which."""

from __future__ import annotations

from markpack.model.forms.labels import LABELS

SHEET, LEGEND = "Marks", "Legend"
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
    "reached": "Grade reached before",
}  # fmt: skip
"""The columns that are not read because they follow from others: the heading of each, or a line of it."""


def is_computed(heading: str) -> bool:
    """Say whether a heading is that of a column that markpack fills in itself, in this release or an earlier one."""
    computed = {entry.casefold() for entry in COMPUTED.values()}  # the first markbooks had a small letter in “standing”
    return any(line.strip().casefold() in computed for line in heading.splitlines())
