"""Formulas for a unit's outcome, by the rule of its scheme, from the entries and statuses of its criteria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from markpack.model.scheme import AttemptRule, GradeRule, Judgement, Scheme
from markpack.writers.xlsx.status_formulas import CHECK, array, count, least_total, level_number, quoted


@dataclass(frozen=True)
class CriterionCells:
    """A criterion in formulas: expressions for the award that counts, for its number and for its status.

    `section` and `unit` say which criteria belong together, `tier` which grade it counts for.
    """

    award: str
    mark: str
    status: str
    marks: int
    section: str = ""
    unit: str = ""
    tier: str = ""


@dataclass(frozen=True)
class GradeFormulas:
    """Formulas for outcomes by one scheme; `attempts` are the rules of the attempts, in order."""

    scheme: Scheme
    attempts: tuple[AttemptRule, ...]

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
        met = quoted(met_word)
        steps: list[tuple[int, str]] = []
        for rank, tier in enumerate(self.scheme.tiers, start=1):
            tests = [f"{cells.status}={met}" for cells in criteria if cells.tier == tier]
            if tests:
                steps.append((rank, f"AND({','.join(tests)})"))
        text = str(steps[-1][0]) if steps else "0"
        for position in reversed(range(len(steps))):
            below = steps[position - 1][0] if position else 0
            text = f"IF({steps[position][1]},{text},{below})"
        return text

    def _by_lowest(self, criteria: Sequence[CriterionCells]) -> str:
        """Look up the lowest level: each grade needs that of its tier, and those of the tiers below it."""
        scheme = self.scheme
        lowest = ",".join(level_number(cells.award, scheme) for cells in criteria)
        needed = accumulate((scheme.levels.index(tier) + 1 for tier in scheme.tiers), max)
        return _looked_up(f"MIN({lowest})", map(str, needed))

    def _by_boundaries(self, criteria: Sequence[CriterionCells]) -> str:
        scheme, marks = self.scheme, sum(cells.marks for cells in criteria)
        grade = _looked_up(_total(criteria), (least_total(step, marks) for step in scheme.steps))
        minimums = ",".join(self._minimums(criteria))
        return f"IF(AND({minimums}),{grade},0)" if minimums else grade

    def _minimums(self, criteria: Sequence[CriterionCells]) -> Iterator[str]:
        """Yield a test for each section and each criterion that needs a least part of its marks."""
        if part := self.scheme.minimum_of_section:
            for section in dict.fromkeys(cells.section for cells in criteria):
                own = [cells for cells in criteria if cells.section == section]
                yield f"{_total(own)}>={least_total(part, sum(cells.marks for cells in own))}"
        if part := self.scheme.minimum_each:
            for cells in criteria:
                yield f"{cells.mark}>={least_total(part, cells.marks)}"

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
    return "+".join(cells.mark for cells in criteria)
