"""The logo of the centre or of an employer: a picture beside the file that names it, which can do no harm."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from markpack.inputs.files.bitmap import bitmap_objection
from markpack.inputs.files.online_files import stub_of
from markpack.inputs.files.safe_files import leads_outside, list_folder, load, present
from markpack.inputs.files.svg_safety import Objection, checked_drawing
from markpack.inputs.marks.parse_cache import read_apart
from markpack.inputs.problems import Problems, did_you_mean, quote, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.model.record import Record

LARGEST_LOGO = 5_000_000
MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
_DRAWING = MEDIA_TYPES[".svg"]
_PIXELS_TRIED = 200

AnyRecord = TypeVar("AnyRecord", bound=Record)


def read_logo(
    folder: Path, name: str, owner: Sourced[AnyRecord], key: tuple[str, ...], problems: Problems
) -> tuple[bytes | None, str]:
    """Return a logo's bytes and media type; nothing where there is none, or where it should not be used.

    It is a file of that name in the folder of the `owner`, whose file has it under a `key`. A drawing comes as UTF-8,
    whatever the encoding of its file.
    """
    if not name:
        return None, ""
    path, file = folder / name, owner.document.file.rpartition("/")[0]
    media_type = MEDIA_TYPES.get(path.suffix.casefold(), "")
    data, problem = None, _objection_to_name(name, folder, file, problems)
    if problem is None:
        picture = f"{file}/{path.relative_to(folder).as_posix()}"
        wrong = read_apart(read_objection, path, picture, problems)
        data = load(path, picture, Problems(), limit=LARGEST_LOGO)
        if wrong is None or data is None:
            return None, ""
        if not wrong:
            return (checked_drawing(data) if media_type == _DRAWING else data), media_type
        problem = wrong, "Save the picture again as a PNG or plain SVG of usual size."
    message, hint = problem
    problems.error(owner.place(*key), f"The logo {quote(name)} {message}.", hint)
    return None, ""


def read_objection(path: Path, file: str, problems: Problems) -> str | None:
    """Say why a picture should not be used, or nothing; None, with the problem noted, where it cannot be read.

    It is drawn once by what will draw it in documents.
    """
    data = load(path, file, problems, limit=LARGEST_LOGO)
    if data is None:
        return None
    media_type = MEDIA_TYPES[path.suffix.casefold()]
    if media_type != _DRAWING:
        return bitmap_objection(data, media_type)
    import resvg_py  # here, for only the process that reads pictures draws them

    try:
        drawing = checked_drawing(data).decode()
    except Objection as objection:
        return str(objection)
    with suppress(ValueError):  # of a size without a viewBox, which documents give it
        resvg_py.svg_to_bytes(svg_string=drawing, width=_PIXELS_TRIED, skip_system_fonts=True)
    return ""


def _objection_to_name(name: str, folder: Path, file: str, problems: Problems) -> tuple[str, str] | None:
    """Say why a logo cannot be what its name says, and what to do; None where it can."""
    path = folder / name
    if leads_outside(path, folder):
        return f"is outside the folder {file}", "Copy the picture into the folder."
    if path.suffix.casefold() not in MEDIA_TYPES:
        return "is not a PNG, JPEG or SVG file", "Save the picture as PNG or SVG."
    if present(path) or stub_of(path):
        return None
    pictures = [entry.name for entry in list_folder(folder, file, problems) if entry.suffix.casefold() in MEDIA_TYPES]
    remedy = f"Put the picture into the folder {file}, or leave logo out."
    return "does not exist", sentences(did_you_mean(name, pictures), remedy)
