"""Small view-models for the tests of the workbooks; what their marks come to is for the rules of assessment to say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from markpack.assessment.outcome import assess
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.form_parts_view import CriterionRow, Descriptor, Field, FieldKind, Section
from markpack.documents.mark_sheet.tally import Tally
from markpack.documents.mark_sheet.tally_builder import build_tally
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm, Stage
from markpack.documents.shared.document import Branding, Page, Picture, Properties, Rich
from markpack.model.forms.field_names import field_name
from markpack.model.forms.identity import FileIdentity
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import ILM_WORDS
from markpack.model.scheme import ILM_MARKS, ILM_PASS_REFER
from markpack.model.unit import Unit

UNIT = "8604-308"
LOGO = Picture(
    "image/svg+xml",
    b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><rect width="200" height="60" rx="8" '
    b'fill="#0b5d4e"/><text x="18" y="40" font-size="28" fill="#fff">Northline</text></svg>',
    "The word Northline on a green plate",
)
BRANDING = Branding(
    employer="Northline Railway Company", employer_short="Northline", centre="Harbour Training Centre",
    centre_number="012345", logo=LOGO, ink="#0b5d4e", on_ink="#ffffff", tint="#e3f0ed",
)  # fmt: skip
PAGE = Page(head_left="8604-308 Understanding Leadership", head_right="Åsa Öberg & Sons", foot_left="Harbour Training")
NOTICE = "The criteria are in our own words; the awarding organisation's wording has to be loaded before formal use."


def name(part: str, of: str = "") -> str:
    return field_name(UNIT, part, of)


def properties(kind: Kind, **identity: str) -> Properties:
    return Properties(
        title="Mark sheet 8604-308", subject="Understanding Leadership", author="Harbour Training Centre",
        date=datetime.date(2026, 9, 14), identity=FileIdentity(kind.folder, **identity),
    )  # fmt: skip


def rich(text: str) -> Rich:
    return Rich(f"<p>{text}</p>", text)


def criterion(
    ac: str, marks: int, minimum: str, *, text: str = "", descriptor: str = "", numbered: bool = True
) -> CriterionRow:
    award = (
        Field(name("mark", ac), FieldKind.MARK, f"Mark for AC {ac}", (), str(marks), minimum)
        if numbered
        else Field(name("decision", ac), FieldKind.CHOICE, f"Decision on AC {ac}", ("Pass", "Referral"))
    )
    told = descriptor or (
        "Names two or more factors and says in general terms how each of them shapes the choice of a style, with few "
        "examples from the workplace."
    )
    return CriterionRow(
        ac, "Explain", text or f"Explain how the factors of criterion {ac} influence the choice of a leadership style.",
        marks, minimum,
        (
            Descriptor("Referral", f"ca. {marks // 4}/{marks}", "Lists a factor or two without saying why."),
            Descriptor("Pass", f"{minimum}/{marks}", told),
            Descriptor("Good pass", f"ca. {marks * 3 // 4}/{marks}", told + " Weighs them against each other."),
        ),
        award,
        Field(name("comment", ac), FieldKind.LONG_TEXT, f"Feedback on AC {ac}"),
    )  # fmt: skip


CRITERIA = (
    criterion("1.1", 24, "12"),
    criterion("1.2", 24, "12"),
    criterion("2.1", 28, "14"),
    criterion("2.2", 24, "12"),
)
DECIDED = tuple(criterion(ac, 24, "12", numbered=False) for ac in ("1.1", "1.2", "2.1"))


def form(criteria: Sequence[CriterionRow] = CRITERIA, *, half_marks: bool = False) -> MarkSheetForm:
    outcomes: dict[str, list[CriterionRow]] = {}
    for row in criteria:
        outcomes.setdefault(row.id.split(".")[0], []).append(row)
    numbered = criteria[0].award.kind is FieldKind.MARK
    return MarkSheetForm(
        unit=UNIT, unit_title="Understanding Leadership", levels="Level 3", credits=2,
        qualification="ILM Level 4 Award in Leadership (8604)",
        scheme=ILM_MARKS if numbered else ILM_PASS_REFER, half_marks=half_marks,
        words=ILM_WORDS, branding=BRANDING, notice=NOTICE,
        instructions=(rich("Mark each criterion on its own."), rich("Write feedback where it helps the learner.")),
        learner_name=Field(name("learner_name"), FieldKind.TEXT, "Learner name"),
        registration=Field(name("registration"), FieldKind.TEXT, "Learner registration no"),
        attempt=Field(name("attempt"), FieldKind.TEXT, "Attempt"),
        standardisation_refused=Field(name("standardisation_refused"), FieldKind.CHECK, "Use is refused"),
        standardisation_statement="The sheet may be used without names to compare how assessors mark, unless refused.",
        sections=tuple(
            Section(
                outcome, f"Understand leadership styles, part {outcome}", sum(row.marks for row in rows), tuple(rows),
                Field(name("section_comment", outcome), FieldKind.LONG_TEXT, f"Comments on section {outcome}"),
                Field(name("verification", outcome), FieldKind.LONG_TEXT, f"Verification of section {outcome}"),
            )
            for outcome, rows in outcomes.items()
        ),
        maximum=sum(row.marks for row in criteria),
        total=Field(name("total"), FieldKind.TEXT, "Total"),
        overall_comment=Field(name("overall_comment"), FieldKind.LONG_TEXT, "Overall feedback"),
        outcome=Field(name("outcome"), FieldKind.CHOICE, "Outcome", ("Pass", "Referral")),
        assessor=Field(name("assessor"), FieldKind.TEXT, "Assessor"),
        assessed_on=Field(name("assessed_on"), FieldKind.DATE, "Date of assessment"),
        iqa_decision=Field(name("iqa_decision"), FieldKind.CHOICE, "IQA decision", ("Agreed", "Not agreed")),
        iqa=Field(name("iqa"), FieldKind.TEXT, "IQA"),
        iqa_on=Field(name("iqa_on"), FieldKind.DATE, "Date of the check"),
        iqa_comment=Field(name("iqa_comment"), FieldKind.LONG_TEXT, "IQA comment"),
    )  # fmt: skip


def unit_of(criteria: Sequence[CriterionRow]) -> Unit:
    descriptors = {"referral": "Little", "pass": "Enough", "good_pass": "Plenty"}
    parts = [
        {"id": row.id, "verb": row.verb, "text": row.text, "marks": row.marks, "descriptors": descriptors}
        for row in criteria
    ]
    task = {"id": "a", "title": "All", "guidance": "Do", "criteria": [row.id for row in criteria]}
    assignment = {
        "title": "Show it", "purpose": "To show it", "employer_note": "Agree it", "not_in_work": "Choose one",
        "submission": "Check it", "hours": 12, "words": {"nominal": 3, "minimum": 2, "maximum": 4}, "tasks": [task],
    }  # fmt: skip
    return Unit.model_validate(
        {
            "reference": UNIT, "title": "Leading", "level": 3, "credits": 2, "guided_learning_hours": 6,
            "wording": "paraphrase", "about": "About it", "assignment": assignment,
            "outcomes": [{"id": "1", "title": "Understand", "criteria": parts}],
        }
    )  # fmt: skip


def criterion_mark(text: str) -> CriterionMark:
    """What stands in an award's box: a mark, Pass or Referral, or nothing."""
    if text in ILM_WORDS.choices:
        return CriterionMark(decision=ILM_WORDS.decision(text))
    return CriterionMark(mark=Fraction(text)) if text else CriterionMark()


def tally_of(of: MarkSheetForm, values: Mapping[str, str]) -> Tally:
    """What the marks or decisions of a first attempt come to."""
    rows = [row for section in of.sections for row in section.rows]
    marks = {row.id: criterion_mark(values.get(row.award.name, "")) for row in rows}
    return build_tally(assess(unit_of(rows).under(of.scheme), MarkedAttempt("0012345", UNIT, 1, marks)), of.awards)


LEARNER = {name("learner_name"): "Åsa Öberg", name("registration"): "0012345", name("attempt"): "1"}


def blank(of: MarkSheetForm | None = None, values: Mapping[str, str] = LEARNER) -> MarkSheet:
    identity = properties(Kind.BLANK, unit=UNIT, learner="0012345", attempt="1", criteria="c" * 64, template="t" * 64)
    return MarkSheet(of or form(), values, Stage.BLANK, PAGE, identity)


def completed(of: MarkSheetForm, values: Mapping[str, str], state: str = "") -> MarkSheet:
    identity = properties(Kind.COMPLETED, unit=UNIT, learner="0012345", attempt="1")
    return MarkSheet(of, {**LEARNER, **values}, Stage.COMPLETED, PAGE, identity, state, tally=tally_of(of, values))
