"""What a run found, as a page for people: `docs/performance.md`, and the few lines of it that the README quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bench.results import BuildResult, Findings, ReportResult, SheetResult
from bench.timing import Timing
from bench.tools import FULL, MASTERS

BEGIN, END = "<!-- The bench writes from here -->", "<!-- to here -->"
FORMATS = ("PDF", "DOCX", "XLSX")
LESS = 0.95
"""Another tool is quicker from here down: anything above is as long, to a decimal."""


def performance_page(found: Findings) -> str:
    """Return the whole page as Markdown."""
    parts = [
        "# How fast markpack is",
        f"`{found.command}` has written this page; nothing in it is entered by hand. All was measured in one run, on a "
        f"machine with {found.machine}: {found.versions}.",
        "## In short",
        in_short(found),
        "## A completed mark sheet",
        _about_sheets(found),
        *(_sheets(found, fmt) for fmt in FORMATS),
        *_remarks(found),
        "## Whole builds",
        "The completed mark sheets of two units in three formats by `markpack build`, from the start of the program to "
        "its end, files on the disk included: the first build, one with nothing changed since, and one after an "
        "assessor has changed a comment. Memory is the most that all processes of the first build held together.",
        _builds(found.builds),
        *_reckoned(found),
        "## Feedback reports and briefs",
        "These are laid out for each learner, as PDF. The plain WeasyPrint call is given the same page, ready as HTML, "
        "one after another in one process, in turn with markpack. No report is made twice. Of briefs there are only "
        "two, made again in every round: neither way keeps anything of a page that it has made. These are medians; "
        "what a report takes in a whole build is a share of its time from the start of the program, and stands beside "
        "the mean of the plain calls.",
        _reports(found),
        "## Every kind of document",
        "One process, each document laid out in full, after another of its kind; where there are masters, mark sheets "
        f"take what stands above. A mark book or list of results has all {found.learners} learners in it.",
        _table(
            ("kind", "format", "ms each", "a second", "measured on"),
            ((entry.kind, entry.format, *_each(entry.timing)) for entry in found.kinds),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def in_short(found: Findings) -> str:
    """Return the table of ratios that the README quotes."""
    rows = [
        (f"a mark sheet in {entry.tool.format} by {entry.tool.name}", ratio)
        for entry in found.results
        if not entry.tool.is_own and (ratio := _ratio(found, entry)) is not None
    ]
    rows += [
        (f"{entry.name} in PDF by a plain WeasyPrint call{_beside(entry)}", entry.plain.seconds / entry.own.seconds)
        for entry in found.reports
    ]
    return _table(("the same document by another tool", "takes"), ((name, in_words(ratio)) for name, ratio in rows))


def quoted(readme: str, found: Findings) -> str:
    """Return the README with the table of ratios afresh. Raises ValueError if the marks around it are not there."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md lacks the lines “{BEGIN}” and “{END}”, between which the ratios stand")
    return f"{before}{BEGIN}\n\n{in_short(found)}\n\n{END}{after}"


def milliseconds(timing: float) -> str:
    """Return seconds as milliseconds, to three digits."""
    value = timing * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def times(ratio: float) -> str:
    """Return a ratio as README and page have it: whole from ten upwards, with two decimals where it is less."""
    return f"{ratio:,.0f} times" if ratio >= 9.95 else f"{ratio:.1f} times" if ratio >= LESS else f"{ratio:.2f} times"


def in_words(ratio: float) -> str:
    """Return how long another tool takes, which may be less than markpack does."""
    return f"{times(ratio)} as long{': quicker than markpack' if ratio < LESS else ''}"


def _ratio(found: Findings, entry: SheetResult) -> float | None:
    """Return how many times as long as an sheet filled in a tool takes; None where either was not measured."""
    masters = found.warm(MASTERS, entry.tool.format)
    return entry.warm.seconds / masters.seconds if entry.warm and masters else None


def _beside(entry: ReportResult) -> str:
    return f", ours {entry.way}" if entry.way else ""


def _each(timing: Timing) -> tuple[str, str, str]:
    return milliseconds(timing.seconds), f"{1 / timing.seconds:,.1f}", str(timing.documents)


def _megabytes(memory: int | None) -> str:
    return "–" if memory is None else f"{memory / 1e6:.0f} MB"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _about_sheets(found: Findings) -> str:
    return (
        f"Every tool makes the same sheets, one for each of {found.measured} learners, in memory: {found.sheets}; the "
        "same text, heads and feet, and tags where it can make them. No tool is given a sheet twice, since no cohort "
        "has one twice, and some tools answer from memory what they have made before.\n\n"
        f"All is done in one process. First every tool makes the sheets of {found.warm_up} other learners, which are "
        "not measured: one for each master that markpack needs, so that the masters are made then. The sheets that are "
        f"measured (warm) follow in rounds, {found.rounds} in all: in each, every tool in turn makes the next "
        f"{found.a_round} sheets, or the first few of them where it takes a second for each. Other tools have had the "
        f"processor for seconds then, so a tool that is not slow makes {found.leading} more before, which are not "
        "measured; and their garbage is put away. “Measured on” says how many sheets the median is of.\n\n"
        "Cold is from the start of a new process to its end, with a single sheet, and so has the making of its master "
        "in it; the median is of as many processes as there are rounds, each with another sheet. Memory is the most "
        "that one of them held, together with its largest child."
    )


