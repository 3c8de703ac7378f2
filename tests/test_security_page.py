"""SECURITY.md says the limits that the code has, and names tests that exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIMITS = re.findall(
    r"^\| [^|]+ \| (\d+) \| `([\w/]+)\.py: (\w+)` \| `([\w/.]+): (\w+)` \|$",
    (ROOT / "SECURITY.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_every_line_of_the_table_is_read() -> None:
    lines = (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    assert len(LIMITS) == sum(line.startswith("| ") and ".py: " in line for line in lines) > 20


@pytest.mark.parametrize(("value", "module", "name", "path", "test"), LIMITS, ids=lambda entry: entry[-40:])
def test_a_limit_is_what_the_page_says_and_has_its_test(
    value: str, module: str, name: str, path: str, test: str
) -> None:
    assert getattr(importlib.import_module(f"markpack.{module.replace('/', '.')}"), name) == int(value)
    assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")
