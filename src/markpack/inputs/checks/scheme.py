"""Rules of an outcome scheme's file that hold between its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import R, Sourced
from markpack.model.scheme import AttemptKind, GradeRule, Judgement
from markpack.model.scheme_template import WORDS, SchemeTemplate

FLOOR = "floor"


def check_scheme(scheme: Sourced[SchemeTemplate]) -> None:
    """Note what does not hold together in a scheme, each with its place."""
    _check_judgement(scheme)
    _check_grade(scheme)
    if not scheme.problems.errors:
        _check_words(scheme)
        _check_decisions(scheme)
        _check_attempts(scheme)


def _check_judgement(scheme: Sourced[SchemeTemplate]) -> None:
    record = scheme.record.judgement
    levels = record.kind is Judgement.LEVELS
    if levels and len(set(record.order)) < 2:
        _error(scheme, ("judgement",), "Levels need at least two codes.", "Write order: [N, P, M, D], from the lowest.")
    if not levels and (record.order or record.met_level):
        key = "order" if record.order else "met_level"
        _error(scheme, ("judgement", key), f"{quote(key)} is for levels.", "Take it out, or write kind: levels.")
    if levels and record.met_level and record.met_level not in record.order:
        _error(scheme, ("judgement", "met_level"), f"{quote(record.met_level)} is no level.", _one_of(record.order))
    if record.met_at is not None and record.kind is not Judgement.MARKS:
        _error(scheme, ("judgement", "met_at"), "“met_at” is for marks.", "Take it out, or write kind: marks.")


def _check_grade(scheme: Sourced[SchemeTemplate]) -> None:
    grade, judgement = scheme.record.grade, scheme.record.judgement
    if grade.rule is GradeRule.LADDER and len(set(grade.tiers)) < max(1, len(grade.tiers)):
        _error(scheme, ("grade", "tiers"), "A ladder needs its tiers, each once.", "Write tiers: [P, M, D].")
    if grade.rule is not GradeRule.LADDER and grade.tiers:
        _error(scheme, ("grade", "tiers"), "“tiers” is for a ladder.", "Take it out, or write rule: ladder.")
    if (grade.rule is GradeRule.BOUNDARIES) is not (grade.boundaries is not None):
        hint = "Write boundaries: {of: total, steps: {P: 50}}." if grade.boundaries is None else "Take them out."
        _error(scheme, ("grade", "rule"), "“boundaries” and rule: boundaries go together.", hint)
    if grade.rule is GradeRule.BOUNDARIES and judgement.kind is not Judgement.MARKS:
        _error(scheme, ("grade", "rule"), "Boundaries are those of marks.", "Write kind: marks under judgement.")
    if grade.boundaries:
        steps = list(grade.boundaries.steps.values())
        if steps != sorted(set(steps)):
            _error(scheme, ("grade", "boundaries", "steps"), "Steps do not rise.", "List them from the lowest.")
    if grade.rule is GradeRule.LADDER and judgement.kind is Judgement.LEVELS:
        for tier in grade.tiers:
            if tier not in judgement.order:
                _error(scheme, ("grade", "tiers"), f"The tier {quote(tier)} is no level.", _one_of(judgement.order))
    needed = (*scheme.record.tiers, FLOOR)
    for tier in needed:
        if tier not in grade.codes:
            _error(scheme, ("grade", "codes"), f"There is no code for {quote(tier)}.", f"Add one: {tier}: ….")
    for key in grade.codes:
        if key not in needed:
            _unknown(scheme, ("grade", "codes", key), key, needed)
    if len(set(grade.codes.values())) < len(grade.codes):
        _error(scheme, ("grade", "codes"), "Two grades have the same code.", "Give each its own.")


def _check_words(scheme: Sourced[SchemeTemplate]) -> None:
    record = scheme.record
    codes = [*record.grade.codes.values(), *record.judgement.order]
    known = (*WORDS, *codes, *record.bands)
    for key in record.words:
        if key not in known:
            _unknown(scheme, ("words", key), key, known)
    words = [record.words.get(code, code).casefold() for code in dict.fromkeys(record.grade.codes.values())]
    if len(set(words)) < len(words):
        _error(scheme, ("words",), "Two grades have the same word.", "Give each its own.")


def _check_decisions(scheme: Sourced[SchemeTemplate]) -> None:
    """Note what could be read as either decision on a criterion, or as one of several grades too."""
    record = scheme.record
    met, not_met = (
        {text.casefold() for text in (*synonyms, *map(record.words.get, (key, f"{key}_decision"))) if text}
        for key, synonyms in (("met", record.also.met), ("not_met", record.also.not_met))
    )
    for text in sorted(met & not_met):
        _error(scheme, ("also",), f"{quote(text)} means that a criterion is met, and that it is not.", "Let it be one.")
    if record.grade.rule is not GradeRule.LADDER or record.judgement.kind is not Judgement.MET:
        return
    codes = [record.grade.codes[tier] for tier in record.tiers]
    grades = {name.casefold() for code in codes for name in (code, record.words.get(code, code))}
    for text in sorted(met & grades):
        _error(
            scheme,
            ("also",),
            f"{quote(text)} is a grade, and cannot mean that a criterion is met as well.",
            "Choose another word for criteria, such as Achieved.",
        )


def _check_attempts(scheme: Sourced[SchemeTemplate]) -> None:
    record = scheme.record
    attempts = scheme.parts(record.attempts, "attempts")
    for position, attempt in enumerate(attempts):
        kind, scope = attempt.record.kind, attempt.record.scope
        if (position == 0) is not (kind is AttemptKind.FIRST) or (kind is AttemptKind.FIRST and attempt.record.max > 1):
            _error(attempt, ("kind",), "There is one first attempt, at the beginning.", "List kind: first once, first.")
        if attempt.record.cap and attempt.record.cap not in record.grade.codes.values():
            _error(attempt, ("cap",), f"{quote(attempt.record.cap)} is no grade.", _one_of(record.grade.codes.values()))
        for tier in scope if isinstance(scope, tuple) else ():
            if tier not in record.grade.tiers:
                _error(attempt, ("scope",), f"{quote(tier)} is no tier.", _one_of(record.grade.tiers))


def _one_of(codes: Iterable[str]) -> str:
    return f"Write {listing(map(quote, codes), last='or')}."


def _unknown(scheme: Sourced[SchemeTemplate], location: tuple[str, ...], key: str, known: Collection[str]) -> None:
    scheme.problems.error(
        scheme.key_place(*location),
        f"{quote(key)} is not a key of {quote(location[-2])}.",
        sentences(did_you_mean(key, known), f"Its keys are {listing(known, limit=24)}."),
    )


def _error(part: Sourced[R], location: tuple[str, ...], message: str, hint: str) -> None:
    part.problems.error(part.place(*location), message, hint)
