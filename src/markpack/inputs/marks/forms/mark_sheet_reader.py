"""From a form that came back to a mark entry: whose it is, which unit's, and what is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from markpack.documents.catalogue.kinds import KINDS, Kind
from markpack.errors import Scope
from markpack.inputs.files.columns import unusable
from markpack.inputs.files.csv_tables import Cell, CellKind
from markpack.inputs.marks.forms.additions import note_additions
from markpack.inputs.marks.forms.edited_criteria import has_other_criteria, version_printed
from markpack.inputs.marks.forms.entered_fields import fields_of_sheets, with_mended_fields
from markpack.inputs.marks.forms.fields_gone import note_fields_gone
from markpack.inputs.marks.forms.form import FilledField, ReturnedForm
from markpack.inputs.marks.forms.form_weighting import has_other_weighting
from markpack.inputs.marks.forms.page_text import (
    lost_fields,
    note_misplaced_fields,
    note_text_beside,
    printed,
    texts_in_place_of_fields,
)
from markpack.inputs.marks.forms.sheet_identity import (
    has_other_rules,
    holds_several,
    is_foreign,
    is_mark_sheet,
    is_refused,
    learners_on,
)
from markpack.inputs.marks.forms.word_controls import TICKS
from markpack.inputs.marks.learner_name import is_name_of
from markpack.inputs.marks.mark_entries import (
    NAME_FIELDS,
    WORKED_OUT,
    FieldValue,
    LostField,
    MarkEntry,
    field_label,
    fields_by_name,
    folded_number,
)
from markpack.inputs.marks.missing_fields import note_lost, printed_as_kept
from markpack.inputs.marks.not_marks import LIST_IT
from markpack.inputs.problems import LONGEST_QUOTED, Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.register import Register, suggest_learner
from markpack.model.forms.controls import UNTICKED
from markpack.model.forms.field_names import CLAIMED_FIELDS, FORM_FIELDS, LEARNER_FIELDS, MEMBER_FIELDS, is_field_name
from markpack.model.forms.identity import MADE_WITH_UNKNOWN
from markpack.model.forms.not_marks import FILE as NOT_MARKS
from markpack.model.joint_unit import made_with
from markpack.model.unit import Unit

WHAT_IS_READ = (
    "What is read here: blank mark sheets that were filled in (.xlsx, .docx, .pdf), markbooks (.xlsx) and lists of "
    "marks (.csv)."
)
_START_AFRESH = "Enter the marks in a newly built mark sheet or markbook instead."


def read_sheet(form: ReturnedForm, cohort: MarkingContext, problems: Problems) -> Iterator[MarkEntry]:
    """Yield what a form says, if it is a mark sheet of these learners; else note what it is and what to do.

    It is read by the version of its units that it was made from, where that is known.
    """
    cohort = cohort.for_form(form.identity.unit, form.identity.made_with)
    form = with_mended_fields(form, fields_of_sheets(cohort.sheets.values()), problems)
    learners = learners_on(form, cohort.sheets.values(), cohort.register)
    problems = problems.within(learners=learners)
    kind = KINDS.get(form.identity.kind)
    other = kind.value if kind and kind.value.not_read_because else None
    # What is added to a form cannot be told without the unit that is printed on it.
    is_known = form.identity.unit not in cohort.unreadable_sheets
    if is_known and (other or is_mark_sheet(form, cohort.sheets.values())):
        whose = listing(map(cohort.register.person, learners), limit=40)
        # In a file of several sheets, which is refused, the list of texts is that of one of them.
        noted = None if holds_several(form, cohort.sheets.values()) else texts_in_place_of_fields(form, cohort)
        note_additions(form, whose, cohort, problems, noted=noted)
    if other and (other.shows_result or not _has_marks(form, cohort)):
        problems.warn(
            form.place,
            f"This is {other.noun}, {other.not_read_because}; no marks are read from it.",
            f"Move it elsewhere, or list it in marks/{NOT_MARKS}. {WHAT_IS_READ}",
        )
        return
    if is_foreign(form.identity, cohort, learners, form.place, problems):
        return
    if is_refused(form, cohort.sheets.values(), cohort.register, problems):
        return
    if other:
        problems.error(
            form.place,
            f"This is {other.noun}, {other.not_read_because}, but marks are filled in on it; they are not read.",
            _START_AFRESH,
        )
    else:
        yield from _entries(form, cohort, problems)


def _entries(form: ReturnedForm, cohort: MarkingContext, problems: Problems) -> Iterator[MarkEntry]:
    """Yield what a mark sheet says, if its unit is known and its page is that of the unit's sheets."""
    unit = _unit(form, cohort, problems)
    if unit is None:
        return
    cohort = version_printed(form, unit, cohort)
    unit = cohort.sheets[unit.reference]
    if has_other_criteria(form, unit, cohort, problems):
        return
    texts = (*form.pages, *chain.from_iterable(form.rows))
    if has_other_weighting(form.identity, unit, cohort, form.place, problems, texts):
        return
    if note_misplaced_fields(form, unit, problems) or note_text_beside(form, unit, problems):
        return
    if has_other_rules(form.identity, unit, form.place, problems):
        return
    sheet = _Sheet(form, unit, cohort, problems)
    values = tuple(sheet.values())
    lost = lost_fields(form, unit)
    is_marked = any(value.field not in NAME_FIELDS for value in values)
    if is_marked or form.identity.learner:
        yield from sheet.entry(values if is_marked else (), lost)
    else:
        if lost:
            note_lost(lost, (), problems)
        _note_typed_over(form, problems)
    is_refused_in_part = any(field.merged_over and field.cell for field in form.fields)
    if not (is_marked or is_refused_in_part) and not any(
        field.shown and field.part not in printed_as_kept(lost) for field in lost
    ):
        problems.warn(
            form.place,
            "Nothing is filled in on this mark sheet.",
            "Fill it in and save it, or take it out of this folder.",
        )


