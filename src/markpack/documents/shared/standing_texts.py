"""How an attempt stands, in words: for lists, and for those who are told an outcome that is not final."""

from __future__ import annotations

from markpack.assessment.standing import AttemptStanding
from markpack.model.declaration import Authenticity
from markpack.model.standing import Quality, Standing

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
