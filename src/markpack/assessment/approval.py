"""Whether an assignment uses the ready-made instrument or a new one, and whether a new one has been approved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction

from markpack.model.context import Approval, Assignment, Context, UnitContext
from markpack.model.dates import day
from markpack.model.instrument import Instrument, Method, Task
from markpack.model.joint import JointInstrument, instrument_of
from markpack.model.unit import Unit

KEPT = Fraction(4, 5)
"""The least part of a ready-made task's words, in their order, that a contextualised task keeps."""
EVIDENCE_KEPT = Fraction(1, 2)
"""The least part of the words with which a ready-made task asks for evidence that a contextualised one keeps."""
ADDED = Fraction(1)
"""The most words that may be added for an employer, as a part of the ready-made assignment's."""

RULE = (
    "An assignment is the ready-made one, contextualised, if it is for one unit, in writing, and has the ready-made "
    "tasks with their criteria, evidence and word range; each task keeps at least four fifths of its words, and half "
    "of those that ask for evidence; and what is added for the employer is not longer than the assignment itself. "
    "Anything else is a new instrument and needs approval before it is used."
)

_WORD = re.compile(r"\w+")
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True)
class ApprovalStatus:
    """Where an assignment stands: why it is a new instrument or is not, and the approval that counts for it, if any.

    `reasons` are sentences; `objection` says why there is no approval that counts, and is empty where none is needed
    or one is there. `fingerprint` stands for all that the instrument asks for.
    """

    is_new: bool
    reasons: tuple[str, ...]
    approval: Approval | None
    objection: str
    fingerprint: str

    @property
    def is_draft(self) -> bool:
        """Whether the assignment's documents may not be used yet."""
        return self.is_new and self.approval is None


def approval_status(context: Context, assignment: Assignment, units: Mapping[str, Unit]) -> ApprovalStatus:
    """Return where an assignment stands by RULE and by the context's approvals. `units` are by reference.

    Rule: before a centre-developed instrument is used, the awarding organisation's Quality & Compliance Manager has to
    approve it. An approval counts for the units and the method that it names; it has to be given before the assignment
    is set and to be valid until it is due, and where it states the instrument's fingerprint, that has to be this one's.
    """
    fingerprint = fingerprint_of(instrument_of(assignment, units), units)
    is_new, reasons = _is_new(context, assignment, units)
    if not is_new:
        return ApprovalStatus(False, reasons, None, "", fingerprint)
    objections = []
    for approval in context.approvals:
        against = objection_to(approval, assignment, fingerprint)
        if not against:
            return ApprovalStatus(True, reasons, approval, "", fingerprint)
        if set(approval.units) & set(assignment.references):
            objections.append(f"Approval {approval.reference} does not count: {against}.")
    return ApprovalStatus(True, reasons, None, " ".join(objections) or "No approval is on record.", fingerprint)


def objection_to(approval: Approval, assignment: Assignment, fingerprint: str) -> str:
    """Say why an approval does not count for an assignment; empty if it does."""
    if set(approval.units) != set(assignment.references):
        return f"it is for {' and '.join(approval.units)}, not for {' and '.join(assignment.references)}"
    if approval.method is not assignment.method:
        return f"it is for the method “{approval.method.value}”, not for “{assignment.method.value}”"
    if approval.approved_on > assignment.set_on:
        return f"it was given on {day(approval.approved_on)}, after the assignment was set on {day(assignment.set_on)}"
    if approval.valid_until and approval.valid_until < assignment.due_on:
        return f"it ran out on {day(approval.valid_until)}, before the assignment is due on {day(assignment.due_on)}"
    if approval.instrument and _plain(approval.instrument) != _plain(fingerprint):
        return f"it is for the instrument {approval.instrument}, and what the assignment asks for now is {fingerprint}"
    return ""


