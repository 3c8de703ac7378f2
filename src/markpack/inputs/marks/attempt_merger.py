"""Entries put together to attempts: who, which unit, which attempt; conflicts between files are found here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from markpack.errors import Place
from markpack.inputs.checks.competence import check_dated
from markpack.inputs.checks.mark_checks import Key, MarkChecks
from markpack.inputs.checks.outcome import assessed, check_outcomes
from markpack.inputs.checks.programme import check_registration_ends
from markpack.inputs.checks.staff import folded
from markpack.inputs.files.columns import AS_TEXT, beside
from markpack.inputs.files.csv_tables import Cell, CellKind
from markpack.inputs.marks.attempt_builder import build_attempt, parse_refusal
from markpack.inputs.marks.claimed_results import check_claimed_results
from markpack.inputs.marks.mark_entries import (
    NAME_FIELDS,
    FieldValue,
    LostField,
    MarkEntry,
    field_in_words,
    share_a_word,
)
from markpack.inputs.marks.missing_fields import note_lost
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.register import suggest_learner
from markpack.model.dates import parse_date
from markpack.model.forms.field_names import CRITERION_FIELDS, CRITERION_RECORD_FIELDS, SEPARATOR
from markpack.model.joint import CriterionKey
from markpack.model.joint_unit import JointUnit
from markpack.model.marks import MarkedAttempt, parse_iqa_decision, parse_mark
from markpack.model.outcome import OutcomeWords
from markpack.model.unit import Unit

LONGEST_TEXT = 32_000
"""The most characters of a comment: Excel's cells hold 32,767."""

_ATTEMPT = re.compile(r"0{0,4}([1-9][0-9]{0,2})(?:[.,]0{1,10})?")


