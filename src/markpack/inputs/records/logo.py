"""An employer's logo: a picture in their own folder that can do no harm."""

from __future__ import annotations

from pathlib import Path

from markpack.inputs.files.bitmap import bitmap_objection
from markpack.inputs.files.safe_files import list_folder, load, present
from markpack.inputs.files.svg_safety import Objection, checked_drawing
from markpack.inputs.problems import Problems, did_you_mean, quote, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Context

LARGEST_LOGO = 5_000_000
MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


def read_logo(folder: Path, reading: Sourced[Context], problems: Problems) -> tuple[bytes | None, str]:
    """Return the logo's bytes and media type; nothing where there is none, or where it should not be used.

    A drawing comes as UTF-8, whatever the encoding of its file.
    """
    name = reading.record.employer.logo
    if not name:
        return None, ""
    place, file = reading.place("employer", "logo"), reading.document.file.rpartition("/")[0]
    path = folder / name
    if _is_outside(path, folder):
        problems.error(
            place, f"The logo {quote(name)} is outside the employer’s folder.", "Copy the picture into the folder."
        )
        return None, ""
    media_type = MEDIA_TYPES.get(path.suffix.casefold(), "")
    if not media_type:
        problems.error(
            place, f"The logo {quote(name)} is not a PNG, JPEG or SVG file.", "Save the picture as PNG or SVG."
        )
        return None, ""
    if not present(path):
        listed = list_folder(folder, file, problems)
        pictures = [entry.name for entry in listed if entry.suffix.casefold() in MEDIA_TYPES]
        problems.error(
            place,
            f"The logo {quote(name)} does not exist.",
            sentences(did_you_mean(name, pictures), "Put the picture into the employer’s folder, or leave logo out."),
        )
        return None, ""
    data = load(path, f"{file}/{path.relative_to(folder).as_posix()}", problems, limit=LARGEST_LOGO)
    if data is None:
        return None, ""
    try:
        if media_type == "image/svg+xml":
            return checked_drawing(data), media_type
        wrong = bitmap_objection(data, media_type)
    except Objection as objection:
        wrong = str(objection)
    if wrong:
        problems.error(
            place, f"The logo {quote(name)} {wrong}.", "Save the picture again as a PNG or plain SVG of usual size."
        )
        return None, ""
    return data, media_type


def _is_outside(path: Path, folder: Path) -> bool:
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except RuntimeError:  # a link to itself, which reading will report
        return False
