"""Entries sorted by the version of the unit that a learner was given, before they are put together to attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markpack.errors import Place
from markpack.inputs.files.columns import beside
from markpack.inputs.marks.attempt_merger import AttemptMerger
from markpack.inputs.marks.mark_entries import MarkEntry, folded_number
from markpack.inputs.problems import Problems
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.forms.identity import MADE_WITH_UNKNOWN, MadeWith
from markpack.model.joint_unit import made_with
from markpack.model.marks import MarkedAttempt

_Learner = tuple[str, str]
"""A learner, and what a mark sheet of theirs is for."""


class VersionedMerger:
    """Takes entries from any number of files, and gives the attempts that they add up to, each by its own version.

    A learner's work on a sheet is judged by one version of its units: the one that their forms were made from. What
    says nothing of that, such as a list, goes with the rest of the learner's, or by the version of the assignment.
    """

    def __init__(self, cohort: MarkingContext, problems: Problems) -> None:
        self._cohort, self._problems = cohort, problems
        self._entries: list[tuple[_Learner, MarkEntry]] = []
        self._made_with: dict[_Learner, tuple[MadeWith, Place]] = {}
        """What a learner's forms were made with, and the first that says so."""
        self._in_conflict: set[_Learner] = set()
        self._references = {reference.casefold(): reference for reference in (*cohort.sheets, *cohort.units)}

    def add(self, entry: MarkEntry) -> None:
        """Take in an entry; note where it was made from another version than an earlier one of the same learner."""
        learner = self._learner_of(entry)
        self._entries.append((learner, entry))
        known = self._cohort.for_form(learner[1], entry.made).sheets.get(learner[1])
        if not entry.values or known is None or made_with(known.members) != entry.made:
            return
        place = (entry.attempt or entry.learner).place
        first, other = self._made_with.setdefault(learner, (entry.made, place))
        if first != entry.made:
            self._in_conflict.add(learner)
            by, by_others = self._version(learner[1], entry.made), self._version(learner[1], first)
            self._problems.within(entry.scope, learners=[entry.learner.text], assignment=entry.unit.text).error(
                place,
                f"These marks of learner {entry.learner.text} are for {by}; those in {beside(other, place)} are for "
                f"{by_others}. None of them are read.",
                "Keep those by the version that the learner was given, and take the others away.",
            )

    def attempts(self, declarations: Sequence[ReturnedDeclaration] = ()) -> tuple[MarkedAttempt, ...]:
        """Return the attempts by learner, unit and number, each checked; without those that cannot be relied on.

        The declarations say when work was handed in.
        """
        mergers: dict[int, tuple[MarkingContext, AttemptMerger]] = {}
        for cohort in (self._cohort, *map(self._cohort_of, self._made_with)):
            if id(cohort) not in mergers:
                mergers[id(cohort)] = cohort, AttemptMerger(cohort, self._problems)
        for learner, entry in self._entries:
            if learner not in self._in_conflict:
                mergers[id(self._cohort_of(learner))][1].add(entry)
        attempts = [
            attempt if cohort is self._cohort else replace(attempt, versions=cohort.versions_of(attempt.unit))
            for cohort, merger in mergers.values()
            for attempt in merger.attempts(declarations)
        ]
        return tuple(sorted(attempts, key=lambda attempt: (attempt.learner, attempt.unit, attempt.attempt)))

    def versions(self) -> Mapping[str, Mapping[str, str]]:
        """Return by which versions of units learners are judged, where these are not the assignments' own.

        The versions are by registration and unit. Whether the marks can be relied on makes no difference.
        """
        versions: dict[str, dict[str, str]] = {}
        for learner in self._made_with.keys() - self._in_conflict:
            cohort = self._cohort_of(learner)
            if cohort is not self._cohort:
                versions.setdefault(learner[0], {}).update(cohort.versions_of(learner[1]))
        return versions

    def _learner_of(self, entry: MarkEntry) -> _Learner:
        cohort = self._cohort
        registration = cohort.register.registration_of(entry.learner.text) or folded_number(entry.learner.text)
        unit = self._references.get(entry.unit.text.casefold())
        return registration, cohort.sheet_of(unit).reference if unit else entry.unit.text

    def _cohort_of(self, learner: _Learner) -> MarkingContext:
        return self._cohort.for_form(learner[1], self._made_with.get(learner, (MADE_WITH_UNKNOWN,))[0])

    def _version(self, sheet: str, made: MadeWith) -> str:
        versions = self._cohort.for_form(sheet, made).versions_of(sheet)
        return " and ".join(f"version {version} of unit {unit}" for unit, version in versions.items())
