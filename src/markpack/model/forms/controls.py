"""What the content controls of Word forms show and are called."""

from __future__ import annotations

ENTER_TEXT, ENTER_MARK, CHOOSE, CHOOSE_DATE = "Click to enter text", "__", "Choose", "Choose a date"
"""The hints in empty fields."""
TICKED, UNTICKED = "☒", "☐"
CRITERION_TAG, CRITERION_ALIAS = "criterion_", "Criterion "
"""What the tag and the name of a lock around a criterion begin with; its id follows."""
FIXED_TEXT = "Fixed text"
"""What any other lock is called where the layout gives it no name."""
