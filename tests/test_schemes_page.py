"""The page on outcome schemes: its worked examples come out as it says, and it has every key of a scheme's file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import BaseModel

from markpack.assessment.attempt_rules import next_attempt
from markpack.assessment.attempts import assess_attempts
from markpack.assessment.combination import combine
from markpack.assessment.outcome import AttemptResult
from markpack.inputs.problems import Problems
from markpack.inputs.scheme_files import read_schemes
from markpack.inputs.starter import starter
from markpack.inputs.template_folders import read_templates, read_unit_versions
from markpack.model.centre import Policies
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.qualification import QualificationGrade
from markpack.model.scheme import Judgement, Scheme
from markpack.model.scheme_template import WORDS, SchemeTemplate
from markpack.model.unit import Unit
from tests.workspaces import write_workspace

PAGE = (Path(__file__).parents[1] / "docs" / "schemes.md").read_text(encoding="utf-8")
EXAMPLES, LEVELS, OWN = re.split(r"^## (?:Levels|A scheme of your own)$", PAGE, flags=re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """One attempt of an example: what was written for each criterion, and what the page says comes of it."""

    scheme: str
    unit: str
    entries: dict[str, str]
    marks: dict[str, int]
    attempt: int
    grade: str
    then: str


def rows_of(text: str, scheme: str, unit: str) -> Iterator[Row]:
    """The rows of a table of attempts."""
    table = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines() if line[:1] == "|"]
    ids = [heading.split()[0] for heading in table[0][1:-2]]
    marks = {heading.split()[0]: int(heading.split()[2]) for heading in table[0][1:-2] if " of " in heading}
    for attempt, *entries, grade, then in table[2:]:
        yield Row(scheme, unit, dict(zip(ids, entries, strict=True)), marks, int(attempt), grade, then)


def learners() -> Iterator[list[Row]]:
    """The attempts of each learner in the page's examples, in their order."""
    unit = ""
    for section in [*EXAMPLES.split("\n### `")[1:], "four-levels`\n" + LEVELS]:
        scheme, _, text = section.partition("`")
        unit = (re.findall(r"^Unit ([\w-]+)", text, re.MULTILINE) or [unit])[0]
        learner: list[Row] = []
        for row in rows_of(text, scheme, unit):
            if row.attempt == 1 and learner:
                yield learner
                learner = []
            learner.append(row)
        yield learner


def written(text: str, scheme: Scheme) -> CriterionMark:
    """What an assessor wrote for one criterion."""
    if scheme.words.is_not_attempted(text):
        return CriterionMark(not_attempted=True)
    if scheme.numbered:
        return CriterionMark(mark=Fraction(text))
    if scheme.judgement is Judgement.LEVELS:
        return CriterionMark(level=scheme.words.level_code(text))
    return CriterionMark(decision=scheme.words.decision(text))


def as_printed(result: AttemptResult) -> str:
    capped = f", capped from {result.scheme.words.grade(result.capped_from)}" if result.capped_from else ""
    return result.scheme.words.result(result.outcome, result.grade) + capped


@pytest.fixture(scope="module")
def schemes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scheme]:
    """Those that come with markpack, and the page's own."""
    (own,) = re.findall(r"```yaml\n(# (\S+)\n.+?)```", LEVELS, re.DOTALL)
    found = read_schemes(write_workspace(tmp_path_factory.mktemp("schemes"), {own[1]: own[0]}))
    assert not found.faults
    return dict(found.schemes)


@pytest.fixture(scope="module")
def units() -> Mapping[str, Unit]:
    return {name: next(iter(versions.values())) for name, versions in read_unit_versions(starter()).items()}


@pytest.mark.parametrize("rows", list(learners()), ids=lambda rows: f"{rows[0].scheme}, {rows[-1].grade}")
def test_a_worked_example_comes_out_as_the_page_says(
    rows: list[Row], schemes: Mapping[str, Scheme], units: Mapping[str, Unit]
) -> None:
    scheme = schemes[rows[0].scheme]
    unit = units[rows[0].unit].under(scheme)
    assert [criterion.id for criterion in unit.criteria] == list(rows[0].entries)
    assert all(criterion.marks == rows[0].marks.get(criterion.id, criterion.marks) for criterion in unit.criteria)
    attempts = [
        MarkedAttempt(
            "0012345",
            unit.reference,
            row.attempt,
            {name: written(text, scheme) for name, text in row.entries.items() if text},
        )
        for row in rows
    ]
    results = assess_attempts(unit, attempts)
    following = [next_attempt(Policies(), result) for result in results]
    assert [
        (as_printed(result), rule.kind.value if rule else "") for result, rule in zip(results, following, strict=True)
    ] == [(row.grade, row.then) for row in rows]


def test_every_scheme_that_comes_along_has_examples_of_each_of_its_grades() -> None:
    shown: dict[str, set[str]] = {}
    for rows in learners():
        shown.setdefault(rows[0].scheme, set()).update(row.grade.split(",")[0] for row in rows)
    for name, scheme in read_schemes(starter()).schemes.items():
        assert {scheme.words.grade(code) for code in scheme.grades} <= shown[name]
        assert f"*Source: {scheme.source}*" in EXAMPLES


def keys_of(record: type[BaseModel]) -> Iterator[str]:
    """Every key of a record and of those within it."""
    for name, field in record.model_fields.items():
        yield field.alias or name
        kinds = [field.annotation]
        while kinds:
            kind = kinds.pop()
            kinds += get_args(kind)
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from keys_of(kind)


def test_the_page_has_every_key_of_a_scheme_s_file_and_no_other() -> None:
    keys, words = OWN.split("`words` has a word for")
    assert re.findall(r"^\|(?: –)* `(\w+)` \|", keys, re.MULTILINE) == list(keys_of(SchemeTemplate))
    first = "".join(re.findall(r"^\|(.+?)\|", words, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", first)) == set(WORDS)


def test_the_grade_of_a_qualification_is_that_of_the_example_and_comes_out_as_the_page_says() -> None:
    _, _, section = PAGE.partition("## The grade of a whole qualification")
    (block,) = re.findall(r"```yaml\n(grade:.+?)```", section, re.DOTALL)
    stated = QualificationGrade.model_validate(yaml.safe_load(block)["grade"])
    templates = read_templates(starter(), Problems())
    qualification = templates.qualifications["9100"].record
    units = {reference: reading.record for reference, reading in templates.units.items()}
    assert qualification.grade == stated
    lines = (line for line in section.splitlines() if line[:1] == "|")
    heading, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    references = heading[:3]
    assert len(rows) > 4
    for *words, points, grade in rows:
        grades = {
            reference: units[reference].scheme.words.grade_code(word)
            for reference, word in zip(references, words, strict=True)
            if word
        }
        result = combine(qualification, units, grades.keys(), grades)
        assert (str(result.points), result.grade_word) == (points, grade)
