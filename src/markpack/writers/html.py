"""From a view-model to semantic HTML, which opens in a browser and is what PDF and DOCX are made from."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, meta
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from markpack.documents.document import Picture, Rich


@dataclass(frozen=True)
class Layouts:
    """Where layouts come from: markpack's own, each shadowed by a file of the same name in the centre's folder."""

    overrides: Path | None = None

    def read(self, name: str) -> bytes:
        """Return a layout file that is not a page, such as print.css or base.docx."""
        if self.overrides is not None and (self.overrides / name).is_file():
            return (self.overrides / name).read_bytes()
        return (files("markpack") / "layouts" / name).read_bytes()


@lru_cache(maxsize=4)
def _environment(layouts: Layouts) -> SandboxedEnvironment:
    own = PackageLoader("markpack", "layouts")
    loader: BaseLoader = own
    if layouts.overrides is not None and layouts.overrides.is_dir():
        loader = ChoiceLoader([FileSystemLoader(layouts.overrides), own])
    environment = SandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["html"] = _html
    environment.filters["data_uri"] = data_uri
    environment.filters["lines"] = lines
    environment.filters["after"] = _after
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
