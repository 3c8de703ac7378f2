"""The whole of a centre's files, read and checked: everything that a build needs, or every problem at once."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markpack.errors import InputError, Place, Problem, Scope
from markpack.inputs.attempts_elsewhere import (
    attempts_elsewhere,
    note_begun_twice,
    note_extensions_elsewhere,
    reading_order,
    with_others,
)
from markpack.inputs.checks.brief_texts import check_brief_texts
from markpack.inputs.checks.competence import check_evidence
from markpack.inputs.checks.registrations import check_registrations
from markpack.inputs.cohort_files import COHORT_FILE, cohort_folders, has_cohort_file, pack_named
from markpack.inputs.employer_inputs import (
    CONTEXT_FILE,
    EmployerFiles,
    EmployerInputs,
    begin_employer,
    check_employer,
)
from markpack.inputs.files.online_files import stub_of
from markpack.inputs.files.safe_files import present, visible
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.marks.parse_cache import ParseCache
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, repeated, sentences
from markpack.inputs.records.email import check_emails
from markpack.inputs.records.logo import read_logo
from markpack.inputs.records.marking_context import OtherPack
from markpack.inputs.records.noted_versions import read_noted_versions
from markpack.inputs.records.record_reader import Sourced, as_written, read_record
from markpack.inputs.shared_learners import Numbers, SharedLearners
from markpack.inputs.template_folders import START, check_templates, note_faults, read_templates
from markpack.inputs.unit_versions import ChosenVersions, choose_versions
from markpack.inputs.weighting_rules import with_weighting
from markpack.model.centre import Centre, Policies
from markpack.model.pack_folders import CONTEXTS, cohort_of, employer_of, inputs_folder, pack_name
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit

_UNREADABLE = ("Cc", "Cf", "Cs")
"""Categories of Unicode: signs of control, signs that only change how others look, and halves of letters."""


@dataclass(frozen=True)
class Inputs:
    """The centre, the present templates by reference, and the employers, who may go by kept versions of units.

    `stopped` has the folders of those left out.
    """

    centre: Centre
    qualifications: Mapping[str, Qualification]
    units: Mapping[str, Unit]
    employers: tuple[EmployerInputs, ...]
    stopped: tuple[str, ...] = ()
    others: tuple[EmployerInputs, ...] = ()
    """Packs that are not asked for, but share learners with one that is."""
    logo: bytes | None = None
    """The centre's logo; `logo_type` is its media type."""
    logo_type: str = ""


def read_inputs(
    root: Path,
    employers: Sequence[str] = (),
    cache_of: Callable[[str], ParseCache] | None = None,
    today: datetime.date | None = None,
) -> tuple[Inputs, tuple[Problem, ...]]:
    """Return a workspace's files as records, and all problems and warnings; of the employers named, or of all.

    What problems stop is left out. `cache_of` gives what is kept of an employer's files that have been opened before,
    by the name of the folder; decisions and confirmations after `today` are warned of. Raises InputError with every
    problem and warning where nothing at all is left.
    """
    problems = Problems()
    wanted = [pack_named(name, root) for name in employers]
    begun = [
        begin_employer(folder, problems, None if not wanted or folder.name in wanted else wanted)
        for folder in _employer_folders(root, wanted, problems)
    ]
    centre = _read_centre(root, problems)
    templates = read_templates(root, problems)
    files = [entry for finish in begun for entry in finish()]
    noted = read_noted_versions(root, problems)
    files = [
        replace(entry, context=with_weighting(entry.context, entry.name, centre.record.format if centre else 1, noted))
        for entry in files
    ]
    chosen = [choose_versions(entry.context, entry.name, templates, noted) for entry in files]
    packs = list(zip(files, chosen, strict=True))
    in_force = [(entry.context, choice.templates) for entry, choice in packs if entry.context and entry.wanted]
    check_templates(templates, in_force, today)
    logo, logo_type = _read_centres_logo(root, centre, problems)
    if centre:
        check_brief_texts(centre, [context for context, _ in in_force])
    check_registrations(files)
    checked = _checked(packs, centre, cache_of, today)
    note_faults(templates, in_force, problems)
    sound = tuple(employer for employer in checked if employer and employer.wanted)
    if centre is None or not sound or any(problem.scope is Scope.WORKSPACE for problem in problems.errors):
        raise InputError(problems.problems)
    made = {employer.folder for employer in sound}
    stopped = tuple(entry.name for entry in files if entry.wanted and entry.name not in made)
    qualifications, units = as_written(templates.qualifications), as_written(templates.units)
    others = tuple(employer for employer in checked if employer and not employer.wanted)
    inputs = Inputs(centre.record, qualifications, units, sound, stopped, others, logo, logo_type)
    return inputs, problems.problems