def _note_typed_over(form: ReturnedForm, problems: Problems) -> None:
    """Warn of results that are typed on a sheet without marks, which says nothing of whose it is."""
    typed = [value for value in form.typed_over if value.field in WORKED_OUT]
    if typed:
        said = listing(f"{field_label(value.field, value.part)} {quote(value.cell.text)}" for value in typed)
        problems.warn(
            typed[0].cell.place,
            f"Results are typed on this mark sheet, but no marks: {said}. They are in no record.",
            "Fill in the marks, from which they follow.",
        )


def read_sheets(forms: Sequence[ReturnedForm], cohort: MarkingContext, problems: Problems) -> Iterator[MarkEntry]:
    """Yield what the mark sheets of one file say, each as a sheet by itself; two of one attempt are refused."""
    entries = [(form, entry) for form in forms for entry in read_sheet(form, cohort, problems)]
    for form, entry in entries:
        attempt = _attempt_of(entry, cohort.register)
        same = [other for other, another in entries if _attempt_of(another, cohort.register) == attempt]
        if len(same) == 1:
            yield entry
        elif form is same[0]:
            problems.error(
                form.place,
                f"The worksheets {listing(quote(other.sheet) for other in same)} are all mark sheets of learner "
                f"{entry.learner.text}, attempt {entry.attempt.text or 1}. None of them is read.",
                "Keep the one that is right, and write on each of the others whose it is, or delete it.",
                learners=[entry.learner.text],
            )


def _attempt_of(entry: MarkEntry, register: Register) -> tuple[str, str, str]:
    return (
        folded_number(register.of_today(entry.learner.text)),
        entry.unit.text,
        folded_number(entry.attempt.text) or "1",
    )


def _has_marks(form: ReturnedForm, cohort: MarkingContext) -> bool:
    """Say whether a field of a mark sheet of any unit is filled in."""
    names = {name for unit in cohort.sheets.values() for name in fields_by_name(unit)}
    return any(field.cell and field.name in names for field in form.fields)


