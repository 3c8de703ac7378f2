"""What a document says of a result, apart from how it looks: by this, a later one knows what it changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from markpack.documents.certificate.view import Certificate
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.mark_sheet.form_parts_view import Field, RecordEntry
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.document import Attachment, Branding, Page, Picture, Properties, Rich
from markpack.model.editions import Facts, hidden
from markpack.model.outcome import Outcome, OutcomeWords
from markpack.model.scheme import Judgement
from markpack.model.standing import Standing

_LOOK = (Branding, Page, Picture, Properties, OutcomeWords)
"""What is how a document looks, stands in it more than once, or is not printed as a whole."""


OUTCOME = "the outcome"
NOT_FINAL = "the note that it is provisional"
"""What is said of an outcome, and that it is not final."""
EXPLANATION, WORDING = "the explanation of the outcome", "the wording"
"""What the program says in words of its own."""
NUMBER = "the registration number"
"""What tells that a learner has another number."""
REVISION = "the number of the revision"
"""What tells that a decision was revised."""

ResultView = TypeVar("ResultView", MarkSheet, FeedbackReport, Certificate)
"""The view-model of a document of a result."""


def facts_of(view: MarkSheet | FeedbackReport | Certificate) -> Facts:
    """Return what a document of a result says. Names and long texts are noted by their digests."""
    if isinstance(view, MarkSheet):
        return _of_sheet(view)
    return _of_report(view) if isinstance(view, FeedbackReport) else _of_certificate(view)


def _of_sheet(sheet: MarkSheet) -> Facts:
    form = sheet.form

    def value(field: Field) -> str:
        return sheet.values.get(field.name, "")

    award = "the mark for" if form.numbered else "the decision on"
    if form.scheme.judgement is Judgement.LEVELS:
        award = "the level of"
    values = {OUTCOME: value(form.outcome), "the total": value(form.total)}
    for unit in form.units:
        values[f"{OUTCOME} of {unit.reference}"] = value(unit.outcome)
        values[f"the total of {unit.reference}"] = value(unit.total)
    rows = form.rows
    values |= {f"{award} {row.id}": value(row.award) for row in (*rows, *form.carried_rows)}
    values |= {f"the earlier result of {row.id}": hidden(value(row.earlier)) for row in rows if row.earlier}
    values |= {f"the comment on {row.id}": hidden(value(row.comment)) for row in rows}
    for row in rows:
        values |= {f"{_of_record(entry)} for {row.id}": hidden(value(entry.field)) for entry in row.records}
    values |= {_of_record(entry): hidden(value(entry.field)) for entry in form.records}
    for section in form.sections:
        name = f"{form.words.section} {section.id}"
        values[f"the comment on {name}"] = hidden(value(section.comment))
        values[f"the verification comment on {name}"] = hidden(value(section.verification))
    values |= {
        "the overall feedback": hidden(value(form.overall_comment)),
        "the assessor": value(form.assessor),
        "the date of the assessor’s decision": value(form.assessed_on),
        "the IQA’s decision": value(form.iqa_decision),
        "the IQA": value(form.iqa),
        "the date of the IQA’s check": value(form.iqa_on),
        "the IQA’s comment": hidden(value(form.iqa_comment)),
        "the refusal of standardisation": value(form.standardisation_refused),
        "the learner’s name": hidden(value(form.learner_name)),
        NUMBER: value(form.registration),
        REVISION: "",
        "the wording of the criteria": hidden(sheet.properties.identity.criteria),
    }
    texts = (
        sheet.other_signature, sheet.assessor_signature, sheet.iqa_signature, sheet.properties.draft,
        form.unit_title, form.qualification, form.levels, form.notice, *_printed(form.branding),
    )  # fmt: skip
    words = {EXPLANATION: hidden(sheet.state), WORDING: _digest(texts), **_for_programs(sheet.record)}
    return Facts(values, words, dated=value(form.assessed_on))


def _for_programs(record: Attachment | None) -> Mapping[str, str]:
    """Return what the marks inside a sheet have that no field does: revisions that do not count, and all the rest.

    The cohort is left out: it says where a result is kept, not what it is, and may be given to a group later.
    So is what format 2 says of every sheet, and format 1 of those alone of which it is not a matter of course.
    """
    said = json.loads(record.data) if record else {}
    said.pop("cohort", "")
    if said.get("revision") == 1:
        for key in ("revision", "revised_on", "revision_reason"):
            said.pop(key, "")
    if said.get("standing") == Standing.CONFIRMED.value or said.get("outcome") == Outcome.INCOMPLETE.value:
        for key in ("quality", "standing"):
            said.pop(key, "")
    others = said.pop("other_revisions", ())
    return {
        "the list of other revisions": hidden(json.dumps(others)) if others else "",
        "the record for programs": hidden(json.dumps(said)),
    }


def _of_record(entry: RecordEntry) -> str:
    return f"the record “{entry.heading}”"


def _of_report(report: FeedbackReport) -> Facts:
    values = {OUTCOME: report.word, "the total": report.total}
    for section in report.sections:
        of_unit = f" of {section.unit}" if section.unit else ""
        if section.unit:
            values[f"{OUTCOME}{of_unit}"] = section.word
        award = "the mark for" if section.numbered else "the level of" if section.has_levels else "the decision on"
        values |= {f"{award} {entry.id}": entry.mark or entry.status for entry in section.criteria}
        values |= {f"the comment on {entry.id}": hidden(entry.comment) for entry in section.criteria}
        values |= {
            f"the comment on {comment.label.partition(':')[0]}": hidden(comment.value) for comment in section.comments
        }
    told = {fact.label: fact.value for fact in report.facts}
    values |= {
        "the overall feedback": hidden(report.overall_comment),
        "the date to resubmit by": report.resubmit_by,
        NOT_FINAL: hidden(report.provisional),
        "the assessor": told.get("Assessor", ""),
        "the quality assurance": told.get("Quality assurance", ""),
        REVISION: "",
        "the learner’s name": hidden(report.learner_name),
        NUMBER: report.registration,
    }
    rest = replace(report, headline="", next_steps=(), actions=())
    words = {
        EXPLANATION: hidden(report.headline),
        "what happens next": _digest(_texts(report.next_steps)),
        "what is to be shown again": _digest(_texts(report.actions)),
        WORDING: _digest((*_texts(rest), *_printed(report.branding), report.properties.draft)),
    }
    return Facts(values, words, dated=report.assessed_on)


def _of_certificate(certificate: Certificate) -> Facts:
    values = {
        f"the unit {unit.reference}": " ".join(filter(None, (unit.grade, unit.credits))) or unit.title
        for unit in certificate.units
    }
    values |= {
        "the grade": certificate.grade,
        "the date": certificate.achieved_on,
        "the learner’s name": hidden(certificate.learner),
        NUMBER: certificate.registration,
    }
    words = {WORDING: _digest((*_texts(certificate), *_printed(certificate.branding)))}
    return Facts(values, words, dated=certificate.achieved_on)


def _printed(branding: Branding) -> tuple[str, ...]:
    return branding.employer, branding.centre, branding.centre_number


def _texts(value: object) -> Iterator[str]:
    """Yield every text of a view-model that is printed, wherever in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Rich):
        yield value.plain
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif is_dataclass(value) and not isinstance(value, _LOOK):
        for entry in fields(value):
            yield from _texts(getattr(value, entry.name))


def _digest(texts: Iterable[str]) -> str:
    """Return a digest of texts that does not depend on where in a view-model they stand; nothing for none."""
    return hidden("\0".join(sorted({*texts} - {""})))
