"""What a file says it is, in properties that survive renaming and sending on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PRODUCTS = {
    "brief": "an assignment brief, which has no marks in it",
    "pack": "an assignment pack, which is for learners",
    "declaration": "an authenticity declaration, which has no marks in it",
    "approval": "a request for approval, which has no marks in it",
    "verification": "an internal verification sheet of a brief, which has no marks in it",
    "completed": "a completed mark sheet, which is made from marks",
    "feedback": "a feedback report, which is made from marks",
    "combined": "a file of all learners together, which is for printing",
    "results": "a results workbook, which is made from marks",
}
"""The documents that are made and never read, in words that say why."""

BLANK = "blank"
MARKBOOK = "markbook"


@dataclass(frozen=True)
class FileIdentity:
    """The identity inside a file; empty text where it has none. `criteria` and `template` are digests."""

    kind: str = ""
    employer: str = ""
    unit: str = ""
    learner: str = ""
    attempt: str = ""
    criteria: str = ""
    template: str = ""


def identity_of(properties: Mapping[str, str]) -> FileIdentity:
    """Return the identity among a file's properties, whose names are `markpack.kind` and so on."""
    return FileIdentity(
        **{
            name: properties.get(f"markpack.{name}", "").strip()
            for name in ("kind", "employer", "unit", "learner", "attempt", "criteria", "template")
        }
    )