def _sheets(found: Findings, fmt: str) -> str:
    rows = []
    for entry in found.results:
        if entry.tool.format != fmt:
            continue
        if entry.warm is None or entry.cold is None:
            rows.append((entry.tool.name, *["–"] * 6))
            continue
        each = milliseconds(entry.warm.seconds), f"{1 / entry.warm.seconds:,.1f}"
        ratio = _ratio(found, entry)
        beside, cold = "–" if ratio is None else times(ratio), milliseconds(entry.cold)
        rows.append((entry.tool.name, *each, beside, cold, _megabytes(entry.memory), str(entry.warm.documents)))
    header = (f"in {fmt} by", "ms each, warm", "a second", "as long as masters", "ms cold", "memory", "measured on")
    return _table(header, rows)


def _remarks(found: Findings) -> Iterator[str]:
    """Yield what has to be known about the figures: what was not measured, what did not fit, what others leave out."""
    for entry in found.results:
        if entry.missing:
            yield f"Not measured: {entry.tool.key}, because {entry.missing}."
    for entry in found.results:
        if entry.refused:
            yield (
                f"{entry.refused} of {found.measured} sheets could not be made by {entry.tool.key} and are left out "
                f"for all: {entry.reason}."
            )
    masters = [entry for entry in found.results if entry.tool.name == MASTERS and not entry.missing]
    if masters:
        counts = ", ".join(
            f"{entry.laid_out} of {entry.warm.documents} in {entry.tool.format}" for entry in masters if entry.warm
        )
        yield (f"Sheets that did not fit a master and were laid out in full, with their time counted above: {counts}.")
    if failed := [entry for entry in found.builds if entry.failed]:
        counts = ", ".join(f"{entry.failed} for {entry.learners:,} learners" for entry in failed)
        yield f"Documents that the builds below could not make on this machine: {counts}."
    yield (
        "Only markpack’s sheets have the marks inside them for programs (PDF/A-3a beside PDF/UA-1), names for cells, "
        "and the criteria’s digest; the employer’s logo is in its own and in those of the plain WeasyPrint call. "
        f"LibreOffice converts the {found.a_round} sheets of a round in one run, for it is slow to start; each sheet "
        "has its share of that."
    )


def _builds(builds: Sequence[BuildResult]) -> str:
    header = ("learners", "documents", "first build", "ms each", "nothing changed", "a comment changed", "made then",
              "memory")  # fmt: skip
    rows: list[tuple[str, ...]] = []
    for entry in builds:
        if entry.missing:
            rows.append((f"{entry.learners:,}", f"not measured: {entry.missing}", *["–"] * (len(header) - 2)))
            continue
        each = milliseconds(entry.first / max(entry.documents, 1))
        taken = (f"{seconds:.1f} s" for seconds in (entry.again, entry.changed))
        counted = f"{entry.learners:,}", f"{entry.documents:,}", f"{entry.first:.1f} s", each
        rows.append((*counted, *taken, str(entry.remade), _megabytes(entry.memory)))
    return _table(header, rows)


def _reckoned(found: Findings) -> Iterator[str]:
    """Yield what the same documents would take by other tools: reckoned, since nobody waits for it."""
    ways = (("a plain WeasyPrint call", "docxtpl", "openpyxl"), ("Typst", "docxtpl", "XlsxWriter"), (FULL,) * 3)
    rows = []
    for names in ways:
        timings = [found.warm(name, fmt) for name, fmt in zip(names, FORMATS, strict=True)]
        each = sum(timing.seconds for timing in timings if timing)
        if all(timings):
            name = ", ".join(dict.fromkeys(names))
            rows.append((name, *(f"{2 * entry.learners * each:,.0f} s" for entry in found.builds)))
    if rows:
        yield (
            "By other tools the same documents were not made. Reckoned from the medians above, on one core and without "
            "reading or storing anything, they would take:"
        )
        yield _table(("", *(f"{entry.learners:,} learners" for entry in found.builds)), rows)


def _reports(found: Findings) -> str:
    rows = [
        (
            f"{entry.name}{_beside(entry)}",
            milliseconds(entry.plain.seconds),
            milliseconds(entry.own.seconds),
            times(entry.plain.seconds / entry.own.seconds),
            f"{entry.plain.documents} and {entry.own.documents}",
        )
        for entry in found.reports
    ]
    return _table(("", "ms, plain call", "ms, markpack", "as long as markpack", "measured on"), rows)
