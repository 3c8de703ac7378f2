"""Workbooks under every scheme: what LibreOffice makes of random judgements, beside the rules and a reading of them.

The reading of the rules here takes judgements as they are typed, and tries out grades from the highest down.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import split_by_unit
from markpack.documents.mark_sheet.builder import build_blank_sheet, build_completed_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.results.markbook_builder import build_markbook
from markpack.documents.results.markbook_view import Markbook
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.joint_unit import joint_unit
from markpack.model.learner import Learner
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.scheme import GradeRule, Judgement, Scheme
from markpack.model.scheme_template import SchemeTemplate
from markpack.model.unit import Unit
from markpack.writers.xlsx.mark_sheet.workbook import write_mark_sheet
from markpack.writers.xlsx.markbook.workbook import write_markbook
from tests.assessment.test_schemes_at_random import OPEN_TIERS, SCHEMES, unit_under
from tests.samples import alone, setting

from .xlsx_reading import calculated, filled, named, opened, rules_of, saved, texts

SETS = 60
"""Random sets of judgements for each unit, in one workbook."""
NOT_ATTEMPTED = "x"
FIRST = 5  # the first learner's row, from 1


def scheme_of(id_: str, **parts: Any) -> Scheme:
    return SchemeTemplate.model_validate({"scheme": id_, "title": "A scheme", **parts}).scheme()


LEVELS = scheme_of(
    "levels", judgement={"kind": "levels", "order": ["N", "P", "M"]}, not_attempted=True,
    grade={"rule": "ladder", "tiers": ["P", "M"], "codes": {"P": "P", "M": "M", "floor": "N"}},
    words={"N": "Below <1> & more", "P": "5", "M": "Very “good” or \"better\"", "not_attempted": "None?"},
)  # fmt: skip
"""Words that a formula or a program might take for something else."""
PARTS = scheme_of(
    "parts", judgement={"kind": "marks", "met_at": "2/3"}, not_attempted=True,
    grade={"rule": "all_met", "codes": {"met": "Y", "floor": "X"}}, words={"Y": "Done", "X": "=Not*done"},
)  # fmt: skip
STEPS = scheme_of(
    "steps", judgement={"kind": "marks"},
    grade={
        "rule": "boundaries", "codes": {"E": "E", "D": "D", "C": "C", "A": "A", "floor": "U"},
        "boundaries": {
            "steps": {"E": "33.3", "D": "52.5", "C": "60.25", "A": "70"},
            "minimum_each": {"criterion": "20", "section": "30%"},
        },
    },
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A unit under a scheme: sections of criteria, each with a tier and marks."""

    scheme: Scheme
    shape: tuple[tuple[tuple[str, int | None], ...], ...]
    half_marks: bool = False

    @property
    def unit(self) -> Unit:
        return unit_under(self.scheme, self.shape)

    @property
    def setting(self) -> AssignmentContext:
        return setting(self.unit, half_marks=self.half_marks)


def tiers(*sections: str) -> tuple[tuple[tuple[str, int | None], ...], ...]:
    return tuple(tuple((tier, None) for tier in section) for section in sections)


def marks(*sections: Sequence[int]) -> tuple[tuple[tuple[str, int | None], ...], ...]:
    return tuple(tuple(("", worth) for worth in section) for section in sections)


def plain(*sections: int) -> tuple[tuple[tuple[str, int | None], ...], ...]:
    return tuple((("", None),) * count for count in sections)


CASES = {
    "btec-nationals": Case(SCHEMES["btec-nationals"], tiers("PPM", "PMD", "D")),
    "a tier without criteria": Case(SCHEMES["btec-nationals"], tiers("PD", "PD")),
    "btec-highers": Case(SCHEMES["btec-highers"], tiers("PPMD", "PM")),
    "cmi": Case(SCHEMES["cmi"], plain(3, 2)),
    "boundaries": Case(SCHEMES["boundaries"], marks((10, 7), (13, 20), (30,))),
    "steps": Case(STEPS, marks((9, 11), (7, 14), (3,)), half_marks=True),
    "levels": Case(LEVELS, plain(2, 2)),
    "parts": Case(PARTS, marks((24, 7), (10,)), half_marks=True),
    "ilm-marks": Case(SCHEMES["ilm-marks"], marks((24, 15), (7,))),
    "ilm-pass-refer": Case(SCHEMES["ilm-pass-refer"], plain(2, 2)),
}
Typed = str | Fraction | None
"""A mark, y (met), n (not met), x (not attempted), a level's code, or None: not judged."""


