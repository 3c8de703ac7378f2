"""What of a returned file's text its form did not print, by the list of texts that the file carries."""

from __future__ import annotations

from collections.abc import Mapping

from markpack.model.forms.printed_texts import counted_digest, printed_digests, text_digest, what_counts

_LONGEST = 2000
"""The most letters of a text that is looked through for what was added before or after the form's own."""
MOST_LETTERS = 400_000_000
"""How many letters of beginnings and ends of texts are looked up for one form; after that, texts are quoted whole."""


class PrintedTexts:
    """The texts that a form printed; false where the file has no list of them, as those of earlier releases."""

    def __init__(self, properties: Mapping[str, str]) -> None:
        self._digests = printed_digests(properties)
        self._added: dict[str, str] = {}
        self._letters = 0

    def __bool__(self) -> bool:
        return bool(self._digests)

    def added(self, text: str) -> str:
        """Return what of a text is not the form's: nothing, what was added before or after a text of it, or all."""
        if text not in self._added:
            self._added[text] = self._looked_through(text)
        return self._added[text]

    def _looked_through(self, text: str) -> str:
        digest = text_digest(text)
        if not digest or digest in self._digests:
            return ""
        if len(text) > _LONGEST or self._letters > MOST_LETTERS:
            return text
        self._letters += len(text) ** 2
        counted = [what_counts(letter) for letter in text]
        letters, end = "".join(counted), 0
        ends = [end := end + len(letter) for letter in counted]
        for position in range(len(counted) - 1, 0, -1):
            if self._is_of_form(letters[ends[-1 - position] :]):
                return text[: len(text) - position].strip()
            if self._is_of_form(letters[: ends[position - 1]]):
                return text[position:].strip()
        return text

    def _is_of_form(self, letters: str) -> bool:
        return counted_digest(letters) in self._digests
