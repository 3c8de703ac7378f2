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
from markpack.publish.publication_report import Published

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
        if self._read_stamp != self._manifest_stamp():  # another build has finished since this one began
            self._read()
        self.discard()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.discard()
        self._lock.release()

    def _read(self) -> None:
        self._read_stamp = self._manifest_stamp()
        self.manifest = read_manifest(self.folder)

    def _manifest_stamp(self) -> tuple[int, ...]:
        """Return a stamp of the manifest's file; each new manifest is another file."""
        try:
            file_stat = (self.folder / NAME).stat()
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
        target = self._staging_path(path)
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        target.write_bytes(data)
        self._staged[path] = replace(entry, sha256=hashlib.sha256(data).hexdigest())

    def read(self, path: str, key: str) -> bytes | None:
        """Return the bytes of a file that was made from what `key` stands for, staged or published; else None."""
        if path in self._staged:
            return self._staging_path(path).read_bytes()
        entry = self.manifest.files.get(path)
        if entry is None or entry.key != key or self._digests.digest(path) != entry.sha256:
            return None
        return self._target(path).read_bytes()

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

    def _on_disk(self) -> list[str]:
        """Return the paths of all files in the folder but the manifest, lock files and hidden ones."""
        return [path for path in files_below(self.folder) if path != NAME]

    def commit(self, *, obsolete: Collection[str] = ()) -> Published:
        """Put every staged file in place and write the manifest last; return what was done.

        `obsolete` files are removed if the manifest lists them and nobody has edited them.
        """
        published = Published(unchanged=list(self._unchanged))
        files = dict(self.manifest.files)
        replacing = self._classify(published, files)
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
                published.blocked[path] = error.strerror or str(error)
            else:
                files[path] = entry
                published.written.append(path)
                self._digests.put(path, entry.sha256)
        self._remove(obsolete, published, files)
        if replacing or not self._read_stamp or Manifest(files) != self.manifest:
            self._write_manifest(Manifest(files))
        published.unchanged.sort()
        published.kept_edits.sort()
        published.digest = folder_digest(self.folder, self._digests)
        self._digests.keep()
        published.unknown_files = sorted(set(self._on_disk()) - set(files) - set(published.kept_edits))
        return published

    def _make_folder(self, folder: Path) -> None:
        """Make a folder for published files; raise OSError where a link leads out of the output."""
        if folder in self._folders:
            return
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.resolve().is_relative_to(self.folder.resolve()):
            raise OSError(errno.ELOOP, "its folder is a link that leads elsewhere")
        self._folders.add(folder)

    def _classify(self, published: Published, files: dict[str, Entry]) -> dict[str, Entry]:
        """Return the staged files that replace others; note those that are unchanged, and the edits that are kept."""
        replacing: dict[str, Entry] = {}
        for path, entry in self._staged.items():
            on_disk = self._digests.digest(path)
            if on_disk == entry.sha256:
                published.unchanged.append(path)
                files[path] = entry
            elif on_disk and not self.force and not self._is_generated(path, on_disk):
                published.kept_edits.append(path)
            else:
                replacing[path] = entry
        return replacing

    def _remove(self, obsolete: Collection[str], published: Published, files: dict[str, Entry]) -> None:
        for path in sorted(set(obsolete) & set(files)):
            on_disk = self._digests.digest(path)
            if on_disk and on_disk != files[path].sha256:
                published.orphaned_edits.append(path)
                continue
            try:
                self._target(path).unlink(missing_ok=True)
            except OSError as error:
                published.blocked[path] = error.strerror or str(error)
                continue
            self._remove_empty_folders(path)
            self._digests.forget(path)
            del files[path]
            published.removed.append(path)

    def discard(self) -> None:
        """Remove what is staged."""
        shutil.rmtree(self.folder / STAGING, ignore_errors=True)
        self._staged.clear()
        self._folders.clear()

    def _is_generated(self, path: str, digest: str) -> bool:
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
