"""Units made up field by field from the records themselves, so that a field that is added is tried as well."""

from __future__ import annotations

import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from markpack.model.instrument import Task
from markpack.model.record import Record, Shape
from markpack.model.unit import Unit

_LETTERS = "abcdefgXYZ0159 .,:;!?-–'’“”()[]{}<>&_=+/*@%|éŁ語\n"
_LIKE_SOMETHING_ELSE = (
    "1.10",
    "=1+1",
    "007",
    "yes",
    "null",
    "2026-11-29",
    "- a\n- b",
    "_x0041_",
    "<r>a</r>",
    "1: 2",
    "~",
)
TEXTS = st.one_of(st.sampled_from(_LIKE_SOMETHING_ELSE), st.text(_LETTERS, min_size=1, max_size=60)).filter(str.strip)
_KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.]{0,7}", fullmatch=True)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    """Return a unit that the record allows, whose outcomes have ids of their own."""
    data = draw(_records(Unit))
    for number, outcome in enumerate(data["outcomes"]):
        outcome["id"] = f"{number + 1}"
    data["methods"].pop("written assignment", None)
    try:
        return Unit.model_validate(data)
    except ValidationError:
        assume(False)
        raise


def _records(model: type[Record]) -> st.SearchStrategy[dict[str, Any]]:
    ids = st.lists(_KEYS, min_size=1, max_size=3)
    criteria = {"criteria": ids, "covers": ids} if model is Task else {}
    fields = {
        field.alias or name: (_values(field.annotation, field), field.is_required())
        for name, field in model.model_fields.items()
    }
    fields |= {key: (values, True) for key, values in criteria.items()}
    return st.fixed_dictionaries(
        {key: values for key, (values, required) in fields.items() if required},
        optional={key: values for key, (values, required) in fields.items() if not required},
    ).map(lambda data: {"methods": {}, **data} if model is Unit else data)


def _values(annotation: Any, field: FieldInfo | None = None, metadata: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    origin, parts = get_origin(annotation), get_args(annotation)
    known = (*metadata, *(field.metadata if field else ()))
    if origin is Annotated:
        return _values(parts[0], None, (*known, *parts[1:]))
    if origin in (Union, UnionType):
        return st.one_of(*(_values(part, None, known) for part in parts if part is not NoneType))
    if origin is tuple:
        return st.lists(_values(parts[0]), min_size=1, max_size=3)
    if origin is dict:
        return st.dictionaries(_keys(parts[0]), _values(parts[1]), max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _records(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from([member.value for member in annotation])
    if annotation is int:
        return st.integers(1, 8)
    if annotation is bool:
        return st.booleans()
    if annotation is datetime.date:
        return st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)).map(datetime.date.isoformat)
    shapes = [entry.pattern for entry in known if isinstance(entry, Shape)]
    return st.from_regex(shapes[0], fullmatch=True) if shapes else TEXTS


def _keys(annotation: Any) -> st.SearchStrategy[Any]:
    bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    return _values(annotation) if isinstance(bare, type) and issubclass(bare, Enum) else _KEYS
