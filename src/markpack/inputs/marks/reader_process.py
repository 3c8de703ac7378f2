"""A process that reads one returned file after another, within its bounds. Run by `reader_pool`.

It says “+” once it has started. A request is a line of JSON; the answer is its length in eight bytes and a packed
reading. Nothing is unpickled: what has read hostile bytes may have been taken over by them.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from markpack.errors import Place, Problem
from markpack.inputs.marks.parse_cache import packed
from markpack.inputs.marks.reader_pool import MOST_SECONDS
from markpack.inputs.problems import Problems

MOST_MEMORY = 1_500_000_000
_USED_UP = 600_000_000
"""A process that has needed so much memory makes place for a new one."""


def serve() -> None:
    """Read what is asked for until there are no more requests."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    limit_memory()
    answers.write(b"+")  # from here on, time counts
    answers.flush()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _limit_time()
        answer = _answer(_reader(request["reader"]), Path(request["path"]), request["file"])
        answers.write(len(answer).to_bytes(8, "big") + answer)
        answers.flush()
        if _most_memory() > _USED_UP:
            return


def _answer(read: Callable[[Path, str, Problems], object], path: Path, file: str) -> bytes:
    problems = Problems()
    try:
        return packed(read, (read(path, file, problems), problems.problems))
    except MemoryError:
        os._exit(1)
    except Exception as error:  # whatever a file makes a reader stumble over costs that file alone
        stumbled = Problem(
            Place(file),
            f"The file could not be read: it makes markpack’s reader fail ({type(error).__name__}).",
            "Open it in its own program and save it again. Please report it, for this should not happen.",
        )
        return packed(read, (None, (stumbled,)))


def _reader(name: str) -> Callable[[Path, str, Problems], object]:
    """Return the reader of that name; what it needs is loaded when the first file asks for it."""
    match name:
        case "read_csv":
            from markpack.inputs.files.csv_tables import read_csv

            return read_csv
        case "read_workbook":
            from markpack.inputs.files.excel_tables import read_workbook

            return read_workbook
        case "read_word_form":
            from markpack.inputs.marks.forms.word_form import read_word_form

            return read_word_form
        case "read_objection":
            from markpack.inputs.records.logo import read_objection

            return read_objection
        case "read_pdf_form":
            from markpack.inputs.marks.forms.pdf_form import read_pdf_form

            return read_pdf_form
        case "read_document":
            from markpack.inputs.criteria_text.document import read_document

            return read_document
        case "read_texts":
            from markpack.inputs.person_search.file_texts import read_texts

            return read_texts
        case _:
            raise LookupError(name)


def limit_memory() -> None:
    """Bound the memory of this process from now on, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time is bounded there as well
        return
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(limit, (most, most))
        except (OSError, ValueError):  # macOS does not limit address space
            continue


def _limit_time() -> None:
    """Bound the processor's time from now on, for the case that nobody is there any more to end this process."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = int(usage.ru_utime + usage.ru_stime) + 2 * MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _most_memory() -> int:
    """Return the most bytes that this process has needed."""
    try:
        import resource
    except ImportError:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
