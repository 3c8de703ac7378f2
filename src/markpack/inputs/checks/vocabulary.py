"""An employer's own texts that use our word where the employer has another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import quote
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import matches
from markpack.model.context import Context
from markpack.model.placeholders import VOCABULARY

LONGEST_TERM = 3
"""A value of more words describes something, as that of `activity` does, and stands for no word of ours."""

_SENTENCE_START = re.compile(r"(?:^|[.?!:…]\s|\n\s*\n|(?:^|\n)\s*[-*#]+\s)[\s*_“‘\"'(]*$")

_LOOKED_BACK = 200


def check_vocabulary(context: Sourced[Context]) -> None:
    """Warn where the scenario, guidance, examples or evidence of an employer hold our word in place of theirs."""
    vocabulary = {key: word.word for key, word in context.record.vocabulary.items()}
    keys = _keys(vocabulary)
    keys |= {text.casefold(): "" for word in context.record.vocabulary.values() for text in word.forms.values()}
    if not context.is_valid_at(VOCABULARY) or not any(keys.values()):
        return
    for match, location, place in matches(context, [("scenario",), ("units",)], _pattern(keys)):
        words = match["words"] or ""
        key = keys.get(" ".join(words.casefold().split()))
        if key and "not_in_work" not in location and not _is_name(match):
            context.problems.warn(
                place,
                f"{_named(location)} says {quote(words)}, where this employer’s word is {quote(vocabulary[key])}.",
                f"Write {{{{ {VOCABULARY}.{key} }}}}, or another word if something else is meant.",
            )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return what matches any of the words, and placeholders without looking at the words in them."""
    # The longest first, so that the “team” in “team member” is not looked at by itself.
    choices = "|".join(
        r"\s+".join(map(re.escape, text.split())) for text in sorted(words, key=lambda text: (-len(text), text))
    )
    return re.compile(
        rf"\{{\{{(?s:(?!\{{\{{).)*?\}}\}}|(?<![\w@./-])(?P<words>{choices})(?![\w@-])(?!\.\w)", re.IGNORECASE
    )


def _keys(vocabulary: Mapping[str, str]) -> dict[str, str]:
    """Return the key under which each word of ours has another one; no key for words that may stand."""
    keys: dict[str, str] = {}
    may_stand: dict[str, str] = {}
    for key, value in vocabulary.items():
        ours, theirs = key.replace("_", " ").casefold(), " ".join(value.casefold().split())
        is_term = len(theirs.split()) <= LONGEST_TERM
        if not ours:
            continue
        if any(re.search(rf"\b{re.escape(form)}\b", theirs) for form in _forms(ours)):
            may_stand |= dict.fromkeys(_forms(ours), "")
        elif is_term:
            keys |= dict.fromkeys(_forms(ours), key)
        if is_term:
            may_stand |= dict.fromkeys(_forms(theirs), "")
    return keys | may_stand


def _forms(word: str) -> tuple[str, ...]:
    if word.endswith("s"):
        return (word,)  # a plural already; its singular is too often part of another word, as in “customer service”
    if word.endswith("y") and word[-2:-1] not in ("a", "e", "o", "u"):
        return (word, f"{word[:-1]}ies")
    return (word, f"{word}s")


def _is_name(match: re.Match[str]) -> bool:
    """Say whether a word with a capital stands inside a sentence, as part of a name does."""
    start = match.start()
    return match[0][0].isupper() and not _SENTENCE_START.search(match.string, max(0, start - _LOOKED_BACK), start)


def _named(location: Location) -> str:
    """Name a text of a context: the scenario, or the guidance for task 2 of unit 8604-308."""
    if location[0] == "scenario":
        return "The scenario"
    unit, *rest = location[1:]
    task = f"task {rest[1]} of " if rest[:1] == ["tasks"] else ""
    kind = next((str(part) for part in reversed(rest) if isinstance(part, str)), "text")
    noun = {"examples": "An example", "evidence": "The evidence", "guidance": "The guidance"}.get(kind, "The text")
    return f"{noun} for {task}unit {unit}"
