"""What the system refuses to write, in words that say what to do."""

from __future__ import annotations

import errno

from markpack.publish.guarded_folder import LinkInTheWay

_REMEDIES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "Make room on the disk, then {then}."),
    errno.EROFS: "The disk may only be read; work in a folder on another one.",
    errno.EISDIR: "Move the folder of that name away, then {then}.",
    errno.ENAMETOOLONG: "Move the workspace into a folder with a shorter path, then {then}.",
}


def refused(error: OSError) -> str:
    """Return what is wrong, as a sentence: No space left on device."""
    reason = error.strerror or str(error)
    return f"{reason[:1].upper()}{reason[1:]}."


def remedy(error: OSError, then: str = "build again") -> str:
    """Return what to do about it, as a sentence; `then` is what to do afterwards."""
    if isinstance(error, LinkInTheWay):
        return f"Remove the link, then {then}."
    if isinstance(error, TimeoutError):
        return f"Wait until it has finished, then {then}."
    if isinstance(error, NotADirectoryError):
        return f"Move the file of that name away, then {then}."
    if isinstance(error, PermissionError):
        return "Close the file elsewhere, or check that you may read and write it."
    return _REMEDIES.get(error.errno or 0, "Check the folder that it stands in, then {then}.").format(then=then)
