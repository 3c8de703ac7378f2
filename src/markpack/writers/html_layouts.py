"""From a view-model to semantic HTML, which opens in a browser and is what PDF and DOCX are made from."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FunctionLoader, PackageLoader, StrictUndefined, meta
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from markpack.documents.shared.document import Picture, Rich
from markpack.model.forms.labels import LABELS, LEAST_MARK, TOTAL_NOTE


@dataclass(frozen=True)
class Layouts:
    """What layouts there are: markpack's own, each shadowed by a file of the same name of the centre's.

    `overrides` are the centre's files by their names, as they are when a run begins, None if it has none; so another
    process, on whatever machine, needs nothing else than these values.
    """

    overrides: tuple[tuple[str, bytes], ...] | None = None

    def read(self, name: str) -> bytes:
        """Return a layout file that is not a page, such as print.css or base.docx."""
        own = self.override(name)
        return (files("markpack") / "layouts" / name).read_bytes() if own is None else own

    def override(self, name: str) -> bytes | None:
        """Return the centre's file of a name, if there is one."""
        return next((data for path, data in self.overrides or () if path == name), None)


def read_layouts(folder: Path) -> Layouts:
    """Return the layouts of which a folder, which need not exist, overrides some. Raises OSError as reading does."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return Layouts(tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths) or None)


@lru_cache(maxsize=4)
def _environment(layouts: Layouts) -> SandboxedEnvironment:
    def centres(name: str) -> str | None:
        data = layouts.override(name)
        return None if data is None else data.decode("utf-8")

    loader: BaseLoader = PackageLoader("markpack", "layouts")
    if layouts.overrides:
        loader = ChoiceLoader([FunctionLoader(centres), loader])
    environment = SandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["html"] = _html
    environment.filters["data_uri"] = data_uri
    environment.filters["lines"] = lines
    environment.filters["after"] = _after
    environment.globals.update(labels=LABELS, least_mark=LEAST_MARK, total_note=TOTAL_NOTE)
    return environment


def render(layout: str, view: object, layouts: Layouts) -> str:
    """Return a layout's page for a view-model, which it sees as `view`; a name that is not there raises an error."""
    return _environment(layouts).get_template(f"{layout}.html.j2").render(view=view)


def is_own(layout: str, layouts: Layouts) -> bool:
    """Say whether all of a page is as markpack's own layouts make it, none of which a centre has changed."""
    own = Layouts()
    if layouts == own:
        return True
    found, waiting = set[str](), [f"{layout}.html.j2"]
    while waiting:
        name = waiting.pop()
        source = own.read(name)
        if layouts.read(name) != source:
            return False
        found.add(name)
        parts = meta.find_referenced_templates(_environment(own).parse(source.decode()))
        waiting += [part for part in parts if part is not None and part not in found]
    return True


def data_uri(picture: Picture) -> str:
    """Return an image as a `data:` address."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"


def _html(text: Rich) -> Markup:
    return Markup(text.html)  # made from Markdown without raw HTML, with every value escaped


def lines(text: str) -> Markup:
    """Return text with a line break in place of each newline."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _after(text: str, start: str) -> str:
    """Return what follows `start` in a text that begins with it; the whole text if it does not."""
    return text[len(start) :] if text.lower().startswith(start.lower()) else text
