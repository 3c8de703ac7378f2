"""What the documents of one assignment are made for: a unit, or several together, as set for an employer's learners."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from markpack.assessment.approval import ApprovalStatus, approval_status
from markpack.assessment.attempt_rules import rule_of
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.resubmission import resubmit_by
from markpack.assessment.sheets import sheet_units
from markpack.documents.shared.document import Branding
from markpack.documents.shared.handing_in import HandingIn, handing_in
from markpack.model.brief_check import BriefCheck
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context
from markpack.model.extension import Extension
from markpack.model.joint import AssignmentInstrument, resolve_instrument
from markpack.model.joint_unit import joint_unit
from markpack.model.learner import Learner
from markpack.model.not_in_work import assignment_not_in_work, context_not_in_work, names_not_in_work
from markpack.model.outcome import OutcomeWords
from markpack.model.pack_folders import cohort_of, employer_of
from markpack.model.placeholders import context_names
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit


@dataclass(frozen=True)
class AssignmentContext:
    """A unit, the assignment that sets it, and around them the employer, the qualification and the centre.

    Several units that are assessed together are one unit here (see `joint_unit`); each of an assignment's mark sheets
    has a setting of its own, with the unit as the sheet marks it. `templates` are all units by reference.
    """

    centre: Centre
    qualification: Qualification
    context: Context
    unit: Unit
    assignment: Assignment
    branding: Branding
    folder: str = ""
    """The name of the pack: the employer's folder, or the cohort's below it."""
    templates: Mapping[str, Unit] = field(default_factory=dict)
    checks: tuple[BriefCheck, ...] = ()
    """What was found when the assignment was checked before its brief goes out."""
    extensions: Mapping[int, Extension] = field(default_factory=dict)
    """The extensions of the learner whose setting it is, by attempt."""
    cohort: str = ""
    """The cohort's title; empty where the employer's learners are no cohort."""
    in_work: bool = True
    """Whether the brief is for somebody in work: the employer's texts and words are for those who work there."""
    onward: tuple[AssignmentContext, ...] = ()
    """The settings of another cohort in which the learner whose setting it is takes the next attempt at its units."""

    @property
    def employer_folder(self) -> str:
        """The name of the employer's folder."""
        return employer_of(self.folder)

    @property
    def cohort_folder(self) -> str:
        """The name of the cohort's folder; empty where the employer's learners are no cohort."""
        return cohort_of(self.folder)

    @property
    def group_name(self) -> str:
        """What the learners are called together: the employer's name, and the cohort's title where there is one."""
        return ", ".join(filter(None, (self.context.employer.name, self.cohort)))

    @property
    def references(self) -> tuple[str, ...]:
        """The references of its units."""
        return tuple(member.reference for member in self.unit.members)

    @property
    def words(self) -> OutcomeWords:
        """The words for outcomes of the scheme by which it is judged."""
        return self.unit.scheme.words

    def is_on_a_new_task(self, attempt: int) -> bool:
        """Say whether an attempt is work on another task than the assignment's, by the scheme."""
        rule = rule_of(self.unit.scheme, self.centre.policies, attempt)
        return rule is not None and rule.new_task

    @property
    def half_marks(self) -> bool:
        """Whether the centre gives half marks."""
        return self.centre.policies.half_marks

    @property
    def numbered(self) -> bool:
        """Whether criteria are marked with numbers."""
        return self.unit.scheme.numbered

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units themselves, as their templates have them."""
        return tuple(self._known[member.reference] for member in self.unit.members)

    @property
    def _known(self) -> Mapping[str, Unit]:
        return self.templates or {member.reference: member for member in self.unit.members}

    @cached_property
    def instrument(self) -> AssignmentInstrument:
        """What the whole assignment asks for."""
        return resolve_instrument(self.assignment, self._known, self.context.units)

    @cached_property
    def approval(self) -> ApprovalStatus:
        """Whether the assignment is a new instrument, and approved."""
        return approval_status(self.context, self.assignment, self._known)

    def resubmission_date(self, result: AttemptResult) -> datetime.date | None:
        """Return by when a learner hands in again, as `resubmit_by` has it, in the cohort in which they go on."""
        units = {member.reference for member in result.unit.members}
        there = next((entry for entry in self.onward if not units.isdisjoint(entry.references)), None)
        if there:
            of_another = replace(result, marked=replace(result.marked, pack=self.folder))
            return resubmit_by(there.centre.policies, there.assignment, of_another, there.extensions)
        return resubmit_by(self.centre.policies, self.assignment, result, self.extensions)

    @cached_property
    def handing_in(self) -> HandingIn:
        """How, where and by what hour work is handed in, or learner and assessor meet."""
        return handing_in(self.centre, self.assignment, self.names)

    @property
    def feedback_by(self) -> datetime.date | None:
        """By when feedback comes on work that is handed in on the last day; None where the centre sets no days."""
        allowed = self.centre.policies.days_to_feedback
        return allowed.after(self.assignment.due_on) if allowed else None

    @property
    def goes_on_in(self) -> AssignmentContext:
        """The setting in which the learner takes the next attempt: another cohort's, or this one."""
        return (*self.onward, self)[0]

    @property
    def support(self) -> str:
        """Who supports the learner until the next attempt: the tutor or, where there is none, the assessor."""
        assignment = self.goes_on_in.assignment
        return assignment.tutor or assignment.assessor

    @cached_property
    def sheets(self) -> tuple[AssignmentContext, ...]:
        """The settings of the assignment's mark sheets: one, or one a unit."""
        return tuple(replace(self, unit=unit) for unit in sheet_units(self.assignment, self._known))

    def with_staff(self, learner: Learner) -> AssignmentContext:
        """Return the setting of a learner with the tutor and assessor that are theirs instead of the assignment's."""
        people = {name: self._spelt(own) for name in ("tutor", "assessor") if (own := getattr(learner, name))}
        return replace(self, assignment=self.assignment.model_copy(update=people)) if people else self

    def _spelt(self, name: str) -> str:
        person = self.centre.member(name)
        return person.name if person else name

    def with_extensions(self, extensions: Mapping[int, Extension]) -> AssignmentContext:
        """Return the setting of a learner who has these extensions, by attempt."""
        due_on = {"due_on": extensions[1].new_date} if 1 in extensions else {}
        return replace(self, assignment=self.assignment.model_copy(update=due_on), extensions=extensions)

    @cached_property
    def for_not_in_work(self) -> AssignmentContext:
        """The same setting as it is told to a learner who is not in work."""
        context = context_not_in_work(self.context)
        return replace(
            self, assignment=assignment_not_in_work(self.assignment, self.context), context=context, in_work=False
        )

    def with_units(self, units: Mapping[str, Unit]) -> AssignmentContext:
        """Return the same setting, of a whole assignment or of a sheet, with other templates, by reference."""
        sheets = {sheet.reference: sheet for sheet in sheet_units(self.assignment, units)}
        unit = sheets.get(self.unit.reference) or joint_unit(tuple(sheets.values()))
        return replace(self, unit=unit, templates=units)

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """The placeholders of texts and what stands for them."""
        return self.names_for("")

    def names_for(self, reference: str) -> Mapping[str, Mapping[str, str]]:
        """Return the placeholders of a text that speaks of one unit, or (empty) of the whole assignment."""
        units = [self._known[reference]] if reference else self.units
        names = context_names(self.context, self.centre, joint_unit(units), self.qualification)
        return names if self.in_work else names_not_in_work(names, self.context)


def assignment_context_of(
    centre: Centre,
    qualification: Qualification,
    context: Context,
    units: Mapping[str, Unit],
    assignment: Assignment,
    branding: Branding,
    folder: str = "",
    checks: tuple[BriefCheck, ...] = (),
    cohort: str = "",
) -> AssignmentContext:
    """Return the setting of a whole assignment; `units` are all templates by reference."""
    sheets = sheet_units(assignment, units)
    return AssignmentContext(
        centre, qualification, context, joint_unit(sheets), assignment, branding, folder, units, checks, cohort=cohort
    )
