"""Whatever link lies in the way, nothing outside of the output is written, removed or given another mode."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from markpack.errors import InputError
from markpack.publish.guarded_folder import GuardedFolder
from markpack.publish.last_build import keep_last_build, read_last_build
from markpack.publish.manifest import Entry
from markpack.publish.publication import Publication
from markpack.publish.publication_report import Published
from markpack.publish.readings import Readings

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights of their own there")


def snapshot(folder: Path) -> dict[str, tuple[str, int]]:
    """Every path below a folder, links as links, with its content and its mode."""
    found = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(about.st_mode) else b""
        found[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest(), about.st_mode
    return found


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder of somebody's that holds what a careless writer would find; it is the same afterwards."""
    folder = tmp_path / "elsewhere"
    names = ("thesis.txt", "8604-308/x.pdf", "x.pdf", "program/reading", "manifest.json", "acme/x.pdf", "acme/.lock")
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"mine: {name}", encoding="utf-8")
        path.chmod(0o644)
    before = snapshot(folder)
    yield folder
    assert snapshot(folder) == before


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output in which one document of one employer is published."""
    folder = tmp_path / "work" / "output"
    publish(folder / "acme", b"one")
    return folder


def publish(folder: Path, data: bytes, path: str = "8604-308/x.pdf") -> Published:
    with Publication(folder) as publication:
        publication.stage(path, data, Entry("", "k", "blank", "pdf"))
        return publication.commit(obsolete=set(publication.manifest.files) - {path})


def put(path: Path, make: Callable[[Path], object]) -> None:
    """Put something in the place of whatever is there."""
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name} as it was"))
    path.unlink(missing_ok=True)
    make(path)


LED_AWAY = "A link leads away from here. Remove the link, then build again."
HIDDEN_FILES = (
    "acme/.manifest.json.new", "acme/.digests", "acme/.digests.new", "acme/.lock", ".last-build.json",
    ".last-build.json.new",
)  # fmt: skip


@pytest.mark.parametrize("how", [Path.symlink_to, Path.hardlink_to], ids=["link", "hard link"])
@pytest.mark.parametrize("name", HIDDEN_FILES)
def test_a_link_among_our_own_files_is_replaced(
    output: Path, elsewhere: Path, name: str, how: Callable[[Path, Path], None]
) -> None:
    put(output / name, lambda path: how(path, elsewhere / "thesis.txt"))
    assert publish(output / "acme", b"two").written == ["8604-308/x.pdf"]
    keep_last_build(output, {"version": 1})
    assert read_last_build(output) == {"version": 1}
    assert (output / "acme/8604-308/x.pdf").read_bytes() == b"two"


def test_a_link_as_staging_is_taken_away(output: Path, elsewhere: Path) -> None:
    put(output / "acme/.staging", lambda path: path.symlink_to(elsewhere))
    assert publish(output / "acme", b"two").written == ["8604-308/x.pdf"]
    assert not (output / "acme/.staging").is_symlink()


def test_a_link_inside_of_staging_goes_with_it(output: Path, elsewhere: Path) -> None:
    (output / "acme/.staging").mkdir()
    (output / "acme/.staging/8604-308").symlink_to(elsewhere / "8604-308")
    (output / "acme/.staging/thesis").symlink_to(elsewhere / "thesis.txt")
    assert publish(output / "acme", b"two").written == ["8604-308/x.pdf"]
    assert not (output / "acme/.staging").exists()


@pytest.mark.parametrize("name", ["acme", ""], ids=["employer", "output"])
def test_a_link_as_the_folder_itself_is_a_problem(output: Path, elsewhere: Path, name: str) -> None:
    put(output / name, lambda path: path.symlink_to(elsewhere))
    with pytest.raises(InputError, match="is a link to another place"):
        publish(output / "acme", b"two")
    keep_last_build(output, {"version": 1})


@pytest.mark.parametrize("name", ["manifest.json", "manifest.json as a folder"])
def test_what_is_no_manifest_is_not_taken_for_one(output: Path, elsewhere: Path, name: str) -> None:
    place = output / "acme/manifest.json"
    put(place, Path.mkdir if "folder" in name else lambda path: path.symlink_to(elsewhere / "manifest.json"))
    with pytest.raises(InputError, match="cannot be read"):
        publish(output / "acme", b"two")


def test_a_link_as_a_folder_of_documents_blocks_these(output: Path, elsewhere: Path) -> None:
    put(output / "acme/8604-308", lambda path: path.symlink_to(elsewhere / "8604-308"))
    done = publish(output / "acme", b"two", "8604-308/y.pdf")
    assert done.blocked == dict.fromkeys(["8604-308/x.pdf", "8604-308/y.pdf"], LED_AWAY)


def test_what_a_link_leads_to_is_nothing_that_is_up_to_date(output: Path, elsewhere: Path) -> None:
    (elsewhere / "8604-308/x.pdf").write_bytes(b"one")  # just what was published
    put(output / "acme/8604-308", lambda path: path.symlink_to(elsewhere / "8604-308"))
    publication = Publication(output / "acme")
    assert not publication.is_current("8604-308/x.pdf", "k")
    assert publication.available({"8604-308/x.pdf": "k"}) == {}
    assert publication.read("8604-308/x.pdf", "k") is None
    assert publish(output / "acme", b"one").blocked == {"8604-308/x.pdf": LED_AWAY}
    (elsewhere / "8604-308/x.pdf").write_text("mine: 8604-308/x.pdf", encoding="utf-8")


def test_nothing_is_removed_through_a_link(output: Path, elsewhere: Path) -> None:
    (elsewhere / "8604-308/x.pdf").write_bytes(b"one")  # just what was published
    put(output / "acme/8604-308", lambda path: path.symlink_to(elsewhere / "8604-308"))
    done = publish(output / "acme", b"two", "y.pdf")
    assert (elsewhere / "8604-308/x.pdf").read_bytes() == b"one"
    assert done.blocked == {"8604-308/x.pdf": LED_AWAY}
    (elsewhere / "8604-308/x.pdf").write_text("mine: 8604-308/x.pdf", encoding="utf-8")


@pytest.mark.parametrize("target", ["thesis.txt", "nowhere"])
def test_a_link_as_a_document_is_somebodys_and_kept(output: Path, elsewhere: Path, target: str) -> None:
    put(output / "acme/8604-308/x.pdf", lambda path: path.symlink_to(elsewhere / target))
    assert publish(output / "acme", b"two").kept_edits == ["8604-308/x.pdf"]
    with Publication(output / "acme", force=True) as publication:
        publication.stage("8604-308/x.pdf", b"two", Entry("", "k", "blank", "pdf"))
        publication.commit()
    assert not (output / "acme/8604-308/x.pdf").is_symlink()


def test_a_second_name_of_a_document_keeps_its_bytes(output: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kept copy.pdf"
    copy.hardlink_to(output / "acme/8604-308/x.pdf")
    publish(output / "acme", b"two")
    assert copy.read_bytes() == b"one"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_as_a_document_is_kept_and_not_waited_for(output: Path) -> None:
    put(output / "acme/8604-308/x.pdf", os.mkfifo)
    put(output / "acme/.digests", os.mkfifo)
    put(output / "acme/.lock", os.mkfifo)
    assert publish(output / "acme", b"two").kept_edits == ["8604-308/x.pdf"]


@pytest.mark.parametrize("name", [".returned", ".returned/program"])
def test_readings_follow_no_link_and_take_its_place(output: Path, elsewhere: Path, name: str) -> None:
    (output / "acme/.returned").mkdir()
    put(output / "acme" / name, lambda path: path.symlink_to(elsewhere))
    readings = Readings(output / "acme", "program", writable=True)
    assert readings.get("thesis.txt") is readings.get("reading") is None
    readings.put("reading", b"marks")
    readings.tidy()
    assert Readings(output / "acme", "program", writable=True).get("reading") == b"marks"
    assert not (output / "acme" / name).is_symlink()


def test_a_link_as_a_reading_is_not_read(output: Path, elsewhere: Path) -> None:
    (output / "acme/.returned/program").mkdir(parents=True)
    for name in ("reading", ".reading.new"):
        (output / "acme/.returned/program" / name).symlink_to(elsewhere / "thesis.txt")
    readings = Readings(output / "acme", "program", writable=True)
    assert readings.get("reading") is None
    readings.put("reading", b"marks")
    assert readings.get("reading") == b"marks"
    readings.tidy()


def test_the_stores_of_other_versions_are_removed_but_not_what_they_link(output: Path, elsewhere: Path) -> None:
    (output / "acme/.returned/old").mkdir(parents=True)
    (output / "acme/.returned/old/folder").symlink_to(elsewhere)
    (output / "acme/.returned/older").symlink_to(elsewhere)
    (output / "acme/.returned/file").hardlink_to(elsewhere / "thesis.txt")
    Readings(output / "acme", "program", writable=True).tidy()
    assert list((output / "acme/.returned").iterdir()) == []


# What is kept of marks is for its user alone


@pytest.fixture(params=[0o000, 0o077], ids=["everything allowed", "nothing allowed"])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("_umask")
def test_readings_and_records_are_private(output: Path) -> None:
    readings = Readings(output / "acme", "program", writable=True)
    readings.put("reading", b"marks")
    keep_last_build(output, {})
    publish(output / "acme", b"two")
    names = (".last-build.json", "acme/.digests", "acme/.returned/program/reading")
    assert {name: mode(output / name) for name in names} == dict.fromkeys(names, 0o600)
    folders = ("acme/.returned", "acme/.returned/program")
    assert {name: mode(output / name) for name in folders} == dict.fromkeys(folders, 0o700)


def test_documents_have_the_modes_that_people_set(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        publish(tmp_path / "output/acme", b"one")
    finally:
        os.umask(before)
    assert mode(tmp_path / "output/acme/8604-308/x.pdf") == mode(tmp_path / "output/acme/manifest.json") == 0o644


def test_what_an_earlier_version_left_open_is_closed(output: Path) -> None:
    folder = output / "acme/.returned/program"
    Readings(output / "acme", "program", writable=True).put("reading", b"marks")
    (output / "acme/.digests").chmod(0o644)
    folder.chmod(0o755)
    folder.parent.chmod(0o755)
    (folder / "reading").chmod(0o644)
    readings = Readings(output / "acme", "program", writable=True)
    readings.get("reading")
    readings.tidy()
    publish(output / "acme", b"one")
    assert [mode(path) for path in (folder, folder.parent)] == [0o700] * 2
    assert [mode(path) for path in (folder / "reading", output / "acme/.digests")] == [0o600] * 2


# The folder itself


def test_a_failed_write_leaves_the_earlier_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = GuardedFolder(tmp_path)
    folder.write("a/x.json", b"one")

    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left") as raised:
            folder.write("a/x.json", b"two")
    assert raised.value.filename == str(tmp_path / "a/x.json")
    assert folder.names("a") == ["x.json"]
    assert folder.read("a/x.json") == b"one"


def test_what_is_there_is_not_overwritten_by_adding(tmp_path: Path) -> None:
    folder = GuardedFolder(tmp_path)
    folder.add("a/x.txt", b"one")
    (tmp_path / "a/link").symlink_to(tmp_path / "nowhere")
    for name in ("a/x.txt", "a/link"):
        with pytest.raises(FileExistsError):
            folder.add(name, b"two")
    assert folder.read("a/x.txt") == b"one"
    assert not (tmp_path / "nowhere").exists()


def test_where_folders_cannot_be_opened_links_are_not_followed_either(
    tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("markpack.publish.guarded_folder._BY_DESCRIPTOR", False)
    folder = GuardedFolder(tmp_path / "work")
    folder.write("a/x.txt", b"one", private=True)
    assert folder.read("a/x.txt") == b"one"
    (tmp_path / "work/b").symlink_to(elsewhere)
    for attempt in (
        lambda: folder.write("b/thesis.txt", b"two"),
        lambda: folder.read("b/thesis.txt"),
        lambda: folder.remove("b/thesis.txt"),
        lambda: folder.remove_tree("b/acme"),
    ):
        with pytest.raises(OSError, match="a link leads away"):
            attempt()
    folder.remove_tree("b")
    folder.remove_tree("a")
    assert folder.names() == []
