"""Which documents an employer's pack holds, each with its place below the employer's output folder."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from markpack.assessment.cohort import CohortResults, qualification_result
from markpack.assessment.combination import QualificationResult
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import merge_results
from markpack.documents.approval.builder import approval_request
from markpack.documents.brief.builder import brief, planner
from markpack.documents.brief.view import Brief, Planner
from markpack.documents.brief_check.builder import brief_verification
from markpack.documents.catalogue.adjustments import adjusted, adjusted_sheet, own_brief
from markpack.documents.catalogue.entries import CatalogueEntry, Content, ContentFactory, DocumentJob, views
from markpack.documents.catalogue.kinds import OFFICE, ON_PAPER, Format, Kind, Per
from markpack.documents.declaration.builder import declaration
from markpack.documents.declaration.view import Declaration
from markpack.documents.feedback.builder import action_plan, feedback_report, resubmission_date
from markpack.documents.feedback.view import ActionPlan, FeedbackReport
from markpack.documents.mark_sheet.builder import blank_sheet, completed_sheet, mark_sheet_form
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm
from markpack.documents.pack.builder import assignment_pack
from markpack.documents.pack.combined_builder import combined, heading
from markpack.documents.pack.combined_view import Combined
from markpack.documents.pack.zip_view import Bundle, Member
from markpack.documents.results.builder import markbook, results
from markpack.documents.results.view import Results
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties
from markpack.documents.shared.document import PageView
from markpack.documents.shared.file_names import combined_name, general_name, learner_name, safe
from markpack.model.joint_unit import JointUnit
from markpack.model.learner import Learner
from markpack.model.unit import Unit

__all__ = ["PackInputs", "cohort_results", "list_pack", "plan_pack"]

_HandedOut = dict[str, dict[int, list[AssignmentContext]]]
"""The settings of the blank mark sheets that a learner gets, by registration and attempt."""


@dataclass(frozen=True)
class PackInputs:
    """Everything that an employer's pack is made from. `settings` has one entry an assignment, at least one."""

    settings: Sequence[AssignmentContext]
    units: Mapping[str, Unit]
    learners: Sequence[Learner]
    attempts: CohortResults

    def standing(self, learner: Learner, on: datetime.date | None = None) -> QualificationResult:
        """Return where a learner is in the qualification, by a day or by now."""
        qualification = self.settings[0].qualification
        return qualification_result(qualification, self.units, self.attempts, learner.registration, date=on)

    def results(self, setting: AssignmentContext, learner: Learner) -> tuple[AttemptResult, ...]:
        """Return what a learner's attempts at a whole assignment come to, whatever sheets it is marked on."""
        on_sheets = [self.attempts[sheet.unit.reference].get(learner.registration, ()) for sheet in setting.sheets]
        if not isinstance(setting.unit, JointUnit) or len(on_sheets) == 1:
            return tuple(on_sheets[0])
        numbers = sorted({result.attempt for results in on_sheets for result in results})
        carry_over = setting.centre.policies.carry_over
        return tuple(
            merge_results(setting.unit, learner.registration, number, on_sheets, carry_over=carry_over)
            for number in numbers
        )


def cohort_results(cohort: PackInputs) -> Results:
    """Return who stands where."""
    standings = {learner.registration: cohort.standing(learner) for learner in cohort.learners}
    return results(cohort.settings, cohort.learners, cohort.attempts, standings, cohort.settings[0].branding)


def plan_pack(cohort: PackInputs, *, dated: datetime.date | None = None) -> tuple[DocumentJob, ...]:
    """Return every document of an employer's pack with its view-model, all in memory; `list_pack` does without."""
    return tuple(views(list_pack(cohort, dated=dated)))


def list_pack(cohort: PackInputs, *, dated: datetime.date | None = None) -> tuple[CatalogueEntry, ...]:
    """Return every document of an employer's pack; with `dated`, all files bear that date instead of their own.

    Raises PlaceholderError for an unknown placeholder, and ValueError for fields whose names collide: both are found
    earlier, when inputs are read.
    """
    contents = ContentFactory(dated)
    results_file = CatalogueEntry(
        "results.xlsx", Kind.RESULTS, Format.XLSX, contents.of(partial(cohort_results, cohort))
    )
    return (
        results_file,
        *(entry for setting in cohort.settings for entry in _assignment(cohort, setting, contents)),
        *_learners_own(cohort, contents),
    )


