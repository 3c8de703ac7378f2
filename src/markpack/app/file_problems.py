"""Files that the system refuses to read or write, as problems that a person can put right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from markpack.errors import InputError, Place, Problem
from markpack.publish.refusal import refused, remedy


class FileRefused(InputError):
    """The system refused a file: the disk is full, or another program has the file open."""


@contextmanager
def file_problems(then: str = "build again") -> Iterator[None]:
    """Raise FileRefused, with a remedy, for every OSError inside the block but that of a reader who has gone.

    `then` is what to do once it is mended.
    """
    try:
        yield
    except BrokenPipeError:  # as `| head` does it: no file is concerned
        raise
    except OSError as error:
        place = Place(str(error.filename or "output"))
        raise FileRefused([Problem(place, refused(error), remedy(error, then))]) from error
