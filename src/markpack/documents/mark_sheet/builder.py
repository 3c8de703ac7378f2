"""How a mark sheet comes about: the form from a unit and its assignment, the values from a learner's marked attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markpack.assessment.criteria import descriptor_marks, minimum_mark
from markpack.assessment.outcome import AttemptResult, CriterionResult
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.weighting import credit_weighting
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.json_record import marks_record
from markpack.documents.mark_sheet.tally import NOTHING_MARKED, Tally
from markpack.documents.mark_sheet.tally_builder import before_marking, build_tally, tallies_of_units
from markpack.documents.mark_sheet.view import (
    CriterionRow,
    DescriptorColumn,
    Field,
    FieldKind,
    MarkSheet,
    MarkSheetForm,
    RecordEntry,
    Section,
    SheetUnit,
    Stage,
    WorkedShare,
    Working,
    WritingSpace,
)
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties, qualification_title, wording_notice
from markpack.documents.shared.document import Page
from markpack.documents.shared.method_terms import TERMS, Terms
from markpack.documents.shared.prose import rich_line
from markpack.documents.shared.spelling import day, mixed, number, series
from markpack.model.forms.labels import LABELS
from markpack.model.joint import CriterionKey
from markpack.model.joint_unit import JointUnit
from markpack.model.learner import Learner
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import CriterionMark
from markpack.model.outcome import Outcome, OutcomeWords
from markpack.model.unit import Criterion, LearningOutcome, Unit

LONGEST_BESIDE = 700
"""The most characters of a descriptor that stands beside the others, in a third of a page's width."""

INSTRUCTIONS = (
    "Judge the work against each assessment criterion (AC) as it stands. Every AC has to be assessed; none may be "
    "changed or left out.",
    "The sufficiency descriptors help to place the work. They guide the judgement and do not replace it.",
    "Feedback is needed where an AC is not met, and helps elsewhere. Comments are not necessary in every box.",
)
NUMBERED_INSTRUCTIONS = (
    "Give each AC a mark. An AC is met with at least half of its marks; any AC below that makes the whole submission "
    "{article}**{referral}**, whatever the total.",
    "A blank is not a nought: leave the mark empty until the AC has been marked, and enter 0 where it earns nothing.",
)
DECISION_INSTRUCTIONS = (
    "Decide **{Pass}** or **{Referral}** for each AC. One AC {referred} makes the whole submission "
    "{article}**{referral}**.",
    "Leave the decision empty until the AC has been judged.",
)
RECORD_KINDS = {
    "held_on": FieldKind.DATE, "held_how": FieldKind.CHOICE, "duration": FieldKind.TEXT, "place": FieldKind.TEXT,
    "timestamp": FieldKind.TEXT,
}  # fmt: skip
WRITING_SPACE = {"notes": WritingSpace.MUCH, "observers": WritingSpace.LITTLE}
HELD_HOW = ("In person", "Online")
RECORD_INSTRUCTION = (
    "Fill in the record while or straight after it takes place. It has to let somebody who was not there see why each "
    "AC was decided as it was."
)
EVIDENCE_INSTRUCTION = (
    "Say in the record where in the learner’s work each AC is shown, so that somebody else finds it there, and how you "
    "made certain that the work is the learner’s own."
)
JOINT_INSTRUCTION = (
    "This sheet assesses several units together. An AC’s label begins with its unit. Each unit’s outcome follows from "
    "its own ACs; the sheet as a whole is {passed} when every unit is."
)
WORKING = (
    "The sheet has 100 marks. A unit’s share follows its {by}, and an AC’s share of that its marks on the unit’s "
    "own sheet. Shares are rounded down to even marks, at least 2, and the marks left over go, two at a time, to the "
    "largest remainders. So every minimum is a whole mark, and the sheet adds up to 100."
)
STANDARDISATION = (
    "By handing in this work the learner confirms that it is their own. Anonymised, it may be used to standardise "
    "assessment, unless the learner refuses by ticking the box."
)
STANDARDISATION_OF_EVENT = (
    "By taking part the learner confirms that what they show is their own. Anonymised, the record may be used to "
    "standardise assessment, unless the learner refuses by ticking the box."
)


