"""Small units and attempts for the tests of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Decision, Outcome
from markpack.model.unit import Unit

Recorded = int | float | Decision | None


def a_unit(*marks: int, reference: str = "8604-308", credits: int = 2) -> Unit:
    """Return a unit of one outcome with a criterion of so many marks each: 1.1, 1.2 and so on."""
    criteria = [
        {
            "id": f"1.{number}",
            "verb": "Explain",
            "text": f"Explain matter {number}",
            "marks": available,
            "descriptors": {"referral": "Little", "pass": "Enough", "good_pass": "Plenty"},
        }
        for number, available in enumerate(marks, start=1)
    ]
    return Unit.model_validate(
        {
            "reference": reference,
            "title": "Understanding",
            "level": 3,
            "credits": credits,
            "guided_learning_hours": 6,
            "wording": "paraphrase",
            "about": "About it",
            "outcomes": [{"id": "1", "title": "Understand it", "criteria": criteria}],
            "assignment": {
                "title": "Show it",
                "purpose": "To show it",
                "employer_note": "Agree it",
                "not_in_work": "Choose one",
                "submission": "Check it",
                "hours": 12,
                "words": {"nominal": 1200, "minimum": 800, "maximum": 1500},
                "tasks": [{"id": "a", "title": "All", "guidance": "Do", "criteria": [c["id"] for c in criteria]}],
            },
        }
    )


def recorded(value: Recorded) -> CriterionMark:
    """Return what an assessor recorded: a number is a mark, a decision is a decision, None is nothing."""
    if isinstance(value, Outcome):
        return CriterionMark(decision=value)
    return CriterionMark(mark=None if value is None else Fraction(value))


def an_attempt(
    unit: Unit, values: Sequence[Recorded] | Mapping[str, CriterionMark], *, attempt: int = 1
) -> MarkedAttempt:
    """Return an attempt at the unit; values in the order of its criteria, where None leaves a criterion out."""
    if isinstance(values, Mapping):
        criteria = dict(values)
    else:
        criteria = {
            criterion.id: recorded(value)
            for criterion, value in zip(unit.criteria, values, strict=True)
            if value is not None
        }
    return MarkedAttempt(learner="0012345", unit=unit.reference, attempt=attempt, criteria=criteria)