def _learners_own(cohort: PackInputs, contents: ContentFactory) -> Iterator[CatalogueEntry]:
    """Yield the documents that a learner has of a whole qualification, of each kind for which there is one."""
    setting = cohort.settings[0]
    for kind in (kind for kind in Kind if kind.value.per is Per.LEARNER):
        build = import_module(f"markpack.documents.{kind.value.room}.builder").build
        for learner in cohort.learners:
            view = build(cohort, learner)
            if view is None:
                continue
            content = contents.of(partial(_own, build, cohort, learner), adjusted(view, learner))
            for fmt in ON_PAPER:
                name = learner_name(setting, learner, 1, kind, fmt, setting.qualification.reference)
                yield CatalogueEntry(f"{kind.folder}/{name}", kind, fmt, content, learner=learner.registration)


def _own(build: Callable[[PackInputs, Learner], PageView], cohort: PackInputs, learner: Learner) -> PageView:
    return adjusted(build(cohort, learner), learner)


def _assignment(cohort: PackInputs, setting: AssignmentContext, contents: ContentFactory) -> Iterator[CatalogueEntry]:
    """Yield an assignment's documents: those of each mark sheet, and those that go with all of them."""
    paths, plan = _Paths(setting), brief(setting)
    forms = [(of_sheet, mark_sheet_form(of_sheet)) for of_sheet in setting.sheets]
    unnamed = [blank_sheet(form, of_sheet, None) for of_sheet, form in forms]
    cover_sheet = declaration(setting, None)
    general = {
        Kind.BRIEF: contents.of(partial(brief, setting)),
        Kind.DECLARATION: contents.of(partial(declaration, setting, None)),
        Kind.VERIFICATION: contents.of(partial(brief_verification, setting)),
    }
    if setting.approval.is_new:
        general[Kind.APPROVAL] = contents.of(partial(approval_request, setting, plan, unnamed))
    general[Kind.PACK] = contents.of(partial(assignment_pack, setting, cohort.units, plan, cover_sheet, unnamed))
    for fmt in ON_PAPER:
        yield from (paths.general(kind, fmt, content) for kind, content in general.items())
    yield paths.general(Kind.BRIEF, Format.XLSX, contents.of(partial(planner, setting, plan, None)))
    handed_out: _HandedOut = {}
    for of_sheet, form in forms:
        yield from _mark_sheets(cohort, of_sheet, form, paths, contents, handed_out)
    cover_sheets: list[_Part] = []
    reports: list[_Part] = []
    for learner in cohort.learners:
        own_plan = partial(own_brief, setting, plan, learner)
        briefs = []
        if (mine := own_plan()) is not plan:
            briefs = [paths.own(Kind.BRIEF, fmt, contents.of(own_plan, mine), learner, 1) for fmt in ON_PAPER]
        tasks = paths.own(
            Kind.BRIEF, Format.XLSX, contents.of(partial(_own_planner, setting, plan, learner)), learner, 1
        )
        yield from (*briefs, tasks)
        for attempt, given in sorted(handed_out.get(learner.registration, {}).items()):
            again = _hand_in_again(cohort, setting, learner, attempt)
            latest = _part(contents, partial(_own_declaration, setting, learner, attempt, again), learner, attempt)
            for fmt in ON_PAPER:
                yield paths.own(Kind.DECLARATION, fmt, latest.content, learner, attempt)
            bundle = partial(_bundle, setting, given, learner, attempt, [*briefs, tasks], paths)
            yield paths.own(Kind.PACK, Format.ZIP, contents.of(bundle), learner, attempt, holding=bundle().members)
        cover_sheets.append(latest)
        for result in cohort.results(setting, learner):
            make = partial(_report, cohort, setting, learner, result)
            report = make()
            told = contents.of(make, report)
            reports.append(_Part(learner, result.attempt, told, report.properties.date))
            for fmt in ON_PAPER:
                yield paths.own(Kind.FEEDBACK, fmt, told, learner, result.attempt)
            actions = action_plan(setting, learner, result, report)
            to_do = contents.of(partial(_actions, cohort, setting, learner, result), actions)
            yield paths.own(Kind.FEEDBACK, Format.XLSX, to_do, learner, result.attempt)
    yield from _together(setting, Kind.DECLARATION, cover_sheets, paths, contents)
    yield from _together(setting, Kind.FEEDBACK, reports, paths, contents)


