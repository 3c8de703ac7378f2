"""Documents of an earlier build that stay as they are: what they are made from is stopped or held, or somebody left."""

from __future__ import annotations

from collections.abc import Mapping

from markpack.documents.catalogue.entries import CatalogueEntry, Content
from markpack.documents.catalogue.kinds import KINDS, Format, Kind
from markpack.documents.shared.document import View
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.inputs.employer_inputs import EmployerInputs
from markpack.model.forms.field_names import SEPARATOR
from markpack.publish.manifest import Entry

_FORMATS = frozenset(entry.value for entry in Format)


def earlier_documents(
    cohort: PackInputs, employer: EmployerInputs, published: Mapping[str, Entry]
) -> tuple[CatalogueEntry, ...]:
    """Return the published documents that nobody may remove or make anew, by the manifest; planned ones among them."""
    return tuple(
        _listed(path, entry)
        for path, entry in published.items()
        if is_document(entry) and _stays(entry, cohort, employer)
    )


def is_document(entry: Entry) -> bool:
    """Say whether an entry of a manifest is a document of a kind and a format that this program knows."""
    return entry.kind in KINDS and entry.format in _FORMATS


def rests_on_unknown(kind: str, learner: str, cohort: PackInputs) -> bool:
    """Say whether a document tells of the whole qualification, of which a part is not known now.

    Where there is none yet, it is made without that part.
    """
    if kind == Kind.FEEDBACK.folder:
        return bool(learner and cohort.unknown(learner))
    return kind == Kind.PACK.folder and not learner and bool(cohort.unjudged)


def is_withheld(entry: Entry, cohort: PackInputs) -> bool:
    """Say whether a document tells of an attempt that is held, as the IQA decided against the assessor.

    It is feedback on that attempt, or a certificate that rests on it.
    """
    if entry.kind not in (Kind.FEEDBACK.folder, Kind.CERTIFICATE.folder):
        return False
    learner = next((one for one in cohort.learners if one.registration == entry.learner), None)
    settings = [one for one in cohort.settings if entry.unit in ("", one.unit.reference)]
    results = [result for one in settings for result in cohort.results(one, learner)] if learner else []
    return any(
        cohort.standing(entry.learner, result).is_withheld for result in results if entry.attempt in (0, result.attempt)
    )


def _stays(entry: Entry, cohort: PackInputs, employer: EmployerInputs) -> bool:
    units = entry.unit.split(SEPARATOR) if entry.unit else []
    if rests_on_unknown(entry.kind, entry.learner, cohort):
        return True
    if entry.kind == Kind.EMPLOYER_SUMMARY.folder:
        return bool(cohort.stopped)
    made = {reference for setting in cohort.settings for reference in setting.references}
    if employer.stopped and units and made.isdisjoint(units):
        return True
    if entry.kind == Kind.COMBINED.folder:
        return any(hold.concerns(units) for hold in cohort.holds)
    if not entry.learner:
        return False
    if employer.unattributed or cohort.is_held_in_all(entry.learner):
        return True
    if any(learner.registration == entry.learner for learner in cohort.not_active):
        return not is_withheld(entry, cohort)
    if not units:
        return bool(cohort.stopped or cohort.unknown(entry.learner))
    return cohort.hold(entry.learner, units) is not None


def _listed(path: str, entry: Entry) -> CatalogueEntry:
    """Return an entry of the manifest as one of the catalogue, to be linked only."""
    kind, fmt = KINDS[entry.kind], Format(entry.format)
    return CatalogueEntry(path, kind, fmt, Content(entry.key, _not_made), entry.unit, entry.learner, entry.attempt)


def _not_made() -> View:
    raise LookupError("a document of an earlier build is never made again")
