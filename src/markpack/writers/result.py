"""What came of a document that was to be written: its bytes, or why there are none."""

from __future__ import annotations

import traceback
from dataclasses import dataclass


@dataclass(frozen=True)
class Made:
    """A document's bytes. `laid_out` says that it was laid out in full because it did not fit its form's plate."""

    data: bytes
    laid_out: bool = False


@dataclass(frozen=True)
class Failure:
    """Why a document could not be written: in a line, and as a traceback for whoever mends it.

    It is `lasting` if it will be so again as long as the inputs, the machine's fonts and markpack are what they are.
    """

    message: str
    detail: str
    lasting: bool = False


Written = tuple[int, Made | Failure]
"""A document's position in the plan, and what came of it."""


def failure(error: Exception) -> Failure:
    """Return why a document could not be written, from the error that is being handled.

    An error whose class says `is_lasting` is a lasting failure.
    """
    lasting = bool(getattr(type(error), "is_lasting", False))
    return Failure(f"{type(error).__name__}: {error}", traceback.format_exc(), lasting)
