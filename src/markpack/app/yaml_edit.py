"""Changes of a YAML file's outermost keys; comments, order, layout and ends of lines stay as they are."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from markpack.inputs.files.located_data import Plain
from markpack.inputs.files.safe_files import decode
from markpack.inputs.files.yaml_text import YamlDocument, parse_yaml
from markpack.inputs.problems import Problems


def with_entries(
    data: bytes, document: YamlDocument, entries: Mapping[str, str], line: int, *, note: str = ""
) -> bytes:
    """Return a file's bytes with values for some of its outermost keys, as YAML has them: 2026-11-30, "2".

    Keys that it does not have stand below so many lines; with a `note`, as a paragraph that begins with it. How a file
    is laid out may keep this from coming out right, so hold `plain_data` of the result against what it is to say.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    lines = data[len(mark) :].splitlines(keepends=True)
    end = b"\r\n" if lines[0].endswith(b"\r\n") else b"\n"
    added = []
    for key, value in entries.items():
        if (key,) in document.keys:
            number = document.keys[key,].line - 1
            lines[number] = _with_value(lines[number], value)
        else:
            added.append(f"{key}: {value}".encode() + end)
    if added and note:
        added = [f"# {note}".encode() + end, *added, end]
    if line and not lines[line - 1].endswith((b"\n", b"\r")):
        lines[line - 1] += end
    return mark + b"".join([*lines[:line], *added, *lines[line:]])


def _with_value(line: bytes, value: str) -> bytes:
    """Return a line with another value for its key; a comment behind it stays, and so does the line's end."""
    text = line.rstrip(b"\r\n")
    key, _, rest = text.partition(b":")
    before, sign, _ = rest.partition(b"#")
    behind = rest[len(before.rstrip()) :] if sign else b""
    return key + b": " + value.encode() + behind + line[len(text) :]


def without_entry(data: bytes, document: YamlDocument, key: str) -> tuple[bytes, bytes]:
    """Return the lines of one of a file's outermost keys, and the file's bytes without them.

    The comment right above the key goes with it, unless the file begins with it, and what stands below its last value:
    all that is indented, and what no empty line parts from it. As with `with_entries`, hold the data of both against
    what it is to be.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    lines = data[len(mark) :].splitlines(keepends=True)
    own = min(document.keys[key,].line - 1, len(lines))
    begin = above_comment(data, own) or own
    further = [span.line - 1 for location, span in document.keys.items() if len(location) == 1]
    following = min((line for line in further if own < line < len(lines)), default=len(lines))
    end = above_comment(data, following) if following < len(lines) else following
    last = end
    while last > own + 1 and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith(b"#")):
        last -= 1
    for line in range(last + 1, end):
        if following < len(lines) and lines[line].startswith(b"#") and not lines[line - 1].strip():
            end = line
            break
    return b"".join(lines[begin:end]), mark + b"".join([*lines[:begin], *lines[end:]])


def above_comment(data: bytes, line: int) -> int:
    """Return how many lines stand above a line and the comment right above it, which is not indented."""
    lines = data.splitlines()
    while line and lines[line - 1].startswith(b"#"):
        line -= 1
    return line


def plain_data(data: bytes, file: str) -> dict[str, Plain]:
    """Return what a file says, key by key; nothing where it cannot be read."""
    problems = Problems()
    text = decode(data, file, problems)
    document = parse_yaml(text, file, problems) if text is not None else None
    return document.data if document and isinstance(document.data, dict) else {}