def read_registers(root: Path) -> tuple[EmployerFiles, ...]:
    """Return the context and register of every pack, without a word of what is wrong with them."""
    unnoted = Problems()
    begun = [begin_employer(folder, unnoted) for folder in _employer_folders(root, (), unnoted)]
    return tuple(entry for finish in begun for entry in finish())


def _checked(
    packs: Sequence[tuple[EmployerFiles, ChosenVersions]],
    centre: Sourced[Centre] | None,
    cache_of: Callable[[str], ParseCache] | None,
    today: datetime.date | None,
) -> list[EmployerInputs | None]:
    """Return the inputs of the packs that are asked for, and of those that share learners with one; None if stopped.

    Packs of one employer are read in the order in which they begin, for the attempts of a learner count over all.
    """
    files = [entry for entry, _ in packs]
    shared = SharedLearners(files)
    sharing = {entry.name: _that_share(entry, files, shared) for entry in files}
    policies = centre.record.policies if centre else Policies()
    checked: dict[str, EmployerInputs | None] = {}

    def known(entry: EmployerFiles) -> list[tuple[EmployerInputs, Numbers]]:
        return [(inputs, numbers) for other, numbers in sharing[entry.name] if (inputs := checked.get(other.name))]

    in_order = sorted(packs, key=lambda pack: reading_order(pack[0]))
    for entry, choice in in_order:
        if not entry.wanted and not any(other.wanted for other, _ in sharing[entry.name]):
            continue
        before = attempts_elsewhere(known(entry), policies)
        others = _others(entry, files, shared)
        checked[entry.name] = check_employer(entry, choice, others, before, centre, cache_of, today)
    for entry in files:
        inputs, of_entry = checked.get(entry.name), sharing[entry.name]
        stopped = [(other, numbers) for other, numbers in of_entry if checked.get(other.name, inputs) is None]
        if inputs and of_entry:
            checked[entry.name] = with_others(inputs, entry, known(entry), stopped, policies)
    for position, (entry, _) in enumerate(in_order):
        for other, _ in in_order[:position]:
            if numbers := shared.numbers(entry, other):
                note_begun_twice(entry, other, numbers, filter(None, map(checked.get, (entry.name, other.name))))
                note_extensions_elsewhere(other, entry, shared.numbers(other, entry), checked.get(other.name))
    return [checked[entry.name] for entry in files if entry.name in checked]


def _that_share(
    pack: EmployerFiles, files: Sequence[EmployerFiles], shared: SharedLearners
) -> list[tuple[EmployerFiles, Numbers]]:
    """Return the other packs that share learners with one, and the numbers there of these by the others."""
    found = [(entry, shared.numbers(pack, entry)) for entry in files if entry is not pack]
    return [(entry, numbers) for entry, numbers in found if numbers]


def _others(pack: EmployerFiles, files: Sequence[EmployerFiles], shared: SharedLearners) -> tuple[OtherPack, ...]:
    """Return the other packs of a pack's employer, with the learners of this one whom they have."""
    return tuple(
        OtherPack(
            entry.name,
            frozenset(map(str.casefold, shared.numbers(pack, entry).values())),
            entry.units,
            came_first=not cohort_of(entry.name)
            or (bool(cohort_of(pack.name)) and reading_order(entry) < reading_order(pack)),
        )
        for entry in files
        if entry is not pack and entry.employer_folder == pack.employer_folder
    )


