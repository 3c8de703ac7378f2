"""A folder in which files are read, written and removed without following a link: all writing goes through here.

Each step from the folder to a file is taken inside the folder that was opened before, so a link that is put there
meanwhile is not followed either. Where the system cannot do that (Windows), each step is looked at first.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from markpack.model.pack_folders import cohort_of, pack_in

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_BY_DESCRIPTOR = os.open in os.supports_dir_fd
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FILE = _NO_LINK | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | _FILE
_MOUNT_POINT = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""For what is kept of marks: its user alone may read it."""
STAGED = ".new"
"""How the name ends of a hidden file that is being written and has not got its own name yet."""


class LinkInTheWay(OSError):
    """A link, or on Windows a junction, stands where a file or folder has to be."""

    def __init__(self) -> None:
        super().__init__(errno.ELOOP, "a link leads away from here")


class GuardedFolder:
    """A folder whose files are named by their paths below it, with slashes.

    The last `levels` parts of the folder's own path may not be links either; what leads to them may. Every method
    raises OSError as the system does, and LinkInTheWay.
    """

    def __init__(self, folder: Path, *, levels: int = 0) -> None:
        self.path = folder
        self._base = folder
        for _ in range(levels):
            self._base = self._base.parent
        self._own_parts = folder.parts[len(folder.parts) - levels :] if levels else ()

    def make(self, path: str = "", *, private: bool = False) -> None:
        """Make a folder, and those that lead to it, where they are not there; a `private` one is its user's alone."""
        with self._opened(path, make=True) as folder:
            if private:
                _tighten(folder, PRIVATE_FOLDER)

    def status(self, path: str) -> os.stat_result:
        """Return the system's answer about a file, a folder or a link itself."""
        with self._holding(path) as (name, folder):
            return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def has_folder(self, path: str) -> bool:
        """Say whether a path leads to a folder, and no link is on the way."""
        with suppress(OSError), self._opened(path):
            return True
        return False

    def read(self, path: str) -> bytes:
        """Return the bytes of an ordinary file."""
        with self.opened(path) as file:
            return file.read()

    @contextmanager
    def opened(self, path: str) -> Iterator[BinaryIO]:
        """Give an ordinary file to read from."""
        with self._holding(path) as (name, folder):
            _refuse_link(name, folder)
            with open(os.open(name, os.O_RDONLY | _FILE, dir_fd=folder), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise OSError(errno.EINVAL, "it is not an ordinary file")
                yield file

    def add(self, path: str, data: bytes, *, private: bool = False) -> None:
        """Write a file where there is none; raise FileExistsError where there is anything of that name."""
        self.add_pieces(path, (data,), private=private)

    def add_pieces(self, path: str, pieces: Iterable[bytes], *, private: bool = False) -> None:
        """Write a file of several pieces where there is none; one that cannot be written whole is taken away again.

        Raises FileExistsError where there is anything of that name, and what `pieces` raises.
        """
        with self._holding(path, make=True) as (name, folder):
            _create(name, folder, pieces, PRIVATE_FILE if private else None)

    @contextmanager
    def new_file(self, path: str) -> Iterator[BinaryIO]:
        """Give a private file to write into and to read from; it gets its name at the end, when it is whole.

        Raises FileExistsError, and leaves what is there, where anything has that name by then.
        """
        whole = PurePosixPath(path)
        with self._holding(str(_staged(whole))) as (name, folder):
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
            descriptor = os.open(name, _NEW_FILE, PRIVATE_FILE, dir_fd=folder)
            try:
                with _NewFile(descriptor) as file:
                    yield cast(BinaryIO, file)
                    os.fsync(descriptor)
                _name_anew(name, str(PurePosixPath(name).with_name(whole.name)), folder)
            except BaseException:
                with suppress(OSError):
                    os.unlink(name, dir_fd=folder)
                raise

    def stage(self, path: str, data: bytes, *, private: bool = False) -> None:
        """Write a file anew; what had its name is unlinked first, so that no other name of it changes."""
        with self._holding(path, make=True) as (name, folder):
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
            _create(name, folder, (data,), PRIVATE_FILE if private else None)

    def write(self, path: str, data: bytes, *, private: bool = False) -> None:
        """Put a file in place whole: readers find the earlier one, or this one."""
        staged = str(_staged(PurePosixPath(path)))
        with _named(self.path / path):
            try:
                self.stage(staged, data, private=private)
                self.replace(staged, path)
            except OSError:
                with suppress(OSError):
                    self.remove(staged)
                raise

    def replace(self, source: str, target: str) -> None:
        """Give a file another name, which may be another file's; both stay whole. Makes the target's folder."""
        with self._holding(source) as (old, old_folder), self._holding(target, make=True) as (new, new_folder):
            # os.replace is the one that is atomic on every system
            os.replace(old, new, src_dir_fd=old_folder, dst_dir_fd=new_folder)

    def move(self, source: str, target: str) -> None:
        """Give a file or folder a name that nothing has; raise FileExistsError where anything has it."""
        with self._holding(source) as (old, old_folder):
            _refuse_link(old, old_folder)
            with self._holding(target, make=True) as (new, new_folder):
                with suppress(FileNotFoundError):
                    os.stat(new, dir_fd=new_folder, follow_symlinks=False)
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
                os.replace(old, new, src_dir_fd=old_folder, dst_dir_fd=new_folder)

    def remove(self, path: str) -> None:
        """Remove a file, or a link itself; nothing where there is none."""
        with suppress(FileNotFoundError), self._holding(path) as (name, folder):
            os.unlink(name, dir_fd=folder)

    def remove_folder(self, path: str) -> None:
        """Remove an empty folder."""
        with self._holding(path) as (name, folder):
            os.rmdir(name, dir_fd=folder)

    def remove_tree(self, path: str) -> None:
        """Remove whatever has this name, with all that is in it; of a link, the link alone."""
        with suppress(FileNotFoundError), self._holding(path) as (name, folder):
            if stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                _refuse_link(name, folder)
                shutil.rmtree(name, dir_fd=folder)
            else:
                os.unlink(name, dir_fd=folder)

    def names(self, path: str = "") -> list[str]:
        """Return the names of all that is in a folder, in order."""
        with self._opened(path) as folder:
            return sorted(os.listdir(folder))

    def make_private(self, path: str) -> None:
        """Let nobody but its user read an ordinary file; one with several names is left as it is."""
        with self._holding(path) as (name, folder):
            _refuse_link(name, folder)
            descriptor = os.open(name, os.O_RDONLY | _FILE, dir_fd=folder)
            try:
                _tighten(descriptor, PRIVATE_FILE)
            finally:
                os.close(descriptor)

    @contextmanager
    def _holding(self, path: str, *, make: bool = False) -> Iterator[tuple[str, int | None]]:
        """Give a path's name and the open folder that holds it; where folders cannot be opened, all of the path."""
        whole = PurePosixPath(path)
        with _named(self.path / path), self._opened(str(whole.parent), make=make) as folder:
            yield (whole.name, folder) if isinstance(folder, int) else (f"{folder}/{whole.name}", None)

    @contextmanager
    def _opened(self, path: str, *, make: bool = False) -> Iterator[int | str]:
        """Give an open folder; where folders cannot be opened, its path."""
        parts = [*self._own_parts, *PurePosixPath(path).parts]
        with _named(self.path / path):
            if not _BY_DESCRIPTOR:
                yield str(_looked_at(self._base, parts, make=make))
                return
            descriptor = _open_folder(self._base, parts, make=make)
            try:
                yield descriptor
            finally:
                os.close(descriptor)


def published_folder(folder: Path) -> GuardedFolder:
    """Return an employer's folder in output/, or a cohort's in that one: none of these may be a link."""
    return GuardedFolder(folder, levels=3 if cohort_of(pack_in(folder)) else 2)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Have errors name the whole path, and not its last step alone."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise


def _open_folder(base: Path, parts: Sequence[str], *, make: bool) -> int:
    """Open the folder that parts lead to from a base, following no link after the base."""
    if make:
        with suppress(FileExistsError):  # be it a file, which opening will say
            base.mkdir(parents=True)
    descriptor = os.open(base, _FOLDER)
    for part in parts:
        try:
            inner = _step(part, descriptor, make=make)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


def _step(part: str, folder: int, *, make: bool) -> int:
    try:
        return os.open(part, _FOLDER | _NO_LINK, dir_fd=folder)
    except FileNotFoundError:
        if not make:
            raise
    except OSError as error:
        _refuse_link(part, folder)
        if error.errno == errno.ENOTDIR:
            raise NotADirectoryError(errno.ENOTDIR, "something else is in the place of this folder") from error
        raise
    with suppress(FileExistsError):  # another build has just made it
        os.mkdir(part, dir_fd=folder)
    return os.open(part, _FOLDER | _NO_LINK, dir_fd=folder)


def _looked_at(base: Path, parts: Sequence[str], *, make: bool) -> Path:
    """Return the folder that parts lead to from a base, after a look at each whether it is a link."""
    folder = base
    for part in parts:
        folder = folder / part
        with suppress(FileNotFoundError):
            _refuse_link(str(folder), None)
    if make:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _refuse_link(name: str, folder: int | None) -> None:
    """Raise LinkInTheWay where a name is a link or, on Windows, a junction."""
    about = os.stat(name, dir_fd=folder, follow_symlinks=False)
    is_junction = _MOUNT_POINT is not None and getattr(about, "st_reparse_tag", 0) == _MOUNT_POINT
    if stat.S_ISLNK(about.st_mode) or is_junction:
        raise LinkInTheWay


def _create(name: str, folder: int | None, pieces: Iterable[bytes], mode: int | None) -> None:
    """Write a new file; one that cannot be written whole is taken away again."""
    descriptor = os.open(name, _NEW_FILE, 0o666 if mode is None else mode, dir_fd=folder)
    try:
        try:
            if mode is not None:
                _tighten(descriptor, mode)
            for data in pieces:
                _write(descriptor, data)
        finally:
            os.close(descriptor)
    except Exception:
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)
        raise


