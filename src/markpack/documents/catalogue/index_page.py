"""The index page of an employer's output: who needs what next, who stands where, and every file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from markpack.documents.catalogue.by_hand import ByHand
from markpack.documents.catalogue.changes import NO_CHANGES, Changes
from markpack.documents.catalogue.entries import CatalogueEntry
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.catalogue.to_do import ToDo, ToDoLearner
from markpack.documents.results.view import STOPPED, LearnerResult, ResultAssignment, Results, UnitStatus
from markpack.documents.shared.document import DRAFT, Page, Properties
from markpack.documents.shared.spelling import sentence
from markpack.model.deadline import Step
from markpack.model.forms.field_names import SEPARATOR
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
    label: str = ""
    """What the document is called."""


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
    """A learner's status in an assignment's units, their files for it, and what is to be done next, in words."""

    units: tuple[UnitEntry, ...]
    groups: tuple[Group, ...]
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class LearnerEntry:
    """A learner with their assignments."""

    result: LearnerResult
    assignments: tuple[AssignmentEntry, ...]
    groups: tuple[Group, ...] = ()
    """Files of the whole qualification."""
    arrangements: str = ""
    due_on: str = ""
    """The first day by which something is due of them, in ISO form."""

    @property
    def steps(self) -> tuple[str, ...]:
        """What is to be done next in all units, in words."""
        return tuple(step for assignment in self.assignments for step in assignment.steps)

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
class ToDoPerson:
    """A learner of whom something is to be done, and the files to open."""

    registration: str
    name_in_lists: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class ToDoEntry:
    """What is to be done in a unit by a day; `links` are the files to open that are nobody's in particular.

    `on` is the day in ISO form, `day` as people write it; both are empty where none is set. It is due soon
    `days_ahead` days before.
    """

    unit: str
    title: str
    on: str = ""
    day: str = ""
    days_ahead: int = 0
    note: str = ""
    people: tuple[ToDoPerson, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class StepEntries:
    """All that is to be done of a kind, and by whom."""

    label: str
    by: str
    entries: tuple[ToDoEntry, ...]

    @property
    def count(self) -> int:
        """How many learners it is about, an assignment or a file being one."""
        return sum(len(entry.people) or 1 for entry in self.entries)


@dataclass(frozen=True)
class Index:
    """The page. `outcomes` and `next_steps` are the words that learners can be filtered by."""

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
    to_do: tuple[StepEntries, ...] = ()
    """What is to be done next; a script in the page tells what of it is overdue on the day that it is looked at."""

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What is to be done next of active learners, in words."""
        found = {step for learner in self.learners for step in learner.steps}
        return tuple(step.label for step in Step if step.label in found)

    @property
    def has_dates(self) -> bool:
        """Whether anything is due by a day."""
        return any(entry.on for step in self.to_do for entry in step.entries)


