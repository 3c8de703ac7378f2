"""The mark sheet: a form that is the same for every learner, and the values that one learner's sheet holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from markpack.documents.mark_sheet.criterion_grid import CriterionGrid, criterion_grid
from markpack.documents.mark_sheet.form_parts_view import (
    CarriedOver,
    CriterionRow,
    Field,
    RecordEntry,
    Revision,
    Section,
    SheetUnit,
    Working,
)
from markpack.documents.mark_sheet.tally import NOTHING_MARKED, Tally
from markpack.documents.shared.document import Attachment, Branding, Page, Properties, Rich
from markpack.documents.shared.spelling import plural
from markpack.documents.shared.unit_names import OfUnit
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.forms.labels import FEEDBACK_LABELS, TOTAL_NOTE
from markpack.model.outcome import Outcome, OutcomeWords
from markpack.model.scheme import AttemptRule, Scheme

MOST_BESIDE = 5
"""The most descriptors that stand side by side on a page."""
_CRITERION = {0: 20, 1: 30, 2: 24, 3: 20, 4: 18, 5: 16}
"""The width of the column of criteria, in per cent, by how many columns of descriptors there are."""
_SHORT_CHOICE, _AWARD = 8, 12.5
"""How many letters a column of judgements of the least width has room for, and that width, in per cent."""
_CARRIED_COLUMNS, _CARRIED_COLUMNS_OF_WORDS = ("74", "9", "17"), ("64", "18", "18")
_LONG, _LONG_IN_LARGE_PRINT = 2000, 600  # characters that would leave much of a page empty, kept in one piece


@dataclass(frozen=True)
class MarkSheetForm(OfUnit):
    """A mark sheet without anybody's values. `fields` holds every field, in the order of the page (the tab order)."""

    unit: str
    unit_title: str
    levels: str
    credits: int
    qualification: str
    scheme: Scheme
    half_marks: bool
    words: OutcomeWords
    branding: Branding
    notice: str
    instructions: tuple[Rich, ...]
    learner_name: Field
    registration: Field
    attempt: Field
    standardisation_refused: Field
    standardisation_statement: str
    sections: tuple[Section, ...]
    maximum: int
    total: Field
    overall_comment: Field
    outcome: Field
    assessor: Field
    assessed_on: Field
    iqa_decision: Field
    iqa: Field
    iqa_on: Field
    iqa_comment: Field
    revision: Revision | None = None
    received_on: Field | None = None
    """None in format 1, whose sheets have no fields for revisions and receipt."""
    units: tuple[SheetUnit, ...] = ()
    """The units of a sheet of several; empty for a unit's own sheet."""
    working: Working | None = None
    record_heading: str = ""
    prompts_heading: str = ""
    feedback_label: str = FEEDBACK_LABELS[0]
    total_note: str = TOTAL_NOTE
    """What stands below the total: what it decides."""
    records: tuple[RecordEntry, ...] = ()
    """What the assessor records of the event or work as a whole, by the method; none for a written assignment."""
    attempts: tuple[AttemptRule, ...] = ()
    """The attempts that there are, in order; one for which there is no rule follows the last."""
    rule_note: str = ""
    """How the outcome follows from the criteria."""
    carried_over: tuple[CarriedOver, ...] = ()
    """What a later attempt leaves as it was, unit by unit; `sections` have the other criteria."""
    all_sections: tuple[Section, ...] = ()
    """The sections with all criteria, where something is carried over."""

    def opens_unit(self, position: int) -> SheetUnit | None:
        """Return the unit whose first section is at a position, on a sheet of several units."""
        section = self.sections[position]
        if position and self.sections[position - 1].unit == section.unit:
            return None
        return next((unit for unit in self.units if unit.reference == section.unit), None)

    @property
    def references(self) -> tuple[str, ...]:
        """The references by which criteria belong to one of several units; of a unit's own sheet, an empty one."""
        return tuple(unit.reference for unit in self.units) or ("",)

    @property
    def bands(self) -> tuple[str, ...]:
        """The headings of the descriptors, from the lowest."""
        return tuple(descriptor.heading for descriptor in self.rows[0].descriptors)

    @property
    def beside(self) -> tuple[str, ...]:
        """The headings of the descriptors that stand side by side in columns: all, or none of too many."""
        return self.bands if len(self.bands) <= MOST_BESIDE else ()

    @property
    def grid(self) -> CriterionGrid:
        """The columns of a table of criteria in which the judgement stands beside the feedback."""
        return criterion_grid(_CRITERION[len(self.beside)], len(self.beside), self._award_width)

    @property
    def carried_columns(self) -> tuple[str, ...]:
        """The widths of the columns of what is carried over: criterion, judgement, and from where."""
        return _CARRIED_COLUMNS if self._longest_choice <= _SHORT_CHOICE else _CARRIED_COLUMNS_OF_WORDS

    @property
    def marks_in_words(self) -> bool:
        """Whether words may stand where a mark is: that a criterion was not attempted."""
        return self.numbered and bool(self.words.not_attempted)

    @property
    def _award_width(self) -> float:
        return _AWARD if self._longest_choice <= _SHORT_CHOICE else min(5 + 1.1 * self._longest_choice, 24)

    @property
    def _longest_choice(self) -> int:
        words = (self.words.not_attempted,) if self.numbered else self.rows[0].award.choices
        return max(len(word) for word in ("", *words))

    @property
    def award_heading(self) -> str:
        """The heading above the judgements: a mark, a level, or what a criterion is decided as."""
        return self.scheme.award_heading

    @property
    def subtitle(self) -> str:
        """The line below the title: reference, level, credits and qualification; `levels` of several units say all."""
        credits_ = (plural(self.credits, "credit"),) if self.credits else ()
        unit = () if SEPARATOR in self.unit else (self.unit,)
        return " · ".join((*unit, self.levels, *credits_, self.qualification))

    @property
    def numbered(self) -> bool:
        """Whether criteria are marked with numbers."""
        return self.scheme.numbered

    @property
    def awards(self) -> dict[str, str]:
        """The name of each criterion's award field, by the criterion's id."""
        return {row.id: row.award.name for row in (*self.rows, *self.carried_rows)}

    @property
    def rows(self) -> tuple[CriterionRow, ...]:
        """The criteria that are judged on the sheet."""
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def carried_rows(self) -> tuple[CriterionRow, ...]:
        """The criteria that a later attempt leaves as they were."""
        return tuple(row for unit in self.carried_over for row in unit.rows)

    @property
    def total_in_words(self) -> Field:
        """What a completed sheet says of the total: marks, maximum and percentage."""
        return self.total.told(self.total.label)

    def shade(self, word: str) -> str:
        """Return the class, and so the colour, of what a completed sheet says of a criterion."""
        words = self.words
        shades = {words.met: "met", words.not_met: "not-met", words.not_marked: "not-marked"}
        if words.not_attempted:
            shades[words.not_attempted] = "not-met"
        return shades.get(word, UNSHADED)

    @property
    def told(self) -> tuple[Field, ...]:
        """What a completed sheet says that nobody fills in, for it follows from the marks."""
        statuses = tuple(row.status for section in self.sections for row in section.rows)
        totals = (*(unit.total_in_words for unit in self.units), self.total_in_words) if self.numbered else ()
        return (*statuses, *totals)

    @property
    def growing(self) -> tuple[Field, ...]:
        """The fields whose text may be so long that their row goes on to the next page."""
        in_rows = (entry for row in self.rows for entry in row.fields if entry != row.award)
        return (*(entry.field for entry in self.records), *in_rows)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of the page."""
        in_sections = [
            entry
            for section in self.sections
            for entry in (
                *(part for row in section.rows for part in row.fields),
                section.comment,
                section.verification,
            )
        ]
        return (
            self.registration, self.learner_name, self.attempt, self.standardisation_refused,
            *(entry.field for entry in self.records), *in_sections,
            *(part for row in self.carried_rows for part in (row.award, row.comment)),
            *(part for unit in self.units for part in (unit.total, unit.outcome)),
            self.total, self.overall_comment,
            self.outcome, self.iqa_decision, self.assessor, self.iqa, self.assessed_on, self.iqa_on, self.iqa_comment,
            *((self.received_on,) if self.received_on else ()),
            *(self.revision.fields if self.revision else ()),
        )  # fmt: skip


UNSHADED = "unshaded"
"""The class of what a completed sheet says of a criterion that is neither met nor not met."""


class Stage(Enum):
    """Whether a sheet is to be filled in, or final."""

    BLANK = "blank"
    COMPLETED = "completed"


@dataclass(frozen=True)
class MarkSheet:
    """One sheet: the form, and a value for each field that has one, by the field's name.

    On a blank sheet, fields with a value (a named learner's details) are printed and the others can be filled in.
    A value is what a person reads: `18`, `Pass`, `14 October 2026`; a CHECK is `yes` or absent.
    """

    form: MarkSheetForm
    values: Mapping[str, str]
    stage: Stage
    page: Page
    properties: Properties
    state: str = ""
    """A sentence on where the sheet stands: which criteria are not met, not marked, or to be shown again."""
    record: Attachment | None = None
    """The marks of a completed sheet for programs to read."""
    tally: Tally = NOTHING_MARKED
    """What the sheet's values come to."""
    unit_tallies: Mapping[str, Tally] = field(default_factory=dict)
    """On a sheet of several units, what the values of each come to, by its reference."""
    assessor_signature: str = ""
    iqa_signature: str = ""
    """What stands in the signature boxes of a completed sheet: where it was signed; empty leaves room to sign."""
    other_signature: str = ""
    """A sentence on a signature that stood in no box."""
    is_final: bool = True
    """Whether the outcome of a completed sheet is final."""
    replaces: str = ""
    """Which earlier sheet it replaces, and why, as a sentence; empty where there was none."""
    keeps_room: bool = False
    """Whether a completed sheet keeps room for comments, for quality assurance still has to check or decide."""
    is_shaded: bool = True
    """Whether what is said of each criterion has its colour."""

    @property
    def branding(self) -> Branding:
        """The form's branding."""
        return self.form.branding

    @property
    def outcome(self) -> Outcome:
        """The outcome, which the colour of `state` follows: incomplete on a blank sheet, and while it is not final."""
        if not self.is_final:
            return Outcome.INCOMPLETE
        written = self.values.get(self.form.outcome.name)
        codes = (code for code, word in self.form.words.grades if word == written)
        for code in codes:
            return Outcome.REFERRAL if code == self.form.scheme.floor else Outcome.PASS
        return Outcome.INCOMPLETE

    @property
    def in_full(self) -> MarkSheet:
        """The same sheet with what is carried over among the other criteria."""
        return replace(self, form=replace(self.form, sections=self.form.all_sections, carried_over=()))

    @property
    def received_on(self) -> Field | None:
        """The field for when the work was received; a final sheet says it in `state`."""
        return self.form.received_on if self.stage is Stage.BLANK else None

    @property
    def revision(self) -> Revision | None:
        """The fields that say which decision it replaces: on a final sheet, only if it replaces one."""
        revision = self.form.revision
        is_shown = self.stage is Stage.BLANK or (revision and revision.number.name in self.values)
        return revision if is_shown else None

    @property
    def revision_heading(self) -> str:
        """What stands above the fields of a revision."""
        if self.stage is Stage.BLANK:
            return "Only if this sheet replaces an earlier decision: 2, 3 and so on"
        return "This sheet replaces an earlier decision"

    @property
    def has_section_comments(self) -> bool:
        """Whether there is room for comments on learning outcomes: once quality assurance is done, if there are any."""
        return self._is_shown(section.comment for section in self.form.sections)

    @property
    def has_verification(self) -> bool:
        """Whether there is room for verification comments: once quality assurance is done, if there are any."""
        return self._is_shown(section.verification for section in self.form.sections)

    @property
    def has_iqa_comment(self) -> bool:
        """Whether there is room for comments of quality assurance: once it is done, if there are any."""
        return self._is_shown((self.form.iqa_comment,))

    def shade(self, row: CriterionRow) -> str:
        """Return the class of what is said of a criterion beside its judgement."""
        return self.form.shade(self.values.get(row.status.name, "")) if self.is_shaded else UNSHADED

    def is_long(self, entry: Field) -> bool:
        """Whether a field's value may need more than a page, so that its row has to go on to the next."""
        return len(self.values.get(entry.name, "")) > (_LONG_IN_LARGE_PRINT if self.page.large_print else _LONG)

    def _is_shown(self, fields: Iterable[Field]) -> bool:
        return self.stage is Stage.BLANK or self.keeps_room or any(entry.name in self.values for entry in fields)
