"""The index page of an employer's output: who stands where, and every file one click away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from markpack.documents.catalogue.changes import NO_CHANGES, Changes
from markpack.documents.catalogue.due_dates import DueDate
from markpack.documents.catalogue.entries import CatalogueEntry
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.results.view import STOPPED, LearnerResult, ResultAssignment, Results, UnitStatus
from markpack.documents.shared.document import DRAFT, Page, Properties
from markpack.model.names import full_name
from markpack.model.standing import Standing

NO_ARRANGEMENTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Link:
    """A file: its address relative to the page, its format in capitals, and what it is for people who only hear it."""

    href: str
    format: str
    description: str
    is_current: bool = True
    """Whether the file was made from what is known now, and not left from an earlier build."""


@dataclass(frozen=True)
class Group:
    """The formats of one document: Blank mark sheet: PDF, DOCX, XLSX."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class UnitEntry:
    """A learner's status in a unit: with the outcome's word, and the unit's reference where there are several."""

    status: UnitStatus
    label: str
    word: str
    version: str = ""
    """The version of the unit by which the learner is judged, where it is not everybody's."""

    @property
    def style(self) -> str:
        """The class of the word's look."""
        if self.status.hold or self.status.standing is Standing.HELD:
            return "held"
        if self.status.label:
            return "not-marked-yet"
        return self.status.outcome.value if self.status.outcome else "not-marked-yet"


