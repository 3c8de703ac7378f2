"""In a process of its own: start a tool, make the documents of a file, and say how much memory it took.

Run as `python -m bench.first TOOL FILE`, where FILE holds the tool's inputs, pickled.
"""

from __future__ import annotations

import pickle
import re
import resource
import sys
from pathlib import Path

from bench.tools import BY_KEY

STATUS = Path("/proc/self/status")


def peak_memory() -> int:
    """Return the most memory that this process and its largest child ever held, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss + _own_memory(unit)


def _own_memory(unit: int) -> int:
    # Linux counts what the parent held as the process's own in getrusage, and not in its status.
    if STATUS.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB$", STATUS.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
        if found:
            return 1024 * int(found[1])
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Make the documents and print the memory, in bytes."""
    name, file = sys.argv[1:]
    make = BY_KEY[name].open()
    make(pickle.loads(Path(file).read_bytes()))
    print(peak_memory())


if __name__ == "__main__":
    main()
