"""The plate of a mark sheet as a PDF: laid out once for a variant, then imprinted with one learner's values."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from itertools import chain

import pikepdf
import pydyf

from markpack.documents.document import Attachment
from markpack.documents.mark_sheet import MarkSheet, Stage
from markpack.writers import LAYOUTS
from markpack.writers.centre_page import CentrePage
from markpack.writers.gapped import token
from markpack.writers.html import Layouts, is_own, render
from markpack.writers.pdf import lay_out
from markpack.writers.pdf.assembly import Assembly, packed_stream, plain_stream
from markpack.writers.pdf.content import CutPage, simplified
from markpack.writers.pdf.embedding import Fonts
from markpack.writers.pdf.fill import Fill, fill
from markpack.writers.pdf.fonts import with_symbols_named
from markpack.writers.pdf.holes import TOKEN, Hole, Spot, find_holes
from markpack.writers.pdf.mend import IDENTITY_FIELD, identity_text
from markpack.writers.pdf.moving import find_moving
from markpack.writers.pdf.typeface import typeface
from markpack.writers.plate import ATTEMPT, HEAD, LEARNER, STATE, TITLE, DoesNotFit, Fields, specimen

_DAY = datetime.date(1901, 2, 3)  # no document is so old: what bears this date bears the file's
_TO_SPARE = 0.5  # pixels: a page is never filled closer to its end
_SHORT, _MOST_USUAL = 80, 20_000
"""Letters of a value that other sheets are likely to have as well, and how many of those are remembered."""
_MOST_ASSEMBLIES = 16
_DATE = "@date"
_MARKS = {TITLE: "markpack-title", LEARNER: "markpack-learner", ATTEMPT: "markpack-attempt"}

Body = Callable[[MarkSheet], bytes]


class PdfPlate:
    """A form of one variant on its pages. What is imprinted stands where a full layout would put it."""

    def __init__(self, sample: MarkSheet, layouts: Layouts) -> None:
        """Lay out the sample's variant. Raises LayoutError as `write_pdf` does, unless the layouts are a centre's.

        A centre's layouts may do with a value what they like. Where they leave no trust in the plate, no sheet fits.
        """
        self._unfit = ""
        self._page: CentrePage | None = None
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
        marked = specimen(sample, lambda name: _MARKS.get(name, TOKEN))
        marked = replace(marked, properties=replace(marked.properties, date=_DAY))
        self._fields = Fields(marked, {name for name, value in marked.values.items() if value == TOKEN})
        html = render("mark_sheet", marked, layouts)
        attachments = (sample.record,) if sample.record else ()
        fillable = sample.stage is Stage.BLANK
        document, data = lay_out(
            html, marked.properties, sample.form.branding, layouts, fillable=fillable, attachments=attachments
        )
        holes, self._rooms = find_holes(document.pages)
        self._holes = {hole.spot: hole for hole in holes}
        self._token_widths = {spot: _width(hole) for spot, hole in self._holes.items()}
        self._usual: dict[tuple[Spot, str], Fill] = {}
        self._assemblies: dict[tuple[int, ...], Assembly] = {}
        if reason := _unlike(html, holes, marked):
            raise DoesNotFit(reason)
        if not is_own(LAYOUTS[MarkSheet], layouts):
            self._page = _centre_page(sample, marked, layouts, holes)
        self._cut(data, holes)

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the file of a sheet of the sample's variant. Raises DoesNotFit as `Plate.imprint` does."""
        if self._unfit:
            raise DoesNotFit(self._unfit)
        if self._page is None:
            self._fields.check(sheet)
        else:
            self._page.check(sheet, _beside(sheet))
        fills = {spot: self._fill(hole, _value(sheet, hole.name)) for spot, hole in self._holes.items()}
        shifts = [self._shifts(page, fills) for page in self._pages]
        objects: dict[int, bytes] = {}
        for number, page, by in zip(self._contents, self._pages, shifts, strict=True):
            objects[number] = page.filled(fills, by)
        for moving in self._moving:
            page, by = self._pages[moving.page], shifts[moving.page]
            if any(by):
                objects[moving.number] = moving.moved(lambda height, page=page, by=by: by[page.band(height)])  # type: ignore[misc]
        for number, body in self._bodies.items():
            objects[number] = body(sheet)
        return self._with_fonts(fills).file(objects)

    def _fill(self, hole: Hole, value: str) -> Fill:
        """Return a value's lines. Raises DoesNotFit if there is no room for them."""
        usual = self._usual.get((hole.spot, value))
        if usual is None:
            usual = self._set(hole, value)
            if len(value) <= _SHORT:
                if len(self._usual) >= _MOST_USUAL:
                    self._usual.clear()
                self._usual[hole.spot, value] = usual
        return usual

    def _set(self, hole: Hole, value: str) -> Fill:
        face, token = typeface(hole.typeface, hole.size), self._token_widths[hole.spot]
        if hole.name in (STATE, HEAD) and not value.isprintable():
            raise DoesNotFit("a line feed in a sentence is a space")
        if hole.neighbours and value != value.strip():
            raise DoesNotFit("there is a space around a value that has text beside it")
        lines = face.lines(value, hole.width) if value else ()
        if value and not lines:
            raise DoesNotFit("a value has nothing but spaces")
        beside = sum(typeface(it.typeface, it.size).width(it.text) for it in hole.neighbours)
        if lines and hole.edge is None and (len(lines) > 1 or lines[0].width + beside > hole.width):
            raise DoesNotFit(f"“{value}” needs more than a line")
        return fill(hole, lines, token)

    def _with_fonts(self, fills: Mapping[Spot, Fill]) -> Assembly:
        """Return the file's assembly with the letters that these values need."""
        used = dict.fromkeys(self._fonts.styles, 1)
        for spot, hole in self._holes.items():
            used[hole.typeface] |= fills[spot].repertoires
        key = tuple(used.values())
        if key not in self._assemblies:
            if len(self._assemblies) >= _MOST_ASSEMBLIES:
                self._assemblies.clear()
            self._assemblies[key] = self._assembly.with_objects(self._fonts.objects(key))
        return self._assemblies[key]

    def _shifts(self, page: CutPage, fills: Mapping[Spot, Fill]) -> list[float]:
        """Return how far each band of a page moves down. Raises DoesNotFit if the page would run over."""
        growths: dict[float, float] = {}
        for hole in page.holes:
            more = (fills[hole.spot].lines - 1) * hole.leading - hole.slack
            if hole.edge is not None and more > 0:
                growths[hole.edge] = max(more, growths.get(hole.edge, 0.0))
        if not growths:
            return page.shifts({})
        if page.room.filled + sum(growths.values()) > page.room.limit - _TO_SPARE:
            raise DoesNotFit("a page would run over")
        return page.shifts(growths)

    def _cut(self, data: bytes, holes: Sequence[Hole]) -> None:
        """Take the file apart: what every copy has, and what is put in its place."""
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                page.Contents.write(simplified(page.Contents.read_bytes()))
            self._pages = [
                CutPage(page, [hole for hole in holes if hole.page == number], room)
                for number, (page, room) in enumerate(zip(pdf.pages, self._rooms, strict=True))
            ]
            self._fonts = Fonts(pdf, {name: style for page in self._pages for name, style in page.fonts.items()})
            self._contents = [page.Contents.objgen[0] for page in pdf.pages]
            self._moving = list(find_moving(pdf))
            self._bodies: dict[int, Body] = dict(chain(_metadata(pdf), _attached(pdf), _identity(pdf)))
            self._assembly = Assembly(pdf, {*self._contents, *self._bodies, *self._fonts.numbers, *self._fonts.gone})


