"""Whether a unit's criteria have what its scheme judges them by: marks, tiers, descriptors."""

from __future__ import annotations

from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.criterion_status import criteria_of
from markpack.inputs.records.record_reader import Sourced
from markpack.model.scheme import Scheme
from markpack.model.unit import Criterion, Unit


def check_judgements(unit: Sourced[Unit]) -> None:
    """Note what is missing from a unit's criteria by its scheme, and what the scheme has no use for."""
    scheme, criteria = unit.record.scheme, criteria_of(unit)
    for criterion in criteria:
        _check_marks(criterion, scheme)
        _check_descriptors(criterion, scheme)
        _check_tier(criterion, scheme, laddered=scheme.laddered)
    lowest, tiers = scheme.tiers[0], {criterion.record.tier for criterion in criteria}
    if scheme.laddered and tiers <= set(scheme.tiers) and lowest not in tiers:
        unit.problems.error(
            unit.place("outcomes"),
            f"No criterion is of the lowest tier {quote(lowest)}, so nobody could reach it.",
            f"Write tier: {lowest} for the criteria that have to be met first.",
        )


def _check_marks(criterion: Sourced[Criterion], scheme: Scheme) -> None:
    record = criterion.record
    if scheme.numbered and record.marks is None and criterion.is_valid_at("marks"):
        is_there = criterion.has_key("marks")
        lack = "has no value in" if is_there else "is missing from"
        criterion.problems.error(
            criterion.key_place("marks") if is_there else criterion.missing_place("marks"),
            f"“marks” {lack} criterion {quote(record.id)}, which {quote(scheme.id)} judges by marks.",
            f"{'Write one.' if is_there else criterion.how_to_add('marks')} Or have the unit judged by a scheme that "
            "has none.",
        )
    if not scheme.numbered and record.marks is not None:
        criterion.problems.warn(
            criterion.place("marks"),
            f"Criterion {quote(record.id)} has marks, for which the scheme {quote(scheme.id)} has no use.",
            "Take them out, or name another scheme.",
        )


def _check_descriptors(criterion: Sourced[Criterion], scheme: Scheme) -> None:
    record, bands = criterion.record, [band for band, _ in scheme.bands]
    if not criterion.is_valid_at("descriptors") or not bands:
        return
    for band in bands if scheme.numbered else ():
        if band not in record.descriptors:
            criterion.problems.error(
                criterion.missing_place("descriptors", band),
                f"{quote(band)} is missing from the descriptors of criterion {quote(record.id)}.",
                criterion.how_to_add("descriptors", band),
            )
    for band in record.descriptors:
        if band not in bands:
            criterion.problems.error(
                criterion.key_place("descriptors", band),
                f"{quote(band)} is not a descriptor of the scheme {quote(scheme.id)}.",
                sentences(did_you_mean(band, bands), f"Its descriptors are {listing(bands)}."),
            )


def _check_tier(criterion: Sourced[Criterion], scheme: Scheme, *, laddered: bool) -> None:
    record = criterion.record
    if laddered and record.tier not in scheme.tiers and criterion.is_valid_at("tier"):
        missing = not record.tier
        criterion.problems.error(
            criterion.missing_place("tier") if missing else criterion.place("tier"),
            f"Criterion {quote(record.id)} has no tier."
            if missing
            else f"{quote(record.tier)}, the tier of criterion {quote(record.id)}, is none of {quote(scheme.id)}.",
            sentences(criterion.how_to_add("tier") * missing, f"It is {listing(map(quote, scheme.tiers), last='or')}."),
        )
    if not laddered and record.tier:
        criterion.problems.warn(
            criterion.place("tier"),
            f"Criterion {quote(record.id)} has a tier, for which the scheme {quote(scheme.id)} has no use.",
            "Take it out, or name another scheme.",
        )
