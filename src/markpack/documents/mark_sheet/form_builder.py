"""How the form of a mark sheet comes about: fields, rows and texts from a unit and its assignment."""

from __future__ import annotations

from collections.abc import Mapping

from markpack.assessment.attempt_rules import attempt_rules
from markpack.assessment.criteria import band_marks, least_mark, minimum_mark
from markpack.documents.mark_sheet.form_parts_view import (
    CriterionRow,
    Descriptor,
    Field,
    FieldKind,
    RecordEntry,
    Revision,
    Section,
    SheetUnit,
    WritingSpace,
)
from markpack.documents.mark_sheet.instructions import sheet_instructions
from markpack.documents.mark_sheet.recalculated import working_of
from markpack.documents.mark_sheet.view import MOST_BESIDE, MarkSheetForm
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import (
    criterion_label,
    levels,
    qualification_title,
    sizes,
    tier_word,
    wording_notice,
)
from markpack.documents.shared.grading_texts import outcome_note, total_note
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.prose import rich_line
from markpack.documents.shared.spelling import number, series
from markpack.model.forms.labels import LABELS, REFUSAL, STANDARDISATION, STANDARDISATION_OF_EVENT
from markpack.model.forms.method_record import RECORDS
from markpack.model.joint_unit import JointUnit
from markpack.model.scheme import GradeRule, Judgement
from markpack.model.unit import Criterion, LearningOutcome, Unit
from markpack.model.unit_versions import version_text

LONGEST_BESIDE = 700
"""The most characters of a descriptor that stands beside two others; with more of them, each has less room."""

RECORD_KINDS = {
    "held_on": FieldKind.DATE, "held_how": FieldKind.CHOICE, "duration": FieldKind.TEXT, "place": FieldKind.TEXT,
    "timestamp": FieldKind.TEXT,
}  # fmt: skip
WRITING_SPACE = {"notes": WritingSpace.MUCH, "observers": WritingSpace.LITTLE}
HELD_HOW = ("In person", "Online")


def build_form(setting: AssignmentContext) -> MarkSheetForm:
    """Return the form of an assignment's mark sheets. Raises ValueError if a field's name is too long or not unique."""
    form = _FormBuilder(setting).build()
    names = [field.name for field in form.fields]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two fields of {form.unit} would have the name {repeated[0]}")
    return form


