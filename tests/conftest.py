"""For all tests: what is loaded once is not loaded by other processes again, nor looked through for garbage."""

from __future__ import annotations

import gc

import markpack.writers.masters.pdf.master  # noqa: F401 - what is loaded here need not be loaded by other processes


def pytest_collection_finish() -> None:
    """Keep what the tests' modules brought along out of every later search for garbage."""
    gc.collect()
    gc.freeze()
