"""The bench measures every kind and format, and the other tools beside them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from markpack.documents.document import OFFICE, Format, Kind

ROOT = Path(__file__).parents[1]


PAPER_ONLY = (Kind.DECLARATION, Kind.PACK, Kind.VERIFICATION, Kind.APPROVAL)


@pytest.mark.slow
def test_the_bench_measures_every_kind_and_format_and_the_other_tools() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--learners", "1", "--rounds", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    measured = re.findall(r"^(\w+) +(\w+) +[\d.]+ +[\d.]+ +(\d+)$", done.stdout, re.MULTILINE)
    on_paper = {(kind, fmt) for kind in (Kind.BRIEF, Kind.BLANK, Kind.COMPLETED, Kind.FEEDBACK) for fmt in OFFICE}
    on_paper |= {(kind, fmt) for kind in PAPER_ONLY for fmt in (Format.PDF, Format.DOCX)}
    workbooks = {(Kind.MARKBOOK, Format.XLSX), (Kind.RESULTS, Format.XLSX)}
    assert {(kind, fmt) for kind, fmt, _ in measured} == {(k.value, f.value) for k, f in on_paper | workbooks}
    assert all(int(documents) >= 1 for _, _, documents in measured)
    for tool in ("DOCX by markpack", "PDF by markpack"):
        assert re.search(rf"^{tool} +[\d.]+ +[\d.]+ +1$", done.stdout, re.MULTILINE), tool
    for tool in ("DOCX by docxtpl", r"PDF by docxtpl \+ LibreOffice", "PDF by Typst"):
        line = rf"^{tool} +([\d.]+ +[\d.]+ +1   .* (times the time|of the time)|not measured: \w+ is not installed)$"
        assert re.search(line, done.stdout, re.MULTILINE), tool
