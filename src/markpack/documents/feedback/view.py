"""The learner's feedback report, and its companion in Excel, the action plan."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from markpack.documents.brief.view import Fact
from markpack.documents.shared.document import Branding, Page, Properties, Rich
from markpack.documents.shared.spelling import sentence, series
from markpack.documents.shared.unit_names import OfUnit
from markpack.model.outcome import MARKED, Outcome, OutcomeWords

_LONG, _LONG_IN_LARGE_PRINT = 1000, 350  # characters, which is about ten lines


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
    carried_from: str
    """The attempt that it is carried over from, such as attempt 1; empty if it is of this one."""
    share: Fraction | None = None
    """The part of the criterion's marks that was earned; None where there is no number."""
    least_share: Fraction | None = None
    """The part of its marks that it needs; None where it needs none."""
    tier: str = ""
    """The word for the grade that it counts for, where each criterion counts for one; else empty."""
    is_final: bool = True
    """Whether what the assessor decided on it is final."""
    is_told_first: bool = False
    """Whether its comment stands on the first page, in what to do now."""

    @property
    def figures(self) -> str:
        """Its marks in figures, with the least that it needs: 3 / 8, at least 4; empty where it is not numbered."""
        if not self.maximum or (self.mark and self.mark == self.status):
            return ""
        if self.mark and self.share is None:
            return f"{self.mark}, no mark"
        earned = f"{self.mark} / {self.maximum}" if self.mark else f"out of {self.maximum}"
        return f"{earned}, at least {self.minimum}" if self.minimum else earned

    @property
    def filled(self) -> str:
        """How much of its bar is filled, in percent; empty where there is no bar."""
        return _percent(self.share)

    @property
    def least_at(self) -> str:
        """Where the line of the least mark crosses its bar, in percent; empty where there is none."""
        return _percent(self.least_share)

    @property
    def beside_figures(self) -> str:
        """How it stands, as it follows its marks; empty where they say all."""
        return "" if self.figures and self.status == MARKED else self.standing

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
    """The feedback on one unit: how its criteria stand, each with its comment, and the comments on its sections.

    `unit`, `title`, `outcome`, its `word` and `result` (a sentence) are empty on a report of a single unit, which says
    so itself. `grading` says what each grade asks for and how the result stands against it, where there are several.
    """

    criteria: tuple[FeedbackCriterion, ...]
    comments: tuple[Fact, ...]
    unit: str = ""
    title: str = ""
    outcome: Outcome | None = None
    word: str = ""
    result: str = ""
    grading: tuple[Fact, ...] = ()
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
    def has_feedback(self) -> bool:
        """Whether anything is said on a criterion beside how it stands."""
        return any(entry.comment or entry.is_told_first for entry in self.criteria)

    @property
    def judged_as(self) -> str:
        """What the column says in which its criteria are judged."""
        return "Mark" if self.numbered else "Level" if self.has_levels else "Decision"

    @property
    def heading(self) -> str:
        """What its table of criteria is called."""
        return _judged_and_told((self,))


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
    by_when: str = ""
    """That day in words, where not all have the same; else empty."""


@dataclass(frozen=True)
class FeedbackReport(OfUnit):
    """One learner's feedback on one attempt.

    The first page says what matters: `headline` says the outcome in a sentence, `earned` what it earns, `next_steps`
    what comes next. `actions` are what may be shown again, where the scheme lets feedback say so; `resubmit_by` and
    `what_now` (where it goes, who helps, who authorises it) are empty where nothing has to be shown again. Then there
    is a section for each unit with a row for each criterion, and `facts` about the report at its end. `provisional`
    says why the report is not final, and is empty if it is.
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
    what_now: tuple[Fact, ...]
    earned: tuple[Rich, ...]
    next_steps: tuple[Rich, ...]
    page: Page
    properties: Properties
    provisional: str = ""
    word: str = ""
    """The word for what the attempt comes to."""
    hour: str = ""
    """The hour by which work has to be there on that day, such as 5 pm; empty where none is known."""
    window: str = ""
    """Within what time that is, where a scheme says so: within 15 working days of the decision."""
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

    said: ClassVar[str] = "What your assessor said"
    """The label of the comment on a criterion that may be shown again."""

    @property
    def shows(self) -> str:
        """The label of what meets a criterion that may be shown again."""
        return "What meets it" if self.is_held else "Work that meets it shows"

    @property
    def look(self) -> str:
        """The name of the outcome's look; one that is not final looks like none."""
        return _look(self.outcome, is_final=not self.provisional)

    @property
    def criteria(self) -> tuple[FeedbackCriterion, ...]:
        """The criteria of all sections."""
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    @property
    def told_actions(self) -> tuple[Action, ...]:
        """The actions that the first page lists: where the whole is judged, those of which something is said."""
        not_met = {entry.id for entry in self.criteria if entry.met is False}
        return tuple(
            action for action in self.actions if action.comment or action.required or action.criterion in not_met
        )

    @property
    def sections_heading(self) -> str:
        """What stands above the sections: marks, levels or decisions, as criteria are judged, and feedback."""
        return _judged_and_told(self.sections)

    @property
    def next_heading(self) -> str:
        """What stands above the next steps and the criteria that may be shown again."""
        is_asked = self.outcome is Outcome.REFERRAL or (self.actions and self.outcome is not Outcome.PASS)
        return "What to do now" if is_asked else "What comes next"

    @property
    def begins_with_earned(self) -> bool:
        """Whether what is earned stands before what comes next."""
        return self.outcome is Outcome.PASS

    @property
    def earned_heading(self) -> str:
        """What stands above what is earned."""
        return "What this earns" if self.begins_with_earned else "What you have earned so far"

    @property
    def due(self) -> str:
        """By when it is shown again, as a sentence; empty where nothing is, or where there is no date."""
        if not self.resubmit_by:
            return ""
        by_when = ", ".join(filter(None, (self.resubmit_by, self.hour, self.window)))
        if self.if_authorised:
            held = "it takes place" if self.is_held else "hand it in"
            return f"If a {self.next_attempt} is authorised, {held} by {by_when}."
        again = f"If this is confirmed, {self.again}" if self.provisional else sentence(self.again)
        return f"{again} by {by_when}."

    def is_long(self, comment: str) -> bool:
        """Whether a comment is so long that it goes on to the next page, for kept whole it leaves much of one empty."""
        return len(comment) > (_LONG_IN_LARGE_PRINT if self.page.large_print else _LONG)


def _look(outcome: Outcome | None, *, is_final: bool) -> str:
    return (outcome if outcome and is_final else Outcome.INCOMPLETE).value


def _judged_and_told(sections: Iterable[FeedbackSection]) -> str:
    """Return what sections hold: Marks and feedback; Decisions and feedback."""
    return sentence(series((*dict.fromkeys(f"{section.judged_as.lower()}s" for section in sections), "feedback")))


def _percent(share: Fraction | None) -> str:
    """Return a part of a whole as CSS writes it: 62.5%."""
    return "" if share is None else f"{float(share) * 100:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True)
class ActionPlan:
    """The action plan, a workbook for the learner, made of the same report."""

    report: FeedbackReport
    properties: Properties
