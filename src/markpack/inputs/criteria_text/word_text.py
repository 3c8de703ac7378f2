"""What a Word document says, paragraph by paragraph, and which of them its content controls call criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from lxml.etree import _Element as Element

from markpack.inputs.criteria_text.compare import Passage
from markpack.inputs.files.word_package import read_word_package
from markpack.inputs.files.word_text import Paragraph, control_property, paragraphs
from markpack.inputs.problems import Problems
from markpack.model.forms.controls import CRITERION_ALIAS, CRITERION_TAG


def read_word(
    _path: Path, data: bytes, file: str, problems: Problems
) -> tuple[Mapping[str, str], tuple[Passage, ...]] | None:
    """Return a Word document's properties and passages; None, with the problem noted, where it is damaged."""
    package = read_word_package(data, file, problems)
    return (package.properties, tuple(passages_in(package.body))) if package else None


def passages_in(body: Element) -> Iterator[Passage]:
    """Yield the passages of a document's text; the paragraphs of one criterion's control are one passage."""
    for control, together in groupby(paragraphs(body), _criterion_control):
        if control is None:
            yield from (Passage(entry.text, column=entry.column) for entry in together if entry.text)
        else:
            first, *others = together
            text = " ".join(entry.text for entry in (first, *others))
            yield Passage(text, _criterion(control), first.column)


def _criterion_control(paragraph: Paragraph) -> Element | None:
    return next(filter(_criterion, paragraph.controls), None)


def _criterion(control: Element) -> str:
    """Return the id of the criterion that a content control is around, or nothing."""
    for name, start in (("alias", CRITERION_ALIAS), ("tag", CRITERION_TAG)):
        value = control_property(control, name)
        if value.startswith(start):
            return value.removeprefix(start).replace("_", ".")
    return ""
