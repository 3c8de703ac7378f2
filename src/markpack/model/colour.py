"""Colours, and which of them can be read on each other."""

from __future__ import annotations

READABLE = 4.5
"""The least contrast of text with its background: level AA of the Web Content Accessibility Guidelines, 1.4.3."""

WELL_READABLE = 7.0
"""The least contrast where somebody has large print or a background: level AAA of the same, 1.4.6."""

PALEST_TEXT = "#555555"
"""The palest letters that documents have."""

RGB = tuple[int, int, int]


def _rgb(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """Return a colour that is so much of the way (0 to 1) from one `#rrggbb` to another."""
    pairs = zip(_rgb(colour), _rgb(other), strict=True)
    return "#{:02x}{:02x}{:02x}".format(*(round(a + (b - a) * share) for a, b in pairs))


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 (black) to 1 (white), by the guidelines' formula."""
    channels = [value / 255 for value in _rgb(colour)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of two colours `#rrggbb`, 1 to 21."""
    lighter, darker = sorted((luminance(colour), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(colour: str, background: str, least: float = READABLE) -> str:
    """Darken a colour in small steps until its contrast with a background is at least so much."""
    for step in range(101):
        darker = mix(colour, "#000000", step / 100)
        if contrast(darker, background) >= least:
            return darker
    return "#000000"


def shade_of(background: str) -> str:
    """Return the colour behind heads and labels on a coloured page: a little darker than the page."""
    return mix(background, "#000000", 0.07)
