"""What a publication did, for reports."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Published:
    """What a publication did, as paths below the folder.

    `kept` are files that a person has edited, `left` those among them that are no longer made, `foreign` those that
    somebody put there; `blocked` says of files that could not be put in place why.
    """

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    blocked: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    """A digest of all files in the folder afterwards (see `folder_digest`)."""
