"""Formulas for the status of criteria, by the marks, decisions or levels that are entered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from markpack.documents.mark_sheet.tally import CriterionStatus
from markpack.model.outcome import MARKED, OutcomeWords
from markpack.model.scheme import GradeRule, Judgement, Scheme
from markpack.writers.xlsx.style import MET, MISSING, NOT_MET, PERCENTAGE, Style

CHECK = "Check entry"
"""The status of a criterion whose entry is invalid or out of range."""
_PLAIN = re.compile(r"[^\W\d][\w ’-]*")
"""A word that COUNTIF takes as it stands: no number, comparison or wildcard."""


@dataclass(frozen=True)
class StatusFormulas:
    """Formulas for criteria of one scheme, marked in whole or half marks."""

    scheme: Scheme
    half_marks: bool

    def status(self, award: str, marks: str) -> str:
        """Return an expression for a criterion's status, from the cell of its award.

        `marks` is a cell or a number: the marks available. Both are multiplied by whole numbers, which is exact.
        """
        scheme, words = self.scheme, self.scheme.words
        text = quoted(CHECK)
        if scheme.not_attempted:
            text = f"IF({equals(award, words.not_attempted)},{quoted(words.not_attempted)},{text})"
        if scheme.judgement is Judgement.LEVELS:
            text = self._by_level(award, text)
        elif not scheme.numbered or scheme.met_at is not None:
            text = self._by_decision(award, text)
        if scheme.numbered:
            text = f"IF(ISNUMBER({award}),{self._by_mark(award, marks)},{text})"
        return f'IF({award}="",{quoted(words.not_marked)},{text})'

    def _by_decision(self, award: str, other: str) -> str:
        words = self.scheme.words
        met, not_met = words.decisions
        text = f"IF({equals(award, not_met)},{quoted(words.not_met)},{other})"
        return f"IF({equals(award, met)},{quoted(words.met)},{text})"

    def _by_level(self, award: str, other: str) -> str:
        scheme, words = self.scheme, self.scheme.words
        reached = level_number(award, scheme)
        met, not_met = quoted(words.met), quoted(words.not_met)
        return f"IF({reached}=0,{other},IF({reached}<{scheme.levels.index(scheme.met_level) + 1},{not_met},{met}))"

    def _by_mark(self, award: str, marks: str) -> str:
        words, part = self.scheme.words, self.scheme.met_at or self.scheme.minimum_each
        is_invalid = f"{award}*2<>INT({award}*2)" if self.half_marks else f"{award}<>INT({award})"
        judged = quoted(MARKED)
        if part is not None:
            least = marks if part.numerator == 1 else f"{marks}*{part.numerator}"
            judged = f"IF({award}*{part.denominator}<{least},{quoted(words.not_met)},{quoted(words.met)})"
        return f"IF(OR({award}<0,{award}>{marks},{is_invalid}),{quoted(CHECK)},{judged})"


def quoted(text: str) -> str:
    """Return a text as a formula has it."""
    return '"{}"'.format(text.replace('"', '""'))


def equals(cell: str, word: str) -> str:
    """Return a test of a cell for a word; one that looks like a number may have been entered as such."""
    return f"{cell}={quoted(word)}" if _PLAIN.match(word) else f'{cell}&""={quoted(word)}'


def count(cells: str, word: str) -> str:
    """Return an expression for how many of a range's cells hold a word."""
    return f"COUNTIF({cells},{quoted(word)})" if _PLAIN.fullmatch(word) else f"SUMPRODUCT(--({cells}={quoted(word)}))"


def level_number(award: str, scheme: Scheme) -> str:
    """Return an expression for a level: 1 for the lowest, 0 for what is none."""
    words, numbers = array(quoted(word) for _, word in scheme.words.levels), array(range(1, len(scheme.levels) + 1))
    return f'SUMPRODUCT(({award}&""={words})*{numbers})'


def array(items: Iterable[object], separator: str = ",") -> str:
    """Return a row of constants; with a semicolon between them, a column."""
    return "{" + separator.join(map(str, items)) + "}"


def least_total(part: Fraction, marks: int) -> str:
    """Return the least total in half marks that is at least a part of the marks available."""
    halves = -(-2 * marks * part.numerator // part.denominator)
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def outcome_styles(words: OutcomeWords) -> tuple[tuple[str, Style], ...]:
    """Return the words for outcomes, each with the style of its cell."""
    floor, *grades = (word for _, word in words.grades)
    return (*((word, MET) for word in reversed(grades)), (floor, NOT_MET), (words.incomplete, MISSING))


def status_styles(words: OutcomeWords) -> tuple[tuple[str, Style], ...]:
    """Return the words for a criterion's status, each with the style of its cell."""
    judged = [(words.met, MET), (words.not_met, NOT_MET), (words.not_marked, MISSING)]
    return (*judged, *(((words.not_attempted, NOT_MET),) if words.not_attempted else ()))


def result_words(scheme: Scheme) -> tuple[str, ...]:
    """Return every word that a formula may give for a criterion's status and for an outcome."""
    words = scheme.words
    statuses = [CriterionStatus.MET, CriterionStatus.NOT_MET, CriterionStatus.NOT_MARKED]
    if scheme.not_attempted:
        statuses.append(CriterionStatus.NOT_ATTEMPTED)
    if scheme.numbered and scheme.met_at is None:
        statuses.append(CriterionStatus.MARKED)
    return (*(status.word(words) for status in statuses), words.incomplete, *(word for _, word in words.grades), CHECK)


def share_formula(total: str, maximum: int, scheme: Scheme) -> str:
    """Return an expression for a total's share of the maximum as it is printed: in whole hundredths, halves upwards.

    Where grades begin at percentages, it is in thousandths, rounded down.
    """
    if scheme.rule is GradeRule.BOUNDARIES:
        return f"INT({total}*1000/{maximum})/1000"
    return f"INT({total}*100/{maximum}+0.5)/100"


def share_label(scheme: Scheme) -> str:
    """Return the label of the total as a percentage."""
    return "As a percentage" if scheme.rule is GradeRule.BOUNDARIES else "As a percentage (for information)"


def share_style(scheme: Scheme) -> Style:
    """Return the style of a percentage."""
    return {**PERCENTAGE, "num_format": "0.0%"} if scheme.rule is GradeRule.BOUNDARIES else PERCENTAGE
