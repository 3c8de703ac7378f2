"""Packages as any program reads them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from markpack.writers.zip_package import deflate, deflate_start, pack, store, unpack

PARTS = {
    "[Content_Types].xml": b"<Types/>",
    "word/document.xml": b"".join(b"<w:t>criterion %d</w:t>" % number for number in range(9999)),
    "word/th\u00e8me.xml": b"x" * 4096,
    "word/media/picture.png": bytes(range(256)),
    "empty.xml": b"",
}


def test_a_package_holds_its_parts_in_order() -> None:
    made = pack({name: store(data) if name.endswith(".png") else deflate(data) for name, data in PARTS.items()})
    assert list(unpack(made).items()) == list(PARTS.items())
    with ZipFile(BytesIO(made)) as package:
        assert package.testzip() is None
        methods = {entry.filename: entry.compress_type for entry in package.infolist()}
        assert methods.pop("word/media/picture.png") == ZIP_STORED
        assert set(methods.values()) == {ZIP_DEFLATED}
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(made) < sum(map(len, PARTS.values())) / 5


def test_a_part_can_be_begun_once_and_followed_by_different_rests() -> None:
    beginning = deflate_start(b"<sst>" + b"<t>criterion</t>" * 99)
    rests = {"one.xml": b"<t>criterion 1</t></sst>", "two.xml": b"", "three.xml": b"<t>feedback</t>" * 999 + b"</sst>"}
    made = pack({name: deflate(rest, beginning) for name, rest in rests.items()})
    assert unpack(made) == {name: b"<sst>" + b"<t>criterion</t>" * 99 + rest for name, rest in rests.items()}


def test_what_varies_stands_last() -> None:
    made = pack({name: deflate(data) for name, data in PARTS.items()}, ["empty.xml", "[Content_Types].xml"])
    names = [name for name in PARTS if name not in ("empty.xml", "[Content_Types].xml")]
    assert list(unpack(made)) == [*names, "empty.xml", "[Content_Types].xml"]
