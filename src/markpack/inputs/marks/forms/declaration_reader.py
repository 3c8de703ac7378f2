"""From a declaration that came back: whose it is, whether it is signed, what it declares, and what is of concern."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping

from markpack.documents.catalogue.kinds import Kind
from markpack.inputs.marks.forms.additions import note_additions
from markpack.inputs.marks.forms.entered_fields import with_mended_fields
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.marks.forms.sheet_identity import is_refused, learners_on
from markpack.inputs.marks.learner_name import is_name_of
from markpack.inputs.marks.mark_entries import folded_number
from markpack.inputs.problems import LONGEST_QUOTED, Problems, listing, message_and_hint, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.register import Register
from markpack.model.dates import parse_date
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.forms.declaration import (
    AI,
    AI_HOW,
    AI_WHICH,
    AUTHORISER,
    BELIEVED,
    CENTRE_SIGNERS,
    CONDITIONS,
    DECLARED_FIELD,
    FIELDS,
    NO_AI,
    ONCE,
    OWN,
    PREFILLED,
)
from markpack.model.unit import Unit

_ATTEMPTS = {str(number): number for number in range(1, 10)}
_AS_ON_SHEETS = {"registration": "registration", "attempt": "attempt", "name": "learner_name"}
"""The fields that say whose a declaration is, with those of mark sheets that hold the same."""


def is_declaration(form: ReturnedForm, cohort: MarkingContext) -> bool:
    """Say whether a form is an authenticity declaration, by what it says of itself or else by its fields."""
    if form.identity.kind:
        return form.identity.kind == Kind.DECLARATION.folder
    names = {name for unit in _units(cohort) for name in _names(unit)}
    return any(field.name in names for field in form.fields)


def read_declaration(form: ReturnedForm, cohort: MarkingContext, problems: Problems) -> ReturnedDeclaration | None:
    """Return what a declaration says; None, with the problem noted, where it is blank or nobody’s."""
    names = {name: field for unit in _units(cohort) for name, field in _names(unit).items()}
    alike = {name: (_AS_ON_SHEETS[field], "") for name, field in names.items() if field in _AS_ON_SHEETS}
    form = with_mended_fields(form, alike, problems)
    entries = {names[field.name]: field.cell.text for field in form.fields if field.name in names and field.cell}
    learners = learners_on(form, cohort.sheets.values(), cohort.register) or (entries.get("registration", ""),)
    problems = problems.within(learners=learners)
    whose = listing(map(cohort.register.person, filter(None, learners)), limit=40)
    note_additions(form, whose, cohort, problems, drawings=False)
    _note_text_beside(form, names, problems)
    if is_refused(form, cohort.sheets.values(), cohort.register, problems):
        return None
    learner = _learner(form, entries, cohort.register, problems)
    attempt = _attempt(form, entries, problems)
    if not learner or not attempt:
        return None
    if not any(field in names for field in (entry.name for entry in form.fields)):
        problems.error(
            form.place,
            f"No fields are left in this declaration of {cohort.register.person(learner)}, so it is not read.",
            "It may have been printed to a file, scanned or converted. Ask for it in the file that was sent out.",
        )
        return None
    drawn = any(note.is_drawing for note in form.notes) or not set(form.signed) <= {*CENTRE_SIGNERS, AUTHORISER}
    signed = drawn or "learner_on" in entries
    if not signed and not entries.keys() - set(PREFILLED):
        problems.warn(
            form.place, "Nothing is filled in on this declaration.", "Fill it in and save it, or take it out of here."
        )
        return None
    unit = form.identity.unit or next(
        (unit.reference for unit in _units(cohort) if any(field.name in _names(unit) for field in form.fields)), ""
    )
    present = {names[field.name] for field in form.fields if field.name in names}
    of_learner = tuple(_concerns(entries, signed=signed))
    concerns = (*of_learner, *_not_allowed(entries, present, form.signed))
    for concern in concerns:
        whom = "the learner" if concern in of_learner else "whoever has to authorise the attempt"
        problems.warn(
            form.place,
            f"The declaration of {cohort.register.person(learner)} for attempt {attempt} at {unit}: {concern}.",
            f"Settle it with {whom} before the marks are relied on.",
        )
    handed_in = _handed_in(form, entries, problems)
    return ReturnedDeclaration(learner, unit, attempt, signed, _use_of_ai(entries), concerns, entries, handed_in)


def _handed_in(form: ReturnedForm, entries: Mapping[str, str], problems: Problems) -> datetime.date | None:
    """Return the day on which work was handed in; None, with a warning, where what is filled in is no date."""
    if "handed_in" not in entries:
        return None
    try:
        return parse_date(entries["handed_in"])
    except ValueError as error:
        message, hint = message_and_hint(error)
        problems.warn(form.place, f"The day on which the work was handed in: {message}", hint)
        return None


def _note_text_beside(form: ReturnedForm, names: Collection[str], problems: Problems) -> None:
    """Warn of text beside the fields that the form did not print; each cell of the page once."""
    noted: set[str] = set()
    for field in form.fields:
        text = field.beside.strip()
        if text and field.name in names and text not in noted:
            noted.add(text)
            holds = f"the field itself says {quote(field.cell.text)}" if field.cell else "the field itself is empty"
            problems.warn(
                field.cell.place,
                f"Beside the field stands {quote(text, longest=LONGEST_QUOTED)}, which is not part of the form; "
                f"{holds}.",
                "Type it into the field, if it belongs to the declaration; otherwise delete it.",
            )


def _units(cohort: MarkingContext) -> Iterator[Unit]:
    return (member for sheet in cohort.sheets.values() for member in sheet.members)


def _names(unit: Unit) -> Mapping[str, str]:
    return {unit.field_name(DECLARED_FIELD, field): field for field in FIELDS}


def _learner(form: ReturnedForm, entries: Mapping[str, str], register: Register, problems: Problems) -> str:
    """Return whose declaration a form is; nothing, with the problem noted, where that cannot be told."""
    said = form.identity.learner or entries.get("registration", "")
    learner = register.registration_of(said)
    if not learner:
        problems.error(
            form.place,
            f"It cannot be told whose declaration this is: {quote(said)} is not on the register."
            if said
            else "It cannot be told whose declaration this is: no registration number is filled in.",
            "Fill in the learner’s registration number as on the register.",
        )
        return ""
    names = [entries[field] for field in ("name", "learner_name") if field in entries]
    return learner if all(is_name_of(name, learner, register, form.place, problems) for name in names) else ""


def _attempt(form: ReturnedForm, entries: Mapping[str, str], problems: Problems) -> int:
    """Return the attempt that a declaration is about; 0, with the problem noted, where that cannot be told."""
    said = form.identity.attempt or entries.get("attempt", "1")
    attempt = _ATTEMPTS.get(folded_number(said), 0)
    if not attempt:
        problems.error(form.place, f"{quote(said)} is not the number of an attempt.", "Write 1, 2 and so on.")
    return attempt


def _use_of_ai(entries: Mapping[str, str]) -> str:
    """Return which tools were used and what for; “declared without details” where only the box is ticked."""
    details = "; ".join(entries[field] for field in (AI_WHICH, AI_HOW) if field in entries)
    return details or ("declared without details" if AI in entries else "")


def _concerns(entries: Mapping[str, str], *, signed: bool) -> Iterator[str]:
    if not signed:
        yield "the learner has not signed it"
    missing = {OWN: "that the work is their own", ONCE: "that it was handed in nowhere else"}
    if undeclared := [words for field, words in missing.items() if field not in entries]:
        yield f"the learner does not declare {listing(undeclared, last='or')}"
    if NO_AI in entries and _use_of_ai(entries):
        yield "it says both that AI was used and that none was"
    elif NO_AI not in entries and not _use_of_ai(entries):
        yield "it does not say whether AI was used"
    elif AI in entries and not {AI_WHICH, AI_HOW} & entries.keys():
        yield "it says that AI was used, but not which and what for"
    if BELIEVED not in entries and any(f"{signer}_on" in entries for signer in CENTRE_SIGNERS):
        yield "the centre signed it without stating that the work is the learner’s own"


def _not_allowed(entries: Mapping[str, str], present: Collection[str], signed: Collection[str]) -> Iterator[str]:
    """Yield what is missing before the attempt is allowed, where that has to be signed; `present` are the fields."""
    if f"{AUTHORISER}_on" not in present:
        return
    if f"{AUTHORISER}_on" not in entries and AUTHORISER not in signed:
        yield "nobody has signed that this attempt is allowed"
    elif any(condition in present and condition not in entries for condition in CONDITIONS):
        yield "the attempt is allowed without stating all that has to be true for it"
