"""PDFs from parts: a page of HTML is taken apart, its parts are found or laid out, filled in and stacked."""

from __future__ import annotations

import html
import re
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.document import Attachment, Branding, PageView, Properties
from markpack.writers.html_layouts import STYLESHEETS, Layouts, render
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.page_parts import TOKEN, NoParts, PageParts, Part, take_apart
from markpack.writers.masters.pdf.document import Filled, Press
from markpack.writers.masters.pdf.kept_masters import MasterStore, name_of, packed, unpacked
from markpack.writers.masters.pdf.part_master import DAY, HEAD, TITLE, PartMaster, Skeleton, for_everybody
from markpack.writers.masters.pdf.slot_text import Fill
from markpack.writers.work_done import Work, count

if TYPE_CHECKING:
    from markpack.writers.masters.pdf.endless_page import EndlessPage, Laid

_MOST, _MOST_OWN = 20_000, 256
_HEAD_RIGHT = re.compile(r' data-head-right="([^"]*)"')
_TOKEN_HEAD = f' data-head-right="{TOKEN}"'
_HEADS = re.compile(r' data-(?:head-left|head-right|foot-left)="[^"]*"')
_OTHER_DATA = re.compile(r' data-[a-z-]+="[^"]*"')
_TITLE = re.compile(r"<title>[^<]*</title>")
_DATE = re.compile(r'(<meta name="dcterms\.[a-z]+" content=")[0-9-]*"')
_STYLES = re.compile(r"<style>.*?</style>", re.DOTALL)
_FIELD = re.compile("<(?:input|textarea|select) ")


@dataclass(frozen=True)
class Request:
    """A document that is to be made: its page, and what a file has beside it."""

    html: str
    properties: Properties
    branding: Branding
    layouts: Layouts
    fillable: bool
    record: Attachment | None

    @classmethod
    def of(cls, view: PageView, layouts: Layouts) -> Request:
        """Return what is asked for of a document. Raises LayoutError as `render` does."""
        kind = view.properties.kind.value
        record = view.record if isinstance(view, MarkSheet) else None
        page = render(kind.layout, view, layouts)
        return cls(page, view.properties, view.branding, layouts, kind.is_fillable, record)

    def laid_out_in_full(self) -> bytes:
        """Return the document laid out for itself. Raises LayoutError as `write_pdf` does."""
        from markpack.writers.pdf.layout import write_pdf

        attachments = (self.record,) if self.record else ()
        return write_pdf(
            self.html, self.properties, self.branding, self.layouts, fillable=self.fillable, attachments=attachments
        )

    def lay_out(self, page: str) -> tuple[Any, bytes]:
        """Lay a page out as everybody's. Raises LayoutError as `lay_out` does."""
        from markpack.writers.pdf.layout import lay_out

        attachments = (replace(self.record, data=b"{}\n"),) if self.record else ()
        return lay_out(
            page, for_everybody(self.properties), self.branding, self.layouts, fillable=self.fillable,
            attachments=attachments,
        )  # fmt: skip

    @property
    def look(self) -> Hashable:
        """What parts look alike for, beside their own HTML and that of the page's head."""
        it = self.branding
        return it.ink, it.on_ink, it.tint, self.layouts


class Masters:
    """What was laid out, by all that it depends on: in this process, and in a store if there is one.

    Parts, containers and skeletons are told apart by their keys. What could not be taken apart is there as the reason.
    """

    def __init__(self, store: MasterStore | None = None) -> None:
        self.press = Press()
        self.store = store
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._own: OrderedDict[Hashable, Any] = OrderedDict()

    def document(self, request: Request) -> bytes:
        """Return the file of a document. Raises DoesNotFit if it needs a layout of its own, LayoutError as layouts."""
        if any(request.layouts.override(name) is not None for name in STYLESHEETS):
            raise DoesNotFit("the centre has a stylesheet of its own")
        try:
            page = take_apart(request.html)
        except NoParts as reason:
            raise DoesNotFit(str(reason)) from reason
        found = _HEAD_RIGHT.search(page.body)
        if not found:
            raise DoesNotFit("the body does not say what stands at the head")
        page = replace(
            page,
            head=_DATE.sub(rf'\g<1>{DAY}"', _TITLE.sub(f"<title>{TITLE}</title>", page.head)),
            body=page.body.replace(found[0], _TOKEN_HEAD),
        )
        head = html.unescape(found[1])
        while True:  # once more for each value that cannot be set in its slot
            run = _Run(self, request, page)
            run.lay_out()
            try:
                filled = list(run.filled(head))
            except _Unset as it:
                page = it.page
                continue
            return self.press.document(run.skeleton, filled, request.properties, head, request.record)

    def find(self, key: Hashable) -> Any:
        """Return what is kept under a key, None if nothing is. Raises DoesNotFit if it is known not to come apart."""
        for kept in (self._kept, self._own):
            if key in kept:
                kept.move_to_end(key)
                return _fit(kept[key])
        if self.store is None:
            return None
        name = name_of(key)
        data = self.store.get(name)
        found = unpacked(name, data) if data else None
        if found is not None:
            _keep(self._kept, key, found, _MOST)
        return _fit(found)

    def keep(self, key: Hashable, master: object, *, is_own: bool = False) -> None:
        """Keep something under a key; what is one learner's `own` only for a while."""
        _keep(self._own if is_own else self._kept, key, master, _MOST_OWN if is_own else _MOST)
        if self.store is not None and not is_own:
            name = name_of(key)
            self.store.put(name, packed(name, master))


