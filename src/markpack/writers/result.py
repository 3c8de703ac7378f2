"""What came of a document that was to be written: its bytes, or why there are none."""

from __future__ import annotations

import traceback
from dataclasses import dataclass


@dataclass(frozen=True)
class Rendered:
    """A document's bytes. `laid_out` says that it was laid out in full because it did not fit its form's plate."""

    data: bytes
    laid_out: bool = False


@dataclass(frozen=True)
class RenderFailure:
    """Why a document could not be written: in a line, and as a traceback for whoever mends it."""

    message: str
    detail: str


Written = tuple[int, Rendered | RenderFailure]
"""A document's position in the plan, and what came of it."""


def failure(error: Exception) -> RenderFailure:
    """Return why a document could not be written, from the error that is being handled."""
    return RenderFailure(f"{type(error).__name__}: {error}", traceback.format_exc())
