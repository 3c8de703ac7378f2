"""Formulas of a markbook row: marks carried over, status of each criterion, outcome and total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from markpack.documents.mark_sheet.tally import CriterionStatus
from markpack.documents.results.markbook_view import Markbook, MarkbookCriterion, MarkbookRow
from markpack.writers.xlsx.cell import Formula
from markpack.writers.xlsx.grade_formulas import CriterionCells, GradeFormulas
from markpack.writers.xlsx.markbook.carry_over_formulas import CarryOverFormulas
from markpack.writers.xlsx.markbook.columns import OUTCOME, Columns
from markpack.writers.xlsx.markbook.not_met import term
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.status_formulas import CHECK, StatusFormulas, array, quoted, share_formula, share_style
from markpack.writers.xlsx.style import CENTRED, TEXT, Style
from markpack.writers.xlsx.typed_values import number, number_or_text, share

_RESULT: Style = {**CENTRED, "bold": True}
_NOT_MET = (CriterionStatus.NOT_MET, CriterionStatus.NOT_ATTEMPTED)


class RowFormulas:
    """Writes the formulas of a markbook's rows, each with its value from the view-model."""

    def __init__(self, model: Markbook, columns: Columns, sheet: Sheet, rows: tuple[int, int]) -> None:
        self._model, self._columns, self._sheet = model, columns, sheet
        self._words = model.words
        self._statuses = StatusFormulas(model.scheme, model.half_marks)
        self._grades = GradeFormulas(model.scheme, model.attempts, _holding)
        self._carry_over = CarryOverFormulas(
            columns.registration, columns.attempt, columns.number, columns.begun, *rows, self._statuses
        )
        self._learner_rows: dict[str, list[tuple[int, MarkbookRow]]] = {}
        for number_of_row, learner in enumerate(model.rows, start=rows[0] + 1):
            self._learner_rows.setdefault(learner.registration, []).append((number_of_row, learner))

    def write_row(self, row: int, learner: MarkbookRow | None) -> None:
        """Write a row's formulas; a row without registration number shows nothing."""
        if self._model.carry_over:
            self._write_carried(row, learner)
        tally, words = learner.tally if learner else None, self._words
        is_empty = f'{xl_rowcol_to_cell(row, self._columns.registration, col_abs=True)}=""'
        for index, criterion in enumerate(self._model.criteria):
            status = tally.status(criterion.award.name).word(words) if tally else ""
            formula = f'=IF({is_empty},"",{self._status_formula(row, index, criterion)})'
            self._sheet.write(row, self._columns.statuses[index], Formula(formula, status), CENTRED)
        first, last = (xl_rowcol_to_cell(row, self._columns.statuses[end]) for end in (0, -1))
        entries = "&".join(xl_rowcol_to_cell(row, column) for column in self._columns.award)
        attempts = dict.fromkeys(self._model.units, xl_rowcol_to_cell(row, self._columns.attempt))
        outcome_text = self._grades.outcome(f"{first}:{last}", self._cells(row), attempts)
        outcome_text = f'IF({entries}="",{quoted(words.not_marked)},{outcome_text})'
        outcome = Formula(f'=IF({is_empty},"",{outcome_text})', tally.result(words) if tally else "")
        self._sheet.write(row, OUTCOME, outcome, _RESULT)
        if self._model.numbered:
            self._write_total(row, learner)
        self._write_not_met(row, learner)

    def _write_carried(self, row: int, learner: MarkbookRow | None) -> None:
        columns, carry_over = self._columns, self._carry_over
        attempt = learner.attempt if learner else 0
        self._sheet.write(row, columns.number, Formula(f"={carry_over.number_formula(row)}", attempt), CENTRED)
        for index, criterion in enumerate(self._model.criteria):
            carried_award = learner.carried.get(criterion.award.name, "") if learner else ""
            award, earlier = columns.award[index], columns.earlier[index]
            earlier_row = Formula(f"={carry_over.row_formula(row, award)}", self._earlier_row(learner, criterion))
            self._sheet.write(row, earlier, earlier_row, CENTRED)
            row_cell, maximum = xl_rowcol_to_cell(row, earlier), self._maximum(criterion)
            formula = carry_over.award_formula(
                row, row_cell, award, maximum, columns.closed[index], self._ended(row, criterion)
            )
            self._sheet.write(
                row, columns.carried[index], Formula(f"={formula}", number_or_text(carried_award)), CENTRED
            )

        for unit, column in columns.reached.items():
            self._sheet.write(row, column, self._reached(row, unit, learner), CENTRED)
        if any(columns.closed):
            entries = "&".join(xl_rowcol_to_cell(row, column) for column in columns.award)
            begun = attempt if learner and any(learner.values.get(c.award.name) for c in self._model.criteria) else 0
            formula = f'=IF({entries}="",0,{xl_rowcol_to_cell(row, columns.number)})'
            self._sheet.write(row, columns.begun, Formula(formula, begun), CENTRED)

    def _ended(self, row: int, criterion: MarkbookCriterion) -> str:
        """Return a test for an attempt by which the criterion's unit has nothing to gain; empty where there is none."""
        columns = self._columns
        if not columns.reached:
            return ""
        number_cell = xl_rowcol_to_cell(row, columns.number, col_abs=True)
        reached = xl_rowcol_to_cell(row, columns.reached[criterion.unit])
        return f"OR({','.join(end.test(number_cell, reached) for end in columns.ends)})"

    def _reached(self, row: int, unit: str, learner: MarkbookRow | None) -> Formula:
        """Return the grade, as a number, that the earlier entries of a unit came to."""
        met, columns = self._words.decisions[0], self._columns
        cells, tiers_open = [], set[str]()
        for index, criterion in enumerate(self._model.criteria):
            if criterion.unit != unit:
                continue
            entry = self._carry_over.entry_before(xl_rowcol_to_cell(row, columns.earlier[index]), columns.award[index])
            cells.append(CriterionCells((), entry, 0, tier=criterion.tier))
            if self._earlier_entry(learner, criterion) != met:
                tiers_open.add(criterion.tier)
        rank = 0
        for number_of_tier, tier in enumerate(self._model.scheme.tiers, start=1):
            if tier in tiers_open:
                break
            rank = number_of_tier if any(cells_.tier == tier for cells_ in cells) else rank
        return Formula(f"={self._grades.by_tiers(cells, met)}", rank)

    def _cells(self, row: int) -> list[CriterionCells]:
        """Return the criteria of a row: this attempt's awards, else those carried over."""
        return [
            CriterionCells(
                self._awards(row, index),
                xl_rowcol_to_cell(row, self._columns.statuses[index]),
                criterion.marks,
                criterion.section,
                criterion.unit,
                criterion.tier,
            )
            for index, criterion in enumerate(self._model.criteria)
        ]

    def _awards(self, row: int, index: int) -> tuple[str, ...]:
        """Return the cells of an award, its own and that of one carried over; one of them is empty."""
        columns = self._columns
        own = str(xl_rowcol_to_cell(row, columns.award[index]))
        return (own, str(xl_rowcol_to_cell(row, columns.carried[index]))) if columns.carried else (own,)

    def _earlier_row(self, learner: MarkbookRow | None, criterion: MarkbookCriterion) -> int:
        """Return the row, from 1, of a learner's latest earlier entry for a criterion; 0 for none."""
        return max((number_of_row for number_of_row, _ in self._earlier_rows(learner, criterion)), default=0)

    def _earlier_entry(self, learner: MarkbookRow | None, criterion: MarkbookCriterion) -> str:
        """Return a learner's latest earlier entry for a criterion; empty text for none."""
        _, entry = max(self._earlier_rows(learner, criterion), default=(0, ""))
        return entry

    def _earlier_rows(self, learner: MarkbookRow | None, criterion: MarkbookCriterion) -> Iterator[tuple[int, str]]:
        """Yield the rows, from 1, with earlier entries of a learner for a criterion, and these."""
        if learner is None:
            return
        for number_of_row, row in self._learner_rows[learner.registration]:
            if row.attempt < learner.attempt and (entry := row.values.get(criterion.award.name)):
                yield number_of_row, entry

    def _status_formula(self, row: int, index: int, criterion: MarkbookCriterion) -> str:
        maximum, closed = self._maximum(criterion), self._columns.closed[index]
        award_cell = xl_rowcol_to_cell(row, self._columns.award[index])
        status = self._statuses.status(award_cell, maximum)
        if not self._model.carry_over:
            return status
        carried, kept = xl_rowcol_to_cell(row, self._columns.carried[index]), quoted(self._words.met)
        if closed or self._columns.reached:
            kept = self._statuses.status(carried, maximum)
            number = xl_rowcol_to_cell(row, self._columns.number)
            tests = (*(span.test(number) for span in closed), *filter(None, [self._ended(row, criterion)]))
            status = f'IF(AND({award_cell}<>"",OR({",".join(tests)})),{quoted(CHECK)},{status})'
        return f'IF(AND({award_cell}="",{carried}<>""),{kept},{status})'

    def _maximum(self, criterion: MarkbookCriterion) -> str:
        return str(criterion.marks) if self._model.numbered else ""

    def _write_total(self, row: int, learner: MarkbookRow | None) -> None:
        total: float | str = ""
        percentage: float | str = ""
        if learner and learner.tally.outcome is not None:
            # A row with decisions alone has a total of 0.
            total, percentage = number(learner.tally.total) or 0, share(learner.tally.percentage) or 0
        outcome, total_cell = (xl_rowcol_to_cell(row, column) for column in (OUTCOME, OUTCOME + 1))
        prefix = f'IF(OR({outcome}="",{outcome}={quoted(self._words.not_marked)}),"",'
        terms = "+".join(self._mark_term(row, index) for index in range(len(self._model.criteria)))
        self._sheet.write(row, OUTCOME + 1, Formula(f"={prefix}{terms})", total), _RESULT)
        percentage_text = share_formula(total_cell, self._columns.maximum, self._model.scheme)
        percentage_content = Formula(f"={prefix}{percentage_text})", percentage)
        self._sheet.write(row, OUTCOME + 2, percentage_content, share_style(self._model.scheme))

    def _mark_term(self, row: int, index: int) -> str:
        """Return the mark that counts for a criterion: this attempt's, else the one carried over, else 0."""
        award_cell = xl_rowcol_to_cell(row, self._columns.award[index])
        if not self._model.carry_over:
            return f"N({award_cell})"
        return f'IF({award_cell}="",N({xl_rowcol_to_cell(row, self._columns.carried[index])}),N({award_cell}))'

    def _write_not_met(self, row: int, learner: MarkbookRow | None) -> None:
        """Write the list of the criteria not met: their ids hold no spaces."""
        columns, criteria = self._columns, self._model.criteria
        terms = [
            term(xl_rowcol_to_cell(row, columns.statuses[index]), criterion.id, self._model.scheme)
            for index, criterion in enumerate(criteria)
        ]
        is_open = [bool(learner and learner.tally.status(criterion.award.name) in _NOT_MET) for criterion in criteria]
        for column, group in zip(columns.piece, columns.pieces, strict=True):
            value = "".join(f"{criteria[index].id} " for index in group if is_open[index])
            formula = Formula(f"={'&'.join(terms[index] for index in group)}", value)
            self._sheet.write(row, column, formula, TEXT)
        listed = "&".join([xl_rowcol_to_cell(row, column) for column in columns.piece] or terms)
        ids = not_met(self._model, learner) if learner else ""
        self._sheet.write(row, columns.not_met, Formula(f'=SUBSTITUTE(TRIM({listed})," ",", ")', ids), TEXT)


def not_met(model: Markbook, learner: MarkbookRow) -> str:
    """Return the criteria that are not met, as the row lists them."""
    return ", ".join(entry.id for entry in model.criteria if learner.tally.status(entry.award.name) in _NOT_MET)


def _holding(criteria: Sequence[CriterionCells], words: Sequence[str]) -> str:
    """Count awards among the columns of entries, of which every second one has feedback, and those carried over."""
    found = array((quoted(word) for word in words), separator=";")
    (first, *_), (last, *_) = (cells.awards for cells in (criteria[0], criteria[-1]))
    own = f"{first}:{last}"
    counted = f'SUMPRODUCT(({own}&""={found})*(MOD(COLUMN({own})-COLUMN({first}),2)=0))'
    if len(criteria[0].awards) == 1:
        return counted
    carried = f"{criteria[0].awards[1]}:{criteria[-1].awards[1]}"
    return f'{counted}+SUMPRODUCT(--({carried}&""={found}))'