@dataclass(frozen=True)
class AssignmentEntry:
    """A learner's status in an assignment's units, and their files for it."""

    units: tuple[UnitEntry, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class LearnerEntry:
    """A learner with their assignments."""

    result: LearnerResult
    assignments: tuple[AssignmentEntry, ...]
    groups: tuple[Group, ...] = ()
    """Files of the whole qualification."""
    arrangements: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words for their outcomes in all units."""
        return tuple(unit.word for assignment in self.assignments for unit in assignment.units)


@dataclass(frozen=True)
class AssignmentFiles:
    """The files of an assignment that are nobody's in particular."""

    reference: str
    title: str
    groups: tuple[Group, ...]
    draft: str
    """Why its documents may not be used yet, or are those of an earlier build."""


@dataclass(frozen=True)
class Index:
    """The page. `outcomes` are the words that learners can be filtered by."""

    results: Results
    results_link: Link | None
    assignments: tuple[AssignmentFiles, ...]
    learners: tuple[LearnerEntry, ...]
    outcomes: tuple[str, ...]
    page: Page
    properties: Properties
    changes: Changes = NO_CHANGES
    """What was last changed of what had been said before."""
    not_active: tuple[LearnerEntry, ...] = ()
    """Learners who are not active, in a list of their own."""
    root: str = ""
    """The address of the workspace, relative to the page."""
    summary_links: tuple[Link, ...] = ()
    """The summary for the employer, in each format."""
    all_cohorts: str = ""
    """The address of the page of all cohorts of the employer, if there is one."""
    due: tuple[DueDate, ...] = ()
    """What is due, by date; a script in the page tells what of it is overdue on the day that it is looked at."""


def build_index(
    results: Results,
    planned: Sequence[CatalogueEntry],
    available: Mapping[str, bool],
    arrangements: Mapping[str, str] = NO_ARRANGEMENTS,
    changes: Changes = NO_CHANGES,
    depth: int = 2,
    due: tuple[DueDate, ...] = (),
    all_cohorts: str = "",
) -> Index:
    """Return the index page; it links the planned documents that are `available`, and says which are not up to date.

    `changes` are the last ones of what had been said before; `arrangements` are learners' access arrangements, by
    registration number; `depth` is how many folders below the workspace the page is; `due` is what is due, by date.
    `all_cohorts` is the address of the page of all cohorts, relative to this one.
    """
    files = _Files(results, planned, available, arrangements)
    learners, not_active = (
        tuple(
            LearnerEntry(
                result,
                tuple(
                    AssignmentEntry(
                        _unit_entries(results, assignment, result), files.of_assignment(assignment, result.registration)
                    )
                    for assignment in results.assignments
                ),
                files.of_qualification(result.registration),
                arrangements.get(result.registration, ""),
            )
            for result in listed
        )
        for listed in (results.learners, results.not_active)
    )
    return Index(
        results=results,
        results_link=files.results(),
        summary_links=files.employer_summary(),
        assignments=tuple(
            AssignmentFiles(entry.reference, entry.title, files.of_assignment(entry, ""), _note(entry))
            for entry in results.assignments
        ),
        learners=learners,
        outcomes=tuple(dict.fromkeys(word for learner in learners for word in learner.words)),
        page=Page("", "", ""),
        properties=results.properties,
        changes=changes,
        root="../" * depth,
        due=due,
        all_cohorts=all_cohorts,
        not_active=not_active,
    )


class _Files:
    """The documents that are linked, by whose they are; those of nobody in particular have an empty learner."""

    def __init__(
        self,
        results: Results,
        planned: Sequence[CatalogueEntry],
        available: Mapping[str, bool],
        arrangements: Mapping[str, str],
    ) -> None:
        self._available = available
        everybody = (*results.learners, *results.not_active)
        self._names = {entry.registration: full_name(entry.first_name, entry.last_name) for entry in everybody}
        self._by_owner: dict[tuple[str, str], list[CatalogueEntry]] = {}
        everybodys = {unit.reference: unit.version for unit in results.units}
        own_briefs = {
            (result.registration, status.unit)
            for result in everybody
            for status in result.units
            if status.has_own_brief or (status.version and status.version != everybodys.get(status.unit))
        }
        for entry in planned:
            is_told_of = any((entry.learner, unit) in own_briefs for unit in entry.units)
            if entry.path in available and (is_told_of or not _tells_of_adjustments(entry, arrangements)):
                self._by_owner.setdefault((entry.unit, entry.learner), []).append(entry)

    def results(self) -> Link | None:
        """Return the link to everybody's results, if they are there."""
        file = next((entry for entry in self._by_owner.get(("", ""), ()) if entry.kind is Kind.RESULTS), None)
        return _link(file, "Results of everybody", "", is_current=self._available[file.path]) if file else None

    def employer_summary(self) -> tuple[Link, ...]:
        """Return the links to the summary for the employer, if it is there."""
        of_all = (entry for entry in self._by_owner.get(("", ""), ()) if entry.kind is Kind.EMPLOYER_SUMMARY)
        return tuple(_link(entry, _label(entry), "", is_current=self._available[entry.path]) for entry in of_all)

    def of_qualification(self, learner: str) -> tuple[Group, ...]:
        """Return a learner's files that are of no assignment."""
        return self._linked(self._by_owner.get(("", learner), ()), learner)

    def of_assignment(self, assignment: ResultAssignment, learner: str) -> tuple[Group, ...]:
        """Return a learner's files of an assignment, or everybody's."""
        references = dict.fromkeys((assignment.reference, *assignment.units))
        entries = [entry for unit in references for entry in self._by_owner.get((unit, learner), ())]
        return self._linked(entries, learner, assignment)

    def _linked(
        self, entries: Sequence[CatalogueEntry], learner: str, assignment: ResultAssignment | None = None
    ) -> tuple[Group, ...]:
        labels: dict[str, list[Link]] = {}
        for entry in entries:
            label = _label(entry)
            if entry.version:
                label = f"{label} for version {entry.version}"
            if entry.attempt > 1 or entry.kind.value.shows_result:
                label = f"{label}, attempt {entry.attempt}"
            if assignment and entry.unit != assignment.reference:
                label = f"{label} {entry.unit}"
            link = _link(entry, label, self._names.get(learner, ""), is_current=self._available[entry.path])
            labels.setdefault(label, []).append(link)
        return tuple(Group(label, tuple(links)) for label, links in labels.items())


def _unit_entries(results: Results, assignment: ResultAssignment, result: LearnerResult) -> tuple[UnitEntry, ...]:
    several = len(assignment.units) > 1
    everybodys = {unit.reference: unit.version for unit in results.units}
    return tuple(
        UnitEntry(
            status,
            status.unit if several else "",
            status.word,
            status.version if status.version != everybodys.get(status.unit) else "",
        )
        for status in result.units
        if status.unit in assignment.units
    )


def _note(assignment: ResultAssignment) -> str:
    if assignment.is_stopped:
        return f"{STOPPED}. Files that are linked here are of an earlier build."
    return f"{DRAFT}. {assignment.draft}" if assignment.draft else ""


def _label(entry: CatalogueEntry) -> str:
    if entry.combined_kind is not None:
        return entry.combined_kind.value.combined_link
    return entry.kind.value.zip_title if entry.is_bundle else entry.kind.name_in(entry.format, entry.kind.value.title)


def _tells_of_adjustments(entry: CatalogueEntry, arrangements: Mapping[str, str]) -> bool:
    """Say whether the learner has such a document for adjustments alone, which the page does not tell of."""
    own_brief = entry.kind is Kind.BRIEF and entry.format is not Format.XLSX and bool(entry.learner)
    return own_brief and not arrangements.get(entry.learner)


def _link(entry: CatalogueEntry, label: str, learner: str, *, is_current: bool) -> Link:
    kind = entry.format.value.upper()
    older = "" if is_current else "not up to date"
    description = ", ".join(text for text in (label, entry.unit, learner, kind, older) if text)
    return Link(quote(entry.path), kind, description, is_current)