def _value(sheet: MarkSheet, name: str) -> str:
    if name == STATE:
        return sheet.state
    return sheet.page.head_right if name == HEAD else sheet.values.get(name, "")


def _width(hole: Hole) -> float:
    return typeface(hole.typeface, hole.size).width(TOKEN)


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


def _beside(sheet: MarkSheet) -> dict[str, str]:
    """Return what a page says of a sheet beside its fields."""
    return {
        STATE: sheet.state, HEAD: sheet.page.head_right, TITLE: sheet.properties.title,
        _DATE: sheet.properties.date.isoformat(),
    }  # fmt: skip


def _unlike(html: str, holes: Sequence[Hole], marked: MarkSheet) -> str:
    """Return why a layout cannot be imprinted, or nothing: all that it prints was found on its pages, once."""
    printed = re.findall('data-field="([^"]*)"', html)
    expected = sorted(name for name in printed if marked.values.get(name) == TOKEN)
    found = sorted(hole.name for hole in holes if hole.name not in (STATE, HEAD))
    states = [hole for hole in holes if hole.name == STATE]
    heads = {hole.page for hole in holes if hole.name == HEAD}
    if expected != found or len(set(found)) != len(found) or len(states) != bool(marked.state) or not heads:
        return "the layout does not print each value once"
    return ""


