"""Files that are kept online and not on this computer yet: what stands in their place, and how that is put."""

from __future__ import annotations

from pathlib import Path

from markpack.errors import Place
from markpack.inputs.problems import Problems, quote

_ENDINGS = (
    ".cloud", ".cloudf", ".owncloud", ".nextcloud",  # odrive, ownCloud, Nextcloud
    ".crdownload", ".opdownload", ".download", ".part", ".partial",  # browsers, half-way
)  # fmt: skip
_KEEP = (
    "In Finder or Explorer, right-click the file and choose “Download Now” or “Always keep on this device”. Then run "
    "markpack again."
)


def original_name(name: str) -> str:
    """Return the name of the file in whose place a file of this name stands; empty where it stands for itself."""
    if name.startswith(".") and name.casefold().endswith(".icloud"):
        return name[1 : -len(".icloud")]
    return next((name[: -len(ending)] for ending in _ENDINGS if name.casefold().endswith(ending)), "")


def stub_of(path: Path) -> Path | None:
    """Return what stands beside a path in its place, if anything does."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    wanted = path.name.casefold()
    return next((path.with_name(name) for name in names if original_name(name).casefold() == wanted), None)


def note_not_here(place: Place, name: str, problems: Problems) -> None:
    """Note that a file is kept online, or only half here."""
    problems.error(
        place, f"{quote(name)} is kept online or still being downloaded; it is not on this computer yet.", _KEEP
    )


def note_no_bytes(place: Place, problems: Problems) -> None:
    """Note a file of 0 bytes, as programs that keep files online leave behind."""
    problems.error(
        place, "The file holds nothing (0 bytes): it was not saved, or it is not on this computer yet.", _KEEP
    )
