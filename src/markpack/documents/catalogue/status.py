"""Who stands where in each assignment, and which documents are as they should be: what `markpack status` shows."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from markpack.assessment.next_steps import is_unchecked
from markpack.assessment.outcome import AttemptResult
from markpack.documents.catalogue.by_hand import ByHand, files_by_hand
from markpack.documents.catalogue.entries import CatalogueEntry
from markpack.documents.catalogue.to_do import ToDo
from markpack.documents.catalogue.to_do_builder import build_to_do, deadline_of
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.extension_texts import staff_text
from markpack.documents.shared.outcome_texts import result_word
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.documents.shared.receipt_texts import receipt_text
from markpack.documents.shared.spelling import day, number
from markpack.documents.shared.standing_texts import note_on, standing_word
from markpack.model.deadline import days_overdue
from markpack.model.declaration import Authenticity
from markpack.model.learner import Learner
from markpack.model.names import name_in_lists
from markpack.model.outcome import OutcomeWords
from markpack.model.register_status import RegisterStatus
from markpack.model.scheme import Scheme
from markpack.model.standing import Marking, Quality, Standing, Submission
from markpack.model.unit_versions import version_text

TO_DO = "to do"


class FileState(Enum):
    """How a document on disk compares with the one that a build would make now."""

    CURRENT = "up to date"
    TO_BUILD = "to be built"
    EDITED = "edited by hand"


@dataclass(frozen=True)
class Documents:
    """How many documents are in each state."""

    counts: Mapping[FileState, int]

    def __str__(self) -> str:
        total = sum(self.counts.values())
        open_states = [state for state in (FileState.TO_BUILD, FileState.EDITED) if self.counts.get(state)]
        if not open_states:
            return FileState.CURRENT.value
        if self.counts[open_states[0]] == total:
            return open_states[0].value
        return ", ".join(f"{self.counts[state]} of {total} {state.value}" for state in open_states)


@dataclass(frozen=True)
class LearnerStatus:
    """A learner in one assignment, by their latest attempt; `attempt` is 0, and much is empty, before any marks.

    `marked` counts the criteria that have a mark or decision, those carried over included. `total` and `maximum` are
    empty where a unit is marked by pass or referral alone. `iqa` is the name and the decision, or “to do”.
    """

    registration: str
    first_name: str
    last_name: str
    attempt: int
    marked: int
    criteria: int
    total: str
    maximum: str
    outcome: str
    iqa: str
    resubmit_by: datetime.date | None
    documents: Documents
    arrangements: str = ""
    authenticity: str = ""
    """Whether the attempt is declared to be the learner's own, where declarations come back; else empty."""
    files: tuple[str, ...] = ()
    """The files that have to be put right, where marks cannot be relied on; `outcome` is the word for that."""
    version: str = ""
    """The version of the unit by which the learner is judged; empty where the unit has none."""
    grade: str = ""
    """The code of the grade, of which `outcome` is the word; empty while there is none."""
    signed_by: tuple[str, ...] = ()
    """Who signed the sheet of the attempt that came back, in words."""
    submission: str = Submission.OPEN.value
    marking: str = Marking.NONE.value
    quality: str = Quality.NOT_REQUIRED.value
    standing: str = Standing.NOT_SUBMITTED.value
    """The facts of the attempt and its standing, as codes."""
    revision: int = 1
    """Which revision of the decision counts."""
    extensions: tuple[str, ...] = ()
    """What was agreed of more time, in words."""
    received_on: datetime.date | None = None
    days_late: int | None = None
    days_to_feedback: int | None = None
    feedback_by: datetime.date | None = None
    """When the attempt was received, how late, how long its decision took, and by when the centre has it made."""
    receipt: str = ""
    """All of that in words."""
    status: str = RegisterStatus.ACTIVE.value
    """The status on the register, with its first day and the reason."""
    status_from: datetime.date | None = None
    status_reason: str = ""
    note: str = ""
    """Why the outcome is not final, or both decisions where the learner is held; empty where it is final."""
    due: str = ""
    """What is due from the learner or owed to them: submission, resubmission or feedback; empty where nothing is."""
    due_on: datetime.date | None = None
    """The day of that; None where none is set."""
    days_overdue: int = 0
    """For how many days that has been overdue on the day of the status."""

    @property
    def status_text(self) -> str:
        """The status with its first day and its reason, such as withdrawn from 1 May 2027 (left the employer)."""
        since = f" from {day(self.status_from)}" if self.status_from else ""
        reason = f" ({self.status_reason})" if self.status_reason else ""
        return f"{self.status}{since}{reason}"

    @property
    def is_active(self) -> bool:
        """Whether the learner is on the programme."""
        return self.status == RegisterStatus.ACTIVE.value

    @property
    def is_authentic(self) -> bool:
        """Whether a signed declaration without concerns came back."""
        return self.authenticity == Authenticity.SIGNED.value

    @property
    def name_in_lists(self) -> str:
        """Last name, comma and first name, or the only one."""
        return name_in_lists(self.first_name, self.last_name)


@dataclass(frozen=True)
class AssignmentStatus:
    """An assignment's learners, and the documents that are nobody's in particular."""

    unit: str
    title: str
    learners: tuple[LearnerStatus, ...]
    documents: Documents
    scheme: Scheme
    """The rules that it is judged by."""
    version: str = ""
    """The version of the unit that the assignment goes by; empty where the unit has none."""


