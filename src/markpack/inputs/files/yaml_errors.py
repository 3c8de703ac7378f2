"""What is wrong with a file that YAML cannot read, or reads otherwise than it was meant, in a tutor's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

import yaml

from markpack.errors import Place
from markpack.inputs.problems import quote, sentences

UNQUOTED = ("A value that starts with a placeholder needs quotes.", 'Write "{{ … }} …" in quotes.')
UNCLOSED = (
    "The quotation mark that opens here is not closed.",
    "Close it at the end of the value, or indent the lines that belong to the text.",
)
LEFT_OUT = (
    "This text holds invisible characters, the first one here. They are left out.",
    "They come along when text is copied from a message or a web page. Type it again to get rid of them.",
)
NOT_SHOWN = ("A character here cannot be shown as text.", "Delete the invisible character.")

INVISIBLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Control characters, separators of lines and paragraphs, and what is no character at all."""

UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Signs of prose that show as nothing, or turn around what follows; not those that join letters or signs."""

_BEFORE_VALUE = re.compile(r"\s*(?:-\s+)*")
_KEY_OR_ENTRY = re.compile(r"(?P<indent>\s*)(?:-\s|[A-Za-z_][\w -]*:(?:\s|$))")
_OPENING = re.compile(r"""\s*+(?:-\s++)*+(?:[^\s"'#][^"'#]*?:\s+)?(?=(?P<quote>["']))""")
_LINES_LOOKED_BACK = 1_000
_REST = {'"': re.compile(r'(?:[^"\\]|\\.)*+"'), "'": re.compile(r"(?:[^']|'')*+'")}
_KEY = re.compile(r"\s*(?:-\s+)*(?P<key>[A-Za-z_][\w -]*):(?:\s|$)")
_UNQUOTED_VALUE = re.compile(r"(?:^|[:-])\s*(?=\{\{|\{\s*\w+\s*\.\s*\w+\s*\})")
_CURLY_VALUE = re.compile(r"(?:^|[:-])\s+(?=[“”„‘‚])")
_CLOSING = {"“": "”", "”": "”", "„": "”“", "‘": "’", "‚": "’‘", "’": "’"}
"""What closes a quotation that a curly mark opens."""
_COMMENT = re.compile(r"(?P<space>\s*)(?P<comment>#.*)")
_NO_TEXT = re.compile(r"[\d.,/:% -]+|yes|no|true|false", re.IGNORECASE)

CURLY = (
    "Curly quotation marks do not quote a value, they are a part of it.",
    'Use straight ones ("), or put straight ones around the whole if the curly ones are meant to be read.',
)

Mistake: TypeAlias = tuple[Place, str, str]
"""Where something is wrong, what it is, and what to do."""

_SECOND_COLON = (
    "There is a second colon in the line, so key and value cannot be told apart.",
    "Put the whole value in quotes.",
)
_KEY_IN_VALUE = (
    "There is a key where a value should go on.",
    "Check that the line above has a colon, and that keys of one level start in the same column.",
)
_BAD_INDENT = (
    "The line is not indented like the ones it belongs to.",
    "Start all keys (or dashes) of one level in the same column.",
)
_BEHIND_QUOTATION = (
    "There is more text after the closing quotation mark.",
    "Delete what follows it. Put a value with an apostrophe in it between double quotation marks.",
)
_FENCE = ("This line with ``` is left from a message that the text was copied from.", "Delete all such lines.")
_KEY_WITHOUT_SPACE = re.compile(r"\s*(?:-\s+)*[A-Za-z_]\w*:(?=[^ \t/])")
_MISTAKES = (
    ("',' or", "A list or mapping in brackets is not closed.", "Check the brackets and commas."),
    ("did not find expected key", *_BAD_INDENT),
    ("expected '-'", *_BAD_INDENT),
    ("block end", *_BAD_INDENT),
    ("document start", *_BAD_INDENT),
    ("alphabetic or numeric", "A value cannot start with * or &.", "Put the value in quotes."),
    (
        "escape character",
        "A backslash between double quotation marks needs a second one.",
        "Write two, or put the value between single quotation marks (').",
    ),
)
"""What the parser says, with what is wrong and what to do."""


def swallowed(value: str, line: str, end: int) -> str:
    """Return the comment behind a value without quotes that ends in its line, if it looks like a part of the value.

    People set comments off by two spaces or more, and explain dates, numbers and choices; a number or colour with
    nothing between it and its # is meant.
    """
    comment = _COMMENT.match(line, end)
    if comment is None:
        return ""
    is_close = len(comment["space"]) == 1 and bool(value) and not _NO_TEXT.fullmatch(value)
    return comment["comment"].rstrip() if is_close or re.match(r"#\w", comment["comment"]) else ""


def first_unseen(event: yaml.Event, lines: Sequence[str]) -> tuple[int, int] | None:
    """Return line and column (from 1) of the first UNSEEN in a value as it stands in the file; None if it is a code."""
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return None
    for number in range(start.line, min(end.line + 1, len(lines))):
        left, right = start.column * (number == start.line), end.column if number == end.line else len(lines[number])
        if sign := UNSEEN.search(lines[number], left, right):
            return number + 1, sign.start() + 1
    return None


def is_curly_quotation(value: str) -> bool:
    """Say whether a value without quotes stands between curly quotation marks, or opens with one that is not closed."""
    closing = _CLOSING.get(value[:1], "")
    if not closing:
        return False
    positions = [position for position, letter in enumerate(value) if position and letter in closing]
    return positions == [len(value) - 1] or (not positions and value[0] != "’")


def runs_over_keys(lines: Sequence[str], first: int, last: int) -> bool:
    """Say whether a quotation that reaches from one line to another (from 1) has swallowed what looks like a key.

    Text that belongs to the quotation is indented further than its own key.
    """
    if last <= first:
        return False
    start = _BEFORE_VALUE.match(lines[first - 1]) if 0 < first <= len(lines) else None
    indent = start.end() if start else 0
    return any((key := _KEY_OR_ENTRY.match(line)) and len(key["indent"]) <= indent for line in lines[first:last])


def _unclosed_quote(lines: Sequence[str], closed_in: int) -> tuple[int, int] | None:
    """Return line and column of the quotation mark that was meant to close before the line in which it does."""
    first = max(0, closed_in - 1 - _LINES_LOOKED_BACK)
    for number, line in enumerate(lines[first : closed_in - 1], first + 1):
        opening = _OPENING.match(line)
        if opening is None or _REST[opening["quote"]].match(line, opening.end() + 1):
            continue
        rest = _REST[opening["quote"]]
        last = next((n for n in range(number + 1, min(closed_in, len(lines)) + 1) if rest.match(lines[n - 1])), 0)
        if last == closed_in and runs_over_keys(lines, number, last):
            return number, opening.end() + 1
    return None


def _without_colon(place: Place, lines: Sequence[str]) -> Mistake:
    """Say what to do with a line that is neither a key nor indented like the text above it."""
    line = "".join(lines[place.line - 1 : place.line])  # nothing behind the last line
    if colon := _KEY_WITHOUT_SPACE.match(line):
        behind = Place(place.file, place.line, colon.end() + 1)
        return behind, "There is no ordinary space after this colon.", "Write one there."
    indent = len(line) - len(line.lstrip())
    above = (entry for entry in reversed(lines[: place.line - 1]) if entry.strip())
    owner = next((entry for entry in above if len(entry) - len(entry.lstrip()) <= indent), "")
    key = _KEY.match(owner)
    belongs = (
        f"If it belongs to {quote(key['key'])}, put two {'more ' if indent else ''}spaces before it." if key else ""
    )
    return (
        place,
        "This line is not indented, and there is no colon in it." if key else "This line has no colon.",
        sentences(belongs, "If it is a key, write a colon and a space after it."),
    )


def syntax_mistake(error: yaml.MarkedYAMLError, file: str, lines: tuple[str, ...]) -> Mistake:
    """Return where the parser stumbled, what is wrong there in a tutor's words, and what to do."""
    place = _place(file, error.problem_mark or error.context_mark)
    problem = error.problem or ""
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if mistake := _mistake_in_line(problem, place, line):
        return mistake
    if opening := _unclosed_quote(lines, place.line):
        return Place(file, *opening), *UNCLOSED
    if "cannot start any token" in problem:
        if line.lstrip().startswith("```"):
            return place, *_FENCE
        character = line[place.column - 1 : place.column]
        return place, f"A value cannot start with {quote(character)}.", "Put the value in quotes."
    start = _place(file, error.context_mark) if error.context_mark else place
    if "end of stream" in problem and "quoted" in (error.context or ""):
        return start, *UNCLOSED
    if "could not find expected ':'" in problem:
        return _without_colon(start, lines)
    if "expected" in problem and line[: place.column - 1].rstrip().endswith(("'", '"')):
        return place, *_BEHIND_QUOTATION
    for words, message, hint in _MISTAKES:
        if words in problem:
            return place, message, hint
    return place, f"The file is not valid YAML here: {problem or error.context}.", "Check colons, quotes and spaces."


def _place(file: str, mark: yaml.Mark | None) -> Place:
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)


def _mistake_in_line(problem: str, place: Place, line: str) -> Mistake | None:
    """Return what the line itself shows to be wrong: a tab, a placeholder without quotes, or a colon."""
    indent = line[: len(line) - len(line.lstrip())]
    if "tab" in problem or "\t" in indent or line[place.column - 1 : place.column] == "\t":
        return place, "The line is indented with a tab; YAML allows only spaces.", "Replace the tab by spaces."
    if _UNQUOTED_VALUE.search(line):
        return Place(place.file, place.line, line.find("{") + 1), *UNQUOTED
    if (curly := _CURLY_VALUE.search(line)) and curly.end() < place.column:
        return Place(place.file, place.line, curly.end() + 1), *CURLY
    if "mapping values are not allowed" in problem:
        return place, *(_SECOND_COLON if ":" in line[: place.column - 1] else _KEY_IN_VALUE)
    return None
