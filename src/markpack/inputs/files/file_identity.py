"""What a file says it is, in properties that survive renaming and sending on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
