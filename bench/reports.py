"""Feedback reports and briefs as PDF: markpack's writer and a plain WeasyPrint call of the same page, in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bench.peers.weasyprint_pages import write_page
from bench.results import KindResult, ReportResult
from bench.samples import LAYOUTS, page_text
from bench.timing import Refusal, Taken, Timing, attempt, in_turn, mean, median, refused_by_none
from markpack.documents.brief.view import Brief
from markpack.documents.catalogue.entries import DocumentJob
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.feedback.view import FeedbackReport
from markpack.writers.formats import write
from markpack.writers.result import LayoutError


def measure_reports(planned: Sequence[DocumentJob], most: int, rounds: int) -> tuple[list[ReportResult], Timing]:
    """Return what reports take, in so many rounds of at most so many, each made once; and briefs, all in every round.

    Beside these medians, return the mean of the plain calls of reports, which is what a whole build compares with.
    Neither way keeps anything of a page that it has made; a first one of each kind is made beforehand, so that fonts
    and layouts have been read.
    """
    reports, briefs = _of_kind(planned, Kind.FEEDBACK), _of_kind(planned, Kind.BRIEF)
    of_reports, plain = _in_turn("a feedback report", reports[0], reports[1 : 1 + most * rounds], rounds)
    of_briefs, _ = _in_turn("a brief", briefs[0], briefs * rounds, rounds)
    return [of_reports, of_briefs], plain


def measure_kinds(planned: Sequence[DocumentJob], most: int) -> list[KindResult]:
    """Return what a document of each kind takes in each format by a full layout, at most so many of each, once.

    The last of a kind is made beforehand, and measured only where it is the only one.
    """
    groups: dict[tuple[Kind, Format], list[DocumentJob]] = defaultdict(list)
    for entry in planned:
        groups[entry.kind, entry.format].append(entry)
    order = sorted(groups, key=lambda group: (list(Kind).index(group[0]), list(Format).index(group[1])))
    results = []
    for kind, fmt in order:
        *others, last = groups[kind, fmt]
        _written([last])
        taken = _written((others or [last])[:most])
        if not all(isinstance(time, Refusal) for time in taken):
            results.append(KindResult(kind.folder, fmt.value.upper(), median(taken)))
    return results


def _of_kind(planned: Sequence[DocumentJob], kind: Kind) -> list[DocumentJob]:
    return [entry for entry in planned if (entry.kind, entry.format) == (kind, Format.PDF)]


def _in_turn(name: str, first: DocumentJob, entries: Sequence[DocumentJob], rounds: int) -> tuple[ReportResult, Timing]:
    jobs = {"plain": _by_plain_calls, "own": _written}
    for job in jobs.values():
        job([first])
    taken = in_turn(jobs, entries, rounds)
    made = refused_by_none(list(taken.values()))
    plain, own = (median(taken[way][position] for position in made) for way in jobs)
    return ReportResult(name, plain, own), mean(taken["plain"])


def _by_plain_calls(entries: Sequence[DocumentJob]) -> list[Taken]:
    pages = [page_text(entry.view) for entry in entries if isinstance(entry.view, FeedbackReport | Brief)]
    return [attempt(lambda page=page: write_page(page), LayoutError) for page in pages]  # type: ignore[misc]


def _written(entries: Sequence[DocumentJob]) -> list[Taken]:
    """Return what documents take by markpack; there may be no font here for the letters of a name."""
    return [
        attempt(lambda entry=entry: write(entry.view, entry.format, LAYOUTS), LayoutError)  # type: ignore[misc]
        for entry in entries
    ]
