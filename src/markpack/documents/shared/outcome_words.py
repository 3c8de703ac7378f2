"""Words for what an attempt comes to."""

from __future__ import annotations

from markpack.model.outcome import Outcome

OUTCOME_WORDS = {Outcome.PASS: "Pass", Outcome.REFERRAL: "Referral", Outcome.INCOMPLETE: "Incomplete"}
NOT_MARKED = "Not marked yet"
