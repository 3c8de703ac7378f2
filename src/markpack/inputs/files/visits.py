"""How much of a file is looked at: what stands there once may be referred to from everywhere."""

from __future__ import annotations

from dataclasses import dataclass


class TooLarge(Exception):
    """A file has more in it than is read, or refers to it more often; the arguments are the reader's."""


@dataclass
class Visits:
    """Counts visits to what a file holds, down to none."""

    left: int

    def count(self, number: int = 1) -> None:
        """Count; raise TooLarge once it is too much."""
        self.left -= number
        if self.left < 0:
            raise TooLarge
