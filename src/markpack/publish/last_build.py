"""A record of the last build beside its documents, by which the next one can tell that nothing has changed."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from markpack.publish.guarded_folder import GuardedFolder

NAME = ".last-build.json"
HEAD = "markpack last build"
"""What the first line begins with; the sha256 of the record, which is all that follows, ends it."""


def read_last_build(output: Path) -> object:
    """Return the record of the last build as JSON has it; None where there is none, or it is damaged."""
    try:
        head, _, record = _guarded(output).read(NAME).partition(b"\n")
        return json.loads(record) if head == _head(record) else None
    except (OSError, ValueError, RecursionError):
        return None


def keep_last_build(output: Path, record: object) -> None:
    """Keep a record of the last build; where it cannot be written, the next build goes through everything."""
    with suppress(OSError):  # names that are no Unicode are kept as escapes
        data = json.dumps(record).encode()
        _guarded(output).write(NAME, _head(data) + b"\n" + data, private=True)


def _head(record: bytes) -> bytes:
    return f"{HEAD} {hashlib.sha256(record).hexdigest()}".encode()


def _guarded(output: Path) -> GuardedFolder:
    return GuardedFolder(output, levels=1)
