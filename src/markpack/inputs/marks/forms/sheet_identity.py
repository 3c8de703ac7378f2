"""Whose sheet a returned file is, as it says in several ways: it is one sheet, and all of it agrees, or is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from markpack.documents.catalogue.kinds import Kind
from markpack.errors import Place
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.marks.forms.page_text import printed_values
from markpack.inputs.marks.learner_name import is_name_of
from markpack.inputs.marks.mark_entries import folded_number
from markpack.inputs.problems import Problems, listing, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.register import Register
from markpack.model.forms.identity import FileIdentity, MadeWith
from markpack.model.forms.labels import LABELS
from markpack.model.pack_folders import cohort_of, employer_of, inputs_folder, pack_name
from markpack.model.scheme import ILM_MARKS, ILM_PASS_REFER
from markpack.model.unit import Unit
from markpack.model.unit_versions import kept_name

_LABEL = LABELS["registration"]
_PRINTED_NUMBER = re.compile(rf"{re.escape(_LABEL)} (\S*[0-9]\S*)")
_PRINTED_NAME = re.compile(rf"{re.escape(LABELS['learner_name'])} (.{{1,200}}?) {re.escape(LABELS['employer'])} ")
_HEAD_OF_PAGE = re.compile(r"· (\S*[0-9]\S*)")
_ONCE = ("overall_comment", "assessed_on")  # fields that every sheet has once
_PRINTED, _ENTERED = "what is printed on it", "what is filled in"
_SAY = {"its properties": "say", "its fields": "say"}
_RULES = ("how a criterion is judged", "how the grade follows", "what attempts cover and may earn")
_WORDS = {
    "rules": "rules of the scheme",
    "kind": "kind of document",
    "template": "version of the unit",
    "criteria": "version of the criteria",
}


@dataclass(frozen=True)
class Claim:
    """What one part of a file says: the part in words, and the value."""

    source: str
    value: str


def is_refused(form: ReturnedForm, units: Iterable[Unit], register: Register, problems: Problems) -> bool:
    """Say whether a file holds several sheets, or does not agree on whose it is, and note it."""
    numbers = learners_on(form, units, register)
    if holds_several(form, units):
        _note_several(form, numbers, register, problems)
        return True
    for name, claims in _claims(form, units, register).items():
        values = (register.of_today(claim.value) if name == "learner" else claim.value for claim in claims)
        if len({*map(folded_number, values)}) > 1:
            _note_disagreement(form, name, claims, problems)
            return True
    is_learners = (is_name_of(name, numbers[0], register, form.place, problems) for name in _printed_names(form, units))
    return len(numbers) == 1 and not all(is_learners)


def is_foreign(
    identity: FileIdentity, cohort: MarkingContext, learners: Iterable[str], place: Place, problems: Problems
) -> bool:
    """Say whether a file was made for another employer's learners, or another cohort's, and note it.

    One that does not say for which cohort belongs to the first pack that has its learners (by registration) and unit:
    most often, it was made before there were others.
    """
    employer, name = employer_of(cohort.pack), cohort_of(cohort.pack)
    what = {Kind.MARKBOOK.folder: "markbook", Kind.DECLARATION.folder: "declaration"}.get(identity.kind, "mark sheet")
    if identity.employer not in ("", employer):
        other = identity.employer
        problems.error(
            place,
            f"This {what} belongs to another employer, {other}.",
            f"Move it to {inputs_folder(other)}/marks/. If that folder was renamed to {employer}, copy the marks into "
            "a newly built mark sheet or markbook.",
        )
        return True
    if identity.cohort and identity.cohort != name:
        there = pack_name(employer, identity.cohort)
        problems.error(
            place,
            f"This {what} was made for the cohort {identity.cohort}, not for "
            + (f"the cohort {name}." if name else "the employer’s learners without a cohort."),
            f"Move it to {inputs_folder(there)}/marks/. If that folder was renamed, copy the marks into a newly built "
            "mark sheet or markbook.",
        )
        return True
    if identity.cohort:
        return False
    for learner in learners:
        first = next((pack.name for pack in cohort.also_in(learner, identity.unit) if pack.came_first), "")
        if first:
            problems.error(
                place,
                f"This {what} of {cohort.register.person(learner)} does not say for which cohort it is, and {first}, "
                "which came first, has the learner and the unit, too. It is not read here.",
                f"Move it to {inputs_folder(first)}/marks/; for this cohort, fill in a newly built {what}.",
            )
            return True
    return False


def has_other_rules(identity: FileIdentity, unit: Unit, place: Place, problems: Problems) -> bool:
    """Say whether a file was made for other rules than its unit is judged by, and note it.

    The unit is already of the version that the file was made from, where that is known. Rules by which attempts may
    earn other grades are noted, and are those of today.
    """
    scheme, what = unit.scheme, "markbook" if identity.kind == Kind.MARKBOOK.folder else "mark sheet"
    if not identity.criteria or identity.rules == scheme.rules:
        return False
    aspects = zip(_RULES, identity.rules.split(), scheme.rules.split(), strict=False)
    differing = listing(aspect for aspect, before, now in aspects if before != now)
    if identity.scheme == scheme.named:
        message = f"The rules of {quote(scheme.id)} have changed since this {what} was made"
        message += f": {differing}." if differing else "."
    else:
        made_for = quote(identity.scheme) if identity.scheme else f"{quote(ILM_MARKS.id)} or {quote(ILM_PASS_REFER.id)}"
        message = f"This {what} was made when unit {unit.reference} was judged by {made_for}; now it is by "
        message += f"{quote(scheme.id)}." + (f" They differ in {differing}." if differing else "")
    if identity.made_with.rules == MadeWith.of("", scheme.rules).rules:
        problems.warn(place, message, "Check that its attempt may earn what it earns by the rules of today.")
        return False
    reference = unit.members[0].reference
    problems.error(
        place,
        f"{message} Its marks are not read.",
        f"Keep a version of the unit, templates/units/{kept_name(reference, 'VERSION')}.yaml, whose scheme is a file "
        f"with the earlier rules; or judge the work by today’s, in a newly built {what}, and take this one away.",
    )
    return True


def holds_several(form: ReturnedForm, units: Iterable[Unit]) -> bool:
    """Say whether a file holds several sheets."""
    return _sheet_count(form, units) > 1


def is_mark_sheet(form: ReturnedForm, units: Iterable[Unit]) -> bool:
    """Say whether a file is a mark sheet by what is printed on it, or by a field that every mark sheet has."""
    once = {unit.field_name(name) for unit in units for name in _ONCE}
    return any(field.name in once for field in form.fields) or _sheet_count(form, units) > 0


def units_on(form: ReturnedForm, units: Iterable[Unit]) -> tuple[str, ...]:
    """Return the references of the units whose mark sheets' fields stand on a form."""
    names = {field.name for field in form.fields}
    return tuple(unit.reference for unit in units if names.intersection(map(unit.field_name, _ONCE)))


