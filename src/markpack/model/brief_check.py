"""What a program found when it checked an assignment before its brief goes out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BriefCheck:
    """One check: what was asked, whether all is well, and what was found, in words."""

    question: str
    ok: bool
    found: str
