"""Files that the system refuses to read or write, as problems that a person can put right."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from markpack.errors import InputError, Place, Problem


class FileRefused(InputError):
    """The system refused a file: the disk is full, or another program has the file open."""


@contextmanager
def file_problems() -> Iterator[None]:
    """Raise FileRefused, with a remedy, for every OSError inside the block but that of a reader who has gone."""
    try:
        yield
    except BrokenPipeError:  # as `| head` does it: no file is concerned
        raise
    except OSError as error:
        place = Place(str(error.filename or "output"))
        raise FileRefused([Problem(place, f"{error.strerror or error}.", _remedy(error))]) from error


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Make room on the disk, then build again."
    if isinstance(error, PermissionError):
        return "Close the file elsewhere, or check that you may read and write it."
    return "Check the folder that it stands in, then build again."