def _own_planner(setting: AssignmentContext, plan: Brief, learner: Learner) -> Planner:
    return planner(setting, own_brief(setting, plan, learner), learner)


def _own_declaration(
    setting: AssignmentContext, learner: Learner, attempt: int, again: datetime.date | None
) -> Declaration:
    return adjusted(declaration(setting, learner, attempt, again), learner)


def _report(cohort: PackInputs, setting: AssignmentContext, learner: Learner, result: AttemptResult) -> FeedbackReport:
    standing = cohort.standing(learner, on=result.marked.assessed_on)
    return adjusted(feedback_report(setting, learner, result, standing), learner)


def _actions(cohort: PackInputs, setting: AssignmentContext, learner: Learner, result: AttemptResult) -> ActionPlan:
    return action_plan(setting, learner, result, _report(cohort, setting, learner, result))


def _hand_in_again(
    cohort: PackInputs, setting: AssignmentContext, learner: Learner, attempt: int
) -> datetime.date | None:
    """Return by when an attempt is handed in that follows a referral: as the whole report says, else a unit's sheet."""
    on_sheets = (cohort.attempts[sheet.unit.reference].get(learner.registration, ()) for sheet in setting.sheets)
    results = [cohort.results(setting, learner), *on_sheets]
    before = (result for entries in results for result in entries if result.attempt == attempt - 1)
    return next((date for result in before if (date := resubmission_date(setting, result))), None)


def _mark_sheets(
    cohort: PackInputs,
    setting: AssignmentContext,
    form: MarkSheetForm,
    paths: _Paths,
    contents: ContentFactory,
    handed_out: _HandedOut,
) -> Iterator[CatalogueEntry]:
    """Yield the markbook and mark sheets of one form; add to `handed_out` who gets a blank one for which attempt."""
    unit = setting.unit.reference
    attempts = cohort.attempts[unit]
    book = contents.of(partial(markbook, setting, form, cohort.learners, attempts))
    name = general_name(setting, Kind.MARKBOOK, Format.XLSX)
    yield CatalogueEntry(f"{paths.folder}/{name}", Kind.MARKBOOK, Format.XLSX, book, unit)
    unnamed = contents.of(partial(blank_sheet, form, setting, None))
    for fmt in OFFICE:
        yield paths.general(Kind.BLANK, fmt, unnamed, setting)
    blank: list[_Part] = []
    completed: list[_Part] = []
    for learner in cohort.learners:
        results = attempts.get(learner.registration, ())
        for attempt, previous in _to_hand_out(setting, results):
            handed_out.setdefault(learner.registration, {}).setdefault(attempt, []).append(setting)
            latest = _part(contents, partial(_own_blank, form, setting, learner, previous), learner, attempt)
            for fmt in OFFICE:
                yield paths.own(Kind.BLANK, fmt, latest.content, learner, attempt, setting)
        blank.append(latest)
        for result in results:
            part = _part(contents, partial(_own_completed, form, setting, learner, result), learner, result.attempt)
            completed.append(part)
            for fmt in OFFICE:
                yield paths.own(Kind.COMPLETED, fmt, part.content, learner, result.attempt, setting)
    yield from _together(setting, Kind.BLANK, blank, paths, contents)
    yield from _together(setting, Kind.COMPLETED, completed, paths, contents)


def _to_hand_out(
    setting: AssignmentContext, results: Sequence[AttemptResult]
) -> Iterator[tuple[int, AttemptResult | None]]:
    """Yield for which attempts a learner gets a blank sheet, and what came before each.

    It is the first attempt, and one more after each referral that may be tried again.
    """
    yield 1, None
    for result in results:
        if resubmission_date(setting, result):
            yield result.attempt + 1, result


def _own_blank(
    form: MarkSheetForm, setting: AssignmentContext, learner: Learner, previous: AttemptResult | None
) -> MarkSheet:
    return adjusted_sheet(blank_sheet(form, setting, learner, previous), learner)


def _own_completed(
    form: MarkSheetForm, setting: AssignmentContext, learner: Learner, result: AttemptResult
) -> MarkSheet:
    return adjusted_sheet(completed_sheet(form, setting, learner, result), learner)