def build_index(
    results: Results,
    planned: Sequence[CatalogueEntry],
    available: Mapping[str, bool],
    arrangements: Mapping[str, str] = NO_ARRANGEMENTS,
    changes: Changes = NO_CHANGES,
    depth: int = 2,
    to_do: tuple[ToDo, ...] = (),
    all_cohorts: str = "",
    by_hand: tuple[ByHand, ...] = (),
) -> Index:
    """Return the index page; it links the planned documents that are `available`, and says which are not up to date.

    `changes` are the last ones of what had been said before; `arrangements` are learners' access arrangements, by
    registration number; `depth` is how many folders below the workspace the page is; `to_do` is what is to be done
    next, by date. `all_cohorts` is the address of the page of all cohorts, relative to this one; `by_hand` are files in
    the output that people edited or put there.
    """
    files = _Files(results, planned, available, arrangements)
    own: dict[str, list[ToDo]] = {}
    for entry in to_do:
        for known in entry.learners:
            own.setdefault(known.registration, []).append(entry)
    learners, not_active = (
        tuple(
            LearnerEntry(
                result,
                tuple(
                    AssignmentEntry(
                        _unit_entries(results, assignment, result),
                        files.of_assignment(assignment, result.registration),
                        _steps(own.get(result.registration, ()), assignment.units),
                    )
                    for assignment in results.assignments
                ),
                files.of_qualification(result.registration),
                arrangements.get(result.registration, ""),
                _first_due(own.get(result.registration, ())),
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
        to_do=_to_do_by_step(results, to_do, by_hand, files, "../" * depth),
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
        self._by_learner: dict[str, list[CatalogueEntry]] = {}
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
                self._by_learner.setdefault(entry.learner, []).append(entry)

    def results(self) -> Link | None:
        """Return the link to everybody's results, if they are there."""
        file = next((entry for entry in self._by_owner.get(("", ""), ()) if entry.kind is Kind.RESULTS), None)
        return _link(file, "Results of everybody", "", is_current=self._available[file.path]) if file else None

    def employer_summary(self) -> tuple[Link, ...]:
        """Return the links to the summary for the employer, if it is there."""
        of_all = (entry for entry in self._by_owner.get(("", ""), ()) if entry.kind is Kind.EMPLOYER_SUMMARY)
        return tuple(_link(entry, _label(entry), "", is_current=self._available[entry.path]) for entry in of_all)

    def to_open(self, step: Step, unit: str, learner: str, attempt: int) -> tuple[Link, ...]:
        """Return the document to open for a step in a unit: a learner's for their attempt, or everybody's."""
        units = set(unit.split(SEPARATOR))
        for kind in _TO_OPEN.get(step, ()):
            for entry in self._by_learner.get(learner, ()):
                is_it = entry.kind is kind and not entry.is_bundle and entry.combined_kind is None
                if is_it and entry.attempt in (attempt, 0) and not entry.version and units & set(entry.units):
                    name = self._names.get(learner, "")
                    return (_link(entry, _label(entry), name, is_current=self._available[entry.path]),)
        return ()

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


_TO_OPEN: Mapping[Step, tuple[Kind, ...]] = MappingProxyType(
    {
        Step.DECISION: (Kind.COMPLETED,),
        Step.FEEDBACK: (Kind.COMPLETED, Kind.BLANK),
        Step.RECORD: (Kind.COMPLETED,),
        Step.DECLARATION: (Kind.DECLARATION,),
        Step.IQA: (Kind.COMPLETED,),
        Step.APPROVAL: (Kind.APPROVAL,),
        Step.SUBMISSION: (Kind.BRIEF,),
        Step.RESUBMISSION: (Kind.FEEDBACK,),
    }
)
"""The documents to open for a step; the first of them that is there."""
_FOR_EVERYBODY = (Step.APPROVAL, Step.SUBMISSION)
"""Steps with a document that is nobody's in particular."""
BY_HAND = "To look at"
"""The heading of files that people edited or put there."""


def _to_do_by_step(
    results: Results, to_do: Sequence[ToDo], by_hand: Sequence[ByHand], files: _Files, root: str
) -> tuple[StepEntries, ...]:
    """Return what is to be done by what it is, in the order of the steps; what people did with files comes last."""
    found: dict[Step, list[ToDoEntry]] = {
        step: [_to_do_entry(entry, files, root) for entry in to_do if entry.what is step] for step in Step
    }
    stopped = (entry for entry in results.assignments if entry.is_stopped)
    found[Step.FILES] += (
        ToDoEntry(entry.reference, entry.title, note=f"{STOPPED}; markpack check lists them") for entry in stopped
    )
    edited = tuple(
        ToDoEntry("", "", note=f"{sentence(entry.what)}. {entry.offer}".rstrip(), links=(_file_link(entry.path, ""),))
        for entry in by_hand
    )
    steps = (StepEntries(step.label, step.by, tuple(entries)) for step, entries in found.items() if entries)
    return (*steps, *((StepEntries(BY_HAND, "Centre", edited),) if edited else ()))


def _to_do_entry(entry: ToDo, files: _Files, root: str) -> ToDoEntry:
    is_everybodys = entry.what in _FOR_EVERYBODY

    def person(known: ToDoLearner) -> ToDoPerson:
        links = tuple(_file_link(file, root) for file in known.files)
        if not (links or is_everybodys):
            links = files.to_open(entry.what, entry.unit, known.registration, known.attempt)
        return ToDoPerson(known.registration, known.name_in_lists, links)

    return ToDoEntry(
        unit=entry.unit,
        title=entry.title,
        on=entry.on.isoformat() if entry.on else "",
        day=entry.day,
        days_ahead=entry.days_ahead,
        note=entry.note,
        people=tuple(map(person, entry.learners)),
        links=files.to_open(entry.what, entry.unit, "", 0) if is_everybodys else (),
    )


def _file_link(path: str, root: str) -> Link:
    """Return the link to a file; bytes of its name that are no text are shown by their numbers."""
    href = quote(path, errors="surrogateescape")
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Link(f"{root}{href}", "", shown, label=shown.rpartition("/")[2])


def _steps(own: Sequence[ToDo], units: Sequence[str]) -> tuple[str, ...]:
    """Return what is to be done of a learner in an assignment's units, in words, in the order of the steps."""
    concerned = {entry.what for entry in own if not set(units).isdisjoint(entry.unit.split(SEPARATOR))}
    return tuple(step.label for step in Step if step in concerned)


def _first_due(own: Sequence[ToDo]) -> str:
    """Return the first day by which something is due of a learner, in ISO form; empty where nothing is."""
    return min((entry.on.isoformat() for entry in own if entry.on), default="")


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
    return Link(quote(entry.path), kind, description, is_current, label)
