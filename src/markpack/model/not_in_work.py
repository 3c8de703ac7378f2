"""How an assignment is told to learners who are not in work: general words, and texts of their own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from markpack.model.context import Assignment, Context, UnitAddition, UnitContext
from markpack.model.employer_tasks import for_employer
from markpack.model.placeholders import VOCABULARY, Names
from markpack.model.word import Word, by_name

GENERAL_WORDS: Mapping[str, Word] = MappingProxyType(
    {
        "team": Word(word="team", plural="teams", possessive="team’s", at_start="Team"),
        "team_member": Word(
            word="team member", plural="team members", possessive="team member’s", at_start="Team member"
        ),
        "line_manager": Word(
            word="contact in the organisation",
            plural="contacts in the organisation",
            possessive="contact’s",
            at_start="Contact in the organisation",
        ),
        "workplace": Word(
            word="organisation", plural="organisations", possessive="organisation’s", at_start="Organisation"
        ),
        "customers": Word(
            word="people you serve", plural="people you serve", possessive="people’s", at_start="People you serve"
        ),
        "organisation": Word(
            word="organisation", plural="organisations", possessive="organisation’s", at_start="Organisation"
        ),
        "activity": Word(word="an open day, a fundraising event or a move"),
    }
)
"""What stands for an employer's words where a learner works with an organisation of their own choice."""


def context_not_in_work(context: Context) -> Context:
    """Return a context without what an employer adds to units, but for what is meant for learners not in work."""
    units = {
        reference: UnitContext(**dict(addition.not_in_work or UnitAddition()), plain_language=addition.plain_language)
        for reference, addition in context.units.items()
    }
    return context.model_copy(update={"units": units})


def assignment_not_in_work(assignment: Assignment, context: Context) -> Assignment:
    """Return an assignment whose own tasks, if it has any, have the texts for learners not in work."""
    if assignment.instrument is None:
        return assignment
    tasks = {
        id_: task
        for reference in assignment.references
        if (addition := context.units.get(reference)) and addition.not_in_work
        for id_, task in addition.not_in_work.tasks.items()
    }
    told = for_employer(assignment.instrument, UnitAddition(tasks=tasks))
    return assignment.model_copy(update={"instrument": told})


def names_not_in_work(names: Names, context: Context) -> Names:
    """Return the names of placeholders with general words for the employer's; words that nobody gave stay."""
    own, organisation = context.not_in_work, context.not_in_work.organisation
    employer = {**names["employer"], "name": organisation, "short_name": organisation}
    general = {**GENERAL_WORDS, **own.vocabulary}
    known = {key: general.get(key, word) for key, word in context.vocabulary.items()}
    return {**names, "employer": employer, VOCABULARY: {**names[VOCABULARY], **by_name(known)}}