@dataclass(frozen=True, slots=True)
class _Part:
    """A learner's document among those of all learners."""

    learner: Learner
    attempt: int
    content: Content
    date: datetime.date


def _part(
    contents: ContentFactory, make: Callable[[], Declaration | MarkSheet], learner: Learner, attempt: int
) -> _Part:
    view = make()
    return _Part(learner, attempt, contents.of(make, view), view.properties.date)


def _made(parts: Iterable[_Part]) -> Iterator[tuple[Learner, int, Declaration | MarkSheet | FeedbackReport]]:
    for part in parts:
        view = part.content.make()
        if not isinstance(view, Declaration | MarkSheet | FeedbackReport):
            raise TypeError(f"{type(view).__name__} is not put together with others")
        yield part.learner, part.attempt, view


def _together(
    setting: AssignmentContext, kind: Kind, parts: Sequence[_Part], paths: _Paths, contents: ContentFactory
) -> Iterator[CatalogueEntry]:
    """Yield the document of all learners, if there is any."""
    if not parts:
        return
    date = max(part.date for part in parts)

    def make() -> Combined:
        return combined(setting, kind, _made(parts), date)

    headings = [(heading(part.learner, part.attempt), part.content) for part in parts]
    content = contents.holding(make, combined(setting, kind, (), date), headings)
    path = f"{paths.folder}/{Kind.COMBINED.folder}/{combined_name(setting, kind)}"
    yield CatalogueEntry(path, Kind.COMBINED, Format.PDF, content, setting.unit.reference, of=kind)


@dataclass(frozen=True)
class _Paths:
    """Where the documents of an assignment go; those of one of its sheets are named after the sheet's unit."""

    setting: AssignmentContext

    @property
    def folder(self) -> str:
        """The assignment's own folder."""
        return safe(self.setting.unit.reference)

    def general(
        self, kind: Kind, fmt: Format, content: Content, of_sheet: AssignmentContext | None = None
    ) -> CatalogueEntry:
        """Return a document that is nobody's in particular."""
        setting = of_sheet or self.setting
        path = f"{self.folder}/{kind.folder}/{general_name(setting, kind, fmt)}"
        return CatalogueEntry(path, kind, fmt, content, setting.unit.reference)

    def own(
        self,
        kind: Kind,
        fmt: Format,
        content: Content,
        learner: Learner,
        attempt: int,
        of_sheet: AssignmentContext | None = None,
        holding: Sequence[Member] = (),
    ) -> CatalogueEntry:
        """Return a learner's document; a ZIP is `holding` copies of others."""
        setting = of_sheet or self.setting
        path = f"{self.folder}/{kind.folder}/{learner_name(setting, learner, attempt, kind, fmt)}"
        return CatalogueEntry(
            path, kind, fmt, content, setting.unit.reference, learner.registration, attempt,
            members=tuple(member.path for member in holding),
        )  # fmt: skip


def _bundle(
    setting: AssignmentContext,
    sheets: Sequence[AssignmentContext],
    learner: Learner,
    attempt: int,
    mine: Sequence[CatalogueEntry],
    paths: _Paths,
) -> Bundle:
    """Return what a learner gets: brief, planner, declaration, and mark sheets if they do not give questions away.

    `mine` holds the learner's own planner, and their own brief where they have one instead of everybody's.
    """

    def own(kind: Kind, of_sheet: AssignmentContext) -> Member:
        name = learner_name(of_sheet, learner, attempt, kind, Format.PDF)
        return Member(general_name(of_sheet, kind, Format.PDF), f"{paths.folder}/{kind.folder}/{name}")

    plan = general_name(setting, Kind.BRIEF, Format.PDF)
    at = {entry.format: entry.path for entry in mine}
    given = () if any(task.prompts for task in setting.instrument.tasks) else sheets
    return Bundle(
        members=(
            Member(plan, at.get(Format.PDF, f"{paths.folder}/{Kind.BRIEF.folder}/{plan}")),
            Member(general_name(setting, Kind.BRIEF, Format.XLSX), at[Format.XLSX]),
            own(Kind.DECLARATION, setting),
            *(own(Kind.BLANK, of_sheet) for of_sheet in given),
        ),
        properties=properties(setting, Kind.PACK, "Assignment pack", learner=learner, attempt=attempt),
    )