def _fit(found: Any) -> Any:
    if isinstance(found, str):
        raise DoesNotFit(found)
    return found


def _keep(kept: OrderedDict[Hashable, Any], key: Hashable, master: object, most: int) -> None:
    kept[key] = master
    if len(kept) > most:
        kept.popitem(last=False)


class _Unset(Exception):
    """A value cannot be set in its slot; `page` has it in its part's frame."""

    def __init__(self, page: PageParts) -> None:
        super().__init__()
        self.page = page


class _Run:
    """One document: what its parts, its containers and its skeleton are known by, and what was found of them."""

    skeleton: Skeleton

    def __init__(self, masters: Masters, request: Request, page: PageParts) -> None:
        self._masters, self._request, self._page = masters, request, page
        self._look = request.look, "".join(_STYLES.findall(page.head)), _OTHER_DATA.sub("", page.body)
        self._parts = [self._part_key(at) for at in range(len(page.parts))]
        self._containers = [self._container_key(it) for it in range(len(page.containers))]
        record = request.record
        kept = record and (record.name, record.media_type, record.description)
        properties = for_everybody(request.properties)
        is_form = request.fillable and any(_FIELD.search(part.frame) for part in page.parts)
        self._skeleton = "skeleton", self._look, page.head, page.body, properties, kept, is_form

    def _part_key(self, at: int) -> Hashable:
        """Return what a part is known by: its frame, what is around it, and what is beside it."""
        parts, containers = self._page.parts, self._page.containers
        part = parts[at]
        chain = tuple((containers[it].tag, containers[it].head) for it in part.within)
        before = parts[at - 1].look if at else ""
        following = parts[at + 1] if at + 1 < len(parts) else None
        # The lines of a table are as thick as both rows beside them ask for.
        table = next((it for it in part.within if containers[it].name == "table"), None)
        after: Hashable = ()
        if following is not None and table is not None and table in following.within:
            after = following.look, following.within == part.within
        is_form = self._request.fillable and bool(_FIELD.search(part.frame))
        return "part", self._look, part.frame, chain, before, after, is_form

    def _container_key(self, container: int) -> Hashable:
        page = self._page
        first = page.parts[self._first(container)]
        chain = tuple(page.containers[it].tag for it in first.within[: first.within.index(container) + 1])
        return "container", self._look, chain, page.containers[container].head, first.look

    def _first(self, container: int) -> int:
        """Return which part is the first in a container."""
        return next(at for at, part in enumerate(self._page.parts) if container in part.within)

    def lay_out(self) -> None:
        """Lay out what never was. Raises DoesNotFit if that cannot be taken apart, at once if that is known."""
        find, page = self._masters.find, self._page
        missing = {at for at, key in enumerate(self._parts) if find(key) is None}
        own = {at for at in missing if page.parts[at].has_own_value}
        wanted = missing - own
        wanted |= {self._first(it) for it, key in enumerate(self._containers) if find(key) is None}
        if wanted:
            try:
                own |= self._take(wanted)
            except DoesNotFit:
                self._find_fault(wanted)
        for at in sorted(own):
            self._take_alone(at)
        if find(self._skeleton) is None:
            self._take_skeleton()
        self.skeleton = find(self._skeleton)

    def _find_fault(self, wanted: Iterable[int]) -> None:
        """Note which parts cannot be taken apart. Raises DoesNotFit if there is one."""
        reason = ""
        for at in sorted(wanted):
            try:
                self._take({at})
            except DoesNotFit as own:
                reason = str(own)
                self._masters.keep(self._parts[at], reason)
        if reason:
            raise DoesNotFit(reason)

    def _take(self, wanted: set[int]) -> set[int]:
        """Lay out some parts, with what stands beside them; return those that are to be laid out alone."""
        which = sorted({at for it in wanted for at in self._near(it)})
        laid = self._laid(self._page, which)
        alone = set()
        for at, master in zip(which, laid.parts, strict=True):
            if at not in wanted or self._masters.find(self._parts[at]) is not None:
                continue
            if any(kind == "/Font" for kind, _ in master.resources):
                alone.add(at)
            else:
                self._keep(at, master)
        for it, container in laid.containers.items():
            if self._first(it) in which and self._masters.find(self._containers[it]) is None:
                self._masters.keep(self._containers[it], container)
        return alone

    def _take_alone(self, at: int) -> None:
        """Lay out a part with nothing else to read: it brings fonts along that have its own letters alone."""
        page = self._page
        parts = tuple(part if it == at else part.emptied for it, part in enumerate(page.parts))
        which = self._near(at)
        laid = self._laid(replace(page, body=_HEADS.sub("", page.body), parts=parts), which)
        self._keep(at, laid.parts[which.index(at)])

    def _take_skeleton(self) -> None:
        """Lay out the heads and feet of pages."""
        from markpack.writers.masters.pdf.skeleton import FIRST, skeleton

        page = self._page
        at = next((at for at, part in enumerate(page.parts) if _FIELD.search(part.frame)), 0)
        number = f"<style>@page{{counter-increment:page {FIRST}}}</style></head>"
        parts = tuple(part.emptied for part in page.parts)
        page = replace(page, head=page.head.replace("</head>", number, 1), parts=parts)
        with self._endless(page, [at]) as (document, endless):
            self._masters.keep(self._skeleton, skeleton(endless, document))

    def _near(self, at: int) -> list[int]:
        return [it for it in (at - 1, at, at + 1) if 0 <= it < len(self._page.parts)]

    def _keep(self, at: int, master: PartMaster) -> None:
        count(Work.MASTER, "pdf")
        self._masters.keep(self._parts[at], master, is_own=self._page.parts[at].has_own_value)

    def _laid(self, page: PageParts, which: Sequence[int]) -> Laid:
        with self._endless(page, which) as (_, endless):
            return endless.laid()

    @contextmanager
    def _endless(self, page: PageParts, which: Sequence[int]) -> Iterator[tuple[Any, EndlessPage]]:
        """Give some parts of a page on an endless one, and WeasyPrint's document of that."""
        from markpack.writers.masters.pdf.endless_page import EndlessPage, marked, open_pdf

        document, data = self._request.lay_out(marked(page, which))
        with open_pdf(data) as pdf:
            yield document, EndlessPage(document, pdf, page, which)

    def filled(self, head: str) -> Iterator[Filled]:
        """Yield the parts, filled in. Raises _Unset if a value cannot be set, or what stands at the head of pages."""
        find, page = self._masters.find, self._page
        for it in self.skeleton.slots:
            try:
                self._masters.press.fill(it.slot, it.text(head, 1, 1))
            except DoesNotFit:
                if it.kind != HEAD or _TOKEN_HEAD not in page.body:
                    raise
                own = f' data-head-right="{html.escape(head)}"'
                raise _Unset(replace(page, body=page.body.replace(_TOKEN_HEAD, own))) from None
        containers = [find(key) for key in self._containers]
        for at, (part, key) in enumerate(zip(self._page.parts, self._parts, strict=True)):
            master = find(key)
            around = tuple((it, containers[it]) for it in part.within)
            yield Filled(master, around, self._fills(at, part, master.placed.slots), part.lengths)

    def _fills(self, at: int, part: Part, slots: Sequence[Any]) -> tuple[Fill, ...]:
        result = []
        for number, (slot, value) in enumerate(zip(slots, part.values, strict=True)):
            try:
                result.append(self._masters.press.fill(slot, value))
            except DoesNotFit:
                parts = list(self._page.parts)
                parts[at] = part.with_value(number)
                raise _Unset(replace(self._page, parts=tuple(parts))) from None
        return tuple(result)


MASTERS = Masters()
"""The masters of this process."""
