"""The record of what was published of results: the files that others replaced, a list of them, and what they said.

It lies in the workspace's `records/` and is its user's alone. Nothing is removed from it but what is about a person who
is erased.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from filelock import FileLock, Timeout

from markpack.errors import InputError, Place, Problem
from markpack.model.editions import Change, Edition, Editions, Facts, Gone, KeptFile, Reported, Subject
from markpack.model.pack_folders import employer_of, reach_of
from markpack.model.records import EARLIER, EARLIER_FILES, FOLDER, REPORTED
from markpack.publish.csv_lists import as_written, harmless, rows_of, with_rows
from markpack.publish.guarded_folder import PRIVATE_FILE, GuardedFolder
from markpack.publish.locks import LOCK, lock_file
from markpack.publish.refusal import refused, remedy

NO_FORMER: Mapping[str, str] = MappingProxyType({})
HEAD, VERSION = "markpack reported results", 1
PATIENCE = 20
"""For how many seconds a build waits while another one adds to the list."""


@dataclass(frozen=True)
class EarlierFile:
    """A line of the list: a file that was published, why it is no more, and what it was. Dates in ISO form."""

    kept_on: str
    employer: str
    cohort: str
    assignment: str
    unit: str
    registration: str
    name: str
    attempt: str
    revision: str
    kind: str
    format: str
    file: str
    sha256: str
    bytes: str
    why: str
    replaced_by: str
    kept_as: str

    @property
    def pack(self) -> str:
        """The folder of the employer, or of employer and cohort with a slash."""
        return "/".join(filter(None, (self.employer, self.cohort)))

    def is_of(self, pack: str, packs: Container[str]) -> bool:
        """Say whether it was published in a pack, or in what became one: where the employer has none of their own.

        `packs` has the names of all that there are.
        """
        return self.pack == pack or (self.pack == employer_of(pack) and self.pack not in packs)

    @property
    def row(self) -> dict[str, str]:
        """The line by column."""
        return {column: getattr(self, name) for name, column in zip(_NAMES, COLUMNS, strict=True)}


_NAMES = tuple(field.name for field in fields(EarlierFile))
COLUMNS = tuple(name.replace("_", " ") for name in _NAMES)
"""The columns of the list."""
_ABOUT = ("employer", "cohort", "file", "sha256")
"""What tells lines apart: the same file is listed once."""


def recorded_employers(root: Path) -> tuple[str, ...]:
    """Return the employers of whom it is noted in a workspace what documents said, in order."""
    folder = root / FOLDER / REPORTED
    return tuple(sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.json")))


def kept_files(root: Path) -> tuple[EarlierFile, ...]:
    """Return the lines of a workspace's list of earlier files; none where there is no list.

    Raises OSError where it cannot be read, and InputError where a person gave it other columns.
    """
    rows = rows_of(root / FOLDER / EARLIER, COLUMNS)
    return tuple(EarlierFile(*(as_written(row[name]) for name in COLUMNS)) for row in rows)


class Record:
    """The record as far as it is about one employer, named by the folder, or by folder and cohort with a slash."""

    def __init__(self, root: Path, employer: str, former: Mapping[str, str] = NO_FORMER) -> None:
        """Take a workspace's folder. Nothing is read or written yet.

        `former` has learners' registration numbers of today by those that they had before, in small letters.
        """
        self._former = former
        self._folder = GuardedFolder(root / FOLDER, levels=1)
        self.employer = employer
        self._read: bytes | None = None

    @property
    def reported_file(self) -> str:
        """Where it is noted what documents said, below the records."""
        return f"{REPORTED}/{self.employer}.json"

    @property
    def folder(self) -> Path:
        """Where the records are on disk."""
        return self._folder.path

    def read_editions(self, program: str) -> Editions:
        """Return what documents said, for a build by this version of the program.

        Raises InputError where that cannot be read.
        """
        self._read = self._bytes()
        try:
            known = _editions(json.loads(self._read), program) if self._read is not None else Editions(program=program)
            known.rename(self._former)
            return known
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self._unreadable(error) from error

    def read_again(self, editions: Editions) -> Editions:
        """Return what documents said: `editions`, unless another build has noted more since they were read."""
        return editions if self._bytes() == self._read else self.read_editions(editions.program)

    def _bytes(self) -> bytes | None:
        try:
            return self._folder.read(self.reported_file)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> InputError:
        reason = "It is damaged."
        hint = "Bring it back from your backup; without it, nobody can tell what learners were told."
        if isinstance(error, OSError):
            reason, hint = refused(error), remedy(error)
        elif isinstance(error, _Newer):
            reason, hint = "A newer version of markpack wrote it.", "Build with that version, or a later one."
        reach = reach_of(self.employer)
        place = Place(f"{FOLDER}/{self.reported_file}")
        return InputError(
            [Problem(place, f"The record of what documents said cannot be read. {reason}", hint, reach=reach)]
        )

    def keep(self, data: bytes, ending: str) -> str:
        """Keep a file's bytes and return where, below the records; raise OSError where that is not possible."""
        digest = hashlib.sha256(data).hexdigest()
        name = f"{EARLIER_FILES}/{digest[:2]}/{digest}.{ending}"
        for folder in ("", EARLIER_FILES, f"{EARLIER_FILES}/{digest[:2]}"):
            self._folder.make(folder, private=True)
        if not self._has(name, data):
            self._folder.write(name, data, private=True)
        return name

    def _has(self, name: str, data: bytes) -> bool:
        try:
            return self._folder.read(name) == data
        except OSError:
            return False

    def add(self, files: Sequence[EarlierFile]) -> None:
        """Add lines to the list, each in place of an earlier one about the same file.

        Raises OSError where that is not possible, and InputError where a person gave the list other columns.
        """
        if not files:
            return
        self._folder.make(private=True)
        with self._alone():
            rows = [{column: harmless(text) for column, text in file.row.items()} for file in files]
            text = with_rows(self._folder.path / EARLIER, COLUMNS, rows, _about)
            self._folder.write(EARLIER, text.encode("utf-8-sig"), private=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other builds from adding to the list meanwhile."""
        try:
            with FileLock(lock_file(self._folder, LOCK), timeout=PATIENCE, mode=PRIVATE_FILE):
                yield
        except Timeout as error:
            raise TimeoutError(None, "another build is writing into records/", EARLIER) from error

    def write_editions(self, editions: Editions) -> None:
        """Note what documents say from now on, if this build has changed that. Raises OSError."""
        if not editions.is_changed:
            return
        for folder in ("", self.reported_file.rpartition("/")[0]):
            self._folder.make(folder, private=True)
        self._folder.write(self.reported_file, _text(editions).encode(), private=True)

    def leave_out(self, learners: Collection[str]) -> None:
        """Note no more what was said of learners, by all numbers that they have there, in small letters.

        Raises InputError where the record cannot be read, and OSError.
        """
        editions = self.read_editions("")
        for subject in [known for known in editions.reported if known.learner.casefold() in learners]:
            del editions.reported[subject]
            editions.is_changed = True
        self.write_editions(editions)


def _about(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in _ABOUT)


def _text(editions: Editions) -> str:
    """Return the JSON of what documents said, each on a line, in order."""
    lines = [
        _json({**asdict(subject), **asdict(known)})
        for subject, known in sorted(editions.reported.items(), key=lambda entry: _order(entry[0]))
    ]
    head = f'"record": {_json(HEAD)},\n"version": {VERSION},\n"build": {editions.build},\n"documents": [\n'
    return "{\n" + head + ",\n".join(lines) + "\n]\n}\n"


def _order(subject: Subject) -> tuple[str, str, int, str]:
    return subject.unit, subject.learner, subject.attempt, subject.kind


_json: Callable[[object], str] = json.JSONEncoder(ensure_ascii=False).encode


class _Newer(ValueError):
    """A file is of a version that this program does not know."""


def _editions(data: Any, program: str) -> Editions:
    if data["record"] != HEAD:
        raise ValueError("another record")
    if int(data["version"]) > VERSION:
        raise _Newer
    reported = dict(map(_reported, data["documents"]))
    return Editions(reported, int(data["build"]), program)


def _reported(entry: Any) -> tuple[Subject, Reported]:
    subject = Subject(str(entry["kind"]), str(entry["unit"]), str(entry["learner"]), int(entry["attempt"]))
    facts, gone = entry["facts"], entry["gone"]
    values, words = ({str(name): str(value) for name, value in facts[part].items()} for part in ("values", "words"))
    known = Reported(
        str(entry["name"]),
        tuple(map(_edition, entry["editions"])),
        Facts(values, words, str(facts["dated"])),
        str(entry["program"]),
        Gone(str(gone["why"]), _iso_day(gone["on"]), int(gone["build"])) if gone else None,
    )
    if not known.editions:
        raise ValueError("a document that said nothing")
    return subject, known


def _kept_file(entry: Any) -> KeptFile:
    return KeptFile(str(entry["format"]), str(entry["path"]), str(entry["kept_as"]), edited=bool(entry["edited"]))


def _iso_day(text: str) -> str:
    """Return a day in ISO form, or nothing; raise ValueError for anything else."""
    return datetime.date.fromisoformat(text).isoformat() if text else ""


def _edition(entry: Any) -> Edition:
    return Edition(
        str(entry["digest"]),
        str(entry["dated"]),
        _iso_day(entry["made_on"]),
        int(entry["build"]),
        tuple(Change(*map(str, (change["what"], change["was"], change["now"]))) for change in entry["changes"]),
        tuple(map(_kept_file, entry["kept"])),
    )
