"""What all documents depend on beside what they say: layouts, fonts, the writers and the libraries they use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from markpack import __version__
from markpack.writers.html import Layouts

LIBRARIES = ("weasyprint", "pydyf", "fonttools", "XlsxWriter", "lxml", "resvg-py", "Jinja2")
_PACKAGE = Path(__file__).parents[1]


def fingerprint(layouts: Layouts) -> str:
    """Return a digest that changes with markpack, its writers and layouts, the centre's layouts and the libraries."""
    digest = hashlib.sha256(_own().encode())
    if layouts.overrides is not None:
        _add_files(digest, layouts.overrides)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _own() -> str:
    digest = hashlib.sha256(__version__.encode())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}\0".encode())
    for folder in ("layouts", "writers"):
        _add_files(digest, _PACKAGE / folder)
    return digest.hexdigest()


def _add_files(digest: hashlib._Hash, folder: Path) -> None:
    for path in _files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path
