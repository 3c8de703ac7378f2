"""The file of an outcome scheme, `templates/schemes/<id>.yaml`: a closed vocabulary without expressions."""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from markpack.model.outcome import ILM_WORDS, NOT_ATTEMPTED, OWN_IN_SENTENCES, OutcomeWords
from markpack.model.record import Record, Shape, Text
from markpack.model.scheme import HALF, Advice, AttemptKind, AttemptRule, Covers, GradeRule, Judgement, Scheme

SchemeId = Annotated[
    str,
    Shape(
        r"[a-z0-9][a-z0-9-]{0,31}", "a scheme’s id", "write small letters, digits and hyphens, such as btec-nationals"
    ),
]


def _single_spaced(text: str) -> str:
    """Return a text with one space for several on a line, as what people write is compared with it."""
    return re.sub(r"[ \t]+", " ", text)


Word = Annotated[
    Text,
    Shape(
        r"(?!.*\*\*).{1,60}",
        "a word for documents",
        "write up to 60 characters in one line, without two asterisks next to each other",
    ),
    AfterValidator(_single_spaced),
]
Code = Annotated[
    str,
    Shape(r"[A-Za-z0-9][A-Za-z0-9 +-]{0,14}", "a code", "write up to fifteen letters and digits, such as P or N1"),
    AfterValidator(_single_spaced),
]


_NUMBER = re.compile(r"[0-9]{1,9}\.?|[0-9]{0,9}\.[0-9]{1,9}|[0-9]{1,9}/0*[1-9][0-9]{0,8}")


def _number(value: object) -> tuple[str, Fraction | None, bool]:
    """Return a number as it is written, its value, None where it is none, and whether it has a per cent sign."""
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a text is expected")
    text = value.strip()
    digits = text.removesuffix("%").strip()
    return text, Fraction(digits) if _NUMBER.fullmatch(digits) else None, text.endswith("%")


def _fraction(value: object) -> object:
    """Return a part of a whole that is written as 1/2, 0.4 or 40%."""
    text, number, in_per_cent = _number(value)
    if number is None:
        raise ValueError(f"“{text}” is not a part of the marks; write it as 1/2, 0.4 or 40%")
    part = number / 100 if in_per_cent else number
    if part > 1:
        raise ValueError(f"“{text}” is not a part of the marks; write one from 0 to 1, such as 1/2")
    return part


def _per_cent(value: object) -> object:
    """Return a part of a whole that is written in per cent: 40, 66.5 or 40%."""
    text, number, in_per_cent = _number(value)
    if number is None:
        raise ValueError(f"“{text}” is not a percentage; write a number such as 40")
    if not 0 < number <= 100:
        raise ValueError(f"“{text}” is not a percentage; write a number above 0, up to 100")
    if number <= 1 and not in_per_cent:
        raise ValueError(f"“{text}” is a part, where a percentage is expected; write {_plain(number * 100)}")
    return number / 100


def _plain(number: Fraction) -> str:
    """Return a number with decimals, or as a fraction where decimals do not end."""
    decimals = f"{float(number):g}"
    return decimals if Fraction(decimals) == number else str(number)


Part = Annotated[Any, BeforeValidator(_fraction), Field(json_schema_extra={"type": ["string", "number"]})]
PerCent = Annotated[Any, BeforeValidator(_per_cent), Field(json_schema_extra={"type": ["string", "number"]})]


class TotalOf(Enum):
    """What boundaries are compared with."""

    TOTAL = "total"