@dataclass(frozen=True)
class EmployerStatus:
    """An employer's assignments; `documents` are those of the whole employer, such as the results.

    `words` are those of the first assignment; others may have a scheme with words of its own.
    """

    folder: str
    name: str
    words: OutcomeWords
    assignments: tuple[AssignmentStatus, ...]
    documents: Documents
    by_hand: tuple[ByHand, ...]
    stopped: tuple[str, ...] = ()
    """The names of assignments of which nothing is made while there are problems."""
    due: tuple[ToDo, ...] = ()
    """What is to be done next, whatever day it is."""


def employer_status(
    cohort: PackInputs,
    planned: Sequence[CatalogueEntry],
    states: Mapping[str, FileState],
    by_hand: Mapping[str, str | None],
) -> EmployerStatus:
    """Return who stands where. `states` are by the paths of `planned`.

    `by_hand` has the paths of files that people changed in the output, each with the kind it was made as, or None.
    What is overdue is so on the day on which the cohort is asked about; without one, nothing is.
    """
    first = cohort.settings[0]
    assignments = []
    sheets = ((whole, position, sheet) for whole in cohort.settings for position, sheet in enumerate(whole.sheets))
    for whole, position, setting in sheets:
        unit = setting.unit.reference
        by_learner: dict[str, list[CatalogueEntry]] = defaultdict(list)
        for entry in planned:
            if not set(entry.units).isdisjoint(setting.references):
                by_learner[entry.learner].append(entry)
        learners = tuple(
            _learner(
                cohort.setting_of(whole, learner.registration).sheets[position],
                learner,
                _documents(by_learner[learner.registration], states),
                cohort,
            )
            for learner in cohort.learners
        )
        general, version = _documents(by_learner[""], states), version_text(setting.unit.members)
        assignments.append(AssignmentStatus(unit, setting.unit.title, learners, general, setting.unit.scheme, version))
    return EmployerStatus(
        folder=first.folder,
        name=first.group_name,
        words=first.words,
        assignments=tuple(assignments),
        documents=_documents((entry for entry in planned if not entry.unit), states),
        by_hand=files_by_hand(first.folder, by_hand),
        stopped=tuple(cohort.stopped),
        due=build_to_do(cohort),
    )


def _documents(entries: Iterable[CatalogueEntry], states: Mapping[str, FileState]) -> Documents:
    return Documents(Counter(states[entry.path] for entry in entries))


def _learner(setting: AssignmentContext, learner: Learner, documents: Documents, cohort: PackInputs) -> LearnerStatus:
    entry, words = cohort.standings(learner.registration, setting.unit)[-1], setting.words
    due = deadline_of(cohort, learner, setting)
    on = due.on if due else None
    result = entry.result
    unmarked = LearnerStatus(
        registration=learner.registration,
        first_name=learner.first_name,
        last_name=learner.last_name,
        attempt=0,
        marked=0,
        criteria=len(setting.unit.criteria),
        total="",
        maximum=str(setting.unit.marks) if setting.numbered else "",
        outcome=standing_word(entry, words, result_word(result) if result else ""),
        iqa="",
        resubmit_by=None,
        documents=documents,
        arrangements=learner.arrangements,
        version=version_text(setting.unit.members),
        submission=entry.submission.value,
        marking=entry.marking.value,
        quality=entry.quality.value,
        standing=entry.standing.value,
        extensions=tuple(map(staff_text, setting.extensions.values())),
        status=learner.status.value,
        status_from=learner.status_from,
        status_reason=learner.status_reason,
        due=due.what.value if due else "",
        due_on=on,
        days_overdue=days_overdue(on, cohort.as_of) if cohort.as_of else 0,
    )
    if hold := cohort.hold(learner.registration, setting.references):
        return replace(unmarked, outcome=hold.reason.value, files=hold.files)
    authenticity = entry.authenticity.value if entry.authenticity else ""
    if result is None:
        in_ = entry.standing is Standing.SUBMITTED
        return replace(unmarked, attempt=entry.attempt, authenticity=authenticity) if in_ else unmarked
    receipt = cohort.receipt(setting, learner, result)
    continues_here = cohort.continues_in(learner.registration, setting.references) is cohort
    is_to_resubmit = learner.is_active and not entry.is_withheld and continues_here
    return replace(
        unmarked,
        received_on=receipt.received_on if receipt else None,
        days_late=receipt.days_late if receipt and receipt.due_on else None,
        days_to_feedback=receipt.days_to_feedback if receipt else None,
        feedback_by=receipt.feedback_by if receipt else None,
        receipt=receipt_text(receipt),
        attempt=result.attempt,
        marked=unmarked.criteria - len(result.not_marked),
        total=number(result.total) if result.total is not None else "",
        grade=result.grade,
        iqa=_iqa(result),
        resubmit_by=setting.resubmission_date(result) if is_to_resubmit else None,
        authenticity=authenticity,
        signed_by=tuple(signer or "not known" for signer in result.marked.signers),
        revision=result.marked.revision,
        note=note_on(entry, result_word(result)),
    )


def _iqa(result: AttemptResult) -> str:
    """Return who quality-assured an attempt and what they decided; nothing is to be done before it is marked."""
    marked = result.marked
    return TO_DO if is_unchecked(result) else ": ".join(part for part in (marked.iqa, marked.iqa_decision) if part)