def recorded(typed: Typed) -> CriterionMark:
    if typed is None:
        return CriterionMark()
    if typed == NOT_ATTEMPTED:
        return CriterionMark(not_attempted=True)
    if isinstance(typed, Fraction):
        return CriterionMark(mark=typed)
    if typed in ("y", "n"):
        return CriterionMark(decision=Outcome.PASS if typed == "y" else Outcome.REFERRAL)
    return CriterionMark(level=typed)


def random_typed(draw: random.Random, case: Case, worth: int | None) -> Typed:
    """Mostly good work, so that every grade comes about, and marks near to where grades begin."""
    scheme = case.scheme
    if draw.random() < 0.02:
        return None
    if scheme.not_attempted and draw.random() < 0.03:
        return NOT_ATTEMPTED
    if scheme.judgement is Judgement.LEVELS:
        return draw.choices(scheme.levels, (1, 6, 12))[0]
    if not scheme.numbered or worth is None:
        return "y" if draw.random() < 0.87 else "n"
    step = 2 if case.half_marks else 1
    low, high = draw.choice(((0, 20), (8, 14), (10, 20), (13, 20)))
    return Fraction(draw.randint(worth * step * low // 20, worth * step * high // 20), step)


def expected(case: Case, typed: Mapping[str, Typed]) -> str:
    """The code of the grade of what is typed; empty while something is missing."""
    scheme = case.scheme
    if None in typed.values():
        return ""
    rows = {
        f"{number}.{place}": (str(number), *criterion)
        for number, section in enumerate(case.shape, start=1)
        for place, criterion in enumerate(section, start=1)
    }
    if scheme.rule is GradeRule.BOUNDARIES:
        return _by_total(scheme, rows, typed)
    if scheme.judgement is Judgement.LEVELS:
        lowest = min(scheme.levels.index(str(level)) if level != NOT_ATTEMPTED else 0 for level in typed.values())
        return next((t for t in reversed(scheme.tiers) if scheme.levels.index(t) <= lowest), scheme.floor)
    needed = scheme.met_at or Fraction(1)
    good = {
        id_: value * needed.denominator >= (rows[id_][2] or 0) * needed.numerator
        if isinstance(value, Fraction)
        else value == "y"
        for id_, value in typed.items()
    }
    if scheme.rule is GradeRule.ALL_MET:
        return scheme.codes[0] if all(good.values()) else scheme.floor
    for place in reversed(range(len(scheme.tiers))):
        wanted = [id_ for id_, (_, tier, _) in rows.items() if tier in scheme.tiers[: place + 1]]
        if any(rows[id_][1] == scheme.tiers[place] for id_ in wanted) and all(good[id_] for id_ in wanted):
            return scheme.codes[place]
    return scheme.floor


def _by_total(scheme: Scheme, rows: Mapping[str, tuple[str, str, int | None]], typed: Mapping[str, Typed]) -> str:
    """Compare with whole numbers: ten thousandths of the marks."""

    def reaches(part: Fraction | None, ids: Sequence[str]) -> bool:
        earned = sum(int(value * 2) for id_ in ids if isinstance(value := typed[id_], Fraction))
        return part is None or earned * 10_000 >= int(part * 10_000) * 2 * sum(rows[id_][2] or 0 for id_ in ids)

    sections = {section: [id_ for id_, row in rows.items() if row[0] == section] for section, _, _ in rows.values()}
    if not all(reaches(scheme.minimum_of_section, ids) for ids in sections.values()):
        return scheme.floor
    if not all(reaches(scheme.minimum_each, [id_]) for id_ in rows):
        return scheme.floor
    grades = zip(reversed(scheme.codes), reversed(scheme.steps), strict=True)
    return next((code for code, step in grades if reaches(step, list(rows))), scheme.floor)


def word(case: Case, grade: str, *, begun: bool) -> str:
    words = case.scheme.words
    return words.grade(grade) if grade else words.incomplete if begun else words.not_marked


def attempt_of(case: Case, learner: str, number: int, typed: Mapping[str, Typed]) -> MarkedAttempt:
    criteria = {id_: recorded(value) for id_, value in typed.items() if value is not None}
    return MarkedAttempt(learner, case.unit.reference, number, criteria)


def markbook_of(case: Case, attempts: Mapping[str, Sequence[MarkedAttempt]]) -> tuple[Markbook, list[AttemptResult]]:
    """Return the markbook of what learners have, and the results in the order of its rows."""
    place = case.setting
    policies = place.centre.policies
    results = {name: assess_attempts(place.unit, marked, policies) for name, marked in attempts.items()}
    learners = [Learner(registration=name, first_name="Å", last_name="Ö") for name in attempts]
    model = build_markbook(place, build_form(place), learners, results)
    return model, [result for name in attempts for result in results[name]]


def rows_of(book: Any) -> Iterator[dict[str, Any]]:
    sheet = book["Marks"]
    headings = [cell.value for cell in sheet[4]]
    for row in sheet.iter_rows(min_row=FIRST, values_only=True):
        yield dict(zip(headings, row, strict=True))


@cache
def first_attempts(name: str, sets: int) -> tuple[Markbook, list[str]]:
    """Random first attempts, and the word for what each comes to."""
    case, draw = CASES[name], random.Random(name)
    attempts, words = {}, []
    worth = {criterion.id: criterion.marks for criterion in case.unit.criteria}
    for number in range(sets):
        typed = {id_: random_typed(draw, case, maximum) for id_, maximum in worth.items()}
        attempts[f"{number:05}"] = [attempt_of(case, f"{number:05}", 1, typed)]
        begun = any(value is not None for value in typed.values())
        words.append(word(case, expected(case, typed), begun=begun))
    model, results = markbook_of(case, attempts)
    rows = [row for row in model.rows if row.attempt == 1]
    assert [case.scheme.words.result(result.outcome, result.grade) for result in results] == words
    return replace(model, rows=tuple(rows), carry_over=False), words


@pytest.mark.parametrize("name", CASES)
def test_every_grade_comes_about(name: str, thorough: int) -> None:
    scheme = CASES[name].scheme
    found = set(first_attempts(name, thorough * SETS)[1])
    unreached = {"Merit"} if name == "a tier without criteria" else set()
    assert found >= {scheme.words.incomplete, *(word for _, word in scheme.words.grades)} - unreached
    assert not found & unreached


def agree(data: bytes, book: Any, sheet: str) -> None:
    """Hold the values that a workbook carries against those that LibreOffice calculates."""
    before, after = opened(data, values=True)[sheet], book[sheet]
    rows = zip(before.iter_rows(values_only=True), after.iter_rows(values_only=True), strict=True)
    for number, (carried, found) in enumerate(rows, start=1):
        assert [told(value) for value in carried] == [told(value) for value in found], f"row {number}"


def told(value: object) -> object:
    """A value as it can be compared: an empty text is an empty cell, and hundredths are exact enough."""
    if isinstance(value, float):
        return round(value, 9)
    return value or None if value != 0 else 0


@pytest.mark.slow
def test_libreoffice_gives_the_grades_of_random_judgements(tmp_path: Path, thorough: int) -> None:
    files = {name: write_markbook(first_attempts(name, thorough * SETS)[0]) for name in CASES}
    books = calculated(tmp_path, {name: saved(opened(data)) for name, data in files.items()})
    for name, data in files.items():
        words = first_attempts(name, thorough * SETS)[1]
        found = [row["Outcome"] for row in rows_of(books[name])]
        assert found[: len(words)] == words, name
        assert not any(found[len(words) :]), name
        agree(data, books[name], "Marks")


def later_attempts(name: str, learners: int) -> tuple[Markbook, list[AttemptResult]]:
    """Attempts as they may follow each other, each with what its rule lets the learner show."""
    case, draw = CASES[name], random.Random(name)
    unit = case.unit
    attempts: dict[str, list[MarkedAttempt]] = {}
    for number in range(learners):
        learner = f"{number:05}"
        own: list[MarkedAttempt] = []
        for attempt in range(1, draw.choice((2, 3, 4, 5))):
            by_attempt = OPEN_TIERS.get(case.scheme.id, ("",))
            open_tiers = by_attempt[min(attempt, len(by_attempt)) - 1]
            typed = {
                criterion.id: random_typed(draw, case, criterion.marks)
                for criterion in unit.criteria
                if attempt == 1 or (draw.random() < 0.6 and (not open_tiers or criterion.tier in open_tiers))
            }
            if attempt == 1 or any(value is not None for value in typed.values()):
                own.append(attempt_of(case, learner, attempt, typed))
        attempts[learner] = own
    return markbook_of(case, attempts)


@pytest.mark.slow
def test_libreoffice_counts_later_attempts_as_the_rules_do(tmp_path: Path, thorough: int) -> None:
    models = {name: later_attempts(name, thorough * 25) for name in CASES}
    files = {name: write_markbook(model) for name, (model, _) in models.items()}
    books = calculated(tmp_path, {name: saved(opened(data)) for name, data in files.items()})
    capped = 0
    for name, (model, results) in models.items():
        words = CASES[name].scheme.words
        by_attempt = {(result.marked.learner, result.attempt): result for result in results}
        for row, view in zip(rows_of(books[name]), model.rows, strict=False):  # empty rows follow
            result = by_attempt.get((view.registration, view.attempt))
            begun = result is not None and any(entry.judged and not entry.carried_from for entry in result.criteria)
            grade = words.result(result.outcome, result.grade) if result and begun else words.not_marked
            assert row["Outcome"] == grade, (name, view.registration, view.attempt)
            capped += bool(result and begun and result.capped_from)
        agree(files[name], books[name], "Marks")
    assert capped


@pytest.mark.slow
def test_libreoffice_gives_the_grades_of_mark_sheets(tmp_path: Path) -> None:
    """Blank sheets as they are filled in by hand, and completed ones as they are made."""
    files: dict[str, bytes] = {}
    words: dict[str, str] = {}
    final: dict[str, bytes] = {}
    for name, case in CASES.items():
        draw, place = random.Random(name), case.setting
        form = build_form(place)
        learner = Learner(registration="0012345", first_name="Å", last_name="Ö")
        blank = write_mark_sheet(build_blank_sheet(form, place, learner))
        for number in range(2):
            typed = {c.id: random_typed(draw, case, c.marks) for c in place.unit.criteria}
            (result,) = assess_attempts(place.unit, [attempt_of(case, "0012345", 1, typed)], place.centre.policies)
            label = f"{name} {number}"
            files[label] = filled(blank, {form.awards[id_]: entered(case, value) for id_, value in typed.items()})
            words[label] = case.scheme.words.result(result.outcome, expected(case, typed))
            final[f"{label} final"] = write_mark_sheet(
                build_completed_sheet(form, place, learner, result, alone(place, result))
            )
    books = calculated(tmp_path, files | {label: saved(opened(data)) for label, data in final.items()})
    for label, grade in words.items():
        book = books[label]
        outcome = next(found for found in book.defined_names if found.endswith("__outcome"))
        assert named(book, outcome).value == grade, label
    for label, data in final.items():
        agree(data, books[label], "Mark sheet")


@pytest.mark.slow
def test_libreoffice_gives_each_unit_of_a_sheet_its_grade(tmp_path: Path) -> None:
    """On a sheet of two units each has its own grade, and the sheet the lower one; a markbook has that as well."""
    files: dict[str, bytes] = {}
    words: dict[str, list[str]] = {}
    final: dict[str, tuple[bytes, str]] = {}
    for name in ("btec-nationals", "boundaries", "levels"):
        case, draw = CASES[name], random.Random(f"{name} twice")
        second = case.unit.model_copy(update={"reference": "9999-102"}).under(case.scheme)
        place = replace(case.setting, unit=joint_unit((case.unit, second)))
        form, learner = build_form(place), Learner(registration="0012345", first_name="Å", last_name="Ö")
        typed = {c.id: random_typed(draw, case, c.marks) for c in place.unit.criteria}
        criteria = {id_: recorded(value) for id_, value in typed.items() if value is not None}
        results = assess_attempts(place.unit, [MarkedAttempt("0012345", place.unit.reference, 1, criteria)])
        shown = [case.scheme.words.result(each.outcome, each.grade) for each in (*results, *split_by_unit(results[0]))]
        blank = write_mark_sheet(build_blank_sheet(form, place, learner))
        files[name] = filled(blank, {form.awards[id_]: entered(case, value) for id_, value in typed.items()})
        words[name] = shown
        completed = write_mark_sheet(build_completed_sheet(form, place, learner, results[0], alone(place, results[0])))
        final[f"{name} completed"] = completed, "Mark sheet"
        markbook = build_markbook(place, form, [learner], {"0012345": results})
        final[f"{name} markbook"] = write_markbook(markbook), "Marks"
    books = calculated(tmp_path, files | {label: saved(opened(data)) for label, (data, _) in final.items()})
    for name, shown in words.items():
        fields = [found for found in books[name].defined_names if found.endswith(("__outcome", "__unit_outcome"))]
        assert sorted(named(books[name], field).value for field in fields) == sorted(shown), name
        assert next(rows_of(books[f"{name} markbook"]))["Outcome"] == shown[0]
    for label, (data, sheet) in final.items():
        agree(data, books[label], sheet)


@pytest.mark.slow
def test_libreoffice_caps_only_the_units_that_an_attempt_shows(tmp_path: Path) -> None:
    case = CASES["btec-highers"]
    first = unit_under(case.scheme, tiers("PMD"))
    second = first.model_copy(update={"reference": "9999-102"}).under(case.scheme)
    place = replace(case.setting, unit=joint_unit((first, second)))
    form, learner = build_form(place), Learner(registration="0012345", first_name="Å", last_name="Ö")
    files: dict[str, bytes] = {}
    markbook: dict[str, tuple[AttemptResult, ...]] = {}
    expected_words = {("yyy", "nyy", "y"): ["Distinction", "Pass"], ("yyn", "nnn", "y"): ["Merit", "Pass"]}
    for number, (kept, failed, again) in enumerate(expected_words):
        ids = [criterion.id for criterion in place.unit.criteria]
        before, typed = dict(zip(ids, kept + failed, strict=True)), dict(zip(ids[3:], again, strict=False))
        attempts = [
            MarkedAttempt(f"{number:05}", place.unit.reference, attempt, {id_: recorded(y) for id_, y in of.items()})
            for attempt, of in ((1, before), (2, typed))
        ]
        results = assess_attempts(place.unit, attempts)
        blank = write_mark_sheet(build_blank_sheet(form, place, learner, results[0]))
        entries = {form.awards[id_]: entered(case, entry) for id_, entry in typed.items()}
        files[f"{number} blank"] = filled(blank, entries)
        files[f"{number} completed"] = write_mark_sheet(
            build_completed_sheet(form, place, learner, results[1], alone(place, results[1]))
        )
        markbook[f"{number:05}"] = results
    learners = [learner.model_copy(update={"registration": name}) for name in markbook]
    files["markbook"] = write_markbook(build_markbook(place, form, learners, markbook))
    books = calculated(tmp_path, {label: saved(opened(data)) for label, data in files.items()})
    for number, words in enumerate(expected_words.values()):
        for label in (f"{number} blank", f"{number} completed"):
            outcomes = [named(books[label], unit.outcome.name).value for unit in form.units]
            assert [*outcomes, named(books[label], form.outcome.name).value] == [*words, "Pass"], label
            assert [cell for cell in texts(books[label]["Mark sheet"]) if cell == "Attempt"]
        agree(files[f"{number} completed"], books[f"{number} completed"], "Mark sheet")
    agree(files["markbook"], books["markbook"], "Marks")
    rows = [row for row in rows_of(books["markbook"]) if row["Outcome"]]
    assert [row["Outcome"] for row in rows] == ["Unclassified", "Pass"] * 2
    assert [row["AC 101/1.3\nCarried over"] for row in rows] == [None, "Achieved", None, "Not yet achieved"]
    assert [row["AC 102/1.3\nCarried over"] for row in rows] == [None, "Achieved", None, "Not yet achieved"]


def entered(case: Case, typed: Typed) -> object:
    """What an assessor puts into the cell."""
    words = case.scheme.words
    if typed is None:
        return None
    if typed == NOT_ATTEMPTED:
        return words.not_attempted
    if isinstance(typed, Fraction):
        return float(typed)
    if typed in ("y", "n"):
        return words.decisions[typed == "n"]
    level = dict(words.levels)[typed]
    return int(level) if level.isdecimal() else level  # as Excel takes a number that is chosen from a list


# What a person sees


def blank_sheet(name: str) -> tuple[Any, Any]:
    place = CASES[name].setting
    form = build_form(place)
    return form, opened(write_mark_sheet(build_blank_sheet(form, place, None)))


def headings_of(book: Any) -> list[str]:
    sheet = book["Mark sheet"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "AC")
    return [cell.value for cell in row if cell.value]


def test_a_sheet_without_marks_says_what_criteria_count_for() -> None:
    form, book = blank_sheet("btec-nationals")
    assert headings_of(book) == [
        "AC", "Assessment criterion", "Assessor feedback", "Achieved or not yet achieved", "Counts for", "Standing",
    ]  # fmt: skip
    said = texts(book["Mark sheet"])
    assert any(text.startswith("Learning aim 1: ") for text in said)
    assert not any("Total" in text or "percentage" in text for text in said)
    assert any("Merit needs every Pass and Merit AC" in text for text in said)
    assert any("Attempt 3 earns Pass at most." in text for text in said)
    (rule,) = rules_of(named(book, form.awards["1.1"]))
    assert rule.formula1 == '"Achieved,Not yet achieved,Not attempted"'


def test_a_sheet_with_boundaries_says_where_grades_begin() -> None:
    form, book = blank_sheet("boundaries")
    assert headings_of(book) == ["AC", "Assessment criterion", "Assessor feedback", "Mark", "Out of", "Standing"]
    said = texts(book["Mark sheet"])
    assert "As a percentage" in said
    note = next(text for text in said if text.startswith("The total of 80 marks decides the grade"))
    assert "Pass from 50% (40 marks), Merit from 65% (52 marks) and Distinction from 80% (64 marks);" in note
    assert "Each learning outcome needs at least 40% of its marks; with less, the grade is Unsuccessful" in note
    assert note.partition(" A missing mark")[0] in " ".join(rich.plain for rich in form.instructions)
    (rule,) = rules_of(named(book, form.awards["1.1"]))
    assert rule.formula1.startswith("IF(ISNUMBER(")
    assert rule.formula1.endswith('="Not attempted")')
    assert rule.error == "AC 1.1: a mark from 0 to 10, or Not attempted; leave blank if not marked."


def test_levels_are_chosen_from_a_list_in_their_words() -> None:
    form, book = blank_sheet("levels")
    assert "Level" in headings_of(book)
    (rule,) = rules_of(named(book, form.awards["1.1"]))
    sheet, cells = rule.formula1.replace("'", "").split("!")
    assert [cell.value for (cell,) in book[sheet][cells]] == [word for _, word in LEVELS.words.levels] + ["None?"]


@pytest.mark.parametrize("bands", [1, 2, 4, 5])
def test_descriptors_have_a_column_each(bands: int) -> None:
    place = setting()
    names = {f"band{number}": f"Work of band {number}." for number in range(bands)}
    outcomes = tuple(
        outcome.model_copy(
            update={"criteria": tuple(c.model_copy(update={"descriptors": names}) for c in outcome.criteria)}
        )
        for outcome in place.unit.outcomes
    )
    place = replace(place, unit=place.unit.model_copy(update={"outcomes": outcomes}))
    book = opened(write_mark_sheet(build_blank_sheet(build_form(place), place, None)))
    assert headings_of(book) == [
        "AC", "Assessment criterion", *names, "Assessor feedback", "Mark", "Out of", "Minimum", "Standing",
    ]  # fmt: skip
    row = next(row for row in book["Mark sheet"].iter_rows() if row[0].value == "1.1")
    assert [cell.value for cell in row if cell.value in names.values()] == list(names.values())


def test_the_legend_of_a_markbook_is_in_the_words_of_the_scheme() -> None:
    said = texts(opened(write_markbook(markbook_of(CASES["btec-nationals"], {"1": []})[0]))["Legend"])
    assert "Pass, Merit or Distinction" in said
    assert "Achieved or not yet achieved" in said
    assert "Counts for" in said
    assert not any("Referral" in text or "half" in text or "Total" in text for text in said)


@pytest.mark.slow
def test_an_entry_that_the_attempt_is_not_for_is_to_be_put_right(tmp_path: Path) -> None:
    case = CASES["btec-nationals"]
    first = attempt_of(case, "7", 1, {c.id: "n" for c in case.unit.criteria})
    retake = attempt_of(case, "7", 3, {"1.3": "y"})
    data = write_markbook(markbook_of(case, {"7": [first, retake]})[0])
    book = calculated(tmp_path, {"x": saved(opened(data))})["x"]
    _, row = [row for row in rows_of(book) if row["Outcome"]][:2]
    assert (row["AC 1.3\nStanding"], row["Outcome"]) == ("Check entry", "Check entry")
    assert (row["AC 1.3\nCarried over"], row["AC 2.2\nCarried over"]) == (None, "Not yet achieved")


def test_nothing_is_carried_over_where_no_single_criterion_is_met() -> None:
    book = opened(write_markbook(markbook_of(CASES["boundaries"], {"1": []})[0]))
    assert not [cell.value for cell in book["Marks"][1] if str(cell.value).startswith("carried:")]
    assert any("then every criterion" in text for text in texts(book["Legend"]))
    assert not any("not met" in text for text in texts(book["Legend"]))
    (not_met,) = (cell.column_letter for row in book["Marks"].iter_rows() for cell in row if cell.value == "AC not met")
    assert book["Marks"].column_dimensions[not_met].hidden
    assert any("a criterion that was not attempted" in text for text in texts(book["Legend"]))


def test_a_percentage_is_rounded_down_where_grades_begin_at_one() -> None:
    case = CASES["boundaries"]
    earned = dict(zip((c.id for c in case.unit.criteria), map(Fraction, (8, 4, 7, 8, 12)), strict=True))  # 39 of 80
    data = write_markbook(markbook_of(case, {"1": [attempt_of(case, "1", 1, earned)]})[0])
    row = next(rows_of(opened(data, values=True)))
    assert (row["Total\nout of 80"], row["Percentage"], row["Outcome"]) == (39, 0.487, "Unsuccessful")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "attempt"), [("btec-nationals", 3), ("btec-highers", 2)])
