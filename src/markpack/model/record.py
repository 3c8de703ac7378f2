"""The base of every record, and the types that turn text from a file into values."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from markpack.model.dates import parse_date


class Record(BaseModel):
    """A frozen record whose unknown keys are errors, and whose optional keys may be left without a value."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, use_enum_values=False)

    @model_validator(mode="before")
    @classmethod
    def _blank_means_absent(cls, data: Any) -> Any:
        if not isinstance(data, dict) or None not in data.values():
            return data
        optional = {field.alias or name for name, field in cls.model_fields.items() if not field.is_required()}
        return {name: value for name, value in data.items() if value is not None or name not in optional}


@dataclass(frozen=True)
class Shape:
    """The shape of a text, for `Annotated`: an error says that the value is not `noun`, and gives the `rule`."""

    pattern: str
    noun: str
    rule: str

    def check(self, value: str) -> str:
        """Return the value, or raise ValueError unless the whole of it has the shape."""
        if not re.fullmatch(self.pattern, value):
            raise ValueError(f"“{value}” is not {self.noun}; {self.rule}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "pattern": f"^{self.pattern}$"}


def _date_from_text(value: Any) -> Any:
    return parse_date(value) if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(min_length=1)]
"""Text that may not be empty."""
Date = Annotated[datetime.date, BeforeValidator(_date_from_text)]
CentreNumber = Annotated[
    str, Shape("[0-9]{6}", "a centre number", "write all six digits, leading zeros included, such as 012345")
]
Colour = Annotated[
    str,
    Shape("#[0-9A-Fa-f]{6}", "a colour", 'write # and six hexadecimal digits in quotes, such as "#1f5c99"'),
    AfterValidator(str.lower),
]
