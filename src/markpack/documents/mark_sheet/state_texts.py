"""Where a mark sheet stands, in a sentence or two: what an outcome rests on, and what an attempt is open for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from markpack.assessment.criteria import CriterionResult, award_text
from markpack.assessment.grade import below_minimum, counts_for, reaches_tier, total_share
from markpack.assessment.open_criteria import kept_criteria
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import AttemptStanding
from markpack.documents.shared.attempt_texts import attempt_name, limits_of
from markpack.documents.shared.grading_texts import percent
from markpack.documents.shared.outcome_texts import standing
from markpack.documents.shared.spelling import number, series
from markpack.documents.shared.standing_texts import SETTLED_BY, decisions_text, label_of, why_not_final
from markpack.model.instrument import Method
from markpack.model.outcome import MARKED, Outcome
from markpack.model.scheme import AttemptRule, GradeRule, Judgement, Scheme


def open_sentence(previous: AttemptResult, rule: AttemptRule, attempt: int, method: Method) -> str:
    """Say what the attempt after `previous` is, what may be shown in it, and what stays as it was."""
    scheme, kept = previous.scheme, kept_criteria(previous, rule)
    is_open = [entry for entry in previous.criteria if entry not in kept]
    better = [entry for entry in is_open if entry.met and rule.carries_over]
    again = [entry for entry in is_open if entry not in better]
    parts = [_is_open(_attempt(rule, attempt, method, explained=bool(scheme.attempts)), previous, again, better)]
    if better and again:
        parts.append(f"AC {_ids(better)} may be shown again; what is not stays as it was.")
    if len(again) > 1 and scheme.laddered:
        parts.append(_judge_again(scheme))
    if any(entry.met for entry in kept):
        parts.append("The other criteria were met before and stay met.")
    if left := [entry for entry in kept if not entry.met]:
        parts.append(f"AC {_ids(left)} {'is' if len(left) == 1 else 'are'} not open.")
    if scheme.attempts:
        parts += [limits_of(rule, scheme), f"It has to be authorised by {rule.authorised_by}."]
    return " ".join(filter(None, parts))


def _attempt(rule: AttemptRule, attempt: int, method: Method, *, explained: bool) -> str:
    return f"Attempt {attempt}, {attempt_name(rule, method)}" if explained else f"Attempt {attempt}"


def _judge_again(scheme: Scheme) -> str:
    """Say that an attempt by tiers is judged in each of its criteria, so that a grade rests on nothing unsaid."""
    words = scheme.words
    left_out = words.not_attempted or words.decisions[1]
    return (
        f"Each of them is judged again: “{left_out}” where the learner did not show it. One that is left empty leaves "
        f"the outcome {words.stated(words.incomplete)}."
    )


def _is_open(
    what: str, previous: AttemptResult, again: Sequence[CriterionResult], better: Sequence[CriterionResult]
) -> str:
    if not again:
        return f"{what}: AC {_ids(better)} may be shown again; what is not stays as it was."
    if previous.outcome is Outcome.PASS:
        return f"{what}: AC {_ids(again)} may be shown again for a higher grade."
    return f"{what}: AC {_ids(again)} to be shown again."


def earlier_text(entry: CriterionResult, previous: AttemptResult) -> str:
    """Say how a criterion was decided in the attempt before, and in the line below what the assessor wrote of it.

    Attempt 1: 3 / 8, not met yet.
    """
    scheme, recorded = previous.scheme, entry.recorded
    award, stands = award_text(recorded, scheme.words, numbered=scheme.numbered), standing(entry, scheme)
    said = [award] if stands in (award, MARKED) else [award, scheme.words.within(stands)]
    if scheme.numbered and recorded.mark is not None:
        said[0] = f"{award} / {entry.criterion.marks}"
    sentence = f"Attempt {entry.carried_from or previous.attempt}: {', '.join(filter(None, said))}."
    return "\n".join(filter(None, (sentence, recorded.comment)))


def outcome_sentence(result: AttemptResult, standing: AttemptStanding) -> str:
    """Say in a sentence what an outcome rests on, and whether it is final: `standing` is that of the attempt alone."""
    words = result.scheme.words
    word = words.result(result.outcome, result.grade)
    if result.not_marked:
        missing = series(criterion.id for criterion in result.not_marked)
        return f"{word}: AC {missing} still to be marked. This sheet is not final."
    cap = ""
    if result.capped_from:
        cap = f" The work itself comes to {words.grade(result.capped_from)}; this attempt earns no more than {word}."
    reasons = f"{''.join(_reasons(result, final=standing.is_confirmed))}{cap}"
    decisions, why = decisions_text(standing, word), why_not_final(standing)
    held = f"{decisions}. {SETTLED_BY}"
    if why:
        told = f"{word}, {label_of(standing)}: {reasons} Not final: {why}."
        return f"{told} It is held as well: {held}" if decisions else told
    return f"Held: {held} By the assessor: {reasons}" if decisions else f"{word}: {reasons}"


def _reasons(result: AttemptResult, *, final: bool) -> Iterator[str]:
    rule = result.scheme.rule
    if rule is GradeRule.BOUNDARIES:
        parts = split_by_unit(result)
        yield " ".join(_of_total(part, named=len(parts) > 1) for part in parts)
    elif rule is GradeRule.LADDER:
        yield _of_ladder(result)
    elif result.not_met:
        yield _not_met(result, final=final)
    else:
        yield "every criterion is met."
    parts = split_by_unit(result)
    if len(parts) > 1 and result.scheme.has_grades:
        yield f" {'. '.join(f'{part.unit.reference}: {_word(part)}' for part in parts)}."


def _word(result: AttemptResult) -> str:
    return result.scheme.words.result(result.outcome, result.grade)


def _not_met(result: AttemptResult, *, final: bool) -> str:
    words = result.scheme.words
    total = ", whatever the total" if result.scheme.numbered else ""
    missing = series(criterion.id for criterion in result.not_met)
    sentence = f"AC {missing} {words.stated(words.not_met)}. Every criterion has to be met{total}."
    earned = [part.unit.reference for part in split_by_unit(result) if part.outcome is Outcome.PASS]
    if not earned:
        return sentence
    passed = f"{words.passed[:1].upper()}{words.passed[1:]}" if final else f"{words.pass_}, not final"
    return f"{sentence} {passed}: {series(earned)}."


def _of_ladder(result: AttemptResult) -> str:
    """Say which tiers are reached in full, and which criteria are missing from the others."""
    scheme = result.scheme
    complete = list[str]()
    for tier, code in zip(scheme.tiers, scheme.codes, strict=True):
        of_tier = [entry for entry in result.criteria if counts_for(entry, tier, scheme)]
        below = [entry for entry in of_tier if not reaches_tier(entry, tier, scheme)]
        if below and scheme.judgement is Judgement.LEVELS:
            reached = f"every criterion reaches {complete[-1]}; " if complete else ""
            return f"{reached}AC {_ids(below)} below {scheme.words.grade(code)}."
        if below:
            reached = f"every {series(complete)} criterion is met; " if complete else ""
            return f"{reached}{'; '.join(_open(result))}."
        complete += [scheme.words.grade(code)] if of_tier else []
    if scheme.judgement is Judgement.LEVELS:
        return f"every criterion reaches {complete[-1]}."
    return "every criterion is met."


def _open(result: AttemptResult) -> Iterator[str]:
    """Return which criteria were not met, and which were not attempted."""
    states: dict[str, list[CriterionResult]] = {}
    for entry in result.criteria:
        if entry.met is False:
            states.setdefault(result.scheme.words.stated(standing(entry, result.scheme)), []).append(entry)
    return (f"AC {_ids(entries)} {state}" for state, entries in states.items())


def _of_total(result: AttemptResult, *, named: bool) -> str:
    """Say which part of the marks was earned, and what is below a minimum of its own."""
    scheme = result.scheme
    unit = f"{result.unit.reference}: " if named else ""
    share = math.floor(total_share(result.criteria) * 1000) / 10  # rounded down, so that no boundary seems reached
    sentences = [f"{unit}{number(result.total or Fraction(0))} of {result.maximum} marks, {share:g}%."]
    sections = {section.id for section in result.unit.outcomes}
    below = list(below_minimum(result.unit, result.criteria))
    for names, least in (
        ([f"{scheme.words.section} {id_}" for id_ in below if id_ in sections], scheme.minimum_of_section),
        ([f"AC {id_}" for id_ in below if id_ not in sections], scheme.minimum_each),
    ):
        if names and least is not None:
            needed = f"the {percent(least)} that {'it needs' if len(names) == 1 else 'each needs'}"
            sentences.append(f"{series(names)} {'has' if len(names) == 1 else 'have'} less than {needed}.")
    return " ".join(sentences)


def _ids(entries: Sequence[CriterionResult]) -> str:
    return series(entry.criterion.id for entry in entries)
