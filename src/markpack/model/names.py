"""People's names, of two parts or of one: how they are written, and compared."""

from __future__ import annotations

import re
import unicodedata


def full_name(first_name: str, last_name: str) -> str:
    """Return first and last name, or the only one."""
    return " ".join(filter(None, (first_name, last_name)))


def name_in_lists(first_name: str, last_name: str) -> str:
    """Return last name, comma and first name, or the only one."""
    return ", ".join(filter(None, (last_name, first_name)))


def folded_name(name: str) -> str:
    """Return a name without letter case and needless spaces, to compare it."""
    return " ".join(name.split()).casefold()


def name_words(name: str) -> set[str]:
    """Return the words of a name, to compare it: accents, letter case and apostrophes aside."""
    return set(words_of_name(name))


def words_of_name(name: str) -> list[str]:
    """Return the words of a name as `name_words` has them, in order."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return re.findall(r"[^\W\d_]+", letters.casefold().replace("’", "").replace("'", ""))
