"""The files that come with markpack, from which new workspaces start."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def starter() -> Path:
    """Return the folder whose `templates/` and `contexts/` new workspaces start from.

    In an installed package they are carried along; in a checkout they are the repository's own.
    """
    carried = _PACKAGE / "starter"
    return carried if carried.is_dir() else _PACKAGE.parents[1]
