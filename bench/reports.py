"""Feedback reports and briefs as PDF: markpack's writer and a plain WeasyPrint call of the same page, in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bench.peers.weasyprint_pages import write_page
from bench.results import KindResult, ReportResult
from bench.samples import LAYOUTS, page_text
from bench.timing import Share, in_turn, median, seconds
from markpack.documents.brief import Brief
from markpack.documents.document import Format, Kind
from markpack.documents.feedback import FeedbackReport
from markpack.documents.pack import Planned
from markpack.writers import write
from markpack.writers.pdf import LayoutError

T = TypeVar("T")
MEASURED = {Kind.FEEDBACK: "a feedback report", Kind.BRIEF: "a brief"}


def measure_reports(planned: Sequence[Planned], most: int, rounds: int) -> list[ReportResult]:
    """Return what reports and briefs take, at most so many of each, `rounds` times."""
    results = []
    for kind, name in MEASURED.items():
        entries = [entry for entry in planned if (entry.kind, entry.format) == (kind, Format.PDF)]
        entries = [entry for entry in entries[:most] if _can_be_written(entry)]
        pages = [page_text(entry.view) for entry in entries if isinstance(entry.view, FeedbackReport | Brief)]
        plain, own = (lambda pages=pages: _each(write_page, pages)), (lambda entries=entries: _each(_write, entries))
        timings = in_turn({"plain": plain, "own": own}, rounds)
        results.append(ReportResult(name, timings["plain"], timings["own"]))
    return results


def measure_kinds(planned: Sequence[Planned], most: int) -> list[KindResult]:
    """Return what a document of each kind takes in each format by a full layout, at most so many of each, once."""
    groups: dict[tuple[Kind, Format], list[Planned]] = defaultdict(list)
    for entry in planned:
        groups[entry.kind, entry.format].append(entry)
    order = sorted(groups, key=lambda group: (list(Kind).index(group[0]), list(Format).index(group[1])))
    results = []
    for kind, fmt in order:
        entries = [entry for entry in groups[kind, fmt][:most] if _can_be_written(entry)]
        if entries:
            results.append(KindResult(kind.value, fmt.value.upper(), median(_each(_write, entries))))
    return results


def _can_be_written(entry: Planned) -> bool:
    """Say whether a document can be set: there may be no font here for the letters of a name."""
    try:
        _write(entry)
    except LayoutError:
        return False
    return True


def _write(entry: Planned) -> bytes:
    return write(entry.view, entry.format, LAYOUTS)


def _each(make: Callable[[T], object], items: Iterable[T]) -> list[Share]:
    return [Share(seconds(lambda item=item: make(item))) for item in items]  # type: ignore[misc]
