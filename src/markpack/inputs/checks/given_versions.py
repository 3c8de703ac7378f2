"""What an employer's files have for a unit, against the other versions of it by which some learners are judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from markpack.errors import Scope
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.context import check_context
from markpack.inputs.checks.plain_language import check_plain_language
from markpack.inputs.checks.unit import TEXTS
from markpack.inputs.problems import Problems, listing
from markpack.inputs.records.text_placeholders import check_placeholders


def check_given_versions(checks: CheckContext, given: Iterable[Mapping[str, str]]) -> None:
    """Note what documents of learners could not be made with: tasks, words and methods that do not fit their version.

    `given` are the versions of units by which learners are judged, where they are not those in force.
    """
    problems = checks.context.problems
    known = {(problem.place, problem.message) for problem in problems.errors}
    for versions in {tuple(sorted(versions.items())) for versions in given}:
        units = {reference: checks.templates.versions[reference][name] for reference, name in versions}
        found = Problems(problems.reach)
        context = replace(checks.context, problems=found)
        own = replace(checks, context=context, templates=checks.templates.in_force(units))
        check_context(own)
        check_plain_language(own)
        for reference, unit in units.items():
            check_placeholders(unit, TEXTS, [context.within(Scope.ASSIGNMENT, assignment=reference)])
        words = listing(f"version {name} of unit {reference}" for reference, name in versions)
        for problem in found.errors:
            if (problem.place, problem.message) not in known:
                message = f"Some learners are judged by {words}: {problem.message}"
                within = problems.within(problem.scope, assignment=problem.reach.assignment)
                within.error(problem.place, message, problem.hint, learners=problem.reach.learners)