class _FormBuilder:
    def __init__(self, setting: AssignmentContext) -> None:
        self._setting, self._unit, self._words = setting, setting.unit, setting.words
        self._terms, self._prompts = TERMS[setting.assignment.method], _prompts(setting)
        self._record_labels = RECORDS[setting.assignment.method]
        self._bands = _bands(setting.unit)

    def build(self) -> MarkSheetForm:
        setting, unit, words, terms, field = self._setting, self._unit, self._words, self._terms, self._field
        attempts = attempt_rules(unit.scheme, setting.centre.policies)
        return MarkSheetForm(
            unit=unit.reference,
            unit_title=unit.title,
            levels=" · ".join(filter(None, (sizes(unit) if unit.is_joint else levels(unit), _version_in_words(unit)))),
            credits=0 if unit.is_joint else unit.credits or 0,
            qualification=qualification_title(setting.qualification),
            scheme=unit.scheme,
            half_marks=setting.half_marks,
            words=words,
            branding=setting.branding,
            notice=wording_notice(unit, setting.qualification),
            instructions=sheet_instructions(setting, with_descriptors=bool(self._bands)),
            learner_name=field("learner_name", FieldKind.TEXT, LABELS["learner_name"]),
            registration=field("registration", FieldKind.TEXT, LABELS["registration"]),
            attempt=field("attempt", FieldKind.TEXT, LABELS["attempt"]),
            standardisation_refused=field("standardisation_refused", FieldKind.CHECK, REFUSAL),
            standardisation_statement=self._standardisation(),
            sections=tuple(self._section(outcome) for outcome in unit.outcomes),
            maximum=unit.marks,
            total=field("total", FieldKind.TEXT, f"Total marks out of {unit.marks}"),
            overall_comment=field("overall_comment", FieldKind.LONG_TEXT, LABELS["overall_comment"]),
            outcome=field("outcome", FieldKind.CHOICE, "Assessor’s decision: outcome", choices=words.grade_choices),
            assessor=field("assessor", FieldKind.TEXT, LABELS["assessor"]),
            assessed_on=field("assessed_on", FieldKind.DATE, "Date of the assessor’s decision"),
            iqa_decision=field(
                "iqa_decision", FieldKind.CHOICE, "Quality assurance: outcome", choices=words.grade_choices
            ),
            iqa=field("iqa", FieldKind.TEXT, LABELS["iqa"]),
            iqa_on=field("iqa_on", FieldKind.DATE, "Date of the quality assurance check"),
            iqa_comment=field("iqa_comment", FieldKind.LONG_TEXT, LABELS["iqa_comment"]),
            revision=self._revision() if setting.centre.format > 1 else None,
            received_on=field("received_on", FieldKind.DATE, LABELS["received_on"])
            if setting.centre.format > 1
            else None,
            units=tuple(self._sheet_unit(member) for member in unit.members) if unit.is_joint else (),
            record_heading=terms.record,
            prompts_heading=terms.prompts,
            feedback_label=terms.feedback,
            total_note=total_note(unit),
            records=tuple(self._record(name, heading) for name, heading in self._record_labels.fields.items()),
            attempts=attempts,
            rule_note=outcome_note(unit, attempts, half_marks=setting.half_marks),
            working=working_of(setting) if setting.assignment.is_weighted else None,
        )

    def _standardisation(self) -> str:
        """Say what learners confirm, and who uses their work for standardisation: centre and awarding organisation."""
        start, end = STANDARDISATION_OF_EVENT if self._terms.event else STANDARDISATION
        users = self._setting.branding.centre, self._setting.qualification.awarding_organisation
        return f"{start}{series(users)}{end}"

    def _revision(self) -> Revision:
        return Revision(
            self._field("revision", FieldKind.TEXT, "Revision: 2 or more, if this replaces an earlier decision"),
            self._field("revised_on", FieldKind.DATE, LABELS["revised_on"]),
            self._field("revision_reason", FieldKind.LONG_TEXT, LABELS["revision_reason"]),
        )

    def _field(self, name: str, kind: FieldKind, label: str, part: str = "", choices: tuple[str, ...] = ()) -> Field:
        return Field(self._unit.field_name(name, part), kind, label, choices)

    def _record(self, name: str, heading: str, part: str = "") -> RecordEntry:
        kind = RECORD_KINDS.get(name, FieldKind.LONG_TEXT)
        label = f"AC {part}: {heading[:1].lower()}{heading[1:]}" if part else heading
        choices = HELD_HOW if kind is FieldKind.CHOICE else ()
        space = WRITING_SPACE.get(name, WritingSpace.USUAL)
        return RecordEntry(heading, self._field(name, kind, label, part, choices), space)

    def _section(self, outcome: LearningOutcome) -> Section:
        label = f"{self._words.section} {outcome.id}"
        least = self._unit.scheme.minimum_of_section
        return Section(
            id=outcome.id,
            title=outcome.title,
            marks=outcome.marks,
            rows=tuple(self._row(criterion) for criterion in outcome.criteria),
            comment=self._field("section_comment", FieldKind.LONG_TEXT, f"{label}: section comments", outcome.id),
            verification=self._field(
                "verification", FieldKind.LONG_TEXT, f"{label}: verification comments", outcome.id
            ),
            unit=self._unit.key(outcome.id).unit if isinstance(self._unit, JointUnit) else "",
            minimum=""
            if least is None
            else number(minimum_mark(outcome.marks, half_marks=self._setting.half_marks, met_at=least)),
        )

    def _row(self, criterion: Criterion) -> CriterionRow:
        label = f"AC {criterion.id}"
        least = least_mark(criterion, self._unit.scheme, half_marks=self._setting.half_marks)
        minimum = number(least) if least is not None else ""
        return CriterionRow(
            id=criterion.id,
            verb=criterion.verb,
            text=criterion.text,
            marks=criterion.full_marks,
            minimum=minimum,
            descriptors=self._descriptors(criterion),
            award=self._award(criterion, label, minimum),
            comment=self._field("comment", FieldKind.LONG_TEXT, f"{label}: assessor feedback", criterion.id),
            prompts=self._prompts.get(criterion.id, ()),
            records=tuple(self._record(*entry, criterion.id) for entry in self._record_labels.criterion_fields.items()),
            stacked=self._stacked(criterion),
            tier=criterion.tier if self._unit.scheme.rule is GradeRule.LADDER else "",
            counts_for=tier_word(self._unit.scheme, criterion),
        )

    def _award(self, criterion: Criterion, label: str, minimum: str) -> Field:
        """Return the field of a criterion's mark, or of the decision where there are no marks."""
        if self._unit.scheme.judgement is Judgement.LEVELS:
            return self._field("level", FieldKind.CHOICE, f"{label}: level", criterion.id, self._words.level_choices)
        if not self._setting.numbered:
            label = f"{label}: {self._words.either_within}"
            return self._field("decision", FieldKind.CHOICE, label, criterion.id, self._words.choices)
        label = f"{label}: mark out of {criterion.marks}" + (f", at least {minimum} to be met" if minimum else "")
        name = self._unit.field_name("mark", criterion.id)
        return Field(name, FieldKind.MARK, label, maximum=str(criterion.marks), minimum=minimum)

    def _descriptors(self, criterion: Criterion) -> tuple[Descriptor, ...]:
        scheme, headings, texts = self._unit.scheme, dict(self._words.bands), criterion.descriptors
        points = band_marks(criterion, scheme, half_marks=self._setting.half_marks)
        exact = {band for band, part in scheme.bands if part == scheme.met_at}
        standings = {
            band: f"{'' if band in exact else 'ca. '}{number(mark)}/{criterion.marks}" for band, mark in points.items()
        }
        return tuple(
            Descriptor(headings.get(band, band), standings.get(band, "") if band in texts else "", texts.get(band, ""))
            for band in self._bands
        )

    def _stacked(self, criterion: Criterion) -> bool:
        longest = max(map(len, criterion.descriptors.values()), default=0)
        beside = len(self._bands)
        return not 1 <= beside <= MOST_BESIDE or longest * max(beside, 3) > LONGEST_BESIDE * 3

    def _sheet_unit(self, unit: Unit) -> SheetUnit:
        label, choices = f"Unit {unit.reference}", self._words.grade_choices
        return SheetUnit(
            reference=unit.reference,
            title=unit.title,
            credits=unit.credits or 0,
            maximum=str(unit.marks) if self._setting.numbered else "",
            total=Field(unit.field_name("unit_total"), FieldKind.TEXT, f"{label}: marks out of {unit.marks}"),
            outcome=Field(unit.field_name("unit_outcome"), FieldKind.CHOICE, f"{label}: outcome", choices),
        )


def _bands(unit: Unit) -> tuple[str, ...]:
    """Return the names of the descriptors that any criterion has, in the scheme's order."""
    used = dict.fromkeys(band for criterion in unit.criteria for band in criterion.descriptors)
    order = [band for band, _ in unit.scheme.bands]
    return tuple(sorted(used, key=lambda band: order.index(band) if band in order else len(order)))


def _prompts(setting: AssignmentContext) -> Mapping[str, tuple[str, ...]]:
    """Return what the assessor asks or looks for, by the labels of this sheet's criteria; of all tasks in turn."""
    prompts: dict[str, tuple[str, ...]] = {}
    for task in setting.instrument.tasks:
        names = setting.names_for(task.unit)
        for key, lines in task.prompts.items():
            if key.unit in setting.references:
                label = criterion_label(setting.unit, key)
                prompts[label] = (*prompts.get(label, ()), *(rich_line(line, names).plain for line in lines))
    return prompts


def _version_in_words(unit: Unit) -> str:
    """Return which version of a unit a sheet is for, to tell sheets apart by; nothing where the unit has none."""
    version = version_text(unit.members)
    return f"version {version}" if version else ""
