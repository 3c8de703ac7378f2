"""The checks of an assignment that a program makes before its brief goes out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BriefCheck:
    """One check: its question, whether all is well, and the finding in words."""

    question: str
    ok: bool
    finding: str
