"""The learner's feedback report, and its companion in Excel, the action plan."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from markpack.documents.brief.view import Fact
from markpack.documents.shared.document import Branding, Page, Picture, Properties, Rich
from markpack.model.outcome import Outcome, OutcomeWords


@dataclass(frozen=True)
class FeedbackCriterion:
    """One criterion with its mark (empty if none), maximum and minimum (empty if not numbered), and feedback.

    `met` is None where it is not marked yet; `status` says the same in a word.
    """

    id: str
    verb: str
    text: str
    mark: str
    maximum: str
    minimum: str
    met: bool | None
    status: str
    comment: str
    carried_over: str
    """Such as “carried over from attempt 1”, or empty."""
    share: Fraction | None = None
    """The part of the criterion's marks that was earned; None where there is no number."""


@dataclass(frozen=True)
class FeedbackSection:
    """The feedback on one unit: how its criteria stand, with a picture where there are marks, and the comments.

    `unit`, `title`, `outcome` and `result` (a sentence) are empty on a report of a single unit, which says so itself.
    """

    criteria: tuple[FeedbackCriterion, ...]
    picture: Picture | None
    comments: tuple[Fact, ...]
    unit: str = ""
    title: str = ""
    outcome: Outcome | None = None
    result: str = ""


@dataclass(frozen=True)
class Action:
    """What one criterion asks for at resubmission, without the answer: its text and the pass descriptor."""

    criterion: str
    verb: str
    text: str
    required: str
    comment: str
    resubmit_by: datetime.date | None = None
    """The last day on which it can be shown again; None where there is no resubmission."""


@dataclass(frozen=True)
class FeedbackReport:
    """One learner's feedback on one attempt.

    `headline` says the outcome in a sentence; there is a section for each unit, whose picture shows marks against
    minimums (None where there are no numbers) and whose table states the same facts again; `actions` and the three
    resubmission texts are empty unless the outcome is a referral; `next_steps` says what a pass earns, or what happens
    next; `provisional` says why the report is not final, and is empty if it is.
    """

    unit: str
    unit_title: str
    qualification: str
    branding: Branding
    notice: str
    outcome: Outcome
    words: OutcomeWords
    headline: str
    learner_name: str
    registration: str
    attempt: int
    facts: tuple[Fact, ...]
    total: str
    sections: tuple[FeedbackSection, ...]
    overall_comment: str
    actions: tuple[Action, ...]
    resubmit_by: str
    support: str
    authorised_by: str
    next_steps: tuple[Rich, ...]
    page: Page
    properties: Properties
    provisional: str = ""

    @property
    def criteria(self) -> tuple[FeedbackCriterion, ...]:
        """The criteria of all sections."""
        return tuple(criterion for section in self.sections for criterion in section.criteria)


@dataclass(frozen=True)
class ActionPlan:
    """The action plan, a workbook for the learner, made of the same report."""

    report: FeedbackReport
    properties: Properties
