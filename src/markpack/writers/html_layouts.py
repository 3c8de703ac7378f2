"""From a view-model to semantic HTML, the source of PDF and DOCX."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    meta,
    nodes,
)
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.document import Picture, Rich
from markpack.documents.shared.spelling import grouped
from markpack.model.forms.labels import CARRIED_OVER, DESCRIPTORS_HEADING, LABELS, LEAST_MARK, ON_CRITERION, TOTAL_NOTE
from markpack.writers.result import LayoutError

STYLESHEETS = ("print.css", "adjustments.css")
"""How pages look on paper."""
FOLDER = "templates/layouts"
"""Where a workspace has layouts of its own."""
MOST_STEPS = 1_000_000
"""The most entries of loops and calls that a page in a layout of the centre's own may take; ours take thousands."""
LARGEST_PAGE = 50_000_000
"""The most letters of a page; pictures are part of it."""


@dataclass(frozen=True)
class Layouts:
    """The layouts: markpack's own; a file of the centre's with the same name takes the place of each.

    `overrides` are the names and contents of the centre's files when a run begins, None if there are none. They are all
    that another process or machine needs.
    """

    overrides: tuple[tuple[str, bytes], ...] | None = None

    def read(self, name: str) -> bytes:
        """Return a layout file that is not a page, such as print.css or base.docx."""
        override = self.override(name)
        return (files("markpack") / "layouts" / name).read_bytes() if override is None else override

    def override(self, name: str) -> bytes | None:
        """Return the centre's file of a name, if there is one."""
        return next((data for path, data in self.overrides or () if path == name), None)


def read_layouts(folder: Path) -> Layouts:
    """Return the layouts with the overrides in a folder, which need not exist. Raises OSError as reading does."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return Layouts(tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths) or None)


class _BoundedEnvironment(SandboxedEnvironment):
    """Jinja for layouts of a centre's own: it counts loops and calls, and refuses what multiplies texts."""

    intercepted_binops = frozenset({"*", "**"})
    steps = 0
    layout = ""

    def count(self, items: Iterable[object] = ()) -> Iterator[object]:
        """Yield items, each of which is a step; raise LayoutError after too many."""
        for item in items:
            self._step()
            yield item

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise LayoutError(f"{self.layout} takes more than {MOST_STEPS} steps; check its loops and macros")

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        self._step()
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise LayoutError(f"a layout may use {operator} to multiply two numbers, and for nothing else")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        for loop in template.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
        return template


@lru_cache(maxsize=4)
def _environment(layouts: Layouts) -> SandboxedEnvironment:
    def centre_layout(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        data = layouts.override(name)
        return None if data is None else (_decoded(name, data), f"{FOLDER}/{name}", lambda: True)

    loader: BaseLoader = PackageLoader("markpack", "layouts")
    if layouts.overrides:
        loader = ChoiceLoader([FunctionLoader(centre_layout), loader])
    kind = _BoundedEnvironment if layouts.overrides else SandboxedEnvironment
    environment = kind(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    if isinstance(environment, _BoundedEnvironment):
        environment.filters["counted"] = environment.count
    environment.filters["html"] = _html
    environment.filters["data_uri"] = data_uri
    environment.filters["lines"] = lines
    environment.filters["grouped"] = grouped
    environment.filters["after"] = _without_prefix
    environment.globals.update(
        labels=LABELS,
        least_mark=LEAST_MARK,
        on_criterion=ON_CRITERION,
        carried_over=CARRIED_OVER,
        descriptors_heading=DESCRIPTORS_HEADING,
        total_note=TOTAL_NOTE,
    )
    return environment


def render(layout: str, view: object, layouts: Layouts) -> str:
    """Return a layout's page for a view-model, its variable `view`.

    Raises LayoutError where a layout of the centre's own cannot be filled in (the message names it, with the line),
    takes too many steps, or makes too long a page. Elsewhere an undefined name raises what Jinja has for it. Where one
    does not know what a later attempt carries over, all criteria of a mark sheet stand in full.
    """
    environment = _environment(layouts)
    if isinstance(environment, _BoundedEnvironment):
        environment.steps, environment.layout = 0, f"{layout}.html.j2"
    pieces, size = [], 0
    try:
        for piece in environment.get_template(f"{layout}.html.j2").generate(view=view):
            size += len(piece)
            if size > LARGEST_PAGE:
                raise LayoutError(f"{layout}.html.j2 gives more than {LARGEST_PAGE} letters; check its loops")
            pieces.append(piece)
    except LayoutError:
        raise
    except Exception as error:
        if place := _place_in_own_layout(error):
            remedy = "Compare it with markpack’s own layout of that name, or take it away"
            raise LayoutError(f"{place}: {_reason(error)}. {remedy}") from error
        raise
    page = "".join(pieces)
    if layouts.overrides and isinstance(view, MarkSheet) and _leaves_out(view, page):
        return render(layout, view.in_full, layouts)
    return page


def _leaves_out(sheet: MarkSheet, page: str) -> bool:
    """Say whether a layout of the centre's own, made for an earlier version, leaves out what a sheet carries over."""
    return not all(f'"{row.award.name}"' in page for row in sheet.form.carried_rows)


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LayoutError(f"{FOLDER}/{name} is not in UTF-8. Save it again with that encoding") from error


def _place_in_own_layout(error: Exception) -> str:
    """Return the layout of the centre's own in which an error was raised, with its line; empty for none of them."""
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.startswith(f"{FOLDER}/")]
    return f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else ""


def _reason(error: Exception) -> str:
    """Return what Jinja says, without the names of our modules."""
    if isinstance(error, TemplateNotFound):
        return f"there is no layout {error.name}"
    message = (error.message if isinstance(error, TemplateError) else None) or f"{type(error).__name__}: {error}"
    return re.sub(r"\bmarkpack\.[\w.]*\.(\w+) object\b", r"\1", message).rstrip(".")


def is_packaged(layout: str, layouts: Layouts) -> bool:
    """Say whether a page depends on markpack's own layouts alone, none of which the centre has changed."""
    packaged = Layouts()
    if layouts == packaged:
        return True
    names, waiting = set[str](), [f"{layout}.html.j2"]
    while waiting:
        name = waiting.pop()
        source = packaged.read(name)
        if layouts.read(name) != source:
            return False
        names.add(name)
        references = meta.find_referenced_templates(_environment(packaged).parse(source.decode()))
        waiting += [part for part in references if part is not None and part not in names]
    return True


def data_uri(picture: Picture) -> str:
    """Return an image as a `data:` address."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"


def _html(text: Rich) -> Markup:
    return Markup(text.html)  # made from Markdown without raw HTML, with every value escaped


def lines(text: str) -> Markup:
    """Return text with a line break in place of each newline."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _without_prefix(text: str, start: str) -> str:
    """Return a text without `start` at its beginning, letter case aside."""
    return text[len(start) :] if text.lower().startswith(start.lower()) else text
