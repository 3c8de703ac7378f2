"""Published files that are about to be replaced or removed."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.publish.manifest import Entry


@dataclass(frozen=True)
class Outgoing:
    """A published file that another one replaces, or that goes, as it is on disk.

    `entry` is what the manifest says of it, None where the file is another than that; `digest` is its sha256.
    `successor` takes its place, at `successor_path`; there is none where it goes. It is `edited` where a person has
    changed it or put it there.
    """

    path: str
    entry: Entry | None
    digest: str
    successor: Entry | None
    successor_path: str
    edited: bool


def subject(entry: Entry) -> tuple[str, str, str, str, int]:
    """Return what a file is about, by which the one that takes its place under another name is found."""
    return entry.kind, entry.format, entry.unit, entry.learner, entry.attempt