def _read_centre(root: Path, problems: Problems) -> Sourced[Centre] | None:
    if not (root / CONTEXTS).is_dir():
        return None
    file = f"{CONTEXTS}/centre.yaml"
    if not present(root / file) and not stub_of(root / file):
        problems.error(Place(file), "The centre’s own file is missing.", "Add it, or run markpack init for a new one.")
        return None
    document = read_yaml(root / file, file, problems)
    reading = read_record(document, Centre, problems) if document else None
    if reading:
        check_emails(reading)
    if reading and reading.is_valid_at("staff"):
        staff = reading.parts(reading.record.staff, "staff")
        for person, first in repeated(staff, key=lambda person: person.record.name.casefold()):
            problems.error(
                person.place("name"),
                f"{quote(person.record.name)} appears a second time; the first is in line {first.place('name').line}.",
                "Put everything about one person into one entry.",
            )
        check_evidence(staff)
    return reading


def _read_centres_logo(root: Path, centre: Sourced[Centre] | None, problems: Problems) -> tuple[bytes | None, str]:
    if centre is None:
        return None, ""
    return read_logo(root / CONTEXTS, centre.record.logo, centre, ("logo",), problems)


def _employer_folders(root: Path, names: Sequence[str], problems: Problems) -> list[Path]:
    """Return the folders of the employers wanted, or of all that have a context."""
    contexts = root / CONTEXTS
    if not contexts.is_dir():
        problems.error(Place(CONTEXTS), "There is no folder contexts here.", START)
        return []
    folders = {path.name: path for path in visible(contexts, CONTEXTS, problems) if path.is_dir()}
    known = [name for name, path in folders.items() if present(path / CONTEXT_FILE) or stub_of(path / CONTEXT_FILE)]
    for name in dict.fromkeys(names):
        if employer_of(name) not in known:
            name = employer_of(name)
            packs = (pack_name(employer, name) for employer in known)
            cohorts = [pack for pack in packs if has_cohort_file(root / inputs_folder(pack))]
            problems.error(
                Place(f"{CONTEXTS}/{name}"),
                f"There is no employer {quote(name)}, which would be a folder with a {CONTEXT_FILE}.",
                f"A cohort is named with its employer: {listing(cohorts)}."
                if cohorts
                else sentences(did_you_mean(name, known), f"Employers are {listing(known)}." if known else ""),
            )
        elif name not in known and not has_cohort_file(root / inputs_folder(name)):
            employer = employer_of(name)
            cohorts = [path.name for path in cohort_folders(folders[employer], Problems())]
            problems.error(
                Place(inputs_folder(name)),
                f"{employer} has no cohort {quote(cohort_of(name))}, which would be a folder with a {COHORT_FILE}.",
                f"Cohorts there are {listing(cohorts)}." if cohorts else "It has no cohorts.",
            )
    if names:
        wanted = set(map(employer_of, names))
        return [folders[name] for name in known if name in wanted and _is_readable(name, problems)]
    for name in folders:
        if name not in known:
            problems.warn(
                Place(f"{CONTEXTS}/{name}"),
                f"The folder has no {CONTEXT_FILE}, so it is passed over.",
                "Add one with markpack new employer, or move the folder away.",
            )
    if not known:
        problems.error(Place(CONTEXTS), "There are no employers here.", "Add one with markpack new employer NAME.")
    return [folders[name] for name in known if _is_readable(name, problems)]


def _is_readable(name: str, problems: Problems) -> bool:
    """Say whether all of an employer's folder name can be read, as everything made for the employer bears it."""
    if all(unicodedata.category(sign) not in _UNREADABLE for sign in name):
        return True
    problems.within(Scope.EMPLOYER, employer=name).error(
        Place(f"{CONTEXTS}/{name}"),
        "The folder’s name holds signs that cannot be seen, or is not in Unicode.",
        "Rename it, such as to bright-hotels.",
    )
    return False
