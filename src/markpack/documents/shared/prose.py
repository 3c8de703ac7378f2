"""Text for people: Markdown and placeholders become safe HTML and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from markpack.documents.shared.document import Rich
from markpack.documents.shared.markdown_merge import merged
from markpack.model.placeholders import fill

_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:])")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # No raw HTML, no images, no autolinks: a context is data, and nothing is fetched for a document.
    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_inline", "html_block", "autolink"])
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    return parser


def _heading(_self: object, tokens: list[Token], index: int, _options: object, _env: object) -> str:
    # A heading inside a text would break the outline of the document around it.
    return "<p><strong>" if tokens[index].nesting == 1 else "</strong></p>\n"


def escape_markdown(value: str) -> str:
    """Return a value so that Markdown shows it letter by letter."""
    return _MARKDOWN_SIGNS.sub(r"\\\1", " ".join(value.split()))


def rich(text: str, names: Mapping[str, Mapping[str, str]]) -> Rich:
    """Return a text in Markdown with its placeholders filled: as HTML blocks, and without mark-up."""
    filled = fill(text, names, escape=escape_markdown)
    html = _markdown().render(filled)
    return Rich(html=html, plain=_plain(filled))


def rich_merged(texts: Iterable[tuple[str, Mapping[str, Mapping[str, str]]]]) -> Rich | None:
    """Return several texts, each with the names for its own placeholders, as one that says nothing twice.

    None if there are none.
    """
    filled = [fill(text, names, escape=escape_markdown) for text, names in texts]
    if not filled:
        return None
    text = merged(filled) if len(filled) > 1 else filled[0]
    return Rich(html=_markdown().render(text), plain=_plain(text))


def rich_line(text: str, names: Mapping[str, Mapping[str, str]]) -> Rich:
    """Return one line of Markdown, such as a list item, as inline HTML without a paragraph around it."""
    filled = fill(" ".join(text.split()), names, escape=escape_markdown)
    return Rich(html=_markdown().renderInline(filled), plain=_plain(filled))


def emphasised(text: str) -> Rich:
    """Return a line of the program's own, in which **two asterisks** around words are all the mark-up that there is.

    So the words and names that stand in it, such as a scheme's, are shown letter by letter.
    """
    parts = " ".join(text.split()).split("**")
    if len(parts) % 2 == 0:  # the last two asterisks have no others to go with
        parts[-2:] = ["**".join(parts[-2:])]
    html = (
        f"<strong>{escape(part, quote=False)}</strong>" if position % 2 else escape(part, quote=False)
        for position, part in enumerate(parts)
    )
    return Rich(html="".join(html), plain="".join(parts))


def literal(text: str) -> Rich:
    """Return text that is neither Markdown nor template, such as an assessor's words, with its line breaks."""
    return Rich(html=escape(text).replace("\n", "<br>"), plain=text)


def _plain(markdown: str) -> str:
    lines: list[str] = []
    ordered: list[int | None] = []
    bullet = ""
    for token in _markdown().parse(markdown):
        match token.type:
            case "ordered_list_open":
                ordered.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                ordered.append(None)
            case "ordered_list_close" | "bullet_list_close":
                ordered.pop()
            case "list_item_open":
                number = ordered[-1]
                bullet = "• " if number is None else f"{number}. "
                if number is not None:
                    ordered[-1] = number + 1
            case "inline":
                lines.append("  " * max(len(ordered) - 1, 0) + bullet + _inline_text(token))
                bullet = ""
            case "code_block" | "fence":
                lines.append(token.content.rstrip("\n"))
            case _:
                pass
    return "\n".join(lines)


def _inline_text(token: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(breaks.get(child.type, child.content) for child in token.children or ())
