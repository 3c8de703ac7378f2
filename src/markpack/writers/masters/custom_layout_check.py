"""The page that a centre's own layouts make of a form, to tell whether they make the same of another sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import escape

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.view import UNSHADED, MarkSheet
from markpack.writers.html_layouts import Layouts, lines, render
from markpack.writers.masters.master import HEAD, DoesNotFit
from markpack.writers.masters.text_slots import Gapped, token

_LAYOUT = Kind.BLANK.value.layout
_NOT_PRINTED = f'data-head-right="{token(HEAD)}"'


class CentrePage:
    """A page with gaps. A layout may ask what a value is: only what the page says then shows what became of it."""

    def __init__(
        self, form: MarkSheet, layouts: Layouts, tokens: Mapping[str, str], printed: Mapping[str, int]
    ) -> None:
        """Render a form with tokens; `printed` says how often each stands in the document that was made of the form.

        Raises DoesNotFit if one has become something else than text in the document, such as a class or a picture.
        """
        self._layouts = layouts
        html = render(_LAYOUT, replace(form, is_shaded=False), layouts)
        if html.count(UNSHADED) != html.count(f'<p class="status {UNSHADED}"'):
            raise DoesNotFit("a layout of the centre has colours of criteria in a place of its own")
        self._page = Gapped(html, tokens)
        body = Gapped(html.partition("<body")[2].replace(_NOT_PRINTED, ""), tokens)
        if body.gaps != printed:
            raise DoesNotFit("a layout of the centre uses a value for something else than text")
        self._printed = printed

    def check(self, sheet: MarkSheet, told: Mapping[str, str]) -> None:
        """Raise DoesNotFit unless a sheet's page differs by its values alone, and by what is told of it beside them."""
        values = sheet.values
        if any(not text.strip() for name, text in told.items() if name in self._printed):
            raise DoesNotFit("a layout of the centre prints what is empty")
        said = {name: escape(told[name]) if name in told else lines(values.get(name, "")) for name in self._page.gaps}
        if render(_LAYOUT, replace(sheet, is_shaded=False), self._layouts) != self._page.filled(said):
            raise DoesNotFit("a layout of the centre makes another page of these values")
