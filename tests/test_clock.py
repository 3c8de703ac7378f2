"""Documents and the index page take no clock: the same inputs give the same bytes on any day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workspaces import MARKS, MARKS_FILE, changed, write_workspace

CLOCK = """\
import ctypes, datetime, gc, sys, time

ahead, real = int(sys.argv.pop(1)) * 86400, datetime.datetime
now, localtime, gmtime, strftime = time.time, time.localtime, time.gmtime, time.strftime
time.time = lambda: now() + ahead
time.localtime = lambda seconds=None: localtime(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: gmtime(time.time() if seconds is None else seconds)
time.strftime = lambda pattern, moment=None: strftime(pattern, moment or time.localtime())
attributes = gc.get_referents(real.__dict__)[0]
attributes["now"] = classmethod(lambda cls, tz=None: cls.fromtimestamp(time.time(), tz))
attributes["utcnow"] = classmethod(lambda cls: cls.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None))
ctypes.pythonapi.PyType_Modified(ctypes.py_object(real))

from markpack.cli.commands import main

main()
"""
"""markpack with a clock that is so many days ahead, for itself and all libraries in its process."""


def markpack(root: Path, days: int, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", CLOCK, str(days), *arguments, "-C", str(root)],
        env={name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def published(root: Path) -> dict[str, bytes]:
    """Every file in the output that people open."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / "output").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.slow  # four builds in processes of their own
def test_on_any_day_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    """Also of what replaces something that was said before, and of the page that lists it."""
    made = []
    heading, first, *lines = MARKS.splitlines()
    dated = "\n".join([f"{heading},assessed_on", f"{first},2051-03-04", *(f"{line}," for line in lines)]) + "\n"
    for days in (0, 9131):
        root = write_workspace(tmp_path / str(days), marks=dated)
        said = markpack(root, days, "build", "--combined", "--jobs", "1")
        assert ("in the future" in said) is (days == 0), "the clock is set"
        (root / MARKS_FILE).write_text(changed(dated, (",6,", ",13,")), encoding="utf-8")
        markpack(root, days, "build", "--combined", "--jobs", "1")
        made.append(published(root))
    assert {Path(path).suffix for path in made[0]} == {".html", ".pdf", ".docx", ".xlsx", ".json", ".zip"}
    assert [path for path in made[0] if made[0][path] != made[1][path]] == []
    assert made[0].keys() == made[1].keys()
    assert b"What changed" in made[0]["output/acme/index.html"]
