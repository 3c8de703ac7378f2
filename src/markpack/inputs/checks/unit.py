"""Rules of a unit template that hold between its parts: every criterion covered, every name unique."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markpack.inputs.checks.asks import check_asks
from markpack.inputs.checks.ids import check_ids
from markpack.inputs.checks.instrument import check_instrument
from markpack.inputs.checks.judgements import check_judgements
from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import quote
from markpack.inputs.records.criterion_status import criteria_of
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import check_placeholders, check_plain, matches
from markpack.model.context import Context
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
from markpack.model.record import Record
from markpack.model.unit import Unit

TEXTS: Sequence[Location] = (("about",), ("assignment",), ("methods",))
"""The parts of a template whose texts may hold placeholders."""
_HUNDRED = re.compile(
    r"\bout of 100\b(?![ \t]*(?:%|(?!marks\b)\w))|(?<![\d/])/ ?100\b(?![%/])|\b100 marks\b", re.IGNORECASE
)
"""How a text says that all marks come to a hundred; 100 of something else, and percentages, are not meant."""


def check_unit(unit: Sourced[Unit], employers: Sequence[Sourced[Context]]) -> None:
    """Note what does not hold together in a unit template; the employers are those who are set it."""
    check_ids("learning outcome", unit.parts(unit.record.outcomes, "outcomes"))
    check_ids("criterion", criteria_of(unit))
    check_judgements(unit)
    check_asks(unit)
    _check_instruments(unit)
    _check_field_names(unit)
    _check_verbs(unit)
    check_plain(unit, [("title",), ("outcomes",)])
    check_placeholders(unit, TEXTS, employers)
    _check_total(unit, employers)


def _check_total(unit: Sourced[Unit], employers: Sequence[Sourced[Context]]) -> None:
    """Warn where a text says that there are 100 marks, and the criteria have more or fewer."""
    if unit.record.marks == 100 or not unit.is_valid_at("outcomes"):
        return
    added: list[Location] = [("units", unit.record.reference)]
    texts = [*matches(unit, [()], _HUNDRED), *(entry for file in employers for entry in matches(file, added, _HUNDRED))]
    for match, _, place in texts:
        unit.problems.warn(
            place,
            f"The text says {quote(match[0])}, but the marks of all criteria add up to {unit.record.marks}.",
            "Correct the marks of the criteria, or the text.",
        )


def instruments_of(unit: Sourced[Unit]) -> list[tuple[Method, Sourced[Instrument]]]:
    """Return the methods of a unit, each with its instrument."""
    return [
        (Method.WRITTEN, unit.part(unit.record.assignment, "assignment")),
        *(
            (method, unit.part(instrument, "methods", method.value))
            for method, instrument in unit.record.methods.items()
        ),
    ]


def _check_instruments(unit: Sourced[Unit]) -> None:
    places = {entry.record.id: entry.place("id") for entry in criteria_of(unit) if entry.is_valid_at("id")}
    for method, instrument in instruments_of(unit):
        check_instrument(instrument, method, [unit], places)
    if Method.WRITTEN in unit.record.methods:
        unit.problems.error(
            unit.key_place("methods", Method.WRITTEN.value),
            "The written assignment stands under assignment, and not among the methods.",
            "Take it out here.",
        )


def _check_field_names(unit: Sourced[Unit]) -> None:
    reference = unit.record.reference
    of_unit = (*FORM_FIELDS, *RECORD_FIELDS, *MEMBER_FIELDS)
    owners: list[tuple[Sourced[Record], str, str, tuple[str, ...]]] = [
        (unit, "reference", "", of_unit),
        *((entry, "id", entry.record.id, OUTCOME_FIELDS) for entry in unit.parts(unit.record.outcomes, "outcomes")),
        *((entry, "id", entry.record.id, (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS)) for entry in criteria_of(unit)),
    ]
    names: dict[str, str] = {}
    for owner, key, id_, fields in owners:
        for field in fields if owner.is_valid_at(key) else ():
            try:
                name = field_name(reference, field, id_)
            except ValueError as error:
                unit.problems.error(
                    owner.place(key),
                    f"{quote(id_ or reference)} makes field names of forms too long.",
                    f"{str(error)[:1].upper()}{str(error)[1:]}.",
                )
                break
            if names.setdefault(name.casefold(), id_) != id_:  # Word and Excel take capitals for the same
                unit.problems.error(
                    owner.place(key),
                    f"The ids {quote(names[name.casefold()])} and {quote(id_)} give forms the same field name {name}.",
                    "Change one of the two ids.",
                )
                break


def _check_verbs(unit: Sourced[Unit]) -> None:
    for entry in criteria_of(unit):
        criterion = entry.record
        if entry.is_valid_at() and not criterion.text.casefold().startswith(criterion.verb.casefold()):
            unit.problems.warn(
                entry.place("text"),
                f"The text of criterion {criterion.id} does not start with its verb {quote(criterion.verb)}.",
                "Write the command verb first, or correct verb.",
            )
