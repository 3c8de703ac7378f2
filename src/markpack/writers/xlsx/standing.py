"""Formulas that tell how criteria stand, and the same told once in Python for programs that do not calculate."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from fractions import Fraction

from markpack.documents.feedback import Standing

CHECK = "Check entry"
"""What an entry that is no mark or decision, or a mark out of range, comes to."""
PASS, REFERRAL, INCOMPLETE = "Pass", "Referral", "Incomplete"


def standing_formula(award: str, maximum: str, *, half_marks: bool) -> str:
    """Return an expression for how the criterion with that award cell stands.

    `maximum` is a cell or a number, or empty where only a decision counts. Twice the mark is compared with the
    maximum, which is exact for whole and half marks.
    """
    not_marked, met, not_met = (found.value for found in (Standing.NOT_MARKED, Standing.MET, Standing.NOT_MET))
    decided = f'IF({award}="{PASS}","{met}",IF({award}="{REFERRAL}","{not_met}","{CHECK}"))'
    if maximum:
        broken = f"{award}*2<>INT({award}*2)" if half_marks else f"{award}<>INT({award})"
        marked = f'IF(OR({award}<0,{award}>{maximum},{broken}),"{CHECK}",IF({award}*2<{maximum},"{not_met}","{met}"))'
        decided = f"IF(ISNUMBER({award}),{marked},{decided})"
    return f'IF({award}="","{not_marked}",{decided})'


def standing(award: str, maximum: int, *, half_marks: bool) -> str:
    """Return what `standing_formula` comes to for an award as it is written; `maximum` is 0 for decisions alone."""
    if not award:
        return Standing.NOT_MARKED.value
    mark = number(award) if maximum else None
    if mark is None:
        return {PASS: Standing.MET.value, REFERRAL: Standing.NOT_MET.value}.get(award, CHECK)
    broken = (mark * 2 if half_marks else mark) % 1
    if not 0 <= mark <= maximum or broken:
        return CHECK
    return Standing.NOT_MET.value if mark * 2 < maximum else Standing.MET.value


def outcome_formula(standings: str) -> str:
    """Return an expression for the outcome of the criteria whose standings are in that range."""
    return (
        f'IF(COUNTIF({standings},"{CHECK}")>0,"{CHECK}",'
        f'IF(COUNTIF({standings},"{Standing.NOT_MARKED.value}")>0,"{INCOMPLETE}",'
        f'IF(COUNTIF({standings},"{Standing.NOT_MET.value}")>0,"{REFERRAL}","{PASS}")))'
    )


def outcome(standings: Collection[str]) -> str:
    """Return what `outcome_formula` comes to."""
    for found, word in ((CHECK, CHECK), (Standing.NOT_MARKED.value, INCOMPLETE), (Standing.NOT_MET.value, REFERRAL)):
        if found in standings:
            return word
    return PASS


def number(text: str) -> int | float | None:
    """Return the number that a mark is written as (18, 7.5), or None."""
    try:
        value = Fraction(text)
    except ValueError:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def day(text: str) -> datetime.date | None:
    """Return the date written as 14 October 2026 or 2026-10-14, or None."""
    for pattern in ("%d %B %Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
