"""What an assessor records of each method: the fields of a sheet, the columns of a markbook, and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from markpack.model.instrument import Method


@dataclass(frozen=True)
class MethodRecord:
    """The labels of a method's fields, those of the whole and those of each criterion, by field."""

    fields: Mapping[str, str] = field(default_factory=dict)
    criterion_fields: Mapping[str, str] = field(default_factory=dict)


_AUTHENTICITY = "How it was made certain who the learner is, and that the work is their own"
_HELD = {"held_how": "In person or online", "duration": "How long it took, in minutes"}

RECORDS: Mapping[Method, MethodRecord] = MappingProxyType(
    {
        Method.WRITTEN: MethodRecord(),
        Method.PRESENTATION: MethodRecord(
            {
                "held_on": "Date of the presentation", **_HELD, "observers": "Others who were present",
                "kept": "Slides and notes that are kept: which, and where", "authenticity": _AUTHENTICITY,
            },
            {"notes": "What was shown and said", "asked": "Questions asked, and the answers"},
        ),
        Method.DISCUSSION: MethodRecord(
            {
                "held_on": "Date of the discussion", **_HELD,
                "kept": "Recording and papers that are kept: which, and where", "authenticity": _AUTHENTICITY,
            },
            {
                "notes": "Notes of what was said", "evidence": "Evidence referred to",
                "timestamp": "Time on the recording",
            },
        ),
        Method.OBSERVATION: MethodRecord(
            {
                "held_on": "Date of the observation", "place": "Where", "duration": _HELD["duration"],
                "observers": "Others who were present, and witnesses",
                "kept": "Papers and statements that are kept: which, and where", "authenticity": _AUTHENTICITY,
            },
            {"notes": "What was seen", "asked": "Questions asked, and the answers"},
        ),
        Method.LOG: MethodRecord(
            {"kept": "Where the log is kept", "authenticity": _AUTHENTICITY},
            {"evidence": "Entries and papers that show it"},
        ),
        Method.PROJECT: MethodRecord(
            {"kept": "What is kept, and where", "authenticity": _AUTHENTICITY},
            {"evidence": "Evidence: part of the report, appendix, page"},
        ),
        Method.CASE_STUDY: MethodRecord(
            {"kept": "What is kept, and where", "authenticity": _AUTHENTICITY},
            {"evidence": "Evidence: part of the case study, page"},
        ),
    }
)  # fmt: skip


def labels_of(name: str) -> tuple[str, ...]:
    """Return what forms of any method call a field of the record, each label once."""
    labels = (
        label
        for record in RECORDS.values()
        for field_, label in (*record.fields.items(), *record.criterion_fields.items())
        if field_ == name
    )
    return tuple(dict.fromkeys(labels))
