"""What people added to a returned file outside of its fields: quoted in a problem, so that it is not lost."""

from __future__ import annotations

from markpack.inputs.marks.forms.form import Note, ReturnedForm
from markpack.inputs.problems import Problems, quote

LONGEST_QUOTED = 10_000


def note_additions(form: ReturnedForm, whose: str, problems: Problems) -> None:
    """Quote all that was added to a form. What was set on the sheet like an entry is an error, all else a warning.

    `whose` says in words which learners the form is about; empty where nobody knows.
    """
    of_whom = f" of {whose}" if whose else ""
    for note in form.notes:
        what = f"{note.what[:1].upper()}{note.what[1:]}"
        if not note.text:
            problems.warn(
                note.place,
                f"{what} is no field, so it is in no record{of_whom}.",
                "Look at it. If it says something about the marks, type that into the fields.",
            )
            continue
        message = f"{what} says {_in_full(note)}. It stands in no field, so it is in no record{of_whom}."
        if note.is_entry:
            problems.error(note.place, message, "Type what belongs to the record into the fields, and delete it there.")
        else:
            problems.warn(
                note.place, message, "Type what belongs to the record into a field; delete it when it is dealt with."
            )


def _in_full(note: Note) -> str:
    return quote(note.text, longest=LONGEST_QUOTED)
