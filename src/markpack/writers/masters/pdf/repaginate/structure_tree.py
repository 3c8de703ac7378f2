"""The structure elements of a part of a form, ready to stand on any page; on which, and in what, varies."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.file_writer import container_body, open_dictionary
from markpack.writers.masters.pdf.repaginate.pagination import Part

_PAGE, _PARENT, _TABLE = b"\0page\0", b"\0parent\0", b"\0table\0"
_GONE = b"<<>>"
"""What stands in the place of an element that is gone: MuPDF takes a container with null in it for broken."""
_LEVEL = 6


@dataclass(frozen=True)
class Standing:
    """Where a part stands: the number of its page, of the element that it is put into, and of its table.

    `continues`: the table is that of a part before, so that its head is not repeated.
    """

    page: int
    parent: int
    table: int
    continues: bool


class PartTree:
    """The elements of what is on one page. Numbers are those of objects.

    `tops` are the elements that are not in another one of the page, `wrappers` those around the part itself, the
    outermost first, and `root` is the part's own; `before` are others in the wrappers, such as headings and the head of
    the table.
    """

    def __init__(self, pdf: pikepdf.Pdf, part: Part, base: int, undrawn: Container[int]) -> None:
        """Take the elements of the page that a part is on alone; marked content counts from `base`.

        What is `undrawn`, counted from 0, is left out.
        Raises DoesNotFit if they are not one in another as those of the page's layout are.
        """
        self._undrawn = undrawn
        page = pdf.pages[part.page].obj.objgen
        around = part.around
        (document,) = pdf.Root.StructTreeRoot.K
        tops = [element for element in _kids(document) if "/Pg" in element and element.Pg.objgen == page]
        self.tops = [element.objgen[0] for element in tops]
        chain: list[pikepdf.Object] = []
        element = tops[-1] if tops else None
        for _ in range(around):
            if element is None:
                raise DoesNotFit("parts have another structure than their layout")
            chain.append(element)
            kids = _kids(element)
            element = kids[-1] if kids else None
        if element is None or (around and len(tops) != 1):
            raise DoesNotFit("parts have another structure than their layout")
        self.wrappers = [wrapper.objgen[0] for wrapper in chain]
        self.root = element.objgen[0]
        self.kids = {wrapper.objgen[0]: [kid.objgen[0] for kid in _kids(wrapper)] for wrapper in chain}
        self._texts = {wrapper.objgen[0]: open_dictionary(wrapper, ("/K", "/P", "/Pg")) for wrapper in chain}
        tables = [wrapper for wrapper in chain if pikepdf.Name.Table == wrapper.S]
        self.table_level = chain.index(tables[-1]) if tables else -1
        self.table = tables[-1].objgen[0] if tables else 0
        own = [entry for top in ([element] if around else tops) for entry in _tree(top)]
        others = {*self.wrappers, *(entry.objgen[0] for entry in own)}
        outside = [entry for top in tops for entry in _tree(top) if entry.objgen[0] not in others]
        self.before = {entry.objgen[0] for entry in outside}
        rows = sum(entry.S == pikepdf.Name.TR for entry in outside) if tables else 0
        if part.shared and not self._is_alone_in_wrappers(outside, part):
            raise DoesNotFit("something stands before a part that follows another")
        self._objects = [(entry.objgen[0], self._template(entry, page[0], base, rows)) for entry in (*outside, *own)]
        self._bodies: dict[Standing, bytes] = {}  # hardly more than there are parts that may begin its page

    def _is_alone_in_wrappers(self, outside: Sequence[pikepdf.Object], part: Part) -> bool:
        """Say whether nothing but heads of tables stands before a part in what it shares with the one before."""
        shared = set(self.wrappers[: part.shared])
        return all(entry.P.objgen[0] not in shared or pikepdf.Name.THead == entry.S for entry in outside)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the elements in the part's container, in their order there."""
        return [number for number, _ in self._objects]

    def body(self, standing: Standing) -> bytes:
        """Return the body of the container of all elements but the wrappers."""
        if standing not in self._bodies:
            self._bodies[standing] = self._made(standing)
        return self._bodies[standing]

    def wrapper(self, number: int, parent: int, page: int, kids: Sequence[int]) -> bytes:
        """Return the body of a wrapper."""
        return b"%s/P %d 0 R/Pg %d 0 R/K[%s]>>" % (self._texts[number], parent, page, references(kids))

    def _template(self, entry: pikepdf.Object, page: int, base: int, rows: int) -> bytes:
        number = entry.objgen[0]
        kids = [
            kid + base if isinstance(kid, int) else _direct(kid)
            for kid in entry.K
            if not isinstance(kid, int) or kid not in self._undrawn
        ]
        parent = b"/P " + (_PARENT if number == self.root and self.wrappers else b"%d 0 R" % entry.P.objgen[0])
        text = open_dictionary(entry, ("/K", "/P")) + b"/K " + pikepdf.Array(kids).unparse() + parent + b">>"
        text = re.sub(rb"/Pg %d 0 R" % page, b"/Pg " + _PAGE, text)
        if rows and number not in self.before:
            heads = b"|".join(b"%d" % row for row in range(rows))
            text = re.sub(rb"\(%d-(%s)-(\d+)\)" % (self.table, heads), rb"(%s-\1-\2)" % _TABLE, text)
        return text

    def _made(self, standing: Standing) -> bytes:
        told = {_PAGE: b"%d 0 R" % standing.page, _PARENT: b"%d 0 R" % standing.parent, _TABLE: b"%d" % standing.table}
        objects = []
        for number, text in self._objects:
            for mark, value in told.items():
                text = text.replace(mark, value)
            objects.append((number, _GONE if standing.continues and number in self.before else text))
        return container_body(objects, _LEVEL)


