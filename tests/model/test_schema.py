"""JSON Schemas of the files."""

from __future__ import annotations

import json
from typing import Any

from markpack.model.centre import Policies
from markpack.model.schema import schemas


def schema(name: str) -> Any:
    return json.loads(json.dumps(schemas()[name]))


def test_there_is_one_for_each_kind_of_file() -> None:
    assert list(schemas()) == ["qualification", "unit", "scheme", "centre", "context", "cohort"]
    for name in schemas():
        assert schema(name)["$schema"].startswith("http://json-schema.org/")
        assert schema(name)["additionalProperties"] is False
        assert schema(name)["description"]


def test_keys_are_those_of_the_files() -> None:
    criterion = schema("unit")["$defs"]["Criterion"]
    assert criterion["required"] == ["id", "verb", "text"]
    assert list(criterion["properties"]) == ["id", "verb", "text", "marks", "descriptors", "tier", "asks"]
    assert set(schema("centre")["$defs"]["Policies"]["properties"]) == set(Policies.model_fields)


def test_what_an_editor_takes_for_a_number_may_stand_where_a_text_is_meant() -> None:
    assert schema("centre")["properties"]["number"] == {"pattern": "^[0-9]{6}$", "type": ["string", "number"]}
    assert schema("unit")["$defs"]["Criterion"]["properties"]["id"]["type"] == ["string", "number"]
    assert schema("unit")["$defs"]["WordCount"]["properties"]["nominal"]["type"] == "integer"


def test_optional_keys_may_stand_without_a_value() -> None:
    assert "null" in schema("context")["$defs"]["Assignment"]["properties"]["tutor"]["type"]
    assert "null" not in schema("context")["$defs"]["Assignment"]["properties"]["assessor"]["type"]


def test_dates_may_be_written_as_people_write_them() -> None:
    due_on = schema("context")["$defs"]["Assignment"]["properties"]["due_on"]
    assert due_on["type"] == "string"
    assert "format" not in due_on


def test_they_are_the_same_each_time() -> None:
    assert json.dumps(dict(schemas())) == json.dumps(dict(schemas()))
