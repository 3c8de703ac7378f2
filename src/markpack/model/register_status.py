"""Whether a learner is on the programme: the status that the register gives them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any


class RegisterStatus(Enum):
    """A learner's status on the register. Nothing new is made for anybody who is not active."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"
    TRANSFERRED = "transferred"
    COMPLETED = "completed"

    @property
    def leaves_work_open(self) -> bool:
        """Whether what is not decided when it begins stays undecided: who has completed the programme owes nothing."""
        return self not in (RegisterStatus.ACTIVE, RegisterStatus.COMPLETED)


SYNONYMS: Mapping[str, RegisterStatus] = MappingProxyType(
    {
        **dict.fromkeys(("current", "enrolled", "registered", "on programme", "live"), RegisterStatus.ACTIVE),
        **dict.fromkeys(("left", "leaver", "withdrew", "discontinued"), RegisterStatus.WITHDRAWN),
        **dict.fromkeys(("on hold", "paused", "suspended", "break in learning"), RegisterStatus.DEFERRED),
        **dict.fromkeys(("transfer", "moved"), RegisterStatus.TRANSFERRED),
        **dict.fromkeys(("complete", "finished", "certificated"), RegisterStatus.COMPLETED),
    }
)
"""Words that other registers have."""


def status_from_text(value: Any) -> Any:
    """Return the status that a text stands for, letter case and spacing aside; anything else unchanged."""
    if not isinstance(value, str):
        return value
    word = " ".join(value.casefold().split())
    return SYNONYMS.get(word, word)
