"""Cache of parsed files, keyed by their bytes: to open thousands of them takes minutes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter

from markpack.errors import Problem
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.files.safe_files import load
from markpack.inputs.files.zip_safety import LARGEST_FILE
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.problems import Problems

_T = TypeVar("_T")
_Parsed = tuple[Workbook | ReturnedForm | None, tuple[Problem, ...]]

_HEADER = {"format": "markpack reading", "version": 2}
"""The first line of what is kept, with the sha256 of the second."""


class ParseCache(Protocol):
    """A place in which bytes are kept by names; it may forget them at any time."""

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name, if anything is."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Keep something under a name."""
        ...


def parse_cached(
    read: Callable[[Path, str, Problems], _T | None], path: Path, file: str, cache: ParseCache | None
) -> tuple[_T | None, tuple[Problem, ...]]:
    """Return what `read` makes of a file and the problems that it notes, from the cache if they are there."""
    data = load(path, file, Problems(), limit=LARGEST_FILE) if cache is not None else None
    name = hashlib.sha256(f"{read.__name__}\0{file}\0".encode() + (data or b"")).hexdigest()
    if cache is not None and data is not None and (known := _unpacked(cache.get(name))):
        parsed: tuple[_T | None, tuple[Problem, ...]] = known
        return parsed
    problems = Problems()
    opened = read(path, file, problems)
    if cache is not None and data is not None:
        cache.put(name, _packed((opened, problems.problems)))
    return opened, problems.problems


def _packed(value: object) -> bytes:
    """Return a header and what was parsed, a line of JSON each; nothing where a text cannot be stored."""
    try:
        body = _parsed().dump_json(value)  # type: ignore[arg-type]
    except ValueError:  # half of a surrogate pair in a file's name
        return b""
    return json.dumps({**_HEADER, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n" + body


def _unpacked(data: bytes | None) -> Any:
    """Return what was packed; None where it is damaged."""
    header, _, body = (data or b"").partition(b"\n")
    try:
        if json.loads(header) != {**_HEADER, "sha256": hashlib.sha256(body).hexdigest()}:
            return None
        return _parsed().validate_json(body)
    except ValueError:
        return None


@cache
def _parsed() -> TypeAdapter[_Parsed]:
    return TypeAdapter(_Parsed)
