"""The summary for an employer on paper and in Excel, and that nothing is in it that is not for an employer."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from html import unescape

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from markpack.app.pack_plan import collect_pack_inputs
from markpack.documents.catalogue.kinds import Format
from markpack.documents.employer_summary.builder import build_employer_summary
from markpack.documents.employer_summary.view import EmployerSummary
from markpack.inputs.starter import starter
from markpack.inputs.workspace_inputs import Inputs
from markpack.model.adjustments import Adjustments
from markpack.model.hold import Hold, HoldReason
from markpack.model.learner import Learner
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Decision, Outcome
from markpack.model.register_status import RegisterStatus
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from tests.assessment.test_schemes_at_random import SCHEMES, unit_under
from tests.documents.test_claim_builder import MET, ON
from tests.inputs.problems import inputs_of
from tests.samples import cohort, learner, marked, setting
from tests.writers.pdf_structure import faults

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


def pdf(view: EmployerSummary) -> bytes:
    return write(view, Format.PDF, Layouts())


def workbook(view: EmployerSummary) -> bytes:
    return write(view, Format.XLSX, Layouts())


def text_of_pages(data: bytes) -> str:
    """All that the pages of a PDF show, in one line."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return " ".join(re.sub(r"Page \d+ of \d+", " ", text).split())


def text_of_pdf(data: bytes) -> str:
    """All that a PDF shows and says of itself, in one line."""
    reader = PdfReader(io.BytesIO(data))
    about = (str(value) for value in (reader.metadata or {}).values())
    assert not reader.attachments
    assert not [page for page in reader.pages if page.get("/Annots")]
    return " ".join(
        (text_of_pages(data), *about, data.partition(b"<x:xmpmeta")[2].decode("latin-1").partition("</x:")[0])
    )


