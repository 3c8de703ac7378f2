"""Everything that an employer's pack is made from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markpack.assessment.cohort import CohortResults, qualification_result
from markpack.assessment.combination import QualificationResult
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import merge_results
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.joint_unit import JointUnit
from markpack.model.learner import Learner
from markpack.model.unit import Unit


@dataclass(frozen=True)
class PackInputs:
    """Everything that an employer's pack is made from. `settings` has one entry an assignment, at least one."""

    settings: Sequence[AssignmentContext]
    units: Mapping[str, Unit]
    learners: Sequence[Learner]
    attempts: CohortResults

    def progress(self, learner: Learner, day: datetime.date | None = None) -> QualificationResult:
        """Return where a learner is in the qualification, by a day or by now."""
        qualification = self.settings[0].qualification
        return qualification_result(qualification, self.units, self.attempts, learner.registration, date=day)

    def results(self, setting: AssignmentContext, learner: Learner) -> tuple[AttemptResult, ...]:
        """Return what a learner's attempts at a whole assignment come to, whatever sheets it is marked on."""
        on_sheets = [self.attempts[sheet.unit.reference].get(learner.registration, ()) for sheet in setting.sheets]
        if not isinstance(setting.unit, JointUnit) or len(on_sheets) == 1:
            return tuple(on_sheets[0])
        numbers = sorted({result.attempt for results in on_sheets for result in results})
        carry_over = setting.centre.policies.carry_over
        return tuple(
            merge_results(setting.unit, learner.registration, number, on_sheets, carry_over=carry_over)
            for number in numbers
        )
