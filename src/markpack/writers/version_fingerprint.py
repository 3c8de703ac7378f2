"""A fingerprint of all that documents depend on beside their views: layouts, fonts, writers and libraries."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from markpack import __version__
from markpack.writers.html_layouts import Layouts

LIBRARIES = (
    "weasyprint", "pydyf", "fonttools", "uharfbuzz", "pikepdf", "XlsxWriter", "lxml", "resvg-py", "Jinja2",
)  # fmt: skip
_PACKAGE = Path(__file__).parents[1]


def fingerprint(layouts: Layouts) -> str:
    """Return a digest that changes with markpack, its writers and layouts, the centre's layouts and the libraries."""
    digest = hashlib.sha256(own_fingerprint().encode())
    _add_files(digest, layouts.overrides or ())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def own_fingerprint() -> str:
    """Return a digest of everything but the centre's layouts; another machine with the same digest writes alike."""
    digest = hashlib.sha256(f"{__version__} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}\0".encode())
    for folder in ("layouts", "writers", "documents"):
        _add_files(digest, ((path, file.read_bytes()) for path, file in _files(_PACKAGE / folder)))
    return digest.hexdigest()


def _add_files(digest: hashlib._Hash, files: Iterable[tuple[str, bytes]]) -> None:
    for path, data in files:
        digest.update(path.encode("utf-8", "surrogatepass") + b"\0")
        digest.update(hashlib.sha256(data).digest())


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix(), path
