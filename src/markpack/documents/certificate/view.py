"""What a certificate of achievement says: the centre's own, beside the awarding organisation's certificate."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.shared.document import Branding, Page, Properties


@dataclass(frozen=True)
class PassedUnit:
    """A unit that counts: its reference, title and credits, and the word for its grade where units have grades."""

    reference: str
    title: str
    credits: str
    grade: str = ""


@dataclass(frozen=True)
class Certificate:
    """A learner's certificate, ready to print.

    `achieved_on` is empty where no date is recorded, `grade` where the qualification has none.
    """

    learner: str
    registration: str
    qualification: str
    achieved_on: str
    units_label: str
    units: tuple[PassedUnit, ...]
    notice: str
    signatures: tuple[str, ...]
    branding: Branding
    page: Page
    properties: Properties
    grade: str = ""
    replaces: str = ""
    """Which earlier certificate it replaces, and why, as a sentence; empty where there was none."""

    @property
    def has_credits(self) -> bool:
        """Whether any unit has credits."""
        return any(unit.credits for unit in self.units)

    @property
    def has_grades(self) -> bool:
        """Whether any unit has a grade among several."""
        return any(unit.grade for unit in self.units)
