"""Mark sheets for plates: of every method and marking, and with any values that have nothing else in common."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from random import Random

from markpack.app.pack_plan import collect_pack_inputs
from markpack.app.workspace import init
from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.tally import CriterionStatus, Tally
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.documents.shared.document import PageView
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.instrument import Method
from markpack.model.outcome import Outcome
from markpack.writers.masters.master import ATTEMPT, LEARNER, specimen
from tests import test_integrated, test_methods
from tests.samples import plan_documents

ODD = (
    "=1+1", "+44", "<r>bold</r>", "_x0041_", " before", "after\n", "one\ntwo\r\nthree", "\t", "R&G & <Co> &amp;", "1/2",
    "٣", "007", "Nguyễn Thị 😀", "مرحبا بكم", "a\x01b\x0b", "\x00", "\ufffe", "Pass", "Met", "No", "#N/A", "u" * 90,
    "much to say " * 40, "  two  spaces ", "a \t b", "\u00a0no break\u00a0", "a\rb", "\n\n", " ", "\n x", "<br>",
    "&#13;", "\u2028", "\ufeff", "\u202eabc", "<svg></svg>", "-->", "{@state}",
)  # fmt: skip
MARKS = ("0", "7", "7.5", "18", "Pass", "Referral")
LETTERS = "".join(map(chr, (*range(0x600), *range(0x2000, 0x2070), 0xFFFE, 0xFFFF, *range(0x1F600, 0x1F640))))


def any_text(chance: Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(ODD)
    return "".join(chance.choices(LETTERS, k=chance.randint(1, 60)))


def any_comment(chance: Random) -> str:
    return "It is told in full, with examples. " * chance.randint(1, 120) if chance.random() < 0.4 else any_text(chance)


def any_tally(chance: Random, awards: Iterable[str] = ()) -> Tally:
    return Tally(
        outcome=chance.choice(list(Outcome)),
        statuses={award: chance.choice(list(CriterionStatus)) for award in awards if chance.random() < 0.9},
        total=chance.choice(("", "0", "50", "71.5")),
        percentage=chance.choice(("", "0", "7", "72", "100")),
    )


def any_sheet(sample: MarkSheet, chance: Random) -> MarkSheet:
    """A sheet of the sample's variant that has nothing else in common with it."""
    form = sample.form
    awards, fields = set(form.awards.values()), {field.name for field in form.fields}
    comments = {row.comment.name for section in form.sections for row in section.rows} | {form.overall_comment.name}

    def value(of: str) -> str:
        if of in fields and sample.stage is Stage.COMPLETED and chance.random() < 0.25:
            return ""
        if of in awards:
            return chance.choice(MARKS)
        text = any_comment(chance) if of in comments else any_text(chance)
        return text[:100] if of in (LEARNER, ATTEMPT) else text

    varied = specimen(sample, value)
    return replace(
        varied,
        tally=any_tally(chance, sorted(awards)),
        unit_tallies={unit.reference: any_tally(chance) for unit in form.units},
        properties=replace(
            varied.properties, date=datetime.date(1990, 1, 1) + datetime.timedelta(chance.randrange(30000))
        ),
    )


def sheets_of(root: Path) -> Iterator[MarkSheet]:
    """The mark sheets that are made from a workspace's files."""
    inputs, _ = read_inputs(root, ())
    for employer in inputs.employers:
        for entry in plan_documents(collect_pack_inputs(inputs, employer)):
            if entry.format is Format.XLSX and isinstance(entry.view, MarkSheet):
                yield entry.view


def pages_in(folder: Path) -> list[PageView]:
    """What the starter's learners are handed, as PDFs."""
    init(folder)
    inputs, _ = read_inputs(folder, ())
    planned = (
        entry for employer in inputs.employers for entry in plan_documents(collect_pack_inputs(inputs, employer))
    )
    return [entry.view for entry in planned if entry.format is Format.PDF and isinstance(entry.view, PageView)]


def filled_in(sheet: MarkSheet) -> MarkSheet:
    """A final sheet of the same form with something in every field, which replaces another one."""
    values = {field.name: "7" for field in sheet.form.fields}
    state, replaces = (
        "Referral: AC 1.1 not met yet.",
        "Replaces an earlier mark sheet: the total was changed from 6 to 7.",
    )
    return replace(sheet, stage=Stage.COMPLETED, values=values, state=state, replaces=replaces)


def sheets_in(folder: Path) -> tuple[MarkSheet, ...]:
    """Sheets of every method, of several units, and of the starter's learners, some in a later attempt."""
    roots = [folder / "starter"]
    init(roots[0])
    for method in test_methods.OTHERS:
        marking = "pass or refer" if method is Method.OBSERVATION else "marks"
        roots.append(test_methods.workspace(folder / method.name, method, marking))
    for marking in ("credit weighted", "pass or refer"):
        roots.append(test_integrated.workspace(folder / marking, marking))
    found = tuple(chain.from_iterable(map(sheets_of, roots)))
    return (*found, *(filled_in(sheet) for sheet in found if sheet.stage is Stage.BLANK))
