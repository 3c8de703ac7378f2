"""Names in XML from outside, which need not be valid ones: damaged files have names such as w:w:id."""

from __future__ import annotations


def local_name(name: str) -> str:
    """Return a name without the namespace that lxml puts before it in braces."""
    return name.rpartition("}")[2]
