"""What learner and centre declare about work, in the terms of each method of assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from markpack.documents.mark_sheet.form_parts_view import FieldKind
from markpack.model.forms.declaration import TICK_WHAT_IS_TRUE
from markpack.model.instrument import Method


@dataclass(frozen=True)
class Claim:
    """A statement with a box to tick: the name of its field, and its text.

    `details` are further fields to fill in if the box is ticked: name, kind and label.
    """

    name: str
    text: str
    details: tuple[tuple[str, FieldKind, str], ...] = ()


@dataclass(frozen=True)
class Declared:
    """The statements of a method. `day` labels the day on which the work was handed in, or took place."""

    introduction: str
    day: str
    learner: tuple[Claim, ...]
    ai: tuple[Claim, ...]
    centre: tuple[Claim, ...]


_WHICH = (
    "reused",
    FieldKind.LONG_TEXT,
    "Which earlier work, and where it is; write “none” if there is none",
)
_NAMES = Claim("names", "I have left out or changed what would identify people who did not agree to be named.")
_PAPERS_ONCE = Claim("once", "I have not handed in these papers anywhere else, for this or any other qualification.")
_RECORDED = Claim("recorded", "I agreed to a recording. (Leave the box empty if nothing was recorded.)")
_SUPPORTED = Claim(
    "supported",
    "The learner was given tutorial support for this assignment.",
    (("support", FieldKind.TEXT, "When, and how long"),),
)
_CHECKED = ("checked_how", FieldKind.TEXT, "How it was checked, and what was found")


def _ai(purpose: str, parts: str) -> tuple[Claim, ...]:
    return (
        Claim("no_ai", f"I have not used any AI tool {purpose}."),
        Claim(
            "ai",
            "I have used AI tools, and declare here all that I used them for.",
            (("ai_which", FieldKind.LONG_TEXT, "Which tools"), ("ai_how", FieldKind.LONG_TEXT, parts)),
        ),
    )


def _handed_in(own_work: str) -> Declared:
    return Declared(
        introduction=f"Hand this sheet in with your work. {TICK_WHAT_IS_TRUE}",
        day="Date handed in",
        learner=(
            Claim("own", own_work),
            Claim("once", "I have not handed this work in anywhere else, for this or any other qualification."),
            Claim(
                "reuse",
                "Where I have reused earlier work of my own, I have marked it in the text and name it here.",
                (_WHICH,),
            ),
            Claim("sources", "I have acknowledged every source that I used, and put quotations in quotation marks."),
            _NAMES,
        ),
        ai=_ai("for this work", "What for, and in which parts of the work"),
        centre=(
            Claim("checked", "The work was checked for plagiarism, and for undeclared use of AI.", (_CHECKED,)),
            _SUPPORTED,
            Claim("believed", "As far as the centre can tell, the work is the learner’s own."),
        ),
    )


def _held(event: str, learner: tuple[Claim, ...], purpose: str, centre: str) -> Declared:
    return Declared(
        introduction=f"Sign this sheet straight after the {event}. {TICK_WHAT_IS_TRUE}",
        day=f"Date of the {event}",
        learner=(*learner, _NAMES, _RECORDED),
        ai=_ai(purpose, "What for, and for which parts"),
        centre=(
            Claim("checked", centre, (_CHECKED,)),
            _SUPPORTED,
            Claim("believed", f"As far as the centre can tell, what the learner showed in the {event} is their own."),
        ),
    )


_WRITTEN = _handed_in("This is my own work. Nobody else wrote it or any part of it for me.")

DECLARED: Mapping[Method, Declared] = MappingProxyType(
    {
        Method.WRITTEN: _WRITTEN,
        Method.PROJECT: _WRITTEN,
        Method.CASE_STUDY: _WRITTEN,
        Method.LOG: _handed_in(
            "This log is my own. I wrote each entry on the date that it bears, and marked what I added later."
        ),
        Method.PRESENTATION: _held(
            "presentation",
            (
                Claim(
                    "own",
                    "What I presented is my own work, and so are my slides and notes. The answers I gave are my own.",
                ),
                Claim("once", "I have not presented this anywhere else, for this or any other qualification."),
                Claim("reuse", "Where I have reused earlier work of my own, I said so and name it here.", (_WHICH,)),
                Claim("sources", "I have named every source that I used, on my slides or aloud."),
            ),
            "to prepare this presentation",
            "The centre checked who the learner is, and by questions that the presentation is their own work.",
        ),
        Method.DISCUSSION: _held(
            "discussion",
            (
                Claim("own", "The answers I gave are my own. Nobody told me what to say while we talked."),
                Claim(
                    "notes",
                    "The only notes and papers that I used are those that I name here, and they are my own work.",
                    (
                        (
                            "notes_used",
                            FieldKind.LONG_TEXT,
                            "Notes and papers that I used, or “none”",
                        ),
                    ),
                ),
                _PAPERS_ONCE,
                Claim("sources", "Where I spoke of other people’s ideas, I said whose they are."),
            ),
            "to prepare for this discussion",
            "The centre checked who the learner is, and that the answers were given without help.",
        ),
        Method.OBSERVATION: _held(
            "observation",
            (
                Claim(
                    "own",
                    "I led the work that was observed myself, as I usually do. The answers I gave are my own.",
                ),
                Claim("agreed", "The people who were there knew that I was being assessed."),
                Claim("papers", "The papers that I showed or handed in are my own work."),
                _PAPERS_ONCE,
            ),
            "for the papers that I showed, or to prepare what I said",
            "The centre checked who the learner is, and that the learner led the work that was observed.",
        ),
    }
)
