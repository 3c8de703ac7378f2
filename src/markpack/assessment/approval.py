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
from markpack.model.employer_tasks import for_employer
from markpack.model.instrument import Instrument, Method, Task
from markpack.model.joint import AssignmentInstrument, resolve_instrument
from markpack.model.marking_mode import MarkingMode
from markpack.model.unit import Unit

LEAST_KEPT = Fraction(4, 5)
"""The least part of a ready-made task's words, in their order, that a contextualised task keeps."""
LEAST_EVIDENCE_KEPT = Fraction(1, 2)
"""The least part of the words with which a ready-made task asks for evidence that a contextualised one keeps."""
MOST_ADDED = Fraction(1)
"""The most words that may be added for an employer, as a part of the ready-made assignment's."""

RULE = (
    "An assignment is the ready-made one, contextualised, if it is for one unit, in writing, and has the ready-made "
    "tasks with their criteria, evidence and word range; each task keeps at least four fifths of its words, and half "
    "of those that ask for evidence; and what is added for the employer is not longer than the assignment itself. "
    "Anything else is a new instrument and needs approval before it is used."
)

_WORD = re.compile(r"\w+")
_PLACEHOLDER = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}", re.DOTALL)


@dataclass(frozen=True)
class ApprovalStatus:
    """Whether an assignment is a new instrument and why, and the approval that counts for it, if any.

    `reasons` are sentences. `objection` says why no approval counts; it is empty where one does or none is needed.
    `fingerprint` identifies all that the instrument asks for.
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
    """Return an assignment's status by RULE and by the context's approvals. `units` are by reference.

    Rule: before a centre-developed instrument is used, the awarding organisation's Quality & Compliance Manager has to
    approve it. An approval counts for the units and the method that it names; it has to be given before the assignment
    is set and to be valid until it is due, and where it states the instrument's fingerprint, that has to be this one's.
    """
    fingerprint = fingerprint_of(resolve_instrument(assignment, units, context.units), units)
    is_new, reasons = _is_new(context, assignment, units)
    if not is_new:
        return ApprovalStatus(False, reasons, None, "", fingerprint)
    objections = []
    for approval in context.approvals:
        objection = objection_to(approval, assignment, fingerprint)
        if not objection:
            return ApprovalStatus(True, reasons, approval, "", fingerprint)
        if set(approval.units) & set(assignment.references):
            objections.append(f"Approval {approval.reference} does not count: {objection}.")
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


def fingerprint_of(instrument: AssignmentInstrument, units: Mapping[str, Unit]) -> str:
    """Return a short name for all that an instrument asks for and for its criteria: 12 digits of a sha256."""
    parts = [
        instrument.method.value,
        instrument.title.text,
        str(instrument.words),
        str(instrument.minutes),
        str(instrument.question_minutes),
    ]
    for texts in (instrument.purpose, instrument.bring, instrument.preparation, instrument.keep, instrument.recording):
        parts += ["", *(text.text for text in texts)]
    for task in instrument.tasks:
        parts += ["task", task.id, task.title, task.guidance, *map(str, task.criteria), *task.evidence, str(task.words)]
        parts += [f"{key}: {line}" for key, lines in task.prompts.items() for line in lines]
    references = sorted({key.unit for task in instrument.tasks for key in task.criteria} & units.keys())
    parts += [units[reference].criteria_digest for reference in references]
    digits = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12].upper()
    return "-".join(digits[start : start + 4] for start in range(0, 12, 4))


def _plain(fingerprint: str) -> str:
    return fingerprint.replace("-", "").replace(" ", "").casefold()


def _is_new(context: Context, assignment: Assignment, units: Mapping[str, Unit]) -> tuple[bool, tuple[str, ...]]:
    """Say whether an assignment is a new instrument by RULE, and why."""
    reasons = []
    if assignment.is_integrated:
        reasons.append(f"It assesses {len(assignment.references)} units together.")
    if assignment.method is not Method.WRITTEN:
        reasons.append(f"Its method is “{assignment.method.value}”, and the ready-made assignment is written.")
    if reasons:
        if assignment.instrument:
            reasons.append("Its tasks are the centre’s own.")
        if assignment.marking is MarkingMode.CREDIT_WEIGHTED:
            reasons.append("The marks of its units are recalculated, as the mark sheet says at its end.")
        return True, tuple(reasons)
    unit = units[assignment.references[0]]
    findings = ["It is the unit’s ready-made written assignment."]
    addition = context.units.get(unit.reference, UnitContext())
    added = _context_words(addition)
    instrument = assignment.instrument or for_employer(unit.assignment, addition)
    if instrument is not unit.assignment:
        differences, findings = _differences(instrument, unit.assignment)
        if differences:
            return True, tuple(differences)
        pairs = zip(instrument.tasks, unit.assignment.tasks, strict=True)
        added += sum(_added_words(task, ready_made) for task, ready_made in pairs)
    total = sum(map(_word_count, _texts(unit.assignment)))
    length = f"What is added for the employer has {added} words, the assignment itself {total}."
    if added > total * MOST_ADDED:
        return True, (length,)
    return False, (*findings, length)


def _differences(instrument: Instrument, ready_made: Instrument) -> tuple[list[str], list[str]]:
    """Return what makes the centre's own tasks a new instrument, and the sentences on tasks that keep enough words."""
    if [task.criteria for task in instrument.tasks] != [task.criteria for task in ready_made.tasks]:
        return ["Its tasks are not the ready-made ones, or cover other criteria."], []
    differences = []
    if instrument.words != ready_made.words:
        differences.append("Its word range is not that of the ready-made assignment.")
    shares: list[str] = []
    for task, ready_task in zip(instrument.tasks, ready_made.tasks, strict=True):
        evidence_share = _kept_part(" ".join(ready_task.products), " ".join(task.products))
        if len(task.products) != len(ready_task.products) or evidence_share < LEAST_EVIDENCE_KEPT:
            differences.append(f"Task {task.id} asks for other evidence.")
        share = kept_share(task, ready_task)
        finding = f"Task {task.id} keeps {round(share * 100)} of 100 ready-made words."
        (shares if share >= LEAST_KEPT else differences).append(finding)
    return differences, shares


