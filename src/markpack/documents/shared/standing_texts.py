"""How an attempt stands, in words: for lists, and for those who are told an outcome that is not final."""

from __future__ import annotations

from markpack.assessment.standing import AttemptStanding
from markpack.documents.shared.spelling import series
from markpack.model.declaration import Authenticity
from markpack.model.outcome import OutcomeWords
from markpack.model.standing import Quality, Standing

SETTLED_BY = "Feedback follows once a sheet with a higher revision, or the IQA’s agreement, settles this."
"""What is said of an outcome that is held."""
NOT_CONFIRMED = "internal quality assurance has not confirmed this outcome yet"
NOT_APPROVED = "the awarding organisation has not approved this assignment yet"
NOT_DECLARED = "there is no signed declaration yet that the work is the learner’s own"
CONCERNS = "there are concerns about the declaration that the work is the learner’s own"
NOT_RECORDED = "there is no record yet of what took place"


def why_not_final(standing: AttemptStanding) -> str:
    """Return why an outcome is not final, within a sentence; nothing where it is, or where there is none."""
    if standing.standing is Standing.RECORD_MISSING:
        return NOT_RECORDED
    if standing.standing is Standing.AUTHENTICITY_MISSING:
        return CONCERNS if standing.authenticity is Authenticity.CONCERNS else NOT_DECLARED
    if standing.standing is Standing.PROVISIONAL:
        return NOT_CONFIRMED if standing.quality in (Quality.AWAITING, Quality.SAMPLED) else NOT_APPROVED
    return ""


def standing_word(entry: AttemptStanding, words: OutcomeWords, result: str) -> str:
    """Return how an attempt stands as lists say it; `result` is the word for what it comes to.

    An outcome stands alone only where it is final; marks that cannot be relied on have a word of their own.
    """
    if entry.standing is Standing.NOT_SUBMITTED:
        return words.not_marked
    if entry.standing is Standing.SUBMITTED:
        return f"Submitted, {words.stated(words.not_marked)}"
    if entry.standing in (Standing.INCOMPLETE, Standing.CONFIRMED):
        return result
    label = label_of(entry)
    return f"{result}, {label}" if entry.standing in _BESIDE_OUTCOME else label[:1].upper() + label[1:]


def label_of(entry: AttemptStanding) -> str:
    """Return the standing alone, as a word within a sentence."""
    if entry.standing is Standing.AUTHENTICITY_MISSING and entry.authenticity:
        return entry.authenticity.value
    return entry.standing.value.replace("_", " ")


_BESIDE_OUTCOME = (Standing.RECORD_MISSING, Standing.AUTHENTICITY_MISSING, Standing.PROVISIONAL)


def note_on(entry: AttemptStanding, result: str) -> str:
    """Return what lists say beside the word: both decisions where IQA disagrees, or what is missing."""
    if decisions := decisions_text(entry, result):
        return decisions
    why = why_not_final(entry)
    return "" if why == NOT_CONFIRMED else why


def decisions_text(entry: AttemptStanding, result: str) -> str:
    """Return both decisions on an attempt that is held; nothing where it is not. Of units on one sheet, those on it."""
    if entry.result is None or not entry.is_withheld:
        return ""
    if entry.result.sheet_grade:
        result = entry.result.scheme.words.grade(entry.result.sheet_grade)
    decisions = dict.fromkeys(
        part.marked.iqa_decision for part in entry.result.parts or (entry.result,) if part.marked.iqa_decision
    )
    where = " for the whole sheet" if entry.result.sheet_grade else ""
    return f"the assessor decided “{result}”{where}, the IQA {series(f'“{decision}”' for decision in decisions)}"
