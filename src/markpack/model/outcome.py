"""What an attempt can come to, and an awarding organisation's words for that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias


class Outcome(Enum):
    """What an attempt comes to."""

    INCOMPLETE = "incomplete"
    REFERRAL = "referral"
    PASS = "pass"

    def __str__(self) -> str:
        return self.value  # so that layouts that centres copied from 0.1.0 still find the style of an outcome


Decision: TypeAlias = Literal[Outcome.PASS, Outcome.REFERRAL]
"""An assessor's decision on one criterion, or an IQA's on an attempt."""


@dataclass(frozen=True)
class OutcomeWords:
    """An awarding organisation's words for outcomes: those that documents print, and those that people may write.

    Words begin with a capital where they stand alone and with a small letter within a sentence. There, `article` comes
    before an outcome, with a space, where the words are nouns: “a referral”. `passed` follows a unit (“the unit is
    passed”, “you have passed the unit”), `referred` follows work that has to be shown again.
    """

    pass_: str
    referral: str
    incomplete: str
    not_marked: str
    """The word for an attempt, or a criterion, of which nothing is marked."""
    met: str
    not_met: str
    good_pass: str
    """The heading of the descriptor above a pass."""
    passed: str
    referred: str
    article: str = ""
    also_pass: tuple[str, ...] = ()
    also_referral: tuple[str, ...] = ()
    """What people may write instead of a decision's word, in small letters."""

    @property
    def choices(self) -> tuple[str, str]:
        """The words from which a decision is chosen."""
        return self.pass_, self.referral

    @property
    def either(self) -> str:
        """Both decisions in a phrase: Pass or referral."""
        return f"{self.pass_} or {self.referral.lower()}"

    def word(self, outcome: Outcome | None) -> str:
        """Return the word for an outcome; None is an attempt of which nothing is marked."""
        return {
            Outcome.PASS: self.pass_, Outcome.REFERRAL: self.referral, Outcome.INCOMPLETE: self.incomplete,
            None: self.not_marked,
        }[outcome]  # fmt: skip

    def phrase(self, decision: Decision) -> str:
        """Return a decision as it stands in a sentence: a referral."""
        return f"{self.article}{self.word(decision).lower()}"

    def fill(self, text: str) -> str:
        """Return a text with the words in place of their names in braces: {Referral}, within a sentence {referral}."""
        return text.format(
            Pass=self.pass_, Referral=self.referral, Incomplete=self.incomplete, Not_marked=self.not_marked,
            article=self.article, referral=self.referral.lower(), incomplete=self.incomplete.lower(),
            either=self.either.lower(), passed=self.passed, referred=self.referred,
        )  # fmt: skip

    def status(self, met: bool | None) -> str:
        """Return the word for a criterion that is met or not; None is one that is not marked."""
        return {True: self.met, False: self.not_met, None: self.not_marked}[met]

    def decision(self, text: str) -> Decision:
        """Return the decision that a person wrote, in whatever case; raise ValueError if it is none."""
        written = " ".join(text.split()).casefold()
        if written in (self.pass_.casefold(), *self.also_pass):
            return Outcome.PASS
        if written in (self.referral.casefold(), *self.also_referral):
            return Outcome.REFERRAL
        raise ValueError(f"“{text.strip()}” is not a decision; write {' or '.join(self.choices)}")


ILM_WORDS = OutcomeWords(
    pass_="Pass",
    referral="Referral",
    incomplete="Incomplete",
    not_marked="Not marked yet",
    met="Met",
    not_met="Not met yet",
    good_pass="Good pass",
    passed="passed",
    referred="referred",
    article="a ",
    also_pass=("p", "passed", "met"),
    also_referral=("r", "refer", "referred", "not met"),
)
