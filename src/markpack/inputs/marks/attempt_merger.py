"""Entries put together to attempts; conflicts between files are found here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

from markpack.assessment.attempt_rules import rule_of
from markpack.assessment.open_criteria import kept_criteria
from markpack.errors import Place, Scope
from markpack.inputs.checks.attempt_scope import check_attempt_scope
from markpack.inputs.checks.competence import check_dated
from markpack.inputs.checks.decisions import check_assessors, check_not_in_future
from markpack.inputs.checks.mark_checks import Key, MarkChecks
from markpack.inputs.checks.method_records import check_records
from markpack.inputs.checks.outcome import assessed, check_outcomes
from markpack.inputs.checks.programme import check_registration_ends
from markpack.inputs.checks.revisions import check_revisions
from markpack.inputs.files.columns import beside
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.marks.attempt_builder import build_attempt, parse_refusal
from markpack.inputs.marks.claimed_results import check_claimed_results
from markpack.inputs.marks.entry_subjects import EntrySubjects
from markpack.inputs.marks.mark_entries import (
    NAME_FIELDS,
    PLURAL_FIELDS,
    FieldValue,
    LostField,
    MarkEntry,
    field_in_words,
)
from markpack.inputs.marks.missing_fields import not_met_any_more, note_lost
from markpack.inputs.marks.typed_results import check_typed_results
from markpack.inputs.problems import LONGEST_QUOTED, Problems, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.printed_signs import note_printed_signs
from markpack.model.dates import parse_date
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.forms.field_names import AWARD_FIELDS
from markpack.model.joint import CriterionKey
from markpack.model.joint_unit import JointUnit
from markpack.model.marks import MarkedAttempt, parse_iqa_decision, parse_mark, parse_revision
from markpack.model.names import folded_name
from markpack.model.outcome import NOT_ATTEMPTED, OutcomeWords
from markpack.model.pack_folders import inputs_folder
from markpack.model.unit import Unit

LONGEST_TEXT = 32_000
"""The most characters of a comment: Excel's cells hold 32,767."""


