"""What the system is and has: processors, memory, limits of programs, letters, LibreOffice."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

from markpack.app.machine.finding import Finding, fine, look

_LEAST_MEMORY = 2_000_000_000
_OFFICES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)


def processors() -> Iterator[Finding]:
    """Look at how much can be done at a time."""
    number = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = _memory()
    message = f"{number} {'processor' if number == 1 else 'processors'}"
    message += f", {memory / 1e9:.1f} GB of memory." if memory else "."
    if 0 < memory < _LEAST_MEMORY:
        yield look("Processors", message, "If a build is ended by the system, build with --jobs 1.")
    else:
        yield fine("Processors", f"{message} A build uses as many as are worth it.")


def _memory() -> int:
    """Return the memory in bytes; 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def limits() -> Iterator[Finding]:
    """Look whether the memory of a program can be limited, which guards against damaged or hostile files."""
    try:
        import resource

        resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, AttributeError, OSError, ValueError):
        yield look(
            "Memory limits",
            "This system cannot limit a program’s memory, so a hostile file among the marks could use all of it.",
            "Look at files from strangers before you put them into marks, or use WSL.",
        )
    else:
        yield fine("Memory limits", "This system can limit a program’s memory, so no file can use all of it.")


def letters(console_encoding: str) -> Iterator[Finding]:
    """Look whether the console and the names of files take all letters; the encoding is the console's."""
    if _is_unicode(console_encoding):
        yield fine("Console", f"It shows all letters ({console_encoding}).")
    else:
        yield look(
            "Console",
            f"It cannot show all letters ({console_encoding or 'unknown'}); “?” stands for those that it lacks.",
            "Set PYTHONUTF8=1. Documents and --json have all letters in any case.",
        )
    names = sys.getfilesystemencoding()
    if _is_unicode(names):
        yield fine("File names", f"They may have all letters ({names}).")
    else:
        yield look(
            "File names",
            f"They cannot have all letters ({names}), so documents of some learners may fail.",
            "Set LANG to C.UTF-8 or en_GB.UTF-8, or PYTHONUTF8=1.",
        )


def _is_unicode(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name.startswith("utf")
    except LookupError:
        return False


def office() -> Iterator[Finding]:
    """Look for LibreOffice, which people may fill in mark sheets with."""
    path = which("soffice") or which("libreoffice") or next((path for path in _OFFICES if Path(path).is_file()), "")
    what_for = "markpack makes and reads all documents without it"
    if path:
        yield fine("LibreOffice", f"Found at {path}. You can fill in Word and Excel mark sheets with it; {what_for}.")
    else:
        yield fine("LibreOffice", f"Not found, and not needed: {what_for}.")
