"""Cache of parsed files, keyed by their bytes: to open thousands of them takes minutes."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Any, Protocol, TypeVar, get_type_hints

from pydantic import TypeAdapter

from markpack.errors import Place, Problem
from markpack.inputs.files.safe_files import is_unicode, load
from markpack.inputs.files.zip_safety import LARGEST_FILE
from markpack.inputs.marks.reader_pool import ReaderEnded, reader_pool
from markpack.inputs.problems import Problems

_T = TypeVar("_T")
_HEADER = {"format": "markpack reading", "version": 8}
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
) -> Callable[[], tuple[_T | None, tuple[Problem, ...]]]:
    """Begin to read a file, and return what gives out what `read` makes of it and the problems that it notes.

    What the cache knows comes from there; all else is read by another process, within its bounds.
    """
    problems = Problems()
    if not is_unicode(file):
        problems.error(Place(file), "The file’s name is not in Unicode, as in some old ZIPs.", "Rename the file.")
        return lambda: (None, problems.problems)
    data = load(path, file, problems, limit=LARGEST_FILE)
    if data is None:
        return lambda: (None, problems.problems)
    name = hashlib.sha256(f"{read.__name__}\0{file}\0".encode() + data).hexdigest()
    if cache is not None and (known := unpacked(read, cache.get(name))):
        parsed: tuple[_T | None, tuple[Problem, ...]] = known
        return lambda: parsed
    begun = _begin(read, path, file)

    def finish() -> tuple[_T | None, tuple[Problem, ...]]:
        reading = begun()
        if isinstance(reading, Problem):
            return None, (reading,)
        if cache is not None:
            cache.put(name, reading)
        finished: tuple[_T | None, tuple[Problem, ...]] | None = unpacked(read, reading)
        return finished or (None, (_not_read(file, "What the file holds could not be handed over."),))

    return finish


def read_apart(
    read: Callable[[Path, str, Problems], _T | None], path: Path, file: str, problems: Problems
) -> _T | None:
    """Return what `read` makes of a file in another process, within its bounds; what it notes is noted here."""
    opened, found = parse_cached(read, path, file, None)()
    problems.include(found)
    return opened


def _begin(read: Callable[[Path, str, Problems], Any], path: Path, file: str) -> Callable[[], bytes | Problem]:
    if getattr(sys.modules.get(read.__module__), read.__name__, None) is not read:
        problems = Problems()  # a function that no other process could find
        return lambda: packed(read, (read(path, file, problems), problems.problems))
    future = reader_pool().submit(read, path, file)

    def finish() -> bytes | Problem:
        try:
            return future.result()
        except ReaderEnded as ended:
            return _not_read(file, str(ended))
        except OSError as error:
            return _not_read(file, f"No process could be started to read the file: {error.strerror}.")

    return finish


def _not_read(file: str, message: str) -> Problem:
    return Problem(
        Place(file), message, "Check where it comes from. If it is right, open it in its own program and save it again."
    )


def packed(read: Callable[..., object], value: tuple[object, tuple[Problem, ...]]) -> bytes:
    """Return a header and what a reader made of a file, a line of JSON each; nothing where a text cannot be stored."""
    try:
        body = _readings(read).dump_json(value)
    except ValueError:  # half of a surrogate pair in a file's name
        return b""
    return json.dumps({**_HEADER, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n" + body


def unpacked(read: Callable[..., object], data: bytes | None) -> Any:
    """Return what was packed; None where it is damaged."""
    header, _, body = (data or b"").partition(b"\n")
    try:
        if json.loads(header) != {**_HEADER, "sha256": hashlib.sha256(body).hexdigest()}:
            return None
        return _readings(read).validate_json(body)
    except ValueError:
        return None


@cache
def _readings(read: Callable[..., object]) -> TypeAdapter[Any]:
    """Return what converts the readings of a reader: what it says that it returns, and problems."""
    returned = get_type_hints(read)["return"]
    pair: Any = GenericAlias(tuple, (returned, tuple[Problem, ...]))
    return TypeAdapter(pair)
