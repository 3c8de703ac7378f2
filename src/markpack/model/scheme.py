"""An outcome scheme: how an awarding organisation has criteria judged, and how a unit's grade follows from that."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property

from markpack.model.outcome import ILM_WORDS, OutcomeWords

HALF = Fraction(1, 2)


class Judgement(Enum):
    """How a criterion is judged: by marks, as met or not, or as one of several levels."""

    MARKS = "marks"
    MET = "met"
    LEVELS = "levels"


AWARD_FIELD = {Judgement.MARKS: "mark", Judgement.MET: "decision", Judgement.LEVELS: "level"}
"""The field of a form in which a criterion is judged."""


class GradeRule(Enum):
    """How a unit's grade follows from its criteria.

    ALL_MET: every criterion is met. LADDER: the highest tier of which all criteria, and all of those below, are met.
    BOUNDARIES: the total reaches so many per cent of the marks.
    """

    ALL_MET = "all_met"
    LADDER = "ladder"
    BOUNDARIES = "boundaries"


class AttemptKind(Enum):
    """What an attempt is: the first, the same work improved, or new work on a new task."""

    FIRST = "first"
    RESUBMISSION = "resubmission"
    RETAKE = "retake"


class Covers(Enum):
    """Which criteria an attempt after the first may show: all, or those that are not met yet."""

    ALL = "all"
    OPEN = "open"


class Advice(Enum):
    """When feedback may say what would earn a higher grade."""

    ALWAYS = "always"
    NOT_ON_FINAL = "not on final"
    NEVER = "never"


@dataclass(frozen=True)
class AttemptRule:
    """What holds for one attempt. `tiers` are the only ones it may show, where it is not for all; `cap` is a grade.

    Criteria of tiers above the cap cannot count in it: see `Scheme.opens`.

    `days` are those from the decision before it, working days or calendar days; None where nobody sets any. With
    `carries_over`, criteria that are met stay met. `number` is the attempt's own, from 1.
    """

    number: int
    kind: AttemptKind
    authorised_by: str = ""
    conditions: tuple[str, ...] = ()
    days: int | None = None
    working_days: bool = False
    covers: Covers = Covers.OPEN
    tiers: tuple[str, ...] = ()
    cap: str = ""
    new_task: bool = False
    carries_over: bool = True


@dataclass(frozen=True)
class Scheme:
    """The rules of one awarding organisation's units.

    Codes are stored, and `words` printed. `floor` is the grade of work that earns none; `tiers` are the grades above
    it, from the lowest, and their codes. `met_at` is the part of a criterion's marks that meets it, `met_level` the
    level; None and empty where a single criterion is neither met nor not. `steps` are the parts of all marks that earn
    each tier, `minimum_of_section` and `minimum_each` the least part that each section and each criterion needs.
    """

    id: str
    version: str
    title: str
    judgement: Judgement
    rule: GradeRule
    words: OutcomeWords
    tiers: tuple[str, ...]
    codes: tuple[str, ...]
    floor: str
    met_at: Fraction | None = None
    levels: tuple[str, ...] = ()
    met_level: str = ""
    not_attempted: bool = False
    steps: tuple[Fraction, ...] = ()
    minimum_of_section: Fraction | None = None
    minimum_each: Fraction | None = None
    bands: tuple[tuple[str, Fraction], ...] = ()
    """Where descriptors of a criterion with marks stand, as a part of its marks; they guide and do not decide."""
    attempts: tuple[AttemptRule, ...] = ()
    """Empty where the centre's own policies decide."""
    advice: Advice = Advice.ALWAYS
    feedback_after_iqa: bool = False
    """Whether feedback is final only once internal quality assurance has agreed, whatever the centre's policy."""
    without_marks: Scheme | None = None
    """The scheme of an assignment that is marked by pass or refer, where this one has marks."""
    source: str = ""
    """Where the rules were read."""

    @property
    def numbered(self) -> bool:
        """Whether criteria are marked with numbers."""
        return self.judgement is Judgement.MARKS

    @property
    def awards(self) -> str:
        """What criteria are judged by, in the plural: marks, decisions or levels."""
        return f"{AWARD_FIELD[self.judgement]}s"

    @property
    def award_heading(self) -> str:
        """What stands above the judgements of criteria: Mark, Level, or what a criterion is decided as."""
        return {Judgement.MARKS: "Mark", Judgement.LEVELS: "Level"}.get(self.judgement, self.words.either)

    @property
    def laddered(self) -> bool:
        """Whether each criterion counts for a tier of its own."""
        return self.rule is GradeRule.LADDER and self.judgement is not Judgement.LEVELS

    @property
    def has_grades(self) -> bool:
        """Whether work that is good enough may earn one of several grades."""
        return len(self.codes) > 1

    @property
    def named(self) -> str:
        """Its id, as files say which scheme they were made for; empty for ILM's, which those that say nothing mean."""
        return "" if self.id in (ILM_MARKS.id, ILM_PASS_REFER.id) else self.id

    @cached_property
    def rules(self) -> str:
        """Short digests of its rules: how criteria are judged, how the grade follows, and what attempts may earn.

        Forms carry them. They are empty for ILM's rules as they come with markpack, which forms that say nothing mean.
        """
        own = self._digests
        is_ilm = not self.named and own in (ILM_MARKS._digests, ILM_PASS_REFER._digests)
        return "" if is_ilm else own

    @property
    def _digests(self) -> str:
        attempts = [(rule.kind.value, rule.covers.value, rule.tiers, rule.cap) for rule in self.attempts]
        minimums = (self.minimum_of_section, self.minimum_each)
        parts: tuple[tuple[object, ...], ...] = (
            (self.judgement.value, self.met_at, self.levels, self.met_level, self.not_attempted),
            (self.rule.value, self.tiers, self.codes, self.floor, self.steps, minimums),
            tuple(attempts),
        )
        return " ".join(hashlib.sha256(repr(part).encode()).hexdigest()[:8] for part in parts)

    @property
    def has_criteria_to_meet(self) -> bool:
        """Whether a single criterion is met or not: with marks, only where it needs a least mark."""
        return not self.numbered or bool(self.met_at or self.minimum_each)

    @property
    def met_band(self) -> str:
        """The name of the descriptor that says what work looks like which just meets a criterion; empty without one."""
        return next((band for band, part in self.bands if part == (self.met_at or HALF)), "")

    @property
    def grades(self) -> tuple[str, ...]:
        """The codes of all grades, from the lowest."""
        return (self.floor, *self.codes)

    def rank(self, code: str) -> int:
        """Return where a grade stands among all, from 0 for the lowest; raise ValueError for a code that is none."""
        return self.grades.index(code)

    def can_gain(self, rule: AttemptRule, grade: str) -> bool:
        """Say whether a unit with a grade may gain by an attempt; without a grade it may.

        Work that earned no grade may be shown again; work with a grade only where the scheme has a resubmission that
        can raise it.
        """
        if grade in ("", self.floor):
            return True
        highest = rule.cap or self.codes[-1]
        return bool(self.attempts) and rule.kind is AttemptKind.RESUBMISSION and self.rank(grade) < self.rank(highest)

    def tiers_open(self, rule: AttemptRule) -> tuple[str, ...]:
        """Return the tiers whose criteria can count in an attempt: those that it covers, up to its cap.

        Empty where no criterion belongs to a tier.
        """
        if not self.laddered:
            return ()
        reachable = self.tiers[: self.codes.index(rule.cap) + 1] if rule.cap else self.tiers
        return tuple(tier for tier in reachable if not rule.tiers or tier in rule.tiers)

    def is_limited(self, rule: AttemptRule) -> bool:
        """Say whether an attempt leaves the criteria of some tier as they are."""
        return self.laddered and self.tiers_open(rule) != self.tiers

    def opens(self, rule: AttemptRule, tier: str) -> bool:
        """Say whether a criterion of a tier can count in an attempt; else it stays as it was, met or not."""
        return not self.laddered or tier in self.tiers_open(rule)

    def reaches(self, level: str, tier: str) -> bool:
        """Say whether a criterion's level is a tier's, or above it."""
        return self.levels.index(level) >= self.levels.index(tier)


ILM_PASS_REFER = Scheme(
    id="ilm-pass-refer",
    version="1",
    title="ILM: every criterion by pass or referral",
    judgement=Judgement.MET,
    rule=GradeRule.ALL_MET,
    words=ILM_WORDS,
    tiers=("met",),
    codes=("pass",),
    floor="referral",
    bands=(("referral", Fraction(1, 4)), ("pass", HALF), ("good_pass", Fraction(3, 4))),
    source="ILM's mark sheets and its guidance on criterion assessment, as published.",
)
"""The rules of assignments that are marked by pass or refer."""

ILM_MARKS = replace(
    ILM_PASS_REFER,
    id="ilm-marks",
    title="ILM: every criterion by marks",
    judgement=Judgement.MARKS,
    met_at=HALF,
    without_marks=ILM_PASS_REFER,
)
"""The rules of units that name no scheme, and of those in files from before there were any."""
