"""No page looks unfinished: over packs with marks and comments drawn at random, pages are well filled.

Each pack is made of one of the examples' employers. `--thorough 200` measures two hundred packs.
"""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.report import Options
from tests.pages.fill import pages_of
from tests.pages.random_packs import random_pack

TODAY = datetime.date(2026, 11, 30)
MORE_THAN_A_THIRD_EMPTY = 2 / 3


@pytest.mark.slow
def test_few_pages_are_more_than_a_third_empty_and_no_signature_stands_alone(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    pages, empty, lonely = 0, [], []
    for seed in range(pytestconfig.getoption("thorough")):
        root = tmp_path / str(seed)
        employer = random_pack(root, Random(f"pages {seed}"), learners=1)
        report = build(Workspace(root), Options(jobs=1, formats=("pdf",), today=TODAY))
        assert report.failed == ()
        for file in sorted((root / "output" / employer).rglob("*.pdf")):
            for page in pages_of(file.read_bytes()):
                where = f"{seed}: {file.relative_to(root)}, page {page.number}"
                if page.has_lonely_signatures:
                    lonely.append(where)
                if page.ends_part or page.is_meant_to_be_blank:
                    continue
                pages += 1
                if page.filled < MORE_THAN_A_THIRD_EMPTY:
                    empty.append(f"{where}: {page.filled:.0%}")
    assert lonely == []
    assert len(empty) <= 0.03 * pages, (pages, Counter(line.split("/")[4] for line in empty), empty)