def kept_share(task: Task, ready_made: Task) -> Fraction:
    """Return the part of a ready-made task's words that another keeps in their order, placeholders left out."""
    return _kept_part(f"{ready_made.title} {ready_made.guidance}", f"{task.title} {task.guidance}")


def _kept_part(ready_made: str, text: str) -> Fraction:
    words = _words(ready_made)
    return Fraction(_shared_words(words, _words(text)), len(words)) if words else Fraction(1)


def _added_words(task: Task, ready_made: Task) -> int:
    """Return how many words of a task are not the ready-made one's."""
    words, ready_words = (
        _words(" ".join([version.title, version.guidance, *version.products])) for version in (task, ready_made)
    )
    return len(words) - _shared_words(ready_words, words)


def _shared_words(words: Sequence[str], other_words: Sequence[str]) -> int:
    """Return how many words two texts share in the same order."""
    blocks = SequenceMatcher(None, words, other_words, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _context_words(context: UnitContext) -> int:
    """Return how many words an employer's context adds to a unit's assignment, beside what it has in the place of ours.

    What takes the place of a task's own text is measured with the task.
    """
    texts = [context.guidance, *context.examples, *context.evidence]
    for task in context.tasks.values():
        texts += ["" if task.instead else task.guidance, *task.examples, *task.evidence]
    return sum(map(_word_count, texts))


def _texts(instrument: Instrument) -> Sequence[str]:
    return [
        instrument.purpose,
        *(text for task in instrument.tasks for text in (task.title, task.guidance, *task.products)),
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(_PLACEHOLDER.sub(" ", text).casefold())


def _word_count(text: str) -> int:
    return len(_words(text))
