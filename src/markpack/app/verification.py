"""The story of `markpack verify`: what a document is, and whether its criteria are still the unit's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from pathlib import Path, PurePosixPath

from markpack.app.workspace import Workspace
from markpack.documents.catalogue.kinds import KINDS, Format
from markpack.documents.shared.common_facts import template_digest
from markpack.errors import InputError, Place, Problem
from markpack.inputs.criteria_text.compare import Comparison, WordingStatus, compare_criteria
from markpack.inputs.criteria_text.document import HandedIn, read_document
from markpack.inputs.employer_inputs import CONTEXT_FILE
from markpack.inputs.marks.parse_cache import parse_cached
from markpack.inputs.problems import listing, quote
from markpack.inputs.template_folders import read_unit_versions
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.forms.identity import FileIdentity
from markpack.model.joint_unit import joint_unit, with_digest
from markpack.model.pack_folders import employer_of, pack_name
from markpack.model.unit import Unit
from markpack.model.unit_versions import UnitVersions, version_text
from markpack.publish.manifest import Entry, published_packs, read_manifest
from markpack.publish.record import Record, recorded_employers


class EditStatus(Enum):
    """Whether a file is as it was generated."""

    UNCHANGED = "unchanged since it was generated"
    EARLIER = "unchanged since it was generated; another one has taken its place since"
    EDITED = "edited since it was generated"
    UNCERTAIN = "edited since it was generated, or made by another build"
    UNKNOWN = "not in the records of output/, so nobody can tell whether it was edited"


class Template(Enum):
    """Which version of the unit template a file was made from."""

    PRESENT = "the present unit template"
    KEPT = "an earlier version of the unit template, which is kept"
    OTHER = "another version of the unit template, probably an older one"
    UNKNOWN = "an unknown version of the unit template"


@dataclass(frozen=True)
class Verification:
    """The result for one file; `comparisons` are empty where there is a problem.

    `generated_as` is the path in output/ that the file was made as, where that is known. `criteria_same` says
    that all texts are the unit's and, by the digest inside the file, that its marks and descriptors were too.
    """

    file: str
    identity: FileIdentity
    format: str
    comparisons: tuple[Comparison, ...] = ()
    version: str = ""
    """The version of the unit that the document is compared with: the one that it was made from, if that is kept."""
    digest_same: bool = True
    edit_status: EditStatus = EditStatus.UNKNOWN
    generated_as: str = ""
    template: Template = Template.UNKNOWN
    employer_known: bool = False
    problem: Problem | None = None

    @property
    def what(self) -> str:
        """What the document is, in words."""
        kind = KINDS.get(self.identity.kind)
        if kind is None or not kind.value.states_criteria:
            return ""
        noun = kind.value.noun.partition(" ")[2]
        return kind.name_in(Format(self.format), noun).lower()

    @property
    def texts_same(self) -> bool:
        """Whether the document has every criterion unchanged, and no others."""
        return bool(self.comparisons) and all(entry.status is WordingStatus.SAME for entry in self.comparisons)

    @property
    def criteria_same(self) -> bool:
        """Whether the criteria are exactly the unit's."""
        return self.problem is None and self.texts_same and self.digest_same


def verify(workspace: Workspace, files: Sequence[Path]) -> tuple[Verification, ...]:
    """Return what each file is and whether its criteria are the unit's; raise InputError if a unit cannot be read.

    A file that cannot be read or identified is a problem of that file only. Writes nothing.
    """
    units = read_unit_versions(workspace.root)
    records = _Records(workspace)
    return tuple(_verify(path, units, records) for path in files)


def _verify(path: Path, versions: UnitVersions, records: _Records) -> Verification:
    if path.is_dir():
        folder = Problem(Place(str(path)), "This is a folder.", "Name the briefs and mark sheets in it.")
        return Verification(str(path), FileIdentity(), "", problem=folder)
    named = path.absolute()  # a file that a person names may lie anywhere, also above the folder they are in
    document, problems = parse_cached(read_document, named, str(named), None)()
    if document is None:
        return Verification(str(path), FileIdentity(), "", problem=replace(problems[0], place=Place(str(path))))
    identity = document.identity
    if problem := _objection(str(path), identity, versions):
        return Verification(str(path), identity, document.format, problem=problem)
    choices = [versions[reference].values() for reference in identity.unit.split(SEPARATOR)]
    present = tuple(next(iter(choice)) for choice in choices)
    units_of_file = with_digest(choices, identity.criteria) or present
    unit = joint_unit(units_of_file)
    template = _template(identity, units_of_file, is_present=units_of_file == present)
    edit_status, generated_as = records.edit_status(document, template)
    return Verification(
        file=str(path),
        identity=identity,
        format=document.format,
        comparisons=compare_criteria(unit.criteria, document.passages, spaces_count=document.spaces_count),
        version=version_text(units_of_file),
        digest_same=not identity.criteria or identity.criteria == unit.criteria_digest,
        edit_status=edit_status,
        generated_as=generated_as,
        template=template,
        employer_known=records.has_employer(identity.employer),
    )


