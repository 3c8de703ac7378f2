"""An employer's logo: a picture in their own folder that can do no harm."""

from __future__ import annotations

from pathlib import Path

from markpack.inputs.files.bitmap import bitmap_objection
from markpack.inputs.files.online_files import stub_of
from markpack.inputs.files.safe_files import leads_outside, list_folder, load, present
from markpack.inputs.files.svg_safety import Objection, checked_drawing
from markpack.inputs.problems import Problems, did_you_mean, quote, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Context

LARGEST_LOGO = 5_000_000
MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


def read_logo(folder: Path, context: Sourced[Context], problems: Problems) -> tuple[bytes | None, str]:
    """Return the logo's bytes and media type; nothing where there is none, or where it should not be used.

    A drawing comes as UTF-8, whatever the encoding of its file.
    """
    name = context.record.employer.logo
    if not name:
        return None, ""
    path, file = folder / name, context.document.file.rpartition("/")[0]
    media_type = MEDIA_TYPES.get(path.suffix.casefold(), "")
    data, problem = None, _objection_to_name(name, folder, file, problems)
    if problem is None:
        data = load(path, f"{file}/{path.relative_to(folder).as_posix()}", problems, limit=LARGEST_LOGO)
        if data is None:
            return None, ""
        try:
            if media_type == "image/svg+xml":
                return checked_drawing(data), media_type
            wrong = bitmap_objection(data, media_type)
        except Objection as objection:
            wrong = str(objection)
        if not wrong:
            return data, media_type
        problem = wrong, "Save the picture again as a PNG or plain SVG of usual size."
    message, hint = problem
    problems.error(context.place("employer", "logo"), f"The logo {quote(name)} {message}.", hint)
    return None, ""


def _objection_to_name(name: str, folder: Path, file: str, problems: Problems) -> tuple[str, str] | None:
    """Say why a logo cannot be what its name says, and what to do; None where it can."""
    path = folder / name
    if leads_outside(path, folder):
        return "is outside the employer’s folder", "Copy the picture into the folder."
    if path.suffix.casefold() not in MEDIA_TYPES:
        return "is not a PNG, JPEG or SVG file", "Save the picture as PNG or SVG."
    if present(path) or stub_of(path):
        return None
    pictures = [entry.name for entry in list_folder(folder, file, problems) if entry.suffix.casefold() in MEDIA_TYPES]
    remedy = "Put the picture into the employer’s folder, or leave logo out."
    return "does not exist", sentences(did_you_mean(name, pictures), remedy)
