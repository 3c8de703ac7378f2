"""What each method of assessment calls things: its brief, its parts, its day, and what the learner hands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from markpack.model.forms.labels import FEEDBACK_LABELS
from markpack.model.instrument import Method


@dataclass(frozen=True)
class Terms:
    """A method's words. `event` is empty where learner and assessor do not meet for it; `due` labels the last day.

    `again` asks for an attempt after the first, before a day. `record` heads what the assessor records; `prompts` says
    what the prompts are.
    """

    brief: str
    task: str
    tasks: str
    what_to_do: str
    hand_in: str
    due: str
    event: str = ""
    submission: str = "Before you hand in"
    again: str = "resubmit"
    record: str = ""
    prompts: str = ""
    feedback: str = FEEDBACK_LABELS[0]

    @property
    def handing_in(self) -> str:
        """What heads how work is handed in, or how the meeting is agreed."""
        return f"How the {self.event} is arranged" if self.event else "Handing in"

    @property
    def where(self) -> str:
        """The label of the place."""
        return "Where" if self.event else "Where to hand in"


TERMS: Mapping[Method, Terms] = MappingProxyType(
    {
        Method.WRITTEN: Terms("Assignment brief", "Task", "Your tasks", "What to do", "Hand in", "Hand in by"),
        Method.PRESENTATION: Terms(
            "Presentation brief", "Part", "What you present", "What to present", "Show and hand in", "Present by",
            "presentation", "Before the day", "present again",
            "Record of the presentation", "What to look for",
        ),
        Method.DISCUSSION: Terms(
            "Professional discussion brief", "Topic", "What we talk about", "What to be ready for", "Bring to show",
            "To be held by", "discussion", "Before the day", "meet for a further discussion",
            "Record of the discussion", "Questions", FEEDBACK_LABELS[1],
        ),
        Method.OBSERVATION: Terms(
            "Observation brief", "Part", "What is observed", "What to do", "Show and hand in", "To be observed by",
            "observation", "Before the day", "be observed again",
            "Record of the observation", "What to look for, and to ask",
        ),
        Method.LOG: Terms(
            "Reflective log brief", "Part", "What your log covers", "What to write about", "Hand in", "Hand in by",
            record="Record of the log", prompts="Evidence to expect",
        ),
        Method.PROJECT: Terms(
            "Project brief", "Stage", "Your project", "What to do", "Hand in", "Hand in by",
            record="Record of the project", prompts="Evidence to expect",
        ),
        Method.CASE_STUDY: Terms(
            "Case study brief", "Part", "Your case study", "What to do", "Hand in", "Hand in by",
            record="Record of the case study", prompts="Evidence to expect",
        ),
    }
)  # fmt: skip
