"""What somebody typed over what a workbook works out or prints, against what follows from the marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from markpack.assessment.criteria import CriterionResult, award_text, least_mark
from markpack.assessment.outcome import AttemptResult
from markpack.errors import Scope
from markpack.inputs.checks.mark_checks import Key, MarkChecks, key_of
from markpack.inputs.marks.mark_entries import FieldValue, field_label
from markpack.inputs.problems import LONGEST_QUOTED, Problems, listing, quote
from markpack.model.marks import format_mark
from markpack.model.names import folded_name
from markpack.model.outcome import MARKED, Outcome, OutcomeWords
from markpack.model.scheme import Scheme


def check_typed_results(
    checks: MarkChecks,
    results_of_all: Iterable[Sequence[AttemptResult]],
    typed: Mapping[Key, Sequence[FieldValue]],
    problems: Problems,
) -> None:
    """Warn of what is typed over the results of attempts and does not say what follows from their marks.

    `typed` has what stands in place of formulas, by attempt; an attempt that has no result has no marks.
    """
    counted = list(chain.from_iterable(results_of_all))
    results = {key_of(revision.marked): revision for result in counted for revision in (result, *result.others)}
    attempts = {key_of(result.marked)[:3]: result for result in counted}
    for key, values in typed.items():
        learner, unit, attempt, _ = key
        follows = _Follows(
            checks.cohort.sheets[unit].scheme,
            results.get(key),
            attempts.get((learner, unit, attempt - 1)),
            checks.cohort.policies.half_marks,
        )
        others = [value for value in values if not follows.agrees(value)]
        if not others:
            continue
        result = results.get(key)
        of_attempt = (
            checks.problems_of(result.marked)
            if result
            else problems.within(Scope.LEARNER, learners=[learner], assignment=unit)
        )
        of_attempt.warn(
            others[0].cell.place,
            f"{listing(map(follows.in_words, others), limit=6)} {'stands' if len(others) == 1 else 'stand'} where the "
            f"workbook has its own, and {'is' if len(others) == 1 else 'are'} not read: what counts follows from the "
            f"{follows.scheme.awards}.",
            f"Correct the {follows.scheme.awards}, if they are wrong, and clear what was typed.",
        )


@dataclass(frozen=True)
class _Follows:
    """What follows from the marks of an attempt; `result` is None where there are none, `earlier` before the first."""

    scheme: Scheme
    result: AttemptResult | None
    earlier: AttemptResult | None
    half_marks: bool

    @property
    def _words(self) -> OutcomeWords:
        return self.scheme.words

    def in_words(self, value: FieldValue) -> str:
        """Return what is typed, and what counts in its place."""
        counts = next(iter(self._counts(value)), "")
        reason = f"by the {self.scheme.awards} {counts}" if counts else f"there are no {self.scheme.awards} for it"
        label = field_label(value.field, value.part)
        label = f"{label[:1].upper()}{label[1:]}"
        return f"{label} {quote(value.cell.text, longest=LONGEST_QUOTED)} ({reason})"

    def agrees(self, value: FieldValue) -> bool:
        """Say whether what is typed says what follows."""
        text = value.cell.text
        if value.field == "percentage":
            return self._is_percentage(text)
        if value.field == "not_met":
            return set(re.split(r"[\s,;]+", text)) == set(self._not_met())
        return any(
            folded_name(text) == folded_name(counts) or _number(text) == _number(counts) is not None
            for counts in self._counts(value)
        )

    def _counts(self, value: FieldValue) -> Iterator[str]:
        """Yield the texts in which what follows may be said, the usual one first; none where nothing follows."""
        result, words = self.result, self._words
        match value.field:
            case "outcome":
                if result is None:
                    yield from (words.not_marked, words.incomplete)
                else:
                    yield words.result(result.outcome, result.grade)
                    yield from (result.grade,) if result.outcome is not Outcome.INCOMPLETE else ()
            case "total":
                yield from (format_mark(result.total),) if result and result.total is not None else ()
            case "percentage":
                exact = result.percentage if result else None
                yield from (f"{float(round(exact, 1)):g}%",) if exact is not None else ()
            case "not_met":
                yield from (", ".join(self._not_met()),) if result and result.not_met else ()
            case "standing":
                yield self._standing(self._criterion(value.part, result))
            case "carried":
                yield from self._carried(value.part)
            case "out_of" | "minimum":
                yield from self._limit(value)

    def _not_met(self) -> tuple[str, ...]:
        return tuple(criterion.id for criterion in self.result.not_met) if self.result else ()

    def _is_percentage(self, text: str) -> bool:
        """Say whether a percentage is the exact one, to as many decimals as it has, rounded up or down."""
        stated, exact = _number(text.replace("%", "")), self.result.percentage if self.result else None
        decimals = len(text.replace(",", ".").partition(".")[2].rstrip("% "))
        return stated is not None and exact is not None and abs(stated - exact) < Fraction(1, 10**decimals)

    def _standing(self, entry: CriterionResult | None) -> str:
        if entry is None or not entry.judged:
            return self._words.not_marked
        if entry.met:
            return self._words.met
        if entry.recorded.not_attempted:
            return self._words.not_attempted
        return MARKED if entry.met is None else self._words.not_met

    def _carried(self, criterion: str) -> Iterator[str]:
        """Yield the result of an earlier attempt that counts in this one."""
        entry = self._criterion(criterion, self.result or self.earlier)
        if entry and (entry.carried_from if self.result else entry.met):
            yield award_text(entry.recorded, self._words, numbered=self.scheme.numbered)

    def _limit(self, value: FieldValue) -> Iterator[str]:
        entry = self._criterion(value.part, self.result)
        if entry and value.field == "out_of" and entry.criterion.marks is not None:
            yield str(entry.criterion.marks)
        if entry and value.field == "minimum":
            # The form was made as the centre's policy was then.
            for half_marks in (self.half_marks, not self.half_marks):
                least = least_mark(entry.criterion, self.scheme, half_marks=half_marks)
                yield from (format_mark(least),) if least is not None else ()

    @staticmethod
    def _criterion(id_: str, result: AttemptResult | None) -> CriterionResult | None:
        entries = result.criteria if result else ()
        return next((entry for entry in entries if entry.criterion.id == id_), None)


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None
