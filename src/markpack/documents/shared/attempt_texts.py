"""What an attempt is by its scheme, in sentences: a resubmission or a retake, who authorises it, what it can earn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from markpack.assessment.attempt_rules import attempt_rules
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.spelling import day, plural, series
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.instrument import Method
from markpack.model.scheme import AttemptKind, AttemptRule, Scheme

NAMES = {
    AttemptKind.FIRST: "first submission",
    AttemptKind.RESUBMISSION: "resubmission",
    AttemptKind.RETAKE: "retake",
}


def attempt_names(method: Method) -> Mapping[AttemptKind, str]:
    """Return what attempts by a method are called: what is held on a day is not submitted."""
    event = TERMS[method].event
    if not event:
        return NAMES
    return {**NAMES, AttemptKind.FIRST: f"first {event}", AttemptKind.RESUBMISSION: f"further {event}"}


def again_by(method: Method) -> str:
    """Return the label of the day by which a learner shows again what is not met."""
    event = TERMS[method].event
    return f"Further {event} by, if needed" if event else "Resubmit by, if asked to"


def again_if_asked(method: Method) -> str:
    """Return the label of the time that there is for it."""
    event = TERMS[method].event
    return f"Further {event}, if needed" if event else "Resubmit, if asked to"


def attempt_name(rule: AttemptRule, method: Method) -> str:
    """Return what an attempt by a method is called: a retake on a new task."""
    return f"a {attempt_names(method)[rule.kind]}{' on a new task' if rule.new_task else ''}"


def limits_of(rule: AttemptRule, scheme: Scheme) -> str:
    """Say what an attempt covers and the highest grade that it earns; nothing where neither is limited."""
    covered = f"It covers {tiers_of(rule, scheme)} criteria only." if scheme.is_limited(rule) else ""
    cap = f"The highest grade that it can earn is {scheme.words.grade(rule.cap)}." if rule.cap else ""
    return " ".join(filter(None, (covered, cap)))


def tiers_of(rule: AttemptRule, scheme: Scheme) -> str:
    """Return the words for the tiers that an attempt is for: Pass and Merit."""
    codes = dict(zip(scheme.tiers, scheme.codes, strict=True))
    return series(scheme.words.grade(codes[tier]) for tier in scheme.tiers_open(rule))


def time_for(rule: AttemptRule) -> str:
    """Return how long there is for an attempt: within 15 working days; nothing where no days are set."""
    days = plural(rule.days or 0, "working day" if rule.working_days else "day")
    return f"within {days}" if rule.days is not None else ""


def attempts_text(scheme: Scheme, policies: Policies, assignment: Assignment) -> str:
    """Tell a learner how many attempts there are, what may follow the first, by when and who authorises it."""
    rules = attempt_rules(scheme, policies)
    if len(rules) == 1:
        return "There is one attempt."
    count = f"There are {len(rules)} attempts."
    if not scheme.attempts:
        return f"{count} {_by_policy(rules[1], scheme, policies, assignment)}"
    alike = Counter(replace(rule, number=0) for rule in rules[1:])
    return " ".join((count, *(_about(rule, scheme, times, assignment.method) for rule, times in alike.items())))


def _by_policy(rule: AttemptRule, scheme: Scheme, policies: Policies, assignment: Assignment) -> str:
    """Say what the centre's policies allow after a referral."""
    terms = TERMS[assignment.method]
    when = f"by {day(assignment.resubmit_by)}" if assignment.resubmit_by else f"{time_for(rule)} of the decision"
    after = f"If the outcome is {scheme.words.named(scheme.floor)}, "
    stays = " Criteria that you have met stay met." if policies.carry_over else ""
    name = attempt_names(assignment.method)[rule.kind]
    whose = f"The {name}" if policies.attempts_allowed == 2 else f"Each {name}"
    return f"{after}you {terms.again} {when}.{stays} {whose} is authorised by {rule.authorised_by}."


def _about(rule: AttemptRule, scheme: Scheme, times: int, method: Method) -> str:
    authorised = f"may be authorised by {rule.authorised_by}"
    repeated = f", up to {times} times" if times > 1 else ""
    within = f", {time_for(rule)}" if rule.days is not None else ""
    conditions = f", if {'; '.join(rule.conditions)}" if rule.conditions else ""
    name = attempt_name(rule, method)
    limits = limits_of(rule, scheme)
    return f"{name[:1].upper()}{name[1:]} {authorised}{repeated}{within}{conditions}.{f' {limits}' if limits else ''}"
