"""What a document says of a result, apart from how it looks."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.catalogue.result_facts import facts_of
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.model.adjustments import Adjustments
from markpack.model.editions import HIDDEN, Facts, changes_between
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from tests.samples import cohort, learner, marked, plan_documents, setting

SCORES = {"1.1": 20, "1.2": 8, "2.1": 20, "2.2": 20}


def said(kind: Kind, attempt: MarkedAttempt, person: Learner | None = None) -> Facts:
    planned = plan_documents(cohort(setting(), [person or learner()], [attempt]))
    view = next(entry.view for entry in planned if entry.kind is kind)
    assert isinstance(view, MarkSheet | FeedbackReport)
    return facts_of(view)


def changes(kind: Kind, later: MarkedAttempt, person: Learner | None = None) -> list[str]:
    earlier = said(kind, marked(SCORES))
    return [change.text for change in changes_between(earlier, said(kind, later, person), same_program=True)]


BOTH = pytest.mark.parametrize("kind", [Kind.COMPLETED, Kind.FEEDBACK])


def test_a_mark_on_a_sheet_and_what_follows_from_it() -> None:
    assert changes(Kind.COMPLETED, marked({**SCORES, "1.2": 12})) == [
        "the outcome was changed from Referral to Pass",
        "the total was changed from 68 to 72",
        "the mark for 1.2 was changed from 8 to 12",
    ]


def test_a_mark_in_a_report_and_what_follows_from_it() -> None:
    assert changes(Kind.FEEDBACK, marked({**SCORES, "1.2": 12})) == [
        "the outcome was changed from Referral to Pass",
        "the total was changed from 68 of 100 marks (68%) to 72 of 100 marks (72%)",
        "the mark for 1.2 was changed from 8 to 12",
        "the date to resubmit by was taken out",
    ]


@BOTH
def test_nothing_changes_where_nothing_does_and_looks_do_not_count(kind: Kind) -> None:
    assert changes(kind, marked(SCORES)) == []
    large = learner().model_copy(update={"adjustments": Adjustments(large_print=True)})
    assert changes(kind, marked(SCORES), large) == []


@BOTH
def test_people_and_dates(kind: Kind) -> None:
    later = replace(marked(SCORES), iqa="Miriam Okafor", iqa_decision="Agreed", iqa_on=datetime.date(2026, 11, 9))
    texts = changes(kind, later)
    assert any("Miriam Okafor" in text for text in texts)
    assert any("9 November 2026" in text for text in texts)


@BOTH
def test_long_texts_and_names_are_noted_by_their_digests(kind: Kind) -> None:
    attempt = replace(marked(SCORES), overall_comment="You write well.")
    values = said(kind, attempt).values
    assert values["the overall feedback"].startswith(HIDDEN)
    assert values["the learner’s name"].startswith(HIDDEN)
    assert learner().last_name not in "".join(values.values())
    assert changes(kind, attempt) == ["the overall feedback was added"]


def test_a_sheet_says_nothing_more_than_its_values_have() -> None:
    blank = next(
        entry.view for entry in plan_documents(cohort(setting(), [learner()], [])) if isinstance(entry.view, MarkSheet)
    )
    assert blank.stage is Stage.BLANK
    assert facts_of(blank).values["the outcome"] == ""


def test_what_else_is_said_counts_where_nothing_else_has_changed() -> None:
    earlier = said(Kind.FEEDBACK, marked(SCORES))
    for name in earlier.words:
        later = replace(earlier, words={**earlier.words, name: "sha256:other"})
        (change,) = changes_between(earlier, later, same_program=True)
        assert change.text == f"{name} was {'changed' if earlier.words[name] else 'added'}"


def test_a_revision_that_is_on_file_and_does_not_count_is_told_where_sheets_carry_it() -> None:
    place = setting()
    begun = replace(
        marked({"1.1": 20}), revision=2, revised_on=datetime.date(2026, 11, 9), revision_reason="Looked at again"
    )

    def told(number: int, *attempts: MarkedAttempt) -> Facts:
        centre = place.centre.model_copy(update={"format": number})
        planned = plan_documents(cohort(replace(place, centre=centre), [learner()], attempts))
        view = next(entry.view for entry in planned if entry.kind is Kind.COMPLETED)
        assert isinstance(view, MarkSheet)
        return facts_of(view)

    for number, texts in ((1, []), (2, ["the list of other revisions was added"])):
        earlier, later = told(number, marked(SCORES)), told(number, marked(SCORES), begun)
        assert [change.text for change in changes_between(earlier, later, same_program=True)] == texts
