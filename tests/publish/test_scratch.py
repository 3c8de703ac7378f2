"""Temporary folders: each run's own is gone afterwards, and so are empty ones that a killed run has left behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from markpack.publish.scratch import LEFT_AFTER, scratch_folder


def test_empty_folders_of_runs_that_were_killed_go_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("markpack-old", "markpack-young", "markpack-full", "other-old"):
        (tmp_path / name).mkdir()
    (tmp_path / "markpack-full" / "font").write_bytes(b"")
    (tmp_path / "markpack-file").write_bytes(b"")
    (tmp_path / "markpack-link").symlink_to(tmp_path / "other-old")
    week_ago = tmp_path.stat().st_mtime - LEFT_AFTER - 60
    for path in tmp_path.iterdir():
        if path.name != "markpack-young":
            os.utime(path, (week_ago, week_ago), follow_symlinks=False)
    with scratch_folder() as name:
        assert Path(name).parent == tmp_path
        assert Path(name).is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "markpack-file", "markpack-full", "markpack-link", "markpack-young", "other-old",
    ]  # fmt: skip
