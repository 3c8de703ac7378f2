"""For all tests: what is loaded once is not loaded by other processes again, nor looked through for garbage."""

from __future__ import annotations

import gc
from importlib import import_module

import pytest
from hypothesis import settings

settings.register_profile("quick", max_examples=25)


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples where the slow tests are left out."""
    if config.option.markexpr == "not slow":
        settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow tests, so that no process has one left when the others have finished."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Load what makes pages, and keep it and the tests' modules out of every later search for garbage.

    A process that makes pages once makes them again, so that few builds start processes of their own.
    """
    import_module("markpack.writers.masters.pdf.master")
    gc.collect()
    gc.freeze()
