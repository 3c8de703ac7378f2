"""Plain data against a model: a record, and each breach of the model's rules in words."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from markpack.errors import Place, Scope
from markpack.inputs.files.located_data import Lack, LocatedData, Location
from markpack.inputs.problems import Problems, did_you_mean, listing, message_and_hint, quote, sentences
from markpack.model.record import Record

R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)

_PLACEHOLDERS = ("0", "1", "000000", "2000-01-01")
_MOST_ROUNDS = 6


@dataclass(frozen=True)
class Sourced(Generic[R_co]):
    """A record, the document it was read from, and the problems of the run.

    Where the document breaks the model's rules, stand-ins take the place of what is wrong or missing, so that the
    rest can still be checked; `invalid_at` holds their locations. `location` leads through the document to the record;
    the locations that the methods take lead on from there.
    """

    record: R_co
    document: LocatedData
    problems: Problems
    invalid_at: frozenset[Location] = frozenset()
    location: Location = ()

    def within(self, scope: Scope, *, assignment: str = "") -> Sourced[R_co]:
        """Return the same, with problems that reach no further than `scope`."""
        return replace(self, problems=self.problems.within(scope, assignment=assignment))

    def part(self, record: R, *location: str | int) -> Sourced[R]:
        """Return a part of the record, which stands at a location."""
        return Sourced(record, self.document, self.problems, self.invalid_at, (*self.location, *location))

    def parts(self, records: Iterable[R], *location: str | int) -> list[Sourced[R]]:
        """Return the parts of the record that are listed at a location."""
        return [self.part(record, *location, position) for position, record in enumerate(records)]

    def is_valid_at(self, *location: str | int) -> bool:
        """Say whether nothing at, around or below a location is a stand-in."""
        location = (*self.location, *location)
        return not any(doubt[: len(location)] == location[: len(doubt)] for doubt in self.invalid_at)

    def place(self, *location: str | int) -> Place:
        """Return where a value stands."""
        return self.document.place((*self.location, *location))

    def key_place(self, *location: str | int) -> Place:
        """Return where a key stands."""
        return self.document.key_place((*self.location, *location))

    def missing_place(self, *location: str | int) -> Place:
        """Return where a key should be that is not there."""
        return self.document.missing_place((*self.location, *location))

    def has_key(self, *location: str | int) -> bool:
        """Say whether a key stands in the document, with or without a value."""
        *around, key = (*self.location, *location)
        data: Any = self.document.data
        for part in around:
            data = data[part]
        return isinstance(data, dict) and key in data

    def how_to_add(self, *location: str | int) -> str:
        """Say how to add a key that is not there."""
        return self.document.remedy(Lack.KEY, (*self.location, *location))


def read_record(
    document: LocatedData,
    model: type[R],
    problems: Problems,
    problems_at: Callable[[Location], Problems] | None = None,
) -> Sourced[R] | None:
    """Return the record that a document holds, with stand-ins for what is wrong; None if nothing can be made of it.

    `problems_at` gives the collector for what is wrong at a location, where a document's parts reach less far than all.
    """
    if not isinstance(document.data, dict):
        problems.error(document.place(), "The file does not hold keys and values.", "Write lines such as “name: …”.")
        return None
    data: Any = document.data
    invalid_at = set(document.unusable)
    for attempt in range(_MOST_ROUNDS):
        try:
            return Sourced(model.model_validate(data), document, problems, frozenset(invalid_at))
        except ValidationError as error:
            details = _causes(error.errors(include_url=False), model)
        if attempt == 0:
            for detail in details:
                _report(detail, document, model, problems_at(detail["loc"]) if problems_at else problems)
            data = copy.deepcopy(data)
        for detail in details:
            location = _repair(data, detail, model)
            if location is None:
                return None
            if detail["type"] != "extra_forbidden":
                invalid_at.add(location)
    return None


def as_written(readings: Mapping[str, Sourced[R]]) -> Mapping[str, R]:
    """Return the records in which no stand-in takes the place of what is wrong."""
    return MappingProxyType({name: entry.record for name, entry in readings.items() if not entry.invalid_at})


def _report(detail: ErrorDetails, document: LocatedData, model: type[Record], problems: Problems) -> None:
    location, kind, value = detail["loc"], detail["type"], detail["input"]
    key = document.name(location)
    if _is_about_key(detail, model):
        location = location[:-1]
        expected = get_args(_type_at(model, location[:-1]))[0]
        problems.error(
            document.key_place(location),
            *_describe_error(detail, document.name(location), _strip_annotations(expected), document),
        )
    elif kind == "extra_forbidden":
        names = _fields(_type_at(model, location[:-1]))
        problems.error(
            document.key_place(location),
            f"{quote(str(location[-1]))} is not a key of {document.owner(location)}.",
            sentences(
                "Put the text in quotes if it holds a colon." if _is_split_text(document, location, names) else "",
                did_you_mean(str(location[-1]), names),
                f"Its keys are {listing(names, limit=24)}.",
            ),
        )
    elif kind == "missing" and location in document.unusable:
        return
    elif kind == "missing":
        problems.error(
            document.missing_place(location),
            f"{key} is missing from {document.owner(location)}.",
            sentences(document.remedy(Lack.KEY, location), _description(model, location)),
        )
    elif value is None:
        problems.error(
            document.key_place(location), f"{key} has no value.", sentences("Write one.", _description(model, location))
        )
    elif kind == "string_too_short":
        field = _field(model, location)
        remedy = "Write a text." if field is None or field.is_required() else "Write a text, or leave the key out."
        problems.error(document.place(location), f"{key} is empty.", sentences(remedy, _description(model, location)))
    else:
        problems.error(document.place(location), *_describe_error(detail, key, _type_at(model, location), document))


def _is_split_text(document: LocatedData, location: Location, names: Iterable[str]) -> bool:
    """Say whether an entry of a list seems to be a text in which YAML took a colon for the end of a key."""
    entry: Any = document.data
    for part in location[:-1]:
        entry = entry[part]
    return len(location) > 1 and isinstance(location[-2], int) and set(entry).isdisjoint(names)


def _is_about_key(detail: ErrorDetails, model: type[Record]) -> bool:
    """Say whether a rule objects to a key that a centre chose, and not to a value, be its key called [key]."""
    location = detail["loc"]
    if len(location) < 2 or location[-1] != "[key]" or detail["type"] == "extra_forbidden":
        return False
    return get_origin(_type_at(model, location[:-2])) is dict


def _causes(details: list[ErrorDetails], model: type[Record]) -> list[ErrorDetails]:
    """Return the errors that are no consequence of others; what stands below a wrong key goes with the key."""
    wrong_keys = [detail["loc"][:-1] for detail in details if _is_about_key(detail, model)]
    return [
        detail
        for detail in details
        if not _is_consequence(detail)
        and (_is_about_key(detail, model) or not any(detail["loc"][: len(key)] == key for key in wrong_keys))
    ]


def _is_consequence(detail: ErrorDetails) -> bool:
    """Say whether a list is called too short only because an entry is wrong, which is reported by itself."""
    value = detail["input"]
    return detail["type"] == "too_short" and isinstance(value, list) and bool(value)


_UNFIT: Mapping[str, tuple[str, str | Lack]] = {
    "string_type": ("holds {}; a text is expected.", Lack.TEXT),
    "int_parsing_size": ("is {}, which is too large a number.", "Put the number right."),
    "int": ("is {}, which is not a whole number.", "Write digits only, such as 24."),
    "bool": ("is {}; yes or no is expected.", "Write yes or no."),
    "date": ("is {}, which is not a date.", "Write it as 2026-09-14, 14/09/2026 or 14 September 2026."),
    "tuple_type": ("holds {}; a list is expected.", Lack.LIST),
    "too_short": ("has no entries; it needs at least one.", Lack.ENTRY),
}
"""What is wrong with a value that a rule objects to, and what to write instead, by how the rule's name begins."""
_LIMITS: Mapping[str, str] = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}


