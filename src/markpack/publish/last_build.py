"""A record of the last build beside its documents, by which the next one can tell that nothing has changed."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

NAME = ".last-build.json"


def read_last_build(output: Path) -> object:
    """Return the record of the last build as JSON has it; None where there is none, or it is damaged."""
    try:
        return json.loads((output / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def keep_last_build(output: Path, record: object) -> None:
    """Keep a record of the last build; where it cannot be written, the next build goes through everything."""
    staged = output / f"{NAME}.new"
    with suppress(OSError):
        staged.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8", newline="\n")
        os.replace(staged, output / NAME)  # noqa: PTH105 - os.replace is atomic on every system
