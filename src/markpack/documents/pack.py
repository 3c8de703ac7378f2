"""Which documents an employer's pack holds, each with its place below the employer's output folder."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markpack.assessment.cohort import CohortResults, qualification_standing
from markpack.assessment.combination import QualificationResult
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import together
from markpack.documents.adjusting import adjusted, adjusted_sheet, own_brief
from markpack.documents.approval_request import ApprovalRequest
from markpack.documents.assignment_pack import AssignmentPack
from markpack.documents.brief import Brief, Planner
from markpack.documents.brief_verification import BriefVerification
from markpack.documents.briefing import brief, planner
from markpack.documents.bundle import Bundle, Member
from markpack.documents.combined import Combined
from markpack.documents.combining import combined
from markpack.documents.declaration import Declaration
from markpack.documents.declaring import declaration
from markpack.documents.document import OFFICE, Format, Kind
from markpack.documents.facts import properties
from markpack.documents.feedback import ActionPlan, FeedbackReport
from markpack.documents.mark_sheet import MarkSheet, MarkSheetForm
from markpack.documents.markbook import Markbook
from markpack.documents.marking import blank_sheet, completed_sheet, mark_sheet_form
from markpack.documents.names import combined_name, general_name, learner_name, safe
from markpack.documents.packing import assignment_pack
from markpack.documents.reporting import action_plan, feedback_report, resubmission_date
from markpack.documents.requesting import approval_request
from markpack.documents.results import Results
from markpack.documents.setting import Setting
from markpack.documents.standings import markbook, results
from markpack.documents.verifying import brief_verification
from markpack.model.joint_unit import SEPARATOR, JointUnit
from markpack.model.learner import Learner
from markpack.model.unit import Unit

View = (
    MarkSheet | Brief | Planner | FeedbackReport | ActionPlan | Markbook | Results
    | ApprovalRequest | AssignmentPack | BriefVerification | Declaration | Combined | Bundle
)  # fmt: skip

ON_PAPER = (Format.PDF, Format.DOCX)
COMBINED = (Kind.BLANK, Kind.COMPLETED, Kind.FEEDBACK)
"""The kinds of which there is a document of all learners."""


@dataclass(frozen=True)
class Planned:
    """A document to be written: its view-model and format, where it goes, and whose it is (empty: nobody's).

    `unit` is a unit's reference, or several joined by a plus sign.
    """

    path: str
    kind: Kind
    format: Format
    view: View
    unit: str = ""
    learner: str = ""
    attempt: int = 0

    @property
    def units(self) -> tuple[str, ...]:
        """The references of the units that it is about."""
        return tuple(self.unit.split(SEPARATOR)) if self.unit else ()


@dataclass(frozen=True)
class Choice:
    """Which part of a pack is asked for; an empty collection means all. `combined` ones are made only if asked for."""

    kinds: Collection[Kind] = ()
    formats: Collection[Format] = ()
    units: Collection[str] = ()
    learners: Collection[str] = ()
    combined: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.kinds or self.formats or self.units or self.learners)

    def includes(self, planned: Planned) -> bool:
        """Say whether a document is asked for. Documents that are nobody's are left out where learners are named."""
        together = isinstance(planned.view, Combined)
        kind = planned.view.of if isinstance(planned.view, Combined) else planned.kind
        return (
            (self.combined or not together)
            and (not self.kinds or kind in self.kinds)
            and (not self.formats or planned.format in self.formats)
            and (not self.units or not set(self.units).isdisjoint(planned.units))
            and (not self.learners or planned.learner in self.learners)
        )


@dataclass(frozen=True)
class Cohort:
    """Everything that an employer's pack is made from. `settings` has one entry an assignment, at least one."""

    settings: Sequence[Setting]
    units: Mapping[str, Unit]
    learners: Sequence[Learner]
    attempts: CohortResults

    def standing(self, learner: Learner, on: datetime.date | None = None) -> QualificationResult:
        """Return where a learner is in the qualification, by a day or by now."""
        qualification = self.settings[0].qualification
        return qualification_standing(qualification, self.units, self.attempts, learner.registration, on=on)

    def results(self, setting: Setting, learner: Learner) -> tuple[AttemptResult, ...]:
        """Return what a learner's attempts at a whole assignment come to, whatever sheets it is marked on."""
        on_sheets = [self.attempts[sheet.unit.reference].get(learner.registration, ()) for sheet in setting.sheets]
        if not isinstance(setting.unit, JointUnit) or len(on_sheets) == 1:
            return tuple(on_sheets[0])
        numbers = sorted({result.attempt for results in on_sheets for result in results})
        carry_over = setting.centre.policies.carry_over
        return tuple(
            together(setting.unit, learner.registration, number, on_sheets, carry_over=carry_over) for number in numbers
        )


def cohort_results(cohort: Cohort) -> Results:
    """Return who stands where."""
    standings = {learner.registration: cohort.standing(learner) for learner in cohort.learners}
    return results(cohort.settings, cohort.learners, cohort.attempts, standings, cohort.settings[0].branding)


def plan_pack(cohort: Cohort, *, dated: datetime.date | None = None) -> tuple[Planned, ...]:
    """Return every document of an employer's pack; with `dated`, all files bear that date instead of their own.

    Raises PlaceholderError for an unknown placeholder, and ValueError for fields whose names collide: both are found
    earlier, when inputs are read.
    """
    planned = [
        Planned("results.xlsx", Kind.RESULTS, Format.XLSX, cohort_results(cohort)),
        *(entry for setting in cohort.settings for entry in _assignment(cohort, setting)),
    ]
    if dated is not None:
        planned = [
            replace(entry, view=replace(entry.view, properties=replace(entry.view.properties, date=dated)))
            for entry in planned
        ]
    return tuple(planned)


def _assignment(cohort: Cohort, setting: Setting) -> Iterator[Planned]:
    """Yield an assignment's documents: those of each mark sheet, and those that go with all of them."""
    unit = setting.unit.reference
    paths = _Paths(setting)
    plan = brief(setting)
    unnamed, cover_sheet, checked = [], declaration(setting, None), brief_verification(setting)
    handed_out: dict[tuple[str, int], list[Setting]] = {}
    sheets: list[Planned] = []
    for of_sheet in setting.sheets:
        form = mark_sheet_form(of_sheet)
        unnamed.append(blank_sheet(form, of_sheet, None))
        sheets += _mark_sheets(cohort, of_sheet, form, unnamed[-1], paths, handed_out)
    for fmt in ON_PAPER:
        yield paths.general(Kind.BRIEF, fmt, plan)
        yield paths.general(Kind.DECLARATION, fmt, cover_sheet)
        yield paths.general(Kind.VERIFICATION, fmt, checked)
        if setting.approval.is_new:
            yield paths.general(Kind.APPROVAL, fmt, approval_request(setting, plan, unnamed))
        yield paths.general(Kind.PACK, fmt, assignment_pack(setting, cohort.units, plan, cover_sheet, unnamed))
    yield paths.general(Kind.BRIEF, Format.XLSX, planner(setting, plan, None))
    yield from sheets
    reports: list[tuple[Learner, int, FeedbackReport]] = []
    for learner in cohort.learners:
        mine = own_brief(setting, plan, learner)
        briefs = [paths.own(Kind.BRIEF, fmt, mine, learner, 1) for fmt in ON_PAPER if mine is not plan]
        tasks = paths.own(Kind.BRIEF, Format.XLSX, planner(setting, mine, learner), learner, 1)
        yield from (*briefs, tasks)
        for attempt in sorted({number for registration, number in handed_out if registration == learner.registration}):
            again = _hand_in_again(cohort, setting, learner, attempt)
            own_cover_sheet = adjusted(declaration(setting, learner, attempt, again), learner)
            for fmt in ON_PAPER:
                yield paths.own(Kind.DECLARATION, fmt, own_cover_sheet, learner, attempt)
            given = handed_out[learner.registration, attempt]
            bundle = _bundle(setting, given, learner, attempt, [*briefs, tasks], paths)
            yield paths.own(Kind.PACK, Format.ZIP, bundle, learner, attempt)
        for result in cohort.results(setting, learner):
            standing = cohort.standing(learner, on=result.marked.assessed_on)
            report = adjusted(feedback_report(setting, learner, result, standing), learner)
            reports.append((learner, result.attempt, report))
            for fmt in ON_PAPER:
                yield paths.own(Kind.FEEDBACK, fmt, report, learner, result.attempt)
            actions = action_plan(setting, learner, result, report)
            yield paths.own(Kind.FEEDBACK, Format.XLSX, actions, learner, result.attempt)
    if reports:
        path = f"{paths.folder}/{Kind.COMBINED.value}/{combined_name(setting, Kind.FEEDBACK)}"
        yield Planned(path, Kind.COMBINED, Format.PDF, combined(setting, Kind.FEEDBACK, reports), unit)


def _hand_in_again(cohort: Cohort, setting: Setting, learner: Learner, attempt: int) -> datetime.date | None:
    """Return by when an attempt is handed in that follows a referral: as the whole report says, else a unit's sheet."""
    on_sheets = (cohort.attempts[sheet.unit.reference].get(learner.registration, ()) for sheet in setting.sheets)
    results = [cohort.results(setting, learner), *on_sheets]
    before = (result for entries in results for result in entries if result.attempt == attempt - 1)
    return next((date for result in before if (date := resubmission_date(setting, result))), None)


def _mark_sheets(
    cohort: Cohort,
    setting: Setting,
    form: MarkSheetForm,
    unnamed: MarkSheet,
    paths: _Paths,
    handed_out: dict[tuple[str, int], list[Setting]],
) -> Iterator[Planned]:
    """Yield the markbook and mark sheets of one form; add to `handed_out` who gets a blank one for which attempt."""
    unit = setting.unit.reference
    attempts = cohort.attempts[unit]
    book = markbook(setting, form, cohort.learners, attempts)
    name = general_name(setting, Kind.MARKBOOK, Format.XLSX)
    yield Planned(f"{paths.folder}/{name}", Kind.MARKBOOK, Format.XLSX, book, unit)
    for fmt in OFFICE:
        yield paths.general(Kind.BLANK, fmt, unnamed, setting)
    blank: list[tuple[Learner, int, MarkSheet]] = []
    completed: list[tuple[Learner, int, MarkSheet]] = []
    for learner in cohort.learners:
        results = attempts.get(learner.registration, ())
        for sheet, attempt in _blanks(form, setting, learner, results):
            handed_out.setdefault((learner.registration, attempt), []).append(setting)
            latest = sheet, attempt
            for fmt in OFFICE:
                yield paths.own(Kind.BLANK, fmt, sheet, learner, attempt, setting)
        blank.append((learner, latest[1], latest[0]))
        for result in results:
            sheet = adjusted_sheet(completed_sheet(form, setting, learner, result), learner)
            completed.append((learner, result.attempt, sheet))
            for fmt in OFFICE:
                yield paths.own(Kind.COMPLETED, fmt, sheet, learner, result.attempt, setting)
    for kind, documents in ((Kind.BLANK, blank), (Kind.COMPLETED, completed)):
        if documents:
            path = f"{paths.folder}/{Kind.COMBINED.value}/{combined_name(setting, kind)}"
            yield Planned(path, Kind.COMBINED, Format.PDF, combined(setting, kind, documents), unit)


@dataclass(frozen=True)
class _Paths:
    """Where the documents of an assignment go; those of one of its sheets are named after the sheet's unit."""

    setting: Setting

    @property
    def folder(self) -> str:
        """The assignment's own folder."""
        return safe(self.setting.unit.reference)

    def general(self, kind: Kind, fmt: Format, view: View, of_sheet: Setting | None = None) -> Planned:
        """Return a document that is nobody's in particular."""
        setting = of_sheet or self.setting
        path = f"{self.folder}/{kind.value}/{general_name(setting, kind, fmt)}"
        return Planned(path, kind, fmt, view, setting.unit.reference)

    def own(
        self, kind: Kind, fmt: Format, view: View, learner: Learner, attempt: int, of_sheet: Setting | None = None
    ) -> Planned:
        """Return a learner's document."""
        setting = of_sheet or self.setting
        path = f"{self.folder}/{kind.value}/{learner_name(setting, learner, attempt, kind, fmt)}"
        return Planned(path, kind, fmt, view, setting.unit.reference, learner.registration, attempt)


def _bundle(
    setting: Setting,
    sheets: Sequence[Setting],
    learner: Learner,
    attempt: int,
    mine: Sequence[Planned],
    paths: _Paths,
) -> Bundle:
    """Return what a learner gets: brief, planner, declaration, and mark sheets if they do not give questions away.

    `mine` holds the learner's own planner, and their own brief where they have one instead of everybody's.
    """

    def own(kind: Kind, of_sheet: Setting) -> Member:
        name = learner_name(of_sheet, learner, attempt, kind, Format.PDF)
        return Member(general_name(of_sheet, kind, Format.PDF), f"{paths.folder}/{kind.value}/{name}")

    plan = general_name(setting, Kind.BRIEF, Format.PDF)
    at = {entry.format: entry.path for entry in mine}
    given = () if any(task.prompts for task in setting.instrument.tasks) else sheets
    return Bundle(
        members=(
            Member(plan, at.get(Format.PDF, f"{paths.folder}/{Kind.BRIEF.value}/{plan}")),
            Member(general_name(setting, Kind.BRIEF, Format.XLSX), at[Format.XLSX]),
            own(Kind.DECLARATION, setting),
            *(own(Kind.BLANK, of_sheet) for of_sheet in given),
        ),
        properties=properties(setting, Kind.PACK, "Assignment pack", learner=learner, attempt=attempt),
    )


def _blanks(
    form: MarkSheetForm, setting: Setting, learner: Learner, results: Sequence[AttemptResult]
) -> Iterator[tuple[MarkSheet, int]]:
    """Yield a learner's blank sheets: the first attempt's, and one more after each referral that may be tried again."""
    yield adjusted_sheet(blank_sheet(form, setting, learner), learner), 1
    for result in results:
        if resubmission_date(setting, result):
            yield adjusted_sheet(blank_sheet(form, setting, learner, result), learner), result.attempt + 1
