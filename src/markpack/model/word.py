"""An employer's word for one of ours, with the forms that texts use; none is worked out by a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from markpack.model.record import Record, Text


class Word(Record):
    """A word as an employer says it. In a file, a text stands for one without other forms."""

    word: Text = Field(description="The word within a sentence, such as crew.")
    plural: str = Field(default="", description="Several of them, such as crews.")
    possessive: str = Field(default="", description="What belongs to it, such as crew’s.")
    at_start: str = Field(default="", description="The word at the beginning of a sentence, such as Crew.")

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, data: Any) -> Any:
        return {"word": data} if isinstance(data, str) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler.resolve_ref_schema(handler(schema))]}

    def __str__(self) -> str:
        """Return the word itself."""
        return self.word

    @property
    def forms(self) -> Mapping[str, str]:
        """The forms that are given, by their names; without the word itself."""
        return {name: text for name in FORMS if (text := getattr(self, name))}


FORMS = tuple(name for name in Word.model_fields if name != "word")
"""The names of the forms that a word may have beside itself, as placeholders use them."""


def by_name(vocabulary: Mapping[str, Word]) -> dict[str, str]:
    """Return words and their forms by what placeholders call them: team, team.possessive."""
    return {
        name: text
        for key, word in vocabulary.items()
        for name, text in ((key, word.word), *((f"{key}.{form}", text) for form, text in word.forms.items()))
    }
