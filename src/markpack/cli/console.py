"""What is said on the console: in letters that it has, and without signs that change how the rest is read."""

from __future__ import annotations

import codecs
import io
import json
import re
import sys

import click

_LOOK_ALIKES = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "·": "-", "×": "x"}
)
"""What our own messages are set with, in the letters that every console has."""
_UNSEEN = re.compile(
    "[\0-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\\[[0-9;]*m)"
    "|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
)
"""Signs of control and direction; a colour's is left."""
_ESCAPED_BYTES = range(0xDC80, 0xDD00)
"""What Python puts in the place of bytes that are no UTF-8, as in a file's name."""

_missing: set[str] = set()
"""Letters that could not be shown."""


def prepare_console() -> None:
    """Have letters replaced that a console cannot show, whatever says something."""
    codecs.register_error("markpack", _replaced)
    _missing.clear()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="markpack")


def note_missing_letters() -> None:
    """Say, where letters have been replaced, that they were, and how to see them."""
    if _missing:
        click.echo(
            f"Some letters cannot be shown here ({sys.stdout.encoding}), and “?” stands for each of them. "
            "Set PYTHONUTF8=1 to see them.",
            file=sys.stderr,
        )


def echo(text: object = "", *, err: bool = False) -> None:
    """Print a line for people to read; signs that cannot be seen are named."""
    click.echo(shown(str(text)), file=sys.stderr if err else sys.stdout)


def echo_lines(text: str, *, err: bool = False) -> None:
    """Print several lines for people to read."""
    for line in text.split("\n"):
        echo(line, err=err)


def echo_data(text: str) -> None:
    """Print text for programs to read, as it is."""
    click.echo(text, file=sys.stdout, nl=False)


def echo_json(data: object) -> None:
    """Print data as JSON; letters that the console's encoding lacks are escaped, so that none is lost."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        text = json.dumps(data, indent=2)
    echo_data(f"{text}\n")


def shown(text: str) -> str:
    """Return a text in which signs of control and direction are named, for they could make it read as another one."""
    return _UNSEEN.sub(lambda sign: f"<U+{ord(sign[0]):04X}>", text)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_replacement, error.object[error.start : error.end])), error.end


def _replacement(letter: str) -> str:
    if ord(letter) in _ESCAPED_BYTES:
        return f"\\x{ord(letter) - 0xDC00:02x}"
    alike = letter.translate(_LOOK_ALIKES)
    if not alike.isascii():
        _missing.add(letter)
        return "?"
    return alike