def _unit(form: ReturnedForm, cohort: MarkingContext, problems: Problems) -> Unit | None:
    """Return the unit that a form says it is for, or else the only one that has the form's fields."""
    place, reference = form.place, form.identity.unit
    units = cohort.sheets
    if form.identity.kind == Kind.BLANK.folder and reference:
        if reference not in units and reference not in cohort.unreadable_sheets:
            problems.error(
                place,
                f"The mark sheet is for the unit {quote(reference)}, which has no template.",
                sentences(did_you_mean(reference, units), "Add the unit’s template, or move the mark sheet away."),
            )
        names = fields_by_name(units[reference], CLAIMED_FIELDS) if reference in units else {}
        if names and not any(field.name in names for field in form.fields):
            note_fields_gone(form, cohort, problems)
            return None
        return units.get(reference)
    present = {field.name for field in form.fields}
    matches = [unit for unit in units.values() if present & set(fields_by_name(unit, CLAIMED_FIELDS))]
    if len(matches) == 1:
        problems.warn(
            place,
            f"This {form.format} has lost what it says of itself; by its fields it was taken for a mark sheet of unit "
            f"{matches[0].reference}.",
            "Check that learner and attempt are right, and that the criteria on it are the unit’s.",
        )
        return matches[0]
    if matches:
        problems.error(
            place,
            f"This {form.format} has lost what it says of itself, and has fields of the units "
            f"{listing(unit.reference for unit in matches)}. None of its marks are read.",
            _START_AFRESH,
        )
        return None
    if is_mark_sheet(form, units.values()):
        note_fields_gone(form, cohort, problems)
        return None
    problems.error(
        place,
        f"This {form.format} does not say what it is and has no fields of a mark sheet, so it is not read.",
        "If it is a mark sheet that was printed to a file, scanned or converted, enter its marks in a new one. "
        f"{LIST_IT} {WHAT_IS_READ}",
    )
    return None


