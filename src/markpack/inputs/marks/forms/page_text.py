"""What a mark sheet's page shows outside of its fields: text beside them, and text in place of fields that are gone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from markpack.inputs.criteria_text.compare import normalised
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.marks.forms.word_controls import entered
from markpack.inputs.marks.mark_entries import LostField, field_in_words, field_label, fields_by_name
from markpack.inputs.problems import Problems, others_too, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.forms.field_names import (
    AWARD_FIELDS,
    CLAIMED_FIELDS,
    CRITERION_FIELDS,
    CRITERION_RECORD_FIELDS,
    FURTHER_FIELDS,
    LEARNER_FIELDS,
    OUTCOME_FIELDS,
    UNIT_FIELDS,
)
from markpack.model.forms.labels import (
    EARLIER_TOTAL_NOTES,
    FEEDBACK_LABELS,
    LABELS,
    LEAST_MARK,
    MET_IN_ATTEMPT,
    NOT_OPEN,
    ON_CRITERION,
    TOTAL_NOTE,
)
from markpack.model.scheme import AWARD_FIELD
from markpack.model.unit import Criterion, Unit

_LEAST = re.compile(re.escape(LEAST_MARK).replace("%s", "[0-9.,]+"))
_DIGITS = re.compile("[0-9]+")
_FEEDBACK = FEEDBACK_LABELS[0]
_CARRIED = re.compile(f"({MET_IN_ATTEMPT}|{NOT_OPEN})([0-9]+)[.]".replace(" ", ""))
_BEFORE_CARRIED = 120
"""Within how many letters after a criterion its mark and the attempt stand, in the table of what is carried over."""
_KNOWN_OTHERWISE = (*LEARNER_FIELDS, *CLAIMED_FIELDS, "iqa_decision")  # by what the file says of itself, or by formulas


def note_text_beside(form: ReturnedForm, unit: Unit, problems: Problems) -> bool:
    """Say whether text stands beside a form's fields that the form did not have, and note it.

    Text that stands beside each field of a kind, numbers aside, belongs to a centre's own layout.
    """
    names = fields_by_name(unit, (*CLAIMED_FIELDS, *LEARNER_FIELDS))
    entries = {filled.name: filled.cell.text for filled in reversed(form.fields) if filled.cell}
    texts_by_field: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for filled in form.fields:
        if filled.name in names:
            field, part = names[filled.name]
            outside = _without_form(filled.beside, field, unit)
            texts_by_field[field].append((part, outside, entries.get(filled.name, "")))
    strange = [
        (field, part, text, inside)
        for field, texts in texts_by_field.items()
        if not _is_of_layout([text for _, text, _ in texts])
        for part, text, inside in texts
        if text
    ]
    for field, part, text, inside in strange:
        holds = f"the field itself says {quote(inside)}" if inside else "the field itself is empty"
        problems.error(
            replace(form.place, field=field_label(field, part)),
            f"Beside the field stands {quote(text)}, which is not part of the form; {holds}.",
            "Write all of it into the field, and delete what stands beside it.",
        )
    return bool(strange)


def note_misplaced_fields(form: ReturnedForm, unit: Unit, problems: Problems) -> bool:
    """Say whether fields of criteria stand in the rows of others, as where somebody moved or pasted cells; note it."""
    names = fields_by_name(unit)
    of_criteria = (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS)
    misplaced = [
        (filled, *names[filled.name])
        for filled in form.fields
        if filled.criterion is not None and names.get(filled.name, ("",))[0] in of_criteria
        if filled.criterion != names[filled.name][1]
    ]
    if misplaced:
        filled, field, part = misplaced[0]
        stands = f"in the row of AC {filled.criterion}" if filled.criterion else "in a row without a criterion"
        others = others_too(len(misplaced) - 1, " on this sheet")
        problems.error(
            filled.cell.place,
            f"The field for {field_in_words(field, part)} stands {stands}{others}: rows were moved or pasted over "
            "others, so it cannot be told which criteria the marks are for. None of them are read.",
            "Enter the marks in a newly built mark sheet.",
        )
    return bool(misplaced)


def _is_of_layout(texts: Sequence[str]) -> bool:
    """Say whether the same words stand beside each of several fields, numbers aside."""
    words = {_DIGITS.sub("0", text) for text in texts}
    return len(texts) > 1 and len(words) == 1 and any(letter.isalpha() for letter in words.pop())


def lost_fields(form: ReturnedForm, unit: Unit) -> tuple[LostField, ...]:
    """Return the fields that the unit's mark sheets have and this one has not, but for those that say whose it is."""
    present = {field.name for field in form.fields}
    missing = [
        (field, part) for field, part in _expected_parts(unit, present) if unit.field_name(field, part) not in present
    ]
    page = _Page(form, unit)
    lost = (LostField(field, part, form.place, page.shown(field, part)) for field, part in missing)
    # A later attempt's sheet has no comments on outcomes of which it judges nothing: their criteria tell whether
    # these are carried over or gone.
    return tuple(
        entry for entry in lost if entry.shown or entry.field not in OUTCOME_FIELDS or entry.part not in page.closed
    )


