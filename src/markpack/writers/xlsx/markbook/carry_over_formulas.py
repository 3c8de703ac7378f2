"""Formulas for awards that are carried over from a learner's earlier attempts in the same markbook.

The formulas read entries only and no calculated cells, so attempts never refer to each other in a circle. They hold
in any order of the rows. An attempt without an entry for a criterion takes the learner's latest earlier entry, if that
met the criterion.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from markpack.model.outcome import OutcomeWords
from markpack.writers.xlsx.status_formulas import status_formula

_ROWS = 10**7  # more than a sheet has: the latest attempt's row is the greatest sum of attempt times this and row


@dataclass(frozen=True)
class CarryOverFormulas:
    """Formulas over the learners' rows. Rows and columns count from 0; the column `number` has attempts as numbers."""

    registration: int
    attempt: int
    number: int
    first: int
    last: int
    words: OutcomeWords

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

    def award_formula(self, row: int, row_cell: str, award: int, maximum: str, *, half_marks: bool) -> str:
        """Return an expression for the award carried over from the row that `row_cell` holds, if it met the criterion.

        Nothing is carried over where the row has an entry of its own. `maximum` is as for `status_formula`.
        """
        column = xl_col_to_name(award)
        entry = f"INDEX(${column}$1:${column}${self.last + 1},{row_cell})"
        status = status_formula(entry, maximum, self.words, half_marks=half_marks)
        award_cell = xl_rowcol_to_cell(row, award)
        return f'IF(OR({row_cell}=0,{award_cell}<>""),"",IF({status}="{self.words.met}",{entry},""))'

    def _rows(self, column: int) -> str:
        name = xl_col_to_name(column)
        return f"${name}${self.first + 1}:${name}${self.last + 1}"
