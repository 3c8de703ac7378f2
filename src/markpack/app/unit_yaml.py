"""A unit's data as the text of a YAML file, laid out as people write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from markpack.inputs.files.yaml_errors import is_curly_quotation

SCHEMA_LINE = "# yaml-language-server: $schema=../schemas/unit.schema.json\n"
_WIDTH = 112
_LONG = 80
"""Letters from which a text on one line is folded."""


class _Dumper(yaml.SafeDumper):
    """Writes no short text over several lines, which could be taken for lines with keys."""

    def write_plain(self, text: str, split: bool = True) -> None:  # noqa: ARG002 - PyYAML's signature
        super().write_plain(text, split=False)

    def write_single_quoted(self, text: str, split: bool = True) -> None:  # noqa: ARG002 - PyYAML's
        super().write_single_quoted(text, split=False)

    def write_double_quoted(self, text: str, split: bool = True) -> None:  # noqa: ARG002 - PyYAML's
        super().write_double_quoted(text, split=False)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent the entries of lists below their key."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else ">" if len(text) > _LONG else '"' if is_curly_quotation(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def unit_yaml(data: Mapping[str, Any]) -> str:
    """Return the text of a unit's file. Reading it gives the same data, whatever its texts look like."""
    parts = [
        yaml.dump({key: value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
        for key, value in data.items()
    ]
    text = SCHEMA_LINE + "\n"
    for number, part in enumerate(parts):
        is_long = part.count("\n") > 1
        text += ("\n" if number and is_long else "") + part
    return text
