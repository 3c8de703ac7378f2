"""What was found out about one thing of a machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """Whether something is fine, should be looked at, or has to be mended before documents can be made."""

    FINE = "fine"
    LOOK = "look"
    MEND = "mend"


@dataclass(frozen=True)
class Finding:
    """One thing: its name, its state, a plain sentence about it, and what mends it where it is not fine."""

    name: str
    state: State
    message: str
    remedy: str = ""


def fine(name: str, message: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(name, State.FINE, message)


def look(name: str, message: str, remedy: str) -> Finding:
    """Return that something works, and may be in somebody's way."""
    return Finding(name, State.LOOK, message, remedy)


def mend(name: str, message: str, remedy: str) -> Finding:
    """Return that something needed is lacking."""
    return Finding(name, State.MEND, message, remedy)
