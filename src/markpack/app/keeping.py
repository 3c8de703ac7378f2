"""Keep what learners may have been told: files go to the record before others take their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from markpack.app.earlier_build import is_withheld
from markpack.app.pack_plan import Pack
from markpack.documents.catalogue.changes import Changes, latest_changes
from markpack.documents.catalogue.entries import CatalogueEntry
from markpack.documents.catalogue.kinds import KINDS
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.errors import InputError
from markpack.model.editions import Change, KeptFile, Subject
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.records import EARLIER, FOLDER
from markpack.publish.manifest import Entry
from markpack.publish.outgoing import Outgoing
from markpack.publish.record import EarlierFile
from markpack.publish.refusal import refused, remedy

_OF_RESULTS = frozenset(name for name, kind in KINDS.items() if kind.value.replaced_noun)

RENAMED = "It has another name now."
OVERWRITTEN = "Somebody had edited it, and it was overwritten with --force."
BROKEN_OFF = "A build that was interrupted had made it."
UNKNOWN = "It was made by a version of markpack that did not note what it said."
REWORDED = "Another version of markpack words it differently."
WITHHELD = "Internal quality assurance decided against the assessor, so nothing is said of the outcome for now."
NOT_KEPT = "The earlier file could not be kept in records/, so it stays."


@dataclass(frozen=True)
class Kept:
    """The paths in the output whose earlier files are kept now, and what was last changed of what had been said."""

    paths: tuple[str, ...]
    changes: Changes


def keep_earlier(pack: Pack, obsolete: Collection[str], day: str) -> Kept:
    """Keep each file that says something else than what follows, list it, and note what documents say from now on.

    `obsolete` are the paths of files that go, `day` is today in ISO form. What cannot be kept is protected in the
    publication: it stays, and what was to take its place is not made.
    """
    keeping = _Keeping(pack, day)
    if keeping.keep(obsolete):
        return Kept(tuple(keeping.paths), latest_changes(keeping.editions))
    return Kept((), latest_changes(pack.record.read_editions("")))


class _Keeping:
    def __init__(self, pack: Pack, day: str) -> None:
        self._pack, self._day = pack, day
        self.paths: list[str] = []
        self._publication, self._record = pack.publication, pack.record
        self.editions = pack.record.read_again(pack.editions)
        self._names = {learner.registration: learner.name for learner in pack.cohort.learners}
        self._facts = {entry.path: entry.content.facts for entry in pack.entries if entry.content.facts}
        self._planned = {_subject_of(entry) for entry in pack.entries}

    def keep(self, obsolete: Collection[str]) -> bool:
        """Do so for all files; return whether it could be noted."""
        outgoing = [entry for entry in self._publication.outgoing(obsolete) if _says_something_else(entry)]
        lines = [line for entry in outgoing if (line := self._keep(entry))]
        self._note(obsolete)
        try:
            self._record.add(sorted(lines, key=lambda line: line.file))
            self._record.write_editions(self.editions)
        except (OSError, InputError) as error:
            of_results = {path for path in obsolete if self._publication.manifest.files[path].kind in _OF_RESULTS}
            for path in {*self._facts, *of_results, *(entry.path for entry in outgoing)}:
                self._publication.protect(path, _reason(error))
            return False
        return True

    def _keep(self, outgoing: Outgoing) -> EarlierFile | None:
        """Keep a file and return its line of the list; None where it cannot be kept."""
        try:
            data = self._publication.bytes_of(outgoing)
            kept_as = self._record.keep(data, PurePosixPath(outgoing.path).suffix.lstrip(".").lower() or "bin")
        except OSError as error:
            self._publication.protect(outgoing.path, _reason(error))
            return None
        self._publication.protect(outgoing.path, "The file has just been changed. Build again.", unless=outgoing.digest)
        self.paths.append(outgoing.path)
        entry = outgoing.entry or self._publication.manifest.files.get(outgoing.path) or outgoing.successor
        if entry is None:
            return None
        subject = _subject(entry)
        why = self._why(outgoing, entry)
        digest = outgoing.entry.facts if outgoing.entry else ""
        self.editions.note_kept(subject, digest, KeptFile(entry.format, outgoing.path, kept_as, edited=outgoing.edited))
        employer, _, cohort = self._record.employer.partition("/")
        return EarlierFile(
            kept_on=self._day,
            employer=employer,
            cohort=cohort,
            assignment=outgoing.path.partition("/")[0] if entry.unit else "",
            unit=entry.unit,
            registration=entry.learner,
            name=self._name(subject),
            attempt=str(entry.attempt or ""),
            revision=str(entry.revision or ""),
            kind=entry.kind,
            format=entry.format,
            file=outgoing.path,
            sha256=outgoing.digest,
            bytes=str(len(data)),
            why=why,
            replaced_by=outgoing.successor_path,
            kept_as=f"{FOLDER}/{kept_as}",
        )

    def _name(self, subject: Subject) -> str:
        known = self.editions.reported.get(subject)
        return self._names.get(subject.learner) or (known.name if known else "")

    def _why(self, outgoing: Outgoing, entry: Entry) -> str:
        """Return why a file is kept, in sentences."""
        if outgoing.edited:
            return OVERWRITTEN
        if outgoing.successor is None:
            return RENAMED if _subject(entry) in self._planned else why_gone(entry, self._pack.cohort)
        if outgoing.entry is None:
            return BROKEN_OFF
        if not outgoing.entry.facts:
            return UNKNOWN
        subject, facts = _subject(outgoing.successor), self._facts.get(outgoing.successor_path)
        changes = self.editions.changes_from(subject, outgoing.entry.facts, facts) if facts else ()
        return _sentence(changes) if changes else REWORDED

    def _note(self, obsolete: Collection[str]) -> None:
        """Note what documents say from now on, and which are no longer made."""
        publication = self._publication
        made = publication.made()
        stays = set(publication.manifest.files) - set(obsolete)
        there = {_subject(publication.manifest.files[path]) for path in stays}
        for entry in self._pack.entries:
            if entry.content.facts and entry.path in made:
                subject = _subject_of(entry)
                there.add(subject)
                self.editions.put(subject, entry.content.facts, self._name(subject), self._day)
        for path in sorted(set(obsolete) & set(publication.manifest.files)):
            gone = publication.manifest.files[path]
            if gone.kind in _OF_RESULTS and _subject(gone) not in there:
                self.editions.note_gone(_subject(gone), why_gone(gone, self._pack.cohort), self._day)


def _says_something_else(outgoing: Outgoing) -> bool:
    """Say whether a file has to be kept: somebody's work is in it, or what follows says something else."""
    if outgoing.edited:
        return True
    kinds = {entry.kind for entry in (outgoing.entry, outgoing.successor) if entry}
    if _OF_RESULTS.isdisjoint(kinds):
        return False
    said = outgoing.entry.facts if outgoing.entry else ""
    return not said or outgoing.successor is None or outgoing.successor.facts != said


