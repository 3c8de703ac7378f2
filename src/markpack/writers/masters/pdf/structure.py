"""Structure elements of a part, ready to stand in any file: numbered anew, on another page, in another element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pikepdf

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.objects import Exporter, Piece, Text, joined, opened

_CELL = re.compile(r"(\d+)-(\d+)-(\d+)")
PAGE, PARENT, TABLE = "page", "parent", "table"
CONTENT, ROW, ANNOTATION, OWN = "content ", "row ", "annotation ", "own "
"""The names of what is known when a file is put together; numbers follow the last four."""


@dataclass(frozen=True)
class Elements:
    """The elements of a part, or of a table's head: the first `roots` of them are put into what is around them.

    `owners` are the places of the elements that own the part's marked content, in its order. `rows` is how many rows it
    adds to the table that it is in.
    """

    texts: tuple[Text, ...]
    roots: tuple[int, ...]
    owners: tuple[int, ...]
    annotation_owners: tuple[int, ...]
    rows: int


def kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return the elements in an element."""
    return [it for it in element.get("/K", ()) if _is_element(it)]


def _is_element(it: object) -> bool:
    return isinstance(it, pikepdf.Dictionary) and it.get("/Type") == "/StructElem"


def tree(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield an element and all in it, in the order of the document."""
    yield element
    for kid in kids(element):
        yield from tree(kid)


def contents(element: pikepdf.Object) -> Iterator[int]:
    """Yield the numbers of the marked content of an element and of all in it."""
    for entry in tree(element):
        yield from (int(kid) for kid in entry.get("/K", ()) if isinstance(kid, int))


@dataclass(frozen=True)
class Surroundings:
    """What a part's elements may refer to: its page, the element and the table around it, and annotations.

    `first_row` is the number of the part's first row in that table, and `head_rows` how many its head has. `content`
    says under which number marked content stands in the part, and `annotations` what each annotation is called there.
    """

    page: tuple[int, int]
    parent: int
    table: int
    first_row: int
    head_rows: int
    content: Mapping[int, int]
    annotations: Mapping[int, int]


def export(roots: Sequence[pikepdf.Object], around: Surroundings, exporter: Exporter) -> Elements:
    """Return the elements of a part. Raises DoesNotFit if they refer to what is not known of it."""
    entries = [entry for root in roots for entry in tree(root)]
    places = {entry.objgen[0]: place for place, entry in enumerate(entries)}
    owners: dict[int, int] = {}
    annotation_owners: dict[int, int] = {}

    def cell(text: str) -> Iterator[Piece]:
        table, row, column = map(int, _CELL.fullmatch(text).groups())  # type: ignore[union-attr]
        yield b"("
        if table in places:
            yield f"{OWN}{places[table]}"
            yield b"-%d" % row
        elif table == around.table:
            yield TABLE
            yield b"-"
            yield b"%d" % row if row < around.head_rows else f"{ROW}{row - around.first_row}"
        else:
            raise DoesNotFit("a part refers to a table that it is not in")
        yield b"-%d)" % column

    def special(entry: pikepdf.Object) -> Text | None:
        if isinstance(entry, pikepdf.String) and _CELL.fullmatch(str(entry)):
            return tuple(cell(str(entry)))
        if not entry.is_indirect:
            return None
        number = entry.objgen[0]
        if number in places:
            return (places[number],)
        if entry.objgen == around.page:
            return (PAGE,)
        if number == around.parent:
            return (PARENT,)
        if number in around.annotations:
            return (f"{ANNOTATION}{around.annotations[number]}",)
        return None

    def text(entry: pikepdf.Object, place: int) -> Text:
        def pieces() -> Iterator[Piece]:
            whole = exporter.text(entry, special, left_out=("/K",))
            yield from opened(whole)
            yield b"/K["
            for kid in entry.get("/K", ()):
                if isinstance(kid, int):
                    if kid not in around.content:
                        continue  # it draws nothing, such as an empty value
                    yield f"{CONTENT}{around.content[kid]}"
                    owners[around.content[kid]] = place
                elif _is_element(kid):
                    yield places[kid.objgen[0]]
                else:
                    annotation_owners[around.annotations[kid.Obj.objgen[0]]] = place
                    yield from exporter.text(kid, special)
                yield b" "
            yield b"]>>"

        return joined(pieces())

    texts = tuple(text(entry, place) for place, entry in enumerate(entries))
    rows = sum(entry.S == "/TR" for root in roots for entry in tree(root) if not _inner_table(entry, places))
    return Elements(
        texts,
        tuple(places[root.objgen[0]] for root in roots),
        tuple(owners[number] for number in range(len(owners))),
        tuple(annotation_owners[number] for number in range(len(annotation_owners))),
        rows,
    )


def _inner_table(entry: pikepdf.Object, places: Mapping[int, int]) -> bool:
    """Say whether an element is in a table that is in the part itself."""
    while entry.objgen[0] in places:
        if entry.S == "/Table":
            return True
        entry = entry.P
    return False
