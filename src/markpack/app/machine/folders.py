"""The folder that documents go to: may it be written to, is there room, and who else changes what is in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage

from markpack.app.machine.finding import Finding, fine, look, mend
from markpack.model.records import FOLDER
from markpack.publish.manifest import published_packs
from markpack.publish.probe import refusal_of_folder, refusal_of_scratch
from markpack.publish.refusal import refused, remedy

LEAST_ROOM, LITTLE_ROOM = 50_000_000, 1_000_000_000
LONGEST_IN_WINDOWS = 259
"""Characters of a whole path that every program for Windows takes."""

_SERVICES = {
    "onedrive": "OneDrive", "dropbox": "Dropbox", "icloud": "iCloud", "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud", "google drive": "Google Drive", "googledrive": "Google Drive",
    "my drive": "Google Drive", "cloudstorage": "a cloud service", "nextcloud": "Nextcloud", "owncloud": "ownCloud",
    "box sync": "Box", "pcloud": "pCloud", "sharepoint": "SharePoint", "syncthing": "Syncthing",
}  # fmt: skip
"""Services that synchronise folders, by how the folders' names begin."""
_MARKERS = {".dropbox": "Dropbox", ".stfolder": "Syncthing", ".sync": "Resilio Sync", ".owncloudsync.log": "ownCloud"}
"""What services leave in the folders that they synchronise."""
_NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "afpfs",
    "webdav",
    "davfs",
    "fuse.",
    "vboxsf",
    "vmhgfs",
    "ceph",
    "glusterfs",
)
_ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}


def permission(output: Path) -> Iterator[Finding]:
    """Write a file and take it away again: in the output, in each folder there, in the records, and for the moment."""
    folders = [output, *published_packs(output)]
    refusals = [(folder, error) for folder in folders if (error := refusal_of_folder(folder))]
    for folder, error in refusals:
        yield mend("Output", f"Documents cannot be written to {folder}: {refused(error)}", remedy(error))
    if not refusals:
        yield fine("Output", f"Documents can be written to {output}.")
    records = output.parent / FOLDER
    if error := refusal_of_folder(records):
        yield mend("Records", f"Earlier files cannot be kept in {records}: {refused(error)}", remedy(error))
    if error := refusal_of_scratch():
        yield mend(
            "Temporary files",
            f"They cannot be written: {refused(error)}",
            f"{remedy(error)} Or set TMPDIR to a folder that you may write to.",
        )


def room(output: Path) -> Iterator[Finding]:
    """Look how much fits on the disk."""
    try:
        free = disk_usage(_existing(output)).free
    except OSError as error:
        yield look("Disk", f"How much is free is not known: {refused(error)}", remedy(error))
        return
    message = f"{free / 1e9:.1f} GB are free."
    if free < LEAST_ROOM:
        yield mend("Disk", f"Only {free / 1e6:.0f} MB are free.", "Make room on the disk.")
    elif free < LITTLE_ROOM:
        yield look("Disk", message, "Make room: the documents of 1,000 learners can take as much.")
    else:
        yield fine("Disk", message)


def synchronised(output: Path) -> Iterator[Finding]:
    """Look whether another program or machine changes what is in the folder too."""
    if service := _service(output):
        yield look(
            "Synchronised folder",
            f"The workspace lies in a folder of {service}, which may hold files back, lock them, or copy them twice.",
            "Have it keep the whole workspace on this device, build on one machine at a time, and wait until it has "
            "finished before you open documents elsewhere.",
        )
    else:
        yield fine("Synchronised folder", "No service for synchronising folders was recognised here.")
    mounts = Path("/proc/self/mountinfo")
    if not mounts.exists():
        return
    kind = file_system(_existing(output), mounts.read_text(encoding="utf-8", errors="surrogateescape"))
    if kind.startswith(_NETWORK):
        yield look(
            "Network folder",
            f"The workspace lies on a network or another system’s disk ({kind}), where builds take longer.",
            "Let one person build at a time; for large cohorts, build on this machine’s own disk and copy the output.",
        )
    else:
        yield fine("Network folder", f"The workspace lies on a disk of this machine ({kind or 'of unknown kind'}).")


def _service(folder: Path) -> str:
    for path in (folder, *folder.parents):
        name = path.name.casefold()
        for start, service in _SERVICES.items():
            if name.startswith(start):
                return service
        for marker, service in _MARKERS.items():
            if (path / marker).exists():
                return service
    return ""


def file_system(folder: Path, mounts: str) -> str:
    """Return the kind of file system that a folder is on, by the text of Linux's table of mounts."""
    longest, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = fields[4]
        for escape, sign in _ESCAPES.items():
            point = point.replace(escape, sign)
        if len(point) >= longest and folder.is_relative_to(point):
            longest, kind = len(point), after.split(" ")[0]
    return kind


def paths(output: Path, planned: list[str]) -> Iterator[Finding]:
    """Look at the longest path of those that are or would be in the output."""
    if not planned:
        return
    longest = max(planned, key=len)
    length = len(str(output)) + 1 + len(longest)
    if length <= LONGEST_IN_WINDOWS:
        yield fine(
            "Long paths", f"The longest path of a document has {length} characters; Windows takes {LONGEST_IN_WINDOWS}."
        )
        return
    message = f"The path of a document has {length} characters, of which Windows takes {LONGEST_IN_WINDOWS}: {longest}"
    hint = "Move the workspace to a folder with a shorter path, or shorten policies, file_name in centre.yaml."
    if not _takes_long_paths():
        yield mend("Long paths", message, f"{hint} Or let an administrator switch long paths on in Windows.")
    else:
        yield look("Long paths", message, f"{hint} It only matters where documents are opened in Windows.")


def _takes_long_paths() -> bool:
    """Say whether the system takes long paths, which Windows has to be told to."""
    if sys.platform != "win32":
        return True
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    except OSError:
        return False


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next((path for path in (folder, *folder.parents) if os.path.lexists(path)), folder)