def printed_numbers(form: ReturnedForm, register: Register) -> tuple[str, ...]:
    """Return the different registration numbers that are printed on a form, those of fields left out."""
    return _different([*printed_values(form, "registration"), *_numbers_on_pages(form, register)], register)


def _numbers_on_pages(form: ReturnedForm, register: Register) -> Iterator[str]:
    """Yield the numbers that are printed on pages and in their heads, rows of tables left out."""
    for page in (*form.pages, *form.heads):
        yield from _PRINTED_NUMBER.findall(page)
        yield from (number for number in _HEAD_OF_PAGE.findall(page) if register.registration_of(number))


def _different(numbers: Iterable[str], register: Register) -> tuple[str, ...]:
    """Return each number once, spelled as on the register."""
    known = (register.registration_of(number) or number for number in numbers)
    return tuple({folded_number(number): number for number in known}.values())


def _printed_names(form: ReturnedForm, units: Iterable[Unit]) -> tuple[str, ...]:
    """Return the different learners' names that are printed on a form, where they are no fields."""
    names = {unit.field_name("learner_name") for unit in units}
    if names.intersection(field.name for field in form.fields):
        return ()
    on_pages = (name for page in form.pages for name in _PRINTED_NAME.findall(page))
    return tuple(dict.fromkeys((*printed_values(form, "learner_name"), *on_pages)))


