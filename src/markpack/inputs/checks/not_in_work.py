"""Rules of what learners who are not in work read: it is for tasks that there are, and there where it has to be."""

from __future__ import annotations

from markpack.errors import Scope
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.instrument import check_task_names
from markpack.inputs.checks.plain_language import instruments_for
from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.text_placeholders import check_placeholders


def check_not_in_work(checks: CheckContext) -> None:
    """Note texts for tasks that there are not, words that stand for none, and learners for whom tasks have no text."""
    context = checks.context
    check_placeholders(context, [("not_in_work", "scenario")], [context])
    _check_words(checks)
    for reference, addition in context.record.units.items():
        if addition.not_in_work and (instruments := instruments_for(checks, reference)):
            texts = context.part(addition.not_in_work, "units", reference, "not_in_work")
            check_task_names(texts.within(Scope.ASSIGNMENT, assignment=reference), reference, instruments)
    _check_own_tasks(checks)


def _check_words(checks: CheckContext) -> None:
    """Warn of a general word for a word that no text of the employer's knows."""
    context = checks.context
    known = context.record.vocabulary
    if not (context.is_valid_at("vocabulary") and context.is_valid_at("not_in_work")):
        return
    for word, general in context.record.not_in_work.vocabulary.items():
        if word in known and (missing := [form for form in known[word].forms if form not in general.forms]):
            context.problems.warn(
                context.key_place("not_in_work", "vocabulary", word),
                f"{quote(str(general))} has no {listing(missing)}, as {quote(str(known[word]))} has. Where "
                "a text needs that form, the employer’s word stands.",
                f"Write “{word}: {{word: {general}, {missing[0]}: …}}”.",
            )
        if word not in known:
            context.problems.warn(
                context.key_place("not_in_work", "vocabulary", word),
                f"{quote(word)} is not used: the employer’s vocabulary has no such word.",
                sentences(did_you_mean(word, known), f"It has {listing(sorted(known))}." if known else ""),
            )


def _check_own_tasks(checks: CheckContext) -> None:
    """Warn where tasks of the centre's own, which speak of the employer, go to learners who are not in work."""
    learners = [
        learner.registration for learner in checks.register.learners if learner.is_active and not learner.in_work
    ]
    for assignment in checks.assignments if learners else ():
        instrument, record = assignment.record.instrument, assignment.record
        if instrument is None or not assignment.is_valid_at():
            continue
        additions = [checks.context.record.units.get(reference) for reference in record.references]
        told = {id_ for entry in additions if entry and entry.not_in_work for id_ in entry.not_in_work.tasks}
        if not told:
            employer = checks.context.record.employer.short_name
            assignment.problems.warn(
                assignment.key_place("instrument"),
                f"The centre’s own tasks speak to those who work at {employer}, and go to learners who are not in work "
                f"as well: {listing(learners)}.",
                f"Add not_in_work below units, {record.references[0]}, with texts for the tasks that need another one.",
            )