def why_gone(entry: Entry, cohort: PackInputs) -> str:
    """Return why a document of a result is no longer made, as a sentence."""
    if entry.learner not in {learner.registration for learner in cohort.learners}:
        return "The learner is no longer in the register."
    units = entry.unit.split(SEPARATOR) if entry.unit else []
    if units and not set(units) <= {unit for setting in cohort.settings for unit in setting.references}:
        return "The assignment is no longer set."
    if is_withheld(entry, cohort):
        return WITHHELD
    if not units:
        return "The results no longer come to it."
    return "Marks of this attempt are no longer recorded."


def _subject(entry: Entry) -> Subject:
    return Subject(entry.kind, entry.unit, entry.learner, entry.attempt)


def _subject_of(entry: CatalogueEntry) -> Subject:
    return Subject(entry.kind.folder, entry.unit, entry.learner, entry.attempt)


def _sentence(changes: Iterable[Change]) -> str:
    text = "; ".join(change.text for change in changes)
    return f"{text[:1].upper()}{text[1:]}."


def _reason(error: OSError | InputError) -> str:
    if isinstance(error, OSError):
        return f"{NOT_KEPT} {refused(error)} {remedy(error)}"
    return f"{NOT_KEPT} {FOLDER}/{EARLIER}: {' '.join(f'{one.message} {one.hint}' for one in error.problems)}"
