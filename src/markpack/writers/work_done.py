"""What making documents took, in counted work: so much that a slow machine and a quick one count the same.

Counts grow in the process that does the work. Whoever writes a document takes them, and sends them along with it.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from markpack.documents.catalogue.kinds import Format


class Work(StrEnum):
    """A kind of work that is worth counting, by its name in a build's JSON."""

    FULL_LAYOUT = "full_layouts"
    """A document that was laid out from beginning to end."""
    MASTER = "masters"
    """Something laid out once, to be filled in for many."""
    PAGE_LAYOUT = "page_layouts"
    """A page given to WeasyPrint."""
    PICTURE = "pictures"
    """A drawing made into dots."""


WorkDone = Counter[tuple[Work, str]]
"""How often each kind of work was done, by what it was for: a format and, of full layouts, the reason."""

_done: WorkDone = Counter()


def count(work: Work, of: str) -> None:
    """Note that some work was done in this process."""
    _done[work, of] += 1


def count_full_layout(fmt: Format, reason: str) -> None:
    """Note that a document was laid out in full, and why."""
    count(Work.FULL_LAYOUT, f"{fmt.value}: {reason}")


def taken() -> WorkDone:
    """Return what was done in this process since this was last asked."""
    found = Counter(_done)
    _done.clear()
    return found


def by_kind_of_work(done: WorkDone) -> dict[str, dict[str, int]]:
    """Return how often each kind of work was done, by what it was for, the most frequent first; all kinds are there."""
    found: dict[str, dict[str, int]] = {work.value: {} for work in Work}
    for (work, of), number in sorted(done.items(), key=lambda entry: (-entry[1], entry[0])):
        found[work.value][of] = number
    return found