def build_form(setting: AssignmentContext) -> MarkSheetForm:
    """Return the form of an assignment's mark sheets. Raises ValueError if a field's name is too long or not unique."""
    unit, numbered, words = setting.unit, setting.numbered, setting.words
    terms = TERMS[setting.assignment.method]
    prompts = _prompts(setting)

    def record(name: str, heading: str, part: str = "") -> RecordEntry:
        kind = RECORD_KINDS.get(name, FieldKind.LONG_TEXT)
        label = f"AC {part}: {heading[:1].lower()}{heading[1:]}" if part else heading
        choices = HELD_HOW if name == "held_how" else ()
        space = WRITING_SPACE.get(name, WritingSpace.USUAL)
        return RecordEntry(heading, field(name, kind, label, part, choices=choices), space)

    def field(name: str, kind: FieldKind, label: str, part: str = "", **options: object) -> Field:
        return Field(unit.field_name(name, part), kind, label, **options)  # type: ignore[arg-type]  # passed on by name

    def criterion_row(criterion: Criterion) -> CriterionRow:
        least = number(minimum_mark(criterion.marks, half_marks=setting.half_marks))
        label, texts = f"AC {criterion.id}", criterion.descriptors
        if numbered:
            award = field(
                "mark", FieldKind.MARK, f"{label}: mark out of {criterion.marks}, at least {least} to be met",
                criterion.id, maximum=str(criterion.marks), minimum=least,
            )  # fmt: skip
        else:
            award = field(
                "decision", FieldKind.CHOICE, f"{label}: {words.either.lower()}", criterion.id, choices=words.choices
            )
        return CriterionRow(
            id=criterion.id,
            verb=criterion.verb,
            text=criterion.text,
            marks=criterion.marks,
            minimum=least,
            descriptors=_descriptors(criterion, setting),
            award=award,
            comment=field("comment", FieldKind.LONG_TEXT, f"{label}: assessor feedback", criterion.id),
            prompts=prompts.get(criterion.id, ()),
            records=tuple(record(name, heading, criterion.id) for name, heading in terms.criterion_fields.items()),
            stacked=max(map(len, (texts.referral, texts.pass_, texts.good_pass))) > LONGEST_BESIDE,
        )

    def section(outcome: LearningOutcome) -> Section:
        label = f"Learning outcome {outcome.id}"
        return Section(
            id=outcome.id,
            title=outcome.title,
            marks=outcome.marks,
            rows=tuple(criterion_row(criterion) for criterion in outcome.criteria),
            comment=field("section_comment", FieldKind.LONG_TEXT, f"{label}: section comments", outcome.id),
            verification=field("verification", FieldKind.LONG_TEXT, f"{label}: verification comments", outcome.id),
            unit=unit.key(outcome.id).unit if isinstance(unit, JointUnit) else "",
        )

    particular = NUMBERED_INSTRUCTIONS if numbered else DECISION_INSTRUCTIONS
    joint = (*((JOINT_INSTRUCTION,) if unit.is_joint else ()), *_recording(terms))
    instructions = (INSTRUCTIONS[0], *joint, *particular, *INSTRUCTIONS[1:])
    form = MarkSheetForm(
        unit=unit.reference,
        unit_title=unit.title,
        levels=levels(unit),
        credits=unit.credits,
        qualification=qualification_title(setting.qualification),
        mode=setting.assignment.marking,
        half_marks=setting.half_marks,
        words=words,
        branding=setting.branding,
        notice=wording_notice(unit, setting.qualification),
        instructions=tuple(rich_line(words.fill(text), {}) for text in instructions),
        learner_name=field("learner_name", FieldKind.TEXT, LABELS["learner_name"]),
        registration=field("registration", FieldKind.TEXT, LABELS["registration"]),
        attempt=field("attempt", FieldKind.TEXT, LABELS["attempt"]),
        standardisation_refused=field(
            "standardisation_refused", FieldKind.CHECK, "I refuse use of my work for standardisation"
        ),
        standardisation_statement=STANDARDISATION_OF_EVENT if terms.event else STANDARDISATION,
        sections=tuple(section(outcome) for outcome in unit.outcomes),
        maximum=unit.marks,
        total=field("total", FieldKind.TEXT, f"Total marks out of {unit.marks}"),
        overall_comment=field("overall_comment", FieldKind.LONG_TEXT, LABELS["overall_comment"]),
        outcome=field("outcome", FieldKind.CHOICE, "Assessor’s decision: outcome", choices=words.choices),
        assessor=field("assessor", FieldKind.TEXT, LABELS["assessor"]),
        assessed_on=field("assessed_on", FieldKind.DATE, "Date of the assessor’s decision"),
        iqa_decision=field("iqa_decision", FieldKind.CHOICE, "Quality assurance: outcome", choices=words.choices),
        iqa=field("iqa", FieldKind.TEXT, LABELS["iqa"]),
        iqa_on=field("iqa_on", FieldKind.DATE, "Date of the quality assurance check"),
        iqa_comment=field("iqa_comment", FieldKind.LONG_TEXT, LABELS["iqa_comment"]),
        units=tuple(_sheet_unit(member, words, numbered=numbered) for member in unit.members) if unit.is_joint else (),
        record_heading=terms.record,
        prompts_heading=terms.prompts,
        feedback_label=terms.feedback,
        records=tuple(record(name, heading) for name, heading in terms.fields.items()),
        working=_working(setting) if setting.assignment.marking is MarkingMode.CREDIT_WEIGHTED else None,
    )
    names = [entry.name for entry in form.fields]
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"two fields of {unit.reference} would have the name {twice[0]}")
    return form


