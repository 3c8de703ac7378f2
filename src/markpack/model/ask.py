"""What a pass asks for, as data: so many risks for a criterion, and what is handed in for a task."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from markpack.model.record import Record, Shape, Text

ASK_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}"
AskId = Annotated[
    str,
    Shape(ASK_PATTERN, "an ask’s id", "write up to 24 letters, digits, hyphens and underscores, such as risks"),
]


class Ask(Record):
    """One thing that work of a pass holds for a criterion: at least so many of something."""

    id: AskId = Field(description="By what tasks name it, behind the criterion: 2.1/risks.")
    least: int = Field(default=1, ge=1, le=1000, description="How many at least; without it, one.")
    most: int | None = Field(default=None, ge=1, le=1000, description="How many at most. Optional.")
    what: Text = Field(description="What it is, the noun first: risks, or people who give feedback.")

    @property
    def counted(self) -> str:
        """Return how many of what: at least 5 risks. What is asked for once is said without a number."""
        if self.most is not None:
            how_many = str(self.least) if self.most == self.least else f"{self.least} to {self.most}"
            return f"{how_many} {self.what}"
        return f"at least {self.least} {self.what}" if self.least > 1 else self.what


class Product(Record):
    """Something that is handed in, with its length where it is written. In a file, a text stands for one without."""

    what: Text = Field(description="What is handed in, such as: Risk assessment with ratings and controls.")
    words: int | None = Field(default=None, gt=0, le=100_000, description="About how many words it has. Optional.")

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, data: Any) -> Any:
        if isinstance(data, str):
            if not data.strip():
                raise ValueError("an entry is empty; write what is handed in")
            return {"what": data}
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler.resolve_ref_schema(handler(schema))]}

    @property
    def line(self) -> str:
        """Return it as a brief lists it: Risk assessment, about 450 words."""
        if self.words is None:
            return self.what
        ending = "." if self.what.endswith(".") else ""
        return f"{self.what.removesuffix('.')}, about {self.words:,} words{ending}"