def _describe_error(detail: ErrorDetails, key: str, expected: Any, document: LocatedData) -> tuple[str, str]:
    """Say what is wrong with a value, and what to write instead."""
    kind, value, context, location = detail["type"], detail["input"], detail.get("ctx", {}), detail["loc"]
    entry = quote(value) if isinstance(value, str) else "a list" if isinstance(value, list) else "keys and values"
    if kind == "value_error":
        return message_and_hint(context["error"])
    if kind in ("string_too_short", "string_type") and isinstance(value, str):
        return f"{key} is empty.", "Write a text."
    if kind == "enum":
        choices = [str(member.value) for member in expected] if isinstance(expected, type(Enum)) else []
        hint = sentences(did_you_mean(str(value), choices), f"Write {listing(map(quote, choices), last='or')}.")
        return f"{key} is {entry}, which is not one of its choices.", hint
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"{key} holds {entry}; keys and values are expected.", _its_keys(expected, document, location)
    if kind == "too_short" and isinstance(value, dict):
        return f"{key} {_UNFIT[kind][0]}", document.remedy(Lack.KEYS, location)
    for beginning, (message, remedy) in _UNFIT.items():
        if kind.startswith(beginning):
            return f"{key} {message.format(entry)}", document.remedy(remedy, location) if isinstance(
                remedy, Lack
            ) else remedy
    for limit, words in _LIMITS.items():
        if limit in context:
            return f"{key} is {entry}; it must be {words} {context[limit]}.", "Put the number right."
    return f"{key} is {entry}: {detail['msg']}.", "Put the value right."


