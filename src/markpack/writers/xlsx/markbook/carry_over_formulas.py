"""Formulas for awards that are carried over from a learner's earlier attempts in the same markbook.

The formulas read entries only and no calculated cells, so attempts never refer to each other in a circle. They hold
in any order of the rows. An attempt without an entry for a criterion takes the learner's latest earlier entry, if that
met the criterion, or if the attempt is not for criteria of its tier, or not for its unit: of several units, an attempt
is only for those that can gain by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from markpack.model.scheme import AttemptRule, Scheme
from markpack.writers.xlsx.status_formulas import CHECK, StatusFormulas, quoted

_ROWS = 10**7  # more than a sheet has: the latest attempt's row is the greatest sum of attempt times this and row


@dataclass(frozen=True)
class CarryOverFormulas:
    """Formulas over the learners' rows. Rows and columns count from 0; the column `number` has attempts as numbers.

    The column `begun` has the attempt's number where anything is entered in its row, else 0.
    """

    registration: int
    attempt: int
    number: int
    begun: int
    first: int
    last: int
    statuses: StatusFormulas

    def number_formula(self, row: int) -> str:
        """Return a row's attempt as an expression: 1 where it is blank, 0 if it is no number or no learner is named."""
        learner, attempt = (xl_rowcol_to_cell(row, column) for column in (self.registration, self.attempt))
        return f'IF({learner}="",0,IF({attempt}="",1,IFERROR(VALUE({attempt}),0)))'

    def row_formula(self, row: int, award: int) -> str:
        """Return an expression for the row, from 1, of the learner's latest earlier entry in a column; 0 for none."""
        learner, number = (xl_rowcol_to_cell(row, column, col_abs=True) for column in (self.registration, self.number))
        learners, numbers, awards = (self._rows(column) for column in (self.registration, self.number, award))
        # TRIM and the comparison make no difference between upper and lower case and stray spaces, as reading does.
        latest = (
            f'SUMPRODUCT(MAX((TRIM({learners})=TRIM({learner}))*({awards}<>"")*({numbers}<{number})'
            f"*({numbers}*{_ROWS}+ROW({numbers}))))"
        )
        return f'IF(OR({learner}="",{number}<2),0,MOD({latest},{_ROWS}))'

    def award_formula(
        self, row: int, row_cell: str, award: int, maximum: str, closed: tuple[Span, ...], ended: str = ""
    ) -> str:
        """Return an expression for the award carried over from the row that `row_cell` holds, if it met the criterion.

        Nothing is carried over where the row has an entry of its own. `maximum` is as for `StatusFormulas`; `closed`
        are the attempts that are not for the criterion: there an entry stays whether it met it or not, as it does where
        the criterion's unit has nothing to gain, which `ended` tests.
        """
        entry = self._at(award, row_cell)
        status = self.statuses.status(entry, maximum)
        award_cell = xl_rowcol_to_cell(row, award)
        met = f"{status}={quoted(self.statuses.scheme.words.met)}"
        stays = met
        if closed or ended:
            tests = [met, *(self._stays_closed(row, row_cell, span) for span in closed), *filter(None, [ended])]
            stays = f"OR({','.join(tests)})"
            stays = f"AND({status}<>{quoted(CHECK)},{stays})"
        return f'IF(OR({row_cell}=0,{award_cell}<>""),"",IF({stays},{entry},""))'

    def _stays_closed(self, row: int, row_cell: str, span: Span) -> str:
        """Return a test for an attempt of a span that follows the earlier entry's, with none between that is open."""
        learner, number = (xl_rowcol_to_cell(row, column, col_abs=True) for column in (self.registration, self.number))
        learners, begun, earlier = (
            self._rows(self.registration),
            self._rows(self.begun),
            self._at(self.number, row_cell),
        )
        between = f"SUMPRODUCT((TRIM({learners})=TRIM({learner}))*({begun}>{earlier})*({begun}<{span.first}))"
        return f"AND({span.test(number)},{between}=0)"

    def entry_before(self, row_cell: str, award: int) -> str:
        """Return an expression for the entry in the row that `row_cell` holds; empty text where that is none."""
        return f'IF({row_cell}=0,"",{self._at(award, row_cell)})'

    def _at(self, column: int, row_cell: str) -> str:
        name = xl_col_to_name(column)
        return f"INDEX(${name}$1:${name}${self.last + 1},{row_cell})"

    def _rows(self, column: int) -> str:
        name = xl_col_to_name(column)
        return f"${name}${self.first + 1}:${name}${self.last + 1}"


@dataclass(frozen=True)
class Span:
    """Attempts that follow each other, by number; `last` is None where all further ones belong to them."""

    first: int
    last: int | None

    def test(self, number: str) -> str:
        """Return a test of an attempt's number."""
        return f"{number}>={self.first}" if self.last is None else f"AND({number}>={self.first},{number}<={self.last})"


def closed_attempts(scheme: Scheme, attempts: tuple[AttemptRule, ...], tier: str) -> Iterator[Span]:
    """Yield the attempts in which criteria of a tier cannot count; those for which there is no rule follow the last."""
    first = 0
    for rule in attempts:
        closed = not scheme.opens(rule, tier)
        if closed and not first:
            first = rule.number
        if first and not closed:
            yield Span(first, rule.number - 1)
            first = 0
    if first:
        yield Span(first, None)


@dataclass(frozen=True)
class End:
    """From which grade on a unit has nothing to gain by the attempts of a span; grades count from 0, the lowest."""

    attempts: Span
    rank: int

    def test(self, number: str, rank: str) -> str:
        """Return a test of an attempt's number and of the grade that the unit had before it."""
        return f"AND({self.attempts.test(number)},{rank}>={self.rank})"


def ends(scheme: Scheme, attempts: tuple[AttemptRule, ...]) -> tuple[End, ...]:
    """Return from which grade on the attempts after the first are not for one of several units.

    None are where work with that grade has nothing open.
    """
    if not scheme.laddered:
        return ()
    found, last = [], attempts[-1].number
    for rule in attempts[1:]:
        rank = next(rank for rank, code in enumerate(scheme.grades) if not scheme.can_gain(rule, code))
        if rank < scheme.rank(scheme.codes[-1]):
            found.append(End(Span(rule.number, rule.number if rule.number < last else None), rank))
    return tuple(found)
