"""E-mail addresses: which texts can be one."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\"\\]+(?<!\.)@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,63}"
    r"|[^\s@<>()\[\],;:\"\\]+(?<!\.)@(?:[^\W_](?:[\w-]*[^\W_])?\.)+xn--[a-z0-9-]+"
)
LONGEST = 254
"""The most characters of an address that mail is delivered to (RFC 5321)."""


def is_email(text: str) -> bool:
    """Say whether a text can be one e-mail address; whether mail arrives there is not looked up."""
    is_whole = _ADDRESS.fullmatch(text) is not None and len(text) <= LONGEST
    return is_whole and not text.startswith(".") and ".." not in text
