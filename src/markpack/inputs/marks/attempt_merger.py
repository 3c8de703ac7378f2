"""Entries put together to attempts: who, which unit, which attempt; conflicts between files are found here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from markpack.errors import Place, Problem, Scope, Severity
from markpack.inputs.checks.competence import check_dated
from markpack.inputs.checks.decisions import check_assessors, check_not_in_future
from markpack.inputs.checks.mark_checks import Key, MarkChecks
from markpack.inputs.checks.outcome import assessed, check_outcomes
from markpack.inputs.checks.programme import check_registration_ends
from markpack.inputs.checks.staff import folded
from markpack.inputs.files.columns import AS_TEXT, beside
from markpack.inputs.files.csv_tables import Cell, CellKind
from markpack.inputs.marks.attempt_builder import build_attempt, parse_refusal
from markpack.inputs.marks.claimed_results import check_claimed_results
from markpack.inputs.marks.learner_name import is_name_of
from markpack.inputs.marks.mark_entries import (
    NAME_FIELDS,
    FieldValue,
    LostField,
    MarkEntry,
    field_in_words,
    without_noughts,
)
from markpack.inputs.marks.missing_fields import note_lost
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.printed_signs import note_printed_signs
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

_ATTEMPT = re.compile("0{0,4}[1-9][0-9]{0,2}")


class AttemptMerger:
    """Takes entries from any number of files, and gives the attempts that they add up to."""

    def __init__(self, cohort: MarkingContext, problems: Problems) -> None:
        self._cohort, self._problems = cohort, problems
        self._sheets: dict[Key, tuple[Place, dict[tuple[str, str], Cell]]] = {}
        self._scopes: dict[Key, Scope] = {}
        self._lost: list[tuple[Key, tuple[LostField, ...]]] = []
        self._signed: set[Key] = set()
        self._zeros_noted: set[str] = set()
        self._repeated: dict[tuple[str, str], tuple[Problem, Problems, list[str]]] = {}
        """What is wrong with values that a file may repeat, by file and message, and all learners concerned."""
        self._uncertain: dict[tuple[str, str], int] = {}
        """The first attempt of a learner at a unit that cannot be relied on."""

    def add(self, entry: MarkEntry) -> None:
        """Take in an entry; note what cannot be told from it, and what contradicts an earlier one."""
        if not entry.values and not entry.lost:
            return
        problems = self._problems.within(entry.scope, learners=[entry.learner.text], assignment=entry.unit.text)
        learner, unit = self._learner(entry.learner, problems), self._unit(entry.unit, problems)
        attempt = self._attempt(entry.attempt, problems)
        criterion_known = self._criterion(entry, unit, problems) if unit else False
        if learner is None or unit is None or attempt is None or not self._is_name_of(entry, learner, problems):
            return
        sheet = self._cohort.sheet_of(unit)
        key = (learner, sheet.reference, attempt)
        self._scopes[key] = entry.scope if self._scopes.get(key, entry.scope) is entry.scope else Scope.LEARNER
        if entry.lost:
            self._lost.append((key, entry.lost))
        if entry.signed:
            self._signed.add(key)
        if entry.values:
            _, cells = self._sheets.setdefault(key, ((entry.attempt or entry.learner).place, {}))
            for value in entry.values:
                if (criterion_known or not value.part) and not _is_too_long(value, problems):
                    self._take(key, cells, _on_sheet(value, unit, sheet))
            if problems.errors or not criterion_known:
                self._doubt(key)

    def attempts(self) -> tuple[MarkedAttempt, ...]:
        """Return the attempts by learner, unit and number, each checked; without those that cannot be relied on."""
        marked = tuple(
            self._build(key)
            for key, (_, cells) in sorted(self._sheets.items())
            if any(field not in NAME_FIELDS for field, _ in cells)
        )
        self._note_lost(marked)
        for problem, problems, learners in self._repeated.values():
            problems.within(learners=learners).include([problem])
        certain = [attempt for attempt in marked if (attempt.learner, attempt.unit) not in self._uncertain]
        results = list(assessed(certain, self._cohort))
        checks = MarkChecks(self._cohort, self._sheets, self._problems, self._scopes)
        check_claimed_results(checks, results)
        check_outcomes(checks, results)
        check_dated(checks, certain)
        check_not_in_future(checks, marked)
        check_assessors(checks, results)
        check_registration_ends(checks, results)
        return tuple(attempt for attempt in marked if self._is_certain(attempt))

    def _is_certain(self, attempt: MarkedAttempt) -> bool:
        """Say whether nothing is in doubt about an attempt, or about one before it."""
        first = self._uncertain.get((attempt.learner, attempt.unit))
        return first is None or attempt.attempt < first

    def _doubt(self, key: Key) -> None:
        learner, unit, attempt = key
        self._uncertain[learner, unit] = min(attempt, self._uncertain.get((learner, unit), attempt))

    def _problems_of(self, key: Key) -> Problems:
        """Return the collector for what is wrong with an attempt."""
        return self._problems.within(self._scopes[key], learners=[key[0]], assignment=key[1])

    def _build(self, key: Key) -> MarkedAttempt:
        """Return the attempt that an attempt's cells make up; where they break rules, it is uncertain."""
        place, cells = self._sheets[key]
        problems = self._problems_of(key)
        self._check_earlier(key, place, problems)
        for cell in cells.values():
            note_printed_signs(cell.text, cell.place, problems)
        attempt = replace(build_attempt(key, cells, self._cohort, problems), signed_on_sheet=key in self._signed)
        if problems.errors:
            self._doubt(key)
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
            if note_lost(fields, set() if key[2] == 1 else met.get(key), self._problems_of(key)):
                self._doubt(key)

    def _take(self, key: Key, cells: dict[tuple[str, str], Cell], value: FieldValue) -> None:
        earlier = cells.setdefault((value.field, value.part), value.cell)
        meanings = [_meaning(value.field, cell.text, self._cohort.words) for cell in (earlier, value.cell)]
        if earlier is value.cell or meanings[0] == meanings[1]:
            return
        self._doubt(key)
        same_file = earlier.place.file == value.cell.place.file and earlier.place.sheet == value.cell.place.sheet
        earlier_place = beside(earlier.place) if same_file else str(earlier.place)
        self._problems.within(learners=[key[0]], assignment=key[1]).error(
            value.cell.place,
            f"The {field_in_words(value.field, value.part)} is {quote(value.cell.text)} here and {quote(earlier.text)} "
            f"in {earlier_place} (learner {key[0]}, unit {key[1]}, attempt {key[2]}).",
            "Keep the one that is right, and clear or correct the other.",
        )

    def _note_once(
        self, cell: Cell, message: str, hint: str, problems: Problems, severity: Severity = Severity.ERROR
    ) -> None:
        """Note what is wrong with a value, once for its file, for all learners concerned."""
        first = (Problem(cell.place, message, hint, severity), problems, list[str]())
        *_, learners = self._repeated.setdefault((cell.place.file, message), first)
        learners.extend(problems.reach.learners)

    def _learner(self, cell: Cell, problems: Problems) -> str | None:
        if not cell:
            problems.error(
                cell.place, "Marks stand in a row without a registration number.", "Fill it in, or clear the row."
            )
            return None
        register = self._cohort.register
        if register.mentioned is None:
            return cell.text
        if known := register.registration_of(cell.text):
            if known.casefold() != cell.text.casefold():
                self._note_lost_zeros(cell, known)
            return known
        self._note_once(
            cell,
            f"{quote(cell.text)} is not on the register.",
            sentences(suggest_learner(cell.text, register), "Correct the number, or add the learner to the register."),
            problems,
        )
        return None

    def _is_name_of(self, entry: MarkEntry, registration: str, problems: Problems) -> bool:
        """Say whether the name beside a number may be that learner's, and note it if not."""
        name = entry.name
        return name is None or is_name_of(name.text, registration, self._cohort.register, name.place, problems)

    def _note_lost_zeros(self, cell: Cell, meant: str) -> None:
        """Warn, once for each learner, at the number that is shorter: on the register or in the marks."""
        if meant in self._zeros_noted:
            return
        self._zeros_noted.add(meant)
        numbers = ((meant, self._cohort.register.places[meant]), (cell.text, cell.place))
        (short, place), (full, other) = sorted(numbers, key=lambda number: len(number[0]))
        self._problems.warn(
            place, f"{quote(short)} was taken for {quote(full)} in {other}; leading zeros are missing here.", AS_TEXT
        )

    def _unit(self, cell: Cell, problems: Problems) -> str | None:
        cohort = self._cohort
        references = (*cohort.units, *cohort.unreadable_units)
        known = {reference.casefold(): reference for reference in (*references, *cohort.sheets)}
        reference = known.get(cell.text.casefold())
        if not cell:
            problems.error(cell.place, "Marks stand in a row without a unit.", "Write its whole reference.")
            return None
        if reference is None:
            self._note_once(
                cell,
                f"{quote(cell.text)} is not the reference of a unit.",
                sentences(did_you_mean(cell.text, references), f"Units are {listing(sorted(references))}."),
                problems,
            )
            return None
        set_units = cohort.set_units()
        if set_units is not None and not set(reference.split(SEPARATOR)) <= set(set_units):
            self._note_once(
                cell,
                f"The unit {reference} is not set for this employer’s learners.",
                f"Add it to the assignments in context.yaml, which has {listing(set_units)}.",
                problems,
            )
            return None
        return reference if reference in cohort.units or reference in cohort.sheets else None

    def _attempt(self, cell: Cell, problems: Problems) -> int | None:
        allowed = self._cohort.policies.attempts_allowed
        if not cell:
            return 1
        text = without_noughts(cell.text)
        if not _ATTEMPT.fullmatch(text):
            problems.error(cell.place, f"{quote(cell.text)} is not the number of an attempt.", "Write 1, 2 and so on.")
            return None
        number = int(text)
        if number > allowed:
            problems.error(
                cell.place,
                f"This is attempt {number}; the centre allows {allowed}.",
                "Correct the number, or change attempts_allowed in contexts/centre.yaml.",
            )
            return None
        return number

    def _criterion(self, entry: MarkEntry, unit: str, problems: Problems) -> bool:
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
                    problems,
                    Severity.WARNING,
                )
            return True
        if not self._cohort.ids_are_valid(template):
            return False
        about_criterion = any(value.field in (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS) for value in entry.values)
        if about_criterion and not cell:
            problems.error(cell.place, "Marks stand in a row without a criterion.", f"Write one of {listing(ids)}.")
        elif about_criterion:
            self._note_once(
                cell,
                f"{quote(cell.text)} is not a criterion of unit {unit}.",
                sentences(did_you_mean(cell.text, ids, likeness=0.75), f"Its criteria are {listing(ids, limit=40)}."),
                problems,
            )
        return False

    def _check_earlier(self, key: Key, place: Place, problems: Problems) -> None:
        learner, unit, attempt = key
        if attempt > 1 and (learner, unit, attempt - 1) not in self._sheets:
            problems.error(
                place,
                f"Attempt {attempt} of learner {learner} at unit {unit} is marked, but attempt {attempt - 1} is not.",
                "Add the marks of the earlier attempt, or correct the number of this one.",
            )


def _is_too_long(value: FieldValue, problems: Problems) -> bool:
    """Say whether a text is longer than the cell of a workbook can be, and note it."""
    if len(value.cell.text) <= LONGEST_TEXT:
        return False
    problems.error(
        value.cell.place,
        f"The {field_in_words(value.field, value.part)} has {len(value.cell.text)} characters; at most "
        f"{LONGEST_TEXT} are taken.",
        "Shorten it, and hand out the rest as a document of its own.",
    )
    return True


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
