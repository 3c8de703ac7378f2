"""The record on disk: its list, its files, and what documents said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock

from markpack.errors import InputError
from markpack.model.editions import Editions, Facts, Subject
from markpack.publish.record import COLUMNS, EarlierFile, Record, kept_files, recorded_employers
from markpack.publish.refusal import refused, remedy

FACTS = Facts({"the outcome": "Pass", "the comment on 1.1": ""}, {"the wording": "w"}, "3 November 2026")


def subject(learner: str) -> Subject:
    return Subject("feedback", "9999-101", learner, 1)


def line(file: str, why: str = "The outcome was changed.") -> EarlierFile:
    texts = {name.replace(" ", "_"): "" for name in COLUMNS}
    return EarlierFile(**texts | {"employer": "acme", "file": file, "sha256": "0" * 64, "why": why})


def noted(root: Path, learner: str, employer: str = "acme") -> None:
    record = Record(root, employer)
    editions = record.read_editions("p")
    editions.put(subject(learner), FACTS, "Rhys Jones", "2026-11-30")
    record.write_editions(editions)


def test_what_documents_said_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert Record(tmp_path, "acme").read_editions("p") == Editions(program="p")
    editions = Editions(program="p")
    editions.put(subject("0012345"), FACTS, "Rhys Jones", "2026-11-30")
    editions.put(subject("0012345"), Facts({"the outcome": "Referral"}, {}), "Rhys Jones", "2026-11-30")
    editions.note_gone(subject("0012345"), "No marks.", "2026-12-01")
    Record(tmp_path, "acme/autumn").write_editions(editions)
    read = Record(tmp_path, "acme/autumn").read_editions("p")
    assert (read.reported, read.build) == (editions.reported, editions.build)
    assert recorded_employers(tmp_path) == ("acme/autumn",)


def test_the_list_is_read_as_it_was_added_to_and_no_spreadsheet_runs_it(tmp_path: Path) -> None:
    added = [replace(line(f"{number}.pdf"), name=name) for number, name in enumerate(("-Jones", "'t Hooft", "Öberg"))]
    Record(tmp_path, "acme").add(added)
    text = (tmp_path / "records/earlier.csv").read_text(encoding="utf-8-sig")
    assert ",'-Jones," in text
    assert kept_files(tmp_path) == tuple(added)


def test_what_another_build_has_noted_meanwhile_is_read_again(tmp_path: Path) -> None:
    record = Record(tmp_path, "acme")
    editions = record.read_editions("p")
    assert record.read_again(editions) is editions
    noted(tmp_path, "0012345")
    assert set(record.read_again(editions).reported) == {subject("0012345")}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"record": "another", "version": 1, "build": 0, "documents": []}', "\ud800"],
)
def test_a_damaged_one_is_a_problem_of_that_employer(tmp_path: Path, text: str) -> None:
    noted(tmp_path, "0012345")
    noted(tmp_path, "0012345", "beta")
    (tmp_path / "records/reported/acme.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError) as caught:
        Record(tmp_path, "acme").read_editions("p")
    (problem,) = caught.value.problems
    assert (problem.place.file, problem.reach.employer) == ("records/reported/acme.json", "acme")
    assert len(Record(tmp_path, "beta").read_editions("p").reported) == 1


def test_one_of_a_newer_version_is_named_as_such(tmp_path: Path) -> None:
    noted(tmp_path, "0012345")
    path = tmp_path / "records/reported/acme.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 1', '"version": 2'), encoding="utf-8")
    with pytest.raises(InputError, match=r"A newer version of markpack wrote it\. Build with that version"):
        Record(tmp_path, "acme").read_editions("p")


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "records").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match=r"A link leads away from here\. Remove the link"):
        Record(tmp_path, "acme").read_editions("p")
    with pytest.raises(OSError, match="link"):
        Record(tmp_path, "acme").keep(b"x", "pdf")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_damaged_copy_is_replaced_by_a_whole_one(tmp_path: Path) -> None:
    record = Record(tmp_path, "acme")
    path = tmp_path / "records" / record.keep(b"whole", "pdf")
    path.write_bytes(b"who")
    record.keep(b"whole", "pdf")
    assert path.read_bytes() == b"whole"


def test_the_same_file_is_listed_once(tmp_path: Path) -> None:
    record = Record(tmp_path, "acme")
    record.add([line("a.pdf"), line("b.pdf")])
    record.add([line("a.pdf", "The total was changed.")])
    lines = (tmp_path / "records/earlier.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert sum("The total was changed." in text for text in lines) == 1


def test_builds_that_add_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    def add(name: str) -> None:
        for number in range(10):
            Record(tmp_path, name).add([line(f"{name}-{number}.pdf")])

    threads = [Thread(target=add, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len((tmp_path / "records/earlier.csv").read_text(encoding="utf-8-sig").splitlines()) == 31


def test_a_list_that_another_build_holds_is_waited_for_and_then_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("markpack.publish.record.PATIENCE", 0.1)
    (tmp_path / "records").mkdir()
    with FileLock(tmp_path / "records/.lock"), pytest.raises(TimeoutError) as caught:
        Record(tmp_path, "acme").add([line("a.pdf")])
    assert f"{refused(caught.value)} {remedy(caught.value)}" == (
        "Another build is writing into records/. Wait until it has finished, then build again."
    )
