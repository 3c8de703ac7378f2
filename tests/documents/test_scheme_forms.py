"""Mark sheets, briefs and declarations follow the scheme of their unit, in its words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import AttemptResult
from markpack.documents.brief.builder import build_brief
from markpack.documents.brief.view import Brief
from markpack.documents.declaration.builder import build_declaration
from markpack.documents.mark_sheet.builder import build_blank_sheet, build_completed_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.form_parts_view import FieldKind
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.inputs.scheme_files import read_schemes
from markpack.inputs.starter import starter
from markpack.model.forms.declaration import FIELDS
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.scheme import Scheme
from markpack.model.scheme_template import SchemeTemplate
from markpack.model.unit import Criterion, LearningOutcome
from markpack.writers.html_layouts import Layouts, render
from tests.samples import alone, learner, setting, unit

AIMS: Mapping[str, Sequence[str]] = {"A": ("A.P1", "A.P2", "A.M1"), "B": ("B.P3", "B.M2", "BC.D1")}
LEVELS = SchemeTemplate.model_validate(
    {
        "scheme": "works",
        "title": "Works Academy",
        "judgement": {"kind": "levels", "order": ["N", "P", "M", "D"]},
        "grade": {"rule": "ladder", "tiers": ["P", "M", "D"], "codes": {"P": "P", "M": "M", "D": "D", "floor": "U"}},
        "words": {"N": "Not shown", "P": "Sound", "M": "Strong", "D": "Outstanding", "U": "Not graded"},
        "attempts": [{"kind": "first"}, {"kind": "resubmission", "authorised_by": "the head", "cap": "M"}],
    }
).scheme()


@cache
def scheme(name: str) -> Scheme:
    return read_schemes(starter()).schemes[name]


def judged(by: Scheme, sections: Mapping[str, Sequence[str]], **of_each: Any) -> AssignmentContext:
    """An assignment of a unit of Entry 3 without credits, hours or words, whose criteria have what is said of each."""
    outcomes = tuple(
        LearningOutcome(
            id=name,
            title=f"Part {name}",
            criteria=tuple(
                Criterion(
                    id=id_,
                    verb="Explain",
                    text=f"Explain {id_}.",
                    **{key: value(id_) if callable(value) else value for key, value in of_each.items()},
                )
                for id_ in criteria
            ),
        )
        for name, criteria in sections.items()
    )
    ids = [id_ for criteria in sections.values() for id_ in criteria]
    plain = unit(dict.fromkeys(ids, 1))
    task = plain.assignment.model_copy(update={"hours": None, "words": None})
    changes = {"outcomes": outcomes, "credits": None, "guided_learning_hours": None, "level": "Entry 3"}
    return replace(setting(plain), unit=plain.model_copy(update={**changes, "assignment": task}).under(by))


def tier(id_: str) -> str:
    return re.sub(r".*\.(\w)\d", r"\1", id_)


def btec() -> AssignmentContext:
    return judged(scheme("btec-nationals"), AIMS, tier=tier)


def bounded() -> AssignmentContext:
    bands = {"little": "Little.", "enough": "Enough.", "much": "Much."}
    sections = {"1": ("1.1", "1.2"), "2": ("2.1",)}
    return judged(scheme("boundaries"), sections, marks=30, descriptors=bands)


def levelled() -> AssignmentContext:
    return judged(LEVELS, {"1": ("1.1", "1.2")})


def results(place: AssignmentContext, *attempts: Mapping[str, Any]) -> tuple[AttemptResult, ...]:
    """Results by decisions (True, False, None: not attempted), marks or levels, one mapping an attempt."""
    words = place.words

    def recorded(value: object) -> CriterionMark:
        if value is None:
            return CriterionMark(not_attempted=True)
        if isinstance(value, bool):
            return CriterionMark(decision=words.decision(words.decisions[not value]))
        return CriterionMark(level=value) if isinstance(value, str) else CriterionMark(mark=Fraction(str(value)))

    marked = [
        MarkedAttempt("0012345", place.unit.reference, number, {id_: recorded(value) for id_, value in values.items()})
        for number, values in enumerate(attempts, start=1)
    ]
    return assess_attempts(place.unit, marked, place.centre.policies)


def completed(place: AssignmentContext, result: AttemptResult) -> MarkSheet:
    return build_completed_sheet(build_form(place), place, learner(), result, alone(place, result))


def instructions(place: AssignmentContext) -> str:
    return " ".join(text.plain for text in build_form(place).instructions)


def test_a_ladder_says_what_each_grade_asks_for() -> None:
    told = instructions(btec())
    assert "Decide Achieved or Not yet achieved for each AC, or Not attempted where the learner left it out." in told
    assert "Pass needs every Pass AC, Merit needs every Pass and Merit AC and Distinction needs every AC." in told
    assert "it is Unclassified." in told
    assert "Feedback on a final submission says what was shown" in told
    assert "descriptors" not in told


def test_feedback_is_asked_for_where_a_criterion_falls_short_by_the_scheme() -> None:
    assert "Feedback is needed where an AC is not met, and is helpful elsewhere." in instructions(btec())
    assert "Feedback is needed where an AC earns few of its marks, and is helpful elsewhere." in instructions(bounded())
    assert "is not met" not in instructions(bounded())


def test_a_ladder_s_form_has_its_choices_aims_and_tiers() -> None:
    form = build_form(btec())
    rows = [row for section in form.sections for row in section.rows]
    assert {row.award.choices for row in rows} == {("Achieved", "Not yet achieved", "Not attempted")}
    assert [row.counts_for for row in rows] == ["Pass", "Pass", "Merit", "Pass", "Merit", "Distinction"]
    assert form.outcome.choices == form.iqa_decision.choices == ("Distinction", "Merit", "Pass", "Unclassified")
    assert form.sections[0].comment.label == "Learning aim A: section comments"
    assert form.subtitle == "9999-101 · Entry 3 · AWO Level 3 Award in Watch Leading (9999)"


@pytest.mark.parametrize("place", [btec, levelled, lambda: judged(scheme("cmi"), {"1": ("1.1",)})])
def test_a_sheet_without_marks_speaks_of_none(place: Any) -> None:
    at = place()
    page = render("mark_sheet", build_blank_sheet(build_form(at), at, learner()), Layouts())
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert not re.search(r"\bmarks\b|Total|half|min\. of", text)
    assert not re.search(r"<t[dh][^>]*></t[dh]>", page.replace('<td class="signature"></td>', ""))


def test_decisions_without_descriptors_have_no_empty_columns() -> None:
    place = judged(scheme("cmi"), {"1": ("1.1",)})
    form = build_form(place)
    assert (form.beside, form.grid.descriptors, form.award_heading) == ((), (), "Pass or refer")
    assert "One AC referred makes the outcome Refer." in instructions(place)
    assert "only once internal quality assurance has agreed" in instructions(place)


@pytest.mark.parametrize("count", range(1, 7))
def test_each_descriptor_has_a_column_until_they_are_too_many(count: int) -> None:
    bands = {f"band {number}": "Said." for number in range(count)}
    place = judged(LEVELS, {"1": ("1.1", "1.2")}, descriptors=lambda id_: bands if id_ == "1.1" else {})
    form = build_form(place)
    rows = form.sections[0].rows
    assert [len(row.descriptors) for row in rows] == [count, count]
    assert {row.stacked for row in rows} == {count == 6}
    assert len(form.grid.descriptors) == (0 if count == 6 else count)
    assert float(form.grid.widths[0]) > 12


def test_boundaries_say_their_steps_and_minimums() -> None:
    place = bounded()
    form, told = build_form(place), instructions(place)
    assert (
        "The total of 90 marks decides the grade: Pass from 50% (45 marks), Merit from 65% (59 marks) and "
        "Distinction from 80% (72 marks); below that it is Unsuccessful." in told
    )
    assert "Each learning outcome needs at least 40% of its marks; with less, the grade is Unsuccessful" in told
    assert [section.minimum for section in form.sections] == ["24", "12"]
    assert form.total_note.startswith("The total decides the grade: Pass from 50%")
    row = form.sections[0].rows[0]
    assert (row.award.kind, row.award.label, row.minimum) == (FieldKind.MARK, "AC 1.1: mark out of 30", "")


@pytest.mark.parametrize(
    ("marks", "outcome", "state"),
    [
        ((30, 30, 12), "Distinction", "Distinction: 72 of 90 marks, 80%."),
        (
            (29, 28.5, 0.5),
            "Unsuccessful",
            "Unsuccessful: 58 of 90 marks, 64.4%. Learning outcome 2 has less than the 40% that it needs.",
        ),
        ((20, 20, 18), "Pass", "Pass: 58 of 90 marks, 64.4%."),
    ],
)
def test_a_sheet_with_boundaries_says_what_was_earned(marks: Sequence[float], outcome: str, state: str) -> None:
    place = bounded()
    sheet = completed(place, results(place, dict(zip(("1.1", "1.2", "2.1"), marks, strict=True)))[0])
    assert (sheet.values["u9999_101__outcome"], sheet.state) == (outcome, state)
    assert sheet.values["u9999_101__total"] == f"{sum(marks):g}"


def test_a_completed_ladder_says_how_far_it_was_climbed() -> None:
    place = btec()
    every = dict.fromkeys([entry.id for entry in place.unit.criteria], True)
    sheet = completed(place, results(place, {**every, "BC.D1": False})[0])
    assert sheet.state == "Merit: every Pass and Merit criterion is met; AC BC.D1 not yet achieved."
    assert (sheet.values["u9999_101__outcome"], sheet.outcome.name) == ("Merit", "PASS")
    sheet = completed(place, results(place, {**every, "B.M2": False, "BC.D1": None})[0])
    assert sheet.state == "Pass: every Pass criterion is met; AC B.M2 not yet achieved; AC BC.D1 not attempted."
    sheet = completed(place, results(place, {**every, "A.P2": False})[0])
    assert sheet.state == "Unclassified: AC A.P2 not yet achieved."
    assert sheet.outcome.name == "REFERRAL"
    assert completed(place, results(place, every)[0]).state == "Distinction: every criterion is met."


def test_a_resubmission_and_a_retake_say_what_they_are_open_for() -> None:
    place, form = btec(), build_form(btec())
    every = dict.fromkeys([entry.id for entry in place.unit.criteria], True)
    first, second = results(place, {**every, "A.P2": False, "BC.D1": False}, {"A.P2": False, "BC.D1": False})
    sheet = build_blank_sheet(form, place, learner(), first)
    assert sheet.state == (
        "Attempt 2, a resubmission: AC A.P2 and BC.D1 to be shown again. Each of them is judged again: “Not attempted” "
        "where the learner did not show it. One that is left empty leaves the outcome incomplete. The other criteria "
        "were met before and stay met. It has to be authorised by the lead internal verifier."
    )
    assert {"u9999_101__decision__A_P2", "u9999_101__decision__BC_D1"}.isdisjoint(sheet.values)
    sheet = build_blank_sheet(form, place, learner(), second)
    assert sheet.state == (
        "Attempt 3, a retake on a new task: AC A.P2 to be shown again. The other criteria were met before and stay "
        "met. AC BC.D1 is not open. It covers Pass criteria only. The highest grade that it can earn is Pass. It has "
        "to be authorised by the lead internal verifier."
    )
    assert sheet.values["u9999_101__decision__BC_D1"] == "Not yet achieved"
    assert sheet.values["u9999_101__comment__BC_D1"] == "Not open in this attempt: as in attempt 2."
    assert "u9999_101__decision__A_P2" not in sheet.values


def test_a_capped_attempt_says_what_the_work_itself_comes_to() -> None:
    place = btec()
    every = dict.fromkeys([entry.id for entry in place.unit.criteria], True)
    last = results(place, {**every, "A.P2": False}, {"A.P2": False}, {"A.P2": True})[-1]
    sheet = completed(place, last)
    assert sheet.values["u9999_101__outcome"] == "Pass"
    assert sheet.state.endswith("The work itself comes to Distinction; this attempt earns no more than Pass.")


def test_a_level_that_can_still_rise_stays_open() -> None:
    place = levelled()
    (first,) = results(place, {"1.1": "P", "1.2": "M"})
    sheet = build_blank_sheet(build_form(place), place, learner(), first)
    assert sheet.values["u9999_101__level__1_2"] == "Strong"
    assert "u9999_101__level__1_1" not in sheet.values
    assert sheet.state.startswith("Attempt 2, a resubmission: AC 1.1 may be shown again; what is not stays as it was.")
    assert completed(place, first).state == "Sound: every criterion reaches Sound; AC 1.1 below Strong."


def said_of(label: str, brief: Brief) -> str:
    """Return what a brief says that a learner can rely on."""
    return next(entry.text.plain for entry in brief.promises if entry.label == label)


def test_a_brief_tells_the_learner_how_the_grade_follows() -> None:
    brief = build_brief(btec())
    assert [entry.counts for entry in brief.criteria][:3] == ["Pass", "Pass", "Merit"]
    assert "Merit needs every Pass and Merit criterion" in brief.assessment_note.plain
    attempts = said_of("Attempts", brief)
    assert attempts.startswith("There are 3 attempts. A resubmission may be authorised by the lead internal verifier,")
    assert "A retake on a new task may be authorised by the lead internal verifier, if" in attempts
    assert (brief.timing, brief.length) == ((), None)
    assert ("Level", "Entry 3") in [(fact.label, fact.value) for fact in brief.facts]
    assert brief.criteria_note == "The grade follows from the criteria that are met."
    note = build_brief(bounded()).assessment_note.plain
    assert note == (
        "The total of your marks decides the grade: Pass from 50%, Merit from 65% and Distinction from 80%; below that "
        "it is Unsuccessful. Besides, each learning outcome needs at least 40% of its marks."
    )


def test_whoever_authorises_a_resubmission_signs_the_declaration() -> None:
    place = btec()
    assert build_declaration(place, learner()).authorisation is None
    form = build_declaration(place, learner(), 2)
    assert form.authorisation is not None
    assert [entry.text for entry in form.authorisation.conditions] == [
        f"{text[:1].upper()}{text[1:]}." for text in place.unit.scheme.attempts[1].conditions
    ]
    assert form.authorisation.signature.role == "Lead internal verifier"
    assert ("Kind of attempt", "Resubmission") in [(fact.label, fact.value) for fact in form.facts]
    known = {place.unit.field_name("declared", field) for field in FIELDS}
    assert {entry.name for entry in form.fields} <= known
    retake = build_declaration(place, learner(), 3)
    assert retake.authorisation is not None
    assert "a retake on a new task" in retake.authorisation.text
    assert "a retake is necessary" in retake.authorisation.conditions[-1].text.lower()
    titles = [{fact.label: fact.value for fact in entry.facts}["Assignment"] for entry in (form, retake)]
    assert titles == [place.instrument.title.text, "A new task"]
    assert "The highest grade that it can earn is Pass." in retake.authorisation.text


@pytest.mark.parametrize("name", ["ilm-marks", "ilm-pass-refer", "cmi"])
def test_a_brief_promises_no_second_showing_where_there_is_one_attempt(name: str) -> None:
    notes = {}
    for allowed in (1, 2):
        place = judged(scheme(name), {"1": ("1.1", "1.2")}, marks=10)
        policies = place.centre.policies.model_copy(update={"attempts_allowed": allowed})
        notes[allowed] = build_brief(replace(place, centre=place.centre.model_copy(update={"policies": policies})))
    assert "you show that criterion again" in notes[2].assessment_note.plain
    assert said_of("Attempts", notes[1]) == "There is one attempt."
    once = notes[1].assessment_note.plain
    assert "again" not in once
    assert f"the outcome is {'“Refer”' if name == 'cmi' else 'a referral'}" in once


def test_a_word_without_a_form_in_sentences_stands_in_quotation_marks() -> None:
    shipped = scheme("cmi")
    own = replace(shipped, words=replace(shipped.words, in_sentences=()))
    for rules, not_met in ((own, "“Not yet met”"), (shipped, "not yet met")):
        place = judged(rules, {"1": ("1.1", "1.2")})
        (first,) = results(place, {"1.1": True, "1.2": False})
        assert f": AC 1.2 {not_met}. Every criterion has to be met." in completed(place, first).state


def test_a_mark_that_may_be_words_has_room_for_them() -> None:
    place = bounded()
    form = build_form(place)
    assert form.marks_in_words
    assert _award_width(form) > 19
    plain = build_form(setting())
    assert not plain.marks_in_words
    assert _award_width(plain) == 12.5


def _award_width(form: MarkSheetForm) -> float:
    """Return how wide, in per cent of the page, what a mark is written into is."""
    return sum(map(float, form.grid.widths[-form.grid.award :]))


def test_a_notice_speaks_of_descriptors_only_where_there_are_any() -> None:
    assert "criteria and descriptors of 9999-101" in build_form(bounded()).notice
    assert "The assessment criteria of 9999-101 are paraphrased" in build_form(btec()).notice


def test_words_of_a_scheme_are_shown_letter_by_letter() -> None:
    template = SchemeTemplate.model_validate(
        {
            "scheme": "odd",
            "title": "Odd",
            "judgement": {"kind": "met"},
            "grade": {"rule": "all_met", "codes": {"met": "P", "floor": "R"}},
            "words": {"P": "<i>Pass</i> & _so_", "R": "{{ refer }}", "met": "`Yes` {done}", "not_met": "[No](x)"},
            "attempts": [
                {"kind": "first"},
                {"kind": "retake", "max": 3, "authorised_by": "{{ iqa }} & <co>", "new_task": "yes"},
            ],
        }
    )
    of_unit = judged(template.scheme(), AIMS)
    brief = build_brief(of_unit)
    note, attempts = brief.assessment_note.plain, said_of("Attempts", brief)
    assert attempts.endswith("A retake on a new task may be authorised by {{ iqa }} & <co>, up to 3 times.")
    assert attempts.count("A retake") == 1
    assert "`Yes` {done} or [No](x)" in note
    said = [entry.plain for entry in build_form(of_unit).instructions]
    assert any("Decide `Yes` {done} or [No](x) for each AC" in line for line in said)
    assert any("{{ refer }}" in line for line in said)
