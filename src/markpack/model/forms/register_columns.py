"""The register of learners: its file, its sheet, and its columns."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.model.forms.labels import LABELS

FILES = ("learners.csv", "learners.xlsx")
SHEET = "Learners"
EXTENSIONS_FILE = "extensions.csv"
EXTENSIONS_SHEET = "Extensions"
"""Where extensions are: a file beside the register, or a sheet in its workbook."""


@dataclass(frozen=True)
class RegisterColumn:
    """A column: the headings it is known by, of which a new register has the first, its width, and what to enter."""

    headings: tuple[str, ...]
    width: int
    note: str = ""
    required: bool = False


COLUMNS = {
    "registration": RegisterColumn(
        (
            "Registration", "Registration no", "Registration number", LABELS["registration"],
            "Learner registration number", "Reg no", "Enrolment number", "Enrolment no", "Enrolment",
            "Learner no", "Learner number", "Learner ID", "Candidate number",
        ),
        18,
        "The registration (enrolment) number. Each learner has their own; leading zeros are kept.",
        required=True,
    ),
    "first_name": RegisterColumn(
        ("First name", "Forename", "Forenames", "Given name", "Given names", "First names"),
        18,
        "A learner who has one name has it here or as last name; the other cell stays empty.",
        required=True,
    ),
    "last_name": RegisterColumn(("Last name", "Surname", "Family name"), 24, required=True),
    "uln": RegisterColumn(
        ("ULN", "Unique learner number"), 14, "The unique learner number of ten digits, once there is one. Optional."
    ),
    "email": RegisterColumn(("Email", "E-mail", "Email address", "E-mail address"), 30, "Optional."),
    "job_title": RegisterColumn(("Job title", "Job", "Role", "Position"), 24, "Optional."),
    "line_manager": RegisterColumn(
        ("Line manager", "Manager", "Supervisor"), 24, "Who supports the learner at work. Optional."
    ),
    "registered_on": RegisterColumn(
        ("Registered on", "Registration date", "Date registered", "Date of registration"),
        16,
        "The date of registration, from which the time to complete is counted. Optional.",
    ),
    "in_work": RegisterColumn(
        ("In work", "Employed", "In employment"),
        10,
        "Yes, or No for a learner who is not employed at present. Blank means yes.",
    ),
    "adjustments": RegisterColumn(
        ("Adjustments", "Reasonable adjustments", "Adjustment"),
        34,
        "Large print, a background such as yellow background, plain language, with semicolons between them; the "
        "learner’s own documents follow. Optional, and seen in no document of anybody else.",
    ),
    "arrangements": RegisterColumn(
        ("Access arrangements", "Access arrangement", "Arrangements", "Exam access arrangements"),
        34,
        "What else is arranged, in any words, such as 25% extra time; reader. The learner’s own brief says it, and so "
        "do markbook, index page and status, for tutor and assessor. Optional.",
    ),
    "status": RegisterColumn(
        ("Status", "Learner status"),
        12,
        "Active, withdrawn, deferred, transferred or completed; blank means active. For anybody who is not active "
        "nothing new is made, and all that is there stays. Optional.",
    ),
    "status_from": RegisterColumn(
        ("Status from", "Status date", "Date of status", "Withdrawn on", "Left on"),
        16,
        "The first day of a status that is not active. Optional.",
    ),
    "status_reason": RegisterColumn(
        ("Status reason", "Reason for status", "Reason for leaving", "Reason for withdrawal"),
        30,
        "Why the status is not active, for staff alone. Optional.",
    ),
    "known_as": RegisterColumn(
        ("Known as", "Preferred name", "Preferred first name"),
        16,
        "What the learner is called, beside the name on feedback; formal documents have the registered name. Optional.",
    ),
    "tutor": RegisterColumn(
        ("Tutor", "Own tutor"), 20, "The learner’s own tutor, instead of the assignments’. Optional."
    ),
    "assessor": RegisterColumn(
        ("Assessor", "Own assessor"), 20, "The learner’s own assessor, instead of the assignments’. Optional."
    ),
    "site": RegisterColumn(("Site", "Location", "Workplace"), 16, "Optional."),
    "moodle_id": RegisterColumn(("Moodle ID", "Moodle user ID", "Moodle number"), 14, "Optional."),
    "claimed_on": RegisterColumn(
        ("Claimed on", "Date claimed", "Claim date"), 16, "When the certificate was claimed. Optional."
    ),
    "certificate_no": RegisterColumn(("Certificate no", "Certificate number"), 16, "Optional."),
    "anonymised_use": RegisterColumn(
        ("Anonymised use", "Use for standardisation"),
        16,
        "Yes, or Refused where the learner’s work may not be used for standardisation. Blank means yes.",
    ),
    "former_registrations": RegisterColumn(
        ("Former registrations", "Former registration", "Former registration numbers", "Previous registrations",
         "Previous registration number", "Old registration number"),
        20,
        "Numbers that the learner had before, with semicolons between them; what bears one is theirs. Optional.",
    ),
    "former_names": RegisterColumn(
        ("Former names", "Former name", "Previous names", "Previous name"),
        26,
        "Whole names that the learner had before, with semicolons between them, as on sheets that are out. Optional.",
    ),
    "induction_on": RegisterColumn(
        ("Induction on", "Induction date", "Date of induction", "Inducted on"),
        16,
        "The date of the learner’s induction. Optional.",
    ),
    "induction_hours": RegisterColumn(
        ("Induction hours", "Hours of induction"), 16, "How many hours it took, such as 1 or 1.5. Optional."
    ),
    "tutorial_hours": RegisterColumn(
        ("Tutorial hours", "Tutorials", "Hours of tutorials", "Tutorial support"),
        15,
        "Hours of tutorial support given so far, such as 3.5; results.xlsx shows them beside the least that the "
        "qualification asks for. Optional.",
    ),
}  # fmt: skip
"""The columns by the field of a learner that they fill."""

EXTENSION_COLUMNS = {
    "registration": COLUMNS["registration"],
    "unit": RegisterColumn(("Unit", "Unit reference", "Assignment"), 14, required=True),
    "attempt": RegisterColumn(("Attempt", "Attempt no", "Submission"), 10, "Blank means 1."),
    "new_date": RegisterColumn(
        ("New date", "New due date", "Extended to", "Extension to", "Due on"), 16, "The new last day.", required=True
    ),
    "agreed_by": RegisterColumn(("Agreed by", "Authorised by", "Approved by"), 22, required=True),
    "agreed_on": RegisterColumn(("Agreed on", "Authorised on", "Approved on", "Date agreed"), 16),
    "reason": RegisterColumn(("Reason", "Reason for extension", "Why"), 34, "For staff alone."),
}
"""The columns of extensions by the field that they fill."""