def _metadata(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Body]]:
    """Yield the file's properties: the dictionary for every reader, and the same as XMP."""
    info = pdf.trailer.Info
    kept = {key: value for key, value in info.items() if str(value) not in {*_MARKS.values(), f"D:{_DAY:%Y%m%d}"}}
    fixed = pikepdf.Dictionary(kept).unparse()[:-2]
    named = {str(value): key for key, value in info.items() if key not in kept}
    dates = [key for key, value in info.items() if str(value) == f"D:{_DAY:%Y%m%d}"]

    def properties(sheet: MarkSheet) -> bytes:
        told = _told(sheet)
        varying = {named[mark]: told[name] for name, mark in _MARKS.items() if mark in named}
        varying |= dict.fromkeys(dates, f"D:{sheet.properties.date:%Y%m%d}")
        texts = (f"{key} ".encode() + pydyf.String(value).data for key, value in varying.items())
        return fixed + b" ".join(texts) + b">>"

    metadata = pdf.Root.Metadata
    pieces = re.split(f"({_MARKS[TITLE]}|{_DAY})", metadata.read_bytes().decode())

    def xmp(sheet: MarkSheet) -> bytes:
        told = {
            _MARKS[TITLE]: escape(with_symbols_named(sheet.properties.title), quote=False),
            str(_DAY): str(sheet.properties.date),
        }
        data = "".join(told.get(piece, piece) for piece in pieces).encode()
        return plain_stream(b"/Type/Metadata/Subtype/XML", data)

    yield info.objgen[0], properties
    yield metadata.objgen[0], xmp


def _told(sheet: MarkSheet) -> dict[str, str]:
    identity = sheet.properties.identity
    return {TITLE: with_symbols_named(sheet.properties.title), LEARNER: identity.learner, ATTEMPT: identity.attempt}


def _attached(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Body]]:
    """Yield the attached marks, where there are any."""
    if "/AF" not in pdf.Root:
        return

    def marks(sheet: MarkSheet) -> bytes:
        record: Attachment | None = sheet.record
        if record is None:
            raise AssertionError("a sheet of another variant")
        day = f"(D:{sheet.properties.date:%Y%m%d}000000Z)"
        check = hashlib.md5(record.data, usedforsecurity=False).hexdigest()
        parameters = f"<</CheckSum<{check}>/CreationDate{day}/ModDate{day}/Size {len(record.data)}>>"
        kind = pikepdf.Name(f"/{record.media_type}").unparse().decode()
        return packed_stream(f"/Type/EmbeddedFile/Subtype{kind}/Params{parameters}".encode(), record.data, 1)

    yield pdf.Root.AF[0].EF.F.objgen[0], marks


def _identity(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Body]]:
    """Yield the hidden field that says what the file is, where there are fields."""
    if "/AcroForm" not in pdf.Root:
        return
    field = next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == IDENTITY_FIELD)
    del field.V
    fixed = field.unparse(resolved=True)[:-2]

    def hidden(sheet: MarkSheet) -> bytes:
        text = identity_text(sheet.properties.identity.properties())
        value: bytes = pydyf.String(text).data
        return fixed + b"/V " + value + b">>"

    yield field.objgen[0], hidden