class DaysOf(Enum):
    """Which days are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


class JudgementRules(Record):
    """How each criterion is judged."""

    kind: Judgement = Field(description="marks, met (met or not), or levels.")
    met_at: Part | None = Field(
        default=None, description="With marks: the part of a criterion’s marks that meets it, such as 1/2."
    )
    order: tuple[Code, ...] = Field(default=(), description="With levels: their codes, from the lowest.")
    met_level: Code | None = Field(
        default=None,
        description="With levels: from which on a criterion is met; else the lowest tier, or without tiers the second.",
    )


class Minimums(Record):
    """The least percentage that is needed in each part, whatever the total."""

    section: PerCent | None = Field(default=None, description="In each learning outcome, in per cent.")
    criterion: PerCent | None = Field(default=None, description="In each criterion, in per cent.")


class BoundaryRules(Record):
    """At which percentages of the total grades begin."""

    of: TotalOf = Field(default=TotalOf.TOTAL, description="What is compared: total.")
    steps: dict[Code, PerCent] = Field(min_length=1, description="Each grade and the percentage at which it begins.")
    minimum_each: Minimums = Minimums()


class GradeRules(Record):
    """How the unit’s grade follows."""

    rule: GradeRule = Field(description="all_met, ladder or boundaries.")
    tiers: tuple[Code, ...] = Field(default=(), description="With a ladder: its tiers, from the lowest.")
    boundaries: BoundaryRules | None = None
    codes: dict[Code, Code] = Field(
        description="What is stored for each tier or step, and for the floor: where not even the lowest is reached."
    )


class Within(Record):
    """How long there is to hand in again."""

    days: int = Field(gt=0, le=730)
    of: DaysOf = Field(default=DaysOf.CALENDAR, description="calendar or working days.")


def _scope(value: object) -> object:
    """Return what an attempt covers: all, what is open, or some tiers."""
    if isinstance(value, str) and value in [covers.value for covers in Covers]:
        return Covers(value)
    if isinstance(value, list) and all(isinstance(tier, str) for tier in value):
        return tuple(dict.fromkeys(tier.strip() for tier in value))
    what = f"“{value}”" if isinstance(value, str) else "this"
    raise ValueError(f"{what} is not a scope; write all, open, or tiers in brackets, such as [P]")


class AttemptTemplate(Record):
    """One kind of attempt."""

    kind: AttemptKind = Field(description="first, resubmission or retake.")
    max: int = Field(default=1, ge=1, le=9, description="How many there may be of it.")
    authorised_by: str = Field(default="", description="Who authorises it; else whoever the centre’s policies name.")
    conditions: tuple[Text, ...] = Field(default=(), alias="if", description="What has to be true for it.")
    within: Within | None = None
    scope: Annotated[Covers | tuple[str, ...], BeforeValidator(_scope)] = Field(
        default=Covers.OPEN,
        description="all, open (criteria not met), or the tiers whose criteria it may show, in brackets.",
    )
    cap: Code | None = Field(default=None, description="The highest grade that it can earn.")
    new_task: bool = Field(default=False, description="Whether it is work on a new task.")


class FeedbackRules(Record):
    """What feedback may say, and when it is final."""

    improvement_advice: Advice = Field(
        default=Advice.ALWAYS, description="always, not on final, or never: when it may say what earns a higher grade."
    )
    after_iqa: bool = Field(default=False, description="Whether feedback is final only after quality assurance.")


WORDS = (
    "met", "not_met", "met_decision", "not_met_decision", "incomplete", "not_marked", "not_attempted", "passed",
    "referred", "article", "section",
)  # fmt: skip
"""The keys that `words` may have beside codes, levels and bands."""


Synonym = Annotated[Text, AfterValidator(_single_spaced)]


class Synonyms(Record):
    """What people may write for a criterion's decision beside its word, in any case."""

    met: tuple[Synonym, ...] = ("met", "achieved", "yes")
    not_met: tuple[Synonym, ...] = ("not met", "not yet met", "not achieved", "not yet achieved", "no")