def _sheet_count(form: ReturnedForm, units: Iterable[Unit]) -> int:
    """Return how many sheets a file holds: of whatever every sheet has once, the largest number."""
    once = {unit.field_name(name) for unit in units for name in _ONCE}
    repeated = Counter(field.name for field in form.fields if field.name in once) if form.rows else Counter[str]()
    in_rows = sum(text == _LABEL for row in form.normal_rows for text in row)
    on_pages = sum(page.count(_LABEL) for page in form.pages)
    return max(in_rows, on_pages, len(set(form.hidden)), *repeated.values(), 0)


def learners_on(form: ReturnedForm, units: Iterable[Unit], register: Register) -> tuple[str, ...]:
    """Return all registration numbers that a file gives as its own, in whichever way."""
    names = {unit.field_name("registration") for unit in units}
    entered = (field.cell.text for field in form.fields if field.name in names and field.cell)
    stated = (identity.learner for identity in (form.identity, *form.hidden) if identity.learner)
    return tuple(
        {
            folded_number(number): number
            for number in map(register.of_today, (*stated, *printed_numbers(form, register), *entered))
        }.values()
    )


def _note_several(form: ReturnedForm, numbers: tuple[str, ...], register: Register, problems: Problems) -> None:
    whose = listing(map(register.person, numbers), limit=40)
    is_declared = form.identity.kind == Kind.DECLARATION.folder
    problems.error(
        form.place,
        f"This {form.format} holds several {'declarations' if is_declared else 'mark sheets'}"
        + (f": of {whose}." if len(numbers) > 1 else f" of {whose}." if numbers else ".")
        + " None of their marks are read.",
        "Save each mark sheet in a file of its own, and take this one away. Printing to a file takes its fields away.",
    )


def _claims(form: ReturnedForm, units: Iterable[Unit], register: Register) -> dict[str, list[Claim]]:
    """Return what a file says of itself, by the name of what is said: learner, unit and so on."""
    claims: dict[str, list[Claim]] = {entry.name: [] for entry in fields(FileIdentity)}
    for source, identity in _identities(form):
        for name, value in vars(identity).items():
            if value:
                claims[name].append(Claim(source, value))
    is_entered = {field.name for field in form.fields}.intersection
    if form.identity.unit and form.identity.unit not in (references := units_on(form, units)):
        claims["unit"] += (Claim("its fields", reference) for reference in references)
    claims["learner"] += _claimed_learners(form, units, register)
    if not is_entered(unit.field_name("attempt") for unit in units):
        claims["attempt"] += (Claim(_PRINTED, text) for text in printed_values(form, "attempt"))
    return claims


def _claimed_learners(form: ReturnedForm, units: Iterable[Unit], register: Register) -> Iterator[Claim]:
    """Yield whose the pages say that a sheet is; where it is filled in, what is filled in as well."""
    names = {unit.field_name("registration") for unit in units}
    numbers = printed_numbers(form, register)
    if names.intersection(field.name for field in form.fields):
        # A sheet for anybody has no number on its pages, unless they are pages of somebody's.
        numbers = _different(filter(register.registration_of, _numbers_on_pages(form, register)), register)
        if numbers:
            yield from (Claim(_ENTERED, field.cell.text) for field in form.fields if field.name in names and field.cell)
    yield from (Claim(_PRINTED, number) for number in numbers)


def _identities(form: ReturnedForm) -> Iterator[tuple[str, FileIdentity]]:
    yield "its properties", form.identity
    for identity in form.hidden:
        yield "its hidden field", identity


def _note_disagreement(form: ReturnedForm, name: str, claims: list[Claim], problems: Problems) -> None:
    what = _WORDS.get(name, name)
    if name in _WORDS:
        sources = listing(dict.fromkeys(claim.source for claim in claims))
        message = f"The {what} of this mark sheet is not the same by {sources}."
    else:
        values: dict[str, list[str]] = {}
        for claim in claims:
            values.setdefault(claim.source, []).append(quote(claim.value))
        said = listing(f"{source} {_SAY.get(source, 'says')} {listing(found)}" for source, found in values.items())
        message = f"This mark sheet does not agree on its {what}: {said}. Its marks are not read."
    problems.error(
        form.place,
        message,
        "Find out whose marks they are, enter them in a newly built mark sheet, and take this one away.",
    )