def _recording(terms: Terms) -> tuple[str, ...]:
    if not terms.record:
        return ()
    return (RECORD_INSTRUCTION if terms.event else EVIDENCE_INSTRUCTION,)


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


def _sheet_unit(unit: Unit, words: OutcomeWords, *, numbered: bool) -> SheetUnit:
    label = f"Unit {unit.reference}"
    outcome = f"{label}: outcome"
    return SheetUnit(
        reference=unit.reference,
        title=unit.title,
        credits=unit.credits,
        maximum=str(unit.marks) if numbered else "",
        total=Field(unit.field_name("unit_total"), FieldKind.TEXT, f"{label}: marks out of {unit.marks}"),
        outcome=Field(unit.field_name("unit_outcome"), FieldKind.CHOICE, outcome, choices=words.choices),
    )


def _working(setting: AssignmentContext) -> Working:
    """Return how the marks of a sheet of 100 came about, for anybody who wants to work them out again."""
    weights = setting.assignment.weights
    lines = []
    shares = credit_weighting(setting.units, weights)
    for share in shares:
        weight = share.weight
        lines.append(
            WorkedShare(share.unit, weight, mixed(share.exact), float(share.exact), share.marks, "", is_unit=True)
        )
        for entry in share.criteria:
            label = f"AC {criterion_label(setting.unit, entry.criterion)}"
            exact = entry.exact
            lines.append(
                WorkedShare(
                    label, entry.own_marks, mixed(exact), float(exact), entry.marks, str(entry.minimum), is_unit=False
                )
            )
    return Working(
        rule=WORKING.format(by="weight" if weights else "credits"),
        weighed_by="Weight" if weights else "Credits",
        lines=tuple(lines),
        total=sum(share.marks for share in shares),
    )


def criterion_label(unit: Unit, key: CriterionKey) -> str:
    """Return what a criterion is called in the documents of a unit, or of several together: 1.1, 308/1.1."""
    return unit.label(key) if isinstance(unit, JointUnit) else key.id


def levels(unit: Unit) -> str:
    """Return the level or levels in words: Level 3, Levels 3 and 4."""
    numbers = [str(level) for level in sorted({member.level for member in unit.members})]
    return f"{'Level' if len(numbers) == 1 else 'Levels'} {series(numbers)}"


def _descriptors(criterion: Criterion, setting: AssignmentContext) -> tuple[DescriptorColumn, ...]:
    texts, marks, words = criterion.descriptors, criterion.marks, setting.words
    points = descriptor_marks(criterion, half_marks=setting.half_marks)
    positions = (
        f"ca. {points.referral}/{marks}",
        f"{number(points.pass_)}/{marks}",
        f"ca. {points.good_pass}/{marks}",
    )
    headings = (words.referral, words.pass_, words.good_pass)
    return tuple(
        DescriptorColumn(heading, position if setting.numbered else "", text)
        for heading, position, text in zip(
            headings, positions, (texts.referral, texts.pass_, texts.good_pass), strict=True
        )
    )


def build_blank_sheet(
    form: MarkSheetForm, setting: AssignmentContext, learner: Learner | None, previous: AttemptResult | None = None
) -> MarkSheet:
    """Return a sheet to be filled in: for a learner, with their details, or for nobody in particular.

    After a `previous` attempt it is the next one's: where the centre carries criteria over, those met are printed as
    met, and only the others can be filled in.
    """
    attempt = previous.attempt + 1 if previous else 1
    values: dict[str, str] = {}
    state = ""
    reached = NOTHING_MARKED
    of_units: Mapping[str, Tally] = {}
    if learner is not None:
        values = {
            form.learner_name.name: learner.name,
            form.registration.name: learner.registration,
            form.attempt.name: str(attempt),
        }
    if previous is not None:
        met_before = [entry for entry in previous.criteria if entry.met] if setting.centre.policies.carry_over else []
        values |= _kept_values(form, previous, met_before)
        untouched = before_marking(previous, carry_over=setting.centre.policies.carry_over)
        reached, of_units = build_tally(untouched, form.awards), tallies_of_units(untouched)
        remaining = series(entry.criterion.id for entry in previous.criteria if entry not in met_before)
        state = f"Attempt {attempt}: AC {remaining} to be shown again." + (
            " The other criteria were met before and stay met." if met_before else ""
        )
    return MarkSheet(
        form=form,
        values=values,
        stage=Stage.BLANK,
        page=_page(setting, learner),
        properties=properties(setting, Kind.BLANK, "Mark sheet", learner=learner, attempt=attempt if learner else None),
        state=state,
        tally=reached,
        unit_tallies=of_units,
    )


