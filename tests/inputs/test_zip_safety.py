"""Packages that say one thing of themselves and hold another are refused before a library opens them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from markpack.inputs.files import zip_safety
from markpack.inputs.files.zip_safety import WORKBOOK, load_package
from markpack.inputs.problems import Problems


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def messages(tmp_path: Path, data: bytes) -> list[str]:
    """What is said of a package; it is refused if anything is."""
    path, problems = tmp_path / "a.xlsx", Problems()
    path.write_bytes(data)
    loaded = load_package(path, "a.xlsx", problems, WORKBOOK)
    assert (loaded is None) == bool(problems.problems)
    return [problem.message for problem in problems.problems]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_packings_that_are_unpacked_piece_by_piece_are_opened(tmp_path: Path, method: int) -> None:
    assert messages(tmp_path, packed({"a.xml": b"<a/>"}, method)) == [
        "The workbook is packed in a way that no office program uses."
    ]


def lying(data: bytes, size: int, claimed: int) -> bytes:
    """A package whose directory and headers claim another size of what is inside."""
    return data.replace(size.to_bytes(4, "little"), claimed.to_bytes(4, "little"))


@pytest.mark.parametrize("claimed", [100, 3_000_001])
def test_a_part_that_is_larger_or_smaller_than_the_directory_says_is_not_opened(tmp_path: Path, claimed: int) -> None:
    data = packed({"a.xml": bytes(3_000_000)}, zipfile.ZIP_DEFLATED)
    assert messages(tmp_path, data) == []
    assert messages(tmp_path, lying(data, 3_000_000, claimed)) == ["The file is not a readable Excel workbook."]


def test_no_more_is_unpacked_of_a_liar_than_the_directory_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked = []
    read = zipfile.ZipExtFile.read

    def counted(part: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        content = read(part, n)
        unpacked.append(len(content))
        return content

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    assert messages(tmp_path, lying(packed({"a.xml": bytes(3_000_000)}), 3_000_000, 100)) != []
    assert unpacked == [101]


def test_a_damaged_part_hides_no_other_part_from_the_checks(tmp_path: Path) -> None:
    data = packed({"a.xml": b"<a>damaged</a>", "b.xml": b"<!DOCTYPE b><b/>"}, zipfile.ZIP_STORED)
    assert messages(tmp_path, data.replace(b"damaged", b"DAMAGED", 1)) == ["The file is not a readable Excel workbook."]


@pytest.mark.parametrize("name", ["a.xml", "a", "media/a.png"])
@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE a><a/>",
        b'\xef\xbb\xbf\n<!DOCTYPE a [<!ENTITY b "c">]><a/>',
        "<!DOCTYPE a><a/>".encode("utf-16"),
        "<!DOCTYPE a><a/>".encode("utf-16-le"),
        "<!DOCTYPE a><a/>".encode("utf-16-be"),
        '<?xml version="1.0" encoding="cp037"?><!DOCTYPE a><a/>'.encode("cp037"),
    ],
)
def test_entities_are_refused_in_parts_of_any_name_and_encoding(tmp_path: Path, name: str, content: bytes) -> None:
    assert messages(tmp_path, packed({name: content})) == [
        "The workbook declares entities, which no office program writes."
    ]


def test_the_tags_of_all_parts_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_safety, "MOST_TAGS", 5)
    assert messages(tmp_path, packed({"a.xml": b"<a></a>", "b.xml": b"<b><c/></b>"})) == []
    assert messages(tmp_path, packed({"a.xml": b"<a></a>", "b.xml": b"<b><c/><d/></b>"})) == [
        "The workbook has more than 5 tags of XML."
    ]


def test_a_file_of_too_many_bytes_is_not_opened(tmp_path: Path) -> None:
    path, problems = tmp_path / "a.xlsx", Problems()
    with path.open("wb") as file:
        file.truncate(zip_safety.LARGEST_FILE + 1)
    assert load_package(path, "a.xlsx", problems, WORKBOOK) is None
    assert [problem.message for problem in problems.problems] == ["The file has 20.0 MB; at most 20 MB are read."]
