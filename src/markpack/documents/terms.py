"""What each method of assessment calls things: its brief, its parts, its day, and what the learner hands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from markpack.model.instrument import Method


@dataclass(frozen=True)
class Terms:
    """A method's words. `event` is empty where learner and assessor do not meet for it; `due` labels the last day."""

    brief: str
    task: str
    tasks: str
    what_to_do: str
    hand_in: str
    due: str
    event: str = ""
    submission: str = "Before you hand in"


TERMS: Mapping[Method, Terms] = MappingProxyType(
    {
        Method.WRITTEN: Terms("Assignment brief", "Task", "Your tasks", "What to do", "Hand in", "Hand in by"),
        Method.PRESENTATION: Terms(
            "Presentation brief", "Part", "What you present", "What to present", "Show and hand in", "Presented by",
            "presentation", "Before the day",
        ),
        Method.DISCUSSION: Terms(
            "Professional discussion brief", "Topic", "What we talk about", "What to be ready for", "Bring to show",
            "Held by", "discussion", "Before the day",
        ),
        Method.OBSERVATION: Terms(
            "Observation brief", "Part", "What is observed", "What to do", "Show and hand in", "Observed by",
            "observation", "Before the day",
        ),
        Method.LOG: Terms(
            "Reflective log brief", "Part", "What your log covers", "What to write about", "Hand in", "Hand in by"
        ),
        Method.PROJECT: Terms("Project brief", "Stage", "Your project", "What to do", "Hand in", "Hand in by"),
        Method.CASE_STUDY: Terms("Case study brief", "Part", "Your case study", "What to do", "Hand in", "Hand in by"),
    }
)  # fmt: skip
