"""What stands at the head of each page, on one line: which unit it is of, and whose it is or what."""

from __future__ import annotations

from markpack.documents.shared.document import Page
from markpack.documents.shared.unit_names import unit_name
from markpack.model.joint_unit import TOGETHER, labels
from markpack.model.learner import Learner
from markpack.model.unit import Unit

MOST_AT_LEFT, MOST_AT_RIGHT = 58, 52
"""How many letters fit beside each other on a line."""
MOST_AT_LEFT_IN_LARGE_PRINT, MOST_AT_RIGHT_IN_LARGE_PRINT = 28, 22
"""As many of 18 points, beside the mark of a draft too."""


def unit_page(unit: Unit, document: str, foot: str, learner: Learner | None = None) -> Page:
    """Return the head and foot of the pages of a document of a unit: its name at the left, at the right whose or what.

    Where that is too long for a line, the unit has its reference alone, and what the document is beside it. Titles and
    names stand in full below, at the start of the document.
    """
    name, short = unit_name(unit.reference, unit.title), f"{_short_reference(unit)} · {document}"
    is_short = len(name) > MOST_AT_LEFT
    return Page(
        head_left=short if is_short else name,
        head_right=learner_head(learner) if learner else "" if is_short else document,
        foot_left=foot,
        head_short=short,
    )


def learner_head(learner: Learner) -> str:
    """Return a learner's name and number, the name cut where both are too long for half a line."""
    end = f" · {learner.registration}"
    name = learner.name
    if len(f"{name}{end}") > MOST_AT_RIGHT and not learner.has_one_name:
        name = f"{learner.initials} {learner.last_name}"
    if len(f"{name}{end}") > MOST_AT_RIGHT:
        name = f"{name[: MOST_AT_RIGHT - len(end) - 1].rstrip()}…"
    return f"{name}{end}"


def in_large_print(page: Page) -> tuple[str, str]:
    """Return what stands at the left and right of the head of a page in large print."""
    left, right = page.head_left, page.head_right
    if len(left) > MOST_AT_LEFT_IN_LARGE_PRINT:
        left = page.head_short or left.partition(" ")[0]
    if len(left) > MOST_AT_LEFT_IN_LARGE_PRINT:
        left = left.rpartition(" · ")[0]
    if len(right) > MOST_AT_RIGHT_IN_LARGE_PRINT:
        right = right.rpartition(" · ")[2]
    return left, "" if left.endswith(f" · {right}") else right


def _short_reference(unit: Unit) -> str:
    """Return a unit's reference; of several that are told apart by how theirs end, these ends: 308 + 401."""
    return TOGETHER.join(labels([member.reference for member in unit.members])) if unit.is_joint else unit.reference
