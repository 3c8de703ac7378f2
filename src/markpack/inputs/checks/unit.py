"""Rules of a unit template that hold between its parts: every criterion covered, every name unique."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.errors import Place
from markpack.inputs.checks.instrument import check_instrument
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import Problems, quote
from markpack.inputs.records.criterion_status import criterion_locations
from markpack.inputs.records.record_reader import Reading
from markpack.inputs.records.text_placeholders import Vocabulary, check_placeholders, check_plain
from markpack.model.forms.field_names import (
    CRITERION_FIELDS,
    CRITERION_RECORD_FIELDS,
    FORM_FIELDS,
    MEMBER_FIELDS,
    OUTCOME_FIELDS,
    RECORD_FIELDS,
    field_name,
)
from markpack.model.instrument import Instrument, Method
from markpack.model.joint import CriterionKey
from markpack.model.unit import Unit


def check_unit(reading: Reading[Unit], vocabularies: Sequence[Vocabulary], problems: Problems) -> None:
    """Note what does not hold together in a unit template; the vocabularies are those of employers who are set it."""
    _check_ids(reading, problems)
    _check_instruments(reading, problems)
    _check_field_names(reading, problems)
    _check_verbs(reading, problems)
    check_plain(reading.document, [("title",), ("outcomes",)], problems)
    check_placeholders(reading.document, [("about",), ("assignment",), ("methods",)], vocabularies, problems)


def check_duplicates(
    reading: Reading[Unit], what: str, entries: Sequence[tuple[Location, str]], problems: Problems
) -> None:
    """Note ids that stand a second time; `entries` are the locations of ids and their texts."""
    first: dict[str, Location] = {}
    for location, id_ in entries:
        if not reading.sound(*location):
            continue
        if id_ in first:
            line = reading.place(*first[id_]).line
            problems.error(
                reading.place(*location),
                f"The {what} {quote(id_)} stands here a second time; the first is in line {line}.",
                "Give each its own id.",
            )
        else:
            first[id_] = location


def _check_ids(reading: Reading[Unit], problems: Problems) -> None:
    unit = reading.record
    outcomes: list[tuple[Location, str]] = [(("outcomes", i, "id"), entry.id) for i, entry in enumerate(unit.outcomes)]
    criteria = [((*location, "id"), id_) for location, id_ in criterion_locations(unit)]
    check_duplicates(reading, "learning outcome", outcomes, problems)
    check_duplicates(reading, "criterion", criteria, problems)


def _check_instruments(reading: Reading[Unit], problems: Problems) -> None:
    unit = reading.record
    places = {id_: location for location, id_ in criterion_locations(unit)}

    def missing_at(key: CriterionKey) -> Place | None:
        where = (*places[key.id], "id")
        return reading.place(*where) if reading.sound(*where) else None

    instruments: list[tuple[Location, Method, Instrument]] = [
        (("assignment",), Method.WRITTEN, unit.assignment),
        *((("methods", method.value), method, instrument) for method, instrument in unit.methods.items()),
    ]
    for location, method, instrument in instruments:
        check_instrument(reading, location, instrument, method, [reading], problems, missing_at=missing_at)
    if Method.WRITTEN in unit.methods:
        problems.error(
            reading.key_place("methods", Method.WRITTEN.value),
            "The written assignment stands under assignment, and not among the methods.",
            "Take it out here.",
        )


def _check_field_names(reading: Reading[Unit], problems: Problems) -> None:
    unit = reading.record
    of_criteria = (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS)
    owners: list[tuple[Location, str, tuple[str, ...]]] = [
        (("reference",), "", (*FORM_FIELDS, *RECORD_FIELDS, *MEMBER_FIELDS)),
        *((("outcomes", i, "id"), outcome.id, OUTCOME_FIELDS) for i, outcome in enumerate(unit.outcomes)),
        *(((*location, "id"), id_, of_criteria) for location, id_ in criterion_locations(unit)),
    ]
    names: dict[str, str] = {}
    for location, id_, fields in owners:
        if not reading.sound(*location):
            continue
        for field in fields:
            try:
                name = field_name(unit.reference, field, id_)
            except ValueError as error:
                problems.error(
                    reading.place(*location),
                    f"{quote(id_ or unit.reference)} makes field names of forms too long.",
                    f"{str(error)[:1].upper()}{str(error)[1:]}.",
                )
                break
            if names.setdefault(name.casefold(), id_) != id_:  # Word and Excel take capitals for the same
                problems.error(
                    reading.place(*location),
                    f"The ids {quote(names[name.casefold()])} and {quote(id_)} give forms the same field name {name}.",
                    "Change one of the two ids.",
                )
                break


def _check_verbs(reading: Reading[Unit], problems: Problems) -> None:
    unit = reading.record
    for (location, id_), criterion in zip(criterion_locations(unit), unit.criteria, strict=True):
        starts = criterion.text.casefold().startswith(criterion.verb.casefold())
        if not starts and reading.sound(*location):
            problems.warn(
                reading.place(*location, "text"),
                f"The text of criterion {id_} does not start with its verb {quote(criterion.verb)}.",
                "Write the command verb first, or correct verb.",
            )
