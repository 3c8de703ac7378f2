"""Which documents an employer's pack holds, each with its place below the employer's output folder."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markpack.assessment.cohort import CohortResults, qualification_standing
from markpack.assessment.combination import QualificationResult
from markpack.assessment.outcome import AttemptResult
from markpack.documents.assignment_pack import AssignmentPack
from markpack.documents.brief import Brief, Planner
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
from markpack.documents.results import Results
from markpack.documents.setting import Setting
from markpack.documents.standings import markbook, results
from markpack.model.learner import Learner
from markpack.model.unit import Unit

View = (
    MarkSheet | Brief | Planner | FeedbackReport | ActionPlan | Markbook | Results
    | AssignmentPack | Declaration | Combined | Bundle
)  # fmt: skip

ON_PAPER = (Format.PDF, Format.DOCX)
COMBINED = (Kind.BLANK, Kind.COMPLETED, Kind.FEEDBACK)
"""The kinds of which there is a document of all learners."""


@dataclass(frozen=True)
class Planned:
    """A document to be written: its view-model and format, where it goes, and whose it is (empty: nobody's)."""

    path: str
    kind: Kind
    format: Format
    view: View
    unit: str = ""
    learner: str = ""
    attempt: int = 0


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
            and (not self.units or planned.unit in self.units)
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
    unit = setting.unit.reference
    folder = safe(unit)
    attempts = cohort.attempts[unit]
    form = mark_sheet_form(setting)
    plan = brief(setting)

    def general(kind: Kind, fmt: Format, view: View) -> Planned:
        return Planned(f"{folder}/{kind.value}/{general_name(setting, kind, fmt)}", kind, fmt, view, unit)

    def own(kind: Kind, fmt: Format, view: View, learner: Learner, attempt: int) -> Planned:
        path = f"{folder}/{kind.value}/{learner_name(setting, learner, attempt, kind, fmt)}"
        return Planned(path, kind, fmt, view, unit, learner.registration, attempt)

    book = markbook(setting, form, cohort.learners, attempts)
    name = general_name(setting, Kind.MARKBOOK, Format.XLSX)
    yield Planned(f"{folder}/{name}", Kind.MARKBOOK, Format.XLSX, book, unit)
    for fmt in ON_PAPER:
        yield general(Kind.BRIEF, fmt, plan)
    yield general(Kind.BRIEF, Format.XLSX, planner(setting, plan, None))
    unnamed = blank_sheet(form, setting, None)
    cover_sheet = declaration(setting, None)
    for fmt in OFFICE:
        yield general(Kind.BLANK, fmt, unnamed)
    for fmt in ON_PAPER:
        yield general(Kind.DECLARATION, fmt, cover_sheet)
        yield general(Kind.PACK, fmt, assignment_pack(setting, cohort.units, plan, cover_sheet, [unnamed]))
    together: dict[Kind, list[tuple[Learner, int, MarkSheet | FeedbackReport]]] = {kind: [] for kind in COMBINED}
    for learner in cohort.learners:
        tasks = own(Kind.BRIEF, Format.XLSX, planner(setting, plan, learner), learner, 1)
        yield tasks
        blanks = tuple(_blanks(form, setting, learner, attempts.get(learner.registration, ())))
        together[Kind.BLANK].append((learner, blanks[-1][1], blanks[-1][0]))
        for sheet, attempt in blanks:
            for fmt in OFFICE:
                yield own(Kind.BLANK, fmt, sheet, learner, attempt)
            own_cover_sheet = declaration(setting, learner, attempt)
            for fmt in ON_PAPER:
                yield own(Kind.DECLARATION, fmt, own_cover_sheet, learner, attempt)
            yield own(Kind.PACK, Format.ZIP, _bundle(setting, learner, attempt, tasks.path), learner, attempt)
        for result in attempts.get(learner.registration, ()):
            sheet = completed_sheet(form, setting, learner, result)
            standing = cohort.standing(learner, on=result.marked.assessed_on)
            report = feedback_report(setting, learner, result, standing)
            together[Kind.COMPLETED].append((learner, result.attempt, sheet))
            together[Kind.FEEDBACK].append((learner, result.attempt, report))
            for fmt in OFFICE:
                yield own(Kind.COMPLETED, fmt, sheet, learner, result.attempt)
            for fmt in ON_PAPER:
                yield own(Kind.FEEDBACK, fmt, report, learner, result.attempt)
            actions = action_plan(setting, learner, result, report)
            yield own(Kind.FEEDBACK, Format.XLSX, actions, learner, result.attempt)
    for kind, documents in together.items():
        if documents:
            path = f"{folder}/{Kind.COMBINED.value}/{combined_name(setting, kind)}"
            yield Planned(path, Kind.COMBINED, Format.PDF, combined(setting, kind, documents), unit)


def _bundle(setting: Setting, learner: Learner, attempt: int, tasks: str) -> Bundle:
    """Return what a learner gets: brief, the planner at the path `tasks`, declaration and mark sheet."""
    folder = safe(setting.unit.reference)

    def copy(kind: Kind, fmt: Format, path: str) -> Member:
        return Member(general_name(setting, kind, fmt), path)

    def own(kind: Kind) -> Member:
        name = learner_name(setting, learner, attempt, kind, Format.PDF)
        return copy(kind, Format.PDF, f"{folder}/{kind.value}/{name}")

    plan = f"{folder}/{Kind.BRIEF.value}/{general_name(setting, Kind.BRIEF, Format.PDF)}"
    return Bundle(
        members=(
            copy(Kind.BRIEF, Format.PDF, plan),
            copy(Kind.BRIEF, Format.XLSX, tasks),
            own(Kind.DECLARATION),
            own(Kind.BLANK),
        ),
        properties=properties(setting, Kind.PACK, "Assignment pack", learner=learner, attempt=attempt),
    )


def _blanks(
    form: MarkSheetForm, setting: Setting, learner: Learner, results: Sequence[AttemptResult]
) -> Iterator[tuple[MarkSheet, int]]:
    """Yield a learner's blank sheets: the first attempt's, and one more after each referral that may be tried again."""
    yield blank_sheet(form, setting, learner), 1
    for result in results:
        if resubmission_date(setting, result):
            yield blank_sheet(form, setting, learner, result), result.attempt + 1
