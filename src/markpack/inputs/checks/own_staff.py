"""Learners' own tutors and assessors, whom the register names instead of the assignments'."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.errors import Scope
from markpack.inputs.checks.staff import check_different, check_person
from markpack.inputs.problems import Problems
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.register import Register
from markpack.model.centre import Centre
from markpack.model.competence import StaffRole
from markpack.model.context import Assignment


def check_own_staff(
    register: Register, assignments: Sequence[Assignment], centre: Sourced[Centre], problems: Problems
) -> None:
    """Note at its cell who may not act for the units that are set, or would be checked by themselves as IQA."""
    units = list(dict.fromkeys(reference for entry in assignments for reference in entry.references))
    for learner in register.learners if centre.is_valid_at("staff") else ():
        places = register.cells[learner.registration]
        of_learner = problems.within(Scope.LEARNER, learners=[learner.registration])
        for role, name in ((StaffRole.TUTOR, learner.tutor), (StaffRole.ASSESSOR, learner.assessor)):
            if name:
                check_person(centre, role, name, units, places[role.value], of_learner)
        for iqa in dict.fromkeys(entry.iqa for entry in assignments) if learner.assessor else ():
            check_different(learner.assessor, iqa, places["assessor"], of_learner)
