"""The identity inside a file, in properties that survive renaming and sending on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

HIDDEN_FIELD = "markpack_identity"
"""The hidden field of a PDF form that repeats the properties, for programs that drop them."""
MARKS_RECORD = "marks.json"
"""The file attached to a completed sheet, with its marks for programs."""
_PREFIX = "markpack."


@dataclass(frozen=True)
class MadeWith:
    """What a form was made with, by which its marks are judged: digests of the criteria, and of the scheme's rules.

    Without `criteria` it is not known. The `rules` are how criteria are judged and how the grade follows.
    """

    criteria: str = ""
    rules: str = ""

    @classmethod
    def of(cls, criteria: str, rules: str) -> MadeWith:
        """Return it for rules as `Scheme.rules` has them; what attempts may earn is none of them."""
        return cls(criteria, " ".join(rules.split()[:2]))


MADE_WITH_UNKNOWN = MadeWith()
"""What says nothing of what it was made with, such as a list."""


@dataclass(frozen=True)
class FileIdentity:
    """The identity inside a file; empty text where it has none. `criteria` and `template` are digests."""

    kind: str = ""
    employer: str = ""
    cohort: str = ""
    """The name of the cohort's folder; empty where the employer's learners are no cohort."""
    unit: str = ""
    learner: str = ""
    attempt: str = ""
    criteria: str = ""
    template: str = ""
    unit_version: str = ""
    scheme: str = ""
    """The id of the scheme whose rules it was made for; empty for ILM’s, which came first."""
    rules: str = ""
    """Digests of these rules, each in a word, as `Scheme.rules` has them; empty for ILM’s."""
    weighting: str = ""
    """A digest of the marks that criteria have where they are shared out; empty where they are not, and up to 0.1.0."""

    @property
    def made_with(self) -> MadeWith:
        """By what criteria and rules the file is to be judged."""
        return MadeWith.of(self.criteria, self.rules)

    def properties(self) -> dict[str, str]:
        """Return the names and values of the properties that are not empty, each under 255 characters."""
        return {f"{_PREFIX}{name}": value for name, value in vars(self).items() if value}


PROPERTIES = tuple(f"{_PREFIX}{entry.name}" for entry in fields(FileIdentity))
"""The names of the properties: `markpack.kind` and so on."""


def identity_of(properties: Mapping[str, str]) -> FileIdentity:
    """Return the identity among a file's properties."""
    return FileIdentity(*(properties.get(name, "").strip() for name in PROPERTIES))


def has_identity(properties: Iterable[str]) -> bool:
    """Say whether any of a file's properties belongs to an identity."""
    return any(name.startswith(_PREFIX) for name in properties)


def hidden_text(properties: Mapping[str, str]) -> str:
    """Return the text of the hidden field: a line for each property."""
    return "\n".join(f"{name}={value}" for name, value in properties.items())


def hidden_properties(text: str) -> dict[str, str]:
    """Return the properties that a hidden field's text holds."""
    parts = (line.partition("=") for line in text.splitlines())
    return {name.strip(): value.strip() for name, equals, value in parts if equals}