def _its_keys(expected: Any, document: LocatedData, location: Location) -> str:
    names = _fields(expected)
    return f"Its keys are {listing(names, limit=24)}." if names else document.remedy(Lack.KEYS, location)


def _description(model: type[Record], location: Location) -> str:
    """Return what the model says of a key; of a key that a centre chose, what it says of all of them."""
    field = _field(model, location) or _field(model, location[:-1])
    return (field.description if field else None) or ""


def _field(model: type[Record], location: Location) -> FieldInfo | None:
    return _fields(_type_at(model, location[:-1])).get(str(location[-1])) if location else None


def _fields(annotation: Any) -> dict[str, FieldInfo]:
    """Return a model's fields by their keys in a file; none where a type is no model."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {field.alias or name: field for name, field in annotation.model_fields.items()}
    return {}


def _strip_annotations(annotation: Any) -> Any:
    """Return a type without its annotations and without “or None”."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            annotation = next(part for part in get_args(annotation) if part is not NoneType)
        else:
            return annotation


def _type_at(model: type[Record], location: Location) -> Any:
    """Return the type that a model expects at a location, or None where it knows nothing there."""
    annotation: Any = model
    for part in location:
        annotation = _field_type(_strip_annotations(annotation), part)
    return _strip_annotations(annotation)


def _field_type(annotation: Any, part: str | int) -> Any:
    origin = get_origin(annotation)
    if origin is tuple:
        return get_args(annotation)[0]
    if origin is dict:
        return get_args(annotation)[1]
    field = _fields(annotation).get(str(part))
    if field is None:
        return None
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _repair(data: Any, detail: ErrorDetails, model: type[Record]) -> Location | None:
    """Replace what a rule objects to, or take it out where it may be absent; return where, or None if impossible."""
    location = detail["loc"]
    remove = detail["type"] == "extra_forbidden"
    if _is_about_key(detail, model):
        location, remove = location[:-1], True
    if not location:
        return None
    owner = data
    for part in location[:-1]:
        owner = owner[part]
    key, owner_type = location[-1], _type_at(model, location[:-1])
    if remove or _may_be_absent(owner_type, key):
        owner.pop(key, None)
        return location
    placeholder = _placeholder_for(_field_type(owner_type, key))
    if placeholder is None:
        return None
    owner[key] = placeholder
    return location


def _may_be_absent(owner: Any, key: str | int) -> bool:
    field = _fields(owner).get(str(key))
    return not field.is_required() if field else get_origin(owner) is dict


def _placeholder_for(annotation: Any) -> Any:
    """Return plain data that a type accepts, or None."""
    bare = _strip_annotations(annotation)
    if fields := _fields(bare):
        return {key: _placeholder_for(_field_type(bare, key)) for key, field in fields.items() if field.is_required()}
    if get_origin(bare) is tuple:
        return [_placeholder_for(get_args(bare)[0])]
    if get_origin(bare) is dict:
        return {}
    choices = [str(member.value) for member in bare] if isinstance(bare, type(Enum)) else list(_PLACEHOLDERS)
    if bare is datetime.date:
        choices.reverse()
    return next((choice for choice in choices if _is_accepted(choice, TypeAdapter(annotation))), None)


def _is_accepted(value: str, adapter: TypeAdapter[Any]) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True
