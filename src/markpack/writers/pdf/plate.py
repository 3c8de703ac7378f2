"""The plate of a mark sheet as a PDF: laid out once for a variant, then imprinted with one learner's values."""

from __future__ import annotations

import datetime
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from markpack.documents.mark_sheet import MarkSheet
from markpack.writers import LAYOUTS
from markpack.writers.centre_page import CentrePage
from markpack.writers.gapped import token
from markpack.writers.html import Layouts, is_own, render
from markpack.writers.pdf.fill import Fill, Remembered, fill
from markpack.writers.pdf.flow import Breaks, Flow, breaks_of
from markpack.writers.pdf.holes import TOKEN, Hole
from markpack.writers.pdf.laid_out import Fills
from markpack.writers.pdf.pressing import Pressing
from markpack.writers.pdf.properties import DAY, MARKED
from markpack.writers.plate import HEAD, STATE, TITLE, DoesNotFit, Fields, specimen

_DATE = "@date"
_MOST_PRESSINGS = 32
"""How many ways of ending pages are remembered beside the one in which nothing has grown."""


class PdfPlate:
    """A form of one variant on its pages. What is imprinted stands where a full layout would put it.

    Where values make rows grow so that pages end elsewhere, the form is laid out for that once as well.
    """

    def __init__(self, sample: MarkSheet, layouts: Layouts) -> None:
        """Lay out the sample's variant. Raises LayoutError as `write_pdf` does, unless the layouts are a centre's.

        A centre's layouts may do with a value what they like. Where they leave no trust in the plate, no sheet fits.
        """
        self._unfit = ""
        self._page: CentrePage | None = None
        self._pressings: OrderedDict[Breaks, Pressing | str] = OrderedDict()
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
        if not is_own(LAYOUTS[MarkSheet], layouts):
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
        breaks = self._breaks(fills)
        usual = self._flow is None or breaks == self._flow.breaks
        return (self._usual if usual else self._pressing(breaks)).imprint(sheet, fills)

    def _fill(self, hole: Hole, value: str) -> Fill:
        """Return a value set in lines. Raises DoesNotFit as `fill` does."""
        return self._fills.get(hole.name, value, lambda: fill(hole, value))

    def _breaks(self, fills: Fills) -> Breaks:
        """Return where a sheet's pages end. Raises DoesNotFit if a full layout has to tell."""
        if self._flow is None:
            return ()
        growths: dict[str, float] = defaultdict(float)
        for page, edge, more in self._usual.grown(fills):
            part = self._flow.part(page, edge)
            if part is not None:
                growths[part] += more
        return self._flow.broken(growths)

    def _pressing(self, breaks: Breaks) -> Pressing:
        """Return the form with its pages ended so. Raises DoesNotFit if it cannot be laid out like that."""
        found = self._pressings.get(breaks)
        if found is None:
            try:
                found = self._pressed(breaks)
            except DoesNotFit as reason:
                found = str(reason)  # the error itself would keep the whole layout
            except Exception as error:
                if self._layouts == Layouts():
                    raise
                found = f"the centre's layouts make pages that cannot be taken apart: {error}"
            self._pressings[breaks] = found
            if len(self._pressings) > _MOST_PRESSINGS:
                self._pressings.popitem(last=False)
        self._pressings.move_to_end(breaks)
        if isinstance(found, str):
            raise DoesNotFit(found)
        return found

    def _pressed(self, breaks: Breaks) -> Pressing:
        if self._flow is None:
            raise AssertionError("pages are ended without knowing the parts on them")
        style = f"<style>{self._flow.rules(breaks)}</style></head>"
        pressing = Pressing(self._marked, self._html.replace("</head>", style, 1), self._layouts)
        if breaks_of(pressing.pages, pressing.rooms) != breaks or pressing.measures != self._usual.measures:
            raise DoesNotFit("pages cannot be ended there")
        pressing.forget_layout()
        return pressing


def _centre_page(sample: MarkSheet, marked: MarkSheet, layouts: Layouts, holes: Sequence[Hole]) -> CentrePage:
    """Return the page of a centre's own layouts. Raises DoesNotFit if a value may be more there than its text."""
    form = specimen(sample, token)
    form = replace(form, properties=replace(form.properties, date=datetime.date.min))
    beside = (STATE, HEAD, TITLE)
    tokens = {token(name): name for name in (*sorted(marked.values), *beside)} | {
        form.properties.date.isoformat(): _DATE
    }
    printed = Counter(name for name in {hole.name for hole in holes} if name != HEAD)
    page = CentrePage(form, layouts, tokens, printed)
    page.check(marked, _beside(marked))
    return page


def _value(sheet: MarkSheet, name: str) -> str:
    if name == STATE:
        return sheet.state
    return sheet.page.head_right if name == HEAD else sheet.values.get(name, "")


def _beside(sheet: MarkSheet) -> dict[str, str]:
    """Return what a page says of a sheet beside its fields."""
    return {
        STATE: sheet.state, HEAD: sheet.page.head_right, TITLE: sheet.properties.title,
        _DATE: sheet.properties.date.isoformat(),
    }  # fmt: skip
