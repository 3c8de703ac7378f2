"""The fields of an authenticity declaration that decide how it is read back: each has a name of its own in the unit."""

from __future__ import annotations

DECLARED_FIELD = "declared"
"""What all of its fields' names have in common: `u8604_308__declared__own`."""
OWN, ONCE = "own", "once"
"""What every learner has to declare: the work is their own, and was handed in nowhere else."""
NO_AI, AI, AI_WHICH, AI_HOW = "no_ai", "ai", "ai_which", "ai_how"
BELIEVED = "believed"
"""As far as the centre can tell, the work is the learner's own."""
CENTRE_SIGNERS = ("tutor", "assessor")
AUTHORISER = "authoriser"
"""Who signs that an attempt after the first is allowed, where the scheme asks for that."""
CONDITIONS = tuple(f"condition_{number}" for number in range(1, 10))
"""What has to be true for it, a box each."""
FIELDS = (
    "name", "registration", "attempt", "handed_in", "words",
    OWN, ONCE, "reuse", "reused", "sources", "names", "notes", "notes_used", "recorded", "agreed", "papers",
    NO_AI, AI, AI_WHICH, AI_HOW, "checked", "checked_how", "supported", "support", BELIEVED,
    *CONDITIONS,
    *(f"{signer}_{detail}" for signer in ("learner", *CENTRE_SIGNERS, AUTHORISER) for detail in ("name", "on")),
)  # fmt: skip
"""All fields that declarations of any method have."""
PREFILLED = ("name", "registration", "attempt", "learner_name", "tutor_name", "assessor_name")
"""Fields that say nothing by themselves: they are filled in when a declaration goes out."""
AI_INTRODUCTION = (
    "Tools that generate or rewrite text, pictures or code (AI) may only be used where this is declared. Say which, "
    "and what for; keep what you asked and what came back, in case your assessor wants to see it."
)
TICK_WHAT_IS_TRUE = (
    "Tick what is true, and describe what is asked for. Ask your tutor before you sign if you are not sure what a "
    "statement means."
)
"""What a declaration prints above its statements."""
