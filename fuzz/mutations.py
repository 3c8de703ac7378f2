"""Files changed at random, the same for the same seed; what is packed is changed inside its parts as well."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Sequence
from typing import Any

_STRANGE = (
    b"\x00",
    b"\xff",
    b"\xa0",
    b"\xed\xa0\x80",
    b"-1",
    b"1e999",
    b"999999999999",
    b'"',
    b"<",
    b">",
    b"\r",
    b"{{",
)
_STRANGE_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    10**30,
    float("inf"),
    "",
    "x",
    "\udc80",
    [],
    [[]],
    {},
    {"x": None},
)
_MOST_CHANGES = 4


def mutated(seeds: Sequence[bytes], source: random.Random) -> bytes:
    """Return one of the seeds with some changes."""
    data = source.choice(seeds)
    if data.startswith(b"PK") and source.random() < 0.8:
        return _repacked(data, source)
    if data.startswith(b"{") and source.random() < 0.5:
        return _with_other_value(data, source)
    return _changed(data, source)


def _changed(data: bytes, source: random.Random) -> bytes:
    for _ in range(source.randint(1, _MOST_CHANGES)):
        start = source.randrange(len(data) + 1)
        end = min(len(data), start + source.choice((0, 1, 2, 8, 64)))
        part = data[start:end]
        new = source.choice((b"", part * 2, source.choice(_STRANGE), part[::-1], source.randbytes(len(part))))
        data = data[:start] + new + data[end:]
    return data


def _repacked(data: bytes, source: random.Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = source.choice(names)
        for name in names:
            content = old.read(name)
            new.writestr(zipfile.ZipInfo(name), _changed(content, source) if name == chosen else content)
    return stream.getvalue()


def _with_other_value(data: bytes, source: random.Random) -> bytes:
    """Put something else into the place of a value of JSON; a line before the JSON, which is JSON too, stays."""
    try:
        value = json.loads(data)
        head = b""
    except ValueError:
        head, _, rest = data.partition(b"\n")
        head += b"\n"
        try:
            value = json.loads(rest)
        except ValueError:
            return _changed(data, source)
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        container = waiting.pop()
        keys = container.keys() if isinstance(container, dict) else range(len(container))
        places += [(container, key) for key in keys]
        waiting += [container[key] for key in keys if isinstance(container[key], (dict, list))]
    if not places:
        return _changed(data, source)
    container, key = source.choice(places)
    container[key] = source.choice(_STRANGE_VALUES)
    return head + json.dumps(value).encode()
