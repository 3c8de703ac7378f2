"""Measure markpack beside other tools, and write `docs/performance.md` and the README's ratios."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.builds import measure_builds, measure_feedback
from bench.cohort import Shape, lay_out
from bench.machine import cores, machine, versions
from bench.page import performance_page, quoted
from bench.reports import measure_kinds, measure_reports
from bench.results import Findings, ReportResult
from bench.samples import apart, completed_sheets, plan
from bench.sheets import measure_warm, sheet_results
from bench.timing import Timing

ROOT = Path(__file__).parents[1]
PAGE, README = ROOT / "docs" / "performance.md", ROOT / "README.md"
SPARE = 8
"""Learners beyond those whose sheets are measured: enough for one of every variant, to warm up with."""


LEADING = 2
"""Sheets that a tool makes before its part of a round."""


@dataclass(frozen=True)
class Size:
    """How much is measured: sheets and reports a round, rounds, learners of whole builds and of one of reports."""

    sample: int
    reports: int
    rounds: int
    learners: tuple[int, ...]
    feedback: int
    of_a_kind: int


WHOLE = Size(sample=10, reports=6, rounds=3, learners=(30, 300, 2000), feedback=60, of_a_kind=3)
QUICK = Size(sample=3, reports=1, rounds=1, learners=(3, 6), feedback=3, of_a_kind=1)


def main() -> None:
    """Run the bench; without options it writes the page and the README, with options it prints the page."""
    given = _options().parse_args()
    size = QUICK if given.quick else WHOLE
    size = Size(
        given.sample or size.sample, size.reports, given.rounds or size.rounds, given.learners or size.learners,
        size.feedback, size.of_a_kind,
    )  # fmt: skip
    shape = Shape(given.criteria, long_comments=given.comments == "long", scripts=given.names == "scripts")
    command = "make bench" + (f' OPTIONS="{" ".join(sys.argv[1:])}"' if sys.argv[1:] else "")
    say = _progress()
    with tempfile.TemporaryDirectory(prefix="markpack-bench-") as folder:
        found = measure(Path(folder), size, shape, command, given.longest, say)
    page = performance_page(found)
    print(page)
    if given.write or not sys.argv[1:]:
        readme = quoted(README.read_text(encoding="utf-8"), found)
        PAGE.write_text(page, encoding="utf-8")
        README.write_text(readme, encoding="utf-8")
        say("docs/performance.md and the ratios in README.md are written")
    say("Done")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench OPTIONS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few documents of each, to try it out")
    parser.add_argument("--criteria", type=int, default=9, metavar="N", help="criteria in a unit (default 9)")
    parser.add_argument("--comments", choices=("usual", "long"), default="usual", help="how long comments are")
    parser.add_argument(
        "--names", choices=("latin", "scripts"), default="latin", help="letters of names: Latin, or many"
    )
    parser.add_argument("--learners", type=_numbers, metavar="N,…", help="sizes of whole builds (default 30,300,2000)")
    parser.add_argument(
        "--sample", type=int, metavar="N", help="learners whose sheets every tool makes in a round (default 10)"
    )
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds, each with other learners' sheets (default 3)")
    parser.add_argument(
        "--longest", type=float, default=240, metavar="SECONDS",
        help="leave out builds that would take longer the first time (default 240)",
    )  # fmt: skip
    parser.add_argument(
        "--write", action="store_true", help="write docs/performance.md and the README with options too"
    )
    return parser


def measure(
    folder: Path, size: Size, shape: Shape, command: str, longest: float, say: Callable[[str], None]
) -> Findings:
    """Measure everything, in folders below the one given, and return what was found; say what is being done."""
    measured, leading = size.sample * size.rounds, LEADING * size.rounds
    learners = measured + leading + SPARE
    say(f"Laying out {learners} learners: {shape.in_words}")
    planned = plan(lay_out(folder / "sample", learners, shape))
    sample = apart(completed_sheets(planned), measured, leading)
    say("Mark sheets, by every tool in one process")
    trials = measure_warm(sample, size.rounds)
    say("Mark sheets, each in a new process")
    results = sheet_results(trials, sample, folder, size.rounds)
    say("Feedback reports and briefs")
    reports, plain = measure_reports(planned, size.reports, size.rounds)
    say(f"A build of feedback reports for {size.feedback} learners")
    reports.append(_on_several_processes(reports[0].name, plain, folder / "feedback", size.feedback, shape))
    say("Every kind of document")
    kinds = measure_kinds(planned, size.of_a_kind)
    say(f"Builds for {', '.join(f'{count:,}' for count in sorted(size.learners))} learners")
    builds = []
    for entry in measure_builds(size.learners, folder, shape, longest):
        taken = f"{entry.first:.1f}, {entry.again:.1f} and {entry.changed:.1f} seconds"
        say(f"Builds for {entry.learners:,} learners: {entry.missing or taken}")
        builds.append(entry)
    return Findings(
        command=command, machine=machine(), versions=versions(), sheets=shape.in_words, learners=learners,
        warm_up=len(sample.warm_up), leading=len(sample.leading) // size.rounds, measured=len(sample.measured),
        rounds=size.rounds, results=results, builds=builds, reports=reports, kinds=kinds,
    )  # fmt: skip


def _on_several_processes(name: str, plain: Timing, folder: Path, learners: int, shape: Shape) -> ReportResult:
    """Return what a report takes in a whole build on two processes, beside plain calls one after another: the means."""
    processes = min(2, cores())
    seconds, documents = measure_feedback(learners, folder, shape, processes)
    own = Timing(seconds / documents, documents)
    return ReportResult(name, plain, own, f"on average in a build of {documents} on {processes} processes")


def _numbers(text: str) -> Sequence[int]:
    return tuple(int(part) for part in text.split(","))


def _progress() -> Callable[[str], None]:
    """Return what tells people at the terminal what is being done, with the seconds since now."""
    start = time.monotonic()
    return lambda what: print(f"{time.monotonic() - start:4.0f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
