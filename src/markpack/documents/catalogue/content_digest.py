"""A digest of all that a view-model says, so that a document is made again exactly when it would say something else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from markpack.documents.mark_sheet.view import MarkSheetForm
from markpack.documents.shared.document import Branding

SHARED = (MarkSheetForm, Branding)
"""What many view-models have in common, so that it is gone through once for all of them."""

MOST_SHARED = 32
"""How many of them are remembered; there are more only where learners have adjustments of their own."""


class Digests:
    """Digests of view-models: of two that differ in any field, at any depth, the digests differ too."""

    def __init__(self) -> None:
        self._shared: dict[int, tuple[object, str]] = {}

    def digest_of(self, view: object, parts: Iterable[str] = ()) -> str:
        """Return the sha256 of a view-model, and of the digests of what it holds beside its fields."""
        if not is_dataclass(view):
            raise TypeError(f"{type(view).__name__} is no view-model")
        digest = hashlib.sha256(type(view).__name__.encode())
        for field in fields(view):
            digest.update(f"\0{field.name}\0{self._text(getattr(view, field.name))}".encode())
        for part in parts:
            digest.update(f"\0{part}".encode())
        return digest.hexdigest()

    def _text(self, value: Any) -> str:
        if not isinstance(value, SHARED):
            return repr(value)
        known = self._shared.get(id(value))
        if known is None:
            if len(self._shared) >= MOST_SHARED:
                self._shared.clear()
            # The value is kept beside its digest, so that no other one can have its id.
            known = self._shared[id(value)] = value, hashlib.sha256(repr(value).encode()).hexdigest()
        return known[1]
