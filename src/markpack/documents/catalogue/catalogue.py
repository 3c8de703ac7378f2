"""Which documents an employer's pack holds, each with its place below the employer's output folder."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TypeVar

from markpack.assessment.attempt_rules import next_attempt
from markpack.assessment.outcome import AttemptResult
from markpack.documents.approval.builder import build_approval_request
from markpack.documents.brief.builder import build_brief, build_planner
from markpack.documents.brief.view import Brief, Planner
from markpack.documents.brief_check.builder import build_brief_check
from markpack.documents.catalogue.adjustments import adjusted, own_brief
from markpack.documents.catalogue.entries import CatalogueEntry, Content, ContentFactory
from markpack.documents.catalogue.kinds import OFFICE, ON_PAPER, Format, Kind, Per
from markpack.documents.catalogue.result_contents import ResultContents
from markpack.documents.catalogue.result_facts import ResultView
from markpack.documents.declaration.builder import build_declaration
from markpack.documents.employer_summary.builder import build_employer_summary, is_wanted
from markpack.documents.feedback.builder import build_action_plan, build_feedback_report
from markpack.documents.feedback.view import ActionPlan, FeedbackReport
from markpack.documents.mark_sheet.builder import build_blank_sheet, build_completed_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm
from markpack.documents.pack.builder import build_assignment_pack
from markpack.documents.pack.combined_builder import build_combined, heading
from markpack.documents.pack.combined_view import Combined
from markpack.documents.pack.zip_view import Bundle, Member
from markpack.documents.results.builder import build_results
from markpack.documents.results.markbook_builder import Attempts, build_markbook
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.common_facts import properties
from markpack.documents.shared.document import PageView, View
from markpack.documents.shared.file_names import combined_name, employer_name, general_name, learner_name, safe
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.editions import Editions, Subject
from markpack.model.learner import Learner
from markpack.model.standing import Marking
from markpack.model.unit_versions import version_text

AnyPage = TypeVar("AnyPage", bound=PageView)


def list_documents(
    cohort: PackInputs, *, dated: datetime.date | None = None, editions: Editions | None = None
) -> tuple[CatalogueEntry, ...]:
    """Return every document of an employer's pack; with `dated`, all files bear that date instead of their own.

    `editions` are what earlier documents said, by which those of results know what they replace.
    Raises PlaceholderError for an unknown placeholder, and ValueError for fields whose names collide: both are found
    earlier, when inputs are read.
    """
    contents = ContentFactory(dated)
    editions = editions or Editions()
    results_file = CatalogueEntry(
        "results.xlsx", Kind.RESULTS, Format.XLSX, contents.content_of(partial(build_results, cohort))
    )
    return (
        results_file,
        *_for_the_employer(cohort, contents),
        *(entry for setting in cohort.settings for entry in _AssignmentEntries(cohort, setting, contents, editions)),
        *_learners_own(cohort, contents, editions),
    )


def _for_the_employer(cohort: PackInputs, contents: ContentFactory) -> Iterator[CatalogueEntry]:
    """Yield the summary for the employer, where one is wanted.

    It rests on all assignments, and is left as it is while one is stopped.
    """
    setting, kind = cohort.settings[0], Kind.EMPLOYER_SUMMARY
    if not is_wanted(setting) or not cohort.learners or cohort.stopped:
        return
    content = contents.content_of(partial(build_employer_summary, cohort))
    for fmt in (Format.PDF, Format.XLSX):
        yield CatalogueEntry(f"{kind.folder}/{employer_name(setting, kind, fmt)}", kind, fmt, content)


def _learners_own(cohort: PackInputs, contents: ContentFactory, editions: Editions) -> Iterator[CatalogueEntry]:
    """Yield the documents that a learner has of a whole qualification, of each kind for which there is one.

    They rest on all assignments, and are left as they are while one is stopped, or the learner held in one.
    """
    setting, results = cohort.settings[0], ResultContents(contents, editions)
    learners = () if cohort.stopped else [one for one in cohort.learners if not cohort.unknown(one.registration)]
    for kind in (kind for kind in Kind if kind.value.per is Per.LEARNER):
        build = import_module(f"markpack.documents.{kind.value.package}.builder").build
        for learner in learners:
            view = build(cohort, learner)
            if view is None or not _is_made_here(cohort, learner):
                continue
            make = partial(_adjusted, learner, build, cohort, learner)
            content, _ = results.content_of(kind, "", learner.registration, 0, make)
            for fmt in kind.value.formats:
                name = learner_name(setting, learner, 1, kind, fmt, setting.qualification.reference)
                yield CatalogueEntry(f"{kind.folder}/{name}", kind, fmt, content, learner=learner.registration)


def _is_made_here(cohort: PackInputs, learner: Learner) -> bool:
    """Say whether a learner's documents of the whole qualification are this pack's: it has the last unit passed."""
    passes = cohort.passes(learner.registration)
    last = max(passes, key=lambda result: result.marked.assessed_on or datetime.date.min, default=None)
    return last is None or cohort.is_here(last)


def _adjusted(learner: Learner, build: Callable[..., AnyPage], *arguments: object) -> AnyPage:
    return adjusted(build(*arguments), learner)


class _AssignmentEntries:
    """Lists an assignment's documents; those of one of its mark sheets are named after the sheet's unit."""

    def __init__(
        self, cohort: PackInputs, setting: AssignmentContext, contents: ContentFactory, editions: Editions
    ) -> None:
        self._cohort, self._setting, self._contents = cohort, setting, contents
        self._results, self._editions = ResultContents(contents, editions), editions
        self._learners = [one for one in cohort.learners if not cohort.is_held_in_all(one.registration)]
        self._folder = safe(setting.unit.reference)
        self._plans_made: dict[int, Brief] = {}
        self._forms_made: dict[int, list[tuple[AssignmentContext, MarkSheetForm]]] = {}
        self._handed_out: dict[str, dict[int, list[AssignmentContext]]] = {}
        """The settings of the blank mark sheets that a learner gets, by registration and attempt."""

    def __iter__(self) -> Iterator[CatalogueEntry]:
        """Yield the documents for everybody, those of each mark sheet, and those of each learner."""
        yield from self._general_documents()
        for position in range(len(self._setting.sheets)):
            yield from self._mark_sheets(position)
        declarations: list[_Part] = []
        reports: list[_Part] = []
        for learner in self._learners:
            if learner.is_active:
                plans = self._plans(learner)
                yield from plans
                yield from self._declarations(learner, plans, declarations)
            if not self._is_held(learner):
                yield from self._feedback(learner, reports)
        yield from self._combined_document(self._setting, Kind.DECLARATION, declarations)
        yield from self._combined_document(self._setting, Kind.FEEDBACK, reports)

    def _setting_of(self, learner: Learner) -> AssignmentContext:
        """Return the assignment as it was set for a learner: with the versions of units by which they are judged."""
        return self._cohort.setting_of(self._setting, learner.registration)

    def _plan(self, setting: AssignmentContext) -> Brief:
        """Return everybody's brief of a version of the assignment."""
        if id(setting) not in self._plans_made:
            self._plans_made[id(setting)] = build_brief(setting)
        return self._plans_made[id(setting)]

    def _forms(self, setting: AssignmentContext) -> list[tuple[AssignmentContext, MarkSheetForm]]:
        """Return the mark sheets of a version of the assignment, each with its form."""
        if id(setting) not in self._forms_made:
            self._forms_made[id(setting)] = [(sheet, build_form(sheet)) for sheet in setting.sheets]
        return self._forms_made[id(setting)]

    def _general_documents(self) -> Iterator[CatalogueEntry]:
        setting, plan = self._setting, self._plan(self._setting)
        sheets = [build_blank_sheet(form, sheet, None) for sheet, form in self._forms(setting)]
        makers: dict[Kind, Callable[[], View]] = {
            Kind.BRIEF: partial(build_brief, setting),
            Kind.DECLARATION: partial(build_declaration, setting, None),
            Kind.VERIFICATION: partial(build_brief_check, setting),
        }
        if setting.approval.is_new:
            makers[Kind.APPROVAL] = partial(build_approval_request, setting, plan, sheets)
        cover_sheet = build_declaration(setting, None)
        makers[Kind.PACK] = partial(build_assignment_pack, setting, self._cohort.units, plan, cover_sheet, sheets)
        contents = {kind: self._contents.content_of(make) for kind, make in makers.items()}
        for fmt in ON_PAPER:
            yield from (self._general(setting, kind, fmt, content) for kind, content in contents.items())
        tasks = self._contents.content_of(partial(build_planner, setting, plan, None))
        yield self._general(setting, Kind.BRIEF, Format.XLSX, tasks)

    def _mark_sheets(self, position: int) -> Iterator[CatalogueEntry]:
        """Yield the markbooks and mark sheets of one form; note who gets a blank one for which attempt."""
        everybodys, form = self._forms(self._setting)[position]
        attempts = self._cohort.attempts[everybodys.unit.reference]
        yield from self._markbooks(position, attempts)
        unnamed = self._contents.content_of(partial(build_blank_sheet, form, everybodys, None))
        for fmt in OFFICE:
            yield self._general(everybodys, Kind.BLANK, fmt, unnamed)
        blank: list[_Part] = []
        completed: list[_Part] = []
        for learner in self._learners:
            setting, form = self._forms(self._setting_of(learner))[position]
            results = attempts.get(learner.registration, ())
            sheet = None
            for attempt, previous in self._to_hand_out(setting, learner, results):
                self._handed_out.setdefault(learner.registration, {}).setdefault(attempt, []).append(setting)
                sheet = self._part(
                    learner, attempt, partial(_adjusted, learner, build_blank_sheet, form, setting, learner, previous)
                )
                yield from (self._own(setting, Kind.BLANK, fmt, sheet) for fmt in OFFICE)
            if sheet:
                blank.append(sheet)
            for result in () if self._is_held(learner) else results:
                if not self._is_made(Kind.COMPLETED, setting, learner, result) or not self._cohort.is_here(result):
                    continue
                make = partial(
                    _adjusted, learner, _completed_sheet, self._cohort, form, setting, learner, result, results
                )
                marked, _ = self._result(Kind.COMPLETED, setting, learner, result, make)
                completed.append(marked)
                yield from (self._own(setting, Kind.COMPLETED, fmt, marked) for fmt in OFFICE)
        yield from self._combined_document(everybodys, Kind.BLANK, blank)
        yield from self._combined_document(everybodys, Kind.COMPLETED, completed)

    def _to_hand_out(
        self, setting: AssignmentContext, learner: Learner, results: Sequence[AttemptResult]
    ) -> Iterator[tuple[int, AttemptResult | None]]:
        """Yield for which attempts a learner gets a blank sheet, and what came before each.

        It is the first attempt, and one more after each that may be followed by another; but none after the last one
        while that is held. Learners who are not active get none. Each attempt is handed out in one pack alone.
        """
        if not learner.is_active:
            return
        cohort = self._cohort
        elsewhere = {result.attempt for result in results if not cohort.is_here(result)}
        if 1 not in elsewhere and not cohort.is_begun_otherwise(learner.registration, setting.references):
            yield 1, None
        for result in results:
            is_last = result is results[-1]
            is_open = not is_last or not cohort.standing(learner.registration, result).is_withheld
            if is_last and cohort.continues_in(learner.registration, setting.references) is not cohort:
                continue
            if is_open and result.attempt + 1 not in elsewhere and next_attempt(setting.centre.policies, result):
                yield result.attempt + 1, result

    def _markbooks(self, position: int, attempts: Attempts) -> Iterator[CatalogueEntry]:
        """Yield the markbook, and one more for each other version by which learners are judged."""
        learners: dict[int, tuple[AssignmentContext, list[Learner]]] = {id(self._setting): (self._setting, [])}
        for learner in self._cohort.learners:
            own = self._cohort.setting_in_version(self._setting, learner.registration)
            learners.setdefault(id(own), (own, []))[1].append(learner)
        for own, judged in learners.values():
            setting, form = self._forms(own)[position]
            book = self._contents.content_of(partial(build_markbook, setting, form, judged, attempts, self._cohort))
            version = "" if own is self._setting else version_text(setting.unit.members)
            path = f"{self._folder}/{general_name(setting, Kind.MARKBOOK, Format.XLSX, version=version)}"
            yield CatalogueEntry(path, Kind.MARKBOOK, Format.XLSX, book, setting.unit.reference, version=version)

    def _is_made(self, kind: Kind, setting: AssignmentContext, learner: Learner, result: AttemptResult) -> bool:
        """Say whether a document of a result is made: of marks from while the learner is active, or made before."""
        if self._cohort.standing(learner.registration, result).marking is Marking.NONE:
            return False
        if learner.was_active_on(result.marked.assessed_on):
            return True
        subject = Subject(kind.folder, setting.unit.reference, learner.registration, result.attempt)
        return subject in self._editions.reported

    def _is_held(self, learner: Learner) -> bool:
        return self._cohort.hold(learner.registration, self._setting.references) is not None

    def _plans(self, learner: Learner) -> list[CatalogueEntry]:
        """Return a learner's planner, after their own brief where they have one instead of everybody's."""
        setting = self._setting_of(learner)
        everybodys = self._plan(setting)
        make = partial(own_brief, setting, everybodys, learner)
        tasks = self._part(learner, 1, partial(_own_planner, setting, everybodys, learner))
        entries = [self._own(setting, Kind.BRIEF, Format.XLSX, tasks)]
        if (plan := make()) is not self._plan(self._setting):
            part = self._part(learner, 1, make, plan)
            entries = [*(self._own(setting, Kind.BRIEF, fmt, part) for fmt in ON_PAPER), *entries]
        return entries

    def _declarations(
        self, learner: Learner, plans: Sequence[CatalogueEntry], latest: list[_Part]
    ) -> Iterator[CatalogueEntry]:
        """Yield a declaration and a pack for each attempt that a learner gets; add the last declaration to `latest`."""
        setting, last = self._setting_of(learner), None
        for attempt, sheets in sorted(self._handed_out.get(learner.registration, {}).items()):
            resubmit_by = self._cohort.resubmission_date(self._setting, learner, attempt) if attempt > 1 else None
            part = self._part(
                learner, attempt, partial(_adjusted, learner, build_declaration, setting, learner, attempt, resubmit_by)
            )
            yield from (self._own(setting, Kind.DECLARATION, fmt, part) for fmt in ON_PAPER)
            make = partial(self._bundle, sheets, learner, attempt, plans)
            bundle = make()
            yield self._own(
                setting, Kind.PACK, Format.ZIP, self._part(learner, attempt, make, bundle), holding=bundle.members
            )
            last = part
        if last:
            latest.append(last)

    def _feedback(self, learner: Learner, reports: list[_Part]) -> Iterator[CatalogueEntry]:
        """Yield the report and action plan of each attempt that is not held; add the reports to `reports`."""
        setting, cohort = self._setting_of(learner), self._cohort
        for result in cohort.results(self._setting, learner):
            if cohort.standing(learner.registration, result).is_withheld or not cohort.is_here(result):
                continue
            if not self._is_made(Kind.FEEDBACK, setting, learner, result):
                continue
            make = partial(_report, cohort, setting, learner, result)
            part, report = self._result(Kind.FEEDBACK, setting, learner, result, make)
            reports.append(part)
            yield from (self._own(setting, Kind.FEEDBACK, fmt, part) for fmt in ON_PAPER)
            plan = self._contents.content_of(
                partial(_actions, cohort, setting, learner, result, report.replaces),
                build_action_plan(setting, learner, result, report),
                part.content.facts,
            )
            actions = replace(part, content=plan)
            yield self._own(setting, Kind.FEEDBACK, Format.XLSX, actions)

    def _result(
        self, kind: Kind, setting: AssignmentContext, learner: Learner, result: AttemptResult,
        make: Callable[[], ResultView],
    ) -> tuple[_Part, ResultView]:  # fmt: skip
        unit, attempt = setting.unit.reference, result.attempt
        content, view = self._results.content_of(kind, unit, learner.registration, attempt, make, result.marked)
        return _Part(learner, attempt, content, view.properties.date, result.marked.revision), view

    def _combined_document(
        self, setting: AssignmentContext, kind: Kind, parts: Sequence[_Part]
    ) -> Iterator[CatalogueEntry]:
        """Yield the document of all learners, if there is any."""
        if not parts:
            return
        date = max(part.date for part in parts)

        def make() -> Combined:
            return build_combined(setting, kind, _made_views(parts), date)

        headings = [(heading(part.learner, part.attempt), part.content) for part in parts]
        content = self._contents.content_holding(make, build_combined(setting, kind, (), date), headings)
        path = f"{self._folder}/{Kind.COMBINED.folder}/{combined_name(setting, kind)}"
        yield CatalogueEntry(path, Kind.COMBINED, Format.PDF, content, setting.unit.reference, combined_kind=kind)

    def _part(self, learner: Learner, attempt: int, make: Callable[[], View], view: View | None = None) -> _Part:
        view = view or make()
        return _Part(learner, attempt, self._contents.content_of(make, view), view.properties.date)

    def _general(self, setting: AssignmentContext, kind: Kind, fmt: Format, content: Content) -> CatalogueEntry:
        """Return a document that is nobody's in particular."""
        path = f"{self._folder}/{kind.folder}/{general_name(setting, kind, fmt)}"
        return CatalogueEntry(path, kind, fmt, content, setting.unit.reference)

    def _own(
        self, setting: AssignmentContext, kind: Kind, fmt: Format, part: _Part, holding: Sequence[Member] = ()
    ) -> CatalogueEntry:
        """Return a learner's document; a ZIP is `holding` copies of others."""
        learner, attempt = part.learner, part.attempt
        path = f"{self._folder}/{kind.folder}/{learner_name(setting, learner, attempt, kind, fmt)}"
        return CatalogueEntry(
            path, kind, fmt, part.content, setting.unit.reference, learner.registration, attempt,
            members=tuple(member.path for member in holding), revision=part.revision,
        )  # fmt: skip

    def _bundle(
        self, sheets: Sequence[AssignmentContext], learner: Learner, attempt: int, plans: Sequence[CatalogueEntry]
    ) -> Bundle:
        """Return what a learner gets: brief, planner, declaration, and sheets if they do not give questions away.

        Each file has the learner's name, so that it stays theirs wherever it is saved.
        Brief and planner are those of the first task; they are no part of an attempt on a new one.
        """
        setting, folder = self._setting_of(learner), Kind.BRIEF.folder
        everybodys = f"{self._folder}/{folder}/{general_name(setting, Kind.BRIEF, Format.PDF)}"
        paths = {Format.PDF: everybodys, **{entry.format: entry.path for entry in plans}}

        def member(kind: Kind, of_sheet: AssignmentContext) -> Member:
            name = learner_name(of_sheet, learner, attempt, kind, Format.PDF)
            return Member(name, f"{self._folder}/{kind.folder}/{name}")

        has_prompts = any(task.prompts for task in setting.instrument.tasks)
        tasks = tuple(
            Member(learner_name(setting, learner, 1, Kind.BRIEF, fmt), paths[fmt]) for fmt in (Format.PDF, Format.XLSX)
        )
        return Bundle(
            members=(
                *(() if setting.is_on_a_new_task(attempt) else tasks),
                member(Kind.DECLARATION, setting),
                *(member(Kind.BLANK, of_sheet) for of_sheet in (() if has_prompts else sheets)),
            ),
            properties=properties(setting, Kind.PACK, "Assignment pack", learner=learner, attempt=attempt),
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """A learner's document among those of all learners."""

    learner: Learner
    attempt: int
    content: Content
    date: datetime.date
    revision: int = 1


def _made_views(parts: Iterable[_Part]) -> Iterator[tuple[Learner, int, PageView]]:
    for part in parts:
        view = part.content.make()
        if not isinstance(view, PageView):
            raise TypeError(f"{type(view).__name__} has no pages to put together with others")
        yield part.learner, part.attempt, view


def _own_planner(setting: AssignmentContext, plan: Brief, learner: Learner) -> Planner:
    return build_planner(setting, own_brief(setting, plan, learner), learner)


def _completed_sheet(
    cohort: PackInputs, form: MarkSheetForm, setting: AssignmentContext, learner: Learner, result: AttemptResult,
    results: Sequence[AttemptResult],
) -> MarkSheet:  # fmt: skip
    standing, receipt = cohort.standing(learner.registration, result), cohort.receipt(setting, learner, result)
    previous = next((entry for entry in results if entry.attempt == result.attempt - 1), None)
    return build_completed_sheet(form, setting, learner, result, standing, receipt, previous)


def _report(cohort: PackInputs, setting: AssignmentContext, learner: Learner, result: AttemptResult) -> FeedbackReport:
    is_known = not cohort.unknown(learner.registration)
    progress = cohort.progress(learner, day=result.marked.assessed_on) if is_known else None
    standing_of = partial(cohort.standing, learner.registration)
    if onward := cohort.onward(setting, learner, result):
        setting = replace(setting, onward=onward)
    return adjusted(build_feedback_report(setting, learner, result, progress, standing_of), learner)


def _actions(
    cohort: PackInputs, setting: AssignmentContext, learner: Learner, result: AttemptResult, replaces: str
) -> ActionPlan:
    report = replace(_report(cohort, setting, learner, result), replaces=replaces)
    return build_action_plan(setting, learner, result, report)
