"""When Python looks for garbage: after work that piles up objects and needs them to its end, not amid it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Let garbage lie while something is done, and put away what it left when it is done.

    Only what refers to itself, in a circle, waits so long: all else is let go of at once, as ever. A page's boxes do,
    but nearly all of them are needed until the page is drawn, and looking for the others among them again and again
    takes much of the time. What has been there before is not looked through either.
    """
    if not gc.isenabled():
        yield  # whoever has seen to it does so after this as well
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)
