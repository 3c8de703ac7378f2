"""In a process of its own: start a tool, make the documents of a file, and say how much memory it took.

Run as `python -m bench.first TOOL FILE`, where FILE holds the tool's inputs, pickled.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from bench.tools import BY_KEY


def peak_memory() -> int:
    """Return the most memory that this process and its largest child ever held, in bytes."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return unit * sum(resource.getrusage(who).ru_maxrss for who in whose)


def main() -> None:
    """Make the documents and print the memory, in bytes."""
    name, file = sys.argv[1:]
    make = BY_KEY[name].open()
    make(pickle.loads(Path(file).read_bytes()))
    print(peak_memory())


if __name__ == "__main__":
    main()
