"""What is declared, in the terms of each method."""

from __future__ import annotations

import dataclasses

import pytest

from markpack.documents.declaration.builder import build_declaration
from markpack.documents.declaration.view import Declaration
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.instrument import Instrument, Method
from tests.samples import setting, unit


def of_method(method: Method) -> AssignmentContext:
    of = unit()
    other = Instrument.model_validate(of.assignment.model_dump(exclude={"words"}) | {"minutes": 40, "words": None})
    place = setting(of.model_copy(update={"methods": {method: other}}))
    return dataclasses.replace(place, assignment=place.assignment.model_copy(update={"method": method}))


def texts(made: Declaration) -> str:
    claims = (*made.learner_statements, *made.ai_statements, *made.centre_statements)
    return " ".join([made.introduction, *(claim.text for claim in claims)])


@pytest.mark.parametrize(
    ("method", "day", "due", "words"),
    [
        (Method.DISCUSSION, "Date of the discussion", "To be held by", "The answers I gave are my own."),
        (Method.PRESENTATION, "Date of the presentation", "Present by", "so are my slides and notes"),
        (Method.OBSERVATION, "Date of the observation", "To be observed by", "I led the work that was observed myself"),
        (Method.LOG, "Date handed in", "Hand in by", "I wrote each entry on the date that it bears"),
        (Method.PROJECT, "Date handed in", "Hand in by", "Nobody else wrote it or any part of it for me."),
    ],
)
def test_a_declaration_speaks_of_the_method(method: Method, day: str, due: str, words: str) -> None:
    made = build_declaration(of_method(method), None)
    assert made.handed_in.label == day
    assert due in [fact.label for fact in made.facts]
    assert words in texts(made)
    assert ("plagiarism" in texts(made)) is not method.is_held
    names = [field.name for field in made.fields]
    assert len(set(names)) == len(names)


def test_words_are_counted_only_where_a_length_is_asked_for() -> None:
    assert build_declaration(setting(), None).words is not None
    without = build_declaration(of_method(Method.DISCUSSION), None)
    assert without.words is None
    assert not [field for field in without.fields if field.name.endswith("__words")]
