"""How full the pages of a PDF are, and what stands beside its signatures, as a reader sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pypdfium2

_DOTS_A_POINT = 0.5
_HEAD, _FOOT = 56, 50
"""How far the running head and foot stand into the page, in points, with no other text beside them.

In large print they stand further in, so such pages count as full, and their heads and feet as lines.
"""
_LIGHTEST = 245
"""The lightest grey that counts as ink on white."""
_LIGHTER_THAN_GROUND = 8
_SIGNATURE = re.compile(r"\bsignature\b", re.IGNORECASE)
_SIGNING = re.compile(
    r"signatures?\b|assessor’s (decision|name)|quality assurance|iqa’s name|outcome\b(?! needs)|date\b|name\b|"
    r"(learner|tutor|assessor|iqa|lead)\b.*\b(signature|date)\b",
    re.IGNORECASE,
)
"""What the lines of a block of signatures begin with."""


@dataclass(frozen=True)
class PageFill:
    """A page of a PDF.

    `filled` is how far down its content goes, as a share of the height between head and foot; `lines` are the lines of
    text there; `ends_part` says whether a document ends on the page, or one of several in the file.
    """

    number: int
    filled: float
    lines: tuple[str, ...]
    ends_part: bool = False

    @property
    def is_meant_to_be_blank(self) -> bool:
        """Whether nothing is on the page, so that the next part begins on a sheet of its own."""
        return not self.lines and self.filled < 0.1

    @property
    def has_lonely_signatures(self) -> bool:
        """Whether there is a place for a signature, with fewer than four lines of anything else."""
        return any(map(_SIGNATURE.search, self.lines)) and sum(not _SIGNING.match(line) for line in self.lines) < 4


def pages_of(data: bytes) -> tuple[PageFill, ...]:
    """Return how the pages of a PDF are filled, in order."""
    document = pypdfium2.PdfDocument(data)
    try:
        begin = {mark.get_dest().get_index() for mark in document.get_toc() if mark.level == 0 and mark.get_dest()}
        pages = [_page(document[index], index + 1) for index in range(len(document))]
        ends = {len(pages), *begin}
        return tuple(
            replace(page, ends_part=page.number in ends or following.is_meant_to_be_blank)
            for page, following in zip(pages, [*pages[1:], pages[-1]], strict=True)
        )
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, number: int) -> PageFill:
    width, height = page.get_size()
    image = page.render(scale=_DOTS_A_POINT, grayscale=True).to_pil()
    body = image.crop((0, int(_HEAD * _DOTS_A_POINT), image.width, int((height - _FOOT) * _DOTS_A_POINT)))
    lightest = min(_LIGHTEST, body.getpixel((1, 1)) - _LIGHTER_THAN_GROUND)
    box = body.point(lambda grey: 255 if grey < lightest else 0).getbbox()
    text = page.get_textpage().get_text_bounded(0, _FOOT, width, height - _HEAD)
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return PageFill(number, (box[3] if box else 0) / body.height, lines)