def test_the_sheet_of_a_capped_attempt_gives_no_more_than_its_cap(name: str, attempt: int, tmp_path: Path) -> None:
    case = CASES[name]
    place, learner = case.setting, Learner(registration="7", first_name="Å", last_name="Ö")
    form = build_form(place)
    lowest = [c.id for c in place.unit.criteria if c.tier == "P"]
    failed = {c.id: "n" if c.id == lowest[0] else "y" for c in place.unit.criteria}
    marked = [attempt_of(case, "7", number, failed) for number in range(1, attempt)]
    previous = assess_attempts(place.unit, marked, place.centre.policies)[-1]
    blank = build_blank_sheet(form, place, learner, previous)
    data = filled(write_mark_sheet(blank), {form.awards[lowest[0]]: case.scheme.words.decisions[0]})
    book = calculated(tmp_path, {"x": data})["x"]
    assert named(book, form.outcome.name).value == "Pass"
    (result,) = assess_attempts(
        place.unit, [*marked, attempt_of(case, "7", attempt, {lowest[0]: "y"})], place.centre.policies
    )[attempt - 1 :]
    assert (result.grade, result.capped_from) == ("P", "D")
    completed = opened(
        write_mark_sheet(build_completed_sheet(form, place, learner, result, alone(place, result))), values=True
    )
    assert named(completed, form.outcome.name).value == "Pass"


