"""One run's publication into an employer's output folder, from staging to the manifest."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from markpack.errors import InputError, Place, Problem
from markpack.publish.digests import STAGING, FileDigests, files_below, folder_digest
from markpack.publish.manifest import NAME, Entry, Manifest, manifest_text, read_manifest
from markpack.publish.published import Published

__all__ = ["Publication", "Published"]

LOCK = ".lock"


class Publication:
    """Stages files beside their targets and puts them in place; nothing is visible before `commit`.

    A file whose bytes are not those that the manifest recorded was edited by a person, and one that the manifest does
    not know is not markpack's: both are kept, unless `force` is set. Used as a context, it keeps other runs out.
    """

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        """Read the folder's manifest; raise InputError if it is damaged. Writes nothing yet."""
        self.folder = folder
        self.force = force
        self._read()
        self._digests = FileDigests(folder)
        self._folders: set[Path] = set()
        self._staged: dict[str, Entry] = {}
        self._unchanged: set[str] = set()

    def __enter__(self) -> Publication:
        if self.folder.is_symlink():
            problem = Problem(
                Place(str(self.folder)),
                "This folder is a link to another place, and documents are only written below output.",
                "Remove the link; build again, and copy the documents to where you want them.",
            )
            raise InputError([problem])
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.folder / LOCK, blocking=False)
        try:
            self._lock.acquire()
        except Timeout:
            problem = Problem(
                Place(str(self.folder)),
                "Another build is writing into this folder.",
                "Wait until it has finished, then build again.",
            )
            raise InputError([problem]) from None
        if self._manifest_is != self._about_manifest():  # another build has finished since this one began
            self._read()
        self.discard()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.discard()
        self._lock.release()

    def _read(self) -> None:
        self._manifest_is = self._about_manifest()
        self.manifest = read_manifest(self.folder)

    def _about_manifest(self) -> tuple[int, ...]:
        """Return what tells one manifest from the next, which is always another file."""
        try:
            about = (self.folder / NAME).stat()
        except OSError:
            return ()
        return about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns

    def is_current(self, path: str, key: str) -> bool:
        """Say whether a file on disk was made from the same things and is as it was made; then it need not be made."""
        entry = self.manifest.files.get(path)
        if entry is None or entry.key != key or self._digests.of(path) != entry.sha256:
            return False
        self._unchanged.add(path)
        return True

    def stage(self, path: str, data: bytes, entry: Entry) -> None:
        """Put a file's bytes aside until `commit`; the entry's sha256 is filled in here."""
        target = self._staging_path(path)
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        target.write_bytes(data)
        self._staged[path] = replace(entry, sha256=hashlib.sha256(data).hexdigest())

    def read(self, path: str, key: str) -> bytes | None:
        """Return a file as markpack made it from what `key` stands for, staged or in its place; else None."""
        if path in self._staged:
            return self._staging_path(path).read_bytes()
        entry = self.manifest.files.get(path)
        if entry is None or entry.key != key or self._digests.of(path) != entry.sha256:
            return None
        return self._target(path).read_bytes()

    def available(self, keys: Mapping[str, str]) -> dict[str, bool]:
        """Return which paths of `keys` will be there after `commit`, and whether each is what it should be."""
        there = {path: True for path in self._staged}
        for path, key in keys.items():
            entry = self.manifest.files.get(path)
            if path not in there and entry is not None and self._digests.of(path):
                there[path] = entry.key == key
        return there

    def by_hand(self) -> dict[str, Entry | None]:
        """Return the files that a person has edited, with what they were, and those put there by a person (None)."""
        found: dict[str, Entry | None] = {}
        for path in sorted(self._on_disk()):
            if not self._is_own(path, self._digests.of(path)):
                found[path] = self.manifest.files.get(path)
        return found

    def _on_disk(self) -> list[str]:
        """Return the paths of all files in the folder but the manifest, lock files and hidden ones."""
        return [path for path in files_below(self.folder) if path != NAME]

    def commit(self, *, obsolete: Collection[str] = ()) -> Published:
        """Put every staged file in place and write the manifest last; return what was done.

        `obsolete` files are removed if the manifest lists them and nobody has edited them.
        """
        done = Published(unchanged=list(self._unchanged))
        files = dict(self.manifest.files)
        replacing = self._classify(done, files)
        if replacing:
            earlier = self.manifest.pending
            pending = {path: (*earlier.get(path, ()), entry.sha256) for path, entry in replacing.items()}
            self._write_manifest(Manifest(files, {**earlier, **pending}))
        for path, entry in replacing.items():
            try:
                target = self._target(path)
                self._make_folder(target.parent)
                os.replace(self._staging_path(path), target)  # noqa: PTH105 - os.replace is atomic on every system
            except OSError as error:
                done.blocked[path] = error.strerror or str(error)
            else:
                files[path] = entry
                done.written.append(path)
                self._digests.put(path, entry.sha256)
        self._remove(obsolete, done, files)
        if replacing or not self._manifest_is or Manifest(files) != self.manifest:
            self._write_manifest(Manifest(files))
        done.unchanged.sort()
        done.kept_edits.sort()
        done.digest = folder_digest(self.folder, self._digests)
        self._digests.keep()
        done.unknown_files = sorted(set(self._on_disk()) - set(files) - set(done.kept_edits))
        return done

    def _make_folder(self, folder: Path) -> None:
        """Make a folder for published files; raise OSError where a link leads out of the output."""
        if folder in self._folders:
            return
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.resolve().is_relative_to(self.folder.resolve()):
            raise OSError(errno.ELOOP, "its folder is a link that leads elsewhere")
        self._folders.add(folder)

    def _classify(self, done: Published, files: dict[str, Entry]) -> dict[str, Entry]:
        """Return the staged files that go to their places; note those that are there already, and those kept."""
        replacing: dict[str, Entry] = {}
        for path, entry in self._staged.items():
            on_disk = self._digests.of(path)
            if on_disk == entry.sha256:
                done.unchanged.append(path)
                files[path] = entry
            elif on_disk and not self.force and not self._is_own(path, on_disk):
                done.kept_edits.append(path)
            else:
                replacing[path] = entry
        return replacing

    def _remove(self, obsolete: Collection[str], done: Published, files: dict[str, Entry]) -> None:
        for path in sorted(set(obsolete) & set(files)):
            on_disk = self._digests.of(path)
            if on_disk and on_disk != files[path].sha256:
                done.orphaned_edits.append(path)
                continue
            try:
                self._target(path).unlink(missing_ok=True)
            except OSError as error:
                done.blocked[path] = error.strerror or str(error)
                continue
            self._remove_empty_folders(path)
            self._digests.forget(path)
            del files[path]
            done.removed.append(path)

    def discard(self) -> None:
        """Remove what is staged."""
        shutil.rmtree(self.folder / STAGING, ignore_errors=True)
        self._staged.clear()
        self._folders.clear()

    def _is_own(self, path: str, digest: str) -> bool:
        entry = self.manifest.files.get(path)
        return (entry is not None and entry.sha256 == digest) or digest in self.manifest.pending.get(path, ())

    def _target(self, path: str) -> Path:
        return self.folder / PurePosixPath(path)

    def _staging_path(self, path: str) -> Path:
        return self.folder / STAGING / PurePosixPath(path)

    def _write_manifest(self, manifest: Manifest) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        staged = self.folder / f".{NAME}.new"
        staged.write_text(manifest_text(manifest), encoding="utf-8", newline="\n")
        os.replace(staged, self.folder / NAME)  # noqa: PTH105 - os.replace is the atomic one on every system

    def _remove_empty_folders(self, path: str) -> None:
        for parent in self._target(path).parents:
            if parent == self.folder:
                return
            try:
                parent.rmdir()
            except OSError:
                return
