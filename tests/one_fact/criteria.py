"""What documents should say of a criterion in words, by its entry in a marks.json and the words for its codes."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.histories.published import Json

Word = Callable[[object], str]
"""The word for a code, as another document has it."""
LABEL = r"(?:Mark|Level|Pass or \w+|Achieved or Not yet achieved)"
"""What stands before a mark, level or decision."""
TIERS = {"P": "Pass", "M": "Merit", "D": "Distinction"}


def award(entry: Json, word: Word) -> str:
    """A mark of the highest, a level or a decision; nothing where there is none."""
    if entry["maximum"] and entry["decision"] is None:
        return f"{entry['mark'] or ''} / {entry['maximum']}".strip()
    return word(("award", entry["decision"], entry["level"], entry["not_attempted"]))


def standing(entry: Json, word: Word) -> str:
    return word(("status", entry["judged"], entry["met"], entry["not_attempted"]))


def judged(entry: Json, word: Word) -> re.Pattern[str]:
    """On a mark sheet: the comment, the mark, the least mark, and whether the criterion is met."""
    least = f" (min. of {entry['minimum']})" if entry["minimum"] else ""
    said = re.escape(f"{award(entry, word)}{least}").removeprefix(" ")
    comment = re.escape(f"{entry['comment']} " if entry["comment"] else "")
    return re.compile(rf"{comment}{LABEL} {said} ?{re.escape(standing(entry, word))}(?!\S)")


def earlier(entry: Json, attempt: int, word: Word) -> str:
    """On the sheet of the next attempt: what was decided before, and the comment on it."""
    said, stands = award(entry, word), standing(entry, word)
    within = f"{stands[:1].lower()}{stands[1:]}"
    return f"Attempt {attempt}: {said if said == stands else f'{said}, {within}'}. {entry['comment']}".strip()


def carried(entry: Json, word: Word) -> str:
    """On the sheet of a later attempt: what stays as it was."""
    return f"{award(entry, word)} Met in attempt {entry['carried_from']}."


def told(entry: Json, carried_from: int | None, word: Word, *, comment: str, above: bool) -> str:
    """In the table of a feedback report: the mark, the least mark, whether it is met, and the comment if not above.

    Where no criterion is met by itself, the mark stands alone.
    """
    figures, stands = "", ""
    if numbered := entry["maximum"] and entry["decision"] is None:
        least = f", at least {entry['minimum']}" if entry["minimum"] else ""
        figures = f"{award(entry, word) if entry['mark'] else 'out of ' + str(entry['maximum'])}{least}"
    if entry["minimum"] or not numbered or not entry["judged"]:
        stands = word(("award", entry["decision"], entry["level"], False)) if entry["level"] else standing(entry, word)
        stands += f" in attempt {carried_from}" if carried_from else ""
    counts = f"Counts for {TIERS[entry['tier']]}" if entry["tier"] else ""
    if above:
        stands = f"{stands}: see above" if stands else "See above"
    return " ".join(filter(None, (figures, stands, counts, "" if above else comment)))
