"""Programs that some tests use: without one such a test is skipped, saying so, and in CI it fails."""

from __future__ import annotations

import os
import shutil

import pytest


def program(*names: str) -> str:
    """Return the path of the first of these programs that is installed; else skip the test, or fail it in CI."""
    for name in names:
        if found := shutil.which(name):
            return found
    message = f"{names[0]} is not installed; setup/test-tools.sh says how to install it"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{message} (in CI nothing is skipped for want of a program)")
    pytest.skip(message)


def soffice() -> str:
    """Return LibreOffice's command."""
    return program("soffice", "libreoffice")


def chromium() -> str:
    """Return a Chromium browser's command."""
    return program("chromium", "chromium-browser", "google-chrome")


def pdftoppm() -> str:
    """Return poppler's command that turns PDF pages into pictures."""
    return program("pdftoppm")


def pdftocairo() -> str:
    """Return poppler's command that prints a PDF into another one."""
    return program("pdftocairo")


def ghostscript() -> str:
    """Return Ghostscript's command."""
    return program("gs")
