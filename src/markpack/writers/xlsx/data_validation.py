"""Data validation of cells, with messages in a tutor's words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from markpack.writers.xlsx.sheet import Rule
from markpack.writers.xlsx.status_formulas import quoted

_MAX_TITLE_LENGTH = 32
_MAX_MESSAGE_LENGTH = 255
_FIRST_DAY, _LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)


def mark_entry(
    title: str,
    maximum: str,
    minimum: str,
    cell: str,
    *,
    half_marks: bool,
    criterion_text: str = "",
    not_attempted: str = "",
) -> Rule:
    """Return the validation of a mark from 0 to the maximum; `cell` is the (first) cell it applies to.

    `minimum` is empty where a criterion needs no mark by itself, `not_attempted` a word that may stand for a mark.
    """
    steps = "a whole or half mark" if half_marks else "a mark"
    word = f", or {not_attempted}" if not_attempted else ""
    message = f"{title}: {steps} from 0 to {maximum}{word}; leave blank if not marked."
    rule: Rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": int(maximum)}
    if half_marks:
        test = f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<={maximum},{cell}*2=INT({cell}*2))"
        rule = {"validate": "custom", "value": test}
    if not_attempted:
        step = f"{cell}*2=INT({cell}*2)" if half_marks else f"{cell}=INT({cell})"
        marked = f"AND({cell}>=0,{cell}<={maximum},{step})"
        rule = {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),{marked},{cell}={quoted(not_attempted)})"}
    least = f" {minimum} or more meets it." if minimum else ""
    return {**rule, **_messages(title, f"{message}{least} {criterion_text}", message)}


def choice_entry(title: str, source: Sequence[str] | str, message: str) -> Rule:
    """Return the validation of a choice from a list (see `Book.choices`)."""
    remedy = "Choose one from the list, or leave it blank."
    return {"validate": "list", "source": source, **_messages(title, message, f"{message} {remedy}")}


def done_entry(title: str) -> Rule:
    """Return the validation of a tick-off: Yes or No."""
    return choice_entry(title, ["Yes", "No"], "Yes once it is done.")


def date_entry(title: str, message: str, first: datetime.date = _FIRST_DAY, last: datetime.date = _LAST_DAY) -> Rule:
    """Return the validation of a date from `first` to `last`."""
    rule = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
    return {**rule, **_messages(title, message, f"{message} Write a date such as 14/10/2026.")}


def count_entry(title: str, message: str, first: int, last: int) -> Rule:
    """Return the validation of a whole number from `first` to `last`."""
    rule = {"validate": "integer", "criteria": "between", "minimum": first, "maximum": last}
    return {**rule, **_messages(title, message, message)}


def free_entry(title: str, message: str) -> Rule:
    """Return the message of a cell that takes any text."""
    return {"validate": "any", "input_title": _truncate(title, _MAX_TITLE_LENGTH), "input_message": _truncate(message)}


def _messages(title: str, message: str, error: str) -> Rule:
    heading = _truncate(title, _MAX_TITLE_LENGTH)
    return {
        "input_title": heading, "input_message": _truncate(message.strip()),
        "error_title": heading, "error_message": _truncate(error.strip()),
    }  # fmt: skip


def _truncate(text: str, length: int = _MAX_MESSAGE_LENGTH) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