class AttemptMerger:
    """Takes entries from any number of files, and gives the attempts that they add up to."""

    def __init__(self, cohort: MarkingContext, problems: Problems) -> None:
        self._cohort, self._problems = cohort, problems
        self._subjects = EntrySubjects(cohort, problems)
        self._sheets: dict[Key, tuple[Place, dict[tuple[str, str], Cell]]] = {}
        self._scopes: dict[Key, Scope] = {}
        self._lost: list[tuple[Key, tuple[LostField, ...]]] = []
        self._signers: dict[Key, set[str]] = {}
        self._typed: dict[Key, list[FieldValue]] = {}
        """What is typed over the results of an attempt."""
        self._uncertain: dict[tuple[str, str], int] = {}
        """The first attempt of a learner at a unit that cannot be relied on."""

    def add(self, entry: MarkEntry) -> None:
        """Take in an entry; note what cannot be told from it, and what contradicts an earlier one."""
        is_of_learner = bool(self._cohort.register.registration_of(entry.learner.text))
        if not entry.values and not entry.lost and not (entry.typed_over and is_of_learner):
            self._note_remark(entry, is_of_learner=is_of_learner)
            return
        problems = self._problems.within(entry.scope, learners=[entry.learner.text], assignment=entry.unit.text)
        subject = self._subjects.subject(entry, problems)
        if subject is None:
            return
        sheet = self._cohort.sheet_of(subject.unit)
        key = (subject.learner, sheet.reference, subject.attempt, _revision_of(entry))
        self._scopes[key] = entry.scope if self._scopes.get(key, entry.scope) is entry.scope else Scope.LEARNER
        if entry.lost:
            self._lost.append((key, entry.lost))
        self._signers.setdefault(key, set()).update(entry.signers)
        if entry.typed_over:
            values = (_on_sheet(value, subject.unit, sheet) for value in entry.typed_over)
            self._typed.setdefault(key, []).extend(values)
        if entry.values:
            _, cells = self._sheets.setdefault(key, ((entry.attempt or entry.learner).place, {}))
            for value in entry.values:
                if (subject.has_criterion or not value.part) and not _is_too_long(value, problems):
                    self._take(key, cells, _on_sheet(value, subject.unit, sheet))
            if problems.errors or not subject.has_criterion:
                self._doubt(key)

    def _note_remark(self, entry: MarkEntry, *, is_of_learner: bool) -> None:
        """Warn of words in a row without marks, in place of a number or a name, and of results there."""
        whose = () if is_of_learner else (entry.learner or entry.name,)
        in_list = () if entry.criterion is None else (entry.unit, entry.criterion)
        words = [cell for cell in (*whose, entry.attempt, *in_list) if cell and self._is_remark(cell.text)]
        results = [value.cell for value in entry.typed_over]
        if results and not words:
            words = list(filter(None, whose))
        if cells := [*words, *results]:
            text = " ".join(dict.fromkeys(cell.text for cell in cells))
            self._problems.warn(
                cells[0].place,
                f"{quote(text, longest=LONGEST_QUOTED)} is in a row without marks, and not on record.",
                "Type it where a comment belongs, if it is one; otherwise delete it.",
            )

    def _is_remark(self, text: str) -> bool:
        """Say whether a text is neither a number of any kind nor the reference of a unit."""
        is_number = len(text.split()) == 1 and any(map(str.isdecimal, text))
        return not is_number and text not in self._cohort.units and text not in self._cohort.unreadable_units

    def attempts(self, declarations: Sequence[ReturnedDeclaration] = ()) -> tuple[MarkedAttempt, ...]:
        """Return the attempts by learner, unit and number, each checked; without those that cannot be relied on.

        The declarations say when work was handed in.
        """
        marked = tuple(
            self._build(key)
            for key, (_, cells) in sorted(self._sheets.items())
            if any(field not in NAME_FIELDS for field, _ in cells)
        )
        self._note_lost(marked)
        self._subjects.note_repeated()
        certain = [attempt for attempt in marked if (attempt.learner, attempt.unit) not in self._uncertain]
        results = list(assessed([*certain, *self._elsewhere(certain)], self._cohort))
        here = [own for entries in results if (own := [entry for entry in entries if not entry.marked.pack])]
        checks = MarkChecks(self._cohort, self._sheets, self._problems, self._scopes)
        check_claimed_results(checks, here)
        check_typed_results(checks, results, self._typed_over(), self._problems)
        check_revisions(checks, here)
        check_outcomes(checks, results)
        check_attempt_scope(checks, results, declarations)
        check_dated(checks, certain)
        check_not_in_future(checks, marked)
        check_assessors(checks, here)
        check_records(checks, here)
        check_registration_ends(checks, here)
        return tuple(attempt for attempt in marked if self._is_certain(attempt))

    def _elsewhere(self, marked: Iterable[MarkedAttempt]) -> list[MarkedAttempt]:
        """Return the attempts that were marked in other packs, of the learners at the sheets of which some are here."""
        here = {(attempt.learner, attempt.unit) for attempt in marked}
        return [entry.marked for entry in self._cohort.elsewhere if (entry.marked.learner, entry.marked.unit) in here]

    def _typed_over(self) -> Mapping[Key, Sequence[FieldValue]]:
        """Return what is typed over results, by attempt, where these can be relied on."""
        return {
            key: values
            for key, values in self._typed.items()
            if key[2] < self._uncertain.get((key[0], key[1]), key[2] + 1)
        }

    def _is_certain(self, attempt: MarkedAttempt) -> bool:
        """Say whether nothing is in doubt about an attempt, or about one before it."""
        first = self._uncertain.get((attempt.learner, attempt.unit))
        return first is None or attempt.attempt < first

    def _doubt(self, key: Key) -> None:
        learner, unit, attempt, _ = key
        self._uncertain[learner, unit] = min(attempt, self._uncertain.get((learner, unit), attempt))

    def _problems_of(self, key: Key) -> Problems:
        """Return the collector for what is wrong with an attempt."""
        return self._problems.within(self._scopes[key], learners=[key[0]], assignment=key[1])

    def _build(self, key: Key) -> MarkedAttempt:
        """Return the attempt that an attempt's cells make up; where they break rules, it is uncertain."""
        place, cells = self._sheets[key]
        problems = self._problems_of(key)
        self._check_elsewhere(key, place, problems)
        self._check_earlier(key, place, problems)
        for cell in cells.values():
            note_printed_signs(cell.text, cell.place, problems)
        attempt = build_attempt(key, cells, self._cohort, problems)
        attempt = replace(attempt, signers=tuple(sorted(self._signers.get(key, ()))))
        if problems.errors:
            self._doubt(key)
        return attempt

    def _note_lost(self, marked: Iterable[MarkedAttempt]) -> None:
        """Note the fields that sheets have lost, once it is known which criteria were met before."""
        if not self._lost:
            return
        policies = self._cohort.policies
        met = {
            (result.marked.learner, result.unit.reference, result.attempt + 1): {
                entry.criterion.id for entry in (kept_criteria(result, rule) if rule else ())
            }
            for results in assessed([*marked, *self._elsewhere(marked)], self._cohort)
            for result in results
            for rule in (rule_of(result.scheme, policies, result.attempt + 1),)
        }
        for key, fields in self._lost:
            met_before = set() if key[2] == 1 else met.get(key[:3])
            if note_lost(fields, met_before, self._problems_of(key)):
                self._doubt(key)
            # Results that the sheet prints of them are its own, and not typed.
            stale = (
                {("carried", part) for part in not_met_any_more(fields, met_before)}
                if met_before is not None
                else set()
            )
            self._typed[key] = [value for value in self._typed.get(key, ()) if (value.field, value.part) not in stale]

    def _take(self, key: Key, cells: dict[tuple[str, str], Cell], value: FieldValue) -> None:
        earlier = cells.setdefault((value.field, value.part), value.cell)
        if earlier.text == value.cell.text:
            return
        words = self._cohort.sheets[key[1]].scheme.words
        if _meaning(value.field, earlier.text, words) == _meaning(value.field, value.cell.text, words):
            return
        self._doubt(key)
        self._problems.within(learners=[key[0]], assignment=key[1]).error(
            value.cell.place,
            f"The {field_in_words(value.field, value.part)} {'are' if value.field in PLURAL_FIELDS else 'is'} "
            f"{quote(value.cell.text)} here and {quote(earlier.text)} "
            f"in {beside(earlier.place, value.cell.place)} (learner {key[0]}, unit {key[1]}, attempt {key[2]}"
            f"{f', revision {key[3]}' if key[3] > 1 else ''}).",
            "Keep the one that is right, and clear or correct the other.",
        )

    def _check_elsewhere(self, key: Key, place: Place, problems: Problems) -> None:
        """Note an attempt that is marked in another cohort of the employer, too: attempts count over all of them."""
        learner, unit, attempt, _ = key
        if pack := self._attempts_elsewhere.get((learner, unit, attempt)):
            last = max(known[2] for known in self._attempts_elsewhere if known[:2] == (learner, unit))
            problems.error(
                place,
                f"Attempt {attempt} of learner {learner} at unit {unit} is marked here and in "
                f"{inputs_folder(pack)}/marks: attempts count over all cohorts of an employer.",
                f"If it is another attempt, number it {last + 1}; otherwise take one of the two away.",
            )

    @cached_property
    def _attempts_elsewhere(self) -> Mapping[tuple[str, str, int], str]:
        """The names of the packs in which attempts were marked, by learner, sheet and number."""
        marked = (entry.marked for entry in self._cohort.elsewhere)
        return {(entry.learner, entry.unit, entry.attempt): entry.pack for entry in marked}

    def _check_earlier(self, key: Key, place: Place, problems: Problems) -> None:
        learner, unit, attempt, _ = key
        earlier = (learner, unit, attempt - 1)
        if attempt > 1 and earlier not in {known[:3] for known in self._sheets} | self._attempts_elsewhere.keys():
            problems.error(
                place,
                f"Attempt {attempt} of learner {learner} at unit {unit} is marked, but attempt {attempt - 1} is not.",
                "Add the marks of the earlier attempt, or correct the number of this one.",
            )


def _revision_of(entry: MarkEntry) -> int:
    """Return which revision of an attempt an entry is of; what is no number is noted once the attempt is built."""
    written = next((value.cell.text for value in entry.values if value.field == "revision"), "1")
    try:
        return parse_revision(written)
    except ValueError:
        return 1


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
        "decision": words.decision, "level": words.level_code,
        "outcome": words.grade_code, "unit_outcome": words.grade_code,
        "iqa_decision": partial(parse_iqa_decision, words=words), "standardisation_refused": parse_refusal,
        "assessed_on": parse_date, "iqa_on": parse_date, "held_on": parse_date,
        "revision": parse_revision, "revised_on": parse_date, "received_on": parse_date,
    }  # fmt: skip
    if field in AWARD_FIELDS and words.is_not_attempted(text):
        return NOT_ATTEMPTED
    try:
        return parsers[field](text)
    except (KeyError, ValueError):
        return folded_name(text) if field in NAME_FIELDS else " ".join(text.split())
