"""Whatever changes in a view-model changes its digest: what is left out would leave an old document in its place."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pytest

from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.content_digest import Digests
from markpack.documents.catalogue.entries import DocumentJob
from markpack.documents.catalogue.kinds import Kind
from markpack.model.adjustments import Adjustments
from markpack.model.learner import Learner
from tests.samples import cohort, learner, marked, plan_documents, setting

MARKS = {"1.1": 20, "1.2": 20, "2.1": 20, "2.2": 20}


def planned() -> tuple[DocumentJob, ...]:
    """Documents of every kind, a learner's with adjustments and a later attempt among them."""
    people = [learner(), with_adjustments("ABC123")]
    attempts = [marked({**MARKS, "1.1": 0}), marked({"1.1": 20}, attempt=2), marked(MARKS, learner="ABC123")]
    return plan_documents(cohort(setting(), people, attempts))


def with_adjustments(registration: str) -> Learner:
    adjusted = Adjustments(large_print=True, background="#fff8dc", plain_language=False)
    return learner(registration).model_copy(update={"adjustments": adjusted})


def changed(value: Any) -> Iterator[Any]:
    """Yield values that differ from the given one in one place each, of whatever depth."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for other in changed(getattr(value, field.name)):
                yield replace(value, **{field.name: other})
        return
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, Enum):
        yield next((other for other in type(value) if other is not value), None)
    elif isinstance(value, str):
        yield f"{value}'"
    elif isinstance(value, bytes):
        yield value + b"'"
    elif isinstance(value, (int, float, Fraction)):
        yield value + 1
    elif isinstance(value, datetime.date):
        yield value + datetime.timedelta(days=1)
    elif isinstance(value, tuple):
        yield (*value, None)
        for position in sorted({0, len(value) - 1} & set(range(len(value)))):
            for other in changed(value[position]):
                yield (*value[:position], other, *value[position + 1 :])
    elif isinstance(value, (dict, Mapping)):
        yield MappingProxyType({**value, "more": "more"})
        for name in list(value)[:2]:
            for other in changed(value[name]):
                yield MappingProxyType({**value, name: other})
    elif value is None:
        yield "something"
    else:
        raise TypeError(f"nothing is known about changing a {type(value).__name__}")


@lru_cache(maxsize=1)
def kinds_of_view() -> dict[str, object]:
    return {type(entry.view).__name__: entry.view for entry in planned()}


@pytest.mark.parametrize("name", sorted(kinds_of_view()))
def test_a_change_of_any_field_changes_the_digest(name: str) -> None:
    view = kinds_of_view()[name]
    digests = Digests()
    own = digests.digest_of(view)
    others = [digests.digest_of(other) for other in changed(view)]
    assert len(others) > 5
    assert own not in others
    assert len(set(others)) > len(others) * 0.9, "different changes make different digests"


def test_a_digest_is_the_same_in_another_run() -> None:
    first, again = (
        list_documents(cohort(setting(), [learner()], [])),
        list_documents(cohort(setting(), [learner()], [])),
    )
    assert [entry.content.digest for entry in first] == [entry.content.digest for entry in again]


def test_listed_documents_say_what_they_were_noted_to_say() -> None:
    people = [learner(), learner("ABC123")]
    digests = Digests()
    for entry in list_documents(cohort(setting(), people, [marked(MARKS)]), dated=datetime.date(2020, 2, 2)):
        view = entry.content.make()
        assert view.properties.date == datetime.date(2020, 2, 2)
        if entry.kind is not Kind.COMBINED:
            assert digests.digest_of(view) == entry.content.digest


def test_a_document_of_all_learners_changes_with_each_of_theirs() -> None:
    def combined(mark: int) -> dict[Kind | None, str]:
        people = [learner(), learner("ABC123")]
        listed = list_documents(cohort(setting(), people, [marked({**MARKS, "2.2": mark}, learner="ABC123")]))
        return {entry.combined_kind: entry.content.digest for entry in listed if entry.combined_kind}

    before, after = combined(20), combined(19)
    assert before[Kind.BLANK] == after[Kind.BLANK]
    assert before[Kind.COMPLETED] != after[Kind.COMPLETED]
    assert before[Kind.FEEDBACK] != after[Kind.FEEDBACK]
