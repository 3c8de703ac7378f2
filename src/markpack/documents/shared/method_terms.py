"""What each method of assessment calls things: its brief, its parts, its day, and what the learner hands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from markpack.model.forms.labels import FEEDBACK_LABELS
from markpack.model.instrument import Method


@dataclass(frozen=True)
class Terms:
    """A method's words. `event` is empty where learner and assessor do not meet for it; `due` labels the last day.

    `record` heads what the assessor records, in the fields (with their labels) of the whole and of each criterion;
    `prompts` says what the prompts are.
    """

    brief: str
    task: str
    tasks: str
    what_to_do: str
    hand_in: str
    due: str
    event: str = ""
    submission: str = "Before you hand in"
    record: str = ""
    prompts: str = ""
    feedback: str = FEEDBACK_LABELS[0]
    fields: Mapping[str, str] = field(default_factory=dict)
    criterion_fields: Mapping[str, str] = field(default_factory=dict)


_AUTHENTICITY = "How it was made certain who the learner is, and that the work is their own"
_HELD = {"held_how": "In person or online", "duration": "How long it took, in minutes"}

TERMS: Mapping[Method, Terms] = MappingProxyType(
    {
        Method.WRITTEN: Terms("Assignment brief", "Task", "Your tasks", "What to do", "Hand in", "Hand in by"),
        Method.PRESENTATION: Terms(
            "Presentation brief", "Part", "What you present", "What to present", "Show and hand in", "Present by",
            "presentation", "Before the day", "Record of the presentation", "What to look for",
            fields={
                "held_on": "Date of the presentation", **_HELD, "observers": "Others who were present",
                "kept": "Slides and notes that are kept: which, and where", "authenticity": _AUTHENTICITY,
            },
            criterion_fields={"notes": "What was shown and said", "asked": "Questions asked, and the answers"},
        ),
        Method.DISCUSSION: Terms(
            "Professional discussion brief", "Topic", "What we talk about", "What to be ready for", "Bring to show",
            "To be held by", "discussion", "Before the day", "Record of the discussion", "Questions",
            FEEDBACK_LABELS[1],
            fields={
                "held_on": "Date of the discussion", **_HELD,
                "kept": "Recording and papers that are kept: which, and where", "authenticity": _AUTHENTICITY,
            },
            criterion_fields={
                "notes": "Notes of what was said", "evidence": "Evidence referred to",
                "timestamp": "Time on the recording",
            },
        ),
        Method.OBSERVATION: Terms(
            "Observation brief", "Part", "What is observed", "What to do", "Show and hand in", "To be observed by",
            "observation", "Before the day", "Record of the observation", "What to look for, and to ask",
            fields={
                "held_on": "Date of the observation", "place": "Where", "duration": _HELD["duration"],
                "observers": "Others who were present, and witnesses",
                "kept": "Papers and statements that are kept: which, and where", "authenticity": _AUTHENTICITY,
            },
            criterion_fields={"notes": "What was seen", "asked": "Questions asked, and the answers"},
        ),
        Method.LOG: Terms(
            "Reflective log brief", "Part", "What your log covers", "What to write about", "Hand in", "Hand in by",
            record="Record of the log", prompts="Evidence to expect",
            fields={"kept": "Where the log is kept", "authenticity": _AUTHENTICITY},
            criterion_fields={"evidence": "Entries and papers that show it"},
        ),
        Method.PROJECT: Terms(
            "Project brief", "Stage", "Your project", "What to do", "Hand in", "Hand in by",
            record="Record of the project", prompts="Evidence to expect",
            fields={"kept": "What is kept, and where", "authenticity": _AUTHENTICITY},
            criterion_fields={"evidence": "Evidence: part of the report, appendix, page"},
        ),
        Method.CASE_STUDY: Terms(
            "Case study brief", "Part", "Your case study", "What to do", "Hand in", "Hand in by",
            record="Record of the case study", prompts="Evidence to expect",
            fields={"kept": "What is kept, and where", "authenticity": _AUTHENTICITY},
            criterion_fields={"evidence": "Evidence: part of the case study, page"},
        ),
    }
)  # fmt: skip
