"""Who stands where: an employer's results, for the workbook and for the index page."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.brief.view import Fact
from markpack.documents.results.programme_view import Programme
from markpack.documents.shared.document import DRAFT, Branding, Properties
from markpack.documents.shared.spelling import sentence, series
from markpack.model.names import name_in_lists
from markpack.model.outcome import Outcome
from markpack.model.scheme import ILM_MARKS, Scheme
from markpack.model.standing import Standing

STOPPED = "Not made because of problems"
"""What is said of an assignment that is stopped."""
NOT_ACTIVE = "Not active"
"""The heading of the list of learners who have withdrawn, deferred, transferred or completed."""
ACHIEVED = "Achieved"
"""What is said of a qualification that a learner has."""
QUALIFICATION_ACHIEVED = "Qualification achieved"
"""The label of how many learners have achieved the qualification."""


@dataclass(frozen=True)
class UnitStatus:
    """A learner's status in one unit: that of the attempt which counts. `attempt` is 0 where nothing is marked yet.

    `outcome` is None then; `detail` says which criteria are not met or not marked, and why an outcome is not final;
    `notes` are what else is known: when work was received, a correction, an extension, where it was marked.
    `result` is the word for that, and beside an outcome that is not final how it stands. `credits` are those earned;
    `total` such as 71, `percentage` such as 71 (both empty where there are no numbers).
    """

    unit: str
    attempt: int = 0
    outcome: Outcome | None = None
    total: str = ""
    maximum: str = ""
    percentage: str = ""
    credits: int = 0
    not_met: str = ""
    detail: str = ""
    assessed_on: str = ""
    assessor: str = ""
    iqa: str = ""
    resubmit_by: str = ""
    hold: str = ""
    """The word that stands for an outcome where the learner is held; `detail` names the files then."""
    result: str = ""
    """Where the learner stands, in the words of the unit's scheme; empty where marks cannot be relied on."""
    attempt_kind: str = ""
    """What the attempt is, where the scheme has kinds of them: resubmission, retake."""
    capped_from: str = ""
    """The word for the grade that the criteria come to, where the attempt is capped at a lower one."""
    next_attempt: str = ""
    """Which attempt may follow by the unit's scheme, and who authorises it; empty where the centre decides."""
    version: str = ""
    """The version of the unit by which the learner is judged; empty where the unit has none."""
    notes: str = ""
    iqa_decision: str = ""
    """The outcome by the internal quality assurer, as it was written; empty where there was no check."""
    iqa_on: str = ""
    has_own_brief: bool = False
    """Whether the learner has a brief of their own, for an extension or for staff of their own."""
    standing: Standing = Standing.NOT_SUBMITTED
    label: str = ""
    """The standing alone, in a word; empty where the outcome's word says all."""

    @property
    def word(self) -> str:
        """The word for where the learner stands."""
        return self.hold or self.result

    @property
    def details(self) -> str:
        """The detail and the notes, within a sentence."""
        return "; ".join(filter(None, (self.detail, self.notes)))

    @property
    def detail_line(self) -> str:
        """The details as a line of their own, which begins with a capital; a file's name stays as it is."""
        return self.details if self.hold else sentence(self.details)

    @property
    def open_line(self) -> str:
        """The detail alone as such a line."""
        return self.detail if self.hold else sentence(self.detail)


@dataclass(frozen=True)
class LearnerResult:
    """One learner's units and credits; `qualification` is Achieved, or exactly what is missing."""

    registration: str
    first_name: str
    last_name: str
    registered_on: str
    complete_by: str
    units: tuple[UnitStatus, ...]
    credits: int
    achieved: bool
    qualification: str
    grade: str = ""
    """The word for the qualification's grade, where it has one and is achieved."""
    points: int | None = None
    """The points of the units' grades, where the qualification's grade follows from them; else None."""
    when_confirmed: str = ""
    """What counts once it is confirmed, such as 2 more when confirmed; empty where nothing is provisional."""
    status: str = ""
    """Withdrawn, deferred, transferred or completed, as a word within a sentence; empty for an active learner."""
    status_from: str = ""
    status_reason: str = ""
    to_check: bool = False
    """Whether the IQA has not decided on one of the units."""

    @property
    def status_text(self) -> str:
        """The status with its first day and its reason, such as Withdrawn from 1 May 2027: left the employer."""
        since = f" from {self.status_from}" if self.status_from else ""
        reason = f": {self.status_reason}" if self.status_reason else ""
        return f"{self.status[:1].upper()}{self.status[1:]}{since}{reason}"

    def progress(self, credits_needed: int | None) -> str:
        """Return the credits and points so far, and by when the qualification has to be complete."""
        credits = f"{self.credits} of {credits_needed} credits" if credits_needed else ""
        points = f"{self.points} points" if self.points is not None else ""
        if credits and self.when_confirmed:
            credits = f"{credits}, {self.when_confirmed}"
        by = f"to complete by {self.complete_by}" if self.complete_by else ""
        return "; ".join(filter(None, (credits, points, by)))

    @property
    def name_in_lists(self) -> str:
        """Last name, comma and first name, or the only one."""
        return name_in_lists(self.first_name, self.last_name)


@dataclass(frozen=True)
class ResultUnit:
    """A unit's column heading."""

    reference: str
    title: str
    credits: int
    version: str = ""
    """The version that the assignment goes by; empty where the unit has none."""
    scheme: Scheme = ILM_MARKS
    """The rules that it is judged by."""


@dataclass(frozen=True)
class ResultAssignment:
    """An assignment, and the references of its units: one, or several that are assessed together."""

    reference: str
    title: str
    units: tuple[str, ...]
    draft: str = ""
    """Why its documents may not be used yet; empty if they may."""
    is_stopped: bool = False
    """Whether nothing is made of it while there are problems."""


@dataclass(frozen=True)
class Results:
    """An employer's results, one row a learner. `learners` are active; the others are in a list of their own."""

    employer: str
    qualification: str
    credits_needed: int | None
    """None where the qualification has no credits."""
    branding: Branding
    assignments: tuple[ResultAssignment, ...]
    units: tuple[ResultUnit, ...]
    learners: tuple[LearnerResult, ...]
    summary: tuple[Fact, ...]
    properties: Properties
    programme: Programme | None = None
    not_active: tuple[LearnerResult, ...] = ()

    @property
    def about(self) -> str:
        """The line below each sheet's title: the qualification, and the assignments that are drafts or stopped."""
        drafts = [assignment.reference for assignment in self.assignments if assignment.draft]
        stopped = [assignment.reference for assignment in self.assignments if assignment.is_stopped]
        notes = [f"{text}: {series(names)}" for text, names in ((DRAFT, drafts), (STOPPED, stopped)) if names]
        return " · ".join([self.qualification, *notes])

    @property
    def has_grades(self) -> bool:
        """Whether the qualification has a grade."""
        return any(learner.points is not None for learner in self.learners)

    @property
    def has_attempt_rules(self) -> bool:
        """Whether any unit's scheme has kinds of attempts, or grades that another attempt can raise."""
        return any(unit.scheme.attempts or len(unit.scheme.codes) > 1 for unit in self.units)

    @property
    def has_versions(self) -> bool:
        """Whether any of the units has versions."""
        return any(unit.version for unit in self.units)

    @property
    def other_words(self) -> tuple[str, ...]:
        """The words for where learners stand that are no outcome's, as far as there are any."""
        units = (unit for learner in self.learners for unit in learner.units)
        return tuple(dict.fromkeys(unit.word for unit in units if unit.hold or unit.label))
