"""A learner on an employer's register."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from markpack.model.adjustments import NO_ADJUSTMENTS, Adjustments
from markpack.model.hours import Hours
from markpack.model.names import full_name, name_in_lists, name_words
from markpack.model.record import Date, Record, Shape
from markpack.model.register_status import RegisterStatus, status_from_text

ULN_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)

NO_ULN_YET = "9999999999"
"""What funding returns hold for a learner whose ULN is not there yet."""


def check_uln(value: str) -> str:
    """Return a unique learner number unchanged; raise ValueError unless it has ten digits, the last a true check digit.

    The first nine digits, weighted 10 down to 2, are summed; the check digit is 10 less the sum's remainder by 11,
    and a remainder of 0 is never issued. Source: the Learning Records Service's published rule.
    """
    if not value:
        return value
    if not re.fullmatch(r"[1-9]\d{9}", value):
        raise ValueError(f"“{value}” is not a ULN; write its ten digits and nothing else, the first from 1 to 9")
    remainder = sum(weight * int(digit) for weight, digit in zip(ULN_WEIGHTS, value, strict=False)) % 11
    if remainder == 0 or 10 - remainder != int(value[9]):
        raise ValueError(f"“{value}” is not a ULN; its last digit does not agree with the others, so one is mistyped")
    return value


Registration = Annotated[
    str,
    Shape(r"[^\s\x00-\x1f]{1,24}", "a registration number", "write up to 24 letters and digits without spaces"),
]


def _parts(value: Any) -> Any:
    """Return the parts of a text with semicolons or lines between them; anything else unchanged."""
    if not isinstance(value, str):
        return value
    return tuple(part for text in re.split(r"[;\n]", value) if (part := " ".join(text.split())))


def _agreed(value: Any) -> Any:
    """Return whether a text agrees to something: refused is no. Raise ValueError for anything else."""
    if not isinstance(value, str):
        return value
    word = value.strip().casefold()
    if word in ("yes", "y", "agreed", "true"):
        return True
    if word in ("no", "n", "refused", "false"):
        return False
    raise ValueError(f"“{value.strip()}” is neither yes nor refused; write yes or refused")


class Learner(Record):
    """One row of the register. Every identifier is text."""

    registration: Registration = Field(description="The registration (enrolment) number, leading zeros included.")
    former_registrations: Annotated[tuple[Registration, ...], BeforeValidator(_parts)] = Field(
        default=(), description="Numbers that the learner had before: what bears one of them is theirs."
    )
    first_name: str = ""
    last_name: str = Field(default="", description="People with one name have it here or as first name.")
    former_names: Annotated[tuple[str, ...], BeforeValidator(_parts)] = Field(
        default=(), description="Names that the learner had before, as on documents that are out."
    )
    uln: Annotated[str, AfterValidator(check_uln)] = ""
    email: str = ""
    job_title: str = ""
    line_manager: str = ""
    registered_on: Date | None = None
    in_work: bool = True
    induction_on: Date | None = None
    induction_hours: Hours | None = None
    tutorial_hours: Hours | None = None
    adjustments: Adjustments = Field(default=NO_ADJUSTMENTS, description="Individual, and for nobody else to see.")
    arrangements: str = Field(
        default="", description="Access arrangements in any words, for tutor, assessor and the learner alone to see."
    )
    known_as: str = Field(default="", description="How the learner is addressed; formal documents have the names.")
    tutor: str = Field(default="", description="The learner's own tutor, instead of the assignment's.")
    assessor: str = Field(default="", description="The learner's own assessor, instead of the assignment's.")
    site: str = ""
    moodle_id: str = ""
    claimed_on: Date | None = Field(default=None, description="When the certificate was claimed.")
    certificate_no: str = ""
    anonymised_use: Annotated[bool, BeforeValidator(_agreed)] = Field(
        default=True, description="Whether the learner's work may be used, anonymised, for standardisation."
    )
    status: Annotated[RegisterStatus, BeforeValidator(status_from_text)] = RegisterStatus.ACTIVE
    status_from: Date | None = Field(default=None, description="The first day of the status.")
    status_reason: str = ""

    @model_validator(mode="after")
    def _has_a_name(self) -> Learner:
        if not self.name:
            raise ValueError(
                "the learner has no name; fill in the first name, the last name or both, or delete the row"
            )
        return self

    @property
    def name(self) -> str:
        """First and last name, or the only one."""
        return full_name(self.first_name, self.last_name)

    @property
    def names(self) -> tuple[str, ...]:
        """The name, and those that the learner had before."""
        return (self.name, *self.former_names)

    @property
    def name_in_lists(self) -> str:
        """Last name, comma and first name, or the only one."""
        return name_in_lists(self.first_name, self.last_name)

    @property
    def has_one_name(self) -> bool:
        """Whether the learner has a first or a last name only."""
        return not (self.first_name and self.last_name)

    @property
    def has_own_staff(self) -> bool:
        """Whether the learner has a tutor or an assessor of their own."""
        return bool(self.tutor or self.assessor)

    @property
    def is_active(self) -> bool:
        """Whether the learner is on the programme; for anybody else nothing new is made."""
        return self.status is RegisterStatus.ACTIVE

    def was_active_on(self, date: datetime.date | None) -> bool:
        """Say whether the learner was active on a date; they were if it, or the status's first day, is not known."""
        return self.is_active or self.status_from is None or date is None or date < self.status_from

    @property
    def initials(self) -> str:
        """The first letter of the first name, as the published file-name pattern has it, or of the only name."""
        name = self.first_name or self.last_name
        return next((letter for letter in name if letter.isalpha()), name[:1]).upper()

    def must_complete_by(self, years: int | None) -> datetime.date | None:
        """Return the last day of a registration that runs for so many years; None without a start or a limit."""
        if self.registered_on is None or years is None:
            return None
        try:
            return self.registered_on.replace(year=self.registered_on.year + years) - datetime.timedelta(days=1)
        except ValueError:  # registered on 29 February
            return datetime.date(self.registered_on.year + years, 2, 28)


def former_numbers(learners: Iterable[Learner], present: Iterable[str] = ()) -> Mapping[str, str]:
    """Return the registration number of today by each former one, without letter case.

    A number that is anybody's today, a learner's or one of the `present` ones, or that two people had, is none.
    """
    learners = tuple(learners)
    todays = {number.casefold() for number in (*present, *(learner.registration for learner in learners))}
    owners: dict[str, set[str]] = {}
    for learner in learners:
        for number in learner.former_registrations:
            owners.setdefault(number.casefold(), set()).add(learner.registration)
    return {number: next(iter(of)) for number, of in owners.items() if len(of) == 1 and number not in todays}


def are_one(one: Learner, other: Learner) -> bool:
    """Say whether two entries with one registration number may be one person's: by the ULN, or else by the name."""
    if one.uln and other.uln:
        return one.uln == other.uln
    return are_named_alike(one, other)


def are_named_alike(one: Learner, other: Learner) -> bool:
    """Say whether one of two learners' names has all words of one of the other's."""
    names, other_names = map(name_words, one.names), [name_words(name) for name in other.names]
    return any(words <= others or others <= words for words in names for others in other_names)
