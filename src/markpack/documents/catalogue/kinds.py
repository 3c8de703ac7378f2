"""The registry of kinds: one entry says all that is true of a kind of document. Light to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Format(Enum):
    """The formats; the value is also the file name's ending. A ZIP is no document of its own but holds several."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ZIP = "zip"


OFFICE = (Format.PDF, Format.DOCX, Format.XLSX)
"""The formats that a document can have by itself."""
ON_PAPER = (Format.PDF, Format.DOCX)
"""The formats that are made from one page."""


class Per(Enum):
    """What each document of a kind is made for.

    For LEARNER, `documents/<package>/builder.py` has `build(cohort, learner)`, which returns a view-model or None. All
    others depend on one another, and the catalogue says when they are made.
    """

    EMPLOYER = "employer"
    ASSIGNMENT = "assignment"
    LEARNER = "learner"
    SHEET = "sheet"
    ATTEMPT = "attempt"


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document.

    `folder` holds its files in the output and is its name in `--only`, in manifests and inside files; `package` is its
    folder below `documents/`. `title` is what it is called on the index page, `noun` in a sentence, with its article.
    `layout` is the page that PDF and DOCX are made from; `workbook` the function below `writers/xlsx/` that writes its
    workbook.
    """

    folder: str
    package: str
    per: Per
    title: str
    noun: str
    layout: str = ""
    workbook: str = ""
    file_title: str = ""
    """What begins the name of everybody's file, if there is one."""
    own_file_title: str = ""
    """What it is called in the name of a learner's file, if a learner has one of their own."""
    companions: Mapping[Format, str] = field(default_factory=dict)
    """Formats in which it is a document of another name."""
    zip_title: str = ""
    """What the index page calls the ZIP that each learner has of it."""
    combined_title: str = ""
    """What the PDF of all learners is called, if there is one."""
    combined_link: str = ""
    """What the index page calls that PDF."""
    is_fillable: bool = False
    """Whether it has fields in which people write."""
    lists_texts: bool = False
    """Whether its Word file and workbook list what they print, so that what people add to them can be told."""
    states_criteria: bool = False
    """Whether `verify` compares its criteria with the unit's."""
    not_read_because: str = ""
    """Why no marks are read from it, as the end of a sentence; empty if people fill it in and it is read back."""
    shows_result: bool = False
    """Whether it shows the result of an attempt, which a later build may change."""
    replaced_noun: str = ""
    """What a later document of the kind calls the earlier one that it replaces. What it said is then kept on record."""
    lists_learners: bool = False
    """Whether it holds details of many learners."""
    is_chosen: bool = True
    """Whether `--only` offers it."""

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats in which a document of the kind is written."""
        return (*(ON_PAPER if self.layout else ()), *((Format.XLSX,) if self.workbook else ()))


class Kind(Enum):
    """The kinds of document, in the order in which the command line names them."""

    BRIEF = DocumentKind(
        "brief", "brief", Per.ASSIGNMENT, "Assignment brief", "an assignment brief", layout="brief",
        workbook="planner.write_planner", file_title="Assignment brief", own_file_title="Assignment brief",
        companions={Format.XLSX: "Assignment planner"}, states_criteria=True,
        not_read_because="which has no marks in it",
    )  # fmt: skip
    APPROVAL = DocumentKind(
        "approval", "approval", Per.ASSIGNMENT, "Approval request", "an approval request", layout="approval",
        file_title="Approval request", is_fillable=True, not_read_because="which has no marks in it",
    )  # fmt: skip
    VERIFICATION = DocumentKind(
        "verification", "brief_check", Per.ASSIGNMENT, "Internal verification", "an internal verification sheet",
        layout="verification", file_title="Internal verification", is_fillable=True,
        not_read_because="which has no marks in it",
    )  # fmt: skip
    DECLARATION = DocumentKind(
        "declaration", "declaration", Per.ATTEMPT, "Authenticity declaration", "an authenticity declaration",
        layout="declaration", file_title="Declaration", own_file_title="Declaration", combined_title="Declarations",
        combined_link="All declarations", is_fillable=True, lists_texts=True,
        not_read_because="which has no marks in it",
    )  # fmt: skip
    BLANK = DocumentKind(
        "blank", "mark_sheet", Per.SHEET, "Blank mark sheet", "a blank mark sheet", layout="mark_sheet",
        workbook="mark_sheet.workbook.write_mark_sheet", file_title="Mark sheet", own_file_title="Mark sheet",
        combined_title="Blank mark sheets", combined_link="All blank mark sheets", is_fillable=True,
        lists_texts=True, states_criteria=True,
    )  # fmt: skip
    COMPLETED = DocumentKind(
        "completed", "mark_sheet", Per.SHEET, "Mark sheet", "a completed mark sheet", layout="mark_sheet",
        workbook="mark_sheet.workbook.write_mark_sheet", own_file_title="Mark sheet completed",
        combined_title="Mark sheets", combined_link="All mark sheets", states_criteria=True, shows_result=True,
        replaced_noun="mark sheet", not_read_because="which is made from marks",
    )  # fmt: skip
    FEEDBACK = DocumentKind(
        "feedback", "feedback", Per.ATTEMPT, "Feedback", "a feedback report or action plan", layout="feedback",
        workbook="action_plan.write_action_plan", own_file_title="Feedback", companions={Format.XLSX: "Action plan"},
        combined_title="Feedback", combined_link="All feedback", shows_result=True, replaced_noun="report",
        not_read_because="which is made from marks",
    )  # fmt: skip
    PACK = DocumentKind(
        "pack", "pack", Per.ASSIGNMENT, "Assignment pack", "an assignment pack", layout="pack",
        file_title="Assignment pack", own_file_title="Assignment pack", zip_title="All to hand out",
        not_read_because="which is for learners",
    )  # fmt: skip
    MARKBOOK = DocumentKind(
        "markbook", "results", Per.SHEET, "Markbook", "a markbook", workbook="markbook.workbook.write_markbook",
        file_title="Markbook", lists_learners=True,
    )  # fmt: skip
    RESULTS = DocumentKind(
        "results", "results", Per.EMPLOYER, "Results", "a results workbook", workbook="results.write_results",
        not_read_because="which is made from marks", lists_learners=True,
    )  # fmt: skip
    EMPLOYER_SUMMARY = DocumentKind(
        "employer-summary", "employer_summary", Per.EMPLOYER, "Summary for the employer", "a summary for an employer",
        layout="employer_summary", workbook="employer_summary.write_employer_summary", file_title="Summary for",
        not_read_because="which has no marks in it", lists_learners=True,
    )  # fmt: skip
    CERTIFICATE = DocumentKind(
        "certificate", "certificate", Per.LEARNER, "Certificate of achievement", "a certificate of achievement",
        layout="certificate", own_file_title="Certificate", replaced_noun="certificate",
        not_read_because="which has no marks in it",
    )  # fmt: skip
    COMBINED = DocumentKind(
        "combined", "pack", Per.ASSIGNMENT, "All learners’ documents", "a file of all learners together",
        layout="combined", not_read_because="which is for printing", lists_learners=True, is_chosen=False,
    )  # fmt: skip

    @property
    def folder(self) -> str:
        """The folder of its files in the output, which is also its name everywhere outside of the code."""
        return self.value.folder

    def name_in(self, fmt: Format, title: str) -> str:
        """Return a document's title in a format, where the kind itself is called `title`."""
        return self.value.companions.get(fmt, title)


KINDS: Mapping[str, Kind] = {kind.folder: kind for kind in Kind}
"""The kinds by the names of their folders."""
