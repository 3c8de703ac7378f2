"""What a mark sheet's page shows outside of its fields: text beside them, and text in place of fields that are gone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from markpack.errors import Place
from markpack.inputs.criteria_text.compare import normalised
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.marks.forms.word_controls import entered
from markpack.inputs.marks.mark_entries import LostField, field_label, fields_by_name
from markpack.inputs.problems import Problems, quote
from markpack.model.forms.field_names import (
    CLAIMED_FIELDS,
    CRITERION_RECORD_FIELDS,
    LEARNER_FIELDS,
    OUTCOME_FIELDS,
    UNIT_FIELDS,
)
from markpack.model.forms.labels import FEEDBACK_LABELS, LABELS, LEAST_MARK, TOTAL_NOTE
from markpack.model.marking_mode import MarkingMode
from markpack.model.unit import Criterion, Unit

_LEAST = re.compile(re.escape(LEAST_MARK).replace("%s", "[0-9.,]+"))
_DIGITS = re.compile("[0-9]+")
_FEEDBACK = FEEDBACK_LABELS[0]
_SAID_OTHERWISE = (*LEARNER_FIELDS, *CLAIMED_FIELDS, "iqa_decision")  # by what the file says of itself, or by formulas


def note_text_beside(form: ReturnedForm, unit: Unit, findings: Problems) -> bool:
    """Say whether text stands beside a form's fields that the form did not have, and note it.

    Text that stands beside each field of a kind, numbers aside, belongs to a centre's own layout.
    """
    names = fields_by_name(unit, (*CLAIMED_FIELDS, *LEARNER_FIELDS))
    kinds: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for field in form.fields:
        if field.name in names:
            kind, part = names[field.name]
            inside = next((cell.text for cell in form.cells(field.name)), "")
            kinds[kind].append((part, _without_form(field.beside, kind, unit), inside))
    found = False
    for kind, fields in kinds.items():
        texts = {_DIGITS.sub("0", text) for _, text, _ in fields}
        if len(fields) > 1 and len(texts) == 1 and any(letter.isalpha() for letter in texts.pop()):
            continue
        for part, text, inside in fields:
            if text:
                found = True
                says = f"the field itself says {quote(inside)}" if inside else "the field itself is empty"
                findings.error(
                    Place(form.file, field=field_label(kind, part)),
                    f"Beside the field stands {quote(text)}, which is not part of the form; {says}.",
                    "Write all of it into the field, and delete what stands beside it.",
                )
    return found


def lost_fields(form: ReturnedForm, unit: Unit, mode: MarkingMode | None) -> tuple[LostField, ...]:
    """Return the fields that the unit's mark sheets have and this one has not, but for those that say whose it is."""
    present = {field.name for field in form.fields}
    page = _Page(form, unit)

    def is_there(field: str, part: str = "") -> bool:
        return unit.field_name(field, part) in present

    # Which of them a sheet has follows from its method, and so from what it has for other criteria.
    recorded = [field for field in CRITERION_RECORD_FIELDS if any(is_there(field, entry.id) for entry in unit.criteria)]

    def wanted() -> Iterator[tuple[str, str, str]]:
        for criterion in unit.criteria:
            if not is_there("mark", criterion.id) and not is_there("decision", criterion.id):
                award = "decision" if mode is MarkingMode.PASS_OR_REFER else "mark"
                yield award, criterion.id, page.award(criterion)
            if not is_there("comment", criterion.id):
                yield "comment", criterion.id, page.comment(criterion)
            for field in recorded:
                if not is_there(field, criterion.id):
                    yield field, criterion.id, ""
        for position, outcome in enumerate(unit.outcomes):
            for field in OUTCOME_FIELDS:
                if not is_there(field, outcome.id):
                    yield field, outcome.id, page.labelled(field, position)
        for field in (*UNIT_FIELDS, *CLAIMED_FIELDS):
            if not is_there(field) and (field != "total" or (mode is not None and mode.numbered)):
                yield field, "", page.labelled(field, 0)

    return tuple(LostField(field, part, Place(form.file), shown) for field, part, shown in wanted())


def printed(form: ReturnedForm, field: str) -> str:
    """Return what is printed of whose sheet it is, where that is no field; empty where the page does not say."""
    label = LABELS[field]
    for row in form.rows:
        texts = [normalised(text) for text in row]
        if label in texts[:-1]:
            following = texts[texts.index(label) + 1]
            return "" if following in {LABELS[whose] for whose in LEARNER_FIELDS} else entered(following)
    return ""


class _Page:
    """The rows of a page's tables, in which what stands in the place of a field can be looked up."""

    def __init__(self, form: ReturnedForm, unit: Unit) -> None:
        self.unit = unit
        self.rows = [tuple(normalised(text) for text in row) for row in form.rows]
        heads = (row for row in self.rows if "AC" in row and _FEEDBACK in row)
        self.feedback = next((row.index(_FEEDBACK) for row in heads), -1)
        self.labels = {label for field, label in LABELS.items() if field not in LEARNER_FIELDS}

    def award(self, criterion: Criterion) -> str:
        """Return what stands where a criterion's mark or decision belongs."""
        for row in self.rows:
            if self._states(row, criterion):
                text = row[self.feedback + 1] if 0 < self.feedback < len(row) - 1 else row[-1]
                return _without_form(entered(text), "mark", self.unit)
        return ""

    def comment(self, criterion: Criterion) -> str:
        """Return what stands where the feedback on a criterion belongs."""
        for row in self.rows:
            if self.feedback > 0 and len(row) > self.feedback and self._states(row, criterion):
                return entered(row[self.feedback])
            if len(row) > 1 and row[0] in {f"{label} on AC {criterion.id}" for label in FEEDBACK_LABELS}:
                return entered(row[-1])
        return ""

    def labelled(self, field: str, position: int) -> str:
        """Return what follows a field's label, of several such labels the one at a position; nothing for formulas."""
        label = "" if field in _SAID_OTHERWISE else LABELS.get(field, "")
        rows = [row for row in self.rows if label and label in row]
        if position >= len(rows):
            return ""
        row = rows[position]
        following = next((text for text in row[row.index(label) + 1 :] if text), "")
        return "" if following in self.labels else entered(following)

    def _states(self, row: tuple[str, ...], criterion: Criterion) -> bool:
        """Say whether a row of several cells begins with a criterion: its id and text in one cell, or in two."""
        start = normalised(f"{criterion.id} {criterion.text}")
        return len(row) > 1 and (row[0] == start or " ".join(row[:2]) == start)


def _without_form(text: str, field: str, unit: Unit) -> str:
    """Return what is left of a text in a field's cell without what the form prints there."""
    maxima = "|".join(
        str(marks)
        for marks in (unit.marks, *(member.marks for member in unit.members), *(entry.marks for entry in unit.criteria))
    )
    of = re.compile(rf"/\s*(?:{maxima})(?![0-9])")
    lines = []
    for line in text.splitlines():
        left = _LEAST.sub("", line).replace(TOTAL_NOTE, "").strip()
        if field in ("mark", "total", "unit_total"):
            left = of.sub("", left).strip()
        lines.append(left)
    return "\n".join(lines).strip()
