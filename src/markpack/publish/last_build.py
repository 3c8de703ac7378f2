"""A record of the last build beside its documents, by which the next one can tell that nothing has changed."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from markpack.publish.guarded_folder import GuardedFolder

NAME = ".last-build.json"


def read_last_build(output: Path) -> object:
    """Return the record of the last build as JSON has it; None where there is none, or it is damaged."""
    try:
        return json.loads(_guarded(output).read(NAME))
    except (OSError, ValueError, RecursionError):
        return None


def keep_last_build(output: Path, record: object) -> None:
    """Keep a record of the last build; where it cannot be written, the next build goes through everything."""
    with suppress(OSError):  # names that are no Unicode are kept as escapes
        _guarded(output).write(NAME, json.dumps(record).encode(), private=True)


def _guarded(output: Path) -> GuardedFolder:
    return GuardedFolder(output, levels=1)
