"""JSON Schemas of the files that a centre writes, generated from the models, for editors that check as one types."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from markpack.model.centre import Centre
from markpack.model.context import Cohort, Context
from markpack.model.qualification import Qualification
from markpack.model.record import Record
from markpack.model.scheme_template import SchemeTemplate
from markpack.model.unit import Unit

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The version that editors' YAML support knows best."""

MODELS: Mapping[str, tuple[type[Record], str]] = MappingProxyType(
    {
        "qualification": (Qualification, "A qualification template, templates/qualifications/*.yaml"),
        "unit": (Unit, "A unit template, templates/units/*.yaml"),
        "scheme": (SchemeTemplate, "An outcome scheme, templates/schemes/*.yaml"),
        "centre": (Centre, "The training centre, contexts/centre.yaml"),
        "context": (Context, "An employer’s context, contexts/*/context.yaml"),
        "cohort": (Cohort, "A cohort of an employer’s learners, contexts/*/cohorts/*/cohort.yaml"),
    }
)
"""The models by the names of their schemas, and the titles."""


class _AsWritten(GenerateJsonSchema):
    """Describes values as they stand in a file, where markpack reads every scalar as text.

    Why: an editor takes 0012345, 1.10 and 8604 for numbers, and a key without a value for null.
    """

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": ["string", "number"]}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {**super().bool_schema(schema), "type": ["boolean", "string"], "enum": [True, False, "yes", "no"]}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:  # noqa: ARG002 - the base class's signature
        return {"type": "string", "examples": ["2026-09-14", "14/09/2026", "14 September 2026"]}

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        return {name: value for name, value in super().enum_schema(schema).items() if name != "title"}


def schemas() -> Mapping[str, JSON]:
    """Return the JSON Schema of each kind of file by name: qualification, unit, scheme, centre, context, cohort."""
    return {name: _schema(model, title) for name, (model, title) in MODELS.items()}


def _schema(model: type[Record], title: str) -> JSON:
    body: dict[str, JSON] = model.model_json_schema(schema_generator=_AsWritten)
    body["title"] = title
    _make_optional_values_blank(body)
    return {"$schema": DIALECT, **body}


def _make_optional_values_blank(node: JSON) -> None:
    """Let optional keys stand without a value, and take the titles away that only repeat a key's name."""
    if isinstance(node, list):
        for entry in node:
            _make_optional_values_blank(entry)
    if not isinstance(node, dict):
        return
    properties = node.get("properties")
    if isinstance(properties, dict):
        required = node.get("required", [])
        for name, value in properties.items():
            if isinstance(value, dict):
                value.pop("title", None)
                kind = value.get("type")
                if isinstance(required, list) and name not in required and kind and "enum" not in value:
                    value["type"] = [*(kind if isinstance(kind, list) else [kind]), "null"]
    for value in node.values():
        _make_optional_values_blank(value)
