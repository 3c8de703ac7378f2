"""What one criterion's cells say: its mark, decision or level by the unit's scheme, or that it was not attempted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TypeVar

from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, message_and_hint, quote
from markpack.model.forms.field_names import AWARD_FIELDS
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import CriterionMark, format_mark, parse_mark
from markpack.model.outcome import NOT_ATTEMPTED, Decision, Outcome, OutcomeWords, any_of
from markpack.model.scheme import AWARD_FIELD, HALF, Judgement, Scheme
from markpack.model.unit import Criterion, Unit

_T = TypeVar("_T")


@dataclass(frozen=True)
class JudgementCells:
    """The filled cells in which a criterion is judged, by field. What breaks a rule is noted and left out.

    `maximum_is_known` says whether the criterion's marks are as the centre wrote them.
    """

    criterion: Criterion
    unit: Unit
    cells: Mapping[str, Cell]
    half_marks: bool
    maximum_is_known: bool
    problems: Problems

    @property
    def _scheme(self) -> Scheme:
        return self.unit.scheme

    @property
    def _words(self) -> OutcomeWords:
        return self.unit.scheme.words

    def judgement(self) -> CriterionMark:
        """Return what is recorded of how the work meets the criterion."""
        judged = [(field, self.cells[field]) for field in AWARD_FIELDS if field in self.cells]
        for field, cell in judged:
            if self._says_not_attempted(cell.text):
                return self._not_attempted(field, cell)
        unused = set(self._note_unused())
        mark = self._mark() if "mark" not in unused else None
        decision = self._parsed("decision", self._decision) if "decision" not in unused else None
        level = self._parsed("level", self._words.level_code) if "level" not in unused else None
        self._check_decision(mark, decision)
        return CriterionMark(mark, decision, level=level or "")

    def _says_not_attempted(self, text: str) -> bool:
        return (
            self._words.is_not_attempted(text) or " ".join(text.replace("_", " ").split()).casefold() == NOT_ATTEMPTED
        )

    def _not_attempted(self, field: str, cell: Cell) -> CriterionMark:
        """Return that it was not attempted, where the scheme tells that apart and no other cell says otherwise."""
        id_ = self.criterion.id
        if not self._scheme.not_attempted:
            self.problems.error(
                cell.place,
                f"{quote(cell.text)} is not told apart for criterion {id_} by {self._scheme.title}.",
                f"Write {self._lowest()} if the work earns nothing there, or leave it blank until it is judged.",
            )
            return CriterionMark()
        for other, another in self.cells.items():
            if other in AWARD_FIELDS and other != field and not self._says_not_attempted(another.text):
                self.problems.error(
                    another.place,
                    f"The {other} for criterion {id_} is {quote(another.text)}, but its {field} is {quote(cell.text)}.",
                    "Keep the one that is right, and clear the other.",
                )
                return CriterionMark()
        return CriterionMark(not_attempted=True)

    def _lowest(self) -> str:
        """Return what is written for work that earns nothing."""
        if self._scheme.judgement is Judgement.LEVELS:
            return self._words.level_choices[0]
        return "0" if self._scheme.numbered else self._words.decisions[1]

    def _note_unused(self) -> Iterator[str]:
        """Note what is filled in that is no judgement by the scheme, and yield its fields."""
        used = AWARD_FIELD[self._scheme.judgement]
        for field in AWARD_FIELDS:
            if field in self.cells and field != used and not self._is_read_beside(field):
                self.problems.error(
                    self.cells[field].place,
                    f"There is a {field} for criterion {self.criterion.id}, but unit {self.unit.reference} is "
                    f"{self._how_judged()}.",
                    self._remedy(field, used),
                )
                yield field

    def _is_read_beside(self, field: str) -> bool:
        """Say whether a field that does not judge the criterion may be filled in all the same.

        A decision goes with a mark by which a criterion is met or not. A mark may stand beside the decision where the
        unit has marks, but is not marked by them.
        """
        if field == "decision" and self._scheme.numbered:
            return self._scheme.met_at is not None or (self._scheme.minimum_each is not None and "mark" in self.cells)
        has_decision = self._scheme.judgement is Judgement.MET and "decision" in self.cells
        return field == "mark" and has_decision and self.criterion.marks is not None

    def _how_judged(self) -> str:
        if self._scheme.judgement is Judgement.LEVELS:
            return "judged by levels"
        return "marked with numbers" if self._scheme.numbered else f"marked by {self._words.either_within}"

    def _remedy(self, field: str, used: str) -> str:
        if self._scheme.numbered:
            return f"Write a mark from 0 to {self.criterion.marks}, and clear the {field}."
        choices = self._words.level_choices if used == "level" else self._words.choices
        or_marks = field == "mark" and self.criterion.marks is not None
        rest = "or change marking in context.yaml" if or_marks else f"and clear the {field}"
        return f"Write {any_of(choices)} as the {used}, {rest}."

    def _parsed(self, field: str, parse: Callable[[str], _T]) -> _T | None:
        """Return what a cell's text means; None where it is blank, or means nothing, which is noted."""
        if cell := self.cells.get(field):
            try:
                return parse(cell.text)
            except ValueError as error:
                self.problems.error(cell.place, *message_and_hint(error))
        return None

    def _decision(self, text: str) -> Decision:
        """Return the decision that a text means; raise ValueError where it is none, and say so where it is a grade."""
        words = self._words
        try:
            return words.decision(text)
        except ValueError:
            if len(self._scheme.codes) == 1 or not self._is_grade(text):
                raise
        met, not_met = words.decisions
        raise ValueError(
            f"“{text.strip()}” is a grade of the unit, and no decision on criterion {self.criterion.id}; "
            f"write {met} if it is met, or else {not_met}"
        )

    def _is_grade(self, text: str) -> bool:
        try:
            return bool(self._words.grade_code(text))
        except ValueError:
            return False

    def _mark(self) -> Fraction | None:
        highest = self.criterion.full_marks if self.maximum_is_known else None
        mark = self._parsed("mark", partial(parse_mark, half_marks=self.half_marks, highest=highest))
        if mark is None or highest is None or mark <= highest:
            return mark
        self.problems.error(
            self.cells["mark"].place,
            f"The mark {format_mark(mark)} for criterion {self.criterion.id} is above its maximum of {highest}.",
            f"Write a mark from 0 to {highest}.",
        )
        return None

    def _check_decision(self, mark: Fraction | None, decision: Decision | None) -> None:
        """Note a decision in place of a mark, and one that contradicts it."""
        if decision is None:
            return
        place = self.cells["decision"].place
        if mark is not None and self.maximum_is_known:
            self._check_agreement(mark, decision)
        elif self._scheme.numbered and "mark" not in self.cells:
            alone = self._scheme.without_marks
            other_way = f", or set marking to “{MarkingMode.PASS_OR_REFER.value}” in context.yaml" if alone else ""
            self.problems.warn(
                place,
                f"There is a decision for criterion {self.criterion.id} but no mark, so the total is too low.",
                f"Give the mark as well{other_way}.",
            )

    def _check_agreement(self, mark: Fraction, decision: Decision) -> None:
        scheme = self._scheme
        # A unit that has marks, but is not marked by them, has them for its other scheme, where half is enough.
        needed = self.criterion.full_marks * (scheme.met_at or scheme.minimum_each or HALF)
        is_pass = mark >= needed
        if is_pass is (decision is Outcome.PASS):
            return
        grade = scheme.codes[0] if is_pass else scheme.floor
        comes_to = (
            self._words.phrase(grade) if len(scheme.codes) == 1 else self._words.stated(self._words.status(is_pass))
        )
        self.problems.error(
            self.cells["decision"].place,
            f"The decision for criterion {self.criterion.id} contradicts its mark: {format_mark(mark)} of "
            f"{self.criterion.marks} is {comes_to}.",
            "Correct the mark or the decision, or leave the decision out.",
        )