def text_of_workbook(data: bytes) -> str:
    """All that a workbook's parts hold, hidden sheets, comments, names and properties among them, in one line."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [*package.namelist()]
        texts = [package.read(name).decode() for name in parts if name.endswith((".xml", ".rels"))]
    assert not [name for name in parts if "comment" in name.lower() or "vbaProject" in name]
    return " ".join(unescape(" ".join(texts)).split())


def sheet(data: bytes, name: str) -> Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(data))[name]
    assert isinstance(found, Worksheet)
    return found


def table(page: Worksheet) -> list[dict[str, object]]:
    """The rows below the headings of a list, by these."""
    rows = [*page.iter_rows(values_only=True)]
    top = next(number for number, line in enumerate(rows) if line[0] == "Last name")
    return [dict(zip(map(str, rows[top]), line, strict=True)) for line in rows[top + 1 :]]


def of_many(people: int = 30) -> EmployerSummary:
    """The summary of many learners, every other of whom has achieved the unit, and one of whom has a long name."""
    who = [learner(f"00{number}", f"First{number}", f"Last{number}") for number in range(people - 1)]
    who.append(learner("ABC", "Anastasia Maximiliane", "Papadimitropoulou-Konstantinidis-Featherstonehaugh"))
    return build_employer_summary(
        cohort(setting(), who, [marked(MET, learner=entry.registration, on=ON) for entry in who[::2]])
    )


@pytest.mark.slow
def test_its_pages_are_a4_have_headings_each_and_are_for_screen_readers() -> None:
    data = pdf(of_many())
    assert faults(data) == []
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert (round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)) == (297, 210)
        text = " ".join(page.extract_text().split())
        assert "Learner 9999-101 Leading a watch Qualification" in text
        assert f"Page {number} of {len(pages)}" in text
        assert "For Tideway Ferries" in text
    text = text_of_pdf(data)
    assert [f"Last{number}, First{number}" in text for number in range(29)] == [True] * 29
    assert "Featherstonehaugh, Anastasia Maximiliane" in text
    assert "Achieved: The result is final." in text


def test_the_workbook_is_ready_to_print_to_filter_and_to_sort() -> None:
    data = workbook(of_many())
    for name in ("Learners", "Units"):
        page = sheet(data, name)
        top = next(cell.row for cell in page["A"] if cell.value == "Last name")
        paper = page.page_setup
        assert [str(value) for value in (paper.paperSize, paper.orientation, paper.fitToWidth, paper.fitToHeight)] == [
            "9", "landscape", "None", "0",
        ], "A4, one page wide, which is the default, and as long as need be"  # fmt: skip
        assert page.print_title_rows == f"$1:${top}"
        assert page.freeze_panes == f"C{top + 1}"
        assert page.auto_filter.ref.startswith(f"A{top}:")
        assert not page.protection.sheet
        assert len(table(page)) == 30
    first, second = table(sheet(data, "Learners"))[:2]
    assert first == {
        "Last name": "Last0", "First name": "First0", "Units achieved": 1, "Credits": 2, "Qualification": "Achieved",
        "Achieved on": datetime.datetime.combine(ON, datetime.time()), "Outstanding": None,
    }  # fmt: skip
    assert (second["Qualification"], second["Achieved on"]) == ("Not achieved yet", None)
    assert second["Outstanding"] == "9999-101 in progress"
    unit = table(sheet(data, "Units"))[0]
    assert (unit["Unit"], unit["Title"], unit["Outcome"]) == ("9999-101", "Leading a watch", "Achieved")
    assert unit["Achieved on"] == first["Achieved on"]
    about = {row[0].value: row[1].value for row in sheet(data, "About").iter_rows(min_row=3)}
    assert (about["Employer"], about["Learners"]) == ("Tideway Ferries", "30 on the programme")


def test_numbers_and_names_in_the_workbook_stay_text() -> None:
    people = [learner(number, "=1+1", "Öberg") for number in ("0012345", "0012346")]
    people = [entry.model_copy(update={"certificate_no": "000123"}) for entry in people]
    data = workbook(build_employer_summary(cohort(setting(), people, [marked(MET, on=ON)])))
    first, second = table(sheet(data, "Learners"))
    assert (first["First name"], first["Learner registration no"], first["Certificate"]) == (
        "=1+1", "0012345", "000123",
    )  # fmt: skip
    assert second["Certificate"] is None
    types = {cell.data_type for line in sheet(data, "Learners").iter_rows() for cell in line if cell.value == "=1+1"}
    assert types == {"s"}


# What is not for an employer

SECRET = "Undisclosed"
DISTANT = datetime.date(2019, 1, 17)
"""A date that stands in no assignment; what is dated so is not for an employer."""


def row(status: RegisterStatus) -> Learner:
    """A learner of whom everything is on record, with a text that is found again in every cell of the register."""
    told = {"first_name", "last_name", "registration", "uln", "certificate_no"}
    texts = {
        name: f"{SECRET} {name}"
        for name, field in Learner.model_fields.items()
        if field.annotation is str and name not in told
    }
    return Learner.model_validate({
        **texts, "first_name": "Åsa", "last_name": "Öberg", "registration": "7777777", "uln": "4120735183",
        "former_registrations": "6666666", "former_names": f"{SECRET} name", "registered_on": DISTANT,
        "adjustments": Adjustments(large_print=True, plain_language=True), "claimed_on": DISTANT,
        "induction_on": DISTANT, "induction_hours": "3.5", "tutorial_hours": "7.5", "anonymised_use": "refused",
        "status": status, "status_from": None if status is RegisterStatus.ACTIVE else datetime.date(2026, 12, 1),
    })  # fmt: skip


def attempt(*judged: CriterionMark) -> MarkedAttempt:
    """An attempt with a text in every field that people fill in."""
    ids = ("1.1", "1.2", "2.1", "2.2")
    commented = {
        id_: replace(mark, comment=f"{SECRET} comment", record={"notes": f"{SECRET} notes"})
        for id_, mark in zip(ids, judged, strict=False)
    }
    return MarkedAttempt(
        learner="7777777", unit="9999-101", criteria=commented,
        section_comments={"1": f"{SECRET} section"}, verification={"1": f"{SECRET} verification"},
        record={"place": f"{SECRET} place"}, overall_comment=f"{SECRET} overall", assessor=f"{SECRET} assessor",
        assessed_on=ON, iqa=f"{SECRET} iqa", iqa_comment=f"{SECRET} iqa comment",
        revision=2, revised_on=DISTANT, revision_reason=f"{SECRET} revision",
        received_on=DISTANT, signers=(f"{SECRET} signer",),
    )  # fmt: skip


def marks(*given: int | None) -> MarkedAttempt:
    return attempt(*(CriterionMark(mark=None if mark is None else Fraction(mark)) for mark in given))


def decisions(*given: Decision) -> MarkedAttempt:
    return attempt(*(CriterionMark(decision=decision) for decision in given))


LADDER = unit_under(SCHEMES["btec-nationals"], [[("P", None), ("M", None)]])
MARKED = setting(half_marks=True), setting(feedback="after iqa")
GRADED = setting(LADDER), setting(LADDER, feedback="after iqa")
CASES = {
    "passed": (MARKED[0], marks(23, 22, 27, 21)),
    "referred": (MARKED[0], marks(11, 22, 27, 21)),
    "incomplete": (MARKED[0], marks(23, None, 27, 21)),
    "provisional": (MARKED[1], marks(23, 22, 27, 21)),
    "not agreed": (MARKED[1], replace(marks(23, 22, 27, 21), iqa_decision="Not agreed", iqa_on=DISTANT)),
    "graded": (GRADED[0], decisions(Outcome.PASS, Outcome.REFERRAL)),
    "grade not agreed": (GRADED[1], replace(decisions(Outcome.PASS, Outcome.PASS), iqa_decision="Pass")),
}
HELD = Hold("7777777", "9999-101", HoldReason.NOT_READ, (f"marks/{SECRET}.pdf",))


@pytest.mark.parametrize("status", [RegisterStatus.ACTIVE, RegisterStatus.WITHDRAWN, RegisterStatus.DEFERRED])
@pytest.mark.parametrize("case", CASES)
def test_nothing_else_that_is_on_record_of_a_learner_is_in_the_workbook(case: str, status: RegisterStatus) -> None:
    place, entered = CASES[case]
    group = cohort(place, [row(status)], [entered])
    for inputs in (group, replace(group, holds=[HELD])):
        view = build_employer_summary(inputs)
        data = workbook(view)
        assert undisclosed(text_of_workbook(data), (SECRET, "4120735183", "7777777", "6666666")) == []
        assert counts_in(data) <= {0, 1, 2}, "counts of units and credits, and nothing else"
        told = {ON, datetime.date(2026, 12, 1), place.assignment.set_on, place.assignment.due_on}
        assert dates_in(data) <= told
        assert numbers(repr(view.learners), view) <= {"0", "1", "2"}


@pytest.mark.slow
@pytest.mark.parametrize("case", ["passed", "not agreed", "grade not agreed"])
def test_nothing_else_that_is_on_record_of_a_learner_is_on_paper(case: str) -> None:
    place, entered = CASES[case]
    view = build_employer_summary(cohort(place, [row(RegisterStatus.WITHDRAWN)], [entered]))
    data = pdf(view)
    _, heading, of_learners = text_of_pages(data).partition("Learner 9999-101")
    assert heading
    assert "Öberg, Åsa" in of_learners
    assert numbers(of_learners, view) == set()
    assert undisclosed(text_of_pdf(data), (SECRET, "4120735183", "7777777", "6666666", "2019")) == []


@pytest.fixture(scope="module")
def examples() -> Inputs:
    return inputs_of(starter())


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["harbour-care", "northline-rail", "saltmarsh-kitchens"])
def test_nothing_of_the_examples_learners_is_told_that_is_not_for_an_employer(examples: Inputs, folder: str) -> None:
    (employer,) = (entry for entry in examples.employers if entry.folder == folder)
    view = build_employer_summary(collect_pack_inputs(examples, employer))
    hidden = {*of_register(employer.learners), *of_marks(employer.marked)}
    assert len(hidden) > 50, "there is something to look for"
    for text in (text_of_pdf(pdf(view)), text_of_workbook(workbook(view))):
        assert all(learner.first_name in text for learner in employer.learners)
        assert undisclosed(text, hidden) == []
    credits = {str(unit.credits) for unit in view.units}
    assert numbers(text_of_pages(pdf(view)), view) <= credits
    assert counts_in(workbook(view)) <= set(range(12)), "counts of learners, units and credits, and nothing else"


def undisclosed(text: str, hidden: Iterable[str]) -> list[str]:
    """Which texts that are not for an employer are in another one, and words that say why something is not final."""
    reasons = ("large print", "background", "plain language", "provisional", "held", "agree", "referral", "withdrawn")
    words = {" ".join(entry.split()) for entry in hidden}
    return [
        *(entry for entry in sorted(words) if entry in text),
        *(entry for entry in reasons if re.search(rf"\b{entry}", text, re.IGNORECASE)),
    ]


def of_register(learners: Iterable[Learner]) -> Iterator[str]:
    """Yield what the register says of learners, names and certificates aside, and numbers of people of one name."""
    names = Counter(entry.name for entry in learners)
    for entry in learners:
        yield from filter(None, (
            entry.uln, entry.email, entry.job_title, entry.line_manager, entry.arrangements, entry.known_as,
            entry.tutor, entry.assessor, entry.site, entry.moodle_id, entry.status_reason, *entry.former_registrations,
            *entry.former_names, entry.registration if names[entry.name] == 1 else "",
        ))  # fmt: skip


def of_marks(attempts: Iterable[MarkedAttempt]) -> Iterator[str]:
    """Yield what assessors and IQAs wrote; the days and minutes of a record are sought among all days and numbers."""
    for entry in attempts:
        texts = [entry.overall_comment, entry.assessor, entry.iqa, entry.iqa_comment, entry.revision_reason]
        texts += [*entry.section_comments.values(), *entry.verification.values(), *entry.record.values()]
        for mark in entry.criteria.values():
            texts += [mark.comment, *mark.record.values()]
        yield from (text for text in texts if text and not re.fullmatch(rf"\d+( ({MONTHS}) \d{{4}})?", text))


def numbers(text: str, view: EmployerSummary) -> set[str]:
    """The numbers in a text that are no dates, no references and no counts of what is told."""
    for unit in view.units:
        text = text.replace(unit.reference, " ")
    known = (
        rf"\d+ (?:{MONTHS}) \d{{4}}", r"datetime\.date\([\d, ]+\)", r"\d+ of \d+", r"Level \d+", r"\d+ credits?",
        r"\d+ on the programme", r"\(\d{4,}\)", r"\bC-9\b",
    )  # fmt: skip
    return set(re.findall(r"\d+", re.sub("|".join(known), " ", text)))


def dates_in(data: bytes) -> set[datetime.date]:
    return {value.date() for value in values_of(data) if isinstance(value, datetime.datetime)}


def counts_in(data: bytes) -> set[float]:
    return {value for value in values_of(data) if isinstance(value, int | float)}


def values_of(data: bytes) -> Iterator[object]:
    """Yield what is in all cells of a workbook."""
    for page in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for line in page.iter_rows(values_only=True):
            yield from line
