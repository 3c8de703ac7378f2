"""An employer's look made fit for paper: colours that can be read whatever the employer's colour is."""

from __future__ import annotations

from dataclasses import replace

from markpack.documents.shared.document import Branding, Picture
from markpack.model.centre import Centre
from markpack.model.colour import WELL_READABLE, mix, readable_on, shade_of
from markpack.model.context import Employer

_PLAIN_COLOUR = "#1f4e79"


def tint_of(colour: str) -> str:
    """Return a pale version of a colour, for backgrounds: nine tenths of the way to white."""
    return mix(colour, "#ffffff", 0.9)


def centres_picture(centre: Centre, logo: bytes | None, media_type: str) -> Picture | None:
    """Return a centre's logo; nothing where it has none."""
    return Picture(media_type, logo, centre.logo_description or f"Logo of {centre.name}") if logo else None


def build_branding(
    employer: Employer, centre: Centre, logo: bytes | None, media_type: str, centre_logo: Picture | None = None
) -> Branding:
    """Return an employer's look on a centre's documents; `logo` is the bytes of its image, if it has one."""
    tint = tint_of(employer.colour)
    ink = readable_on(employer.colour, tint)
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
        centre_logo=centre_logo,
    )


def plain_branding(centre: str = "", centre_number: str = "", logo: Picture | None = None) -> Branding:
    """Return the look of what belongs to no employer: with the centre's logo, if any, in markpack's own colour."""
    tint = tint_of(_PLAIN_COLOUR)
    return Branding("", "", centre, centre_number, logo, readable_on(_PLAIN_COLOUR, tint), "#ffffff", tint)


def well_readable(look: Branding, background: str = "") -> Branding:
    """Return an employer's look with more contrast, for pages with a background or on white, and their shaded parts."""
    tint = shade_of(background) if background else look.tint
    return replace(look, ink=readable_on(look.ink, tint, WELL_READABLE), tint=tint)
