"""Formulas that find what is carried over from a learner's earlier attempts in the same markbook.

They read what is entered and nothing that is calculated, so that no chain of attempts turns into a circle, and they
hold in whatever order the rows are sorted. An award counts in later attempts if it is the latest one entered for its
criterion before them, and met it; an attempt in which a criterion has no entry hands on what it was given.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from markpack.documents.shared.criterion_status import CriterionStatus
from markpack.writers.xlsx.status_formulas import status_formula

_ROWS = 10**7  # more than a sheet has: the latest attempt's row is the greatest sum of attempt times this and row


@dataclass(frozen=True)
class Carrying:
    """Where the learners' rows and what tells them apart are, from 0. `number` holds attempts as numbers."""

    registration: int
    attempt: int
    number: int
    first: int
    last: int

    def number_formula(self, row: int) -> str:
        """Return an expression for a row's attempt: 1 where it is blank, 0 where it is no number or nobody's."""
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

    def award_formula(self, row: int, found: str, award: int, maximum: str, *, half_marks: bool) -> str:
        """Return an expression for what is carried over from the row in the cell `found`: its award if met, or nothing.

        Nothing is carried over where the row has an entry of its own. `maximum` is as for `status_formula`.
        """
        column = xl_col_to_name(award)
        entry = f"INDEX(${column}$1:${column}${self.last + 1},{found})"
        status = status_formula(entry, maximum, half_marks=half_marks)
        entered = xl_rowcol_to_cell(row, award)
        return f'IF(OR({found}=0,{entered}<>""),"",IF({status}="{CriterionStatus.MET.value}",{entry},""))'

    def _rows(self, column: int) -> str:
        name = xl_col_to_name(column)
        return f"${name}${self.first + 1}:${name}${self.last + 1}"
