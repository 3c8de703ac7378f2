from __future__ import annotations

import datetime
import io
import zipfile

from markpack.publish.bundle import bundle

DAY = datetime.date(2026, 9, 14)


def test_a_zip_holds_the_files_as_they_are() -> None:
    data = bundle([("Brief.pdf", b"one"), ("Åsa Öberg.pdf", b"two")], DAY)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert [(entry.filename, archive.read(entry)) for entry in archive.infolist()] == [
            ("Brief.pdf", b"one"), ("Åsa Öberg.pdf", b"two"),
        ]  # fmt: skip
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 9, 14, 0, 0, 0)}


def test_the_same_files_give_the_same_bytes() -> None:
    files = [("Brief.pdf", b"one" * 1000)]
    assert bundle(files, DAY) == bundle(files, DAY)
    assert bundle(files, DAY) != bundle(files, datetime.date(2026, 9, 15))


def test_a_day_before_zips_were_invented_is_no_obstacle() -> None:
    assert bundle([("Brief.pdf", b"one")], datetime.date(1970, 1, 1))
