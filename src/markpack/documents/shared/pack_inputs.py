"""Everything that an employer's pack is made from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markpack.assessment.cohort import CohortResults, qualification_result, units_in
from markpack.assessment.combination import QualificationResult
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import merge_results
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.declaration import Authenticity, ReturnedDeclaration
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.hold import Hold
from markpack.model.joint_unit import JointUnit
from markpack.model.learner import Learner
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
        of_units = [entry for entry in self.declarations if not references.isdisjoint(entry.unit.split(SEPARATOR))]
        own = [entry for entry in of_units if (entry.learner, entry.attempt) == (learner, attempt)]
        if not of_units:
            return None
        if not any(entry.signed for entry in own):
            return Authenticity.MISSING
        return Authenticity.CONCERNS if any(entry.concerns for entry in own) else Authenticity.SIGNED

    @cached_property
    def _holds(self) -> Mapping[str, list[Hold]]:
        holds: dict[str, list[Hold]] = {}
        for hold in self.holds:
            holds.setdefault(hold.learner, []).append(hold)
        return holds

    def progress(self, learner: Learner, day: datetime.date | None = None) -> QualificationResult:
        """Return where a learner is in the qualification, by a day or by now, without what is not known."""
        qualification, registration = self.settings[0].qualification, learner.registration
        attempts = self.attempts
        if registration in self._holds:
            attempts = {
                sheet: results
                for sheet, results in self.attempts.items()
                if not self.hold(registration, sheet.split(SEPARATOR))
            }
        units = units_in(self.given.get(registration, {}), self.units, self.versions)
        return qualification_result(qualification, units, attempts, registration, date=day)

    def setting_of(self, setting: AssignmentContext, learner: str) -> AssignmentContext:
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
