"""The learner's feedback report, and its companion in Excel, the action plan."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from markpack.documents.brief.view import Fact
from markpack.documents.shared.document import Branding, Page, Picture, Properties, Rich
from markpack.documents.shared.spelling import part_of
from markpack.model.outcome import MARKED, Outcome, OutcomeWords
from markpack.model.scheme import HALF

_LONG = 1000  # characters, which is about ten lines


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
    state: str
    """Its status as it stands within a sentence."""
    comment: str
    carried_over: str
    """Such as “carried over from attempt 1”, or empty."""
    share: Fraction | None = None
    """The part of the criterion's marks that was earned; None where there is no number."""
    tier: str = ""
    """The word for the grade that it counts for, where each criterion counts for one; else empty."""
    is_final: bool = True
    """Whether what the assessor decided on it is final."""

    @property
    def standing(self) -> str:
        """Its status, and that it is not final, if it is not."""
        return self.status if self._is_settled else f"{self.status}, provisional"

    @property
    def in_short(self) -> str:
        """How it stands, with its mark if it has one: not met yet, 8 of 20."""
        status = "" if self.status == MARKED else self.state if self._is_settled else f"provisionally {self.state}"
        figures = f"{self.mark} of {self.maximum}" if self.share is not None else ""
        return ", ".join(filter(None, (status, figures)))

    @property
    def _is_settled(self) -> bool:
        return self.is_final or self.met is None


@dataclass(frozen=True)
class FeedbackSection:
    """The feedback on one unit: how its criteria stand, with a picture where each needs a least mark, and the comments.

    `unit`, `title`, `outcome`, its `word` and `result` (a sentence) are empty on a report of a single unit, which says
    so itself. `grading` says what each grade asks for and how the result stands against it, where there are several.
    """

    criteria: tuple[FeedbackCriterion, ...]
    picture: Picture | None
    comments: tuple[Fact, ...]
    unit: str = ""
    title: str = ""
    outcome: Outcome | None = None
    word: str = ""
    result: str = ""
    grading: tuple[Fact, ...] = ()
    least: Fraction = HALF
    """The part of its marks that each criterion needs, where it needs one."""
    has_levels: bool = False
    """Whether criteria are judged by levels."""
    is_final: bool = True
    """Whether the outcome is final."""

    @property
    def look(self) -> str:
        """The name of the outcome's look; one that is not final looks like none."""
        return _look(self.outcome, is_final=self.is_final)

    @property
    def numbered(self) -> bool:
        """Whether criteria have marks."""
        return any(entry.maximum for entry in self.criteria)

    @property
    def has_minimum(self) -> bool:
        """Whether a criterion needs a least mark."""
        return any(entry.minimum for entry in self.criteria)

    @property
    def least_text(self) -> str:
        """The part of its marks that each criterion needs, in words."""
        return part_of(self.least)

    @property
    def has_standing(self) -> bool:
        """Whether anything is said of a criterion by itself, beside its mark."""
        return not self.numbered or any(entry.status != MARKED or entry.carried_over for entry in self.criteria)

    @property
    def has_tiers(self) -> bool:
        """Whether each criterion counts for a grade of its own."""
        return any(entry.tier for entry in self.criteria)


@dataclass(frozen=True)
class Action:
    """What one criterion asks for in the next attempt, without the answer: its text and the descriptor that meets it.

    `required` is empty where the unit has no such descriptor.
    """

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
    minimums (None where there are none) and whose table states the same facts again; `actions` are what may be shown
    again, where the scheme lets feedback say so; the three resubmission texts are empty where nothing has to be handed
    in again; `next_steps` says what a pass earns, or what happens next; `provisional` says why the report is not final,
    and is empty if it is.
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
    word: str = ""
    """The word for what the attempt comes to."""
    next_attempt: str = ""
    """What the attempt that may follow is called: resubmission, retake, further discussion; empty where none may."""
    again: str = "resubmit"
    """What the learner is asked to do for it by a day, within a sentence."""
    is_held: bool = False
    """Whether it takes place on a day, as a discussion does, and nothing is handed in."""
    if_authorised: bool = False
    """Whether that attempt depends on somebody who authorises it."""
    assessed_on: str = ""
    """The date of the assessor's decision in words; empty where none is recorded."""
    replaces: str = ""
    """Which earlier report it replaces, and why, as a sentence; empty where there was none."""

    @property
    def look(self) -> str:
        """The name of the outcome's look; one that is not final looks like none."""
        return _look(self.outcome, is_final=not self.provisional)

    @property
    def criteria(self) -> tuple[FeedbackCriterion, ...]:
        """The criteria of all sections."""
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    @property
    def actions_heading(self) -> str:
        """What stands above the criteria that may be shown again."""
        if not self.next_attempt:
            return "What to show for each criterion not met"
        if self.next_attempt == "retake":
            return "What to show in the retake"
        if self.is_held:
            return f"What to show in {'a' if self.if_authorised else 'the'} {self.next_attempt}"
        return f"What to show {'if' if self.if_authorised else 'when'} you resubmit"

    @property
    def again_by(self) -> str:
        """What stands before the day by which it is shown again."""
        if self.if_authorised:
            return f"If a {self.next_attempt} is authorised, {'it takes place' if self.is_held else 'hand it in'} by"
        return f"If this is confirmed, {self.again} by" if self.provisional else f"{self.again.capitalize()} by"

    def is_long(self, comment: str) -> bool:
        """Whether a comment is so long that it goes on to the next page, for kept whole it leaves much of one empty."""
        return len(comment) > _LONG


def _look(outcome: Outcome | None, *, is_final: bool) -> str:
    return (outcome if outcome and is_final else Outcome.INCOMPLETE).value


@dataclass(frozen=True)
class ActionPlan:
    """The action plan, a workbook for the learner, made of the same report."""

    report: FeedbackReport
    properties: Properties