class SchemeTemplate(Record):
    """A scheme as its file has it; `scheme()` makes the rules of it, once its parts agree."""

    id: SchemeId = Field(alias="scheme", description="Its id, which units name; also the name of its file.")
    version: Text = "1"
    title: Text = Field(description="Whose rules these are.")
    source: str = Field(default="", description="Where the rules were read.")
    judgement: JudgementRules
    not_attempted: bool = Field(
        default=False, description="Whether “not attempted” is told apart from a criterion that is not met."
    )
    grade: GradeRules
    words: dict[str, Word] = Field(
        default_factory=dict, description="The words for codes, levels and bands, and for met, not_met and so on."
    )
    in_sentences: dict[str, Word] = Field(
        default_factory=dict,
        description="The form of words within a sentence, by the keys of words; the others stand as they are written.",
    )
    also: Synonyms = Field(default=Synonyms(), description="What people may write instead of a decision’s words.")
    bands: dict[Word, Part] = Field(
        default_factory=dict,
        description="The names of descriptors, from the lowest, and the part of the marks at which each stands.",
    )
    attempts: tuple[AttemptTemplate, ...] = Field(
        default=(), description="The attempts that there are, in order; without any, the centre’s policies decide."
    )
    feedback: FeedbackRules = FeedbackRules()
    without_marks: SchemeId | None = Field(
        default=None, description="The scheme of assignments that are marked by pass or refer."
    )

    @property
    def tiers(self) -> tuple[str, ...]:
        """What `codes` has to have beside the floor: the ladder's tiers, the steps of boundaries, or `met`."""
        if self.grade.rule is GradeRule.LADDER:
            return self.grade.tiers
        if self.grade.rule is GradeRule.BOUNDARIES:
            return tuple(self.grade.boundaries.steps) if self.grade.boundaries else ()
        return ("met",)

    def scheme(self) -> Scheme:
        """Return the rules. Raises KeyError or IndexError where codes are missing, which the checks note."""
        judgement, grade, boundaries = self.judgement, self.grade, self.grade.boundaries
        levels = judgement.order if judgement.kind is Judgement.LEVELS else ()
        minimums = boundaries.minimum_each if boundaries else Minimums()
        met_at = judgement.met_at
        if met_at is None and judgement.kind is Judgement.MARKS and grade.rule is not GradeRule.BOUNDARIES:
            met_at = HALF
        return Scheme(
            id=self.id,
            version=self.version,
            title=self.title,
            judgement=judgement.kind,
            rule=grade.rule,
            words=self._words(),
            tiers=self.tiers,
            codes=tuple(grade.codes[tier] for tier in self.tiers),
            floor=grade.codes["floor"],
            met_at=met_at,
            levels=levels,
            met_level=self._met_level(levels) if levels else "",
            not_attempted=self.not_attempted,
            steps=tuple(boundaries.steps.values()) if boundaries else (),
            minimum_of_section=minimums.section,
            minimum_each=minimums.criterion,
            bands=tuple(self.bands.items()),
            attempts=self._attempts(),
            advice=self.feedback.improvement_advice,
            feedback_after_iqa=self.feedback.after_iqa,
            source=self.source,
        )

    def _met_level(self, levels: tuple[str, ...]) -> str:
        return self.judgement.met_level or (self.tiers[0] if self.grade.rule is GradeRule.LADDER else levels[1])

    def _words(self) -> OutcomeWords:
        words, codes = self.words, self.grade.codes
        lowest = codes[self.tiers[0]]
        grades = (
            (code, words.get(code, code))
            for code in dict.fromkeys((codes["floor"], *map(codes.get, self.tiers)))
            if code
        )
        met, not_met = words.get("met", ILM_WORDS.met), words.get("not_met", ILM_WORDS.not_met)
        return OutcomeWords(
            pass_=words.get(lowest, lowest),
            referral=words.get(codes["floor"], codes["floor"]),
            incomplete=words.get("incomplete", ILM_WORDS.incomplete),
            not_marked=words.get("not_marked", ILM_WORDS.not_marked),
            met=met,
            not_met=not_met,
            passed=words.get("passed", "achieved"),
            referred=words.get("referred", "not yet achieved"),
            article=f"{words['article']} " if "article" in words else "",
            also_pass=tuple(map(str.casefold, self.also.met)),
            also_referral=tuple(map(str.casefold, self.also.not_met)),
            grades=tuple(grades),
            decisions=(words.get("met_decision", met), words.get("not_met_decision", not_met)),
            levels=tuple((code, words.get(code, code)) for code in self.judgement.order),
            not_attempted=words.get("not_attempted", NOT_ATTEMPTED.capitalize()) if self.not_attempted else "",
            section=words.get("section", "Learning outcome"),
            bands=tuple((band, words.get(band, band)) for band in self.bands),
            in_sentences=tuple(self._in_sentences().items()),
        )

    def _in_sentences(self) -> dict[str, str]:
        """Return the forms of words within a sentence, by the words; those that a scheme has anyway have theirs."""
        return OWN_IN_SENTENCES | {self.words.get(key, key): form for key, form in self.in_sentences.items()}

    def _attempts(self) -> tuple[AttemptRule, ...]:
        """Return a rule for each attempt, numbered in order."""
        kinds = [template for template in self.attempts for _ in range(template.max)]
        return tuple(
            AttemptRule(
                number=number,
                kind=template.kind,
                authorised_by=template.authorised_by,
                conditions=template.conditions,
                days=template.within.days if template.within else None,
                working_days=template.within is not None and template.within.of is DaysOf.WORKING,
                covers=template.scope if isinstance(template.scope, Covers) else Covers.OPEN,
                tiers=() if isinstance(template.scope, Covers) else template.scope,
                cap=template.cap or "",
                new_task=template.new_task,
            )
            for number, template in enumerate(kinds, start=1)
        )