def test_a_ladder_of_one_tier_speaks_of_no_grades_below_it() -> None:
    one = scheme_of(
        "one", judgement={"kind": "met"}, grade={"rule": "ladder", "tiers": ["P"], "codes": {"P": "P", "floor": "U"}},
        words={"P": "Pass", "U": "Fail"},
    )  # fmt: skip
    form = build_form(Case(one, tiers("PP")).setting)
    assert form.rule_note.startswith(
        "The grade follows from the ACs: Pass needs every AC. Where one of the Pass ACs is not met, it is Fail."
    )


def test_braces_in_a_word_stand_in_the_legend_as_they_are() -> None:
    floor = {"P": "Pass {x}", "U": "Fail {}"}
    ladder = scheme_of(
        "braces", judgement={"kind": "met"}, words=floor,
        grade={"rule": "ladder", "tiers": ["P"], "codes": {"P": "P", "floor": "U"}},
    )  # fmt: skip
    model, _ = markbook_of(Case(ladder, tiers("PP")), {})
    legend = opened(write_markbook(model))["Legend"]
    meaning = next(row[1].value for row in legend.iter_rows() if row[0].value == "Outcome")
    assert "Pass {x} needs every AC. Where one of the Pass {x} ACs is not met, it is Fail {}." in meaning


