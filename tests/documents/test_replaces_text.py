"""The sentence with which a document says what it replaces."""

from __future__ import annotations

import pytest

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.catalogue.replaces_text import replaces_text
from markpack.documents.catalogue.result_facts import NOT_FINAL, OUTCOME
from markpack.model.editions import Change, Facts, Replaced

MARK = Change("the mark for 1.2", "8", "14")


def text(replaced: Replaced | None, facts: Facts | None = None, kind: Kind = Kind.FEEDBACK) -> str:
    return replaces_text(kind, facts or Facts({}, {}, "9 November 2026"), replaced)


def test_what_replaces_nothing_says_nothing() -> None:
    assert text(None) == ""


@pytest.mark.parametrize(
    ("dated", "which"),
    [
        ("3 November 2026", "the report of 3 November 2026"),
        ("9 November 2026", "an earlier report of the same date"),
        ("", "an earlier report"),
    ],
)
def test_the_earlier_one_is_named_by_its_date(dated: str, which: str) -> None:
    assert text(Replaced(dated, (MARK,))) == f"Replaces {which}: the mark for 1.2 was changed from 8 to 14."


@pytest.mark.parametrize(
    ("kind", "noun"), [(Kind.COMPLETED, "mark sheet"), (Kind.FEEDBACK, "report"), (Kind.CERTIFICATE, "certificate")]
)
def test_each_kind_has_a_noun(kind: Kind, noun: str) -> None:
    assert text(Replaced("", (MARK,)), kind=kind).startswith(f"Replaces an earlier {noun}:")


@pytest.mark.parametrize(
    ("count", "end"), [(4, "4."), (5, "there is 1 other change."), (7, "there are 3 other changes.")]
)
def test_many_changes_are_counted(count: int, end: str) -> None:
    changes = tuple(Change(f"the mark for 1.{number}", "3", "4") for number in range(count))
    said = text(Replaced("", changes))
    assert said.count("from 3 to 4") == 4
    assert said.endswith(end)


def test_a_report_that_is_not_final_repeats_no_outcome() -> None:
    changes = (Change(OUTCOME, "Pass", "Pass, provisional"), MARK)
    said = text(Replaced("", changes), Facts({NOT_FINAL: "sha256:1"}, {}))
    assert said == "Replaces an earlier report: the outcome was changed; the mark for 1.2 was changed from 8 to 14."
    assert "from Pass to" in text(Replaced("", changes), Facts({NOT_FINAL: ""}, {}))
