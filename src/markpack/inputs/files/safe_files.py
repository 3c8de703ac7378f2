"""Bytes and text of one file, within limits."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path, PurePosixPath

from markpack.errors import Place
from markpack.inputs.files.online_files import note_no_bytes, note_not_here, original_name, stub_of
from markpack.inputs.problems import Problems, quote

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHER_ENCODING = re.compile("[A-Za-z][ƒ†‡ˆ‰‹›•˜¡-©«¬®-¶¸¹»-¿][a-z]|[a-z][‚„‰ŠŒŽŸ](?![A-Z])|[A-Z]Ÿ[a-z]|\ufffd")
"""What letters of Macintosh, MS-DOS and Central Europe look like in Windows-1252: signs amid a word or capitals."""
_PIECE = re.compile(r'[^\s,;:"][^,;:"\t\r\n]*')


def present(path: Path) -> bool:
    """Say whether there is something of that name, be it unreadable."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a name that no file can have
        return False
    except OSError:
        return True
    return True


def is_unicode(file: str) -> bool:
    """Say whether a file's name is text; one from an old ZIP may be bytes that stand for no letters."""
    try:
        file.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_outside(path: Path, file: str) -> bool:
    """Say whether a link leads a path out of the workspace; `file` is the path's name from the workspace."""
    depth = len(PurePosixPath(file).parts)
    if depth >= len(path.parts) or path.parts[-depth:] != PurePosixPath(file).parts:
        return False  # a file that is named as such, and not one of a workspace
    return leads_outside(path, path.parents[depth - 1])


def leads_outside(path: Path, folder: Path) -> bool:
    """Say whether a path, its links followed, is not below a folder."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except RuntimeError:  # a link to itself, which reading will report
        return False


def note_outside(file: str, problems: Problems) -> None:
    """Note that a link leads out of the workspace."""
    problems.error(
        Place(file),
        "This is a link that leads out of the workspace, which is not followed.",
        "Put the file or folder itself here.",
    )


def list_folder(folder: Path, file: str, problems: Problems) -> list[Path]:
    """Return what is in a folder, by name; nothing, with a problem noted, where it cannot be listed."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        note_unlisted(file, error, problems)
        return []


def visible(folder: Path, file: str, problems: Problems) -> list[Path]:
    """Return what is in a folder, if there is one, but hidden files and the lock files of Office programs."""
    if not present(folder):
        return []
    return [path for path in list_folder(folder, file, problems) if not path.name.startswith((".", "~$"))]


def kept_online(folder: Path, file: str, problems: Problems) -> list[str]:
    """Return the names of a folder's files, if there is one, that are not on this computer yet."""
    paths = list_folder(folder, file, problems) if present(folder) else []
    return [name for path in paths if (name := original_name(path.name))]


def note_unlisted(file: str, error: OSError, problems: Problems) -> None:
    """Note a folder whose files cannot be listed."""
    problems.error(
        Place(file), f"The folder cannot be read: {error.strerror}.", "Check that you may open it and what is in it."
    )


def load(path: Path, file: str, problems: Problems, *, limit: int) -> bytes | None:
    """Return the file's bytes; None, with a problem noted, where it cannot or should not be read.

    Only ordinary files inside the workspace are read, of at most `limit` bytes; `file` is the name from the workspace.
    """
    place = Place(file)
    try:
        if is_outside(path, file):
            note_outside(file, problems)
            return None
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            problems.error(place, "This is a folder; a file is expected.", "Move the folder away.")
            return None
        if not stat.S_ISREG(status.st_mode):
            problems.error(place, "This is a device or a pipe, not an ordinary file.", "Move it away.")
            return None
        if status.st_size > limit:
            problems.error(
                place,
                f"The file has {status.st_size / 1e6:.1f} MB; at most {limit / 1e6:g} MB are read.",
                "Check that it is the right file, and make it smaller.",
            )
            return None
        if not status.st_size:
            note_no_bytes(place, problems)
            return None
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if stub_of(path):
            note_not_here(place, path.name, problems)
        else:
            problems.error(place, "The file does not exist.", "Add it, or check how its name is written.")
    except OSError as error:
        problems.error(
            place,
            f"The file cannot be read: {error.strerror}.",
            "Close it in other programs and check that you may open it. If it is kept online, have it kept on this "
            "device.",
        )
    return None


def decode(data: bytes, file: str, problems: Problems, *, save_as: str = "UTF-8") -> str | None:
    """Return the text of UTF-8, UTF-16 or else Windows-1252, with a warning; None if it is no text, or in another one.

    `save_as` is what a program calls the format in which to save the file again.
    """
    try:
        text = data.decode(_utf_16(data) or "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0" if b"\0" in data else data.decode("cp1252", errors="replace")
        if _OTHER_ENCODING.search(text):
            _note_encoding(text, file, save_as, problems)
            return None
        if "\0" not in text:
            _note_windows(text, file, save_as, problems)
    if "\0" in text:
        problems.error(Place(file), "The file does not hold text.", f"Save it again as {save_as}.")
        return None
    return text


def _utf_16(data: bytes) -> str:
    """Return which UTF-16 data is in, if it is: by its mark, or by a nought in every pair of most letters."""
    if data.startswith(_UTF_16):
        return "utf-16"
    for noughts, letters, encoding in ((data[1::2], data[::2], "utf-16-le"), (data[::2], data[1::2], "utf-16-be")):
        if noughts.count(0) > len(data) // 4 and not letters.count(0):
            return encoding
    return ""


def _note_encoding(text: str, file: str, save_as: str, problems: Problems) -> None:
    """Note text whose letters are those of another encoding, with the first of them."""
    found = next(_OTHER_ENCODING.finditer(text))
    piece = _piece(text, found.start()) or found
    problems.error(
        _place(text, piece.start(), file),
        f"The file is neither in UTF-8 nor in Windows-1252, which gives {quote(piece[0])}; its letters cannot be read.",
        f"Save it again as {save_as}, and not in a format of MS-DOS or Macintosh.",
    )


def _note_windows(text: str, file: str, save_as: str, problems: Problems) -> None:
    """Note that text was read as Windows-1252, with the first place by which a person can tell whether that is so."""
    first = next(position for position, character in enumerate(text) if not character.isascii())
    piece = _piece(text, first)
    gives = f"; here that gives {quote(piece[0])}" if piece else ""
    problems.warn(
        _place(text, piece.start() if piece else first, file),
        f"The file is not in UTF-8, so it was read as Windows-1252{gives}.",
        f"Check that this is right, and save the file as {save_as}.",
    )


def _line_start(text: str, position: int) -> int:
    return max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1


def _piece(text: str, position: int) -> re.Match[str] | None:
    """Return the cell or the words that reach beyond a position of their line, which may be in them.

    A no-break space is no part of them, and may be all that is not ASCII.
    """
    pieces = _PIECE.finditer(text, _line_start(text, position))
    return next((match for match in pieces if match.end() > position), None)


def _place(text: str, position: int, file: str) -> Place:
    start = _line_start(text, position)
    line = 1 + sum(text.count(end, 0, start) for end in "\r\n") - text.count("\r\n", 0, start)
    return Place(file, line, position - start + 1)
