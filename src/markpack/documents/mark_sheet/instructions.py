"""What a mark sheet tells the assessor to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.document import Rich
from markpack.documents.shared.grading_texts import feedback_instructions, instructions_of
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.prose import emphasised
from markpack.documents.shared.spelling import series

FIRST_INSTRUCTION = (
    "Judge the work against each assessment criterion (AC) as it stands. Every AC has to be assessed; none may be "
    "changed or left out."
)
DESCRIPTORS_INSTRUCTION = (
    "The sufficiency descriptors help to place the work. They guide the judgement and do not replace it."
)
FEEDBACK_INSTRUCTION = (
    "Feedback is needed where an AC {falls_short}, and is helpful elsewhere. Not every box needs a comment."
)
OF_ATTEMPT = (
    "This attempt is about AC {open_ids}: judge the work against {each} as it stands. What is carried over counts "
    "towards the outcome."
)
RECORD_INSTRUCTION = (
    "Fill in the record while the assessment takes place, or straight afterwards. It has to let somebody who was not "
    "there see why each AC was decided as it was."
)
EVIDENCE_INSTRUCTION = (
    "Say in the record where in the learner’s work each AC is shown, so that somebody else can find it, and how you "
    "made sure that the work is the learner’s own."
)
JOINT_INSTRUCTION = (
    "This sheet assesses several units together. An AC’s label begins with its unit. Each unit’s outcome follows from "
    "its own ACs; "
)
JOINT_OUTCOME = "the sheet as a whole is {passed} when every unit is."
JOINT_GRADE = "the sheet as a whole has the lowest of the units’ grades."


def sheet_instructions(setting: AssignmentContext, *, with_descriptors: bool) -> tuple[Rich, ...]:
    """Return the instructions of a sheet on which every criterion is judged."""
    return tuple(map(emphasised, _of_sheet(setting, with_descriptors=with_descriptors)))


def attempt_instructions(setting: AssignmentContext, open_ids: Collection[str]) -> tuple[Rich, ...]:
    """Return those of a later attempt's sheet, on which some criteria are judged: the whole sheet has been read."""
    return tuple(map(emphasised, _of_attempt(setting, open_ids)))


def _of_sheet(setting: AssignmentContext, *, with_descriptors: bool) -> Iterator[str]:
    unit, words = setting.unit, setting.words
    yield FIRST_INSTRUCTION
    if unit.is_joint:
        yield JOINT_INSTRUCTION + words.fill(JOINT_GRADE if unit.scheme.has_grades else JOINT_OUTCOME)
    yield from _of_record(setting)
    yield from _of_scheme(setting)
    if with_descriptors:
        yield DESCRIPTORS_INSTRUCTION
    yield from _of_feedback(setting)


def _of_attempt(setting: AssignmentContext, open_ids: Collection[str]) -> Iterator[str]:
    yield OF_ATTEMPT.format(open_ids=series(open_ids), each="it" if len(open_ids) == 1 else "each")
    yield from _of_record(setting)
    *rules, _ = _of_scheme(setting)
    yield from rules
    yield from _of_feedback(setting)


def _of_scheme(setting: AssignmentContext) -> tuple[str, ...]:
    """Return how criteria are judged by the scheme, and last what an empty field is."""
    event = TERMS[setting.assignment.method].event
    return instructions_of(setting.unit, half_marks=setting.half_marks, event=event)


def _of_record(setting: AssignmentContext) -> Iterator[str]:
    terms = TERMS[setting.assignment.method]
    if terms.record:
        yield RECORD_INSTRUCTION if terms.event else EVIDENCE_INSTRUCTION


def _of_feedback(setting: AssignmentContext) -> Iterator[str]:
    scheme = setting.unit.scheme
    falls_short = "is not met" if scheme.has_criteria_to_meet else "earns few of its marks"
    yield FEEDBACK_INSTRUCTION.format(falls_short=falls_short)
    yield from feedback_instructions(scheme)
