"""What people did with files in the output: edited them, or put them there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markpack.documents.catalogue.kinds import KINDS
from markpack.model.pack_folders import inputs_folder


@dataclass(frozen=True)
class ByHand:
    """A file in the output that a person edited or put there. `offer` says what can be done about it, if anything."""

    path: str
    what: str
    offer: str


def files_by_hand(folder: str, changed: Mapping[str, str | None]) -> tuple[ByHand, ...]:
    """Return what people did with files in a pack's output, each with its kind, or None."""
    return tuple(_by_hand(folder, path, kind) for path, kind in changed.items())


def moving_offer(folder: str) -> str:
    """Return what to do with a form that was filled in where it was generated."""
    return f"Filled in by somebody? Move it to {inputs_folder(folder)}/marks/ and build again."


def _by_hand(folder: str, path: str, kind: str | None) -> ByHand:
    if kind is None:
        return ByHand(path, "put there by somebody", f"If it holds marks, move it to {inputs_folder(folder)}/marks/.")
    if kind in KINDS and not KINDS[kind].value.not_read_because:
        return ByHand(path, "edited since it was generated", moving_offer(folder))
    return ByHand(path, "edited since it was generated", "")
