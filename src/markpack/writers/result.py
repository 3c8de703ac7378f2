"""The result of writing a document: its bytes, or the reason for its failure."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field

from markpack.writers.work_done import WorkDone


class LayoutError(Exception):
    """A layout, or the fonts of this machine, cannot show a document; the message tells a person why."""


@dataclass(frozen=True)
class Rendered:
    """A document's bytes, and the work that they took, which depends on what was made before.

    `laid_out` says that it was laid out in full because it did not fit its form's master.
    """

    data: bytes
    laid_out: bool = False
    work: WorkDone = field(default_factory=WorkDone, compare=False)


@dataclass(frozen=True)
class RenderFailure:
    """The reason why a document could not be written: one line, and a traceback for developers."""

    message: str
    detail: str


Written = tuple[int, Rendered | RenderFailure]
"""A document's position in the plan, and its result."""


def failure(error: Exception) -> RenderFailure:
    """Return why a document could not be written, from the error that is being handled."""
    message = str(error) if isinstance(error, LayoutError) else f"{type(error).__name__}: {error}"
    return RenderFailure(message, traceback.format_exc())