class AttemptMerger:
    """Takes entries from any number of files, and gives the attempts that they add up to."""

    def __init__(self, cohort: MarkingContext, problems: Problems) -> None:
        self._cohort, self._problems = cohort, problems
        self._sheets: dict[Key, tuple[Place, dict[tuple[str, str], Cell]]] = {}
        self._lost: list[tuple[Key, tuple[LostField, ...]]] = []
        self._noted: set[tuple[str, str]] = set()
        self._uncertain: set[tuple[str, str]] = set()
        register = cohort.register
        self._learners = {person.registration: person for person in register.learners}
        self._registrations = {name.casefold(): name for name in register.mentioned or ()}
        self._without_zeros: dict[str, list[str]] = {}
        for name in register.mentioned or ():
            self._without_zeros.setdefault(name.lstrip("0"), []).append(name)

    def add(self, entry: MarkEntry) -> None:
        """Take in an entry; note what cannot be told from it, and what contradicts an earlier one."""
        if not entry.values and not entry.lost:
            return
        learner, unit, attempt = self._learner(entry.learner), self._unit(entry.unit), self._attempt(entry.attempt)
        criterion_known = self._criterion(entry, unit) if unit else False
        if learner is None or unit is None or attempt is None or not self._is_name_of(entry, learner):
            return
        sheet = self._cohort.sheet_of(unit)
        key = (learner, sheet.reference, attempt)
        if entry.lost:
            self._lost.append((key, entry.lost))
        if entry.values:
            _, cells = self._sheets.setdefault(key, ((entry.attempt or entry.learner).place, {}))
            for value in entry.values:
                if (criterion_known or not value.part) and not self._is_too_long(value):
                    self._take(key, cells, _on_sheet(value, unit, sheet))

    def attempts(self) -> tuple[MarkedAttempt, ...]:
        """Return the attempts by learner, unit and number, each checked."""
        marked = tuple(
            self._build(key)
            for key, (_, cells) in sorted(self._sheets.items())
            if any(field not in NAME_FIELDS for field, _ in cells)
        )
        self._note_lost(marked)
        certain = [attempt for attempt in marked if (attempt.learner, attempt.unit) not in self._uncertain]
        results = list(assessed(certain, self._cohort))
        checks = MarkChecks(self._cohort, self._sheets, self._problems)
        check_claimed_results(checks, results)
        check_outcomes(checks, results)
        check_dated(checks, certain)
        check_registration_ends(checks, results)
        return marked

    def _build(self, key: Key) -> MarkedAttempt:
        """Return the attempt that an attempt's cells make up; where they break rules, it is uncertain."""
        place, cells = self._sheets[key]
        error_count = len(self._problems.errors)
        self._check_earlier(key, place)
        attempt = build_attempt(key, cells, self._cohort, self._problems)
        if len(self._problems.errors) > error_count:
            self._uncertain.add(key[:2])
        return attempt

    def _note_lost(self, marked: Iterable[MarkedAttempt]) -> None:
        """Note the fields that sheets have lost, once it is known which criteria were met before."""
        if not self._lost:
            return
        carry_over = self._cohort.policies.carry_over
        met = {
            (result.marked.learner, result.unit.reference, result.attempt + 1): {
                entry.criterion.id for entry in result.criteria if entry.met and carry_over
            }
            for results in assessed(marked, self._cohort)
            for result in results
        }
        for key, fields in self._lost:
            if note_lost(fields, set() if key[2] == 1 else met.get(key), self._problems):
                self._uncertain.add(key[:2])

    def _take(self, key: Key, cells: dict[tuple[str, str], Cell], value: FieldValue) -> None:
        earlier = cells.setdefault((value.field, value.part), value.cell)
        meanings = [_meaning(value.field, cell.text, self._cohort.words) for cell in (earlier, value.cell)]
        if earlier is value.cell or meanings[0] == meanings[1]:
            return
        self._uncertain.add(key[:2])
        same_file = earlier.place.file == value.cell.place.file and earlier.place.sheet == value.cell.place.sheet
        earlier_place = beside(earlier.place) if same_file else str(earlier.place)
        self._problems.error(
            value.cell.place,
            f"The {field_in_words(value.field, value.part)} is {quote(value.cell.text)} here and {quote(earlier.text)} "
            f"in {earlier_place} (learner {key[0]}, unit {key[1]}, attempt {key[2]}).",
            "Keep the one that is right, and clear or correct the other.",
        )

    def _is_too_long(self, value: FieldValue) -> bool:
        """Say whether a text is longer than the cell of a workbook can be, and note it."""
        if len(value.cell.text) <= LONGEST_TEXT:
            return False
        self._problems.error(
            value.cell.place,
            f"The {field_in_words(value.field, value.part)} has {len(value.cell.text)} characters; at most "
            f"{LONGEST_TEXT} are taken.",
            "Shorten it, and hand out the rest as a document of its own.",
        )
        return True

    def _note_once(
        self, cell: Cell, message: str, hint: str, note: Callable[[Place, str, str], None] | None = None
    ) -> None:
        """Note what is wrong with a value, where it is met for the first time in its file; `note` is an error's."""
        if (key := (cell.place.file, message)) not in self._noted:
            self._noted.add(key)
            (note or self._problems.error)(cell.place, message, hint)

    def _learner(self, cell: Cell) -> str | None:
        if not cell:
            self._problems.error(
                cell.place, "Marks stand in a row without a registration number.", "Fill it in, or clear the row."
            )
            return None
        register = self._cohort.register
        if register.mentioned is None:
            return cell.text
        if known := self._registrations.get(cell.text.casefold()):
            return known
        meant = self._without_zeros.get(cell.text.lstrip("0"), []) if cell.text.isdecimal() else []
        if len(meant) == 1:
            self._note_lost_zeros(cell, meant[0])
            return meant[0]
        self._note_once(
            cell,
            f"{quote(cell.text)} is not on the register.",
            sentences(suggest_learner(cell.text, register), "Correct the number, or add the learner to the register."),
        )
        return None

    def _is_name_of(self, entry: MarkEntry, registration: str) -> bool:
        """Say whether the name beside a number may be that learner's; note it if they have no word in common."""
        learner = self._learners.get(registration) if entry.name else None
        if learner is None or entry.name is None or share_a_word(entry.name.text, learner.name):
            return True
        self._problems.error(
            entry.name.place,
            f"The learner’s name is {quote(entry.name.text)}, but {registration} is the number of {learner.name}, so "
            "it cannot be told whose marks these are.",
            "Put number and name right; if part of the sheet was sorted, undo that or start from the file before it.",
        )
        return False

    def _note_lost_zeros(self, cell: Cell, meant: str) -> None:
        """Warn, once for each learner, at the number that is shorter: on the register or in the marks."""
        if ("", meant) in self._noted:
            return
        self._noted.add(("", meant))
        numbers = ((meant, self._cohort.register.places[meant]), (cell.text, cell.place))
        (short, place), (full, other) = sorted(numbers, key=lambda number: len(number[0]))
        self._problems.warn(
            place, f"{quote(short)} was taken for {quote(full)} in {other}; leading zeros are missing here.", AS_TEXT
        )

    def _unit(self, cell: Cell) -> str | None:
        cohort = self._cohort
        references = (*cohort.units, *cohort.unreadable_units)
        known = {reference.casefold(): reference for reference in (*references, *cohort.sheets)}
        reference = known.get(cell.text.casefold())
        if not cell:
            self._problems.error(cell.place, "Marks stand in a row without a unit.", "Write its whole reference.")
            return None
        if reference is None:
            self._note_once(
                cell,
                f"{quote(cell.text)} is not the reference of a unit.",
                sentences(did_you_mean(cell.text, references), f"Units are {listing(sorted(references))}."),
            )
            return None
        set_units = cohort.set_units()
        if set_units is not None and not set(reference.split(SEPARATOR)) <= set(set_units):
            self._note_once(
                cell,
                f"The unit {reference} is not set for this employer’s learners.",
                f"Add it to the assignments in context.yaml, which has {listing(set_units)}.",
            )
            return None
        return reference if reference in cohort.units or reference in cohort.sheets else None

    def _attempt(self, cell: Cell) -> int | None:
        allowed = self._cohort.policies.attempts_allowed
        if not cell:
            return 1
        match = _ATTEMPT.fullmatch(cell.text)
        if not match:
            self._problems.error(
                cell.place, f"{quote(cell.text)} is not the number of an attempt.", "Write 1, 2 and so on."
            )
            return None
        number = int(match[1])
        if number > allowed:
            self._problems.error(
                cell.place,
                f"This is attempt {number}; the centre allows {allowed}.",
                "Correct the number, or change attempts_allowed in contexts/centre.yaml.",
            )
            return None
        return number

    def _criterion(self, entry: MarkEntry, unit: str) -> bool:
        cell = entry.criterion
        template = self._cohort.units[unit].record if unit in self._cohort.units else self._cohort.sheets[unit]
        ids = [criterion.id for criterion in template.criteria]
        if cell is None or cell.text in ids:
            if cell and cell.kind is CellKind.NUMBER and f"{cell.text}0" in ids:
                self._note_once(
                    cell,
                    f"{quote(cell.text)} is stored as a number, and {cell.text}0 would look the same; it was taken for "
                    f"criterion {cell.text}.",
                    "Check it, and format the column as Text before typing criteria.",
                    self._problems.warn,
                )
            return True
        if not self._cohort.ids_are_valid(template):
            return False
        about_criterion = any(value.field in (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS) for value in entry.values)
        if about_criterion and not cell:
            self._problems.error(
                cell.place, "Marks stand in a row without a criterion.", f"Write one of {listing(ids)}."
            )
        elif about_criterion:
            self._note_once(
                cell,
                f"{quote(cell.text)} is not a criterion of unit {unit}.",
                sentences(did_you_mean(cell.text, ids, likeness=0.75), f"Its criteria are {listing(ids, limit=40)}."),
            )
        return False

    def _check_earlier(self, key: Key, place: Place) -> None:
        learner, unit, attempt = key
        if attempt > 1 and (learner, unit, attempt - 1) not in self._sheets:
            self._problems.error(
                place,
                f"Attempt {attempt} of learner {learner} at unit {unit} is marked, but attempt {attempt - 1} is not.",
                "Add the marks of the earlier attempt, or correct the number of this one.",
            )


def _on_sheet(value: FieldValue, unit: str, sheet: Unit) -> FieldValue:
    """Return a value of one unit as one of the sheet that it shares with others: its criterion by its label."""
    if not isinstance(sheet, JointUnit) or not value.part or unit == sheet.reference:
        return value
    return replace(value, part=sheet.label(CriterionKey(unit, value.part)))


def _meaning(field: str, text: str, words: OutcomeWords) -> object:
    """Return what a cell's text means, so that 12 and 12.0, or Pass and P, are the same value."""
    parse_any_mark = partial(parse_mark, half_marks=True)
    parsers: Mapping[str, Callable[[str], object]] = {
        "mark": parse_any_mark, "total": parse_any_mark, "unit_total": parse_any_mark,
        "decision": words.decision, "outcome": words.decision, "unit_outcome": words.decision,
        "iqa_decision": partial(parse_iqa_decision, words=words), "standardisation_refused": parse_refusal,
        "assessed_on": parse_date, "iqa_on": parse_date, "held_on": parse_date,
    }  # fmt: skip
    try:
        return parsers[field](text)
    except (KeyError, ValueError):
        return folded(text) if field in NAME_FIELDS else " ".join(text.split())