WORD = "A word that is as long as a scheme may have any: sixty signs"
LONG_WORDS = {
    "met": f"{WORD[:-1]}1", "not_met": f"{WORD[:-1]}2", "not_attempted": f"{WORD[:-1]}3", "not_marked": f"{WORD[:-1]}4",
    "incomplete": f"{WORD[:-1]}5",
}  # fmt: skip
_LADDER = {"rule": "ladder", "tiers": ["P", "M", "D"], "codes": {"P": "P", "M": "M", "D": "D", "floor": "N"}}
LONGEST = {
    "tiers": Case(
        scheme_of("long", judgement={"kind": "met"}, not_attempted=True, grade=_LADDER, words=LONG_WORDS),
        tiers("P" * 100, "MD" * 50),
    ),
    "levels": Case(
        scheme_of(
            "long", judgement={"kind": "levels", "order": ["N", "P", "M", "D"]}, not_attempted=True, grade=_LADDER,
            words={**LONG_WORDS, "N": f"{WORD}"[:-1] + "6", "P": WORD[:-1] + "7", "M": WORD[:-1] + "8"},
        ),
        plain(100, 100),
    ),
    "boundaries": Case(STEPS, marks(*[(10,) * 20] * 10), half_marks=True),
    "ilm-marks": Case(SCHEMES["ilm-marks"], marks((24,) * 100, (10,) * 100)),
}  # fmt: skip