class Joined:
    """The elements of parts that share a page, one after another: those around several of them are there once.

    `tops` are the elements that are in no other of the page's.
    """

    def __init__(self, page: int, document: int) -> None:
        """Begin a page; `document` is the element that all others are in."""
        self.tops: list[int] = []
        self._page, self._document = page, document
        self._chain: list[int] = []
        self._kids: dict[int, list[int]] = {}
        self._opened: list[tuple[PartTree, int, int]] = []
        self._is_empty = True

    def add(self, part: Part, tree: PartTree) -> Standing:
        """Put a part's elements where those of the part before let them, and return where that is."""
        shared = 0 if self._is_empty else part.shared
        continues = not self._is_empty and part.continues
        self._is_empty = False
        outer = self._chain[:shared]
        self._chain = outer + tree.wrappers[shared:]
        into = self._kids[outer[-1]] if outer else self.tops
        into += tree.wrappers[shared : shared + 1] or ([tree.root] if outer else tree.tops)
        for level in range(shared, len(self._chain)):
            self._kids[self._chain[level]] = list(tree.kids[self._chain[level]])
            self._opened.append((tree, self._chain[level], self._chain[level - 1] if level else self._document))
        parent = self._chain[-1] if self._chain else self._document
        table = self._chain[tree.table_level] if tree.table_level >= 0 else 0
        return Standing(self._page, parent, table, continues)

    def wrappers(self) -> dict[int, bytes]:
        """Return the bodies of the elements around parts, by their numbers."""
        return {
            number: tree.wrapper(number, parent, self._page, self._kids[number])
            for tree, number, parent in self._opened
        }


def parents(pdf: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """Return a PDF's tree of parents: what owns the marked content of a page, or an annotation, by their places."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    return {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}


def owner_numbers(owners: pikepdf.Object) -> list[int]:
    """Return the numbers of the elements that own a page's marked content; 0 where there is none."""
    return [owner.objgen[0] if isinstance(owner, pikepdf.Dictionary) else 0 for owner in owners]


def references(numbers: Sequence[int]) -> bytes:
    """Return references to objects, null for 0."""
    return b" ".join(b"%d 0 R" % number if number else b"null" for number in numbers)


def elements(element: pikepdf.Object) -> Iterator[int]:
    """Yield the numbers of a structure element and of all in it."""
    yield from (entry.objgen[0] for entry in _tree(element))


def _direct(kid: pikepdf.Object) -> pikepdf.Object:
    """Return what is in an element; a reference to an annotation as a dictionary of its own, for it names its page."""
    if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
        return pikepdf.Dictionary(dict(kid.items()))
    return kid


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return the elements in an element."""
    return [
        kid
        for kid in element.get("/K", ())
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem"
    ]


def _tree(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield an element and all in it."""
    yield element
    for kid in _kids(element):
        yield from _tree(kid)
