"""The bench as a command: it measures every tool, builds and kind, and leaves the repository alone when tried out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.processes import run_python
from bench.tools import TOOLS
from markpack.documents.document import OFFICE, Format, Kind

ROOT = Path(__file__).parents[1]
WRITTEN = (ROOT / "README.md", ROOT / "docs" / "performance.md")
PAPER_ONLY = (Kind.DECLARATION, Kind.PACK, Kind.VERIFICATION)


@pytest.mark.slow
def test_the_bench_measures_every_tool_and_kind_and_whole_builds() -> None:
    before = [path.read_bytes() for path in WRITTEN]
    options = ["--quick", "--sample", "1", "--learners", "1,2", "--criteria", "3"]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    page = done.stdout
    for tool in TOOLS:
        section = page.split(f"| in {tool.format} by ")[1].split("\n\n")[0]
        measured = re.search(rf"^\| {re.escape(tool.name)} \| [\d.,]+ \| [\d.,]+ \|", section, re.MULTILINE)
        assert measured or f"Not measured: {tool.key}, because" in page, tool.key
        assert not (tool.is_own and "it failed" in page), page
    for learners in (1, 2):
        assert re.search(rf"^\| {learners} \| {6 * learners} \| [\d.]+ s \|.* \| 3 \| ", page, re.MULTILINE)
    kinds = set(re.findall(r"^\| (\w+) \| (PDF|DOCX|XLSX) \|", page, re.MULTILINE))
    on_paper = {(kind, fmt) for kind in (Kind.BRIEF, Kind.BLANK, Kind.COMPLETED, Kind.FEEDBACK) for fmt in OFFICE}
    on_paper |= {(kind, fmt) for kind in PAPER_ONLY for fmt in (Format.PDF, Format.DOCX)}
    workbooks = {(Kind.MARKBOOK, Format.XLSX), (Kind.RESULTS, Format.XLSX)}
    assert kinds == {(kind.value, fmt.value.upper()) for kind, fmt in on_paper | workbooks}
    assert [path.read_bytes() for path in WRITTEN] == before


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the system does not tell a process's share")
def test_the_memory_of_a_run_is_that_of_all_its_processes() -> None:
    hold = "held = bytearray(b'x') * 60_000_000; import time; time.sleep(0.8)"
    two = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}; child.wait()"
    run = run_python("-c", two, watch=True)
    assert run.memory is not None
    assert 120e6 < run.memory < 180e6


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="ended with 3:\nso much for that"):
        run_python("-c", "import sys; print('so much for that'); sys.exit(3)")