def _closed_outcomes(unit: Unit, present: Set[str]) -> frozenset[str]:
    """Return the outcomes by id of which no criterion has a field."""
    fields = (*AWARD_FIELDS, "comment")
    return frozenset(
        outcome.id
        for outcome in unit.outcomes
        if present.isdisjoint(unit.field_name(field, entry.id) for entry in outcome.criteria for field in fields)
    )


def texts_in_place_of_fields(form: ReturnedForm, cohort: MarkingContext) -> set[str]:
    """Return what stands in the place of fields that are gone, which is noted as such."""
    unit = cohort.sheets.get(form.identity.unit) if form.notes else None
    return {field.shown for field in lost_fields(form, unit)} if unit else set()


def _expected_parts(unit: Unit, present: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the field and part of each entry that a sheet should have, as far as its method can be told."""
    # Which records a sheet has follows from its method, and so from what it has for other criteria.
    recorded = [
        field
        for field in CRITERION_RECORD_FIELDS
        if any(unit.field_name(field, criterion.id) in present for criterion in unit.criteria)
    ]
    for criterion in unit.criteria:
        if present.isdisjoint(unit.field_name(field, criterion.id) for field in AWARD_FIELDS):
            yield AWARD_FIELD[unit.scheme.judgement], criterion.id
        yield from ((field, criterion.id) for field in ("comment", *recorded))
    yield from ((field, outcome.id) for outcome in unit.outcomes for field in OUTCOME_FIELDS)
    has_total = unit.scheme.numbered
    yield from ((field, "") for field in (*UNIT_FIELDS, *CLAIMED_FIELDS) if has_total or field != "total")
    if not present.isdisjoint(unit.field_name(field) for field in FURTHER_FIELDS):
        yield from ((field, "") for field in FURTHER_FIELDS)


def printed(form: ReturnedForm, field: str) -> str:
    """Return what is printed of whose sheet it is, where that is no field; empty where the page does not say."""
    return next(printed_values(form, field), "")


def printed_values(form: ReturnedForm, field: str) -> Iterator[str]:
    """Yield what stands in the rows of tables behind the label of a field that says whose sheet it is."""
    label, labels = LABELS[field], {LABELS[name] for name in LEARNER_FIELDS}
    for row in form.normal_rows:
        for text, following in pairwise(row):
            if text == label and following not in labels and (value := entered(following)):
                yield value


class _Page:
    """The rows of a page's tables, in which what stands in the place of a field can be looked up."""

    def __init__(self, form: ReturnedForm, unit: Unit) -> None:
        self.unit = unit
        self.rows = form.normal_rows
        heads = (row for row in self.rows if "AC" in row and _FEEDBACK in row)
        self.feedback = next((row.index(_FEEDBACK) for row in heads), -1)
        self.closed = _closed_outcomes(unit, {field.name for field in form.fields})
        self.text = "".join("".join(form.pages).split())
        self.labels = {label for field, label in LABELS.items() if field not in LEARNER_FIELDS}

    def shown(self, field: str, part: str) -> str:
        """Return what stands where a field of the unit, a criterion or an outcome belongs."""
        if field in OUTCOME_FIELDS:
            return self._of_outcome(field, part)
        if not part:
            return self._labelled(field, 0)
        criterion = next(criterion for criterion in self.unit.criteria if criterion.id == part)
        if field in AWARD_FIELDS:
            return self._award(criterion)
        return self._comment(criterion) if field == "comment" else ""

    def _of_outcome(self, field: str, part: str) -> str:
        """Return what stands where an outcome's comment belongs; a later attempt's sheet has only the open outcomes."""
        outcomes = [outcome.id for outcome in self.unit.outcomes]
        if sum(LABELS[field] in row for row in self.rows) < len(outcomes):
            outcomes = [id_ for id_ in outcomes if id_ not in self.closed]
        return self._labelled(field, outcomes.index(part)) if part in outcomes else ""

    def _award(self, criterion: Criterion) -> str:
        heading = self.unit.scheme.award_heading
        for row in self.rows:
            # The mark stands beside the feedback, in large print below it; on forms of 0.1.0 beside the criterion.
            is_beside = len(row) > 2 and row[0] in _labels(FEEDBACK_LABELS, criterion)
            is_below = len(row) > 1 and row[0] == normalised(ON_CRITERION % (heading, criterion.id))
            if is_beside or is_below:
                return _without_form(entered(row[-1]), "mark", self.unit)
        for row in self.rows:
            if self._states(row, criterion):
                text = row[self.feedback + 1] if 0 < self.feedback < len(row) - 1 else row[-1]
                return _without_form(entered(text), "mark", self.unit)
        return ""

    def _comment(self, criterion: Criterion) -> str:
        for row in self.rows:
            if self._states(row, criterion) and row[-1].startswith((MET_IN_ATTEMPT, NOT_OPEN)):
                return row[-1]
            if self.feedback > 0 and len(row) > self.feedback and self._states(row, criterion):
                return entered(row[self.feedback])
            if len(row) > 1 and row[0] in _labels(FEEDBACK_LABELS, criterion):
                return entered(row[1])
        return self._carried_on_page(criterion)

    def _carried_on_page(self, criterion: Criterion) -> str:
        """Return what follows a criterion in the short table of what is carried over, where there are pages alone."""
        start = "".join(f"{criterion.id} {criterion.text}".split())
        _, _, following = self.text.partition(start)
        found = _CARRIED.search(following[:_BEFORE_CARRIED]) if following else None
        if found is None:
            return ""
        return f"{MET_IN_ATTEMPT if MET_IN_ATTEMPT.startswith(found[1][:3]) else NOT_OPEN}{found[2]}."

    def _labelled(self, field: str, position: int) -> str:
        """Return what follows a field's label, of several such labels the one at a position; nothing for formulas."""
        label = "" if field in _KNOWN_OTHERWISE else LABELS.get(field, "")
        rows = [row for row in self.rows if label and label in row]
        if position >= len(rows):
            return ""
        row = rows[position]
        following = next((text for text in row[row.index(label) + 1 :] if text), "")
        return "" if following in self.labels else entered(following)

    def _states(self, row: tuple[str, ...], criterion: Criterion) -> bool:
        """Say whether a row of several cells begins with a criterion: its id and text in one cell, or in two."""
        start = normalised(f"{criterion.id} {criterion.text}")
        return len(row) > 1 and (row[0] == start or row[0].startswith(f"{start} ") or " ".join(row[:2]) == start)


def _labels(words: Iterable[str], criterion: Criterion) -> set[str]:
    """Return the labels that words make for a criterion."""
    return {ON_CRITERION % (word, criterion.id) for word in words}


def _without_form(text: str, field: str, unit: Unit) -> str:
    """Return what is left of a text in a field's cell without what the form prints there."""
    maxima = "|".join(
        str(marks)
        for marks in (unit.marks, *(member.marks for member in unit.members), *(entry.marks for entry in unit.criteria))
    )
    for note in (TOTAL_NOTE, *EARLIER_TOTAL_NOTES):
        text = text.replace(note, "")
    lines = [_LEAST.sub("", line).strip() for line in text.splitlines()]
    if field in AWARD_FIELDS:
        heading = normalised(unit.scheme.award_heading)
        lines = [line.removeprefix(heading).strip() if f"{line} ".startswith(f"{heading} ") else line for line in lines]
    if field in ("mark", "total", "unit_total"):
        lines = [re.sub(rf"/\s*(?:{maxima})(?![0-9])", "", line).strip() for line in lines]
    return "\n".join(lines).strip()
