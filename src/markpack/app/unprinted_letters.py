"""Letters of which `check` tells that no PDF can have them here, as `build` tells of the PDFs that it cannot make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from markpack.documents.catalogue.entries import CatalogueEntry, DocumentJob, views
from markpack.documents.catalogue.kinds import Format
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.errors import Place, Problem, Reach, Scope, Severity
from markpack.inputs.problems import others_too
from markpack.model.printed_signs import name_signs
from markpack.writers.fonts import text_letters

_WORD = re.compile(r"[^\s\\'\"(),=\[\]{}]+")
"""A word in what Python writes for a view-model."""


def check_letters(folder: str, pack: PackInputs, entries: Sequence[CatalogueEntry]) -> Iterator[Problem]:
    """Yield a warning for the PDFs of a pack that cannot be made here, for want of the same letters.

    Nothing is laid out where the packaged font has all letters.
    """
    results = [result for of_learners in pack.attempts.values() for result in chain(*of_learners.values())]
    units = {id(unit): unit for unit in chain(pack.units.values(), (result.unit for result in results))}
    schemes = [unit.scheme for unit in units.values()]
    marked = [result.marked for result in results]
    if not _other_letters(repr((pack.settings, pack.learners, marked, list(units.values()), schemes))):
        return
    lacking_in: dict[frozenset[str], list[DocumentJob]] = {}
    of_words: dict[str, frozenset[str]] = {}
    single = (entry for entry in entries if entry.format is Format.PDF and entry.combined_kind is None)
    for job in views(single):
        words = _other_words(repr(job.view))
        if unknown := [word for word in words if word not in of_words]:
            lacking = _unprinted(unknown)
            of_words |= {word: lacking & set(word) for word in unknown}
        if letters := frozenset().union(*(of_words[word] for word in words)):
            lacking_in.setdefault(letters, []).append(job)
    for letters, jobs in lacking_in.items():
        yield _problem(folder, letters, jobs)


def _other_letters(text: str) -> frozenset[str]:
    """Return the characters that the packaged font lacks and that are not printed by name."""
    if text.isascii():
        return frozenset()
    others = frozenset(text) - text_letters()
    return frozenset(letter for letter in others if name_signs(letter) == letter and not letter.isspace())


def _other_words(text: str) -> tuple[str, ...]:
    letters = _other_letters(text)
    if not letters:
        return ()
    return tuple(dict.fromkeys(word for word in _WORD.findall(text) if not letters.isdisjoint(word)))


def _unprinted(words: Sequence[str]) -> frozenset[str]:
    from markpack.writers.pdf.scripts import unprinted_letters  # here, for few texts need it, and it takes long to load

    return unprinted_letters(words)


def _problem(folder: str, letters: frozenset[str], jobs: Sequence[DocumentJob]) -> Problem:
    from markpack.writers.pdf.layout_log import INSTALL_FONTS, letters_lacking

    which = f"this PDF{others_too(len(jobs) - 1)}"
    message = f"{letters_lacking(letters)}, so {which} cannot be made."
    hint = f"{INSTALL_FONTS}."
    return Problem(
        Place(f"{folder}/{jobs[0].path}"),
        message[:1].upper() + message[1:],
        hint[:1].upper() + hint[1:],
        Severity.WARNING,
        Reach(
            Scope.LEARNER, employer=folder, learners=tuple(dict.fromkeys(job.learner for job in jobs if job.learner))
        ),
    )
