"""One run's publication into an employer's output folder, from staging to the manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from errno import EBUSY
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from types import MappingProxyType

from filelock import FileLock, Timeout

from markpack.errors import InputError, Place, Problem
from markpack.model.pack_folders import pack_in, reach_of
from markpack.publish.digests import STAGING, UNREADABLE, FileDigests, files_below, folder_digest
from markpack.publish.guarded_folder import LinkInTheWay, published_folder
from markpack.publish.locks import LOCK, lock_file
from markpack.publish.manifest import NAME, Entry, Manifest, manifest_text, of_today, read_manifest
from markpack.publish.outgoing import Outgoing, subject
from markpack.publish.publication_report import Published
from markpack.publish.refusal import refused, remedy

NO_FORMER: Mapping[str, str] = MappingProxyType({})
MAY_BE_EDITED = (
    "The file there cannot be read, so somebody may have edited it. Check that you may read it, or build with --force."
)


class Publication:
    """Stages files beside their targets and puts them in place; nothing is visible before `commit`.

    A file whose bytes are not those that the manifest recorded was edited by a person, and one that the manifest does
    not know is not markpack's: both are kept, unless `force` is set. Used as a context, it keeps other runs out.
    What is protected stays as it is on disk.
    """

    def __init__(self, folder: Path, *, force: bool = False, former: Mapping[str, str] = NO_FORMER) -> None:
        """Read the folder's manifest; raise InputError if it is damaged. Writes nothing yet.

        `former` has learners' registration numbers of today by those that they had before, in small letters: files of
        these are the same learners'.
        """
        self.folder, self._former = folder, former
        self.force = force
        self._guarded = published_folder(folder)
        self._read()
        self._digests = FileDigests(folder)
        self._staged: dict[str, Entry] = {}
        self._unchanged: set[str] = set()
        self._protected: dict[str, tuple[str, str]] = {}
        """Why files stay as they are, and the digest of the one that may go all the same, by path."""
        self._renamed: dict[str, str] = {}
        """The former paths of files that people had edited, by those of today."""

    def __enter__(self) -> Publication:
        self._make_folder()
        self._lock = FileLock(lock_file(self._guarded, LOCK), blocking=False)
        try:
            self._lock.acquire()
        except Timeout:
            raise self._refusal(
                "Another build is writing into this folder, or a backup is made of it.",
                "Wait until it has finished, then build again.",
            ) from None
        stamp = self._manifest_stamp()
        if self._read_stamp and not stamp:
            self._lock.release()
            raise self._refusal(
                "The documents that were here when this build began are gone: somebody has moved or deleted them.",
                "Build again.",
            )
        if self._read_stamp != stamp:  # another build has finished since this one began
            self._read()
        self.discard()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.discard()
        self._lock.release()

    def _make_folder(self) -> None:
        try:
            self._guarded.make()
        except LinkInTheWay as error:
            raise self._refusal(
                "This folder, or the one that it stands in, is a link to another place, and documents are only written "
                "into real folders of the workspace.",
                "Remove the link; build again, and copy the documents to where you want them.",
            ) from error

    def _refusal(self, message: str, hint: str) -> InputError:
        return InputError([Problem(Place(str(self.folder)), message, hint, reach=reach_of(pack_in(self.folder)))])

    def _read(self) -> None:
        self._read_stamp = self._manifest_stamp()
        self.manifest = of_today(read_manifest(self.folder), self._former)

    def _manifest_stamp(self) -> tuple[int, ...]:
        """Return a stamp of the manifest's file; each new manifest is another file."""
        try:
            file_stat = self._guarded.status(NAME)
        except OSError:
            return ()
        return file_stat.st_ino, file_stat.st_size, file_stat.st_mtime_ns, file_stat.st_ctime_ns

    def is_current(self, path: str, key: str) -> bool:
        """Say whether a file on disk was made from what `key` stands for and is unedited; then it need not be made."""
        entry = self.manifest.files.get(path)
        if entry is None or entry.key != key or self._digests.digest(path) != entry.sha256:
            return False
        self._unchanged.add(path)
        return True

    def stage(self, path: str, data: bytes, entry: Entry) -> None:
        """Put a file's bytes aside until `commit`; the entry's sha256 is filled in here."""
        self._guarded.stage(_staging_path(path), data)
        self._staged[path] = replace(entry, sha256=hashlib.sha256(data).hexdigest())

    def rename_edited(self, names: Mapping[str, str]) -> None:
        """Give files that people have edited the names that documents have now, by path, where nothing has these.

        They stay theirs. One that cannot be renamed keeps its name.
        """
        files = dict(self.manifest.files)
        for path, name in names.items():
            on_disk = self._digests.digest(path)
            if not on_disk or self._is_generated(path, on_disk):
                continue
            with suppress(OSError):
                self._guarded.move(path, name)
                files[name] = files.pop(path)
                self._renamed[name] = path
                self._digests.forget(path)
        self.manifest = replace(self.manifest, files=files)

    def read(self, path: str, key: str) -> bytes | None:
        """Return the bytes of a file that was made from what `key` stands for, staged or published; else None."""
        if path in self._staged:
            return self._guarded.read(_staging_path(path))
        entry = self.manifest.files.get(path)
        if entry is None or entry.key != key or self._digests.digest(path) != entry.sha256:
            return None
        return self._guarded.read(path)

    def available(self, keys: Mapping[str, str]) -> dict[str, bool]:
        """Return which paths of `keys` will exist after `commit`, and whether each is up to date."""
        states = {path: True for path in self._staged}
        for path, key in keys.items():
            entry = self.manifest.files.get(path)
            if path not in states and entry is not None and self._digests.digest(path):
                states[path] = entry.key == key
        return states

    def manual_changes(self) -> dict[str, Entry | None]:
        """Return the files that a person has edited, with their entries, and those that a person put there (None)."""
        changes: dict[str, Entry | None] = {}
        for path in sorted(self._on_disk()):
            if not self._is_generated(path, self._digests.digest(path)):
                changes[path] = self.manifest.files.get(path)
        return changes

    def changes_left(self) -> dict[str, Entry | None]:
        """Return those of the manual changes that `commit` leaves: none staged alike, nor replaced by `force`."""
        goes = {
            path for path, entry in self._staged.items() if self.force or self._digests.digest(path) == entry.sha256
        }
        return {path: entry for path, entry in self.manual_changes().items() if path not in goes}

    def _on_disk(self) -> list[str]:
        """Return the paths of all files in the folder but the manifest, lock files and hidden ones."""
        return [path for path in files_below(self.folder) if path != NAME]

    def outgoing(self, obsolete: Collection[str] = ()) -> Iterator[Outgoing]:
        """Yield the files that `commit` is about to replace or remove; links and the like are none."""
        known = self.manifest.files
        replacing = self._classify(Published(), dict(known))
        for path, successor in replacing.items():
            if (digest := self._digests.digest(path)) and self._is_file(path):
                entry = known.get(path)
                is_entrys = entry is not None and entry.sha256 == digest
                edited = not self._is_generated(path, digest)
                yield Outgoing(path, entry if is_entrys else None, digest, successor, path, edited)
        going = set(obsolete) & set(known)
        stays = {path: entry for path, entry in known.items() if path not in going} | replacing
        successors = {subject(entry): (path, entry) for path, entry in stays.items()}
        for path in sorted(going):
            entry, digest = known[path], self._digests.digest(path)
            if digest == entry.sha256:
                successor_path, successor_entry = successors.get(subject(entry), ("", None))
                yield Outgoing(path, entry, digest, successor_entry, successor_path, edited=False)

    def _is_file(self, path: str) -> bool:
        with suppress(OSError):
            return S_ISREG(self._guarded.status(path).st_mode)
        return False

    def bytes_of(self, outgoing: Outgoing) -> bytes:
        """Return the bytes of a file that is about to go; raise OSError where they are not what they were."""
        data = self._guarded.read(outgoing.path)
        if hashlib.sha256(data).hexdigest() != outgoing.digest:
            raise OSError(EBUSY, "The file has just been changed", outgoing.path)
        return data

    def protect(self, path: str, reason: str, *, unless: str = "") -> None:
        """Have `commit` leave a path as it is, for a reason, unless the file there has a digest."""
        self._protected[path] = unless, reason

    def made(self) -> set[str]:
        """Return the paths at which there is, after `commit`, what is asked for."""
        published = Published()
        replacing = self._classify(published, {})
        return self._unchanged | set(published.unchanged) | set(replacing)

    def _stays(self, path: str) -> str:
        """Return why a path is to be left as it is; empty where it is not."""
        unless, reason = self._protected.get(path, ("", ""))
        return "" if unless and unless == self._digests.digest(path) else reason

    def commit(self, *, obsolete: Collection[str] = ()) -> Published:
        """Put every staged file in place and write the manifest last; return what was done.

        `obsolete` files are removed if the manifest lists them and nobody has edited them.
        """
        published = Published(unchanged=list(self._unchanged), renamed=dict(self._renamed))
        files = dict(self.manifest.files)
        replacing = self._announced(self._classify(published, files), published, files)
        for path, entry in replacing.items():
            try:
                self._guarded.replace(_staging_path(path), path)
            except OSError as error:
                published.blocked[path] = _reason(error)
            else:
                files[path] = entry
                published.written.append(path)
                self._digests.put(path, entry.sha256)
        self._remove(obsolete, published, files)
        if replacing or self._renamed or not self._read_stamp or Manifest(files) != self.manifest:
            try:
                self._write_manifest(Manifest(files))
            except OSError as error:  # what was put in place stands in the earlier one as announced
                published.blocked[NAME] = _reason(error)
        published.unchanged.sort()
        published.kept_edits.sort()
        published.digest = folder_digest(self.folder, self._digests)
        self._digests.keep()
        published.unknown_files = sorted(set(self._on_disk()) - set(files) - set(published.kept_edits))
        return published

    def _announced(
        self, replacing: dict[str, Entry], published: Published, files: Mapping[str, Entry]
    ) -> dict[str, Entry]:
        """Say in the manifest what is about to be replaced, so that a run that is cut off leaves nothing foreign.

        Return what may be replaced: nothing, where that cannot be said.
        """
        earlier = self.manifest.pending
        pending = {path: (*earlier.get(path, ()), entry.sha256) for path, entry in replacing.items()}
        try:
            if replacing:
                self._write_manifest(Manifest(files, {**earlier, **pending}))
        except OSError as error:
            published.blocked.update(dict.fromkeys(replacing, _reason(error)))
            return {}
        return replacing

    def _classify(self, published: Published, files: dict[str, Entry]) -> dict[str, Entry]:
        """Return the staged files that replace others; note those that are unchanged, and the edits that are kept."""
        replacing: dict[str, Entry] = {}
        for path, entry in self._staged.items():
            on_disk = self._digests.digest(path)
            if on_disk == entry.sha256:
                published.unchanged.append(path)
                files[path] = entry
            elif on_disk == UNREADABLE and not self.force:
                published.blocked[path] = MAY_BE_EDITED
            elif on_disk and not self.force and not self._is_generated(path, on_disk):
                published.kept_edits.append(path)
            elif reason := self._stays(path):
                published.blocked[path] = reason
            else:
                replacing[path] = entry
        return replacing

    def _remove(self, obsolete: Collection[str], published: Published, files: dict[str, Entry]) -> None:
        not_replaced = {subject(self._staged[path]) for path in published.blocked if path in self._staged}
        named_now = {subject(entry) for path, entry in files.items() if path not in obsolete}
        for path in sorted(set(obsolete) & set(files)):
            on_disk = self._digests.digest(path)
            if on_disk and on_disk != files[path].sha256:
                published.orphaned_edits.append(path)
                continue
            if reason := self._stays(path):
                published.blocked[path] = reason
                continue
            if files[path].facts and subject(files[path]) in not_replaced:  # it is not kept, and not there elsewhere
                continue
            try:
                self._guarded.remove(path)
            except OSError as error:
                published.blocked[path] = _reason(error)
                continue
            self._remove_empty_folders(path)
            self._digests.forget(path)
            published.removed.append(path)
            if subject(files.pop(path)) in named_now:
                published.under_new_names.append(path)

    def discard(self) -> None:
        """Remove what is staged."""
        with suppress(OSError):
            self._guarded.remove_tree(STAGING)
        self._staged.clear()

    def _is_generated(self, path: str, digest: str) -> bool:
        entry = self.manifest.files.get(path)
        return (entry is not None and entry.sha256 == digest) or digest in self.manifest.pending.get(path, ())

    def _write_manifest(self, manifest: Manifest) -> None:
        self._guarded.write(NAME, manifest_text(manifest).encode())

    def _remove_empty_folders(self, path: str) -> None:
        with suppress(OSError):
            for parent in PurePosixPath(path).parents[:-1]:
                self._guarded.remove_folder(str(parent))


def _reason(error: OSError) -> str:
    return f"{refused(error)} {remedy(error)}"


def _staging_path(path: str) -> str:
    return f"{STAGING}/{path}"
