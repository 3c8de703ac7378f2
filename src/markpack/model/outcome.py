"""What an attempt can come to, and an awarding organisation's words for that."""

from __future__ import annotations

from collections.abc import Sequence
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

MARKED = "Marked"
"""The word for a criterion that is judged and by itself neither met nor not."""


def any_of(words: Sequence[str]) -> str:
    """Return words of which one is to be chosen: Pass, Merit or Distinction."""
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


NOT_ATTEMPTED = "not attempted"
"""The code for a criterion that the learner did not attempt."""


@dataclass(frozen=True)
class OutcomeWords:
    """An awarding organisation's words for outcomes: those that documents print, and those that people may write.

    Words are printed as they are written, and within a sentence as `in_sentences` has them. There, `article` comes
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
    passed: str
    referred: str
    article: str = ""
    also_pass: tuple[str, ...] = ()
    also_referral: tuple[str, ...] = ()
    """What people may write instead of a decision's word, in small letters."""
    grades: tuple[tuple[str, str], ...] = (("referral", "Referral"), ("pass", "Pass"))
    """The code of each grade and its word, from the lowest; the first is the grade of work that earns nothing."""
    decisions: tuple[str, str] = ("Pass", "Referral")
    """What is written for a criterion that is met, and for one that is not."""
    levels: tuple[tuple[str, str], ...] = ()
    """The code of each level of a criterion and its word, from the lowest, where criteria have levels."""
    not_attempted: str = ""
    """What is written for a criterion that the learner did not attempt; empty where that is not told apart."""
    section: str = "Learning outcome"
    """What the awarding organisation calls a group of criteria, such as Learning aim."""
    bands: tuple[tuple[str, str], ...] = (("referral", "Referral"), ("pass", "Pass"), ("good_pass", "Good pass"))
    """The names of descriptors and the headings above them."""
    in_sentences: tuple[tuple[str, str], ...] = ()
    """Words that have another form within a sentence, and the form: “Learning aim”, learning aim."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The words from which a criterion's decision is chosen."""
        return self.decisions + ((self.not_attempted,) if self.not_attempted else ())

    @property
    def level_choices(self) -> tuple[str, ...]:
        """The words from which a criterion's level is chosen, from the lowest."""
        words = tuple(word for _, word in self.levels)
        return words + ((self.not_attempted,) if self.not_attempted else ())

    @property
    def grade_choices(self) -> tuple[str, ...]:
        """The words from which an attempt's outcome is chosen, from the highest."""
        return tuple(word for _, word in reversed(self.grades))

    @property
    def either(self) -> str:
        """What a criterion is decided as, in a phrase: Pass or referral."""
        met, not_met = self.decisions
        return f"{met} or {self.within(not_met)}"

    @property
    def either_within(self) -> str:
        """What a criterion is decided as, within a sentence: pass or referral."""
        met, not_met = self.decisions
        return f"{self.within(met)} or {self.within(not_met)}"

    @property
    def section_within(self) -> str:
        """What a group of criteria is called within a sentence: learning outcome."""
        return self.within(self.section)

    def within(self, word: str) -> str:
        """Return one of the words as it stands within a sentence: as it is written, unless it has a form for that."""
        return dict(self.in_sentences).get(word, word)

    def stated(self, word: str) -> str:
        """Return one of the words as it follows a verb: in its form within a sentence, a capital in quotation marks."""
        form = self.within(word)
        return f"“{form}”" if form[:1].isupper() else form

    def grade(self, code: str) -> str:
        """Return the word for a grade; raise KeyError for a code that is none."""
        return dict(self.grades)[code]

    def grade_code(self, text: str) -> str:
        """Return the code of the grade that a person wrote, as a word or a code; raise ValueError if it is none."""
        written = " ".join(text.split()).casefold()
        for code, word in self.grades:
            if written in (code.casefold(), word.casefold()):
                return code
        if len(self.grades) == len(self.decisions) and written in (*self.also_pass, *self.also_referral):
            return self.grades[written in self.also_pass][0]
        raise ValueError(f"“{text.strip()}” is not an outcome; write {any_of(self.grade_choices)}")

    def level_code(self, text: str) -> str:
        """Return the code of the level that a person wrote, as a word or a code; raise ValueError if it is none."""
        written = " ".join(text.split()).casefold()
        for code, word in self.levels:
            if written in (code.casefold(), word.casefold()):
                return code
        raise ValueError(f"“{text.strip()}” is not a level; write {any_of(self.level_choices)}")

    def is_not_attempted(self, text: str) -> bool:
        """Say whether a person wrote that a criterion was not attempted, where that is told apart."""
        written = " ".join(text.split()).casefold()
        return bool(self.not_attempted) and written in (self.not_attempted.casefold(), NOT_ATTEMPTED, "not_attempted")

    def result(self, outcome: Outcome | None, grade: str) -> str:
        """Return the word for an outcome with its grade; None is an attempt of which nothing is marked."""
        return self.grade(grade) if grade else self.word(outcome)

    def word(self, outcome: Outcome | None) -> str:
        """Return the word for an outcome without its grade; None is an attempt of which nothing is marked."""
        return {
            Outcome.PASS: self.pass_, Outcome.REFERRAL: self.referral, Outcome.INCOMPLETE: self.incomplete,
            None: self.not_marked,
        }[outcome]  # fmt: skip

    def phrase(self, grade: str) -> str:
        """Return a grade, by its code, as it stands in a sentence: a referral."""
        return f"{self.article}{self.within(self.grade(grade))}"

    def named(self, grade: str) -> str:
        """Return a grade, by its code, as it follows a verb or colon: a referral, “Refer”."""
        return self.phrase(grade) if self.article else f"“{self.grade(grade)}”"

    def fill(self, text: str) -> str:
        """Return a text with the words in place of their names in braces: {Referral}, within a sentence {referral}."""
        return text.format(
            Pass=self.pass_, Referral=self.referral, Incomplete=self.incomplete, Not_marked=self.not_marked,
            article=self.article, referral=self.within(self.referral), incomplete=self.within(self.incomplete),
            either=self.either_within, passed=self.passed, referred=self.referred,
        )  # fmt: skip

    def status(self, met: bool | None) -> str:
        """Return the word for a criterion that is met or not; None is one that is not marked."""
        return {True: self.met, False: self.not_met, None: self.not_marked}[met]

    def decision(self, text: str) -> Decision:
        """Return the decision that a person wrote, as a word or met or not_met; raise ValueError if it is none."""
        written = " ".join(text.split()).casefold()
        met, not_met = self.decisions
        if written in (met.casefold(), self.met.casefold(), "met", *self.also_pass):
            return Outcome.PASS
        if written in (not_met.casefold(), self.not_met.casefold(), "not_met", *self.also_referral):
            return Outcome.REFERRAL
        raise ValueError(f"“{text.strip()}” is not a decision; write {any_of(self.choices)}")


OWN_IN_SENTENCES = {
    word: f"{word[:1].lower()}{word[1:]}"
    for word in ("Met", "Not met yet", "Not marked yet", "Incomplete", "Not attempted", "Learning outcome", MARKED)
}
"""The words that a scheme has where it says nothing, as they stand within a sentence."""

ILM_WORDS = OutcomeWords(
    pass_="Pass",
    referral="Referral",
    incomplete="Incomplete",
    not_marked="Not marked yet",
    met="Met",
    not_met="Not met yet",
    passed="passed",
    referred="referred",
    article="a ",
    also_pass=("p", "passed", "met"),
    also_referral=("r", "refer", "referred", "not met"),
    in_sentences=tuple({**OWN_IN_SENTENCES, "Pass": "pass", "Referral": "referral"}.items()),
)