def _kept_values(form: MarkSheetForm, previous: AttemptResult, met_before: Sequence[CriterionResult]) -> dict[str, str]:
    rows = {row.id: row for section in form.sections for row in section.rows}
    values = {}
    for entry in met_before:
        row = rows[entry.criterion.id]
        values[row.award.name] = award_text(entry.recorded, form.words, numbered=form.numbered)
        met_in = entry.carried_from or previous.attempt
        values[row.comment.name] = f"Met in attempt {met_in}."
        # What is printed cannot be filled in: the record of what is met stands on the sheet of its own attempt.
        values |= {record.field.name: f"See attempt {met_in}." for record in row.records}
    return values


def build_completed_sheet(
    form: MarkSheetForm, setting: AssignmentContext, learner: Learner, result: AttemptResult
) -> MarkSheet:
    """Return the sheet of a marked attempt, made from the same form as the blank one."""
    marked = result.marked
    rows = {row.id: row for section in form.sections for row in section.rows}
    values = {
        form.learner_name.name: learner.name,
        form.registration.name: learner.registration,
        form.attempt.name: str(marked.attempt),
        form.outcome.name: form.words.word(result.outcome),
        form.overall_comment.name: marked.overall_comment,
        form.assessor.name: marked.assessor,
        form.assessed_on.name: day(marked.assessed_on),
        form.iqa_decision.name: marked.iqa_decision,
        form.iqa.name: marked.iqa,
        form.iqa_on.name: day(marked.iqa_on),
        form.iqa_comment.name: marked.iqa_comment,
    }
    if marked.standardisation_refused:
        values[form.standardisation_refused.name] = "yes"
    if result.total is not None:
        values[form.total.name] = number(result.total)
    for entry in result.criteria:
        row = rows[entry.criterion.id]
        values[row.award.name] = award_text(entry.recorded, form.words, numbered=form.numbered)
        carried = f"Carried over from attempt {entry.carried_from}." if entry.carried_from else ""
        values[row.comment.name] = "\n".join(text for text in (carried, entry.recorded.comment) if text)
        recorded = zip(TERMS[setting.assignment.method].criterion_fields, row.records, strict=True)
        values |= {record.field.name: entry.recorded.record.get(name, "") for name, record in recorded}
    for name, record in zip(TERMS[setting.assignment.method].fields, form.records, strict=True):
        values[record.field.name] = marked.record.get(name, "")
    for unit, part in zip(form.units, split_by_unit(result), strict=False):
        values[unit.outcome.name] = form.words.word(part.outcome)
        values[unit.total.name] = number(part.total) if part.total is not None else ""
    for section in form.sections:
        values[section.comment.name] = marked.section_comments.get(section.id, "")
        values[section.verification.name] = marked.verification.get(section.id, "")
    return MarkSheet(
        form=form,
        values={name: value for name, value in values.items() if value},
        stage=Stage.COMPLETED,
        page=_page(setting, learner),
        properties=properties(
            setting, Kind.COMPLETED, "Mark sheet", learner=learner, attempt=marked.attempt, date=marked.assessed_on
        ),
        state=outcome_sentence(result, form.words),
        record=marks_record(setting, learner, result),
        tally=build_tally(result, form.awards),
        unit_tallies=tallies_of_units(result),
    )


def award_text(recorded: CriterionMark, words: OutcomeWords, *, numbered: bool) -> str:
    """Return what stands in a criterion's mark or decision box; nothing if it is not marked."""
    if numbered and recorded.mark is not None:
        return number(recorded.mark)
    return words.word(recorded.decision) if recorded.decision else ""


def outcome_sentence(result: AttemptResult, words: OutcomeWords) -> str:
    """Say in a sentence what an outcome rests on."""
    word = words.word(result.outcome)
    if result.not_marked:
        missing = series(criterion.id for criterion in result.not_marked)
        return f"{word}: AC {missing} still to be marked. This sheet is not final."
    if result.not_met:
        missing = f"{series(criterion.id for criterion in result.not_met)} {words.not_met.lower()}"
        sentence = f"{word}: AC {missing}. Every criterion has to be met, whatever the total."
        passed = [part.unit.reference for part in split_by_unit(result) if part.outcome is Outcome.PASS]
        return f"{sentence} {words.passed.capitalize()}: {series(passed)}." if passed else sentence
    return f"{word}: every criterion is met."


def _page(setting: AssignmentContext, learner: Learner | None) -> Page:
    unit = setting.unit
    return Page(
        head_left=f"{unit.reference} {unit.title}",
        head_right=f"{learner.name} · {learner.registration}" if learner else "Mark sheet",
        foot_left=f"{setting.branding.centre} · Mark sheet",
    )
