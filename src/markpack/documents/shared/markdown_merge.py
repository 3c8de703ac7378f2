"""Texts of several units as one: what each of them says stands there once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt


@dataclass(frozen=True)
class _Block:
    """A paragraph, or a list: its one part or its items, as Markdown has them."""

    parts: tuple[str, ...]
    is_list: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(map(_key, self.parts))


def merged(texts: Sequence[str]) -> str:
    """Return texts in Markdown one after another, without what an earlier one says already.

    A paragraph stands there once. Where it leads up to a list, the items of the later list join the earlier one; an
    item that closes both lists, with its full stop, closes the joint one.
    """
    first, *others = texts
    blocks = list(_blocks(first))
    for text in others:
        lead: int | None = None  # where the paragraph just before stands, if it was there already
        positions = {block.key: position for position, block in enumerate(blocks)}
        for block in _blocks(text):
            if not block.is_list and block.key in positions:
                lead = positions[block.key]
                continue
            if block.is_list and lead is not None and lead + 1 in positions.values() and blocks[lead + 1].is_list:
                blocks[lead + 1] = _joint_list(blocks[lead + 1], block)
            else:
                blocks.append(block)
            lead = None
    return "\n\n".join("\n".join(block.parts) for block in blocks)


def _joint_list(earlier: _Block, later: _Block) -> _Block:
    items = list(earlier.parts)
    if _key(items[-1]) == _key(later.parts[-1]):
        items.pop()
    known = set(map(_key, items))
    return _Block((*items, *(item for item in later.parts if _key(item) not in known)), is_list=True)


def _key(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def _blocks(text: str) -> Iterator[_Block]:
    lines = text.splitlines()
    tokens = [(token, token.map) for token in _parser().parse(text) if token.map and token.nesting >= 0]
    for token, (start, end) in tokens:
        if token.level:
            continue
        if token.type == "bullet_list_open":
            items = [
                lines_of_item for entry, lines_of_item in tokens if entry.type == "list_item_open" and entry.level == 1
            ]
            inside = [lines_of_item for lines_of_item in items if start <= lines_of_item[0] < end]
            yield _Block(tuple("\n".join(lines[a:b]).rstrip() for a, b in inside), is_list=True)
        else:
            yield _Block(("\n".join(lines[start:end]).rstrip(),))
