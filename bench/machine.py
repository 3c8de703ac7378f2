"""On what kind of machine a run was, with nothing that would say whose."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version

from markpack import __version__

PACKAGES = ("weasyprint", "typst", "docxtpl", "python-docx", "openpyxl", "xlsxwriter")


def cores() -> int:
    """Return how many cores this machine has."""
    return os.cpu_count() or 1


def machine() -> str:
    """Return the kind of machine, such as “2 cores, x86_64, Linux, Python 3.13.1”."""
    return f"{cores()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def versions() -> str:
    """Return the versions of markpack and of the other tools' packages that are installed."""
    found = [f"markpack {__version__}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)
