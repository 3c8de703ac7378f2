from __future__ import annotations

import datetime
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.entries import Choice, views
from markpack.documents.catalogue.index_page import build_index
from markpack.documents.catalogue.kinds import OFFICE, Format, Kind, Per
from markpack.documents.declaration.view import Declaration
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.pack.combined_view import Combined
from markpack.documents.pack.zip_view import Bundle
from markpack.documents.results.builder import build_results
from markpack.documents.shared.file_names import learner_name
from markpack.documents.shared.spelling import day
from markpack.writers.formats import write_index
from markpack.writers.html_layouts import Layouts
from tests.assessment.test_schemes_at_random import SCHEMES, Entry, attempt_at, unit_under
from tests.samples import DUE_ON, cohort, learner, marked, plan_documents, setting, unit

MARKS = {"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}
PLACE = setting()
GAP = r"[,\s'\"]\s+Suharto|['\"]\s+Suharto|Suharto(?:,|\s\s|\s['\",.])"
"""What is left of a name where the other one is missing: a comma, or a space too many."""


def _document(name: str) -> str:
    """Return what a learner's file says that it is."""
    whose, document = name.rsplit(") ", 1)
    assert whose.startswith("Å Öberg-0012345-")
    return document.partition(".")[0]


def test_the_zip_of_a_retake_holds_nothing_of_the_first_task() -> None:
    place = setting(unit_under(SCHEMES["btec-nationals"], [[("P", None)] * 2, [("M", None)] * 2]))
    failed: dict[str, Entry] = {"1.1": "y", "1.2": "n", "2.1": "y", "2.2": "y"}
    attempts = [attempt_at(place.unit, 1, failed), attempt_at(place.unit, 2, {"1.2": "n"})]
    held = {
        entry.attempt: [member.name for member in entry.view.members]
        for entry in plan_documents(cohort(place, [learner()], attempts))
        if isinstance(entry.view, Bundle)
    }
    names = ["Assignment brief", "Assignment planner", "Declaration", "Mark sheet"]
    assert [[_document(name) for name in held[attempt]] for attempt in (1, 2, 3)] == [names, names, names[2:]]


def test_a_pack_holds_every_kind_in_every_format() -> None:
    place = setting()
    people = [learner(), learner("ABC123", "Rhys", "Jones")]
    attempts = [marked(MARKS), marked({"1.2": 20}, attempt=2)]
    planned = plan_documents(cohort(place, people, attempts))
    counts = Counter((entry.kind, entry.format) for entry in planned)
    assert counts == {
        (Kind.RESULTS, Format.XLSX): 1,
        (Kind.MARKBOOK, Format.XLSX): 1,
        (Kind.BRIEF, Format.PDF): 1,
        (Kind.BRIEF, Format.DOCX): 1,
        (Kind.BRIEF, Format.XLSX): 3,
        **{(Kind.BLANK, fmt): 4 for fmt in OFFICE},
        **{(Kind.COMPLETED, fmt): 2 for fmt in OFFICE},
        **{(Kind.FEEDBACK, fmt): 2 for fmt in OFFICE},
        (Kind.DECLARATION, Format.PDF): 4,
        (Kind.DECLARATION, Format.DOCX): 4,
        (Kind.VERIFICATION, Format.PDF): 1,
        (Kind.VERIFICATION, Format.DOCX): 1,
        (Kind.PACK, Format.PDF): 1,
        (Kind.PACK, Format.DOCX): 1,
        (Kind.PACK, Format.ZIP): 3,
        **{(kind, fmt): 1 for kind in Kind if kind.value.per is Per.LEARNER for fmt in kind.value.formats},
        (Kind.COMBINED, Format.PDF): 4,
    }
    paths = [entry.path for entry in planned]
    assert len({path.casefold() for path in paths}) == len(paths)
    assert "9999-101/completed/Å Öberg-0012345-012345-9999-101(2) Mark sheet completed.pdf" in paths
    assert "9999-101/blank/Å Öberg-0012345-012345-9999-101(2) Mark sheet.docx" in paths
    assert "9999-101/Markbook-9999-101.xlsx" in paths


def test_every_file_knows_what_it_is() -> None:
    place = setting()
    planned = plan_documents(cohort(place, [learner()], [marked(MARKS)]))
    for entry in planned:
        properties = entry.view.properties.identity.properties()
        assert properties["markpack.kind"] == entry.kind.folder
        if entry.unit:
            assert properties["markpack.criteria"] == place.unit.criteria_digest
        assert properties.get("markpack.learner", "") == entry.learner
        assert all(len(value) < 255 for value in properties.values())


def test_a_choice_leaves_out_what_is_not_asked_for() -> None:
    planned = list_documents(cohort(setting(), [learner(), learner("ABC123")], []))
    choice = Choice(kinds=(Kind.BLANK,), formats=(Format.PDF,), learners=("ABC123",))
    assert [entry.learner for entry in planned if choice.includes(entry)] == ["ABC123"]
    assert all(Choice(combined=True).includes(entry) for entry in planned)
    assert Choice().is_everything
    assert not choice.is_everything


def test_a_given_date_stands_in_every_file() -> None:
    date = datetime.date(2020, 2, 2)
    planned = plan_documents(cohort(setting(), [learner()], [marked(MARKS)]), dated=date)
    assert {entry.view.properties.date for entry in planned} == {date}


@given(st.text(min_size=1, max_size=300).filter(lambda name: name.strip()))
def test_any_name_makes_a_file_name(name: str) -> None:
    person = learner("0012345", name.strip(), name.strip())
    made = learner_name(PLACE, person, 1, Kind.BLANK, Format.PDF)
    assert made.endswith(".pdf")
    assert len(made) <= 119
    assert len(made.encode()) <= 204
    assert "0012345" in made
    assert made.endswith("(1) Mark sheet.pdf")
    assert not set(made) & set('/\\:*?"<>|\n\0')


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        (
            "{initials} {last_name}-{registration}-{centre}-{unit}({attempt})",
            "Suharto-7-012345-9999-101(1) Mark sheet.pdf",
        ),
        ("{last_name}, {first_name} {registration} ({attempt})", "Suharto, 7 (1) Mark sheet.pdf"),
        ("{registration}({attempt}) {last_name} {first_name}", "7(1) Suharto Mark sheet.pdf"),
        ("{first_name}-{registration}({attempt})", "Suharto-7(1) Mark sheet.pdf"),
        ("{initials}{registration}({attempt})", "S7(1) Mark sheet.pdf"),
    ],
)
def test_the_file_names_of_a_learner_with_one_name_have_no_gaps(pattern: str, name: str) -> None:
    for person in (learner("7", "", "Suharto"), learner("7", "Suharto", "")):
        assert learner_name(setting(file_name=pattern), person, 1, Kind.BLANK, Format.PDF) == name


