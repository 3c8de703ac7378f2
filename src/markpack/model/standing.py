"""How a learner stands in an attempt at a unit: four facts, and the one word that follows from them."""

from __future__ import annotations

from enum import Enum


class Submission(Enum):
    """Whether the work is in."""

    NOT_SET = "not set"
    OPEN = "open"
    LATE = "late"
    RECEIVED = "received"


class Marking(Enum):
    """How far the work is marked; unreadable are marks that cannot be relied on."""

    NONE = "none"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    UNREADABLE = "unreadable"


class Quality(Enum):
    """What internal quality assurance says of an outcome. Sampled is work that it looked at and did not decide on."""

    NOT_REQUIRED = "not required"
    AWAITING = "awaiting"
    SAMPLED = "sampled"
    AGREED = "agreed"
    DISAGREED = "disagreed"


class Standing(Enum):
    """What follows from the facts, as a code: the first that is true, in this order. Only CONFIRMED counts credits."""

    WITHDRAWN = "withdrawn"
    """The learner has left."""
    SUPERSEDED = "superseded"
    """A later attempt counts instead of this one."""
    UNREADABLE = "unreadable"
    """The marks cannot be relied on."""
    NOT_SUBMITTED = "not_submitted"
    SUBMITTED = "submitted"
    """The work is in, and nothing of it is marked."""
    INCOMPLETE = "incomplete"
    RECORD_MISSING = "record_missing"
    """The record of the discussion, presentation and so on is not there."""
    AUTHENTICITY_MISSING = "authenticity_missing"
    """The learner has not declared that the work is theirs, or there are concerns about that."""
    HELD = "held"
    """Internal quality assurance decided against the assessor."""
    PROVISIONAL = "provisional"
    """Internal quality assurance, or the awarding organisation’s approval, is still to come."""
    CONFIRMED = "confirmed"
