"""Documents of learners with adjustments: who gets which, and that nobody is assessed differently."""

from __future__ import annotations

from dataclasses import replace

import pytest

from markpack.documents.brief.builder import build_brief
from markpack.documents.brief.view import Brief, Planner
from markpack.documents.catalogue.adjustments import own_brief
from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.entries import DocumentJob
from markpack.documents.catalogue.index_page import build_index
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.catalogue.status import FileState, employer_status
from markpack.documents.declaration.view import Declaration
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.pack.combined_view import Combined
from markpack.documents.pack.zip_view import Bundle
from markpack.documents.results.builder import build_results
from markpack.documents.results.markbook_view import Markbook
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.adjustments import Adjustments
from markpack.model.context import PlainLanguage, UnitContext
from markpack.model.forms.labels import LABELS
from markpack.model.instrument import Method
from markpack.model.learner import Learner
from markpack.writers.formats import write_index
from markpack.writers.html_layouts import Layouts, render
from markpack.writers.xlsx.markbook.workbook import write_markbook
from tests.samples import cohort, learner, marked, plan_documents, setting
from tests.writers.xlsx_reading import opened

MARKS = {"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}
YELLOW = "#fff3b0"
PLAIN = PlainLanguage(
    purpose="Show how you lead your {{ vocabulary.team }}.\n\nIt is that **simple**.",
    scenario="You work on a ferry.",
    guidance="Ask if it is not clear.",
    tasks={"t2": "Say what you did. Say why."},
)


def with_adjustments(who: Learner | None = None, **adjustments: object) -> Learner:
    return (who or learner()).model_copy(update={"adjustments": Adjustments.model_validate(adjustments)})


def with_plain_language(plain: PlainLanguage = PLAIN) -> AssignmentContext:
    place = setting()
    context = place.context.model_copy(update={"units": {"9999-101": UnitContext(plain_language=plain)}})
    return replace(place, context=context)


def plan(*people: Learner, place: AssignmentContext | None = None) -> dict[str, DocumentJob]:
    attempts = [marked(MARKS, learner=who.registration) for who in people]
    return {entry.path: entry for entry in plan_documents(cohort(place or setting(), people, attempts))}


def test_a_learner_with_adjustments_has_a_brief_of_their_own() -> None:
    people = with_adjustments(large_print=True), learner("ABC123", "Rhys", "Jones")
    planned = plan(*people)
    briefs = {path for path, entry in planned.items() if isinstance(entry.view, Brief)}
    assert briefs == {
        "9999-101/brief/Assignment brief-9999-101.pdf",
        "9999-101/brief/Assignment brief-9999-101.docx",
        "9999-101/brief/Å Öberg-0012345-012345-9999-101(1) Assignment brief.pdf",
        "9999-101/brief/Å Öberg-0012345-012345-9999-101(1) Assignment brief.docx",
    }
    own = planned["9999-101/brief/Å Öberg-0012345-012345-9999-101(1) Assignment brief.pdf"]
    assert (own.learner, own.view.properties.identity.learner) == ("0012345", "0012345")


def test_the_zip_holds_the_learners_own_brief_instead_of_everybodys() -> None:
    planned = plan(with_adjustments(background=YELLOW), learner("ABC123", "Rhys", "Jones"))
    bundles = {entry.learner: entry.view for entry in planned.values() if isinstance(entry.view, Bundle)}
    paths = {number: [member.path for member in bundle.members] for number, bundle in bundles.items()}
    assert paths["0012345"][0] == "9999-101/brief/Å Öberg-0012345-012345-9999-101(1) Assignment brief.pdf"
    assert paths["ABC123"][0] == "9999-101/brief/Assignment brief-9999-101.pdf"
    names = {number: [member.name for member in bundle.members] for number, bundle in bundles.items()}
    assert all(name.startswith("Å Öberg-0012345-") for name in names["0012345"])
    assert all(name.startswith("R Jones-ABC123-") for name in names["ABC123"])
    documents = [[name.rpartition(") ")[2] for name in of_one] for of_one in names.values()]
    assert documents[0] == documents[1], "the names tell nobody of adjustments"


def test_every_document_on_paper_of_that_learner_follows_and_nobody_elses_does() -> None:
    planned = plan(with_adjustments(large_print=True, background=YELLOW), learner("ABC123", "Rhys", "Jones"))
    looks: dict[str, set[tuple[Kind, bool, str]]] = {}
    for entry in planned.values():
        if isinstance(entry.view, MarkSheet | Brief | FeedbackReport | Declaration):
            page = entry.view.page
            looks.setdefault(entry.learner, set()).add((entry.kind, page.large_print, page.background))
    kinds = {Kind.BRIEF, Kind.BLANK, Kind.COMPLETED, Kind.FEEDBACK, Kind.DECLARATION}
    assert looks["0012345"] == {(kind, True, YELLOW) for kind in kinds}
    assert looks["ABC123"] == {(kind, False, "") for kind in kinds - {Kind.BRIEF}}
    assert looks[""] == {(kind, False, "") for kind in (Kind.BRIEF, Kind.BLANK, Kind.DECLARATION)}


def test_all_mark_sheets_to_print_hold_each_learners_in_their_own_look() -> None:
    planned = plan(with_adjustments(large_print=True), learner("ABC123", "Rhys", "Jones"))
    for entry in planned.values():
        if isinstance(entry.view, Combined):
            assert [part.view.page.large_print for part in entry.view.entries] == [True, False]
            assert not entry.view.page.look


def test_what_everybody_can_see_says_nothing_of_adjustments() -> None:
    plain, adjusted = learner(), with_adjustments(large_print=True, background=YELLOW, plain_language=True)
    place, attempts = with_plain_language(), [marked(MARKS)]
    seen = []
    for who in (plain, adjusted):
        people = cohort(place, [who], attempts)
        planned = list_documents(people)
        page = build_index(build_results(people), planned, dict.fromkeys((entry.path for entry in planned), True))
        shared = {
            entry.path: entry.content.make() for entry in planned if not entry.learner and entry.combined_kind is None
        }
        seen.append((shared, write_index(page, Layouts())))
    assert seen[0] == seen[1]


def with_arrangements(words: str = "25% extra time; <reader>") -> Learner:
    return learner().model_copy(update={"arrangements": words})


def test_access_arrangements_stand_on_the_learners_own_brief_and_on_nobody_elses_documents() -> None:
    planned = plan(with_arrangements(), learner("ABC123", "Rhys", "Jones"))
    told = {path for path, entry in planned.items() if "25% extra time" in repr(entry.view)}
    own = "9999-101/brief/Å Öberg-0012345-012345-9999-101(1)"
    briefs = [f"{own} Assignment brief.pdf", f"{own} Assignment brief.docx"]
    assert told == {*briefs, f"{own} Assignment planner.xlsx", "9999-101/Markbook-9999-101.xlsx"}
    page = render("brief", planned[briefs[0]].view, Layouts())
    assert "Åsa Öberg" in page
    assert "<h2>Your access arrangements</h2>\n<p>25% extra time; &lt;reader&gt;</p>" in page
    bundles = {entry.learner: entry.view for entry in planned.values() if isinstance(entry.view, Bundle)}
    assert bundles["0012345"].members[0].path == briefs[0]


def test_tutor_and_assessor_see_access_arrangements() -> None:
    people = cohort(setting(), [with_arrangements(), learner("ABC123", "Rhys", "Jones")], [])
    planned = list_documents(people)
    states = {entry.path: FileState.CURRENT for entry in planned}
    status = employer_status(people, planned, states, {})
    assert [entry.arrangements for entry in status.assignments[0].learners] == ["25% extra time; <reader>", ""]
    arrangements = {"0012345": "25% extra time; <reader>"}
    index = build_index(build_results(people), planned, dict.fromkeys(states, True), arrangements)
    page = write_index(index, Layouts()).decode()
    assert page.count("Access arrangements: 25% extra time; &lt;reader&gt;") == 1
    assert "brief/%C3%85%20%C3%96berg-0012345-012345-9999-101%281%29%20Assignment%20brief.pdf" in page
    book = next(entry.content.make() for entry in planned if entry.kind is Kind.MARKBOOK)
    assert isinstance(book, Markbook)
    rows = {row[0]: row for row in opened(write_markbook(book))["Marks"].iter_rows(values_only=True)}
    assert rows[LABELS["registration"]][7] == "Access arrangements"
    assert [rows[number][7] for number in ("0012345", "ABC123")] == ["25% extra time; <reader>", None]


@pytest.mark.parametrize("wanted", [{"large_print": True}, {"background": YELLOW}, {"plain_language": True}])
def test_criteria_are_the_same_in_every_look(wanted: dict[str, object]) -> None:
    place = with_plain_language()
    ordinary, adjusted = plan(learner(), place=place), plan(with_adjustments(None, **wanted), place=place)
    assert ordinary.keys() <= adjusted.keys()
    for path, entry in adjusted.items():
        view, other = entry.view, ordinary.get(path, ordinary["9999-101/brief/Assignment brief-9999-101.pdf"]).view
        assert view.properties.identity.criteria == place.unit.criteria_digest or not entry.unit
        if isinstance(view, MarkSheet) and isinstance(other, MarkSheet):
            rows = [[replace(row, stacked=False) for row in part.rows] for part in view.form.sections]
            assert rows == [list(part.rows) for part in other.form.sections]
            assert view.values == other.values
            assert view.form.fields == other.form.fields
        elif isinstance(view, Brief) and isinstance(other, Brief):
            assert view.criteria == other.criteria
            assert [task.criteria for task in view.tasks] == [task.criteria for task in other.tasks]
            assert [task.words for task in view.tasks] == [task.words for task in other.tasks]
            assert (view.dates, view.timing, view.length) == (other.dates, other.timing, other.length)
        elif isinstance(view, FeedbackReport) and isinstance(other, FeedbackReport):
            assert (view.criteria, view.actions, view.outcome) == (other.criteria, other.actions, other.outcome)


def test_plain_language_takes_the_place_of_what_the_tutor_wrote_it_for() -> None:
    place = with_plain_language()
    everybodys = build_brief(place)
    mine = own_brief(place, everybodys, with_adjustments(plain_language=True))
    assert mine.purpose.plain == "Show how you lead your crew.\nIt is that simple."
    assert mine.scenario.plain == "You work on a ferry."
    assert [part.guidance and part.guidance.plain for part in mine.for_units] == ["Ask if it is not clear."]
    assert [task.guidance.plain for task in mine.tasks] == [
        "Write part 1.", "Say what you did. Say why.", "Write part 3.", "Write part 4.",
    ]  # fmt: skip
    assert (mine.submission, mine.not_in_work) == (everybodys.submission, everybodys.not_in_work)
    assert (mine.title, mine.page) == (everybodys.title, everybodys.page)


def test_how_to_prepare_and_what_to_bring_are_in_plain_language_too() -> None:
    plain = PlainLanguage(bring=("Your notes.",), preparation=("What did your {{ vocabulary.team }} say?",))
    lines = {"bring": ("Notes", "Slides"), "preparation": ("Which of them says most?",), "recording": "It is filmed."}
    for texts, bring, recording in (
        (plain, ["Your notes."], "It is filmed."),
        (PlainLanguage(recording="We make a film."), ["Notes", "Slides"], "We make a film."),
    ):
        place = with_plain_language(texts)
        own = place.units[0].assignment.model_copy(update=lines)
        place = replace(place, assignment=place.assignment.model_copy(update={"instrument": own}))
        mine = own_brief(place, build_brief(place), with_adjustments(plain_language=True))
        assert [line.plain for line in mine.bring] == bring
        assert mine.recording is not None
        assert mine.recording.plain == recording
        if texts is plain:
            assert [line.plain for line in mine.preparation] == ["What did your crew say?"]


def test_texts_in_plain_language_for_another_method_are_not_used() -> None:
    for method, used in ((Method.WRITTEN, True), (Method.DISCUSSION, False)):
        place = with_plain_language(PLAIN.model_copy(update={"method": method}))
        everybodys = build_brief(place)
        assert (own_brief(place, everybodys, with_adjustments(plain_language=True)) != everybodys) is used


def test_the_planner_speaks_plain_language_too() -> None:
    planned = plan(with_adjustments(plain_language=True), place=with_plain_language())
    view = planned["9999-101/brief/Å Öberg-0012345-012345-9999-101(1) Assignment planner.xlsx"].view
    assert isinstance(view, Planner)
    assert view.brief.tasks[1].guidance.plain == "Say what you did. Say why."


def test_without_a_text_in_plain_language_the_brief_is_everybodys() -> None:
    planned = plan(with_adjustments(plain_language=True))
    assert not [entry for entry in planned.values() if entry.learner and isinstance(entry.view, Brief)]
    assert Format.ZIP in {entry.format for entry in planned.values()}
