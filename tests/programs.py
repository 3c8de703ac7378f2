"""Programs that some tests use: without one such a test is skipped, saying so, and in CI it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest


def program(*names: str) -> str:
    """Return the path of the first of these programs that is installed; else skip the test, or fail it in CI."""
    for name in names:
        if found := shutil.which(name):
            return found
    return _lacking(f"{names[0]} is not installed")


def font_of(language: str) -> None:
    """See that there is a font for a language, by its ISO code; else skip the test, or fail it in CI."""
    found = subprocess.run(
        [program("fc-list"), f":lang={language}", "file"], check=True, capture_output=True, text=True
    )
    if not found.stdout:
        _lacking(f"a font for the language {language} is not installed")


def _lacking(what: str) -> NoReturn:
    message = f"{what}; setup/test-tools.sh says how to install it"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{message} (in CI nothing is skipped for want of a program)")
    pytest.skip(message)


def soffice() -> str:
    """Return LibreOffice's command."""
    return program("soffice", "libreoffice")


def converted(folder: Path, to: str, *files: Path) -> list[Path]:
    """Return what LibreOffice makes of files when it saves them as `to`, a filter's name after its ending or not.

    They have their names, with the ending, in a folder below the one given.
    """
    out = folder / "converted"
    subprocess.run(
        [soffice(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", to,
         "--outdir", str(out), *map(str, files)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return [out / f"{file.stem}.{to.partition(':')[0]}" for file in files]


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


def pdf_lib() -> tuple[str, Path]:
    """Return Node's command, and the folder of the environment in which npm has put pdf-lib."""
    folder = Path(sys.prefix) / "node"
    if not (folder / "node_modules" / "pdf-lib").is_dir():
        _lacking("pdf-lib is not installed")
    return program("node", "nodejs"), folder
