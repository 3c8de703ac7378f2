"""pydyf's objects by their references, and their removal."""

from __future__ import annotations

from typing import Any

import pydyf


def number_of(reference: bytes) -> int:
    """Return the number in a reference."""
    return int(reference.split()[0])


def referred(pdf: Any, reference: bytes) -> Any:
    """Return the object that a reference names."""
    return pdf.objects[number_of(reference)]


def remove(pdf: Any, reference: bytes) -> None:
    """Take an object out of the file. Its number is free then; a null in its place is what some programs stop at."""
    free = pydyf.Object()
    free.number, free.generation, free.free = 0, 0xFFFF, "f"
    pdf.objects[number_of(reference)] = free
