"""An employer's look made fit for paper: colours that can be read whatever the employer's colour is."""

from __future__ import annotations

from markpack.documents.document import Branding, Picture
from markpack.model.centre import Centre
from markpack.model.context import Employer

READABLE = 4.5
"""The least contrast of text with its background: level AA of the Web Content Accessibility Guidelines, 1.4.3."""

RGB = tuple[int, int, int]


def _rgb(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(rgb: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _mix(colour: RGB, other: RGB, share: float) -> RGB:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 (black) to 1 (white), by the guidelines' formula."""
    channels = [value / 255 for value in _rgb(colour)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#rrggbb`, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable_on(colour: str, background: str) -> str:
    """Darken a colour in small steps until it can be read on a background."""
    for step in range(101):
        darker = _hex(_mix(_rgb(colour), (0, 0, 0), step / 100))
        if contrast(darker, background) >= READABLE:
            return darker
    return "#000000"


def tint_of(colour: str) -> str:
    """Return a pale version of a colour, for backgrounds: nine tenths of the way to white."""
    return _hex(_mix(_rgb(colour), (255, 255, 255), 0.9))


def branding(employer: Employer, centre: Centre, logo: bytes | None, media_type: str) -> Branding:
    """Return an employer's look on a centre's documents; `logo` is the bytes of its image, if it has one."""
    tint = tint_of(employer.colour)
    ink = _readable_on(employer.colour, tint)
    description = employer.logo_description or f"Logo of {employer.name}"
    return Branding(
        employer=employer.name,
        employer_short=employer.short_name,
        centre=centre.name,
        centre_number=centre.number,
        logo=Picture(media_type, logo, description) if logo else None,
        ink=ink,
        on_ink="#ffffff",
        tint=tint,
    )
