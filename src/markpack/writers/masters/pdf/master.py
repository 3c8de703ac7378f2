"""The plate of a mark sheet as a PDF: laid out once for a variant, then imprinted with one learner's values."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.html_layouts import Layouts, is_packaged, render
from markpack.writers.masters.custom_layout_check import CentrePage
from markpack.writers.masters.master import HEAD, REPLACES, STATE, TITLE, DoesNotFit, Fields, specimen
from markpack.writers.masters.pdf.fixed_pages import Pressing
from markpack.writers.masters.pdf.metadata import DAY, MARKED
from markpack.writers.masters.pdf.prototype import Fills
from markpack.writers.masters.pdf.repaginate.page_composer import Composition
from markpack.writers.masters.pdf.repaginate.pagination import Flow, Pages, breaks_of
from markpack.writers.masters.pdf.slot_text import Fill, Remembered, fill
from markpack.writers.masters.pdf.slots import TOKEN, Hole
from markpack.writers.masters.text_slots import token
from markpack.writers.pdf import STYLESHEETS

_DATE = "@date"


class PdfPlate:
    """A form of one variant on its pages. What is imprinted stands where a full layout would put it.

    Where values make rows grow so that pages end elsewhere, they are put together from the form's parts.
    """

    def __init__(self, sample: MarkSheet, layouts: Layouts) -> None:
        """Lay out the sample's variant. Raises LayoutError as `write_pdf` does, unless the layouts are a centre's.

        A centre's layouts may do with a value what they like. Where they leave no trust in the plate, no sheet fits.
        """
        self._unfit = ""
        self._page: CentrePage | None = None
        self._composition: Composition | str | None = None
        try:
            self._make(sample, layouts)
        except DoesNotFit as reason:
            self._unfit = str(reason)
        except Exception as error:
            if layouts == Layouts():
                raise
            self._unfit = f"the centre's layouts make pages that cannot be taken apart: {error}"

    def _make(self, sample: MarkSheet, layouts: Layouts) -> None:
        """Lay out the form with tokens. Raises DoesNotFit if a layout uses one for what cannot be imprinted."""
        marked = specimen(sample, lambda name: MARKED.get(name, TOKEN))
        record = replace(marked.record, data=b"{}\n") if marked.record else None
        self._marked = replace(marked, properties=replace(marked.properties, date=DAY), record=record)
        self._layouts = layouts
        self._fields = Fields(marked, {name for name, value in marked.values.items() if value == TOKEN})
        self._html = render("mark_sheet", self._marked, layouts)
        self._usual = Pressing(self._marked, self._html, layouts)
        self._holes = {hole.name: hole for hole in self._usual.holes}
        self._fills = Remembered[Fill]()
        is_own_page = is_packaged(Kind.BLANK.value.layout, layouts)
        # A centre's stylesheet may draw on a page whatever it likes, which nobody could put together from parts.
        self._is_composed = is_own_page and all(layouts.override(name) is None for name in STYLESHEETS)
        if not is_own_page:
            self._page = _centre_page(sample, self._marked, layouts, self._usual.holes)
        self._flow: Flow | None
        try:
            self._flow = Flow(self._usual.pages, self._usual.rooms)
        except DoesNotFit:
            self._flow = None
        self._usual.forget_layout()

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the file of a sheet of the sample's variant. Raises DoesNotFit as `Plate.imprint` does."""
        if self._unfit:
            raise DoesNotFit(self._unfit)
        if self._page is None:
            self._fields.check(sheet)
        else:
            self._page.check(sheet, _beside(sheet))
        fills = {name: self._fill(hole, _value(sheet, name)) for name, hole in self._holes.items()}
        pages = self._paged(fills)
        if self._flow is None or pages is None:
            return self._usual.imprint(sheet, fills)
        return self._composed(self._flow).imprint(sheet, fills, pages)

    def _fill(self, hole: Hole, value: str) -> Fill:
        """Return a value set in lines. Raises DoesNotFit as `fill` does."""
        return self._fills.get(hole.name, value, lambda: fill(hole, value))

    def _paged(self, fills: Fills) -> Pages | None:
        """Return where parts stand on a sheet's pages; None if the form as it is usually laid out tells that.

        Raises DoesNotFit if a full layout has to tell.
        """
        if self._flow is None:
            return None
        growths: dict[str, float] = defaultdict(float)
        before: dict[int, float] = defaultdict(float)
        for page, edge, more in self._usual.grown(fills):
            part = self._flow.part(page, edge)
            if part is None:
                before[page] += more
            else:
                growths[part] += more
        if any(self._usual.rooms[page].runs_over(more) for page, more in before.items()):
            raise DoesNotFit("a page would run over")
        pages = self._flow.paged(growths)
        return None if breaks_of(pages) == self._flow.breaks else pages

    def _composed(self, flow: Flow) -> Composition:
        """Return the form with pages that may end anywhere. Raises DoesNotFit if it cannot be laid out for that."""
        if not self._is_composed:
            raise DoesNotFit("pages of a centre's own layout end elsewhere")
        if self._composition is None:
            try:
                self._composition = Composition(self._marked, self._html, self._layouts, flow, self._usual.margins)
                if self._composition.measures != self._usual.measures:
                    raise DoesNotFit("a value is printed in another way at the beginning of a page")
            except DoesNotFit as reason:
                self._composition = str(reason)  # the error itself would keep the whole layout
        if isinstance(self._composition, str):
            raise DoesNotFit(self._composition)
        return self._composition


def _centre_page(sample: MarkSheet, marked: MarkSheet, layouts: Layouts, holes: Sequence[Hole]) -> CentrePage:
    """Return the page of a centre's own layouts. Raises DoesNotFit if a value may be more there than its text."""
    form = specimen(sample, token)
    form = replace(form, properties=replace(form.properties, date=datetime.date.min))
    beside = (STATE, REPLACES, HEAD, TITLE)
    tokens = {token(name): name for name in (*sorted(marked.values), *beside)} | {
        form.properties.date.isoformat(): _DATE
    }
    printed = Counter(name for name in {hole.name for hole in holes} if name != HEAD)
    page = CentrePage(form, layouts, tokens, printed)
    page.check(marked, _beside(marked))
    return page


def _value(sheet: MarkSheet, name: str) -> str:
    beside = {STATE: sheet.state, REPLACES: sheet.replaces, HEAD: sheet.page.head_right}
    return beside[name] if name in beside else sheet.values.get(name, "")


def _beside(sheet: MarkSheet) -> dict[str, str]:
    """Return what a page says of a sheet beside its fields."""
    return {
        STATE: sheet.state, REPLACES: sheet.replaces, HEAD: sheet.page.head_right, TITLE: sheet.properties.title,
        _DATE: sheet.properties.date.isoformat(),
    }  # fmt: skip
