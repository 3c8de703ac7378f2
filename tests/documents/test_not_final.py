"""What is not confirmed is nowhere said to be passed, achieved or earned, in whatever document and scheme."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.assessment.attempts import assess_attempts
from markpack.assessment.cohort import assess_cohort
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import Circumstances, standing_of
from markpack.cli.commands import main
from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.feedback.builder import build_feedback_report
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.mark_sheet.builder import build_completed_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.results.builder import build_results
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.document import Branding, Page, Picture, Properties
from markpack.documents.shared.outcome_texts import result_word
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.documents.shared.standing_texts import decisions_text
from markpack.model.centre import Policies
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.joint_unit import joint_unit
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome, OutcomeWords
from markpack.model.scheme import Scheme
from markpack.report import Options
from markpack.writers.xlsx.mark_sheet.workbook import write_mark_sheet
from tests.assessment.test_schemes_at_random import SCHEMES, Entry, attempt_at, unit_under
from tests.inputs.returned import REGISTER
from tests.samples import ASSESSED_ON, alone, learner, marked, setting, unit
from tests.test_outcome_words import said_in
from tests.workspaces import CENTRE, write_workspace
from tests.writers.xlsx_reading import named, opened

SAID = re.compile(r"\b(you have passed|passed|achieved|earned|awarded)\b", re.IGNORECASE)
Shape = Sequence[Sequence[tuple[str, int | None]]]
SHAPES: Mapping[str, tuple[Shape, Mapping[str, Mapping[str, Entry]]]] = {
    "boundaries": ([[("", 100), ("", 100)]], {"high": {"1.1": 90, "1.2": 95}, "low": {"1.1": 10, "1.2": 30}}),
    "btec-nationals": (
        [[("P", None), ("M", None)], [("D", None)]],
        {"high": {"1.1": "y", "1.2": "y", "2.1": "y"}, "low": {"1.1": "n", "1.2": "y", "2.1": "n"}},
    ),
    "btec-highers": (
        [[("P", None), ("M", None)], [("D", None)]],
        {"high": {"1.1": "y", "1.2": "y", "2.1": "y"}, "low": {"1.1": "n", "1.2": "y", "2.1": "n"}},
    ),
    "cmi": ([[("", None), ("", None)]], {"high": {"1.1": "y", "1.2": "y"}, "low": {"1.1": "y", "1.2": "n"}}),
    "ilm-marks": ([[("", 20), ("", 20)]], {"high": {"1.1": 18, "1.2": 20}, "low": {"1.1": 4, "1.2": 20}}),
    "ilm-pass-refer": ([[("", None), ("", None)]], {"high": {"1.1": "y", "1.2": "y"}, "low": {"1.1": "n", "1.2": "y"}}),
}


def texts_of(value: object) -> Iterator[str]:
    """Every text of a view-model that a document can print; not the scheme's words, nor the look."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (OutcomeWords, Branding, Page, Properties, Picture, Scheme, Enum)):
        return
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for entry in dataclasses.fields(value):
            yield from texts_of(getattr(value, entry.name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from texts_of(part)


def sentences(report: FeedbackReport) -> str:
    """What a report says in words, but for what is not met yet and for criteria that are said to be provisional."""
    bare = [dataclasses.replace(section, criteria=(), grading=(), comments=()) for section in report.sections]
    said = list(texts_of(dataclasses.replace(report, sections=tuple(bare), actions=())))
    shown = [text for entry in report.criteria for text in (entry.standing, entry.in_short)]
    return "\n".join([*said, *(text for text in shown if "provisional" not in text)]).replace("not yet achieved", "")


@pytest.mark.parametrize("scheme", list(SHAPES))
@pytest.mark.parametrize("level", ["high", "low"])
@pytest.mark.parametrize("attempt", [1, 2])
def test_a_provisional_report_says_so_in_every_scheme_s_words(scheme: str, level: str, attempt: int) -> None:
    shape, entries = SHAPES[scheme]
    place = setting(unit_under(SCHEMES[scheme], shape), feedback="after iqa")
    given = [entries["low"]] * (attempt - 1) + [entries[level]]
    attempts = [
        dataclasses.replace(attempt_at(place.unit, number, values), assessed_on=ASSESSED_ON)
        for number, values in enumerate(given, start=1)
    ]
    result = assess_attempts(place.unit, attempts, place.centre.policies)[-1]
    report = build_feedback_report(place, learner(), result, None, partial(alone, place))
    assert report.provisional.startswith("Provisional: ")
    assert report.word.endswith(", provisional")
    assert "rovisional" in report.headline
    assert SAID.findall(sentences(report)) == []
    assert "stay met" not in sentences(report)
    sheet = build_completed_sheet(build_form(place), place, learner(), result, alone(place, result))
    assert "Not final: internal quality assurance has not confirmed this outcome yet." in sheet.state
    assert SAID.findall(sheet.state.replace("not yet achieved", "")) == []
    # Once it is confirmed, the same words are there again where there were any.
    final = dataclasses.replace(
        result, marked=dataclasses.replace(result.marked, iqa_decision="Agreed", iqa_on=ASSESSED_ON)
    )
    told = build_feedback_report(place, learner(), final, None, partial(alone, place))
    assert told.provisional == ""
    assert "rovisional" not in "\n".join(texts_of(told))


# All that is told of a learner

PASSES: dict[str, int | str | None] = {"1.1": 20, "1.2": 12, "2.1": 20, "2.2": 20}
IQA_ON = datetime.date(2026, 11, 9)


def group(place: AssignmentContext, attempt: MarkedAttempt, *declared: ReturnedDeclaration) -> PackInputs:
    attempts = assess_cohort(
        place.context.assignments, {place.unit.reference: place.unit}, [attempt], place.centre.policies
    )
    people = [learner(), learner("ABC123", "Rhys", "Jones")]
    return PackInputs([place], {place.unit.reference: place.unit}, people, attempts, declarations=declared)


def declaration(registration: str, *, signed: bool = True) -> ReturnedDeclaration:
    return ReturnedDeclaration(registration, "9999-101", 1, signed, "", (), {})


@pytest.mark.parametrize(
    ("policy", "decision", "declared", "word", "standing"),
    [
        ("after iqa", "", (), "Pass, provisional", "provisional"),
        ("at once", "", (declaration("ABC123"),), "Pass, authenticity missing", "authenticity_missing"),
        ("at once", "Referral", (), "Held", "held"),
        ("after iqa", "Not agreed", (), "Held", "held"),
    ],
)
def test_lists_say_what_keeps_an_outcome_from_counting(
    policy: str, decision: str, declared: tuple[ReturnedDeclaration, ...], word: str, standing: str
) -> None:
    place = setting(feedback=policy)
    attempt = dataclasses.replace(marked(PASSES), iqa_decision=decision, iqa_on=IQA_ON if decision else None)
    cohort = group(place, attempt, *declared)
    table = build_results(cohort)
    told = table.learners[0]
    assert (told.units[0].word, told.units[0].standing.value, told.units[0].credits) == (word, standing, 0)
    assert (told.credits, told.achieved) == (0, False)
    assert told.qualification != "Achieved"
    expected = ", 2 more when confirmed" if standing == "provisional" else ""
    assert told.progress(2).startswith(f"0 of 2 credits{expected};")
    assert SAID.findall("\n".join(texts_of(told))) == []
    assert [entry.kind for entry in list_documents(cohort) if entry.kind is Kind.CERTIFICATE] == []


def test_a_sheet_that_lacks_a_declaration_and_is_held_says_both_and_the_word_of_the_lists() -> None:
    place = setting()
    held = dataclasses.replace(marked(PASSES), iqa="Bea Quill", iqa_decision="Not agreed", iqa_on=IQA_ON)
    cohort = group(place, held, declaration("ABC123"))
    (result,) = cohort.attempts["9999-101"]["0012345"]
    state = build_completed_sheet(build_form(place), place, learner(), result, cohort.standing("0012345", result)).state
    word = build_results(cohort).learners[0].units[0].word
    assert word == "Pass, authenticity missing"
    assert state.startswith(f"{word}: ")
    assert "Not final: there is no signed declaration yet" in state
    assert "It is held as well: the assessor decided “Pass”, the IQA “Not agreed”." in state


@pytest.mark.parametrize("decision", ["Referral", "Not agreed"])
def test_what_is_held_gives_no_feedback_and_shows_both_decisions(decision: str) -> None:
    place = setting()
    held = dataclasses.replace(marked(PASSES), iqa="Bea Quill", iqa_decision=decision, iqa_on=IQA_ON)
    cohort = group(place, held)
    kinds = [(entry.kind, entry.attempt) for entry in list_documents(cohort) if entry.learner == "0012345"]
    assert (Kind.COMPLETED, 1) in kinds
    assert Kind.FEEDBACK not in {kind for kind, _ in kinds}
    (result,) = cohort.attempts["9999-101"]["0012345"]
    standing = cohort.standing("0012345", result)
    sheet = build_completed_sheet(build_form(place), place, learner(), result, standing)
    assert f"Held: the assessor decided “Pass”, the IQA “{decision}”." in sheet.state
    assert (sheet.outcome, _coloured(sheet)) == (Outcome.INCOMPLETE, {"Incomplete", "Check entry"})
    assert build_results(cohort).learners[0].units[0].detail == f"the assessor decided “Pass”, the IQA “{decision}”"
    settled = group(place, dataclasses.replace(held, iqa_decision="Agreed"))
    assert Kind.FEEDBACK in {entry.kind for entry in list_documents(settled) if entry.learner == "0012345"}


def _coloured(sheet: MarkSheet) -> set[str]:
    """The words that have a colour in the outcome's cell of a workbook."""
    book = opened(write_mark_sheet(sheet))
    cell = named(book, sheet.form.outcome.name)
    areas = cell.parent.conditional_formatting
    rules = [rule for area in areas if cell.coordinate in area.cells for rule in area.rules]
    return {word for rule in rules for formula in rule.formula for word in re.findall('"([^"]+)"', formula)}


def test_what_is_final_has_the_colour_of_its_grade() -> None:
    place = setting()
    (result,) = assess_attempts(place.unit, [marked(PASSES)], place.centre.policies)
    sheet = build_completed_sheet(build_form(place), place, learner(), result, alone(place, result))
    assert sheet.outcome is Outcome.PASS
    assert _coloured(sheet) >= {"Pass", "Referral"}


def test_a_held_referral_sends_nobody_into_a_resubmission() -> None:
    place = setting()
    referred = marked({**PASSES, "1.2": 2})
    held = dataclasses.replace(referred, iqa_decision="Pass", iqa_on=IQA_ON)

    def second(attempt: MarkedAttempt) -> list[Kind]:
        return [
            entry.kind
            for entry in list_documents(group(place, attempt))
            if (entry.learner, entry.attempt) == ("0012345", 2)
        ]

    assert second(held) == []
    assert Kind.BLANK in second(referred)
    assert build_results(group(place, held)).learners[0].units[0].resubmit_by == ""


MARKS = """\
learner,unit,attempt,criterion,mark,comment,assessor,assessed on,iqa decision,iqa on
0012345,8604-308,1,1.1,18,Clear.,Dana Whitfield,20/10/2026,,
0012345,8604-308,1,1.2,9,Clear.,,,,
0012345,8604-308,1,1.10,20,Clear.,,,,
0012346,8604-308,1,1.1,18,Clear.,Dana Whitfield,20/10/2026,Referral,21/10/2026
0012346,8604-308,1,1.2,9,Clear.,,,,
0012346,8604-308,1,1.10,20,Clear.,,,,
"""
ALLOWED = ("Qualification achieved", '"Achieved"')
"""What results say whatever became of a learner: a label, and what its formula counts."""


@pytest.mark.slow
def test_no_file_of_an_unconfirmed_pass_says_that_it_is_one(tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path, register=REGISTER, marks=MARKS, centre=CENTRE + "policies:\n  feedback: after iqa\n"
    )
    assert build(Workspace(root), Options(kinds=("completed", "feedback", "results"), jobs=1)).failed == ()
    output = root / "output/acme"
    files = [path for path in output.rglob("*.*") if path.suffix in {".pdf", ".docx", ".xlsx", ".html"}]
    said = {path.relative_to(output).as_posix(): said_in(path) for path in files}
    for name, text in said.items():
        for phrase in ALLOWED:
            text = text.replace(phrase, "")
        assert SAID.findall(text) == [], name
    reports = {name: text for name, text in said.items() if "/feedback/" in name}
    assert {name.rpartition(".")[2] for name in reports} == {"pdf", "docx", "xlsx"}
    assert all("0012345" in name and "provisional" in text for name, text in reports.items())
    assert all("Confidential to the learner · Provisional" in text for text in reports.values())
    held = {name: text for name, text in said.items() if "/completed/" in name and "0012346" in name}
    assert len(held) == 3
    assert all(
        "Held: the assessor decided “Pass”, the IQA “Referral”." in " ".join(text.split()) for text in held.values()
    )
    data = json.loads(CliRunner().invoke(main, ["status", "-C", str(root), "--json"]).output)
    entries = {entry["registration"]: entry for entry in data["employers"][0]["assignments"][0]["learners"]}
    assert (entries["0012345"]["standing"], entries["0012345"]["quality"]) == ("provisional", "awaiting")
    assert (entries["0012346"]["standing"], entries["0012346"]["outcome"]) == ("held", "Held")


def test_of_units_on_one_sheet_the_decisions_on_the_sheet_are_told() -> None:
    sheet = joint_unit([unit(), unit(reference="9999-102", title="Planning a watch")])
    numbers = [criterion.id for criterion in sheet.criteria]
    low: dict[str, int | str | None] = {**dict.fromkeys(numbers, 20), numbers[-1]: 2}
    attempt = dataclasses.replace(marked(low, unit=sheet.reference), iqa_decision="Pass", iqa_on=IQA_ON)
    (result,) = assess_attempts(sheet, [attempt])
    told = [
        decisions_text(standing_of(part, Circumstances(Policies())), result_word(part))
        for part in split_by_unit(result)
    ]
    assert told == ["the assessor decided “Referral” for the whole sheet, the IQA “Pass”"] * 2
