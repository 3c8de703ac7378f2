"""The version of markpack and its libraries, as a digest of their files' sizes and times, which is quick."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_VERSIONS = (".dist-info", ".egg-info", ".egg-link")
"""The endings of the folders and files that pip puts beside a library; their names hold its version."""


def program_digest() -> str:
    """Return a digest that changes with every file of markpack, with Python and with what is installed."""
    digest = hashlib.sha256(sys.version.encode())
    for path, file_stat in sorted(_sources(str(_PACKAGE))):
        digest.update(f"{path}\0{file_stat.st_size}\0{file_stat.st_mtime_ns}\0".encode("utf-8", "surrogatepass"))
    for name in _installed():
        digest.update(f"{name}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _sources(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _sources(entry.path)
            elif entry.is_file():
                yield entry.path, entry.stat()


def _installed() -> Iterator[str]:
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - names alone are wanted
        except OSError:
            continue  # a ZIP of modules, or a folder that is not there
        yield from sorted(name for name in names if name.endswith(_VERSIONS))
