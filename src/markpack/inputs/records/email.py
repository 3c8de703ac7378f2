"""An e-mail address as it was entered."""

from __future__ import annotations

from markpack.errors import Place
from markpack.inputs.problems import Problems, quote
from markpack.model.email import is_email


def note_email(text: str, place: Place, problems: Problems) -> None:
    """Warn of what is no e-mail address; nothing is fine."""
    if text and not is_email(text):
        problems.warn(
            place, f"{quote(text)} is not an e-mail address.", "Write one address, such as ann@example.org, or none."
        )
