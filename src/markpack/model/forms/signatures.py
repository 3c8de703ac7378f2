"""The signature boxes of forms: whose each is. A box stands between a name and a field for a date."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.model.forms.declaration import AUTHORISER, CENTRE_SIGNERS, DECLARED_FIELD

ASSESSOR, IQA, LEARNER = "assessor", "iqa", "learner"
NOT_KNOWN = ""
"""Whose signature it is where it stands in no box, such as a digital signature that no page shows."""

SIGNATURE_BOXES = (
    (ASSESSOR, "__assessor", "__assessed_on"),
    (IQA, "__iqa", "__iqa_on"),
    *(
        (signer, f"__{DECLARED_FIELD}__{signer}_name", f"__{DECLARED_FIELD}__{signer}_on")
        for signer in (LEARNER, *CENTRE_SIGNERS, AUTHORISER)
    ),
)
"""Who signs, and how the names of the fields for name and date beside the box end, behind the unit."""

SIGNED_ON_SHEET = "Signed on the returned sheet"
"""What a completed sheet prints in a signature's place."""
SIGNED_ELSEWHERE = "The returned sheet has a signature outside of the signature boxes."
"""What it prints below the boxes of a signature of which nobody can tell whose it is."""


def signer_beside(names: Iterable[str]) -> str:
    """Return who signs in the box beside fields with these names; NOT_KNOWN where none is a signer’s."""
    present = tuple(names)
    return next(
        (signer for signer, *endings in SIGNATURE_BOXES if any(name.endswith(tuple(endings)) for name in present)),
        NOT_KNOWN,
    )
