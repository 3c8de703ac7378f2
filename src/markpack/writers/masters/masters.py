"""Mark sheets by plate: this process's plates, each made once, and the full layout for what does not fit one."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from importlib import import_module
from typing import TypeGuard

from markpack.documents.catalogue.kinds import Format, Per
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm
from markpack.documents.shared.document import PageView, View
from markpack.writers.formats import write as write_in_full
from markpack.writers.gc_pause import gc_paused
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import DoesNotFit, Plate, variant
from markpack.writers.result import Rendered
from markpack.writers.work_done import Work, count, count_full_layout

PLATES: Mapping[Format, Callable[[], Callable[[MarkSheet, Layouts], Plate]]] = {
    Format.DOCX: lambda: import_module("markpack.writers.masters.docx.master").DocxPlate,
    Format.XLSX: lambda: import_module("markpack.writers.masters.xlsx.master").XlsxPlate,
}
"""What makes a plate from a sheet of its variant, by format; imported when it is needed.

Both making a plate and imprinting it may raise DoesNotFit.
"""

SWITCH = "MARKPACK_MASTERS"
"""The environment variable that, set to `off`, has every document laid out in full."""
AS_LAID_OUT = (Format.DOCX, Format.XLSX)
"""The formats in which an imprinted document has the bytes of its full layout."""
WORTH_A_PLATE = 4
"""How many documents are worth a plate."""
PLATES_KEPT = 24
"""Enough for the variants of the few forms whose sheets are written at a time."""
DIGESTS_KEPT = 64


def write(view: View, fmt: Format, layouts: Layouts, *, alike: int = WORTH_A_PLATE) -> Rendered:
    """Return a document's bytes: a mark sheet is imprinted where it fits its form's plate, all else laid out in full.

    `alike` is how many documents there are for the same plate: for a few, none is made if the bytes are the same.
    The bytes depend on the document and the layouts alone, not on what was written before. Not to be called by two
    threads of a process at once.
    """
    if fmt is Format.PDF and comes_from_parts(view):
        return _from_parts(view, layouts)
    if not is_imprinted(view, fmt):
        return _in_full(view, fmt, layouts, f"no master is made for {view.properties.kind.folder}")
    if alike < WORTH_A_PLATE and fmt in AS_LAID_OUT:
        return _in_full(view, fmt, layouts, "too few alike for a master")
    try:
        return Rendered(_kept.plate(view, fmt, layouts).imprint(view))
    except DoesNotFit as error:
        reason = str(error)
    return _in_full(view, fmt, layouts, reason, laid_out=True)


def _in_full(view: View, fmt: Format, layouts: Layouts, reason: str, *, laid_out: bool = False) -> Rendered:
    count_full_layout(fmt, reason)
    return Rendered(write_in_full(view, fmt, layouts), laid_out)


def comes_from_parts(view: View) -> TypeGuard[PageView]:
    """Say whether a document's PDF is put together from parts: there are others of its kind that share them."""
    kind = view.properties.kind.value
    return isinstance(view, PageView) and bool(kind.layout) and kind.per in _MANY and os.environ.get(SWITCH) != "off"


_MANY = (Per.LEARNER, Per.SHEET, Per.ATTEMPT)


def _from_parts(view: PageView, layouts: Layouts) -> Rendered:
    from markpack.writers.masters.pdf.master import MASTERS, Request

    with gc_paused():
        request = Request.of(view, layouts)
        try:
            return Rendered(MASTERS.document(request))
        except DoesNotFit as error:
            count_full_layout(Format.PDF, str(error))
        return Rendered(request.laid_out_in_full(), laid_out=True)


def is_imprinted(view: View, fmt: Format) -> TypeGuard[MarkSheet]:
    """Say whether a document is of those that plates are for, and these are not switched off."""
    return isinstance(view, MarkSheet) and fmt in PLATES and os.environ.get(SWITCH) != "off"


def form_digest(form: MarkSheetForm) -> str:
    """Return a digest of all that a form says; quickly, where the same object is asked for again."""
    return _kept.digest(form)


class _Kept:
    """Plates and the digests of forms, the least recently used of which are given up."""

    def __init__(self) -> None:
        self._plates: OrderedDict[Hashable, Plate | str] = OrderedDict()
        # By identity, for each chunk of work brings its own copy of a form; the form is kept so that it stays itself.
        self._digests: OrderedDict[int, tuple[MarkSheetForm, str]] = OrderedDict()

    def plate(self, sheet: MarkSheet, fmt: Format, layouts: Layouts) -> Plate:
        """Return the plate for a sheet; raise DoesNotFit, at once if it was tried before, where none can be made."""
        key = (fmt, layouts, self.digest(sheet.form), variant(sheet))
        found = self._plates.get(key)
        if found is None:
            count(Work.MASTER, fmt.value)
            try:
                found = PLATES[fmt]()(sheet, layouts)
            except DoesNotFit as reason:
                found = str(reason)  # the error itself would keep all that there was when it was raised
            self._plates[key] = found
            if len(self._plates) > PLATES_KEPT:
                self._plates.popitem(last=False)
        self._plates.move_to_end(key)
        if isinstance(found, str):
            raise DoesNotFit(found)
        return found

    def digest(self, form: MarkSheetForm) -> str:
        """Return the digest of a form."""
        if id(form) not in self._digests:
            self._digests[id(form)] = form, hashlib.sha256(repr(form).encode()).hexdigest()
            if len(self._digests) > DIGESTS_KEPT:
                self._digests.popitem(last=False)
        self._digests.move_to_end(id(form))
        return self._digests[id(form)][1]


_kept = _Kept()
