"""For all tests: what is loaded once is not loaded by other processes again, nor looked through for garbage."""

from __future__ import annotations

import gc
from importlib import import_module

import pytest
from hypothesis import settings

settings.register_profile("quick", max_examples=25)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", type=int, default=1, metavar="N", help="try N times as many random cases")


@pytest.fixture(scope="session")
def thorough(pytestconfig: pytest.Config) -> int:
    """How many times as many random cases are to be tried as usual."""
    times: int = pytestconfig.getoption("thorough")
    return times


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples where the slow tests are left out, and more where somebody asks for that."""
    if config.option.markexpr == "not slow":
        settings.load_profile("quick")
    if (times := config.getoption("thorough")) > 1:
        settings.register_profile("thorough", max_examples=100 * times)
        settings.load_profile("thorough")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow tests, so that no process has one left when the others have finished."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Load what makes pages, and keep it and the tests' modules out of every later search for garbage.

    A process that makes pages once makes them again, so that few builds start processes of their own.
    """
    import_module("markpack.writers.pdf.layout")
    import_module("markpack.writers.masters.pdf.master")
    gc.collect()
    gc.freeze()
