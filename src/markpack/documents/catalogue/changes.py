"""What changed, learner by learner, with the last build that changed what had been said before."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from markpack.documents.catalogue.kinds import KINDS, Format
from markpack.documents.shared.spelling import day
from markpack.model.editions import Editions, ReportedChange
from markpack.model.records import EARLIER, FOLDER

EARLIER_LIST = f"{FOLDER}/{EARLIER}"
"""The list of earlier files, from the workspace."""


NOT_THERE = "The earlier file was no longer in output/, so it is not kept."


@dataclass(frozen=True)
class EarlierCopy:
    """A kept file: its format, its path below the employer's output, and where it is kept in the workspace."""

    format: str
    path: str
    kept_as: str


@dataclass(frozen=True)
class DocumentChange:
    """A document that says something else than before, or is no longer made: in what, as clauses.

    `title` is what the document is called. `kept` are the files of before.
    """

    title: str
    kind: str
    unit: str
    attempt: int
    dated: str
    texts: tuple[str, ...]
    kept: tuple[EarlierCopy, ...]
    changes: tuple[tuple[str, str, str], ...]
    """What changed, what it was and what it is; empty where it is said by its digest alone, or is not there."""
    gone: bool

    @property
    def label(self) -> str:
        """The document with its unit and attempt: Feedback, 8604-308, attempt 1."""
        attempt = f"attempt {self.attempt}" if self.attempt else ""
        return ", ".join(filter(None, (self.title, self.unit, attempt)))

    @property
    def sentence(self) -> str:
        """What changed, as a sentence, and another one where no file of before is kept."""
        text = "; ".join(self.texts)
        sentence = text if self.gone else f"{text[:1].upper()}{text[1:]}."
        return sentence if self.kept else f"{sentence} {NOT_THERE}"


@dataclass(frozen=True)
class LearnerChanges:
    """What changed for a learner."""

    registration: str
    name: str
    documents: tuple[DocumentChange, ...]


@dataclass(frozen=True)
class Changes:
    """What changed at an employer: on which day (in ISO form, empty where it is not known), and for whom."""

    on: str
    learners: tuple[LearnerChanges, ...]

    @property
    def day(self) -> str:
        """The day in words."""
        return day(datetime.date.fromisoformat(self.on)) if self.on else ""


NO_CHANGES = Changes("", ())


def latest_changes(editions: Editions) -> Changes:
    """Return what changed with the last build that changed what had been said before; nothing where none has."""
    by_learner: dict[str, list[ReportedChange]] = {}
    for change in editions.latest():
        by_learner.setdefault(change.subject.learner, []).append(change)
    learners = sorted(
        (_of_learner(registration, changes) for registration, changes in by_learner.items()),
        key=lambda learner: (learner.name.casefold(), learner.registration),
    )
    days = [change.on for changes in by_learner.values() for change in changes]
    return Changes(max(days, default=""), tuple(learners))


def _of_learner(registration: str, changes: Sequence[ReportedChange]) -> LearnerChanges:
    kinds = list(KINDS)
    ordered = sorted(changes, key=lambda change: (change.subject.unit, change.subject.attempt, _rank(change, kinds)))
    return LearnerChanges(registration, ordered[0].name, tuple(map(_document, ordered)))


def _rank(change: ReportedChange, kinds: Sequence[str]) -> int:
    return kinds.index(change.subject.kind) if change.subject.kind in kinds else len(kinds)


def _document(change: ReportedChange) -> DocumentChange:
    subject = change.subject
    formats = [fmt.value for fmt in Format]
    kept = sorted(change.kept, key=lambda file: formats.index(file.format) if file.format in formats else 0)
    return DocumentChange(
        title=KINDS[subject.kind].value.title if subject.kind in KINDS else subject.kind,
        kind=subject.kind,
        unit=subject.unit,
        attempt=subject.attempt,
        dated=change.dated,
        texts=change.texts,
        kept=tuple(EarlierCopy(file.format, file.path, f"{FOLDER}/{file.kept_as}") for file in kept),
        changes=tuple((entry.what, entry.shown_was, entry.shown_now) for entry in change.changes),
        gone=bool(change.gone),
    )
