"""Masters as plain data, so that a later build finds what an earlier one has laid out. Nothing in it can run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Protocol

from markpack.writers.masters.pdf import letters, objects, part_drawing, part_master, placed, structure

_HEADER = {"format": "markpack master", "version": 1}
_CLASSES: dict[str, type] = {
    it.__name__: it
    for module in (letters, objects, part_drawing, part_master, placed, structure)
    for it in vars(module).values()
    if isinstance(it, type) and is_dataclass(it)
}


class MasterStore(Protocol):
    """A place in which bytes are kept by names; it may forget them at any time."""

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name, if anything is."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Keep something under a name."""
        ...


def name_of(key: object) -> str:
    """Return the name under which a master is kept: a digest of all that it was made from."""
    return hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).hexdigest()


def packed(name: str, master: object) -> bytes:
    """Return a master as bytes, with what tells whether somebody has changed them."""
    body = json.dumps(_plain(master), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    header = json.dumps(_HEADER | {"name": name, "sha256": hashlib.sha256(body).hexdigest()})
    return header.encode() + b"\n" + body


def unpacked(name: str, data: bytes) -> Any:
    """Return the master that was kept under a name; None if it is not that, or is not whole."""
    header, _, body = data.partition(b"\n")
    try:
        said = json.loads(header)
        if said != _HEADER | {"name": name, "sha256": hashlib.sha256(body).hexdigest()}:
            return None
        return _made(json.loads(body.decode("utf-8", "surrogatepass")))
    except (ValueError, KeyError, TypeError):
        return None


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return {"b": value.decode("latin-1")}
        case tuple():
            return [_plain(it) for it in value]
        case frozenset():
            return {"s": sorted(value)}
        case Mapping():
            return {"m": [[_plain(key), _plain(it)] for key, it in value.items()]}
        case _:
            return {"c": type(value).__name__, "v": [_plain(getattr(value, it.name)) for it in fields(value)]}


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_made, value))
    if not isinstance(value, dict):
        return value
    if "c" in value:
        return _CLASSES[value["c"]](*map(_made, value["v"]))
    if "b" in value:
        return value["b"].encode("latin-1")
    if "s" in value:
        return frozenset(value["s"])
    return {_made(key): _made(it) for key, it in value["m"]}
