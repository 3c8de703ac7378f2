"""The manifest of an employer's output: what markpack made, and from what, so that a person's edits are noticed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from sys import intern

from markpack.errors import InputError, Place, Problem
from markpack.model.pack_folders import pack_in, reach_of
from markpack.publish.guarded_folder import published_folder
from markpack.publish.refusal import remedy

NAME = "manifest.json"
VERSION = 2
"""Version 2 says what documents of results said; entries of version 1 do not."""
READ = (1, 2)
"""The versions that are read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A published file: the sha256 of its bytes, the key of what it was made from, and what it is.

    `revision` is that of the decision that it tells of, 0 for the first one. `facts` is the digest of what it says, of
    documents whose earlier files are kept; empty where that is not known.
    """

    sha256: str
    key: str
    kind: str
    format: str
    unit: str = ""
    learner: str = ""
    attempt: int = 0
    revision: int = 0
    facts: str = ""


@dataclass(frozen=True)
class Manifest:
    """Every file that markpack has published in a folder, by its path below it.

    `pending` holds the sha256 of what runs were about to put in place, by path: if they were cut off, those files are
    known as markpack's own all the same.
    """

    files: Mapping[str, Entry] = field(default_factory=dict)
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def published_packs(output: Path) -> list[Path]:
    """Return the folders in the output that packs are published in, employers' and cohorts', in order."""
    folders = (path for pattern in ("*", "*/*") for path in output.glob(pattern) if path.is_dir())
    return sorted(path for path in folders if path.parent == output or (path / NAME).is_file())


def read_manifest(folder: Path) -> Manifest:
    """Return a folder's manifest; an empty one where there is none. Raises InputError for a damaged one."""
    guarded = published_folder(folder)
    try:
        guarded.status(NAME)
    except OSError:  # nothing there, or nothing that may be written to: publishing says what
        return Manifest()
    try:
        text = guarded.read(NAME).decode()
        data = json.loads(text)
        _check_texts(text, data)
        if data["version"] not in READ:
            raise ValueError(f"version {data['version']}")
        return Manifest(
            files={_checked_path(name): _entry(**entry) for name, entry in data["files"].items()},
            pending={
                _checked_path(name): tuple(map(str, digests)) for name, digests in data.get("pending", {}).items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason: object = error
        hint = "Move the folder aside and build again; markpack does not overwrite what it does not know."
        if isinstance(error, OSError):
            reason, hint = error.strerror, remedy(error)
        problem = Problem(
            Place(str(folder / NAME)),
            f"This record of what markpack made cannot be read ({reason}).",
            hint,
            reach=reach_of(pack_in(folder)),
        )
        raise InputError([problem]) from error


def of_today(manifest: Manifest, former: Mapping[str, str]) -> Manifest:
    """Return a manifest whose files are those of learners by their numbers of today, in `former` by earlier ones."""
    if not former:
        return manifest
    files = {
        path: replace(entry, learner=former.get(entry.learner.casefold(), entry.learner))
        for path, entry in manifest.files.items()
    }
    return replace(manifest, files=files)


def _entry(
    sha256: str, key: str, kind: str, format: str, unit: str = "", learner: str = "", attempt: int = 0,
    revision: int = 0, facts: str = "",
) -> Entry:  # fmt: skip
    """Return an entry; raise ValueError where a value is of another type than it has to be."""
    texts, numbers = (sha256, key, facts), (attempt, revision)
    if not (all(isinstance(text, str) for text in texts) and all(type(number) is int for number in numbers)):
        raise ValueError("a value in it is of the wrong kind")
    # Few different texts stand in many entries, so each is kept once; of anything but text, intern raises TypeError.
    return Entry(sha256, key, intern(kind), intern(format), intern(unit), intern(learner), attempt, revision, facts)


def _check_texts(text: str, data: object) -> None:
    """Raise ValueError where half of a surrogate pair stands in a text; only JSON's escapes can put it there."""
    if "\\u" in text:
        try:
            _json(data).encode()
        except UnicodeEncodeError:
            raise ValueError("a name in it is not text") from None


def _checked_path(name: str) -> str:
    """Return a path that leads to a file below the folder; raise ValueError for any other."""
    if not {"", ".", ".."}.isdisjoint(name.split("/")) or any(sign in name for sign in "\0\\:"):
        raise ValueError(f"“{name}” is not a file of this folder")
    return name


def manifest_text(manifest: Manifest) -> str:
    """Return the manifest as JSON, the same text for the same files, each on a line.

    json itself would take seconds to lay out tens of thousands of them.
    """
    return "".join(_lines(manifest))


def _lines(manifest: Manifest) -> Iterator[str]:
    yield f'{{\n"version": {VERSION},\n"files": {{'
    yield from _in_lines((path, _without_defaults(manifest.files[path])) for path in sorted(manifest.files))
    if manifest.pending:
        yield '},\n"pending": {'
        yield from _in_lines((name, manifest.pending[name]) for name in sorted(manifest.pending))
    yield "}\n}\n"


def _without_defaults(entry: Entry) -> dict[str, object]:
    values = {name: getattr(entry, name) for name in Entry.__slots__}
    return {name: value for name, value in values.items() if value or name not in ("revision", "facts")}


def _in_lines(values: Iterable[tuple[str, object]]) -> Iterator[str]:
    separator = "\n"
    for name, value in values:
        yield f"{separator}{_json(name)}: {_json(value)}"
        separator = ",\n"


_json = json.JSONEncoder(ensure_ascii=False).encode
