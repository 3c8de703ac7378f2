"""The training centre: who it is, what its staff may assess, and its policies."""

from __future__ import annotations

import string
from enum import Enum

from pydantic import Field, field_validator

from markpack import __version__
from markpack.model.brief_texts import BriefTexts
from markpack.model.competence import Competence, StaffRole
from markpack.model.names import folded_name
from markpack.model.record import CentreNumber, Record, Text
from markpack.model.time_span import NumberOfDays
from markpack.model.unit import UnitReference

PRESENT_FORMAT = 2
"""The highest format of a workspace that there is."""

FILE_NAME_PARTS = (
    "initials",
    "first_name",
    "last_name",
    "registration",
    "centre",
    "unit",
    "attempt",
    "employer",
    "document",
)
"""The placeholders that a file-name pattern may hold."""

FILE_NAME = "{initials} {last_name}-{registration}-{centre}-{unit}({attempt}) {document}"
"""The awarding organisation's published pattern for one submission, and which document it is:
`R Jones-ABC123-012345-8604-308(1) Feedback`."""


class StaffMember(Record):
    """A member of staff, and what they are competent for: in the register with evidence, or in the short lists."""

    name: Text
    email: str = ""
    role: str = Field(default="", description="Their job title, as documents show it.")
    assesses: tuple[UnitReference, ...] = Field(
        default=(), description="Units that they may assess, without evidence; competence says it with evidence."
    )
    quality_assures: tuple[UnitReference, ...] = Field(
        default=(),
        description="Units that they may quality-assure, without evidence; competence says it with evidence.",
    )
    competence: tuple[Competence, ...] = Field(
        default=(), description="What they are competent for: role, units, evidence and review date."
    )

    def competence_for(self, role: StaffRole, unit: str) -> Competence | None:
        """Return the entry of the register for a role and unit, that with the latest review date; None without one."""
        entries = [entry for entry in self.competence if entry.role is role and unit in entry.units]
        return max(entries, key=lambda entry: entry.review_on, default=None)

    def units_as(self, role: StaffRole) -> frozenset[str]:
        """Return the references of the units that they may work on in a role, with evidence on record or without."""
        lists = {StaffRole.ASSESSOR: self.assesses, StaffRole.IQA: self.quality_assures}
        registered = (unit for entry in self.competence if entry.role is role for unit in entry.units)
        return frozenset((*lists.get(role, ()), *registered))


class FeedbackRelease(Enum):
    """When feedback is final: as soon as work is assessed, or once it has been quality-assured."""

    AT_ONCE = "at once"
    AFTER_IQA = "after iqa"


class Policies(Record):
    """What the centre has decided about attempts, marks and file names."""

    attempts_allowed: int = Field(default=2, ge=1, le=9)
    carry_over: bool = Field(default=True, description="A resubmission keeps the criteria already met.")
    days_to_resubmit: int = Field(
        default=20, ge=1, le=730, description="Calendar days from the decision to the resubmission."
    )
    resubmission_authorised_by: Text = "the assessor"
    feedback: FeedbackRelease = Field(
        default=FeedbackRelease.AT_ONCE,
        description="With `after iqa`, feedback is provisional until the IQA has checked it.",
    )
    half_marks: bool = Field(default=False, description="Marks such as 12.5 are allowed.")
    file_name: Text = Field(
        default=FILE_NAME,
        description="What learners' files are called. Where it has no {document}, names end in what each file is.",
    )
    working_days: bool = Field(
        default=False,
        description="Warn of dates of assignments on weekends and on bank holidays in England, and give no "
        "resubmission dates on bank holidays.",
    )
    days_to_feedback: NumberOfDays | None = Field(
        default=None,
        description="Days from receiving work to its decision and feedback: 15 for calendar days, or 15 working days. "
        "Briefs say by when feedback comes; lists say by when, and how many it took.",
    )
    keep_records_years: int | None = Field(
        default=None,
        ge=1,
        le=50,
        description="For how many years the records of a learner are kept after the programme has ended; "
        "`markpack status --retention` lists what is due. Nothing is ever erased by itself.",
    )
    employer_summary: bool = Field(
        default=False,
        description="Make a summary for each employer of who has achieved what; an employer’s own file decides first.",
    )
    reading_age: int | None = Field(
        default=None,
        ge=7,
        le=25,
        description="Warn of texts for learners that suit only readers older than this; without it, none is measured.",
    )

    @field_validator("file_name")
    @classmethod
    def _known_parts(cls, value: str) -> str:
        try:
            fields = [field for field in string.Formatter().parse(value) if field[1] is not None]
        except ValueError:
            raise ValueError(
                f"“{value}” is not a file-name pattern: a brace is missing in it, or one too many; "
                "write each part between two braces, such as {registration}"
            ) from None
        for _, name, spec, conversion in fields:
            if spec or conversion:
                raise ValueError(
                    f"“{value}” says how {{{name}}} is to be formatted, which file names do not allow; "
                    f"write {{{name}}} alone"
                )
        parts = {str(name) for _, name, _, _ in fields}
        if unknown := sorted(parts - set(FILE_NAME_PARTS)):
            names = ", ".join(f"{{{name}}}" for name in FILE_NAME_PARTS)
            raise ValueError(f"{{{unknown[0]}}} is not a part of a file name; use {names}")
        if missing := sorted({"registration", "attempt"} - parts):
            raise ValueError(
                f"the pattern needs {{{missing[0]}}}, or learners’ files would overwrite each other; "
                f"write {{{missing[0]}}} where it is to stand"
            )
        return value


class Centre(Record):
    """The centre's own file, `contexts/centre.yaml`."""

    format: int = Field(
        default=1,
        ge=1,
        json_schema_extra={"maximum": PRESENT_FORMAT},
        description="The format of the workspace. From 2 on, mark sheets and markbooks have fields for revisions "
        "and for the day of receipt, markbooks have the record of a discussion and so on, and a decision without that "
        "record is not confirmed.",
    )
    number: CentreNumber
    name: Text
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    logo: str = Field(default="", description="A PNG, JPEG or SVG file in the folder contexts/.")
    logo_description: str = Field(default="", description="What the logo shows, for people who cannot see it.")
    staff: tuple[StaffMember, ...] = Field(min_length=1)
    policies: Policies = Policies()
    briefs: BriefTexts = Field(default=BriefTexts(), description="What every brief tells learners.")

    @field_validator("format")
    @classmethod
    def _known_format(cls, value: int) -> int:
        if value > PRESENT_FORMAT:
            raise ValueError(
                f"the workspace has format {value}, and this version of markpack, {__version__}, knows formats up to "
                f"{PRESENT_FORMAT}; use the version of markpack that gave it format {value}, or a later one"
            )
        return value

    def member(self, name: str) -> StaffMember | None:
        """Return the member of staff of that name, letter case and spacing aside."""
        return next((person for person in self.staff if folded_name(person.name) == folded_name(name)), None)

    def competence(self, name: str, role: StaffRole, unit: str) -> Competence | None:
        """Return what shows that somebody is competent for a role and unit; None for nothing, or nobody, on record."""
        person = self.member(name)
        return person.competence_for(role, unit) if person else None
