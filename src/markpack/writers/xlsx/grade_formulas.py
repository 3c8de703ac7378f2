"""Formulas for a unit's outcome, by the rule of its scheme, from the entries and statuses of its criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from markpack.model.scheme import AttemptRule, GradeRule, Judgement, Scheme
from markpack.writers.xlsx.status_formulas import CHECK, array, count, least_total, quoted

MOST_ARGUMENTS = 250
"""How many arguments a function gets; Excel takes 255."""


@dataclass(frozen=True)
class CriterionCells:
    """A criterion in formulas: the cells of its status, and those of which one holds the award that counts.

    `section` and `unit` say which criteria belong together, `tier` which grade it counts for.
    """

    awards: tuple[str, ...]
    status: str
    marks: int
    section: str = ""
    unit: str = ""
    tier: str = ""


Holding: TypeAlias = Callable[[Sequence[CriterionCells], Sequence[str]], str]
"""Returns an expression for how many criteria of a unit have one of some words for the award that counts."""


@dataclass(frozen=True)
class GradeFormulas:
    """Formulas for outcomes by one scheme; `attempts` are the rules of the attempts, in order.

    `holding` counts levels, where criteria have any. However many criteria there are, a formula has to keep within the
    8,192 characters that Excel takes: so each criterion is named by its cells, and each word stands in it a few times.
    """

    scheme: Scheme
    attempts: tuple[AttemptRule, ...]
    holding: Holding | None = None

    @property
    def capped(self) -> bool:
        """Whether there is an attempt that cannot earn every grade."""
        return any(rule.cap not in ("", self.scheme.codes[-1]) for rule in self.attempts)

    def outcome(self, statuses: str, criteria: Sequence[CriterionCells], attempts: Mapping[str, str]) -> str:
        """Return an expression for the outcome of criteria: those of a unit, or of several that stand together.

        `statuses` is the range of their statuses. `attempts` are expressions for the number of the attempt in which
        each unit was last shown, by what `CriterionCells` calls the unit.
        """
        words = self.scheme.words
        return (
            f"IF({count(statuses, CHECK)}>0,{quoted(CHECK)},"
            f"IF({count(statuses, words.not_marked)}>0,{quoted(words.incomplete)},"
            f"{self._grade(statuses, criteria, attempts)}))"
        )

    def _grade(self, statuses: str, criteria: Sequence[CriterionCells], attempts: Mapping[str, str]) -> str:
        scheme, words = self.scheme, self.scheme.words
        if scheme.rule is GradeRule.ALL_MET:
            missed = count(statuses, words.not_met)
            if scheme.not_attempted:
                missed = f"{missed}+{count(statuses, words.not_attempted)}"
            return f"IF({missed}>0,{quoted(words.referral)},{quoted(words.pass_)})"
        units = dict.fromkeys(cells.unit for cells in criteria)
        ranks = [self._rank([cells for cells in criteria if cells.unit == unit]) for unit in units]
        if self.capped:
            ranks += dict.fromkeys(self._cap(attempts[unit]) for unit in units)
        rank = ranks[0] if len(ranks) == 1 else f"MIN({','.join(ranks)})"
        return f"CHOOSE(1+{rank},{','.join(quoted(word) for _, word in words.grades)})"

    def _rank(self, criteria: Sequence[CriterionCells]) -> str:
        """Return an expression for a unit's grade as a number, 0 for the lowest; all of its criteria are judged."""
        if self.scheme.rule is GradeRule.BOUNDARIES:
            return self._by_boundaries(criteria)
        if self.scheme.judgement is Judgement.LEVELS:
            return self._by_lowest(criteria)
        return self.by_tiers(criteria, self.scheme.words.met)

    def by_tiers(self, criteria: Sequence[CriterionCells], met_word: str) -> str:
        """Climb as long as all criteria of a tier are met; a tier without criteria earns nothing and stops nobody.

        `met_word` is what the criteria's statuses say where they are met.
        """
        steps: list[tuple[int, str]] = []
        for rank, tier in enumerate(self.scheme.tiers, start=1):
            first, *others = [cells.status for cells in criteria if cells.tier == tier] or [""]
            tests = [f"{first}={quoted(met_word)}", *(f"{other}={first}" for other in others)]
            if first:
                steps.append((rank, f"AND({','.join(tests)})"))
        text = str(steps[-1][0]) if steps else "0"
        for position in reversed(range(len(steps))):
            below = steps[position - 1][0] if position else 0
            text = f"IF({steps[position][1]},{text},{below})"
        return text

    def _by_lowest(self, criteria: Sequence[CriterionCells]) -> str:
        """Count the grades whose level, or a higher one, all criteria have; none of a grade below may be missed."""
        words = [word for _, word in self.scheme.words.levels]
        if self.holding is None:
            raise ValueError("levels are counted by nothing")
        needed = accumulate((self.scheme.levels.index(tier) for tier in self.scheme.tiers), max)
        return "+".join(f"({self.holding(criteria, words[least:])}={len(criteria)})" for least in needed)

    def _by_boundaries(self, criteria: Sequence[CriterionCells]) -> str:
        scheme, marks = self.scheme, sum(cells.marks for cells in criteria)
        grade = _looked_up(_total(criteria), (least_total(step, marks) for step in scheme.steps))
        minimums = ",".join(self._minimums(criteria))
        return f"IF(AND({minimums}),{grade},0)" if minimums else grade

    def _minimums(self, criteria: Sequence[CriterionCells]) -> Iterator[str]:
        """Yield a test for each section, and one for all criteria, that need a least part of their marks."""
        if part := self.scheme.minimum_of_section:
            for section in dict.fromkeys(cells.section for cells in criteria):
                own = [cells for cells in criteria if cells.section == section]
                yield f"{_total(own)}>={least_total(part, sum(cells.marks for cells in own))}"
        if self.scheme.minimum_each:
            statuses, words = f"{criteria[0].status}:{criteria[-1].status}", self.scheme.words
            missed = (count(statuses, word) for word in (words.not_met, words.not_attempted) if word)
            yield f"{'+'.join(missed)}=0"

    def _cap(self, attempt: str) -> str:
        """Return an expression for the number of the highest grade that an attempt can earn."""
        highest = len(self.scheme.grades) - 1
        caps = [self.scheme.rank(rule.cap) if rule.cap else highest for rule in self.attempts]
        numbers = array(range(1, len(caps) + 1))
        return f"LOOKUP(MAX(1,IFERROR(VALUE({attempt}),1)),{numbers},{array(caps)})"


def _looked_up(value: str, steps: Iterable[str]) -> str:
    """Return an expression for how many steps a value reaches; of equal ones the last counts."""
    reached = {"0": 0} | {step: number for number, step in enumerate(steps, start=1)}
    return f"LOOKUP({value},{array(reached)},{array(reached.values())})"


def _total(criteria: Sequence[CriterionCells]) -> str:
    """Return an expression for the sum of marks; SUM passes over what is no number, and takes so many cells."""
    awards = [cell for cells in criteria for cell in cells.awards]
    return "+".join(
        f"SUM({','.join(awards[first : first + MOST_ARGUMENTS])})" for first in range(0, len(awards), MOST_ARGUMENTS)
    )