@pytest.mark.parametrize("names", [("", "Suharto"), ("Suharto", "")])
def test_documents_of_a_learner_with_one_name_read_naturally(names: tuple[str, str]) -> None:
    group = cohort(setting(), [learner("7", *names)], [marked(MARKS, learner="7")])
    planned = list_documents(group)
    texts = {entry.path: repr(entry.view) for entry in views(planned)}
    page = build_index(build_results(group), planned, dict.fromkeys(texts, True))
    assert '<th scope="row" role="rowheader"><bdi>Suharto</bdi><span' in write_index(page, Layouts()).decode()
    assert {path: found for path, text in texts.items() if (found := re.findall(GAP, text))} == {}


def test_formulas_and_markup_in_names_are_made_harmless() -> None:
    assert "/" not in learner_name(
        setting(), learner("7", '=HYPERLINK("x")', "<b>R&D</b> {{ 7*7 }}"), 1, Kind.BLANK, Format.XLSX
    )


TURNED = "Gupta\u202efdp.\u2066\u200b\ufeff"


def test_signs_that_turn_a_name_around_are_in_no_file_name_and_not_on_the_index() -> None:
    group = cohort(setting(), [learner("7", "Rhys", TURNED)], [])
    planned = list_documents(group)
    assert any("R Guptafdp.-" in entry.path for entry in planned)
    assert all(entry.path.isprintable() for entry in planned)
    page = write_index(build_index(build_results(group), planned, {}), Layouts()).decode()
    assert "<bdi>Guptafdp., Rhys</bdi>" in page
    assert not {sign for sign in TURNED if not sign.isprintable()} & set(page)


def test_the_index_links_what_is_there_and_nothing_else() -> None:
    group = cohort(setting(), [learner()], [marked(MARKS)])
    planned = list_documents(group)
    available = {entry.path: True for entry in planned if entry.kind is not Kind.FEEDBACK}
    page = build_index(build_results(group), planned, available)
    files = [link.href for work in page.learners[0].assignments for entry in work.groups for link in entry.links]
    assert files
    assert not [href for href in files if "/feedback/" in href]
    assert page.results_link is not None
    assert "9999-101/blank/%C3%85%20%C3%96berg-0012345-012345-9999-101%281%29%20Mark%20sheet.pdf" in files


def test_a_pattern_can_say_which_document_it_is() -> None:
    place = setting(file_name="{document} {last_name}-{registration}({attempt})")
    names = [
        learner_name(place, learner(), 2, kind, Format.XLSX) for kind in (Kind.BLANK, Kind.COMPLETED, Kind.FEEDBACK)
    ]
    assert names == [
        "Mark sheet Öberg-0012345(2).xlsx",
        "Mark sheet completed Öberg-0012345(2).xlsx",
        "Action plan Öberg-0012345(2).xlsx",
    ]


