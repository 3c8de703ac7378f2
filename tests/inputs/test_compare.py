from __future__ import annotations

import time

import pytest

from markpack.inputs.criteria_text.compare import (
    Comparison,
    Passage,
    WordingStatus,
    compare_criteria,
    difference,
    in_words,
    normalised,
)
from markpack.model.unit import Criterion

DESCRIPTORS = {"referral": "Little.", "pass": "Enough.", "good_pass": "Much."}
FIRST = "Compare at least two styles of leadership at work."
SECOND = "Explain how a leader’s well-meant behaviour can lose trust."
CRITERIA = [
    Criterion.model_validate({"id": id_, "verb": "Verb", "text": text, "marks": 24, "descriptors": DESCRIPTORS})
    for id_, text in (("1.1", FIRST), ("1.2", SECOND))
]


def compare(*texts: str | Passage, spaces_count: bool = True) -> list[Comparison]:
    passages = [Passage(text) if isinstance(text, str) else text for text in texts]
    return list(compare_criteria(CRITERIA, passages, spaces_count=spaces_count))


def standings(comparisons: list[Comparison]) -> dict[str, str]:
    return {entry.criterion: entry.status.value for entry in comparisons}


def shown(comparisons: list[Comparison]) -> str:
    (changed,) = (entry for entry in comparisons if entry.status is WordingStatus.CHANGED)
    return in_words(changed.difference)


BOTH_SAME = {"1.1": "same", "1.2": "same"}


def test_a_difference_is_shown_word_by_word() -> None:
    assert in_words(difference("Explain two styles of work.", "Explain one style of hard work.")) == (
        "Explain [-two styles-] {+one style+} of {+hard+} work."
    )
    assert in_words(difference("the same", "the same")) == "the same"
    assert in_words(difference("", "all new")) == "{+all new+}"


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("two\u00a0 words\n", "two words"),
        ("well\u2011meant", "well-meant"),
        ("soft\u00adhyphen", "softhyphen"),
        ("cafe\u0301", "café"),
        ("a\x1b[31mred", "a[31mred"),
    ],
)
def test_what_nobody_sees_does_not_count(text: str, reads: str) -> None:
    assert normalised(text) == reads


def test_the_same_wording_is_the_same_whatever_stands_around_it() -> None:
    assert standings(compare("Your tasks", f"1.1 {FIRST} (24 marks)", f"1.2 {SECOND}\n")) == BOTH_SAME
    assert standings(compare(f"AC 1.1 {FIRST}", f"1.2. {SECOND}", "1.1 is well argued, 1.2 less so.")) == BOTH_SAME


def test_one_word_changed_in_one_of_two_places_is_a_change() -> None:
    found = compare(f"1.1 {FIRST}", f"1.2 {SECOND}", f"1.1 {FIRST.replace('two', 'three')} (24 marks)")
    assert standings(found) == {"1.1": "changed", "1.2": "same"}
    assert shown(found) == "1.1 Compare at least [-two-] {+three+} styles of leadership at work."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"1.2 {SECOND} Give examples from your own work, and add a table of no more than ten rows to them.", "{+Give"),
        (f"1.2 {SECOND.replace(' can lose trust', '')}", "[-behaviour can lose trust.-] {+behaviour.+}"),
        (f"1.2 {SECOND.replace('leader’s', 'leaders')}", "[-leader’s-] {+leaders+}"),
        (f"1.2 {SECOND.rstrip('.')}", "[-trust.-] {+trust+}"),
        (f"1.2 {SECOND.replace('can lose', 'canlose')}", "[-can lose-] {+canlose+}"),
    ],
)
def test_words_added_left_out_or_altered_are_changes(text: str, expected: str) -> None:
    found = compare(f"1.1 {FIRST}", text)
    assert standings(found) == {"1.1": "same", "1.2": "changed"}
    assert expected in shown(found)


def test_a_criterion_cut_into_paragraphs_is_the_same() -> None:
    half = SECOND.index("can lose")
    assert standings(compare(f"1.1 {FIRST}", f"1.2 {SECOND[:half]}", f"{SECOND[half:]} (24 marks)")) == BOTH_SAME


def test_a_missing_criterion_is_named() -> None:
    (_, second) = compare(f"1.1 {FIRST}", "1.2")
    assert (second.criterion, second.status, second.found) == ("1.2", WordingStatus.MISSING, "")


def test_a_changed_number_is_a_change_where_the_words_stand() -> None:
    found = compare(f"1.1 {FIRST}", f"1.7 {SECOND}")
    assert standings(found) == {"1.1": "same", "1.2": "changed"}
    assert shown(found) == f"[-1.2-] {{+1.7+}} {SECOND}"
    tagged = compare(f"1.1 {FIRST}", Passage(f"1.7 {SECOND}", "1.2"))
    assert shown(tagged) == shown(found)


def test_an_additional_criterion_is_named() -> None:
    (additional,) = compare(f"1.1 {FIRST}", f"1.2 {SECOND}", "1.3 Describe what you had for lunch. (24 marks)")[2:]
    assert (additional.criterion, additional.status) == ("1.3", WordingStatus.ADDITIONAL)
    assert additional.found == "1.3 Describe what you had for lunch."


def test_what_an_assessor_wrote_in_another_column_is_no_criterion() -> None:
    rows = [Passage(f"1.1 {FIRST}", column=0), Passage(f"1.2 {SECOND}", column=0)]
    comment = Passage("2.4 Kilometres from here you compare styles of leadership.", column=1)
    quoting = Passage("1.1 Compare at least two styles of leadership, it says: you compared one.", column=1)
    assert standings(compare(*rows, comment, quoting)) == BOTH_SAME


def test_spaces_that_are_guessed_do_not_count() -> None:
    squeezed = [f"1.1 {FIRST.replace('at least', 'atleast')}", f"1.2 {SECOND.replace('behaviour', 'behavi our')}"]
    assert standings(compare(*squeezed, spaces_count=False)) == BOTH_SAME
    assert set(standings(compare(*squeezed)).values()) == {"changed"}


def test_in_running_text_a_criterion_and_the_nearest_to_it_are_found() -> None:
    page = f"Tasks 1.1 {FIRST} (24 marks) Task 2 1.2 {SECOND.replace('trust', 'respect')} Hand in: a report."
    found = compare(page)
    assert standings(found) == {"1.1": "same", "1.2": "changed"}
    assert "[-trust.-] {+respect.+}" in shown(found)


def test_an_altered_criterion_is_found_in_a_long_text_at_once() -> None:
    padding = "words of the learner about work that lead nowhere " * 20_000
    text = f"{padding}1.1 Compare at least three styles of leadership at work. {padding}"
    start = time.process_time()
    comparisons = compare(text)
    assert time.process_time() - start < 10
    assert comparisons[0].found == "1.1 Compare at least three styles of leadership at work."
    assert standings(comparisons) == {"1.1": "changed", "1.2": "missing"}