def _write(descriptor: int, data: ReadableBuffer) -> int:
    """Write all of some bytes, and return how many they are."""
    rest = memoryview(data)
    size = len(rest)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    return size


def _staged(path: PurePosixPath) -> PurePosixPath:
    """Return by which name a file is written before it gets its own."""
    return path.with_name(f".{path.name.lstrip('.')}{STAGED}")


def _name_anew(old: str, new: str, folder: int | None) -> None:
    """Give a file another name that nothing has; raise FileExistsError where something has it."""
    try:
        os.link(old, new, src_dir_fd=folder, dst_dir_fd=folder)
    except FileExistsError:
        raise
    except OSError:  # a file system on which a file has one name
        with suppress(FileNotFoundError):
            os.stat(new, dir_fd=folder, follow_symlinks=False)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.replace(old, new, src_dir_fd=folder, dst_dir_fd=folder)
    else:
        os.unlink(old, dir_fd=folder)


class _NewFile(io.RawIOBase):
    """An open file that is written whole, and read, by its descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        data = os.read(self._descriptor, len(memoryview(buffer)))
        memoryview(buffer)[: len(data)] = data
        return len(data)

    def write(self, data: ReadableBuffer, /) -> int:
        return _write(self._descriptor, data)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return os.lseek(self._descriptor, offset, whence)


def _tighten(opened: int | str, mode: int) -> None:
    """Set the mode of what has no other name, where the file system has modes."""
    if isinstance(opened, str):
        return
    about = os.fstat(opened)
    if stat.S_ISDIR(about.st_mode) or about.st_nlink == 1:
        with suppress(OSError):
            if stat.S_IMODE(about.st_mode) != mode:
                os.fchmod(opened, mode)
