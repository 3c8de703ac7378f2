"""The outcome schemes of a workspace, `templates/schemes/*.yaml`, and which of them judges each unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from markpack.errors import Place, Scope
from markpack.inputs.checks.scheme import check_scheme
from markpack.inputs.files.online_files import note_not_here
from markpack.inputs.files.safe_files import kept_online, present, visible
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import Sourced, read_record
from markpack.inputs.starter import starter
from markpack.inputs.template_files import YAML
from markpack.model.qualification import Qualification
from markpack.model.scheme import ILM_MARKS, Scheme
from markpack.model.scheme_template import SchemeTemplate
from markpack.model.unit import Unit

FOLDER = "templates/schemes"


@dataclass(frozen=True)
class Schemes:
    """The schemes that there are by id: a workspace's own files, and those that come with markpack.

    `faults` has the problems of each file that has any, by the file's name, and by the id
    that it gives itself where that is another.
    """

    schemes: Mapping[str, Scheme]
    faults: Mapping[str, Problems] = field(default_factory=dict)


def read_schemes(root: Path) -> Schemes:
    """Return a workspace's schemes, and those that come with markpack where it has no file of that name."""
    faults: dict[str, Problems] = {}
    shipped = starter()
    readings = _read_folder(shipped, faults)
    if root.resolve() != shipped.resolve():
        readings |= _read_folder(root, faults)
    broken = {name for name, problems in faults.items() if problems.errors}
    schemes = {name: reading.record.scheme() for name, reading in readings.items() if name not in broken}
    for name, reading in readings.items():
        alone = reading.record.without_marks
        if alone and name not in broken:
            if alone in schemes and not schemes[alone].numbered:
                schemes[name] = replace(schemes[name], without_marks=schemes[alone])
            else:
                reading.problems.error(
                    reading.place("without_marks"),
                    f"The scheme {quote(alone)} cannot be read."
                    if alone in broken
                    else f"{quote(alone)} is no scheme without marks.",
                    "Mend its file."
                    if alone in broken
                    else sentences(
                        did_you_mean(alone, [one for one in schemes if not schemes[one].numbered]),
                        "Name one whose judgement is met or levels.",
                    ),
                )
                faults[name] = reading.problems
    unsound = {name for name, problems in faults.items() if problems.errors}
    return Schemes({name: scheme for name, scheme in schemes.items() if name not in unsound}, faults)


def _read_folder(root: Path, faults: dict[str, Problems]) -> dict[str, Sourced[SchemeTemplate]]:
    readings: dict[str, Sourced[SchemeTemplate]] = {}
    if not present(root / FOLDER):
        return readings
    listed = Problems()
    paths = [path for path in visible(root / FOLDER, FOLDER, listed) if path.suffix.casefold() in YAML]
    if listed.problems:
        faults[FOLDER] = listed
    for original in kept_online(root / FOLDER, FOLDER, Problems()):
        if (stub := Path(original)).suffix.casefold() in YAML:
            problems = faults.setdefault(stub.stem, Problems().within(Scope.ASSIGNMENT))
            note_not_here(Place(f"{FOLDER}/{original}"), original, problems)
    for path in paths:
        file, problems = f"{FOLDER}/{path.name}", Problems().within(Scope.ASSIGNMENT)
        document = read_yaml(path, file, problems)
        reading = read_record(document, SchemeTemplate, problems) if document else None
        name = path.stem
        its_id = reading.record.id if reading and reading.is_valid_at("scheme") else name
        if reading and its_id != name:
            problems.error(
                reading.place("scheme"),
                f"The file is called {path.name}, but its scheme {quote(its_id)}.",
                f"Call the file {its_id}.yaml, or write scheme: {name}.",
            )
        if reading and not problems.errors:
            check_scheme(reading)
            if name in readings:
                problems.error(
                    reading.place("scheme"),
                    f"The scheme {quote(name)} is that of {readings[name].document.file} already.",
                    "Give each scheme its own id, or delete one of the two.",
                )
        if reading and not problems.errors:
            readings[name] = reading
        for key in (name, its_id) if problems.problems else ():
            faults.setdefault(key, problems).include(problems.problems)
    return readings


def with_scheme(
    unit: Sourced[Unit],
    qualifications: Mapping[str, Sourced[Qualification]],
    schemes: Schemes,
    problems: Problems,
) -> Sourced[Unit] | None:
    """Return a unit with its scheme: its own, else that of the qualification that lists it, else ILM's.

    A scheme that is not there, that cannot be read, or that follows from nothing alone is noted in `problems`. There
    is None then: nothing can be said of the unit by rules that are not its own.
    """
    name = _scheme_name(unit, qualifications, problems)
    if name is None:
        return None
    if scheme := schemes.schemes.get(name):
        return replace(unit, record=unit.record.under(scheme))
    place = unit.place("scheme") if unit.record.scheme_id else _place_of(name, qualifications)
    note_absent(name, place, schemes, problems)
    return None


def _scheme_name(
    unit: Sourced[Unit], qualifications: Mapping[str, Sourced[Qualification]], problems: Problems
) -> str | None:
    """Return the id of a unit's scheme; None, with the problem noted, where it is not certain."""
    if not unit.is_valid_at("scheme"):
        return None
    if unit.record.scheme_id:
        return unit.record.scheme_id
    listing_it = {name: entry for name, entry in qualifications.items() if unit.record.reference in entry.record.units}
    for name, entry in listing_it.items():
        if not entry.is_valid_at("scheme"):
            message = f"The scheme of {name} cannot be told, so nobody can be judged by it."
            problems.error(entry.place("scheme"), message, "Put it right, or say in the unit which scheme is its own.")
            return None
    named = {name: entry.record.scheme for name, entry in listing_it.items() if entry.record.scheme}
    if len(set(named.values())) > 1:
        problems.error(
            unit.place("reference"),
            f"{listing(named)} have the unit, and judge it by {listing(map(quote, named.values()))}.",
            "Say in the unit which scheme is its own: scheme: ….",
        )
        return None
    return next(iter(named.values()), ILM_MARKS.id)


def note_absent(name: str, place: Place, schemes: Schemes, problems: Problems) -> None:
    """Note a scheme that is named at a place, and cannot be read or is not there; nothing where it is."""
    if name in schemes.schemes:
        return
    if name in schemes.faults:
        problems.include(schemes.faults[name].problems)
        problems.error(
            place, f"The scheme {quote(name)} cannot be read, so nobody can be judged by it.", "Mend its file."
        )
    else:
        problems.error(
            place,
            f"There is no scheme {quote(name)} in {FOLDER}.",
            sentences(did_you_mean(name, schemes.schemes), f"Schemes there are {listing(sorted(schemes.schemes))}."),
        )


def _place_of(scheme: str, qualifications: Mapping[str, Sourced[Qualification]]) -> Place:
    return next(entry.place("scheme") for entry in qualifications.values() if entry.record.scheme == scheme)
