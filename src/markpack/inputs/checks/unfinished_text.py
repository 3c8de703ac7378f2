"""What a person meant to fill in and forgot: “TODO”, “TBC”, “XXX”, “[name]”, “lorem ipsum”."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import quote
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import matches
from markpack.model.record import Record

_BLANKS = (
    "add|address|centre|choose|company|date|delete|describe|employer|enter|example|fill|first name|insert|last name|"
    "learner|manager|name|names|number|organisation|place|text|title|tutor|unit|workplace|write|your|x+|tb[acd]|todo"
)
_UNFINISHED = re.compile(
    r"\b(?:TODO|ToDo|FIXME|(?i:TB[ACD])|(?i:X{3,}))\b"
    r"|\b(?i:lorem\s+ipsum)\b"
    r"|\?{3,}"
    rf"|\[\s*(?i:(?:{_BLANKS})\b[^\][\n]*|[.…?_]+\s*)\](?![(\[])"  # not a link: [title](https://…)
)


def check_unfinished_text(reading: Sourced[Record], locations: Iterable[Location]) -> None:
    """Warn of what looks forgotten in the texts at and below the locations."""
    for match, _, place in matches(reading, locations, _UNFINISHED):
        reading.problems.warn(
            place,
            f"{quote(match[0])} looks as if something were still to be filled in.",
            "Write what belongs there, or take it out.",
        )
