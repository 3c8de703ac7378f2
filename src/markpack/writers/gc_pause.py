"""Garbage collection after work that needs all of its objects until its end, and not during it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause cyclic garbage collection inside the block; collect the young generation after it.

    Only objects in reference cycles wait; Python frees all others at once. Why: a page's boxes are in cycles, nearly
    all of them are needed until the page is drawn, and searching them again and again takes much of the time.
    """
    if not gc.isenabled():
        yield  # the outer block collects
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)
