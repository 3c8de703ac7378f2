"""Formulas for the status of criteria, by the marks or decisions that are entered."""

from __future__ import annotations

from markpack.model.outcome import OutcomeWords
from markpack.writers.xlsx.style import MET, MISSING, NOT_MET, Style

CHECK = "Check entry"
"""The status of a criterion whose entry is invalid or out of range."""


def status_formula(award: str, maximum: str, words: OutcomeWords, *, half_marks: bool) -> str:
    """Return an expression for a criterion's status, from the cell of its award.

    `maximum` is a cell or a number, or empty where only a decision counts. Twice the mark is compared with the
    maximum, which is exact for whole and half marks.
    """
    met, not_met = words.met, words.not_met
    text = f'IF({award}="{words.pass_}","{met}",IF({award}="{words.referral}","{not_met}","{CHECK}"))'
    if maximum:
        is_invalid = f"{award}*2<>INT({award}*2)" if half_marks else f"{award}<>INT({award})"
        mark_text = (
            f'IF(OR({award}<0,{award}>{maximum},{is_invalid}),"{CHECK}",IF({award}*2<{maximum},"{not_met}","{met}"))'
        )
        text = f"IF(ISNUMBER({award}),{mark_text},{text})"
    return f'IF({award}="","{words.not_marked}",{text})'


def outcome_formula(statuses: str, words: OutcomeWords) -> str:
    """Return an expression for the outcome of the criteria whose statuses are in that range."""
    return (
        f'IF(COUNTIF({statuses},"{CHECK}")>0,"{CHECK}",'
        f'IF(COUNTIF({statuses},"{words.not_marked}")>0,"{words.incomplete}",'
        f'IF(COUNTIF({statuses},"{words.not_met}")>0,"{words.referral}","{words.pass_}")))'
    )


def outcome_styles(words: OutcomeWords) -> tuple[tuple[str, Style], ...]:
    """Return the words for outcomes, each with the style of its cell."""
    return (words.pass_, MET), (words.referral, NOT_MET), (words.incomplete, MISSING)


def status_styles(words: OutcomeWords) -> tuple[tuple[str, Style], ...]:
    """Return the words for a criterion's status, each with the style of its cell."""
    return (words.met, MET), (words.not_met, NOT_MET), (words.not_marked, MISSING)


def share_formula(total: str, maximum: int) -> str:
    """Return an expression for a total's share of the maximum in whole hundredths, halves upwards, as it is printed."""
    return f"INT({total}*100/{maximum}+0.5)/100"
