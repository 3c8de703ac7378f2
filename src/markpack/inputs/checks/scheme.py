"""Rules of an outcome scheme's file that hold between its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations

from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import R, Sourced
from markpack.model.outcome import NOT_ATTEMPTED
from markpack.model.scheme import AttemptKind, GradeRule, Judgement
from markpack.model.scheme_template import WORDS, AttemptTemplate, SchemeTemplate

FLOOR = "floor"


def check_scheme(scheme: Sourced[SchemeTemplate]) -> None:
    """Note what does not hold together in a scheme, each with its place."""
    _check_judgement(scheme)
    _check_grade(scheme)
    if not scheme.problems.errors:
        _check_words(scheme)
        _check_bands(scheme)
        _check_attempts(scheme)
        _check_meanings(scheme)


def _check_judgement(scheme: Sourced[SchemeTemplate]) -> None:
    record = scheme.record.judgement
    levels = record.kind is Judgement.LEVELS
    if levels and len(set(record.order)) < 2:
        _error(scheme, ("judgement",), "Levels need at least two codes.", "Write order: [N, P, M, D], from the lowest.")
    elif levels and len(_texts(*record.order)) < len(record.order):
        _error(scheme, ("judgement", "order"), "A level is listed twice.", "List each once, from the lowest.")
    if not levels and (record.order or record.met_level):
        key = "order" if record.order else "met_level"
        _error(scheme, ("judgement", key), f"{quote(key)} is for levels.", "Take it out, or write kind: levels.")
    if levels and record.met_level and record.met_level not in record.order:
        _error(scheme, ("judgement", "met_level"), f"{quote(record.met_level)} is not a level.", _one_of(record.order))
    from_level_on = record.met_level or next(iter(scheme.record.grade.tiers), "")
    if levels and from_level_on in record.order[:1] and not scheme.record.not_attempted:
        message = (
            f"A criterion is met by the lowest level already, {quote(from_level_on)}, so nothing could fall short."
        )
        part = ("judgement", "met_level") if record.met_level else ("judgement", "order")
        _error(scheme, part, message, "List a lower level first, or write not_attempted: yes.")
    if record.met_at is not None and record.kind is not Judgement.MARKS:
        _error(scheme, ("judgement", "met_at"), "“met_at” is for marks.", "Take it out, or write kind: marks.")
    if record.met_at == 0:
        message = "With “met_at” at 0, nothing could fall short."
        _error(scheme, ("judgement", "met_at"), message, "Write a part above 0, such as 1/2.")


def _check_grade(scheme: Sourced[SchemeTemplate]) -> None:
    grade, judgement = scheme.record.grade, scheme.record.judgement
    if grade.rule is GradeRule.LADDER and len(_texts(*grade.tiers)) < max(1, len(grade.tiers)):
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
    if grade.rule is GradeRule.BOUNDARIES and judgement.met_at is not None:
        hint = "Take it out, or give each criterion a least percentage: minimum_each: {criterion: 40}."
        _error(scheme, ("judgement", "met_at"), "“met_at” does not go with boundaries.", hint)
    for tier in scheme.record.tiers:
        if tier.casefold() == FLOOR:
            part = ("grade", "tiers") if grade.tiers else ("grade", "boundaries", "steps", tier)
            message = f"{quote(tier)} is the grade below all tiers and steps, and none of them."
            _error(scheme, part, message, "Choose another name, such as P.")
    if grade.rule is GradeRule.LADDER and judgement.kind is Judgement.LEVELS and grade.tiers:
        _check_tiers_of_levels(scheme)
    needed = (*scheme.record.tiers, FLOOR)
    for tier in needed:
        if tier not in grade.codes:
            _error(scheme, ("grade", "codes"), f"There is no code for {quote(tier)}.", f"Add one: {tier}: ….")
    for key in grade.codes if scheme.record.tiers else ():
        if key not in needed:
            _unknown(scheme, ("grade", "codes", key), key, needed)
    for key, code in grade.codes.items():
        if code != key and code in needed:
            message = f"{quote(code)} is the code of {quote(key)}, and itself another one of {quote('codes')}."
            _error(scheme, ("grade", "codes", key), message, f"Write {key}: {key}, or a code that is none of them.")
    if len(set(grade.codes.values())) < len(grade.codes):
        _error(scheme, ("grade", "codes"), "Two grades have the same code.", "Give each its own.")


def _check_tiers_of_levels(scheme: Sourced[SchemeTemplate]) -> None:
    tiers, judgement = scheme.record.grade.tiers, scheme.record.judgement
    strangers = [tier for tier in tiers if tier not in judgement.order]
    for tier in strangers:
        message = f"The tier {quote(tier)} is not a level."
        _error(scheme, ("grade", "tiers"), message, _one_of(judgement.order))
    in_order = sorted(tiers, key=judgement.order.index) if not strangers else list(tiers)
    if in_order != list(tiers):
        hint = f"Write tiers: [{', '.join(in_order)}]."
        _error(scheme, ("grade", "tiers"), "The tiers are not in the order of the levels.", hint)
    elif judgement.met_level not in (None, tiers[0]):
        hint = f"Write met_level: {tiers[0]}, or take it out."
        message = "A criterion is met by the lowest tier already, and “met_level” says otherwise."
        _error(scheme, ("judgement", "met_level"), message, hint)


def _check_words(scheme: Sourced[SchemeTemplate]) -> None:
    record = scheme.record
    codes = [*record.grade.codes.values(), *record.judgement.order]
    known = (*WORDS, *codes, *record.bands)
    for key in record.words:
        if key not in known:
            _unknown(scheme, ("words", key), key, known)
    for key in record.in_sentences:
        if key not in (*record.words, *codes):
            _unknown(scheme, ("in_sentences", key), key, (*record.words, *codes))
    named: list[tuple[tuple[str, ...], str]] = [
        (("grade", "codes", tier), code) for tier, code in record.grade.codes.items()
    ]
    named += [(("judgement", "order"), level) for level in record.judgement.order]
    named += [(("bands", band), band) for band in record.bands]
    for location, name in named:
        if name in WORDS:
            message = f"{quote(name)} has a meaning of its own under “words”."
            _error(scheme, location, message, "Choose another name, such as P or N1.")


def _check_meanings(scheme: Sourced[SchemeTemplate]) -> None:
    """Note what could be read as two things in the same place, in whatever case."""
    words, synonyms = scheme.record.scheme().words, scheme.record.also
    also = _texts(*synonyms.met, *synonyms.not_met) if "also" in scheme.record.model_fields_set else ()
    grades = {f"the grade {quote(code)}": _texts(code, word) for code, word in words.grades}
    levels = {f"the level {quote(code)}": _texts(code, word) for code, word in words.levels}
    not_marked = {"“not_marked”": _texts(words.not_marked)}
    left_out = {"“not_attempted”": _texts(words.not_attempted, NOT_ATTEMPTED, "not_attempted")}
    if not words.not_attempted:
        left_out = {}
    met = {"“met”": _texts("met", words.met, words.decisions[0], *words.also_pass)}
    not_met = {"“not_met”": _texts("not_met", words.not_met, words.decisions[1], *words.also_referral)}
    floor, *others = grades.items()
    for meanings in (
        grades | not_marked | {"“incomplete”": _texts(words.incomplete)},
        levels | not_marked | left_out,
        met | not_met | not_marked | left_out,
        met | dict([floor]),
        {f"the band {quote(band)}": _texts(word) for band, word in words.bands},
        {"“passed”": _texts(words.passed), "“referred”": _texts(words.referred)},
        *(not_met | dict([grade]) for grade in others),
        *(met | dict([grade]) for grade in others if scheme.record.scheme().laddered),
    ):
        for (one, texts), (other, its_texts) in combinations(meanings.items(), 2):
            for text in sorted(texts & its_texts):
                message = f"{quote(text)} stands for two things: {one} and {other}."
                hint = "Give each its own word. Capital and small letters count as the same."
                _error(scheme, ("also",) if text in also else ("words",), message, hint)


def _texts(*texts: str) -> set[str]:
    return {text.casefold() for text in texts}


def _check_bands(scheme: Sourced[SchemeTemplate]) -> None:
    record = scheme.record
    parts = list(record.bands.values())
    if parts != sorted(set(parts)):
        _error(scheme, ("bands",), "Bands do not rise.", "List them from the lowest, each at a part of its own.")
    if record.without_marks and record.judgement.kind is not Judgement.MARKS:
        message = "“without_marks” is for marks, and this scheme has none."
        _error(scheme, ("without_marks",), message, "Take it out, or write kind: marks.")


def _check_attempts(scheme: Sourced[SchemeTemplate]) -> None:
    record = scheme.record
    attempts = scheme.parts(record.attempts, "attempts")
    for position, attempt in enumerate(attempts):
        kind, scope = attempt.record.kind, attempt.record.scope
        if (position == 0) is not (kind is AttemptKind.FIRST) or (kind is AttemptKind.FIRST and attempt.record.max > 1):
            _error(attempt, ("kind",), "There is one first attempt, at the beginning.", "List kind: first once, first.")
        elif kind is AttemptKind.FIRST:
            _check_first(attempt)
        if kind is AttemptKind.RESUBMISSION and attempt.record.new_task:
            message = "A resubmission is the same work, improved, and not on a new task."
            _error(attempt, ("new_task",), message, "Take “new_task” out, or write kind: retake.")
        grades = [code for tier, code in record.grade.codes.items() if tier != FLOOR]
        if attempt.record.cap and attempt.record.cap not in grades:
            _error(attempt, ("cap",), f"{quote(attempt.record.cap)} is not a grade to be earned.", _one_of(grades))
        if isinstance(scope, tuple):
            _check_scope(scheme, attempt, scope)


def _check_first(attempt: Sourced[AttemptTemplate]) -> None:
    """Note what holds for later attempts only."""
    for name, field in AttemptTemplate.model_fields.items():
        if name not in ("kind", "max", "scope") and getattr(attempt.record, name) != field.default:
            key = field.alias or name
            message = f"{quote(key)} is for an attempt after the first."
            _error(attempt, (key,), message, f"Take {quote(key)} out.")


def _check_scope(scheme: Sourced[SchemeTemplate], attempt: Sourced[AttemptTemplate], scope: tuple[str, ...]) -> None:
    """Note tiers that an attempt cannot be for."""
    tiers, levels = scheme.record.grade.tiers, scheme.record.judgement.kind is Judgement.LEVELS
    if not tiers or levels:
        message = "“scope” has tiers, but no criterion belongs to one."
        _error(attempt, ("scope",), message, "Write scope: open, or scope: all.")
    elif attempt.record.kind is AttemptKind.FIRST:
        _error(attempt, ("scope",), "The first attempt is for all tiers.", "Take “scope” out.")
    elif not scope:
        _error(attempt, ("scope",), "“scope” has no entries.", "Write scope: open, all, or tiers such as [P].")
    else:
        for tier in scope:
            if tier not in tiers:
                _error(attempt, ("scope",), f"{quote(tier)} is not a tier.", _one_of(tiers))


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
