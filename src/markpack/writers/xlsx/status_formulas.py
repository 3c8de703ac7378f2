"""Formulas for the status of criteria, by the marks or decisions that are entered."""

from __future__ import annotations

from markpack.documents.mark_sheet.tally import INCOMPLETE, PASS, REFERRAL
from markpack.documents.shared.criterion_status import CriterionStatus
from markpack.writers.xlsx.style import MET, MISSING, NOT_MET, WRONG

CHECK = "Check entry"
"""What an entry that is no mark or decision, or a mark out of range, comes to."""

STATUS_STYLES = (
    (CriterionStatus.MET.value, MET),
    (CriterionStatus.NOT_MET.value, NOT_MET),
    (CriterionStatus.NOT_MARKED.value, MISSING),
)
OUTCOME_STYLES = ((PASS, MET), (REFERRAL, NOT_MET), (INCOMPLETE, MISSING), (CHECK, WRONG))


def status_formula(award: str, maximum: str, *, half_marks: bool) -> str:
    """Return an expression for a criterion's status, from the cell of its award.

    `maximum` is a cell or a number, or empty where only a decision counts. Twice the mark is compared with the
    maximum, which is exact for whole and half marks.
    """
    not_marked, met, not_met = (
        status.value for status in (CriterionStatus.NOT_MARKED, CriterionStatus.MET, CriterionStatus.NOT_MET)
    )
    text = f'IF({award}="{PASS}","{met}",IF({award}="{REFERRAL}","{not_met}","{CHECK}"))'
    if maximum:
        is_invalid = f"{award}*2<>INT({award}*2)" if half_marks else f"{award}<>INT({award})"
        mark_text = (
            f'IF(OR({award}<0,{award}>{maximum},{is_invalid}),"{CHECK}",IF({award}*2<{maximum},"{not_met}","{met}"))'
        )
        text = f"IF(ISNUMBER({award}),{mark_text},{text})"
    return f'IF({award}="","{not_marked}",{text})'


def outcome_formula(statuses: str) -> str:
    """Return an expression for the outcome of the criteria whose statuses are in that range."""
    return (
        f'IF(COUNTIF({statuses},"{CHECK}")>0,"{CHECK}",'
        f'IF(COUNTIF({statuses},"{CriterionStatus.NOT_MARKED.value}")>0,"{INCOMPLETE}",'
        f'IF(COUNTIF({statuses},"{CriterionStatus.NOT_MET.value}")>0,"{REFERRAL}","{PASS}")))'
    )


def share_formula(total: str, maximum: int) -> str:
    """Return an expression for a total's share of the maximum in whole hundredths, halves upwards, as it is printed."""
    return f"INT({total}*100/{maximum}+0.5)/100"
