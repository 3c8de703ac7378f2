"""What units are called in documents: one, or several that are assessed together."""

from __future__ import annotations

from markpack.model.forms.field_names import SEPARATOR


def unit_name(reference: str, title: str) -> str:
    """Return reference and title; the title of several units together has the end of each reference in it.

    8604-308 Understanding Leadership; 308 Understanding Leadership + 401 Planning and Leading a Complex Team Activity.
    """
    return title if SEPARATOR in reference else f"{reference} {title}"


def spaced_reference(reference: str) -> str:
    """Return a reference as people read it: of several units together, each apart from the next."""
    return reference.replace(SEPARATOR, f" {SEPARATOR} ")


class OfUnit:
    """A view-model of a unit, or of several together."""

    unit: str
    unit_title: str

    @property
    def unit_name(self) -> str:
        """What the unit is called."""
        return unit_name(self.unit, self.unit_title)

    @property
    def spaced_unit(self) -> str:
        """The unit's reference; of several, each apart from the next."""
        return spaced_reference(self.unit)