def fingerprint_of(asked: JointInstrument, units: Mapping[str, Unit]) -> str:
    """Return a short name for all that an instrument asks for and for its criteria: 12 digits of a sha256."""
    parts = [asked.method.value, asked.title.text, str(asked.words), str(asked.minutes), str(asked.question_minutes)]
    for texts in (asked.purpose, asked.bring, asked.preparation, asked.keep, asked.recording):
        parts += ["", *(text.text for text in texts)]
    for task in asked.tasks:
        parts += ["task", task.id, task.title, task.guidance, *map(str, task.criteria), *task.evidence, str(task.words)]
        parts += [f"{key}: {line}" for key, lines in task.prompts.items() for line in lines]
    named = sorted({key.unit for task in asked.tasks for key in task.criteria} & units.keys())
    parts += [units[reference].criteria_digest for reference in named]
    digits = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12].upper()
    return "-".join(digits[start : start + 4] for start in range(0, 12, 4))


def _plain(fingerprint: str) -> str:
    return fingerprint.replace("-", "").replace(" ", "").casefold()


def _is_new(context: Context, assignment: Assignment, units: Mapping[str, Unit]) -> tuple[bool, tuple[str, ...]]:
    """Say whether an assignment is a new instrument by RULE, and what was found."""
    reasons = []
    if assignment.is_integrated:
        reasons.append(f"It assesses {len(assignment.references)} units together.")
    if assignment.method is not Method.WRITTEN:
        reasons.append(f"Its method is “{assignment.method.value}”, and the ready-made assignment is written.")
    if reasons:
        return True, tuple(reasons)
    unit = units[assignment.references[0]]
    found = ["It is the unit’s ready-made written assignment."]
    if assignment.instrument is not None:
        differing, found = _differences(assignment.instrument, unit.assignment)
        if differing:
            return True, tuple(differing)
    added = _added(context.units.get(unit.reference, UnitContext()))
    if assignment.instrument is not None:
        pairs = zip(assignment.instrument.tasks, unit.assignment.tasks, strict=True)
        added += sum(_own_words(mine, theirs) for mine, theirs in pairs)
    whole = sum(_count(text) for text in _texts(unit.assignment))
    measured = f"What is added for the employer has {added} words, the assignment itself {whole}."
    if added > whole * ADDED:
        return True, (measured,)
    return False, (*found, measured)


def _differences(own: Instrument, ready: Instrument) -> tuple[list[str], list[str]]:
    """Return what makes the centre's own tasks a new instrument, and what was measured."""
    if [task.criteria for task in own.tasks] != [task.criteria for task in ready.tasks]:
        return ["Its tasks are not the ready-made ones, or cover other criteria."], []
    differing = []
    if own.words != ready.words:
        differing.append("Its word range is not that of the ready-made assignment.")
    measured: list[str] = []
    for mine, theirs in zip(own.tasks, ready.tasks, strict=True):
        if len(mine.evidence) != len(theirs.evidence) or _evidence_kept(mine, theirs) < EVIDENCE_KEPT:
            differing.append(f"Task {mine.id} asks for other evidence.")
        kept = kept_share(mine, theirs)
        said = f"Task {mine.id} keeps {round(kept * 100)} of 100 ready-made words."
        (measured if kept >= KEPT else differing).append(said)
    return differing, measured


def kept_share(own: Task, ready: Task) -> Fraction:
    """Return the part of a ready-made task's words that another keeps in their order, placeholders left out."""
    return _kept(f"{ready.title} {ready.guidance}", f"{own.title} {own.guidance}")


def _evidence_kept(own: Task, ready: Task) -> Fraction:
    return _kept(" ".join(ready.evidence), " ".join(own.evidence))


def _kept(before: str, after: str) -> Fraction:
    words = _words(before)
    return Fraction(_in_common(words, _words(after)), len(words)) if words else Fraction(1)


def _own_words(own: Task, ready: Task) -> int:
    """Return how many words of a task are not the ready-made one's."""
    mine, theirs = (_words(" ".join([task.title, task.guidance, *task.evidence])) for task in (own, ready))
    return len(mine) - _in_common(theirs, mine)


def _in_common(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words two texts share in the same order."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _added(extra: UnitContext) -> int:
    texts = [extra.guidance, *extra.examples, *extra.evidence]
    for task in extra.tasks.values():
        texts += [task.guidance, *task.examples, *task.evidence]
    return sum(map(_count, texts))


def _texts(instrument: Instrument) -> Sequence[str]:
    return [
        instrument.purpose,
        *(text for task in instrument.tasks for text in (task.title, task.guidance, *task.evidence)),
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(_PLACEHOLDER.sub(" ", text).casefold())


def _count(text: str) -> int:
    return len(_words(text))
