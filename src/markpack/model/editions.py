"""What documents said of a result, edition after edition, so that each can say which one it replaces, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

HIDDEN = "sha256:"
"""What begins a value that is noted by its digest alone: it is long, or nobody's business but the document's."""


def hidden(text: str) -> str:
    """Return the note of a text that is not to be repeated elsewhere; nothing for nothing."""
    return HIDDEN + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32] if text else ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about, in whatever format: its kind, unit, learner (by registration) and attempt."""

    kind: str
    unit: str
    learner: str
    attempt: int


@dataclass(frozen=True)
class Facts:
    """What a document says: outcome, marks, comments and so on, by what a sentence calls them.

    What is not there is noted as an empty value. `words` are digests of what else it says in the program's own words,
    `dated` is the date that it bears, in words. How it looks is no part of it.
    """

    values: Mapping[str, str]
    words: Mapping[str, str]
    dated: str = ""

    @cached_property
    def digest(self) -> str:
        """A digest of all of it."""
        said = (*sorted(self.values.items()), *sorted(self.words.items()))
        text = "\0".join(f"{name}\0{value}" for name, value in said if value)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is said in another way than before. A value is empty where there is none."""

    what: str
    was: str
    now: str

    @property
    def shown_was(self) -> str:
        """What it was, unless that is noted by its digest alone."""
        return "" if self.was.startswith(HIDDEN) else self.was

    @property
    def shown_now(self) -> str:
        """What it is, unless that is noted by its digest alone."""
        return "" if self.now.startswith(HIDDEN) else self.now

    @property
    def bare_text(self) -> str:
        """The change as a clause without values: the mark for 1.2 was changed."""
        return f"{self.what} was {'added' if not self.was else 'taken out' if not self.now else 'changed'}"

    @property
    def text(self) -> str:
        """The change as a clause: the mark for 1.2 was changed from 8 to 14."""
        if self.shown_was and self.shown_now:
            return f"{self.bare_text} from {self.was} to {self.now}"
        return f"{self.bare_text} ({self.shown_now})" if self.shown_now and not self.was else self.bare_text


def changes_between(earlier: Facts, later: Facts, *, same_program: bool) -> tuple[Change, ...]:
    """Return what a later document says in another way, in its own order.

    The program's own words count where nothing else has changed. Where another version of the program made the later
    one, only what both know counts, and words do not.
    """
    if same_program:
        return tuple(_changes(earlier.values, later.values)) or tuple(_changes(earlier.words, later.words))
    return tuple(
        change
        for change in _changes(earlier.values, later.values)
        if change.what in earlier.values and change.what in later.values
    )


def _changes(earlier: Mapping[str, str], later: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*later, *earlier)):
        was, now = earlier.get(name, ""), later.get(name, "")
        if was != now:
            yield Change(name, was, now)


@dataclass(frozen=True)
class KeptFile:
    """A file of an edition that is kept: its format, its path below the output, and below the workspace's records.

    It is `edited` where somebody had changed it.
    """

    format: str
    path: str
    kept_as: str
    edited: bool = False


@dataclass(frozen=True)
class Edition:
    """What a document said for a while: the digest of that, and how it differs from the edition before.

    `dated` is the date that it bears, in words; `made_on` the day on which it was made, `build` the build that did.
    """

    digest: str
    dated: str
    made_on: str
    build: int
    changes: tuple[Change, ...] = ()
    kept: tuple[KeptFile, ...] = ()


@dataclass(frozen=True)
class Gone:
    """That a document is no longer made: why, as a sentence, since which day, and in which build."""

    why: str
    on: str
    build: int


@dataclass(frozen=True)
class Reported:
    """All that a document said: its editions, and what the last one of them says in full.

    `program` is the version of the program that made that one.
    """

    name: str
    editions: tuple[Edition, ...]
    facts: Facts
    program: str
    gone: Gone | None = None


@dataclass(frozen=True)
class Replaced:
    """Which edition a document replaces, by the date that it bears, and in what the two differ."""

    dated: str
    changes: tuple[Change, ...]


@dataclass
class Editions:
    """What documents said, by what they are about; `build` is the number of the last build in which that changed."""

    reported: dict[Subject, Reported] = field(default_factory=dict)
    build: int = 0
    program: str = ""
    is_new: bool = False
    """Whether this build has noted anything that was not said before."""
    is_changed: bool = False
    """Whether this build has noted anything at all."""

    def rename(self, former: Mapping[str, str]) -> None:
        """Give what was said of learners to their numbers of today, by earlier ones in small letters.

        What was said under the number of today stays beside what was said under an earlier one.
        """
        for subject in [entry for entry in self.reported if entry.learner.casefold() in former]:
            todays = replace(subject, learner=former[subject.learner.casefold()])
            if todays not in self.reported:
                self.reported[todays] = self.reported.pop(subject)

    def replaced_by(self, subject: Subject, facts: Facts) -> Replaced | None:
        """Return what a document that says this replaces; None where it is the first one."""
        known = self.reported.get(subject)
        if known is None:
            return None
        if changes := self._changes(known, facts):
            return Replaced(known.editions[-1].dated, changes)
        last = known.editions[-1]
        return Replaced(known.editions[-2].dated, last.changes) if last.changes else None

    def changes_from(self, subject: Subject, digest: str, facts: Facts) -> tuple[Change, ...]:
        """Return what a document changes that says `facts`, in the place of one that says what has a digest.

        There is nothing where the two differ in words alone, which another version of the program has changed.
        """
        known = self.reported.get(subject)
        if known is None:
            return ()
        changes = self._changes(known, facts)
        return changes if changes or known.editions[-1].digest == digest else known.editions[-1].changes

    def put(self, subject: Subject, facts: Facts, name: str, day: str) -> None:
        """Note that a document says this from now on."""
        known = self.reported.get(subject)
        changes = self._changes(known, facts) if known else ()
        if known and not changes:
            editions = (*known.editions[:-1], replace(known.editions[-1], digest=facts.digest))
        else:
            edition = Edition(facts.digest, facts.dated, day, self._number(), changes)
            editions = (*(known.editions if known else ()), edition)
        self._note(subject, Reported(name, editions, facts, self.program))

    def note_gone(self, subject: Subject, why: str, day: str) -> None:
        """Note that a document is no longer made."""
        known = self.reported.get(subject)
        if known and not known.gone:
            self._note(subject, replace(known, gone=Gone(why, day, self._number())))

    def _note(self, subject: Subject, reported: Reported) -> None:
        if self.reported.get(subject) != reported:
            self.reported[subject] = reported
            self.is_changed = True

    def _number(self) -> int:
        """Return the number of this build, which has one from the first thing on that is new."""
        if not self.is_new:
            self.build, self.is_new = self.build + 1, True
        return self.build

    def note_kept(self, subject: Subject, digest: str, file: KeptFile) -> None:
        """Note where a file is kept that says what has a digest; it is the last edition's where that is unknown."""
        known = self.reported.get(subject)
        if known is None:
            return
        numbers = [number for number, edition in enumerate(known.editions) if edition.digest == digest]
        number = numbers[-1] if numbers else len(known.editions) - 1
        edition = known.editions[number]
        if file not in edition.kept:
            editions = [*known.editions]
            editions[number] = replace(edition, kept=(*edition.kept, file))
            self._note(subject, replace(known, editions=tuple(editions)))

    def kept_files(self) -> Iterator[KeptFile]:
        """Yield the files of all editions that are kept."""
        for known in self.reported.values():
            for edition in known.editions:
                yield from edition.kept

    def latest(self) -> Iterator[ReportedChange]:
        """Yield what changed in the last build in which anything did that had been said before."""
        found = [*self._all_changes()]
        last = max((change.build for change in found), default=0)
        yield from (change for change in found if change.build == last)

    def _all_changes(self) -> Iterator[ReportedChange]:
        for subject, known in self.reported.items():
            last = known.editions[-1]
            if known.gone:
                gone = known.gone
                yield ReportedChange(subject, known.name, gone.on, gone.build, last.dated, (), last.kept, gone.why)
            elif last.changes:
                kept = known.editions[-2].kept
                dated = known.editions[-2].dated
                yield ReportedChange(subject, known.name, last.made_on, last.build, dated, last.changes, kept)

    def _changes(self, known: Reported, facts: Facts) -> tuple[Change, ...]:
        return changes_between(known.facts, facts, same_program=known.program == self.program)


@dataclass(frozen=True)
class ReportedChange:
    """How what was said of a learner changed: on which day, in what, and which files of before are kept.

    `dated` is the date that the earlier document bears. `gone` says why it is no longer made, if it is not.
    """

    subject: Subject
    name: str
    on: str
    build: int
    dated: str
    changes: tuple[Change, ...]
    kept: Sequence[KeptFile]
    gone: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The changes as clauses."""
        return (self.gone,) if self.gone else tuple(change.text for change in self.changes)
