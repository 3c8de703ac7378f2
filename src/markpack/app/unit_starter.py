"""A new unit to be filled in: a short file with notes, or a workbook, with what its scheme needs and nothing else."""

from __future__ import annotations

import datetime
import json
import string
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from markpack.app.unit_export import add_file, file_name
from markpack.app.workspace import Workspace
from markpack.documents.unit_workbook.builder import build_unit_workbook
from markpack.errors import InputError, Place, Problem
from markpack.inputs.problems import Problems, did_you_mean, listing, message_and_hint, quote, sentences
from markpack.inputs.scheme_files import FOLDER as SCHEMES
from markpack.inputs.scheme_files import read_schemes
from markpack.inputs.template_folders import UNIT_FOLDER, read_templates
from markpack.model.pack_folders import OF_WINDOWS
from markpack.model.scheme import Scheme
from markpack.model.unit import UnitReference
from markpack.writers.xlsx.unit_workbook import write_unit_workbook

_PACKAGE = Path(__file__).parents[1]
_NOTE_COLUMN = 26
"""Where notes begin in the file."""


def new_unit(workspace: Workspace, reference: str, scheme_id: str, ending: str, dated: datetime.date) -> Path:
    """Add a unit that is judged by a scheme, as a file that ends in yaml or xlsx, and return the file.

    Raises InputError, before anything is written, for what is no reference or no scheme, and where a unit or a file has
    the reference.
    """
    _check_reference(workspace, reference)
    schemes = read_schemes(workspace.root)
    scheme = schemes.schemes.get(scheme_id)
    if scheme is None:
        if scheme_id in schemes.faults:
            raise InputError(schemes.faults[scheme_id].problems)
        known = sorted(schemes.schemes)
        hint = sentences(did_you_mean(scheme_id, known), f"Schemes there are {listing(known)}.")
        raise InputError.at(SCHEMES, f"There is no scheme {quote(scheme_id)}.", hint)
    name = f"{UNIT_FOLDER}/{file_name(reference, ending)}"
    if ending == "xlsx":
        offered = sorted(schemes.schemes)
        view = build_unit_workbook(_blank(reference, scheme), scheme, schemes=offered, dated=dated)
        add_file(workspace.root, name, write_unit_workbook(view))
    else:
        add_file(workspace.root, name, _text(reference, scheme).encode())
    return workspace.root / name


def _check_reference(workspace: Workspace, reference: str) -> None:
    try:
        TypeAdapter(UnitReference).validate_python(reference)
    except ValidationError as error:
        message, hint = message_and_hint(error.errors(include_url=False)[0]["ctx"]["error"])
        raise InputError.at(UNIT_FOLDER, message, hint) from None
    if reference.partition(".")[0].casefold() in OF_WINDOWS:
        message = f"{quote(reference)} is a name that Windows keeps for itself, so no file can have it."
        raise InputError.at(UNIT_FOLDER, message, "Put something before it, such as the scheme.")
    templates = read_templates(workspace.root, Problems())
    for name in {*templates.units, *templates.unreadable}:
        if name.casefold() == reference.casefold():
            place = Place(templates.units[name].document.file if name in templates.units else UNIT_FOLDER)
            hint = "Edit what is there, or give the new one another reference."
            raise InputError([Problem(place, f"There is a unit {quote(name)} already.", hint)])


def _criterion_ids(scheme: Scheme) -> dict[str, str]:
    """Return the ids of the first criteria, each with its tier: one for each tier of a ladder, else two without."""
    if scheme.laddered:
        return {f"A.{tier}1": tier for tier in scheme.tiers}
    return dict.fromkeys(("1.1", "1.2"), "")


def _blank(reference: str, scheme: Scheme) -> dict[str, Any]:
    """Return the data of a unit of which nothing but the ids is filled in."""
    ids = _criterion_ids(scheme)
    descriptors = dict.fromkeys(band for band, _ in scheme.bands) if scheme.numbered else {}
    criteria = [{"id": id_, "tier": tier or None, "descriptors": descriptors} for id_, tier in ids.items()]
    return {
        "reference": reference,
        "scheme": scheme.id,
        "outcomes": [{"id": next(iter(ids))[0], "criteria": criteria}],
        "assignment": {"tasks": [{"id": "1", "criteria": list(ids)}]},
    }


def _text(reference: str, scheme: Scheme) -> str:
    """Return the text of a unit's file, with what the scheme needs."""
    pattern = string.Template((_PACKAGE / "starter_files" / "unit.yaml").read_text(encoding="utf-8"))
    ids = _criterion_ids(scheme)
    return pattern.substitute(
        reference=json.dumps(reference),
        scheme=_line(
            f"scheme: {scheme.id}", f"{' '.join(scheme.title.split()).rstrip('.')}; {SCHEMES}/{scheme.id}.yaml"
        ),
        section=scheme.words.section_within,
        outcomes=_outcome(scheme, ids),
        criteria=", ".join(map(json.dumps, ids)),
    )


def _outcome(scheme: Scheme, ids: dict[str, str]) -> str:
    lines = [f"  - id: {json.dumps(next(iter(ids))[0])}", "    title:", "    criteria:"]
    for number, (id_, tier) in enumerate(ids.items()):
        is_first = not number
        lines += [
            f"      - id: {json.dumps(id_)}",
            _line("        verb:", "the command verb, such as Explain", shown=is_first),
            _line("        text:", "the whole criterion, command verb included", shown=is_first),
        ]
        if tier:
            lines.append(_line(f"        tier: {tier}", listing(scheme.tiers, last="or"), shown=is_first))
        if scheme.numbered:
            lines.append(_line("        marks:", _about_marks(scheme), shown=is_first))
            if scheme.bands:
                lines.append(_line("        descriptors:", "what such work looks like; they guide", shown=is_first))
                lines += [f"          {band}:" for band, _ in scheme.bands]
    return "".join(f"{line}\n" for line in lines)


def _about_marks(scheme: Scheme) -> str:
    return f"marks available; {scheme.met_at} of them meet it" if scheme.met_at else "marks available"


def _line(text: str, note: str, *, shown: bool = True) -> str:
    return f"{text:<{_NOTE_COLUMN - 1}} # {note}" if shown else text
