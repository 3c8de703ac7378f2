"""Text with gaps: written once with a token where something else will stand, then filled in again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping


def token(name: str) -> str:
    """Return what stands in a specimen in place of what is named so; no text of a form looks like it."""
    return f"{{{name}}}"


class Gapped:
    """A text cut at its tokens. `gaps` says how often each name has a gap."""

    def __init__(self, text: str, tokens: Mapping[str, str]) -> None:
        """Cut a text; `tokens` maps the tokens that may stand in it to the names of what they stand for."""
        if tokens:
            self._pieces = re.split(f"({'|'.join(map(re.escape, tokens))})", text)
        else:
            self._pieces = [text]
        self._names = [tokens[found] for found in self._pieces[1::2]]
        self.gaps = Counter(self._names)

    def filled(self, contents: Mapping[str, str]) -> str:
        """Return the text with the content of each name in its gaps."""
        pieces = self._pieces.copy()
        pieces[1::2] = [contents[name] for name in self._names]
        return "".join(pieces)
