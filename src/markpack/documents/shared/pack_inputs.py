"""Everything that an employer's pack is made from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from markpack.assessment.cohort import CohortResults, qualification_result, results_by_unit, units_in
from markpack.assessment.combination import QualificationResult
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.receipt import Receipt, received_on
from markpack.assessment.sheets import merge_results
from markpack.assessment.standing import (
    AttemptStanding,
    Circumstances,
    authenticity_of,
    decided_until,
    earned,
    expected,
    has_left,
    has_record,
    lacks_record,
    needs_record,
    standing_of,
    standings_of,
    submission_on,
    unmarked,
)
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.declaration import Authenticity, ReturnedDeclaration
from markpack.model.extension import NO_EXTENSIONS, Extensions
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.hold import Hold
from markpack.model.joint_unit import JointUnit
from markpack.model.learner import Learner
from markpack.model.outcome import Outcome
from markpack.model.standing import Submission
from markpack.model.unit import Unit
from markpack.model.unit_versions import UnitVersions


@dataclass(frozen=True)
class PackInputs:
    """Everything that an employer's pack is made from. `settings` has one entry an assignment, at least one.

    `holds` are of learners whose marks cannot be relied on. `stopped` are the names of assignments of which nothing is
    made; the marks of those that are `unjudged` count for nothing.
    """

    settings: Sequence[AssignmentContext]
    units: Mapping[str, Unit]
    learners: Sequence[Learner]
    attempts: CohortResults
    holds: Sequence[Hold] = ()
    stopped: Sequence[str] = ()
    unjudged: Sequence[str] = ()
    declarations: Sequence[ReturnedDeclaration] = ()
    versions: UnitVersions = field(default_factory=dict)
    """All versions of units; a setting has those that its assignment goes by."""
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The versions of units that learners (by registration) were given, where they are not those of the settings."""

    as_of: datetime.date | None = None
    """The day on which somebody asks, for lists that say what is late; documents are made without one."""
    extensions: Extensions = NO_EXTENSIONS
    sharing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The learners whom the employer's other packs have, too: numbers there by those here, by the pack's name."""
    others: Mapping[str, PackInputs] = field(default_factory=dict)
    """These packs, by name."""

    @property
    def name(self) -> str:
        """The pack's name, as in the output."""
        return self.settings[0].folder

    @cached_property
    def begins(self) -> tuple[datetime.date, str]:
        """The day on which the first assignment is set, and the name, by which packs are put in order."""
        return min(setting.assignment.set_on for setting in self.settings), self.name

    def pack_of(self, result: AttemptResult) -> PackInputs:
        """Return the pack in which an attempt was marked: this one, or another of the employer's."""
        if result.parts:
            marked = [part for part in result.parts if part.attempt == result.attempt and part.marked.criteria]
            packs = [self.pack_of(part) for part in marked or result.parts]
            return self if any(pack is self for pack in packs) else packs[0]
        pack = result.marked.pack
        return self if pack in ("", self.name) else self.others[pack]

    def is_here(self, result: AttemptResult) -> bool:
        """Say whether an attempt was marked in this pack, at least in part."""
        return self.pack_of(result) is self

    def continues_in(self, learner: str, references: Iterable[str]) -> PackInputs:
        """Return the pack in which a learner (by registration) takes the next attempt at one of the units.

        It is the one that began last of those that set the unit and in which the learner is active; else this one.
        Who has begun goes on where the same units are on a sheet.
        """
        if not self.sharing:
            return self
        units = set(references)
        begun = self._begun(learner, units)
        cannot_here = begun - self._sheets if self.settings_of(units) else None
        found = [
            pack
            for pack in map(self.others.__getitem__, self.sharing)
            if (pack.begins > self.begins or cannot_here)
            and pack.settings_of(units)
            and begun <= pack._sheets
            and (known := self.learner_in(pack, learner))
            and known.is_active
        ]
        return max(found, key=lambda pack: pack.begins, default=self)

    def is_begun_otherwise(self, learner: str, references: Iterable[str]) -> bool:
        """Say whether a learner (by registration) has begun one of the units on a sheet that this pack has not."""
        return not self._begun(learner, references) <= self._sheets

    def _begun(self, learner: str, references: Iterable[str]) -> set[str]:
        """Return the sheets with one of the units on which anything is marked of a learner (by registration)."""
        units = set(references)
        sheets = (sheet for sheet in self.attempts if not units.isdisjoint(sheet.split(SEPARATOR)))
        return {sheet for sheet in sheets if self.attempts[sheet].get(learner)}

    @cached_property
    def _sheets(self) -> frozenset[str]:
        """The references of all mark sheets' units."""
        return frozenset(sheet.unit.reference for setting in self.settings for sheet in setting.sheets)

    def onward(
        self, setting: AssignmentContext, learner: Learner, result: AttemptResult
    ) -> tuple[AssignmentContext, ...]:
        """Return the settings of the other pack in which the attempt after a result is taken; none for this one."""
        results = self.results(setting, learner)
        following = next((entry for entry in results if entry.attempt == result.attempt + 1), None)
        references = setting.references
        pack = self.pack_of(following) if following else self.continues_in(learner.registration, references)
        known = None if pack is self else self.learner_in(pack, learner.registration)
        return (
            tuple(pack.setting_of(entry, known.registration) for entry in pack.settings_of(references)) if known else ()
        )

    def settings_of(self, references: Iterable[str]) -> list[AssignmentContext]:
        """Return the settings of the assignments with one of the units."""
        units = set(references)
        return [entry for entry in self.settings if not units.isdisjoint(entry.references)]

    def learner_in(self, pack: PackInputs, learner: str) -> Learner | None:
        """Return a learner (by registration here) as another pack has them, if it does."""
        number = self.sharing.get(pack.name, {}).get(learner)
        return pack._by_registration.get(number) if number else None

    def hold(self, learner: str, units: Iterable[str]) -> Hold | None:
        """Return what holds a learner (by registration) in one of the units, if anything does."""
        return next((hold for hold in self._holds.get(learner, ()) if hold.concerns(units)), None)

    def is_held_in_all(self, learner: str) -> bool:
        """Say whether none of a learner's own documents are to be made."""
        return any(hold.everything for hold in self._holds.get(learner, ()))

    def unknown(self, learner: str) -> tuple[str, ...]:
        """Return the assignments of which it is not known how a learner (by registration) did."""
        return tuple(dict.fromkeys((*(hold.assignment for hold in self._holds.get(learner, ())), *self.unjudged)))

    def authenticity(self, learner: str, units: Iterable[str], attempt: int) -> Authenticity | None:
        """Return how a learner's (by registration) marked attempt is declared to be theirs.

        None where no declaration came back for anybody in these units: there the centre keeps them elsewhere.
        """
        references = set(units)
        if references.isdisjoint(self._declared_units):
            return None
        own = [
            entry
            for entry in self._declared.get((learner, attempt), ())
            if not references.isdisjoint(entry.unit.split(SEPARATOR))
        ]
        return authenticity_of(own)

    @cached_property
    def _declared(self) -> Mapping[tuple[str, int], list[ReturnedDeclaration]]:
        declared: dict[tuple[str, int], list[ReturnedDeclaration]] = {}
        for entry in self.declarations:
            declared.setdefault((entry.learner, entry.attempt), []).append(entry)
        return declared

    @cached_property
    def _declared_units(self) -> frozenset[str]:
        return frozenset(unit for entry in self.declarations for unit in entry.unit.split(SEPARATOR))

    @cached_property
    def _holds(self) -> Mapping[str, list[Hold]]:
        holds: dict[str, list[Hold]] = {}
        for hold in self.holds:
            holds.setdefault(hold.learner, []).append(hold)
        return holds

    def progress(self, learner: Learner, day: datetime.date | None = None) -> QualificationResult:
        """Return where a learner is in the qualification, by a day or by now; what is not confirmed counts nothing."""
        registration = learner.registration
        standings = {unit: self._standings(registration, unit, day) for unit in self._by_unit}
        units = units_in(self.given.get(registration, {}), self.units, self.versions)
        return qualification_result(self.settings[0].qualification, units, standings)

    def standing(self, learner: str, result: AttemptResult) -> AttemptStanding:
        """Return how an attempt of a learner (by registration) stands by itself: at a unit, a sheet or an assignment.

        Its own documents say this; neither a later attempt nor the learner's status changes anything of it.
        """
        key = learner, id(result)
        if key not in self._alone:
            self._alone[key] = result, standing_of(result, self._circumstances(learner, result.unit, result))
        return self._alone[key][1]

    @cached_property
    def _alone(self) -> dict[tuple[str, int], tuple[AttemptResult, AttemptStanding]]:
        """How attempts stand by themselves, as far as somebody has asked: it is asked for each of their documents.

        The result is kept beside its standing, so that no other one can have its id.
        """
        return {}

    def standings(self, learner: str, unit: Unit) -> tuple[AttemptStanding, ...]:
        """Return how a learner (by registration) stands in each attempt at a unit or sheet that is in, marked or not.

        There is at least one: without any, the first attempt's, of which nothing is in.
        """
        marked = self._standings(learner, unit.reference)
        following = marked[-1].attempt + 1 if marked else 1
        known = self._with_status(self._circumstances(learner, unit, None, following), learner, None)
        is_in = known.submission is Submission.RECEIVED
        return marked if marked and not is_in else (*marked, unmarked(following, unit.scheme, known))

    def passes(self, learner: str) -> tuple[AttemptResult, ...]:
        """Return the results by which a learner (by registration) passed each unit, by reference.

        None while one of them is not confirmed, or may be raised by one that is provisional.
        """
        by_unit = [self._standings(learner, unit) for unit in self._by_unit]
        if any(earned(standings) is not expected(standings) for standings in by_unit):
            return ()
        return self.confirmed_passes(learner)

    def confirmed_passes(self, learner: str) -> tuple[AttemptResult, ...]:
        """Return the results by which a learner (by registration) has each unit for good, by reference.

        One of them may still be raised.
        """
        passes = (earned(self._standings(learner, unit)) for unit in sorted(self._by_unit))
        return tuple(found.result for found in passes if found and found.result)

    def _standings(self, learner: str, unit: str, day: datetime.date | None = None) -> tuple[AttemptStanding, ...]:
        decided = decided_until(self._of_sheets.get(unit, {}).get(learner, ()), day)
        key = learner, unit, tuple(map(id, decided))
        if key not in self._together:
            self._together[key] = standings_of(
                decided,
                lambda result: self._with_status(self._circumstances(learner, result.unit, result), learner, result),
            )
        return self._together[key]

    @cached_property
    def _together(self) -> dict[tuple[str, str, tuple[int, ...]], tuple[AttemptStanding, ...]]:
        """How learners stand in their attempts at units and sheets, as far as somebody has asked."""
        return {}

    def _with_status(self, known: Circumstances, learner: str, result: AttemptResult | None) -> Circumstances:
        """Return the circumstances of an attempt with what the register says of its learner (by registration)."""
        pack = self.pack_of(result) if result else self
        entry = self._by_registration.get(learner) if pack is self else self.learner_in(pack, learner)
        return replace(known, has_left=entry is not None and has_left(entry, result))

    @cached_property
    def _by_registration(self) -> Mapping[str, Learner]:
        return {entry.registration: entry for entry in self.learners}

    @property
    def active(self) -> tuple[Learner, ...]:
        """The learners who are on the programme."""
        return tuple(entry for entry in self.learners if entry.is_active)

    @property
    def not_active(self) -> tuple[Learner, ...]:
        """The learners who are not: for them nothing new is made."""
        return tuple(entry for entry in self.learners if not entry.is_active)

    @cached_property
    def _of_sheets(self) -> CohortResults:
        """The results by the reference of a unit, and of a sheet of several."""
        return {**self.attempts, **self._by_unit}

    @cached_property
    def _by_unit(self) -> CohortResults:
        return results_by_unit(self.attempts)

    def _circumstances(self, learner: str, unit: Unit, result: AttemptResult | None, attempt: int = 1) -> Circumstances:
        """Return what is known of an attempt, of which there is a result or nothing is marked, besides its marks."""
        pack = self.pack_of(result) if result else self
        if pack is not self:
            known = self.learner_in(pack, learner)
            return pack._circumstances(known.registration if known else learner, unit, result)
        references = [member.reference for member in unit.members]
        number = result.attempt if result else attempt
        authenticity = self.authenticity(learner, references, number)
        is_in = authenticity in (Authenticity.SIGNED, Authenticity.CONCERNS)
        settings = [self.setting_of(entry, learner) for entry in self.settings_of(references)]
        return Circumstances(
            policies=self.settings[0].centre.policies,
            submission=Submission.RECEIVED if is_in else self._submission(learner, unit, number, settings, self.as_of),
            authenticity=authenticity,
            record_missing=result is not None and lacks_record(result, self._recorded),
            needs_approval=any(entry.approval.is_draft for entry in settings),
            is_unreadable=self.hold(learner, references) is not None,
        )

    def _submission(
        self,
        learner: str,
        unit: Unit,
        attempt: int,
        settings: Sequence[AssignmentContext],
        as_of: datetime.date | None,
    ) -> Submission:
        """Return where a submission is that is not in, for the assignment of a unit if there is one.

        A later attempt is due when it has to be handed in again, and not due where it has no date.
        """
        references = {member.reference for member in unit.members}
        pack = self.continues_in(learner, references) if attempt > 1 else self
        if pack is not self and (known := self.learner_in(pack, learner)):
            own = [pack.setting_of(entry, known.registration) for entry in pack.settings_of(references)]
            return pack._submission(known.registration, unit, attempt, own, as_of)
        for setting in settings:
            due_on = self._due_on_sheet(setting, learner, unit, attempt)
            return submission_on(as_of, setting.assignment.set_on, due_on) if due_on else Submission.OPEN
        return Submission.OPEN

    def _due_on_sheet(self, setting: AssignmentContext, learner: str, unit: Unit, attempt: int) -> datetime.date | None:
        """Return by when an attempt at a unit or sheet is due, by its learner's setting and the attempt before it."""
        if attempt == 1:
            return setting.assignment.due_on
        results = self._of_sheets.get(unit.reference, {}).get(learner, ())
        earlier = [result for result in results if result.attempt < attempt]
        return setting.resubmission_date(earlier[-1]) if earlier else None

    @cached_property
    def _recorded(self) -> frozenset[str]:
        """The references of units, and of sheets, whose records come in with the marks.

        They are those with a record in anybody's marks; from format 2 on, also those that are held on a day.
        """
        held = [entry for entry in self.settings if needs_record(entry.assignment.method, entry.centre.format)]
        of_held = frozenset(
            reference
            for setting in held
            for sheet in setting.sheets
            for reference in (sheet.unit.reference, *sheet.references)
        )
        return of_held | frozenset(
            reference
            for reference, by_learner in self._of_sheets.items()
            if any(
                has_record(result.marked) and self.is_here(result)
                for results in by_learner.values()
                for result in results
            )
        )

    def setting_of(self, setting: AssignmentContext, learner: str) -> AssignmentContext:
        """Return an assignment's setting as it is for a learner (by registration): with their versions, dates, staff.

        It is the same setting for all learners of the same versions who have no extension and no staff of their own.
        """
        in_version = self.setting_in_version(setting, learner)
        extensions = self.extensions.of(learner, setting.assignment.references)
        known = self._by_registration.get(learner)
        if not extensions and not (known and known.has_own_staff):
            return in_version
        key = id(in_version), learner
        if key not in self._own_settings:
            own = in_version.with_extensions(extensions) if extensions else in_version
            self._own_settings[key] = own.with_staff(known) if known else own
        return self._own_settings[key]

    @cached_property
    def _own_settings(self) -> dict[tuple[int, str], AssignmentContext]:
        return {}

    def setting_in_version(self, setting: AssignmentContext, learner: str) -> AssignmentContext:
        """Return an assignment's setting with the versions of its units by which a learner (by registration) is judged.

        It is the same setting for all learners of the same versions.
        """
        own = self.given.get(learner, {})
        chosen = tuple((reference, own[reference]) for reference in setting.references if reference in own)
        if not chosen:
            return setting
        key = id(setting), chosen
        if key not in self._settings:
            self._settings[key] = setting.with_units(units_in(dict(chosen), setting.templates, self.versions))
        return self._settings[key]

    @cached_property
    def _settings(self) -> dict[tuple[int, tuple[tuple[str, str], ...]], AssignmentContext]:
        return {}

    def resubmission_date(self, setting: AssignmentContext, learner: Learner, attempt: int) -> datetime.date | None:
        """Return by when an attempt at an assignment after the first is due; None where it has no date.

        A whole assignment's date goes before those of its sheets.
        """
        own = self.setting_of(setting, learner.registration)
        on_sheets = (self.attempts[sheet.unit.reference].get(learner.registration, ()) for sheet in own.sheets)
        results = [self.results(setting, learner), *on_sheets]
        previous = (result for entries in results for result in entries if result.attempt == attempt - 1)
        return next((date for result in previous if (date := own.resubmission_date(result))), None)

    def receipt(self, setting: AssignmentContext, learner: Learner, result: AttemptResult) -> Receipt | None:
        """Return when an attempt at an assignment, or at a sheet of it, was received; None where nobody says."""
        date = received_on(result)
        if date is None:
            return None
        if (pack := self.pack_of(result)) is not self and (known := self.learner_in(pack, learner.registration)):
            there = pack.settings_of(member.reference for member in result.unit.members)
            if there:
                return pack.receipt(pack.setting_of(there[0], known.registration), known, result)
        is_decided = result.outcome is not Outcome.INCOMPLETE
        own = self.setting_of(setting, learner.registration)
        due_on = self._due_on_sheet(own, learner.registration, result.unit, result.attempt)
        if due_on is None and result.unit.reference not in self.attempts:  # a unit of a sheet, or all of an assignment
            due_on = self.resubmission_date(setting, learner, result.attempt)
        return Receipt(
            date,
            due_on,
            result.marked.assessed_on if is_decided else None,
            setting.centre.policies.days_to_feedback,
        )

    def results(self, setting: AssignmentContext, learner: Learner) -> tuple[AttemptResult, ...]:
        """Return what a learner's attempts at a whole assignment come to, whatever sheets it is marked on."""
        setting = self.setting_of(setting, learner.registration)
        on_sheets = [self.attempts[sheet.unit.reference].get(learner.registration, ()) for sheet in setting.sheets]
        if not isinstance(setting.unit, JointUnit) or len(on_sheets) == 1:
            return tuple(on_sheets[0])
        numbers = sorted({result.attempt for results in on_sheets for result in results})
        policies = setting.centre.policies
        return tuple(
            merge_results(setting.unit, learner.registration, number, on_sheets, policies) for number in numbers
        )
