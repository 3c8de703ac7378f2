"""For all tests: what is loaded once is not loaded by other processes again, nor looked through for garbage."""

from __future__ import annotations

import gc
from importlib import import_module


def pytest_collection_finish() -> None:
    """Load what makes pages, and keep it and the tests' modules out of every later search for garbage.

    A process that makes pages once makes them again, so that few builds start processes of their own.
    """
    import_module("markpack.writers.masters.pdf.master")
    gc.collect()
    gc.freeze()