def longest_formula(book: Any) -> int:
    """The length of the longest formula of a workbook, without its equals sign."""
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return max(len(cell.value) - 1 for cell in cells if cell.data_type == "f")


@pytest.mark.slow
@pytest.mark.parametrize("name", LONGEST)
def test_no_formula_is_longer_than_excel_takes(name: str, tmp_path: Path) -> None:
    """200 criteria, which is more than any unit has, in the longest words."""
    assert len(WORD) == 60
    case = LONGEST[name]
    typed = {c.id: "n" if c.id in ("1.1", "2.9") else "y" for c in case.unit.criteria}
    if case.scheme.judgement is Judgement.LEVELS:
        typed = {id_: {"n": "N", "y": "M"}[entry] for id_, entry in typed.items()}
    if case.scheme.numbered:
        worth = {c.id: c.full_marks for c in case.unit.criteria}
        typed = {id_: Fraction(1 if entry == "n" else worth[id_]) for id_, entry in typed.items()}  # type: ignore[misc]
    markbook = write_markbook(markbook_of(case, {"1": [attempt_of(case, "1", 1, typed)]})[0])
    place = case.setting
    sheet = write_mark_sheet(build_blank_sheet(build_form(place), place, None))
    assert max(longest_formula(opened(markbook)), longest_formula(opened(sheet))) <= 8192
    book = calculated(tmp_path, {"x": saved(opened(markbook))})["x"]
    agree(markbook, book, "Marks")
    assert next(rows_of(book))["AC not met"] == "1.1, 2.9"
