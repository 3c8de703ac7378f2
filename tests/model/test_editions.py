"""What documents said, edition by edition, and how one differs from the next."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from markpack.model.editions import Change, Editions, Facts, KeptFile, Subject, changes_between, hidden

SUBJECT = Subject("feedback", "9999-101", "0012345", 1)


def facts(values: Mapping[str, str], *, wording: str = "w", dated: str = "") -> Facts:
    known = {"the outcome": "Referral", "the mark for 1.1": "8", "the comment on 1.1": ""}
    return Facts({**known, **values}, {"the wording": hidden(wording)}, dated)


FIRST, SECOND = facts({}, dated="3 November 2026"), facts({"the mark for 1.1": "14"}, dated="9 November 2026")


def history(*said: Facts, program: str = "p") -> Editions:
    editions = Editions(program=program)
    for number, entry in enumerate(said, start=1):
        editions = Editions(editions.reported, editions.build, program)
        editions.put(SUBJECT, entry, "Rhys Jones", f"2026-11-0{number}")
    return Editions(editions.reported, editions.build, program)


@pytest.mark.parametrize(
    ("was", "now", "text"),
    [
        ("8", "14", "the mark was changed from 8 to 14"),
        ("", "14", "the mark was added (14)"),
        ("8", "", "the mark was taken out"),
        (hidden("a"), hidden("b"), "the mark was changed"),
        ("", hidden("b"), "the mark was added"),
        (hidden("a"), "", "the mark was taken out"),
        ("8", hidden("b"), "the mark was changed"),
    ],
)
def test_a_change_is_a_clause(was: str, now: str, text: str) -> None:
    assert Change("the mark", was, now).text == text


def test_facts_differ_in_any_value_and_in_their_words_alone() -> None:
    assert FIRST.digest == facts({}).digest, "the date is among the values, where it is told"
    assert len({FIRST.digest, SECOND.digest, facts({}, wording="other").digest, facts({"the total": "8"}).digest}) == 4


def test_changes_come_in_the_order_of_the_later_document() -> None:
    later = facts({"the outcome": "Pass", "the mark for 1.1": "14"})
    assert [change.what for change in changes_between(FIRST, later, same_program=True)] == [
        "the outcome", "the mark for 1.1",
    ]  # fmt: skip


def test_other_words_alone_are_a_change_unless_another_program_chose_them() -> None:
    reworded = facts({}, wording="other")
    (change,) = changes_between(FIRST, reworded, same_program=True)
    assert change.text == "the wording was changed"
    assert changes_between(FIRST, reworded, same_program=False) == ()


def test_what_only_another_program_knows_of_is_no_change() -> None:
    later = facts({"the mark for 1.1": "14", "the standing": "provisional"})
    assert [change.what for change in changes_between(FIRST, later, same_program=False)] == ["the mark for 1.1"]
    assert len(changes_between(FIRST, later, same_program=True)) == 2


def test_the_first_document_replaces_none() -> None:
    assert Editions().replaced_by(SUBJECT, FIRST) is None
    assert history(FIRST).replaced_by(SUBJECT, FIRST) is None


def test_the_same_is_said_before_and_after_a_document_is_noted() -> None:
    before, after = history(FIRST), history(FIRST, SECOND)
    replaced = before.replaced_by(SUBJECT, SECOND)
    assert replaced == after.replaced_by(SUBJECT, SECOND)
    assert replaced
    assert (replaced.dated, [change.text for change in replaced.changes]) == (
        "3 November 2026", ["the mark for 1.1 was changed from 8 to 14"],
    )  # fmt: skip


def test_one_that_comes_back_replaces_the_one_in_between() -> None:
    replaced = history(FIRST, SECOND).replaced_by(SUBJECT, FIRST)
    assert replaced
    assert replaced.changes[0].text == "the mark for 1.1 was changed from 14 to 8"


def test_what_a_new_version_words_in_another_way_is_noted_without_an_edition() -> None:
    editions = Editions(history(FIRST, SECOND).reported, 2, "q")
    reworded = facts({"the mark for 1.1": "14"}, wording="other")
    editions.put(SUBJECT, reworded, "Rhys Jones", "2026-12-01")
    known = editions.reported[SUBJECT]
    assert (len(known.editions), known.editions[-1].digest, known.program) == (2, reworded.digest, "q")
    assert not editions.is_new
    assert editions.is_changed


def test_what_is_the_same_in_all_is_not_noted_again() -> None:
    editions = history(FIRST, SECOND)
    editions.put(SUBJECT, SECOND, "Rhys Jones", "2026-12-01")
    assert not editions.is_changed


def test_a_kept_file_goes_to_the_edition_that_it_says() -> None:
    editions = history(FIRST, SECOND)
    file = KeptFile("pdf", "x.pdf", "files/aa/aa.pdf")
    for _ in range(2):
        editions.note_kept(SUBJECT, FIRST.digest, file)
    editions.note_kept(SUBJECT, "not known", KeptFile("docx", "x.docx", "files/bb/bb.docx"))
    first, second = editions.reported[SUBJECT].editions
    assert (first.kept, [entry.format for entry in second.kept]) == ((file,), ["docx"])


def test_the_latest_changes_are_those_of_the_last_build_that_had_any() -> None:
    other = Subject("feedback", "9999-101", "0012346", 1)
    editions = history(FIRST, SECOND)
    editions.put(other, FIRST, "Åsa Öberg", "2026-11-03")
    (change,) = editions.latest()
    assert (change.subject, change.on, change.dated) == (SUBJECT, "2026-11-02", "3 November 2026")
    editions = Editions(editions.reported, editions.build, "p")
    editions.note_gone(other, "The learner is no longer in the register.", "2026-11-04")
    (change,) = editions.latest()
    assert (change.subject, change.texts) == (other, ("The learner is no longer in the register.",))


def test_what_is_gone_and_made_again_as_it_was_replaces_nothing() -> None:
    editions = history(FIRST)
    editions.note_gone(SUBJECT, "No marks.", "2026-11-04")
    assert editions.replaced_by(SUBJECT, FIRST) is None
    editions.put(SUBJECT, FIRST, "Rhys Jones", "2026-11-05")
    assert editions.reported[SUBJECT].gone is None
    assert list(editions.latest()) == []
