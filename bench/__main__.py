"""Print documents per second for each kind and format, and the same mark sheet by other tools beside it."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.cohort import lay_out
from bench.sheet_data import sheet_data
from bench.timing import Timing, time_batch, time_each
from markpack import __version__
from markpack.build import bring_together
from markpack.documents.document import Format, Kind
from markpack.documents.mark_sheet import MarkSheet
from markpack.documents.pack import Planned, plan_pack
from markpack.source.inputs import read_inputs
from markpack.writers import write
from markpack.writers.html import Layouts

UNIT = "8604-308"
LAYOUTS = Layouts()


def main() -> None:
    """Run the whole bench."""
    parser = argparse.ArgumentParser(prog="make bench OPTIONS=…", description=__doc__)
    parser.add_argument("--learners", type=int, default=12, help="how many learners there are (default 12)")
    parser.add_argument("--rounds", type=int, default=2, help="how often each document is made (default 2)")
    options = parser.parse_args()
    print(
        f"markpack {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores\n{options.learners} learners, two units; one process; medians of single documents\n"
    )
    with tempfile.TemporaryDirectory(prefix="markpack-bench-") as folder:
        planned = plan(Path(folder) / "workspace", options.learners)
        own = bench_kinds(planned, options.rounds)
        sheets = [
            entry.view
            for entry in planned
            if (entry.kind, entry.format, entry.unit) == (Kind.COMPLETED, Format.PDF, UNIT)
            and isinstance(entry.view, MarkSheet)
        ]
        bench_others(sheets, Path(folder), options.rounds)
    if not own:
        sys.exit("Nothing was measured.")


def plan(folder: Path, learners: int) -> tuple[Planned, ...]:
    """Lay out a synthetic workspace and return all documents that it makes, without those that only hold others."""
    workspace = lay_out(folder, learners)
    inputs, _ = read_inputs(workspace.root, ())
    (employer,) = inputs.employers
    planned = plan_pack(bring_together(inputs, employer))
    return tuple(entry for entry in planned if entry.format is not Format.ZIP and entry.kind is not Kind.COMBINED)


def bench_kinds(planned: Sequence[Planned], rounds: int) -> dict[tuple[Kind, Format], Timing]:
    """Print and return how long a document of each kind takes in each format."""
    groups: dict[tuple[Kind, Format], list[Planned]] = defaultdict(list)
    for entry in planned:
        groups[entry.kind, entry.format].append(entry)
    timings = {}
    print(f"{'kind':<14}{'format':<8}{'ms each':>9}{'a second':>10}{'measured':>10}")
    for (kind, fmt), entries in sorted(
        groups.items(), key=lambda group: [list(Kind).index(group[0][0]), group[0][1].value]
    ):
        timing = time_each(lambda entry: write(entry.view, entry.format, LAYOUTS), entries, rounds=rounds)
        timings[kind, fmt] = timing
        print(_line(f"{kind.value:<14}{fmt.value:<8}", timing))
    return timings


def bench_others(sheets: Sequence[MarkSheet], folder: Path, rounds: int) -> None:
    """Print how long the completed mark sheet takes by markpack and by other tools, and the ratios."""
    print(f"\nThe same completed mark sheet of {UNIT}, with equivalent templates")
    print(f"{'':<30}{'ms each':>9}{'a second':>10}{'measured':>10}   to markpack")
    docx = time_each(lambda sheet: write(sheet, Format.DOCX, LAYOUTS), sheets, rounds=rounds)
    pdf = time_each(lambda sheet: write(sheet, Format.PDF, LAYOUTS), sheets, rounds=rounds)
    print(_line(f"{'DOCX by markpack':<30}", docx))
    _docxtpl(sheets, folder, rounds, docx, pdf)
    _typst(sheets, rounds, pdf)


def _docxtpl(sheets: Sequence[MarkSheet], folder: Path, rounds: int, docx: Timing, pdf: Timing) -> None:
    try:
        from bench.docxtpl_sheet import convert_to_pdf, write_docx, write_template
    except ImportError:
        print("DOCX by docxtpl                not measured: docxtpl is not installed")
        print(_line(f"{'PDF by markpack':<30}", pdf))
        print("PDF by docxtpl + LibreOffice   not measured: docxtpl is not installed")
        return
    template = folder / "template.docx"
    write_template(template)
    filled = [sheet_data(sheet) for sheet in sheets]
    theirs = time_each(lambda data: write_docx(template, data), filled, rounds=rounds)
    print(_line(f"{'DOCX by docxtpl':<30}", theirs, docx))
    print(_line(f"{'PDF by markpack':<30}", pdf))
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        print("PDF by docxtpl + LibreOffice   not measured: LibreOffice is not installed")
        return
    files = []
    for position, data in enumerate(filled):
        files.append(folder / f"{position}.docx")
        files[-1].write_bytes(write_docx(template, data))
    profile, target = folder / "profile", folder / "pdf"
    convert_to_pdf(files[:1], soffice, profile, target)  # the first run makes the profile
    converted = time_batch(lambda batch: convert_to_pdf(batch, soffice, profile, target), files, rounds=rounds)
    both = Timing(theirs.seconds + converted.seconds, converted.documents)
    print(_line(f"{'PDF by docxtpl + LibreOffice':<30}", both, pdf))


def _typst(sheets: Sequence[MarkSheet], rounds: int, pdf: Timing) -> None:
    try:
        from bench.typst_sheet import TypstSheets
    except ImportError:
        print("PDF by Typst                   not measured: typst is not installed")
        return
    typst = TypstSheets()
    theirs = time_each(lambda sheet: typst.write_pdf(sheet_data(sheet)), sheets, rounds=rounds)
    print(_line(f"{'PDF by Typst':<30}", theirs, pdf))


def _line(label: str, timing: Timing, ours: Timing | None = None) -> str:
    text = f"{label}{timing.seconds * 1000:>9.1f}{timing.per_second:>10.1f}{timing.documents:>10}"
    if ours is None:
        return text
    ratio = timing.seconds / ours.seconds
    return f"{text}   {ratio:.1f} times the time" if ratio >= 1 else f"{text}   1/{1 / ratio:.1f} of the time"


if __name__ == "__main__":
    main()
