"""What markpack keeps of a person: documents, lists that hold many people, caches, and files of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markpack.app.person import Person, Whom
from markpack.documents.catalogue.kinds import KINDS
from markpack.inputs.criteria_text.document import read_document
from markpack.inputs.marks.parse_cache import parse_cached
from markpack.inputs.person_search.sought import Sought, search
from markpack.publish.erasing import Published, caches, stored_files

OF_MANY = frozenset(("index", *(name for name, kind in KINDS.items() if kind.value.lists_learners)))
"""The kinds of documents that hold details of many learners."""


@dataclass(frozen=True)
class Kept:
    """What markpack keeps of a person, by paths from the workspace.

    `documents` are the person's own, also where somebody edited them. `lists` hold many people and are made anew by the
    next build. `caches` are what builds keep for themselves. `earlier` are files of the record, `lines` the number of
    lines in its list, and `reported` the employers of whose documents it is noted what they said.
    """

    documents: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    lines: int = 0
    reported: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    """Documents of the person of which the manifest alone is left."""

    @property
    def files(self) -> tuple[str, ...]:
        """All files that go."""
        return (*self.documents, *self.lists, *self.caches, *self.earlier)

    def __bool__(self) -> bool:
        return bool(self.files or self.lines or self.reported or self.noted)


def kept_of_person(
    root: Path, whom: Whom, person: Person, folders: Sequence[Published]
) -> tuple[Kept, tuple[str, ...]]:
    """Return what markpack keeps of a person, and the files of its folders that are people's to change."""
    documents: list[str] = []
    lists: list[str] = []
    noted: list[str] = []
    aside: list[str] = []
    for folder in folders:
        if not whom.is_at(folder.folder):
            continue
        for name in _own(folder, person):
            (documents if folder.is_there(name) else noted).append(folder.path(name))
        shared = [name for name, entry in folder.manifest.files.items() if entry.kind in OF_MANY and not entry.learner]
        shared = [name for name in shared if folder.is_there(name)]
        edited = {name for name in shared if _is_edited(folder, name)}
        unedited = [folder.path(name) for name in shared if name not in edited]
        lists += unedited if _own(folder, person) else _holding(root, unedited, person.sought_at(folder.folder))
        aside += [folder.path(name) for name in (*sorted(edited), *folder.unknown)]
    here = [folder for folder in folders if whom.is_at(folder.folder)]
    earlier = [path for path in person.records.files if (root / path).is_file()]
    kept = Kept(
        tuple(sorted(documents)),
        tuple(sorted(lists)),
        tuple(sorted(set(caches(root, here, _speaks_of(person))))),
        tuple(sorted({*earlier, *_listed_nowhere(root, person)})),
        len(person.records.lines),
        tuple(sorted(person.records.reported)),
        tuple(sorted(noted)),
    )
    return kept, tuple(aside)


def _own(folder: Published, person: Person) -> list[str]:
    """Return the names of a person's own documents in a folder, those of an interrupted build included."""
    manifest = folder.manifest
    own = [name for name, entry in manifest.files.items() if entry.learner.casefold() in person.numbers]
    begun = [name for name in manifest.pending if name not in manifest.files]
    return sorted({*own, *(name for name in begun if _is_own(folder, name, person))})


def _is_own(folder: Published, name: str, person: Person) -> bool:
    """Say whether a document is a person's by what it says that it is; a ZIP does not, so its name tells."""
    path = folder.path(name)
    document, _ = parse_cached(read_document, folder.root / path, path, None)()
    if document is None:
        return person.sought.has_number(name)
    return document.identity.learner.casefold() in person.numbers


def _is_edited(folder: Published, name: str) -> bool:
    """Say whether somebody has edited a file; one that cannot be read may be edited."""
    try:
        return folder.is_edited(name)
    except OSError:
        return True


def _holding(root: Path, files: Sequence[str], sought: Sought) -> list[str]:
    """Return the files that speak of somebody, or cannot be searched."""
    found = search(root, files, sought)
    return sorted({*(mention.place.file for mention in found.mentions), *found.not_searched})


def _speaks_of(person: Person) -> Callable[[str, str], bool]:
    """Return what says whether a text that is kept for a folder, or for all, speaks of a person."""
    return lambda folder, text: bool((person.sought_at(folder) if folder else person.sought).found_in(text))


def _listed_nowhere(root: Path, person: Person) -> Iterator[str]:
    """Yield the person's files of the record that an interrupted build has put there and nothing names."""
    named = {*person.records.files, *person.records.others_files}
    begun = [
        (path, parse_cached(read_document, root / path, path, None)) for path in stored_files(root) if path not in named
    ]
    for path, finish in begun:
        document, _ = finish()
        if document and document.identity.learner.casefold() in person.numbers:
            yield path
