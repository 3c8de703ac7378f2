"""What an assessor recorded: marks, decisions and comments of one learner's attempt at one unit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from markpack.model.outcome import Decision, OutcomeWords


@dataclass(frozen=True)
class CriterionMark:
    """What is recorded for one criterion. No mark and no decision means not marked yet, which is not zero."""

    mark: Fraction | None = None
    decision: Decision | None = None
    comment: str = ""
    record: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What was noted of a discussion, presentation and so on, by field: notes, asked, evidence, timestamp."""
    level: str = ""
    """The code of a level, where criteria are judged by levels."""
    not_attempted: bool = False
    """Whether the learner did not attempt it, which is not nought and not a missing mark."""

    @property
    def is_judged(self) -> bool:
        """Whether anything is recorded of how the work meets the criterion."""
        return self.mark is not None or self.decision is not None or bool(self.level) or self.not_attempted


@dataclass(frozen=True)
class MarkedAttempt:
    """One learner's attempt at one unit, as marked."""

    learner: str
    unit: str
    attempt: int = 1
    criteria: Mapping[str, CriterionMark] = field(default_factory=lambda: MappingProxyType({}))
    section_comments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    verification: Mapping[str, str] = field(default_factory=dict)
    """The IQA's comments on learning outcomes, by the outcome's id."""
    record: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What was noted of the event or the work as a whole, by field: held_on, duration and so on."""
    standardisation_refused: bool = False
    overall_comment: str = ""
    assessor: str = ""
    assessed_on: datetime.date | None = None
    iqa: str = ""
    iqa_decision: str = ""
    iqa_comment: str = ""
    iqa_on: datetime.date | None = None
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The versions that its units are judged by, by reference; empty where they are the assignment’s own."""
    revision: int = 1
    """1 for the first decision, 2 and more for what replaces it, with its date and reason."""
    revised_on: datetime.date | None = None
    revision_reason: str = ""
    received_on: datetime.date | None = None
    """When the work was received; None where nobody says."""
    pack: str = ""
    """The name of the employer's other pack that it was marked in; empty where it is the learner's own here."""
    signers: tuple[str, ...] = ()
    """Who signed on a returned sheet, with ink, a picture or a digital signature, of model.forms.signatures."""


_MARK = re.compile(r"\s*(\d{1,4})(?:[.,](\d{1,10}))?\s*")


def parse_mark(text: str, *, half_marks: bool, highest: int | None = None) -> Fraction:
    """Return the mark written as 12 or 12.00000, or as 12.5 or 12,5 where half marks are allowed.

    Raises ValueError for anything else; its message names the highest mark if that is given.
    """
    match = _MARK.fullmatch(text)
    if not match:
        number = f"from 0 to {highest}" if highest else "such as 12"
        raise ValueError(f"“{text.strip()}” is not a mark; write a number {number}, or leave it blank if not marked")
    mark = Fraction(f"{match[1]}.{match[2] or 0}")
    if mark.denominator == 1:
        return mark
    if mark.denominator == 2 and half_marks:
        return mark
    allowed = "a whole or half mark" if half_marks else "a whole mark, or set half_marks: yes in contexts/centre.yaml"
    raise ValueError(f"“{text.strip()}” is not a mark that the centre allows; write {allowed}")


def parse_revision(text: str) -> int:
    """Return the number of a revision; raise ValueError for anything but a whole number from 1 to 99."""
    if not re.fullmatch(r"\s*[1-9]\d?(?:[.,]0{1,10})?\s*", text):
        raise ValueError(f"“{text.strip()}” is not a revision; write 2 for the first correction, 3 for the next")
    return int(re.split("[.,]", text)[0])


_AGREEMENT = {
    "agreed": True, "agree": True, "confirmed": True, "yes": True, "y": True,
    "not agreed": False, "not agree": False, "disagreed": False, "disagree": False, "not confirmed": False,
    "no": False, "n": False,
}  # fmt: skip


def parse_iqa_decision(text: str, words: OutcomeWords) -> str | bool:
    """Return the grade that an IQA decided, as a code, or whether they agree with the assessor's (Agreed, Not agreed).

    Raises ValueError for anything else.
    """
    word = " ".join(text.split()).casefold()
    if word in _AGREEMENT:
        return _AGREEMENT[word]
    try:
        return words.grade_code(text)
    except ValueError:
        raise ValueError(
            f"“{text.strip()}” is not an IQA decision; write {', '.join(words.grade_choices)}, Agreed or Not agreed"
        ) from None


def format_mark(mark: Fraction) -> str:
    """Write a whole or half mark as people do: 12, 12.5."""
    return str(mark.numerator) if mark.denominator == 1 else f"{float(mark):g}"
