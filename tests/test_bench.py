"""The bench as a command: it measures every tool, builds and kind, and leaves the repository alone when tried out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from bench.builds import expected
from bench.cohort import Shape, lay_out
from bench.processes import run_python
from bench.results import BuildResult
from bench.samples import apart, completed_sheets, plan
from bench.sheet_text import SheetText
from bench.sheets import measure_warm
from bench.timing import Refusal
from bench.tools import TOOLS, Tool
from markpack.documents.catalogue.kinds import OFFICE, Format, Kind
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.masters.master import variant

ROOT = Path(__file__).parents[1]
WRITTEN = (ROOT / "README.md", ROOT / "docs" / "performance.md")
PAPER_ONLY = (Kind.DECLARATION, Kind.PACK, Kind.VERIFICATION, Kind.CERTIFICATE)


@pytest.mark.slow
def test_the_bench_measures_every_tool_and_kind_and_whole_builds() -> None:
    before = [path.read_bytes() for path in WRITTEN]
    options = ["--quick", "--sample", "1", "--learners", "2", "--criteria", "1"]
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
    assert re.search(r"^\| 2 \| 12 \| [\d.]+ s \|.* \| 3 \| ", page, re.MULTILINE)
    kinds = set(re.findall(r"^\| (\w+) \| (PDF|DOCX|XLSX) \|", page, re.MULTILINE))
    on_paper = {(kind, fmt) for kind in (Kind.BRIEF, Kind.BLANK, Kind.COMPLETED, Kind.FEEDBACK) for fmt in OFFICE}
    on_paper |= {(kind, fmt) for kind in PAPER_ONLY for fmt in (Format.PDF, Format.DOCX)}
    workbooks = {(Kind.MARKBOOK, Format.XLSX), (Kind.RESULTS, Format.XLSX)}
    assert kinds == {(kind.folder, fmt.value.upper()) for kind, fmt in on_paper | workbooks}
    assert [path.read_bytes() for path in WRITTEN] == before


@pytest.mark.slow
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


# What is new to every tool


@dataclass
class Recorder:
    """Stands for a tool: it notes whose sheets it is given, and refuses some."""

    refuses: Collection[str] = ()
    given: list[list[str]] = field(default_factory=list)

    def write_sheet(self, sheet: SheetText) -> bytes:
        self.given.append([sheet.facts["registration"]])
        if sheet.facts["registration"] in self.refuses:
            raise ValueError("no such letter")
        return b"made"

    def write_sheets(self, sheets: Sequence[SheetText]) -> list[bytes]:
        self.given.append([sheet.facts["registration"] for sheet in sheets])
        return [b"made" for _ in sheets]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sequence[MarkSheet]:
    return completed_sheets(plan(lay_out(tmp_path_factory.mktemp("bench") / "workspace", 15, Shape(criteria=3))))


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Tool, Recorder]]:
    """What makes a tool that records, and what it has recorded."""

    def tool(
        name: str, *, together: bool = False, slow: bool = False, refuses: Collection[str] = ()
    ) -> tuple[Tool, Recorder]:
        recorder = Recorder(refuses)
        module = ModuleType(name)
        maker = recorder if together else recorder.write_sheet
        monkeypatch.setattr(module, "maker", maker, raising=False)
        monkeypatch.setitem(sys.modules, name, module)
        return Tool(name, "PDF", name, "maker", together, slow), recorder

    return tool


def registration(sheet: MarkSheet) -> str:
    return sheet.values[sheet.form.registration.name]


@pytest.mark.slow
def test_no_tool_is_given_a_sheet_twice_when_warm_times_are_measured(
    sheets: Sequence[MarkSheet], record: Callable[..., tuple[Tool, Recorder]]
) -> None:
    sample = apart(sheets, 7)
    (one, ones), (many, manys) = record("one_by_one"), record("all_at_once", together=True)
    trials = measure_warm(sample, 3, [one, many])
    warm_up, measured = ([registration(sheet) for sheet in part] for part in (sample.warm_up, sample.measured))
    assert len({*warm_up, *measured}) == len(warm_up) + 7
    assert ones.given == [[learner] for learner in (*warm_up, *measured)]
    assert manys.given == [*([learner] for learner in warm_up), measured[:3], measured[3:6], measured[6:]]
    assert [len(trial.taken) for trial in trials] == [7, 7]


@pytest.mark.slow
def test_tools_take_turns_with_the_same_part_of_the_sheets(
    sheets: Sequence[MarkSheet], record: Callable[..., tuple[Tool, Recorder]]
) -> None:
    sample = apart(sheets, 4, 2)
    (one, ones), (other, others) = record("one"), record("other")
    others.given = ones.given  # one list, to see in which order
    trials = measure_warm(sample, 2, [one, other])
    a, b, c, d, led, led_again = ([registration(sheet)] for sheet in (*sample.measured, *sample.leading))
    given = ones.given[2 * len(sample.warm_up) :]
    assert given == [led, a, b, led, a, b, led_again, c, d, led_again, c, d]
    assert [len(trial.taken) for trial in trials] == [4, 4]


def test_a_slow_tool_makes_the_first_sheets_of_every_round(
    sheets: Sequence[MarkSheet], record: Callable[..., tuple[Tool, Recorder]]
) -> None:
    sample = apart(sheets, 10, 2)
    slow, recorded = record("slow", slow=True)
    (trial,) = measure_warm(sample, 2, [slow])
    made = [position for position, time in enumerate(trial.taken) if time is not None]
    assert made == [0, 1, 5, 6]
    given = recorded.given[len(sample.warm_up) :]
    assert given == [[registration(sample.measured[position])] for position in made]


def test_a_sheet_that_a_tool_refuses_is_found_by_measuring_it(
    sheets: Sequence[MarkSheet], record: Callable[..., tuple[Tool, Recorder]]
) -> None:
    sample = apart(sheets, 3)
    picky, _ = record("picky", refuses=[registration(sample.measured[1])])
    useless, _ = record("useless", refuses=[registration(sheet) for sheet in sheets])
    missing = Tool("missing", "PDF", "no_such_module", "maker")
    first, second, third = measure_warm(sample, 1, [picky, useless, missing])
    assert [isinstance(time, Refusal) for time in first.taken] == [False, True, False]
    assert first.missing == ""
    assert second.missing == "it made none of the sheets: ValueError: no such letter"
    assert third.missing == "no_such_module is not there"


def test_warming_up_makes_the_plate_of_every_sheet_that_is_measured(sheets: Sequence[MarkSheet]) -> None:
    sample = apart(sheets, 10)
    warm = [variant(sheet) for sheet in sample.warm_up]
    assert len(warm) == len(set(warm)) > 1
    assert {variant(sheet) for sheet in sample.measured} == set(warm)
    assert len(sample.measured) == 10


# Builds


def test_what_a_build_should_take_is_told_by_the_two_before() -> None:
    small, large = BuildResult(30, 180, first=12.0), BuildResult(300, 1800, first=20.1)
    assert expected([], 30) == 0
    assert expected([small], 300) == pytest.approx(120)
    assert expected([small, large], 2000) == pytest.approx(20.1 + 1700 * 0.03)
