"""A plate: a form laid out once, to be imprinted with one learner's values after another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import replace
from typing import Protocol

from markpack.documents.mark_sheet.view import MarkSheet, Stage

STATE, REPLACES, HEAD, TITLE = "@state", "@replaces", "@head", "@title"
LEARNER, ATTEMPT = "@learner", "@attempt"
"""What differs from learner to learner beside the fields: none can be mistaken for a field's name."""


class DoesNotFit(Exception):
    """A sheet's values cannot be imprinted, so that it needs a layout of its own. The message says why."""


class Plate(Protocol):
    """A form of one variant in one format, ready to be imprinted."""

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the file of a sheet of this variant.

        Raises DoesNotFit, before anything is written, if a value does not fit or cannot be set.
        """
        ...


def variant(sheet: MarkSheet) -> Hashable:
    """Return what tells apart the plates of one form: sheets with equal variants differ only in what is imprinted.

    The form itself is not part of it, nor are the layouts.
    """
    page, properties, identity = sheet.page, sheet.properties, sheet.properties.identity
    return (
        sheet.stage,
        replace(page, head_right=""),
        replace(properties, title="", date=None, identity=replace(identity, learner="", attempt="")),  # type: ignore[arg-type]
        bool(identity.learner),
        bool(identity.attempt),
        sheet.outcome if sheet.state else None,
        bool(sheet.replaces),
        _printed(sheet),
        sheet.record is None or (sheet.record.name, sheet.record.media_type, sheet.record.description),
    )


def _printed(sheet: MarkSheet) -> Hashable:
    """Return which fields decide by having a value what stands on the page."""
    if sheet.stage is Stage.BLANK:
        return frozenset(sheet.values)
    return (
        sheet.assessor_signature,
        sheet.iqa_signature,
        sheet.other_signature,
        sheet.has_section_comments,
        sheet.has_verification,
        sheet.has_iqa_comment,
        sheet.keeps_room,
        bool(sheet.revision),
        tuple((name, sheet.values.get(name, "")) for name in sorted(_decided(sheet))),
    )


def specimen(sheet: MarkSheet, token: Callable[[str], str]) -> MarkSheet:
    """Return a sheet of the same variant with a token in place of everything that differs from learner to learner.

    `token` is given a field's name, or one of the names above. The date, the attached marks and the tally are the
    given sheet's own.
    """
    fields = set(sheet.values)
    if sheet.stage is Stage.COMPLETED:
        fields = {entry.name for entry in (*sheet.form.fields, *sheet.form.told)}
    fixed = _decided(sheet)
    values = {name: token(name) for name in sorted(fields - fixed)}
    values |= {name: sheet.values[name] for name in sorted(fixed & set(sheet.values))}
    identity = sheet.properties.identity
    return replace(
        sheet,
        values=values,
        state=token(STATE) if sheet.state else "",
        replaces=token(REPLACES) if sheet.replaces else "",
        page=replace(sheet.page, head_right=token(HEAD)),
        properties=replace(
            sheet.properties,
            title=token(TITLE),
            identity=replace(
                identity,
                learner=token(LEARNER) if identity.learner else "",
                attempt=token(ATTEMPT) if identity.attempt else "",
            ),
        ),
    )


def _decided(sheet: MarkSheet) -> set[str]:
    """Return the fields whose value, or lack of one, belongs to the variant."""
    form = sheet.form
    fixed = {form.standardisation_refused.name, form.outcome.name}
    if sheet.stage is Stage.BLANK:
        return fixed & set(sheet.values)
    if not sheet.has_section_comments:
        fixed |= {section.comment.name for section in form.sections}
    if not sheet.has_verification:
        fixed |= {section.verification.name for section in form.sections}
    if not sheet.has_iqa_comment:
        fixed.add(form.iqa_comment.name)
    if form.received_on:
        fixed.add(form.received_on.name)
    if form.revision and not sheet.revision:
        fixed |= {entry.name for entry in form.revision.fields}
    return fixed


class Fields:
    """The fields of a plate of markpack's own layouts, and what more than their own text depends on there."""

    def __init__(self, form: MarkSheet, varying: Collection[str]) -> None:
        """Take a specimen, and the names of the fields that have a token in it."""
        self._varying = varying
        self._fixed = {
            entry.name: form.values.get(entry.name, "") for entry in form.form.fields if entry.name not in varying
        }

    def check(self, sheet: MarkSheet) -> None:
        """Raise DoesNotFit if a sheet's page differs from the others' by more than its values."""
        values, comment = sheet.values, sheet.form.iqa_comment.name
        if sheet.stage is Stage.BLANK and not all(values.values()):
            raise DoesNotFit("a field of a blank sheet is printed without a value")
        for name, value in self._fixed.items():
            if values.get(name, "") != value:
                raise DoesNotFit(f"“{name}” is not “{value}”")
        if comment in self._varying and not sheet.has_iqa_comment:
            raise DoesNotFit("quality assurance has commented nothing")
        for entry in sheet.form.growing:
            if sheet.is_long(entry):
                raise DoesNotFit(f"“{entry.label}” may need more than a page")