def test_documents_of_all_learners_are_made_if_asked_for_and_count_as_their_kind() -> None:
    planned = list_documents(cohort(setting(), [learner(), learner("ABC123")], [marked(MARKS)]))
    together = [entry for entry in planned if entry.kind is Kind.COMBINED]
    assert [entry.path for entry in together] == [
        "9999-101/combined/Blank mark sheets-9999-101.pdf",
        "9999-101/combined/Mark sheets-9999-101.pdf",
        "9999-101/combined/Declarations-9999-101.pdf",
        "9999-101/combined/Feedback-9999-101.pdf",
    ]
    assert not any(Choice().includes(entry) for entry in together)
    feedback = Choice(kinds=(Kind.FEEDBACK,), combined=True)
    assert [entry.path for entry in together if feedback.includes(entry)] == ["9999-101/combined/Feedback-9999-101.pdf"]
    assert not any(Choice(learners=("ABC123",), combined=True).includes(entry) for entry in together)


def test_before_anybody_is_marked_only_blank_forms_are_combined() -> None:
    planned = plan_documents(cohort(setting(), [learner()], []))
    assert [entry.view.entry_kind for entry in planned if isinstance(entry.view, Combined)] == [
        Kind.BLANK,
        Kind.DECLARATION,
    ]


def test_a_combined_document_has_the_forms_that_come_next_and_every_report() -> None:
    people = [learner(), learner("ABC123", "Rhys", "Jones")]
    attempts = [marked(MARKS), marked({"1.2": 20}, attempt=2), marked(MARKS, learner="ABC123")]
    planned = plan_documents(cohort(setting(), people, attempts))
    labels = {
        entry.view.entry_kind: [part.label for part in entry.view.entries]
        for entry in planned
        if isinstance(entry.view, Combined)
    }
    assert labels[Kind.BLANK] == ["Öberg, Åsa (0012345), attempt 2", "Jones, Rhys (ABC123), attempt 2"]
    assert labels[Kind.DECLARATION] == labels[Kind.BLANK]
    assert labels[Kind.FEEDBACK] == [
        "Öberg, Åsa (0012345)", "Öberg, Åsa (0012345), attempt 2", "Jones, Rhys (ABC123)",
    ]  # fmt: skip


def test_a_declaration_says_by_when_that_attempt_is_handed_in() -> None:
    people = [learner(), learner("ABC123", "Rhys", "Jones")]
    attempts = [marked(MARKS), marked({"1.2": 5}, attempt=2), marked({"1.1": 20}, learner="ABC123")]
    planned = plan_documents(cohort(setting(attempts_allowed=3), people, attempts))
    dues = {
        (entry.learner, entry.attempt): (entry.view.facts[2].label, entry.view.facts[2].value)
        for entry in planned
        if isinstance(entry.view, Declaration)
    }
    reports = {
        (entry.learner, entry.attempt): entry.view.resubmit_by
        for entry in planned
        if isinstance(entry.view, FeedbackReport)
    }
    assert dues == {
        ("", 0): ("Hand in by", day(DUE_ON)),
        ("ABC123", 1): ("Hand in by", day(DUE_ON)),
        ("0012345", 1): ("Hand in by", day(DUE_ON)),
        ("0012345", 2): ("Resubmit by", reports["0012345", 1]),
        ("0012345", 3): ("Resubmit by", reports["0012345", 2]),
    }


def test_questions_that_the_assessor_asks_are_not_given_to_learners() -> None:
    of = unit()
    tasks = tuple(
        task.model_copy(update={"prompts": {name: ("Why?",) for name in task.criteria}}) for task in of.assignment.tasks
    )
    asking = of.model_copy(update={"assignment": of.assignment.model_copy(update={"tasks": tasks})})
    planned = plan_documents(cohort(setting(asking), [learner()], []))
    (bundle,) = [entry.view for entry in planned if isinstance(entry.view, Bundle)]
    assert [_document(member.name) for member in bundle.members] == [
        "Assignment brief", "Assignment planner", "Declaration",
    ]  # fmt: skip


def test_a_learner_gets_what_is_planned_for_them_and_nothing_that_is_marked() -> None:
    planned = plan_documents(cohort(setting(), [learner()], [marked(MARKS)]))
    by_path = {entry.path: entry for entry in planned}
    bundles = [entry for entry in planned if isinstance(entry.view, Bundle)]
    assert [(entry.learner, entry.attempt) for entry in bundles] == [("0012345", 1), ("0012345", 2)]
    for bundle in bundles:
        assert isinstance(bundle.view, Bundle)
        own = "Å Öberg-0012345-012345-9999-101"
        assert [member.name for member in bundle.view.members] == [
            f"{own}(1) Assignment brief.pdf", f"{own}(1) Assignment planner.xlsx",
            f"{own}({bundle.attempt}) Declaration.pdf", f"{own}({bundle.attempt}) Mark sheet.pdf",
        ]  # fmt: skip
        members = [by_path[member.path] for member in bundle.view.members]
        assert [entry.kind for entry in members] == [Kind.BRIEF, Kind.BRIEF, Kind.DECLARATION, Kind.BLANK]
        assert {entry.attempt for entry in members[2:]} == {bundle.attempt}
