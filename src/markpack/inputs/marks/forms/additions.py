"""What people added to a returned file outside of its fields: quoted in a problem, so that it is not lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from markpack.inputs.files.unseen_cells import note_struck_texts
from markpack.inputs.marks.forms.form import Note, ReturnedForm
from markpack.inputs.marks.forms.page_text import printed_values
from markpack.inputs.problems import LONGEST_QUOTED, Problems, listing, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.names import name_words

_REMEDY = "Type what belongs to the record into the fields; delete it where it stands, once it is dealt with."
MOST_QUOTED = 500
"""The most additions to a form that are quoted one by one; more are no remarks of a person."""
_OF_EVERY_HEAD = "Mark sheet Authenticity declaration Page of"


def note_additions(
    form: ReturnedForm,
    whose: str,
    cohort: MarkingContext,
    problems: Problems,
    *,
    drawings: bool = True,
    noted: Collection[str] | None = (),
) -> None:
    """Quote all that was added to a form. What was set on the sheet like an entry is an error, all else a warning.

    `whose` says in words which learners the form is about; empty where nobody knows. Drawings are passed over where
    they are signatures, as on a declaration. So is text that a form's list does not have, where it is one of those
    `noted` otherwise; None says that all of it is.
    """
    of_whom = f" of {whose}" if whose else ""
    _note_unseen(form, problems)
    if form.rewritten and form.fields:
        pages = ("page " if len(form.rewritten) == 1 else "pages ") + listing(map(str, form.rewritten))
        problems.warn(
            form.place,
            f"Another program has rewritten {pages}, so text that was typed there cannot be told from the form’s.",
            "Check whether anything was typed beside the fields, and type it into them.",
        )
    notes = [
        note
        for note in (*form.notes, *_in_heads(form, cohort))
        if not (note.is_drawing and not drawings)
        if not (note.is_not_listed and (noted is None or note.text in noted))
    ]
    if more := notes[MOST_QUOTED:]:
        said = quote(" ".join(note.text for note in more), longest=LONGEST_QUOTED)
        note_more = problems.error if any(note.is_entry for note in more) else problems.warn
        note_more(
            more[0].place, f"From here on, {len(more)} more texts{of_whom} stand in no field, and say {said}.", _REMEDY
        )
    for note in notes[:MOST_QUOTED]:
        note_problem = problems.error if note.is_entry else problems.warn
        if note.text:
            said = quote(note.text, longest=LONGEST_QUOTED)
            message = (
                f"{note.what[:1].upper()}{note.what[1:]} says {said}. It stands in no field, so it is in no record"
            )
            note_problem(note.place, f"{message}{of_whom}.", _REMEDY)
        else:
            note_problem(note.place, f"There is {note.what}, which is in no record{of_whom}.", f"Look at it. {_REMEDY}")


def _note_unseen(form: ReturnedForm, problems: Problems) -> None:
    """Warn of what is read although people may think that it does not count."""
    for struck in form.struck:
        note_struck_texts(struck.place, [struck.text], problems)
    for place in form.hidden_columns:
        problems.warn(
            place,
            f"Column {place.letters} is hidden, and what is filled in there is read all the same.",
            "Show the column to see what is read, and delete what should not be.",
        )


def _in_heads(form: ReturnedForm, cohort: MarkingContext) -> Iterator[Note]:
    """Yield the headers and footers that have a word in them which is not of unit, learner, centre or page."""
    if not form.heads or not form.is_filled_in:
        return
    known = (
        *(text for unit in cohort.sheets.values() for text in (unit.reference, unit.title)),
        *printed_values(form, "learner_name"),
        cohort.centre.record.name if cohort.centre else "",
        _OF_EVERY_HEAD,
    )
    words = name_words(" ".join(known))
    for head in form.heads:
        if any(len(word) > 1 for word in name_words(head) - words - cohort.register.words):
            yield Note("the header or footer", head, form.place)
