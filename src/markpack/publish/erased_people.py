"""The list of people who were erased: when, why and by whom. It has no name and no number, but a digest of the number.

By that a centre can answer whether somebody was erased, and notice who is back with an older backup.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from markpack.model.records import ERASED, FOLDER
from markpack.publish.csv_lists import as_written, harmless, rows_of, with_rows
from markpack.publish.guarded_folder import GuardedFolder

BEGUN, DONE = "begun", "done"
"""Whether an erasure was finished, or interrupted."""
ROUNDS = 20_000
"""How often a number is hashed: to try all numbers that there may be then takes long."""


@dataclass(frozen=True)
class ErasedPerson:
    """A line of the list. `number` is the digest, `on` a day in ISO form, `files` how many files were erased."""

    on: str
    number: str
    reason: str
    by: str
    files: str
    state: str

    @property
    def row(self) -> dict[str, str]:
        """The line by column."""
        return {name: harmless(getattr(self, name)) for name in COLUMNS}


COLUMNS = tuple(field.name for field in fields(ErasedPerson))
"""The columns of the list."""


def erased_people(root: Path) -> tuple[ErasedPerson, ...]:
    """Return the lines of a workspace's list, in order; raise InputError where it has other columns, and OSError."""
    rows = rows_of(root / FOLDER / ERASED, COLUMNS)
    return tuple(ErasedPerson(*(as_written(row.get(name, "")) for name in COLUMNS)) for row in rows)


def erasure_of(number: str, people: Sequence[ErasedPerson]) -> ErasedPerson | None:
    """Return the last line about a registration number, letter case aside; None where it was never erased."""
    return next((line for line in reversed(people) if line.number == _digest(number, _salt(line.number))), None)


def note_erased(root: Path, line: ErasedPerson) -> None:
    """Put a line into the list, in place of one about the same person and day. Raises InputError and OSError."""
    folder = GuardedFolder(root / FOLDER, levels=1)
    folder.make(private=True)
    text = with_rows(folder.path / ERASED, COLUMNS, [line.row], _about)
    folder.write(ERASED, text.encode("utf-8-sig"), private=True)


def number_digest(number: str, people: Sequence[ErasedPerson]) -> str:
    """Return what stands in the list for a registration number, with the salt of the list, or a new one."""
    salt = next((found for line in people if (found := _salt(line.number))), "") or secrets.token_hex(8)
    return _digest(number, salt)


def _about(row: Mapping[str, str]) -> tuple[str, ...]:
    return row.get("number", ""), row.get("on", "")


def _salt(digest: str) -> str:
    return digest.partition(":")[0]


@lru_cache(maxsize=4096)
def _digest(number: str, salt: str) -> str:
    rounds = hashlib.pbkdf2_hmac("sha256", number.casefold().encode("utf-8", "surrogatepass"), salt.encode(), ROUNDS)
    return f"{salt}:{rounds.hex()[:32]}"