def _objection(file: str, identity: FileIdentity, units: UnitVersions) -> Problem | None:
    """Return the problem that keeps a document from being compared with a unit, if any."""
    place = Place(file)
    if not identity.kind:
        return Problem(
            place,
            "The file does not say what it is: markpack did not make it, or a program took its properties out.",
            "Verify the file as it was sent. A print-out or a copy of the text has to be compared by eye.",
        )
    kind = KINDS.get(identity.kind)
    if kind is None or not kind.value.states_criteria:
        noun = kind.value.noun if kind else f"a document of the kind {quote(identity.kind)}"
        return Problem(place, f"This is {noun}.", "Name an assignment brief or a mark sheet; these state the criteria.")
    for reference in identity.unit.split(SEPARATOR):
        if reference in units:
            continue
        return Problem(
            place,
            f"Its unit {quote(reference)} is not in templates/units.",
            f"Go to the workspace that has it, or add its template. Units here are {listing(sorted(units))}.",
        )
    return None


def _template(identity: FileIdentity, units: Sequence[Unit], *, is_present: bool) -> Template:
    if not identity.template:
        return Template.UNKNOWN
    if identity.template != template_digest(units):
        return Template.OTHER
    return Template.PRESENT if is_present else Template.KEPT


class _Records:
    """The manifests of a workspace's output, and its record of earlier files; what is damaged counts as none."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._files: dict[str, Mapping[str, Entry]] = {}
        for folder in published_packs(workspace.output):
            try:
                name = folder.relative_to(workspace.output).as_posix()
                self._files[name] = read_manifest(folder).files
            except InputError:
                continue

    @cached_property
    def _earlier(self) -> Mapping[str, str]:
        """The paths of earlier files that nobody had edited, by their sha256; a damaged record counts as none."""
        found = {}
        for employer in recorded_employers(self._workspace.root):
            with suppress(InputError):
                for file in Record(self._workspace.root, employer).read_editions("").kept_files():
                    if not file.edited:
                        found[PurePosixPath(file.kept_as).stem] = f"{employer}/{file.path}"
        return found

    def has_employer(self, employer: str) -> bool:
        """Say whether the workspace has an employer's folder of this name."""
        # The name comes from the file: one with a slash in it must not lead anywhere else.
        return employer in {path.parent.name for path in self._workspace.contexts.glob(f"*/{CONTEXT_FILE}")}

    def edit_status(self, document: HandedIn, template: Template) -> tuple[EditStatus, str]:
        """Return whether a document is as it was generated, and as which file below output/.

        A sheet with marks, or one from another template, may also be an earlier build's of which there is no record.
        """
        for employer, files in self._files.items():
            for path, entry in files.items():
                if entry.sha256 == document.sha256:
                    return EditStatus.UNCHANGED, f"{employer}/{path}"
        if earlier := self._earlier.get(document.sha256):
            return EditStatus.EARLIER, earlier
        pack, last = next(self._issued_paths(document), ("", ""))
        if not last:
            return EditStatus.UNKNOWN, ""
        certain = template is Template.PRESENT and not KINDS[document.identity.kind].value.shows_result
        is_same_pack = pack == pack_name(document.identity.employer, document.identity.cohort)
        return EditStatus.EDITED if certain and is_same_pack else EditStatus.UNCERTAIN, f"{pack}/{last}"

    def _issued_paths(self, document: HandedIn) -> Iterator[tuple[str, str]]:
        """Yield the generated files with the identity of a document, each as its pack and the path there.

        What says no cohort may be of any, for it may have been made before there were cohorts.
        """
        identity = document.identity
        own = pack_name(identity.employer, identity.cohort)
        others = [name for name in self._files if not identity.cohort and employer_of(name) == own != name]
        for pack in (own, *others):
            for path, entry in self._files.get(pack, {}).items():
                same = (entry.kind, entry.format, entry.unit, entry.learner) == (
                    identity.kind, document.format, identity.unit, identity.learner,
                )  # fmt: skip
                if same and identity.attempt in ("", str(entry.attempt)):
                    yield pack, path
