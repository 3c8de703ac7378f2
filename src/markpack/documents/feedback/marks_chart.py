"""The picture of a learner's marks: one bar a criterion, with the minimum that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from markpack.documents.feedback.view import FeedbackCriterion
from markpack.documents.shared.document import Branding, Picture
from markpack.documents.shared.spelling import part_of
from markpack.model.scheme import HALF

WIDTH, ROW, TOP = 640, 25, 22
LEFT, BAR = 64, 330
"""The picture's measures in pixels of 1/96 inch: where the bars begin, and how long a full one is."""

LARGE_ROW, LARGE_LETTERS = 72, 25
"""In large print, the height of a row and of letters: more than 18 point where the picture is as wide as the text."""

NOT_MET_COLOUR = "#b45309"

TRACK = 'fill="#eef0f2" stroke="#767676"'
"""How the whole length of a bar is drawn, which a mark fills in part."""


def marks_picture(
    criteria: Sequence[FeedbackCriterion], branding: Branding, *, least: Fraction = HALF, large_print: bool = False
) -> Picture:
    """Return an SVG with a bar for each criterion's share of its marks, a line at the least, and the figures beside it.

    A criterion not met is told apart by hatching and by words, not by colour alone. In large print, the figures stand
    above the bars.
    """
    if large_print:
        return Picture("image/svg+xml", _large(criteria, branding, least).encode(), _description(criteria))
    height = TOP + ROW * len(criteria) + 6
    parts = [_head(height, 13)]
    middle = round(LEFT + float(BAR * least), 1)
    parts.append(
        f'<text x="{middle}" y="13" text-anchor="middle" fill="#444444" font-size="12">{part_of(least)} of the '
        "marks</text>"
    )
    for index, criterion in enumerate(criteria):
        parts += _row(criterion, TOP + index * ROW, branding)
    parts.append(_least_line(middle, TOP - 6, height - 6, 1.4))
    parts.append("</svg>")
    return Picture("image/svg+xml", "".join(parts).encode(), _description(criteria))


def _row(criterion: FeedbackCriterion, top: int, branding: Branding) -> list[str]:
    figures = _figures(criterion, "/")
    words = "" if criterion.met else f" · {criterion.state}"
    row = [f'<text x="0" y="{top + 13}" font-weight="600" fill="#222222">AC {escape(criterion.id)}</text>']
    row += _bar(criterion, LEFT, top, BAR, branding)
    row.append(
        f'<text x="{LEFT + BAR + 12}" y="{top + 13}" fill="#222222"><tspan font-weight="600">{figures}</tspan>'
        f'<tspan fill="#444444"> · at least {criterion.minimum}{words}</tspan></text>'
    )
    return row


def _head(height: int, size: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="Source Sans 3, Carlito, Calibri, sans-serif" font-size="{size}">'
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="#fde9cf"/><path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="{NOT_MET_COLOUR}" '
        'stroke-width="1.3"/></pattern></defs>'
    )


def _bar(criterion: FeedbackCriterion, left: int, top: int, full: int, branding: Branding) -> list[str]:
    width = round(float(full * (criterion.share or 0)), 1)
    fill, stroke = (branding.ink, branding.ink) if criterion.met else ("url(#hatch)", NOT_MET_COLOUR)
    bar = [f'<rect x="{left + 0.5}" y="{top + 0.5}" width="{full - 1}" height="16" {TRACK}/>']
    if width:
        bar.append(
            f'<rect x="{left + 0.5}" y="{top + 0.5}" width="{max(width - 1, 1)}" height="16" '
            f'fill="{fill}" stroke="{stroke}"/>'
        )
    return bar


def _large(criteria: Sequence[FeedbackCriterion], branding: Branding, least: Fraction) -> str:
    height = LARGE_ROW * len(criteria) + 6
    middle = round(float(WIDTH * least), 1)
    parts = [_head(height, LARGE_LETTERS)]
    for index, criterion in enumerate(criteria):
        top = index * LARGE_ROW
        words = "" if criterion.met else f" · {criterion.state}"
        parts.append(
            f'<text x="0" y="{top + 24}" fill="#222222"><tspan font-weight="600">AC {escape(criterion.id)}: '
            f"{_figures(criterion, '/')}</tspan><tspan> · at least {criterion.minimum}{words}</tspan></text>"
        )
        parts += _bar(criterion, 0, top + 36, WIDTH, branding)
        parts.append(_least_line(middle, top + 31, top + 58, 2))
    return "".join((*parts, "</svg>"))


def _least_line(x: float, top: int, bottom: int, width: float) -> str:
    """Return a dashed line on a white one, so that it is seen inside dark bars as well."""
    path = f'<path d="M{x} {top}V{bottom}"'
    return (
        f'{path} stroke="#ffffff" stroke-width="{width + 1.6:g}"/>'
        f'{path} stroke="#222222" stroke-width="{width}" stroke-dasharray="4 3"/>'
    )


def _figures(criterion: FeedbackCriterion, separator: str) -> str:
    """Return a mark with its maximum; a criterion may be decided without a mark, or not at all."""
    if criterion.share is not None:
        return f"{criterion.mark}{separator}{criterion.maximum}"
    return f"{criterion.mark}, no mark" if criterion.mark else "no mark"


def _description(criteria: Sequence[FeedbackCriterion]) -> str:
    facts = (
        f"AC {criterion.id}: {_figures(criterion, ' of ')}, at least {criterion.minimum}, {criterion.state}"
        for criterion in criteria
    )
    return "Bar chart of the marks for each assessment criterion. " + "; ".join(facts) + "."