@dataclass(frozen=True)
class _Sheet:
    form: ReturnedForm
    unit: Unit
    cohort: MarkingContext
    problems: Problems

    def values(self) -> Iterator[FieldValue]:
        """Yield what is filled in, without what is only there to say whose sheet it is."""
        names = fields_by_name(self.unit, CLAIMED_FIELDS)
        whose = {self._name(name) for name in LEARNER_FIELDS}
        for field in self.form.fields:
            if field.name not in names:
                if field.cell and field.name not in whose:
                    self._note_strange(field)
                continue
            name, part = names[field.name]
            if name in (*CLAIMED_FIELDS, *MEMBER_FIELDS) and field.cell.place in self.form.formulas:
                continue  # the workbook's own reckoning
            if field.merged_over and field.cell:
                self._note_merged(field, [field_label(*names[other]) for other in field.merged_over if other in names])
                continue
            cell = self._placed(field.cell, field_label(name, part))
            if name in ("total", "unit_total") and cell.kind is CellKind.MASKED:
                cell = replace(cell, kind=CellKind.NUMBER)  # the form's format shows the maximum beside it
            if name == "standardisation_refused":
                cell = _tick_in_words(cell)
            if cell and not unusable(cell, self.problems):
                yield FieldValue(name, part, cell)

    def _note_merged(self, field: FilledField, others: Sequence[str]) -> None:
        """Note a field whose cell was merged with those of others, so that its value may be theirs as well."""
        name, part = fields_by_name(self.unit, CLAIMED_FIELDS)[field.name]
        self.problems.error(
            field.cell.place,
            f"{quote(field.cell.text, longest=LONGEST_QUOTED)} stands in one cell that was merged from those of "
            f"{listing([field_label(name, part), *others])}, so it cannot be told what it is for. It is not read.",
            "Unmerge the cells, and fill in each of them.",
        )

    def _note_strange(self, field: FilledField) -> None:
        """Note a filled field that this unit's sheets do not have; locked criteria and names of others are none."""
        others = (unit for unit in self.cohort.sheets.values() if field.name in fields_by_name(unit, FORM_FIELDS))
        other = next(others, None)
        if other is None and not is_field_name(field.name):
            return
        self.problems.error(
            field.cell.place,
            f"The mark sheet has a field that unit {self.unit.reference} does not have, {quote(field.name)}, and "
            f"{quote(field.cell.text, longest=LONGEST_QUOTED)} is filled in there.",
            f"It belongs to the mark sheet of unit {other.reference}. Enter it there, and clear it here."
            if other
            else f"It was made from an older wording of the unit’s criteria, or for another form. {_START_AFRESH}",
        )

    def entry(self, values: tuple[FieldValue, ...], lost: tuple[LostField, ...]) -> Iterator[MarkEntry]:
        """Yield the sheet as an entry, if it can be told whose it is."""
        learner = self._detail("registration", self.form.identity.learner or self._printed("registration"))
        attempt = self._detail("attempt", self.form.identity.attempt or self._printed("attempt"))
        if learner is None or attempt is None:
            return
        name = next(self.form.cells(self._name("learner_name")), None)
        if not learner:
            self.problems.error(
                learner.place,
                "Marks are filled in, but no registration number, so it cannot be told whose they are.",
                sentences(
                    suggest_learner(name.text if name else self._printed("learner_name"), self.cohort.register),
                    "Fill it in."
                    if any(field.name == self._name("registration") for field in self.form.fields)
                    else _START_AFRESH,
                ),
            )
        elif name is None or self._is_name_of(name, learner):
            unit = Cell(self.unit.reference, self.form.place)
            is_version_known = self.form.identity.criteria or self.form.passages or self.form.pages
            made = made_with(self.unit.members) if is_version_known else MADE_WITH_UNKNOWN
            yield MarkEntry(
                learner, unit, attempt, values,
                lost=lost, signers=self.form.signed, made=made, scope=Scope.FILE,
                typed_over=tuple(value for value in self.form.typed_over if values or value.field in WORKED_OUT),
            )  # fmt: skip

    def _printed(self, name: str) -> str:
        """Return what is printed in the place of a field that this sheet does not have, as on named ones."""
        has_field = any(field.name == self._name(name) for field in self.form.fields)
        return "" if has_field else printed(self.form, name)

    def _detail(self, name: str, stated: str) -> Cell | None:
        """Return what the file says of itself, else what is filled in; None, with the problem noted, if they differ."""
        place = self.form.place
        filled = [self._placed(cell, field_label(name)) for cell in self.form.cells(self._name(name))]
        usable = [cell for cell in filled if not unusable(cell, self.problems)]
        if len(usable) < len(filled):
            return None
        cells = ([Cell(stated, place)] if stated else []) + usable
        for cell in cells[1:]:
            if folded_number(self._of_today(name, cell.text)) != folded_number(self._of_today(name, cells[0].text)):
                self.problems.error(
                    cell.place,
                    f"The {field_label(name)} is {quote(cell.text)} here, but the mark sheet "
                    f"{'was made for' if stated else 'says elsewhere'} {quote(cells[0].text)}.",
                    "Put it right, or use the mark sheet of that learner and attempt.",
                )
                return None
        return cells[0] if cells else Cell("", self._placed(Cell("", place), field_label(name)).place)

    def _of_today(self, name: str, text: str) -> str:
        return self.cohort.register.of_today(text) if name == "registration" else text

    def _is_name_of(self, name: Cell, registration: Cell) -> bool:
        """Say whether a name may be that of the learner with the number, and note it if not."""
        place = self._placed(name, field_label("learner_name")).place
        return is_name_of(name.text, registration.text, self.cohort.register, place, self.problems)

    def _name(self, field: str) -> str:
        return self.unit.field_name(field)

    def _placed(self, cell: Cell, label: str) -> Cell:
        """Return a cell with its field's label as place, where it has no cell of a workbook."""
        if cell.place.cell:
            return cell
        return replace(cell, place=replace(self.form.place, field=label))


def _tick_in_words(cell: Cell) -> Cell:
    """Return a box's mark as the word that a drop-down has; a box that is not ticked says nothing."""
    text = "yes" if cell.text and cell.text in TICKS else "" if cell.text == UNTICKED else cell.text
    return replace(cell, text=text)
