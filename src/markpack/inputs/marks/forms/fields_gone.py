"""A mark sheet whose fields are gone, printed to a file or converted: what is printed on it tells whose it seems."""

from __future__ import annotations

import re

from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.marks.forms.page_text import printed
from markpack.inputs.marks.forms.sheet_identity import printed_numbers
from markpack.inputs.problems import Problems, listing
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.register import Register

_WORD = re.compile(r"[^\s·,;()]+")


def note_fields_gone(form: ReturnedForm, cohort: MarkingContext, problems: Problems) -> None:
    """Note that nothing can be read of a mark sheet, and whose it seems to be."""
    text = " ".join((*form.pages, *form.heads, *(" ".join(row) for row in form.rows)))
    learners = _learners(form, text, cohort.register)
    units = [form.identity.unit] if form.identity.unit else _references(text, cohort)
    attempt = form.identity.attempt or printed(form, "attempt")
    facts = [
        listing(map(cohort.register.person, learners), last="or") or "an unknown learner",
        f"unit {listing(units, last='or')}" if units else "",
        f"attempt {attempt}" if attempt else "",
    ]
    problems.within(assignment=units[0] if len(units) == 1 else "", learners=learners).error(
        form.place,
        f"By what is printed on it, this is the mark sheet of {', '.join(filter(None, facts))}. Its fields are gone, "
        "so its marks are not in.",
        "It may have been printed to a file, scanned or converted. Enter the marks in a newly built mark sheet or "
        "markbook, and take this file away.",
    )


def _learners(form: ReturnedForm, text: str, register: Register) -> tuple[str, ...]:
    """Return the learner that a sheet was made for, or whose numbers or else names stand on it."""
    if form.identity.learner:
        return (form.identity.learner,)
    if numbers := printed_numbers(form, register):
        return numbers
    if numbers := register.numbers_among(_WORD.findall(text)):
        return numbers
    spaced = " ".join(text.casefold().split())
    return tuple(
        learner.registration
        for learner in register.learners
        if any(name.casefold() in spaced for name in learner.names)
    )


def _references(text: str, cohort: MarkingContext) -> list[str]:
    """Return the references of units that stand on a sheet, the longest where one is in another."""
    found = [reference for reference in cohort.sheets if reference in text]
    return [reference for reference in found if not any(reference != other and reference in other for other in found)]
